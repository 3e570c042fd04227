"""Opening, saving and exporting beside the window: what is written is the immutable document of that moment.

Asks nothing of the artist: dialogs do, and the window brings both together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from painter.document.document import Document
from painter.files.opening import export_document, open_document, save_document
from painter.session import Session
from painter.ui.tasks import Task


class Filing(QObject):
    """One piece of work with files at a time; what is asked for meanwhile waits its turn.

    Signals:
        opened(Path, Opened): A file was read.
        saved(Session, Document, Path): A document is on disk with its layers.
        exported(Path): A file for others is on disk.
        failed(str): A sentence on what could not be done and what is safe.
        busy_changed(str): What is being done ("" for nothing), for the status row.
    """

    opened = Signal(object, object)
    saved = Signal(object, object, object)
    exported = Signal(object)
    failed = Signal(str)
    busy_changed = Signal(str)

    def __init__(self, *, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: list[_Errand] = []
        self._errand: _Errand | None = None
        self._task: Task | None = None

    @property
    def busy(self) -> bool:
        """Whether a file is being read or written."""
        return self._task is not None

    def open(self, path: Path, *, failed: Callable[[], object] = lambda: None) -> None:
        """Read any file painter knows; `failed` is called after the sentence where it cannot be."""
        self._do(
            self.tr("Opening {name}…").format(name=path.name),
            lambda: open_document(path),
            lambda opened: self.opened.emit(path, opened),
            failed,
        )

    def save(self, session: Session, path: Path, *, done: Callable[[], object] = lambda: None) -> None:
        """Write a session's present document with its layers; `done` is called once it is on disk."""
        document = session.document

        def written(_: None) -> None:
            self.saved.emit(session, document, path)
            done()

        self._do(self.tr("Saving {name}…").format(name=path.name), lambda: save_document(document, path), written)

    def export(self, document: Document, path: Path, **options: Any) -> None:
        """Write a document for others; see `painter.files.opening.export_document` for the options."""
        self._do(
            self.tr("Exporting {name}…").format(name=path.name),
            lambda: export_document(document, path, **options),
            lambda _: self.exported.emit(path),
        )

    def wait(self) -> None:
        """Wait until nothing is read or written any more (the program ends)."""
        self._waiting.clear()
        if self._task is not None:
            self._task.wait()

    def _do(
        self,
        words: str,
        work: Callable[[], Any],
        done: Callable[[Any], object],
        failed: Callable[[], object] = lambda: None,
    ) -> None:
        self._waiting.append(_Errand(words, work, done, failed))
        self._next()

    def _next(self) -> None:
        if self._task is not None:
            return
        if not self._waiting:
            self.busy_changed.emit("")
            return
        self._errand = self._waiting.pop(0)
        task = self._task = Task(self._errand.work, parent=self)
        # Methods of this object, so that they are called in its thread and not in the task's.
        task.succeeded.connect(self._succeeded)
        task.failed.connect(self._failed)
        task.finished.connect(self._finished)
        self.busy_changed.emit(self._errand.words)
        task.start()

    @Slot(object)
    def _succeeded(self, result: object) -> None:
        if self._errand is not None:
            self._errand.done(result)

    @Slot(str)
    def _failed(self, message: str) -> None:
        self.failed.emit(message)
        if self._errand is not None:
            self._errand.failed()

    @Slot()
    def _finished(self) -> None:
        task, self._task, self._errand = self._task, None, None
        if task is not None:
            task.deleteLater()
        self._next()


@dataclass(frozen=True, slots=True)
class _Errand:
    words: str
    work: Callable[[], Any]
    done: Callable[[Any], object]
    failed: Callable[[], object]
