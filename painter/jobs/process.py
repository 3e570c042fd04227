"""The model process as the program sees it: started on first need, fed one job at a time, replaced when it dies.

A frozen program must call ``multiprocessing.freeze_support()`` first thing in its main function.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import pickle
import signal
import sys
import time
import types
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any, Self, cast

from painter.errors import PainterError
from painter.jobs.arena import Arena
from painter.jobs.job import Cancelled, Done, Failed, Job, JobEvent, Preview, Progress
from painter.jobs.protocol import (
    Cancel,
    End,
    Ended,
    FromModels,
    Room,
    RoomWanted,
    Run,
    Sketch,
    Started,
    Step,
    ToModels,
)
from painter.jobs.worker import MODEL_FAILED, OUT_OF_MEMORY, WorkerOptions, main

log = logging.getLogger(__name__)

STOPPED = "The model process stopped unexpectedly. Your drawing is untouched; the next job starts a fresh one."
NOT_STARTED = (
    "The model process could not be started. Your drawing is untouched; close other programs and try again."
)

GRACE_S = 5.0
LOADING_GRACE_S = 60.0
GOODBYE_S = 1.0


@dataclass(slots=True)
class _Running:
    job_id: int
    started_at: float | None = None
    cancelled_at: float | None = None


class ModelProcess:
    """One model process and its shared memory. Not thread-safe: one thread at a time owns it.

    Attributes:
        options: How the next job's process is to work; when they changed, it is a fresh one.
    """

    def __init__(self, options: WorkerOptions | None = None, *, grace_s: float = GRACE_S) -> None:
        """Start nothing yet.

        Args:
            grace_s: How long a cancelled job may take to stop before its process is killed.
        """
        self.options = options or WorkerOptions()
        self._grace_s = grace_s
        self._arena = Arena()
        self._process: SpawnProcess | None = None
        self._connection: Connection | None = None
        self._started_with = self.options
        self._running: _Running | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def job_id(self) -> int | None:
        """The job that is running."""
        return self._running.job_id if self._running else None

    @property
    def pid(self) -> int | None:
        """The process's number, None while there is none."""
        return self._process.pid if self._process else None

    def send(self, job: Job) -> None:
        """Have the job run; `poll` tells what becomes of it.

        Raises:
            PainterError: There is not enough memory, or the process cannot be started.
            RuntimeError: A job is running already.
        """
        if self._running is not None:
            raise RuntimeError("a job is running already")
        request = pickle.dumps(job.request, pickle.HIGHEST_PROTOCOL)
        self._ensure_process()  # first: to bury an old one trims the arena
        slots = self._arena.put(job.inputs)
        self._running = _Running(job.id)
        self._tell(Run(job.id, request, self._arena.segment, slots))

    def cancel(self, job_id: int) -> None:
        """Ask the running job to stop; another number is none of this process's business."""
        if self._running is None or self._running.job_id != job_id or self._running.cancelled_at is not None:
            return
        self._running.cancelled_at = time.monotonic()
        self._tell(Cancel(job_id))

    def poll(self, timeout_s: float | None = None, *, wake: Connection | None = None) -> JobEvent | None:
        """Wait for news of the running job.

        Args:
            timeout_s: Longest to wait; None for as long as it takes.
            wake: Return as soon as this has something to read.

        Returns:
            What happened, or None where the time is up, `wake` has something, or no job is running and the
            process ended.
        """
        until = None if timeout_s is None else time.monotonic() + timeout_s
        while True:
            kill_at = self._kill_at()
            moments = [moment for moment in (until, kill_at) if moment is not None]
            for_s = max(0.0, min(moments) - time.monotonic()) if moments else None
            objects: list[Any] = [] if self._process is None else [self._connection, self._process.sentinel]
            if wake is not None:
                objects.append(wake)
            if not objects and self._running is None:
                return None
            ready = wait(objects, for_s)
            if self._connection is not None and self._connection in ready:
                event = self._heard()
                if event is not None:
                    return event
            elif self._process is not None and self._process.sentinel in ready:
                return self._lost()
            elif wake is not None and wake in ready:
                return None
            elif kill_at is not None and time.monotonic() >= kill_at:
                log.info("job %d did not stop when cancelled; its process is killed", self.job_id)
                return self._lost()
            elif until is not None and time.monotonic() >= until:
                return None
            if self._process is None and self._running is None:
                return None

    def kill(self) -> None:
        """End the process at once. A running job is forgotten; the next `send` starts a fresh process."""
        self._running = None
        process, connection = self._process, self._connection
        self._process = self._connection = None
        if connection is not None:
            connection.close()
        if process is not None:
            process.kill()
            process.join()
            log.info("the model process has ended (%s)", process.exitcode)
            process.close()
        self._arena.trim()

    def close(self) -> None:
        """End the process, politely where it is idle, and give the shared memory back."""
        if self._connection is not None and self._process is not None and self._running is None:
            self._connection.close()  # which is the word to go
            self._process.join(GOODBYE_S)
        self.kill()
        self._arena.close()

    def _ensure_process(self) -> None:
        process = self._process
        if process is not None and process.is_alive() and self._started_with == self.options:
            return
        self.kill()
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=main, args=(theirs, self.options), name="painter models", daemon=True)
        try:
            with _bare_main_module(), _interrupts_blocked():
                process.start()
        except OSError as error:
            ours.close()
            log.exception("the model process could not be started")
            raise PainterError(NOT_STARTED) from error
        finally:
            theirs.close()
        self._process, self._connection, self._started_with = process, ours, self.options
        log.info("the model process has started (%s)", process.pid)

    def _tell(self, message: ToModels) -> None:
        assert self._connection is not None
        with contextlib.suppress(OSError):  # it died: `poll` finds out and tells
            self._connection.send(message)

    def _kill_at(self) -> float | None:
        job = self._running
        if job is None or job.cancelled_at is None:
            return None
        if job.started_at is None:
            # Loading takes its time on a busy machine; a process killed while it loads would have to load again.
            return job.cancelled_at + LOADING_GRACE_S
        return max(job.cancelled_at, job.started_at) + self._grace_s

    def _heard(self) -> JobEvent | None:
        assert self._connection is not None
        try:
            message = cast(FromModels, self._connection.recv())
        except (EOFError, OSError):
            return self._lost()
        job = self._running
        if job is None:
            return None
        if isinstance(message, Started):
            job.started_at = time.monotonic()
        elif isinstance(message, RoomWanted):
            self._tell(self._room(message.end))
        elif isinstance(message, Ended):
            return self._end(message, job)
        elif job.cancelled_at is None:
            return _news(message, job.job_id)
        return None

    def _room(self, end: int) -> Room:
        try:
            self._arena.make_room(end)
        except PainterError as error:
            return Room("", str(error))
        return Room(self._arena.segment)

    def _end(self, message: Ended, job: _Running) -> JobEvent:
        self._running = None
        try:
            return self._outcome(message, job)
        finally:
            if message.how is End.EXHAUSTED:
                self.kill()
            self._arena.trim()

    def _outcome(self, message: Ended, job: _Running) -> JobEvent:
        if job.cancelled_at is not None or message.how is End.CANCELLED:
            return Cancelled(job_id=job.job_id)
        if message.how is not End.DONE:
            return Failed(job_id=job.job_id, message=message.text)
        try:
            request = pickle.loads(message.request)
            outputs = self._arena.take(message.slots)
        except MemoryError:
            log.warning("no memory for the result of job %d", job.job_id)
            return Failed(job_id=job.job_id, message=OUT_OF_MEMORY)
        except Exception:
            log.exception("the result of job %d could not be read", job.job_id)
            return Failed(job_id=job.job_id, message=MODEL_FAILED)
        return Done(job_id=job.job_id, outputs=outputs, request=request, note=message.text)

    def _lost(self) -> JobEvent | None:
        """Bury the process, and say what that means for the job it was running."""
        job = self._running
        if job is None or job.cancelled_at is None:
            log.warning("the model process stopped unexpectedly")
        self.kill()
        if job is None:
            return None
        if job.cancelled_at is not None:
            return Cancelled(job_id=job.job_id)
        return Failed(job_id=job.job_id, message=STOPPED)


def _news(message: Step | Sketch, job_id: int) -> JobEvent:
    if isinstance(message, Step):
        return Progress(job_id=job_id, fraction=message.fraction, note=message.note)
    message.image.flags.writeable = False
    return Preview(job_id=job_id, image=message.image)


@contextlib.contextmanager
def _bare_main_module() -> Iterator[None]:
    """Hide the program's main module while a process starts.

    A spawned process would run it again for whatever may be pickled by reference to it: nothing here, and it may
    import the window.
    """
    kept = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = kept


@contextlib.contextmanager
def _interrupts_blocked() -> Iterator[None]:
    """Start a process that is deaf to Ctrl+C from its first moment; it opens its ears when it ignores it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
