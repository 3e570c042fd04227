"""The header of a panel: its tabs on the left, small buttons on the right."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QTabBar, QWidget

from painter.ui.theme import DARK, text_width
from painter.ui.widgets.drawing import draw_text, focus_ring
from painter.ui.widgets.icon_button import IconButton
from painter.ui.widgets.interactive import Interactive

_GAP = 16


class Tabs(QWidget):
    """Names of the panels that share a place; the current one is underlined.

    Signals:
        current_changed(int): Another tab was chosen.
    """

    current_changed = Signal(int)

    def __init__(
        self, texts: Sequence[str] = (), current: int = 0, *, name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(DARK.tab_height)
        self._bar = _TabBar(self)
        self._bar.setAccessibleName(name)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(8, 0, 8, 0)
        self._row.setSpacing(0)
        self._row.addWidget(self._bar, 1)
        for text in texts:
            self._bar.addTab(text)
        self._bar.setCurrentIndex(current)
        self._bar.currentChanged.connect(self.current_changed)

    def add(self, text: str) -> int:
        """Add a tab; return its index."""
        return self._bar.addTab(text)

    def add_button(self, button: IconButton) -> IconButton:
        """Put a small button at the right end."""
        self._row.addWidget(button)
        return button

    def current(self) -> int:
        return self._bar.currentIndex()

    def set_current(self, index: int) -> None:
        self._bar.setCurrentIndex(index)

    def set_text(self, index: int, text: str) -> None:
        self._bar.setTabText(index, text)

    def bar(self) -> QTabBar:
        """Return the tab bar itself."""
        return self._bar

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(QRectF(0, self.height() - 0.5, self.width(), 0.5), QColor(DARK.line))


class _TabBar(Interactive, QTabBar):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._hovered = -1
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setUsesScrollButtons(False)
        self.setElideMode(Qt.TextElideMode.ElideRight)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def tabSizeHint(self, index: int) -> QSize:
        return QSize(math.ceil(text_width(self.tabText(index), 12, 600)) + _GAP, DARK.tab_height)

    def minimumTabSizeHint(self, index: int) -> QSize:
        return QSize(min(40, self.tabSizeHint(index).width()), DARK.tab_height)

    def minimumSizeHint(self) -> QSize:
        return QSize(sum(self.minimumTabSizeHint(i).width() for i in range(self.count())), DARK.tab_height)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hovered = self.tabAt(QPoint(event.position().toPoint()))
        self.update()
        super().mouseMoveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for index in range(self.count()):
            tab = QRectF(self.tabRect(index))
            words = tab.adjusted(_GAP / 2, 0, -_GAP / 2, 0)
            current = index == self.currentIndex()
            ink = DARK.text if current else DARK.faint
            if not current and index == self._hovered and self.underMouse():
                ink = DARK.dim
            if not (self.isEnabled() and self.isTabEnabled(index)):
                ink = DARK.disabled
            draw_text(painter, words, self.tabText(index), size_px=12, weight=600, color=ink)
            if current:
                painter.fillRect(QRectF(words.x(), tab.bottom() - 2, words.width(), 2), QColor(DARK.text))
                if self.ring_shown:
                    focus_ring(painter, tab.adjusted(0, 3, 0, -4), DARK.radius_field)
