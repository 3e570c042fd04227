"""The twins: every kernel in plain numpy. They define what the compiled kernels must do, and serve until those
are ready.

Same names, arguments and in-place effects as `painter.pixels.compiled`; nobody but `painter.pixels.kernels`
chooses between the two. Numba is not imported here. Not fast, but bearable for a first look at a picture.

Addresses in tables point at C-contiguous (128, 128) tiles: uint8 × 4 premultiplied sRGB RGBA for layers, uint16
for stroke masks. Whoever calls holds the arrays they belong to.
"""

from __future__ import annotations

import ctypes
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from painter.document.geometry import TILE, Rect
from painter.document.layer import BlendMode
from painter.pixels import modes
from painter.pixels.adjusting import (
    BY_CHANNEL_KEEPING_LUMINANCE,
    BY_HUE,
    BY_LUMINANCE,
    BY_THRESHOLD,
    NODES,
    looked_up,
    over_threshold,
    turned,
)
from painter.pixels.program import (
    CLOSE_CLIP,
    LAYER,
    OPEN_CLIP,
    POP_GROUP,
    POP_THROUGH,
    PUSH_GROUP,
    PUSH_THROUGH,
)

DISPLAY: Final = 0
PREMULTIPLIED: Final = 1
STRAIGHT: Final = 2

CHECKER_PX: Final = 16
CHECKER_LIGHT: Final = 0xA2
CHECKER_DARK: Final = 0x8E

BUILD: Final = 0
GLAZE: Final = 1
WASH: Final = 2

Planes = NDArray[np.float32]
"""(4, n) float32 0–1, premultiplied sRGB: red, green, blue and alpha of n pixels."""


def memory_at(address: int, shape: tuple[int, ...], dtype: Any) -> NDArray[Any]:
    """Return a view of the array that begins at an address; it must outlive the view."""
    count = int(np.prod(shape)) * np.dtype(dtype).itemsize
    buffer = memoryview((ctypes.c_uint8 * count).from_address(address))
    return np.frombuffer(buffer, dtype).reshape(shape)


# ------------------------------------------------------------------------------------------- compositing


def composite(
    out: NDArray[np.uint32],
    left: int,
    top: int,
    operations: NDArray[np.int32],
    codes: NDArray[np.int32],
    opacities: NDArray[np.float32],
    tables: NDArray[np.int64],
    masks: NDArray[np.int64],
    outsides: NDArray[np.float32],
    ways: NDArray[np.int32],
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
    """Run a program over the rectangle x0, y0, x1, y1 of the document; see `painter.pixels.program.Program`.

    Args:
        out: (h, w) uint32 whose pixel (0, 0) is the document's (left, top): RGB32 0xffRRGGBB over the
            checkerboard for `DISPLAY`; bytes R, G, B, A for `PREMULTIPLIED` and `STRAIGHT`.
        depth: Groups open at most.
        origin_x, origin_y: The document's pixel (0, 0) in the grain of dissolve.
    """
    tiled = operations == LAYER
    live = [
        memory_at(int(a), (rows, columns), np.int64) if a and t else None
        for a, t in zip(tables, tiled, strict=True)
    ]
    veils = [memory_at(int(a), (rows, columns), np.int64) if a else None for a in masks]
    for tx, ty in Rect(x0, y0, x1, y1).tiles():
        xa, xb = max(x0, tx * TILE), min(x1, tx * TILE + TILE)
        ya, yb = max(y0, ty * TILE), min(y1, ty * TILE + TILE)
        n = (xb - xa) * (yb - ya)
        window = np.s_[ya - ty * TILE : yb - ty * TILE, xa - tx * TILE : xb - tx * TILE]
        grain = grain_at(origin_x + xa, origin_y + ya, xb - xa, yb - ya).reshape(n)
        stack = [np.zeros((4, n), np.float32)]
        shapes: list[Any] = [None]
        for i, operation in enumerate(operations):
            share = _share(opacities[i], veils[i], outsides[i], tx, ty, window, n)
            if operation == LAYER:
                table = live[i]
                address = 0 if table is None else int(table[ty, tx])
                if address:
                    part = memory_at(address, (TILE, TILE, 4), np.uint8)[window]
                    source = part.reshape(n, 4).T.astype(np.float32) * (share * np.float32(1 / 255))
                    blend(int(codes[i]), stack[-1], source, grain)
            elif operation == PUSH_GROUP:
                stack.append(np.zeros((4, n), np.float32))
                shapes.append(None)
            elif operation == PUSH_THROUGH:
                stack.append(stack[-1].copy())
                shapes.append(None)
            elif operation == POP_GROUP:
                group = stack.pop()
                shapes.pop()
                blend(int(codes[i]), stack[-1], group * share, grain)
            elif operation == POP_THROUGH:
                group = stack.pop()
                shapes.pop()
                stack[-1] += (group - stack[-1]) * share
            elif operation == OPEN_CLIP:
                shapes[-1] = _made_solid(stack[-1])
            elif operation == CLOSE_CLIP:
                _given_shape(stack[-1], shapes[-1])
            else:
                shape = _made_solid(stack[-1])
                values = memory_at(int(tables[i]), (3, NODES), np.float32)
                blend(int(codes[i]), stack[-1], adjusted(int(ways[i]), values, stack[-1]) * share, grain)
                _given_shape(stack[-1], shape)
        _store(out[ya - top : yb - top, xa - left : xb - left], stack[0], xa, ya, target)


def _share(
    opacity: Any, veil: NDArray[np.int64] | None, outside: Any, tx: int, ty: int, window: Any, n: int
) -> Any:
    """Return how much of a step counts for each pixel: its opacity times its mask."""
    if veil is None:
        return opacity
    if not veil[ty, tx]:
        return opacity * outside
    values = memory_at(int(veil[ty, tx]), (TILE, TILE), np.uint8)[window]
    return values.reshape(n).astype(np.float32) * (opacity * np.float32(1 / 255))


def _made_solid(planes: Planes) -> NDArray[np.float32]:
    """Turn planes to straight colours of alpha 1, in place; return the alpha they had."""
    shape: NDArray[np.float32] = planes[3].copy()
    planes[:3] *= np.float32(1) / np.maximum(shape, modes.NOTHING)
    planes[3] = 1
    return shape


def _given_shape(planes: Planes, shape: NDArray[np.float32]) -> None:
    planes *= shape


def grain_at(x: int, y: int, width: int, height: int) -> NDArray[np.float32]:
    """Return the grain of dissolve, (height, width) float32 within 0 and 1, fixed to the document's pixels."""
    columns = np.arange(x, x + width, dtype=np.int64).astype(np.uint32) * np.uint32(0x9E3779B1)
    rows = np.arange(y, y + height, dtype=np.int64).astype(np.uint32) * np.uint32(0x85EBCA77)
    h = columns[None, :] ^ rows[:, None]
    h = (h ^ (h >> np.uint32(15))) * np.uint32(0x2C1B3C6D)
    h = (h ^ (h >> np.uint32(12))) * np.uint32(0x297A2D39)
    h ^= h >> np.uint32(15)
    grain: NDArray[np.float32] = ((h >> np.uint32(16)).astype(np.float32) + np.float32(0.5)) * np.float32(1 / 65536)
    return grain


def adjusted(way: int, values: NDArray[np.float32], planes: Planes) -> Planes:
    """Return straight colours of alpha 1 adjusted; see `painter.pixels.adjusting.AdjustmentTable`."""
    out = np.ones_like(planes)
    red, green, blue = planes[:3]
    light = modes.luminance(red, green, blue)
    if way == BY_HUE:
        out[:3] = turned(red, green, blue, *values[0, :5])
    elif way == BY_THRESHOLD:
        out[:3] = over_threshold(light, values[0, 0])
    elif way == BY_LUMINANCE:
        out[:3] = [looked_up(values[channel], light) for channel in range(3)]
    else:
        out[:3] = [looked_up(values[channel], planes[channel]) for channel in range(3)]
        if way == BY_CHANNEL_KEEPING_LUMINANCE:
            out[:3] = modes.with_luminance(out[0], out[1], out[2], light, np.float32(1))
    return out


def blend(code: int, backdrop: Planes, source: Planes, grain: NDArray[np.float32]) -> None:
    """Blend `source` onto `backdrop`, in place; `grain` is what dissolve needs."""
    mode = modes.MODES[code]
    if mode is BlendMode.DISSOLVE:
        solid = np.where(grain < source[3], np.float32(1) / np.maximum(source[3], modes.NOTHING), np.float32(0))
        source, mode = source * solid, BlendMode.NORMAL
    ab, as_ = backdrop[3], source[3]
    if mode in modes.COVERING:
        formula = modes.COVERING[mode]
        for channel in range(3):
            backdrop[channel] = formula(backdrop[channel], source[channel], ab, as_)
        backdrop[3] = formula(ab, as_, ab, as_)
        return
    if mode in modes.SEPARABLE:
        formula = modes.SEPARABLE[mode]
        for channel in range(3):
            b, s = backdrop[channel], source[channel]
            backdrop[channel] = modes.meet(b, s, ab, as_) + formula(b, s, ab, as_)
    else:
        br, bg, bb, sr, sg, sb = (*backdrop[:3], *source[:3])
        blended = modes.NON_SEPARABLE[mode](br, bg, bb, sr, sg, sb, ab, as_)
        for channel in range(3):
            backdrop[channel] = modes.meet(backdrop[channel], source[channel], ab, as_) + blended[channel]
    backdrop[3] = as_ + ab * (np.float32(1) - as_)


def _store(window: NDArray[np.uint32], planes: Planes, x: int, y: int, target: int) -> None:
    """Write planes to a window of the output whose first pixel is the document's (x, y)."""
    height, width = window.shape
    red, green, blue, alpha = np.clip(planes, np.float32(0), np.float32(1)).reshape(4, height, width)
    if target == DISPLAY:
        paper = checkerboard(x, y, width, height) * (np.float32(1) - alpha)
        r, g, b = (_byte(channel + paper) for channel in (red, green, blue))
        window[...] = b | g << 8 | r << 16 | np.uint32(0xFF000000)
        return
    if target == STRAIGHT:
        scale = np.float32(1) / np.maximum(alpha, modes.NOTHING)
        red, green, blue = (np.minimum(channel * scale, np.float32(1)) for channel in (red, green, blue))
    r, g, b, a = (_byte(channel) for channel in (red, green, blue, alpha))
    if target == STRAIGHT:
        r, g, b = (np.where(a == 0, np.uint32(0), channel) for channel in (r, g, b))
    window[...] = r | g << 8 | b << 16 | a << 24


def _byte(plane: NDArray[np.float32]) -> NDArray[np.uint32]:
    return (np.minimum(plane, np.float32(1)) * np.float32(255) + np.float32(0.5)).astype(np.uint32)


def checkerboard(x: int, y: int, width: int, height: int) -> NDArray[np.float32]:
    """Return the paper under transparent pixels, (height, width) float32 0–1, anchored to the document."""
    columns, rows = np.arange(x, x + width) // CHECKER_PX, np.arange(y, y + height) // CHECKER_PX
    dark = (columns[None, :] + rows[:, None]) & 1
    return np.where(dark == 1, np.float32(CHECKER_DARK / 255), np.float32(CHECKER_LIGHT / 255))


def half(dst: NDArray[np.uint32], src: NDArray[np.uint32], x0: int, y0: int, x1: int, y1: int) -> None:
    """Fill the rectangle of `dst` with the mean of each 2 × 2 pixels of `src`, both (h, w) RGB32.

    Where `src` has an odd side its last row or column counts twice.
    """
    ys, xs = np.arange(y0, y1), np.arange(x0, x1)
    y_next, x_next = np.minimum(2 * ys + 1, src.shape[0] - 1), np.minimum(2 * xs + 1, src.shape[1] - 1)
    total = np.full((len(ys), len(xs), 4), 2, np.uint16)
    for y, x in ((2 * ys, 2 * xs), (2 * ys, x_next), (y_next, 2 * xs), (y_next, x_next)):
        total += np.ascontiguousarray(src[np.ix_(y, x)]).view(np.uint8).reshape(total.shape)
    dst[y0:y1, x0:x1] = (total >> 2).astype(np.uint8).view(np.uint32)[..., 0]


# ------------------------------------------------------------------------------------------------ strokes


def dabs(table: NDArray[np.int64], dab_rows: NDArray[np.float32], accumulate: int) -> None:
    """Lay soft round dabs into a stroke mask.

    Args:
        table: (rows, columns) int64 addresses of (128, 128) uint16 mask tiles; 0 where no dab may go.
        dab_rows: (n, 6) float32: x, y, radius_px, hardness, strength, ceiling. Strength is the exponent of the
            deposit for `BUILD` and `GLAZE` and the greatest coverage for `WASH`; the ceiling is for `GLAZE`.
    """
    rows, columns = table.shape
    for x, y, radius, hardness, strength, ceiling in dab_rows:
        reach = max(radius, np.float32(0.5)) + np.float32(0.5)
        box = Rect(int(np.floor(x - reach)), int(np.floor(y - reach)), int(x + reach) + 2, int(y + reach) + 2)
        for tx, ty in box.intersected(Rect(0, 0, columns * TILE, rows * TILE)).tiles():
            if not table[ty, tx]:
                continue
            tile = memory_at(int(table[ty, tx]), (TILE, TILE), np.uint16)
            hit = box.moved(-tx * TILE, -ty * TILE).intersected(Rect(0, 0, TILE, TILE))
            part = tile[hit.y0 : hit.y1, hit.x0 : hit.x1]
            dx = np.arange(hit.x0, hit.x1, dtype=np.float32) + np.float32(0.5) - (x - np.float32(tx * TILE))
            dy = np.arange(hit.y0, hit.y1, dtype=np.float32) + np.float32(0.5) - (y - np.float32(ty * TILE))
            shape = falloff(np.sqrt(dx[None, :] ** 2 + dy[:, None] ** 2), radius, hardness)
            part[...] = _deposited(part.astype(np.float32), shape, strength, ceiling, accumulate)


def falloff(distance_px: NDArray[Any], radius_px: Any, hardness: Any) -> NDArray[Any]:
    """Return a round tip's coverage, 0–1, at distances from its centre.

    It falls to 0 half a pixel outside the radius. The ramp is straight where it is one pixel wide (the edge of
    a hard tip, so that a line is exactly 2·radius wide), a smoothstep from two pixels on, and in between a
    mixture, so that coverage never falls as the radius grows.
    """
    radius = np.maximum(radius_px, np.float32(0.5))
    width = np.maximum(np.float32(1), (np.float32(1) - hardness) * radius + np.float32(0.5))
    t = np.clip((radius + np.float32(0.5) - distance_px) / width, np.float32(0), np.float32(1))
    smooth = t * t * (np.float32(3) - np.float32(2) * t)
    softness = np.minimum(width - np.float32(1), np.float32(1))
    result: NDArray[Any] = (t + (smooth - t) * softness) * np.minimum(np.float32(1), np.float32(2) * radius_px)
    return result


def _deposited(
    mask: NDArray[np.float32], shape: NDArray[np.float32], strength: Any, ceiling: Any, accumulate: int
) -> NDArray[Any]:
    full, rounding = np.float32(65535), np.float32(0.5)
    if accumulate == WASH:
        washed: NDArray[Any] = np.maximum(mask, np.floor(shape * strength * full + rounding))
        return washed.astype(np.uint16)
    # 1 - exp(-strength·shape): three terms of the series for an eighth of the exponent, to the eighth power.
    z = shape * (strength * np.float32(1 / 8))
    u = np.float32(1) - z * (np.float32(1) - z * np.float32(1 / 2) * (np.float32(1) - z * np.float32(1 / 3)))
    a = np.float32(1) - ((u * u) ** 2) ** 2
    top = np.floor(ceiling * full) if accumulate == GLAZE else full
    raised: NDArray[Any] = mask + np.maximum(np.float32(0), top - mask) * a + rounding
    return raised.astype(np.uint16)


def apply_mask(
    dst: NDArray[np.int64],
    base: NDArray[np.int64],
    mask: NDArray[np.int64],
    x0: int,
    y0: int,
    x1: int,
    y1: int,
    color: NDArray[np.float32],
    opacity: float,
) -> None:
    """Paint through a stroke mask: dst = base·(1 - m·opacity) + color·m·opacity within the rectangle.

    Args:
        dst, base, mask: (rows, columns) int64 addresses of tiles. Where `mask` or `dst` has none nothing is
            done; where `base` has none it counts as transparent.
        color: (4,) float32 0–255, premultiplied; all zero erases.
    """
    scale = np.float32(opacity) * np.float32(1 / 65535)
    for tx, ty in Rect(x0, y0, x1, y1).tiles():
        if not mask[ty, tx] or not dst[ty, tx]:
            continue
        hit = Rect(x0, y0, x1, y1).moved(-tx * TILE, -ty * TILE).intersected(Rect(0, 0, TILE, TILE))
        part = np.s_[hit.y0 : hit.y1, hit.x0 : hit.x1]
        a = memory_at(int(mask[ty, tx]), (TILE, TILE), np.uint16)[part][..., None].astype(np.float32) * scale
        painted = a * color + np.float32(0.5)
        if base[ty, tx]:
            old = memory_at(int(base[ty, tx]), (TILE, TILE, 4), np.uint8)[part]
            painted += old.astype(np.float32) * (np.float32(1) - a)
        memory_at(int(dst[ty, tx]), (TILE, TILE, 4), np.uint8)[part] = painted.astype(np.uint8)


# ----------------------------------------------------------------------------------------- alpha and size


def premultiply(pixels: NDArray[np.uint8], out: NDArray[np.uint8]) -> None:
    """Multiply colour by alpha: (n, 4) uint8 straight to premultiplied, rounded to nearest."""
    alpha = pixels[:, 3:].astype(np.uint32)
    product = pixels[:, :3] * alpha + np.uint32(128)
    out[:, :3] = (product + (product >> 8)) >> 8
    out[:, 3] = pixels[:, 3]


def unpremultiply(pixels: NDArray[np.uint8], out: NDArray[np.uint8]) -> None:
    """Divide colour by alpha: (n, 4) uint8 premultiplied to straight, rounded to nearest.

    Transparent pixels become 0; a colour above its alpha counts as equal to it.
    """
    alpha = pixels[:, 3:].astype(np.uint32)
    color = np.minimum(pixels[:, :3], alpha)
    out[:, :3] = (color * np.uint32(255) + alpha // 2) // np.maximum(alpha, 1)
    out[:, 3] = pixels[:, 3]


def reduce_tiles(table: NDArray[np.int64], out: NDArray[np.float32], factor: int) -> None:
    """Average each factor × factor pixels of a raster's tiles.

    Args:
        table: (rows, columns) int64 addresses of layer tiles.
        out: (rows·128/factor, columns·128/factor, 4) float32 0–255 premultiplied, zero before.
        factor: A power of 2 up to 128.
    """
    side = TILE // factor
    for ty, tx in np.argwhere(table):
        tile = memory_at(int(table[ty, tx]), (TILE, TILE, 4), np.uint8)
        total = tile.reshape(side, factor, side, factor, 4).sum(axis=(1, 3), dtype=np.uint32)
        out[ty * side : ty * side + side, tx * side : tx * side + side] = total * np.float32(1 / factor**2)
