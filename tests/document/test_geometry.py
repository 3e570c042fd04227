from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from painter.document.geometry import EMPTY_RECT, TILE, Rect, TileIndex, bounds_of_tiles, grid_shape, tile_rect

place = st.integers(-400, 400)
rects = st.builds(Rect, place, place, place, place)


def pixels(rect: Rect) -> set[tuple[int, int]]:
    """Return a rectangle's corners pixels and those just inside and outside of them that it holds."""
    xs = {rect.x0 - 1, rect.x0, rect.x1 - 1, rect.x1}
    ys = {rect.y0 - 1, rect.y0, rect.y1 - 1, rect.y1}
    return {(x, y) for x in xs for y in ys if holds(rect, x, y)}


def holds(rect: Rect, x: int, y: int) -> bool:
    return rect.x0 <= x < rect.x1 and rect.y0 <= y < rect.y1


@given(rects)
def test_sizes_are_never_negative(rect: Rect) -> None:
    assert rect.width >= 0
    assert rect.height >= 0
    assert rect.empty == (rect.area == 0) == (not pixels(rect))


@given(rects, rects, place, place)
def test_intersected_holds_what_both_hold(a: Rect, b: Rect, x: int, y: int) -> None:
    assert holds(a.intersected(b), x, y) == (holds(a, x, y) and holds(b, x, y))
    for px, py in pixels(a) | pixels(b):
        assert holds(a.intersected(b), px, py) == (holds(a, px, py) and holds(b, px, py))


@given(rects, rects)
def test_united_is_the_smallest_that_contains_both(a: Rect, b: Rect) -> None:
    both = a.united(b)
    assert both.contains(a)
    assert both.contains(b)
    assert all(holds(both, x, y) for x, y in pixels(a) | pixels(b))
    if not a.empty and not b.empty:
        assert both == Rect(min(a.x0, b.x0), min(a.y0, b.y0), max(a.x1, b.x1), max(a.y1, b.y1))
    assert EMPTY_RECT.united(a) == a


@given(rects, rects)
def test_contains_means_that_nothing_sticks_out(a: Rect, b: Rect) -> None:
    assert a.contains(b) == all(holds(a, x, y) for x, y in pixels(b))
    assert a.contains(EMPTY_RECT)


@given(rects, place, place)
def test_moved_and_grown_come_back(rect: Rect, dx: int, dy: int) -> None:
    assert rect.moved(dx, dy).moved(-dx, -dy) == rect
    assert rect.grown(dx).grown(-dx) == rect
    assert rect.moved(dx, dy).area == rect.area


@given(rects)
def test_tiles_are_those_that_share_a_pixel(rect: Rect) -> None:
    touched = set(rect.tiles())
    assert len(touched) == len(list(rect.tiles()))
    reach = range(-5, 6)
    assert touched == {
        TileIndex(tx, ty) for tx in reach for ty in reach if not tile_rect((tx, ty)).intersected(rect).empty
    }


@given(st.lists(st.tuples(place, place), max_size=5))
def test_bounds_of_tiles_hold_them_all(tiles: list[tuple[int, int]]) -> None:
    bounds = bounds_of_tiles(tiles)
    assert all(bounds.contains(tile_rect(tile)) for tile in tiles)
    assert bounds.empty == (not tiles)
    if len(tiles) == 1:
        assert bounds == tile_rect(tiles[0])


@given(st.integers(1, 5000), st.integers(1, 5000))
def test_the_grid_covers_the_canvas_and_no_more(width: int, height: int) -> None:
    rows, columns = grid_shape(width, height)
    assert (rows - 1) * TILE < height <= rows * TILE
    assert (columns - 1) * TILE < width <= columns * TILE
    assert rows * columns == len(list(Rect(0, 0, width, height).tiles()))
