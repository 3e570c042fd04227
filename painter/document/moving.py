"""Whole-pixel movements of tiles: shifted, mirrored, turned by right angles. Exact; nothing is resampled.

Works on rasters and masks alike, what lies outside the canvas included.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np

from painter.document.geometry import TILE
from painter.document.raster import Pixels, Tiles, TilesDraft

AnyTiles = TypeVar("AnyTiles", bound=Tiles)


def laid(like: AnyTiles, pixels: Pixels, x: int, y: int, width_px: int, height_px: int) -> AnyTiles:
    """Return pixels with their top left at (x, y) over a canvas, as the same kind of tiles."""
    draft = TilesDraft(type(like)(width_px, height_px, outside=like.outside))
    draft.write(pixels, x, y)
    return draft.commit()


def translated(
    tiles: AnyTiles, dx: int, dy: int, width_px: int | None = None, height_px: int | None = None
) -> AnyTiles:
    """Return tiles moved by whole pixels, over a canvas of another size where one is given."""
    width, height = width_px or tiles.width_px, height_px or tiles.height_px
    if dx % TILE == 0 and dy % TILE == 0:
        if dx == dy == 0 and (width, height) == tiles.shape:
            return tiles
        return tiles.shifted(dx // TILE, dy // TILE, width, height)
    box = tiles.tile_bounds()
    return laid(tiles, tiles.read(box), box.x0 + dx, box.y0 + dy, width, height)


def mirrored(tiles: AnyTiles, *, horizontally: bool) -> AnyTiles:
    """Return tiles mirrored with their canvas: left for right, or top for bottom."""
    box = tiles.tile_bounds()
    pixels = tiles.read(box)
    if horizontally:
        return laid(tiles, pixels[:, ::-1], tiles.width_px - box.x1, box.y0, *tiles.shape)
    return laid(tiles, pixels[::-1], box.x0, tiles.height_px - box.y1, *tiles.shape)


def turned(tiles: AnyTiles, quarters: int) -> AnyTiles:
    """Return tiles turned clockwise with their canvas, by so many right angles."""
    for _ in range(quarters % 4):
        box = tiles.tile_bounds()
        pixels = np.rot90(tiles.read(box), -1)
        tiles = laid(tiles, pixels, tiles.height_px - box.y1, box.x0, tiles.height_px, tiles.width_px)
    return tiles
