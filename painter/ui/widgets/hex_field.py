"""A colour as text: #587EB8, typed or pasted."""

from __future__ import annotations

import re

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from painter.ui.theme import DARK, font, text_width, tooltip
from painter.ui.widgets.drawing import draw_text

_HEX = re.compile(r"(?:#|0x)?([0-9a-f]{3}|[0-9a-f]{4}|[0-9a-f]{6}|[0-9a-f]{8})", re.IGNORECASE)
_PADDING = 10


def color_from_text(text: str) -> QColor | None:
    """Return the opaque sRGB colour that a text names in hex digits, 3 or 6 with or without alpha; else None."""
    found = _HEX.fullmatch(text.strip().strip(";\"'"))
    if found is None:
        return None
    digits = found.group(1)
    if len(digits) <= 4:
        digits = "".join(2 * digit for digit in digits)
    return QColor(f"#{digits[:6]}")


class HexField(QLineEdit):
    """Takes a colour as soon as its digits are whole; Esc or nonsense goes back to the colour as it is.

    Signals:
        color_entered(QColor): The artist typed or pasted another colour.
    """

    color_entered = Signal(QColor)

    def __init__(self, *, height: int = 26, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._color = QColor("#000000")
        self._label = self.tr("Hex")
        self._select_on_release = False
        self.setFont(font(12, 500))
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        # Qt leaves more air than the value fields beside it do.
        self.setTextMargins(0, 0, -4, 0)
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Colour in hex digits"))
        self.setToolTip(tooltip(self.accessibleName(), "", self.tr("Type or paste one such as #587EB8.")))
        self.textEdited.connect(self._edited)
        self._show()

    def color(self) -> QColor:
        return QColor(self._color)

    def set_color(self, color: QColor) -> None:
        """Show a colour; emits nothing. What the artist is typing stays as it is."""
        if color.rgb() == self._color.rgb():
            return
        self._color = QColor(color.rgb())
        if not (self.hasFocus() and self.isModified()):
            self._show()

    def _show(self) -> None:
        self.setText(self._color.name().upper())

    def _edited(self, text: str) -> None:
        # Three digits may be the first half of six: they wait for Enter.
        if len(text.strip().lstrip("#")) >= 6:
            self._take(text)

    def _take(self, text: str) -> None:
        color = color_from_text(text)
        if color is not None and color.rgb() != self._color.rgb():
            self._color = color
            self.color_entered.emit(color)

    def _settle(self) -> None:
        if self.isModified():
            self._take(self.text())
        self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._settle()
            self.selectAll()
        elif event.key() == Qt.Key.Key_Escape and self.isModified():
            self._show()
            self.selectAll()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._settle()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._select_on_release = event.reason() == Qt.FocusReason.MouseFocusReason

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        # The first click takes all of it: one paste replaces the colour.
        if self._select_on_release and not self.hasSelectedText():
            self.selectAll()
        self._select_on_release = False

    def sizeHint(self) -> QSize:
        return QSize(112, self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(round(text_width("#DDDDDD", 12, 500)) + 2 * _PADDING, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        label = text_width(self._label, 12)
        if label + text_width("#DDDDDD", 12, 500) + 2 * _PADDING + 4 <= self.width():
            box = QRectF(_PADDING, 0, label + 2, self.height())
            draw_text(QPainter(self), box, self._label, size_px=12, color=DARK.dim)
