"""The jobs that wait, the one that runs, and what became of the others.

Thread-safe: the artist's thread submits and cancels, the carrier's thread takes and records. It runs
nothing itself.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import assert_never

from painter.jobs.job import Cancelled, Done, Failed, Job, JobEvent, JobState, Preview, Priority, Progress

HISTORY = 100
STOPPING = "Stopping…"


@dataclass(frozen=True, kw_only=True, slots=True)
class JobStatus:
    """How a job stands.

    Attributes:
        fraction: Share done, 0 to 1.
        note: What is being done just now ("" for nothing to say).
        message: Why it failed, or what the artist should know of its result.
        submitted_at: Seconds since the epoch, as are the other times; None for what has not happened.
    """

    id: int
    label: str
    priority: Priority
    state: JobState = JobState.WAITING
    fraction: float = 0.0
    note: str = ""
    message: str = ""
    submitted_at: float
    started_at: float | None = None
    ended_at: float | None = None


class Wake:
    """A bell that a thread can wait for together with a pipe: ringing it makes `reader` readable."""

    def __init__(self) -> None:
        self.reader: Connection
        self.reader, self._writer = Pipe(duplex=False)
        self._lock = threading.Lock()
        self._rung = False

    def ring(self) -> None:
        """Wake who waits, now or when next it waits; a closed bell is silent."""
        with self._lock:
            if not self._rung and not self._writer.closed:
                self._rung = True
                self._writer.send_bytes(b"!")

    def hush(self) -> None:
        """Be quiet until rung again."""
        with self._lock:
            if self._rung:
                self._rung = False
                self.reader.recv_bytes()

    def close(self) -> None:
        with self._lock:
            self._writer.close()
            self.reader.close()


class JobQueue:
    """Waiting jobs, highest priority first, then oldest; a job supersedes others with its key.

    Attributes:
        wake: Rings when there is something for the carrier to do.
    """

    def __init__(self, *, history: int = HISTORY) -> None:
        self.wake = Wake()
        self._lock = threading.Lock()
        self._waiting: list[Job] = []
        self._running: Job | None = None
        self._stop_running = False
        self._statuses: dict[int, JobStatus] = {}
        self._history: deque[JobStatus] = deque(maxlen=history)
        self._dropped: list[int] = []
        self._changed: dict[int, JobStatus] = {}

    def submit(self, job: Job) -> None:
        """Add a job. Waiting jobs with its key are dropped, and a running one is told to stop.

        Raises:
            ValueError: The job was submitted before and has not ended.
        """
        with self._lock:
            if job.id in self._statuses:
                raise ValueError(f"job {job.id} is in the queue already")
            if job.supersedes:
                self._cancel(lambda other: other.supersedes == job.supersedes)
            self._waiting.append(job)
            self._put(JobStatus(id=job.id, label=job.label, priority=job.priority, submitted_at=time.time()))
        self.wake.ring()

    def cancel(self, job_id: int) -> bool:
        """Drop a waiting job, or tell the running one to stop; return False where it has ended or never was."""
        with self._lock:
            known = job_id in self._statuses
            self._cancel(lambda job: job.id == job_id)
        self.wake.ring()
        return known

    def cancel_all(self) -> None:
        """Drop all waiting jobs and tell the running one to stop."""
        with self._lock:
            self._cancel(lambda _: True)
        self.wake.ring()

    def statuses(self) -> tuple[JobStatus, ...]:
        """Return the running job, the waiting ones in the order they will run, and the ended ones, newest first."""
        with self._lock:
            running = [self._statuses[self._running.id]] if self._running else []
            waiting = [self._statuses[job.id] for job in sorted(self._waiting, key=lambda job: -job.priority)]
            return (*running, *waiting, *reversed(self._history))

    def take(self) -> Job | None:
        """Return the job that is to run now and count it as running; None where none waits.

        Raises:
            RuntimeError: A job is running already.
        """
        with self._lock:
            if self._running is not None:
                raise RuntimeError("a job is running already")
            if not self._waiting:
                return None
            job = max(self._waiting, key=lambda job: job.priority)  # the first, so the oldest, of the highest
            self._waiting.remove(job)
            self._running, self._stop_running = job, False
            self._put(replace(self._statuses[job.id], state=JobState.RUNNING, started_at=time.time()))
            return job

    def take_dropped(self) -> list[int]:
        """Return the jobs that were dropped while they waited, each once; who takes them reports them."""
        with self._lock:
            dropped, self._dropped = self._dropped, []
            return dropped

    def take_changes(self) -> list[JobStatus]:
        """Return the newest status of every job that changed since the last call."""
        with self._lock:
            changed, self._changed = self._changed, {}
            return list(changed.values())

    @property
    def running(self) -> int | None:
        """The running job's number."""
        with self._lock:
            return self._running.id if self._running else None

    def to_stop(self) -> int | None:
        """Return the running job's number where it was cancelled or superseded."""
        with self._lock:
            return self._running.id if self._running and self._stop_running else None

    def record(self, event: JobEvent) -> None:
        """Note what was reported of the running job; events of other jobs change nothing."""
        with self._lock:
            if self._running is None or self._running.id != event.job_id:
                return
            status = _after(event, self._statuses[event.job_id])
            if self._stop_running and not status.state.ended:
                status = replace(status, note=STOPPING)
            if status.state.ended:
                self._running = None
            self._put(status)

    def close(self) -> None:
        """Give the bell's pipe back. The queue is of no more use."""
        self.wake.close()

    def _cancel(self, chosen: Callable[[Job], bool]) -> None:
        for job in [job for job in self._waiting if chosen(job)]:
            self._waiting.remove(job)
            self._dropped.append(job.id)
            self._put(_ended(self._statuses[job.id], JobState.CANCELLED))
        if self._running is not None and not self._stop_running and chosen(self._running):
            self._stop_running = True
            self._put(replace(self._statuses[self._running.id], note=STOPPING))

    def _put(self, status: JobStatus) -> None:
        self._changed[status.id] = status
        if status.state.ended:
            self._statuses.pop(status.id, None)
            self._history.append(status)
        else:
            self._statuses[status.id] = status


def _after(event: JobEvent, status: JobStatus) -> JobStatus:
    match event:
        case Progress():
            return replace(status, fraction=event.fraction, note=event.note)
        case Preview():
            return status
        case Done():
            return replace(_ended(status, JobState.DONE), fraction=1.0, message=event.note)
        case Failed():
            return replace(_ended(status, JobState.FAILED), message=event.message)
        case Cancelled():
            return _ended(status, JobState.CANCELLED)
        case _:
            assert_never(event)


def _ended(status: JobStatus, state: JobState) -> JobStatus:
    return replace(status, state=state, note="", ended_at=time.time())
