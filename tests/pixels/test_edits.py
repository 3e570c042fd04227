"""Edits: what they do to the tree and the picture, and that each tells where the picture changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from painter.document import canvas_edits, edits
from painter.document import selection as sel
from painter.document.adjustments import HueSaturation, Invert
from painter.document.document import Document, changed_rect
from painter.document.geometry import Rect
from painter.document.history import History
from painter.document.layer import Adjustment, BlendMode, ColorLabel, Group, Layer, Mask, Node
from painter.document.raster import MaskRaster, Raster
from painter.pixels import merging, transform
from painter.pixels.composite import composite_rgba
from painter.pixels.program import compile_program
from painter.pixels.transform import Resampling
from tests.pixels.conftest import noise

W, H = 300, 170


def _layer(seed: int, x: int = 0, y: int = 0, size: tuple[int, int] = (90, 120), **values: object) -> Layer:
    raster = Raster.from_array(W, H, noise(seed, *size), x, y)
    return replace(Layer(raster=raster, name=f"L{seed}"), **values)  # type: ignore[arg-type]


def _mask(seed: int, outside: int = 0) -> Mask:
    values = np.random.default_rng(seed).integers(0, 256, (60, 70)).astype(np.uint8)
    return Mask(raster=MaskRaster.from_array(W, H, values, 20, 30, outside=outside))


def _document() -> Document:
    group = Group(
        name="G",
        children=(_layer(2, 20, 10), _layer(3, 60, 40, clipped=True, mode=BlendMode.MULTIPLY), _layer(4, 180, 60)),
        mask=_mask(1, 255),
        isolated=False,
        opacity=0.8,
    )
    layers: tuple[Node, ...] = (
        _layer(1, -20, -20, (300, 350)),
        group,
        Adjustment(settings=HueSaturation(hue_deg=40.0), mask=_mask(2), name="A"),
        _layer(5, 100, 20, mode=BlendMode.SCREEN, mask=_mask(3)),
        Adjustment(settings=Invert(), clipped=True, opacity=0.5, name="B"),
    )
    return Document(width_px=W, height_px=H, layers=layers, active_id=layers[0].id)


def _shown(document: Document) -> np.ndarray:
    return composite_rgba(compile_program(document), document.canvas)


def _named(document: Document, name: str) -> Node:
    return next(node for node in document.nodes() if node.name == name)


def _outline(nodes: tuple[Node, ...]) -> list[object]:
    return [(n.name, _outline(n.children)) if isinstance(n, Group) else n.name for n in nodes]


# The whole image


@pytest.mark.parametrize("horizontally", [True, False])
def test_flipping_mirrors_what_shows(horizontally: bool) -> None:
    document = replace(_document(), selection=sel.ellipse(W, H, 3, 5, 99, 88))
    flipped = canvas_edits.flip_image(document, horizontally=horizontally)
    axis = np.s_[:, ::-1] if horizontally else np.s_[::-1]
    assert (_shown(flipped) == _shown(document)[axis]).all()
    assert document.selection is not None
    assert flipped.selection is not None
    assert (flipped.selection.read(flipped.canvas) == document.selection.read(document.canvas)[axis]).all()
    again = canvas_edits.flip_image(flipped, horizontally=horizontally)
    assert all(a.equals(b) for a, b in zip(again.rasters(), document.rasters(), strict=True))


def test_turning_turns_what_shows() -> None:
    document = _document()
    for quarters in range(5):
        turned = canvas_edits.rotate_image(document, quarters)
        assert (_shown(turned) == np.rot90(_shown(document), -quarters)).all()
    assert canvas_edits.rotate_image(document, 4) is document


def test_cropping_keeps_what_lies_outside() -> None:
    document = _document()
    cropped = canvas_edits.crop(document, Rect(37, 21, 201, 140))
    assert (_shown(cropped) == _shown(document)[21:140, 37:201]).all()
    back = canvas_edits.crop(cropped, Rect(-37, -21, W - 37, H - 21))
    assert (_shown(back) == _shown(document)).all()
    assert all(a.equals(b) for a, b in zip(back.rasters(), document.rasters(), strict=True))
    assert canvas_edits.crop(document, document.canvas) is document


def test_the_anchor_stays() -> None:
    document = _document()
    wider = canvas_edits.resize_canvas(document, W + 100, H + 40, anchor=(1.0, 0.5))
    assert (wider.width_px, wider.height_px) == (W + 100, H + 40)
    assert (_shown(wider)[20 : 20 + H, 100:] == _shown(document)).all()


def test_trimming_leaves_the_content() -> None:
    layer = Layer(raster=Raster.from_array(W, H, np.full((9, 7, 4), 255, np.uint8), 50, 60))
    document = Document(width_px=W, height_px=H, layers=(layer,))
    trimmed = canvas_edits.trim(document)
    assert (trimmed.width_px, trimmed.height_px) == (7, 9)
    assert (_shown(trimmed) == 255).all()
    assert canvas_edits.trim(replace(document, layers=())).canvas == document.canvas


def test_resizing_the_image_scales_everything() -> None:
    y, x = np.mgrid[0:H, 0:W]
    ramp = np.stack([x * 255 // W, y * 255 // H, np.full_like(x, 40), np.full_like(x, 255)], -1).astype(np.uint8)
    document = Document(width_px=W, height_px=H, layers=(Layer(raster=Raster.from_array(W, H, ramp)),))
    for size in ((2 * W, 2 * H), (W // 3, H // 3), (W, 50)):
        resized = transform.resize_image(document, *size)
        shown = _shown(resized).astype(float)
        expected_x = (np.arange(size[0]) + 0.5) / size[0] * 255
        # Away from the rim, where interpolation meets what is transparent.
        assert np.abs(shown[size[1] // 2, 4:-4, 0] - expected_x[4:-4]).max() < 3
        assert (shown[4:-4, 4:-4, 3] > 250).all()


def test_whole_pixels_and_exact_turns_lose_nothing() -> None:
    raster = _layer(1, 20, 30).raster
    moved = transform.transformed(raster, transform.moving(-7, 128))
    assert (moved.read(Rect(-7, 128, W - 7, H + 128)) == raster.read(raster.canvas)).all()
    turn = transform.around(transform.rotating(90), 80, 75)
    ours = transform.transformed(raster, turn, Resampling.NEAREST).read(Rect(35, 15, 125, 135))
    # A quarter around the middle of a picture of 120 × 90 at (20, 30).
    assert (ours == np.rot90(raster.read(Rect(20, 30, 140, 120)), -1)).all()


def test_transforms_never_make_impossible_colours() -> None:
    raster = _layer(1, 20, 30).raster
    matrix = transform.around(transform.rotating(33) @ transform.scaling(1.7, 0.6), 60, 60)
    for how in Resampling:
        pixels = transform.transformed(raster, matrix, how)
        for tile in pixels.tiles.values():
            assert (tile[..., :3] <= tile[..., 3:]).all()


def test_perspective_goes_to_its_corners() -> None:
    raster = Raster.from_array(W, H, np.full((100, 100, 4), 255, np.uint8), 50, 20)
    corners = np.array([[60.0, 30.0], [200.0, 20.0], [220.0, 150.0], [40.0, 120.0]])
    made = transform.transformed(raster, transform.perspective(Rect(50, 20, 150, 120), corners))
    expected = sel.polygon(W, H, corners).read(raster.canvas).astype(int)
    assert np.abs(made.read(raster.canvas)[..., 3] - expected).mean() < 2
    with pytest.raises(ValueError, match="convex"):
        transform.perspective(Rect(0, 0, 9, 9), corners[[0, 2, 1, 3]])


# The tree


def test_layers_move_together_in_their_order() -> None:
    document = _document()
    chosen = {_named(document, name).id for name in ("L1", "L3", "L5")}
    moved = edits.move_layers(document, chosen, parent_id=None, place=1)
    assert _outline(moved.layers) == [("G", ["L2", "L4"]), "L1", "L3", "L5", "A", "B"]
    group = _named(document, "G").id
    into = edits.move_layers(document, {_named(document, "L1").id}, parent_id=group, place=2)
    assert _outline(into.layers)[0] == ("G", ["L2", "L3", "L1", "L4"])
    with pytest.raises(ValueError, match="itself"):
        edits.move_layers(document, {group}, parent_id=group, place=0)
    assert edits.move_layers(document, {_named(document, "L1").id}, parent_id=None, place=0) is document


def test_grouping_and_ungrouping() -> None:
    document = _document()
    chosen = {_named(document, name).id for name in ("L1", "A")}
    grouped = edits.group_layers(document, chosen, name="New")
    assert _outline(grouped.layers) == [("G", ["L2", "L3", "L4"]), ("New", ["L1", "A"]), "L5", "B"]
    assert grouped.active is not None
    assert grouped.active.name == "New"
    flat = edits.ungroup(grouped, grouped.active.id)
    assert _outline(flat.layers) == [("G", ["L2", "L3", "L4"]), "L1", "A", "L5", "B"]
    rest = edits.remove_layers(document, {node.id for node in document.layers[:4]})
    assert _outline(rest.layers) == ["B"]


def test_flattening_keeps_the_look() -> None:
    document = _document()
    for flat in (merging.flatten_image(document), merging.new_from_visible(document)):
        top = flat.layers[-1]
        assert isinstance(top, Layer)
        assert (top.raster.read(top.raster.canvas) == _shown(document)).all()
    hidden = replace(_layer(9), visible=False)
    merged = merging.merge_visible(edits.insert_layer(document, hidden))
    assert [node.visible for node in merged.layers] == [True, False]
    assert np.abs(_shown(merged).astype(int) - _shown(document)).max() <= 1


# Any edit


def _some(draw: st.DrawFn, document: Document) -> Node | None:
    nodes = list(document.nodes())
    return draw(st.sampled_from(nodes)) if nodes else None


@st.composite
def changes(draw: st.DrawFn, document: Document) -> Document:
    """Draw an edit of any kind, done."""
    node = _some(draw, document)
    if node is None:
        return edits.insert_layer(document, _layer(draw(st.integers(0, 9)), 5, 5))
    seed = draw(st.integers(0, 50))
    other = _some(draw, document)
    assert other is not None
    properties: dict[str, st.SearchStrategy[object]] = {
        "visible": st.booleans(),
        "opacity": st.floats(0, 1),
        "mode": st.sampled_from(BlendMode),
        "clipped": st.booleans(),
        "label": st.sampled_from(ColorLabel),
    }
    key = draw(st.sampled_from(list(properties)))
    group = next((n for n in document.nodes() if isinstance(n, Group)), None)
    parent = draw(st.sampled_from([None, *([group.id] if group else [])]))
    possible: list[Callable[[], Document]] = [
        lambda: edits.set_properties(document, node.id, **{key: draw(properties[key])}),
        lambda: edits.set_mask(document, node.id, draw(st.sampled_from([None, _mask(seed), _mask(seed, 255)]))),
        lambda: edits.insert_layer(document, _layer(seed, seed * 5, seed), above=node.id),
        lambda: edits.remove_layers(document, {node.id}),
        lambda: edits.group_layers(document, {node.id, other.id}),
        lambda: edits.duplicate_layer(document, node.id),
        lambda: canvas_edits.move_pixels(document, {node.id}, seed - 20, 9),
        lambda: edits.insert_layer(document, Adjustment(settings=Invert(), clipped=seed % 2 == 0), above=node.id),
    ]
    if not (isinstance(node, Group) and parent is not None):
        possible.append(lambda: edits.move_layers(document, {node.id}, parent_id=parent, place=seed % 3))
    if isinstance(node, Group):
        possible.append(lambda: edits.ungroup(document, node.id))
        possible.append(lambda: edits.set_properties(document, node.id, isolated=not node.isolated))
    return draw(st.sampled_from(possible))()


@given(data=st.data())
@settings(max_examples=40, suppress_health_check=list(HealthCheck))
def test_edits_tell_where_the_picture_changed_and_undo_to_the_same(data: st.DataObject) -> None:
    document = _document()
    history = History(document)
    states = [document]
    for _ in range(data.draw(st.integers(1, 4))):
        new = data.draw(changes(document))
        before, after = _shown(document), _shown(new)
        rect = changed_rect(document, new)
        inside = np.zeros((H, W), bool)
        inside[max(0, rect.y0) : max(0, rect.y1), max(0, rect.x0) : max(0, rect.x1)] = True
        assert not (before != after).any(-1)[~inside].any(), "a change outside the rectangle told"
        history.record("Edit", new)
        if new is not document:
            states.append(new)
        document = new
    for state in reversed(states[:-1]):
        assert history.undo() is state
    for state in states[1:]:
        assert history.redo() is state
