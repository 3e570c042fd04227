"""The compositor's kernel: a whole program over a rectangle in one call."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from painter.document.geometry import TILE
from painter.pixels.compiled.blending import blend
from painter.pixels.compiled.scalars import ONE_255TH, OPTIONS, carray, f4, i4, pointer, u4
from painter.pixels.modes import NOTHING
from painter.pixels.program import LAYER, PUSH_GROUP
from painter.pixels.reference import CHECKER_DARK, CHECKER_LIGHT, DISPLAY, STRAIGHT

BLOCK = 1024
"""Pixels a block: eight float32 planes of it stay in the first-level cache."""

LIGHT = np.float32(CHECKER_LIGHT / 255)
DARKER = np.float32((CHECKER_DARK - CHECKER_LIGHT) / 255)


@njit(**OPTIONS)
def load(src: Any, tile: Any, x0: int, x1: int, y0: int, y1: int, opacity: Any) -> None:
    """Load a tile's rectangle into planes."""
    width = x1 - x0
    k = f4(opacity * ONE_255TH)
    for y in range(y0, y1):
        o = (y - y0) * width
        row = tile[y, x0:x1]
        red, green = src[0, o : o + width], src[1, o : o + width]
        blue, alpha = src[2, o : o + width], src[3, o : o + width]
        for x in range(row.shape[0]):
            p = row[x]
            red[x] = f4(i4(p & u4(255))) * k
            green[x] = f4(i4((p >> u4(8)) & u4(255))) * k
            blue[x] = f4(i4((p >> u4(16)) & u4(255))) * k
            alpha[x] = f4(i4(p >> u4(24))) * k


@njit(**OPTIONS)
def clear(acc: Any, n: int) -> None:
    for channel in range(4):
        plane = acc[channel, :n]
        for x in range(plane.shape[0]):
            plane[x] = f4(0)


@njit(**OPTIONS)
def scale(dst: Any, src: Any, n: int, opacity: Any) -> None:
    for channel in range(4):
        a, b = dst[channel, :n], src[channel, :n]
        for x in range(a.shape[0]):
            a[x] = b[x] * opacity


@njit(inline="always")
def byte(value: Any) -> Any:
    return u4(i4(min(max(value, f4(0)), f4(1)) * f4(255) + f4(0.5)))


@njit(**OPTIONS)
def store_display(row: Any, red: Any, green: Any, blue: Any, alpha: Any, x0: int, y: int) -> None:
    for x in range(row.shape[0]):
        dark = (((x0 + x) >> 4) + (y >> 4)) & 1
        paper = (LIGHT + f4(i4(dark)) * DARKER) * (f4(1) - min(alpha[x], f4(1)))
        r, g, b = byte(red[x] + paper), byte(green[x] + paper), byte(blue[x] + paper)
        row[x] = b | u4(g << u4(8)) | u4(r << u4(16)) | u4(0xFF000000)


@njit(**OPTIONS)
def store_premultiplied(row: Any, red: Any, green: Any, blue: Any, alpha: Any) -> None:
    for x in range(row.shape[0]):
        r, g, b, a = byte(red[x]), byte(green[x]), byte(blue[x]), byte(alpha[x])
        row[x] = r | u4(g << u4(8)) | u4(b << u4(16)) | u4(a << u4(24))


@njit(**OPTIONS)
def store_straight(row: Any, red: Any, green: Any, blue: Any, alpha: Any) -> None:
    for x in range(row.shape[0]):
        k = f4(1) / max(min(alpha[x], f4(1)), NOTHING)
        r, g, b, a = byte(red[x] * k), byte(green[x] * k), byte(blue[x] * k), byte(alpha[x])
        p = r | u4(g << u4(8)) | u4(b << u4(16)) | u4(a << u4(24))
        row[x] = p if a > u4(0) else u4(0)


@njit(
    "void(uint32[:, ::1], int64, int64, int32[::1], int32[::1], float32[::1], int64[::1],"
    " int64, int64, int64, int64, int64, int64, int64, int64)",
    **OPTIONS,
)
def composite(
    out: Any,
    left: int,
    top: int,
    operations: Any,
    codes: Any,
    opacities: Any,
    tables: Any,
    rows: int,
    columns: int,
    depth: int,
    x0: int,
    y0: int,
    x1: int,
    y1: int,
    target: int,
) -> None:
    """Run a program over a rectangle; see `painter.pixels.reference.composite`."""
    stack = np.empty((depth + 1, 4, BLOCK), np.float32)
    src = np.empty((4, BLOCK), np.float32)
    for ty in range(y0 // TILE, (y1 - 1) // TILE + 1):
        for tx in range(x0 // TILE, (x1 - 1) // TILE + 1):
            xa, xb = max(0, x0 - tx * TILE), min(TILE, x1 - tx * TILE)
            end = min(TILE, y1 - ty * TILE)
            width = xb - xa
            height = max(1, BLOCK // width)
            ya = max(0, y0 - ty * TILE)
            while ya < end:
                yb = min(end, ya + height)
                n = width * (yb - ya)
                level = 0
                clear(stack[0], n)
                for i in range(operations.shape[0]):
                    if operations[i] == LAYER:
                        address = carray(pointer(tables[i]), (rows, columns), np.int64)[ty, tx]
                        if address != 0:
                            load(
                                src, carray(pointer(address), (TILE, TILE), np.uint32), xa, xb, ya, yb, opacities[i]
                            )
                            blend(codes[i], stack[level], src, n)
                    elif operations[i] == PUSH_GROUP:
                        level += 1
                        clear(stack[level], n)
                    else:
                        scale(src, stack[level], n, opacities[i])
                        level -= 1
                        blend(codes[i], stack[level], src, n)
                for y in range(ya, yb):
                    o, line, column = (y - ya) * width, ty * TILE + y, tx * TILE + xa
                    row = out[line - top, column - left : column - left + width]
                    red, green = stack[0, 0, o : o + width], stack[0, 1, o : o + width]
                    blue, alpha = stack[0, 2, o : o + width], stack[0, 3, o : o + width]
                    if target == DISPLAY:
                        store_display(row, red, green, blue, alpha, column, line)
                    elif target == STRAIGHT:
                        store_straight(row, red, green, blue, alpha)
                    else:
                        store_premultiplied(row, red, green, blue, alpha)
                ya = yb
