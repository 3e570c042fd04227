"""Mips, thumbnails and alpha."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from painter.document.geometry import Rect
from painter.document.raster import Raster
from painter.pixels.kernels import TWINS, Kernels
from painter.pixels.mips import half, mip_shapes, update_mips
from painter.pixels.resample import downscale, fitted, premultiply, thumbnail, unpremultiply
from tests.pixels.conftest import noise, noise_raster


def _rgb32(seed: int, height: int, width: int) -> np.ndarray:
    return noise(seed, height, width).view(np.uint32)[..., 0] | np.uint32(0xFF000000)


def _levels(first: np.ndarray) -> list[np.ndarray]:
    return [first, *(np.zeros(shape, np.uint32) for shape in mip_shapes(*first.shape, smallest_px=4)[1:])]


def test_a_half_is_the_mean_of_four(serving: Kernels) -> None:
    src, dst = _rgb32(1, 64, 96), np.zeros((32, 48), np.uint32)
    half(dst, src, Rect(0, 0, 48, 32))
    channels = src.view(np.uint8).reshape(32, 2, 48, 2, 4).astype(float).mean(axis=(1, 3))
    assert np.abs(dst.view(np.uint8).reshape(32, 48, 4) - channels).max() <= 0.5
    assert (dst >> 24 == 255).all()


def test_odd_sides_count_their_last_pixel_twice(serving: Kernels) -> None:
    src, dst = _rgb32(2, 7, 9), np.zeros((4, 5), np.uint32)
    half(dst, src, Rect(0, 0, 5, 4))
    padded = np.pad(src, ((0, 1), (0, 1)), mode="edge")
    channels = padded.view(np.uint8).reshape(4, 2, 5, 2, 4).astype(float).mean(axis=(1, 3))
    assert np.abs(dst.view(np.uint8).reshape(4, 5, 4) - channels).max() <= 0.5


@given(
    size=st.tuples(st.integers(1, 90), st.integers(1, 90)),
    box=st.lists(st.integers(-5, 99), min_size=4, max_size=4),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_mips_kept_up_to_date_are_mips_made_anew(serving: Kernels, size: tuple[int, int], box: list[int]) -> None:
    height, width = size
    whole = Rect(0, 0, width, height)
    levels = _levels(_rgb32(3, height, width))
    update_mips(levels, whole)
    rect = Rect(min(box[0], box[2]), min(box[1], box[3]), max(box[0], box[2]), max(box[1], box[3])).intersected(
        whole
    )
    if not rect.empty:
        levels[0][rect.y0 : rect.y1, rect.x0 : rect.x1] = _rgb32(4, rect.height, rect.width)
        update_mips(levels, rect)
    anew = _levels(levels[0])
    update_mips(anew, whole)
    for kept, fresh in zip(levels, anew, strict=True):
        assert (kept == fresh).all()


def _every_pair() -> np.ndarray:
    """Return every colour with every alpha, (65536, 1, 4)."""
    color, alpha = (a.ravel() for a in np.meshgrid(np.arange(256), np.arange(256)))
    return np.stack([color, color, color, alpha], 1).astype(np.uint8)[:, None]


def test_premultiplying_rounds_to_nearest(serving: Kernels) -> None:
    straight = _every_pair()
    out = premultiply(straight)
    exact = straight[..., :3].astype(np.float64) * straight[..., 3:] / 255
    assert (out[..., :3] == np.floor(exact + 0.5)).all()
    assert (out[..., 3] == straight[..., 3]).all()


def test_unpremultiplying_rounds_to_nearest_and_comes_back(serving: Kernels) -> None:
    pixels = _every_pair()
    pixels = pixels[pixels[:, 0, 0] <= pixels[:, 0, 3]]
    straight = unpremultiply(pixels)
    solid = pixels[..., 3] > 0
    exact = pixels[solid][:, :3] * 255.0 / pixels[solid][:, 3:]
    assert np.abs(straight[solid][:, :3] - exact).max() <= 0.5
    assert (premultiply(straight) == pixels).all()
    assert (straight[~solid] == 0).all()


def test_a_colour_above_its_alpha_counts_as_equal(serving: Kernels) -> None:
    assert unpremultiply(np.array([[[200, 10, 0, 100]]], np.uint8)).tolist() == [[[255, 26, 0, 100]]]


def test_only_rgba_of_8_bits_is_converted() -> None:
    with pytest.raises(ValueError, match="RGBA"):
        premultiply(np.zeros((4, 4, 3), np.uint8))
    with pytest.raises(ValueError, match="RGBA"):
        unpremultiply(np.zeros((4, 4, 4), np.uint16))  # type: ignore[arg-type]


def test_read_only_and_sliced_pictures_are_converted(serving: Kernels) -> None:
    pixels = noise(5, 40, 60)[::2, ::3]
    pixels.flags.writeable = False
    assert unpremultiply(pixels).shape == pixels.shape


@pytest.mark.parametrize(("width", "height"), [(10, 7), (33, 21), (100, 70), (1, 1), (500, 500)])
def test_downscaling_keeps_the_mean(width: int, height: int) -> None:
    pixels = noise(6, 70, 100)
    small = downscale(pixels, width, height)
    assert small.shape == (min(height, 70), min(width, 100), 4)
    np.testing.assert_allclose(small.mean((0, 1)), pixels.mean((0, 1)), atol=0.6)


def test_downscaling_weighs_parts_of_pixels() -> None:
    pixels = np.zeros((1, 3, 4), np.uint8)
    pixels[0, :, 3] = [0, 90, 240]
    # Two thirds of a pixel and a half of the middle one each: (0·1 + 90·.5) / 1.5 and (90·.5 + 240·1) / 1.5.
    assert downscale(pixels, 2, 1)[0, :, 3].tolist() == [30, 190]


def test_downscaling_to_the_same_size_changes_nothing() -> None:
    pixels = noise(7, 20, 30)
    assert (downscale(pixels, 30, 20) == pixels).all()


@pytest.mark.parametrize("size", [(1000, 333), (129, 128), (40, 700), (20, 20)])
def test_a_thumbnail_is_the_canvas_scaled_down(serving: Kernels, size: tuple[int, int]) -> None:
    ramp = np.linspace(0, 255, size[0])[None, :] * np.linspace(0.2, 1, size[1])[:, None]
    pixels = np.rint(np.stack([ramp * 0.3, ramp * 0.8, ramp, ramp], -1)).astype(np.uint8)
    raster = Raster.from_array(*size, pixels)
    small = thumbnail(raster, 64)
    width, height = fitted(*size, 64)
    assert small.shape == (height, width, 4)
    assert np.abs(small.astype(int) - downscale(pixels, width, height)).max() <= 3
    assert not thumbnail(Raster(*size), 64).any()


def test_compiled_thumbnails_are_their_twins(compiled: Kernels) -> None:
    raster = noise_raster(8, 300, 260)
    for factor in (1, 2, 8, 128):
        twin, kernel = (np.zeros((384 // factor, 384 // factor, 4), np.float32) for _ in range(2))
        TWINS.reduce_tiles(raster.table, twin, factor)
        compiled.reduce_tiles(raster.table, kernel, factor)
        np.testing.assert_allclose(twin, kernel, atol=1e-3)
        assert twin.any()


def test_fitting_keeps_proportions() -> None:
    assert fitted(4000, 2000, 100) == (100, 50)
    assert fitted(40, 20, 100) == (40, 20)
    assert fitted(10_000, 1, 64) == (64, 1)
