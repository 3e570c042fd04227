"""Kernels of rich strokes: shaped and textured dabs, wet paint, and the painting of what they leave.

One kernel a job, made of row functions that work on a scratch row in the first-level cache: shape, paper,
deposit. What each must do is defined by `painter.pixels.painting_reference`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba import njit, types
from numba.extending import intrinsic

from painter.document.geometry import TILE
from painter.pixels.compiled.scalars import ONE_65535TH, OPTIONS, carray, f4, i4, pointer, u4
from painter.pixels.compiled.strokes import BLOCK, READ_ONLY_TABLE, coverage, deposit, pack
from painter.pixels.painting_reference import (
    BLEND_BURN,
    BLEND_DODGE,
    BLEND_ERASE,
    BLEND_MULTIPLY,
    BLEND_NORMAL,
    DUAL_MULTIPLY,
    DUAL_SUBTRACT,
    LEAST_DEPTH,
    MOST_ROW,
    PICK_UP_SIDE,
    RELIEF,
)
from painter.pixels.reference import BUILD, GLAZE, WASH
from painter.pixels.spectral import BANDS, FROM_ROOT, PRIMARIES, ROOTS, TO_LINEAR, TO_RGB

ONE, ZERO, HALF, FULL = np.float32(1), np.float32(0), np.float32(0.5), np.float32(65535)


def _as_int(context: Any, value: Any) -> Any:
    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], ir.IntType(32))

    return types.int32(types.float32), generate


def _as_float(context: Any, value: Any) -> Any:
    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], ir.FloatType())

    return types.float32(types.int32), generate


as_int: Any = intrinsic(_as_int)
as_float: Any = intrinsic(_as_float)


@njit(inline="always")
def log2(x: Any) -> Any:
    """Return the logarithm to 0.0006: a polynomial over the bits of the mantissa."""
    bits = as_int(x)
    exponent = f4(i4(i4(bits >> i4(23)) - i4(127)))
    m = as_float(i4(i4(bits & i4(0x7FFFFF)) | i4(0x3F800000)))
    return exponent + f4(-2.1536207) + m * (f4(3.0478842) + m * (f4(-1.0518750) + m * f4(0.1582487)))


@njit(inline="always")
def exp2(x: Any) -> Any:
    x = max(x, f4(-120))
    k = i4(np.floor(x))
    rest = x - f4(k)
    p = ONE + rest * (f4(0.69583282) + rest * (f4(0.22606716) + rest * f4(0.078024523)))
    return as_float(i4(as_int(p) + i4(k << i4(23))))


@njit(inline="always")
def clipped(x: Any) -> Any:
    return min(max(x, ZERO), ONE)


@njit(inline="always")
def to_linear(x: Any) -> Any:
    at = clipped(x) * f4(1024)
    low = min(i4(at), i4(1023))
    return TO_LINEAR[low] + (TO_LINEAR[low + 1] - TO_LINEAR[low]) * (at - f4(low))


@njit(inline="always")
def from_linear(x: Any) -> Any:
    return FROM_ROOT[i4(np.sqrt(clipped(x)) * f4(ROOTS) + HALF)]


@njit(**OPTIONS)
def mix_paint(r: Any, g: Any, b: Any, r2: Any, g2: Any, b2: Any, share: Any) -> Any:
    """See `painter.pixels.spectral.mixed`."""
    k, c = f4(0.999), f4(0.001)
    r, g, b = to_linear(r) * k + c, to_linear(g) * k + c, to_linear(b) * k + c
    r2, g2, b2 = to_linear(r2) * k + c, to_linear(g2) * k + c, to_linear(b2) * k + c
    red, green, blue = ZERO, ZERO, ZERO
    for band in range(BANDS):
        first = log2(PRIMARIES[0, band] * r + PRIMARIES[1, band] * g + PRIMARIES[2, band] * b)
        other = log2(PRIMARIES[0, band] * r2 + PRIMARIES[1, band] * g2 + PRIMARIES[2, band] * b2)
        both = exp2(first + (other - first) * share)
        red += TO_RGB[0, band] * both
        green += TO_RGB[1, band] * both
        blue += TO_RGB[2, band] * both
    back = f4(1 / 0.999)
    return from_linear((red - c) * back), from_linear((green - c) * back), from_linear((blue - c) * back)


@njit(**OPTIONS)
def round_row(
    f: Any, first: Any, dy: Any, fx: Any, cos: Any, sin: Any, flat: Any, radius: Any, hardness: Any
) -> None:
    """Fill a row with a round or elliptical tip; `flat` is one over its ratio."""
    soft = (ONE - hardness) * radius
    if flat == ONE:
        ramp = max(ONE, soft + HALF)
        per_ramp, softness = ONE / ramp, min(ramp - ONE, ONE)
        for x in range(f.shape[0]):
            f[x] = coverage(f4(i4(x)) + first, dy * dy, radius + HALF, per_ramp, softness)
        return
    for x in range(f.shape[0]):
        dx = (f4(i4(x)) + first) * fx
        u, v = dx * cos + dy * sin, (dy * cos - dx * sin) * flat
        q = u * u + v * v
        steep = max(np.sqrt((u * u + v * v * flat * flat) / max(q, f4(1e-6))), ONE)
        width = max(steep, soft + HALF * steep)
        t = clipped((radius + HALF * steep - np.sqrt(q)) / width)
        softness = min(width / steep - ONE, ONE)
        f[x] = t + (t * t * (f4(3) - f4(2) * t) - t) * softness


@njit(**OPTIONS)
def picture_row(
    f: Any, texels: Any, size: int, first: Any, dy: Any, fx: Any, cos: Any, sin: Any, flat: Any, radius: Any
) -> None:
    """Fill a row from a picture of (size + 2)² texels with a border of nothing."""
    side = u4(size + 2)
    scale, middle, most = f4(size) * HALF / radius, f4(size + 1) * HALF, f4(size + 1) - f4(1e-3)
    for x in range(f.shape[0]):
        dx = (f4(i4(x)) + first) * fx
        u = min(max((dx * cos + dy * sin) * scale + middle, ZERO), most)
        v = min(max((dy * cos - dx * sin) * flat * scale + middle, ZERO), most)
        iu, iv = i4(u), i4(v)
        fu, fv = u - f4(iu), v - f4(iv)
        k = u4(u4(iv) * side + u4(iu))
        k2 = u4(k + side)
        top = texels[k] + (texels[k + u4(1)] - texels[k]) * fu
        low = texels[k2] + (texels[k2 + u4(1)] - texels[k2]) * fu
        f[x] = top + (low - top) * fv


@njit(**OPTIONS)
def paper_row(f: Any, paper: Any, at: int, gain: Any, depth: Any) -> None:
    """Let the paper's tooth take paint away; `paper` is one row of it, `at` where the row begins."""
    side = paper.shape[0]
    steep = ONE / max(f4(LEAST_DEPTH), ONE - depth)
    lower = depth * f4(1 / 255)
    start = 0
    while start < f.shape[0]:
        count = min(side - at, f.shape[0] - start)
        part, tooth = f[start : start + count], paper[at : at + count]
        for x in range(part.shape[0]):
            part[x] = clipped((part[x] * gain - lower * f4(tooth[x])) * steep)
        start += count
        at = 0


@njit(**OPTIONS)
def mask_row(m: Any, f: Any, strength: Any, top: Any, accumulate: int) -> None:
    if accumulate == WASH:
        most = strength * FULL
        for x in range(m.shape[0]):
            m[x] = np.uint16(i4(max(f4(m[x]), f[x] * most + HALF)))
    else:
        eighth = strength * f4(1 / 8)
        for x in range(m.shape[0]):
            old = f4(m[x])
            m[x] = np.uint16(i4(old + max(ZERO, top - old) * deposit(f[x], eighth) + HALF))


@njit(**OPTIONS)
def paint_row(
    m: Any,
    red: Any,
    green: Any,
    blue: Any,
    alpha: Any,
    f: Any,
    color: Any,
    strength: Any,
    top: Any,
    accumulate: int,
) -> None:
    """Deposit colour (premultiplied 0–65535) beside coverage."""
    eighth = strength * f4(1 / 8)
    r, g, b, a_ = color[0], color[1], color[2], color[3]
    if accumulate == BUILD:
        # Nothing is held back, so paint and coverage grow by the same share.
        for x in range(m.shape[0]):
            a = deposit(f[x], eighth)
            red[x] = np.uint16(i4(f4(red[x]) + (r - f4(red[x])) * a + HALF))
            green[x] = np.uint16(i4(f4(green[x]) + (g - f4(green[x])) * a + HALF))
            blue[x] = np.uint16(i4(f4(blue[x]) + (b - f4(blue[x])) * a + HALF))
            alpha[x] = np.uint16(i4(f4(alpha[x]) + (a_ - f4(alpha[x])) * a + HALF))
            m[x] = np.uint16(i4(f4(m[x]) + (FULL - f4(m[x])) * a + HALF))
        return
    for x in range(m.shape[0]):
        old = f4(m[x])
        a = min(f[x] * strength, ONE) if accumulate == WASH else deposit(f[x], eighth)
        over = old + (FULL - old) * a
        new = max(old, a * FULL) if accumulate == WASH else old + max(ZERO, top - old) * a
        share = new / max(over, f4(1e-3))
        keep = (ONE - a) * share
        lay = a * share
        red[x] = np.uint16(i4(f4(red[x]) * keep + r * lay + HALF))
        green[x] = np.uint16(i4(f4(green[x]) * keep + g * lay + HALF))
        blue[x] = np.uint16(i4(f4(blue[x]) * keep + b * lay + HALF))
        alpha[x] = np.uint16(i4(f4(alpha[x]) * keep + a_ * lay + HALF))
        m[x] = np.uint16(i4(new + HALF))


@njit(**OPTIONS)
def lit_paint_row(
    m: Any, red: Any, green: Any, blue: Any, alpha: Any, f: Any, light: Any, color: Any, strength: Any, top: Any,
    accumulate: int,
) -> None:  # fmt: skip
    """Deposit a colour whose lightness follows the tip's own, as `paint_row` does."""
    eighth = strength * f4(1 / 8)
    z = (color[0] + color[1] + color[2]) / (f4(3) * FULL)
    for x in range(m.shape[0]):
        old = f4(m[x])
        a = min(f[x] * strength, ONE) if accumulate == WASH else deposit(f[x], eighth)
        over = old + (FULL - old) * a
        new = max(old, a * FULL) if accumulate == WASH else old + max(ZERO, top - old) * a
        share = new / max(over, f4(1e-3))
        keep = (ONE - a) * share
        lay = a * share
        v = light[x]
        shift = ((f4(2) - f4(4) * z) * v * v + (f4(4) * z - ONE) * v - z) * FULL
        red[x] = np.uint16(i4(f4(red[x]) * keep + min(max(color[0] + shift, ZERO), FULL) * lay + HALF))
        green[x] = np.uint16(i4(f4(green[x]) * keep + min(max(color[1] + shift, ZERO), FULL) * lay + HALF))
        blue[x] = np.uint16(i4(f4(blue[x]) * keep + min(max(color[2] + shift, ZERO), FULL) * lay + HALF))
        alpha[x] = np.uint16(i4(f4(alpha[x]) * keep + color[3] * lay + HALF))
        m[x] = np.uint16(i4(new + HALF))


@njit(**OPTIONS)
def relief_row(h: Any, f: Any, load: Any) -> None:
    for x in range(h.shape[0]):
        old = f4(h[x])
        h[x] = np.uint16(i4(old + (f[x] * FULL - old) * f[x] * load + HALF))


@njit(**OPTIONS)
def seen_at(base: Any, mask: Any, paint: Any, x: int, y: int, opacity: Any, out: Any) -> bool:
    """Read the layer with the stroke so far on it, premultiplied 0–1; tell whether it is on the canvas."""
    rows, columns = mask.shape
    if x < 0 or y < 0 or x >= columns * TILE or y >= rows * TILE:
        return False
    ty, tx = y // TILE, x // TILE
    oy, ox = y - ty * TILE, x - tx * TILE
    for channel in range(4):
        out[channel] = ZERO
    if base[ty, tx] != 0:
        p = carray(pointer(base[ty, tx]), (TILE, TILE), np.uint32)[oy, ox]
        k = f4(1 / 255)
        out[0], out[1] = f4(i4(p & u4(255))) * k, f4(i4((p >> u4(8)) & u4(255))) * k
        out[2], out[3] = f4(i4((p >> u4(16)) & u4(255))) * k, f4(i4(p >> u4(24))) * k
    if mask[ty, tx] != 0 and paint[ty, tx] != 0:
        m = f4(carray(pointer(mask[ty, tx]), (TILE, TILE), np.uint16)[oy, ox]) * ONE_65535TH * opacity
        planes = carray(pointer(paint[ty, tx]), (4, TILE, TILE), np.uint16)
        for channel in range(4):
            out[channel] = out[channel] * (ONE - m) + f4(planes[channel, oy, ox]) * ONE_65535TH * opacity
    return True


@njit(**OPTIONS)
def pick_up(
    base: Any, mask: Any, paint: Any, x: Any, y: Any, reach: Any, opacity: Any, seen: Any, total: Any
) -> None:
    """Leave in `total` the mean of what lies under the tip, premultiplied 0–1."""
    count = max(1, min(PICK_UP_SIDE, int(reach) + 1))
    step = f4(2) * reach / f4(count)
    weight = ZERO
    for channel in range(4):
        total[channel] = ZERO
    for j in range(count):
        dy = (f4(j) + HALF) * step - reach
        for i in range(count):
            dx = (f4(i) + HALF) * step - reach
            w = ONE - (dx * dx + dy * dy) / (reach * reach)
            if w <= ZERO:
                continue
            if not seen_at(base, mask, paint, int(np.floor(x + dx)), int(np.floor(y + dy)), opacity, seen):
                continue
            weight += w
            for channel in range(4):
                total[channel] += w * seen[channel]
    if weight > ZERO:
        for channel in range(4):
            total[channel] /= weight


@njit(**OPTIONS)
def mixed_color(carried: Any, row: Any, pigment: Any, color: Any) -> None:
    """Leave in `color` what the brush lays: its own paint with what it carries, premultiplied 0–65535."""
    load, held = row[17], carried[3]
    alpha = load + (ONE - load) * held
    for channel in range(3):
        color[channel] = (carried[channel] * (ONE - load) + row[14 + channel] * load) * FULL
    color[3] = alpha * FULL
    if pigment > ZERO and held > f4(1e-3) and load > ZERO and load < ONE:
        r, g, b = mix_paint(
            carried[0] / held, carried[1] / held, carried[2] / held, row[14], row[15], row[16], load / alpha
        )
        color[0] += (r * alpha * FULL - color[0]) * pigment
        color[1] += (g * alpha * FULL - color[1]) * pigment
        color[2] += (b * alpha * FULL - color[2]) * pigment


@njit(
    types.void(
        types.int64[:, ::1],
        types.int64[:, ::1],
        types.int64[:, ::1],
        READ_ONLY_TABLE,
        types.float32[:, ::1],
        types.int64,
        types.float32[::1],
        types.int64[:, ::1],
        types.uint8[:, ::1],
        types.int64,
        types.int64,
        types.float32[::1],
        types.float32[::1],
    ),
    **OPTIONS,
)
def rich_dabs(
    mask: Any, paint: Any, relief: Any, base: Any, rows: Any, accumulate: int, texels: Any, pictures: Any,
    paper: Any, paper_x: int, paper_y: int, carried: Any, options: Any,
) -> None:  # fmt: skip
    """Lay dabs of any tip; see `painter.pixels.painting_reference.rich_dabs`."""
    tile_rows, tile_columns = mask.shape
    mixing, pigment, opacity, reach_share = options[0] > ZERO, options[1], options[2], options[3]
    scratch, lights = np.empty(MOST_ROW, np.float32), np.empty(MOST_ROW, np.float32)
    color, seen, total = np.zeros(4, np.float32), np.zeros(4, np.float32), np.zeros(4, np.float32)
    for i in range(rows.shape[0]):
        row = rows[i]
        cx, cy, ratio, cos, sin = row[0], row[1], row[6], row[7], row[8]
        radius = max(row[2], HALF)
        flat = ONE / ratio
        faint = min(ONE, f4(2) * row[2])
        strength = row[4] * faint
        top = np.floor(row[5] * FULL) if accumulate == GLAZE else FULL
        count, levels = pictures.shape[0], pictures.shape[1]
        if count > 0:
            reach_x = radius * (abs(cos) + ratio * abs(sin)) + ONE
            reach_y = radius * (abs(sin) + ratio * abs(cos)) + ONE
        else:
            reach_x = np.sqrt((radius * cos) ** 2 + (radius * ratio * sin) ** 2) + ONE
            reach_y = np.sqrt((radius * sin) ** 2 + (radius * ratio * cos) ** 2) + ONE
        if mixing:
            pick_up(base, mask, paint, cx, cy, max(HALF, radius * reach_share), opacity, seen, total)
            keep = row[18] if carried[4] > ZERO else ZERO
            for channel in range(4):
                carried[channel] = carried[channel] * keep + total[channel] * (ONE - keep)
            carried[4] = ONE
            mixed_color(carried, row, pigment, color)
        else:
            for channel in range(3):
                color[channel] = row[14 + channel] * FULL
            color[3] = FULL
        offset, size, light_offset = 0, 0, -1
        if count > 0:
            level = 0
            while level + 1 < levels and f4(pictures[0, level + 1] & 0xFFFF) >= f4(2) * radius:
                level += 1
            size = int(pictures[0, level] & 0xFFFF)
            offset = int(pictures[int(row[11]), level] >> 16)
            if options[4] > ZERO:
                light_offset = offset + (size + 2) * (size + 2)
        xa = max(0, int(np.floor(cx - reach_x)))
        xb = min(tile_columns * TILE, int(np.floor(cx + reach_x)) + 1)
        if count == 0:
            # Whole vectors only: besides a round tip nothing is covered, and a rest of single pixels is slow.
            xa, xb = xa // BLOCK * BLOCK, (xb + BLOCK - 1) // BLOCK * BLOCK
        if xb <= xa:
            continue
        for y in range(max(0, int(np.floor(cy - reach_y))), min(tile_rows * TILE, int(np.floor(cy + reach_y)) + 1)):
            dy, start, stop = (f4(y) + HALF - cy) * row[10], xa, xb
            if count == 0 and flat == ONE:
                # A circle's own width in this row, and not the box around it.
                rest = (radius + HALF) * (radius + HALF) - dy * dy
                if rest <= ZERO:
                    continue
                reach = np.sqrt(rest)
                start = max(xa, int(np.floor(cx - reach)) // BLOCK * BLOCK)
                stop = min(xb, (int(np.floor(cx + reach)) + BLOCK) // BLOCK * BLOCK)
                if stop <= start:
                    continue
            f = scratch[: stop - start]
            first = f4(start) + HALF - cx
            if count > 0:
                picture_row(f, texels[offset:], size, first, dy, row[9], cos, sin, flat, radius)
                if light_offset >= 0:
                    picture_row(
                        lights[: stop - start],
                        texels[light_offset:],
                        size,
                        first,
                        dy,
                        row[9],
                        cos,
                        sin,
                        flat,
                        radius,
                    )
                    for x in range(f.shape[0]):
                        lights[x] = clipped(lights[x] / max(f[x], f4(1e-3)))
            else:
                round_row(f, first, dy, row[9], cos, sin, flat, radius, row[3])
            if row[13] > ZERO:
                side = paper.shape[0]
                paper_row(f, paper[(y + paper_y) % side], (start + paper_x) % side, row[12], row[13])
            ty = y // TILE
            oy = y - ty * TILE
            x = start
            while x < stop:
                tx = x // TILE
                end = min(stop, tx * TILE + TILE)
                if mask[ty, tx] != 0:
                    part, ox = f[x - start : end - start], x - tx * TILE
                    oe = end - tx * TILE
                    m = carray(pointer(mask[ty, tx]), (TILE, TILE), np.uint16)[oy, ox:oe]
                    if relief[ty, tx] != 0:
                        h = carray(pointer(relief[ty, tx]), (TILE, TILE), np.uint16)[oy, ox:oe]
                        relief_row(h, part, row[19])
                    if paint[ty, tx] == 0:
                        mask_row(m, part, strength, top, accumulate)
                    else:
                        p = carray(pointer(paint[ty, tx]), (4, TILE, TILE), np.uint16)
                        red, green, blue, alpha = (
                            p[0, oy, ox:oe], p[1, oy, ox:oe], p[2, oy, ox:oe], p[3, oy, ox:oe]
                        )  # fmt: skip
                        if light_offset >= 0:
                            lit_paint_row(
                                m, red, green, blue, alpha, part, lights[x - start : end - start], color, strength,
                                top, accumulate,
                            )  # fmt: skip
                        else:
                            paint_row(m, red, green, blue, alpha, part, color, strength, top, accumulate)
                x = end


@njit(**OPTIONS)
def smear_row(
    m: Any, red: Any, green: Any, blue: Any, alpha: Any, f: Any, held: Any, j: int, i: int, strength: Any
) -> None:
    hr, hg, hb, ha = held[0, j, i:], held[1, j, i:], held[2, j, i:], held[3, j, i:]
    for x in range(m.shape[0]):
        a = f[x] * strength
        k = ONE - a
        red[x] = np.uint16(i4(f4(red[x]) * k + hr[x] * a + HALF))
        green[x] = np.uint16(i4(f4(green[x]) * k + hg[x] * a + HALF))
        blue[x] = np.uint16(i4(f4(blue[x]) * k + hb[x] * a + HALF))
        alpha[x] = np.uint16(i4(f4(alpha[x]) * k + ha[x] * a + HALF))
        old = f4(m[x])
        m[x] = np.uint16(i4(old + (FULL - old) * a + HALF))


@njit(**OPTIONS)
def hold_row(held: Any, j: int, i: int, old: Any, keep: Any) -> None:
    """Mix a row of the layer as it was into what the tip holds."""
    hr, hg, hb, ha = held[0, j, i:], held[1, j, i:], held[2, j, i:], held[3, j, i:]
    k, take = f4(257), ONE - keep
    for x in range(old.shape[0]):
        p = old[x]
        hr[x] = hr[x] * keep + f4(i4(p & u4(255))) * k * take
        hg[x] = hg[x] * keep + f4(i4((p >> u4(8)) & u4(255))) * k * take
        hb[x] = hb[x] * keep + f4(i4((p >> u4(16)) & u4(255))) * k * take
        ha[x] = ha[x] * keep + f4(i4(p >> u4(24))) * k * take


@njit(
    types.void(
        types.int64[:, ::1],
        types.int64[:, ::1],
        READ_ONLY_TABLE,
        types.float32[:, ::1],
        types.float32[:, :, ::1],
        types.float32[::1],
    ),
    **OPTIONS,
)
def smear_dabs(mask: Any, paint: Any, base: Any, rows: Any, held: Any, state: Any) -> None:
    """Drag the picture under a tip; see `painter.pixels.painting_reference.smear_dabs`."""
    tile_rows, tile_columns = mask.shape
    side = held.shape[1]
    scratch = np.empty(MOST_ROW, np.float32)
    for i in range(rows.shape[0]):
        row = rows[i]
        cx, cy, cos, sin = row[0], row[1], row[7], row[8]
        radius, flat = max(row[2], HALF), ONE / row[6]
        left, up = int(np.floor(cx)) - side // 2, int(np.floor(cy)) - side // 2
        keep = row[18] if state[0] > ZERO else ZERO
        reach = radius + ONE
        xa = max(0, max(left, int(np.floor(cx - reach))))
        xb = min(tile_columns * TILE, min(left + side, int(np.floor(cx + reach)) + 1))
        strength = row[4] if state[0] > ZERO else ZERO
        state[0] = ONE
        if xb <= xa:
            continue
        for y in range(
            max(0, max(up, int(np.floor(cy - reach)))),
            min(tile_rows * TILE, min(up + side, int(np.floor(cy + reach)) + 1)),
        ):
            f = scratch[: xb - xa]
            round_row(f, f4(xa) + HALF - cx, (f4(y) + HALF - cy) * row[10], row[9], cos, sin, flat, radius, row[3])
            ty = y // TILE
            oy = y - ty * TILE
            x = xa
            while x < xb:
                tx = x // TILE
                end = min(xb, tx * TILE + TILE)
                ox, oe = x - tx * TILE, end - tx * TILE
                if mask[ty, tx] != 0:
                    part = f[x - xa : end - xa]
                    m = carray(pointer(mask[ty, tx]), (TILE, TILE), np.uint16)[oy, ox:oe]
                    p = carray(pointer(paint[ty, tx]), (4, TILE, TILE), np.uint16)
                    smear_row(
                        m, p[0, oy, ox:oe], p[1, oy, ox:oe], p[2, oy, ox:oe], p[3, oy, ox:oe], part, held,
                        y - up, x - left, strength,
                    )  # fmt: skip
                if base[ty, tx] != 0:
                    old = carray(pointer(base[ty, tx]), (TILE, TILE), np.uint32)[oy, ox:oe]
                    hold_row(held, y - up, x - left, old, keep)
                else:
                    for channel in range(4):
                        line = held[channel, y - up, x - left : end - left]
                        for k in range(line.shape[0]):
                            line[k] *= keep
                x = end


@njit(**OPTIONS)
def cover_row(a: Any, m: Any, scale: Any) -> None:
    for x in range(a.shape[0]):
        a[x] = f4(m[x]) * scale


@njit(**OPTIONS)
def dual_row(a: Any, second: Any, combine: int, depth: Any) -> None:
    for x in range(a.shape[0]):
        other = f4(second[x]) * ONE_65535TH
        if combine == DUAL_MULTIPLY:
            a[x] = a[x] * other
        elif combine == DUAL_SUBTRACT:
            a[x] = max(ZERO, a[x] - other)
        else:
            a[x] = clipped((a[x] - depth * (ONE - other)) / max(f4(LEAST_DEPTH), ONE - depth))


@njit(**OPTIONS)
def edge_row(a: Any, edge: Any) -> None:
    """Let paint run to the rim of a wash."""
    for x in range(a.shape[0]):
        rise, fall = clipped(a[x] * f4(1 / 0.3)), clipped((a[x] - f4(0.3)) * f4(1 / 0.7))
        rise, fall = rise * rise * (f4(3) - f4(2) * rise), fall * fall * (f4(3) - f4(2) * fall)
        a[x] = a[x] + (rise * (ONE - f4(0.58) * fall) - a[x]) * edge


@njit(**OPTIONS)
def height_at(relief: Any, y: int, x: int) -> Any:
    rows, columns = relief.shape
    y, x = min(max(y, 0), rows * TILE - 1), min(max(x, 0), columns * TILE - 1)
    ty, tx = y // TILE, x // TILE
    if relief[ty, tx] == 0:
        return ZERO
    return f4(carray(pointer(relief[ty, tx]), (TILE, TILE), np.uint16)[y - ty * TILE, x - tx * TILE]) * ONE_65535TH


@njit(inline="always")
def blended(b: Any, c: Any, code: int) -> Any:
    """Return one channel of a colour over another, straight 0–1."""
    if code == BLEND_MULTIPLY:
        return b * c
    if code == BLEND_DODGE:
        return min(ONE, b / max(ONE - c, f4(1e-4))) if b > ZERO else ZERO
    if code == BLEND_BURN:
        return ONE - min(ONE, (ONE - b) / max(c, f4(1e-4))) if b < ONE else ONE
    return b + c - b * c


@njit(**OPTIONS)
def rich_pixels(
    out: Any, old: Any, a: Any, raw: Any, planes: Any, color: Any, shades: Any, options: Any, blend: int
) -> None:
    """Paint a row where more than a colour over a colour is asked for; see the twin's `_painted_pixels`."""
    pigment, locked, relief, colored = options[2], options[3] > ZERO, options[4], options[5] > ZERO
    k = f4(1 / 255)
    for x in range(out.shape[0]):
        cover = a[x]
        p = old[x]
        if cover <= ZERO:
            out[x] = p
            continue
        br, bg, bb = (
            f4(i4(p & u4(255))) * k,
            f4(i4((p >> u4(8)) & u4(255))) * k,
            f4(i4((p >> u4(16)) & u4(255))) * k,
        )
        ba = f4(i4(p >> u4(24))) * k
        if blend == BLEND_ERASE:
            keep = ONE if locked else ONE - cover
            out[x] = pack(br * keep * f4(255) + HALF, bg * keep * f4(255) + HALF, bb * keep * f4(255) + HALF,
                          ba * keep * f4(255) + HALF)  # fmt: skip
            continue
        if colored:
            per = ONE / max(f4(raw[x]), ONE)
            sa = min(f4(planes[3, x]) * per, ONE)
            un = per / max(sa, f4(1e-4))
            r, g, b = f4(planes[0, x]) * un, f4(planes[1, x]) * un, f4(planes[2, x]) * un
        else:
            r, g, b, sa = color[0] * k, color[1] * k, color[2] * k, ONE
        if relief > ZERO:
            z = (r + g + b) * f4(1 / 3)
            v = shades[x]
            shift = (f4(2) - f4(4) * z) * v * v + (f4(4) * z - ONE) * v - z
            r, g, b = r + shift, g + shift, b + shift
        r, g, b = clipped(r), clipped(g), clipped(b)
        laid = cover * sa
        un = ONE / max(ba, f4(1e-4))
        if blend != BLEND_NORMAL:
            r = r + (blended(min(br * un, ONE), r, blend) - r) * ba
            g = g + (blended(min(bg * un, ONE), g, blend) - g) * ba
            b = b + (blended(min(bb * un, ONE), b, blend) - b) * ba
        keep = ONE - cover
        alpha = ba * keep + laid
        if locked:
            laid = laid * ba
            keep = ONE - cover * sa
            alpha = ba
        rr, gg, b2 = br * keep + r * laid, bg * keep + g * laid, bb * keep + b * laid
        if pigment > ZERO and ba > ZERO and laid > ZERO:
            share = laid / max(laid + ba * keep, f4(1e-4))
            if share < f4(0.998):
                mr, mg, mb = mix_paint(br * un, bg * un, bb * un, r, g, b, share)
                rr, gg, b2 = (
                    rr + (mr * alpha - rr) * pigment,
                    gg + (mg * alpha - gg) * pigment,
                    b2 + (mb * alpha - b2) * pigment,
                )  # fmt: skip
        alpha = min(alpha, ONE)
        out[x] = pack(
            min(rr, alpha) * f4(255) + HALF, min(gg, alpha) * f4(255) + HALF, min(b2, alpha) * f4(255) + HALF,
            alpha * f4(255) + HALF,
        )  # fmt: skip


@njit(**OPTIONS)
def colored_pixels(out: Any, old: Any, a: Any, raw: Any, planes: Any) -> None:
    """Paint a row of colours plainly: base·(1 - a) + paint."""
    red, green, blue, alpha = planes[0], planes[1], planes[2], planes[3]
    for x in range(out.shape[0]):
        p = old[x]
        k = ONE - a[x]
        lay = a[x] * f4(255) / max(f4(raw[x]), ONE)
        out[x] = pack(
            min(f4(i4(p & u4(255))) * k + f4(red[x]) * lay, f4(255)) + HALF,
            min(f4(i4((p >> u4(8)) & u4(255))) * k + f4(green[x]) * lay, f4(255)) + HALF,
            min(f4(i4((p >> u4(16)) & u4(255))) * k + f4(blue[x]) * lay, f4(255)) + HALF,
            min(f4(i4(p >> u4(24))) * k + f4(alpha[x]) * lay, f4(255)) + HALF,
        )


@njit(
    types.void(
        types.int64[:, ::1],
        READ_ONLY_TABLE,
        types.int64[:, ::1],
        types.int64[:, ::1],
        types.int64[:, ::1],
        types.int64[:, ::1],
        types.int64[:, ::1],
        types.int64,
        types.int64,
        types.int64,
        types.int64,
        types.float32[::1],
        types.float32[::1],
        types.int64,
        types.int64,
    ),
    **OPTIONS,
)
def apply_rich(
    dst: Any, base: Any, mask: Any, second: Any, paint: Any, relief: Any, limit: Any,
    x0: int, y0: int, x1: int, y1: int, color: Any, options: Any, combine: int, blend: int,
) -> None:  # fmt: skip
    """Paint what a rich stroke left; see `painter.pixels.painting_reference.apply_rich`."""
    cover, shades = np.empty(TILE, np.float32), np.empty(TILE, np.float32)
    nothing = np.zeros(TILE, np.uint32)
    no_mask = np.zeros(TILE, np.uint16)
    no_planes = np.zeros((4, TILE), np.uint16)
    opacity, edge, depth = options[0], options[1], options[6]
    limited, plain = options[7] > ZERO, options[2] <= ZERO and options[3] <= ZERO and options[4] <= ZERO
    for ty in range(y0 // TILE, (y1 - 1) // TILE + 1):
        for tx in range(x0 // TILE, (x1 - 1) // TILE + 1):
            if mask[ty, tx] == 0 or dst[ty, tx] == 0:
                continue
            covered = carray(pointer(mask[ty, tx]), (TILE, TILE), np.uint16)
            out = carray(pointer(dst[ty, tx]), (TILE, TILE), np.uint32)
            xa, xb = max(0, x0 - tx * TILE), min(TILE, x1 - tx * TILE)
            for y in range(max(0, y0 - ty * TILE), min(TILE, y1 - ty * TILE)):
                a, raw = cover[: xb - xa], covered[y, xa:xb]
                cover_row(a, raw, ONE_65535TH)
                if combine != 0:
                    other = no_mask[xa:xb]
                    if second[ty, tx] != 0:
                        other = carray(pointer(second[ty, tx]), (TILE, TILE), np.uint16)[y, xa:xb]
                    dual_row(a, other, combine, depth)
                if edge > ZERO:
                    edge_row(a, edge)
                for x in range(a.shape[0]):
                    a[x] *= opacity
                if limited:
                    if limit[ty, tx] == 0:
                        for x in range(a.shape[0]):
                            a[x] = ZERO
                    else:
                        dual_row(
                            a,
                            carray(pointer(limit[ty, tx]), (TILE, TILE), np.uint16)[y, xa:xb],
                            DUAL_MULTIPLY,
                            ZERO,
                        )
                old = nothing[xa:xb]
                if base[ty, tx] != 0:
                    old = carray(pointer(base[ty, tx]), (TILE, TILE), np.uint32)[y, xa:xb]
                planes = no_planes[:, xa:xb]
                if paint[ty, tx] != 0:
                    planes = carray(pointer(paint[ty, tx]), (4, TILE, TILE), np.uint16)[:, y, xa:xb]
                if paint[ty, tx] != 0 and plain and blend == BLEND_NORMAL:
                    colored_pixels(out[y, xa:xb], old, a, raw, planes)
                    continue
                if options[4] > ZERO:
                    for x in range(xb - xa):
                        gy, gx = ty * TILE + y, tx * TILE + xa + x
                        slope = height_at(relief, gy, gx + 1) - height_at(relief, gy, gx - 1)
                        slope += height_at(relief, gy + 1, gx) - height_at(relief, gy - 1, gx)
                        shades[x] = clipped(HALF + slope * options[4] * f4(RELIEF))
                rich_pixels(out[y, xa:xb], old, a, raw, planes, color, shades, options, blend)
