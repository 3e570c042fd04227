"""A runner for the model process of the tests: each act is one thing a real runner may do, or should not."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np

from painter.ai.runner import Arrays, JobCancelled, Reporter, Result
from painter.errors import PainterError

NAME = "tests.jobs.runners:run"


@dataclass(frozen=True, kw_only=True)
class Ask:
    """A request: the name of one of the functions below, and a number for it."""

    act: str
    number: int = 0


class OutOfMemoryError(RuntimeError):
    """Named as torch's is."""


class Unloadable:
    """Pickles well, and raises when unpickled."""

    def __reduce__(self) -> tuple[Any, ...]:
        return (_refuse, ())


def _refuse() -> NoReturn:
    raise ImportError("no such thing")


def run(request: Ask, inputs: Arrays, reporter: Reporter) -> Result:
    return globals()[request.act](request, inputs, reporter)


def echo(request: Ask, inputs: Arrays, reporter: Reporter) -> Result:
    """Give the inputs back, uncopied."""
    return Result(inputs, request, "done well")


def about(request: Ask, inputs: Arrays, reporter: Reporter) -> Result:
    """Tell about the process."""
    told = {
        "pid": os.getpid(),
        "nice": os.getpriority(os.PRIO_PROCESS, 0),
        "variables": {
            name: os.environ.get(name) for name in ("PAINTER_DEVICE", "PAINTER_THREADS", "OMP_NUM_THREADS")
        },
        "modules": sorted(name for name in sys.modules if name.partition(".")[0] in ("PySide6", "torch", "numba")),
        "main": vars(sys.modules["__main__"]).get("MARK"),
        "deaf to Ctrl+C": signal.getsignal(signal.SIGINT) is signal.SIG_IGN,
        "blocked": sorted(signal.pthread_sigmask(signal.SIG_BLOCK, ())),
        "writeable": [array.flags.writeable for array in inputs.values()],
    }
    return Result({}, told)


def scribble(request: Ask, inputs: Arrays, reporter: Reporter) -> Result:
    """Write into the inputs, which must not be possible."""
    inputs["source"][...] = 0
    return Result({}, request)


def enlarge(request: Ask, inputs: Arrays, reporter: Reporter) -> Result:
    """Give much more back than came."""
    return Result({"image": np.tile(inputs["source"], request.number), "first": inputs["source"]}, request)


def keep(request: Ask, inputs: Arrays, reporter: Reporter) -> Result:
    """Hold on to the inputs after the job, as a careless cache would; tell what the kept ones hold."""
    kept = run.__dict__.setdefault("kept", [])
    kept.append(inputs["source"])
    return Result({"sums": np.array([int(array.sum()) for array in kept])}, request)


def steps(request: Ask, inputs: Arrays, reporter: Reporter) -> Result:
    """Report so many steps."""
    for step in range(request.number):
        reporter.progress(step / request.number, f"step {step}")
    return Result({}, request)


def slow_steps(request: Ask, inputs: Arrays, reporter: Reporter) -> Result:
    """Report so many steps, far enough apart for each to be told."""
    for step in range(request.number):
        reporter.progress(step / request.number, f"step {step}")
        time.sleep(0.04)
    return Result({}, request)


def odd_steps(request: Ask, inputs: Arrays, reporter: Reporter) -> Result:
    """Report fractions as no runner should."""
    for fraction in (0.5, float("nan"), 0.2, -1.0, 7.0):
        reporter.progress(fraction)
        time.sleep(0.04)
    return Result({}, request)


def forever(request: Ask, inputs: Arrays, reporter: Reporter) -> Result:
    """Go on until cancelled, checking often."""
    while True:
        reporter.progress(0.5, "on and on")
        time.sleep(0.005)


def deaf(request: Ask, inputs: Arrays, reporter: Reporter) -> Result:
    """Say one thing, then go on whatever comes."""
    reporter.progress(0.1, "deaf")
    threading.Event().wait()
    return Result({}, request)


def stubborn(request: Ask, inputs: Arrays, reporter: Reporter) -> Result:
    """Finish in spite of having been cancelled."""
    with contextlib.suppress(JobCancelled):
        forever(request, inputs, reporter)
    return echo(request, inputs, reporter)


def sketch(request: Ask, inputs: Arrays, reporter: Reporter) -> Result:
    """Show the source as a preview."""
    reporter.preview(inputs["source"])
    return Result({}, request)


def crash(request: Ask, inputs: Arrays, reporter: Reporter) -> Result:
    reporter.progress(0.2)
    os._exit(3)


def run_out(request: Ask, inputs: Arrays, reporter: Reporter) -> Result:
    """Fail for want of memory in one of the ways there are."""
    errors = (
        MemoryError(),
        OutOfMemoryError("CUDA"),
        RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes."),
        RuntimeError("MPS backend out of memory (MPS allocated: 9 GB)"),
    )
    raise errors[request.number]


def explain(request: Ask, inputs: Arrays, reporter: Reporter) -> Result:
    raise PainterError("The weights of “ink” are damaged. Install the program again.")


def fail(request: Ask, inputs: Arrays, reporter: Reporter) -> Result:
    raise ZeroDivisionError("secret detail")


def leave(request: Ask, inputs: Arrays, reporter: Reporter) -> Result:
    sys.exit(4)


def answer_a_lambda(request: Ask, inputs: Arrays, reporter: Reporter) -> Result:
    return Result({}, lambda: None)


def answer_unloadable(request: Ask, inputs: Arrays, reporter: Reporter) -> Result:
    return Result({}, Unloadable())


def answer_objects(request: Ask, inputs: Arrays, reporter: Reporter) -> Result:
    return Result({"image": np.array([object()])}, request)


def answer_nothing(request: Ask, inputs: Arrays, reporter: Reporter) -> Any:
    return None
