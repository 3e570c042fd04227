"""One choice of a few, side by side: Paint | Co-paint | Create."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QRadioButton, QSizePolicy, QWidget

from painter.ui.icons import paint_icon
from painter.ui.theme import DARK, color, text_width, tooltip
from painter.ui.widgets.drawing import draw_text, fill_rounded, focus_ring
from painter.ui.widgets.interactive import Interactive

_ICON_PX = 14
_ICON_GAP = 6
_PADDING = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One choice: its words, perhaps an icon; `model` paints it in mint when chosen."""

    text: str
    icon: str = ""
    model: bool = False
    keys: str = ""


class Segmented(QWidget):
    """A row of equal segments, one of them chosen; arrow keys move the choice.

    Signals:
        current_changed(int): The artist or the program chose another segment.
    """

    current_changed = Signal(int)

    def __init__(
        self,
        segments: Sequence[Segment | str],
        current: int = 0,
        *,
        name: str = "",
        height: int = 32,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._height = height
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._buttons: list[_SegmentButton] = []
        for index, segment in enumerate(segments):
            said = Segment(text=segment) if isinstance(segment, str) else segment
            button = _SegmentButton(said, height, self)
            button.setChecked(index == current)
            button.toggled.connect(lambda on, index=index: self._toggled(index, on))
            row.addWidget(button, 1)
            self._buttons.append(button)

    def current(self) -> int:
        """Return the index of the chosen segment."""
        return next((i for i, button in enumerate(self._buttons) if button.isChecked()), -1)

    def set_current(self, index: int) -> None:
        """Choose a segment."""
        self._buttons[index].setChecked(True)

    def count(self) -> int:
        return len(self._buttons)

    def set_segment_enabled(self, index: int, enabled: bool) -> None:
        self._buttons[index].setEnabled(enabled)

    def button(self, index: int) -> QRadioButton:
        """Return the radio button behind a segment."""
        return self._buttons[index]

    def _toggled(self, index: int, on: bool) -> None:
        if on:
            self.current_changed.emit(index)

    def sizeHint(self) -> QSize:
        widest = max((button.sizeHint().width() for button in self._buttons), default=0)
        return QSize(widest * len(self._buttons), self._height)

    def paintEvent(self, event: QPaintEvent) -> None:
        fill_rounded(QPainter(self), QRectF(self.rect()), DARK.radius_button, DARK.window)


class _SegmentButton(Interactive, QRadioButton):
    def __init__(self, segment: Segment, height: int, parent: QWidget) -> None:
        super().__init__(segment.text, parent)
        self._segment, self._height = segment, height
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(segment.text)
        self.setMinimumWidth(self.minimumSizeHint().width())
        if segment.keys:
            self.setToolTip(tooltip(segment.text, segment.keys))

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def _content_width(self) -> float:
        icon = _ICON_PX + _ICON_GAP if self._segment.icon else 0
        return icon + text_width(self._segment.text, 12, 500)

    def sizeHint(self) -> QSize:
        return QSize(math.ceil(self._content_width() + 4 * _PADDING), self._height)

    def minimumSizeHint(self) -> QSize:
        return QSize(math.ceil(self._content_width() + 2 * _PADDING), self._height)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        cell = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        if self.isChecked():
            fill_rounded(painter, cell, DARK.radius_field, DARK.selected)
        elif self.hover:
            fill_rounded(painter, cell, DARK.radius_field, color(DARK.raised, self.hover))
        ink = DARK.dim
        if not self.isEnabled():
            ink = DARK.disabled
        elif self.isChecked():
            ink = DARK.ai if self._segment.model else DARK.text
        width = min(self._content_width(), cell.width())
        x = cell.center().x() - width / 2
        if self._segment.icon:
            box = QRectF(x, cell.center().y() - _ICON_PX / 2, _ICON_PX, _ICON_PX)
            paint_icon(painter, self._segment.icon, box, ink)
            x += _ICON_PX + _ICON_GAP
        draw_text(
            painter,
            QRectF(x, cell.y(), cell.center().x() + width / 2 - x + 1, cell.height()),
            self._segment.text,
            size_px=12,
            weight=500,
            color=ink,
        )
        if self.ring_shown:
            focus_ring(painter, cell, DARK.radius_field, DARK.window)
