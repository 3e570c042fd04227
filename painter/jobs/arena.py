"""The shared memory that carries arrays between the program and the model process.

The program owns one segment, reuses it for every job and seldom makes a larger one: fresh pages cost more than the
copying. The model process only opens the segment it is told. Nothing here knows of jobs or processes.
"""

from __future__ import annotations

import contextlib
import logging
import os
import secrets
import sys
import weakref
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.shared_memory import SharedMemory
from typing import Any

import numpy as np
import psutil
from numpy.typing import NDArray

from painter.errors import PainterError

log = logging.getLogger(__name__)

NO_MEMORY = (
    "There is not enough memory to hand this picture to the models. "
    "Your drawing is untouched; close other programs or use a smaller picture."
)

ALIGNMENT = 64
SMALLEST_BYTES = 4 << 20
KEPT_BYTES = 256 << 20
"""A segment larger than this is given back when its job has ended."""

NAME_PREFIX = "painter-"


@dataclass(frozen=True, slots=True)
class Slot:
    """Where one array lies in the segment, C-contiguous.

    Attributes:
        dtype: numpy's string for it, such as ``|u1``.
        offset: Bytes from the segment's start, a multiple of 64.
    """

    name: str
    dtype: str
    shape: tuple[int, ...]
    offset: int

    @property
    def end(self) -> int:
        count = 1
        for length in self.shape:
            count *= length
        return self.offset + count * np.dtype(self.dtype).itemsize


def lay_out(arrays: Mapping[str, NDArray[Any]], start: int = 0) -> tuple[tuple[Slot, ...], int]:
    """Return the slots of the arrays, one after another from a byte on, and the byte after the last.

    Raises:
        TypeError: An array holds something other than numbers or truth values.
    """
    slots = []
    end = start
    for name, array in arrays.items():
        if array.dtype.kind not in "biufc":
            raise TypeError(f"array “{name}” of {array.dtype} cannot travel between processes")
        slots.append(Slot(str(name), array.dtype.str, array.shape, -(-end // ALIGNMENT) * ALIGNMENT))
        end = slots[-1].end
    return tuple(slots), end


def _view(memory: memoryview, slot: Slot) -> NDArray[Any]:
    # frombuffer, not ndarray(buffer=…): it keeps the memory from being unmapped while the view lives.
    flat = np.frombuffer(memory[slot.offset : slot.end], dtype=np.dtype(slot.dtype))
    return flat.reshape(slot.shape)


def write(memory: memoryview, slots: tuple[Slot, ...], arrays: Mapping[str, NDArray[Any]]) -> None:
    """Copy the arrays into their slots; numpy lets other threads run meanwhile."""
    for slot in slots:
        if slot.end > slot.offset:
            np.copyto(_view(memory, slot), arrays[slot.name])


def read_only_views(memory: memoryview, slots: tuple[Slot, ...]) -> dict[str, NDArray[Any]]:
    """Return views of the slots by name, without copying, not writeable."""
    views = {}
    for slot in slots:
        view = _view(memory, slot) if slot.end > slot.offset else np.empty(slot.shape, slot.dtype)
        view.flags.writeable = False
        views[slot.name] = view
    return views


class Arena:
    """The program's end: owns the segment, and sees to it that it is gone when the program is.

    Not thread-safe: one thread at a time owns it.
    """

    def __init__(self) -> None:
        self._segment: SharedMemory | None = None
        self._cleanup: weakref.finalize[[SharedMemory, int], Arena] | None = None

    @property
    def segment(self) -> str:
        """The segment's name; empty while there is none."""
        return self._segment.name if self._segment else ""

    @property
    def size(self) -> int:
        """Bytes of the segment."""
        return self._segment.size if self._segment else 0

    def put(self, arrays: Mapping[str, NDArray[Any]]) -> tuple[Slot, ...]:
        """Copy a job's inputs in, with as much room again behind them for its outputs.

        Raises:
            PainterError: There is not enough memory.
            TypeError: An array holds something other than numbers.
        """
        slots, end = lay_out(arrays)
        if self._segment is None or end > self.size:
            self._replace(max(SMALLEST_BYTES, 2 * end))
        write(self._memory(), slots, arrays)
        return slots

    def make_room(self, end: int) -> None:
        """Make sure the segment reaches to a byte. What it held may be lost.

        Raises:
            PainterError: There is not enough memory; the segment is as it was.
        """
        if end > self.size:
            self._replace(end)

    def take(self, slots: tuple[Slot, ...]) -> dict[str, NDArray[Any]]:
        """Return copies of the slots' arrays, read-only.

        Raises:
            MemoryError: There is not enough memory.
        """
        taken = {}
        for name, view in read_only_views(self._memory(), slots).items():
            taken[name] = np.array(view, order="C")
            taken[name].flags.writeable = False
        return taken

    def trim(self) -> None:
        """Give a segment back that is too large to be kept for the next job."""
        if self.size > KEPT_BYTES:
            self.close()

    def close(self) -> None:
        """Give the memory back. The arena can be used again."""
        cleanup, self._cleanup, self._segment = self._cleanup, None, None
        if cleanup is not None:
            cleanup()

    def _memory(self) -> memoryview:
        assert self._segment is not None
        return _memory_of(self._segment)

    def _replace(self, size: int) -> None:
        segment = _new_segment(size)
        self.close()
        self._segment = segment
        # Runs at the latest when the interpreter ends; after a crash the standard library's tracker does it.
        self._cleanup = weakref.finalize(self, _remove, segment, os.getpid())


def _new_segment(size: int) -> SharedMemory:
    size = -(-size // (1 << 20)) << 20
    if size > _available_bytes():
        log.warning("no memory for a segment of %d bytes", size)
        raise PainterError(NO_MEMORY)
    try:
        segment = SharedMemory(name=_new_name(), create=True, size=size)
    except (OSError, MemoryError) as error:
        log.warning("no segment of %d bytes: %s", size, error)
        raise PainterError(NO_MEMORY) from error
    try:
        _claim_pages(segment, size)
    except OSError as error:
        _remove(segment, os.getpid())
        log.warning("no pages for a segment of %d bytes: %s", size, error)
        raise PainterError(NO_MEMORY) from error
    return segment


def _new_name() -> str:
    # macOS takes 30 characters at most.
    return f"{NAME_PREFIX}{os.getpid():x}-{secrets.token_hex(4)}"


def _available_bytes() -> int:
    return int(psutil.virtual_memory().available)


def _claim_pages(segment: SharedMemory, size: int) -> None:
    """Have Linux set the pages aside now: touching a page that a full /dev/shm lacks would end the program."""
    if sys.platform != "linux":
        return
    file = os.open(f"/dev/shm/{segment.name}", os.O_RDWR)
    try:
        os.posix_fallocate(file, 0, size)
    finally:
        os.close(file)


def _remove(segment: SharedMemory, owner: int) -> None:
    if os.getpid() != owner:  # a fork of the program ends: the segment is not its own
        return
    with contextlib.suppress(FileNotFoundError):
        segment.unlink()
    with contextlib.suppress(BufferError):
        segment.close()


class ArenaView:
    """The model process's end: keeps the segment last named open."""

    def __init__(self) -> None:
        self._segment: SharedMemory | None = None
        self._lingering: list[SharedMemory] = []

    def open(self, name: str) -> memoryview:
        """Return the memory of the segment of that name; earlier ones are closed as soon as no array needs them."""
        if self._segment is None or self._segment.name != name:
            self.close()
            self._segment = SharedMemory(name=name)
        return _memory_of(self._segment)

    def close(self) -> None:
        """Close the segment; where an array still needs it, it stays open with that array."""
        if self._segment is not None:
            self._lingering.append(self._segment)
            self._segment = None
        self._lingering = [segment for segment in self._lingering if not _closed(segment)]


def _memory_of(segment: SharedMemory) -> memoryview:
    assert segment.buf is not None
    return segment.buf


def _closed(segment: SharedMemory) -> bool:
    try:
        segment.close()
    except BufferError:
        return False
    return True
