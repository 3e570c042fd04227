"""What runs a request, and what it gives back. Torch-free, so the model process's loop can import it early."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from numpy.typing import NDArray

Arrays = Mapping[str, NDArray[Any]]


class JobCancelled(Exception):  # noqa: N818 - an order, not an error
    """Raised by a `Reporter` once the job is cancelled; a runner lets it pass."""


class Reporter(Protocol):
    """How a running request reports. Every method raises `JobCancelled` once the job is cancelled."""

    def check(self) -> None: ...

    def progress(self, fraction: float, note: str = "") -> None: ...

    def preview(self, image: NDArray[Any]) -> None: ...


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """A finished request.

    Attributes:
        arrays: The outputs by name, as the request's class says.
        request: The request completed: models with checksums, style codes, program version.
        note: A sentence the artist should read ("" for none), such as “The graphics memory was too small …”.
    """

    arrays: Arrays
    request: Any
    note: str = ""


class Runner(Protocol):
    """Runs one request in the model process, which names it as ``package.module:function``.

    Raises:
        painter.errors.PainterError: Its message reaches the artist. Any other exception is logged with its
            traceback and told as a failure of the model.
        MemoryError: Told as such.
    """

    def __call__(self, request: Any, inputs: Arrays, reporter: Reporter) -> Result: ...
