"""What a rich stroke leaves: pictures as tips, paper, wet paint, a second tip, relief.

The mask, the paint and the relief are sparse tiles as in `painter.pixels.dab`; here they are made, filled by the
rich kernels and painted onto a draft. Does not know pens, brushes or paths.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from painter.document.geometry import EMPTY_RECT, TILE, Rect, TileIndex
from painter.document.raster import Raster, RasterDraft, tile_address
from painter.pixels.dab import ACCUMULATE_CODES, MOST_FLOW, Accumulate, Dabs, StrokeMask, overlap
from painter.pixels.kernels import kernels
from painter.pixels.painting_reference import (
    BLEND_BURN,
    BLEND_DODGE,
    BLEND_ERASE,
    BLEND_MULTIPLY,
    BLEND_NORMAL,
    BLEND_SCREEN,
    DUAL_HEIGHT,
    DUAL_MULTIPLY,
    DUAL_SUBTRACT,
    ROW_LENGTH,
)

BLEND_CODES: Final = {
    "normal": BLEND_NORMAL,
    "multiply": BLEND_MULTIPLY,
    "screen": BLEND_SCREEN,
    "dodge": BLEND_DODGE,
    "burn": BLEND_BURN,
    "erase": BLEND_ERASE,
}
COMBINE_CODES: Final = {"multiply": DUAL_MULTIPLY, "subtract": DUAL_SUBTRACT, "height": DUAL_HEIGHT}
DUAL_DEPTH: Final = 0.6
MARGIN_PX: Final = 1.5
CORNERS: Final = math.sqrt(2.0)
"""How far a square picture reaches, in radii."""


@dataclass(frozen=True, slots=True, eq=False)
class TipPictures:
    """Pictures as the kernels take them.

    Attributes:
        texels, pictures: See `painter.pixels.painting_reference.rich_dabs`.
        lit: Whether they have light and shade of their own.
        mean: What they cover on average, 0 to 1.
    """

    texels: NDArray[np.float32]
    pictures: NDArray[np.int64]
    lit: bool
    mean: float

    @property
    def count(self) -> int:
        return len(self.pictures)


ROUND: Final = TipPictures(np.zeros(1, np.float32), np.zeros((0, 1), np.int64), False, 1.0)
NO_PAPER: Final = np.zeros((1, 1), np.uint8)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Wet:
    """Wet paint: how the tip mixes what lies there with its own (`painter.paint.brush.Mix`)."""

    smear: bool = False
    pigment: float = 0.0
    radius: float = 1.0
    sample: Raster | None = None


class RichMask(StrokeMask):
    """A mask with paint and relief beside it.

    Args:
        paper: (side, side) uint8 tooth, moved by `paper_at`.
        painted: Whether dabs have colours of their own.
        relief: How thick the paint lies, 0 to 1.
        wet: How it mixes, or None.
    """

    def __init__(
        self,
        canvas: Rect,
        grid: tuple[int, int],
        *,
        tips: TipPictures = ROUND,
        paper: NDArray[np.uint8] = NO_PAPER,
        paper_at: tuple[int, int] = (0, 0),
        painted: bool = False,
        relief: float = 0.0,
        wet: Wet | None = None,
        base: Raster,
        opacity: float = 1.0,
    ) -> None:
        super().__init__(canvas, grid)
        self.tips, self.paper, self.paper_at = tips, paper, paper_at
        self.painted = painted or tips.lit or wet is not None
        self.thickness, self.wet, self.base, self.opacity = relief, wet, base, opacity
        self.paint_table: NDArray[np.int64] = np.zeros(grid, np.int64)
        self.relief_table: NDArray[np.int64] = np.zeros(grid, np.int64)
        self._more: list[NDArray[np.uint16]] = []
        self._carried: dict[int, NDArray[np.float32]] = {}
        self._held: dict[int, tuple[NDArray[np.float32], NDArray[np.float32]]] = {}

    def make(self, indexes: object) -> None:
        for index in indexes:  # type: ignore[attr-defined]
            if not self.table[index.ty, index.tx]:
                super().make([index])
                if self.painted:
                    self.paint_table[index.ty, index.tx] = self._tile((4, TILE, TILE))
                if self.thickness > 0.0:
                    self.relief_table[index.ty, index.tx] = self._tile((TILE, TILE))

    def _tile(self, shape: tuple[int, ...]) -> int:
        tile = np.zeros(shape, np.uint16)
        self._more.append(tile)
        return tile_address(tile)

    def lay_rich(
        self,
        dabs: Dabs,
        *,
        hardness: float,
        accumulate: Accumulate,
        color: NDArray[np.float64],
        copy: int = 0,
    ) -> Rect:
        """Lay dabs; return the pixels of the canvas they may have touched.

        Args:
            color: (3,) sRGB 0–1 of dabs without one of their own.
            copy: Which of several mirrored brushes this is: each carries paint of its own.
        """
        if not len(dabs):
            return EMPTY_RECT
        stretch = CORNERS if self.tips.count else 1.0
        rect = dabs.bounds(MARGIN_PX, stretch).intersected(self.canvas)
        if rect.empty:
            return rect
        self.make(self.reached(dabs, rect, MARGIN_PX, stretch))
        rows = self._rows(dabs, hardness, accumulate, color)
        wet = self.wet
        source = (wet.sample if wet and wet.sample else self.base).table
        if wet is not None and wet.smear:
            held, state = self._holding(copy, float(dabs.radius_px.max()))
            rows[:, 4] = dabs.flow
            kernels().smear_dabs(self.table, self.paint_table, source, rows, held, state)
            return rect
        carried = self._carried.setdefault(copy, np.zeros(5, np.float32))
        options = np.array(
            [
                wet is not None,
                wet.pigment if wet else 0.0,
                self.opacity,
                wet.radius if wet else 1.0,
                self.tips.lit,
            ],
            np.float32,
        )
        kernels().rich_dabs(
            self.table,
            self.paint_table,
            self.relief_table,
            source,
            rows,
            ACCUMULATE_CODES[accumulate],
            self.tips.texels,
            self.tips.pictures,
            self.paper,
            *self.paper_at,
            carried,
            options,
        )
        return rect

    def _holding(self, copy: int, radius: float) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        side = 2 * (math.ceil(radius) + 2)
        if copy not in self._held:
            self._held[copy] = np.zeros((4, side, side), np.float32), np.zeros(1, np.float32)
        held, state = self._held[copy]
        if held.shape[1] < side:
            more = (side - held.shape[1]) // 2
            held = np.pad(held, ((0, 0), (more, more), (more, more)))
            self._held[copy] = held, state
        return held, state

    def _rows(
        self, dabs: Dabs, hardness: float, accumulate: Accumulate, color: NDArray[np.float64]
    ) -> NDArray[np.float32]:
        rows = np.empty((len(dabs), ROW_LENGTH), np.float32)
        rows[:, 0], rows[:, 1], rows[:, 2] = dabs.x, dabs.y, dabs.radius_px
        rows[:, 3] = hardness if dabs.hardness is None else dabs.hardness
        rows[:, 5] = dabs.ceiling
        if accumulate == "wash":
            rows[:, 4] = dabs.flow * dabs.ceiling
        else:
            flow = dabs.flow * dabs.ceiling if accumulate == "build" else dabs.flow
            rows[:, 4] = -np.log1p(-np.minimum(flow, MOST_FLOW)) / self._overlap(dabs, hardness)
        ratio, angle = dabs.ratio, dabs.angle
        rows[:, 6] = 1.0 if ratio is None else ratio
        rows[:, 7] = 1.0 if angle is None else _exact(np.cos(angle))
        rows[:, 8] = 0.0 if angle is None else _exact(np.sin(angle))
        rows[:, 9] = 1.0 if dabs.flip_x is None else dabs.flip_x
        rows[:, 10] = 1.0 if dabs.flip_y is None else dabs.flip_y
        rows[:, 11] = 0.0 if dabs.tip is None else dabs.tip
        rows[:, 12] = 1.0 if dabs.gain is None else dabs.gain
        rows[:, 13] = 0.0 if dabs.grain is None or self.paper.shape[0] == 1 else dabs.grain
        rows[:, 14:17] = color if dabs.rgb is None else dabs.rgb
        rows[:, 17] = 1.0 if dabs.load is None else dabs.load
        rows[:, 18] = 0.0 if dabs.length is None else dabs.length
        rows[:, 19] = 0.9
        return rows

    def _overlap(self, dabs: Dabs, hardness: float) -> NDArray[np.float64]:
        along = 1.0 if dabs.along is None else dabs.along
        if self.tips.count:
            lying = 2 * np.maximum(dabs.radius_px, 0.5) * along * self.tips.mean / dabs.spacing_px
        else:
            lying = overlap(dabs, hardness) * along
        result: NDArray[np.float64] = np.maximum(1.0, lying)
        return result

    def apply_rich(
        self,
        draft: RasterDraft,
        rect: Rect,
        *,
        color: NDArray[np.float64],
        blend: str,
        wet_edge: float,
        pigment: float,
        lock_alpha: bool,
        second: StrokeMask | None,
        combine: Literal["multiply", "subtract", "height"],
        limit: StrokeMask | None,
    ) -> Rect:
        """Paint a draft's base with what the stroke left; return what of it may have changed.

        Args:
            color: (3,) sRGB 0–1, where the stroke has no paint of its own.
            lock_alpha: Keep the base's alpha.
            second: Mask of the second tip.
            limit: Holds paint back: a selection.
        """
        rect = (rect.grown(1) if self.thickness > 0.0 else rect).intersected(self.canvas)
        base = draft.base.tiles
        only_there = lock_alpha or blend == "erase"
        draft.make_writable(
            index for index in rect.tiles() if index in self.tiles and (not only_there or index in base)
        )
        options = np.array(
            [
                self.opacity,
                wet_edge,
                pigment,
                lock_alpha,
                self.thickness,
                self.painted,
                DUAL_DEPTH,
                limit is not None,
            ],
            np.float32,
        )
        none = np.zeros_like(self.table)
        dst = draft.table
        if only_there:
            # Where the base has no tile the draft has none of its own: there is nothing to erase or keep.
            dst = np.where(draft.base.table != 0, draft.table, 0)
        kernels().apply_rich(
            dst,
            draft.base.table,
            self.table,
            none if second is None else second.table,
            self.paint_table,
            self.relief_table,
            none if limit is None else limit.table,
            rect.x0,
            rect.y0,
            rect.x1,
            rect.y1,
            np.append(color * 255, 255).astype(np.float32),
            options,
            COMBINE_CODES[combine] if second is not None else 0,
            BLEND_CODES[blend],
        )
        return rect


def _exact(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return cosines or sines with those of right angles exact, so that mirrored tips are mirrored to the bit."""
    nearest = np.rint(values)
    return np.where(np.abs(values - nearest) < 1e-9, nearest, values)


def mask_of(values: NDArray[np.uint8], canvas: Rect, grid: tuple[int, int]) -> StrokeMask:
    """Return a mask that holds a canvas-sized picture, (height, width) uint8: a selection, for example."""
    mask = StrokeMask(canvas, grid)
    for index in canvas.tiles():
        part = values[index.ty * TILE : index.ty * TILE + TILE, index.tx * TILE : index.tx * TILE + TILE]
        if part.any():
            mask.make([TileIndex(*index)])
            mask.tiles[index][: part.shape[0], : part.shape[1]] = part.astype(np.uint16) * 257
    return mask
