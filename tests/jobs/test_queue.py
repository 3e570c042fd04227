"""Which job is next, and how jobs stand."""

from __future__ import annotations

from collections.abc import Iterator
from multiprocessing.connection import wait
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from painter.jobs.job import Cancelled, Done, Failed, Job, JobState, Preview, Priority, Progress
from painter.jobs.queue import STOPPING, JobQueue, JobStatus, Wake


@pytest.fixture
def queue() -> Iterator[JobQueue]:
    queue = JobQueue(history=3)
    yield queue
    queue.close()


def job(**options: Any) -> Job:
    return Job(request=None, inputs={}, **options)


def status(queue: JobQueue, of: Job) -> JobStatus:
    return next(status for status in queue.statuses() if status.id == of.id)


def done(of: Job) -> Done:
    return Done(job_id=of.id, outputs={}, request=None, note="Smaller tiles were used.")


@given(priorities=st.lists(st.sampled_from(Priority), max_size=12))
def test_highest_priority_first_then_oldest(priorities: list[Priority]) -> None:
    queue = JobQueue()
    jobs = [job(priority=priority) for priority in priorities]
    for one in jobs:
        queue.submit(one)
    expected = sorted(jobs, key=lambda one: (-one.priority, jobs.index(one)))
    assert [status.id for status in queue.statuses()] == [one.id for one in expected]
    taken = []
    while (one := queue.take()) is not None:
        taken.append(one)
        queue.record(done(one))
    queue.close()
    assert taken == expected


def test_a_job_from_submission_to_its_end(queue: JobQueue) -> None:
    one = job(label="Ink")
    queue.submit(one)
    waiting = status(queue, one)
    assert (waiting.state, waiting.label, waiting.started_at) == (JobState.WAITING, "Ink", None)
    assert queue.take() is one
    assert status(queue, one).state is JobState.RUNNING
    queue.record(Progress(job_id=one.id, fraction=0.25, note="tile 1 of 4"))
    assert (status(queue, one).fraction, status(queue, one).note) == (0.25, "tile 1 of 4")
    queue.record(Preview(job_id=one.id, image=np.zeros((1, 1, 4), np.uint8)))
    assert status(queue, one).fraction == 0.25
    queue.record(done(one))
    ended = status(queue, one)
    assert (ended.state, ended.fraction, ended.note) == (JobState.DONE, 1.0, "")
    assert ended.message == "Smaller tiles were used."
    assert ended.started_at is not None and ended.ended_at is not None
    assert ended.submitted_at <= ended.started_at <= ended.ended_at


def test_a_failure_keeps_its_sentence(queue: JobQueue) -> None:
    one = job()
    queue.submit(one)
    queue.take()
    queue.record(Failed(job_id=one.id, message="It rained."))
    assert (status(queue, one).state, status(queue, one).message) == (JobState.FAILED, "It rained.")
    assert queue.running is None


def test_a_later_job_supersedes_waiting_and_running_ones(queue: JobQueue) -> None:
    running, waiting, other, latest = job(supersedes="live"), job(supersedes="live"), job(), job(supersedes="live")
    queue.submit(running)
    assert queue.take() is running
    for one in (waiting, other):
        queue.submit(one)
    assert queue.to_stop() == running.id
    queue.take_changes()
    queue.submit(latest)
    assert queue.take_dropped() == [waiting.id]
    assert queue.take_dropped() == []
    assert status(queue, running).note == STOPPING
    assert [(change.id, change.state) for change in queue.take_changes()] == [
        (waiting.id, JobState.CANCELLED),
        (latest.id, JobState.WAITING),
    ]
    queue.record(Progress(job_id=running.id, fraction=0.5, note="still here"))
    assert status(queue, running).note == STOPPING
    queue.record(Cancelled(job_id=running.id))
    assert queue.to_stop() is None
    assert queue.take() is other
    queue.record(done(other))
    assert queue.take() is latest
    assert queue.to_stop() is None


def test_jobs_without_a_key_supersede_nothing(queue: JobQueue) -> None:
    jobs = [job(), job(), job()]
    for one in jobs:
        queue.submit(one)
    assert queue.take_dropped() == []
    assert len(queue.statuses()) == 3


def test_cancelling(queue: JobQueue) -> None:
    running, waiting = job(), job()
    queue.submit(running)
    queue.submit(waiting)
    queue.take()
    assert queue.cancel(waiting.id)
    assert not queue.cancel(waiting.id)
    assert not queue.cancel(-5)
    assert queue.to_stop() is None
    assert queue.cancel(running.id)
    assert queue.to_stop() == running.id
    assert queue.take_dropped() == [waiting.id]


def test_cancelling_everything(queue: JobQueue) -> None:
    jobs = [job(), job(), job()]
    for one in jobs:
        queue.submit(one)
    queue.take()
    queue.cancel_all()
    assert queue.to_stop() == jobs[0].id
    assert queue.take_dropped() == [jobs[1].id, jobs[2].id]


def test_events_of_other_jobs_change_nothing(queue: JobQueue) -> None:
    one, other = job(), job()
    queue.submit(one)
    queue.submit(other)
    queue.take()
    queue.take_changes()
    queue.record(done(other))
    queue.record(Cancelled(job_id=-1))
    assert queue.take_changes() == []
    assert queue.running == one.id


def test_the_history_is_bounded_and_newest_first(queue: JobQueue) -> None:
    jobs = [job() for _ in range(5)]
    for one in jobs:
        queue.submit(one)
        queue.take()
        queue.record(done(one))
    assert [status.id for status in queue.statuses()] == [one.id for one in reversed(jobs[2:])]


def test_mistakes_are_told(queue: JobQueue) -> None:
    one = job()
    queue.submit(one)
    with pytest.raises(ValueError, match="already"):
        queue.submit(one)
    queue.take()
    with pytest.raises(RuntimeError, match="already"):
        queue.take()


def test_the_bell() -> None:
    bell = Wake()
    assert wait([bell.reader], 0) == []
    bell.ring()
    bell.ring()
    assert wait([bell.reader], 0) == [bell.reader]
    bell.hush()
    assert wait([bell.reader], 0) == []
    bell.hush()
    bell.ring()
    bell.close()
    bell.ring()


def test_submitting_and_cancelling_ring(queue: JobQueue) -> None:
    for action in (lambda: queue.submit(job()), lambda: queue.cancel(1), queue.cancel_all):
        queue.wake.hush()
        action()
        assert wait([queue.wake.reader], 0)
