"""The twins of the rich kernels: dabs of any tip, wet paint, and the painting of what they leave, in plain numpy.

They define what `painter.pixels.compiled.painting` must do and serve until that is ready; see
`painter.pixels.reference`, which has the twins of all other kernels.

A rich stroke has, beside its mask, up to two kinds of tiles: *paint*, (4, 128, 128) uint16 planes of premultiplied
red, green, blue and alpha, so that the layer shows ``base·(1 - mask) + paint``; and *relief*, (128, 128) uint16
heights. Where a table holds 0 the stroke has no such tile.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from painter.document.geometry import TILE, Rect
from painter.pixels import spectral
from painter.pixels.reference import GLAZE, WASH, memory_at

MOST_ROW: Final = 8192
PICK_UP_SIDE: Final = 10
LEAST_DEPTH: Final = 0.12
RELIEF: Final = 0.5

DUAL_MULTIPLY: Final = 1
DUAL_SUBTRACT: Final = 2
DUAL_HEIGHT: Final = 3

BLEND_NORMAL: Final = 0
BLEND_MULTIPLY: Final = 1
BLEND_SCREEN: Final = 2
BLEND_DODGE: Final = 3
BLEND_BURN: Final = 4
BLEND_ERASE: Final = 5

ROW_LENGTH: Final = 20
"""Of a rich dab: x, y, radius, hardness, strength, ceiling, ratio, cos, sin, flip x, flip y (±1), picture, gain and
depth of the paper, red, green, blue (0–1), load, length, relief."""

F32 = NDArray[Any]
I64 = NDArray[np.int64]


def rich_dabs(
    mask: I64,
    paint: I64,
    relief: I64,
    base: I64,
    rows: F32,
    accumulate: int,
    texels: F32,
    pictures: I64,
    paper: NDArray[np.uint8],
    paper_x: int,
    paper_y: int,
    carried: F32,
    options: F32,
) -> None:
    """Lay dabs of any tip, one after the other.

    Args:
        mask, paint, relief: (rows, columns) addresses of the stroke's tiles.
        base: Addresses of the tiles that wet paint is picked up from, together with the stroke so far.
        rows: (n, `ROW_LENGTH`) float32; see there.
        texels: Pictures at sizes that halve, each (size + 2)² float32 with a border of nothing; where the tip
            has light and shade its premultiplied lightness follows.
        pictures: (count, levels) int64: where a picture begins in `texels`, times 65536, plus its size. With no
            pictures the tip is round.
        paper: (side, side) uint8 tooth that repeats, moved by `paper_x`, `paper_y`.
        carried: (5,) float32, premultiplied colour on the brush 0–1, and whether there is any; changed in place.
        options: (5,) float32: whether paint mixes, how much as pigment, the stroke's opacity, radius of picking up
            in radii, whether pictures have lightness.
    """
    height, width = mask.shape[0] * TILE, mask.shape[1] * TILE
    for row in rows:
        x, y, radius = row[0], row[1], max(row[2], np.float32(0.5))
        if options[0] > 0:
            held = _picked_up(mask, paint, base, x, y, max(np.float32(0.5), radius * options[3]), options[2])
            keep = row[18] if carried[4] > 0 else np.float32(0)
            carried[:4] = carried[:4] * keep + held * (1 - keep)
            carried[4] = 1
            color = _mixed_color(carried, row, float(options[1]))
        else:
            color = np.array([*row[14:17], 1], np.float32) * np.float32(65535)
        box = _reached(row, radius, len(pictures) > 0).intersected(Rect(0, 0, width, height))
        if box.empty:
            continue
        shape, light = _shape(row, radius, box, texels, pictures, options[4] > 0)
        if row[13] > 0:
            side = paper.shape[0]
            tooth = paper[
                np.ix_((np.arange(box.y0, box.y1) + paper_y) % side, (np.arange(box.x0, box.x1) + paper_x) % side)
            ]
            steep = np.float32(1) / max(np.float32(LEAST_DEPTH), np.float32(1) - row[13])
            shape = np.clip((shape * row[12] - row[13] * np.float32(1 / 255) * tooth) * steep, 0, 1)
        strength = row[4] * min(np.float32(1), np.float32(2) * row[2])
        _laid(mask, paint, relief, box, shape, light, color, strength, row, accumulate)


def _reached(row: F32, radius: Any, pictured: bool) -> Rect:
    """Return the pixels a dab may touch."""
    x, y, ratio, cos, sin = row[0], row[1], row[6], row[7], row[8]
    one = np.float32(1)
    if pictured:
        reach_x = radius * (abs(cos) + ratio * abs(sin)) + one
        reach_y = radius * (abs(sin) + ratio * abs(cos)) + one
    else:
        reach_x = np.sqrt((radius * cos) ** 2 + (radius * ratio * sin) ** 2) + one
        reach_y = np.sqrt((radius * sin) ** 2 + (radius * ratio * cos) ** 2) + one
    return Rect(
        int(np.floor(x - reach_x)),
        int(np.floor(y - reach_y)),
        int(np.floor(x + reach_x)) + 1,
        int(np.floor(y + reach_y)) + 1,
    )


def _turned(row: F32, box: Rect) -> tuple[F32, F32]:
    """Return the pixels of a box in the tip's own directions."""
    dx = (np.arange(box.x0, box.x1, dtype=np.float32) + np.float32(0.5) - row[0]) * row[9]
    dy = (np.arange(box.y0, box.y1, dtype=np.float32) + np.float32(0.5) - row[1]) * row[10]
    cos, sin = row[7], row[8]
    return dx[None] * cos + dy[:, None] * sin, dy[:, None] * cos - dx[None] * sin


def _shape(row: F32, radius: Any, box: Rect, texels: F32, pictures: I64, lit: bool) -> tuple[F32, F32 | None]:
    """Return a dab's coverage over a box and, for a picture with lightness, that."""
    along, across = _turned(row, box)
    flat = np.float32(1) / row[6]
    if not len(pictures):
        return elliptical(along, across, flat, radius, row[3]), None
    sizes = pictures[0] & 0xFFFF
    level = 0
    while level + 1 < len(sizes) and sizes[level + 1] >= 2 * radius:
        level += 1
    size, start = int(sizes[level]), int(pictures[int(row[11]), level] >> 16)
    scale, middle = np.float32(size) * np.float32(0.5) / radius, np.float32(size + 1) * np.float32(0.5)
    most = np.float32(size + 1) - np.float32(1e-3)
    u, v = np.clip(along * scale + middle, 0, most), np.clip(across * flat * scale + middle, 0, most)
    count = (size + 2) ** 2
    shape = _bilinear(texels[start : start + count].reshape(size + 2, size + 2), u, v)
    if not lit:
        return shape, None
    light = _bilinear(texels[start + count : start + 2 * count].reshape(size + 2, size + 2), u, v)
    return shape, np.clip(light / np.maximum(shape, np.float32(1e-3)), 0, 1)


def elliptical(along: F32, across: F32, flat: Any, radius: Any, hardness: Any) -> F32:
    """Return a round tip's coverage, flattened across; see `painter.pixels.reference.falloff` for ratio 1.

    Distances are measured in the stretched tip, widths of edges in pixels, so a blade has crisp edges too.
    """
    one, half = np.float32(1), np.float32(0.5)
    v = across * flat
    q = along * along + v * v
    steep = np.maximum(np.sqrt((along**2 + (v * flat) ** 2) / np.maximum(q, np.float32(1e-6))), one)
    width = np.maximum(steep, (one - hardness) * radius + half * steep)
    t = np.clip((radius + half * steep - np.sqrt(q)) / width, 0, 1)
    softness = np.minimum(width / steep - one, one)
    result: F32 = t + (t * t * (3 - 2 * t) - t) * softness
    return result


def _bilinear(picture: F32, u: F32, v: F32) -> F32:
    iu, iv = u.astype(np.int32), v.astype(np.int32)
    fu, fv = u - iu, v - iv
    top = picture[iv, iu] + (picture[iv, iu + 1] - picture[iv, iu]) * fu
    low = picture[iv + 1, iu] + (picture[iv + 1, iu + 1] - picture[iv + 1, iu]) * fu
    result: F32 = (top + (low - top) * fv).astype(np.float32)
    return result


def _laid(
    mask: I64,
    paint: I64,
    relief: I64,
    box: Rect,
    shape: F32,
    light: F32 | None,
    color: F32,
    strength: Any,
    row: F32,
    accumulate: int,
) -> None:
    full, half = np.float32(65535), np.float32(0.5)
    top = np.floor(row[5] * full) if accumulate == GLAZE else full
    for tx, ty in box.tiles():
        if not mask[ty, tx]:
            continue
        hit = box.intersected(Rect(tx * TILE, ty * TILE, tx * TILE + TILE, ty * TILE + TILE))
        own = hit.moved(-tx * TILE, -ty * TILE)
        here = np.s_[own.y0 : own.y1, own.x0 : own.x1]
        there = np.s_[hit.y0 - box.y0 : hit.y1 - box.y0, hit.x0 - box.x0 : hit.x1 - box.x0]
        f = shape[there]
        if relief[ty, tx]:
            heights = memory_at(int(relief[ty, tx]), (TILE, TILE), np.uint16)[here]
            heights[...] = (heights + (f * full - heights) * f * row[19] + half).astype(np.uint16)
        m = memory_at(int(mask[ty, tx]), (TILE, TILE), np.uint16)[here]
        old = m.astype(np.float32)
        if accumulate == WASH:
            a = np.minimum(f * strength, np.float32(1))
            new = np.maximum(old, a * full)
        else:
            a = _deposit(f * (strength * np.float32(1 / 8)))
            new = old + np.maximum(0, top - old) * a
        if paint[ty, tx]:
            share = new / np.maximum(old + (full - old) * a, np.float32(1e-3))
            planes = memory_at(int(paint[ty, tx]), (4, TILE, TILE), np.uint16)[:, own.y0 : own.y1, own.x0 : own.x1]
            laid = np.broadcast_to(color[:, None, None], planes.shape).copy()
            if light is not None:
                laid[:3] = np.clip(laid[:3] + _shift(color[:3].sum() / (3 * full), light[there]) * full, 0, full)
            planes[...] = (planes * ((1 - a) * share) + laid * (a * share) + half).astype(np.uint16)
        m[...] = (new + half).astype(np.uint16)


def _deposit(eighth: F32) -> F32:
    """Return 1 - exp(-8·eighth); see `painter.pixels.reference`."""
    u = 1 - eighth * (1 - eighth * np.float32(1 / 2) * (1 - eighth * np.float32(1 / 3)))
    laid: F32 = 1 - ((u * u) ** 2) ** 2
    return laid


def _shift(z: Any, light: Any) -> Any:
    """Return what a colour of lightness z gains under a light of 0 (black) over 0.5 (as it is) to 1 (white)."""
    return (2 - 4 * z) * light * light + (4 * z - 1) * light - z


def _picked_up(mask: I64, paint: I64, base: I64, x: Any, y: Any, reach: Any, opacity: Any) -> F32:
    """Return the mean of the layer under a tip, with the stroke so far, premultiplied 0–1."""
    count = max(1, min(PICK_UP_SIDE, int(reach) + 1))
    step = np.float32(2) * reach / np.float32(count)
    offsets = (np.arange(count, dtype=np.float32) + np.float32(0.5)) * step - reach
    total, weight = np.zeros(4, np.float32), np.float32(0)
    for dy in offsets:
        for dx in offsets:
            w = np.float32(1) - (dx * dx + dy * dy) / (reach * reach)
            px, py = int(np.floor(x + dx)), int(np.floor(y + dy))
            if w <= 0 or not (0 <= px < mask.shape[1] * TILE and 0 <= py < mask.shape[0] * TILE):
                continue
            ty, tx = py // TILE, px // TILE
            oy, ox = py - ty * TILE, px - tx * TILE
            seen = np.zeros(4, np.float32)
            if base[ty, tx]:
                seen += memory_at(int(base[ty, tx]), (TILE, TILE, 4), np.uint8)[oy, ox] * np.float32(1 / 255)
            if mask[ty, tx] and paint[ty, tx]:
                scale = np.float32(1 / 65535) * opacity
                m = memory_at(int(mask[ty, tx]), (TILE, TILE), np.uint16)[oy, ox] * scale
                planes = memory_at(int(paint[ty, tx]), (4, TILE, TILE), np.uint16)
                seen = seen * (1 - m) + planes[:, oy, ox] * scale
            total += w * seen
            weight += w
    return total / weight if weight > 0 else total


def _mixed_color(carried: F32, row: F32, pigment: float) -> F32:
    """Return the brush's own paint with what it carries, premultiplied 0–65535."""
    load, held = row[17], carried[3]
    alpha = load + (1 - load) * held
    color = np.append(carried[:3] * (1 - load) + row[14:17] * load, alpha).astype(np.float32)
    if pigment > 0 and held > 1e-3 and 0 < load < 1:
        paint = spectral.mixed(carried[:3] / held, row[14:17], np.float32(load / alpha))
        color[:3] += (paint * alpha - color[:3]) * np.float32(pigment)
    return color * np.float32(65535)


def smear_dabs(mask: I64, paint: I64, base: I64, rows: F32, held: F32, state: F32) -> None:
    """Drag the picture under a round tip along.

    Each dab lays what the tip holds and then takes up some of the layer as it was before the stroke, so that
    dragging does not blur.

    Args:
        rows: As for `rich_dabs`; strength is how much a dab lays (0–1), length how much the tip keeps.
        held: (4, side, side) float32 premultiplied 0–65535, its middle under the dab; changed in place.
        state: (1,) float32: whether the tip holds anything yet.

    Source: Chu, Baxter, Wei, Govindaraju 2010, Detail-preserving paint modeling for 3D brushes, section 4.
    """
    height, width = mask.shape[0] * TILE, mask.shape[1] * TILE
    side = held.shape[1]
    full, half = np.float32(65535), np.float32(0.5)
    for row in rows:
        radius = max(row[2], np.float32(0.5))
        left, up = int(np.floor(row[0])) - side // 2, int(np.floor(row[1])) - side // 2
        keep, strength = (row[18], row[4]) if state[0] > 0 else (np.float32(0), np.float32(0))
        state[0] = 1
        reach = radius + np.float32(1)
        box = Rect(
            int(np.floor(row[0] - reach)),
            int(np.floor(row[1] - reach)),
            int(np.floor(row[0] + reach)) + 1,
            int(np.floor(row[1] + reach)) + 1,
        )
        box = box.intersected(Rect(left, up, left + side, up + side)).intersected(Rect(0, 0, width, height))
        if box.empty:
            continue
        along, across = _turned(row, box)
        shape = elliptical(along, across, np.float32(1) / row[6], radius, row[3])
        for tx, ty in box.tiles():
            hit = box.intersected(Rect(tx * TILE, ty * TILE, tx * TILE + TILE, ty * TILE + TILE))
            own = hit.moved(-tx * TILE, -ty * TILE)
            here = np.s_[own.y0 : own.y1, own.x0 : own.x1]
            mine = held[:, hit.y0 - up : hit.y1 - up, hit.x0 - left : hit.x1 - left]
            if mask[ty, tx]:
                a = shape[hit.y0 - box.y0 : hit.y1 - box.y0, hit.x0 - box.x0 : hit.x1 - box.x0] * strength
                m = memory_at(int(mask[ty, tx]), (TILE, TILE), np.uint16)[here]
                planes = memory_at(int(paint[ty, tx]), (4, TILE, TILE), np.uint16)[(np.s_[:], *here)]
                planes[...] = (planes * (1 - a) + mine * a + half).astype(np.uint16)
                m[...] = (m + (full - m) * a + half).astype(np.uint16)
            mine *= keep
            if base[ty, tx]:
                old = memory_at(int(base[ty, tx]), (TILE, TILE, 4), np.uint8)[here]
                mine += np.moveaxis(old, 2, 0) * (np.float32(257) * (1 - keep))


def apply_rich(
    dst: I64,
    base: I64,
    mask: I64,
    second: I64,
    paint: I64,
    relief: I64,
    limit: I64,
    x0: int,
    y0: int,
    x1: int,
    y1: int,
    color: F32,
    options: F32,
    combine: int,
    blend: int,
) -> None:
    """Paint a rich stroke over its base within a rectangle.

    Args:
        second: Masks of the second tip, for `combine` other than 0.
        limit: Masks that hold paint back (a selection), where ``options[7]``.
        color: (4,) float32 sRGB 0–255, where there is no paint.
        options: (8,) float32: opacity, wet edge, pigment, whether the base's alpha stays, thickness, whether
            there is paint, depth for `DUAL_HEIGHT`, whether `limit` counts.
        blend: How the colour meets the base, `BLEND_NORMAL` and so on.
    """
    rect = Rect(x0, y0, x1, y1)
    for tx, ty in rect.tiles():
        if not mask[ty, tx] or not dst[ty, tx]:
            continue
        own = rect.moved(-tx * TILE, -ty * TILE).intersected(Rect(0, 0, TILE, TILE))
        here = np.s_[own.y0 : own.y1, own.x0 : own.x1]
        raw = memory_at(int(mask[ty, tx]), (TILE, TILE), np.uint16)[here]
        cover = raw * np.float32(1 / 65535)
        if combine:
            other = _mask_part(second, tx, ty, here, cover.shape)
            cover = _combined(cover, other, combine, options[6])
        if options[1] > 0:
            cover = cover + (wet_edge(cover) - cover) * options[1]
        cover = cover * options[0]
        if options[7] > 0:
            cover = cover * _mask_part(limit, tx, ty, here, cover.shape)
        old = np.zeros((*cover.shape, 4), np.float32)
        if base[ty, tx]:
            old += memory_at(int(base[ty, tx]), (TILE, TILE, 4), np.uint8)[here] * np.float32(1 / 255)
        if paint[ty, tx]:
            planes = memory_at(int(paint[ty, tx]), (4, TILE, TILE), np.uint16)[(np.s_[:], *here)]
            laid = np.moveaxis(planes / np.maximum(raw, np.float32(1)), 0, 2).astype(np.float32)
        else:
            laid = np.broadcast_to(color * np.float32(1 / 255), old.shape)
        shades = None
        if options[4] > 0:
            shades = _shades(relief, own.moved(tx * TILE, ty * TILE), options[4])
        out = _painted_pixels(old, cover, laid, shades, options, blend)
        memory_at(int(dst[ty, tx]), (TILE, TILE, 4), np.uint8)[here] = (out * np.float32(255) + 0.5).astype(
            np.uint8
        )


def _mask_part(table: I64, tx: int, ty: int, here: Any, shape: tuple[int, ...]) -> F32:
    if not table[ty, tx]:
        return np.zeros(shape, np.float32)
    result: F32 = memory_at(int(table[ty, tx]), (TILE, TILE), np.uint16)[here] * np.float32(1 / 65535)
    return result


def _combined(cover: F32, other: F32, combine: int, depth: Any) -> F32:
    if combine == DUAL_MULTIPLY:
        return cover * other
    if combine == DUAL_SUBTRACT:
        return np.asarray(np.maximum(np.float32(0), cover - other))
    return np.asarray(np.clip((cover - depth * (1 - other)) / max(np.float32(LEAST_DEPTH), 1 - depth), 0, 1))


def wet_edge(cover: F32) -> F32:
    """Return coverage of a wash whose paint has run to the rim."""
    rise, fall = np.clip(cover / np.float32(0.3), 0, 1), np.clip((cover - np.float32(0.3)) / np.float32(0.7), 0, 1)
    rise, fall = rise * rise * (3 - 2 * rise), fall * fall * (3 - 2 * fall)
    result: F32 = rise * (1 - np.float32(0.58) * fall)
    return result


def _shades(relief: I64, rect: Rect, thickness: Any) -> F32:
    """Return how light falls on the relief from the upper left: 0.5 where it is flat."""
    area = Rect(0, 0, relief.shape[1] * TILE, relief.shape[0] * TILE)
    outer = rect.grown(1)
    heights = np.zeros((outer.height, outer.width), np.float32)
    for tx, ty in outer.intersected(area).tiles():
        if relief[ty, tx]:
            hit = outer.intersected(Rect(tx * TILE, ty * TILE, tx * TILE + TILE, ty * TILE + TILE))
            own = hit.moved(-tx * TILE, -ty * TILE)
            tile = memory_at(int(relief[ty, tx]), (TILE, TILE), np.uint16)[own.y0 : own.y1, own.x0 : own.x1]
            there = hit.moved(-outer.x0, -outer.y0)
            heights[there.y0 : there.y1, there.x0 : there.x1] = tile * np.float32(1 / 65535)
    # At the rim of the canvas the relief goes on level.
    if outer.x0 < 0:
        heights[:, 0] = heights[:, 1]
    if outer.y0 < 0:
        heights[0] = heights[1]
    if outer.x1 > area.x1:
        heights[:, -1] = heights[:, -2]
    if outer.y1 > area.y1:
        heights[-1] = heights[-2]
    slope = heights[1:-1, 2:] - heights[1:-1, :-2] + heights[2:, 1:-1] - heights[:-2, 1:-1]
    result: F32 = np.clip(np.float32(0.5) + slope * thickness * np.float32(RELIEF), 0, 1)
    return result


def _painted_pixels(old: F32, cover: F32, laid: F32, shades: F32 | None, options: F32, blend: int) -> F32:
    """Return pixels, premultiplied 0–1: `laid` (premultiplied) over `old` by `cover`."""
    a = cover[..., None]
    locked = options[3] > 0
    if blend == BLEND_ERASE:
        return old if locked else old * (1 - a)
    source_alpha = np.minimum(laid[..., 3:], 1)
    color = laid[..., :3] / np.maximum(source_alpha, np.float32(1e-4))
    if shades is not None:
        z = color.mean(-1, keepdims=True)
        color = color + _shift(z, shades[..., None])
    color = np.clip(color, 0, 1)
    base_alpha = old[..., 3:]
    straight = np.minimum(old[..., :3] / np.maximum(base_alpha, np.float32(1e-4)), 1)
    if blend != BLEND_NORMAL:
        color = color + (blended(straight, color, blend) - color) * base_alpha
    laid_alpha, keep = a * source_alpha, 1 - a
    alpha = base_alpha * keep + laid_alpha
    if locked:
        laid_alpha, keep, alpha = laid_alpha * base_alpha, 1 - a * source_alpha, base_alpha
    mixed = old[..., :3] * keep + color * laid_alpha
    if options[2] > 0:
        share = laid_alpha / np.maximum(laid_alpha + base_alpha * keep, np.float32(1e-4))
        paint = spectral.mixed(straight, color, share[..., 0])
        pigmented = (base_alpha > 0) & (laid_alpha > 0) & (share < 0.998)
        mixed = np.where(pigmented, mixed + (paint * alpha - mixed) * options[2], mixed)
    alpha = np.minimum(alpha, 1)
    result = np.concatenate([np.minimum(mixed, alpha), alpha], axis=-1).astype(np.float32)
    return np.where(a > 0, result, old)


def blended(base: F32, color: F32, blend: int) -> F32:
    """Return a colour over a base, both straight 0–1."""
    if blend == BLEND_MULTIPLY:
        return base * color
    if blend == BLEND_DODGE:
        return np.where(base > 0, np.minimum(1, base / np.maximum(1 - color, np.float32(1e-4))), 0)
    if blend == BLEND_BURN:
        return np.where(base < 1, 1 - np.minimum(1, (1 - base) / np.maximum(color, np.float32(1e-4))), 1)
    screened: F32 = base + color - base * color
    return screened
