"""Copies of a stroke: mirrored to the bit, turned, wrapped."""

from __future__ import annotations

import math

import numpy as np
import pytest

from painter.document.raster import Raster
from painter.paint.brush import HARD_ROUND, Brush
from painter.paint.presets import starter_brush
from painter.paint.stroke import PenSample, Stroke
from painter.paint.symmetry import Symmetry
from painter.pixels.kernels import Kernels, kernels, use_kernels

SIDE = 256


@pytest.fixture(autouse=True)
def quick(compiled: Kernels) -> object:
    before = kernels()
    use_kernels(compiled)
    yield
    use_kernels(before)


def _painted(brush: Brush, symmetry: Symmetry | None, points: list[tuple[float, float]]) -> np.ndarray:
    raster = Raster(SIDE, SIDE)
    stroke = Stroke(raster, brush, (180, 60, 20), symmetry=symmetry, seed=3)
    stroke.add([PenSample(i / 100, x, y, 0.7) for i, (x, y) in enumerate(points)])
    stroke.end()
    return stroke.commit().read(raster.canvas)


LEFT = [(20 + 3 * i, 60 + 30 * math.sin(i / 6)) for i in range(30)]


@pytest.mark.parametrize("name", ["Hard round", "Inker", "Charcoal", "Oil flat", "Foliage", "Calligraphy"])
def test_mirrored_strokes_are_equal_to_the_bit(name: str) -> None:
    brush = starter_brush(name)
    # Paper lies still on the canvas and light comes from one side, so they are no part of what is mirrored.
    brush = brush.changed(grain=Brush().grain, size_px=min(40.0, brush.size_px), scatter=0.0, thickness=0.0)
    upright = _painted(brush, Symmetry(kind="mirror", x=128.0, y=128.0, angle_deg=90), LEFT)
    assert (upright == upright[:, ::-1]).all()
    level = _painted(brush, Symmetry(kind="mirror", x=128.0, y=128.0, angle_deg=0), LEFT)
    assert (level == level[::-1]).all()
    assert upright.any()


def test_any_axis_mirrors() -> None:
    brush = HARD_ROUND.changed(size_px=20)
    slanted = _painted(brush, Symmetry(kind="mirror", x=128.0, y=128.0, angle_deg=45), LEFT)
    assert np.abs(slanted.astype(int) - slanted.transpose(1, 0, 2)).max() <= 3


def test_a_dab_on_the_axis_is_laid_once() -> None:
    brush = Brush(size_px=20, flow=0.4, accumulate="build")
    once = _painted(brush, None, [(128.0, y) for y in range(40, 200, 5)])
    again = _painted(brush, Symmetry(kind="mirror", x=128.0, angle_deg=90), [(128.0, y) for y in range(40, 200, 5)])
    assert (once == again).all()


def test_spokes_turn_around_the_centre() -> None:
    painted = _painted(HARD_ROUND.changed(size_px=16), Symmetry(kind="radial", x=128, y=128, spokes=4), LEFT)
    assert np.abs(painted.astype(int) - np.rot90(painted)).max() <= 2
    mirrored = _painted(HARD_ROUND.changed(size_px=16), Symmetry(kind="kaleidoscope", x=128, y=128, spokes=4), LEFT)
    assert np.abs(mirrored.astype(int) - mirrored[:, ::-1]).max() <= 2
    assert (mirrored > 0).sum() > (painted > 0).sum()


def test_a_wrapped_stroke_makes_a_seamless_tile() -> None:
    brush = HARD_ROUND.changed(size_px=50, opacity_least=1.0)
    across = _painted(brush, Symmetry(kind="wrap"), [(SIDE - 40 + 4 * i, 30.0) for i in range(20)])
    inside = _painted(brush, None, [(SIDE - 40 + 4 * i - 128, 30.0 + 60) for i in range(20)])
    rolled = np.roll(np.roll(across, -128, axis=1), 60, axis=0)
    assert np.abs(rolled.astype(int) - inside).max() <= 1


@pytest.mark.parametrize("wrong", [{"kind": "spiral"}, {"kind": "radial", "spokes": 1}])
def test_what_is_no_symmetry_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"no symmetry|not within"):
        Symmetry(**wrong)  # type: ignore[arg-type]
