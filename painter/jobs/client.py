"""Carries jobs from the queue to the model process and what is reported of them back: the one loop of its kind.

The window runs it in a thread of Qt's, the command line in its own. Qt-free.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from painter.ai.runner import JobCancelled
from painter.errors import PainterError
from painter.jobs.job import Cancelled, Done, Failed, Job, JobEvent
from painter.jobs.process import ModelProcess
from painter.jobs.queue import JobQueue, JobStatus
from painter.jobs.worker import MODEL_FAILED

log = logging.getLogger(__name__)

LOOK_EVERY_S = 0.1


class Carrier:
    """Runs a queue's jobs, one after another, in the thread that calls it.

    Every job ends with exactly one `Done`, `Failed` or `Cancelled`, dropped ones too.
    """

    def __init__(
        self,
        process: ModelProcess,
        queue: JobQueue,
        *,
        on_event: Callable[[JobEvent], None] = lambda _: None,
        on_status: Callable[[JobStatus], None] = lambda _: None,
    ) -> None:
        """Take charge of a process and a queue; who made them closes them.

        Args:
            on_event: Told of every event, in the carrier's thread.
            on_status: Told how a job stands whenever that changed; what changes at once is told once.
        """
        self._process = process
        self._queue = queue
        self._on_event = on_event
        self._on_status = on_status

    def run(self, stop: threading.Event) -> None:
        """Carry jobs until told to stop (set the event, then ring the queue's bell); then drop what is left."""
        while not stop.is_set():
            try:
                self.step()
            except Exception:  # our mistake; the jobs that come after shall run all the same
                log.exception("carrying a job failed")
                self._give_up(MODEL_FAILED)
        self._queue.cancel_all()
        self._give_up("")
        self._report_dropped()

    def step(self, timeout_s: float | None = None) -> None:
        """Do what is to be done, then wait for one thing to happen: an event, a bell, or the time being up."""
        self._queue.wake.hush()
        self._report_dropped()
        to_stop = self._queue.to_stop()
        if to_stop is not None:
            self._process.cancel(to_stop)
        elif self._process.job_id is None and (job := self._queue.take()) is not None:
            self._report_changes()
            if not self._send(job):
                return  # it has ended already, and others may wait
        event = self._process.poll(timeout_s, wake=self._queue.wake.reader)
        if event is not None:
            self._report(event)

    def _give_up(self, message: str) -> None:
        """End the process and with it the running job: cancelled if it was to be, failed otherwise."""
        self._process.kill()
        running = self._queue.running
        if running is not None:
            stopped = running == self._queue.to_stop()
            self._report(Cancelled(job_id=running) if stopped else Failed(job_id=running, message=message))

    def _send(self, job: Job) -> bool:
        try:
            self._process.send(job)
        except PainterError as error:
            self._report(Failed(job_id=job.id, message=str(error)))
        except Exception:  # a request that cannot be pickled: our mistake, but not the end of the carrier
            log.exception("job %d could not be sent", job.id)
            self._report(Failed(job_id=job.id, message=MODEL_FAILED))
        else:
            return True
        return False

    def _report_dropped(self) -> None:
        for job_id in self._queue.take_dropped():
            self._on_event(Cancelled(job_id=job_id))
        self._report_changes()

    def _report_changes(self) -> None:
        for status in self._queue.take_changes():
            self._on_status(status)

    def _report(self, event: JobEvent) -> None:
        self._queue.record(event)
        self._on_event(event)
        self._report_changes()


def run_job(
    process: ModelProcess,
    job: Job,
    *,
    on_event: Callable[[JobEvent], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Done:
    """Run one job and wait for its end.

    Ctrl+C ends the job and its process at once and is then raised.

    Args:
        on_event: Told of every event.
        cancelled: Asked several times a second; once true the job is cancelled.

    Raises:
        PainterError: The job failed; the message says why.
        JobCancelled: It was cancelled.
    """
    end: list[Done | Failed | Cancelled] = []

    def hear(event: JobEvent) -> None:
        if isinstance(event, Done | Failed | Cancelled):
            end.append(event)
        on_event(event)

    queue = JobQueue()
    carrier = Carrier(process, queue, on_event=hear)
    try:
        queue.submit(job)
        while not end:
            if cancelled():
                queue.cancel(job.id)
            carrier.step(LOOK_EVERY_S)
    except KeyboardInterrupt:
        # Wherever it struck, half a message may have been read: only a fresh process is sure to be well.
        process.kill()
        if not end:
            on_event(Cancelled(job_id=job.id))
        raise
    finally:
        queue.close()
    if isinstance(end[0], Failed):
        raise PainterError(end[0].message)
    if isinstance(end[0], Cancelled):
        raise JobCancelled
    return end[0]
