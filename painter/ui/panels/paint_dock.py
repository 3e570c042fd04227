"""What the right dock shows while painting by hand, and the switch between painting and co-painting above it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from painter.ui.paint_state import PaintState
from painter.ui.panels.brushes import BrushesPanel
from painter.ui.panels.colour import ColourPanel
from painter.ui.theme import DARK
from painter.ui.widgets.scroll_area import ScrollArea
from painter.ui.widgets.segmented import Segment, Segmented
from painter.ui.widgets.stroke_preview import StrokePreviews
from painter.ui.widgets.tabs import Tabs

PAINT, COPAINT = 0, 1
"""What `DockSwitch` switches between; one more is a number here and a segment there."""


class DockSwitch(QWidget):
    """Paint or Co-paint.

    Signals:
        current_changed(int): The artist or the program chose another: `PAINT` or `COPAINT`.
    """

    current_changed = Signal(int)

    def __init__(self, current: int = PAINT, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._segmented = Segmented(
            [
                Segment(text=self.tr("Paint"), icon="paint-brush", keys="Alt+1"),
                Segment(text=self.tr("Co-paint"), icon="swatches", model=True, keys="Alt+2"),
            ],
            current,
            name=self.tr("Paint or co-paint"),
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.addWidget(self._segmented)
        self._segmented.current_changed.connect(self.current_changed)

    def current(self) -> int:
        """Return what is chosen: `PAINT` or `COPAINT`."""
        return self._segmented.current()

    def set_current(self, index: int) -> None:
        """Choose `PAINT` or `COPAINT`."""
        self._segmented.set_current(index)


class PaintDock(QWidget):
    """Colour and brushes behind two tabs; it scrolls where it gets less room than it asks for."""

    def __init__(
        self, state: PaintState, *, previews: StrokePreviews | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.colour = ColourPanel(state)
        self.brushes = BrushesPanel(state, previews=previews)
        self._tabs = Tabs([self.tr("Colour"), self.tr("Brushes")], name=self.tr("Paint panels"))
        self._pages = QStackedWidget()
        self._pages.addWidget(ScrollArea(self.colour))
        # Its list scrolls by itself, and the search above it stays.
        self._pages.addWidget(self.brushes)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        tabs = QHBoxLayout()
        tabs.setContentsMargins(0, 0, 0, 0)
        tabs.addWidget(self._tabs)
        column.addLayout(tabs)
        column.addWidget(self._pages, 1)
        self._tabs.current_changed.connect(self._pages.setCurrentIndex)

    def show_colour(self, *, focus: bool = True) -> None:
        """Show the Colour panel; with `focus` its wheel takes the keys."""
        self._tabs.set_current(0)
        if focus:
            _give_keys(self.colour.wheel)

    def show_brushes(self, *, focus: bool = True) -> None:
        """Show the Brushes panel; with `focus` its list takes the keys."""
        self._tabs.set_current(1)
        if focus:
            _give_keys(self.brushes.list)

    def sizeHint(self) -> QSize:
        # Always the colour panel's height: another tab does not move the layers below.
        wanted = self.colour.sizeHint()
        return QSize(DARK.dock_width, DARK.tab_height + wanted.height())

    def minimumSizeHint(self) -> QSize:
        least = self._pages.minimumSizeHint()
        return QSize(least.width(), DARK.tab_height + least.height())


def _give_keys(widget: QWidget) -> None:
    """Focus a widget and show it: turning the page may have focused it already, without a ring."""
    widget.clearFocus()
    widget.setFocus(Qt.FocusReason.ShortcutFocusReason)
