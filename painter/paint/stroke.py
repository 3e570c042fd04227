"""A stroke while it is drawn: pen samples in, a draft of the layer out.

The dabs go into a mask (and, for wet or many-coloured paint, into paint beside it), and that is painted once onto
the tiles as they were before the stroke, so opacity holds for the stroke as a whole. The raster that is painted on
never changes; `commit` returns a new one, and who drops the stroke has undone it.

Does not show anything: give `draft` to `painter.pixels.program.compile_program` in the layer's place and
composite the rectangles that are returned here.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from painter.document.geometry import EMPTY_RECT, Rect, bounds_of_tiles
from painter.document.raster import Raster, RasterDraft
from painter.paint.brush import Brush, Dual
from painter.paint.cloning import Clone, clone_pixels
from painter.paint.dynamics import Dynamics
from painter.paint.pen import PenSample
from painter.paint.smoothing import filter_of
from painter.paint.symmetry import Symmetry
from painter.paint.tips import paper_tooth, tip_pictures
from painter.paint.walker import NO_DABS, Walker, joined
from painter.pixels.dab import Dabs, StrokeMask
from painter.pixels.rich import ROUND, RichMask, TipPictures, Wet, mask_of

__all__ = ["PenSample", "Stroke"]

Color = tuple[int, int, int]


class Stroke:
    """One stroke of a brush or an eraser over one raster.

    Attributes:
        draft: What the layer looks like by now.
    """

    def __init__(
        self,
        raster: Raster,
        brush: Brush,
        color: Color = (0, 0, 0),
        *,
        erase: bool = False,
        zoom: float = 1.0,
        seed: int | None = None,
        symmetry: Symmetry | None = None,
        lock_alpha: bool = False,
        limit: NDArray[np.uint8] | None = None,
        merged: Raster | None = None,
        clone: Clone | None = None,
    ) -> None:
        """Begin a stroke.

        Args:
            color: sRGB, 0–255 each; an eraser needs none.
            erase: Take paint away with the brush's shape instead of laying it on.
            zoom: Screen pixels a canvas pixel, for the smoothing of the hand.
            seed: Of the brush's chances; where None the place of the first sample decides.
            lock_alpha: Paint only where there is paint.
            limit: (canvas height, canvas width) uint8, where paint may go: a selection.
            merged: What a brush that samples merged layers picks up from.
            clone: Lay what lies elsewhere instead of a colour.

        Raises:
            PainterError: A picture of the brush's tip or paper is missing.
        """
        self.draft = RasterDraft(raster)
        self._brush = replace(brush, blend="erase") if erase else brush
        self._symmetry, self._merged, self._clone = symmetry, merged, clone
        # Light and shade belong to paint that is there.
        self._lock_alpha = lock_alpha or brush.blend in ("dodge", "burn")
        self._zoom, self._color, self._seed = zoom, color, seed
        self._filter = filter_of(brush.smooth)
        self._last: PenSample | None = None
        self._begun_s = 0.0
        grid = (raster.table.shape[0], raster.table.shape[1])
        self._limit = None if limit is None else mask_of(limit, raster.canvas, grid)
        self._tips = _tips(brush)
        self._mask = self._new_mask(raster, grid)
        self._shown: StrokeMask | None = None
        if self._holds_back and type(self._mask) is StrokeMask:
            self._shown = StrokeMask(raster.canvas, grid)
        self._held, self._provisional = NO_DABS, EMPTY_RECT
        self._second: RichMask | None = None
        if brush.dual is not None:
            self._second = RichMask(raster.canvas, grid, tips=_tips(_dual_brush(brush, brush.dual)), base=raster)
        self._walker: Walker | None = None
        self._dual_walker: Walker | None = None
        self._dynamics: Dynamics | None = None

    def _new_mask(self, raster: Raster, grid: tuple[int, int]) -> StrokeMask:
        brush = self._brush
        paper = paper_tooth(brush.grain.texture, brush.grain.scale)
        if self._plain:
            return StrokeMask(raster.canvas, grid)
        wet = None
        if brush.mix.mode != "off" and not brush.erases:
            sample = self._merged if brush.mix.sample == "merged" else None
            wet = Wet(
                smear=brush.mix.mode == "smear", pigment=brush.mix.pigment, radius=brush.mix.radius, sample=sample
            )
        jitter, colored = brush.jitter, {"hue", "saturation", "value"}
        strays = jitter.hue_deg or jitter.saturation or jitter.value
        painted = bool(strays or colored & {d.target for d in brush.dynamics}) and not brush.erases
        return RichMask(
            raster.canvas,
            grid,
            tips=ROUND if wet is not None and wet.smear else self._tips,
            paper=paper,
            painted=painted,
            relief=0.0 if brush.erases else brush.thickness,
            wet=wet,
            base=raster,
            opacity=brush.opacity,
        )

    @property
    def _plain(self) -> bool:
        """Whether one colour through a round mask is all there is to the stroke: the quick way."""
        brush = self._brush
        rich_targets = {"ratio", "grain", "hue", "saturation", "value", "load", "length"}
        return (
            brush.tip.kind == "round"
            and brush.tip.ratio == 1.0
            and not brush.grain.texture
            and brush.dual is None
            and brush.mix.mode == "off"
            and (brush.mix.pigment == 0.0 or brush.erases)
            and not (brush.jitter.hue_deg or brush.jitter.saturation or brush.jitter.value)
            and brush.thickness == brush.wet_edge == 0.0
            and brush.blend in ("normal", "erase")
            and not rich_targets & {dynamic.target for dynamic in brush.dynamics}
            and not self._lock_alpha
            and self._limit is None
        )

    @property
    def _holds_back(self) -> bool:
        return self._brush.smooth.taper_out_px > 0.0

    def _begin(self, sample: PenSample) -> None:
        """Set out from the first sample."""
        brush, seed = self._brush, self._seed
        if seed is None:
            seed = zlib.crc32(f"{sample.x:.3f} {sample.y:.3f}".encode())
        self._begun_s = sample.t_s
        self._dynamics = Dynamics(
            brush,
            self._color,
            seed=seed,
            tip_count=max(1, self._tips.count),
            tip_mean=self._tips.mean,
            rich=isinstance(self._mask, RichMask),
        )
        self._walker = Walker(brush, self._dynamics, zoom=self._zoom)
        if brush.dual is not None:
            second = _dual_brush(brush, brush.dual)
            count = max(1, self._second.tips.count if self._second else 1)
            self._dual_walker = Walker(second, Dynamics(second, seed=seed + 1, tip_count=count), zoom=self._zoom)
        if brush.grain.anchor == "stroke" and isinstance(self._mask, RichMask):
            self._mask.paper_at = (-int(sample.x), -int(sample.y))

    def add(self, samples: Iterable[PenSample]) -> Rect:
        """Paint on to the sample before the last of these; return the canvas pixels that may have changed."""
        dabs, seconds = [], []
        for sample in samples:
            if self._walker is None:
                self._begin(sample)
            assert self._walker is not None
            calm = self._smoothed(sample)
            dabs.append(self._walker.move(calm))
            if self._dual_walker is not None:
                seconds.append(self._dual_walker.move(calm))
        return self._paint(joined(dabs), joined(seconds))

    def end(self) -> Rect:
        """Paint up to where the pen left; return the canvas pixels that may have changed."""
        if self._walker is None:
            return EMPTY_RECT
        dabs, seconds = [], []
        if self._filter is not None and self._last is not None and self._last.pressure > 0.0:
            dabs.append(self._walker.move(self._last))
            if self._dual_walker is not None:
                seconds.append(self._dual_walker.move(self._last))
        dabs.append(self._walker.finish())
        if self._dual_walker is not None:
            seconds.append(self._dual_walker.finish())
        return self._paint(joined(dabs), joined(seconds), ending=True)

    def rebase(self, raster: Raster) -> None:
        """Go on over another version of the raster: what is painted so far is painted onto that one anew."""
        self.draft = RasterDraft(raster)
        shown = self._shown or self._mask
        if isinstance(shown, RichMask):
            shown.base = raster
        self._apply(shown, bounds_of_tiles(shown.tiles))

    def commit(self) -> Raster:
        """Return the painted raster, or the very one the stroke began on where nothing changed.

        The stroke is spent afterwards.
        """
        return self.draft.commit()

    def _smoothed(self, sample: PenSample) -> PenSample:
        t_s = sample.t_s - self._begun_s
        self._last = sample = _sample_at(sample, t_s, sample.x, sample.y)
        if self._filter is None:
            return sample
        x, y = self._filter.smoothed(t_s, sample.x * self._zoom, sample.y * self._zoom)
        return _sample_at(sample, t_s, x / self._zoom, y / self._zoom)

    def _paint(self, dabs: Dabs, seconds: Dabs, *, ending: bool = False) -> Rect:
        if self._holds_back:
            return self._paint_tapering(dabs, ending=ending)
        rect = self._lay(self._mask, dabs)
        if self._second is not None:
            rect = rect.united(self._lay_second(seconds))
        return self._apply(self._mask, rect)

    def _paint_tapering(self, dabs: Dabs, *, ending: bool) -> Rect:
        """Paint what can no longer become the stroke's thin end, and show the rest as if the pen left now."""
        assert self._walker is not None
        taper, end = self._brush.smooth.taper_out_px, self._walker.distance_px
        waiting = joined([self._held, dabs])
        if not len(waiting) or waiting.distance_px is None:
            return EMPTY_RECT
        if ending:
            rect = self._lay(self._mask, _tapered(waiting, end, taper))
            self._held = NO_DABS
            rect = rect.united(self._provisional)
            return self._apply(self._mask, rect)
        sure = waiting.distance_px <= end - taper
        rect = self._lay(self._mask, waiting.chosen(sure))
        self._held = waiting.chosen(~sure)
        if self._shown is None:
            return self._apply(self._mask, rect)
        rect = rect.united(self._provisional)
        self._shown.copy_from(self._mask, rect)
        self._provisional = self._lay(self._shown, _tapered(self._held, end, taper))
        return self._apply(self._shown, rect.united(self._provisional))

    def _lay(self, mask: StrokeMask, dabs: Dabs) -> Rect:
        if not len(dabs):
            return EMPTY_RECT
        brush = self._brush
        copies = [dabs] if self._symmetry is None else self._symmetry.spread(dabs, mask.canvas)
        rect = EMPTY_RECT
        for number, copy in enumerate(copies):
            if isinstance(mask, RichMask):
                assert self._dynamics is not None
                laid = mask.lay_rich(
                    copy,
                    hardness=brush.tip.hardness,
                    accumulate=brush.accumulate,
                    color=self._dynamics.color,
                    copy=number,
                )
            else:
                laid = mask.lay(copy, hardness=brush.tip.hardness, accumulate=brush.accumulate)
            rect = rect.united(laid)
        return rect

    def _lay_second(self, dabs: Dabs) -> Rect:
        assert self._second is not None
        if not len(dabs) or self._brush.dual is None:
            return EMPTY_RECT
        copies = [dabs] if self._symmetry is None else self._symmetry.spread(dabs, self._second.canvas)
        rect = EMPTY_RECT
        for copy in copies:
            laid = self._second.lay_rich(
                copy, hardness=self._brush.dual.tip.hardness, accumulate="build", color=np.zeros(3)
            )
            rect = rect.united(laid)
        return rect

    def _apply(self, mask: StrokeMask, rect: Rect) -> Rect:
        if rect.empty:
            return rect
        brush = self._brush
        if self._clone is not None:
            clone_pixels(self.draft, mask, rect, self._clone, opacity=brush.opacity, radius_px=0.5 * brush.size_px)
            return rect
        assert self._dynamics is not None
        color = self._dynamics.color
        if not isinstance(mask, RichMask):
            paint = None if brush.erases else tuple(int(v) for v in np.rint(color * 255))
            mask.apply(self.draft, rect, color=paint, opacity=brush.opacity)  # type: ignore[arg-type]
            return rect
        if self._applies_plainly(mask):
            paint = None if brush.erases else tuple(int(v) for v in np.rint(color * 255))
            mask.apply(self.draft, rect, color=paint, opacity=brush.opacity)  # type: ignore[arg-type]
            return rect
        return mask.apply_rich(
            self.draft,
            rect,
            color=color,
            blend=brush.blend,
            wet_edge=brush.wet_edge,
            # Wet paint that is dragged has been mixed when it was picked up; what is laid mixes here.
            pigment=0.0 if brush.mix.mode == "smear" else brush.mix.pigment,
            lock_alpha=self._lock_alpha,
            second=self._second,
            combine=brush.dual.combine if brush.dual else "multiply",
            limit=self._limit,
        )

    def _applies_plainly(self, mask: RichMask) -> bool:
        """Whether the mask is all that the rich dabs left."""
        brush = self._brush
        return (
            not mask.painted
            and self._second is None
            and self._limit is None
            and not self._lock_alpha
            and mask.thickness == brush.wet_edge == 0.0
            and (brush.mix.pigment == 0.0 or brush.erases)
            and brush.blend in ("normal", "erase")
        )


def _sample_at(sample: PenSample, t_s: float, x: float, y: float) -> PenSample:
    """Return a sample moved in time and place; `dataclasses.replace` takes three times as long."""
    return PenSample(t_s, x, y, sample.pressure, sample.tilt_x_deg, sample.tilt_y_deg, sample.rotation_deg)


def _tips(brush: Brush) -> TipPictures:
    if brush.tip.kind == "round":
        return ROUND
    return tip_pictures(brush.tip.images, brush.tip.kind == "lightness")


def _dual_brush(brush: Brush, dual: Dual) -> Brush:
    """Return the brush that paints the second mask."""
    followed = tuple(d for d in brush.dynamics if d.target == "size")
    return Brush(
        size_px=min(2000.0, max(0.5, brush.size_px * dual.size_ratio)),
        spacing=dual.spacing,
        scatter=dual.scatter,
        tip=dual.tip,
        accumulate="build",
        dynamics=followed,
    )


def _tapered(dabs: Dabs, end_px: float, taper_px: float) -> Dabs:
    """Return dabs that grow thin towards the end of the stroke."""
    if not len(dabs) or dabs.distance_px is None:
        return dabs
    share = np.clip((end_px - dabs.distance_px) / taper_px, 0.02, 1.0) ** 0.8
    return replace(dabs, radius_px=dabs.radius_px * share)
