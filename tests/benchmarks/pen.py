"""From pen to pixel: pen events into the real window without a screen, 4096² with 20 painted layers in mixed modes.

Each event of a hand's path comes 5 ms after the one before, by the clock. What is measured is the CPU time of the
whole process, all its threads, from sending an event until the view has painted what came of it. Another pass runs
while the model process repaints a layer.
"""

from __future__ import annotations

import gc
import math
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt
from PySide6.QtGui import QInputDevice, QPointingDevice, QTabletEvent
from PySide6.QtWidgets import QApplication

from painter.ai.request import StyleChoice, StyleRequest
from painter.document.document import Document
from painter.document.geometry import TILE, TileIndex
from painter.document.layer import BlendMode, Group, Layer
from painter.document.raster import Raster
from painter.jobs.worker import WorkerOptions
from painter.paint.brush import HARD_ROUND, Brush
from painter.paint.pen import PenSample
from painter.paint.presets import starter_brush
from painter.paint.symmetry import Symmetry
from painter.pixels import kernels
from painter.session import Session
from painter.settings import Folders, Settings
from painter.ui.main_window import MainWindow
from painter.ui.theme import apply_theme
from tests.benchmarks.report import Measurement, Report, Target

CANVAS_PX, LAYERS = 4096, 20
MODES = (BlendMode.NORMAL, BlendMode.MULTIPLY, BlendMode.SCREEN, BlendMode.OVERLAY, BlendMode.SOFT_LIGHT)
RATE_HZ = 200.0
EVENTS = 400
WARM_EVENTS = 60
RADII_PX = (5, 25, 100, 250)
IDLE_MS = {5: 3.0, 25: 3.0, 100: 3.0, 250: 12.0}
BUSY_MS = {5: 6.0, 25: 6.0, 100: 6.0, 250: 18.0}
UNDO_MS = 10.0
UNDOS = 12
RICH = ("2B pencil", "Oil round", "Wash")
MODEL_WAIT_S = 90.0

PEN = QPointingDevice(
    "pen",
    71,
    QInputDevice.DeviceType.Stylus,
    QPointingDevice.PointerType.Pen,
    QInputDevice.Capability.Position | QInputDevice.Capability.Pressure,
    1,
    3,
)
LEFT, NO_BUTTON, NO_KEYS = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier


def run() -> Report:
    """Measure all radii, at rest and beside the model process."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or QApplication(["painter"])
    assert isinstance(app, QApplication)
    apply_theme(app, reduce_motion=True)
    kernels.use_cache_folder(Folders.standard().cache)
    print("loading the kernels", file=sys.stderr)
    kernels.warm_up()
    session = Session(_painted_document())
    with TemporaryDirectory() as folder:
        window = MainWindow(
            session,
            settings=Settings(),
            save_settings=lambda _settings: None,
            worker_options=WorkerOptions(device="cpu", threads=1, log_folder=Path(folder)),
            logs_folder=Path(folder),
            journal_folder=Path(folder) / "journal",
        )
        try:
            return _measured(_Bench(window))
        finally:
            session.mark_saved(session.document, Path(folder) / "bench.ora")
            window.shut_down()
            window.deleteLater()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _painted_document() -> Document:
    """Return 20 layers with paint everywhere, every tile memory of its own, seven of them in a group."""
    rng = np.random.default_rng(3)
    noise = [_clouds(rng) for _ in range(8)]
    layers = []
    for number in range(LAYERS):
        tiles = {}
        for ty in range(CANVAS_PX // TILE):
            for tx in range(CANVAS_PX // TILE):
                tiles[TileIndex(tx, ty)] = noise[(tx + 3 * ty + number) % len(noise)].copy()
        layers.append(
            Layer(
                raster=Raster(CANVAS_PX, CANVAS_PX, tiles),
                name=f"Layer {number + 1}",
                mode=MODES[number % len(MODES)],
                opacity=1.0 if number % 3 else 0.8,
            )
        )
    group = Group(children=tuple(layers[6:13]), name="Group", isolated=True)
    nodes = (*layers[:6], group, *layers[13:])
    return Document(width_px=CANVAS_PX, height_px=CANVAS_PX, layers=nodes, active_id=layers[14].id)


def _clouds(rng: np.random.Generator) -> np.ndarray:
    """Return a tile, half of it transparent to some degree."""
    coarse = rng.random((8, 8, 4))
    tile = np.kron(coarse, np.ones((TILE // 8, TILE // 8, 1)))
    alpha = np.clip(1.6 * tile[..., 3:], 0.0, 1.0)
    return np.concatenate([tile[..., :3] * alpha * 255, alpha * 255], axis=-1).astype(np.uint8)


class _Counter:
    """Counts the samples that reach strokes."""

    def __init__(self) -> None:
        self.count = 0

    def begun(
        self, brush: Brush, color: tuple[int, int, int], *, erase: bool, zoom: float, symmetry: Symmetry | None
    ) -> None:
        pass

    def extended(self, samples: tuple[PenSample, ...]) -> None:
        self.count += len(samples)

    def ended(self) -> None:
        pass

    def dropped(self) -> None:
        pass


@dataclass(frozen=True, slots=True)
class _Times:
    """Milliseconds from event to picture, CPU and by the clock."""

    cpu: np.ndarray
    wall: np.ndarray

    def at(self, percent: float) -> tuple[float, float]:
        return float(np.percentile(self.cpu, percent)), float(np.percentile(self.wall, percent))


class _Bench:
    def __init__(self, window: MainWindow) -> None:
        self.window, self.canvas, self.session = window, window.canvas, window.session
        window.resize(1440, 900)
        window.show()
        self.canvas.actual_size()
        self.sent = 0
        self.counter = _Counter()
        self.session.stroke_listener = self.counter
        self.settle()
        gc.collect()
        gc.freeze()

    def settle(self) -> None:
        """Let everything that waits for idle moments be done."""
        until = time.monotonic() + 20.0
        while (self.canvas.display.stale or self.window.strokes.waiting) and time.monotonic() < until:
            QApplication.processEvents()
        for _ in range(20):
            QApplication.processEvents()

    def path(self, count: int) -> Iterator[tuple[QPointF, float]]:
        """Yield places in the view and pressures: loops of a hand, with its tremor."""
        rng = np.random.default_rng(1)
        width, height = self.canvas.width(), self.canvas.height()
        for i in range(count):
            t = i / RATE_HZ
            x = width * (0.5 + 0.28 * math.sin(2 * math.pi * 0.53 * t) + 0.04 * math.sin(9.0 * t))
            y = height * (0.5 + 0.26 * math.sin(2 * math.pi * 0.71 * t + 0.7))
            tremor = rng.normal(0.0, 0.3, 2)
            yield QPointF(x + tremor[0], y + tremor[1]), 0.75 + 0.2 * math.sin(4.0 * t)

    def send(self, kind: QEvent.Type, at: QPointF, pressure: float) -> None:
        buttons = NO_BUTTON if kind == QEvent.Type.TabletRelease else LEFT
        button = NO_BUTTON if kind == QEvent.Type.TabletMove else LEFT
        event = QTabletEvent(kind, PEN, at, at, pressure, 12, -20, 0, 0, 0, NO_KEYS, button, buttons)
        event.setTimestamp(1 + round(1000 * time.monotonic()))
        self.sent += 1
        QApplication.sendEvent(self.canvas, event)

    def wait_for_picture(self) -> None:
        while self.canvas.painting_due:
            QApplication.processEvents()

    def stroke(self, brush: Brush, events: int = EVENTS) -> _Times:
        """Paint one stroke at the pace of a pen and return the times of its events."""
        self.window.state.set_brush(brush)
        cpu, wall = [], []
        path = self.path(events)
        at, pressure = next(path)
        self.send(QEvent.Type.TabletPress, at, pressure)
        self.wait_for_picture()
        begun = time.perf_counter()
        for number, (at, pressure) in enumerate(path, 1):
            due = begun + number / RATE_HZ
            while (left := due - time.perf_counter()) > 0:
                time.sleep(left)
            cpu_s, wall_s = time.process_time(), time.perf_counter()
            self.send(QEvent.Type.TabletMove, at, pressure)
            self.wait_for_picture()
            cpu.append(time.process_time() - cpu_s)
            wall.append(time.perf_counter() - wall_s)
        self.send(QEvent.Type.TabletRelease, at, 0.0)
        self.wait_for_picture()
        return _Times(1000 * np.array(cpu), 1000 * np.array(wall))

    def undo(self, brush: Brush) -> list[float]:
        """Return the CPU milliseconds of undoing a stroke across the view, several times over."""
        times = []
        for _ in range(UNDOS):
            self.window.state.set_brush(brush)
            places = list(self.path(WARM_EVENTS))
            self.send(QEvent.Type.TabletPress, *places[0])
            for at, pressure in places[1:]:
                self.send(QEvent.Type.TabletMove, at, pressure)
            self.send(QEvent.Type.TabletRelease, places[-1][0], 0.0)
            self.settle()
            start = time.process_time()
            self.session.undo()
            self.wait_for_picture()
            times.append(1000 * (time.process_time() - start))
            self.settle()
        return times


def _measured(bench: _Bench) -> Report:
    targets, measurements = [], [_pace()]
    brushes = {radius: replace(HARD_ROUND, size_px=2.0 * radius) for radius in RADII_PX}
    for radius in RADII_PX:
        bench.stroke(brushes[radius], WARM_EVENTS)
    for name, limits in (("idle", IDLE_MS), ("model at work", BUSY_MS)):
        if limits is BUSY_MS and not _model_at_work(bench):
            measurements.append(Measurement(name="model at work", value=0.0, unit="did not start"))
            break
        for radius in RADII_PX:
            print(f"{name}, r = {radius}", file=sys.stderr)
            bench.settle()
            times = bench.stroke(brushes[radius])
            for percent in (50, 95, 99):
                cpu, wall = times.at(percent)
                label = f"{name}, r {radius}, p{percent}"
                measurements.append(Measurement(name=f"{label}, by the clock", value=wall, unit="ms"))
                if percent == 99:
                    targets.append(
                        Target(name=label, value=cpu, unit="ms CPU", target=limits[radius], bound="at most")
                    )
                else:
                    measurements.append(Measurement(name=label, value=cpu, unit="ms CPU"))
        if limits is IDLE_MS:
            measurements += _rich(bench)
            undo = bench.undo(brushes[25])
            targets.append(
                Target(
                    name="undo of a stroke, r 25, median",
                    value=float(np.median(undo)),
                    unit="ms CPU",
                    target=UNDO_MS,
                    bound="at most",
                )
            )
    bench.window.copainting.cancel_all()
    targets.append(
        Target(
            name="events lost",
            value=float(bench.sent - bench.counter.count),
            unit="events",
            target=0.0,
            bound="at most",
        )
    )
    notes = (
        f"{LAYERS} painted layers of {CANVAS_PX}², five modes, seven of them in an isolated group; "
        "view at 100 %, window of 1440 × 900; Hard round.",
        "CPU is that of all threads of the window's process; by the clock includes whatever else the machine does.",
    )
    return Report(name="pen", targets=targets, measurements=measurements, notes=notes)


def _pace() -> Measurement:
    """Return how quick the machine is just now: other programs on its cores lengthen CPU times too."""
    times = []
    for _ in range(5):
        start, total = time.thread_time(), 0
        for i in range(200_000):
            total += i * i
        times.append(1000 * (time.thread_time() - start))
    return Measurement(name="pace of the machine: 200,000 additions in Python", value=min(times), unit="ms CPU")


def _rich(bench: _Bench) -> list[Measurement]:
    """Return what brushes with paper, bristles and wet paint take, at their own sizes."""
    found = []
    for name in RICH:
        brush = starter_brush(name)
        bench.stroke(brush, WARM_EVENTS)
        bench.settle()
        cpu, _ = bench.stroke(brush).at(99)
        found.append(Measurement(name=f"idle, {name} ({brush.size_px:g} px), p99", value=cpu, unit="ms CPU"))
    return found


def _model_at_work(bench: _Bench) -> bool:
    """Let the model process repaint a whole layer; tell whether it has begun."""
    running = []
    bench.window.copainting.status_changed.connect(lambda status: running.append(status.state.name))
    request = StyleRequest(styles=(StyleChoice(kind="fixed", name="woodblock", weight=1.0),))
    bench.window.copainting.style(request, {}, bench.session.document.active_id or "")
    until = time.monotonic() + MODEL_WAIT_S
    while "RUNNING" not in running and time.monotonic() < until:
        QApplication.processEvents()
        time.sleep(0.01)
    return "RUNNING" in running
