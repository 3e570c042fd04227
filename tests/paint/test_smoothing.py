"""The 1€ filter by itself."""

from __future__ import annotations

import math

import numpy as np
import pytest

from painter.paint.smoothing import GENTLE_LEVEL, OneEuroFilter


def test_a_stroke_begins_where_the_pen_is() -> None:
    assert OneEuroFilter(80).smoothed(12.3, 400.0, -7.0) == (400.0, -7.0)


def test_the_gentle_level_lags_a_few_milliseconds_on_a_fast_stroke() -> None:
    euro = OneEuroFilter(GENTLE_LEVEL)
    for i in range(266):
        t = i / 133
        x, _ = euro.smoothed(t, 1000 * t, 0.0)
    assert 0.0 < (1000 * t - x) / 1000 < 0.006


@pytest.mark.parametrize("level", [1, 15, 50, 100])
def test_a_still_pen_is_reached(level: float) -> None:
    euro = OneEuroFilter(level)
    euro.smoothed(0.0, 0.0, 0.0)
    for i in range(1, 8000):
        x, y = euro.smoothed(i / 133, 10.0, 20.0)
    assert math.hypot(x - 10, y - 20) < 0.1


def test_higher_levels_are_calmer() -> None:
    rng = np.random.default_rng(1)
    shake = rng.normal(0, 1, 400)
    spread = []
    for level in (1, 15, 40, 80):
        euro = OneEuroFilter(level)
        spread.append(np.std([euro.smoothed(i / 133, x, 0.0)[0] for i, x in enumerate(shake.tolist())][50:]))
    assert spread == sorted(spread, reverse=True)


def test_a_clock_that_stands_still_does_no_harm() -> None:
    euro = OneEuroFilter(30)
    for _ in range(5):
        x, y = euro.smoothed(1.0, 5.0, 5.0)
    assert (x, y) == (5.0, 5.0)
