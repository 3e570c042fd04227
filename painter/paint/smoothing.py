"""Calming a shaking hand. Works on positions in screen pixels, because a hand shakes on the desk and not on the
canvas.

``euro`` follows fast strokes closely and slow ones calmly; ``distance`` averages over the path behind the pen,
``time`` over the last moments, ``rope`` pulls the brush along by a rope. ``raw`` is no filter at all. Each begins
where the pen is; at the end `painter.paint.stroke` leads the path to the pen.

Source: Casiez, Roussel, Vogel 2012, 1€ Filter, section 2.
"""

from __future__ import annotations

import math
from collections import deque
from typing import Protocol

from painter.paint.brush import Smooth

CUTOFF_HZ = 3.0
CUTOFF_PER_SPEED = 0.05
SPEED_CUTOFF_HZ = 1.0
GENTLE_LEVEL = 15.0
"""The level at which the figures above hold: 3 ms behind the pen at 1000 px/s."""
LEVELS_PER_HALVING = 15.0

DISTANCE_PX_PER_LEVEL = 0.8
TIME_S_PER_LEVEL = 0.004
TICK_S = 1.0 / 240.0
ROPE_PX_PER_LEVEL = 0.8


class Filter(Protocol):
    def smoothed(self, t_s: float, x: float, y: float) -> tuple[float, float]: ...


def filter_of(smooth: Smooth) -> Filter | None:
    """Return what calms a stroke, or None for the pen as it comes."""
    if smooth.level <= 0.0 or smooth.mode == "raw":
        return None
    if smooth.mode == "distance":
        return PathMean(smooth.level)
    if smooth.mode == "time":
        return TimeMean(smooth.level)
    return Rope(smooth.level) if smooth.mode == "rope" else OneEuroFilter(smooth.level)


class OneEuroFilter:
    """Smooths one stroke's positions. Seeded by its first position, so a stroke begins where the pen is."""

    def __init__(self, level: float) -> None:
        """Make a filter of a level above 0 (hardly anything) to 100 (slow and calm)."""
        calm = 2.0 ** ((level - GENTLE_LEVEL) / LEVELS_PER_HALVING)
        self._cutoff_hz = CUTOFF_HZ / calm
        self._cutoff_per_speed = CUTOFF_PER_SPEED / calm
        self._t_s = math.nan
        self._x = self._y = self._vx = self._vy = 0.0

    def smoothed(self, t_s: float, x: float, y: float) -> tuple[float, float]:
        """Return the calmed position of the pen; a clock that stands still counts as a millisecond."""
        if math.isnan(self._t_s):
            self._t_s, self._x, self._y = t_s, x, y
            return x, y
        dt = max(1e-3, t_s - self._t_s)
        self._t_s = t_s
        share = _share(SPEED_CUTOFF_HZ, dt)
        self._vx += share * ((x - self._x) / dt - self._vx)
        self._vy += share * ((y - self._y) / dt - self._vy)
        speed = math.hypot(self._vx, self._vy)
        share = _share(self._cutoff_hz + self._cutoff_per_speed * speed, dt)
        self._x += share * (x - self._x)
        self._y += share * (y - self._y)
        return self._x, self._y


class PathMean:
    """Averages the path behind the pen with half a Gaussian: its distance is three of its widths."""

    def __init__(self, level: float) -> None:
        self._width_px = level * DISTANCE_PX_PER_LEVEL / 3.0
        self._places: deque[tuple[float, float, float]] = deque()
        self._along = 0.0

    def smoothed(self, t_s: float, x: float, y: float) -> tuple[float, float]:
        if self._places:
            _, last_x, last_y = self._places[-1]
            self._along += math.hypot(x - last_x, y - last_y)
        self._places.append((self._along, x, y))
        while len(self._places) > 2 and self._places[1][0] < self._along - 3 * self._width_px:
            self._places.popleft()
        # Each place counts for the path around it, so that how often the pen reports makes no difference.
        total = sum_x = sum_y = 0.0
        places = list(self._places)
        for i, (along, px, py) in enumerate(places):
            before = places[i - 1][0] if i else along
            after = places[i + 1][0] if i + 1 < len(places) else along
            weight = 0.5 * (after - before) * math.exp(-0.5 * ((self._along - along) / self._width_px) ** 2)
            total, sum_x, sum_y = total + weight, sum_x + weight * px, sum_y + weight * py
        return (sum_x / total, sum_y / total) if total > 1e-9 else (x, y)


class TimeMean:
    """Averages where the pen was at even ticks of a clock."""

    def __init__(self, level: float) -> None:
        self._ticks = max(1, round(level * TIME_S_PER_LEVEL / TICK_S))
        self._places: deque[tuple[float, float]] = deque(maxlen=self._ticks)
        self._last: tuple[float, float, float] | None = None
        self._next_s = 0.0

    def smoothed(self, t_s: float, x: float, y: float) -> tuple[float, float]:
        if self._last is None:
            self._places.extend([(x, y)] * self._ticks)
            self._next_s = t_s + TICK_S
        else:
            last_s, last_x, last_y = self._last
            # A pause longer than the window leaves nothing of the path before it.
            self._next_s = max(self._next_s, t_s - TICK_S * (self._ticks + 1))
            while self._next_s <= t_s:
                share = (self._next_s - last_s) / max(1e-9, t_s - last_s)
                share = min(1.0, max(0.0, share))
                self._places.append((last_x + (x - last_x) * share, last_y + (y - last_y) * share))
                self._next_s += TICK_S
        self._last = (t_s, x, y)
        count = len(self._places)
        return sum(p[0] for p in self._places) / count, sum(p[1] for p in self._places) / count


class Rope:
    """Lets the brush rest until the pen has tightened the rope, then pulls it along."""

    def __init__(self, level: float) -> None:
        self._length_px = level * ROPE_PX_PER_LEVEL
        self._place: tuple[float, float] | None = None

    def smoothed(self, t_s: float, x: float, y: float) -> tuple[float, float]:
        if self._place is None:
            self._place = (x, y)
        bx, by = self._place
        far = math.hypot(x - bx, y - by)
        if far > self._length_px:
            share = (far - self._length_px) / far
            self._place = (bx + (x - bx) * share, by + (y - by) * share)
        return self._place


def _share(cutoff_hz: float, dt: float) -> float:
    """Return how much of the way to a new value a low-pass filter goes in `dt` seconds."""
    return 1.0 - math.exp(-2.0 * math.pi * cutoff_hz * dt)
