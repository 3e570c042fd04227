"""Where the models run: the device, its precision, how many threads, and whether its memory ran out.

Chosen once for a job and passed along. The processor leaves a core to the pen, or painting would stutter.
"""

from __future__ import annotations

import ctypes
import os
import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, TypeVar

import psutil
import torch
from torch import Tensor, nn

Kind = Literal["cuda", "mps", "cpu"]
Network = TypeVar("Network", bound=nn.Module)

TRIM_THRESHOLD, MMAP_THRESHOLD = -1, -3
"""Numbers of two settings in the header malloc.h."""

KEPT_BYTES = 1 << 28
"""How much freed memory a process keeps, and the largest piece of it."""


@dataclass(frozen=True, slots=True)
class Device:
    """A device and how painter uses it.

    Attributes:
        half: Compute in float16: twice as fast on CUDA, slower on processors.
    """

    kind: Kind
    half: bool = False

    @property
    def dtype(self) -> torch.dtype:
        return torch.float16 if self.half else torch.float32

    def sent(self, tensor: Tensor) -> Tensor:
        """Return (n, c, h, w) float on this device in its precision, with the channels lying together."""
        return tensor.to(self.kind, self.dtype, memory_format=torch.channels_last)

    def hosting(self, network: Network) -> Network:
        """Return the network, moved to this device in its precision."""
        return network.to(device=self.kind, dtype=self.dtype, memory_format=torch.channels_last)  # type: ignore[call-overload,no-any-return]


CPU = Device("cpu")


def chosen_device(wanted: str = "auto") -> tuple[Device, str]:
    """Return the device to use and a sentence for the artist where it is not the one wanted ("" otherwise).

    Args:
        wanted: "auto" (CUDA, else MPS, else the processor), "cuda", "mps" or "cpu".
    """
    there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if wanted in there and not there[wanted]:
        return CPU, f"No graphics card for “{wanted}” was found, so the processor painted."
    if wanted == "cuda" or (wanted == "auto" and there["cuda"]):
        return Device("cuda", half=True), ""
    if wanted == "mps" or (wanted == "auto" and there["mps"]):
        return Device("mps"), ""
    return CPU, ""


def bound_threads(wanted: int = 0) -> int:
    """Set how many threads torch uses on the processor, and return it.

    Args:
        wanted: As the settings say; 0 uses the physical cores painter may use, less one for the pen, at least one.
    """
    threads = min(wanted, usable_cores()) if wanted > 0 else max(1, usable_cores() - 1)
    torch.set_num_threads(threads)
    return threads


def usable_cores() -> int:
    """Return how many physical cores this process may use: those there are, allotted and not rationed."""
    cores = _physical_cores()
    if hasattr(os, "sched_getaffinity"):
        cores = min(cores, len(os.sched_getaffinity(0)))
    return max(1, min(cores, _rationed_cores()))


@lru_cache(maxsize=1)
def _physical_cores() -> int:
    return psutil.cpu_count(logical=False) or os.cpu_count() or 1


def _rationed_cores() -> int:
    """Return the cores a Linux container grants; many where it does not say."""
    try:
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text("ascii").split()
        return max(1, int(quota) // int(period))
    except (OSError, ValueError):
        return 1 << 16


def keep_freed_memory() -> None:
    """Let tensors take memory that others have freed, up to `KEPT_BYTES` of it, from now on.

    Where Linux's C library would get fresh memory from the system for each large tensor, that takes up to a fifth
    of a network's time. Elsewhere nothing changes.
    """
    library = ctypes.CDLL(None) if sys.platform == "linux" else None
    if library is not None and hasattr(library, "mallopt"):
        library.mallopt(MMAP_THRESHOLD, KEPT_BYTES)
        library.mallopt(TRIM_THRESHOLD, KEPT_BYTES)


def is_out_of_memory(error: BaseException) -> bool:
    """Tell whether torch failed because the memory of a device, or of the computer, ran out."""
    if isinstance(error, torch.OutOfMemoryError | MemoryError):
        return True
    words = str(error).lower()
    return isinstance(error, RuntimeError) and (
        "out of memory" in words or "can't allocate memory" in words or "not enough memory" in words
    )


def release_memory(device: Device) -> None:
    """Give a device's cached memory back to other programs."""
    if device.kind == "cuda":
        torch.cuda.empty_cache()
    elif device.kind == "mps":
        torch.mps.empty_cache()
