"""A line to search in: brushes, styles, layers, commands."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from painter.ui.icons import paint_icon
from painter.ui.theme import DARK, font


class SearchField(QLineEdit):
    """A line edit with a magnifier; Esc empties it first, then goes on to whoever is above."""

    def __init__(self, placeholder: str, *, height: int = 32, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._height = height
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setFont(font(12))
        self.setTextMargins(18, 0, 0, 0)
        self.setClearButtonEnabled(False)
        self.setFixedHeight(height)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(184, self._height)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        paint_icon(painter, "magnifying-glass", QRectF(8, (self.height() - 14) / 2, 14, 14), DARK.faint)
