"""The jobs that paint layers, as the layer list shows them: painting, waiting or failed.

Remembers what the session forgets once a job has failed, so that the artist can read why and try again. Starts
and stops nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from PySide6.QtGui import QImage

from painter.document.geometry import Rect
from painter.document.layer import LayerId
from painter.document.raster import Raster
from painter.jobs.job import JobState
from painter.jobs.queue import JobStatus
from painter.session import PendingLayer

LEAST_FRACTION = 0.02
"""Below this share done nobody can tell how long a job will take."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LayerJob:
    """A job and the layer it paints. It holds the source's pixels, but none of the job's copies.

    Attributes:
        replaces: The layer the result refreshes; None where it becomes a new one.
        rect: Where on the canvas the job's pixels lie.
        preview: The unfinished picture of `rect`, at any scale.
        heard_at: When the status came, in seconds since the epoch.
        awaited: Whether the session still waits for the result.
    """

    id: int
    name: str
    source_id: LayerId
    source: Raster
    rect: Rect
    replaces: LayerId | None
    status: JobStatus | None = None
    heard_at: float = 0.0
    preview: QImage | None = None
    awaited: bool = True

    @property
    def failed(self) -> bool:
        return self.status is not None and self.status.state is JobState.FAILED

    @property
    def running(self) -> bool:
        return self.status is not None and self.status.state is JobState.RUNNING


class LayerJobs:
    """The jobs of one session, in the order they were asked for."""

    def __init__(self) -> None:
        self._jobs: dict[int, LayerJob] = {}

    def clear(self) -> None:
        self._jobs.clear()

    def sync(self, pending: Iterable[PendingLayer]) -> None:
        """Take in what the session waits for now."""
        waiting = {layer.job.id: layer for layer in pending}
        for job_id, job in tuple(self._jobs.items()):
            if job_id not in waiting and job.awaited:
                # It is over, but how it ended is told later.
                self._jobs[job_id] = replace(job, awaited=False)
                self._forget_if_done(job_id)
        for job_id, layer in waiting.items():
            if job_id not in self._jobs:
                self._jobs[job_id] = LayerJob(
                    id=job_id,
                    name=layer.name,
                    source_id=layer.source_id,
                    source=layer.source,
                    rect=layer.rect,
                    replaces=layer.replaces,
                )

    def set_status(self, status: JobStatus, now: float) -> bool:
        """Note how a job stands at a time; tell whether it is one that paints a layer."""
        job = self._jobs.get(status.id)
        if job is None:
            return False
        self._jobs[status.id] = replace(job, status=status, heard_at=now)
        self._forget_if_done(status.id)
        return True

    def set_preview(self, job_id: int, preview: QImage) -> bool:
        """Note a job's unfinished picture; tell whether it is one that paints a layer."""
        job = self._jobs.get(job_id)
        if job is None:
            return False
        self._jobs[job_id] = replace(job, preview=preview)
        return True

    def dismiss(self, job_id: int) -> None:
        """Forget a job that failed."""
        if job_id in self._jobs and self._jobs[job_id].failed:
            del self._jobs[job_id]

    def _forget_if_done(self, job_id: int) -> None:
        job = self._jobs[job_id]
        if not job.awaited and job.status is not None and job.status.state.ended and not job.failed:
            del self._jobs[job_id]

    def job(self, job_id: int) -> LayerJob | None:
        return self._jobs.get(job_id)

    def shown(self) -> tuple[LayerJob, ...]:
        """Return the jobs that have a place in the layer list: those awaited and those that failed."""
        return tuple(job for job in self._jobs.values() if job.awaited or job.failed)

    def running(self) -> bool:
        return any(job.running for job in self._jobs.values())


def seconds_left(status: JobStatus, heard_at: float, now: float) -> float | None:
    """Return how long a running job will take on, judged by what it had done when it was last heard of.

    Args:
        heard_at: When the status came, in seconds since the epoch, as is `now`.

    Returns:
        None where nobody can tell: too little is done, or the time is up and it goes on.
    """
    if status.started_at is None or not LEAST_FRACTION <= status.fraction < 1.0:
        return None
    taken = max(0.0, heard_at - status.started_at)
    left = taken * (1.0 - status.fraction) / status.fraction - (now - heard_at)
    return left if left > 0 else None
