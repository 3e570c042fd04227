"""Strokes of the whole starter set: what is promised holds for each of them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from painter.document.raster import Raster, changed_tiles
from painter.paint.brush import Brush, Dual, Dynamic, Grain, Mix, Smooth, Tip
from painter.paint.cloning import Clone
from painter.paint.pen import PenSample, mouse_pressure
from painter.paint.presets import starter_brush, starter_brushes
from painter.paint.smoothing import filter_of
from painter.paint.stroke import Stroke
from painter.pixels.kernels import Kernels, kernels, use_kernels

WIDTH, HEIGHT = 300, 200


@pytest.fixture(autouse=True)
def quick(compiled: Kernels) -> Iterator[None]:
    before = kernels()
    use_kernels(compiled)
    yield
    use_kernels(before)


def _paper() -> Raster:
    pixels = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
    pixels[40:160, 60:160] = (220, 180, 40, 255)
    pixels[40:160, 160:240] = (30, 60, 110, 180)
    return Raster.from_array(WIDTH, HEIGHT, pixels)


def _wave(count: int = 60, pressure: float = 1.0) -> list[PenSample]:
    return [
        PenSample(
            i / count * 0.5,
            30 + 240 * i / count,
            100 + 50 * math.sin(6 * i / count),
            pressure * (0.1 + 0.8 * math.sin(math.pi * i / count)),
        )
        for i in range(count + 1)
    ]


def _small(brush: Brush) -> Brush:
    return brush.changed(size_px=min(40.0, brush.size_px))


def _painted(brush: Brush, samples: list[PenSample], *, batch: int = 1000, **more: object) -> np.ndarray:
    stroke = Stroke(_paper(), brush, (150, 40, 30), seed=2, **more)  # type: ignore[arg-type]
    for start in range(0, len(samples), batch):
        stroke.add(samples[start : start + batch])
    stroke.end()
    raster = stroke.commit()
    return raster.read(raster.canvas)


@pytest.mark.parametrize("brush", starter_brushes(), ids=lambda brush: brush.name)
def test_every_preset_changes_only_what_it_says(brush: Brush) -> None:
    base = _paper()
    stroke = Stroke(base, _small(brush), (150, 40, 30), seed=2)
    shown = base.read(base.canvas)

    def update(rect: object) -> None:
        now = _draft(stroke)
        shown[rect.y0 : rect.y1, rect.x0 : rect.x1] = now[rect.y0 : rect.y1, rect.x0 : rect.x1]  # type: ignore[attr-defined]
        assert (shown == now).all()

    for sample in _wave(30):
        update(stroke.add([sample]))
    update(stroke.end())
    painted = stroke.commit()
    assert (painted.read(painted.canvas) == shown).all()
    assert (shown[..., :3] <= shown[..., 3:]).all()
    assert changed_tiles(base, painted)


def _draft(stroke: Stroke) -> np.ndarray:
    tiles = {**stroke.draft.base.tiles, **{index: tile.copy() for index, tile in stroke.draft.tiles.items()}}
    raster = Raster(WIDTH, HEIGHT, tiles)
    return raster.read(raster.canvas)


@pytest.mark.parametrize("brush", starter_brushes(), ids=lambda brush: brush.name)
def test_samples_of_any_preset_may_come_singly_or_in_batches(brush: Brush) -> None:
    once = _painted(_small(brush), _wave())
    assert (_painted(_small(brush), _wave(), batch=1) == once).all()
    assert (_painted(_small(brush), _wave(), batch=7) == once).all()


@pytest.mark.parametrize("name", ["Flat", "Oil flat", "Wash", "Dry ink", "Finger", "G-pen", "Wet in wet"])
def test_the_pens_rate_does_not_change_a_rich_stroke(name: str) -> None:
    brush = _small(starter_brush(name)).changed(smoothing=0.0)
    slow, fast = (_painted(brush, _wave(count)).astype(float) for count in (30, 400))
    assert np.abs(slow - fast).mean() <= 0.6


@pytest.mark.parametrize("brush", starter_brushes(), ids=lambda brush: brush.name)
def test_no_flow_keeps_the_very_raster(brush: Brush) -> None:
    base = _paper()
    for nothing in (_small(brush).changed(flow=0.0), _small(brush).changed(opacity=0.0)):
        stroke = Stroke(base, nothing, (150, 40, 30))
        stroke.add(_wave())
        stroke.end()
        assert stroke.commit() is base


@pytest.mark.parametrize("name", ["Flat", "Impasto", "Wash", "Foliage", "Finger", "Hard round"])
def test_locked_alpha_and_selections_hold_for_any_brush(name: str) -> None:
    before = _paper().read(_paper().canvas)
    limit = np.zeros((HEIGHT, WIDTH), np.uint8)
    limit[:, 120:] = 255
    locked = _painted(_small(starter_brush(name)), _wave(), lock_alpha=True)
    assert (locked[..., 3] == before[..., 3]).all()
    held = _painted(_small(starter_brush(name)), _wave(), limit=limit)
    assert (held[:, :120] == before[:, :120]).all()
    assert (held != before).any()


def test_any_brush_erases() -> None:
    before = _paper().read(_paper().canvas)
    for name in ("Charcoal", "Oil flat", "Wash", "Finger", "Foliage"):
        after = _painted(_small(starter_brush(name)), _wave(), erase=True)
        assert (after <= before).all()
        assert (after[..., 3] < before[..., 3]).any()


def test_a_second_tip_takes_paint_away() -> None:
    whole = Brush(size_px=30, accumulate="wash")
    for combine in ("multiply", "subtract", "height"):
        dual = Dual(tip=Tip(hardness=0.9), size_ratio=0.3, spacing=1.4, combine=combine)  # type: ignore[arg-type]
        broken = _painted(replace(whole, dual=dual), _wave())
        assert (broken != _painted(whole, _wave())).any()


def test_thin_ends() -> None:
    thick = Brush(size_px=20, accumulate="wash", tip=Tip(hardness=1.0))
    thin = replace(thick, smooth=Smooth(taper_in_px=60, taper_out_px=60))
    samples = [PenSample(i / 60, 40 + 4.0 * i, 180.0, 1.0) for i in range(50)]
    widths = [(_painted(brush, samples)[165:, :, 0] == 150).sum(0) for brush in (thick, thin)]
    assert widths[1][44] < 0.4 * widths[0][44]
    assert widths[1][232] < 0.4 * widths[0][232]
    assert widths[1][140] == widths[0][140]


def test_an_airbrush_goes_on_spraying_where_the_pen_rests() -> None:
    brush = starter_brush("Soft airbrush").changed(size_px=40)
    rest = [PenSample(i / 30, 30, 20, 0.8) for i in range(30)]
    sums = [int(_painted(brush, rest[:count])[..., 3].sum()) for count in (2, 10, 30)]
    assert sums[0] < sums[1] < sums[2]


def test_tilt_turns_and_widens() -> None:
    brush = Brush(
        size_px=12,
        follow="azimuth",
        tip=Tip(ratio=0.2, hardness=1.0),
        accumulate="wash",
        dynamics=(Dynamic(target="size", input="tilt", lo=1.0, hi=3.0),),
    )
    upright, leaning = (
        _painted(brush, [PenSample(i / 60, 30 + 2 * i, 20, 1.0, tilt, 0.0) for i in range(30)]) for tilt in (0, 50)
    )
    assert (leaning[..., 3] > 0).sum() > (upright[..., 3] > 0).sum()


def test_a_clone_brings_what_lies_elsewhere_and_healing_keeps_the_light() -> None:
    before = _paper().read(_paper().canvas)
    brush = Brush(size_px=24, accumulate="wash", tip=Tip(hardness=1.0))
    samples = [PenSample(i / 60, 70 + i, 20, 1.0) for i in range(40)]
    cloned = _painted(brush, samples, clone=Clone(dx=0, dy=60))
    assert (cloned[20, 90] == before[80, 90]).all()
    pattern = np.full((8, 8, 4), 255, np.uint8)
    assert (_painted(brush, samples, clone=Clone(pattern=pattern))[20, 90] == 255).all()
    flat = [PenSample(i / 60, 90 + i, 100, 1.0) for i in range(30)]
    healed = _painted(brush, flat, clone=Clone(dx=10, dy=5, heal=True))
    assert np.abs(healed[95:105, 95:110].astype(int) - before[95:105, 95:110]).max() <= 2


@pytest.mark.parametrize("mode", ["euro", "distance", "time", "rope"])
@pytest.mark.parametrize("hz", [60, 133, 500])
def test_every_stabiliser_begins_at_the_pen_and_calms(mode: str, hz: int) -> None:
    rng = np.random.default_rng(1)
    smooth = filter_of(Smooth(level=60, mode=mode))  # type: ignore[arg-type]
    assert smooth is not None
    assert smooth.smoothed(3.0, 40.0, -7.0) == (40.0, -7.0)
    shake = rng.normal(0, 2.0, hz * 2)
    calm = [smooth.smoothed(3.0 + i / hz, 40.0 + 300 * i / hz, -7.0 + float(s))[1] for i, s in enumerate(shake, 1)]
    assert np.std(calm[hz:]) < 0.7 * shake.std()


def test_raw_is_no_filter() -> None:
    assert filter_of(Smooth(level=60, mode="raw")) is None
    assert filter_of(Smooth(level=0)) is None


def test_a_mouse_paints_lighter_when_quick() -> None:
    pressures = [mouse_pressure(speed) for speed in (0, 200, 1000, 4000, 9000)]
    assert pressures == sorted(pressures, reverse=True)
    assert pressures[0] == 1.0
    assert pressures[-1] == pytest.approx(0.35)


def test_paper_that_goes_with_the_stroke_begins_anew() -> None:
    brush = Brush(size_px=16, accumulate="wash", grain=Grain(texture="rough", depth=0.9, anchor="stroke"))
    first, second = (
        _painted(brush, [PenSample(i / 60, x + 2.0 * i, 20, 0.5) for i in range(20)])[10:30, x : x + 36, 3]
        for x in (10, 77)
    )
    assert (first[:, 8:30] == second[:, 8:30]).all()
    still = replace(brush, grain=replace(brush.grain, anchor="canvas"))
    assert (
        _painted(still, [PenSample(i / 60, 10 + 2.0 * i, 20, 0.5) for i in range(20)])[10:30, 10:46, 3] != first
    ).any()


def test_paint_mixes_as_paint() -> None:
    yellow = Raster.from_array(WIDTH, HEIGHT, np.full((HEIGHT, WIDTH, 4), (250, 220, 30, 255), np.uint8))
    greens = []
    for pigment in (0.0, 1.0):
        brush = Brush(size_px=30, opacity=0.5, accumulate="wash", mix=Mix(pigment=pigment))
        stroke = Stroke(yellow, brush, (20, 70, 190))
        stroke.add(_wave(pressure=1.2))
        stroke.end()
        painted = stroke.commit().read(yellow.canvas).astype(int)
        red, green, blue, _ = painted[painted[..., 2].argmax() // WIDTH, painted[..., 2].argmax() % WIDTH]
        greens.append(green - max(red, blue))
    assert greens[1] > greens[0] + 10
