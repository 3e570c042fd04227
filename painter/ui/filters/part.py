"""A filter run cell by cell, each as it would come out of the whole: what is seen first comes first.

So a large layer shows the filter at once, takes little memory, and another value does not wait for the last one.
"""

from __future__ import annotations

from painter.document.geometry import TILE, Rect, bounds_of_tiles, tile_rect
from painter.document.raster import Raster
from painter.pixels.filters import Filter, filtered

CELL_PX = 8 * TILE


def reached(raster: Raster, settings: Filter) -> Rect:
    """Return where a filter may change a layer."""
    return raster.tile_bounds().grown(settings.reach_px if settings.spreads else 0)


def cells(rect: Rect, settings: Filter, *, near: tuple[float, float]) -> list[Rect]:
    """Return the cells of one grid that meet a rectangle, nearest to a point first.

    A cell is wider than the filter reaches twice, or most of the work would be done at its edges.
    """
    if rect.empty:
        return []
    side = max(CELL_PX, -(-2 * settings.reach_px // TILE) * TILE)
    columns = range(rect.x0 // side, (rect.x1 - 1) // side + 1)
    rows = range(rect.y0 // side, (rect.y1 - 1) // side + 1)
    found = [Rect(x * side, y * side, (x + 1) * side, (y + 1) * side) for y in rows for x in columns]

    def distance(cell: Rect) -> float:
        return abs((cell.x0 + cell.x1) / 2 - near[0]) + abs((cell.y0 + cell.y1) / 2 - near[1])

    return sorted(found, key=distance)


def with_filtered(made: Raster, raster: Raster, settings: Filter, rect: Rect) -> Raster:
    """Return what is `made` of a layer so far, with the tiles that meet a rectangle filtered.

    Args:
        raster: The layer as it is.
    """
    rect = rect.intersected(reached(raster, settings))
    if rect.empty:
        return made
    indexes = list(rect.tiles())
    near = bounds_of_tiles(indexes).grown(settings.reach_px)
    around = {i: tile for i, tile in raster.tiles.items() if not tile_rect(i).intersected(near).empty}
    part = filtered(Raster(raster.width_px, raster.height_px, around), settings)
    tiles = dict(made.tiles)
    for index in indexes:
        tile = part.tiles.get(index)
        if tile is None:
            tiles.pop(index, None)
        else:
            tiles[index] = tile
    return Raster(raster.width_px, raster.height_px, tiles)
