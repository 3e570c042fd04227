"""Rich kernels against their twins, and what wet paint, papers, second tips and relief must hold."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from painter.document.geometry import TILE, Rect
from painter.document.raster import RasterDraft, tile_address
from painter.pixels import spectral
from painter.pixels.dab import Accumulate, Dabs
from painter.pixels.kernels import TWINS, Kernels
from painter.pixels.painting_reference import BLEND_ERASE, BLEND_SCREEN, ROW_LENGTH, elliptical, wet_edge
from painter.pixels.reference import falloff
from painter.pixels.rich import NO_PAPER, ROUND, RichMask, TipPictures, Wet, mask_of
from tests.pixels.conftest import noise, noise_raster

SIDE = 2 * TILE
CANVAS = Rect(0, 0, SIDE, SIDE)
WAYS: tuple[Accumulate, ...] = ("build", "glaze", "wash")


def _rows(count: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    rows = np.zeros((count, ROW_LENGTH), np.float32)
    rows[:, 0:2] = rng.uniform(-10, SIDE + 10, (count, 2))
    rows[:, 2] = rng.uniform(0.3, 40, count)
    rows[:, 3] = rng.uniform(0, 1, count)
    rows[:, 4] = rng.uniform(0, 1, count)
    rows[:, 5] = rng.uniform(0.2, 1, count)
    rows[:, 6] = rng.uniform(0.05, 1, count)
    angle = rng.uniform(0, 7, count)
    rows[:, 7], rows[:, 8] = np.cos(angle), np.sin(angle)
    rows[:, 9:11] = rng.choice([-1, 1], (count, 2))
    rows[:, 11] = rng.integers(0, 2, count)
    rows[:, 12] = rng.uniform(0.1, 1, count)
    rows[:, 13] = rng.choice([0, 0.4, 0.95], count)
    rows[:, 14:17] = rng.uniform(0, 1, (count, 3))
    rows[:, 17] = rng.uniform(0, 1, count)
    rows[:, 18] = rng.uniform(0, 1, count)
    rows[:, 19] = 0.9
    return rows


def _pictures(lit: bool) -> TipPictures:
    """Return two smooth pictures at 16, 8 texels."""
    rng, texels, table, at = np.random.default_rng(2), [], np.zeros((2, 2), np.int64), 0
    for i in range(2):
        for level, size in enumerate((16, 8)):
            table[i, level] = at << 16 | size
            alpha = rng.uniform(0.2, 1, (size, size))
            layers = (alpha, alpha * rng.uniform(0, 1, (size, size))) if lit else (alpha,)
            for layer in layers:
                texels.append(np.pad(layer, 1).ravel())
                at += (size + 2) ** 2
    return TipPictures(np.concatenate(texels).astype(np.float32), table, lit, 0.6)


def _tiles(shape: tuple[int, ...], seed: int | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Return four tiles in one array and their table, with one tile missing."""
    tiles = np.zeros((4, *shape), np.uint16)
    if seed is not None:
        tiles[:] = np.random.default_rng(seed).integers(0, 65536, tiles.shape)
    return tiles, np.array([[tile_address(tiles[0]), tile_address(tiles[1])], [0, tile_address(tiles[3])]])


@pytest.mark.parametrize("accumulate", [0, 1, 2])
@pytest.mark.parametrize("tip", ["round", "alpha", "lightness"])
@pytest.mark.parametrize("painted", [False, True])
def test_compiled_rich_dabs_are_their_twins(compiled: Kernels, accumulate: int, tip: str, painted: bool) -> None:
    pictures = ROUND if tip == "round" else _pictures(tip == "lightness")
    paper = np.random.default_rng(5).integers(0, 256, (48, 48)).astype(np.uint8)
    base = noise_raster(1, SIDE, SIDE)
    results = []
    for chosen in (TWINS, compiled):
        masks, mask = _tiles((TILE, TILE))
        paints, paint = _tiles((4, TILE, TILE))
        heights, relief = _tiles((TILE, TILE))
        if not painted:
            paint = np.zeros_like(paint)
        carried = np.zeros(5, np.float32)
        options = np.array([painted, 0.5, 0.8, 0.9, pictures.lit], np.float32)
        chosen.rich_dabs(
            mask,
            paint,
            relief,
            base.table,
            _rows(24, 3),
            accumulate,
            pictures.texels,
            pictures.pictures,
            paper,
            7,
            -90,
            carried,
            options,
        )
        results.append([masks.astype(int), paints.astype(int), heights.astype(int)])
        assert masks.any()
        assert paints.any() == painted
    # 257 of 65535 are one level of 255; square roots, fused multiplications and the short logarithm differ less.
    for twin, fast in zip(*results, strict=True):
        assert np.abs(twin - fast).max() <= 300


def test_compiled_smears_are_their_twins(compiled: Kernels) -> None:
    base = noise_raster(4, SIDE, SIDE)
    rows = _rows(30, 9)
    rows[:, 2] = np.minimum(rows[:, 2], 18)
    results = []
    for chosen in (TWINS, compiled):
        masks, mask = _tiles((TILE, TILE))
        paints, paint = _tiles((4, TILE, TILE))
        held, state = np.zeros((4, 42, 42), np.float32), np.zeros(1, np.float32)
        chosen.smear_dabs(mask, paint, base.table, rows, held, state)
        results.append([masks.astype(int), paints.astype(int)])
        assert paints.any()
    for twin, fast in zip(*results, strict=True):
        assert np.abs(twin - fast).max() <= 64


@pytest.mark.parametrize("blend", range(6))
@pytest.mark.parametrize("combine", range(4))
@pytest.mark.parametrize("case", ["plain", "pigment", "locked", "relief", "edge"])
def test_compiled_painting_of_rich_strokes_is_its_twin(
    compiled: Kernels, blend: int, combine: int, case: str
) -> None:
    base = noise_raster(6, SIDE, SIDE)
    masks, mask = _tiles((TILE, TILE), 1)
    paints, paint = _tiles((4, TILE, TILE), 2)
    # Paint never exceeds its coverage.
    paints[:] = np.minimum(paints, masks[:, None])
    paints[:, :3] = np.minimum(paints[:, :3], paints[:, 3:])
    second_tiles, second = _tiles((TILE, TILE), 3)
    heights, relief = _tiles((TILE, TILE), 4)
    heights[:] = heights // 8
    colored = blend % 2 == 0
    options = np.array(
        [
            0.9,
            0.7 * (case == "edge"),
            0.8 * (case == "pigment"),
            case == "locked",
            case == "relief",
            colored,
            0.6,
            0,
        ],
        np.float32,
    )
    results = []
    for chosen in (TWINS, compiled):
        out = np.zeros((4, TILE, TILE, 4), np.uint8)
        dst = np.array([[tile_address(out[0]), tile_address(out[1])], [tile_address(out[2]), tile_address(out[3])]])
        color = np.array([200, 90, 10, 255], np.float32)
        chosen.apply_rich(
            dst,
            base.table,
            mask,
            second,
            paint if colored else np.zeros_like(paint),
            relief,
            np.zeros_like(mask),
            3,
            5,
            SIDE - 9,
            SIDE - 2,
            color,
            options,
            combine,
            blend,
        )
        results.append(out.astype(int))
        assert (results[-1][..., :3] <= results[-1][..., 3:] + 1).all()
    assert len(second_tiles)
    apart = np.abs(results[0] - results[1])
    assert apart.max() <= (2 if case == "pigment" else 1)
    assert results[0].any()


def test_a_round_tip_is_the_same_in_both_ways() -> None:
    along, across = np.meshgrid(np.linspace(-12, 12, 99), np.linspace(-12, 12, 99))
    for radius in (0.5, 1.7, 9.0):
        for hardness in (0.0, 0.5, 0.97, 1.0):
            rich = elliptical(along, across, 1.0, radius, hardness)
            plain = falloff(np.hypot(along, across), np.float64(radius), np.float64(hardness))
            np.testing.assert_allclose(rich, plain, atol=2e-6)


def test_a_blade_has_crisp_edges() -> None:
    across = np.linspace(-12, 12, 2401)
    shape = elliptical(np.zeros_like(across), across, 1 / 0.2, 20.0, 1.0)
    assert shape.max() == 1.0
    assert np.trapezoid(shape, across) == pytest.approx(2 * 20 * 0.2, abs=0.05)
    assert ((shape > 0.01) & (shape < 0.99)).mean() * 24 <= 2.3


def test_paint_mixed_with_itself_is_itself() -> None:
    colors = np.random.default_rng(1).uniform(0, 1, (200, 3)).astype(np.float32)
    for share in (0.0, 0.3, 1.0):
        mixed = spectral.mixed(colors, colors, np.full(200, share, np.float32))
        assert np.abs(mixed - colors).max() <= 1.5 / 255


def test_greys_stay_neutral_and_yellow_and_blue_give_green() -> None:
    black, white = np.full((1, 3), 0.05, np.float32), np.ones((1, 3), np.float32)
    grey = spectral.mixed(black, white, np.full(1, 0.5, np.float32))
    assert np.ptp(grey) <= 2 / 255
    yellow, blue = np.array([[0.99, 0.9, 0.1]], np.float32), np.array([[0.1, 0.3, 0.7]], np.float32)
    red, green, blue_part = spectral.mixed(yellow, blue, np.full(1, 0.5, np.float32))[0]
    assert green > 1.2 * max(red, blue_part)


def test_a_wash_gathers_at_its_rim() -> None:
    cover = np.linspace(0, 1, 101, dtype=np.float32)
    edged = wet_edge(cover)
    assert edged[0] == 0.0
    assert edged.argmax() < 50
    assert edged[-1] == pytest.approx(0.42, abs=1e-6)


def _line(y: float = 128.0, radius: float = 14.0, **more: Any) -> Dabs:
    x = np.arange(30.0, 226.0, 2.0)
    full = np.ones(len(x))
    return Dabs(x, full * y, full * radius, full * 0.9, full, full * 2.0, **more)


def test_paper_keeps_paint_off_its_hollows(serving: Kernels) -> None:
    paper = np.tile(np.array([[0, 255]], np.uint8), (64, 32))[:, :64]
    mask = RichMask(CANVAS, (2, 2), paper=np.ascontiguousarray(paper), base=noise_raster(1, SIDE, SIDE))
    count = len(_line())
    mask.lay_rich(
        _line(grain=np.full(count, 0.9), gain=np.full(count, 0.4)),
        hardness=1.0,
        accumulate="wash",
        color=np.zeros(3),
    )
    row = np.concatenate([mask.tiles[0, 1][0], mask.tiles[1, 1][0]])
    assert row[100:150:2].min() > 0
    assert row[101:150:2].max() == 0


@pytest.mark.parametrize("accumulate", WAYS)
def test_one_colour_as_paint_is_the_same_as_through_the_mask(serving: Kernels, accumulate: Accumulate) -> None:
    base = noise_raster(2, SIDE, SIDE)
    color = np.array([0.8, 0.2, 0.4])
    results = []
    for painted in (False, True):
        mask, draft = RichMask(CANVAS, (2, 2), painted=painted, base=base), RasterDraft(base)
        rect = mask.lay_rich(_line(), hardness=0.4, accumulate=accumulate, color=color)
        mask.apply_rich(
            draft,
            rect,
            color=color,
            blend="normal",
            wet_edge=0.0,
            pigment=0.0,
            lock_alpha=False,
            second=None,
            combine="multiply",
            limit=None,
        )
        results.append(draft.commit().read(CANVAS).astype(int))
    assert np.abs(results[0] - results[1]).max() <= 1


def test_a_brush_without_paint_of_its_own_drags_what_it_finds(serving: Kernels) -> None:
    pixels = np.zeros((SIDE, SIDE, 4), np.uint8)
    pixels[:, :120] = (250, 0, 0, 255)
    pixels[:, 120:] = (0, 0, 250, 255)
    from painter.document.raster import Raster

    base = Raster.from_array(SIDE, SIDE, pixels)
    count = len(_line())
    for smear in (False, True):
        mask, draft = RichMask(CANVAS, (2, 2), wet=Wet(smear=smear), base=base), RasterDraft(base)
        dabs = _line(load=np.zeros(count), length=np.full(count, 0.95))
        rect = mask.lay_rich(dabs, hardness=0.5, accumulate="build", color=np.zeros(3))
        mask.apply_rich(
            draft,
            rect,
            color=np.zeros(3),
            blend="normal",
            wet_edge=0.0,
            pigment=0.0,
            lock_alpha=False,
            second=None,
            combine="multiply",
            limit=None,
        )
        painted = draft.commit().read(CANVAS)
        assert painted[128, 132, 0] > 30
        assert painted[128, 132, 2] < 230
        assert painted[128, 215, 2] > 170
        assert (painted[..., 3] >= 254).all()
        assert (painted[60] == pixels[60]).all()


def test_a_limit_and_locked_alpha_hold_paint_back(serving: Kernels) -> None:
    base = noise_raster(3, SIDE, SIDE)
    allowed = np.zeros((SIDE, SIDE), np.uint8)
    allowed[:, 100:] = 255
    before = base.read(CANVAS)
    mask, draft = RichMask(CANVAS, (2, 2), base=base), RasterDraft(base)
    rect = mask.lay_rich(_line(), hardness=1.0, accumulate="wash", color=np.ones(3))
    mask.apply_rich(
        draft, rect, color=np.ones(3), blend="normal", wet_edge=0.0, pigment=0.0, lock_alpha=True, second=None,
        combine="multiply", limit=mask_of(allowed, CANVAS, (2, 2)),
    )  # fmt: skip
    after = draft.commit().read(CANVAS)
    assert (after[:, :100] == before[:, :100]).all()
    assert (after[..., 3] == before[..., 3]).all()
    assert (after != before).any()


def test_erasing_where_nothing_is_makes_no_tiles(serving: Kernels) -> None:
    from painter.document.raster import Raster

    base = Raster(SIDE, SIDE)
    mask, draft = RichMask(CANVAS, (2, 2), paper=NO_PAPER, base=base), RasterDraft(base)
    rect = mask.lay_rich(_line(), hardness=1.0, accumulate="wash", color=np.ones(3))
    mask.apply_rich(
        draft, rect, color=np.ones(3), blend="erase", wet_edge=0.2, pigment=0.0, lock_alpha=False, second=None,
        combine="multiply", limit=None,
    )  # fmt: skip
    assert not draft.tiles
    assert draft.commit() is base
    assert BLEND_ERASE != BLEND_SCREEN
    assert noise(1, 2, 2).shape == (2, 2, 4)
