from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from painter.document import edits
from painter.document.document import Document
from painter.document.geometry import TILE
from painter.document.history import History
from painter.document.layer import Group, Layer
from painter.document.raster import Raster
from tests.document.examples import CANVAS, documents, edit_of, patch, steps

TILE_BYTES = TILE * TILE * 4


def unique_bytes(history: History) -> int:
    """Return the bytes of all tiles in all steps, each array once: the slow and certain way."""
    tiles = {
        id(tile): tile.nbytes
        for step in history.steps
        for raster in step.document.rasters()
        for tile in raster.tiles.values()
    }
    return sum(tiles.values())


def one_tile(seed: int) -> Raster:
    return patch(seed, width=20, height=20)


def painted(document: Document, seed: int) -> Document:
    return edits.set_raster(document, "a", one_tile(seed))


def begun(limit_bytes: int = 1 << 30) -> History:
    layer = Layer(raster=one_tile(0), id="a")
    document = Document(width_px=CANVAS[0], height_px=CANVAS[1], layers=(layer,), active_id="a")
    return History(document, limit_bytes=limit_bytes)


def test_undo_and_redo_walk_the_labels() -> None:
    history = begun()
    first = history.document
    assert (history.undo_label, history.redo_label) == (None, None)
    history.record("One", painted(first, 1))
    one = history.document
    history.record("Two", painted(one, 2))
    assert [step.label for step in history.steps] == ["Open", "One", "Two"]
    assert (history.undo_label, history.redo_label, history.present) == ("Two", None, 2)
    assert history.undo() is one
    assert (history.undo_label, history.redo_label) == ("One", "Two")
    assert history.undo() is first
    assert history.undo() is first
    assert history.redo() is one
    history.record("Three", painted(one, 3))
    assert [step.label for step in history.steps] == ["Open", "One", "Three"]
    assert history.redo() is history.document
    assert history.go_to(0) is first
    for index in (-1, 3):
        with pytest.raises(IndexError):
            history.go_to(index)
    assert history.present == 0


def test_the_identical_document_is_no_step() -> None:
    history = begun()
    history.record("Nothing", history.document)
    assert len(history.steps) == 1


def test_old_states_fall_away_by_the_bytes_of_unique_tiles() -> None:
    history = begun(limit_bytes=4 * TILE_BYTES)
    for seed in range(1, 10):
        history.record(str(seed), painted(history.document, seed))
        assert history.unique_bytes <= 4 * TILE_BYTES
        assert history.unique_bytes == unique_bytes(history)
    assert [step.label for step in history.steps] == ["6", "7", "8", "9"]
    assert history.present == 3


def test_steps_that_share_their_tiles_cost_nothing() -> None:
    history = begun(limit_bytes=TILE_BYTES)
    for number in range(50):
        history.record("Name", edits.set_properties(history.document, "a", name=f"Name {number}"))
    assert len(history.steps) == 51
    assert history.unique_bytes == TILE_BYTES


def test_the_state_before_the_present_stays_whatever_it_costs() -> None:
    history = begun(limit_bytes=0)
    for seed in range(1, 4):
        history.record(str(seed), painted(history.document, seed))
    assert [step.label for step in history.steps] == ["2", "3"]
    assert history.undo() is history.steps[0].document


@given(documents(), steps(20), st.lists(st.sampled_from("rraumg"), min_size=20, max_size=20), st.integers(0, 10))
def test_the_ledger_counts_each_tile_held_once(document: Document, made: list, ways: list[str], limit: int) -> None:
    history = History(document, limit_bytes=limit * TILE_BYTES)
    for step, way in zip(made, ways, strict=False):
        new = edit_of(step)(history.document)
        if way == "r":
            history.record(step[0], new)
            assert history.present <= 1 or history.unique_bytes <= limit * TILE_BYTES
        elif way == "a":
            history.amend(new)
        elif way == "m":
            history.merge(new)
        elif way == "u":
            history.undo()
        else:
            history.go_to(step[1] % len(history.steps))
        assert history.unique_bytes == unique_bytes(history)
        assert history.document is history.steps[history.present].document


# What is on disk


def test_saved_follows_the_state_on_disk_through_undo() -> None:
    history = begun()
    assert history.saved
    history.record("One", painted(history.document, 1))
    assert not history.saved
    history.mark_saved(history.document)
    assert history.saved
    history.undo()
    assert not history.saved
    history.redo()
    assert history.saved
    history.mark_unsaved()
    assert not history.saved


def test_saving_that_ends_after_a_later_edit_marks_the_state_it_wrote() -> None:
    history = begun()
    history.record("One", painted(history.document, 1))
    written = history.document
    history.record("Two", painted(history.document, 2))
    history.mark_saved(written)
    assert not history.saved
    history.undo()
    assert history.saved


def test_choosing_a_layer_or_folding_a_group_needs_no_saving() -> None:
    history = begun()
    document = edits.insert_layer(history.document, Group(id="g"))
    history.record("Group", document)
    history.mark_saved(document)
    history.amend(edits.select_layer(history.document, "a"))
    assert history.saved
    history.amend(edits.set_properties(history.document, "g", expanded=False))
    assert history.saved
    assert len(history.steps) == 2


def test_a_merged_step_is_not_the_state_on_disk() -> None:
    history = begun()
    history.record("Opacity", edits.set_properties(history.document, "a", opacity=0.9))
    history.mark_saved(history.document)
    history.merge(edits.set_properties(history.document, "a", opacity=0.5))
    assert not history.saved
    assert [step.label for step in history.steps] == ["Open", "Opacity"]
    history.undo()
    assert not history.saved
