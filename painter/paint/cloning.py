"""Painting with what lies elsewhere: cloning, healing and patterns.

Works on the layer as it was before the stroke, so a clone never copies itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from painter.document.geometry import TILE, Rect
from painter.document.raster import RasterDraft
from painter.pixels.dab import StrokeMask

Picture = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Clone:
    """What a stroke lays instead of a colour.

    Attributes:
        dx, dy: Where it comes from, in pixels from where it goes.
        heal: Keep the light of the place it goes to, and bring only the texture.
        pattern: (h, w, 4) uint8 premultiplied tile that repeats over the canvas, instead of the layer itself.
    """

    dx: int = 0
    dy: int = 0
    heal: bool = False
    pattern: NDArray[np.uint8] | None = None


def clone_pixels(
    draft: RasterDraft, mask: StrokeMask, rect: Rect, clone: Clone, *, opacity: float, radius_px: float
) -> None:
    """Paint a draft's base through a mask, within `rect`."""
    rect = rect.intersected(mask.canvas)
    if rect.empty:
        return
    picture = _source(draft, rect, clone, radius_px)
    draft.make_writable(index for index in rect.tiles() if index in mask.tiles)
    for index in rect.tiles():
        covered = mask.tiles.get(index)
        if covered is None:
            continue
        own = rect.moved(-index.tx * TILE, -index.ty * TILE).intersected(Rect(0, 0, TILE, TILE))
        here = np.s_[own.y0 : own.y1, own.x0 : own.x1]
        place = own.moved(index.tx * TILE - rect.x0, index.ty * TILE - rect.y0)
        a = covered[here][..., None] * np.float32(opacity / 65535)
        base = draft.base.tiles.get(index)
        old = np.float32(0) if base is None else base[here].astype(np.float32)
        laid = picture[place.y0 : place.y1, place.x0 : place.x1]
        draft.tiles[index][here] = (old * (1 - a) + laid * a + np.float32(0.5)).astype(np.uint8)


def _source(draft: RasterDraft, rect: Rect, clone: Clone, radius_px: float) -> Picture:
    """Return what is laid over `rect`, (h, w, 4) float32 0–255 premultiplied."""
    if clone.pattern is not None:
        height, width = clone.pattern.shape[:2]
        rows = (np.arange(rect.y0, rect.y1) + clone.dy) % height
        columns = (np.arange(rect.x0, rect.x1) + clone.dx) % width
        return clone.pattern[np.ix_(rows, columns)].astype(np.float32)
    if not clone.heal:
        return draft.base.read(rect.moved(clone.dx, clone.dy)).astype(np.float32)
    sigma = max(1.0, radius_px / 2)
    margin = int(np.ceil(3 * sigma))
    wide = rect.grown(margin)
    source = draft.base.read(wide.moved(clone.dx, clone.dy)).astype(np.float32)
    target = draft.base.read(wide).astype(np.float32)
    healed = source + _blurred(target - source, sigma)
    inner = healed[margin:-margin, margin:-margin]
    alpha = np.clip(inner[..., 3:], 0, 255)
    return np.concatenate([np.clip(inner[..., :3], 0, alpha), alpha], axis=-1)


def _blurred(picture: Picture, sigma: float) -> Picture:
    """Return a picture blurred nearly by a Gaussian: three passes of a running mean each way.

    Source: Wells 1986, Efficient synthesis of Gaussian filters by cascaded uniform filters.
    """
    width = max(1, round(np.sqrt(12 * sigma * sigma / 3 + 1)) | 1)
    for axis in (0, 1):
        for _ in range(3):
            padded = np.pad(
                picture, [(width // 2 + 1, width // 2) if i == axis else (0, 0) for i in range(3)], mode="edge"
            )
            total = np.cumsum(padded, axis=axis, dtype=np.float64)
            upper = np.take(total, range(width, total.shape[axis]), axis=axis)
            lower = np.take(total, range(total.shape[axis] - width), axis=axis)
            picture = ((upper - lower) / width).astype(np.float32)
    return picture
