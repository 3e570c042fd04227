"""A switch with its label: on or off, at once."""

from __future__ import annotations

import math

from PySide6.QtCore import QEasingCurve, QPoint, QPointF, QRectF, QSize, Qt, QVariantAnimation
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from painter.ui.theme import DARK, mixed, motion_ms, text_width, tooltip
from painter.ui.widgets.drawing import draw_text, fill_rounded, focus_ring, outline_rounded
from painter.ui.widgets.interactive import Interactive

_WIDTH, _HEIGHT, _KNOB = 32.0, 18.0, 6.0
_GAP = 12


class Toggle(Interactive, QCheckBox):
    """Label on the left, switch on the right; grey for what is the artist's, mint for what is the model's."""

    def __init__(
        self,
        text: str,
        *,
        checked: bool = False,
        hint: str = "",
        model: bool = False,
        height: int = 32,
        keys: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._hint, self._model, self._height = hint, model, height
        self._knob = 1.0 if checked else 0.0
        self.setChecked(checked)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)
        if hint or keys:
            self.setAccessibleDescription(hint)
            self.setToolTip(tooltip(text, keys, hint))
        self._slide = QVariantAnimation(self)
        self._slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._slide.valueChanged.connect(self._move_knob)
        self.toggled.connect(self._slide_to)

    def _slide_to(self, on: bool) -> None:
        duration_ms = motion_ms(DARK.toggle_ms) if self.isVisible() else 0
        self._slide.stop()
        if duration_ms == 0:
            self._move_knob(1.0 if on else 0.0)
            return
        self._slide.setStartValue(self._knob)
        self._slide.setEndValue(1.0 if on else 0.0)
        self._slide.setDuration(duration_ms)
        self._slide.start()

    def _move_knob(self, value: float) -> None:
        self._knob = value
        self.update()

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def sizeHint(self) -> QSize:
        label = text_width(self.text(), 12)
        return QSize(math.ceil(label + (_GAP if label else 0) + _WIDTH), self._height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        enabled = self.isEnabled()
        label = text_width(self.text(), 12)
        draw_text(
            painter,
            QRectF(0, 0, rect.width() - _WIDTH - _GAP + 4, rect.height()),
            self.text(),
            size_px=12,
            color=DARK.text if enabled else DARK.disabled,
        )
        left = rect.width() - _WIDTH - _GAP - label - 8
        if self._hint and left > 24:
            draw_text(painter, QRectF(label + 8, 0, left, rect.height()), self._hint, size_px=11, color=DARK.faint)
        self._paint_switch(painter, QRectF(rect.width() - _WIDTH, (rect.height() - _HEIGHT) / 2, _WIDTH, _HEIGHT))

    def _paint_switch(self, painter: QPainter, box: QRectF) -> None:
        if self.ring_shown:
            ring = box.adjusted(-4, -4, 0, 4)
            focus_ring(painter, ring, ring.height() / 2)
            box = box.adjusted(0, 0, -4, 0)  # the ring needs room at the panel's edge
        on_color = DARK.ai if self._model else DARK.switch_on
        radius = box.height() / 2
        if not self.isEnabled():
            fill_rounded(painter, box, radius, DARK.raised)
            outline_rounded(painter, box, radius, DARK.disabled)
            knob: QColor = QColor(DARK.disabled)
        else:
            fill_rounded(painter, box, radius, mixed(DARK.switch_off, on_color, self._knob))
            outline_rounded(painter, box, radius, mixed(DARK.border, on_color, self._knob))
            knob = mixed(DARK.text if self.hover > 0.5 else DARK.dim, DARK.on_ai, self._knob)
        travel = box.width() - box.height()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(knob)
        painter.drawEllipse(QPointF(box.x() + radius + travel * self._knob, box.center().y()), _KNOB, _KNOB)
