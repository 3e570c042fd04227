"""Dabs, masks and the painting through them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from painter.document.geometry import TILE, Rect, TileIndex
from painter.document.raster import Raster, RasterDraft, tile_address
from painter.pixels.dab import Accumulate, Dabs, StrokeMask
from painter.pixels.kernels import TWINS, Kernels
from painter.pixels.reference import BUILD, GLAZE, WASH, falloff
from tests.pixels.conftest import noise, noise_raster

SIDE = 2 * TILE
CANVAS = Rect(0, 0, SIDE, SIDE)
WAYS: tuple[Accumulate, ...] = ("build", "glaze", "wash")


def _mask() -> StrokeMask:
    return StrokeMask(CANVAS, (2, 2))


def _coverage(mask: StrokeMask) -> np.ndarray:
    """Return the mask, (256, 256) uint16."""
    picture = np.zeros((SIDE, SIDE), np.uint16)
    for (tx, ty), tile in mask.tiles.items():
        picture[ty * TILE : ty * TILE + TILE, tx * TILE : tx * TILE + TILE] = tile
    return picture


def _line(
    radius: float, *, spacing: float = 0.1, flow: float = 0.5, y: float = 128.0, ceiling: float = 1.0
) -> Dabs:
    """Return dabs from x = 20 to x = 236."""
    step = max(0.5, spacing * 2 * radius)
    x = np.arange(20.0, 236.0, step)
    full = np.ones(len(x))
    return Dabs(x, full * y, full * radius, full * flow, full * ceiling, full * step)


@pytest.mark.parametrize("radius", [0.25, 0.4, 0.5, 0.8, 1.0, 2.3, 7.0, 40.0])
@pytest.mark.parametrize("y", [128.0, 128.31, 128.5])
def test_a_hard_line_is_as_wide_as_the_brush(serving: Kernels, radius: float, y: float) -> None:
    mask = _mask()
    mask.lay(_line(radius, spacing=0.02, flow=1.0, y=y), hardness=1.0, accumulate="wash")
    column = _coverage(mask)[:, 100:150].astype(float).sum(0) / 65535
    assert column.mean() == pytest.approx(2 * radius, abs=0.05)


@pytest.mark.parametrize("accumulate", ["build", "glaze"])
@pytest.mark.parametrize("hardness", [0.0, 0.5, 0.8])
@pytest.mark.parametrize("flow", [0.1, 0.5, 0.9])
def test_spacing_does_not_change_how_much_is_laid(
    compiled: Kernels, accumulate: Accumulate, hardness: float, flow: float
) -> None:
    sums = []
    for spacing in (0.03, 0.06, 0.12, 0.24):
        mask, table_of = _mask(), _line(20.0, spacing=spacing, flow=flow)
        mask.lay(table_of, hardness=hardness, accumulate=accumulate)
        middle = _coverage(mask)[:, 80:176].astype(float) / 65535
        sums.append(middle.sum())
        assert middle[127:129].mean() == pytest.approx(flow, abs=0.015)
    assert max(sums) / min(sums) <= 1.01


@given(
    dabs=st.lists(
        st.tuples(
            st.floats(-30, SIDE + 30, width=32),
            st.floats(-30, SIDE + 30, width=32),
            st.floats(0.0625, 90, width=32),
            st.floats(0, 1, width=32),
            st.floats(0, 1, width=32),
        ),
        min_size=1,
        max_size=12,
    ),
    hardness=st.floats(0, 1, width=32),
    accumulate=st.sampled_from(WAYS),
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_random_dabs(
    serving: Kernels, dabs: list[tuple[float, ...]], hardness: float, accumulate: Accumulate
) -> None:
    """No dab lowers coverage, glaze and wash keep below the ceiling, nothing changes outside the rectangle."""
    values = np.array(dabs, np.float64).T
    mask = _mask()
    top = values[4].max() if accumulate == "glaze" else (values[3] * values[4]).max()
    before = _coverage(mask)
    for column in values.T:
        x, y, radius, flow, ceiling = (np.array([value]) for value in column)
        one = Dabs(x, y, radius, flow, ceiling, np.maximum(0.5, 0.2 * radius))
        rect = mask.lay(one, hardness=hardness, accumulate=accumulate)
        after = _coverage(mask)
        assert (after >= before).all()
        changed = after != before
        if not rect.empty:
            changed[rect.y0 : rect.y1, rect.x0 : rect.x1] = False
        # Tiles reach past the canvas, here they do not.
        assert not changed.any()
        before = after
    if accumulate != "build":
        assert before.max() <= np.float64(top) * 65535 + 1


@given(
    rows=st.lists(
        st.tuples(
            st.floats(-20, SIDE + 20, width=32),
            st.floats(-20, SIDE + 20, width=32),
            st.floats(0.0625, 70, width=32),
            st.floats(0, 1, width=32),
            st.floats(0, 1, width=32),
            st.floats(0, 1, width=32),
        ),
        min_size=1,
        max_size=8,
    ),
    accumulate=st.sampled_from((BUILD, GLAZE, WASH)),
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_compiled_dabs_are_their_twins(compiled: Kernels, rows: list[tuple[float, ...]], accumulate: int) -> None:
    results = []
    for chosen in (TWINS, compiled):
        tiles = [np.zeros((TILE, TILE), np.uint16) for _ in range(3)]
        table = np.array([[tile_address(tiles[0]), 0], [tile_address(tiles[1]), tile_address(tiles[2])]], np.int64)
        chosen.dabs(table, np.array(rows, np.float32), accumulate)
        results.append(np.array(tiles).astype(int))
    # A few of 65535: square roots and fused multiplications round otherwise; 1/255 would be 257.
    assert np.abs(results[0] - results[1]).max() <= 16


@given(
    hardness=st.floats(0, 1), radii=st.tuples(st.floats(0.1, 300), st.floats(0.1, 300)), distance=st.floats(0, 300)
)
@settings(max_examples=300)
def test_coverage_does_not_fall_as_the_radius_grows(
    hardness: float, radii: tuple[float, float], distance: float
) -> None:
    small, large = (falloff(np.array([distance]), np.float64(r), np.float64(hardness))[0] for r in sorted(radii))
    assert large >= small - 1e-9


def test_a_tip_is_full_in_the_middle_and_nothing_outside() -> None:
    for radius in (0.5, 3.0, 50.0):
        for hardness in (0.0, 0.5, 1.0):
            shape = falloff(np.array([0.0, radius + 0.5, radius + 9]), np.float32(radius), np.float32(hardness))
            assert shape.tolist() == [1.0, 0.0, 0.0]


@pytest.mark.parametrize("color", [(200, 30, 90), None])
def test_painting_is_source_over_or_destination_out(serving: Kernels, color: tuple[int, int, int] | None) -> None:
    base = noise_raster(1, SIDE, SIDE)
    draft, mask = RasterDraft(base), _mask()
    rect = mask.lay(_line(30.0), hardness=0.2, accumulate="glaze")
    mask.apply(draft, rect, color=color, opacity=0.7)
    a = _coverage(mask)[..., None] / 65535 * 0.7
    paint = np.zeros(4) if color is None else np.array([*color, 255])
    expected = base.read(CANVAS) * (1 - a) + paint * a
    painted = draft.commit().read(CANVAS)
    assert np.abs(painted - expected).max() <= 0.51
    assert (painted[..., :3] <= painted[..., 3:]).all()


def test_painting_on_an_empty_layer(serving: Kernels) -> None:
    draft, mask = RasterDraft(Raster(SIDE, SIDE)), _mask()
    rect = mask.lay(_line(9.0), hardness=0.9, accumulate="build")
    mask.apply(draft, rect, color=(255, 128, 0), opacity=1.0)
    painted = draft.commit().read(CANVAS)
    expected = _coverage(mask)[..., None] / 65535 * np.array([255, 128, 0, 255])
    assert np.abs(painted - expected).max() <= 0.51
    assert painted.any()


def test_erasing_an_empty_layer_makes_no_tiles(serving: Kernels) -> None:
    base = Raster(SIDE, SIDE, {TileIndex(0, 0): noise(1, TILE, TILE)})
    draft, mask = RasterDraft(base), _mask()
    rect = mask.lay(_line(9.0), hardness=0.9, accumulate="build")
    mask.apply(draft, rect, color=None, opacity=1.0)
    assert set(draft.tiles) <= {TileIndex(0, 0)}


def test_applying_twice_paints_once(serving: Kernels) -> None:
    draft, mask = RasterDraft(noise_raster(2, SIDE, SIDE)), _mask()
    rect = mask.lay(_line(12.0), hardness=0.5, accumulate="glaze")
    mask.apply(draft, rect, color=(1, 2, 3), opacity=0.5)
    once = {index: tile.copy() for index, tile in draft.tiles.items()}
    mask.apply(draft, CANVAS, color=(1, 2, 3), opacity=0.5)
    assert all((draft.tiles[index] == tile).all() for index, tile in once.items())


def test_only_reached_tiles_get_a_mask() -> None:
    canvas = Rect(0, 0, 12 * TILE, 12 * TILE)
    mask = StrokeMask(canvas, (12, 12))
    place = np.linspace(50, 12 * TILE - 50, 300)
    full = np.ones(300)
    mask.lay(Dabs(place, place, 5 * full, full, full, full), hardness=1.0, accumulate="build")
    assert 12 <= len(mask.tiles) <= 12 + 2 * 11


def test_compiled_painting_is_its_twin(compiled: Kernels) -> None:
    rng = np.random.default_rng(3)
    base, cover = noise(4, TILE, TILE), rng.integers(0, 65536, (TILE, TILE)).astype(np.uint16)
    for below in (tile_address(base), 0):
        results = []
        for chosen in (TWINS, compiled):
            out = np.zeros((TILE, TILE, 4), np.uint8)
            tables = [
                np.full((1, 1), address, np.int64) for address in (tile_address(out), below, tile_address(cover))
            ]
            color = np.array([250, 3, 99, 255], np.float32)
            chosen.apply_mask(tables[0], tables[1], tables[2], 3, 5, 120, 99, color, 0.8)
            results.append(out.astype(int))
        assert np.abs(results[0] - results[1]).max() <= 1
        assert results[0].any()
