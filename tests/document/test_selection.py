"""Shapes, combinations and what a selection lets through."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from painter.document import selection as sel
from painter.document.raster import MaskRaster, Raster
from painter.document.selection import Combine

W, H = 300, 200


def _values(mask: MaskRaster) -> np.ndarray:
    return mask.read(mask.canvas).astype(int)


def _sampled(inside: object) -> np.ndarray:
    """Return coverage by 16 × 16 samples a pixel."""
    y, x = np.mgrid[0 : H * 16, 0 : W * 16]
    hit = inside((x + 0.5) / 16, (y + 0.5) / 16)  # type: ignore[operator]
    return hit.reshape(H, 16, W, 16).mean((1, 3)) * 255


def test_a_rectangle_covers_pixels_in_part() -> None:
    values = _values(sel.rectangle(W, H, 20.5, 30.0, 10.0, 40.25))
    assert values[35, 10] == 255
    assert values[35, 20] == 128
    assert values[40, 15] == 64
    assert values[40, 20] == 32
    assert values[35, 21] == values[41, 15] == values[29, 15] == 0
    assert values.sum() == pytest.approx(10.5 * 10.25 * 255, rel=0.01)
    assert not sel.rectangle(W, H, -50, -50, -10, 20).tiles
    assert (_values(sel.rectangle(W, H, -50, -50, 900, 900)) == 255).all()


def test_an_ellipse_is_its_formula() -> None:
    values = _values(sel.ellipse(W, H, -20.0, 13.3, 181.7, 190.1))
    cx, cy, rx, ry = 80.85, 101.7, 100.85, 88.4
    expected = _sampled(lambda x, y: ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 <= 1)
    assert np.abs(values - expected).max() <= 12  # what sixteen samples a side can be off


def test_polygons_by_area() -> None:
    triangle = _values(sel.polygon(W, H, [(10.0, 10.0), (210.5, 20.0), (50.0, 399.0)]))

    def inside(x: np.ndarray, y: np.ndarray) -> np.ndarray:
        a = (x - 10) * (20 - 10) - (y - 10) * (210.5 - 10) <= 0
        b = (x - 210.5) * (399 - 20) - (y - 20) * (50 - 210.5) <= 0
        c = (x - 50) * (10 - 399) - (y - 399) * (10 - 50) <= 0
        return a & b & c

    assert np.abs(triangle - _sampled(inside)).max() <= 12
    assert (_values(sel.polygon(W, H, [(10, 10), (50, 399), (210.5, 20)])) == triangle).all()
    bow = _values(sel.polygon(W, H, [(0, 0), (100, 100), (100, 0), (0, 100)]))
    assert bow[50, 10] == bow[50, 90] == 255
    assert bow[10, 50] == 0
    assert not sel.polygon(W, H, [(5, 5), (9, 9)]).tiles


masks = st.builds(
    lambda x, y, w, h, r: sel.rectangle(W, H, x, y, x + w, y + h) if r else sel.ellipse(W, H, x, y, x + w, y + h),
    st.floats(-20, W),
    st.floats(-20, H),
    st.floats(0, 200),
    st.floats(0, 200),
    st.booleans(),
)


@given(a=masks, b=masks)
def test_combinations(a: MaskRaster, b: MaskRaster) -> None:
    x, y = _values(a), _values(b)
    assert (_values(sel.combined(a, b, Combine.ADD)) == np.maximum(x, y)).all()
    assert (_values(sel.combined(a, b, Combine.SUBTRACT)) == np.minimum(x, 255 - y)).all()
    assert (_values(sel.combined(a, b, Combine.INTERSECT)) == np.minimum(x, y)).all()
    assert sel.combined(a, b, Combine.REPLACE) is b
    assert sel.combined(None, b, Combine.ADD) is b
    assert (_values(sel.combined(None, b, Combine.SUBTRACT)) == 255 - y).all()
    assert (_values(sel.inverted(a)) == 255 - x).all()


@given(mask=masks, seed=st.integers(0, 99))
def test_nothing_outside_a_selection_changes(mask: MaskRaster, seed: int) -> None:
    rng = np.random.default_rng(seed)
    a, b = (Raster.from_array(W, H, rng.integers(0, 256, (H, W, 4), np.uint8)) for _ in range(2))
    out = sel.mixed(a, b, mask).read(a.canvas)
    share = _values(mask)
    assert (out[share == 0] == a.read(a.canvas)[share == 0]).all()
    assert (out[share == 255] == b.read(b.canvas)[share == 255]).all()
    cut, left = sel.cut_to(a, mask).read(a.canvas), sel.cleared(a, mask).read(a.canvas)
    assert np.abs(cut.astype(int) + left - a.read(a.canvas)).max() <= 1


def test_alpha_becomes_a_selection() -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (500, 500, 4), np.uint8)
    raster = Raster.from_array(W, H, pixels, -100, -100)
    selection = sel.from_alpha(raster)
    assert (_values(selection) == raster.read(raster.canvas)[..., 3]).all()
    assert selection.canvas.contains(selection.bounds())
