"""The brush in hand, as a button: its stroke on paper, its name, a caret."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from painter.paint.brush import Brush
from painter.ui.icons import paint_icon
from painter.ui.theme import DARK, contrast, mixed, text_width
from painter.ui.widgets.drawing import draw_picture, draw_text, fill_rounded, focus_ring
from painter.ui.widgets.interactive import Interactive
from painter.ui.widgets.stroke_preview import stroke_image

_PAPER, _DARK_PAPER = "#EFEAE0", "#3A3834"
_PAPER_WIDTH = 56
_LEFT = 72
_RIGHT = 28
_CARET_PX = 12
_SEEN_FROM = 1.5


class BrushChip(Interactive, QPushButton):
    """Shows a brush in a colour; what it opens is up to whoever connects `clicked`."""

    def __init__(self, brush: Brush, title: str, *, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._brush, self._color = brush, QColor("#000000")
        self._opened = False
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_brush(self, brush: Brush, title: str) -> None:
        """Show another brush under its name."""
        self._brush = brush
        if title != self.text():
            self.setText(title)
            self.updateGeometry()
        self.update()

    def set_color(self, color: QColor) -> None:
        """Paint the stroke in a colour; the paper is dark where the colour is light."""
        self._color = QColor(color.rgb())
        self.update()

    def set_opened(self, opened: bool) -> None:
        """Look pressed while its popover is open."""
        self._opened = opened
        self.update()

    def sizeHint(self) -> QSize:
        width = math.ceil(_LEFT + text_width(self.text(), 12, 500)) + _RIGHT
        return QSize(min(240, max(164, width)), DARK.control_height)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(200, self.sizeHint().width()), DARK.control_height)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        lit = 1.0 if self._opened or self.isDown() else self.hover
        fill_rounded(painter, rect, DARK.radius_field, mixed(DARK.raised, DARK.hover, lit))
        paper = QRectF(6, 4, _PAPER_WIDTH, rect.height() - 8)
        ground = _PAPER if contrast(self._color.name(), _PAPER) >= _SEEN_FROM else _DARK_PAPER
        fill_rounded(painter, paper, 4, ground)
        ratio = self.devicePixelRatioF()
        width_px, height_px = round(paper.width() * ratio), round(paper.height() * ratio)
        draw_picture(painter, paper, stroke_image(self._brush, width_px, height_px, self._color), 4)
        words = QRectF(_LEFT, 0, rect.width() - _LEFT - _RIGHT + 2, rect.height())
        draw_text(painter, words, self.text(), size_px=12, weight=500)
        caret = QRectF(rect.width() - 20, (rect.height() - _CARET_PX) / 2, _CARET_PX, _CARET_PX)
        paint_icon(painter, "caret-down", caret)
        if self.ring_shown:
            focus_ring(painter, rect, DARK.radius_field)
