"""Following one open document: a thread of its own writes every edit while the artist paints on.

Does not decide what is kept or for how long; `painter.files.journal.keeping` does.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import secrets
import sqlite3
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from painter.document.document import Document
from painter.document.layer import Node
from painter.files.journal.owner import Claim, claim
from painter.files.journal.store import ENDING, KEPT_REVISIONS, SIDE_ENDINGS, Stopped, Store
from painter.files.reasons import named
from painter.signals import Signal

log = logging.getLogger(__name__)

LOCK_ENDING = ".lock"
_SHUT = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Revision:
    document: Document
    label: str
    title: str
    path: Path | None
    saved: bool
    edits: int
    time_s: float


class Journal:
    """The journal of one document.

    `record` returns at once. Where the disk is slower than the artist, only the newest document is written.
    A disk that cannot be written to costs a log line and one sentence, nothing else; the journal goes on trying.

    Signals:
        written(): A revision is on disk. Emitted on the journal's thread.
        failed(message): A sentence for the artist, once. Emitted on the journal's thread.
    """

    def __init__(self, folder: Path, *, kept: int = KEPT_REVISIONS) -> None:
        self.written: Signal[[]] = Signal()
        self.failed: Signal[[str]] = Signal()
        self._folder = folder
        self._kept = kept
        self._edits = 0
        self._last_layers: tuple[Node, ...] = ()
        self._told = False
        self._state = threading.Condition()
        self._waiting: _Revision | None = None
        self._writing = False
        self._closing = False
        self._unwanted = False
        self._thread: threading.Thread | None = None
        # Only the thread touches these.
        self._store: Store | None = None
        self._claim: Claim | None = None
        self._left: list[tuple[Path, Claim | None]] = []

    def record(
        self, document: Document, label: str, *, title: str, path: Path | None = None, saved: bool = False
    ) -> None:
        """Have a document written.

        Args:
            label: What led to it, in the artist's words.
            title: What the window calls it.
            path: Its file, if it has one.
            saved: It is what that file holds, so there would be nothing to recover.
        """
        with self._state:
            if self._closing:
                return
            if saved:
                self._edits = 0
            elif document.layers is not self._last_layers:  # which layer is active does not count
                self._edits += 1
            self._last_layers = document.layers
            self._waiting = _Revision(
                document=document,
                label=label,
                title=title,
                path=path,
                saved=saved,
                edits=self._edits,
                time_s=time.time(),
            )
            self._state.notify_all()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="painter-journal", daemon=True)
                self._thread.start()

    def flush(self, timeout_s: float | None = None) -> bool:
        """Wait until everything recorded so far was written (or could not be); tell whether it was in time."""
        with self._state:
            return self._state.wait_for(lambda: self._waiting is None and not self._writing, timeout_s)

    def close(self, *, clean: bool) -> None:
        """End the journal and its thread.

        Args:
            clean: The document was saved or knowingly discarded: the journal goes. Otherwise it is written to its
                end and stays, to be recovered.
        """
        with self._state:
            self._closing = True
            self._unwanted = self._unwanted or clean
            if clean:
                self._waiting = None
            self._state.notify_all()
            thread = self._thread
        if thread is not None:
            thread.join()

    # The thread

    def _run(self) -> None:
        while (revision := self._next()) is not None:
            self._write(revision)
            del revision  # a document holds much memory
            with self._state:
                self._writing = False
                self._state.notify_all()
        self._end()

    def _next(self) -> _Revision | None:
        with self._state:
            self._state.wait_for(lambda: self._waiting is not None or self._closing)
            revision, self._waiting = self._waiting, None
            self._writing = revision is not None
            return revision

    def _write(self, revision: _Revision) -> None:
        facts = {
            "label": revision.label,
            "title": revision.title,
            "path": None if revision.path is None else str(revision.path),
            "saved": revision.saved,
            "edits": revision.edits,
            "time": revision.time_s,
        }
        try:
            self._opened().write(revision.document, facts, stop=lambda: self._unwanted)
        except Stopped:
            return
        except Exception as error:
            self._fail(error, revision.title)
            return
        for path, lock in self._left:
            remove_journal(path, lock)
        self._left.clear()
        self.written.emit()

    def _opened(self) -> Store:
        """Return the database, a new one where there is none or somebody took it away."""
        if self._store is not None and not self._store.path.exists():
            self._abandon()
        if self._store is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            path = self._folder / f"{time.strftime('%Y%m%d-%H%M%S')}-{secrets.token_hex(4)}{ENDING}"
            lock = claim(path.with_suffix(LOCK_ENDING))
            try:
                self._store = Store(path, kept=self._kept)
            except BaseException:
                remove_journal(path, lock)
                raise
            self._claim = lock
        return self._store

    def _fail(self, error: Exception, title: str) -> None:
        code = getattr(error, "sqlite_errorcode", None)
        if code != sqlite3.SQLITE_FULL:
            self._abandon()
        if self._told:
            log.info("the journal still cannot be written: %r", error)
            return
        self._told = True
        log.warning("the journal cannot be written: %r", error)
        self.failed.emit(
            f"painter cannot keep a safety copy of {named(title)}: {_reason(error, code)}. "
            "Save your work often until that is mended."
        )

    def _abandon(self) -> None:
        """Begin anew at the next edit. The old database stays until the new one holds something."""
        store, lock = self._store, self._claim
        self._store = self._claim = None
        if store is not None:
            with contextlib.suppress(sqlite3.Error):
                store.close()
            self._left.append((store.path, lock))

    def _end(self) -> None:
        store, lock = self._store, self._claim
        self._store = self._claim = None
        if store is not None:
            with contextlib.suppress(sqlite3.Error):
                store.close()
            if self._unwanted:
                remove_journal(store.path, lock)
        if lock is not None:
            lock.give_back()
        for path, old_lock in self._left:
            if self._unwanted:
                remove_journal(path, old_lock)
            elif old_lock is not None:
                old_lock.give_back()


def _reason(error: Exception, code: int | None) -> str:
    if code == sqlite3.SQLITE_FULL or (isinstance(error, OSError) and error.errno == errno.ENOSPC):
        return "the disk is full"
    if isinstance(error, OSError) or code in _SHUT:
        return "its folder cannot be written to"
    return "the system reports a write error"


def log_of(journal: Path) -> Path:
    """Return the file beside a journal that holds what SQLite has not moved into it yet."""
    return journal.with_name(f"{journal.name}-wal")


def remove_journal(journal: Path, lock: Claim | None) -> None:
    """Delete a journal that `lock` is held on, and the lock."""
    for path in (journal, *(journal.with_name(journal.name + ending) for ending in SIDE_ENDINGS)):
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            log.info("%s could not be removed: %s", path, error)
    if lock is not None:
        lock.give_back(remove=True)
