"""A stroke's mask: round dabs laid into sparse uint16 tiles, and the painting of a draft through them.

This is the quick way, for one colour and a round tip; `painter.pixels.rich` has the other. Does not know pens,
brushes or paths (`painter.paint` does).

Source: the deposit is exponential, so that a line's coverage does not depend on how densely dabs are laid:
overlapping exponents add up to the chosen flow.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from painter.document.geometry import TILE, Rect, TileIndex
from painter.document.raster import RasterDraft, tile_address
from painter.pixels.kernels import kernels
from painter.pixels.reference import BUILD, GLAZE, WASH

Accumulate = Literal["build", "glaze", "wash"]
"""How dabs of one stroke add up: without bound, up to a ceiling, or the strongest alone."""

ACCUMULATE_CODES: Final = {"build": BUILD, "glaze": GLAZE, "wash": WASH}
MOST_FLOW: Final = 0.9999
_RADIX: Final = np.array([1 << 45, 1 << 30, 1 << 15, 1], np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Dabs:
    """Dabs in the order in which they are laid; arrays of one length, float64.

    Attributes:
        x, y: Centres in canvas pixels; a pixel's own centre lies at .5.
        radius_px: More than 0.
        flow: 0 to 1, what a whole line of such dabs covers along its middle.
        ceiling: 0 to 1, what the stroke may reach here.
        spacing_px: Distance between neighbouring dabs here.
        hardness: Where it differs from the tip's.
        distance_px: Along the stroke.

    What only rich strokes use, all or none of them:
        ratio: 0.05 to 1, height over width.
        angle: Radians, clockwise.
        along: How long the tip is along the path, as a share of its diameter.
        tip: Which picture of the stack.
        gain, grain: What the pen presses into the paper, and the paper's depth, 0 to 1.
        rgb: (n, 3) sRGB 0 to 1, where it strays from the stroke's colour.
        load, length: Of wet paint, 0 to 1.
        flip_x, flip_y: ±1, where the tip is mirrored.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    radius_px: NDArray[np.float64]
    flow: NDArray[np.float64]
    ceiling: NDArray[np.float64]
    spacing_px: NDArray[np.float64]
    hardness: NDArray[np.float64] | None = None
    distance_px: NDArray[np.float64] | None = None
    ratio: NDArray[np.float64] | None = None
    angle: NDArray[np.float64] | None = None
    along: NDArray[np.float64] | None = None
    tip: NDArray[np.int64] | None = None
    gain: NDArray[np.float64] | None = None
    grain: NDArray[np.float64] | None = None
    rgb: NDArray[np.float64] | None = None
    load: NDArray[np.float64] | None = None
    length: NDArray[np.float64] | None = None
    flip_x: NDArray[np.float64] | None = None
    flip_y: NDArray[np.float64] | None = None

    def __len__(self) -> int:
        return len(self.x)

    def chosen(self, which: NDArray[np.bool_]) -> Dabs:
        """Return some of the dabs."""
        told: dict[str, Any] = {entry.name: getattr(self, entry.name) for entry in fields(self)}
        kept: dict[str, Any] = {name: None if value is None else value[which] for name, value in told.items()}
        return Dabs(**kept)

    def bounds(self, margin: float = 0.5, stretch: float = 1.0) -> Rect:
        """Return the pixels the dabs may touch, with a margin in pixels, with tips `stretch` radii large."""
        reach = np.maximum(self.radius_px, 0.5) * stretch + margin
        return Rect(
            math.floor((self.x - reach).min()),
            math.floor((self.y - reach).min()),
            math.ceil((self.x + reach).max()),
            math.ceil((self.y + reach).max()),
        )


class StrokeMask:
    """What a stroke covers so far: (128, 128) uint16 tiles over the canvas, made as dabs reach them.

    Attributes:
        table: (rows, columns) int64 addresses of the tiles, 0 where there is none.
    """

    def __init__(self, canvas: Rect, grid: tuple[int, int]) -> None:
        self.canvas = canvas
        self.table: NDArray[np.int64] = np.zeros(grid, np.int64)
        self.tiles: dict[TileIndex, NDArray[np.uint16]] = {}

    def lay(self, dabs: Dabs, *, hardness: float, accumulate: Accumulate) -> Rect:
        """Lay dabs; return the pixels of the canvas they may have touched."""
        if not len(dabs):
            return Rect(0, 0, 0, 0)
        rect = dabs.bounds().intersected(self.canvas)
        self.make(self.reached(dabs, rect))
        kernels().dabs(self.table, kernel_rows(dabs, hardness, accumulate), ACCUMULATE_CODES[accumulate])
        return rect

    def make(self, indexes: Iterable[TileIndex]) -> None:
        """Make the tiles that are not there yet."""
        for index in indexes:
            if not self.table[index.ty, index.tx]:
                tile = np.zeros((TILE, TILE), np.uint16)
                self.tiles[index] = tile
                self.table[index.ty, index.tx] = tile_address(tile)

    def copy_from(self, other: StrokeMask, rect: Rect) -> None:
        """Make a rectangle of this mask equal to another's."""
        for index in rect.intersected(self.canvas).tiles():
            source, own = other.tiles.get(index), self.tiles.get(index)
            if source is None and own is None:
                continue
            self.make([index])
            hit = rect.moved(-index.tx * TILE, -index.ty * TILE).intersected(Rect(0, 0, TILE, TILE))
            here = np.s_[hit.y0 : hit.y1, hit.x0 : hit.x1]
            self.tiles[index][here] = 0 if source is None else source[here]

    @staticmethod
    def reached(dabs: Dabs, rect: Rect, margin: float = 0.5, stretch: float = 1.0) -> set[TileIndex]:
        """Return the tiles that any dab may reach: fewer than all of `rect` where a line runs diagonally."""
        if rect.width <= 2 * TILE or rect.height <= 2 * TILE:
            return set(rect.tiles())
        reach = np.maximum(dabs.radius_px, 0.5) * stretch + margin
        boxes = np.stack([dabs.x - reach, dabs.y - reach, dabs.x + reach, dabs.y + reach])
        corners = np.floor(boxes * (1 / TILE)).astype(np.int64)
        # One number a box, for telling numbers apart is quick; the few kinds of boxes are then gone through.
        _, first = np.unique(_RADIX @ corners, return_index=True)
        left, up, right, down = rect.x0 // TILE, rect.y0 // TILE, (rect.x1 - 1) // TILE, (rect.y1 - 1) // TILE
        touched = np.zeros((down - up + 1, right - left + 1), np.bool_)
        for ax, ay, bx, by in corners[:, first].T.tolist():
            touched[max(0, ay - up) : max(0, by - up + 1), max(0, ax - left) : max(0, bx - left + 1)] = True
        return {TileIndex(left + tx, up + ty) for ty, tx in np.argwhere(touched).tolist()}

    def apply(self, draft: RasterDraft, rect: Rect, *, color: tuple[int, int, int] | None, opacity: float) -> None:
        """Paint a draft's base through the mask, within `rect`.

        Args:
            color: sRGB 0–255; None erases.
            opacity: Of the whole stroke, 0 to 1.
        """
        rect = rect.intersected(self.canvas)
        base = draft.base.tiles
        draft.make_writable(
            index for index in rect.tiles() if index in self.tiles and (color is not None or index in base)
        )
        paint = np.zeros(4, np.float32) if color is None else np.array([*color, 255], np.float32)
        kernels().apply_mask(
            # A tile that is not the draft's own must not be written: where the mask has none nothing is.
            draft.table,
            draft.base.table,
            self.table,
            rect.x0,
            rect.y0,
            rect.x1,
            rect.y1,
            paint,
            opacity,
        )


def kernel_rows(dabs: Dabs, hardness: float, accumulate: Accumulate) -> NDArray[np.float32]:
    """Return the dabs as the kernel takes them: (n, 6) float32 x, y, radius, hardness, strength, ceiling."""
    rows = np.empty((len(dabs), 6), np.float32)
    rows[:, 0], rows[:, 1], rows[:, 2] = dabs.x, dabs.y, dabs.radius_px
    rows[:, 3] = hardness if dabs.hardness is None else dabs.hardness
    if accumulate == "wash":
        rows[:, 4] = dabs.flow * dabs.ceiling
    else:
        flow = dabs.flow * dabs.ceiling if accumulate == "build" else dabs.flow
        rows[:, 4] = -np.log1p(-np.minimum(flow, MOST_FLOW)) / overlap(dabs, hardness)
    rows[:, 5] = dabs.ceiling
    return rows


def overlap(dabs: Dabs, hardness: float) -> NDArray[np.float64]:
    """Return how many dabs, counted by their coverage, lie over a point on the middle of a line; at least 1."""
    radius = np.maximum(dabs.radius_px, 0.5)
    own = hardness if dabs.hardness is None else dabs.hardness
    ramp = np.maximum(1.0, (1.0 - own) * radius + 0.5)
    result: NDArray[np.float64] = np.maximum(1.0, (2 * radius + 1 - ramp) / dabs.spacing_px)
    return result
