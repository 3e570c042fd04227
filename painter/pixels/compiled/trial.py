"""One call of every kernel on dummies: what cannot run must not begin to serve."""

from __future__ import annotations

import numpy as np

from painter.document.geometry import TILE, Rect
from painter.document.raster import tile_address
from painter.pixels.kernels import Kernels
from painter.pixels.program import LAYER, POP_GROUP, PUSH_GROUP
from painter.pixels.reference import BUILD, DISPLAY, PREMULTIPLIED, STRAIGHT


def try_all(kernels: Kernels) -> None:
    """Call each kernel once, on one tile."""
    tile, painted = np.zeros((TILE, TILE, 4), np.uint8), np.zeros((TILE, TILE, 4), np.uint8)
    mask = np.zeros((TILE, TILE), np.uint16)
    table, draft, mask_table = (np.full((1, 1), tile_address(a), np.int64) for a in (tile, painted, mask))
    table.flags.writeable = False
    kernels.dabs(mask_table, np.array([[9, 9, 4, 0.5, 1, 1]], np.float32), BUILD)
    kernels.apply_mask(draft, table, mask_table, 0, 0, TILE, TILE, np.full(4, 255, np.float32), 1.0)
    if not painted.any():
        raise RuntimeError("a dab left no paint")
    operations = np.array([PUSH_GROUP, LAYER, POP_GROUP], np.int32)
    tables = np.array([0, tile_address(draft), 0], np.int64)
    out = np.zeros((TILE, TILE), np.uint32)
    for target in (DISPLAY, PREMULTIPLIED, STRAIGHT):
        kernels.composite(
            out,
            0,
            0,
            operations,
            np.zeros(3, np.int32),
            np.ones(3, np.float32),
            tables,
            np.zeros(3, np.int64),
            np.ones(3, np.float32),
            np.zeros(3, np.int32),
            1,
            1,
            1,
            *_corners(Rect(0, 0, TILE, TILE)),
            0,
            0,
            target,
        )
    kernels.half(np.zeros((TILE // 2, TILE // 2), np.uint32), out, 0, 0, TILE // 2, TILE // 2)
    flat = painted.reshape(-1, 4)
    kernels.premultiply(flat, tile.reshape(-1, 4))
    kernels.unpremultiply(flat, tile.reshape(-1, 4))
    kernels.reduce_tiles(draft, np.zeros((4, 4, 4), np.float32), TILE // 4)


def _corners(rect: Rect) -> tuple[int, int, int, int]:
    return rect.x0, rect.y0, rect.x1, rect.y1
