"""The Brushes panel: every preset with its stroke and name; a search as soon as there are many."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from painter.paint.brush import PRESETS, Brush
from painter.ui.paint_state import PaintState
from painter.ui.theme import DARK, font
from painter.ui.widgets.brush_list import BrushList
from painter.ui.widgets.search_field import SearchField

SEARCHED_FROM = 12
"""From this many brushes on there is a line to search in."""


class BrushesPanel(QWidget):
    """Takes a preset into the hand, as it is stored."""

    def __init__(
        self, state: PaintState, brushes: Sequence[Brush] = PRESETS, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._state = state
        self.search = SearchField(self.tr("Search brushes"))
        self.search.setVisible(len(brushes) >= SEARCHED_FROM)
        self.list = BrushList(brushes)
        self._nothing = QLabel(self.tr("No brush of this name."))
        self._nothing.setFont(font(12))
        self._nothing.setStyleSheet(f"color: {DARK.faint};")
        self._nothing.hide()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        column.addWidget(self.search)
        column.addWidget(self._nothing)
        column.addWidget(self.list, 1)

        self.search.textChanged.connect(self._filter)
        self.list.chosen.connect(state.set_brush)
        state.brush_changed.connect(self._show)
        self._show(state.brush)

    def _show(self, brush: Brush) -> None:
        self.list.set_current(brush.name)

    def _filter(self, text: str) -> None:
        self.list.set_filter(text)
        self._nothing.setVisible(self.list.found() == 0)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.list.minimumSizeHint().width() + 16, self.sizeHint().height())
