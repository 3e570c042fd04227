"""Compositing ten layers against psd-tools, Pillow and QPainter: seconds a picture, and how far results differ.

Every peer gets the layers in the form it likes best, made ready before the clock starts; what is timed is one
call that gives the whole picture. Turns are taken, so that other programs on the machine disturb all alike, and
the median is told. psd-tools and ours answer with alpha; QPainter knows no blending by hue or saturation, so the
modes are those that all know.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from psd_tools import PSDImage
from psd_tools.constants import BlendMode as PsdMode
from psd_tools.constants import Compression
from PySide6.QtGui import QImage, QPainter

from painter.document.document import Document
from painter.document.layer import BlendMode, Layer
from painter.document.raster import Raster
from painter.pixels import kernels
from painter.pixels.composite import composite_rgba
from painter.pixels.program import compile_program
from painter.pixels.resample import premultiply
from painter.settings import Folders
from tests.benchmarks.report import Measurement, Report, Target

SIZES = {256: 7, 2048: 3}
"""Sides in pixels, and how many turns each."""
LEAST_TIMES = 20.0

Modes = QPainter.CompositionMode
MIXED = (
    (BlendMode.NORMAL, PsdMode.NORMAL, Modes.CompositionMode_SourceOver),
    (BlendMode.MULTIPLY, PsdMode.MULTIPLY, Modes.CompositionMode_Multiply),
    (BlendMode.SCREEN, PsdMode.SCREEN, Modes.CompositionMode_Screen),
    (BlendMode.OVERLAY, PsdMode.OVERLAY, Modes.CompositionMode_Overlay),
    (BlendMode.DARKEN, PsdMode.DARKEN, Modes.CompositionMode_Darken),
    (BlendMode.LIGHTEN, PsdMode.LIGHTEN, Modes.CompositionMode_Lighten),
    (BlendMode.HARD_LIGHT, PsdMode.HARD_LIGHT, Modes.CompositionMode_HardLight),
    (BlendMode.DIFFERENCE, PsdMode.DIFFERENCE, Modes.CompositionMode_Difference),
    (BlendMode.EXCLUSION, PsdMode.EXCLUSION, Modes.CompositionMode_Exclusion),
    (BlendMode.NORMAL, PsdMode.NORMAL, Modes.CompositionMode_SourceOver),
)
NORMAL = (MIXED[0],) * len(MIXED)
OPACITY = 204
"""Of every layer but the lowest, of 255: each peer knows whole numbers at least."""

Picture = NDArray[np.uint8]
Call = Callable[[], Picture]
"""Composites once; the picture is (h, w, 4) uint8 premultiplied, or straight where its alpha is full."""


@dataclass(frozen=True, slots=True)
class Stack:
    """Ten layers, bottom to top, (h, w, 4) uint8 straight RGBA, the lowest opaque, and their modes."""

    pictures: tuple[Picture, ...]
    modes: tuple[tuple[BlendMode, PsdMode, Modes], ...]

    @property
    def side(self) -> int:
        return self.pictures[0].shape[0]

    def opacity(self, place: int) -> int:
        return OPACITY if place else 255


def stack(side: int, modes: tuple[tuple[BlendMode, PsdMode, Modes], ...]) -> Stack:
    """Return soft blobs of colour with soft edges, as painted layers have."""
    rng = np.random.default_rng(side)
    pictures = []
    for place in range(len(modes)):
        coarse = rng.integers(0, 256, (9, 9, 4), np.uint8)
        picture = np.array(Image.fromarray(coarse).resize((side, side), Image.Resampling.BICUBIC))
        picture[..., 3] = 255 if not place else np.clip(picture[..., 3].astype(int) * 2 - 128, 0, 255)
        pictures.append(picture)
    return Stack(tuple(pictures), modes)


def ours(layers: Stack) -> Call:
    side = layers.side
    nodes = tuple(
        Layer(
            raster=Raster.from_array(side, side, premultiply(picture)),
            mode=mode[0],
            opacity=layers.opacity(place) / 255,
        )
        for place, (picture, mode) in enumerate(zip(layers.pictures, layers.modes, strict=True))
    )
    document = Document(width_px=side, height_px=side, layers=nodes)
    return lambda: composite_rgba(compile_program(document), document.canvas)


def psd_tools(layers: Stack) -> Call:
    psd = PSDImage.new("RGB", (layers.side, layers.side))
    for place, (picture, mode) in enumerate(zip(layers.pictures, layers.modes, strict=True)):
        psd.create_pixel_layer(
            Image.fromarray(picture),
            compression=Compression.RAW,  # the quickest to read
            opacity=layers.opacity(place),
            blend_mode=mode[1],
        )

    def call() -> Picture:
        return np.array(psd.composite(ignore_preview=True, apply_icc=False).convert("RGBA"))

    return call


def pillow(layers: Stack) -> Call:
    """Return Pillow's way, which knows normal layers only; opacity goes into the alpha beforehand."""
    images = []
    for place, picture in enumerate(layers.pictures):
        faded = picture.copy()
        faded[..., 3] = np.rint(faded[..., 3] * (layers.opacity(place) / 255))
        images.append(Image.fromarray(faded))

    def call() -> Picture:
        out = images[0].copy()
        for image in images[1:]:
            out.alpha_composite(image)
        return np.array(out)

    return call


def qpainter(layers: Stack) -> Call:
    side = layers.side
    kept = [np.ascontiguousarray(premultiply(picture)[..., [2, 1, 0, 3]]) for picture in layers.pictures]
    form = QImage.Format.Format_ARGB32_Premultiplied
    images = [QImage(pixels.data, side, side, 4 * side, form) for pixels in kept]

    def call() -> Picture:
        out = np.zeros((side, side, 4), np.uint8)
        target = QImage(out.data, side, side, 4 * side, form)
        painter = QPainter(target)
        for place, (image, mode) in enumerate(zip(images, layers.modes, strict=True)):
            painter.setCompositionMode(mode[2])
            painter.setOpacity(layers.opacity(place) / 255)
            painter.drawImage(0, 0, image)
        painter.end()
        assert kept  # the images lie in this memory
        return out[..., [2, 1, 0, 3]]

    return call


def medians(calls: dict[str, Call], turns: int) -> tuple[dict[str, float], dict[str, Picture]]:
    """Return the median seconds of each call, taken in turns, and the pictures they gave."""
    pictures = {name: call() for name, call in calls.items()}
    seconds: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(turns):
        for name, call in calls.items():
            # The quick ones several times, or the clock's own steps would show.
            count = 1 if name == "psd-tools" else 5
            start = time.perf_counter()
            for _ in range(count):
                call()
            seconds[name].append((time.perf_counter() - start) / count)
    return {name: statistics.median(values) for name, values in seconds.items()}, pictures


def levels_off(a: Picture, b: Picture) -> float:
    """Return the mean difference of colour in levels of 255."""
    return float(np.abs(a[..., :3].astype(int) - b[..., :3].astype(int)).mean())


def run() -> Report:
    """Measure."""
    kernels.use_cache_folder(Folders.standard().cache)
    kernels.warm_up()
    targets, measurements = [], []
    for side, turns in SIZES.items():
        mixed, normal = stack(side, MIXED), stack(side, NORMAL)
        times, pictures = medians(
            {"ours": ours(mixed), "psd-tools": psd_tools(mixed), "QPainter": qpainter(mixed)}, turns
        )
        plain, _ = medians({"ours": ours(normal), "Pillow": pillow(normal), "QPainter": qpainter(normal)}, turns)
        where = f"{side} × {side} px"
        measurements += [
            Measurement(name=f"mixed modes, {where}: {k}", value=v * 1e3, unit="ms") for k, v in times.items()
        ]
        measurements += [
            Measurement(name=f"normal only, {where}: {k}", value=v * 1e3, unit="ms") for k, v in plain.items()
        ]
        measurements += [
            Measurement(
                name=f"mixed modes, {where}: mean difference from {peer}",
                value=levels_off(pictures["ours"], pictures[peer]),
                unit="levels",
            )
            for peer in ("psd-tools", "QPainter")
        ]
        targets.append(
            Target(
                name=f"faster than psd-tools, mixed modes, {where}",
                value=times["psd-tools"] / times["ours"],
                unit="×",
                target=LEAST_TIMES,
                bound="at least",
            )
        )
    return Report(
        name="composite",
        targets=targets,
        measurements=measurements,
        notes=(
            f"{len(MIXED)} layers that cover the canvas, 8 bit, each but the lowest at {OPACITY}/255.",
            "Ours includes compiling the program, as after every edit, and uses the threads it uses in the window.",
            "psd-tools reads its layers uncompressed from memory each time; it has no other way.",
        ),
    )
