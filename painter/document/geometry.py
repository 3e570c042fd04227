"""Whole-pixel rectangles and the tile grid.

Pixels are counted from the canvas's top left; ``x1`` and ``y1`` are exclusive. No transforms here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

TILE = 128
"""Edge of a tile in pixels; 128 measured best from pen to pixel."""


class TileIndex(NamedTuple):
    """Column and row of a tile; negative outside the canvas's left and top."""

    tx: int
    ty: int


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle of whole pixels, half open: ``x0 <= x < x1``. Empty where ``x1 <= x0`` or ``y1 <= y0``."""

    x0: int
    y0: int
    x1: int
    y1: int

    @property
    def width(self) -> int:
        return max(0, self.x1 - self.x0)

    @property
    def height(self) -> int:
        return max(0, self.y1 - self.y0)

    @property
    def area(self) -> int:
        return self.width * self.height

    @property
    def empty(self) -> bool:
        return self.x1 <= self.x0 or self.y1 <= self.y0

    def intersected(self, other: Rect) -> Rect:
        return Rect(max(self.x0, other.x0), max(self.y0, other.y0), min(self.x1, other.x1), min(self.y1, other.y1))

    def united(self, other: Rect) -> Rect:
        """Return the smallest rectangle holding both; an empty one adds nothing."""
        if self.empty:
            return other
        if other.empty:
            return self
        return Rect(min(self.x0, other.x0), min(self.y0, other.y0), max(self.x1, other.x1), max(self.y1, other.y1))

    def grown(self, margin_px: int) -> Rect:
        return Rect(self.x0 - margin_px, self.y0 - margin_px, self.x1 + margin_px, self.y1 + margin_px)

    def moved(self, dx: int, dy: int) -> Rect:
        return Rect(self.x0 + dx, self.y0 + dy, self.x1 + dx, self.y1 + dy)

    def contains(self, other: Rect) -> bool:
        return other.empty or (
            self.x0 <= other.x0 and self.y0 <= other.y0 and other.x1 <= self.x1 and other.y1 <= self.y1
        )

    def tiles(self) -> Iterator[TileIndex]:
        """Yield the index of every tile this rectangle touches, row by row."""
        if self.empty:
            return
        for ty in range(self.y0 // TILE, (self.y1 - 1) // TILE + 1):
            for tx in range(self.x0 // TILE, (self.x1 - 1) // TILE + 1):
                yield TileIndex(tx, ty)


EMPTY_RECT = Rect(0, 0, 0, 0)


def tile_rect(tile: TileIndex | tuple[int, int]) -> Rect:
    """Return the pixels a tile covers."""
    x, y = tile[0] * TILE, tile[1] * TILE
    return Rect(x, y, x + TILE, y + TILE)


def bounds_of_tiles(tiles: Iterable[tuple[int, int]]) -> Rect:
    """Return the smallest rectangle holding all the tiles; empty for none."""
    found = list(tiles)
    if not found:
        return EMPTY_RECT
    columns, rows = zip(*found, strict=True)
    return Rect(min(columns) * TILE, min(rows) * TILE, (max(columns) + 1) * TILE, (max(rows) + 1) * TILE)


def grid_shape(width_px: int, height_px: int) -> tuple[int, int]:
    """Return (rows, columns) of the tiles that cover a canvas."""
    return -(-height_px // TILE), -(-width_px // TILE)
