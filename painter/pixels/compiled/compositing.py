"""The compositor's kernel: a whole program over a rectangle in one call."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from painter.document.geometry import TILE
from painter.pixels.adjusting import NODES
from painter.pixels.compiled.adjusting import adjust, dissolve, fill, load_mask, make_solid, mix, weigh
from painter.pixels.compiled.blending import blend
from painter.pixels.compiled.scalars import ONE_255TH, OPTIONS, carray, f4, i4, pointer, u4
from painter.pixels.modes import DISSOLVE, NOTHING
from painter.pixels.program import (
    ADJUST,
    CLOSE_CLIP,
    LAYER,
    OPEN_CLIP,
    POP_GROUP,
    POP_THROUGH,
    PUSH_GROUP,
    PUSH_THROUGH,
)
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


@njit(**OPTIONS)
def load_share(
    share: Any,
    table: int,
    outside: Any,
    opacity: Any,
    rows: int,
    columns: int,
    tx: int,
    ty: int,
    xa: int,
    xb: int,
    ya: int,
    yb: int,
) -> None:
    """Fill a plane with how much of a step counts: its opacity times its mask."""
    address = carray(pointer(table), (rows, columns), np.int64)[ty, tx] if table != 0 else 0
    if address != 0:
        load_mask(share, carray(pointer(address), (TILE, TILE), np.uint8), xa, xb, ya, yb, opacity)
    else:
        fill(share, (xb - xa) * (yb - ya), f4(opacity * outside))


@njit(
    "void(uint32[:, ::1], int64, int64, int32[::1], int32[::1], float32[::1], int64[::1],"
    " int64[::1], float32[::1], int32[::1], int64, int64, int64,"
    " int64, int64, int64, int64, int64, int64, int64)",
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
    masks: Any,
    outsides: Any,
    ways: Any,
    rows: int,
    columns: int,
    depth: int,
    x0: int,
    y0: int,
    x1: int,
    y1: int,
    origin_x: int,
    origin_y: int,
    target: int,
) -> None:
    """Run a program over a rectangle; see `painter.pixels.reference.composite`."""
    stack = np.empty((depth + 1, 4, BLOCK), np.float32)
    shapes = np.empty((depth + 2, BLOCK), np.float32)
    src = np.empty((4, BLOCK), np.float32)
    share = np.empty(BLOCK, np.float32)
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
                    operation = operations[i]
                    if operation == LAYER:
                        address = carray(pointer(tables[i]), (rows, columns), np.int64)[ty, tx]
                        if address == 0:
                            continue
                        if masks[i] == 0:
                            load(
                                src, carray(pointer(address), (TILE, TILE), np.uint32), xa, xb, ya, yb, opacities[i]
                            )
                        else:
                            load(src, carray(pointer(address), (TILE, TILE), np.uint32), xa, xb, ya, yb, f4(1))
                            load_share(
                                share,
                                masks[i],
                                outsides[i],
                                opacities[i],
                                rows,
                                columns,
                                tx,
                                ty,
                                xa,
                                xb,
                                ya,
                                yb,
                            )
                            weigh(src, share, n)
                        if codes[i] == DISSOLVE:
                            dissolve(src, n, width, origin_x + tx * TILE + xa, origin_y + ty * TILE + ya)
                        blend(codes[i], stack[level], src, n)
                    elif operation == PUSH_GROUP:
                        level += 1
                        clear(stack[level], n)
                    elif operation == PUSH_THROUGH:
                        scale(stack[level + 1], stack[level], n, f4(1))
                        level += 1
                    elif operation == OPEN_CLIP:
                        make_solid(stack[level], shapes[level], n)
                    elif operation == CLOSE_CLIP:
                        weigh(stack[level], shapes[level], n)
                    else:
                        load_share(
                            share,
                            masks[i],
                            outsides[i],
                            opacities[i],
                            rows,
                            columns,
                            tx,
                            ty,
                            xa,
                            xb,
                            ya,
                            yb,
                        )
                        if operation == POP_THROUGH:
                            level -= 1
                            mix(stack[level], stack[level + 1], share, n)
                            continue
                        if operation == POP_GROUP:
                            level -= 1
                            scale(src, stack[level + 1], n, f4(1))
                        else:
                            make_solid(stack[level], shapes[depth + 1], n)
                            adjust(
                                ways[i],
                                carray(pointer(tables[i]), (3, NODES), np.float32),
                                stack[level],
                                src,
                                n,
                            )
                        weigh(src, share, n)
                        if codes[i] == DISSOLVE:
                            dissolve(src, n, width, origin_x + tx * TILE + xa, origin_y + ty * TILE + ya)
                        blend(codes[i], stack[level], src, n)
                        if operation == ADJUST:
                            weigh(stack[level], shapes[depth + 1], n)
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
