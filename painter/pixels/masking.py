"""Pixels confined by a mask: new ones where it is full, old ones where it is empty, in between where it is partial.

Plain numpy on 16-bit integers, exact: a pixel whose mask is 0 keeps its very bytes, one whose mask is 255 takes the
new ones.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from painter.document.geometry import TILE, Rect, tile_rect
from painter.document.raster import MaskRaster, Raster, RasterDraft

U8 = NDArray[np.uint8]

BARE: U8 = np.zeros((TILE, TILE, 4), np.uint8)
BARE.flags.writeable = False


def confine(out: U8, old: U8, new: U8, share: U8) -> None:
    """Write what lies between two pictures.

    Args:
        out, old, new: (h, w, 4) uint8 premultiplied.
        share: (h, w) uint8, how much of `new` counts.
    """
    least, most = share.min(), share.max()
    if least == 255 or most == 0:
        out[...] = new if least else old
        return
    k = share[..., None].astype(np.uint16)
    total = old * (255 - k) + new * k
    # A division by 255, rounded: exact for every product of two bytes, and within 16 bits.
    total += 128
    total += total >> 8
    np.copyto(out, total >> 8, casting="unsafe")


def confine_draft(draft: RasterDraft, painted: RasterDraft, selection: MaskRaster, rect: Rect) -> None:
    """Show in `draft` what `painted` holds within a rectangle, as far as it is selected.

    Args:
        draft: Over the same raster as `painted`; only pixels of `rect` are written.
    """
    for index in rect.tiles():
        share, new = selection.tiles.get(index), painted.tiles.get(index)
        if share is None or new is None:
            continue
        part = tile_rect(index)
        hit = part.intersected(rect)
        rows, columns = slice(hit.y0 - part.y0, hit.y1 - part.y0), slice(hit.x0 - part.x0, hit.x1 - part.x0)
        old = draft.base.tiles.get(index, BARE)
        confine(
            draft.writable_tile(index)[rows, columns], old[rows, columns], new[rows, columns], share[rows, columns]
        )


def confined(old: Raster, new: Raster, selection: MaskRaster | None) -> Raster:
    """Return `new` where it is selected, `old` elsewhere: `painter.document.selection.mixed`, but quick.

    Tiles that are selected as a whole are the very tiles of `new`.
    """
    if selection is None or old is new:
        return new
    tiles = dict(old.tiles)
    for index, share in selection.tiles.items():
        a, b = old.tiles.get(index), new.tiles.get(index)
        if a is b:
            continue
        if share.min() == 255:
            if b is None:
                del tiles[index]
            else:
                tiles[index] = b
        elif share.max():
            made = np.empty((TILE, TILE, 4), np.uint8)
            confine(made, BARE if a is None else a, BARE if b is None else b, share)
            if a is None or not np.array_equal(made, a):
                tiles[index] = made
    same = tiles.keys() == old.tiles.keys() and all(tile is old.tiles[index] for index, tile in tiles.items())
    return old if same else Raster(old.width_px, old.height_px, tiles)


def with_alpha_of(new: Raster, old: Raster) -> Raster:
    """Return `new` with the alpha of `old`: colours change, what is transparent stays so."""
    if new is old:
        return new
    draft = RasterDraft(old)
    for index, tile in old.tiles.items():
        made = new.tiles.get(index)
        if made is None or made is tile:
            continue
        alpha, before = made[..., 3:].astype(np.uint32), tile[..., 3:].astype(np.uint32)
        colors = (made[..., :3] * before + alpha // 2) // np.maximum(alpha, 1)
        out = draft.writable_tile(index)
        out[..., :3] = np.where(alpha > 0, np.minimum(colors, before), tile[..., :3])
    return draft.commit()
