"""From pen samples to dabs: a smooth path through the samples, walked at even spacing.

The path is a centripetal Catmull-Rom spline with a monotone pressure curve, so a stroke looks the same however
often the pen reports. It runs one sample behind the pen, because a curve's end needs to know where it goes next.
Does not smooth jitter (`painter.paint.smoothing`), decide what a dab looks like (`painter.paint.dynamics`) or
paint.

Source: Yuksel, Schaefer, Keyser 2011, Parameterization and applications of Catmull-Rom curves, section 3;
Fritsch, Carlson 1980, Monotone piecewise cubic interpolation (slopes after Fritsch, Butland 1984).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import fields, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from painter.paint.brush import Brush
from painter.paint.curves import clipped
from painter.paint.dynamics import Dynamics, Places
from painter.paint.pen import PenSample
from painter.pixels.dab import Dabs

__all__ = ["NO_DABS", "PenSample", "Walker", "joined"]

SAME_PLACE_PX = 0.1
SPEED_TAU_S = 0.04
DIRECTION_PX = 4.0
"""Direction is that of the last few pixels of the path, so that it does not tremble."""

Floats = NDArray[np.float64]


class Walker:
    """Walks one stroke.

    Args:
        dynamics: What the dabs look like; a plain one where None.
        zoom: Screen pixels a canvas pixel, for speed.
    """

    def __init__(self, brush: Brush, dynamics: Dynamics | None = None, *, zoom: float = 1.0) -> None:
        self._dynamics = dynamics or Dynamics(brush)
        self._brush, self._zoom = brush, zoom
        self._points: list[PenSample] = []
        self._speeds: list[float] = []
        self._strongest = 0.0
        self._begun = False
        self._progress = 0.0
        self._trail: tuple[Floats, Floats, Floats] = (np.zeros(1), np.zeros(1), np.zeros(1))
        self.distance_px = 0.0
        """Along the path as far as it was walked."""

    def move(self, sample: PenSample) -> Dabs:
        """Take the next sample; return the dabs up to the sample before it.

        The first dab waits for a second sample and takes the lower pressure of both: pens report a first
        pressure that is too high.
        """
        points = self._points
        if points and math.hypot(sample.x - points[-1].x, sample.y - points[-1].y) < SAME_PLACE_PX:
            return self._rest(sample)
        self._speeds.append(self._speed_at(sample))
        points.append(sample)
        self._strongest = max(self._strongest, sample.pressure)
        if len(points) == 1:
            return NO_DABS
        if not self._begun:
            self._begun = True
            points[0] = replace(points[0], pressure=min(points[0].pressure, points[1].pressure))
            self._speeds[0] = self._speeds[1]
            return self._single(points[0], towards=points[1])
        if len(points) == 2:
            return NO_DABS
        dabs = self._segment(points[-4] if len(points) > 3 else None, points[-3], points[-2], points[-1], -3)
        del points[:-3]
        del self._speeds[:-3]
        return dabs

    def finish(self) -> Dabs:
        """Return the dabs up to the last sample, or the one dab of a click.

        A last sample without pressure is the pen leaving; how hard it pressed there says nothing.
        """
        points = self._points
        if not self._begun:
            if not points:
                return NO_DABS
            # Nothing overlaps a click's one dab, so it alone has to cover what a line's many dabs cover.
            click = self._single(replace(points[0], pressure=self._strongest))
            return replace(click, spacing_px=np.full(len(click), np.inf))
        if len(points) < 2:
            return NO_DABS
        if points[-1].pressure <= 0.0:
            points[-1] = replace(points[-1], pressure=points[-2].pressure)
        return self._segment(points[-3] if len(points) > 2 else None, points[-2], points[-1], None, -2)

    def _rest(self, sample: PenSample) -> Dabs:
        """Take a sample of a pen that has not moved: an airbrush goes on spraying."""
        last = self._points[-1]
        self._strongest = max(self._strongest, sample.pressure)
        rate = self._brush.rate_hz
        if rate <= 0.0:
            # The time stays that of the arrival: a rest is no slow movement.
            self._points[-1] = replace(last, pressure=sample.pressure)
            return NO_DABS
        self._points[-1] = replace(last, pressure=sample.pressure, t_s=sample.t_s)
        sprayed = self._progress + max(0.0, sample.t_s - last.t_s) * rate
        self._progress = sprayed - math.floor(sprayed)
        if sprayed < 1.0:
            return NO_DABS
        self._begun = True
        dabs = self._single(self._points[-1])
        again = np.zeros(math.floor(sprayed), np.intp)
        return joined([dabs, *(self._single(self._points[-1]) for _ in again[1:])])

    def _speed_at(self, sample: PenSample) -> float:
        """Return the pen's speed in screen pixels a second, calmed over 40 ms."""
        if not self._points:
            return 0.0
        last = self._points[-1]
        dt = max(1e-4, sample.t_s - last.t_s)
        now = math.hypot(sample.x - last.x, sample.y - last.y) * self._zoom / dt
        if len(self._points) == 1:
            return now
        return self._speeds[-1] + (1.0 - math.exp(-dt / SPEED_TAU_S)) * (now - self._speeds[-1])

    def _single(self, point: PenSample, towards: PenSample | None = None) -> Dabs:
        direction = math.atan2(towards.y - point.y, towards.x - point.x) if towards else 0.0
        self._trail = (np.array([self.distance_px]), np.array([point.x]), np.array([point.y]))
        values = (
            point.x,
            point.y,
            point.pressure,
            0.0,
            self._speeds[-1],
            direction,
            point.tilt_x_deg,
            point.tilt_y_deg,
            point.rotation_deg,
            self.distance_px,
        )
        return self._dynamics.dabs(Places(*(np.array([value], np.float64) for value in values)))

    def _segment(
        self, before: PenSample | None, a: PenSample, b: PenSample, after: PenSample | None, speeds_from: int
    ) -> Dabs:
        curve, share = _curve(before or _mirrored(b, a), a, b, after or _mirrored(a, b))
        count = len(share)
        x, y = curve[0], curve[1]
        steps = np.hypot(x[1:] - x[:-1], y[1:] - y[:-1])
        along = curve[3]
        np.cumsum(steps, out=along[1:])
        along += self.distance_px
        self.distance_px = float(along[-1])
        path = self._places(curve, share, a, b, speeds_from)
        if not self._dynamics.quick:
            path = replace(path, direction=self._direction(along, x, y))
        spacing = self._dynamics.spacing(self._dynamics.radius(path))
        ahead = steps * 2 / (spacing[1:] + spacing[:-1])
        if self._brush.rate_hz > 0.0:
            ahead = ahead + max(0.0, b.t_s - a.t_s) / len(ahead) * self._brush.rate_hz
        progress = np.zeros(count)
        np.cumsum(ahead, out=progress[1:])
        progress += self._progress
        end = float(progress[-1])
        self._progress = end - math.floor(end)
        if end < 1.0:
            return NO_DABS
        at = np.arange(1, math.floor(end) + 1, dtype=np.float64)
        place = np.interp(at, progress, _counted(count))
        step = np.minimum(place.astype(np.intp), count - 2)
        part = place - step
        here = curve[:, step]
        places = self._places(here + (curve[:, step + 1] - here) * part, place / (count - 1), a, b, speeds_from)
        if not self._dynamics.quick:
            # Direction may jump by a whole turn between steps, so it is looked up and not interpolated.
            places = replace(places, direction=path.direction[np.rint(place).astype(np.intp)])
        return self._dynamics.dabs(places)

    def _places(self, curve: Floats, share: Floats, a: PenSample, b: PenSample, speeds_from: int) -> Places:
        """Return places between two samples, still without direction.

        Args:
            curve: (4, n): x, y, pressure and distance.
            share: How far from a to b each is, 0 to 1.
        """
        none = np.zeros(len(share))
        if self._dynamics.quick:
            return Places(curve[0], curve[1], curve[2], none, none, none, none, none, none, curve[3])
        speed_a, speed_b = self._speeds[speeds_from], self._speeds[speeds_from + 1]
        return Places(
            x=curve[0],
            y=curve[1],
            pressure=curve[2],
            t_s=a.t_s + (b.t_s - a.t_s) * share,
            speed_px_s=speed_a + (speed_b - speed_a) * share,
            direction=none,
            tilt_x=a.tilt_x_deg + (b.tilt_x_deg - a.tilt_x_deg) * share,
            tilt_y=a.tilt_y_deg + (b.tilt_y_deg - a.tilt_y_deg) * share,
            rotation=a.rotation_deg + _turn(a.rotation_deg, b.rotation_deg) * share,
            distance_px=curve[3],
        )

    def _direction(self, along: Floats, x: Floats, y: Floats) -> Floats:
        """Return where the path goes at each step: from where it was a few pixels ago."""
        known, known_x, known_y = (np.concatenate(pair) for pair in zip(self._trail, (along, x, y), strict=True))
        back = along - DIRECTION_PX
        dx, dy = x - np.interp(back, known, known_x), y - np.interp(back, known, known_y)
        keep = known >= along[-1] - 2 * DIRECTION_PX
        self._trail = (known[keep], known_x[keep], known_y[keep])
        direction: Floats = np.arctan2(dy, dx)
        if len(direction) > 1:
            still = np.hypot(dx, dy) < 1e-6
            direction[still] = direction[1] if not still[1] else 0.0
        return direction


def _turn(a_deg: float, b_deg: float) -> float:
    """Return the shorter way from one angle to another."""
    return (b_deg - a_deg + 180.0) % 360.0 - 180.0


def _mirrored(point: PenSample, center: PenSample) -> PenSample:
    """Return where the path would have come from (or gone) had it been straight and even."""
    return PenSample(
        center.t_s, 2 * center.x - point.x, 2 * center.y - point.y, 2 * center.pressure - point.pressure
    )


def _curve(p0: PenSample, p1: PenSample, p2: PenSample, p3: PenSample) -> tuple[Floats, Floats]:
    """Return x, y, pressure and room for a fourth value, (4, n), from p1 to p2 in steps of at most about a pixel,
    and how far on the way each step is, (n,) 0 to 1."""
    d01, d12, d23 = (
        max(1e-3, math.sqrt(math.hypot(b.x - a.x, b.y - a.y))) for a, b in ((p0, p1), (p1, p2), (p2, p3))
    )
    share, basis = _basis(2 + math.ceil(1.2 * math.hypot(p2.x - p1.x, p2.y - p1.y)))

    def along(v0: float, v1: float, v2: float, v3: float) -> tuple[float, float, float, float]:
        in_, across, out = (v1 - v0) / d01, (v2 - v1) / d12, (v3 - v2) / d23
        slope_start = in_ - (v2 - v0) / (d01 + d12) + across
        slope_end = across - (v3 - v1) / (d12 + d23) + out
        return v1, slope_start * d12, v2, slope_end * d12

    across = (p2.pressure - p1.pressure) / d12
    start = _monotone_slope((p1.pressure - p0.pressure) / d01, across, d01, d12)
    end = _monotone_slope(across, (p3.pressure - p2.pressure) / d23, d12, d23)
    hermite = np.array(
        (
            along(p0.x, p1.x, p2.x, p3.x),
            along(p0.y, p1.y, p2.y, p3.y),
            (p1.pressure, start * d12, p2.pressure, end * d12),
            (0.0, 0.0, 0.0, 0.0),
        )
    )
    curve = hermite @ basis
    curve[2] = clipped(curve[2], 0.0, 1.0)
    return curve, share


@lru_cache(maxsize=64)
def _basis(count: int) -> tuple[Floats, Floats]:
    """Return even shares of the way, (count,), and Hermite's polynomials there, (4, count)."""
    t = np.linspace(0.0, 1.0, count)
    basis = np.stack([(1 + 2 * t) * (1 - t) ** 2, t * (1 - t) ** 2, t * t * (3 - 2 * t), t * t * (t - 1)])
    return t, basis


@lru_cache(maxsize=64)
def _counted(count: int) -> Floats:
    return np.arange(count, dtype=np.float64)


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
    values: dict[str, Any] = {}
    for entry in fields(Dabs):
        own = [getattr(part, entry.name) for part in filled]
        values[entry.name] = None if own[0] is None else np.concatenate(own)
    return Dabs(**values)


_NONE = np.zeros(0)
NO_DABS = Dabs(_NONE, _NONE, _NONE, _NONE, _NONE, _NONE)
