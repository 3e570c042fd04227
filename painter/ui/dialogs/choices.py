"""Choices that dialogs list: a size with its proportions, a ground with its colour."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from painter.ui.theme import DARK, color, text_width
from painter.ui.widgets.drawing import RIGHT, draw_checker, draw_text, fill_rounded, focus_ring, outline_rounded
from painter.ui.widgets.interactive import Interactive

_PADDING = 10
_SHEET_PX = 22
_SWATCH_PX = 18
_GAP = 10


class SizeRow(Interactive, QAbstractButton):
    """A named size in a list: a small sheet of its proportions, its name, its pixels. Whoever owns it checks it."""

    def __init__(self, name: str, width_px: int, height_px: int, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(name)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        longest = max(width_px, height_px)
        self._sheet = (_SHEET_PX * width_px / longest, _SHEET_PX * height_px / longest)
        self._size = f"{width_px} × {height_px}"
        self.setAccessibleName(name)
        self.setAccessibleDescription(f"{width_px} × {height_px} px")

    def nextCheckState(self) -> None:
        # A second click on the chosen size does not let it go.
        return

    def sizeHint(self) -> QSize:
        words = text_width(self.text(), 13, 500) + text_width(self._size, 12) + 16
        return QSize(math.ceil(words + _SHEET_PX + _GAP + 2 * _PADDING), 36)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        chosen = self.isChecked()
        if chosen or self.hover:
            fill_rounded(
                painter, rect, DARK.radius_button, DARK.selected if chosen else color(DARK.raised, self.hover)
            )
        sheet = QRectF(0, 0, max(5.0, self._sheet[0]), max(5.0, self._sheet[1]))
        sheet.moveCenter(QRectF(_PADDING, 0, _SHEET_PX, rect.height()).center())
        fill_rounded(painter, sheet, 2, DARK.border if chosen else DARK.selected)
        outline_rounded(painter, sheet, 2, DARK.dim if chosen else DARK.border)
        words = rect.adjusted(_PADDING + _SHEET_PX + _GAP, 0, -_PADDING, 0)
        quiet = DARK.dim if chosen else DARK.faint
        draw_text(painter, words, self._size, size_px=12, color=quiet, align=RIGHT)
        words.setWidth(words.width() - text_width(self._size, 12) - 12)
        draw_text(painter, words, self.text(), weight=500)
        if self.ring_shown:
            focus_ring(painter, rect, DARK.radius_button)


class GroundButton(Interactive, QAbstractButton):
    """A ground to paint on: its colour (None for transparent) and its name. Put those of a choice into a group."""

    def __init__(self, name: str, ground: QColor | None, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ground = ground
        self.setText(name)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)

    def sizeHint(self) -> QSize:
        return QSize(math.ceil(_PADDING * 2 + _SWATCH_PX + 8 + text_width(self.text(), 12, 500)), 36)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        chosen = self.isChecked()
        fill_rounded(painter, rect, DARK.radius_button, DARK.selected if chosen else DARK.raised)
        if chosen:
            outline_rounded(painter, rect, DARK.radius_button, DARK.text, 1.5)
        elif self.hover:
            fill_rounded(painter, rect, DARK.radius_button, color(DARK.hover, self.hover))
        swatch = QRectF(_PADDING, (rect.height() - _SWATCH_PX) / 2, _SWATCH_PX, _SWATCH_PX)
        if self.ground is None:
            draw_checker(painter, swatch, 4)
        else:
            fill_rounded(painter, swatch, 4, self.ground)
        outline_rounded(painter, swatch, 4, DARK.thumbnail_edge)
        draw_text(
            painter,
            rect.adjusted(_PADDING + _SWATCH_PX + 8, 0, -4, 0),
            self.text(),
            size_px=12,
            weight=500,
            color=DARK.text if chosen or self.hover > 0.5 else DARK.dim,
        )
        if self.ring_shown:
            focus_ring(painter, rect, DARK.radius_button)
