"""A box to tick, for lists and dialogs; where something turns on at once, `Toggle` is the right one."""

from __future__ import annotations

import math

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from painter.ui.icons import paint_icon
from painter.ui.theme import DARK, text_width
from painter.ui.widgets.drawing import draw_text, fill_rounded, focus_ring, outline_rounded
from painter.ui.widgets.interactive import Interactive

_BOX = 20
_MARGIN = 4
_GAP = 8


class CheckBox(Interactive, QCheckBox):
    """A 20-px box with its words behind it; the margin of 4 px around the box is for the focus ring."""

    def __init__(self, text: str = "", *, checked: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setChecked(checked)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def sizeHint(self) -> QSize:
        words = text_width(self.text(), 12)
        return QSize(math.ceil(_BOX + 2 * _MARGIN + (words + _GAP if words else 0)), _BOX + 2 * _MARGIN)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        box = QRectF(_MARGIN, rect.center().y() - _BOX / 2, _BOX, _BOX)
        enabled = self.isEnabled()
        if self.ring_shown:
            focus_ring(painter, box.adjusted(-4, -4, 4, 4), 9)
        if self.isChecked():
            fill_rounded(painter, box, 5, DARK.light if enabled else DARK.disabled)
            paint_icon(painter, "check-bold", box.adjusted(3, 3, -3, -3), DARK.on_light)
        else:
            if self.hover > 0.5:
                fill_rounded(painter, box, 5, DARK.hover)
            outline_rounded(painter, box, 5, DARK.border if enabled else DARK.disabled)
        left = _BOX + 2 * _MARGIN + _GAP - _MARGIN
        ink = DARK.text if enabled else DARK.disabled
        draw_text(painter, rect.adjusted(left, 0, 0, 0), self.text(), size_px=12, color=ink)
