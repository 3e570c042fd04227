"""Carrying jobs: every one ends once, in the right order, whatever becomes of the others."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
import pytest

from painter.ai.runner import JobCancelled
from painter.errors import PainterError
from painter.jobs import arena as arena_module
from painter.jobs.arena import NO_MEMORY
from painter.jobs.client import Carrier, run_job
from painter.jobs.job import Cancelled, Done, Failed, Job, JobEvent, JobState, Priority, Progress
from painter.jobs.process import STOPPED, ModelProcess
from painter.jobs.queue import JobQueue, JobStatus
from painter.jobs.worker import MODEL_FAILED
from tests.jobs.runners import Ask


def job(act: str, number: int = 0, *, supersedes: str = "", priority: Priority = Priority.NORMAL) -> Job:
    inputs = {"source": np.full((4, 4, 4), number, np.uint8)}
    return Job(request=Ask(act=act, number=number), inputs=inputs, supersedes=supersedes, priority=priority)


@dataclass
class Desk:
    """A carrier with ears: notes what it tells, stepping it in this very thread."""

    process: ModelProcess
    queue: JobQueue = field(default_factory=JobQueue)
    events: list[JobEvent] = field(default_factory=list)
    statuses: list[JobStatus] = field(default_factory=list)
    carrier: Carrier = field(init=False)

    def __post_init__(self) -> None:
        self.carrier = Carrier(
            self.process, self.queue, on_event=self.events.append, on_status=self.statuses.append
        )

    @property
    def ends(self) -> list[tuple[type[JobEvent], int]]:
        return [(type(e), e.job_id) for e in self.events if isinstance(e, Done | Failed | Cancelled)]

    def step_until(self, condition: Callable[[], bool]) -> None:
        while not condition():
            self.carrier.step()

    def step_until_progress_of(self, one: Job) -> None:
        self.step_until(lambda: any(isinstance(e, Progress) and e.job_id == one.id for e in self.events))


@pytest.fixture
def desk(models: ModelProcess) -> Iterator[Desk]:
    desk = Desk(models)
    yield desk
    desk.queue.close()


@pytest.fixture
def own_desk(own_models: ModelProcess) -> Iterator[Desk]:
    desk = Desk(own_models)
    yield desk
    desk.queue.close()


def test_jobs_run_by_priority(desk: Desk) -> None:
    idle, first, second, live = (
        job("echo", 1, priority=Priority.IDLE),
        job("echo", 2),
        job("echo", 3),
        job("echo", 4, priority=Priority.LIVE),
    )
    for one in (idle, first, second, live):
        desk.queue.submit(one)
    desk.step_until(lambda: len(desk.ends) == 4)
    assert desk.ends == [(Done, one.id) for one in (live, first, second, idle)]
    assert [event.outputs["source"][0, 0, 0] for event in desk.events if isinstance(event, Done)] == [4, 2, 3, 1]


def test_the_latest_of_a_key_wins(desk: Desk) -> None:
    running = job("forever", supersedes="live")
    desk.queue.submit(running)
    desk.step_until_progress_of(running)
    burst = [job("echo", number, supersedes="live") for number in range(5)]
    for one in burst:
        desk.queue.submit(one)
    desk.step_until(lambda: len(desk.ends) == 6)
    assert sorted(desk.ends[:-1], key=lambda end: end[1]) == [(Cancelled, one.id) for one in (running, *burst[:-1])]
    assert desk.ends[-1] == (Done, burst[-1].id)


def test_statuses_tell_the_whole_story(desk: Desk) -> None:
    one = job("slow_steps", 3)
    desk.queue.submit(one)
    desk.step_until(lambda: len(desk.ends) == 1)
    assert [(s.state, s.note) for s in desk.statuses] == [
        (JobState.WAITING, ""),
        (JobState.RUNNING, ""),
        *[(JobState.RUNNING, f"step {step}") for step in range(3)],
        (JobState.DONE, ""),
    ]


def test_cancelling_the_running_and_a_waiting_job(desk: Desk) -> None:
    running, waiting, last = job("forever"), job("echo"), job("echo")
    for one in (running, waiting, last):
        desk.queue.submit(one)
    desk.step_until_progress_of(running)
    desk.queue.cancel(waiting.id)
    desk.queue.cancel(running.id)
    desk.step_until(lambda: len(desk.ends) == 3)
    assert desk.ends == [(Cancelled, waiting.id), (Cancelled, running.id), (Done, last.id)]


def test_a_death_fails_one_job_and_the_next_runs(own_desk: Desk, expected_logs: pytest.LogCaptureFixture) -> None:
    dead, well = job("crash"), job("echo")
    own_desk.queue.submit(dead)
    own_desk.queue.submit(well)
    own_desk.step_until(lambda: len(own_desk.ends) == 2)
    assert own_desk.ends == [(Failed, dead.id), (Done, well.id)]
    assert [s.message for s in own_desk.statuses if s.state is JobState.FAILED] == [STOPPED]


def test_a_request_that_cannot_be_sent_fails_alone(desk: Desk, expected_logs: pytest.LogCaptureFixture) -> None:
    odd = Job(request=lambda: None, inputs={})
    well = job("echo")
    desk.queue.submit(odd)
    desk.queue.submit(well)
    desk.step_until(lambda: len(desk.ends) == 2)
    assert desk.ends == [(Failed, odd.id), (Done, well.id)]
    assert isinstance(desk.events[0], Failed)
    assert desk.events[0].message == MODEL_FAILED


def test_no_memory_for_the_inputs_fails_the_job(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, expected_logs: pytest.LogCaptureFixture
) -> None:
    large = Job(request=Ask(act="echo"), inputs={"source": np.zeros(desk.process._arena.size + 1, np.uint8)})
    monkeypatch.setattr(arena_module, "_available_bytes", lambda: 0)
    desk.queue.submit(large)
    desk.step_until(lambda: len(desk.ends) == 1)
    assert isinstance(desk.events[0], Failed)
    assert desk.events[0].message == NO_MEMORY


def test_stopping_cancels_everything_and_leaves_no_process(own_desk: Desk) -> None:
    running, waiting = job("deaf"), job("echo")
    stop = threading.Event()

    def when_it_runs(event: JobEvent) -> None:
        own_desk.events.append(event)
        if isinstance(event, Progress):
            stop.set()

    own_desk.queue.submit(running)
    own_desk.queue.submit(waiting)
    Carrier(own_desk.process, own_desk.queue, on_event=when_it_runs).run(stop)
    assert sorted(own_desk.ends, key=lambda end: end[1]) == [(Cancelled, running.id), (Cancelled, waiting.id)]
    assert own_desk.process.pid is None


def test_a_listener_that_fails_does_not_stop_the_carrier(
    own_desk: Desk, expected_logs: pytest.LogCaptureFixture
) -> None:
    odd, well = job("slow_steps", 2), job("echo")
    stop = threading.Event()

    def hear(event: JobEvent) -> None:
        own_desk.events.append(event)
        if isinstance(event, Progress):
            raise ZeroDivisionError
        if event.job_id == well.id:
            stop.set()

    own_desk.queue.submit(odd)
    own_desk.queue.submit(well)
    Carrier(own_desk.process, own_desk.queue, on_event=hear).run(stop)
    assert own_desk.ends == [(Failed, odd.id), (Done, well.id)]
    assert "carrying a job failed" in expected_logs.text


# run_job


def test_run_job_tells_events_and_returns_the_result(models: ModelProcess) -> None:
    events: list[JobEvent] = []
    done = run_job(models, job("slow_steps", 2), on_event=events.append)
    assert [event.fraction for event in events if isinstance(event, Progress)] == [0.0, 0.5]
    assert events[-1] is done


def test_run_job_raises_the_sentence(models: ModelProcess) -> None:
    with pytest.raises(PainterError, match="The weights of “ink” are damaged"):
        run_job(models, job("explain"))


def test_run_job_can_be_cancelled(models: ModelProcess) -> None:
    events: list[JobEvent] = []
    with pytest.raises(JobCancelled):
        run_job(models, job("forever"), on_event=events.append, cancelled=lambda: bool(events))
    assert isinstance(events[-1], Cancelled)
    assert run_job(models, job("echo")).note == "done well"


def test_an_interrupt_ends_job_and_process(own_models: ModelProcess) -> None:
    events: list[JobEvent] = []

    def interrupt(event: JobEvent) -> None:
        events.append(event)
        if isinstance(event, Progress):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_job(own_models, job("deaf"), on_event=interrupt)
    assert isinstance(events[-1], Cancelled)
    assert own_models.pid is None
    assert run_job(own_models, job("echo")).note == "done well"
