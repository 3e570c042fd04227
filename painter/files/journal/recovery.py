"""What a program that died left behind: finding it, showing it, reading it back, and clearing it away.

Reads other processes' journals and writes none. A damaged one is read up to its last good revision; nothing here
raises anything but PainterError, and nothing that is still being written is touched.
"""

from __future__ import annotations

import contextlib
import json
import logging
import math
import os
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

import numpy as np
from isal import isal_zlib
from numpy.typing import NDArray

from painter.document.document import Document
from painter.document.geometry import TileIndex
from painter.document.raster import TILE_SHAPE, Pixels, Raster
from painter.errors import PainterError
from painter.files.journal.owner import Claim, claim
from painter.files.journal.store import ENDING, mark_of, unpack_places
from painter.files.journal.tree import raster_numbers, tree_from_json
from painter.files.journal.writer import LOCK_ENDING, log_of, remove_journal
from painter.files.limits import MAX_TEXT_BYTES, check_memory
from painter.files.openraster import Opened
from painter.files.reasons import DamagedFileError, named
from painter.pixels.composite import flatten
from painter.pixels.resample import downscale, fitted, premultiply

log = logging.getLogger(__name__)

DEFAULT_MAX_AGE_S = 14 * 24 * 3600.0
DEFAULT_MAX_BYTES = 4 << 30
_TILE_BYTES = math.prod(TILE_SHAPE)
_PLACES_BYTES = 1 << 28
_WORKERS = min(4, os.cpu_count() or 1)
_BATCH = 64
_UnpackError = cast("type[Exception]", isal_zlib.IsalError)
_DAMAGE = (ValueError, KeyError, TypeError, IndexError, AttributeError, OverflowError, RecursionError, PainterError)
"""What values that are no document's raise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recoverable:
    """A document that a program left behind unsaved.

    Attributes:
        journal: Where it is.
        path: The file it came from or was last saved to; None where it never had one.
        time_s: When its last edit was written, seconds since 1970.
        label: The last edit, in the artist's words.
        edits: Edits since it was opened or saved.
        layers: Layers and groups.
        size_bytes: Of the journal.
    """

    journal: Path
    title: str
    path: Path | None
    time_s: float
    label: str
    edits: int
    width_px: int
    height_px: int
    layers: int
    size_bytes: int


# Finding


def recoverable(folder: Path) -> tuple[Recoverable, ...]:
    """Return the documents left behind in a folder of journals, newest first.

    Journals that a living process writes, and those whose document was on disk, are none. Never raises.
    """
    found: list[Recoverable] = []
    for journal in _left_behind(folder):
        try:
            entry = _entry(journal)
        except (PainterError, OSError) as error:
            log.info("%s cannot be recovered: %s", journal.name, error)
            continue
        if entry is not None:
            found.append(entry)
    return tuple(sorted(found, key=lambda entry: -entry.time_s))


def _left_behind(folder: Path) -> list[Path]:
    """Return the journals in a folder that no living process writes."""
    try:
        journals = sorted(path for path in folder.iterdir() if path.suffix == ENDING)
    except OSError as error:
        if not isinstance(error, FileNotFoundError):
            log.info("the journals in %s cannot be listed: %s", folder, error)
        return []
    left: list[Path] = []
    for journal in journals:
        lock = _claimed(journal)
        if lock is not None:
            lock.give_back()
            left.append(journal)
    return left


def _claimed(journal: Path) -> Claim | None:
    try:
        return claim(journal.with_suffix(LOCK_ENDING))
    except OSError as error:
        log.info("%s cannot be claimed: %s", journal.name, error)
        return None


def _entry(journal: Path) -> Recoverable | None:
    """Return what a journal holds, None where there is nothing that is not on disk."""
    size_bytes, _ = _size_and_time(journal)
    with _Reader(journal) as reader:
        for revision in reader.revisions():
            facts = reader.facts(revision)
            if facts is None:
                continue
            if facts["saved"] is True:
                return None
            try:
                return _told(journal, facts, size_bytes)
            except _DAMAGE as error:
                log.info("%s, revision %d: %r", journal.name, revision, error)
    return None


def _told(journal: Path, facts: dict[str, Any], size_bytes: int) -> Recoverable:
    tree = facts["tree"]
    path = facts["path"]
    return Recoverable(
        journal=journal,
        title=str(facts["title"]),
        path=None if path is None else Path(str(path)),
        time_s=float(facts["time"]),
        label=str(facts["label"]),
        edits=int(facts["edits"]),
        width_px=int(tree["width"]),
        height_px=int(tree["height"]),
        layers=len(list(_entries(tree["layers"]))),
        size_bytes=size_bytes,
    )


def _entries(layers: list[Any]) -> Iterator[Any]:
    waiting = list(layers)
    while waiting:
        entry = waiting.pop()
        yield entry
        waiting += entry.get("children", ())


def _size_and_time(journal: Path) -> tuple[int, float]:
    """Return the bytes a journal takes, and when it was last written."""
    main = journal.stat()
    try:
        side = log_of(journal).stat()
    except FileNotFoundError:
        return main.st_size, main.st_mtime
    # An empty one was made by somebody who only looked.
    return main.st_size + side.st_size, max(main.st_mtime, side.st_mtime if side.st_size else 0.0)


# Reading back


def recover(entry: Recoverable) -> Opened:
    """Return a document left behind, from its last revision that is whole; notes tell what is not as it was.

    Where damage reached pixels that every revision shares, the newest is given with holes in their place. The
    journal stays; see `discard`.

    Raises:
        PainterError: Nothing of it can be read, or the memory does not suffice.
    """
    what = f"The safety copy of {named(entry.title)}"
    try:
        with _Reader(entry.journal) as reader:
            return _recovered(reader, what)
    except MemoryError as error:
        raise PainterError(f"{what} needs more memory than is free. It is kept; try again later.") from error
    except OSError as error:
        log.info("%s: %s", entry.journal, error)
        raise DamagedFileError(f"{what} could not be read: it is not there any more.") from error


def _recovered(reader: _Reader, what: str) -> Opened:
    best: tuple[int, Document] | None = None
    for skipped, revision in enumerate(reader.revisions()):
        facts = reader.facts(revision)
        if facts is None:
            continue
        try:
            document, holes = reader.document(facts["tree"], what)
        except _TooLittleMemoryError as error:
            raise PainterError(str(error)) from error
        except _DAMAGE as error:
            log.info("%s, revision %d: %r", what, revision, error)
            continue
        if not holes:
            return Opened(document, (_SKIPPED.format(what=what, count=skipped),) if skipped else ())
        if best is None or holes < best[0]:
            best = holes, document
    if best is None:
        raise DamagedFileError(f"{what} is damaged: nothing of it can be read.")
    return Opened(
        best[1], (f"{what} was damaged on the disk: parts of {best[0]} pieces of its layers are missing.",)
    )


_SKIPPED = "{what} was damaged on the disk: its last edits ({count}) could not be read."


class _TooLittleMemoryError(PainterError):
    pass


def thumbnail_of(entry: Recoverable, longest_px: int) -> Pixels:
    """Return a small picture of a document left behind, (h, w, 4) uint8 premultiplied; for a thread of its own.

    Raises:
        PainterError: Nothing of it can be read.
    """
    document = recover(entry).document
    try:
        width, height = fitted(document.width_px, document.height_px, longest_px)
        return downscale(premultiply(flatten(document)), width, height)
    except MemoryError as error:
        raise PainterError(f"There is not enough memory to show {named(entry.title)}.") from error


class _Reader:
    """An open journal, every value of which is judged before it is believed. Use it in a ``with`` statement."""

    def __init__(self, journal: Path) -> None:
        self._tiles: dict[int, Pixels | None] = {}
        self._rasters: dict[int, dict[TileIndex, int] | None] = {}
        if not journal.is_file():
            raise FileNotFoundError(journal)
        self._database = _opened(journal)

    def __enter__(self) -> _Reader:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(sqlite3.Error):
            self._database.close()

    def revisions(self) -> list[int]:
        """Return the numbers of all revisions that can be reached, newest first."""
        found: set[int] = set()
        for order in ("ASC", "DESC"):  # from both ends, up to the damage
            with contextlib.suppress(sqlite3.Error):
                for (number,) in self._database.execute(f"SELECT id FROM revisions ORDER BY id {order}"):
                    found.add(number)
        return sorted(found, reverse=True)

    def facts(self, revision: int) -> dict[str, Any] | None:
        """Return what is known of a revision; None where it cannot be read."""
        body = self._body("revisions", revision, MAX_TEXT_BYTES)
        if body is None:
            return None
        try:
            facts = json.loads(body)
            return facts if isinstance(facts, dict) and {"tree", "saved"} <= facts.keys() else None
        except (ValueError, RecursionError):
            return None

    def document(self, tree: Any, what: str) -> tuple[Document, int]:
        """Return the document of a tree, and how many of its tiles could not be read.

        Raises:
            ValueError, KeyError, TypeError …: The tree or a raster is damaged.
        """
        places = {number: self._places(number) for number in set(raster_numbers(tree))}
        holes = self._read_tiles({row for raster in places.values() for row in raster.values()}, what)
        size = tree["width"], tree["height"]
        rasters: dict[int, Raster] = {}
        for number, raster in places.items():
            tiles = {index: tile for index, row in raster.items() if (tile := self._tiles[row]) is not None}
            rasters[number] = Raster(*size, tiles)
        return tree_from_json(tree, rasters.__getitem__), holes

    def _places(self, number: int) -> dict[TileIndex, int]:
        if number not in self._rasters:
            body = self._body("rasters", number, _PLACES_BYTES)
            table: NDArray[np.int64] | None = None if body is None else unpack_places(body)
            self._rasters[number] = (
                None if table is None else {TileIndex(tx, ty): row for tx, ty, row in table.tolist()}
            )
        places = self._rasters[number]
        if places is None:
            raise ValueError(f"raster {number} is damaged")
        return places

    def _read_tiles(self, rows: set[int], what: str) -> int:
        """Read tiles, those read before left alone; return how many of them all are damaged."""
        wanted = sorted(rows - self._tiles.keys())
        try:
            check_memory(len(wanted) * _TILE_BYTES, what)
        except PainterError as error:
            raise _TooLittleMemoryError(str(error)) from error
        with ThreadPoolExecutor(_WORKERS, thread_name_prefix="painter-recovery") as pool:
            waiting: list[tuple[list[int], Any]] = []
            for start in range(0, len(wanted), _BATCH):
                batch = wanted[start : start + _BATCH]
                waiting.append((batch, pool.submit(_unpacked, batch, [self._row("tiles", row) for row in batch])))
                if len(waiting) > 2 * _WORKERS:
                    self._take(*waiting.pop(0))
            for batch, future in waiting:
                self._take(batch, future)
        return sum(self._tiles[row] is None for row in rows)

    def _take(self, batch: list[int], future: Any) -> None:
        self._tiles |= dict(zip(batch, future.result(), strict=True))

    def _body(self, table: str, row: int, limit_bytes: int) -> bytes | None:
        return _checked(row, self._row(table, row), limit_bytes)

    def _row(self, table: str, row: int) -> tuple[Any, Any] | None:
        try:
            found = self._database.execute(f"SELECT mark, body FROM {table} WHERE id = ?", (row,)).fetchone()
        except (sqlite3.Error, OverflowError) as error:
            log.info("%s %d: %s", table, row, error)
            return None
        return cast("tuple[Any, Any] | None", found)


def _unpacked(numbers: list[int], rows: list[tuple[Any, Any] | None]) -> list[Pixels | None]:
    tiles: list[Pixels | None] = []
    for number, row in zip(numbers, rows, strict=True):
        raw = _checked(number, row, _TILE_BYTES)
        if raw is None or len(raw) != _TILE_BYTES:
            tiles.append(None)
        else:
            tiles.append(np.frombuffer(raw, np.uint8).reshape(TILE_SHAPE))
    return tiles


def _checked(number: int, row: tuple[Any, Any] | None, limit_bytes: int) -> bytes | None:
    """Return what a row holds, unpacked; None unless it is what its checksums say."""
    if row is None or not isinstance(row[1], bytes) or mark_of(row[1], number) != row[0]:
        return None
    stream = isal_zlib.decompressobj()
    try:
        raw = stream.decompress(row[1], limit_bytes + 1)
    except _UnpackError:
        return None
    return raw if stream.eof and len(raw) <= limit_bytes else None


def _opened(journal: Path) -> sqlite3.Connection:
    """Open a database without changing it, with as much of its log as can be read.

    Raises:
        DamagedFileError: It is no journal.
    """
    name = quote(str(journal), errors="surrogateescape") if _plain(journal) else ""
    for how in ("mode=ro", "mode=rw", "immutable=1") if name else ():
        database = None
        try:
            database = sqlite3.connect(f"file:{name}?{how}", uri=True, isolation_level=None, timeout=1.0)
            if how == "mode=rw":  # a full disk has no room for the shared memory that the others make
                database.execute("PRAGMA locking_mode = EXCLUSIVE")
            database.execute("PRAGMA cell_size_check = ON")
            database.execute("SELECT id FROM revisions LIMIT 1").fetchall()
            return database
        except sqlite3.Error as error:
            log.info("%s (%s): %s", journal.name, how, error)
            if database is not None:
                database.close()
    raise DamagedFileError(f"The safety copy {named(journal.name)} is damaged: it cannot be opened.")


def _plain(path: Path) -> bool:
    return "\0" not in str(path)


# Clearing away


def discard(entry: Recoverable) -> None:
    """Delete a journal: its document was opened and is followed by a new one, or is not wanted. Never raises."""
    lock = _claimed(entry.journal)
    if lock is not None:
        remove_journal(entry.journal, lock)


def prune(
    folder: Path, *, max_age_s: float = DEFAULT_MAX_AGE_S, max_bytes: int = DEFAULT_MAX_BYTES
) -> tuple[str, ...]:
    """Delete journals left behind: of documents that are on disk, too old ones, then the oldest over the limit.

    Returns:
        The names of what was deleted. Never raises.
    """
    removed: list[str] = []
    kept: list[tuple[float, int, Path]] = []
    for journal in _left_behind(folder):
        try:
            size_bytes, changed_s = _size_and_time(journal)
        except OSError:
            continue
        if time.time() - changed_s > max_age_s or _holds_nothing(journal):
            removed += _removed(journal)
        else:
            kept.append((changed_s, size_bytes, journal))
    left_bytes = sum(size for _, size, _ in kept)
    for _, size_bytes, journal in sorted(kept):
        if left_bytes <= max_bytes:
            break
        left_bytes -= size_bytes
        removed += _removed(journal)
    return tuple(removed)


def _holds_nothing(journal: Path) -> bool:
    """Tell whether a journal's document is on disk. A damaged journal may hold something."""
    try:
        return _entry(journal) is None
    except (PainterError, OSError):
        return False


def _removed(journal: Path) -> list[str]:
    lock = _claimed(journal)
    if lock is None:
        return []
    remove_journal(journal, lock)
    log.info("the old journal %s was removed", journal.name)
    return [journal.name]
