"""The model process from within: takes jobs from the pipe one at a time, runs them, reports.

It ends with the program, however that ended. It knows neither documents nor Qt, and torch only through the runner,
which is imported by name when the first job arrives.
"""

from __future__ import annotations

import contextlib
import faulthandler
import importlib
import logging
import os
import pickle
import signal
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from typing import Any, cast

import numpy as np
import psutil
from numpy.typing import NDArray

from painter.ai.runner import JobCancelled, Result, Runner
from painter.errors import PainterError
from painter.jobs.arena import ArenaView, lay_out, read_only_views, write
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
from painter.logs import start_logging

log = logging.getLogger(__name__)

MODEL_FAILED = "The model failed. Your drawing is untouched; the log tells more."
OUT_OF_MEMORY = (
    "There was not enough memory for this job. "
    "Your drawing is untouched; try a smaller picture or close other programs."
)

STEP_EVERY_S = 1 / 30
SKETCH_EVERY_S = 1 / 8
SKETCH_EDGE_PX = 512
OUTPUT_BYTES = 1_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkerOptions:
    """How a model process is to work.

    Attributes:
        device: "auto", "cuda", "mps" or "cpu"; the runner reads it from ``PAINTER_DEVICE``.
        threads: CPU threads for the models, 0 to leave one core to the pen; ``PAINTER_THREADS``.
        log_folder: Where it writes ``models.log``; None for no log, and its output goes where the program's goes.
        runner: Runs the requests, as ``package.module:function``.
    """

    device: str = "auto"
    threads: int = 0
    log_folder: Path | None = None
    runner: str = "painter.ai.catalog:run"


def main(connection: Connection, options: WorkerOptions) -> None:
    """Be the model process until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    line = _Line(connection)
    # Before the priority drops, which on Linux is a thread's own: this thread must always get a word in.
    threading.Thread(target=line.listen, name="listener", daemon=True).start()
    _be_modest()
    os.environ["PAINTER_DEVICE"] = options.device
    threads = str(model_threads(options.threads))
    for variable in ("PAINTER_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[variable] = threads
    if options.log_folder is not None:
        start_logging(options.log_folder, name="models")
        _keep_output(options.log_folder)
    _Worker(line, options.runner).serve()


def model_threads(wanted: int) -> int:
    """Return how many threads the models get: as wanted, or all cores but one."""
    available = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    if wanted > 0:
        return min(wanted, available)
    return max(1, min(psutil.cpu_count(logical=False) or available, available) - 1)


def _be_modest() -> None:
    """Give way to the pen whenever it wants the processor."""
    with contextlib.suppress(OSError, psutil.Error):
        if sys.platform == "win32":
            psutil.Process().nice(psutil.IDLE_PRIORITY_CLASS)
        else:
            os.nice(19)


def _keep_output(folder: Path) -> None:
    """Send what libraries print, and the trace of a crash in compiled code, to a file beside the log."""
    path = folder / "models-output.log"
    with contextlib.suppress(OSError):
        fresh = path.exists() and path.stat().st_size > OUTPUT_BYTES
        file = os.open(path, os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if fresh else os.O_APPEND), 0o644)
        for stream in (1, 2):
            os.dup2(file, stream)
        os.close(file)
        faulthandler.enable(2)


class _Line:
    """The pipe to the program: a thread listens, any thread may send.

    When the program is gone the process ends at once, whatever it is doing.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._sending = threading.Lock()
        self.jobs: SimpleQueue[Run] = SimpleQueue()
        self.rooms: SimpleQueue[Room] = SimpleQueue()
        self.cancelled: set[int] = set()

    def listen(self) -> None:
        while True:
            try:
                message = cast(ToModels, self._connection.recv())
            except (EOFError, OSError):
                os._exit(0)
            if isinstance(message, Run):
                self.jobs.put(message)
            elif isinstance(message, Cancel):
                self.cancelled.add(message.job_id)
            else:
                self.rooms.put(message)

    def send(self, message: FromModels) -> None:
        data = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
        try:
            with self._sending:
                self._connection.send_bytes(data)
        except OSError:
            os._exit(0)


class _PipeReporter:
    """The runner's `Reporter`: sends steps and sketches, not more often than an eye can follow."""

    def __init__(self, line: _Line, job_id: int) -> None:
        self._line = line
        self._job_id = job_id
        self._fraction = 0.0
        self._next_step = 0.0
        self._next_sketch = 0.0

    def check(self) -> None:
        if self._job_id in self._line.cancelled:
            raise JobCancelled

    def progress(self, fraction: float, note: str = "") -> None:
        self.check()
        if fraction > self._fraction:  # never backwards, never NaN
            self._fraction = min(float(fraction), 1.0)
        now = time.monotonic()
        if now >= self._next_step:
            self._next_step = now + STEP_EVERY_S
            self._line.send(Step(self._fraction, str(note)))

    def preview(self, image: NDArray[Any]) -> None:
        self.check()
        now = time.monotonic()
        if now >= self._next_sketch:
            self._next_sketch = now + SKETCH_EVERY_S
            self._line.send(Sketch(shrunk(image)))


def shrunk(image: NDArray[Any]) -> NDArray[Any]:
    """Return a picture (h, w, channels) uint8 made smaller by a whole number, to about 512 px on its longer edge.

    Averages boxes of up to 7×7 pixels and skips what lies between: quick at any size, good enough to look at.
    """
    factor = -(-max(image.shape[:2]) // SKETCH_EDGE_PX)
    if factor <= 1:
        return np.ascontiguousarray(image)
    stride = max(1, factor // 4)
    box = -(-factor // stride)
    thin = image[::stride, ::stride]
    height, width = max(thin.shape[0] // box, 1), max(thin.shape[1] // box, 1)
    thin = thin[: height * box, : width * box]
    box_y, box_x = thin.shape[0] // height, thin.shape[1] // width
    blocks = thin.reshape(height, box_y, width, box_x, -1)
    means: NDArray[np.float32] = blocks.mean(axis=(1, 3), dtype=np.float32)
    return means.round().astype(image.dtype)


class _Worker:
    """Runs one job after another."""

    def __init__(self, line: _Line, runner_name: str) -> None:
        self._line = line
        self._runner_name = runner_name
        self._runner: Runner | None = None
        self._arena = ArenaView()

    def serve(self) -> None:
        while True:
            job = self._line.jobs.get()
            self._line.send(self._ended(job))
            self._line.cancelled.discard(job.job_id)

    def _ended(self, job: Run) -> Ended:
        """Run the job, and say how it ended, whatever happened."""
        try:
            return self._run(job)
        except JobCancelled:
            return Ended(End.CANCELLED)
        except PainterError as error:
            return Ended(End.FAILED, str(error))
        except BaseException as error:  # a runner may even ask to exit
            if _is_out_of_memory(error):
                log.warning("job %d ran out of memory: %s", job.job_id, error)
                return Ended(End.EXHAUSTED, OUT_OF_MEMORY)
            log.exception("job %d failed", job.job_id)
            return Ended(End.FAILED, MODEL_FAILED)

    def _run(self, job: Run) -> Ended:
        request = pickle.loads(job.request)
        if self._runner is None:
            self._runner = _runner_named(self._runner_name)
        self._line.send(Started())
        reporter = _PipeReporter(self._line, job.job_id)
        reporter.check()
        began = time.monotonic()
        inputs = read_only_views(self._arena.open(job.segment), job.slots)
        result = self._runner(request, inputs, reporter)
        reporter.check()
        if not isinstance(result, Result):
            raise TypeError(f"the runner returned {type(result).__name__}, not a Result")
        completed = pickle.dumps(result.request, pickle.HIGHEST_PROTOCOL)
        slots = self._hand_over(job, result.arrays)
        log.info("job %d done in %.2f s", job.job_id, time.monotonic() - began)
        return Ended(End.DONE, result.note, completed, slots)

    def _hand_over(self, job: Run, arrays: Mapping[str, NDArray[Any]]) -> tuple[Any, ...]:
        """Write the outputs behind the inputs, which they may be views of."""
        segment = job.segment
        slots, end = lay_out(arrays, start=max((slot.end for slot in job.slots), default=0))
        if end > len(self._arena.open(segment)):
            self._line.send(RoomWanted(end))
            room = self._line.rooms.get()
            if room.problem:
                raise PainterError(room.problem)
            segment = room.segment
        write(self._arena.open(segment), slots, arrays)
        return slots


def _runner_named(name: str) -> Runner:
    module, _, function = name.partition(":")
    return cast(Runner, getattr(importlib.import_module(module), function))


def _is_out_of_memory(error: BaseException) -> bool:
    """Tell memory errors, torch's among them, without importing torch."""
    if isinstance(error, MemoryError) or any(kind.__name__ == "OutOfMemoryError" for kind in type(error).__mro__):
        return True
    text = str(error).lower()
    return isinstance(error, RuntimeError) and any(
        words in text for words in ("can't allocate memory", "out of memory", "not enough memory")
    )
