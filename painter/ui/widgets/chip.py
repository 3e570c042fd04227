"""A small round-ended choice or word: filters ("All 26"), suggestions ("mist"), words of a theme."""

from __future__ import annotations

import math

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from painter.ui.icons import paint_icon
from painter.ui.theme import DARK, mixed, text_width
from painter.ui.widgets.drawing import draw_text, fill_rounded, focus_ring
from painter.ui.widgets.interactive import Interactive

_PADDING = 10
_ICON_PX = 14
_CLOSE_PX = 12


class Chip(Interactive, QPushButton):
    """Text with an optional icon; checkable, and removable by its cross or the Delete key.

    Signals:
        removed(): The artist wants it gone; whoever owns the chip takes it away.
    """

    removed = Signal()

    def __init__(
        self,
        text: str,
        *,
        icon: str = "",
        checkable: bool = True,
        checked: bool = False,
        removable: bool = False,
        height: int = 24,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._icon_name, self._removable, self._height = icon, removable, height
        self._over_close = False
        self.setCheckable(checkable)
        self.setChecked(checked)
        self.setAutoDefault(False)
        self.setMouseTracking(removable)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)
        if removable:
            self.setAccessibleDescription(self.tr("Delete removes it"))

    def sizeHint(self) -> QSize:
        width = text_width(self.text(), 12, 500) + 2 * _PADDING
        width += _ICON_PX + 2 if self._icon_name else 0
        width += _CLOSE_PX + 4 if self._removable else 0
        return QSize(math.ceil(width), self._height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _on_close(self, pos: QPoint) -> bool:
        return self._removable and pos.x() >= self.width() - _CLOSE_PX - 12

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._on_close(event.position().toPoint()):
            event.accept()
            return
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pos = event.position().toPoint()
        if not self.isDown() and self._on_close(pos) and self.rect().contains(pos):
            self.removed.emit()
            return
        super().mouseReleaseEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._over_close = self._on_close(event.position().toPoint())
        self.update()
        super().mouseMoveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._removable and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        chosen = self.isChecked() or self.isDown()
        ground = DARK.selected if chosen else DARK.raised
        fill_rounded(
            painter, rect, rect.height() / 2, mixed(ground, DARK.edge if chosen else DARK.hover, self.hover)
        )
        ink = DARK.text if chosen or self.hover > 0.5 else DARK.dim
        if not self.isEnabled():
            ink = DARK.disabled
        x = float(_PADDING)
        if self._icon_name:
            paint_icon(
                painter, self._icon_name, QRectF(x - 2, rect.center().y() - _ICON_PX / 2, _ICON_PX, _ICON_PX), ink
            )
            x += _ICON_PX + 2
        right = rect.width() - (_CLOSE_PX + 4 if self._removable else 0) - _PADDING
        draw_text(
            painter, QRectF(x, 0, right - x + 1, rect.height()), self.text(), size_px=12, weight=500, color=ink
        )
        if self._removable:
            box = QRectF(rect.width() - 20, rect.center().y() - _CLOSE_PX / 2, _CLOSE_PX, _CLOSE_PX)
            paint_icon(painter, "x", box, DARK.text if self._over_close and self.underMouse() else DARK.dim)
        if self.ring_shown:
            focus_ring(painter, rect, rect.height() / 2)
