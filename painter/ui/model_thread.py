"""The thread of Qt's that carries jobs to the model process and brings back what happens to them.

It holds no logic of its own: the queue, the process and the loop between them live in `painter.jobs`, free of Qt.
"""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, QThread, Signal

from painter.jobs.client import Carrier
from painter.jobs.job import Job
from painter.jobs.process import GRACE_S, ModelProcess
from painter.jobs.queue import JobQueue, JobStatus
from painter.jobs.worker import WorkerOptions


class ModelThread(QThread):
    """Owns the queue and the model process. It sleeps until there is something to do.

    Every method returns at once, except `stop`. The signals arrive in the receiver's thread.

    Attributes:
        event_reported: With a `painter.jobs.job.JobEvent`; every job's last is a Done, Failed or Cancelled.
        status_changed: With a `painter.jobs.queue.JobStatus`.
    """

    event_reported = Signal(object)
    status_changed = Signal(object)

    def __init__(
        self, options: WorkerOptions | None = None, *, grace_s: float = GRACE_S, parent: QObject | None = None
    ) -> None:
        """Start nothing yet: the thread starts with the first job, and the process with it."""
        super().__init__(parent)
        self.setObjectName("models")
        self._queue = JobQueue()
        self._process = ModelProcess(options, grace_s=grace_s)
        self._stop = threading.Event()

    @property
    def options(self) -> WorkerOptions:
        """How the model process is to work; a change holds from the next job on, in a fresh process."""
        return self._process.options

    @options.setter
    def options(self, options: WorkerOptions) -> None:
        self._process.options = options

    def submit(self, job: Job) -> None:
        """Have the job run when its turn comes.

        Raises:
            RuntimeError: The thread was stopped.
        """
        if self._stop.is_set():
            raise RuntimeError("the model thread was stopped")
        self._queue.submit(job)
        if not self.isRunning():
            self.start()

    def cancel(self, job_id: int) -> None:
        """Drop the job if it waits, stop it if it runs."""
        self._queue.cancel(job_id)

    def cancel_all(self) -> None:
        """Cancel every job."""
        self._queue.cancel_all()

    def statuses(self) -> tuple[JobStatus, ...]:
        """Return the running job, the waiting ones and those that ended lately."""
        return self._queue.statuses()

    def stop(self) -> None:
        """Cancel everything, end the process and the thread, and wait for both. For good; twice is once."""
        if self._stop.is_set():
            return
        self._stop.set()
        self._queue.wake.ring()
        self.wait()
        self._queue.close()

    def run(self) -> None:
        """Carry jobs until stopped. Called by Qt in the new thread."""
        carrier = Carrier(
            self._process, self._queue, on_event=self.event_reported.emit, on_status=self.status_changed.emit
        )
        try:
            carrier.run(self._stop)
        finally:
            self._process.close()
