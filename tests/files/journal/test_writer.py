"""What is recorded comes back as it was; the artist never waits, and a disk that fails costs one sentence."""

from __future__ import annotations

import dataclasses
import os
import sqlite3
import subprocess
import threading
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from painter.document import edits
from painter.document.document import Document
from painter.document.layer import Group, Layer
from painter.document.raster import Raster
from painter.files.journal.recovery import discard, recover, recoverable
from painter.files.journal.store import Store
from painter.files.journal.tree import tree_to_json
from painter.files.journal.writer import Journal
from tests.files.comparing import assert_same_document
from tests.files.documents import documents, example_document
from tests.files.journal.painting import alike, states
from tests.files.test_bad_inputs import assert_plain


def left_behind(folder: Path, *painted: Document, saved: bool = False, kept: int = 16) -> None:
    """Record documents one by one and leave the journal as a program that dies does."""
    journal = Journal(folder, kept=kept)
    for place, document in enumerate(painted):
        journal.record(document, f"Step {place}", title="Title", saved=saved)
        assert journal.flush(60)
    journal.close(clean=False)


def only_recovered(folder: Path) -> Document:
    (entry,) = recoverable(folder)
    opened = recover(entry)
    assert opened.notes == ()
    return opened.document


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
@given(document=documents())
def test_any_document_comes_back(document: Document, tmp_path: Path) -> None:
    left_behind(tmp_path, document)
    assert_same_document(document, only_recovered(tmp_path))
    discard(recoverable(tmp_path)[0])
    assert not list(tmp_path.iterdir())


def test_every_value_of_a_layer_and_a_group_is_kept() -> None:
    """A field that is new in the document has to find its way into the journal too."""
    document = example_document()
    entries = tree_to_json(document, dict.fromkeys((node.id for node in document.nodes()), 0))["layers"]
    layer = {field.name for field in dataclasses.fields(Layer)}
    group = {field.name for field in dataclasses.fields(Group)}
    assert entries[1].keys() == group
    assert entries[1]["children"][1].keys() == layer
    assert {field.name for field in dataclasses.fields(Document)} == {
        *("width_px", "height_px", "dpi", "active_id", "layers")
    }


def test_the_last_of_many_edits_comes_back(tmp_path: Path) -> None:
    painted = list(islice(states(), 40))
    left_behind(tmp_path, *painted)
    assert_same_document(painted[-1], only_recovered(tmp_path))
    (entry,) = recoverable(tmp_path)
    assert (entry.title, entry.path, entry.label, entry.edits) == ("Title", None, "Step 39", 40)
    assert (entry.width_px, entry.height_px, entry.layers) == (700, 500, len(painted[-1].layers))


def test_going_back_and_forth_comes_back(tmp_path: Path) -> None:
    painted = list(islice(states(), 6))
    left_behind(tmp_path, *painted, *reversed(painted), *painted, painted[2], kept=3)
    assert_same_document(painted[2], only_recovered(tmp_path))


def test_another_canvas_and_another_order_come_back(tmp_path: Path) -> None:
    a = next(states())
    layers = tuple(
        dataclasses.replace(layer, raster=layer.raster.resized_canvas(300, 900))
        for layer in reversed(a.layers)
        if isinstance(layer, Layer)
    )
    b = dataclasses.replace(a, width_px=300, height_px=900, layers=layers)
    left_behind(tmp_path, a, b)
    assert_same_document(b, only_recovered(tmp_path))


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    first = next(states())
    canvas = (first.width_px, first.height_px)
    journal = Journal(tmp_path)
    journal.record(first, "Open", title="T")
    assert journal.flush(60)
    layer = first.layer("layer0")
    pixels = layer.raster.read(first.canvas)
    pixels[300:310, 300:310] = 7
    dab = edits.set_raster(first, "layer0", Raster.from_array(*canvas, pixels))
    journal.record(dab, "Brush stroke", title="T")
    journal.close(clean=False)
    tiles = rows(tmp_path, "tiles")
    assert tiles == sum(len(raster.tiles) for raster in first.rasters()) + 1


def rows(folder: Path, table: str) -> int:
    (path,) = folder.glob("*.journal")
    database = sqlite3.connect(path)
    try:
        (count,) = database.execute(f"SELECT count(*) FROM {table}").fetchone()
    finally:
        database.close()
    return int(count)


def test_what_no_revision_needs_is_forgotten(tmp_path: Path) -> None:
    painted = list(islice(states(), 60))
    left_behind(tmp_path, *painted, kept=4)
    assert rows(tmp_path, "revisions") <= 5  # the oldest falls with the next edit
    needed = {
        tile.tobytes()
        for document in painted[-5:]
        for raster in document.rasters()
        for tile in raster.tiles.values()
    }
    assert rows(tmp_path, "tiles") == len(needed)
    assert_same_document(painted[-1], only_recovered(tmp_path))


def test_recording_never_waits_and_the_newest_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    may_write = threading.Event()
    write = Store.write
    written: list[str] = []

    def slow(self: Store, document: Document, facts: dict[str, object], **more: object) -> None:
        assert may_write.wait(60)
        written.append(str(facts["label"]))
        write(self, document, facts, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Store, "write", slow)
    painted = list(islice(states(), 20))
    journal = Journal(tmp_path)
    journal.record(painted[0], "0", title="T")
    while not journal._writing:  # the first is being written
        journal.flush(0.01)
    for count, document in enumerate(painted[1:], 1):
        journal.record(document, str(count), title="T")
    assert not journal.flush(0)
    may_write.set()
    assert journal.flush(60)
    journal.close(clean=False)
    assert written == ["0", "19"]
    assert alike(only_recovered(tmp_path), painted[-1])
    assert recoverable(tmp_path)[0].edits == 20


def test_a_clean_end_leaves_nothing(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.record(example_document(), "Edit", title="T")
    journal.flush(60)
    journal.close(clean=True)
    assert not list(tmp_path.iterdir())
    assert not [thread for thread in threading.enumerate() if thread.name == "painter-journal"]
    journal.record(example_document(), "Too late", title="T")
    journal.close(clean=False)
    assert not list(tmp_path.iterdir())


def test_a_clean_end_does_not_wait_for_a_large_document(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    noise = np.random.default_rng(1).integers(0, 256, (3000, 3000, 4), np.uint8)
    raster = Raster.from_array(3000, 3000, np.minimum(noise, noise[..., 3:]))
    journal.record(Document(width_px=3000, height_px=3000, layers=(Layer(raster=raster),)), "Edit", title="T")
    journal.close(clean=True)
    assert not list(tmp_path.glob("*.journal*"))


def test_a_journal_without_edits_makes_no_file(tmp_path: Path) -> None:
    Journal(tmp_path / "journal").close(clean=False)
    assert not (tmp_path / "journal").exists()


# Disks that fail


def test_a_folder_that_cannot_be_written_to_is_told_once(
    tmp_path: Path, expected_logs: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "journal").write_text("a file in the place of the folder")
    told: list[str] = []
    journal = Journal(tmp_path / "journal")
    journal.failed.connect(told.append)
    for document in islice(states(), 3):
        journal.record(document, "Edit", title="Bild")
        assert journal.flush(60)
    (message,) = told
    assert "“Bild”" in message
    assert_plain_enough(message)
    assert len([record for record in expected_logs.records if record.levelname == "WARNING"]) == 1
    (tmp_path / "journal").unlink()  # it is mended
    journal.record(example_document(), "Edit", title="Bild")
    journal.close(clean=False)
    assert len(told) == 1
    assert_same_shape(only_recovered(tmp_path / "journal"))


def assert_plain_enough(message: str) -> None:
    from painter.errors import PainterError

    assert_plain(PainterError(message))


def assert_same_shape(document: Document) -> None:
    assert (document.width_px, document.height_px) == (300, 200)


def test_a_journal_taken_away_is_begun_anew(tmp_path: Path) -> None:
    painted = list(islice(states(), 4))
    journal = Journal(tmp_path)
    journal.record(painted[0], "0", title="T")
    assert journal.flush(60)
    for path in tmp_path.iterdir():
        path.unlink()
    journal.record(painted[1], "1", title="T")
    journal.close(clean=False)
    assert alike(only_recovered(tmp_path), painted[1])


def test_a_database_that_fails_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expected_logs: pytest.LogCaptureFixture
) -> None:
    painted = list(islice(states(), 4))
    journal = Journal(tmp_path)
    journal.record(painted[0], "0", title="T")
    assert journal.flush(60)
    with monkeypatch.context() as patch:
        patch.setattr(
            Store, "write", lambda *_args, **_more: (_ for _ in ()).throw(sqlite3.DatabaseError("broken"))
        )
        journal.record(painted[1], "1", title="T")
        assert journal.flush(60)
    assert len(list(tmp_path.glob("*.journal"))) == 1  # what was written stays until there is something better
    journal.record(painted[2], "2", title="T")
    journal.close(clean=False)
    assert len(list(tmp_path.glob("*.journal"))) == 1
    assert alike(only_recovered(tmp_path), painted[2])
    assert "broken" in expected_logs.text


@pytest.fixture
def small_disk(tmp_path: Path) -> object:
    """Mount a disk of 2 MB, where that is allowed."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a small disk cannot be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=False)


def test_a_full_disk_costs_one_sentence(small_disk: Path, expected_logs: pytest.LogCaptureFixture) -> None:
    told: list[str] = []
    painted = list(islice(states(), 3))
    journal = Journal(small_disk)
    journal.failed.connect(told.append)
    journal.record(painted[0], "0", title="Bild")
    assert journal.flush(60)
    assert told == []
    (small_disk / "filler").write_bytes(bytes(room(small_disk)))
    noise = np.random.default_rng(1).integers(0, 256, (500, 700, 4), np.uint8)
    full = edits.set_raster(painted[0], "layer1", Raster.from_array(700, 500, np.minimum(noise, noise[..., 3:])))
    for _ in range(3):
        journal.record(full, "Noise", title="Bild")
        assert journal.flush(60)
    assert told == [
        "painter cannot keep a safety copy of “Bild”: the disk is full. Save your work often until that is mended."
    ]
    assert len(expected_logs.records) >= 1
    journal.close(clean=False)
    assert alike(only_recovered(small_disk), painted[0])


def room(folder: Path) -> int:
    status = os.statvfs(folder)
    return max(0, status.f_bavail * status.f_frsize - 65_536)


def test_a_full_disk_that_has_room_again_goes_on(small_disk: Path, expected_logs: pytest.LogCaptureFixture) -> None:
    painted = list(islice(states(), 9))
    journal = Journal(small_disk)
    (small_disk / "filler").write_bytes(bytes(room(small_disk)))
    journal.record(painted[0], "0", title="Bild")
    assert journal.flush(60)
    (small_disk / "filler").unlink()
    for document in painted:
        journal.record(document, "More", title="Bild")
        assert journal.flush(60)
    journal.close(clean=False)
    assert alike(only_recovered(small_disk), painted[-1])
    assert len(list(small_disk.glob("*.journal"))) == 1
