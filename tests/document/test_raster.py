from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from painter.document.geometry import EMPTY_RECT, TILE, Rect, TileIndex
from painter.document.raster import TILE_SHAPE, Raster, RasterDraft, changed_tiles, tile_address
from tests.document.examples import CANVAS, painted_on, patch, premultiplied, rasters

ALL = Rect(-512, -512, 896, 768)
"""Holds every pixel that the examples paint."""


def bytes_of(raster: Raster) -> dict[TileIndex, bytes]:
    return {index: tile.tobytes() for index, tile in raster.tiles.items()}


def naive_changed(old: Raster, new: Raster) -> set[TileIndex]:
    return {i for i in old.tiles.keys() | new.tiles.keys() if old.tiles.get(i) is not new.tiles.get(i)}


def assert_sound(raster: Raster) -> None:
    """Check what must hold of every raster: read-only tiles, none empty, and a table that points at them."""
    rows, columns = raster.table.shape
    inside = {}
    for index, tile in raster.tiles.items():
        assert tile.shape == TILE_SHAPE
        assert tile.dtype == np.uint8
        assert not tile.flags.writeable
        assert tile.any()
        if 0 <= index.tx < columns and 0 <= index.ty < rows:
            inside[index] = tile_address(tile)
    assert not raster.table.flags.writeable
    assert {
        TileIndex(x, y): int(raster.table[y, x]) for y, x in zip(*np.nonzero(raster.table), strict=True)
    } == inside


# Making and reading


@given(
    st.integers(0, 999), st.integers(-300, 400), st.integers(-300, 300), st.integers(1, 200), st.integers(1, 200)
)
def test_what_is_written_is_read_back_wherever_it_lies(seed: int, x: int, y: int, width: int, height: int) -> None:
    pixels = premultiplied(seed, width, height)
    raster = Raster.from_array(*CANVAS, pixels, x, y)
    assert_sound(raster)
    assert np.array_equal(raster.read(Rect(x, y, x + width, y + height)), pixels)
    around = raster.read(Rect(x - 5, y - 5, x + width + 5, y + height + 5))
    around[5:-5, 5:-5] = 0
    assert not around.any()


@given(rasters())
def test_bounds_are_exactly_what_shows(raster: Raster) -> None:
    rows, columns = np.nonzero(raster.read(ALL)[..., 3])
    bounds = raster.bounds()
    if not rows.size:
        assert bounds.empty
    else:
        shown = Rect(int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1)
        assert bounds == shown.moved(ALL.x0, ALL.y0)
        assert raster.tile_bounds().contains(bounds)


def test_reading_gives_a_copy() -> None:
    raster = patch(1)
    raster.read(raster.canvas)[...] = 7
    assert np.array_equal(raster.read(Rect(0, 0, 90, 70)), premultiplied(1, 90, 70))


def test_an_empty_raster_is_transparent_everywhere() -> None:
    raster = Raster(*CANVAS)
    assert (raster.width_px, raster.height_px, raster.canvas) == (300, 200, Rect(0, 0, 300, 200))
    assert raster.table.shape == (2, 3)
    assert raster.bounds() == raster.tile_bounds() == EMPTY_RECT
    assert not raster.read(raster.canvas).any()
    assert raster.nbytes == 0
    assert raster.read(Rect(5, 5, 5, 9)).shape == (4, 0, 4)


@pytest.mark.parametrize(
    "tile",
    [
        np.zeros((TILE, TILE, 3), np.uint8),
        np.zeros((TILE, TILE + 1, 4), np.uint8),
        np.zeros((TILE, TILE, 4), np.uint16),
        np.zeros((TILE, TILE, 4), np.uint8, order="F"),
        np.zeros((TILE, 2 * TILE, 4), np.uint8)[:, ::2],
    ],
)
def test_what_is_no_tile_is_refused(tile: np.ndarray) -> None:
    with pytest.raises(ValueError, match="not a tile"):
        Raster(*CANVAS, {TileIndex(0, 0): tile})


def test_tiles_cannot_be_written_or_exchanged() -> None:
    raster = patch(1)
    with pytest.raises(ValueError, match="read-only"):
        raster.tiles[TileIndex(0, 0)][0, 0] = 1
    with pytest.raises(ValueError, match="read-only"):
        raster.table[0, 0] = 1
    with pytest.raises(TypeError):
        raster.tiles[TileIndex(0, 0)] = np.zeros(TILE_SHAPE, np.uint8)  # type: ignore[index]


@given(rasters(), st.integers(1, 600), st.integers(1, 600))
def test_another_canvas_shares_every_tile(raster: Raster, width: int, height: int) -> None:
    other = raster.resized_canvas(width, height)
    assert_sound(other)
    assert other.shape == (width, height)
    assert other.tiles.keys() == raster.tiles.keys()
    assert all(other.tiles[index] is tile for index, tile in raster.tiles.items())


# Drafts


@given(rasters(), st.integers(0, 9999))
def test_a_draft_never_alters_its_parent(raster: Raster, seed: int) -> None:
    before, table = bytes_of(raster), raster.table.copy()
    painted = painted_on(raster, seed)
    assert bytes_of(raster) == before
    assert np.array_equal(raster.table, table)
    assert_sound(painted)
    assert_sound(raster)


@given(rasters(), st.integers(0, 9999))
def test_the_identity_diff_is_exactly_the_set_of_changed_tiles(raster: Raster, seed: int) -> None:
    painted = painted_on(raster, seed)
    found = changed_tiles(raster, painted)
    assert len(found) == len(set(found))
    assert set(found) == naive_changed(raster, painted)
    before, after = bytes_of(raster), bytes_of(painted)
    assert set(found) == {i for i in before.keys() | after.keys() if before.get(i) != after.get(i)}
    assert (painted is raster) == (not found)


@given(rasters(), rasters())
def test_the_diff_of_strangers_is_by_identity_too(old: Raster, new: Raster) -> None:
    assert set(changed_tiles(old, new)) == naive_changed(old, new)
    assert changed_tiles(old, old) == []


def test_over_another_canvas_every_tile_counts() -> None:
    raster = patch(1, x=100)
    assert set(changed_tiles(raster, raster.resized_canvas(299, 200))) == set(raster.tiles)


@given(rasters())
def test_a_draft_that_changes_nothing_commits_to_its_very_base(raster: Raster) -> None:
    draft = RasterDraft(raster)
    for index in raster.tiles:
        draft.writable_tile(index)
    draft.make_writable([TileIndex(0, 0), TileIndex(-3, 2), TileIndex(50, 50)])
    draft.write(raster.read(Rect(-40, -40, 200, 200)), -40, -40)
    assert draft.commit() is raster


def test_a_commit_keeps_the_tiles_it_did_not_change() -> None:
    raster = Raster.from_array(*CANVAS, premultiplied(3, *CANVAS))
    draft = RasterDraft(raster)
    draft.make_writable(raster.tiles)
    draft.writable_tile(TileIndex(1, 0))[5, 5] = 99
    painted = draft.commit()
    assert set(changed_tiles(raster, painted)) == {(1, 0)}
    assert_sound(painted)
    assert painted.tiles[TileIndex(1, 0)][5, 5].tolist() == [99] * 4


def test_a_wiped_tile_is_dropped() -> None:
    raster = patch(1, x=100)
    draft = RasterDraft(raster)
    for index in raster.tiles:
        draft.writable_tile(index)[...] = 0
    wiped = draft.commit()
    assert not wiped.tiles
    assert not wiped.table.any()
    assert set(changed_tiles(raster, wiped)) == set(raster.tiles)


def test_a_draft_shows_through_its_own_table_only() -> None:
    raster = patch(1)
    draft = RasterDraft(raster)
    tile = draft.writable_tile(TileIndex(0, 0))
    assert tile is draft.writable_tile(TileIndex(0, 0))
    assert draft.table[0, 0] == tile_address(tile)
    assert raster.table[0, 0] == tile_address(raster.tiles[TileIndex(0, 0)])
    assert np.array_equal(tile, raster.tiles[TileIndex(0, 0)])
    draft.writable_tile(TileIndex(-1, 7))
    assert np.count_nonzero(draft.table != raster.table) == 1


def test_writing_nothing_onto_nothing_makes_no_tile() -> None:
    draft = RasterDraft(Raster(*CANVAS))
    draft.write(np.zeros((50, 50, 4), np.uint8), 100, 100)
    assert not draft.tiles


# Checksums


@given(rasters(), rasters())
def test_digests_are_equal_where_the_pixels_are(a: Raster, b: Raster) -> None:
    assert (a.digest() == b.digest()) == np.array_equal(a.read(ALL), b.read(ALL))
    assert a.equals(b) == np.array_equal(a.read(ALL), b.read(ALL))


def test_a_digest_does_not_depend_on_how_the_pixels_came_about() -> None:
    pixels = premultiplied(5, 280, 190)
    at_once = Raster.from_array(*CANVAS, pixels, 3, 4)
    draft = RasterDraft(Raster(*CANVAS))
    draft.write(pixels[:, 100:], 103, 4)
    draft.write(pixels[:, :100], 3, 4)
    assert draft.commit().digest() == at_once.digest()
    blank = {TileIndex(2, 1): np.zeros(TILE_SHAPE, np.uint8)}
    assert Raster(*CANVAS, blank).digest() == Raster(*CANVAS).digest()
    assert len(at_once.digest()) == 64


def test_the_same_pixels_elsewhere_have_another_digest() -> None:
    assert patch(1).digest() != patch(1, x=TILE).digest()
    assert not patch(1).equals(patch(1).resized_canvas(299, 200))
