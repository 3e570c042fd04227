"""A stroke that stays within a selection, whatever engine paints it.

The engine paints freely on a draft of its own; after every step the rectangle it changed is blended with the raster
from before by the selection. So what shows while the pen is down is what stays.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from painter.document.geometry import Rect, bounds_of_tiles
from painter.document.raster import MaskRaster, Raster, RasterDraft
from painter.paint.stroke import PenSample
from painter.pixels.masking import confine_draft


class Drawing(Protocol):
    """A stroke in progress, as far as the session and the display care."""

    draft: RasterDraft

    def add(self, samples: Iterable[PenSample]) -> Rect: ...

    def end(self) -> Rect: ...

    def rebase(self, raster: Raster) -> None: ...

    def commit(self) -> Raster: ...


class LimitedStroke:
    """A stroke confined to a selection.

    Attributes:
        draft: What the layer looks like by now: untouched where nothing is selected.
    """

    def __init__(self, stroke: Drawing, selection: MaskRaster) -> None:
        self._stroke, self._selection = stroke, selection
        self.draft = RasterDraft(stroke.draft.base)

    def add(self, samples: Iterable[PenSample]) -> Rect:
        """Paint on; return the canvas pixels that may have changed."""
        return self._confined(self._stroke.add(samples))

    def end(self) -> Rect:
        """Paint up to where the pen left; return the canvas pixels that may have changed."""
        return self._confined(self._stroke.end())

    def rebase(self, raster: Raster) -> None:
        """Go on over another version of the raster."""
        self._stroke.rebase(raster)
        self.draft = RasterDraft(raster)
        self._confined(bounds_of_tiles(self._stroke.draft.tiles))

    def commit(self) -> Raster:
        """Return the painted raster, or the very one the stroke began on where nothing changed."""
        return self.draft.commit()

    def _confined(self, rect: Rect) -> Rect:
        rect = rect.intersected(self._selection.tile_bounds())
        if not rect.empty:
            confine_draft(self.draft, self._stroke.draft, self._selection, rect)
        return rect
