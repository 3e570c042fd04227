"""Recovering from the window: nothing left behind goes before it is surely kept elsewhere."""

from __future__ import annotations

import sqlite3
from itertools import islice
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog

from painter.files.journal.recovery import recover, recoverable
from painter.files.journal.writer import Journal
from painter.session import Session
from painter.ui.dialogs.blank import blank_document
from painter.ui.main_window import MainWindow
from tests.files.journal.painting import alike, states
from tests.ui.test_main_window import saved_settings, told, window  # noqa: F401 - fixtures
from tests.ui.waiting import wait_for

pytestmark = [pytest.mark.gui, pytest.mark.usefixtures("qapp")]


def leave_behind(folder: Path, title: str, *, saved: bool = False) -> None:
    journal = Journal(folder)
    for document in islice(states(), 3):
        journal.record(document, "Brush stroke", title=title, saved=saved)
    journal.close(clean=False)


@pytest.fixture(autouse=True)
def accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Agree to whatever a dialog asks."""

    def accept(dialog: QDialog) -> int:
        dialog.done(1)
        return 1

    monkeypatch.setattr(QDialog, "exec", accept)


def test_what_cannot_be_recovered_is_kept(window: MainWindow, tmp_path: Path) -> None:  # noqa: F811
    folder = tmp_path / "journal"
    leave_behind(folder, "Torn")
    (entry,) = recoverable(folder)
    database = sqlite3.connect(entry.journal)
    database.execute("DELETE FROM rasters")
    database.commit()
    database.close()
    window.recovery.offer()
    wait_for(lambda: any("nothing of it can be read" in words for words in told(window)), "the sentence")
    window.set_session(Session(blank_document(64, 48)))
    window.session.add_layer()
    assert window.recovery._keeper.flush(60)
    assert entry.journal.exists()


def test_a_recovered_painting_is_kept_in_a_new_journal(window: MainWindow, tmp_path: Path) -> None:  # noqa: F811
    folder = tmp_path / "journal"
    leave_behind(folder, "Lost")
    leave_behind(folder, "Older")
    older, lost = sorted(recoverable(folder), key=lambda entry: entry.title, reverse=True)
    window.recovery.offer()
    wait_for(lambda: window.session.title == "Older", "the recovery")
    assert alike(window.session.document, recover(lost).document)
    assert window.recovery._keeper.flush(60)
    assert not older.journal.exists()
    assert lost.journal.exists()
    window.recovery._keeper.close()  # as if killed: nobody decided about it
    assert {entry.title for entry in recoverable(folder)} == {"Older", "Lost"}


def test_what_is_on_disk_is_cleared_away_at_the_start(window: MainWindow, tmp_path: Path) -> None:  # noqa: F811
    folder = tmp_path / "journal"
    leave_behind(folder, "Saved", saved=True)
    (stale,) = (path for path in folder.glob("*.journal") if path != own_journal(window))
    window.recovery.offer()
    wait_for(lambda: not stale.exists(), "clearing away")
    assert window.recovery._keeper.flush(60)
    assert own_journal(window).exists()


def own_journal(window: MainWindow) -> Path:  # noqa: F811
    assert window.recovery._keeper.flush(60)
    (followed,) = window.recovery._keeper._followed.values()
    assert followed.journal._store is not None
    return followed.journal._store.path
