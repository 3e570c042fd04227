"""The outline of a selection as closed lines along pixel edges, for marching ants.

Pure numpy; knows no screen. Where a selection has more corners than anybody could see, it is traced at a coarser
raster.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from painter.document.geometry import Rect, tile_rect
from painter.document.raster import MaskRaster

Line = NDArray[np.int32]
"""(n, 2): canvas corners x, y of a closed line; the last joins the first."""

HALF = 128
MOST_CORNERS = 20_000
COARSEST = 64


def outlines(selection: MaskRaster, step: int = 1) -> list[Line]:
    """Return the lines between what is selected by half and more and what is less.

    Args:
        step: Edge in canvas pixels of what counts as one: a power of two, more than 1 for zoomed-out views.
    """
    box = selection.bounds()
    if box.empty:
        return []
    while True:
        # Whole steps of the canvas, so that the lines stay where they are when the selection changes.
        grid = Rect(
            box.x0 // step * step, box.y0 // step * step, -(-box.x1 // step) * step, -(-box.y1 // step) * step
        )
        across, down = _edges(_sampled(selection, grid, step))
        if 2 * len(across) <= MOST_CORNERS or step >= COARSEST:
            return [line * step + (grid.x0, grid.y0) for line in _linked(across, down)]
        step *= 2


def _sampled(selection: MaskRaster, box: Rect, step: int) -> NDArray[np.bool_]:
    """Return whether the middles of steps are selected, one value a step, with a rim of nothing around them."""
    shape = (box.height // step + 2, box.width // step + 2)
    inside = np.zeros(shape, np.bool_)
    for index, tile in selection.tiles.items():
        part = tile_rect(index)
        hit = part.intersected(box)
        if hit.empty:
            continue
        rows = slice(hit.y0 - part.y0 + step // 2, hit.y1 - part.y0, step)
        columns = slice(hit.x0 - part.x0 + step // 2, hit.x1 - part.x0, step)
        y, x = (hit.y0 - box.y0) // step + 1, (hit.x0 - box.x0) // step + 1
        sample = tile[rows, columns] >= HALF
        inside[y : y + sample.shape[0], x : x + sample.shape[1]] = sample
    return inside


def _edges(inside: NDArray[np.bool_]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return the straight runs along rows and along columns, each (n, 4): x0, y0, x1, y1.

    What is selected lies at the left of the way from the first end to the second.
    """
    y, x = np.nonzero(inside[1:] != inside[:-1])
    # With y downwards, what lies above a row's edge is at the left of the way to the right.
    line, first, last = _runs(y, x, inside[y, x])
    across = np.stack((first, line, last, line), 1)
    y, x = np.nonzero(inside[:, 1:] != inside[:, :-1])
    order = np.lexsort((y, x))
    y, x = y[order], x[order]
    line, first, last = _runs(x, y, ~inside[y, x])
    down = np.stack((line, first, line, last), 1)
    return across, down


def _runs(
    line: NDArray[np.intp], at: NDArray[np.intp], forward: NDArray[np.bool_]
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """Return (line, from, to) of stretches of unit edges that follow each other and go the same way."""
    if not len(line):
        none = np.zeros(0, np.int32)
        return none, none, none
    breaks = (np.diff(line) != 0) | (np.diff(at) != 1) | (forward[1:] != forward[:-1])
    starts = np.concatenate(([0], np.flatnonzero(breaks) + 1))
    ends = np.concatenate((starts[1:], [len(line)])) - 1
    # The rim shifts everything by one along the line; across it the rim and the edge before a pixel cancel out.
    low, high = at[starts] - 1, at[ends]
    ahead = forward[starts]
    first, last = np.where(ahead, low, high), np.where(ahead, high, low)
    return line[starts].astype(np.int32), first.astype(np.int32), last.astype(np.int32)


def _linked(across: NDArray[np.int32], down: NDArray[np.int32]) -> list[Line]:
    """Return closed lines of runs that follow each other, alternately along rows and columns.

    Where two corners touch, the way turns left: corners that only touch stay two shapes.
    """
    starts: dict[tuple[int, int, bool], int] = {}
    for number, (x0, y0, _x1, y1) in enumerate(down.tolist()):
        starts[x0, y0, y1 > y0] = number
    rows: dict[tuple[int, int, bool], int] = {}
    for number, (x0, y0, x1, _y1) in enumerate(across.tolist()):
        rows[x0, y0, x1 > x0] = number
    row_list, column_list = across.tolist(), down.tolist()
    left = set(range(len(row_list)))
    found: list[Line] = []
    while left:
        first = number = left.pop()
        corners: list[tuple[int, int]] = []
        while True:
            x0, y0, x1, y1 = row_list[number]
            corners += [(x0, y0), (x1, y1)]
            upward = x1 > x0
            column = starts.get((x1, y1, not upward))
            if column is None:
                column = starts[x1, y1, upward]
            _cx0, cy0, cx1, cy1 = column_list[column]
            rightward = cy1 > cy0
            nxt = rows.get((cx1, cy1, rightward))
            number = nxt if nxt is not None else rows[cx1, cy1, not rightward]
            if number == first:
                break
            left.discard(number)
        found.append(np.array(corners, np.int32))
    return found
