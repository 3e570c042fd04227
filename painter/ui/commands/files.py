"""What the File menu does: new, open, place, save, export, and never losing a drawing on the way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from painter.document.document import Document
from painter.errors import PainterError
from painter.files.opening import KINDS, Opened
from painter.samples import open_sample
from painter.session import Session
from painter.ui.dialogs.export import ExportDialog
from painter.ui.dialogs.new import NewDialog
from painter.ui.dialogs.opening import ask_open_path, ask_save_path
from painter.ui.dialogs.prompts import SaveChoice, ask_save
from painter.ui.widgets.toast import ToastAction

if TYPE_CHECKING:
    from painter.ui.main_window import MainWindow

LAYERED = tuple(ending for kind in KINDS if kind.saved for ending in kind.endings)


class FileCommands(QObject):
    """The File menu, and the question before a drawing is closed."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._others: list[Path] = []
        filing = window.filing
        filing.opened.connect(self._opened)
        filing.saved.connect(self._saved)
        filing.exported.connect(self._exported)
        filing.failed.connect(window.tell_error)

    # New and open

    def do_new(self) -> None:
        dialog = NewDialog(self._window, foreground=self._window.state.foreground)
        if dialog.exec():
            document = dialog.document()
            self.when_safe(lambda: self._window.set_session(Session(document, undo_bytes=self._undo_bytes)))

    def do_open(self) -> None:
        path = ask_open_path(self._window, self._window.folder)
        if path is not None:
            self.open_paths((path,))

    def do_open_sample(self) -> None:
        def open_it() -> None:
            try:
                self._window.set_session(open_sample())
            except PainterError as error:
                self._window.tell_error(str(error))

        self.when_safe(open_it)

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Open a file in the place of the present drawing, once that is safe; further pictures become layers."""

        def open_first() -> None:
            self._others = [path.absolute() for path in paths[1:]]
            self._window.filing.open(paths[0].absolute(), failed=self._others.clear)

        self.when_safe(open_first)

    def _opened(self, path: Path, opened: Opened) -> None:
        layered = path.suffix.lower() in LAYERED
        session = Session(
            opened.document, path=path if layered else None, title=path.stem, undo_bytes=self._undo_bytes
        )
        self._remember(path)
        self._window.set_session(session)
        for other in self._others:
            self._window.pictures.place(other)
        self._others.clear()
        if opened.notes:
            self._window.area.tell(
                self.tr("{name} was opened with a change").format(name=path.name),
                " ".join(opened.notes),
                kind="warn",
            )

    # Save and export

    def do_save(self, done: Callable[[], object] = lambda: None) -> None:
        session = self._window.session
        if session.path is None:
            self.do_save_as(done)
        else:
            session.cancel_stroke()
            self._window.filing.save(session, session.path, done=done)

    def do_save_as(self, done: Callable[[], object] = lambda: None) -> None:
        session = self._window.session
        suggested = session.path or self._window.folder / f"{session.title}.ora"
        path = ask_save_path(self._window, suggested)
        if path is not None:
            session.cancel_stroke()
            self._window.filing.save(session, path.absolute(), done=done)

    def _saved(self, session: Session, document: Document, path: Path) -> None:
        session.mark_saved(document, path)
        self._remember(path)
        self._window.status_row.set_saved_now()

    def do_export(self) -> None:
        session = self._window.session
        session.cancel_stroke()
        ink = self._window.state.foreground
        dialog = ExportDialog(
            session.document,
            self._window.folder / session.title,
            foreground=(ink.red(), ink.green(), ink.blue()),
            parent=self._window,
        )
        if dialog.exec():
            self._window.filing.export(session.document, dialog.path(), **dialog.options())
        dialog.deleteLater()

    def _exported(self, path: Path) -> None:
        self._window.keep_folder(path)
        self._window.area.tell(
            self.tr("{name} is exported").format(name=path.name),
            str(path.parent),
            actions=[
                (
                    ToastAction(text=self.tr("Show in folder")),
                    lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent))),
                )
            ],
        )

    # Closing

    def do_quit(self) -> None:
        self._window.close()

    def when_safe(self, proceed: Callable[[], object]) -> None:
        """Go on at once where everything is saved, else as the artist answers: after saving, without, or never."""
        session = self._window.session
        session.cancel_stroke()
        if session.saved:
            proceed()
            return
        choice = ask_save(self._window, session.title)
        if choice == SaveChoice.SAVE:
            self.do_save(done=proceed)
        elif choice == SaveChoice.DISCARD:
            proceed()

    @property
    def _undo_bytes(self) -> int:
        return self._window.settings.undo_bytes

    def _remember(self, path: Path) -> None:
        self._window.change_settings(lambda s: replace(s.with_recent(path), last_folder=str(path.parent)))
