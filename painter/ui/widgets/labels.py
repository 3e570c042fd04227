"""Words and lines: heads of sections, text that shortens itself, separators."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from painter.ui.theme import DARK, font, text_width
from painter.ui.widgets.drawing import RIGHT, draw_text


class ElidedLabel(QLabel):
    """One line of text that ends in an ellipsis where it does not fit, and then tells all in its tooltip."""

    def __init__(
        self,
        text: str = "",
        *,
        size_px: int = 12,
        weight: int = 400,
        color: str = DARK.dim,
        elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._size_px, self._weight, self._color, self._elide = size_px, weight, color, elide
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(font(size_px, weight))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_color(self, color: str) -> None:
        self._color = color
        self.update()

    def is_elided(self) -> bool:
        """Tell whether some of the text is not seen."""
        return text_width(self.text(), self._size_px, self._weight) > self.width() + 1

    def setText(self, text: str) -> None:
        super().setText(text)
        self._tell_all()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell_all()

    def _tell_all(self) -> None:
        self.setToolTip(self.text() if self.is_elided() else "")

    def sizeHint(self) -> QSize:
        height = math.ceil(QFontMetricsF(font(self._size_px, self._weight)).height())
        return QSize(
            math.ceil(text_width(self.text(), self._size_px, self._weight)), max(height, self._size_px + 8)
        )

    def minimumSizeHint(self) -> QSize:
        return QSize(min(24, self.sizeHint().width()), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_text(
            QPainter(self),
            QRectF(self.rect()),
            self.text(),
            size_px=self._size_px,
            weight=self._weight,
            color=self._color if self.isEnabled() else DARK.disabled,
            align=self.alignment() & Qt.AlignmentFlag.AlignHorizontal_Mask,
            elide=self._elide,
        )


class SectionLabel(QLabel):
    """The head of a section, with an optional faint hint at the right: "Mix … Drag the divider"."""

    def __init__(
        self, text: str, *, hint: str = "", size_px: int = 12, quiet: bool = False, parent: QWidget | None = None
    ) -> None:
        """Make a head; `quiet` paints it small and faint, as in "What happened"."""
        super().__init__(text, parent)
        self._hint, self._size_px, self._quiet = hint, 11 if quiet else size_px, quiet
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(font(self._size_px, 600))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleDescription(hint)

    def set_hint(self, hint: str) -> None:
        self._hint = hint
        self.setAccessibleDescription(hint)
        self.update()

    def sizeHint(self) -> QSize:
        hint = text_width(self._hint, 11) + 12 if self._hint else 0
        height = math.ceil(QFontMetricsF(font(self._size_px, 600)).height())
        return QSize(math.ceil(text_width(self.text(), self._size_px, 600) + hint), max(height, self._size_px + 8))

    def minimumSizeHint(self) -> QSize:
        return QSize(math.ceil(text_width(self.text(), self._size_px, 600)), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        ink = DARK.faint if self._quiet else DARK.text
        draw_text(painter, rect, self.text(), size_px=self._size_px, weight=600, color=ink)
        if self._hint:
            left = text_width(self.text(), self._size_px, 600) + 12
            draw_text(painter, rect.adjusted(left, 0, 0, 0), self._hint, size_px=11, color=DARK.faint, align=RIGHT)


class Separator(QWidget):
    """A thin line between groups; upright in bars, with `inset` pixels left free at both ends."""

    def __init__(self, *, upright: bool = False, inset: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._upright, self._inset = upright, inset
        if upright:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        n = self._inset
        box = (
            QRectF(self.rect()).adjusted(0, n, 0, -n)
            if self._upright
            else QRectF(self.rect()).adjusted(n, 0, -n, 0)
        )
        QPainter(self).fillRect(box, QColor(DARK.edge if self._upright else DARK.line))
