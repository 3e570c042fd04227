"""The jobs panel: what it tells of every job, in which order, and what its buttons ask for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QWidget

from painter.jobs.job import JobState, Priority
from painter.jobs.queue import STOPPING, JobStatus
from painter.ui.panels import jobs as jobs_module
from painter.ui.panels.jobs import JobsPanel

pytestmark = [pytest.mark.gui, pytest.mark.usefixtures("qapp")]

NOW = 5000.0
LEFT = Qt.MouseButton.LeftButton


def status(number: int, state: JobState = JobState.WAITING, **told: object) -> JobStatus:
    values: dict[str, object] = {
        "id": number, "label": f"Job {number}", "priority": Priority.NORMAL, "submitted_at": NOW - 60 + number,
    }  # fmt: skip
    return JobStatus(state=state, **(values | told))  # type: ignore[arg-type]


def done(number: int, ended_at: float = NOW, message: str = "") -> JobStatus:
    return status(number, JobState.DONE, fraction=1.0, started_at=ended_at - 4, ended_at=ended_at, message=message)


@pytest.fixture
def panel() -> Iterator[JobsPanel]:
    made = JobsPanel(clock=lambda: NOW)
    made.resize(320, 420)
    made.show()
    made.activateWindow()
    QApplication.processEvents()
    yield made
    made.close()


def listed(panel: JobsPanel) -> list[str]:
    QApplication.processEvents()
    cards = sorted(panel.cards(), key=lambda card: card.mapTo(panel, card.rect().topLeft()).y())
    return [card.status.label for card in cards]


def words(panel: JobsPanel, number: int) -> str:
    return next(card.words() for card in panel.cards() if card.status.id == number)


def button(panel: JobsPanel, number: int, name: str) -> QWidget:
    QApplication.processEvents()
    card = next(card for card in panel.cards() if card.status.id == number)
    interface = QAccessible.queryAccessibleInterface
    found = [
        child
        for child in card.findChildren(QWidget)
        if child.isVisible() and interface(child).text(QAccessible.Text.Name) == name
    ]
    assert len(found) == 1, name
    return found[0]


def test_running_first_then_waiting_then_the_latest_ended(panel: JobsPanel) -> None:
    panel.set_job_status(done(1, NOW - 30))
    panel.set_job_status(done(2, NOW - 10))
    panel.set_job_status(status(3))
    panel.set_job_status(status(4))
    panel.set_job_status(status(5, JobState.RUNNING, started_at=NOW - 2, fraction=0.2))
    panel.set_job_status(status(6, priority=Priority.LIVE))
    assert listed(panel) == ["Job 5", "Job 6", "Job 3", "Job 4", "Job 2", "Job 1"]
    panel.set_job_status(done(5))
    assert listed(panel) == ["Job 6", "Job 3", "Job 4", "Job 5", "Job 2", "Job 1"]


def test_each_state_has_its_words(panel: JobsPanel) -> None:
    panel.set_job_status(status(1))
    assert words(panel, 1) == "Waiting"
    panel.set_job_status(status(1, JobState.RUNNING, started_at=NOW))
    assert words(panel, 1) == "Starting…"
    panel.set_job_status(status(1, JobState.RUNNING, started_at=NOW - 30, fraction=0.25))
    assert words(panel, 1) == "Painting 25 % · about 2 min"
    panel.set_job_status(status(1, JobState.RUNNING, started_at=NOW - 30, fraction=0.3, note=STOPPING))
    assert words(panel, 1) == "Stopping…"
    assert not button(panel, 1, "Cancel").isEnabled()
    panel.set_job_status(status(1, JobState.CANCELLED, ended_at=NOW))
    assert words(panel, 1) == "Cancelled"
    panel.set_job_status(done(2, message="Painted on the processor."))
    assert words(panel, 2) == "Painted in 4 s. Painted on the processor."
    panel.set_job_status(status(3, JobState.FAILED, message="There is too little memory.", ended_at=NOW))
    assert words(panel, 3) == "There is too little memory."


def test_cancel_and_try_again_are_asked_for(panel: JobsPanel) -> None:
    cancelled, again = QSignalSpy(panel.cancel_requested), QSignalSpy(panel.retry_requested)
    panel.set_job_status(status(1, JobState.RUNNING, started_at=NOW))
    panel.set_job_status(status(2, JobState.FAILED, message="No.", ended_at=NOW))
    QTest.mouseClick(button(panel, 1, "Cancel"), LEFT)
    QTest.mouseClick(button(panel, 2, "Try again"), LEFT)
    assert cancelled.at(0) == [1] and again.at(0) == [2]
    assert listed(panel) == ["Job 1"], "the job that is tried again comes back as another one"


def test_clear_forgets_only_what_is_over(panel: JobsPanel) -> None:
    panel.set_job_status(done(1))
    panel.set_job_status(status(2))
    clear = next(w for w in panel.findChildren(QWidget) if getattr(w, "text", str)() == "Clear")
    QTest.mouseClick(clear, LEFT)
    assert listed(panel) == ["Job 2"]
    assert not clear.isEnabled()


def test_the_head_counts_and_an_empty_panel_says_what_to_do(panel: JobsPanel) -> None:
    counts = QSignalSpy(panel.count_changed)
    texts = [w.text() for w in panel.findChildren(QWidget) if hasattr(w, "text") and w.isVisible()]
    assert any("Choose a style" in text for text in texts)
    panel.set_job_status(status(1, JobState.RUNNING, started_at=NOW))
    panel.set_job_status(status(2))
    texts = [w.text() for w in panel.findChildren(QWidget) if hasattr(w, "text") and w.isVisible()]
    assert "1 painting, 1 waiting" in texts
    assert not any("Choose a style" in text for text in texts)
    assert counts.at(counts.count() - 1) == [2]


def test_old_jobs_fall_away(panel: JobsPanel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs_module, "ENDED_KEPT", 3)
    for number in range(1, 7):
        panel.set_job_status(done(number, NOW + number))
    assert listed(panel) == ["Job 6", "Job 5", "Job 4"]


def test_long_sentences_are_shown_whole(panel: JobsPanel) -> None:
    sentence = "The model process stopped unexpectedly. Your drawing is untouched; the next job starts a fresh one."
    panel.set_job_status(status(1, JobState.FAILED, message=sentence, ended_at=NOW))
    QApplication.processEvents()
    card = panel.cards()[0]
    label = next(w for w in card.findChildren(QWidget) if getattr(w, "text", str)() == sentence)
    assert label.height() >= label.heightForWidth(label.width())
    assert panel.rect().contains(card.geometry().translated(card.parentWidget().mapTo(panel, card.pos())))
