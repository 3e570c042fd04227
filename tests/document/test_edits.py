from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from painter.document import edits
from painter.document.document import Document
from painter.document.history import History
from painter.document.layer import BlendMode, Group, Layer
from tests.document.examples import CANVAS, CHANGES, documents, edit_of, patch, steps, told


def example() -> Document:
    """Return: back, group of (low, inner group of (deep), high), front; low is active."""
    back, low, deep, high, front = (Layer(raster=patch(n), name=n_, id=n_) for n, n_ in enumerate("abcde"))
    inner = Group(children=(deep,), id="inner")
    group = Group(children=(low, inner, high), id="group")
    return Document(width_px=CANVAS[0], height_px=CANVAS[1], layers=(back, group, front), active_id="b")


def order(document: Document) -> list[str]:
    return [node.id for node in document.nodes()]


@given(documents(), steps())
def test_undo_after_any_edits_gives_every_document_back_identical_and_unharmed(
    document: Document, made: list
) -> None:
    history = History(document)
    seen = [document]
    before = [told(document)]
    for step in made:
        history.record(step[0], edit_of(step)(history.document))
        if history.document is not seen[-1]:
            seen.append(history.document)
            before.append(told(history.document))
    for held, values in zip(reversed(seen), reversed(before), strict=True):
        assert history.document is held
        assert told(held) == values
        history.undo()
    for held, values in zip(seen, before, strict=True):
        assert history.document is held
        assert told(held) == values
        history.redo()


@given(documents(), steps(1))
def test_an_edit_shares_whatever_it_does_not_touch(document: Document, made: list) -> None:
    (step,) = made
    new = edit_of(step)(document)
    old_rasters = {node.id: node.raster for node in document.nodes() if isinstance(node, Layer)}
    new_rasters = {node.id: node.raster for node in new.nodes() if isinstance(node, Layer)}
    other = [i for i in old_rasters.keys() & new_rasters.keys() if new_rasters[i] is not old_rasters[i]]
    assert len(other) <= (step[0] == "set_raster")
    for layer_id in other:
        old_tiles, new_tiles = old_rasters[layer_id].tiles, new_rasters[layer_id].tiles
        shared = [index for index in old_tiles if new_tiles.get(index) is old_tiles[index]]
        different = [
            index for index in old_tiles if index in new_tiles and (new_tiles[index] != old_tiles[index]).any()
        ]
        assert len(shared) + len(different) >= len(old_tiles.keys() & new_tiles.keys())


@given(documents(), steps())
def test_ids_stay_unique_and_the_active_layer_is_always_there(document: Document, made: list) -> None:
    for step in made:
        document = edit_of(step)(document)
        ids = order(document)
        assert len(ids) == len(set(ids))
        assert document.active_id is None or document.active is not None


@given(documents(), st.integers(0, 100))
def test_edits_that_change_nothing_return_the_very_document(document: Document, place: int) -> None:
    nodes = list(document.nodes())
    if not nodes:
        return
    node = nodes[place % len(nodes)]
    parent = document.parent_of(node.id)
    siblings = parent.children if parent else document.layers
    same = (node.name, node.visible, node.opacity, node.mode, node.locked)
    keys = ("name", "visible", "opacity", "mode", "locked")
    assert edits.set_properties(document, node.id, **dict(zip(keys, same, strict=True))) is document
    assert edits.replace_node(document, node.id, node) is document
    at = siblings.index(node)
    assert edits.move_layer(document, node.id, parent_id=parent.id if parent else None, place=at) is document
    if isinstance(node, Layer):
        assert edits.set_raster(document, node.id, node.raster) is document
    active = edits.select_layer(document, node.id)
    assert edits.select_layer(active, node.id) is active


@pytest.mark.parametrize(
    "edit",
    [
        lambda d: edits.set_properties(d, "nowhere", name="x"),
        lambda d: edits.set_raster(d, "nowhere", patch(1)),
        lambda d: edits.set_raster(d, "group", patch(1)),
        lambda d: edits.select_layer(d, "nowhere"),
        lambda d: edits.insert_layer(d, Group(), above="nowhere"),
        lambda d: edits.remove_layer(d, "nowhere"),
        lambda d: edits.move_layer(d, "nowhere", parent_id=None, place=0),
        lambda d: edits.move_layer(d, "a", parent_id="nowhere", place=0),
        lambda d: edits.move_layer(d, "a", parent_id="e", place=0),
        lambda d: edits.duplicate_layer(d, "nowhere"),
        lambda d: edits.group_layer(d, "nowhere"),
        lambda d: edits.replace_node(d, "nowhere", Group()),
    ],
)
def test_what_is_not_there_is_a_key_error_and_changes_nothing(edit) -> None:  # type: ignore[no-untyped-def]
    document = example()
    values = told(document)
    with pytest.raises(KeyError):
        edit(document)
    assert told(document) == values


def test_every_edit_is_among_those_tried() -> None:
    public = {name for name, value in vars(edits).items() if callable(value) and value.__module__ == edits.__name__}
    assert {name for name in public if not name.startswith("_")} - {"layers_differ", "topmost", "Edit"} == set(
        CHANGES
    )


def test_insert_goes_above_its_neighbour_within_the_same_group() -> None:
    new = Layer(raster=patch(9), id="new")
    document = edits.insert_layer(example(), new, above="b")
    assert order(document) == ["a", "group", "b", "new", "inner", "c", "d", "e"]
    assert document.active_id == "new"
    assert edits.insert_layer(example(), new, select=False).active_id == "b"
    assert order(edits.insert_layer(example(), new))[-1] == "new"
    with pytest.raises(ValueError, match="already"):
        edits.insert_layer(document, new)


@pytest.mark.parametrize(
    ("removed", "active", "heir"),
    [
        ("b", "b", "inner"),
        ("d", "d", "inner"),
        ("c", "c", "inner"),
        ("group", "c", "a"),
        ("a", "a", "group"),
        ("e", "b", "b"),
    ],
)
def test_removing_the_active_layer_makes_its_neighbour_active(removed: str, active: str, heir: str) -> None:
    document = edits.remove_layer(edits.select_layer(example(), active), removed)
    assert document.find(removed) is None
    assert document.active_id == heir


def test_removing_the_last_layer_leaves_nothing_active() -> None:
    document = Document(width_px=9, height_px=9, layers=(Group(id="g"),), active_id="g")
    assert edits.remove_layer(document, "g").active_id is None


def test_move_counts_its_place_without_the_moved_layer() -> None:
    document = example()
    assert order(edits.move_layer(document, "a", parent_id=None, place=2))[-1] == "a"
    assert order(edits.move_layer(document, "e", parent_id="inner", place=1)) == [
        "a",
        "group",
        "b",
        "inner",
        "c",
        "e",
        "d",
    ]
    assert order(edits.move_layer(document, "c", parent_id=None, place=0))[0] == "c"
    assert order(edits.move_layer(document, "a", parent_id="group", place=99))[-2] == "a"
    assert order(edits.move_layer(document, "a", parent_id="group", place=-3)) == [
        "group",
        "a",
        "b",
        "inner",
        "c",
        "d",
        "e",
    ]


@pytest.mark.parametrize("target", ["group", "inner"])
def test_a_group_cannot_go_into_itself(target: str) -> None:
    with pytest.raises(ValueError, match="into itself"):
        edits.move_layer(example(), "group", parent_id=target, place=0)


def test_a_copy_has_ids_of_its_own_and_shares_the_tiles() -> None:
    document = edits.duplicate_layer(example(), "group")
    copy = document.active
    assert isinstance(copy, Group)
    assert copy.name == "Group copy"
    original = document.find("group")
    assert isinstance(original, Group)
    assert document.layers.index(copy) == document.layers.index(original) + 1
    assert len(set(order(document))) == len(order(document))
    first, copied = original.children[0], copy.children[0]
    assert isinstance(first, Layer)
    assert isinstance(copied, Layer)
    assert copied.raster is first.raster


def test_grouping_leaves_the_layer_in_its_place() -> None:
    document = edits.group_layer(example(), "b", name="Figure")
    group = document.active
    assert isinstance(group, Group)
    assert (group.name, [child.id for child in group.children]) == ("Figure", ["b"])
    assert order(document) == ["a", "group", group.id, "b", "inner", "c", "d", "e"]


def test_what_replaces_the_active_layer_is_active() -> None:
    new = Layer(raster=patch(9), id="new")
    assert edits.replace_node(example(), "b", new).active_id == "new"
    assert edits.replace_node(example(), "a", new).active_id == "b"


def test_layers_differ_by_the_identity_of_their_tiles() -> None:
    layer = Layer(raster=patch(1))
    assert not edits.layers_differ(layer, Layer(raster=layer.raster, mode=BlendMode.ADD))
    assert edits.layers_differ(layer, Layer(raster=patch(1)))
