"""Dabs a second: ours beside libmypaint's, on the same core in the same run.

Soft round dabs, a textured tip, wet paint that picks up and lays, and pigment mixing, at radii 5, 20, 100 and 250.
libmypaint is Debian's, through ctypes; where it is absent only our own figures are told. CPU time of one thread.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import time
from collections.abc import Callable

import numpy as np

from painter.document.geometry import Rect
from painter.document.raster import Raster
from painter.paint.tips import tip_pictures
from painter.pixels.dab import Dabs, StrokeMask
from painter.pixels.kernels import kernels_ready, use_cache_folder, warm_up
from painter.pixels.rich import ROUND, RichMask, TipPictures, Wet
from painter.settings import Folders
from tests.benchmarks.report import Measurement, Report, Target

SIDE = 2048
RADII = (5, 20, 100, 250)
COUNTS = {5: 1000, 20: 300, 100: 50, 250: 20}
KINDS = ("soft", "textured", "smudge", "pigment")
GOALS = {"soft": 8.0, "smudge": 3.0}
LIBRARIES = ("libmypaint-1.5.so.1", "libmypaint.so.0")


def run() -> Report:
    """Measure both and compare."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    use_cache_folder(Folders.standard().cache)
    warm_up()
    peer = Libmypaint.found()
    targets: list[Target] = []
    measurements: list[Measurement] = []
    for kind in KINDS:
        for radius in RADII:
            ours = dabs_a_second(_ours(kind, radius), COUNTS[radius])
            measurements.append(Measurement(name=f"{kind} r={radius} ours", value=ours, unit="dabs/s"))
            theirs_run = peer.dabs(kind, radius) if peer else None
            if theirs_run is None:
                continue
            theirs = dabs_a_second(theirs_run, COUNTS[radius])
            measurements.append(Measurement(name=f"{kind} r={radius} libmypaint", value=theirs, unit="dabs/s"))
            if kind in GOALS:
                targets.append(
                    Target(
                        name=f"{kind} r={radius}, times libmypaint",
                        value=ours / theirs,
                        unit="×",
                        target=GOALS[kind],
                        bound="at least",
                    )
                )
    notes = [
        "Of libmypaint the plain C interface is called, so each dab of its carries a call through ctypes.",
        "One thread, CPU time, the best of several runs; hardness 0.5, places along a spiral on 2048 × 2048 px.",
    ]
    if not kernels_ready():
        notes.append("The compiled kernels are not available here: the numpy twins were measured.")
    if peer is None:
        notes.append("libmypaint is not installed here, so nothing was compared (Debian: libmypaint-1.5-1).")
    return Report(name="brush", targets=targets, measurements=measurements, notes=notes)


def dabs_a_second(work: Callable[[], object], count: int) -> float:
    """Return how many dabs a second of one thread's time come out of work that lays `count`."""
    work()
    best, until = float("inf"), time.perf_counter() + 0.6
    runs = 0
    while runs < 5 or time.perf_counter() < until:
        begun = time.thread_time()
        work()
        best = min(best, time.thread_time() - begun)
        runs += 1
    return count / max(best, 1e-9)


def _places(radius: int) -> tuple[np.ndarray, np.ndarray]:
    # Along a spiral, a tenth of a diameter apart at the most: how a hand lays them.
    way = np.linspace(0.0, 1.0, COUNTS[radius])
    around, far = 9.0 * way, min(900.0, 40.0 * radius) * 0.3 * (0.2 + way)
    return SIDE / 2 + far * np.cos(around), SIDE / 2 + far * np.sin(around)


def _ours(kind: str, radius: int) -> Callable[[], object]:
    x, y = _places(radius)
    full = np.ones(len(x))
    dabs = Dabs(
        x=x,
        y=y,
        radius_px=full * radius,
        flow=full * 0.2,
        ceiling=full,
        spacing_px=full * radius * 0.2,
        angle=np.random.default_rng(2).uniform(0, 6, len(x)),
        load=full * 0.5,
        length=full * 0.5,
    )
    canvas, grid = Rect(0, 0, SIDE, SIDE), (SIDE // 128, SIDE // 128)
    if kind == "soft":
        mask = StrokeMask(canvas, grid)
        return lambda: mask.lay(dabs, hardness=0.5, accumulate="build")
    tips: TipPictures = tip_pictures(("chalk",), False) if kind == "textured" else ROUND
    wet = None if kind == "textured" else Wet(pigment=1.0 if kind == "pigment" else 0.0)
    pixels = np.random.default_rng(3).integers(0, 256, (SIDE, SIDE, 4)).astype(np.uint8)
    pixels[..., 3] = 255
    rich = RichMask(canvas, grid, tips=tips, wet=wet, base=Raster.from_array(SIDE, SIDE, pixels))
    color = np.array([0.2, 0.4, 0.8])
    return lambda: rich.lay_rich(dabs, hardness=0.5, accumulate="build", color=color)


class _Rectangle(ctypes.Structure):
    _fields_ = [(name, ctypes.c_int) for name in ("x", "y", "width", "height")]


class Libmypaint:
    """The peer: a fixed surface of libmypaint's, 15 bits a channel."""

    def __init__(self, library: ctypes.CDLL) -> None:
        number, address = ctypes.c_float, ctypes.c_void_p
        self._library = library
        for name in ("mypaint_fixed_tiled_surface_new", "mypaint_fixed_tiled_surface_interface"):
            getattr(library, name).restype = address
        library.mypaint_surface_draw_dab.argtypes = [address] + [number] * 13
        library.mypaint_surface_get_color.argtypes = [address] + [number] * 3 + [ctypes.POINTER(number)] * 4
        self._tiled = address(library.mypaint_fixed_tiled_surface_new(SIDE, SIDE))
        self._surface = address(library.mypaint_fixed_tiled_surface_interface(self._tiled))
        self._changed = _Rectangle()

    @classmethod
    def found(cls) -> Libmypaint | None:
        """Return the library where it is installed."""
        for name in LIBRARIES:
            try:
                return cls(ctypes.CDLL(name))
            except (OSError, AttributeError):
                continue
        return None

    def dabs(self, kind: str, radius: int) -> Callable[[], object] | None:
        """Return what lays the same dabs, or None where libmypaint 1.x has no such dab."""
        places = [(float(x), float(y)) for x, y in zip(*_places(radius), strict=True)]
        library, surface = self._library, self._surface
        seen = [ctypes.c_float() for _ in range(4)]
        pointers = [ctypes.byref(value) for value in seen]

        def soft() -> None:
            library.mypaint_surface_begin_atomic(surface)
            for x, y in places:
                library.mypaint_surface_draw_dab(surface, x, y, radius, 0.2, 0.4, 0.8, 0.2, 0.5, 1, 1, 0, 0, 0)
            library.mypaint_surface_end_atomic(surface, ctypes.byref(self._changed))

        def smudge() -> None:
            # What its brush engine does for each dab of a smudging brush: look, mix, lay.
            library.mypaint_surface_begin_atomic(surface)
            for x, y in places:
                library.mypaint_surface_get_color(surface, x, y, radius, *pointers)
                red, green, blue = (0.5 * value.value for value in seen[:3])
                library.mypaint_surface_draw_dab(
                    surface, x, y, radius, red + 0.1, green + 0.2, blue + 0.4, 0.2, 0.5, seen[3].value, 1, 0, 0, 0
                )
            library.mypaint_surface_end_atomic(surface, ctypes.byref(self._changed))

        return {"soft": soft, "smudge": smudge}.get(kind)
