"""The editor of a gradient map: stops on a strip, each with a colour."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from painter.document.adjustments import MOST_POINTS, GradientMap, GradientStop
from painter.ui.adjustments.editor import Editor
from painter.ui.adjustments.handle_bar import HandleBar
from painter.ui.widgets.color_wheel import ColorWheel
from painter.ui.widgets.hex_field import HexField
from painter.ui.widgets.icon_button import IconButton

_WHEEL_PX = 132


class GradientEditor(Editor):
    """A strip with stops; the wheel changes the colour of the one in hand."""

    def __init__(self, settings: GradientMap, parent: QWidget | None = None) -> None:
        super().__init__(settings, parent)
        self.bar = HandleBar(
            self.tr("Gradient"),
            self._paint,
            hint=self.tr("Click for another stop, drag one out to remove it."),
        )
        self.bar.moved.connect(self._move)
        self.bar.added.connect(self._add)
        self.bar.removed.connect(self._remove)
        self.bar.selected.connect(lambda _index: self.show_settings(self._settings))
        self.bar.editing_finished.connect(self._finish)
        self.column.addWidget(self.bar)
        row = QHBoxLayout()
        row.setSpacing(12)
        self.wheel = ColorWheel(_WHEEL_PX)
        self.wheel.color_changed.connect(self._colour)
        self.wheel.editing_finished.connect(self._finish)
        row.addWidget(self.wheel)
        beside = QVBoxLayout()
        beside.setSpacing(6)
        self._hex = HexField()
        self._hex.color_entered.connect(self._enter)
        self._place = self._field(
            self.tr("Place"), 0, 100, lambda v: self._move(self.bar.current(), v / 100), suffix=" %"
        )
        self._bin = IconButton("trash", self.tr("Remove stop"), keys="Del", size=28, icon_px=16)
        self._bin.clicked.connect(self._remove_current)
        self._reverse = self._switch(self.tr("Reverse"), lambda on: self._take(replace(self._settings, reverse=on)))
        beside.addWidget(self._hex)
        beside.addWidget(self._place)
        beside.addWidget(self._reverse)
        beside.addStretch(1)
        beside.addWidget(self._bin, 0, Qt.AlignmentFlag.AlignRight)
        row.addLayout(beside, 1)
        self.column.addLayout(row)
        self.show_settings(settings)

    def _stops(self) -> tuple[GradientStop, ...]:
        stops: tuple[GradientStop, ...] = self._settings.stops
        return stops

    def _move(self, index: int, place: float) -> None:
        """Move a stop, between its neighbours."""
        stops = list(self._stops())
        low = stops[index - 1].position if index else 0.0
        high = stops[index + 1].position if index + 1 < len(stops) else 1.0
        stops[index] = stops[index]._replace(position=min(high, max(low, place)))
        self._take(replace(self._settings, stops=tuple(stops)))

    def _add(self, place: float) -> None:
        stops = self._stops()
        if len(stops) < MOST_POINTS:
            made = GradientStop(place, *_color_at(stops, place))
            self._take(replace(self._settings, stops=tuple(sorted((*stops, made)))))

    def _remove(self, index: int) -> None:
        stops = self._stops()
        if len(stops) > 2:
            self._take(replace(self._settings, stops=stops[:index] + stops[index + 1 :]))

    def _remove_current(self) -> None:
        self._remove(self.bar.current())
        self._finish()

    def _colour(self, color: QColor) -> None:
        if self._showing:
            return
        index = self.bar.current()
        stops = list(self._stops())
        stops[index] = GradientStop(stops[index].position, color.redF(), color.greenF(), color.blueF())
        self._take(replace(self._settings, stops=tuple(stops)))

    def _enter(self, color: QColor) -> None:
        self._colour(color)
        self._finish()

    def _show(self) -> None:
        stops = self._stops()
        inks = [_ink(stop) for stop in stops]
        names = [self.tr("Stop {n}").format(n=n + 1) for n in range(len(stops))]
        self.bar.set_handles([stop.position for stop in stops], inks, names)
        index = self.bar.current()
        if self.wheel.color().rgb() != inks[index].rgb():
            self.wheel.set_color(inks[index])
        self._hex.set_color(inks[index])
        self._place.set_number(round(100 * stops[index].position))
        self._reverse.setChecked(self._settings.reverse)
        self._bin.setEnabled(len(stops) > 2)

    def _paint(self, painter: QPainter, rect: QRectF) -> None:
        ramp = QLinearGradient(rect.topLeft(), rect.topRight())
        for step in range(65):
            place = step / 64
            red, green, blue = _color_at(self._stops(), 1 - place if self._settings.reverse else place)
            ramp.setColorAt(place, QColor.fromRgbF(red, green, blue))
        painter.fillRect(rect, ramp)


def _ink(stop: GradientStop) -> QColor:
    return QColor.fromRgbF(stop.red, stop.green, stop.blue)


def _color_at(stops: tuple[GradientStop, ...], place: float) -> tuple[float, float, float]:
    """Return a gradient's colour at a place, beyond its ends that of the end."""
    if place <= stops[0].position:
        return stops[0][1:]
    for a, b in pairwise(stops):
        if place <= b.position:
            span = b.position - a.position
            t = (place - a.position) / span if span > 0 else 1.0
            red, green, blue = (x + (y - x) * t for x, y in zip(a[1:], b[1:], strict=True))
            return red, green, blue
    return stops[-1][1:]
