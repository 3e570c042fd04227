"""What the program and the model process say to each other: small frozen messages over one pipe.

Requests travel inside as bytes, so that one which cannot be unpickled fails its own job and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from numpy.typing import NDArray

from painter.jobs.arena import Slot


@dataclass(frozen=True, slots=True)
class Run:
    """To the models: run this job. Its inputs lie in the segment's slots."""

    job_id: int
    request: bytes
    segment: str
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Cancel:
    """To the models: stop this job at the next step."""

    job_id: int


@dataclass(frozen=True, slots=True)
class Room:
    """To the models: the segment to write outputs to; none where `problem` says why."""

    segment: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Started:
    """From the models: the runner is loaded and begins."""


@dataclass(frozen=True, slots=True)
class Step:
    """From the models: the share done and what is being done."""

    fraction: float
    note: str


@dataclass(frozen=True, slots=True)
class Sketch:
    """From the models: an unfinished picture, small."""

    image: NDArray[Any]


@dataclass(frozen=True, slots=True)
class RoomWanted:
    """From the models: the segment must reach to this byte for the outputs; answered by `Room`."""

    end: int


class End(Enum):
    """How a job ended."""

    DONE = auto()
    FAILED = auto()
    CANCELLED = auto()
    EXHAUSTED = auto()
    """Failed for want of memory: the process is best replaced."""


@dataclass(frozen=True, slots=True)
class Ended:
    """From the models: the job's end. `text` is the result's note or the sentence of a failure."""

    how: End
    text: str = ""
    request: bytes = b""
    slots: tuple[Slot, ...] = ()


ToModels = Run | Cancel | Room
FromModels = Started | Step | Sketch | RoomWanted | Ended
