"""Adjustment layers against formulas in float64, on every grey and many colours, alone and in stacks."""

from __future__ import annotations

import colorsys
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from painter.document.adjustments import (
    AdjustmentSettings,
    BrightnessContrast,
    ColorBalance,
    Curves,
    Exposure,
    GradientMap,
    GradientStop,
    HueSaturation,
    Invert,
    Levels,
    LevelsRange,
    Posterize,
    Threshold,
    settings_from_json,
    settings_to_json,
)
from painter.document.document import Document
from painter.document.layer import Adjustment, BlendMode, Group, Layer, Mask, Node
from painter.document.raster import MaskRaster, Raster
from painter.pixels.adjusting import curve_through
from painter.pixels.composite import composite_rgba
from painter.pixels.kernels import TWINS, Kernels, use_kernels
from painter.pixels.program import compile_program
from tests.pixels import w3c
from tests.pixels.conftest import noise_raster

WIDTH, HEIGHT = 256, 140
Array = np.ndarray


def _colors() -> Raster:
    """Return every grey in the first rows, colours and alphas of chance below."""
    rng = np.random.default_rng(3)
    pixels = rng.integers(0, 256, (HEIGHT, WIDTH, 4), np.uint8)
    pixels[:70, :, 3] = 255
    pixels[:4, :, :3] = np.arange(256)[None, :, None]
    pixels[70:, :, :3] = np.rint(pixels[70:, :, :3] * (pixels[70:, :, 3:] / 255))
    return Raster.from_array(WIDTH, HEIGHT, pixels)


COLORS = _colors()


def _shown(*nodes: Node) -> Array:
    document = Document(width_px=WIDTH, height_px=HEIGHT, layers=nodes)
    return composite_rgba(compile_program(document), document.canvas)


def _lum(c: Array) -> Array:
    return c @ np.array([0.3, 0.59, 0.11])


def _levels(c: Array) -> Array:
    red = np.clip((c[..., 0] - 0.1) / 0.7, 0, 1) ** (1 / 1.8)
    c = np.stack([red, c[..., 1], c[..., 2]], -1)
    return 0.1 + 0.8 * np.clip((c - 0.2) / 0.7, 0, 1)


def _hsl(hue: float, saturation: float, lightness: float, colorize: bool = False) -> Callable[[Array], Array]:
    def change(c: Array) -> Array:
        out = np.empty_like(c)
        for place in np.ndindex(c.shape[:-1]):
            h, light, s = colorsys.rgb_to_hls(*c[place])
            h = hue / 360 if colorize else h + hue / 360
            if colorize:
                s = (saturation + 1) / 2
            else:
                s *= 1 + saturation if saturation < 0 else 1 / (1 - saturation * 255 / 256)
            light = light * (1 - abs(lightness)) + max(0, lightness)
            out[place] = colorsys.hls_to_rgb(h % 1, light, min(1, s))
        return out

    return change


def _exposure(c: Array) -> Array:
    light = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    light = np.clip(light * 2**0.7, 0, 1) ** (1 / 1.2)
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)


def _graded(c: Array) -> Array:
    light = _lum(c)
    return np.stack([np.interp(light, [0, 0.4, 1], v) for v in ([0, 1, 1], [0.1, 0.2, 1], [0.5, 0, 0.8])], -1)


CASES: dict[str, tuple[AdjustmentSettings, Callable[[Array], Array]]] = {
    "levels": (
        Levels(master=LevelsRange(0.2, 0.9, 1.0, 0.1, 0.9), red=LevelsRange(0.1, 0.8, 1.8)),
        _levels,
    ),
    "curves": (
        Curves(master=((0.0, 0.1), (0.3, 0.5), (1.0, 0.9)), blue=((0.0, 1.0), (1.0, 0.0))),
        lambda c: curve_through(((0.0, 0.1), (0.3, 0.5), (1.0, 0.9)))(
            np.concatenate([c[..., :2], 1 - c[..., 2:]], -1)
        ),
    ),
    "hue": (HueSaturation(hue_deg=77.0, saturation=-0.4, lightness=0.2), _hsl(77, -0.4, 0.2)),
    "saturation": (HueSaturation(hue_deg=-120.0, saturation=0.5, lightness=-0.3), _hsl(-120, 0.5, -0.3)),
    "colorize": (HueSaturation(hue_deg=30.0, saturation=0.1, colorize=True), _hsl(30, 0.1, 0, True)),
    "brightness": (BrightnessContrast(brightness=0.4), lambda c: c + (1 - c) * 0.2),
    "contrast": (BrightnessContrast(contrast=-0.5), lambda c: (c - 0.5) * np.tan(np.pi / 8) + 0.5),
    "exposure": (Exposure(stops=0.7, gamma=1.2), _exposure),
    "invert": (Invert(), lambda c: 1 - c),
    "threshold": (Threshold(level=100 / 255), lambda c: (_lum(c) >= 100 / 255 - 1e-6)[..., None] * np.ones(3)),
    "gradient map": (
        GradientMap(stops=(GradientStop(0, 0, 0.1, 0.5), GradientStop(0.4, 1, 0.2, 0), GradientStop(1, 1, 1, 0.8))),
        _graded,
    ),
    "balance": (
        ColorBalance(midtones=(0.5, 0.0, -0.5), keep_luminosity=False),
        lambda c: np.clip(
            c
            + 0.7
            * np.array([0.5, 0, -0.5])
            * np.clip((c - 1 / 3) / 0.25 + 0.5, 0, 1)
            * np.clip((2 / 3 - c) / 0.25 + 0.5, 0, 1),
            0,
            1,
        ),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_an_adjustment_is_its_formula(serving: Kernels, name: str) -> None:
    settings, formula = CASES[name]
    ours = _shown(Layer(raster=COLORS), Adjustment(settings=settings))
    straight = w3c.straight(COLORS.read(COLORS.canvas))
    color = np.clip(formula(straight[..., :3]), 0, 1)
    expected = w3c.premultiplied(np.concatenate([color, straight[..., 3:]], -1))
    sure = np.abs(_lum(straight[..., :3]) - 100 / 255) > 1e-3 if name == "threshold" else np.s_[:]
    assert np.abs(ours - expected)[sure].max() <= 1.0
    assert (ours[..., 3] == COLORS.read(COLORS.canvas)[..., 3]).all()


def test_posterizing_leaves_so_many_steps(serving: Kernels) -> None:
    ours = _shown(Layer(raster=COLORS), Adjustment(settings=Posterize(levels=5)))[:4]
    assert set(np.unique(ours[..., 0])) == {0, 64, 128, 191, 255}
    # Each step has as many greys as the others.
    assert [int((ours[0, :, 0] == v).sum()) for v in (0, 64, 128, 191, 255)] == [51, 51, 51, 51, 52]


def test_a_balance_keeps_the_luminosity(serving: Kernels) -> None:
    before = _shown(Layer(raster=COLORS))[:70, :, :3].astype(float)
    settings = ColorBalance(shadows=(0.4, -0.2, 0.0), highlights=(0.0, 0.3, -1.0))
    after = _shown(Layer(raster=COLORS), Adjustment(settings=settings))[:70, :, :3].astype(float)
    assert np.abs(after - before).max() > 20
    assert np.abs(_lum(after) - _lum(before)).max() <= 1.0


def test_opacity_mask_and_mode_weigh_an_adjustment(serving: Kernels) -> None:
    values = np.tile(np.arange(256, dtype=np.uint8), (HEIGHT, 1))
    mask = Mask(raster=MaskRaster.from_array(WIDTH, HEIGHT, values))
    ours = _shown(
        Layer(raster=COLORS), Adjustment(settings=Invert(), opacity=0.6, mode=BlendMode.MULTIPLY, mask=mask)
    )
    straight = w3c.straight(COLORS.read(COLORS.canvas))
    share = 0.6 * values[..., None] / 255
    inverted = np.concatenate([1 - straight[..., :3], np.ones((HEIGHT, WIDTH, 1))], -1)
    expected = w3c.premultiplied(w3c.blended(straight, inverted, BlendMode.MULTIPLY, share, atop=True))
    assert np.abs(ours - expected).max() <= 1.0


def test_an_adjustment_reaches_what_lies_below_it_in_its_group(serving: Kernels) -> None:
    back = Layer(raster=noise_raster(1, WIDTH, HEIGHT))
    top = Layer(raster=noise_raster(2, WIDTH, HEIGHT), opacity=0.5)
    invert = Adjustment(settings=Invert())
    isolated = _shown(back, Group(children=(top, invert)))
    inverted = top.raster.read(top.raster.canvas).copy()
    inverted[..., :3] = inverted[..., 3:] - inverted[..., :3]
    assert np.abs(isolated - _shown(back, replace(top, raster=_raster(inverted))).astype(int)).max() <= 1
    through = _shown(back, Group(children=(top, invert), isolated=False))
    assert (through == _shown(back, top, invert)).all()
    clipped = _shown(back, top, replace(invert, clipped=True))
    assert np.abs(clipped.astype(int) - isolated).max() <= 1


def _raster(pixels: Array) -> Raster:
    return Raster.from_array(WIDTH, HEIGHT, pixels)


def test_the_kernels_are_their_twins(compiled: Kernels) -> None:
    every = [settings for settings, _ in CASES.values()]
    every += [Posterize(levels=3), ColorBalance(shadows=(0.5, 0, -0.5), highlights=(-0.3, 0, 0.9))]
    for settings in every:
        results = []
        for chosen in (TWINS, compiled):
            use_kernels(chosen)
            nodes = (Layer(raster=COLORS), Adjustment(settings=settings, opacity=0.7))
            results.append(_shown(*nodes).astype(int))
        use_kernels(TWINS)
        different = np.abs(results[0] - results[1]) > 1
        # At a threshold the last bit of a float decides.
        assert different.mean() <= (1e-3 if isinstance(settings, Threshold | Posterize) else 0), settings


@pytest.mark.parametrize("name", CASES)
def test_settings_come_back_from_json(name: str) -> None:
    settings = CASES[name][0]
    assert settings_from_json(settings_to_json(settings)) == settings


@pytest.mark.parametrize(
    "data",
    [
        None,
        {},
        {"kind": "sparkle"},
        {"kind": "levels", "master": [0.5, 0.5, 1, 0, 1]},
        {"kind": "levels", "master": [0, 1, 0, 0, 1]},
        {"kind": "curves", "red": [[0, 0]]},
        {"kind": "curves", "red": [[0.5, 0], [0.5, 1]]},
        {"kind": "curves", "red": [[0, 0], [1, float("nan")]]},
        {"kind": "hue-saturation", "hue_deg": "blue"},
        {"kind": "hue-saturation", "hue_deg": True},
        {"kind": "exposure", "stops": 1e9},
        {"kind": "posterize", "levels": 2.5},
        {"kind": "invert", "extra": 1},
        {"kind": "gradient-map", "stops": [[0, 0, 0, 0]]},
        {"kind": "gradient-map", "stops": [[1, 0, 0, 0], [0, 1, 1, 1]]},
    ],
)
def test_impossible_settings_are_refused(data: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        settings_from_json(data)
