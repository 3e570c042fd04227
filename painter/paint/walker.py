"""From pen samples to dabs: a smooth path through the samples, walked at even spacing.

The path is a centripetal Catmull-Rom spline with a monotone pressure curve, so a stroke looks the same however
often the pen reports. It runs one sample behind the pen, because a curve's end needs to know where it goes next.
Does not smooth jitter (`painter.paint.smoothing`) and does not paint.

Source: Yuksel, Schaefer, Keyser 2011, Parameterization and applications of Catmull-Rom curves, section 3;
Fritsch, Carlson 1980, Monotone piecewise cubic interpolation (slopes after Fritsch, Butland 1984).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from painter.paint.brush import Brush
from painter.pixels.dab import Dabs

SAME_PLACE_PX = 0.1
LEAST_SPACING_PX = 0.5

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PenSample:
    """Where the pen was.

    Attributes:
        t_s: Any clock that only goes forward, in seconds.
        x, y: Canvas pixels; a pixel's centre lies at .5.
        pressure: 0 (paints nothing) to 1; 1 for a mouse.
    """

    t_s: float
    x: float
    y: float
    pressure: float = 1.0


class Walker:
    """Walks one stroke."""

    def __init__(self, brush: Brush) -> None:
        self._brush = brush
        self._points: list[PenSample] = []
        self._strongest = 0.0
        self._begun = False
        self._progress = 0.0

    def move(self, sample: PenSample) -> Dabs:
        """Take the next sample; return the dabs up to the sample before it.

        The first dab waits for a second sample and takes the lower pressure of both: pens report a first
        pressure that is too high.
        """
        points = self._points
        if points and math.hypot(sample.x - points[-1].x, sample.y - points[-1].y) < SAME_PLACE_PX:
            points[-1] = replace(points[-1], pressure=sample.pressure)
            self._strongest = max(self._strongest, sample.pressure)
            return NO_DABS
        points.append(sample)
        self._strongest = max(self._strongest, sample.pressure)
        if len(points) == 1:
            return NO_DABS
        if not self._begun:
            self._begun = True
            points[0] = replace(points[0], pressure=min(points[0].pressure, points[1].pressure))
            return self._single(points[0])
        dabs = self._segment(points[-4] if len(points) > 3 else None, points[-3], points[-2], points[-1])
        del points[:-3]
        return dabs

    def finish(self) -> Dabs:
        """Return the dabs up to the last sample, or the one dab of a click.

        A last sample without pressure is the pen leaving; how hard it pressed there says nothing.
        """
        points = self._points
        if not self._begun:
            # Nothing overlaps a click's one dab, so it alone has to cover what a line's many dabs cover.
            click = self._single(replace(points[0], pressure=self._strongest)) if points else NO_DABS
            return replace(click, spacing_px=np.full(len(click), np.inf))
        if points[-1].pressure <= 0.0:
            points[-1] = replace(points[-1], pressure=points[-2].pressure)
        return self._segment(points[-3] if len(points) > 2 else None, points[-2], points[-1], None)

    def _single(self, point: PenSample) -> Dabs:
        return self._dabs(*(np.array([value], np.float64) for value in (point.x, point.y, point.pressure)))

    def _segment(self, before: PenSample | None, a: PenSample, b: PenSample, after: PenSample | None) -> Dabs:
        x, y, pressure = _curve(before or _mirrored(b, a), a, b, after or _mirrored(a, b))
        spacing = self._spacing(self._radius(pressure))
        steps = np.hypot(np.diff(x), np.diff(y)) * 2 / (spacing[1:] + spacing[:-1])
        progress = self._progress + np.concatenate([[0.0], np.cumsum(steps)])
        end = float(progress[-1])
        self._progress = end - math.floor(end)
        at = np.arange(1, math.floor(end) + 1, dtype=np.float64)
        if not len(at):
            return NO_DABS
        place = np.interp(at, progress, np.arange(len(progress), dtype=np.float64))
        grid = np.arange(len(progress), dtype=np.float64)
        return self._dabs(*(np.interp(place, grid, values) for values in (x, y, pressure)))

    def _dabs(self, x: Floats, y: Floats, pressure: Floats) -> Dabs:
        pressed = pressure > 0.0
        if not pressed.all():
            x, y, pressure = x[pressed], y[pressed], pressure[pressed]
        brush, radius = self._brush, self._radius(pressure)
        return Dabs(
            x=x,
            y=y,
            radius_px=radius,
            flow=brush.flow * _between(brush.flow_least, pressure),
            ceiling=_between(brush.opacity_least, pressure),
            spacing_px=self._spacing(radius),
        )

    def _radius(self, pressure: Floats) -> Floats:
        return 0.5 * self._brush.size_px * _between(self._brush.size_least, pressure)

    def _spacing(self, radius_px: Floats) -> Floats:
        spacing: Floats = np.maximum(LEAST_SPACING_PX, self._brush.spacing * 2.0 * radius_px)
        return spacing


def _between(least: float, pressure: Floats) -> Floats:
    return least + (1.0 - least) * pressure


def _mirrored(point: PenSample, center: PenSample) -> PenSample:
    """Return where the path would have come from (or gone) had it been straight and even."""
    return PenSample(
        center.t_s, 2 * center.x - point.x, 2 * center.y - point.y, 2 * center.pressure - point.pressure
    )


def _curve(p0: PenSample, p1: PenSample, p2: PenSample, p3: PenSample) -> tuple[Floats, Floats, Floats]:
    """Return x, y and pressure from p1 to p2 in steps of at most about a pixel."""
    d01, d12, d23 = (
        max(1e-3, math.sqrt(math.hypot(b.x - a.x, b.y - a.y))) for a, b in ((p0, p1), (p1, p2), (p2, p3))
    )
    count = 2 + math.ceil(1.2 * math.hypot(p2.x - p1.x, p2.y - p1.y))
    t = np.linspace(0.0, 1.0, count)
    basis = (1 + 2 * t) * (1 - t) ** 2, t * (1 - t) ** 2, t * t * (3 - 2 * t), t * t * (t - 1)

    def hermite(start: float, slope_start: float, end: float, slope_end: float) -> Floats:
        return basis[0] * start + basis[1] * slope_start + basis[2] * end + basis[3] * slope_end

    def along(v0: float, v1: float, v2: float, v3: float) -> Floats:
        in_, across, out = (v1 - v0) / d01, (v2 - v1) / d12, (v3 - v2) / d23
        slope_start = in_ - (v2 - v0) / (d01 + d12) + across
        slope_end = across - (v3 - v1) / (d12 + d23) + out
        return hermite(v1, slope_start * d12, v2, slope_end * d12)

    across = (p2.pressure - p1.pressure) / d12
    start = _monotone_slope((p1.pressure - p0.pressure) / d01, across, d01, d12)
    end = _monotone_slope(across, (p3.pressure - p2.pressure) / d23, d12, d23)
    pressure = hermite(p1.pressure, start * d12, p2.pressure, end * d12)
    return along(p0.x, p1.x, p2.x, p3.x), along(p0.y, p1.y, p2.y, p3.y), np.clip(pressure, 0.0, 1.0)


def _monotone_slope(before: float, after: float, d_before: float, d_after: float) -> float:
    if before * after <= 0.0:
        return 0.0
    w1, w2 = 2 * d_after + d_before, d_after + 2 * d_before
    return (w1 + w2) / (w1 / before + w2 / after)


def joined(parts: Iterable[Dabs]) -> Dabs:
    """Return the dabs of several parts as one."""
    filled = [part for part in parts if len(part)]
    if len(filled) <= 1:
        return filled[0] if filled else NO_DABS
    names = ("x", "y", "radius_px", "flow", "ceiling", "spacing_px")
    return Dabs(**{name: np.concatenate([getattr(part, name) for part in filled]) for name in names})


NO_DABS = Dabs(*(np.zeros(0) for _ in range(6)))
