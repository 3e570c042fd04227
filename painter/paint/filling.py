"""Filling: one colour, or a gradient, over a layer. Pure functions; what is selected is the caller's to mix in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from painter.document.geometry import TILE, Rect, tile_rect
from painter.document.raster import MaskRaster, Raster, RasterDraft

Color = tuple[int, int, int]
U8 = NDArray[np.uint8]
F32 = NDArray[np.float32]

STOPS = 1024
"""How finely a gradient's colours are laid out beforehand; finer than 8 bits on any canvas edge to edge."""
COARSE = 4
"""How many pixels share a value while a gradient is still dragged."""
GRAIN = 512
"""Edge of the square of grain that is laid over the canvas again and again."""


class GradientKind(StrEnum):
    """How the colours run."""

    LINEAR = "linear"
    RADIAL = "radial"
    CONICAL = "conical"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gradient:
    """A run of colours from one point to another.

    Attributes:
        x0, y0: Where it begins: its middle where it is radial or conical.
        x1, y1: Where it ends: on its rim where it is radial, the way its seam goes where it is conical.
        start, end: sRGB, 0–255 each.
        start_alpha, end_alpha: 0 to 1.
    """

    kind: GradientKind
    x0: float
    y0: float
    x1: float
    y1: float
    start: Color
    end: Color
    start_alpha: float = 1.0
    end_alpha: float = 1.0


def filled(
    raster: Raster,
    color: Color,
    *,
    opacity: float = 1.0,
    where: MaskRaster | None = None,
    behind: bool = False,
) -> Raster:
    """Return a raster with a colour laid over it.

    Args:
        opacity: 0 to 1.
        where: How much of the colour each pixel takes; None for the whole canvas.
        behind: Lay the colour behind the paint that is there.
    """
    where = MaskRaster(raster.width_px, raster.height_px, outside=255) if where is None else where
    draft = RasterDraft(raster)
    paint = np.array((*color, 255), np.float32)
    canvas = raster.canvas
    for index in canvas.tiles():
        share = where.tiles.get(index)
        if share is None and not where.outside:
            continue
        hit = tile_rect(index).intersected(canvas)
        rows, columns = slice(0, hit.height), slice(0, hit.width)
        out = draft.writable_tile(index)[rows, columns]
        if share is None and opacity >= 1.0 and not behind:
            out[...] = (*color, 255)
            continue
        amount = np.full((1, 1, 1), opacity, np.float32)
        if share is not None:
            amount = share[rows, columns, None] * np.float32(opacity / 255)
        if behind:
            amount = amount * (1 - out[..., 3:] * np.float32(1 / 255))
            out[...] = np.rint(out + paint * amount)
        else:
            out[...] = np.rint(out + (paint - out) * amount)
    return draft.commit()


def gradient_over(raster: Raster, gradient: Gradient, *, opacity: float = 1.0, coarse: bool = False) -> Raster:
    """Return a raster with a gradient laid over the whole canvas.

    Args:
        opacity: 0 to 1, of the gradient as a whole.
        coarse: Quick, for while it is dragged: without dither, a value for some pixels together.
    """
    draft = RasterDraft(raster)
    colors = _colors(gradient, opacity)
    plain = min(gradient.start_alpha, gradient.end_alpha) * opacity >= 1.0
    canvas = raster.canvas
    for top in range(0, canvas.height, TILE):
        strip = Rect(0, top, canvas.width, min(top + TILE, canvas.height))
        paint = _coarse_strip(gradient, colors, strip) if coarse else _strip(gradient, colors, strip)
        for index in strip.tiles():
            part = tile_rect(index).intersected(strip)
            over = paint[:, part.x0 : part.x1]
            out = draft.writable_tile(index)[: part.height, : part.width]
            if plain:
                out[...] = over
            else:
                rest = 255 - over[..., 3:].astype(np.uint16)
                kept = out * rest + 128
                out[...] = over + ((kept + (kept >> 8)) >> 8).astype(np.uint8)
    return draft.commit()


def _colors(gradient: Gradient, opacity: float) -> F32:
    """Return the run of colours, (`STOPS`, 4) premultiplied, 0 to 255.

    Straight colours run evenly, so that a colour going transparent does not darken.
    """
    t = np.linspace(0, 1, STOPS, dtype=np.float32)[:, None]
    alpha = (gradient.start_alpha + (gradient.end_alpha - gradient.start_alpha) * t) * opacity
    start, end = np.array(gradient.start, np.float32), np.array(gradient.end, np.float32)
    made: F32 = np.concatenate(((start + (end - start) * t) * alpha, alpha * 255), 1).astype(np.float32)
    return made


def _strip(gradient: Gradient, colors: F32, rect: Rect) -> U8:
    x = np.arange(rect.x0, rect.x1, dtype=np.float32) + np.float32(0.5)
    y = np.arange(rect.y0, rect.y1, dtype=np.float32) + np.float32(0.5)
    place = np.rint(_progress(gradient, x[None, :], y[:, None]) * (STOPS - 1)).astype(np.int16)
    values = np.take(colors, place, axis=0)
    # All channels by the same grain: no colour grows brighter than its alpha.
    grain = _grain(rect)[..., None]
    made: U8 = np.floor(values + grain).astype(np.uint8)
    # Fully transparent and fully opaque ends are not to be grained away.
    np.minimum(made[..., :3], made[..., 3:], out=made[..., :3])
    return made


def _coarse_strip(gradient: Gradient, colors: F32, rect: Rect) -> U8:
    x = np.arange(rect.x0, rect.x1, COARSE, dtype=np.float32) + np.float32(COARSE / 2)
    y = np.arange(rect.y0, rect.y1, COARSE, dtype=np.float32) + np.float32(COARSE / 2)
    place = np.rint(_progress(gradient, x[None, :], y[:, None]) * (STOPS - 1)).astype(np.int16)
    values = np.take(np.rint(colors).astype(np.uint8), place, axis=0)
    size = (values.shape[1] * COARSE, values.shape[0] * COARSE)
    wide = np.asarray(cv2.resize(values, size, interpolation=cv2.INTER_NEAREST), np.uint8)
    return wide[: rect.height, : rect.width]


def _progress(gradient: Gradient, x: F32, y: F32) -> F32:
    """Return how far along the run points are, 0 to 1."""
    dx, dy = gradient.x1 - gradient.x0, gradient.y1 - gradient.y0
    length = float(np.hypot(dx, dy))
    px, py = x - np.float32(gradient.x0), y - np.float32(gradient.y0)
    if length < 1e-6:
        return np.ones(np.broadcast_shapes(x.shape, y.shape), np.float32)
    along = px * np.float32(dx) + py * np.float32(dy)
    if gradient.kind is GradientKind.LINEAR:
        t: NDArray[Any] = along / np.float32(length**2)
    elif gradient.kind is GradientKind.RADIAL:
        t = np.hypot(px, py) / np.float32(length)
    else:
        aside = py * np.float32(dx) - px * np.float32(dy)
        t = np.asarray(cv2.phase(along, aside), np.float32) / np.float32(2 * np.pi)
    made: F32 = np.clip(t, 0, 1).astype(np.float32)
    return made


def _grain(rect: Rect) -> F32:
    """Return 0 to below 1 a pixel: what rounding down needs to be right on average, without a pattern to see.

    Source: interleaved gradient noise, Jorge Jimenez, Next Generation Post Processing in Call of Duty (2014).
    """
    x = np.arange(rect.x0, rect.x1) % GRAIN
    y = np.arange(rect.y0, rect.y1) % GRAIN
    return _grain_square()[y[:, None], x[None, :]]


@cache
def _grain_square() -> F32:
    at = np.arange(GRAIN, dtype=np.float64)
    noise = (52.9829189 * ((0.06711056 * at[None, :] + 0.00583715 * at[:, None]) % 1.0)) % 1.0
    return noise.astype(np.float32) * np.float32(0.9999)
