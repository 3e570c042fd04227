"""W3C Compositing and Blending Level 1 in float64 with straight colours, written as the recommendation has it.

Independent of `painter.pixels.modes`: shares neither its premultiplied form nor its code.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from painter.document.layer import BlendMode, Group, Layer, Node

Array = NDArray[np.float64]


def _lum(c: Array) -> Array:
    return c @ np.array([0.3, 0.59, 0.11])


def _clip_color(c: Array) -> Array:
    light, low, high = _lum(c)[..., None], c.min(-1, keepdims=True), c.max(-1, keepdims=True)
    with np.errstate(all="ignore"):
        c = np.where(low < 0, light + (c - light) * light / (light - low), c)
        return np.where(high > 1, light + (c - light) * (1 - light) / (high - light), c)


def _set_lum(c: Array, light: Array) -> Array:
    return _clip_color(c + (light - _lum(c))[..., None])


def _sat(c: Array) -> Array:
    result: Array = c.max(-1) - c.min(-1)
    return result


def _set_sat(c: Array, sat: Array) -> Array:
    low, high = c.min(-1, keepdims=True), c.max(-1, keepdims=True)
    with np.errstate(all="ignore"):
        return np.where(high > low, (c - low) * sat[..., None] / (high - low), 0)


def _hard_light(b: Array, s: Array) -> Array:
    return np.where(s <= 0.5, b * 2 * s, b + (2 * s - 1) - b * (2 * s - 1))


def _soft_light(b: Array, s: Array) -> Array:
    d = np.where(b <= 0.25, ((16 * b - 12) * b + 4) * b, np.sqrt(b))
    return np.where(s <= 0.5, b - (1 - 2 * s) * b * (1 - b), b + (2 * s - 1) * (d - b))


def _dodge(b: Array, s: Array) -> Array:
    with np.errstate(all="ignore"):
        return np.where(b == 0, 0, np.where(s >= 1, 1, np.minimum(1, b / (1 - s))))


def _burn(b: Array, s: Array) -> Array:
    with np.errstate(all="ignore"):
        return np.where(b >= 1, 1, np.where(s <= 0, 0, 1 - np.minimum(1, (1 - b) / s)))


def _vivid_light(b: Array, s: Array) -> Array:
    return np.where(s <= 0.5, _burn(b, 2 * s), _dodge(b, 2 * s - 1))


def _divide(b: Array, s: Array) -> Array:
    with np.errstate(all="ignore"):
        return np.where(b == 0, 0, np.where(s <= 0, 1, np.minimum(1, b / s)))


def _darker(b: Array, s: Array) -> Array:
    return np.where((_lum(s) < _lum(b))[..., None], s, b)


def _lighter(b: Array, s: Array) -> Array:
    return np.where((_lum(s) > _lum(b))[..., None], s, b)


FORMULAS: dict[BlendMode, Callable[[Array, Array], Array]] = {
    BlendMode.NORMAL: lambda b, s: s,
    BlendMode.MULTIPLY: lambda b, s: b * s,
    BlendMode.SCREEN: lambda b, s: b + s - b * s,
    BlendMode.OVERLAY: lambda b, s: _hard_light(s, b),
    BlendMode.DARKEN: lambda b, s: np.minimum(b, s),
    BlendMode.LIGHTEN: lambda b, s: np.maximum(b, s),
    BlendMode.COLOR_DODGE: _dodge,
    BlendMode.COLOR_BURN: _burn,
    BlendMode.HARD_LIGHT: _hard_light,
    BlendMode.SOFT_LIGHT: _soft_light,
    BlendMode.DIFFERENCE: lambda b, s: np.abs(b - s),
    BlendMode.EXCLUSION: lambda b, s: b + s - 2 * b * s,
    BlendMode.ADD: lambda b, s: np.minimum(1, b + s),
    BlendMode.SUBTRACT: lambda b, s: np.maximum(0, b - s),
    BlendMode.DIVIDE: _divide,
    BlendMode.LINEAR_BURN: lambda b, s: np.maximum(0, b + s - 1),
    BlendMode.LINEAR_LIGHT: lambda b, s: np.clip(b + 2 * s - 1, 0, 1),
    BlendMode.PIN_LIGHT: lambda b, s: np.where(s <= 0.5, np.minimum(b, 2 * s), np.maximum(b, 2 * s - 1)),
    BlendMode.VIVID_LIGHT: _vivid_light,
    BlendMode.HARD_MIX: lambda b, s: np.where(b + s >= 1 - 1e-6, 1.0, 0.0),
    BlendMode.DARKER_COLOR: _darker,
    BlendMode.LIGHTER_COLOR: _lighter,
    BlendMode.HUE: lambda b, s: _set_lum(_set_sat(s, _sat(b)), _lum(b)),
    BlendMode.SATURATION: lambda b, s: _set_lum(_set_sat(b, _sat(s)), _lum(b)),
    BlendMode.COLOR: lambda b, s: _set_lum(s, _lum(b)),
    BlendMode.LUMINOSITY: lambda b, s: _set_lum(b, _lum(s)),
}


def straight(pixels: NDArray[np.uint8]) -> Array:
    """Return premultiplied bytes as straight colours 0–1."""
    return straight_of(pixels.astype(np.float64) / 255)


def straight_of(values: Array) -> Array:
    """Return premultiplied values 0–1 as straight colours."""
    with np.errstate(all="ignore"):
        color = np.where(values[..., 3:] > 0, values[..., :3] / values[..., 3:], 0)
    return np.concatenate([color, values[..., 3:]], -1)


def near_a_jump(backdrop: Array, source: Array, mode: BlendMode) -> NDArray[np.bool_]:
    """Tell where a mode of colours jumps, so that the rounding of 8 bits decides on which side a pixel lies."""
    b, s = backdrop[..., :3], source[..., :3]
    if mode is BlendMode.HARD_MIX:
        return (np.abs(b + s - 1) < 1e-3).any(-1)
    if mode in (BlendMode.DARKER_COLOR, BlendMode.LIGHTER_COLOR):
        result: NDArray[np.bool_] = np.abs(_lum(b) - _lum(s)) < 1e-3
        return result
    return np.zeros(b.shape[:-1], bool)


def blended(
    backdrop: Array, source: Array, mode: BlendMode, opacity: float | Array = 1.0, *, atop: bool = False
) -> Array:
    """Return straight `source` composited over straight `backdrop`, (…, 4) each; `atop` keeps its alpha."""
    ab, as_ = backdrop[..., 3:], source[..., 3:] * opacity
    cb, cs = backdrop[..., :3], source[..., :3]
    if atop:
        solid = np.concatenate([cb, np.ones_like(ab)], -1)
        color = blended(solid, source, mode, opacity)
        return np.concatenate([color[..., :3], ab * color[..., 3:]], -1)
    if mode is BlendMode.ERASE:
        return np.concatenate([cb, ab * (1 - as_)], -1)
    if mode is BlendMode.BEHIND:
        alpha, color = ab + as_ * (1 - ab), ab * cb + as_ * (1 - ab) * cs
    else:
        mixed = (1 - ab) * cs + ab * FORMULAS[mode](cb, cs)
        alpha = as_ + ab - as_ * ab
        color = as_ * mixed + (1 - as_) * ab * cb
    with np.errstate(all="ignore"):
        return np.concatenate([np.where(alpha > 0, color / alpha, 0), alpha], -1)


def composited(nodes: Sequence[Node], height: int, width: int, below: Array | None = None) -> Array:
    """Return a stack of layers and groups, (h, w, 4) straight."""
    result = np.zeros((height, width, 4)) if below is None else below
    place = 0
    while place < len(nodes):
        base, clipped = nodes[place], []
        place += 1
        while place < len(nodes) and nodes[place].clipped:
            clipped.append(nodes[place])
            place += 1
        if not base.visible:
            continue
        share = base.opacity * _mask_of(base, height, width)
        if isinstance(base, Group) and not base.isolated and not any(node.visible for node in clipped):
            inside = composited(base.children, height, width, result)
            # Part of what the group did: a mixture of premultiplied pixels.
            mixed = premultiplied(result) * (1 - share) + premultiplied(inside) * share
            result = straight_of(mixed / 255)
            continue
        source = _alone(base, height, width)
        for node in clipped:
            if node.visible:
                inner = node.opacity * _mask_of(node, height, width)
                source = blended(source, _alone(node, height, width), node.mode, inner, atop=True)
        result = blended(result, source, base.mode, share)
    return result


def _alone(node: Node, height: int, width: int) -> Array:
    if isinstance(node, Group):
        return composited(node.children, height, width)
    assert isinstance(node, Layer)
    return straight(node.raster.read(node.raster.canvas))


def _mask_of(node: Node, height: int, width: int) -> Array:
    if node.mask is None or not node.mask.enabled:
        return np.ones((height, width, 1))
    values = node.mask.raster.read(node.mask.raster.canvas)
    result: Array = values[..., None] / 255
    return result


def premultiplied(pixels: Array) -> Array:
    """Return straight colours premultiplied, 0–255, not rounded."""
    return np.concatenate([pixels[..., :3] * pixels[..., 3:], pixels[..., 3:]], -1) * 255
