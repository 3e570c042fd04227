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
    BlendMode.HUE: lambda b, s: _set_lum(_set_sat(s, _sat(b)), _lum(b)),
    BlendMode.SATURATION: lambda b, s: _set_lum(_set_sat(b, _sat(s)), _lum(b)),
    BlendMode.COLOR: lambda b, s: _set_lum(s, _lum(b)),
    BlendMode.LUMINOSITY: lambda b, s: _set_lum(b, _lum(s)),
}


def straight(pixels: NDArray[np.uint8]) -> Array:
    """Return premultiplied bytes as straight colours 0–1."""
    values = pixels.astype(np.float64) / 255
    with np.errstate(all="ignore"):
        color = np.where(values[..., 3:] > 0, values[..., :3] / values[..., 3:], 0)
    return np.concatenate([color, values[..., 3:]], -1)


def blended(backdrop: Array, source: Array, mode: BlendMode, opacity: float = 1.0) -> Array:
    """Return straight `source` composited over straight `backdrop`, (…, 4) each."""
    ab, as_ = backdrop[..., 3:], source[..., 3:] * opacity
    cb, cs = backdrop[..., :3], source[..., :3]
    mixed = (1 - ab) * cs + ab * FORMULAS[mode](cb, cs)
    alpha = as_ + ab - as_ * ab
    color = as_ * mixed + (1 - as_) * ab * cb
    with np.errstate(all="ignore"):
        return np.concatenate([np.where(alpha > 0, color / alpha, 0), alpha], -1)


def composited(nodes: Sequence[Node], height: int, width: int, below: Array | None = None) -> Array:
    """Return a stack of layers and groups, (h, w, 4) straight."""
    result = np.zeros((height, width, 4)) if below is None else below
    for node in nodes:
        if not node.visible:
            continue
        if isinstance(node, Group):
            if not node.isolated:
                result = composited(node.children, height, width, result)
                continue
            source = composited(node.children, height, width)
        else:
            assert isinstance(node, Layer)
            source = straight(node.raster.read(node.raster.canvas))
        result = blended(result, source, node.mode, node.opacity)
    return result


def premultiplied(pixels: Array) -> Array:
    """Return straight colours premultiplied, 0–255, not rounded."""
    return np.concatenate([pixels[..., :3] * pixels[..., 3:], pixels[..., 3:]], -1) * 255
