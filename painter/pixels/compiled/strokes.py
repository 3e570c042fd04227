"""Kernels of a stroke: dabs into the mask, and the mask onto the tiles."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, types

from painter.document.geometry import TILE
from painter.pixels.compiled.scalars import ONE_65535TH, OPTIONS, carray, f4, i4, pointer, u4
from painter.pixels.reference import GLAZE, WASH

BLOCK = 16
READ_ONLY_TABLE = types.Array(types.int64, 2, "C", readonly=True)
"""Takes writable tables as well."""


@njit(inline="always")
def coverage(dx: Any, dy2: Any, outer: Any, per_ramp: Any, softness: Any) -> Any:
    """Return the tip's shape at one pixel; see `painter.pixels.reference.falloff`."""
    t = min(max((outer - np.sqrt(dx * dx + dy2)) * per_ramp, f4(0)), f4(1))
    return t + (t * t * (f4(3) - f4(2) * t) - t) * softness


@njit(inline="always")
def deposit(shape: Any, eighth: Any) -> Any:
    """Return 1 - exp(-8·eighth·shape), nearly."""
    z = shape * eighth
    u = f4(1) - z * (f4(1) - z * f4(1 / 2) * (f4(1) - z * f4(1 / 3)))
    u *= u
    u *= u
    return f4(1) - u * u


@njit(**OPTIONS)
def ramp_row(
    row: Any,
    first: Any,
    dy2: Any,
    outer: Any,
    per_ramp: Any,
    softness: Any,
    strength: Any,
    top: Any,
    accumulate: int,
) -> None:
    """Lay the part of a dab's row where its coverage rises or falls; strength as `dab_on_tile` has scaled it."""
    if accumulate == WASH:
        for x in range(row.shape[0]):
            covered = coverage(f4(i4(x)) + first, dy2, outer, per_ramp, softness)
            row[x] = np.uint16(i4(max(f4(row[x]), covered * strength + f4(0.5))))
    elif softness >= f4(1):
        # A smoothstep alone: the usual soft tip, and the loop that most pixels of large dabs go through.
        for x in range(row.shape[0]):
            dx = f4(i4(x)) + first
            t = min(max((outer - np.sqrt(dx * dx + dy2)) * per_ramp, f4(0)), f4(1))
            m = f4(row[x])
            laid = deposit(t * t * (f4(3) - f4(2) * t), strength)
            row[x] = np.uint16(i4(m + max(f4(0), top - m) * laid + f4(0.5)))
    else:
        for x in range(row.shape[0]):
            covered = coverage(f4(i4(x)) + first, dy2, outer, per_ramp, softness)
            m = f4(row[x])
            row[x] = np.uint16(i4(m + max(f4(0), top - m) * deposit(covered, strength) + f4(0.5)))


@njit(**OPTIONS)
def dab_on_tile(
    tile: Any, cx: Any, cy: Any, radius: Any, hardness: Any, strength: Any, ceiling: Any, accumulate: int
) -> None:
    """Lay one dab into one mask tile; cx, cy in the tile's own pixels."""
    r = max(radius, f4(0.5))
    outer = r + f4(0.5)
    ramp = max(f4(1), (f4(1) - hardness) * r + f4(0.5))
    per_ramp, softness = f4(1) / ramp, min(ramp - f4(1), f4(1))
    faint = min(f4(1), f4(2) * radius)
    scaled = strength * faint * (f4(65535) if accumulate == WASH else f4(1 / 8))
    top = np.floor(ceiling * f4(65535)) if accumulate == GLAZE else f4(65535)
    for y in range(max(0, int(np.floor(cy - outer))), min(TILE, int(cy + outer) + 2)):
        dy = f4(y) + f4(0.5) - cy
        rest = outer * outer - dy * dy
        if rest <= f4(0):
            continue
        reach = f4(np.sqrt(rest))
        xa, xb = max(0, int(np.floor(cx - reach))), min(TILE, int(cx + reach) + 1)
        if xb <= xa:
            continue
        # Whole vectors only: pixels besides the dab are covered by nothing, and a rest of single pixels is slow.
        width = min((xb - xa + BLOCK - 1) // BLOCK * BLOCK, TILE)
        xa = min(xa, TILE - width)
        dy2 = dy * dy
        ramp_row(
            tile[y, xa : xa + width], f4(xa) + f4(0.5) - cx, dy2, outer, per_ramp, softness, scaled, top, accumulate
        )


@njit("void(int64[:, ::1], float32[:, ::1], int64)", **OPTIONS)
def dabs(table: Any, dab_rows: Any, accumulate: int) -> None:
    """Lay dabs; see `painter.pixels.reference.dabs`."""
    rows, columns = table.shape
    for i in range(dab_rows.shape[0]):
        x, y, radius = dab_rows[i, 0], dab_rows[i, 1], dab_rows[i, 2]
        outer = max(radius, f4(0.5)) + f4(0.5)
        for ty in range(max(0, int(np.floor(y - outer)) // TILE), min(rows, int(np.floor(y + outer)) // TILE + 1)):
            for tx in range(
                max(0, int(np.floor(x - outer)) // TILE), min(columns, int(np.floor(x + outer)) // TILE + 1)
            ):
                address = table[ty, tx]
                if address != 0:
                    dab_on_tile(
                        carray(pointer(address), (TILE, TILE), np.uint16),
                        x - f4(tx * TILE),
                        y - f4(ty * TILE),
                        radius,
                        dab_rows[i, 3],
                        dab_rows[i, 4],
                        dab_rows[i, 5],
                        accumulate,
                    )


@njit(inline="always")
def pack(r: Any, g: Any, b: Any, a: Any) -> Any:
    low = u4(i4(r)) | u4(u4(i4(g)) << u4(8))
    return low | u4(u4(i4(b)) << u4(16)) | u4(u4(i4(a)) << u4(24))


@njit(**OPTIONS)
def apply_row(out: Any, old: Any, mask: Any, r: Any, g: Any, b: Any, alpha: Any, scale: Any) -> None:
    half = f4(0.5)
    for x in range(out.shape[0]):
        a = f4(mask[x]) * scale
        k = f4(1) - a
        p = old[x]
        out[x] = pack(
            f4(i4(p & u4(255))) * k + (a * r + half),
            f4(i4((p >> u4(8)) & u4(255))) * k + (a * g + half),
            f4(i4((p >> u4(16)) & u4(255))) * k + (a * b + half),
            f4(i4(p >> u4(24))) * k + (a * alpha + half),
        )


@njit(**OPTIONS)
def apply_row_on_nothing(out: Any, mask: Any, r: Any, g: Any, b: Any, alpha: Any, scale: Any) -> None:
    half = f4(0.5)
    for x in range(out.shape[0]):
        a = f4(mask[x]) * scale
        out[x] = pack(a * r + half, a * g + half, a * b + half, a * alpha + half)


@njit(
    types.void(
        types.int64[:, ::1],
        READ_ONLY_TABLE,
        types.int64[:, ::1],
        types.int64,
        types.int64,
        types.int64,
        types.int64,
        types.float32[::1],
        types.float64,
    ),
    **OPTIONS,
)
def apply_mask(
    dst: Any, base: Any, mask: Any, x0: int, y0: int, x1: int, y1: int, color: Any, opacity: float
) -> None:
    """Paint through a mask; see `painter.pixels.reference.apply_mask`."""
    scale = f4(opacity) * ONE_65535TH
    r, g, b, a = color[0], color[1], color[2], color[3]
    for ty in range(y0 // TILE, (y1 - 1) // TILE + 1):
        for tx in range(x0 // TILE, (x1 - 1) // TILE + 1):
            if mask[ty, tx] == 0 or dst[ty, tx] == 0:
                continue
            covered = carray(pointer(mask[ty, tx]), (TILE, TILE), np.uint16)
            out = carray(pointer(dst[ty, tx]), (TILE, TILE), np.uint32)
            xa, xb = max(0, x0 - tx * TILE), min(TILE, x1 - tx * TILE)
            for y in range(max(0, y0 - ty * TILE), min(TILE, y1 - ty * TILE)):
                if base[ty, tx] == 0:
                    apply_row_on_nothing(out[y, xa:xb], covered[y, xa:xb], r, g, b, a, scale)
                else:
                    old = carray(pointer(base[ty, tx]), (TILE, TILE), np.uint32)
                    apply_row(out[y, xa:xb], old[y, xa:xb], covered[y, xa:xb], r, g, b, a, scale)
