"""Stacks, groups, rectangles and threads."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from painter.document.document import Document
from painter.document.geometry import Rect
from painter.document.layer import BlendMode, Group, Layer, Mask, Node
from painter.document.raster import MaskRaster, Raster
from painter.pixels import composite
from painter.pixels.composite import composite_display, composite_rgba, flatten
from painter.pixels.kernels import TWINS, Kernels, use_kernels
from painter.pixels.program import compile_program
from painter.pixels.reference import CHECKER_DARK, CHECKER_LIGHT, CHECKER_PX
from tests.pixels import w3c
from tests.pixels.conftest import noise, noise_raster

WIDTH, HEIGHT = 300, 270
MODES = [
    mode
    for mode in BlendMode
    # Where these jump, the rounding of a stack below them decides.
    if mode not in (BlendMode.DISSOLVE, BlendMode.HARD_MIX, BlendMode.DARKER_COLOR, BlendMode.LIGHTER_COLOR)
]


def _layer(seed: int, mode: BlendMode = BlendMode.NORMAL, opacity: float = 1.0, *, visible: bool = True) -> Layer:
    return Layer(raster=noise_raster(seed, WIDTH, HEIGHT), mode=mode, opacity=opacity, visible=visible)


def _document(*layers: Node) -> Document:
    return Document(width_px=WIDTH, height_px=HEIGHT, layers=layers)


def _mixed() -> Document:
    inner = Group(children=(_layer(3, BlendMode.MULTIPLY), _layer(4, BlendMode.HUE, 0.6)), opacity=0.8)
    group = Group(children=(_layer(2), inner, _layer(5, BlendMode.SCREEN)), mode=BlendMode.SOFT_LIGHT, opacity=0.9)
    patch = Raster.from_array(WIDTH, HEIGHT, noise(7, 60, 60), 200, 100)
    return _document(
        _layer(1), group, _layer(6, BlendMode.DIFFERENCE, 0.5), Layer(raster=patch, mode=BlendMode.ADD)
    )


def _expected(document: Document) -> np.ndarray:
    return w3c.premultiplied(w3c.composited(document.layers, document.height_px, document.width_px))


def _mask(seed: int, *, outside: int = 0, enabled: bool = True) -> Mask:
    """Return a mask of noise over part of the canvas."""
    values = np.random.default_rng(seed).integers(0, 256, (150, 140)).astype(np.uint8)
    return Mask(raster=MaskRaster.from_array(WIDTH, HEIGHT, values, 40, 50, outside=outside), enabled=enabled)


def _clipping(**base: object) -> Document:
    return _document(
        _layer(1),
        replace(_layer(2, BlendMode.MULTIPLY, 0.7), **base),  # type: ignore[arg-type]
        replace(_layer(3, BlendMode.SCREEN, 0.8), clipped=True),
        replace(_layer(4), clipped=True, visible=False),
        replace(_layer(5, BlendMode.HUE), clipped=True, mask=_mask(7)),
        _layer(6, BlendMode.OVERLAY, 0.4),
    )


def _through(**group: object) -> Document:
    children = (_layer(2, BlendMode.MULTIPLY), _layer(3, BlendMode.COLOR), _layer(4, BlendMode.ERASE, 0.5))
    return _document(_layer(1, opacity=0.6), Group(children=children, isolated=False, **group))  # type: ignore[arg-type]


STACKS = {
    "mask": _document(_layer(1), replace(_layer(2, BlendMode.MULTIPLY, 0.7), mask=_mask(1))),
    "mask that reveals": _document(_layer(1), replace(_layer(2), mask=_mask(1, outside=255))),
    "mask switched off": _document(_layer(1), replace(_layer(2), mask=_mask(1, enabled=False))),
    "mask of a group": _document(
        _layer(1), Group(children=(_layer(2), _layer(3)), mask=_mask(4), opacity=0.5, mode=BlendMode.OVERLAY)
    ),
    "clipping": _clipping(),
    "clipping to a mask": _clipping(mask=_mask(3)),
    "clipping to something hidden": _clipping(visible=False),
    "clipping to nothing": _document(replace(_layer(1), clipped=True), replace(_layer(2), clipped=True)),
    "clipped groups": _document(
        _layer(1),
        Group(children=(_layer(2), _layer(3, opacity=0.5)), isolated=False, mode=BlendMode.SCREEN),
        Group(children=(_layer(4), _layer(5)), clipped=True, mode=BlendMode.MULTIPLY, mask=_mask(6)),
    ),
    "clipping in a group": _document(_layer(1), Group(children=_clipping().layers, opacity=0.8)),
    "pass through in part": _through(opacity=0.4),
    "pass through a mask": _through(mask=_mask(5), opacity=0.8),
    "pass through a mask that reveals": _through(mask=_mask(5, outside=255)),
    "erase and behind": _document(
        _layer(1), _layer(2, BlendMode.ERASE, 0.7), _layer(3, BlendMode.BEHIND, 0.6), _layer(4, BlendMode.MULTIPLY)
    ),
    "nothing": _document(),
    "one": _document(_layer(1)),
    "ten mixed": _document(*(_layer(seed, MODES[seed % len(MODES)], 0.3 + 0.07 * seed) for seed in range(10))),
    "groups in groups": _mixed(),
    "pass through": _document(
        _layer(1), Group(children=(_layer(2, BlendMode.MULTIPLY), _layer(3, BlendMode.COLOR)), isolated=False)
    ),
    "isolated": _document(
        _layer(1), Group(children=(_layer(2, BlendMode.MULTIPLY), _layer(3, BlendMode.COLOR)), isolated=True)
    ),
    "hidden": _document(
        _layer(1), _layer(2, visible=False), Group(children=(_layer(3),), visible=False), _layer(4, opacity=0.0)
    ),
    "empty groups": _document(_layer(1), Group(), Group(children=(Group(), Layer(raster=Raster(WIDTH, HEIGHT))))),
}


@pytest.mark.parametrize("name", STACKS)
def test_a_stack_is_the_recommendations(serving: Kernels, name: str) -> None:
    document = STACKS[name]
    ours = composite_rgba(compile_program(document), document.canvas)
    assert np.abs(ours - _expected(document)).max() <= 1.0


def test_isolation_matters() -> None:
    rgba = {name: composite_rgba(compile_program(STACKS[name]), STACKS[name].canvas) for name in STACKS}
    assert (rgba["pass through"] != rgba["isolated"]).any()
    assert (rgba["hidden"] == rgba["one"]).all()
    assert (rgba["empty groups"] == rgba["one"]).all()


def test_the_display_lies_on_a_checkerboard_anchored_to_the_document(serving: Kernels) -> None:
    document = _mixed()
    out = np.full((HEIGHT, WIDTH), 7, np.uint32)
    composite_display(compile_program(document), out, Rect(37, 21, 290, 250))
    rgba = _expected(document) / 255
    x, y = np.meshgrid(np.arange(WIDTH) // CHECKER_PX, np.arange(HEIGHT) // CHECKER_PX)
    paper = np.where((x + y) % 2 == 0, CHECKER_LIGHT, CHECKER_DARK)[..., None]
    expected = rgba[..., :3] * 255 + paper * (1 - rgba[..., 3:])
    shown = out.view(np.uint8).reshape(HEIGHT, WIDTH, 4)[..., [2, 1, 0]]
    inside = np.s_[21:250, 37:290]
    assert np.abs(shown[inside] - expected[inside]).max() <= 1.0
    assert (out[inside] >> 24 == 0xFF).all()
    untouched = out.copy()
    untouched[inside] = 7
    assert (untouched == 7).all()


def test_flattening_gives_straight_colours(serving: Kernels) -> None:
    document = _mixed()
    flat = flatten(document).astype(np.float64)
    expected = w3c.composited(document.layers, HEIGHT, WIDTH) * 255
    assert np.abs(flat[..., 3] - expected[..., 3]).max() <= 1.0
    solid = expected[..., 3] > 8
    assert np.abs(flat[solid] - expected[solid]).max() <= 1.0
    assert (flat[flat[..., 3] == 0] == 0).all()


def test_one_layer_flattens_to_itself(serving: Kernels) -> None:
    """A picture that was opened and exported untouched keeps every byte."""
    pixels = noise(9, HEIGHT, WIDTH)
    pixels[..., 3] = 255
    document = _document(Layer(raster=Raster.from_array(WIDTH, HEIGHT, pixels)))
    assert (flatten(document) == pixels).all()
    assert (composite_rgba(compile_program(document), document.canvas) == pixels).all()


def test_outside_the_canvas_is_transparent(serving: Kernels) -> None:
    document = _document(
        Layer(raster=Raster.from_array(WIDTH, HEIGHT, np.full((800, 800, 4), 255, np.uint8), -99, -99))
    )
    rect = Rect(-20, -30, WIDTH + 40, HEIGHT + 50)
    for picture in (composite_rgba(compile_program(document), rect), flatten(document, rect)):
        assert picture.shape == (rect.height, rect.width, 4)
        assert picture.astype(int).sum() == 255 * 4 * WIDTH * HEIGHT
    assert composite_rgba(compile_program(document), Rect(5, 5, 5, 9)).shape == (4, 0, 4)
    assert not composite_rgba(compile_program(document), Rect(-9, -9, -2, -2)).any()


def test_colours_above_their_alpha_do_not_spill_over(serving: Kernels) -> None:
    pixels = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
    pixels[...] = (255, 10, 255, 20)
    raster = Raster.from_array(WIDTH, HEIGHT, pixels)
    document = _document(*(Layer(raster=raster, mode=mode) for mode in (BlendMode.NORMAL, BlendMode.ADD) * 3))
    out = np.zeros((HEIGHT, WIDTH), np.uint32)
    composite_display(compile_program(document), out, document.canvas)
    shown = out.view(np.uint8).reshape(HEIGHT, WIDTH, 4)
    assert (shown[..., 2] == 255).all()
    assert (shown[..., 1] < 200).all()


def test_an_output_of_the_wrong_size_is_refused() -> None:
    program = compile_program(_document(_layer(1)))
    with pytest.raises(ValueError, match="output"):
        composite_display(program, np.zeros((HEIGHT, WIDTH + 1), np.uint32), program.canvas)
    with pytest.raises(ValueError, match="output"):
        composite_display(program, np.zeros((HEIGHT, 2 * WIDTH), np.uint32)[:, ::2], program.canvas)


rects = st.builds(
    lambda x, y, w, h: Rect(x, y, x + w, y + h),
    st.integers(-20, WIDTH),
    st.integers(-20, HEIGHT),
    st.integers(0, WIDTH),
    st.integers(0, HEIGHT),
)


@given(rect=rects, seed=st.integers(0, 1000), opacity=st.floats(0.0, 1.0), mode=st.sampled_from(MODES))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_dirty_rectangle_ends_like_a_full_composite(
    serving: Kernels, rect: Rect, seed: int, opacity: float, mode: BlendMode
) -> None:
    old = _mixed()
    layer = old.layers[2]
    assert isinstance(layer, Layer)
    pixels = layer.raster.read(layer.raster.canvas)
    hit = rect.intersected(old.canvas)
    if not hit.empty:
        pixels[hit.y0 : hit.y1, hit.x0 : hit.x1] = noise(seed, hit.height, hit.width)
    changed = replace(layer, raster=Raster.from_array(WIDTH, HEIGHT, pixels), opacity=opacity, mode=mode)
    shown = np.zeros((HEIGHT, WIDTH), np.uint32)
    same_look = replace(old, layers=(*old.layers[:2], replace(changed, raster=layer.raster), *old.layers[3:]))
    composite_display(compile_program(same_look), shown, old.canvas)
    program = compile_program(replace(old, layers=(*old.layers[:2], changed, *old.layers[3:])))
    composite_display(program, shown, rect)
    full = np.zeros((HEIGHT, WIDTH), np.uint32)
    composite_display(program, full, program.canvas)
    assert (shown == full).all()


@pytest.mark.parametrize("rect", [Rect(0, 0, WIDTH, HEIGHT), Rect(3, 5, 298, 7), Rect(100, 9, 101, 270)])
def test_threads_agree_with_one_thread(compiled: Kernels, monkeypatch: pytest.MonkeyPatch, rect: Rect) -> None:
    program = compile_program(_mixed())
    use_kernels(compiled)
    try:
        alone, together = np.zeros((HEIGHT, WIDTH), np.uint32), np.zeros((HEIGHT, WIDTH), np.uint32)
        monkeypatch.setattr(composite, "_threads", lambda: 1)
        composite_display(program, alone, rect)
        monkeypatch.setattr(composite, "_threads", lambda: 4)
        monkeypatch.setattr(composite, "WORTH_A_THREAD", 1)
        composite_display(program, together, rect)
    finally:
        use_kernels(TWINS)
    assert alone.any()
    assert (alone == together).all()


@given(cut=st.integers(1, 9), y0=st.integers(0, 5000), height=st.integers(9, 9000))
def test_cuts_cover_a_rectangle_in_order(cut: int, y0: int, height: int) -> None:
    cuts = composite._cuts(Rect(0, y0, 10, y0 + height), cut)
    assert cuts[0] == y0
    assert cuts[-1] == y0 + height
    assert cuts == sorted(cuts)
    assert len(cuts) == cut + 1


@given(seeds=st.lists(st.integers(0, 99), min_size=1, max_size=6), data=st.data())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_compiled_kernels_are_their_twins(compiled: Kernels, seeds: list[int], data: st.DataObject) -> None:
    layers = [
        _layer(seed, data.draw(st.sampled_from(MODES)), data.draw(st.floats(0.0, 1.0, width=32))) for seed in seeds
    ]
    group = Group(
        children=tuple(layers[1:]),
        mode=data.draw(st.sampled_from(MODES)),
        opacity=data.draw(st.floats(0.0, 1.0, width=32)),
    )
    program = compile_program(_document(layers[0], group))
    rect = data.draw(rects)
    results = []
    for chosen in (TWINS, compiled):
        use_kernels(chosen)
        shown = np.zeros((HEIGHT, WIDTH), np.uint32)
        composite_display(program, shown, rect)
        results.append((shown.view(np.uint8).astype(int), composite_rgba(program, rect).astype(int)))
    use_kernels(TWINS)
    for twin, kernel in zip(*results, strict=True):
        assert np.abs(twin - kernel).max(initial=0) <= 1
