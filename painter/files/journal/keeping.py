"""Keeping journals of open sessions: whatever changes in a session is recorded, saved or not.

How a window uses it::

    keeper = Keeper(folders.state / JOURNAL, failed=...)   # once; `failed` is called on a journal's thread
    keeper.watch(session)                                  # for every session it shows
    keeper.forget(old)                                     # closed: saved, or its changes knowingly discarded
    keeper.close()                                         # at the end of the program

A program that ends without `forget` leaves its journals to `painter.files.journal.recovery`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from painter.document.document import Document
from painter.document.history import History
from painter.files.journal.recovery import Recoverable, discard
from painter.files.journal.writer import Journal
from painter.signals import Signal

log = logging.getLogger(__name__)

JOURNAL = "journal"
"""The folder of journals within the folder of state."""


class Watched(Protocol):
    """What of a session is of interest (`painter.session.Session` fulfils it)."""

    history: History
    path: Path | None
    document_changed: Signal[[Document, Document]]
    saved_changed: Signal[[]]

    @property
    def document(self) -> Document: ...
    @property
    def title(self) -> str: ...
    @property
    def saved(self) -> bool: ...


class Keeper:
    """Follows any number of sessions, each with a journal of its own.

    Args:
        folder: Where journals lie; made when needed.
        failed: Told one sentence where a journal cannot be written, on the journal's thread.
    """

    def __init__(self, folder: Path, *, failed: Callable[[str], object] = lambda message: None) -> None:
        self._folder = folder
        self._failed = failed
        self._followed: dict[int, _Followed] = {}

    def watch(self, session: Watched, *, recovered: Recoverable | None = None) -> None:
        """Record a session from now on; one that is watched already stays so.

        Args:
            recovered: What the session was recovered from; that journal goes once the new one holds it all.
        """
        if id(session) in self._followed:
            return
        journal = Journal(self._folder)
        journal.failed.connect(self._failed)
        if recovered is not None:
            journal.written.connect(_Once(lambda: discard(recovered)))
        self._followed[id(session)] = _Followed(session, journal)

    def forget(self, session: Watched) -> None:
        """Stop recording a session and delete its journal: it is saved, or nobody wants what is not."""
        followed = self._followed.pop(id(session), None)
        if followed is not None:
            followed.end(clean=True)

    def flush(self, timeout_s: float | None = None) -> bool:
        """Wait until all is on disk; tell whether it was in time."""
        return all(followed.journal.flush(timeout_s) for followed in self._followed.values())

    def close(self) -> None:
        """End all journals; those of documents with unsaved changes stay, to be recovered at the next start."""
        followed, self._followed = list(self._followed.values()), {}
        for one in followed:
            one.end(clean=one.session.saved)


@dataclass(slots=True)
class _Once:
    """A callback that does something the first time only."""

    work: Callable[[], object]
    done: bool = False

    def __call__(self) -> None:
        if not self.done:
            self.done = True
            self.work()


class _Followed:
    """One session and its journal."""

    def __init__(self, session: Watched, journal: Journal) -> None:
        self.session = session
        self.journal = journal
        self._told: tuple[bool, str, Path | None] | None = None
        session.document_changed.connect(self._document_changed)
        session.saved_changed.connect(self._saved_changed)
        self._record()

    def end(self, *, clean: bool) -> None:
        self.session.document_changed.disconnect(self._document_changed)
        self.session.saved_changed.disconnect(self._saved_changed)
        self.journal.close(clean=clean)

    def _document_changed(self, old: Document, new: Document) -> None:
        self._record()

    def _saved_changed(self) -> None:
        if self._told != self._state():
            self._record()

    def _state(self) -> tuple[bool, str, Path | None]:
        return self.session.saved, self.session.title, self.session.path

    def _record(self) -> None:
        self._told = saved, title, path = self._state()
        history = self.session.history
        label = history.undo_label or history.steps[0].label
        self.journal.record(self.session.document, label, title=title, path=path, saved=saved)
