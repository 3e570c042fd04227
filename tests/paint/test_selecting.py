"""Edges moved and softened, and selections found in pictures."""

from __future__ import annotations

import numpy as np
import pytest

from painter.document import selection as sel
from painter.document.raster import MaskRaster
from painter.paint import selecting

W, H = 300, 200
DISC = sel.ellipse(W, H, 60, 40, 180, 160)


def _values(mask: MaskRaster) -> np.ndarray:
    return mask.read(mask.canvas).astype(int)


def _disc(radius: float) -> np.ndarray:
    return _values(sel.ellipse(W, H, 120 - radius, 100 - radius, 120 + radius, 100 + radius))


@pytest.mark.parametrize("radius", [1, 7, 20])
def test_growing_and_shrinking_move_the_edge(radius: int) -> None:
    grown, shrunk = _values(selecting.grown(DISC, radius)), _values(selecting.shrunk(DISC, radius))
    for ours, expected in ((grown, _disc(60 + radius)), (shrunk, _disc(60 - radius))):
        # The edge lies within half a pixel of where it should.
        assert np.abs(ours - expected).sum() / 255 < 2 * np.pi * 60 * 0.6
    assert (grown >= _values(DISC)).all()
    assert (shrunk <= _values(DISC)).all()


def test_the_rim_of_the_canvas_is_no_edge() -> None:
    left = sel.rectangle(W, H, 0, 0, 100, H)
    shrunk = _values(selecting.shrunk(left, 10))
    assert (shrunk[:, :89] == 255).all()
    assert (shrunk[:, 91:] == 0).all()
    assert (_values(selecting.feathered(left, 10))[:, :60] == 255).all()


def test_feathering_blurs_symmetrically() -> None:
    values = _values(selecting.feathered(sel.rectangle(W, H, 100, 50, 200, 150), 12))
    assert abs(values[100, 99] + values[100, 100] - 255) <= 3
    assert values[100, 85] < 10
    assert values[100, 115] > 245


def test_a_border_straddles_the_edge() -> None:
    values = _values(selecting.bordered(DISC, 10))
    assert values[100, 120] == 0
    assert values[100, 60] == 255
    assert values.sum() / 255 == pytest.approx(np.pi * (65**2 - 55**2), rel=0.1)


def test_smoothing_removes_specks_and_keeps_the_rest() -> None:
    speckled = sel.combined(DISC, sel.rectangle(W, H, 250, 100, 253, 103), sel.Combine.ADD)
    values = _values(selecting.smoothed(speckled, 8))
    assert values[:, 230:].max() < 30
    assert np.abs(values - _values(DISC))[:, :230].sum() / 255 < 120


def _outline(gap: int) -> np.ndarray:
    picture = np.full((H, W, 4), 255, np.uint8)
    picture[40:160, [50, 51, 200, 201]] = (0, 0, 0, 255)
    picture[[40, 41, 158, 159], 50:202] = (0, 0, 0, 255)
    picture[90 : 90 + gap, 200:202] = 255
    return picture


def test_the_wand_keeps_within_outlines_and_closes_gaps() -> None:
    inside = _values(selecting.magic_wand(_outline(0), 100, 100))
    assert inside[100, 100] == 255
    assert inside[10, 10] == 0
    leaking = _values(selecting.magic_wand(_outline(6), 100, 100))
    assert leaking[10, 10] == 255
    closed = _values(selecting.magic_wand(_outline(6), 100, 100, gap_px=8))
    assert closed[10, 10] == 0
    assert closed[100, 230] == 0
    assert closed[44, 54] > 0
    assert (closed[45:155, 55:195] == 255).all()
    everywhere = _values(selecting.magic_wand(_outline(0), 100, 100, contiguous=False))
    assert everywhere[10, 10] == 255
    with pytest.raises(IndexError):
        selecting.magic_wand(_outline(0), W, 0)


def test_tolerance_counts_any_channel() -> None:
    picture = np.zeros((1, 256, 4), np.uint8)
    picture[0, :, 1] = np.arange(256)
    assert (selecting.by_color(picture, (0, 100, 0, 0), 10) > 0).sum() == 21
