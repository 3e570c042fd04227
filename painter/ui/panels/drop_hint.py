"""What lies over a panel while something is dragged above it: what dropping it here does."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from painter.ui.theme import DARK, color
from painter.ui.widgets.drawing import CENTER, draw_text, fill_rounded, outline_rounded

_INSET_PX = 6


class DropHint(QWidget):
    """Covers its parent and lets every event through; hidden at first."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._text = text
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(text)
        self.hide()

    def cover(self) -> None:
        """Show the hint over the whole of its parent."""
        host = self.parentWidget()
        if host is not None:
            self.setGeometry(host.rect())
        self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = QRectF(self.rect()).adjusted(_INSET_PX, _INSET_PX, -_INSET_PX, -_INSET_PX)
        fill_rounded(painter, box, DARK.radius_floating, color(DARK.window, 0.82))
        outline_rounded(painter, box, DARK.radius_floating, DARK.text, 2)
        draw_text(painter, box.adjusted(12, 0, -12, 0), self._text, size_px=13, weight=600, align=CENTER)
