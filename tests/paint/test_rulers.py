"""Lines, ellipses, and a hand led along them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from painter.document.raster import Raster
from painter.paint.brush import Brush, Tip
from painter.paint.pen import PenSample
from painter.paint.rulers import Ellipse, Line, led_along
from painter.paint.stroke import Stroke


def _painted(samples: list[PenSample]) -> np.ndarray:
    brush = Brush(size_px=4, accumulate="wash", tip=Tip(hardness=1.0))
    stroke = Stroke(Raster(200, 200), brush)
    stroke.add(samples)
    stroke.end()
    raster = stroke.commit()
    return raster.read(raster.canvas)[..., 3]


def test_a_line_is_straight_and_reaches_its_ends() -> None:
    painted = _painted(list(Line(x0=20.5, y0=100.0, x1=180.5, y1=100.0).samples(pressure=0.5, pressure_end=1.0)))
    assert (painted[98:102, 22:178] == 255).all()
    assert painted[:97].max() == painted[103:].max() == 0


def test_an_ellipse_closes() -> None:
    painted = _painted(list(Ellipse(x=100, y=100, radius_x=60, radius_y=30, angle_deg=30).samples()))
    ellipse = Ellipse(x=100, y=100, radius_x=60, radius_y=30, angle_deg=30)
    for turn in np.linspace(0, 1, 80):
        x, y = ellipse.at(float(turn))
        assert painted[int(y), int(x)] >= 250


@given(x=st.floats(-200, 400), y=st.floats(-200, 400), angle=st.floats(0, 360))
def test_the_nearest_place_on_an_ellipse(x: float, y: float, angle: float) -> None:
    ellipse = Ellipse(x=100, y=90, radius_x=80, radius_y=25, angle_deg=angle)
    found = math.dist(ellipse.nearest(x, y), (x, y))
    best = min(math.dist(ellipse.at(i / 4000), (x, y)) for i in range(4000))
    assert found <= best + 0.05


def test_a_shaking_hand_stays_on_the_ruler() -> None:
    line = Line(x0=0, y0=0, x1=10, y1=10)
    led = list(led_along(line, [PenSample(0.1, 30, 36, 0.4, 5.0), PenSample(0.2, -9, -5, 0.6)]))
    assert all(sample.x == pytest.approx(sample.y) for sample in led)
    assert (led[0].pressure, led[0].tilt_x_deg, led[0].x) == (0.4, 5.0, pytest.approx(33))
    ended = Line(x0=0, y0=0, x1=10, y1=10, endless=False)
    assert ended.nearest(30, 36) == (10, 10)


def test_shift_turns_a_line_to_the_nearest_step() -> None:
    line = Line(x0=10, y0=10, x1=110, y1=17).turned_to(15)
    assert line.y1 == pytest.approx(10)
    assert math.hypot(line.x1 - 10, line.y1 - 10) == pytest.approx(math.hypot(100, 7))


def test_an_ellipse_without_size_is_refused() -> None:
    with pytest.raises(ValueError, match="radii"):
        Ellipse(x=0, y=0, radius_x=0, radius_y=3)
