"""A job and what is reported of it. Plain frozen values: they cross threads and processes."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from itertools import count
from typing import Any

from numpy.typing import NDArray

from painter.ai.runner import Arrays

_ids = count(1)


class Priority(IntEnum):
    """Which waiting job runs first: the highest, then the oldest."""

    IDLE = 0
    NORMAL = 10
    LIVE = 20


class JobState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        return self in (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


@dataclass(frozen=True, kw_only=True, eq=False)
class Job:
    """One request to the models with the pixels it needs.

    Attributes:
        request: A picklable frozen request; the model process's runner knows what to do with it.
        inputs: Read-only arrays by name, as the request's class says.
        supersedes: Waiting or running jobs with the same non-empty key are dropped: the latest wins.
    """

    request: Any
    inputs: Arrays
    label: str = ""
    priority: Priority = Priority.NORMAL
    supersedes: str = ""
    id: int = field(default_factory=lambda: next(_ids))


@dataclass(frozen=True, kw_only=True, eq=False)
class Progress:
    """A running job's share done, 0 to 1, and a few words on what is being done ("" for none)."""

    job_id: int
    fraction: float
    note: str = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class Preview:
    """An unfinished picture of a running job, (h, w, 4) uint8 premultiplied, at any scale."""

    job_id: int
    image: NDArray[Any]


@dataclass(frozen=True, kw_only=True, eq=False)
class Done:
    """A job's outputs and the request as it was really run (models, style codes and version filled in)."""

    job_id: int
    outputs: Arrays
    request: Any
    note: str = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class Failed:
    """A job that ended without a result; `message` is a sentence for the artist."""

    job_id: int
    message: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Cancelled:
    """A job that the artist cancelled or a later one superseded."""

    job_id: int


JobEvent = Progress | Preview | Done | Failed | Cancelled
"""What is reported of a job: any number of Progress and Preview, then exactly one of the others."""
