"""Journals of what is open, and the paintings that a program which ended unexpectedly left behind."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from painter.files.journal.keeping import Keeper
from painter.files.journal.recovery import Recoverable, discard, prune, recover, recoverable
from painter.files.opening import Opened
from painter.session import Session
from painter.ui.dialogs.recovery import RecoveryDialog
from painter.ui.tasks import Task

if TYPE_CHECKING:
    from painter.ui.main_window import MainWindow


class Recovery(QObject):
    """Keeps a journal of every session the window shows, and offers what earlier programs left behind."""

    _troubled = Signal(str)

    def __init__(self, window: MainWindow, folder: Path) -> None:
        super().__init__(window)
        self._window = window
        self._folder = folder
        # A journal tells of trouble on its own thread; a signal brings it to the window's.
        self._troubled.connect(window.tell_error)
        self._keeper = Keeper(folder, failed=self._troubled.emit)
        self._task: Task | None = None
        self._recovering: Recoverable | None = None

    def follow(self, old: Session, new: Session) -> None:
        """Record another session from now on; what became of the one before has been decided."""
        if old is not new:
            self._keeper.forget(old)
        self._keeper.watch(new, recovered=self._recovering)
        self._recovering = None

    def end(self, session: Session) -> None:
        """The artist closed a drawing, saved or not: nothing of it is to be recovered."""
        self._keeper.forget(session)

    def close(self) -> None:
        """End the journals; a drawing that nobody decided about stays to be recovered."""
        if self._task is not None:
            self._task.wait()
        self._keeper.close()

    def offer(self) -> None:
        """Look for paintings left behind, and ask what is to become of them."""
        self._task = Task(self._left_behind, parent=self)
        self._task.succeeded.connect(self._found)
        self._task.start()

    def _left_behind(self) -> Sequence[Recoverable]:
        """Clear away what nobody needs, and return the rest. Runs beside the window."""
        prune(self._folder)
        return recoverable(self._folder)

    @Slot(object)
    def _found(self, entries: Sequence[Recoverable]) -> None:
        if not entries:
            return
        dialog = RecoveryDialog(entries, self._window)
        dialog.discarded.connect(self._discard)
        chosen = dialog.chosen() if dialog.exec() else ()
        if chosen:
            self._window.files.when_safe(lambda: self._recover(chosen))

    @Slot(object)
    def _discard(self, entries: Sequence[Recoverable]) -> None:
        for entry in entries:
            discard(entry)

    def _recover(self, chosen: Sequence[Recoverable]) -> None:
        entry = chosen[0]
        if self._task is not None:
            self._task.wait()
        self._task = Task(lambda: (entry, recover(entry)), parent=self)
        self._task.succeeded.connect(self._recovered)
        self._task.failed.connect(self._window.tell_error)
        self._task.start()
        if len(chosen) > 1:
            self._window.area.tell(
                self.tr("The newest painting is opened"),
                self.tr("The others are kept, and offered again at the next start."),
            )

    @Slot(object)
    def _recovered(self, found: tuple[Recoverable, Opened]) -> None:
        entry, opened = found
        session = Session(
            opened.document, path=entry.path, title=entry.title, undo_bytes=self._window.settings.undo_bytes
        )
        session.mark_unsaved()
        self._recovering = entry  # only now: its journal goes once the new one holds this very session
        self._window.set_session(session)
        if opened.notes:
            self._window.area.tell(
                self.tr("{name} was recovered with a change").format(name=entry.title),
                " ".join(opened.notes),
                kind="warn",
            )
