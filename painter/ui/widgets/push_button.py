"""A button with words: neutral, primary, mint for the model, ghost, amber or coral."""

from __future__ import annotations

import math
from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from painter.ui.icons import paint_icon
from painter.ui.theme import DARK, color, key_text, mixed, text_width
from painter.ui.widgets.drawing import CENTER, draw_text, fill_rounded, focus_ring
from painter.ui.widgets.interactive import Interactive

ButtonKind = Literal["neutral", "primary", "ai", "tint", "ghost", "ghost-ai", "warn", "danger"]

_LOOKS: dict[str, tuple[str, str]] = {
    "neutral": (DARK.raised, DARK.text),
    "primary": (DARK.light, DARK.on_light),
    "ai": (DARK.ai, DARK.on_ai),
    "tint": (DARK.ai_dim, DARK.ai),
    "ghost": ("", DARK.dim),
    "ghost-ai": ("", DARK.ai),
    "warn": (DARK.warn_dim, DARK.warn),
    "danger": (DARK.error_dim, DARK.error),
}
_ICON_PX = 16
_ICON_GAP = 6
_KEYS_GAP = 8
_KEYS_PADDING = 7
_PADDING = 14


class PushButton(Interactive, QPushButton):
    """Text, optionally an icon before it and a shortcut chip behind it.

    One filled primary or mint button a surface. `keys` is only shown; the window's actions own the shortcuts.
    """

    def __init__(
        self,
        text: str,
        kind: ButtonKind = "neutral",
        *,
        icon: str = "",
        keys: str = "",
        height: int = 32,
        size_px: int = 13,
        align_left: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._kind: ButtonKind = kind
        self._icon_name = icon
        self._keys = key_text(keys) if keys else ""
        self._height = height
        self._size_px = size_px
        self._align_left = align_left
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setAutoDefault(False)
        if keys:
            self.setAccessibleDescription(self._keys)

    def kind(self) -> ButtonKind:
        return self._kind

    def set_kind(self, kind: ButtonKind) -> None:
        """Change what the button means: its colours."""
        self._kind = kind
        self.update()

    def set_icon(self, name: str) -> None:
        """Show an icon before the text; an empty name removes it."""
        self._icon_name = name
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(math.ceil(self._content_width() + 2 * _PADDING), self._height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        ground, ink = self._colors()
        if ground is not None:
            fill_rounded(painter, rect, DARK.radius_button, ground)
        self._paint_content(painter, rect, ink)
        if self.ring_shown:
            focus_ring(painter, rect, DARK.radius_button)

    def _paint_content(self, painter: QPainter, rect: QRectF, ink: str) -> None:
        free = max(0.0, rect.width() - self._content_width())
        x = _PADDING if self._align_left else min(free / 2, max(free / 2, _PADDING / 2))
        right = rect.width() - (_PADDING if self._align_left else x)
        if self._icon_name:
            paint_icon(painter, self._icon_name, QRectF(x, (rect.height() - _ICON_PX) / 2, _ICON_PX, _ICON_PX), ink)
            x += _ICON_PX + _ICON_GAP
        keys_width = self._keys_width()
        text_right = right - (keys_width + _KEYS_GAP if keys_width else 0)
        draw_text(
            painter,
            QRectF(x, 0, text_right - x, rect.height()),
            self.shown_text(),
            size_px=self._size_px,
            weight=500,
            color=ink,
        )
        if keys_width:
            chip = QRectF(right - keys_width, rect.height() / 2 - 9, keys_width, 18)
            fill_rounded(painter, chip, 4, color(ink, 0.13))
            draw_text(painter, chip, self._keys, size_px=11, weight=500, color=ink, align=CENTER)

    def shown_text(self) -> str:
        """Return the text without the ampersand that marks a mnemonic."""
        return self.text().replace("&&", "\0").replace("&", "").replace("\0", "&")

    def _content_width(self) -> float:
        icon = _ICON_PX + _ICON_GAP if self._icon_name else 0
        keys = self._keys_width()
        return icon + text_width(self.shown_text(), self._size_px, 500) + (keys + _KEYS_GAP if keys else 0)

    def _keys_width(self) -> float:
        return text_width(self._keys, 11, 500) + 2 * _KEYS_PADDING if self._keys else 0.0

    def _colors(self) -> tuple[QColor | None, str]:
        ground, ink = _LOOKS[self._kind]
        if not self.isEnabled():
            return (QColor(DARK.raised) if ground else None), DARK.disabled
        if ground in ("", DARK.raised):
            if self.isDown():
                return QColor(DARK.selected), DARK.text if ink == DARK.dim else ink
            if not ground:
                return (color(DARK.hover, self.hover) if self.hover else None), (
                    DARK.text if ink == DARK.dim and self.hover > 0.5 else ink
                )
            return mixed(ground, DARK.hover, self.hover), ink
        if self.isDown():
            return mixed(ground, "#000000", 0.14), ink
        return mixed(ground, "#FFFFFF", 0.1 * self.hover), ink
