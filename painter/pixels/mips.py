"""Smaller copies of the displayed picture, each half the size of the one before, for zooming out.

Keeps them true where the picture changed. Does not show them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from painter.document.geometry import Rect
from painter.pixels.kernels import kernels


def mip_shapes(height: int, width: int, *, most: int = 6, smallest_px: int = 64) -> list[tuple[int, int]]:
    """Return (height, width) of each level, the full size first; a level's odd sides are rounded up."""
    shapes = [(height, width)]
    while len(shapes) < most and max(shapes[-1]) > smallest_px:
        h, w = shapes[-1]
        shapes.append(((h + 1) // 2, (w + 1) // 2))
    return shapes


def half(dst: NDArray[np.uint32], src: NDArray[np.uint32], rect: Rect) -> None:
    """Fill `rect` of `dst` with the mean of each 2 × 2 pixels of `src`, both (h, w) uint32 RGB32."""
    height, width = dst.shape
    hit = rect.intersected(Rect(0, 0, min(width, (src.shape[1] + 1) // 2), min(height, (src.shape[0] + 1) // 2)))
    if not hit.empty:
        kernels().half(dst, src, hit.x0, hit.y0, hit.x1, hit.y1)


def update_mips(levels: Sequence[NDArray[np.uint32]], rect: Rect) -> None:
    """Bring every smaller level up to date after `rect` of the first changed.

    Args:
        levels: (h, w) uint32 RGB32 each, shaped as `mip_shapes` says (sides rounded down serve as well).
    """
    for src, dst in pairwise(levels):
        rect = Rect(rect.x0 // 2, rect.y0 // 2, (rect.x1 + 1) // 2, (rect.y1 + 1) // 2)
        half(dst, src, rect)
