"""Curves that say how strongly something follows the pen: monotone cubics through a few points.

Source: Fritsch, Carlson 1980, Monotone piecewise cubic interpolation (slopes after Fritsch, Butland 1984).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Points = tuple[tuple[float, float], ...]

STRAIGHT: Points = ((0.0, 0.0), (1.0, 1.0))
SAMPLES = 256


def evaluated(points: Points, at: Floats) -> Floats:
    """Return the curve at values 0–1; level outside its points."""
    if points == STRAIGHT:
        straight: Floats = clipped(at, 0.0, 1.0)
        return straight
    result: Floats = np.interp(at, _grid(), _table(points))
    return result


def clipped(values: Any, least: float, most: float) -> Any:
    """Return `numpy.clip` without what that costs for the few values of one pen event."""
    return np.minimum(np.maximum(values, least), most)


@lru_cache(maxsize=1)
def _grid() -> Floats:
    return np.linspace(0.0, 1.0, SAMPLES + 1)


@lru_cache(maxsize=512)
def _table(points: Points) -> Floats:
    x, y = np.array(points, np.float64).T
    step, rise = np.diff(x), np.diff(y)
    secant = rise / step
    slope = np.zeros(len(x))
    slope[0], slope[-1] = secant[0], secant[-1]
    for i in range(1, len(x) - 1):
        if secant[i - 1] * secant[i] > 0.0:
            w1, w2 = 2 * step[i] + step[i - 1], step[i] + 2 * step[i - 1]
            slope[i] = (w1 + w2) / (w1 / secant[i - 1] + w2 / secant[i])
    at = np.clip(_grid(), x[0], x[-1])
    k = np.clip(np.searchsorted(x, at, side="right") - 1, 0, len(step) - 1)
    t, h = (at - x[k]) / step[k], step[k]
    table: Floats = (
        (1 + 2 * t) * (1 - t) ** 2 * y[k]
        + t * (1 - t) ** 2 * h * slope[k]
        + t * t * (3 - 2 * t) * y[k + 1]
        + t * t * (t - 1) * h * slope[k + 1]
    )
    return table
