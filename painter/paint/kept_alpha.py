"""A stroke on a layer whose alpha is locked, whatever engine paints it: colours change, transparency stays."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from painter.document.geometry import Rect, bounds_of_tiles, tile_rect
from painter.document.raster import Raster, RasterDraft
from painter.paint.limited import Drawing
from painter.paint.stroke import PenSample


class AlphaLockedStroke:
    """A stroke that keeps the alpha of what it paints on.

    Attributes:
        draft: What the layer looks like by now.
    """

    def __init__(self, stroke: Drawing) -> None:
        self._stroke = stroke
        self.draft = RasterDraft(stroke.draft.base)

    def add(self, samples: Iterable[PenSample]) -> Rect:
        """Paint on; return the canvas pixels that may have changed."""
        return self._recoloured(self._stroke.add(samples))

    def end(self) -> Rect:
        """Paint up to where the pen left; return the canvas pixels that may have changed."""
        return self._recoloured(self._stroke.end())

    def rebase(self, raster: Raster) -> None:
        """Go on over another version of the raster."""
        self._stroke.rebase(raster)
        self.draft = RasterDraft(raster)
        self._recoloured(bounds_of_tiles(self._stroke.draft.tiles))

    def commit(self) -> Raster:
        """Return the painted raster, or the very one the stroke began on where nothing changed."""
        return self.draft.commit()

    def _recoloured(self, rect: Rect) -> Rect:
        for index in rect.tiles():
            old, new = self.draft.base.tiles.get(index), self._stroke.draft.tiles.get(index)
            if old is None or new is None:
                continue
            part = tile_rect(index)
            hit = part.intersected(rect)
            rows, columns = slice(hit.y0 - part.y0, hit.y1 - part.y0), slice(hit.x0 - part.x0, hit.x1 - part.x0)
            self.draft.writable_tile(index)[rows, columns] = recoloured(old[rows, columns], new[rows, columns])
        return rect


def recoloured(old: NDArray[np.uint8], new: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the colours of `new` with the alpha of `old`, both (h, w, 4) uint8 premultiplied.

    Where `new` is transparent there is no colour to take, and `old` stays.
    """
    before, alpha = old[..., 3:].astype(np.uint32), new[..., 3:].astype(np.uint32)
    colors = (new[..., :3] * before + alpha // 2) // np.maximum(alpha, 1)
    made = old.copy()
    made[..., :3] = np.where(alpha > 0, np.minimum(colors, before), old[..., :3])
    return made
