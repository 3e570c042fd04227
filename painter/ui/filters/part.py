"""A filter run on a part of a layer, as it would come out of the whole: what is seen is filtered first."""

from __future__ import annotations

from painter.document.geometry import Rect, bounds_of_tiles, tile_rect
from painter.document.raster import Raster
from painter.pixels.filters import Filter, filtered


def reached(raster: Raster, settings: Filter) -> Rect:
    """Return where a filter may change a layer."""
    return raster.tile_bounds().grown(settings.reach_px if settings.spreads else 0)


def filtered_part(raster: Raster, settings: Filter, rect: Rect) -> Raster:
    """Return a layer with the tiles that meet a rectangle filtered, the others as they are."""
    rect = rect.intersected(reached(raster, settings))
    if rect.empty:
        return raster
    indexes = list(rect.tiles())
    near = bounds_of_tiles(indexes).grown(settings.reach_px)
    around = {i: tile for i, tile in raster.tiles.items() if not tile_rect(i).intersected(near).empty}
    made = filtered(Raster(raster.width_px, raster.height_px, around), settings)
    tiles = dict(raster.tiles)
    for index in indexes:
        tile = made.tiles.get(index)
        if tile is None:
            tiles.pop(index, None)
        else:
            tiles[index] = tile
    return Raster(raster.width_px, raster.height_px, tiles)
