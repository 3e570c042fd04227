"""Dabs along a path: evenly spaced, on the path, whatever the pen's rate."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from painter.paint.brush import Brush, by_pressure
from painter.paint.walker import NO_DABS, PenSample, Walker, joined
from painter.pixels.dab import Dabs

PLAIN = Brush(size_px=20, spacing=0.1)


def walked(brush: Brush, samples: Sequence[PenSample]) -> Dabs:
    walker = Walker(brush)
    return joined([*(walker.move(sample) for sample in samples), walker.finish()])


def curve(hz: float, seconds: float = 1.0) -> list[PenSample]:
    """Return a quick, curly stroke (up to about 2500 px/s) sampled at a rate."""
    times = np.append(np.arange(0.0, seconds, 1 / hz), seconds)
    return [PenSample(t, *position(t), 0.2 + 0.7 * math.sin(math.pi * t) ** 2) for t in times.tolist()]


def position(t: float) -> tuple[float, float]:
    return 1000 + 900 * math.sin(2.2 * t), 600 + 250 * math.sin(7 * t + 0.5)


def off_the_path(dabs: Dabs) -> float:
    """Return the largest distance of a dab from the true curve."""
    fine = np.array([position(t) for t in np.linspace(0, 1, 40_001)])
    points = np.stack([dabs.x, dabs.y], 1)
    return max(float(np.hypot(*(fine - point).T).min()) for point in points)


@pytest.mark.parametrize("hz", [60, 133, 266, 1000])
def test_the_path_does_not_depend_on_the_pens_rate(hz: float) -> None:
    dabs = walked(PLAIN, curve(hz))
    assert off_the_path(dabs) <= 0.5
    length = np.hypot(*np.diff([position(t) for t in np.linspace(0, 1, 20_001)], axis=0).T).sum()
    assert len(dabs) == pytest.approx(length / 2.0, abs=2)


def test_dabs_are_evenly_spaced_across_samples() -> None:
    dabs = walked(PLAIN, [PenSample(i / 100, 3.7 * i, 0.0) for i in range(60)])
    np.testing.assert_allclose(np.diff(dabs.x), 2.0, atol=1e-6)
    assert dabs.x[0] == 0.0


@given(
    steps=st.lists(st.tuples(st.floats(-60, 60), st.floats(-60, 60), st.floats(0.01, 1)), min_size=2, max_size=20),
    spacing=st.floats(0.02, 1.0),
)
def test_any_stroke_is_even_and_finite(steps: list[tuple[float, float, float]], spacing: float) -> None:
    brush = Brush(size_px=12, spacing=spacing, flow=0.5, dynamics=by_pressure(size=0.2, flow=0.1, opacity=0.3))
    x = y = 500.0
    samples = []
    for i, (dx, dy, pressure) in enumerate(steps):
        x, y = x + dx, y + dy
        samples.append(PenSample(i / 100, x, y, pressure))
    dabs = walked(brush, samples)
    for values in (dabs.x, dabs.y, dabs.radius_px, dabs.flow, dabs.ceiling, dabs.spacing_px):
        assert np.isfinite(values[:-1]).all()
    assert (dabs.radius_px > 0).all()
    assert (dabs.radius_px <= 6.0 + 1e-9).all()
    assert len(dabs) >= 1
    gaps = np.hypot(np.diff(dabs.x), np.diff(dabs.y))
    # Spacing follows the radius, which changes between two dabs; a curl brings dabs closer, never further apart.
    assert (gaps <= np.maximum(dabs.spacing_px[1:], dabs.spacing_px[:-1]) * 1.5 + 1e-6).all()


@given(pressures=st.lists(st.floats(0.05, 1.0), min_size=3, max_size=12))
def test_pressure_stays_between_its_samples(pressures: list[float]) -> None:
    samples = [PenSample(i / 100, 40.0 * i, 7.0, p) for i, p in enumerate(pressures)]
    dabs = walked(Brush(size_px=2, spacing=0.01, dynamics=by_pressure(size=0.0)), samples)
    first = min(pressures[:2])
    known = [first, *pressures[1:]]
    at = np.clip((dabs.x // 40).astype(int), 0, len(known) - 2)
    low = np.minimum(np.array(known)[at], np.array(known)[at + 1])
    high = np.maximum(np.array(known)[at], np.array(known)[at + 1])
    on_edge = np.abs(dabs.x % 40) < 1e-3
    inside = (dabs.radius_px >= low - 1e-3) & (dabs.radius_px <= high + 1e-3)
    assert (inside | on_edge).all()


def test_the_first_dab_waits_and_takes_the_lower_pressure() -> None:
    walker = Walker(Brush(size_px=10, dynamics=by_pressure(size=0.0)))
    assert len(walker.move(PenSample(0.0, 5, 5, 0.9))) == 0
    first = walker.move(PenSample(0.01, 15, 5, 0.2))
    assert first.radius_px.tolist() == [1.0]
    assert (first.x[0], first.y[0]) == (5, 5)


def test_a_click_leaves_one_dab_of_its_strongest_pressure() -> None:
    brush = Brush(size_px=10, dynamics=by_pressure(size=0.0))
    dabs = walked(brush, [PenSample(0.0, 9, 8, 0.3), PenSample(0.01, 9, 8, 0.8), PenSample(0.02, 9.05, 8, 0.1)])
    assert (dabs.x.tolist(), dabs.y.tolist(), dabs.radius_px.tolist()) == ([9], [8], [4.0])


def test_a_hovering_pen_leaves_nothing() -> None:
    assert len(walked(PLAIN, [])) == 0
    assert len(walked(PLAIN, [PenSample(0, 9, 8, 0.0)])) == 0
    assert len(walked(PLAIN, [PenSample(i / 9, 9 * i, 8, 0.0) for i in range(9)])) == 0


def test_no_dabs_where_pressure_is_nothing() -> None:
    samples = [PenSample(i / 100, 30.0 * i, 0.0, p) for i, p in enumerate([1, 1, 0, 0, 0, 1, 1])]
    dabs = walked(Brush(size_px=4, spacing=0.25), samples)
    assert not ((dabs.x > 60) & (dabs.x < 120)).any()
    assert (dabs.x > 130).any()


def test_the_releases_pressure_is_ignored() -> None:
    brush = Brush(size_px=10, dynamics=by_pressure(size=0.0))
    samples = [PenSample(i / 100, 20.0 * i, 0.0, 0.6) for i in range(6)]
    lifted = [*samples, PenSample(0.06, 104.0, 0.0, 0.0)]
    np.testing.assert_allclose(walked(brush, lifted).radius_px, 3.0, atol=1e-9)


def test_a_stroke_ends_where_the_pen_left() -> None:
    dabs = walked(Brush(size_px=1, spacing=0.5), [PenSample(i / 100, 10.0 * i, 3.0) for i in range(8)])
    assert dabs.x[-1] == pytest.approx(70.0, abs=0.51)


def test_two_samples_make_a_straight_line() -> None:
    dabs = walked(PLAIN, [PenSample(0, 10, 10), PenSample(0.01, 50, 40)])
    np.testing.assert_allclose((dabs.x - 10) * 3, (dabs.y - 10) * 4, atol=1e-9)
    assert len(dabs) == 26


def test_joining_keeps_the_order() -> None:
    parts = [walked(PLAIN, [PenSample(0, x, 0)]) for x in (3, 1, 2)]
    assert joined([parts[0], NO_DABS, *parts[1:]]).x.tolist() == [3, 1, 2]
    assert len(joined([])) == 0
