"""Every blend mode against the recommendation, on dense grids of colours and alphas."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from painter.document.document import Document
from painter.document.geometry import Rect
from painter.document.layer import BlendMode, Layer
from painter.document.raster import Raster
from painter.pixels import modes
from painter.pixels.composite import composite_rgba
from painter.pixels.kernels import Kernels
from painter.pixels.program import compile_program
from tests.pixels import w3c

ALPHAS = (0, 1, 40, 128, 200, 254, 255)


def _grid() -> tuple[np.ndarray, np.ndarray]:
    """Return backdrops and sources, (h, w, 4) premultiplied uint8: alphas down, colours across."""
    steps = np.array([0, 1, 30, 63, 64, 100, 127, 128, 160, 200, 254, 255])
    rng = np.random.default_rng(1)
    colors = np.concatenate(
        [
            np.stack([np.repeat([b, s], 3) for b, s in itertools.product(steps, steps)]),
            rng.integers(0, 256, (368, 6)),
        ]
    )
    rows_b, rows_s = [], []
    for ab, as_ in itertools.product(ALPHAS, ALPHAS):
        for rows, color, alpha in ((rows_b, colors[:, :3], ab), (rows_s, colors[:, 3:], as_)):
            premultiplied = np.rint(color * (alpha / 255))
            rows.append(np.concatenate([premultiplied, np.full((len(colors), 1), alpha)], 1))
    return np.array(rows_b).astype(np.uint8), np.array(rows_s).astype(np.uint8)


BACKDROP, SOURCE = _grid()


def test_the_table_has_every_mode_once() -> None:
    assert sorted(modes.MODES) == sorted(BlendMode)
    assert [modes.CODES[mode] for mode in modes.MODES] == list(range(len(BlendMode)))


COLOR_MODES = [mode for mode in BlendMode if mode not in modes.COVERING and mode is not BlendMode.DISSOLVE]
ALL_BUT_GRAIN = [mode for mode in BlendMode if mode is not BlendMode.DISSOLVE]


@pytest.mark.parametrize("mode", COLOR_MODES)
def test_a_formula_is_the_recommendations(mode: BlendMode) -> None:
    b, s = (w3c.straight(pixels) for pixels in (BACKDROP, SOURCE))
    pb, ps = (w3c.premultiplied(pixels) / 255 for pixels in (b, s))
    ab, as_ = pb[..., 3], ps[..., 3]
    if mode in modes.SEPARABLE:
        ours = [modes.SEPARABLE[mode](pb[..., c], ps[..., c], ab, as_) for c in range(3)]
    else:
        ours = list(modes.NON_SEPARABLE[mode](*(p[..., c] for p in (pb, ps) for c in range(3)), ab, as_))
    shared = [modes.meet(pb[..., c], ps[..., c], ab, as_) for c in range(3)]
    color = np.stack([a + b for a, b in zip(ours, shared, strict=True)], -1)
    expected = w3c.premultiplied(w3c.blended(b, s, mode))[..., :3] / 255
    # The constants of luminance are float32, which is all that differs.
    sure = ~w3c.near_a_jump(b, s, mode)
    assert sure.mean() > 0.9
    np.testing.assert_allclose(color[sure], expected[sure], atol=2e-6)


@pytest.mark.parametrize("opacity", [1.0, 0.37])
@pytest.mark.parametrize("mode", ALL_BUT_GRAIN)
def test_compositing_two_layers_is_the_recommendation(serving: Kernels, mode: BlendMode, opacity: float) -> None:
    height, width = BACKDROP.shape[:2]
    layers = (
        Layer(raster=Raster.from_array(width, height, BACKDROP)),
        Layer(raster=Raster.from_array(width, height, SOURCE), mode=mode, opacity=opacity),
    )
    document = Document(width_px=width, height_px=height, layers=layers)
    ours = composite_rgba(compile_program(document), document.canvas)
    expected = w3c.premultiplied(w3c.composited(layers, height, width))
    sure = ~w3c.near_a_jump(w3c.straight(BACKDROP), w3c.straight(SOURCE), mode)
    assert np.abs(ours - expected)[sure].max() <= 1.0


def test_the_kernels_know_every_code(compiled: Kernels) -> None:
    """The chain of codes is written by hand; each must do what the table says."""
    b, s = (np.ascontiguousarray(p.reshape(-1, 4).T.astype(np.float32) / 255)[:, ::5] for p in (BACKDROP, SOURCE))
    from painter.pixels.compiled.blending import blend
    from painter.pixels.reference import blend as twin

    n = 1000
    for code in range(len(modes.MODES)):
        ours, theirs = np.ascontiguousarray(b[:, :n]), np.ascontiguousarray(b[:, :n])
        source = np.ascontiguousarray(s[:, :n])
        blend(code, ours, source, n)
        # Of dissolve the kernel does what is left once the source is solid or nothing.
        twin(code if modes.MODES[code] is not BlendMode.DISSOLVE else 0, theirs, source, np.zeros(n, np.float32))
        if modes.MODES[code] not in (BlendMode.HARD_MIX, BlendMode.DARKER_COLOR, BlendMode.LIGHTER_COLOR):
            np.testing.assert_allclose(ours, theirs, atol=2e-5, err_msg=modes.MODES[code])
        else:
            assert (np.abs(ours - theirs) < 2e-5).mean() > 0.98


def test_dissolve_shows_whole_pixels_in_the_share_of_alpha(serving: Kernels) -> None:
    back, top = _plain(0, 255), Raster.from_array(64, 64, np.full((64, 64, 4), (77, 0, 77, 77), np.uint8))
    layers = (Layer(raster=back), Layer(raster=top, mode=BlendMode.DISSOLVE, opacity=0.5))
    document = Document(width_px=64, height_px=64, layers=layers)
    shown = composite_rgba(compile_program(document), document.canvas)
    red = shown[..., 0]
    assert set(np.unique(red)) == {0, 255}
    assert abs((red == 255).mean() - 77 / 255 / 2) < 0.03
    # Fixed to the document: the grain stays where it is, whatever rectangle is shown and wherever it is merged.
    assert (composite_rgba(compile_program(document), Rect(13, 7, 50, 60)) == shown[7:60, 13:50]).all()
    shifted = composite_rgba(compile_program(document, origin=(-5, 3)), document.canvas)
    assert (shifted[:-3, 5:] == shown[3:, :-5]).all()
    assert (shifted != shown).any()


@pytest.mark.parametrize("mode", [BlendMode.COLOR_BURN, BlendMode.COLOR_DODGE])
def test_rounding_below_does_not_tip_burn_and_dodge(serving: Kernels, mode: BlendMode) -> None:
    """White built up from translucent whites must stay white under burn, black stay black under dodge."""
    shade, over = (255, 0) if mode is BlendMode.COLOR_BURN else (0, 255)
    rng = np.random.default_rng(2)
    layers = [Layer(raster=_plain(shade, 255))]
    layers += [
        Layer(raster=_plain(shade, int(a)), opacity=float(o)) for a, o in rng.uniform(1, 255, (9, 2)) / (1, 255)
    ]
    layers.append(Layer(raster=_plain(over, 255), mode=mode))
    document = Document(width_px=64, height_px=64, layers=tuple(layers))
    ours = composite_rgba(compile_program(document), document.canvas)
    assert (ours[..., :3] == shade).all()


@pytest.mark.parametrize("mode", [BlendMode.HUE, BlendMode.SATURATION, BlendMode.COLOR])
def test_greys_stay_neutral(serving: Kernels, mode: BlendMode) -> None:
    greys = tuple(Layer(raster=_plain(g, a), opacity=0.7) for g, a in ((90, 255), (200, 77), (13, 150)))
    top = Layer(raster=_plain(161, 255), mode=mode)
    document = Document(width_px=64, height_px=64, layers=(*greys, top))
    ours = composite_rgba(compile_program(document), document.canvas).astype(int)
    assert (np.ptp(ours[..., :3], axis=-1) == 0).all()


def _plain(shade: int, alpha: int) -> Raster:
    pixels = np.zeros((64, 64, 4), np.uint8)
    pixels[..., :3] = round(shade * alpha / 255)
    pixels[..., 3] = alpha
    return Raster.from_array(64, 64, pixels)
