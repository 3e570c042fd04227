"""Showing and exporting a stack of layers: one kernel call a rectangle, on several threads where it pays.

Works on programs and documents; keeps no cache and no state but a few idle threads.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from painter.document.document import Document
from painter.document.geometry import TILE, Rect
from painter.pixels.kernels import kernels
from painter.pixels.program import Program, compile_program
from painter.pixels.reference import DISPLAY, PREMULTIPLIED, STRAIGHT

THREADS_MOST = 4
WORTH_A_THREAD = 600_000
"""Pixels times operations, about 0.7 ms of work, that pay for waking another thread."""


def composite_display(program: Program, out: NDArray[np.uint32], rect: Rect) -> None:
    """Show a rectangle of the document over the checkerboard.

    Args:
        out: (height, width) uint32 of the whole document, RGB32 0xffRRGGBB; only `rect` is written.
        rect: Clipped to the canvas.

    Raises:
        ValueError: `out` has another size than the document, or is not C-contiguous uint32.
    """
    fits = out.shape == (program.canvas.height, program.canvas.width)
    if not fits or out.dtype != np.uint32 or not out.flags.c_contiguous:
        raise ValueError(f"an output of {out.shape} {out.dtype} for a document of {program.canvas}")
    _run(program, out, 0, 0, rect.intersected(program.canvas), DISPLAY)


def composite_rgba(program: Program, rect: Rect) -> NDArray[np.uint8]:
    """Return a rectangle of the document, (h, w, 4) uint8 premultiplied sRGB; transparent outside the canvas."""
    return _picture(program, rect, PREMULTIPLIED)


def flatten(document: Document, rect: Rect | None = None) -> NDArray[np.uint8]:
    """Return the document as one picture, (h, w, 4) uint8 *straight* alpha sRGB, for export.

    Args:
        rect: The part wanted; the whole canvas for None. Transparent outside the canvas.
    """
    return _picture(compile_program(document), document.canvas if rect is None else rect, STRAIGHT)


def _picture(program: Program, rect: Rect, target: int) -> NDArray[np.uint8]:
    out = np.zeros((rect.height, rect.width), np.uint32)
    _run(program, out, rect.x0, rect.y0, rect.intersected(program.canvas), target)
    return out.view(np.uint8).reshape(rect.height, rect.width, 4)


def _run(program: Program, out: NDArray[np.uint32], left: int, top: int, rect: Rect, target: int) -> None:
    if rect.empty:
        return
    kernel = kernels()

    def part(y0: int, y1: int) -> None:
        kernel.composite(
            out,
            left,
            top,
            program.operations,
            program.modes,
            program.opacities,
            program.tables,
            program.masks,
            program.outsides,
            program.ways,
            *program.grid,
            program.depth,
            rect.x0,
            y0,
            rect.x1,
            y1,
            *program.origin,
            target,
        )

    work = rect.area * (len(program.operations) + 1)
    count = min(_threads(), 1 + work // WORTH_A_THREAD, rect.height) if kernel.compiled else 1
    cuts = _cuts(rect, count)
    waiting = [_idle_threads().submit(part, y0, y1) for y0, y1 in pairwise(cuts[1:])]
    part(cuts[0], cuts[1])
    for future in waiting:
        future.result()


def _cuts(rect: Rect, count: int) -> list[int]:
    """Return the rows at which to cut a rectangle into even parts, on tile rows where that is even enough."""
    cuts = [rect.y0 + rect.height * i // count for i in range(count + 1)]
    if rect.height >= 4 * TILE * count:
        cuts[1:-1] = [round(y / TILE) * TILE for y in cuts[1:-1]]
    return cuts


@cache
def _threads() -> int:
    return max(1, min(THREADS_MOST, os.cpu_count() or 1))


@cache
def _idle_threads() -> ThreadPoolExecutor:
    # The caller's own thread takes the first part.
    return ThreadPoolExecutor(max(1, THREADS_MOST - 1), thread_name_prefix="painter-pixels")
