"""Carries the session's jobs to the model thread and what the models made back into the session.

Knows no panel: the window connects what is told here to whatever shows it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from painter.ai.request import StyleRequest
from painter.document.raster import MaskRaster
from painter.errors import PainterError
from painter.jobs.job import Cancelled, Done, Failed, Job, JobEvent, Preview
from painter.jobs.queue import JobStatus
from painter.jobs.worker import WorkerOptions
from painter.session import Session
from painter.ui.model_thread import ModelThread

log = logging.getLogger(__name__)

Pictures = Mapping[int, NDArray[np.uint8]]


class Copainting(QObject):
    """Jobs of one session at a time.

    Signals:
        status_changed(JobStatus): A job waits, runs, got further or ended.
        previewed(int, object): An unfinished picture of a job, (h, w, 4) uint8 premultiplied.
        painted(str, str): A layer (its id) was painted; a sentence the artist should read, or "".
        failed(int, str): A job (its number) failed; why, in a sentence.
        refused(str): What was asked for cannot be begun; why, in a sentence.
    """

    status_changed = Signal(object)
    previewed = Signal(int, object)
    painted = Signal(str, str)
    failed = Signal(int, str)
    refused = Signal(str)

    def __init__(self, session: Session, options: WorkerOptions, *, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._makers: dict[int, Callable[[], Job]] = {}
        self._aside: dict[int, Callable[[Done], None]] = {}
        self._thread = ModelThread(options, parent=self)
        self._thread.event_reported.connect(self._hear)
        self._thread.status_changed.connect(self._hear_status)

    @property
    def session(self) -> Session:
        return self._session

    def set_session(self, session: Session) -> None:
        """Work for another session; jobs of the one before are cancelled."""
        if session is not self._session:
            self.cancel_all()
            self._makers.clear()
            self._session = session

    @property
    def busy(self) -> bool:
        """Whether a job waits or runs."""
        return bool(self._session.pending)

    def style(
        self, request: StyleRequest, pictures: Pictures, source_id: str, selection: MaskRaster | None = None
    ) -> None:
        """Have a layer, or what is selected of it, repainted; it becomes a new layer above its source."""
        self._begin(
            lambda: self._session.style_job(
                request, source_id=source_id or None, pictures=pictures, selection=selection
            )
        )

    def render_again(self, layer_id: str) -> None:
        """Have a layer's recipe rendered over its source as it is now."""
        self._begin(lambda: self._session.render_again(layer_id))

    def try_again(self, job_id: int) -> None:
        """Ask once more for what a failed job was to do, over the layers as they are now."""
        make = self._makers.pop(job_id, None)
        if make is not None:
            self._begin(make)

    def forget(self, job_id: int) -> None:
        """Let go of a failed job: it will not be tried again."""
        self._makers.pop(job_id, None)

    def _begin(self, make: Callable[[], Job]) -> None:
        try:
            job = make()
        except PainterError as error:
            self.refused.emit(str(error))
            return
        self._makers[job.id] = make
        self._thread.submit(job)

    def run_aside(self, job: Job, done: Callable[[Done], None]) -> None:
        """Run a job that paints no layer (a preview): nobody is told of it but `done`, and of its success only."""
        self._aside[job.id] = done
        self._thread.submit(job)

    def cancel_aside(self) -> None:
        """Cancel every job that paints no layer."""
        for job_id in tuple(self._aside):
            self._thread.cancel(job_id)

    def cancel(self, job_id: int) -> None:
        self._thread.cancel(job_id)

    def cancel_all(self) -> None:
        self._thread.cancel_all()

    def shut_down(self) -> None:
        """End the models' process and thread and wait for both."""
        self._thread.stop()

    def _hear_status(self, status: JobStatus) -> None:
        if status.id not in self._aside:
            self.status_changed.emit(status)
        elif status.state.ended:
            # Its events have all been heard: the status of an end is told after the end itself.
            self._aside.pop(status.id)

    def _hear(self, event: JobEvent) -> None:
        aside = self._aside.get(event.job_id)
        if aside is not None:
            if isinstance(event, Done):
                aside(event)
            return
        session = self._session
        match event:
            case Preview():
                self.previewed.emit(event.job_id, event.image)
            case Done():
                self._makers.pop(event.job_id, None)
                layer_id = session.accept(event)
                if layer_id is not None:
                    self.painted.emit(layer_id, event.note)
            case Failed():
                session.drop_pending(event.job_id)
                self.failed.emit(event.job_id, event.message)
            case Cancelled():
                self._makers.pop(event.job_id, None)
                session.drop_pending(event.job_id)
            case _:
                pass  # progress is told through the status


def job_words(statuses: Mapping[int, JobStatus]) -> tuple[int, int, float | None]:
    """Return how many jobs run and wait, and the running one's share done (None where none runs)."""
    running = [status for status in statuses.values() if status.state == "running"]
    waiting = sum(status.state == "waiting" for status in statuses.values())
    return len(running), waiting, running[0].fraction if running else None
