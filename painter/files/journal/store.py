"""A journal's database: the last revisions of one document, their tiles once each, compressed.

A revision is the document's tree (`painter.files.journal.tree`), a raster a list of places and tiles, a tile 64 KiB
of pixels known by their digest. Only tiles that differ by identity from the revision before are looked at.
Everything carries a checksum of its own, for SQLite has none outside its write-ahead log. Used by one thread.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from isal import isal_zlib
from numpy.typing import NDArray

from painter import __version__
from painter.document.document import Document
from painter.document.geometry import TileIndex
from painter.document.layer import Layer, LayerId
from painter.document.raster import Pixels, Raster, changed_tiles
from painter.files.journal.tree import tree_to_json

FORMAT = 1
ENDING = ".journal"
SIDE_ENDINGS = ("-wal", "-shm")
"""What SQLite writes beside a database."""
KEPT_REVISIONS = 16
_PAGE_BYTES = 16_384
_LOG_BYTES = 32 << 20
_SCHEMA = """
CREATE TABLE IF NOT EXISTS about (format INTEGER, program TEXT);
CREATE TABLE IF NOT EXISTS revisions (id INTEGER PRIMARY KEY, mark INTEGER, body BLOB);
CREATE TABLE IF NOT EXISTS rasters (id INTEGER PRIMARY KEY, mark INTEGER, body BLOB);
CREATE TABLE IF NOT EXISTS tiles (id INTEGER PRIMARY KEY, mark INTEGER, body BLOB);
"""


class Stopped(Exception):  # noqa: N818 - no error: what was to be written is not wanted any more
    """Writing was asked to end before it was done."""


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """A raster of the present revision, held so that its identity means something."""

    raster: Raster
    row: int
    tiles: Mapping[TileIndex, int]


def mark_of(packed: bytes, row: int) -> int:
    """Return the checksum of what a row holds, its number included; the packing checks the rest."""
    return int(isal_zlib.crc32(packed, row & 0xFFFFFFFF))


def _digest_of(tile: Pixels) -> bytes:
    """Return what a tile's pixels are known by, 16 bytes."""
    return hashlib.sha256(tile.data).digest()[:16]


class Store:
    """A new database at `path`, to write revisions to.

    Raises:
        sqlite3.Error: It cannot be made.
    """

    def __init__(self, path: Path, *, kept: int = KEPT_REVISIONS) -> None:
        self.path = path
        self._kept = kept
        self._next_row = 1
        self._known: dict[int, _Known] = {}
        self._of_layer: dict[LayerId, _Known] = {}
        self._revisions: deque[tuple[int, frozenset[int]]] = deque()
        self._raster_uses: Counter[int] = Counter()
        self._tiles_of: dict[int, tuple[int, ...]] = {}
        self._tile_uses: Counter[int] = Counter()
        self._digests: dict[bytes, int] = {}
        self._digest_of_tile: dict[int, bytes] = {}
        self._dead: dict[str, list[int]] = {"revisions": [], "rasters": [], "tiles": []}
        self._database = _created(path)

    def write(
        self, document: Document, facts: Mapping[str, Any], *, stop: Callable[[], bool] = lambda: False
    ) -> None:
        """Commit a revision, forced to the disk; on any error the revisions before stay as they are.

        Args:
            facts: JSON values beside the tree: label, title, time …
            stop: Asked between tiles; True ends the writing.

        Raises:
            sqlite3.Error: It could not be written.
            Stopped: `stop` said so.
        """
        transaction = _Transaction(self, stop)
        self._database.execute("BEGIN IMMEDIATE")
        try:
            self._bury()
            rows = transaction.put_rasters(document)
            body = json.dumps({**facts, "tree": tree_to_json(document, rows)}).encode("ascii")
            revision = self.new_row()
            self._insert("revisions", revision, body)
            self._database.execute("COMMIT")
        except BaseException:
            if self._database.in_transaction:
                self._database.execute("ROLLBACK")
            raise
        self._take_over(transaction, revision, frozenset(rows.values()))

    def close(self) -> None:
        """Close the database; what is in it stays."""
        self._database.close()

    # For the transaction

    def new_row(self) -> int:
        """Return a number that no row has."""
        row, self._next_row = self._next_row, self._next_row + 1
        return row

    def known_raster(self, raster: Raster) -> _Known | None:
        return self._known.get(id(raster))

    def raster_of(self, layer_id: LayerId) -> _Known | None:
        """Return the raster that a layer had in the revision before."""
        return self._of_layer.get(layer_id)

    def tile_with(self, digest: bytes) -> int | None:
        return self._digests.get(digest)

    def insert_tile(self, row: int, tile: Pixels) -> None:
        self._insert("tiles", row, tile.data)

    def insert_raster(self, row: int, tiles: Mapping[TileIndex, int]) -> None:
        self._insert("rasters", row, pack_places(tiles))

    def _insert(self, table: str, row: int, raw: bytes | memoryview) -> None:
        packed = isal_zlib.compress(raw, 1)
        self._database.execute(f"INSERT INTO {table} VALUES (?, ?, ?)", (row, mark_of(packed, row), packed))

    # Forgetting old revisions

    def _bury(self) -> None:
        """Delete what no kept revision needs; its pages are used again, so that the file does not grow on."""
        for table, rows in self._dead.items():
            self._database.executemany(f"DELETE FROM {table} WHERE id = ?", ((row,) for row in rows))

    def _take_over(self, done: _Transaction, revision: int, rasters: frozenset[int]) -> None:
        """Make what was committed the present state, and count what nobody needs any more."""
        for rows in self._dead.values():
            rows.clear()
        self._digests |= done.digests
        self._digest_of_tile |= {row: digest for digest, row in done.digests.items()}
        for known in done.written:
            self._tiles_of[known.row] = tuple(known.tiles.values())
            self._tile_uses.update(self._tiles_of[known.row])
        self._known, self._of_layer = done.known, done.of_layer
        self._raster_uses.update(rasters)
        self._revisions.append((revision, rasters))
        if len(self._revisions) > self._kept:
            self._drop(*self._revisions.popleft())

    def _drop(self, revision: int, rasters: Iterable[int]) -> None:
        self._dead["revisions"].append(revision)
        for row in rasters:
            self._raster_uses[row] -= 1
            if self._raster_uses[row]:
                continue
            del self._raster_uses[row]
            self._dead["rasters"].append(row)
            for tile in self._tiles_of.pop(row):
                self._tile_uses[tile] -= 1
                if not self._tile_uses[tile]:
                    del self._tile_uses[tile]
                    del self._digests[self._digest_of_tile.pop(tile)]
                    self._dead["tiles"].append(tile)


class _Transaction:
    """What one revision adds, known to the store only once it is committed."""

    def __init__(self, store: Store, stop: Callable[[], bool]) -> None:
        self.digests: dict[bytes, int] = {}
        self.known: dict[int, _Known] = {}
        self.of_layer: dict[LayerId, _Known] = {}
        self.written: list[_Known] = []
        self._store = store
        self._stop = stop
        self._seen: dict[int, int] = {}

    def put_rasters(self, document: Document) -> dict[LayerId, int]:
        """Write the rasters that are new; return the row of each layer's."""
        for layer in document.nodes():
            if not isinstance(layer, Layer):
                continue
            known = self.known.get(id(layer.raster)) or self._store.known_raster(layer.raster)
            if known is None:
                known = self._written(layer.raster, self._store.raster_of(layer.id))
            self.known[id(layer.raster)] = self.of_layer[layer.id] = known
        return {layer_id: known.row for layer_id, known in self.of_layer.items()}

    def _written(self, raster: Raster, before: _Known | None) -> _Known:
        tiles: dict[TileIndex, int] = {}
        if before is None:
            new = list(raster.tiles)
        elif before.raster.shape == raster.shape:
            new = changed_tiles(before.raster, raster)
            tiles = dict(before.tiles)
        else:  # the canvas has another size; the tiles are the same
            new = [index for index, tile in raster.tiles.items() if before.raster.tiles.get(index) is not tile]
            tiles = {index: row for index, row in before.tiles.items() if index in raster.tiles}
        for index in new:
            tile = raster.tiles.get(index)
            if tile is None:
                tiles.pop(index, None)
            else:
                tiles[index] = self._put(tile)
        known = _Known(raster, self._store.new_row(), tiles)
        self._store.insert_raster(known.row, tiles)
        self.written.append(known)
        return known

    def _put(self, tile: Pixels) -> int:
        """Return the row of a tile, written if these pixels are not there yet."""
        row = self._seen.get(id(tile))  # the document holds the tiles meanwhile
        if row is not None:
            return row
        if self._stop():
            raise Stopped
        digest = _digest_of(tile)
        row = self._store.tile_with(digest) or self.digests.get(digest)
        if row is None:
            row = self.digests[digest] = self._store.new_row()
            self._store.insert_tile(row, tile)
        self._seen[id(tile)] = row
        return row


def _created(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, isolation_level=None)
    try:
        database.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
        # One process only: no shared memory beside the file, which some disks do not have.
        database.execute("PRAGMA locking_mode = EXCLUSIVE")
        database.execute("PRAGMA journal_mode = WAL")
        # Every commit is forced to the disk, so that it outlives the loss of power.
        database.execute("PRAGMA synchronous = FULL")
        database.execute(f"PRAGMA journal_size_limit = {_LOG_BYTES}")
        database.executescript(_SCHEMA)
        database.execute("INSERT INTO about VALUES (?, ?)", (FORMAT, f"painter {__version__}"))
    except BaseException:
        database.close()
        raise
    return database


# The bodies of rasters


def pack_places(tiles: Mapping[TileIndex, int]) -> bytes:
    """Return which tile lies where: three columns (tx, ty, row), each as differences, little-endian int64."""
    table = np.array([(tx, ty, row) for (tx, ty), row in sorted(tiles.items())], np.int64).reshape(-1, 3)
    return np.diff(table, axis=0, prepend=0).T.astype("<i8").tobytes()


def unpack_places(body: bytes) -> NDArray[np.int64]:
    """Return which tile lies where, (n, 3) int64 of tx, ty, row.

    Raises:
        ValueError: This is no such table.
    """
    columns = np.frombuffer(body, "<i8").reshape(3, -1)
    return np.cumsum(columns.T.astype(np.int64), axis=0)
