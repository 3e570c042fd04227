"""One reading in the status bar: perhaps an icon, a progress line, and a few words."""

from __future__ import annotations

import math
from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from painter.ui.icons import paint_icon
from painter.ui.theme import DARK, text_width, tooltip
from painter.ui.widgets.drawing import draw_text, fill_rounded, focus_ring
from painter.ui.widgets.interactive import Interactive

StatusKind = Literal["quiet", "strong", "warn", "error"]

_INKS: dict[str, str] = {"quiet": DARK.faint, "strong": DARK.dim, "warn": DARK.warn, "error": DARK.error}
_LINE_WIDTH = 64
_PADDING = 12


class StatusItem(Interactive, QAbstractButton):
    """A quiet button: what it opens (jobs, memory) is up to whoever connects `clicked`.

    `clickable=False` makes it a plain reading that the keyboard passes over. Each has 12 px of air at both sides.
    """

    def __init__(
        self,
        text: str = "",
        *,
        icon: str = "",
        hint: str = "",
        clickable: bool = False,
        kind: StatusKind = "quiet",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon_name, self._kind, self._clickable = icon, kind, clickable
        self._progress: float | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if clickable else Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if hint:
            self.setToolTip(tooltip(hint))
        self.set(text)

    def set(self, text: str, *, kind: StatusKind | None = None, icon: str | None = None) -> None:
        """Show other words, and where given another kind or icon."""
        self.setText(text)
        self.setAccessibleName(text)
        self._kind = kind or self._kind
        self._icon_name = self._icon_name if icon is None else icon
        self.updateGeometry()
        self.update()

    def set_progress(self, fraction: float | None) -> None:
        """Show a progress line before the words, 0 to 1; None takes it away."""
        self._progress = None if fraction is None else min(1.0, max(0.0, fraction))
        percent = "" if fraction is None else self.tr("{percent} percent").format(percent=round(fraction * 100))
        self.setAccessibleDescription(percent)
        self.updateGeometry()
        self.update()

    def _left(self) -> float:
        return (22 if self._icon_name else 0) + (_LINE_WIDTH + 12 if self._progress is not None else 0)

    def sizeHint(self) -> QSize:
        return QSize(math.ceil(self._left() + text_width(self.text(), 11)) + 2 * _PADDING, DARK.status_height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        ink = _INKS[self._kind]
        if self._clickable and self.hover > 0.5 and self._kind == "quiet":
            ink = DARK.dim
        x = float(_PADDING)
        if self._progress is not None:
            line = QRectF(x, rect.center().y() - 1.5, _LINE_WIDTH, 3)
            fill_rounded(painter, line, 1.5, DARK.selected)
            fill_rounded(painter, QRectF(x, line.y(), max(3.0, _LINE_WIDTH * self._progress), 3), 1.5, DARK.ai)
            x += _LINE_WIDTH + 12
        if self._icon_name:
            paint_icon(painter, self._icon_name, QRectF(x, 4, 16, 16), ink)
            x += 22
        draw_text(
            painter,
            QRectF(x, 0, rect.width() - x - _PADDING + 1, rect.height()),
            self.text(),
            size_px=11,
            color=ink,
        )
        if self.ring_shown:
            focus_ring(painter, rect, DARK.radius_field, DARK.window)
