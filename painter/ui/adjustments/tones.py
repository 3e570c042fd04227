"""The editors with a graph: levels, curves and threshold over the histogram of what they change."""

from __future__ import annotations

import math
from dataclasses import replace

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QLinearGradient, QPainter
from PySide6.QtWidgets import QHBoxLayout, QWidget

from painter.document.adjustments import STRAIGHT_CURVE, Curves, Levels, LevelsRange, Threshold
from painter.ui.adjustments.curve_graph import CurveGraph
from painter.ui.adjustments.editor import FIELD_HEIGHT, Editor
from painter.ui.adjustments.handle_bar import HandleBar
from painter.ui.adjustments.histogram import CHANNEL_INKS, Histogram, paint_histogram
from painter.ui.theme import DARK
from painter.ui.widgets.segmented import Segmented

_CHANNELS = ("master", "red", "green", "blue")
_LEAST = 1 / 255
_MOST_GAMMA, _LEAST_GAMMA = 9.99, 0.1


class ChannelEditor(Editor):
    """An editor with a choice of channels: all together, red, green, blue."""

    def __init__(self, settings: object, parent: QWidget | None = None) -> None:
        super().__init__(settings, parent)
        self._histogram: Histogram | None = None
        self.channels = Segmented(
            [self.tr("RGB"), self.tr("Red"), self.tr("Green"), self.tr("Blue")],
            name=self.tr("Channel"),
            height=FIELD_HEIGHT,
        )
        self.channels.current_changed.connect(lambda _index: self.show_settings(self._settings))
        self.column.addWidget(self.channels)

    @property
    def channel(self) -> str:
        return _CHANNELS[self.channels.current()]

    def show_histogram(self, histogram: Histogram) -> None:
        self._histogram = histogram
        self.show_settings(self._settings)

    def _ink(self) -> str:
        return CHANNEL_INKS[self.channels.current()]


class CurvesEditor(ChannelEditor):
    """A curve a channel."""

    def __init__(self, settings: Curves, parent: QWidget | None = None) -> None:
        super().__init__(settings, parent)
        self.graph = CurveGraph()
        self.graph.points_changed.connect(self._bent)
        self.graph.point_selected.connect(lambda: self.show_settings(self._settings))
        self.graph.editing_finished.connect(self._finish)
        self.column.addWidget(self.graph)
        numbers = QHBoxLayout()
        numbers.setSpacing(6)
        self._from = self._field(self.tr("From"), 0, 255, lambda value: self._typed(x=value / 255))
        self._to = self._field(self.tr("To"), 0, 255, lambda value: self._typed(y=value / 255))
        numbers.addWidget(self._from)
        numbers.addWidget(self._to)
        self.column.addLayout(numbers)
        self.show_settings(settings)

    def _bent(self) -> None:
        self._take(replace(self._settings, **{self.channel: self.graph.points()}))

    def _typed(self, *, x: float | None = None, y: float | None = None) -> None:
        old_x, old_y = self.graph.points()[self.graph.current()]
        self.graph.move_point(old_x if x is None else x, old_y if y is None else y)

    def _show(self) -> None:
        self.graph.show_curve(getattr(self._settings, self.channel), self._ink())
        self.graph.show_histogram(None if self._histogram is None else self._histogram[self.channels.current()])
        x, y = self.graph.points()[self.graph.current()]
        self._from.set_number(round(255 * x))
        self._to.set_number(round(255 * y))
        for index, name in enumerate(_CHANNELS):
            bent = getattr(self._settings, name) != STRAIGHT_CURVE
            self.channels.button(index).setToolTip(self.tr("Bent") if bent else "")


class LevelsEditor(ChannelEditor):
    """Handles for black, middle and white below the histogram, and for the range that comes out."""

    def __init__(self, settings: Levels, parent: QWidget | None = None) -> None:
        super().__init__(settings, parent)
        self.incoming = HandleBar(self.tr("What comes in"), self._paint_histogram, height=96)
        self.incoming.moved.connect(self._move_in)
        self.incoming.editing_finished.connect(self._finish)
        self.column.addWidget(self.incoming)
        numbers = QHBoxLayout()
        numbers.setSpacing(6)
        self._black = self._field(self.tr("Black"), 0, 254, lambda v: self._set(black=v / 255), default=0.0)
        self._gamma = self._field(
            self.tr("Mid"),
            _LEAST_GAMMA,
            _MOST_GAMMA,
            lambda v: self._set(gamma=v),
            value=1.0,
            default=1.0,
            decimals=2,
            step=0.05,
            logarithmic=True,
        )
        self._white = self._field(self.tr("White"), 1, 255, lambda v: self._set(white=v / 255), default=255.0)
        for field in (self._black, self._gamma, self._white):
            numbers.addWidget(field)
        self.column.addLayout(numbers)
        self.outgoing = HandleBar(self.tr("What comes out"), _paint_ramp, height=14)
        self.outgoing.moved.connect(self._move_out)
        self.outgoing.editing_finished.connect(self._finish)
        self.column.addWidget(self.outgoing)
        self.show_settings(settings)

    def _range(self) -> LevelsRange:
        part: LevelsRange = getattr(self._settings, self.channel)
        return part

    def _set(self, **values: float) -> None:
        part = self._range()._replace(**values)
        if "white" in values:
            part = part._replace(white=max(part.white, part.black + _LEAST))
        elif part.white <= part.black:
            part = part._replace(black=max(0.0, part.white - _LEAST))
        self._take(replace(self._settings, **{self.channel: part}))

    def _move_in(self, index: int, place: float) -> None:
        part = self._range()
        if index == 0:
            self._set(black=min(place, part.white - _LEAST))
        elif index == 2:
            self._set(white=max(place, part.black + _LEAST))
        else:
            share = min(0.999, max(0.001, (place - part.black) / (part.white - part.black)))
            self._set(gamma=min(_MOST_GAMMA, max(_LEAST_GAMMA, math.log(share) / math.log(0.5))))

    def _move_out(self, index: int, place: float) -> None:
        self._set(**{"low" if index == 0 else "high": place})

    def _show(self) -> None:
        part = self._range()
        middle = part.black + (part.white - part.black) * 0.5**part.gamma
        inks = [QColor("#000000"), QColor("#808080"), QColor("#FFFFFF")]
        names = (self.tr("Black"), self.tr("Middle"), self.tr("White"))
        self.incoming.set_handles((part.black, middle, part.white), inks, names)
        self.outgoing.set_handles((part.low, part.high), [inks[0], inks[2]], (names[0], names[2]))
        self._black.set_number(round(255 * part.black))
        self._gamma.set_number(part.gamma)
        self._white.set_number(round(255 * part.white))

    def _paint_histogram(self, painter: QPainter, rect: QRectF) -> None:
        painter.fillRect(rect, QColor(DARK.well))
        counts = None if self._histogram is None else self._histogram[self.channels.current()]
        paint_histogram(painter, rect, counts, self._ink())


class ThresholdEditor(Editor):
    """One handle below the histogram."""

    def __init__(self, settings: Threshold, parent: QWidget | None = None) -> None:
        super().__init__(settings, parent)
        self._histogram: Histogram | None = None
        self.bar = HandleBar(self.tr("Threshold"), self._paint, height=72)
        self.bar.moved.connect(lambda _index, place: self._take(Threshold(level=place)))
        self.bar.editing_finished.connect(self._finish)
        self.column.addWidget(self.bar)
        self._level = self._field(
            self.tr("Level"), 0, 255, lambda v: self._take(Threshold(level=v / 255)), value=128.0, default=128.0
        )
        self.column.addWidget(self._level)
        self.show_settings(settings)

    def show_histogram(self, histogram: Histogram) -> None:
        self._histogram = histogram
        self.bar.update()

    def _show(self) -> None:
        level = self._settings.level
        self.bar.set_handles((level,), [QColor("#808080")], (self.tr("Level"),))
        self._level.set_number(round(255 * level))

    def _paint(self, painter: QPainter, rect: QRectF) -> None:
        painter.fillRect(rect, QColor(DARK.well))
        paint_histogram(painter, rect, None if self._histogram is None else self._histogram[0], DARK.text)
        x = rect.left() + rect.width() * self._settings.level
        painter.fillRect(QRectF(x - 0.5, rect.top(), 1, rect.height()), QColor(DARK.text))


def _paint_ramp(painter: QPainter, rect: QRectF) -> None:
    ramp = QLinearGradient(rect.topLeft(), rect.topRight())
    ramp.setColorAt(0, QColor("#000000"))
    ramp.setColorAt(1, QColor("#FFFFFF"))
    painter.fillRect(rect, ramp)
