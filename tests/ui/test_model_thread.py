"""The thread of Qt's: signals arrive in the main thread, the event loop goes on, nothing is left behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, QThread, QTimer, Slot
from PySide6.QtWidgets import QApplication

from painter.jobs.job import Cancelled, Done, Failed, Job, JobEvent, JobState, Progress
from painter.jobs.process import STOPPED
from painter.jobs.queue import JobStatus
from painter.jobs.worker import WorkerOptions
from painter.ui.model_thread import ModelThread
from tests.jobs.conftest import segments
from tests.jobs.runners import NAME, Ask

PATIENCE_MS = 60_000


class Ear(QObject):
    """Notes what it hears and in which thread."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[JobEvent] = []
        self.statuses: list[JobStatus] = []
        self.threads: set[QThread] = set()
        self._loop = QEventLoop()

    @Slot(object)
    def hear_event(self, event: JobEvent) -> None:
        self.events.append(event)
        self.threads.add(QThread.currentThread())
        self._loop.quit()

    @Slot(object)
    def hear_status(self, status: JobStatus) -> None:
        self.statuses.append(status)
        self._loop.quit()

    @property
    def ends(self) -> list[tuple[type[JobEvent], int]]:
        return [(type(e), e.job_id) for e in self.events if isinstance(e, Done | Failed | Cancelled)]

    def listen_until(self, condition: Callable[[], bool]) -> None:
        QTimer.singleShot(PATIENCE_MS, self._loop, self._loop.quit)
        while not condition():
            heard = len(self.events) + len(self.statuses)
            self._loop.exec()
            assert len(self.events) + len(self.statuses) > heard, "nothing was heard for a long time"


@pytest.fixture(scope="module")
def app() -> QCoreApplication:
    return QApplication.instance() or QApplication([])


@pytest.fixture
def ear(app: QCoreApplication) -> Ear:
    return Ear()


@pytest.fixture
def models(ear: Ear) -> Iterator[ModelThread]:
    thread = ModelThread(WorkerOptions(runner=NAME), grace_s=0.2)
    thread.event_reported.connect(ear.hear_event)
    thread.status_changed.connect(ear.hear_status)
    yield thread
    thread.stop()


def job(act: str, number: int = 0, **options: Any) -> Job:
    inputs = {"source": np.full((8, 8, 4), number, np.uint8)}
    return Job(request=Ask(act=act, number=number), inputs=inputs, **options)


def test_a_job_there_and_back_in_the_main_thread(models: ModelThread, ear: Ear) -> None:
    one = job("slow_steps", 2, label="Ink")
    other = job("echo", 9)
    models.submit(one)
    models.submit(other)
    ear.listen_until(lambda: len(ear.ends) == 2)
    assert ear.ends == [(Done, one.id), (Done, other.id)]
    done = ear.events[-1]
    assert isinstance(done, Done)
    assert (done.outputs["source"] == 9).all()
    assert ear.threads == {QThread.currentThread()}
    ear.listen_until(lambda: ear.statuses[-1].state.ended)
    assert ear.statuses[-1].id == other.id
    assert [status.state for status in models.statuses()] == [JobState.DONE, JobState.DONE]


def test_plain_functions_hear_in_the_main_thread_too(models: ModelThread, ear: Ear) -> None:
    threads: list[QThread] = []
    models.event_reported.connect(lambda _: threads.append(QThread.currentThread()))
    models.submit(job("echo"))
    ear.listen_until(lambda: bool(ear.ends and threads))
    assert set(threads) == {QThread.currentThread()}


def test_cancelling_and_superseding(models: ModelThread, ear: Ear) -> None:
    first = job("forever", supersedes="live")
    models.submit(first)
    ear.listen_until(lambda: any(isinstance(event, Progress) for event in ear.events))
    second = job("deaf", supersedes="live")
    models.submit(second)
    ear.listen_until(lambda: any(isinstance(e, Progress) and e.job_id == second.id for e in ear.events))
    assert ear.ends == [(Cancelled, first.id)]
    models.cancel(second.id)
    ear.listen_until(lambda: len(ear.ends) == 2)
    third, fourth = job("forever"), job("echo")
    models.submit(third)
    models.submit(fourth)
    models.cancel_all()
    ear.listen_until(lambda: len(ear.ends) == 4)
    assert {end for end, _ in ear.ends} == {Cancelled}
    fifth = job("echo")
    models.submit(fifth)
    ear.listen_until(lambda: len(ear.ends) == 5)
    assert ear.ends[-1] == (Done, fifth.id)


def test_a_death_is_told_and_the_next_job_runs(
    models: ModelThread, ear: Ear, expected_logs: pytest.LogCaptureFixture
) -> None:
    models.submit(job("crash"))
    models.submit(job("echo"))
    ear.listen_until(lambda: len(ear.ends) == 2)
    assert [end for end, _ in ear.ends] == [Failed, Done]
    (failed,) = [event for event in ear.events if isinstance(event, Failed)]
    assert failed.message == STOPPED


def test_changed_options_hold_from_the_next_job_on(models: ModelThread, ear: Ear) -> None:
    models.submit(job("about"))
    ear.listen_until(lambda: len(ear.ends) == 1)
    models.options = WorkerOptions(runner=NAME, device="cpu", threads=1)
    models.submit(job("about"))
    ear.listen_until(lambda: len(ear.ends) == 2)
    first, second = [event.request["variables"] for event in ear.events if isinstance(event, Done)]
    assert (first["PAINTER_DEVICE"], second["PAINTER_DEVICE"]) == ("auto", "cpu")


@pytest.mark.parametrize("act", ["echo", "forever", "deaf"])
def test_stopping_leaves_no_thread_no_process_no_memory(models: ModelThread, ear: Ear, act: str) -> None:
    running, waiting = job(act), job("echo")
    models.submit(running)
    models.submit(waiting)
    ear.listen_until(lambda: any(event.job_id == running.id for event in ear.events))
    models.stop()
    assert models.isFinished()
    assert segments() == set()
    QCoreApplication.processEvents()
    assert sorted(job_id for _, job_id in ear.ends) == [running.id, waiting.id]
    with pytest.raises(RuntimeError, match="stopped"):
        models.submit(job("echo"))
    models.cancel(running.id)
    models.cancel_all()
    models.stop()


def test_a_thread_that_never_had_a_job_stops_as_well(models: ModelThread) -> None:
    assert not models.isRunning()
    models.stop()
    assert not models.isRunning()


def test_a_process_that_sleeps_costs_nothing(models: ModelThread, ear: Ear) -> None:
    """With nothing to do the loop does not turn: what it would report is taken once a turn."""
    models.submit(job("echo"))
    ear.listen_until(lambda: len(ear.ends) == 1)
    turns = []
    take_dropped = models._queue.take_dropped
    models._queue.take_dropped = lambda: turns.append(1) or take_dropped()  # type: ignore[method-assign, func-returns-value]
    QTimer.singleShot(300, ear._loop.quit)
    ear._loop.exec()
    assert len(turns) <= 2
