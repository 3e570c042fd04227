"""A model process that the tests of a module share: a fresh one takes a second or more on a busy machine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from painter.jobs.client import run_job
from painter.jobs.job import Job
from painter.jobs.process import ModelProcess
from painter.jobs.worker import WorkerOptions
from tests.jobs.runners import NAME, Ask

SHARED_MEMORY = Path("/dev/shm")


def segments(pid: int | None = None) -> set[str]:
    """Return the names of a program's segments, this one's if not told; only Linux lists them."""
    owner = os.getpid() if pid is None else pid
    return {path.name for path in SHARED_MEMORY.glob(f"painter-{owner:x}-*")} if SHARED_MEMORY.is_dir() else set()


@pytest.fixture(scope="module")
def models() -> Iterator[ModelProcess]:
    """A model process at work, for tests that leave it alive."""
    with ModelProcess(WorkerOptions(runner=NAME), grace_s=60) as process:
        run_job(process, Job(request=Ask(act="echo"), inputs={}))
        yield process


@pytest.fixture
def own_models() -> Iterator[ModelProcess]:
    """A model process of the test's own, quick to lose patience, for tests that kill it."""
    with ModelProcess(WorkerOptions(runner=NAME), grace_s=0.2) as process:
        yield process
