"""Strokes on rasters: what is painted, what is left alone."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from painter.document.document import Document
from painter.document.geometry import TILE, Rect
from painter.document.layer import Layer
from painter.document.raster import Raster, changed_tiles
from painter.paint.brush import HARD_ROUND, INKER, PRESETS, SOFT_ROUND, Brush, Smooth, Tip, by_pressure
from painter.paint.stroke import PenSample, Stroke
from painter.pixels.composite import composite_rgba
from painter.pixels.program import compile_program

WIDTH, HEIGHT = 400, 300
PLAIN = Brush(size_px=24, tip=Tip(hardness=0.8), flow=0.9)


def _wave(count: int = 40, seconds: float = 0.4) -> list[PenSample]:
    samples = []
    for i in range(count + 1):
        t = i / count
        samples.append(
            PenSample(t * seconds, 30 + 340 * t, 150 + 90 * math.sin(6 * t), 0.3 + 0.6 * math.sin(math.pi * t))
        )
    return samples


def _paper(seed: int = 1) -> Raster:
    rng = np.random.default_rng(seed)
    pixels = rng.integers(0, 256, (HEIGHT, WIDTH, 4)).astype(np.uint8)
    pixels[..., :3] = np.minimum(pixels[..., :3], pixels[..., 3:])
    return Raster.from_array(WIDTH, HEIGHT, pixels)


def _painted(
    raster: Raster, brush: Brush, samples: list[PenSample], *, erase: bool = False, batch: int = 1
) -> Raster:
    stroke = Stroke(raster, brush, (200, 40, 10), erase=erase)
    for start in range(0, len(samples), batch):
        stroke.add(samples[start : start + batch])
    stroke.end()
    return stroke.commit()


def _pixels(raster: Raster) -> np.ndarray:
    return raster.read(raster.canvas)


@pytest.mark.parametrize("brush", PRESETS, ids=lambda brush: brush.name)
@pytest.mark.parametrize("erase", [False, True])
def test_every_change_lies_in_the_rectangles_returned(brush: Brush, erase: bool) -> None:
    base = _paper()
    stroke = Stroke(base, brush, (200, 40, 10), erase=erase)
    layer = Layer(raster=base)
    document = Document(width_px=WIDTH, height_px=HEIGHT, layers=(layer,))
    program = compile_program(document, {layer.id: stroke.draft})
    shown = composite_rgba(program, document.canvas)
    for sample in _wave():
        rect = stroke.add([sample])
        assert document.canvas.contains(rect)
        if not rect.empty:
            shown[rect.y0 : rect.y1, rect.x0 : rect.x1] = composite_rgba(program, rect)
        assert (shown == composite_rgba(program, document.canvas)).all()
    rect = stroke.end()
    if not rect.empty:
        shown[rect.y0 : rect.y1, rect.x0 : rect.x1] = composite_rgba(program, rect)
    painted = stroke.commit()
    after = replace(document, layers=(replace(layer, raster=painted),))
    assert (shown == composite_rgba(compile_program(after), document.canvas)).all()
    assert painted is not base


def test_the_raster_painted_on_stays_as_it_was() -> None:
    base = _paper()
    before = _pixels(base).copy()
    painted = _painted(base, PLAIN, _wave())
    assert (_pixels(base) == before).all()
    touched = set(changed_tiles(base, painted))
    assert touched
    assert all(painted.tiles[i] is base.tiles[i] for i in base.tiles if i not in touched)


def test_a_stroke_that_changes_nothing_returns_the_very_raster() -> None:
    base = _paper()
    nothing = replace(PLAIN, flow=0.0)
    assert _painted(base, nothing, _wave()) is base
    assert _painted(base, replace(PLAIN, opacity=0.0), _wave()) is base
    assert _painted(base, PLAIN, []) is base
    assert _painted(base, PLAIN, [PenSample(0, 50, 50, 0.0)]) is base
    assert _painted(base, PLAIN, [PenSample(i / 9, -900 + i, -900) for i in range(9)]) is base
    empty = Raster(WIDTH, HEIGHT)
    assert _painted(empty, PLAIN, _wave(), erase=True) is empty


def test_painting_keeps_inside_the_canvas() -> None:
    samples = [PenSample(i / 9, WIDTH - 20 + 5 * i, HEIGHT - 20 + 5 * i) for i in range(9)]
    painted = _painted(Raster(WIDTH, HEIGHT), PLAIN, samples)
    assert painted.canvas.contains(painted.bounds())
    assert set(painted.tiles) == {(2, 2), (WIDTH // TILE, HEIGHT // TILE)}


def test_samples_may_come_singly_or_in_batches() -> None:
    base, samples = _paper(), _wave()
    once = _pixels(_painted(base, PLAIN, samples))
    for batch in (2, 7, 100):
        assert (_pixels(_painted(base, PLAIN, samples, batch=batch)) == once).all()


@pytest.mark.parametrize("spacing", [0.03, 0.06, 0.12])
@pytest.mark.parametrize("brush", [SOFT_ROUND, replace(HARD_ROUND, flow=0.5)], ids=["soft", "hard"])
def test_spacing_changes_the_mean_by_a_hundredth_at_most(brush: Brush, spacing: float) -> None:
    empty = Raster(WIDTH, HEIGHT)
    brush = brush.changed(smoothing=0.0)
    usual = _pixels(_painted(empty, replace(brush, spacing=0.05), _wave()))[..., 3].mean()
    other = _pixels(_painted(empty, replace(brush, spacing=spacing), _wave()))[..., 3].mean()
    assert other == pytest.approx(usual, rel=0.01)


@pytest.mark.parametrize("brush", PRESETS, ids=lambda brush: brush.name)
def test_the_pens_rate_does_not_change_the_stroke(brush: Brush) -> None:
    empty, brush = Raster(WIDTH, HEIGHT), brush.changed(smoothing=0.0)
    slow, fast = (_pixels(_painted(empty, brush, _wave(count))).astype(float) for count in (24, 400))
    assert np.abs(slow - fast).mean() <= 0.5


def test_opacity_holds_for_the_stroke_as_a_whole() -> None:
    there_and_back = [PenSample(i / 99, 40 + 300 * abs(math.sin(i / 9)), 150) for i in range(99)]
    brush = Brush(size_px=30, tip=Tip(hardness=1.0), flow=1.0, opacity=0.5, accumulate="build")
    alpha = _pixels(_painted(Raster(WIDTH, HEIGHT), brush, there_and_back))[..., 3]
    assert alpha.max() == 128


@settings(max_examples=20)
@given(
    data=st.lists(st.tuples(st.floats(0, WIDTH), st.floats(0, HEIGHT), st.floats(0, 1)), min_size=1, max_size=12),
    accumulate=st.sampled_from(["glaze", "wash"]),
    ceiling=st.floats(0.1, 1.0),
)
def test_glaze_and_wash_keep_below_the_ceiling(
    data: list[tuple[float, float, float]], accumulate: str, ceiling: float
) -> None:
    brush = Brush(
        size_px=40, tip=Tip(hardness=0.7), flow=1.0, accumulate=accumulate, dynamics=by_pressure(opacity=0.0)
    )  # type: ignore[arg-type]
    samples = [PenSample(i / 60, x, y, p * ceiling) for i, (x, y, p) in enumerate(data)]
    alpha = _pixels(_painted(Raster(WIDTH, HEIGHT), brush, samples))[..., 3]
    assert alpha.max() <= round(255 * ceiling * max(p for _, _, p in data)) + 1


def test_a_click_covers_what_a_line_covers() -> None:
    for brush in (replace(HARD_ROUND, dynamics=by_pressure(size=0.3)), INKER):
        painted = _pixels(_painted(Raster(WIDTH, HEIGHT), brush, [PenSample(0, 100, 100, 1.0)]))
        assert painted[100, 100, 3] >= 254


def test_more_pressure_never_paints_less() -> None:
    for brush in PRESETS:
        light, firm = (
            _pixels(
                _painted(
                    Raster(WIDTH, HEIGHT), brush, [PenSample(s.t_s, s.x, s.y, s.pressure * k) for s in _wave()]
                )
            )[..., 3].astype(int)
            for k in (0.7, 1.0)
        )
        # Dabs fall on other places as spacing follows the size; what they leave ripples by a level or two.
        assert (firm - light).min() >= -6
        assert firm.sum() > light.sum()


def test_an_eraser_takes_colour_and_alpha_alike() -> None:
    base = Raster.from_array(WIDTH, HEIGHT, np.full((HEIGHT, WIDTH, 4), 255, np.uint8))
    erased = _pixels(
        _painted(base, Brush(size_px=30, tip=Tip(hardness=1.0), flow=1.0, accumulate="wash"), _wave(), erase=True)
    )
    assert erased.min() == 0
    assert (erased == erased[..., :1]).all()
    assert _pixels(base).min() == 255


def test_smoothing_calms_a_shaking_hand_and_ends_at_the_pen() -> None:
    rng = np.random.default_rng(4)
    shaky = [PenSample(i / 133, 20 + i * 1.5, 150 + rng.normal(0, 1.5)) for i in range(240)]

    def roughness(smoothing: float) -> float:
        brush = Brush(size_px=6, tip=Tip(hardness=1.0), flow=1.0, accumulate="wash", smooth=Smooth(level=smoothing))
        alpha = _pixels(_painted(Raster(WIDTH, HEIGHT), brush, shaky))[..., 3].astype(float)
        middle = (alpha * np.arange(HEIGHT)[:, None]).sum(0)[60:300] / alpha.sum(0)[60:300]
        return float(np.abs(np.diff(middle)).mean())

    raw, calm, calmest = roughness(0), roughness(30), roughness(80)
    assert calm < 0.75 * raw
    assert calmest < 0.5 * calm
    brush = Brush(size_px=6, tip=Tip(hardness=1.0), flow=1.0, accumulate="wash", smooth=Smooth(level=80))
    end = _painted(Raster(WIDTH, HEIGHT), brush, shaky).bounds()
    assert end.x0 == pytest.approx(20 - 3, abs=1)
    assert end.x1 == pytest.approx(shaky[-1].x + 3, abs=1.5)


def test_smoothing_works_in_screen_pixels() -> None:
    """The same movement of the hand is smoothed alike at any zoom."""
    brush = Brush(size_px=4, smooth=Smooth(level=50))
    near, far = Stroke(Raster(WIDTH, HEIGHT), brush, zoom=1.0), Stroke(Raster(WIDTH, HEIGHT), brush, zoom=0.25)
    for sample in _wave():
        a = near._smoothed(sample)
        b = far._smoothed(PenSample(sample.t_s, sample.x * 4, sample.y * 4, sample.pressure))
        assert (b.x / 4, b.y / 4) == pytest.approx((a.x, a.y))


def test_a_dropped_stroke_leaves_the_raster_alone() -> None:
    base = _paper()
    before = base.digest()
    stroke = Stroke(base, PLAIN)
    stroke.add(_wave())
    del stroke
    base._digest = None
    assert base.digest() == before


def test_an_empty_batch_dirties_nothing() -> None:
    assert Stroke(_paper(), PLAIN).add([]).empty
    assert Stroke(_paper(), PLAIN).end() == Rect(0, 0, 0, 0)
