"""The keeper follows sessions: edits, undo, saving, closing, recovering."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest

from painter.document import edits
from painter.files.journal.keeping import Keeper
from painter.files.journal.recovery import recover, recoverable
from painter.session import Session
from tests.files.comparing import assert_same_document
from tests.files.documents import example_document
from tests.files.journal.painting import states


def fade(session: Session, opacity: float) -> None:
    layer_id = session.document.layers[0].id
    session.apply("Fade", lambda document: edits.set_properties(document, layer_id, opacity=opacity))


@pytest.fixture
def dying(tmp_path: Path) -> object:
    """Return a keeper whose program dies: journals stay as they are."""
    keeper = Keeper(tmp_path)
    yield keeper
    for followed in keeper._followed.values():
        followed.end(clean=False)


def die(keeper: Keeper) -> None:
    for followed in keeper._followed.values():
        followed.end(clean=False)
    keeper._followed.clear()


def test_edits_and_undo_are_followed(dying: Keeper, tmp_path: Path) -> None:
    session = Session(example_document(), title="Bild")
    dying.watch(session)
    dying.watch(session)
    fade(session, 0.5)
    fade(session, 0.25)
    session.undo()
    session.select_layer(session.document.layers[0].id)
    present = session.document
    die(dying)
    (entry,) = recoverable(tmp_path)
    assert (entry.title, entry.label) == ("Bild", "Fade")
    assert_same_document(present, recover(entry).document)


def test_an_untouched_document_is_not_offered(dying: Keeper, tmp_path: Path) -> None:
    dying.watch(Session(example_document()))
    die(dying)
    assert recoverable(tmp_path) == ()


def test_a_saved_document_is_not_offered_until_it_changes(tmp_path: Path) -> None:
    for further in (False, True):
        keeper = Keeper(tmp_path)
        session = Session(example_document())
        keeper.watch(session)
        fade(session, 0.5)
        session.mark_saved(session.document, tmp_path / "Saved.ora")
        if further:
            fade(session, 0.75)
        die(keeper)
        assert len(recoverable(tmp_path)) == further
    (entry,) = recoverable(tmp_path)
    assert (entry.title, entry.path, entry.edits) == ("Saved", tmp_path / "Saved.ora", 1)


def test_closing_leaves_what_is_not_saved(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    saved, unsaved, discarded = (Session(document) for document in islice(states(), 3))
    for session in (saved, unsaved, discarded):
        keeper.watch(session)
    fade(unsaved, 0.5)
    fade(discarded, 0.5)
    keeper.forget(discarded)
    keeper.forget(discarded)
    fade(discarded, 0.1)
    assert keeper.flush(60)
    keeper.close()
    (entry,) = recoverable(tmp_path)
    assert_same_document(unsaved.document, recover(entry).document)


def test_recovering_hands_the_journal_over(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    session = Session(example_document())
    keeper.watch(session)
    fade(session, 0.5)
    die(keeper)
    (entry,) = recoverable(tmp_path)
    again = Session(recover(entry).document, title=entry.title)
    again.mark_unsaved()
    keeper.watch(again, recovered=entry)
    assert keeper.flush(60)
    die(keeper)
    (later,) = recoverable(tmp_path)
    assert later.journal != entry.journal
    assert not entry.journal.exists()
    assert_same_document(session.document, recover(later).document)


def test_a_journal_that_fails_is_told(tmp_path: Path, expected_logs: pytest.LogCaptureFixture) -> None:
    (tmp_path / "journal").write_text("in the way")
    told: list[str] = []
    keeper = Keeper(tmp_path / "journal", failed=told.append)
    session = Session(example_document(), title="Bild")
    keeper.watch(session)
    fade(session, 0.5)
    assert keeper.flush(60)
    keeper.close()
    assert len(told) == 1
