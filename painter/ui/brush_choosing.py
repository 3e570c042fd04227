"""Everything that is done with presets by menus, dialogs and files: star, duplicate, rename, share, delete.

Shared by the Brushes panel and the brush editor. The library does it; this asks and tells.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, QStandardPaths, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from painter.errors import PainterError
from painter.paint.brush import Brush, Tip, by_pressure
from painter.paint.importing import ENDINGS
from painter.ui.dialogs.naming import NameDialog
from painter.ui.paint_state import PaintState
from painter.ui.widgets.brush_list import brush_title


class BrushChoosing(QObject):
    """What can be done with a preset.

    Signals:
        edit_wanted(): The brush in hand is to be edited.
        refused(str): Why something could not be done, in a sentence.
        told(str): What was done, in a sentence.
    """

    edit_wanted = Signal()
    refused = Signal(str)
    told = Signal(str)

    def __init__(self, state: PaintState, window: QWidget) -> None:
        super().__init__(window)
        self._state, self._library, self._window = state, state.library, window

    def menu_for(self, brush: Brush) -> QMenu:
        """Return the menu of a preset."""
        library = self._library
        own, starred = library.is_own(brush.name), brush.name in library.favourites
        menu = QMenu(self._window)
        star = self.tr("Remove from favourites") if starred else self.tr("Add to favourites")
        self._add(menu, star, lambda: library.set_favourite(brush.name, not starred))
        self._add(menu, self.tr("Edit…"), lambda: self.edit(brush))
        if library.is_changed(brush.name):
            self._add(menu, self.tr("Forget changes"), lambda: self.reset(brush))
        menu.addSeparator()
        self._add(menu, self.tr("Duplicate"), lambda: self.duplicate(brush))
        rename = self._add(menu, self.tr("Rename…"), lambda: self.rename(brush))
        rename.setEnabled(own)
        self._add(menu, self.tr("Export…"), lambda: self.export(brush))
        menu.addSeparator()
        words = self.tr("Back to painter’s own") if own and library.is_starter(brush.name) else self.tr("Delete")
        self._add(menu, words, lambda: self.delete(brush)).setEnabled(own)
        return menu

    def show_menu(self, brush: Brush, at: QPoint) -> None:
        """Open the menu of a preset at a place on the screen."""
        menu = self.menu_for(brush)
        menu.exec(at)
        menu.deleteLater()

    def _add(self, menu: QMenu, text: str, do: Callable[[], object]) -> QAction:
        action = menu.addAction(text)
        action.triggered.connect(partial(self.try_to, do))
        return action

    def try_to(self, do: Callable[[], object], _checked: bool = False) -> None:
        """Do something, or tell why it cannot be done."""
        try:
            do()
        except PainterError as error:
            self.refused.emit(str(error))

    # Doing it

    def star(self, brush: Brush) -> None:
        """Star a preset, or take its star."""
        self._library.set_favourite(brush.name, brush.name not in self._library.favourites)

    def edit(self, brush: Brush) -> None:
        self._state.take_preset(brush.name)
        self.edit_wanted.emit()

    def reset(self, brush: Brush) -> None:
        """Go back to a preset as it is stored."""
        if brush.name == self._state.brush.name:
            self._state.reset_brush()
        else:
            self._library.forget_changes(brush.name)

    def duplicate(self, brush: Brush) -> None:
        """Make an own brush like this one and take it."""
        name = self._library.free_name(self.tr("{name} copy").format(name=brush_title(brush)))
        self._keep(brush, name)

    def make_new(self) -> None:
        """Make an own brush to begin with and take it."""
        name = self._library.free_name(self.tr("New brush"))
        self.try_to(
            lambda: self._keep(Brush(spacing=0.06, tip=Tip(hardness=0.8), dynamics=by_pressure(size=0.2)), name)
        )

    def save(self, brush: Brush) -> None:
        """Keep the brush in hand, under its own name."""
        self.try_to(lambda: self._state.set_brush(self._library.save(brush)))

    def save_as(self, brush: Brush) -> None:
        """Ask for a name and keep the brush under it."""
        name = NameDialog.ask(
            self.tr("Save as a new brush"),
            self.tr("Name"),
            self._library.free_name(brush_title(brush)),
            self.tr("Save"),
            parent=self._window,
        )
        if name:
            self.try_to(lambda: self._keep(brush, name))

    def _keep(self, brush: Brush, name: str) -> None:
        kept = self._library.save_as(brush, name)
        self._library.forget_changes(brush.name)
        self._state.take_preset(kept.name)

    def rename(self, brush: Brush) -> None:
        """Ask for another name of one of the artist's own brushes."""
        in_hand = brush.name == self._state.brush.name
        name = NameDialog.ask(
            self.tr("Rename the brush"), self.tr("Name"), brush.name, self.tr("Rename"), parent=self._window
        )
        if name:
            renamed = self._library.rename(brush.name, name)
            if in_hand:
                self._state.take_preset(renamed.name)

    def delete(self, brush: Brush) -> None:
        """Delete one of the artist's own brushes; the one in hand stays in the hand."""
        self._library.delete(brush.name)
        if brush.name == self._state.brush.name and self._library.preset(brush.name) is not None:
            self._state.take_preset(brush.name)

    def export(self, brush: Brush) -> None:
        """Ask for a file and write a preset to it."""
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        chosen, _ = QFileDialog.getSaveFileName(
            self._window,
            self.tr("Export the brush"),
            str(Path(folder) / f"{brush_title(brush)}.zip"),
            self.tr("Brush with its pictures (*.zip);;Brush alone (*.json)"),
        )
        if chosen:
            self._library.export((brush,), Path(chosen))
            self.told.emit(self.tr("“{name}” is exported.").format(name=brush_title(brush)))

    def import_files(self) -> None:
        """Ask for files and take their brushes among the artist's own."""
        chosen, _ = QFileDialog.getOpenFileNames(
            self._window,
            self.tr("Import brushes"),
            QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation),
            self.tr("Brushes ({endings});;All files (*)").format(endings=" ".join(f"*{e}" for e in self.endings())),
        )
        for name in chosen:
            self.try_to(partial(self.take_in, Path(name)))

    @staticmethod
    def endings() -> tuple[str, ...]:
        """Return the endings of files that hold brushes."""
        return (".zip", ".json", *ENDINGS)

    def take_in(self, path: Path) -> None:
        """Take the brushes of a file among the artist's own, and the first of them into the hand.

        Raises:
            PainterError: The file holds no brush.
        """
        brushes, notes = self._library.take_in(path)
        if brushes:
            self._state.take_preset(brushes[0].name)
        count = self.tr("Brushes taken in from “{file}”: {count}.").format(file=path.name, count=len(brushes))
        self.told.emit(" ".join([count, *notes]))
