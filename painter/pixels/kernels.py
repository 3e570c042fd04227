"""Which kernels serve: the numpy twins at first, the compiled ones as soon as they are there.

Compiling takes many seconds once a machine, so a child process of low priority fills numba's cache on disk;
loading from there takes half a second and belongs on a thread. The whole table is exchanged at once: a call that
has begun ends with the kernels it began with.

Numba is imported only by `warm_up` (and in the child), after `use_cache_folder` has told it where to keep things.
"""

from __future__ import annotations

import hashlib
import logging
import os
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from painter.document.geometry import TILE
from painter.pixels import reference

log = logging.getLogger(__name__)

READY_MARK = "complete"
LOW_PRIORITY = 10

COMPILED = "compiled"
COMPILED_FROM = ("adjusting.py", "modes.py", "program.py", "reference.py")
"""The folder of kernels, and the modules whose formulas and constants go into them."""

I64 = NDArray[np.int64]
U32 = NDArray[np.uint32]
F32 = NDArray[np.float32]
U8 = NDArray[np.uint8]


class CompositeKernel(Protocol):
    def __call__(
        self,
        out: U32,
        left: int,
        top: int,
        operations: NDArray[np.int32],
        codes: NDArray[np.int32],
        opacities: F32,
        tables: I64,
        masks: I64,
        outsides: F32,
        ways: NDArray[np.int32],
        rows: int,
        columns: int,
        depth: int,
        x0: int,
        y0: int,
        x1: int,
        y1: int,
        origin_x: int,
        origin_y: int,
        target: int,
        /,
    ) -> None: ...


class HalfKernel(Protocol):
    def __call__(self, dst: U32, src: U32, x0: int, y0: int, x1: int, y1: int, /) -> None: ...


class DabsKernel(Protocol):
    def __call__(self, table: I64, dab_rows: F32, accumulate: int, /) -> None: ...


class ApplyMaskKernel(Protocol):
    def __call__(
        self,
        dst: I64,
        base: I64,
        mask: I64,
        x0: int,
        y0: int,
        x1: int,
        y1: int,
        color: F32,
        opacity: float,
        /,
    ) -> None: ...


class AlphaKernel(Protocol):
    def __call__(self, pixels: U8, out: U8, /) -> None: ...


class ReduceTilesKernel(Protocol):
    def __call__(self, table: I64, out: F32, factor: int, /) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Kernels:
    """One implementation of every kernel; `painter.pixels.reference` says what each does."""

    composite: CompositeKernel
    half: HalfKernel
    dabs: DabsKernel
    apply_mask: ApplyMaskKernel
    premultiply: AlphaKernel
    unpremultiply: AlphaKernel
    reduce_tiles: ReduceTilesKernel
    compiled: bool


TWINS = Kernels(
    composite=reference.composite,
    half=reference.half,
    dabs=reference.dabs,
    apply_mask=reference.apply_mask,
    premultiply=reference.premultiply,
    unpremultiply=reference.unpremultiply,
    reduce_tiles=reference.reduce_tiles,
    compiled=False,
)


class _Table:
    """Holds the kernels that serve now. One a process: what is compiled is compiled for all."""

    serving: Kernels = TWINS


def kernels() -> Kernels:
    """Return the kernels that serve now."""
    return _Table.serving


def kernels_ready() -> bool:
    """Tell whether the compiled kernels serve."""
    return _Table.serving.compiled


def use_kernels(chosen: Kernels) -> None:
    """Let these kernels serve from the next call on."""
    _Table.serving = chosen


def cache_folder(root: Path) -> Path:
    """Return the folder below `root` for the code compiled from exactly these sources by this numba.

    Numba itself notices a change only in the file of the kernel, not in the formulas that the kernel calls, so
    every state of the sources has a folder of its own.
    """
    versions = f"{sys.version} numba {version('numba')} numpy {version('numpy')} tile {TILE}"
    digest = hashlib.sha256(versions.encode())
    folder = Path(__file__).parent
    for source in sorted(folder.rglob("*.py")):
        if source.parent.name == COMPILED or source.name in COMPILED_FROM:
            digest.update(source.read_bytes())
    return root / digest.hexdigest()[:16]


def use_cache_folder(root: Path) -> Path:
    """Tell numba to keep compiled code below `root`; before anything imports numba. Return the folder."""
    folder = cache_folder(root)
    os.environ["NUMBA_CACHE_DIR"] = str(folder)
    return folder


def cache_filled() -> bool:
    """Tell whether the cache folder in use holds every kernel, so that `warm_up` is quick."""
    folder = os.environ.get("NUMBA_CACHE_DIR")
    return folder is not None and Path(folder, READY_MARK).exists()


def warm_up() -> None:
    """Import, compile or load, and call every kernel once on dummies; then let the compiled ones serve.

    Half a second where `cache_filled`, else many seconds: call it on a thread. Where numba fails the twins go on
    serving and the reason is logged.
    """
    if kernels_ready():
        return
    try:
        from painter.pixels.compiled import compiled_kernels

        loaded = compiled_kernels()
    except Exception:
        log.exception("the compiled kernels are not available, the numpy twins serve")
        return
    use_kernels(loaded)


def fill_cache_in_subprocess() -> subprocess.Popen[bytes]:
    """Start a child of low priority that compiles every kernel into the cache folder; return it.

    It ends by itself, with 0 once the cache is filled. `warm_up` is quick from then on.
    """
    # The constant exists on Windows only; elsewhere the child lowers its own priority.
    flags = getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)
    return subprocess.Popen(
        [sys.executable, "-m", "painter.pixels.warm"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        creationflags=flags,
    )
