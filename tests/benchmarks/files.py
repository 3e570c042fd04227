"""Files: what following a painting costs, and how soon one is back after the program died."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from painter.document import edits
from painter.document.document import Document
from painter.document.geometry import TILE, Rect, TileIndex
from painter.document.layer import Layer
from painter.document.raster import Pixels, Raster, RasterDraft
from painter.files.journal.recovery import recover, recoverable
from painter.files.journal.writer import Journal
from painter.pixels.composite import flatten
from tests.benchmarks.report import Measurement, Report, Target

SIDE_PX = 4096
STROKES = 30
STROKE_TILES = 40
STROKE_LAYERS = 10
RECOVERED_LAYERS = 32
"""Of 64 MiB each: 2 GiB of pixels."""


def run() -> Report:
    """Measure the journal. What saving costs against Krita is measured where there is a Krita."""
    with tempfile.TemporaryDirectory(prefix="painter-bench-") as folder:
        cpu_ms, wall_ms, waited_ms, first_s = _strokes(Path(folder) / "strokes")
        recovery_s, recovery_cpu_s, size_mb = _recovery(Path(folder) / "recovery")
    return Report(
        name="files",
        targets=(
            Target(
                name="journal: CPU of a stroke's commit, median",
                value=statistics.median(cpu_ms),
                unit="ms",
                target=20.0,
                bound="at most",
            ),
            Target(
                name="recovery of 2 GiB of pixels to first view",
                value=recovery_s,
                unit="s",
                target=5.0,
                bound="at most",
            ),
        ),
        measurements=(
            Measurement(name="journal: CPU of a stroke's commit, worst", value=max(cpu_ms), unit="ms"),
            Measurement(name="journal: the pen waits, median", value=statistics.median(waited_ms), unit="ms"),
            Measurement(name="journal: the pen waits, worst", value=max(waited_ms), unit="ms"),
            Measurement(name="journal: stroke on disk after, median", value=statistics.median(wall_ms), unit="ms"),
            Measurement(name="journal: first revision of 10 layers of 4096²", value=first_s, unit="s"),
            Measurement(name="recovery of 2 GiB of pixels: CPU", value=recovery_cpu_s, unit="s"),
            Measurement(name="journal of 2 GiB of pixels", value=size_mb, unit="MB"),
        ),
        notes=(
            f"A stroke touches {STROKE_TILES} tiles of one of {STROKE_LAYERS} layers of {SIDE_PX}². CPU is that of "
            "the whole process while it only waits for the journal.",
            f"Recovered are {RECOVERED_LAYERS} layers of {SIDE_PX}², every tile different, to the 1440 × 900 px "
            "that a window shows first.",
        ),
    )


def _strokes(folder: Path) -> tuple[list[float], list[float], list[float], float]:
    """Return each stroke's milliseconds of CPU, until it is on disk and of waiting; and the first one's seconds."""
    document = _painting(STROKE_LAYERS)
    journal = Journal(folder)
    began = time.perf_counter()
    _commit(journal, document)
    first_s = time.perf_counter() - began
    cpu_ms: list[float] = []
    wall_ms: list[float] = []
    waited_ms: list[float] = []
    for number in range(STROKES):
        document = _stroke(document, number)
        cpu, wall = time.process_time(), time.perf_counter()
        journal.record(document, "Brush stroke", title="Benchmark")
        waited_ms.append((time.perf_counter() - wall) * 1e3)
        assert journal.flush(600)
        cpu_ms.append((time.process_time() - cpu) * 1e3)
        wall_ms.append((time.perf_counter() - wall) * 1e3)
    journal.close(clean=True)
    return cpu_ms, wall_ms, waited_ms, first_s


def _commit(journal: Journal, document: Document) -> None:
    journal.record(document, "Brush stroke", title="Benchmark")
    assert journal.flush(600)


def _recovery(folder: Path) -> tuple[float, float, float]:
    """Return seconds and CPU seconds from opening a journal to a flat picture, and the journal's megabytes."""
    journal = Journal(folder)
    _commit(journal, _painting(RECOVERED_LAYERS))
    journal.close(clean=False)
    flatten(_painting(1))  # the kernels are ready
    cpu, began = time.process_time(), time.perf_counter()
    (entry,) = recoverable(folder)
    opened = recover(entry)
    # What a window of its usual size shows first.
    flatten(opened.document, Rect(0, 0, 1440, 900))
    seconds, cpu_s = time.perf_counter() - began, time.process_time() - cpu
    assert opened.notes == ()
    return seconds, cpu_s, entry.size_bytes / 1e6


def _painting(layers: int) -> Document:
    """Return layers full of tiles, each different, that pack about as paint does."""
    side = SIDE_PX // TILE
    tiles = _tiles(layers * side * side)
    rasters = (
        Raster(SIDE_PX, SIDE_PX, {TileIndex(tx, ty): next(tiles) for tx in range(side) for ty in range(side)})
        for _ in range(layers)
    )
    nodes = tuple(Layer(raster=raster, name=f"Layer {number}") for number, raster in enumerate(rasters))
    return Document(width_px=SIDE_PX, height_px=SIDE_PX, layers=nodes, active_id=nodes[-1].id)


def _tiles(count: int) -> Iterator[Pixels]:
    """Yield smooth colour with a grain of two levels, half of each tile."""
    rng = np.random.default_rng(5)
    ramp = np.add.outer(np.arange(TILE), np.arange(TILE)).astype(np.uint8) // 4
    grain = rng.integers(0, 3, (TILE, TILE, 4), np.uint8)
    for number in range(count):
        tile = np.empty((TILE, TILE, 4), np.uint8)
        tile[:] = ramp[..., None] + np.uint8(number % 97)
        tile[: TILE // 2] += np.roll(grain, number, axis=1)[: TILE // 2]
        tile[..., 3] = 255
        tile[0, 0, :3] = number & 255, number >> 8 & 255, number >> 16
        yield tile


def _stroke(document: Document, number: int) -> Document:
    layer = document.layers[number % len(document.layers)]
    assert isinstance(layer, Layer)
    draft = RasterDraft(layer.raster)
    rng = np.random.default_rng(number)
    for place in range(STROKE_TILES):
        tile = draft.writable_tile(TileIndex((place + number) % 32, place * 7 % 32))
        tile[20:100, 20:100, :3] = tile[20:100, 20:100, :3] // 2 + rng.integers(0, 60, 3, np.uint8)
        tile[20:100:3, 20:100, :3] += rng.integers(0, 4, (27, 80, 3), np.uint8)
    return edits.set_raster(document, layer.id, draft.commit())
