"""A stroke while it is drawn: pen samples in, a draft of the layer out.

The dabs go into a mask, and the mask is painted once onto the tiles as they were before the stroke, so opacity
holds for the stroke as a whole. The raster that is painted on never changes; `commit` returns a new one, and
who drops the stroke has undone it.

Does not show anything: give `draft` to `painter.pixels.program.compile_program` in the layer's place and
composite the rectangles that are returned here.
"""

from __future__ import annotations

from collections.abc import Iterable

from painter.document.geometry import Rect, bounds_of_tiles
from painter.document.raster import Raster, RasterDraft
from painter.paint.brush import Brush
from painter.paint.smoothing import OneEuroFilter
from painter.paint.walker import NO_DABS, PenSample, Walker, joined
from painter.pixels.dab import Dabs, StrokeMask

__all__ = ["PenSample", "Stroke"]


class Stroke:
    """One stroke of a brush or an eraser over one raster.

    Attributes:
        draft: What the layer looks like by now.
    """

    def __init__(
        self,
        raster: Raster,
        brush: Brush,
        color: tuple[int, int, int] = (0, 0, 0),
        *,
        erase: bool = False,
        zoom: float = 1.0,
    ) -> None:
        """Begin a stroke.

        Args:
            color: sRGB, 0–255 each; an eraser needs none.
            erase: Take paint away with the brush's shape instead of laying it on.
            zoom: Screen pixels a canvas pixel, for the smoothing of the hand.
        """
        self.draft = RasterDraft(raster)
        self._brush = brush
        self._color = None if erase else color
        self._mask = StrokeMask(raster.canvas, (raster.table.shape[0], raster.table.shape[1]))
        self._walker = Walker(brush)
        self._filter = OneEuroFilter(brush.smoothing) if brush.smoothing > 0 else None
        self._zoom = zoom
        self._last: PenSample | None = None

    def add(self, samples: Iterable[PenSample]) -> Rect:
        """Paint on to the sample before the last of these; return the canvas pixels that may have changed."""
        return self._paint(joined([self._walker.move(self._smoothed(sample)) for sample in samples]))

    def end(self) -> Rect:
        """Paint up to where the pen left; return the canvas pixels that may have changed."""
        caught_up = NO_DABS
        if self._filter is not None and self._last is not None and self._last.pressure > 0.0:
            caught_up = self._walker.move(self._last)
        return self._paint(joined([caught_up, self._walker.finish()]))

    def rebase(self, raster: Raster) -> None:
        """Go on over another version of the raster: what is painted so far is painted onto that one anew."""
        self.draft = RasterDraft(raster)
        rect = bounds_of_tiles(self._mask.tiles)
        self._mask.apply(self.draft, rect, color=self._color, opacity=self._brush.opacity)

    def commit(self) -> Raster:
        """Return the painted raster, or the very one the stroke began on where nothing changed.

        The stroke is spent afterwards.
        """
        return self.draft.commit()

    def _smoothed(self, sample: PenSample) -> PenSample:
        self._last = sample
        if self._filter is None:
            return sample
        x, y = self._filter.smoothed(sample.t_s, sample.x * self._zoom, sample.y * self._zoom)
        return PenSample(sample.t_s, x / self._zoom, y / self._zoom, sample.pressure)

    def _paint(self, dabs: Dabs) -> Rect:
        rect = self._mask.lay(dabs, hardness=self._brush.hardness, accumulate=self._brush.accumulate)
        if not rect.empty:
            self._mask.apply(self.draft, rect, color=self._color, opacity=self._brush.opacity)
        return rect
