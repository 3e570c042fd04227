"""Kernels over whole pictures: mips, alpha, shrinking."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, types

from painter.document.geometry import TILE
from painter.pixels.compiled.scalars import OPTIONS, carray, f4, i4, pointer, u4
from painter.pixels.compiled.strokes import READ_ONLY_TABLE

READ_ONLY_PIXELS = types.Array(types.uint8, 2, "C", readonly=True)
ODD_BYTES = np.uint32(0x00FF00FF)
ROUNDING = np.uint32(0x00020002)


@njit(inline="always")
def mean(p: Any, q: Any, r: Any, s: Any) -> Any:
    """Return the mean of four pixels, two bytes to an addition."""
    low = u4(u4(p & ODD_BYTES) + u4(q & ODD_BYTES)) + u4(u4(r & ODD_BYTES) + u4(s & ODD_BYTES))
    high = u4(u4((p >> u4(8)) & ODD_BYTES) + u4((q >> u4(8)) & ODD_BYTES)) + u4(
        u4((r >> u4(8)) & ODD_BYTES) + u4((s >> u4(8)) & ODD_BYTES)
    )
    return (u4(u4(low + ROUNDING) >> u4(2)) & ODD_BYTES) | u4(
        u4(u4(u4(high + ROUNDING) >> u4(2)) & ODD_BYTES) << u4(8)
    )


@njit("void(uint32[:, ::1], uint32[:, ::1], int64, int64, int64, int64)", **OPTIONS)
def half(dst: Any, src: Any, x0: int, y0: int, x1: int, y1: int) -> None:
    """Halve a picture; see `painter.pixels.reference.half`."""
    height, width = src.shape
    pairs = min(x1, width // 2)
    for y in range(y0, y1):
        below = min(2 * y + 1, height - 1)
        out, a, b = dst[y, x0:pairs], src[2 * y, 2 * x0 : 2 * pairs], src[below, 2 * x0 : 2 * pairs]
        for x in range(out.shape[0]):
            out[x] = mean(a[2 * x], a[2 * x + 1], b[2 * x], b[2 * x + 1])
        if pairs < x1:
            p, q = src[2 * y, width - 1], src[below, width - 1]
            dst[y, x1 - 1] = mean(p, p, q, q)


@njit([types.void(READ_ONLY_PIXELS, types.uint8[:, ::1])], **OPTIONS)
def premultiply(pixels: Any, out: Any) -> None:
    """See `painter.pixels.reference.premultiply`."""
    for i in range(pixels.shape[0]):
        a = u4(pixels[i, 3])
        for channel in range(3):
            product = u4(u4(u4(pixels[i, channel]) * a) + u4(128))
            out[i, channel] = np.uint8(u4(product + u4(product >> u4(8))) >> u4(8))
        out[i, 3] = np.uint8(a)


@njit([types.void(READ_ONLY_PIXELS, types.uint8[:, ::1])], **OPTIONS)
def unpremultiply(pixels: Any, out: Any) -> None:
    """See `painter.pixels.reference.unpremultiply`."""
    for i in range(pixels.shape[0]):
        a = u4(pixels[i, 3])
        divisor = max(a, u4(1))
        for channel in range(3):
            color = min(u4(pixels[i, channel]), a)
            out[i, channel] = np.uint8(u4(u4(color * u4(255)) + u4(a >> u4(1))) // divisor)
        out[i, 3] = np.uint8(a)


@njit([types.void(READ_ONLY_TABLE, types.float32[:, :, ::1], types.int64)], **OPTIONS)
def reduce_tiles(table: Any, out: Any, factor: int) -> None:
    """See `painter.pixels.reference.reduce_tiles`."""
    side = TILE // factor
    share = f4(1) / f4(factor * factor)
    rows, columns = table.shape
    for ty in range(rows):
        for tx in range(columns):
            if table[ty, tx] == 0:
                continue
            tile = carray(pointer(table[ty, tx]), (TILE, TILE), np.uint32)
            for y in range(TILE):
                line = out[ty * side + y // factor]
                for place in range(side):
                    run = tile[y, place * factor : place * factor + factor]
                    # Two sums in one word: 128 bytes of 255 stay below 16 bits.
                    even, odd = u4(0), u4(0)
                    for x in range(run.shape[0]):
                        even = u4(even + u4(run[x] & ODD_BYTES))
                        odd = u4(odd + u4((run[x] >> u4(8)) & ODD_BYTES))
                    pixel = line[tx * side + place]
                    pixel[0] += f4(i4(even & u4(65535))) * share
                    pixel[1] += f4(i4(odd & u4(65535))) * share
                    pixel[2] += f4(i4(even >> u4(16))) * share
                    pixel[3] += f4(i4(odd >> u4(16))) * share
