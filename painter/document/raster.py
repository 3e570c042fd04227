"""Pixels as sparse, shared, read-only tiles, and the draft in which new ones are painted.

A `Raster` never changes: an edit makes a `RasterDraft`, writes to copies of the tiles it touches and commits
a new Raster that shares all the others. What differs between two Rasters is therefore what differs by
identity. Beside its tiles a Raster keeps a table of their addresses over the canvas, for the kernels; an
address is good only as long as the Raster lives, so whoever hands a table to a kernel holds the Raster.

A `MaskRaster` is the same for a single channel of 8 bits (layer masks, selections); what both share is `Tiles`.

Does not blend or draw: kernels do, in `painter.pixels`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, ClassVar, Generic, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from painter.document.geometry import (
    EMPTY_RECT,
    TILE,
    Rect,
    TileIndex,
    bounds_of_tiles,
    grid_shape,
    tile_rect,
)

Pixels = NDArray[Any]
"""A tile or picture: (h, w, 4) uint8, premultiplied sRGB RGBA; of a mask (h, w) uint8."""
AddressTable = NDArray[np.int64]
"""(rows, columns) int64: address of each tile over the canvas, 0 where there is none."""

TILE_SHAPE = (TILE, TILE, 4)
MASK_TILE_SHAPE = (TILE, TILE)


def tile_address(tile: Pixels) -> int:
    """Return the memory address of a tile's first byte."""
    return int(tile.__array_interface__["data"][0])


class Tiles:
    """What rasters and masks share: immutable sparse tiles over a canvas.

    A missing tile holds `outside` everywhere. Tiles may lie outside the canvas (a layer larger than it); only
    those inside are in `table`.
    """

    __slots__ = ("__weakref__", "_digest", "outside", "shape", "table", "tiles")

    tile_shape: ClassVar[tuple[int, ...]]

    def __init__(
        self,
        width_px: int,
        height_px: int,
        tiles: Mapping[TileIndex, Pixels] | None = None,
        *,
        outside: int = 0,
    ) -> None:
        """Lay tiles over a canvas of this size; they become read-only.

        Raises:
            ValueError: A tile has the wrong shape, dtype or layout.
        """
        table = np.zeros(grid_shape(width_px, height_px), np.int64)
        own = {TileIndex(*index): tile for index, tile in (tiles or {}).items()}
        rows, columns = table.shape
        for (tx, ty), tile in own.items():
            if tile.shape != self.tile_shape or tile.dtype != np.uint8 or not tile.flags.c_contiguous:
                raise ValueError(f"not a tile: {tile.shape} {tile.dtype}")
            tile.flags.writeable = False
            if 0 <= tx < columns and 0 <= ty < rows:
                table[ty, tx] = tile_address(tile)
        table.flags.writeable = False
        self.shape = (width_px, height_px)
        self.outside = outside
        self.tiles: Mapping[TileIndex, Pixels] = MappingProxyType(own)
        self.table: AddressTable = table
        self._digest: str | None = None

    def _adopted(self, tiles: dict[TileIndex, Pixels], table: AddressTable) -> Self:
        """Return another over the same canvas of tiles and their table, not checked again (a draft's commit)."""
        made = type(self).__new__(type(self))
        table.flags.writeable = False
        made.shape, made.outside, made.tiles, made.table = self.shape, self.outside, MappingProxyType(tiles), table
        made._digest = None
        return made

    @property
    def width_px(self) -> int:
        return self.shape[0]

    @property
    def height_px(self) -> int:
        return self.shape[1]

    @property
    def canvas(self) -> Rect:
        return Rect(0, 0, self.width_px, self.height_px)

    @property
    def nbytes(self) -> int:
        return sum(tile.nbytes for tile in self.tiles.values())

    def tile_bounds(self) -> Rect:
        """Return the rectangle of all tiles: cheap, and never smaller than `bounds`."""
        return bounds_of_tiles(self.tiles)

    def read(self, rect: Rect) -> Pixels:
        """Return a copy of the pixels of `rect`, (h, w, 4) uint8 premultiplied, or (h, w) of a mask."""
        out = np.full((rect.height, rect.width, *self.tile_shape[2:]), self.outside, np.uint8)
        for index in rect.tiles():
            tile = self.tiles.get(index)
            if tile is not None:
                part = tile_rect(index)
                hit = part.intersected(rect)
                out[hit.y0 - rect.y0 : hit.y1 - rect.y0, hit.x0 - rect.x0 : hit.x1 - rect.x0] = tile[
                    hit.y0 - part.y0 : hit.y1 - part.y0, hit.x0 - part.x0 : hit.x1 - part.x0
                ]
        return out

    def resized_canvas(self, width_px: int, height_px: int) -> Self:
        """Return the same tiles over a canvas of another size."""
        return type(self)(width_px, height_px, self.tiles, outside=self.outside)

    def shifted(self, columns: int, rows: int, width_px: int, height_px: int) -> Self:
        """Return the very tiles, moved by whole tiles, over a canvas of another size."""
        tiles = {TileIndex(tx + columns, ty + rows): tile for (tx, ty), tile in self.tiles.items()}
        return type(self)(width_px, height_px, tiles, outside=self.outside)

    def is_bare(self, tile: Pixels) -> bool:
        """Tell whether a tile holds nothing but what a missing one stands for."""
        return not tile.any() if self.outside == 0 else bool((tile == self.outside).all())

    def digest(self) -> str:
        """Return a checksum of the pixels (64 hex digits): equal pixels have equal digests."""
        if self._digest is None:
            total = hashlib.blake2b(b"" if self.outside == 0 else b"%d" % self.outside, digest_size=32)
            for index in sorted(self.tiles):
                tile = self.tiles[index]
                if not self.is_bare(tile):
                    total.update(b"%d,%d" % index)
                    total.update(tile.data)
            self._digest = total.hexdigest()
        return self._digest

    def equals(self, other: Tiles) -> bool:
        """Tell whether both hold the same pixels over the same canvas."""
        return self is other or (
            type(self) is type(other) and self.shape == other.shape and self.digest() == other.digest()
        )


class Raster(Tiles):
    """An immutable picture of sparse tiles.

    Tiles are (128, 128, 4) uint8, premultiplied sRGB RGBA, C-contiguous and read-only; a missing tile is
    transparent.
    """

    __slots__ = ()

    tile_shape = TILE_SHAPE

    @classmethod
    def from_array(cls, width_px: int, height_px: int, pixels: Pixels, x: int = 0, y: int = 0) -> Raster:
        """Return a raster holding `pixels`, (h, w, 4) uint8 premultiplied, with its top left at (x, y)."""
        draft = RasterDraft(cls(width_px, height_px))
        draft.write(pixels, x, y)
        return draft.commit()

    def bounds(self) -> Rect:
        """Return the smallest rectangle holding every pixel that is not fully transparent."""
        return _inked(self.tiles, 3)


class MaskRaster(Tiles):
    """An immutable single channel of sparse tiles: how much of something counts, 0 to 255.

    Tiles are (128, 128) uint8, C-contiguous and read-only; a missing tile is `outside` everywhere (0 for
    selections and masks that hide, 255 for masks that reveal).
    """

    __slots__ = ()

    tile_shape = MASK_TILE_SHAPE

    @classmethod
    def from_array(
        cls, width_px: int, height_px: int, values: Pixels, x: int = 0, y: int = 0, *, outside: int = 0
    ) -> MaskRaster:
        """Return a mask holding `values`, (h, w) uint8, with its top left at (x, y)."""
        draft = MaskDraft(cls(width_px, height_px, outside=outside))
        draft.write(values, x, y)
        return draft.commit()

    def bounds(self) -> Rect:
        """Return the smallest rectangle holding every pixel above 0: the canvas, at least, where outside is."""
        inked = _inked(self.tiles, None)
        return inked if self.outside == 0 else inked.united(self.canvas)


def _inked(tiles: Mapping[TileIndex, Pixels], channel: int | None) -> Rect:
    """Return the smallest rectangle holding every value above 0 of one channel (None: the only one)."""
    box = EMPTY_RECT
    for index, tile in tiles.items():
        values = tile if channel is None else tile[..., channel]
        rows = np.flatnonzero(values.any(axis=1))
        if rows.size:
            columns = np.flatnonzero(values.any(axis=0))
            inner = Rect(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
            box = box.united(inner.moved(index[0] * TILE, index[1] * TILE))
    return box


def changed_tiles(old: Tiles, new: Tiles) -> list[TileIndex]:
    """Return the tiles that are not the identical array in both, in no order.

    Both have the same `outside`. Over the canvas two address tables are compared; tiles outside it by identity.
    """
    if old is new:
        return []
    if old.shape != new.shape:
        return list(old.tiles.keys() | new.tiles.keys())
    rows, columns = np.nonzero(old.table != new.table)
    changed = [TileIndex(int(tx), int(ty)) for ty, tx in zip(rows, columns, strict=True)]
    outside = len(old.tiles) + len(new.tiles) - np.count_nonzero(old.table) - np.count_nonzero(new.table)
    if outside:
        height, width = old.table.shape
        changed += [
            index
            for index in old.tiles.keys() | new.tiles.keys()
            if not (0 <= index[0] < width and 0 <= index[1] < height)
            and old.tiles.get(index) is not new.tiles.get(index)
        ]
    return changed


AnyTiles = TypeVar("AnyTiles", bound=Tiles)


class TilesDraft(Generic[AnyTiles]):
    """New tiles over a raster: copies on write, committed once or dropped.

    `table` is the draft's own address table, so a kernel sees the draft in the place of its base.
    """

    def __init__(self, base: AnyTiles) -> None:
        self.base = base
        self.table: AddressTable = base.table.copy()
        self.tiles: dict[TileIndex, Pixels] = {}

    def writable_tile(self, index: TileIndex) -> Pixels:
        """Return the draft's own copy of a tile (bare where the base has none)."""
        tile = self.tiles.get(index)
        if tile is None:
            old = self.base.tiles.get(index)
            if old is not None:
                tile = old.copy()
            elif self.base.outside:
                tile = np.full(self.base.tile_shape, self.base.outside, np.uint8)
            else:
                tile = np.zeros(self.base.tile_shape, np.uint8)
            self.tiles[index] = tile
            rows, columns = self.table.shape
            if 0 <= index[0] < columns and 0 <= index[1] < rows:
                self.table[index[1], index[0]] = tile_address(tile)
        return tile

    def make_writable(self, indexes: Iterable[TileIndex]) -> None:
        """Copy these tiles, so that a kernel may write through `table`."""
        for index in indexes:
            self.writable_tile(index)

    def write(self, pixels: Pixels, x: int, y: int) -> None:
        """Replace the pixels of a rectangle by `pixels`, (h, w, 4) uint8 premultiplied, or (h, w)."""
        rect = Rect(x, y, x + pixels.shape[1], y + pixels.shape[0])
        for index in rect.tiles():
            part = tile_rect(index)
            hit = part.intersected(rect)
            source = pixels[hit.y0 - y : hit.y1 - y, hit.x0 - x : hit.x1 - x]
            if index not in self.tiles and index not in self.base.tiles and self.base.is_bare(source):
                continue
            self.writable_tile(index)[hit.y0 - part.y0 : hit.y1 - part.y0, hit.x0 - part.x0 : hit.x1 - part.x0] = (
                source
            )

    def commit(self) -> AnyTiles:
        """Return the new tiles, or the very base where nothing differs from it.

        Tiles equal to the base's keep the base's identity; bare ones are dropped. The draft is
        spent afterwards.
        """
        tiles = dict(self.base.tiles)
        table = self.table.copy()
        rows, columns = table.shape
        changed = False
        for index, tile in self.tiles.items():
            old = self.base.tiles.get(index)
            inside = 0 <= index[0] < columns and 0 <= index[1] < rows
            bare = self.base.is_bare(tile)
            if (old is None and bare) or (old is not None and np.array_equal(old, tile)):
                if inside:
                    table[index[1], index[0]] = self.base.table[index[1], index[0]]
                continue
            changed = True
            if bare:
                tiles.pop(index, None)
                address = 0
            else:
                tile.flags.writeable = False
                tiles[index] = tile
                address = tile_address(tile)
            if inside:
                table[index[1], index[0]] = address
        return self.base._adopted(tiles, table) if changed else self.base


class RasterDraft(TilesDraft[Raster]):
    """New pixels over a raster."""


class MaskDraft(TilesDraft[MaskRaster]):
    """New values over a mask."""
