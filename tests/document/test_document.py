from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from painter.document import edits
from painter.document.document import Document, changed_rect
from painter.document.geometry import EMPTY_RECT, TILE, Rect
from painter.document.layer import BlendMode, Group, Layer, new_layer_id, walk
from painter.document.raster import Raster
from painter.pixels.composite import flatten
from tests.document.examples import CANVAS, documents, edit_of, painted_on, patch, steps


def of(*layers: Layer | Group) -> Document:
    return Document(width_px=CANVAS[0], height_px=CANVAS[1], layers=layers)


@given(documents(), steps(4))
def test_changed_rect_covers_every_pixel_that_shows_differently(document: Document, made: list) -> None:
    new = document
    for step in made:
        new = edit_of(step)(new)
    rect = changed_rect(document, new)
    assert document.canvas.contains(rect)
    differs = (flatten(document) != flatten(new)).any(axis=-1)
    differs[rect.y0 : rect.y1, rect.x0 : rect.x1] = False
    assert not differs.any(), f"{np.argwhere(differs)[:3]} outside {rect}"


def test_a_painted_layer_shows_in_its_changed_tiles_only() -> None:
    layer = Layer(raster=Raster.from_array(*CANVAS, np.full((200, 300, 4), 255, np.uint8)))
    document = of(layer)
    drawn = layer.raster.read(Rect(130, 10, 140, 20)) // 2
    painted = edits.set_raster(document, layer.id, _written(layer.raster, drawn, 130, 10))
    assert changed_rect(document, painted) == Rect(TILE, 0, 2 * TILE, TILE)
    assert changed_rect(document, document) == EMPTY_RECT


def _written(raster: Raster, pixels: np.ndarray, x: int, y: int) -> Raster:
    from painter.document.raster import RasterDraft

    draft = RasterDraft(raster)
    draft.write(pixels, x, y)
    return draft.commit()


def test_what_is_not_seen_changes_nothing() -> None:
    document = of(Layer(raster=patch(1), id="a"), Layer(raster=patch(2), id="b", visible=False))
    hidden = edits.set_raster(document, "b", painted_on(patch(2), 3))
    assert changed_rect(document, hidden).empty
    assert changed_rect(document, edits.remove_layer(document, "b")).empty
    named = edits.set_properties(document, "a", name="x", locked=True)
    assert changed_rect(document, named).empty
    assert changed_rect(document, edits.select_layer(document, "a")).empty


def test_order_mode_and_visibility_count_with_the_whole_layer() -> None:
    low, high = Layer(raster=patch(1, x=10, y=10), id="low"), Layer(raster=patch(2, x=140, y=20), id="high")
    document = of(low, high)
    extent = low.raster.tile_bounds().united(high.raster.tile_bounds())
    assert changed_rect(document, edits.move_layer(document, "low", parent_id=None, place=1)) == extent.intersected(
        document.canvas
    )
    for change in ({"opacity": 0.5}, {"mode": BlendMode.ADD}, {"visible": False}):
        changed = changed_rect(document, edits.set_properties(document, "high", **change))
        assert changed == high.raster.tile_bounds().intersected(document.canvas)


def test_another_canvas_shows_everything_anew() -> None:
    wide = Document(width_px=400, height_px=100)
    assert changed_rect(of(), wide) == Rect(0, 0, 400, 200)


@pytest.mark.parametrize(("width", "height"), [(0, 5), (5, 0), (-1, 5), (65_536, 5), (5, 65_536)])
def test_an_impossible_canvas_is_refused(width: int, height: int) -> None:
    with pytest.raises(ValueError, match="not possible"):
        Document(width_px=width, height_px=height)


def test_finding_nodes() -> None:
    deep = Layer(raster=patch(1), id="deep")
    group = Group(children=(Group(children=(deep,), id="inner"),), id="outer")
    document = of(Layer(raster=patch(2), id="back"), group)
    assert [node.id for node in document.nodes()] == ["back", "outer", "inner", "deep"]
    assert [depth for _, depth in walk(document.layers)] == [0, 0, 1, 2]
    assert document.find("deep") is deep
    assert document.find("nowhere") is None
    assert document.layer("deep") is deep
    with pytest.raises(KeyError):
        document.layer("outer")
    assert document.parent_of("outer") is None
    assert document.parent_of("inner") is group
    with pytest.raises(KeyError):
        document.parent_of("nowhere")
    assert [raster is deep.raster for raster in document.rasters()] == [False, True]
    assert document.active is None
    assert edits.select_layer(document, "deep").active is deep
    assert document.empty_raster().shape == CANVAS


@pytest.mark.parametrize("opacity", [-0.01, 1.01, float("nan")])
def test_opacity_lies_between_0_and_1(opacity: float) -> None:
    with pytest.raises(ValueError, match="opacity"):
        Layer(raster=patch(1), opacity=opacity)
    with pytest.raises(ValueError, match="opacity"):
        Group(opacity=opacity)


def test_ids_are_never_given_twice() -> None:
    assert len({new_layer_id() for _ in range(1000)}) == 1000
