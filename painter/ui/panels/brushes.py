"""The Brushes panel: every preset with its stroke and name, by groups; favourites, lately used, a search."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QPoint, QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSizePolicy, QVBoxLayout, QWidget

from painter.paint.brush import Brush
from painter.paint.library import OWN_GROUP
from painter.ui.paint_state import PaintState
from painter.ui.theme import DARK, font
from painter.ui.widgets.brush_list import BrushList
from painter.ui.widgets.drop_down import DropDown
from painter.ui.widgets.icon_button import IconButton
from painter.ui.widgets.search_field import SearchField
from painter.ui.widgets.stroke_preview import StrokePreviews

SEARCHED_FROM = 12
"""From this many brushes on there is a line to search in."""
ALL, FAVOURITES, RECENT = "*", "*favourites", "*recent"
_WANTED_HEIGHT = 288


def group_title(group: str) -> str:
    """Return the name of a group as the artist reads it."""
    return QCoreApplication.translate("Brush", group)


class BrushesPanel(QWidget):
    """Takes presets into the hand, as they were last used.

    Signals:
        menu_wanted(Brush, QPoint): What else can be done with a preset; a place on the screen for it.
        import_wanted(): Brushes are to be taken in from files.
        save_wanted(): The brush in hand is to become a preset.
        export_wanted(): The brush in hand is to be written to a file.
        edit_wanted(): The brush in hand is to be edited.
    """

    menu_wanted = Signal(object, QPoint)
    import_wanted = Signal()
    save_wanted = Signal()
    export_wanted = Signal()
    edit_wanted = Signal()

    def __init__(
        self, state: PaintState, *, previews: StrokePreviews | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._state, self._library = state, state.library
        self.search = SearchField(self.tr("Search brushes"))
        self.scope = DropDown(name=self.tr("Brushes shown"))
        self.scope.setFixedWidth(128)
        self._more = IconButton("dots-three", self.tr("More on brushes"), icon_px=18)
        self.list = BrushList(previews=previews, starred=True)
        self._nothing = QLabel()
        self._nothing.setFont(font(12))
        self._nothing.setWordWrap(True)
        self._nothing.setStyleSheet(f"color: {DARK.faint};")
        self._nothing.hide()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.search, 1)
        head.addWidget(self.scope)
        head.addWidget(self._more)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._nothing)
        column.addWidget(self.list, 1)

        self.search.textChanged.connect(self._filter)
        self.scope.currentIndexChanged.connect(self._fill)
        self._more.clicked.connect(self._show_more)
        self.list.chosen.connect(lambda brush: state.take_preset(brush.name))
        self.list.star_pressed.connect(self._star)
        self.list.menu_wanted.connect(self.menu_wanted)
        state.brush_changed.connect(self._show)
        self._library.brushes_changed.connect(self.fill)
        self._library.favourites_changed.connect(self._show_favourites)
        self._library.recent_changed.connect(self._show_recent)
        self.destroyed.connect(_parting(self))
        self.fill()
        self._show(state.brush)

    def fill(self) -> None:
        """Show the library as it is now."""
        scope = self.scope.currentData() or ALL
        self.scope.blockSignals(True)
        self.scope.clear()
        self.scope.add(self.tr("All brushes"), ALL)
        self.scope.add(self.tr("Favourites"), FAVOURITES)
        self.scope.add(self.tr("Lately used"), RECENT)
        self.scope.add_separator()
        for group in self._library.groups():
            self.scope.add(group_title(group), group)
        if not self.scope.set_current_data(scope):
            self.scope.set_current_data(ALL)
        self.scope.blockSignals(False)
        many = len(self._library.brushes()) >= SEARCHED_FROM
        self.search.setVisible(many)
        self.list.set_favourites(self._library.favourites)
        self._fill()

    def show_scope(self, scope: str) -> None:
        """Show `ALL`, `FAVOURITES`, `RECENT` or a group."""
        self.scope.set_current_data(scope)

    def _fill(self) -> None:
        scope, brushes = self.scope.currentData(), self._library.brushes()
        by_name = {brush.name: brush for brush in brushes}
        section = None
        if scope == ALL:
            section = _group_of
        elif scope in (FAVOURITES, RECENT):
            names = self._library.favourites if scope == FAVOURITES else self._library.recent
            brushes = tuple(by_name[name] for name in names if name in by_name)
        else:
            brushes = tuple(brush for brush in brushes if _group_of(brush) == scope)
        if section is not None:
            order = {group: place for place, group in enumerate(self._library.groups())}
            brushes = tuple(sorted(brushes, key=lambda brush: order[_group_of(brush)]))
        self.list.set_brushes(brushes, section=section)
        self._filter(self.search.text())
        self._show(self._state.brush)

    def _show(self, brush: Brush) -> None:
        self.list.set_current(brush.name)

    def _show_favourites(self) -> None:
        self.list.set_favourites(self._library.favourites)
        if self.scope.currentData() == FAVOURITES:
            self._fill()

    def _show_recent(self) -> None:
        if self.scope.currentData() == RECENT:
            self._fill()

    def _star(self, brush: Brush) -> None:
        self._library.set_favourite(brush.name, brush.name not in self._library.favourites)

    def _filter(self, text: str) -> None:
        self.list.set_filter(text)
        nothing = self.list.found() == 0
        if nothing:
            self._nothing.setText(self._why_nothing(text))
        self._nothing.setVisible(nothing)

    def _why_nothing(self, text: str) -> str:
        if text.strip():
            return self.tr("No brush of this name.")
        if self.scope.currentData() == FAVOURITES:
            return self.tr("No favourites yet. Press the star beside a brush.")
        return self.tr("No brush was painted with yet.")

    def _show_more(self) -> None:
        menu = QMenu(self)
        for text, signal in (
            (self.tr("Edit the brush…"), self.edit_wanted),
            (self.tr("Save as a new brush…"), self.save_wanted),
            (self.tr("Export the brush…"), self.export_wanted),
            (self.tr("Import brushes…"), self.import_wanted),
        ):
            menu.addAction(text).triggered.connect(lambda _on=False, signal=signal: signal.emit())
        menu.exec(self._more.mapToGlobal(QPoint(0, self._more.height())))
        menu.deleteLater()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), _WANTED_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.list.minimumSizeHint().width() + 16, 96)


def _group_of(brush: Brush) -> str:
    return brush.group or OWN_GROUP


def _parting(panel: BrushesPanel) -> Callable[[], None]:
    """Return what ends the library's calls: it outlives the panel."""
    library = panel._library
    calls = (
        (library.brushes_changed, panel.fill),
        (library.favourites_changed, panel._show_favourites),
        (library.recent_changed, panel._show_recent),
    )

    def part() -> None:
        for signal, call in calls:
            signal.disconnect(call)

    return part
