"""Journals that programs left behind: found, read as far as they are whole, and cleared away."""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from painter.document import edits
from painter.document.document import Document
from painter.document.layer import Layer
from painter.document.raster import Raster
from painter.errors import PainterError
from painter.files.journal import recovery
from painter.files.journal.recovery import discard, prune, recover, recoverable, thumbnail_of
from painter.files.journal.writer import Journal
from painter.files.openraster import Opened
from painter.pixels.composite import flatten
from painter.pixels.resample import premultiply
from tests.files.documents import example_document
from tests.files.journal.painting import alike, edits_in, states
from tests.files.journal.test_writer import left_behind
from tests.files.test_bad_inputs import assert_plain, everything_in


def in_memory(count: int) -> list[Document]:
    return list(islice(states(), count))


# Finding


def test_several_documents_newest_first(tmp_path: Path) -> None:
    for number, title in enumerate(("First", "Second", "Third")):
        journal = Journal(tmp_path)
        path = tmp_path / "picture.ora" if number else None
        journal.record(in_memory(1)[0], "Edit", title=title, path=path)
        journal.close(clean=False)
    entries = recoverable(tmp_path)
    assert [entry.title for entry in entries] == ["Third", "Second", "First"]
    assert [entry.path for entry in entries] == [tmp_path / "picture.ora"] * 2 + [None]
    assert all(abs(entry.time_s - time.time()) < 600 and entry.size_bytes > 10_000 for entry in entries)


def test_a_living_owner_is_left_alone(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.record(in_memory(1)[0], "Edit", title="Alive")
    assert journal.flush(60)
    before = sorted(path.name for path in tmp_path.iterdir())
    assert recoverable(tmp_path) == ()
    assert prune(tmp_path, max_age_s=-1.0, max_bytes=0) == ()
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    journal.close(clean=False)
    (entry,) = recoverable(tmp_path)
    assert entry.title == "Alive"


def test_what_is_on_disk_anyway_is_not_offered(tmp_path: Path) -> None:
    left_behind(tmp_path, *in_memory(2), saved=True)
    assert recoverable(tmp_path) == ()
    assert len(prune(tmp_path)) == 1
    assert not list(tmp_path.iterdir())


def test_no_folder_and_foreign_files_are_nothing(tmp_path: Path) -> None:
    assert recoverable(tmp_path / "none") == ()
    assert prune(tmp_path / "none") == ()
    (tmp_path / "notes.journal").write_text("Buy more ultramarine.")
    (tmp_path / "empty.journal").write_bytes(b"")
    (tmp_path / "folder.journal").mkdir()
    (tmp_path / "other.txt").write_text("left alone")
    assert recoverable(tmp_path) == ()
    assert prune(tmp_path, max_age_s=-1.0)
    assert (tmp_path / "other.txt").exists()


def test_a_thumbnail_shows_the_last_edit(tmp_path: Path) -> None:
    document = example_document()
    left_behind(tmp_path, *in_memory(1), document)
    (entry,) = recoverable(tmp_path)
    small = thumbnail_of(entry, 30)
    assert small.shape == (20, 30, 4)
    whole = premultiply(flatten(document)).reshape(20, 10, 30, 10, 4).mean(axis=(1, 3))
    assert np.abs(small - whole).max() <= 2


def test_reading_changes_nothing(tmp_path: Path) -> None:
    left_behind(tmp_path / "a", *in_memory(5))
    (journal,) = (tmp_path / "a").glob("*.journal")
    before = journal.read_bytes()
    (entry,) = recoverable(tmp_path / "a")
    recover(entry)
    recover(entry)
    assert journal.read_bytes() == before


# Clearing away


def test_old_and_large_journals_are_pruned(tmp_path: Path) -> None:
    for title in ("Oldest", "Older", "New"):
        journal = Journal(tmp_path)
        journal.record(in_memory(1)[0], "Edit", title=title)
        journal.close(clean=False)
    for age_s, entry in zip((0, 3000, 9000), recoverable(tmp_path), strict=True):
        os.utime(entry.journal, (time.time() - age_s,) * 2)
    assert prune(tmp_path, max_age_s=10_000) == ()
    assert len(prune(tmp_path, max_age_s=6000)) == 1
    assert [entry.title for entry in recoverable(tmp_path)] == ["New", "Older"]
    size_bytes = recoverable(tmp_path)[0].size_bytes
    assert len(prune(tmp_path, max_bytes=size_bytes + 1000)) == 1
    assert [entry.title for entry in recoverable(tmp_path)] == ["New"]


def test_discarding_takes_everything(tmp_path: Path) -> None:
    left_behind(tmp_path, *in_memory(2))
    (entry,) = recoverable(tmp_path)
    discard(entry)
    discard(entry)
    assert not [path for path in tmp_path.iterdir() if path.suffix != ".lock"]
    with pytest.raises(PainterError, match="not there any more") as caught:
        recover(entry)
    assert_plain(caught.value)


# Damage


def judged(folder: Path, painted: list[Document]) -> Opened | None:
    """Recover what there is and assert that it is honest: a state that was, or told to be less."""
    entries = recoverable(folder)
    if not entries:
        return None
    (entry,) = entries
    try:
        opened = recover(entry)
    except PainterError as error:
        assert_plain(error)
        return None
    for note in opened.notes:
        assert_plain(PainterError(note))
    if not any("missing" in note for note in opened.notes):
        state = edits_in(opened.document)
        assert alike(opened.document, painted[state])
        assert opened.notes or state == len(painted) - 1
    return opened


def test_lost_writes_cost_the_last_edits_only(tmp_path: Path) -> None:
    """What the disk had not got yet when the power went: the end of the log is missing."""
    painted = in_memory(12)
    live = tmp_path / "live"
    journal = Journal(live)
    sizes: list[int] = []
    for document in painted:
        journal.record(document, "Edit", title="T")
        assert journal.flush(60)
        (log_file,) = live.glob("*-wal")
        sizes.append(log_file.stat().st_size)
    whole = tmp_path / "whole"
    shutil.copytree(live, whole)
    journal.close(clean=True)
    rng = np.random.default_rng(3)
    cuts = [*sizes, *(int(cut) for cut in rng.integers(0, sizes[-1], 25))]
    for number, cut in enumerate(cuts):
        folder = tmp_path / str(number)
        shutil.copytree(whole, folder)
        (log_file,) = folder.glob("*-wal")
        for shared in folder.glob("*-shm"):
            shared.unlink()  # memory; gone with the power
        os.truncate(log_file, cut)
        surely = sum(size <= cut for size in sizes) - 1
        entries = recoverable(folder)
        if surely < 0:
            continue
        opened = recover(entries[0])
        state = edits_in(opened.document)
        assert opened.notes == ()
        assert alike(opened.document, painted[state])
        assert state >= surely
        shutil.rmtree(folder)


@pytest.mark.parametrize("seed", range(6))
def test_damage_anywhere_is_survived(seed: int, tmp_path: Path) -> None:
    painted = in_memory(14)
    left_behind(tmp_path / "whole", *painted)
    rng = np.random.default_rng(seed)
    read = 0
    for number in range(12):
        folder = tmp_path / f"{seed}-{number}"
        shutil.copytree(tmp_path / "whole", folder)
        (journal,) = folder.glob("*.journal")
        data = bytearray(journal.read_bytes())
        for _ in range(int(rng.integers(1, 6))):
            start = int(rng.integers(0, len(data)))
            length = int(rng.choice([1, 40, 16_384]))
            data[start : start + length] = rng.bytes(len(data[start : start + length]))
        journal.write_bytes(data[: int(rng.integers(len(data) // 4, len(data)))] if number % 4 == 0 else data)
        before = everything_in(folder)
        read += judged(folder, painted) is not None
        assert {name: data for name, data in everything_in(folder).items() if name.endswith(".journal")} == {
            name: data for name, data in before.items() if name.endswith(".journal")
        }
        shutil.rmtree(folder)
    assert read > 3


def test_a_damaged_tile_gives_the_revision_before(tmp_path: Path) -> None:
    painted = in_memory(3)
    left_behind(tmp_path, *painted)
    spoil(tmp_path, "UPDATE tiles SET body = x'00' WHERE id = (SELECT max(id) FROM tiles)")
    (entry,) = recoverable(tmp_path)
    opened = recover(entry)
    assert alike(opened.document, painted[1])
    assert opened.notes == (
        "The safety copy of “Title” was damaged on the disk: its last edits (1) could not be read.",
    )


def test_a_tile_that_all_revisions_need_leaves_a_hole(tmp_path: Path) -> None:
    painted = in_memory(2)
    left_behind(tmp_path, *painted)
    spoil(tmp_path, "UPDATE tiles SET body = x'00' WHERE id = (SELECT min(id) FROM tiles)")
    (entry,) = recoverable(tmp_path)
    opened = recover(entry)
    assert edits_in(opened.document) == 1
    assert "parts of 1 pieces" in opened.notes[0] or "missing" in opened.notes[0]
    assert [node.name for node in opened.document.nodes()] == [node.name for node in painted[1].nodes()]


@pytest.mark.parametrize(
    "body", [b"[]", b"{}", b"null", b'{"tree": 1, "saved": false}', b'{"tree": {"layers": [1]}, "saved": false}']
)
def test_a_revision_that_is_no_document_gives_the_one_before(body: bytes, tmp_path: Path) -> None:
    painted = in_memory(2)
    left_behind(tmp_path, *painted)
    from isal import isal_zlib

    from painter.files.journal.store import mark_of

    (path,) = tmp_path.glob("*.journal")
    database = sqlite3.connect(path)
    (newest,) = database.execute("SELECT max(id) FROM revisions").fetchone()
    database.close()
    packed = isal_zlib.compress(body, 1)
    spoil(
        tmp_path,
        "UPDATE revisions SET mark = ?, body = ? WHERE id = ?",
        (mark_of(packed, newest), packed, newest),
    )
    (entry,) = recoverable(tmp_path)
    assert alike(recover(entry).document, painted[0])


def test_nothing_whole_is_one_sentence(tmp_path: Path) -> None:
    left_behind(tmp_path, *in_memory(2))
    (entry,) = recoverable(tmp_path)
    spoil(tmp_path, "DELETE FROM rasters")
    with pytest.raises(PainterError, match="nothing of it can be read") as caught:
        recover(entry)
    assert_plain(caught.value)


def spoil(folder: Path, statement: str, values: tuple[bytes | int, ...] = ()) -> None:
    (path,) = folder.glob("*.journal")
    database = sqlite3.connect(path)
    database.execute(statement, values)
    database.commit()
    database.close()


def test_too_little_memory_is_told_and_keeps_the_journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left_behind(tmp_path, *in_memory(2))

    def too_little(needed_bytes: int, what: str) -> None:
        raise PainterError(f"{what} needs more memory than is free (0.1 GB). Close other programs and try again.")

    monkeypatch.setattr(recovery, "check_memory", too_little)
    (entry,) = recoverable(tmp_path)
    with pytest.raises(PainterError, match="more memory than is free") as caught:
        recover(entry)
    assert_plain(caught.value)
    assert recoverable(tmp_path) == (entry,)


def test_equal_tiles_take_memory_once(tmp_path: Path) -> None:
    tile = np.full((128, 128, 4), 9, np.uint8)
    tiles = {(tx, ty): tile for tx in range(4) for ty in range(4)}
    layers = tuple(Layer(raster=Raster(512, 512, tiles)) for _ in range(2))  # type: ignore[arg-type]
    document = Document(width_px=512, height_px=512, layers=layers)
    left_behind(tmp_path, document, edits.set_properties(document, layers[0].id, opacity=0.5))
    (entry,) = recoverable(tmp_path)
    read = recover(entry).document
    assert len({id(tile) for raster in read.rasters() for tile in raster.tiles.values()}) == 1
