"""A stroke on a layer's mask: what is painted light reveals, what is painted dark hides, whatever engine paints it.

The engine paints on an empty picture of its own; after every step what it painted lies over the mask as it was
before, by its alpha and with its luminance. So a brush that is thin or soft hides or reveals in part.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from painter.document.geometry import TILE, Rect, tile_rect
from painter.document.raster import MaskDraft, MaskRaster
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


def laid_on_mask(mask: NDArray[np.uint8], painted: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a mask, (h, w) uint8, under paint, (h, w, 4) uint8 premultiplied, of which the luminance counts."""
    light = painted[..., 0].astype(np.uint32) * _RED + painted[..., 1].astype(np.uint32) * _GREEN
    light += painted[..., 2].astype(np.uint32) * (256 - _RED - _GREEN)
    kept = mask.astype(np.uint32) * (255 - painted[..., 3])
    # In 255 × 256ths, so that both parts are rounded once, together.
    total = light * 255 + kept * 256
    return ((total + 255 * 128) // (255 * 256)).astype(np.uint8)
