"""Selections as pure functions: shapes, alpha and their combinations, each an 8-bit mask over the canvas.

A selection is a `MaskRaster` that is 0 outside its tiles; no selection (None) means that everything is selected.
What needs more than numpy (feather, grow, the magic wand …) is in `painter.paint.selecting`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from painter.document.geometry import TILE, grid_shape, tile_rect
from painter.document.raster import MaskDraft, MaskRaster, Pixels, Raster, RasterDraft

Values = NDArray[np.uint8]
Points = Sequence[tuple[float, float]] | NDArray[np.float64]
FAR_PX = 200_000
"""Points farther away than this are drawn in to it: no canvas reaches there."""


class Combine(StrEnum):
    """How a new selection meets the one there is."""

    REPLACE = "replace"
    ADD = "add"
    SUBTRACT = "subtract"
    INTERSECT = "intersect"


def nothing(width_px: int, height_px: int) -> MaskRaster:
    return MaskRaster(width_px, height_px)


def everything(width_px: int, height_px: int) -> MaskRaster:
    """Return a mask that selects the whole canvas (and, unlike None, nothing beyond it)."""
    return MaskRaster.from_array(width_px, height_px, np.full((height_px, width_px), 255, np.uint8))


def rectangle(width_px: int, height_px: int, x0: float, y0: float, x1: float, y1: float) -> MaskRaster:
    """Return a rectangle in pixels, its corners in any order; pixels it cuts count in part."""
    across, left = _stretch(min(x0, x1), max(x0, x1), width_px)
    down, top = _stretch(min(y0, y1), max(y0, y1), height_px)
    values = np.rint(down[:, None] * across[None, :] * 255).astype(np.uint8)
    return MaskRaster.from_array(width_px, height_px, values, left, top)


def _stretch(start: float, end: float, extent: int) -> tuple[NDArray[np.float64], int]:
    """Return how much of each pixel a stretch covers, and the first of them."""
    start, end = max(0.0, min(start, extent)), max(0.0, min(end, extent))
    first, last = int(start), int(np.ceil(end))
    pixels = np.arange(first, max(first, last))
    return np.clip(np.minimum(pixels + 1, end) - np.maximum(pixels, start), 0, 1), first


def ellipse(width_px: int, height_px: int, x0: float, y0: float, x1: float, y1: float) -> MaskRaster:
    """Return the ellipse within a rectangle."""
    rx, ry = abs(x1 - x0) / 2, abs(y1 - y0) / 2
    # With so many corners the polygon stays within a hundredth of a pixel of the ellipse.
    count = int(min(4096, max(32, np.ceil(np.pi * np.sqrt(max(rx, ry) * 50)))))
    angle = np.arange(count) * (2 * np.pi / count)
    points = np.stack([(x0 + x1) / 2 + rx * np.cos(angle), (y0 + y1) / 2 + ry * np.sin(angle)], 1)
    return polygon(width_px, height_px, points)


def polygon(width_px: int, height_px: int, points: Points) -> MaskRaster:
    """Return the inside of a closed outline through points (x, y), each pixel by its covered area.

    Where the outline turns around a pixel several times the turns add up, opposite ones against each other.

    Source: the exact area coverage of FreeType's smooth rasterizer.
    """
    corners = np.clip(np.asarray(points, np.float64).reshape(-1, 2), -FAR_PX, FAR_PX)
    if len(corners) < 3:
        return nothing(width_px, height_px)
    low = np.clip(np.floor(corners.min(0)).astype(int), 0, (width_px, height_px))
    high = np.clip(np.ceil(corners.max(0)).astype(int), 0, (width_px, height_px))
    width, height = (high - low).tolist()
    if width <= 0 or height <= 0:
        return nothing(width_px, height_px)
    pieces = _cut_at_pixels(corners - low)
    start, end = pieces[:, :2], pieces[:, 2:]
    rise, middle = end[:, 1] - start[:, 1], (start + end) / 2
    column = np.floor(middle[:, 0]).astype(int)
    row = np.floor(middle[:, 1]).astype(int)
    part = np.clip(middle[:, 0] - column, 0, 1)
    # What lies left of the box counts for all of its row, what lies right of it for nothing.
    part = np.where(column < 0, 0.0, part)
    column = np.clip(column, 0, width)
    use = (row >= 0) & (row < height)
    area = np.zeros((height, width + 2))
    np.add.at(area, (row[use], column[use]), (rise * (1 - part))[use])
    np.add.at(area, (row[use], column[use] + 1), (rise * part)[use])
    covered = np.minimum(np.abs(np.cumsum(area, axis=1)[:, :width]), 1)
    values = np.rint(covered * 255).astype(np.uint8)
    return MaskRaster.from_array(width_px, height_px, values, int(low[0]), int(low[1]))


def _cut_at_pixels(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the edges of a closed outline cut where they cross from pixel to pixel, (n, 4): x0, y0, x1, y1."""
    start, end = corners, np.roll(corners, -1, axis=0)
    step = end - start
    edges = [np.repeat(np.arange(len(start)), 2)]
    times = [np.tile([0.0, 1.0], len(start))]
    for axis in range(2):
        first = np.floor(np.minimum(start, end)[:, axis]) + 1
        count = np.maximum(0, np.ceil(np.maximum(start, end)[:, axis]) - first).astype(int)
        edge = np.repeat(np.arange(len(start)), count)
        nth = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        edges.append(edge)
        times.append((first[edge] + nth - start[edge, axis]) / step[edge, axis])
    edge, time = np.concatenate(edges), np.clip(np.concatenate(times), 0, 1)
    order = np.lexsort((time, edge))
    edge, time = edge[order], time[order]
    points = start[edge] + step[edge] * time[:, None]
    same = edge[1:] == edge[:-1]
    return np.concatenate([points[:-1][same], points[1:][same]], 1)


def from_alpha(raster: Raster) -> MaskRaster:
    """Return a layer's alpha as a selection, what lies outside the canvas left out."""
    rows, columns = grid_shape(raster.width_px, raster.height_px)
    tiles = {
        index: np.ascontiguousarray(tile[..., 3])
        for index, tile in raster.tiles.items()
        if 0 <= index[0] < columns and 0 <= index[1] < rows
    }
    return _within_canvas(MaskRaster(raster.width_px, raster.height_px, tiles))


def from_mask(mask: MaskRaster) -> MaskRaster:
    """Return a layer mask's values over the canvas as a selection."""
    return MaskRaster.from_array(mask.width_px, mask.height_px, mask.read(mask.canvas))


def _within_canvas(selection: MaskRaster) -> MaskRaster:
    """Return a selection without what its last tiles hold beyond the canvas."""
    canvas = selection.canvas
    draft = MaskDraft(selection)
    for index in selection.tiles:
        part = tile_rect(index)
        width, height = canvas.x1 - part.x0, canvas.y1 - part.y0
        if min(width, height) < TILE:
            tile = draft.writable_tile(index)
            tile[:, width:] = 0
            tile[height:] = 0
    return draft.commit()


def combined(old: MaskRaster | None, new: MaskRaster, how: Combine) -> MaskRaster:
    """Return `new` combined with the selection there was; with none, everything was selected.

    Adding to no selection begins one.
    """
    if how is Combine.REPLACE or (old is None and how in (Combine.ADD, Combine.INTERSECT)):
        return new
    if old is None:
        return inverted(new)
    change: dict[Combine, Callable[[Pixels, Pixels], Pixels]] = {
        Combine.ADD: np.maximum,
        Combine.SUBTRACT: lambda a, b: np.minimum(a, 255 - b),
        Combine.INTERSECT: np.minimum,
    }
    touched = (
        old.tiles.keys() & new.tiles.keys() if how is Combine.SUBTRACT else old.tiles.keys() | new.tiles.keys()
    )
    draft = MaskDraft(old)
    for index in touched:
        tile = draft.writable_tile(index)
        other = new.tiles.get(index)
        tile[...] = change[how](tile, np.zeros_like(tile) if other is None else other)
    return draft.commit()


def inverted(selection: MaskRaster) -> MaskRaster:
    """Return what is not selected, within the canvas."""
    return MaskRaster.from_array(
        selection.width_px, selection.height_px, np.uint8(255) - selection.read(selection.canvas)
    )


def cut_to(raster: Raster, selection: MaskRaster | None) -> Raster:
    """Return a layer's pixels times the selection: what copying takes."""
    if selection is None:
        return raster
    tiles = {}
    for index, tile in raster.tiles.items():
        share = selection.tiles.get(index)
        if share is not None:
            tiles[index] = _times(tile, share)
    return Raster(raster.width_px, raster.height_px, tiles)


def cleared(raster: Raster, selection: MaskRaster | None) -> Raster:
    """Return a layer's pixels without the selected ones: what cutting leaves."""
    if selection is None:
        return Raster(raster.width_px, raster.height_px)
    return mixed(raster, Raster(raster.width_px, raster.height_px), selection)


def mixed(old: Raster, new: Raster, selection: MaskRaster | None) -> Raster:
    """Return `new` where the selection is, `old` elsewhere, in between where it is partial.

    A pixel that is not selected at all keeps its very bytes.
    """
    if selection is None or old is new:
        return new
    draft = RasterDraft(old)
    bare = np.zeros((TILE, TILE, 4), np.uint8)
    for index, share in selection.tiles.items():
        a, b = old.tiles.get(index, bare), new.tiles.get(index, bare)
        if a is not b:
            k = share[..., None].astype(np.uint32)
            draft.writable_tile(index)[...] = (a * (255 - k) + b * k + 127) // 255
    return draft.commit()


def _times(tile: Pixels, share: Values) -> Pixels:
    return ((tile.astype(np.uint32) * share[..., None] + 127) // 255).astype(np.uint8)
