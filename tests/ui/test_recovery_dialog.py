"""The recovery dialog: what it shows, what it answers, and that nothing goes without a second yes."""

from __future__ import annotations

import os
import time
from itertools import islice
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from painter.files.journal.recovery import Recoverable, recoverable
from painter.files.journal.writer import Journal
from painter.ui.dialogs.prompts import Prompt
from painter.ui.dialogs.recovery import RecoveryDialog, moment
from painter.ui.widgets import CheckBox, ElidedLabel, PushButton
from tests.files.journal.painting import states
from tests.ui.long_words import long_words, shortened_in
from tests.ui.waiting import wait_for

pytestmark = [pytest.mark.gui, pytest.mark.usefixtures("qapp")]


@pytest.fixture
def entries(tmp_path: Path) -> tuple[Recoverable, ...]:
    """Return three paintings left behind: never saved, saved, and saved to a file that is gone."""
    saved = tmp_path / "Torres.ora"
    saved.write_bytes(b"whatever")
    os.utime(saved, (time.time() - 3 * 86_400,) * 2)
    for title, path in (("Lost", tmp_path / "Lost.ora"), ("Torres", saved), ("Study", None)):
        journal = Journal(tmp_path / "journal")
        for document in islice(states(), 2):
            journal.record(document, "Brush stroke", title=title, path=path)
        journal.close(clean=False)
    return recoverable(tmp_path / "journal")


def words_in(dialog: QWidget) -> list[str]:
    return [label.text() for label in dialog.findChildren(ElidedLabel)]


def boxes(dialog: QWidget) -> dict[str, CheckBox]:
    return {box.accessibleName(): box for box in dialog.findChildren(CheckBox)}


def button(dialog: QWidget, starts: str) -> PushButton:
    return next(made for made in dialog.findChildren(PushButton) if made.text().startswith(starts))


def answer(key: Qt.Key) -> None:
    """Press a key in the question that comes next."""

    def press() -> None:
        prompt = QApplication.activeModalWidget()
        assert isinstance(prompt, Prompt)
        QTest.keyClick(prompt, key)

    QTimer.singleShot(0, press)


def test_it_tells_how_each_painting_stands(entries: tuple[Recoverable, ...]) -> None:
    dialog = RecoveryDialog(entries)
    words = words_in(dialog)
    assert [word for word in words if word in ("Study", "Torres", "Lost")] == ["Study", "Torres", "Lost"]
    assert any(word.startswith("Never saved to a file, 700 × 500 px") for word in words)
    assert any(word.startswith("Torres.ora from") and "changes behind" in word for word in words)
    assert any(word.startswith("Lost.ora is not there any more") for word in words)
    assert sum(word.endswith(": Brush stroke") for word in words) == 3
    dialog.reject()


def test_all_are_chosen_and_enter_opens_them(entries: tuple[Recoverable, ...]) -> None:
    dialog = RecoveryDialog(entries)
    dialog.show()
    assert button(dialog, "Open").text() == "Open all 3"
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.result() == QDialog.DialogCode.Accepted
    assert dialog.chosen() == entries


def test_only_what_is_ticked_is_opened(entries: tuple[Recoverable, ...]) -> None:
    dialog = RecoveryDialog(entries)
    dialog.show()
    boxes(dialog)["Torres"].click()
    assert button(dialog, "Open").text() == "Open 2 selected"
    row = boxes(dialog)["Lost"].parentWidget()
    QTest.mouseClick(row, Qt.MouseButton.LeftButton, pos=QPoint(row.width() - 30, 20))
    assert button(dialog, "Open").text() == "Open 1 selected"
    assert dialog.chosen() == entries[:1]
    boxes(dialog)["Study"].click()
    assert not button(dialog, "Open").isEnabled()
    assert not button(dialog, "Discard").isEnabled()
    dialog.reject()


def test_later_changes_nothing(entries: tuple[Recoverable, ...], tmp_path: Path) -> None:
    dialog = RecoveryDialog(entries)
    dialog.show()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.result() == QDialog.DialogCode.Rejected
    assert recoverable(tmp_path / "journal") == entries


def test_discarding_asks_first(entries: tuple[Recoverable, ...]) -> None:
    dialog = RecoveryDialog(entries)
    dialog.show()
    spy = QSignalSpy(dialog.discarded)
    boxes(dialog)["Torres"].click()
    answer(Qt.Key.Key_Return)  # keeping is what Enter does
    button(dialog, "Discard").click()
    assert spy.count() == 0
    answer(Qt.Key.Key_D)
    button(dialog, "Discard").click()
    assert spy.at(0) == [(entries[0], entries[2])]
    assert dialog.isVisible()
    assert dialog.chosen() == ()
    boxes(dialog)["Torres"].click()
    assert button(dialog, "Open").text() == "Open the painting"
    answer(Qt.Key.Key_D)
    button(dialog, "Discard").click()
    assert spy.count() == 2
    assert dialog.result() == QDialog.DialogCode.Rejected


def test_pictures_come_one_after_another(entries: tuple[Recoverable, ...]) -> None:
    for path in (entries[1].journal,):
        path.write_bytes(b"damaged")
    dialog = RecoveryDialog(entries)
    dialog.show()
    before = dialog.grab().toImage()
    wait_for(lambda: any("damaged" in word for word in words_in(dialog)) and dialog._looking is None)
    assert dialog.grab().toImage() != before
    assert [row.picture._image is not None for row in dialog._rows] == [True, False, True]
    dialog.reject()


def test_closing_does_not_wait_for_pictures(entries: tuple[Recoverable, ...]) -> None:
    RecoveryDialog(entries).reject()


def test_days_are_told_where_it_was_not_today() -> None:
    now = time.time()
    assert "," not in moment(now)
    assert moment(now - 3 * 86_400).endswith(moment(now)[-5:]) or "," in moment(now - 3 * 86_400)


def test_words_a_third_longer_still_fit(entries: tuple[Recoverable, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    with long_words():
        dialog = RecoveryDialog(entries)
        dialog.adjustSize()
        assert shortened_in(dialog, monkeypatch) == []
        dialog.reject()
