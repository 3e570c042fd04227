"""Filters: what each does, that none leaves its selection, and that parts of a picture fit together."""

from __future__ import annotations

import numpy as np
import pytest

from painter.document import selection as sel
from painter.document.raster import Raster
from painter.pixels import filters
from painter.pixels.filters import FILTERS, Filter, filtered
from tests.pixels.conftest import noise_raster

W, H = 300, 200
PICTURE = noise_raster(4, W, H)


def _read(raster: Raster) -> np.ndarray:
    return raster.read(raster.canvas).astype(int)


def _plain(values: np.ndarray) -> Raster:
    pixels = np.repeat(values[..., None], 4, -1).astype(np.uint8)
    pixels[..., 3] = 255
    return Raster.from_array(W, H, pixels)


@pytest.mark.parametrize("kind", FILTERS)
def test_a_filter_changes_the_selection_only(kind: type[Filter]) -> None:
    selection = sel.ellipse(W, H, 60, 30, 210, 170)
    share = selection.read(selection.canvas)
    made = filtered(PICTURE, kind(), selection)
    assert (_read(made) == _read(PICTURE))[share == 0].all()
    assert (_read(made) != _read(PICTURE)).any()
    for tile in made.tiles.values():
        assert (tile[..., :3].astype(int) <= tile[..., 3:].astype(int) + 1).all()
    # Selected fully it is the same as without a selection: no seam, no grid of its own.
    whole = _read(filtered(PICTURE, kind()))
    assert np.abs(_read(made) - whole)[share == 255].max() <= 1


@pytest.mark.parametrize("kind", FILTERS)
def test_nothing_stays_nothing(kind: type[Filter]) -> None:
    empty = Raster(W, H)
    assert filtered(empty, kind()) is empty


def test_blurs_keep_the_light_and_spread_it() -> None:
    dot = np.zeros((H, W, 4), np.uint8)
    dot[95:105, 145:155] = 255
    raster = Raster.from_array(W, H, dot)
    for settings in (filters.GaussianBlur(radius_px=3.0), filters.MotionBlur(length_px=30.0)):
        made = _read(filtered(raster, settings))
        assert made.sum() == pytest.approx(dot.sum(dtype=int), rel=0.02)
    line = _read(filtered(raster, filters.MotionBlur(length_px=30.0, angle_deg=0.0)))[..., 3]
    assert line[100, 135] > 0
    assert not line[90].any()


def test_the_median_removes_specks() -> None:
    values = np.full((H, W), 100)
    values[::9, ::9] = 255
    assert (_read(filtered(_plain(values), filters.Median(radius_px=2)))[5:-5, 5:-5, 0] == 100).all()


def test_pixelating_averages_its_squares() -> None:
    values = np.random.default_rng(1).integers(0, 256, (H, W))
    made = _read(filtered(_plain(values), filters.Pixelate(size_px=10)))[..., 0]
    expected = values.reshape(20, 10, 30, 10).mean((1, 3))
    assert np.abs(made[::10, ::10] - expected).max() <= 1
    assert (made == made[::10, ::10].repeat(10, 0).repeat(10, 1)).all()


def test_a_flat_colour_has_no_detail() -> None:
    flat = _plain(np.full((H, W), 90))
    inside = np.s_[30:-30, 30:-30, :3]
    assert (np.abs(_read(filtered(flat, filters.HighPass()))[inside] - 128) <= 1).all()
    assert (np.abs(_read(filtered(flat, filters.Emboss()))[inside] - 128) <= 1).all()
    for settings in (filters.UnsharpMask(), filters.Kuwahara(), filters.Median()):
        assert (np.abs(_read(filtered(flat, settings))[inside] - 90) <= 1).all()


def test_sharpening_steepens_an_edge_and_oil_paint_keeps_it() -> None:
    values = np.where(np.arange(W) < 150, 80, 170)[None, :].repeat(H, 0)
    sharp = _read(filtered(_plain(values), filters.UnsharpMask(radius_px=3.0, amount=1.0)))[100, :, 0]
    assert sharp[149] < 80
    assert sharp[150] > 170
    noisy = np.clip(values + np.random.default_rng(2).normal(0, 8, values.shape), 0, 255)
    oil = _read(filtered(_plain(noisy), filters.Kuwahara(radius_px=5)))[20:-20, :, 0]
    assert oil[:, 100:148].std() < 4
    assert oil[:, 152].mean() - oil[:, 147].mean() > 80


@pytest.mark.parametrize("grey", [64, 128, 200])
def test_dots_cover_the_share_of_the_tone(grey: int) -> None:
    made = _read(filtered(_plain(np.full((H, W), grey)), filters.Halftone(cell_px=10.0)))[30:-30, 30:-30, 0]
    assert made.mean() == pytest.approx(grey, abs=12)
    assert ((made < 30) | (made > 225)).mean() > 0.5


def test_a_vignette_darkens_corners_and_leaves_the_middle() -> None:
    made = _read(filtered(_plain(np.full((H, W), 200)), filters.Vignette(amount=0.5)))[..., 0]
    assert made[100, 150] == 200
    assert abs(made[0, 0] - 100) <= 2
    assert made[0, 0] == made[-1, -1]


def test_impossible_settings_are_refused() -> None:
    for make in (
        lambda: filters.GaussianBlur(radius_px=0.0),
        lambda: filters.Noise(amount=float("nan")),
        lambda: filters.Pixelate(size_px=1),
    ):
        with pytest.raises(ValueError, match="is not within"):
            make()
