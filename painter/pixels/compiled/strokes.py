"""Kernels of a stroke: dabs into the mask, and the mask onto the tiles."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, types

from painter.document.geometry import TILE
from painter.pixels.compiled.scalars import ONE_65535TH, OPTIONS, carray, f4, i4, pointer, u4
from painter.pixels.reference import GLAZE, WASH

BLOCK = 16
LEAST_FLAT = 2 * BLOCK
"""Pixels of a row without a ramp that are worth laying by themselves."""
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


@njit(inline="always")
def kept(eighth: Any) -> Any:
    """Return exp(-8·eighth), nearly: what a deposit leaves of the room above the mask."""
    u = f4(1) - eighth * (f4(1) - eighth * (f4(1 / 2) - eighth * f4(1 / 6)))
    u *= u
    u *= u
    return u * u


@njit(inline="always")
def soft_eighth(dx: Any, dy2: Any, edge: Any, per_ramp: Any, threefold: Any, twofold: Any) -> Any:
    """Return an eighth of the exponent at one pixel under a smoothstep alone: strength·t²·(3 - 2t)."""
    t = min(max(edge - np.sqrt(dx * dx + dy2) * per_ramp, f4(0)), f4(1))
    return t * t * (threefold - twofold * t)


@njit(**OPTIONS)
def soft_row(
    row: Any, first: Any, dy2: Any, edge: Any, per_ramp: Any, threefold: Any, twofold: Any, top: Any, ceiled: bool
) -> None:
    """Lay a part of a usual soft dab's row: the loop that most pixels of large dabs go through.

    The mask is what is kept of the room above it, taken from its top: some steps less than adding what is laid.
    """
    if ceiled:
        for x in range(row.shape[0]):
            u = kept(soft_eighth(f4(i4(x)) + first, dy2, edge, per_ramp, threefold, twofold))
            m = f4(i4(row[x]))
            row[x] = np.uint16(i4(max(m, top) + f4(0.5) - max(f4(0), top - m) * u))
    else:
        for x in range(row.shape[0]):
            u = kept(soft_eighth(f4(i4(x)) + first, dy2, edge, per_ramp, threefold, twofold))
            row[x] = np.uint16(i4(f4(65535.5) - (f4(65535) - f4(i4(row[x]))) * u))


@njit(**OPTIONS)
def flat_row(row: Any, u: Any, top: Any) -> None:
    """Lay a part of a dab's row where it covers all alike."""
    for x in range(row.shape[0]):
        m = f4(i4(row[x]))
        row[x] = np.uint16(i4(max(m, top) + f4(0.5) - max(f4(0), top - m) * u))


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
    ceiled = accumulate == GLAZE
    top = np.floor(ceiling * f4(65535)) if ceiled else f4(65535)
    soft = softness >= f4(1) and accumulate != WASH
    edge, threefold, twofold = outer * per_ramp, f4(3) * scaled, f4(2) * scaled
    middle, full = outer - ramp, kept(scaled)
    for y in range(max(0, int(np.floor(cy - outer))), min(TILE, int(cy + outer) + 2)):
        dy = f4(y) + f4(0.5) - cy
        dy2 = dy * dy
        rest = outer * outer - dy2
        if rest <= f4(0):
            continue
        reach = np.sqrt(rest)
        xa, xb = max(0, int(np.floor(cx - reach))), min(TILE, int(cx + reach) + 1)
        if xb <= xa:
            continue
        # Whole vectors only: pixels besides the dab are covered by nothing, and a rest of single pixels is slow.
        width = min((xb - xa + BLOCK - 1) & -BLOCK, TILE)
        xa = min(xa, TILE - width)
        xb = xa + width
        if not soft:
            ramp_row(tile[y, xa:xb], f4(xa) + f4(0.5) - cx, dy2, outer, per_ramp, softness, scaled, top, accumulate)
            continue
        fa, fb = xb, xb
        if middle * middle > dy2:
            # From fa to fb the tip is level.
            half = np.sqrt(middle * middle - dy2)
            fa = min(xb, xa + ((max(0, int(np.floor(cx - half)) + 1 - xa) + BLOCK - 1) & -BLOCK))
            fb = min(xb, xa + (max(0, int(np.floor(cx + half)) - xa) & -BLOCK))
        if fb - fa < LEAST_FLAT:
            fa, fb = xb, xb
        else:
            flat_row(tile[y, fa:fb], full, top)
        soft_row(tile[y, xa:fa], f4(xa) + f4(0.5) - cx, dy2, edge, per_ramp, threefold, twofold, top, ceiled)
        if fb < xb:
            soft_row(tile[y, fb:xb], f4(fb) + f4(0.5) - cx, dy2, edge, per_ramp, threefold, twofold, top, ceiled)


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
