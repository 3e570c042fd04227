"""A stroke on a layer's mask: what is painted light reveals, what is painted dark hides, whatever engine paints it.

The engine paints on an empty picture of its own; after every step what it painted lies over the mask as it was
before, by its alpha and with its luminance. So a brush that is thin or soft hides or reveals in part.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from painter.document.geometry import TILE, Rect, tile_rect
from painter.document.raster import MaskDraft, MaskRaster, Raster
from painter.paint.limited import Drawing
from painter.paint.stroke import PenSample

_RED, _GREEN = 77, 151
"""The luminance's shares of red and green in 256; blue has the rest (0.30, 0.59, 0.11)."""


class MaskStroke:
    """A stroke in progress on a mask.

    Attributes:
        draft: What the mask looks like by now.
    """

    def __init__(self, mask: MaskRaster, stroke: Drawing) -> None:
        """Begin a stroke.

        Args:
            stroke: Paints on an empty raster over the mask's canvas.
        """
        self._stroke = stroke
        self.draft = MaskDraft(mask)

    def add(self, samples: Iterable[PenSample]) -> Rect:
        """Paint on; return the canvas pixels that may have changed."""
        return self._laid(self._stroke.add(samples))

    def end(self) -> Rect:
        """Paint up to where the pen left; return the canvas pixels that may have changed."""
        return self._laid(self._stroke.end())

    def commit(self) -> MaskRaster:
        """Return the painted mask, or the very one the stroke began on where nothing changed."""
        return self.draft.commit()

    def _laid(self, rect: Rect) -> Rect:
        base = self.draft.base
        for index in rect.tiles():
            painted = self._stroke.draft.tiles.get(index)
            if painted is None:
                continue
            part = tile_rect(index)
            hit = part.intersected(rect)
            rows, columns = slice(hit.y0 - part.y0, hit.y1 - part.y0), slice(hit.x0 - part.x0, hit.x1 - part.x0)
            old = base.tiles.get(index)
            before = np.full((TILE, TILE), base.outside, np.uint8) if old is None else old
            self.draft.writable_tile(index)[rows, columns] = laid_on_mask(
                before[rows, columns], painted[rows, columns]
            )
        return rect


def mask_picture(mask: MaskRaster) -> Raster:
    """Return a mask's values over the canvas as an opaque grey picture: what tools and filters work on."""
    grey = np.repeat(mask.read(mask.canvas)[..., None], 4, -1)
    grey[..., 3] = 255
    return Raster.from_array(mask.width_px, mask.height_px, grey)


def mask_of_picture(picture: Raster, mask: MaskRaster, selection: MaskRaster | None = None) -> MaskRaster:
    """Return a mask with the luminance of a picture over the canvas, within a selection.

    What is transparent in the picture is hidden. Where nothing differs the very tiles remain.
    """
    old = mask.read(mask.canvas)
    new = laid_on_mask(np.zeros_like(old), picture.read(mask.canvas))
    if selection is not None:
        share = selection.read(mask.canvas).astype(np.uint32)
        new = ((old * (255 - share) + new * share + 127) // 255).astype(np.uint8)
    draft = MaskDraft(mask)
    draft.write(new, 0, 0)
    return draft.commit()


def laid_on_mask(mask: NDArray[np.uint8], painted: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a mask, (h, w) uint8, under paint, (h, w, 4) uint8 premultiplied, of which the luminance counts."""
    light = painted[..., 0].astype(np.uint32) * _RED + painted[..., 1].astype(np.uint32) * _GREEN
    light += painted[..., 2].astype(np.uint32) * (256 - _RED - _GREEN)
    kept = mask.astype(np.uint32) * (255 - painted[..., 3])
    # In 255 × 256ths, so that both parts are rounded once, together.
    total = light * 255 + kept * 256
    return ((total + 255 * 128) // (255 * 256)).astype(np.uint8)
