"""Calming a shaking hand: the 1€ filter, which follows fast strokes closely and slow ones calmly.

Works on positions in screen pixels, because a hand shakes on the desk and not on the canvas.

Source: Casiez, Roussel, Vogel 2012, 1€ Filter, section 2.
"""

from __future__ import annotations

import math

CUTOFF_HZ = 3.0
CUTOFF_PER_SPEED = 0.05
SPEED_CUTOFF_HZ = 1.0
GENTLE_LEVEL = 15.0
"""The level at which the figures above hold: 3 ms behind the pen at 1000 px/s."""
LEVELS_PER_HALVING = 15.0


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


def _share(cutoff_hz: float, dt: float) -> float:
    """Return how much of the way to a new value a low-pass filter goes in `dt` seconds."""
    return 1.0 - math.exp(-2.0 * math.pi * cutoff_hz * dt)
