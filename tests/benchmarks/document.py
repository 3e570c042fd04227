"""Compositing layered documents against psd-tools, Pillow and QPainter; undo, identity diff and memory.

One thread each side, except that Qt and ours may use the threads they choose on whole canvases.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from painter.document import edits
from painter.document.adjustments import HueSaturation
from painter.document.document import Document, changed_rect
from painter.document.geometry import TILE, Rect
from painter.document.history import History
from painter.document.layer import Adjustment, BlendMode, Group, Layer, Mask, Node
from painter.document.raster import MaskRaster, Raster
from painter.pixels.composite import composite_display
from painter.pixels.kernels import kernels_ready, warm_up
from painter.pixels.mips import mip_shapes, update_mips
from painter.pixels.program import compile_program
from tests.benchmarks.report import Measurement, Report, Target

MODES = (BlendMode.NORMAL, BlendMode.MULTIPLY, BlendMode.SCREEN, BlendMode.OVERLAY, BlendMode.SOFT_LIGHT)
DIRTY = Rect(300, 300, 556, 556)


def _picture(seed: int, side: int) -> NDArray[np.uint8]:
    """Return paint-like premultiplied pixels: soft shapes with much translucency."""
    rng = np.random.default_rng(seed)
    small = rng.integers(0, 256, (side // 64, side // 64, 4)).astype(np.uint8)
    large = small.repeat(64, 0).repeat(64, 1)
    large[..., :3] = np.minimum(large[..., :3], large[..., 3:])
    return large


def _document(count: int, side: int, *, rich: bool = False) -> Document:
    pictures = [Raster.from_array(side, side, _picture(seed, side)) for seed in range(4)]
    layers: list[Node] = [
        Layer(raster=pictures[i % 4].resized_canvas(side, side), mode=MODES[i % len(MODES)], opacity=0.8)
        for i in range(count)
    ]
    if rich:
        values = np.full((side, side), 200, np.uint8)
        mask = Mask(raster=MaskRaster.from_array(side, side, values))
        layers[3] = replace(layers[3], mask=mask)
        layers[5] = replace(layers[5], clipped=True)
        layers[6] = Group(children=(layers[6], layers[7]), opacity=0.9, mask=mask)
        layers[7] = Adjustment(settings=HueSaturation(hue_deg=30.0), opacity=0.5)
    return Document(width_px=side, height_px=side, layers=tuple(layers), active_id=layers[0].id)


def _best_ms(call: Callable[[], object], times: int) -> float:
    best = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        call()
        best = min(best, time.perf_counter() - start)
    return best * 1000


def _ours_ms(document: Document, rect: Rect, times: int) -> float:
    program = compile_program(document)
    out = np.zeros((document.height_px, document.width_px), np.uint32)
    return _best_ms(lambda: composite_display(program, out, rect), times)


def _qt_ms(document: Document, rect: Rect, times: int) -> float:
    from PySide6.QtGui import QImage, QPainter

    modes = {
        BlendMode.NORMAL: QPainter.CompositionMode.CompositionMode_SourceOver,
        BlendMode.MULTIPLY: QPainter.CompositionMode.CompositionMode_Multiply,
        BlendMode.SCREEN: QPainter.CompositionMode.CompositionMode_Screen,
        BlendMode.OVERLAY: QPainter.CompositionMode.CompositionMode_Overlay,
        BlendMode.SOFT_LIGHT: QPainter.CompositionMode.CompositionMode_SoftLight,
    }
    layers = [node for node in document.layers if isinstance(node, Layer)]
    arrays = [np.ascontiguousarray(layer.raster.read(rect)) for layer in layers]
    form = QImage.Format.Format_RGBA8888_Premultiplied
    images = [QImage(a.data, rect.width, rect.height, rect.width * 4, form) for a in arrays]
    target = QImage(rect.width, rect.height, form)

    def paint() -> None:
        target.fill(0)
        painter = QPainter(target)
        for layer, image in zip(layers, images, strict=True):
            painter.setCompositionMode(modes[layer.mode])
            painter.setOpacity(layer.opacity)
            painter.drawImage(0, 0, image)
        painter.end()

    return _best_ms(paint, times)


def _pillow_ms(document: Document, rect: Rect, times: int) -> float:
    from PIL import Image, ImageChops

    blends = {BlendMode.MULTIPLY: ImageChops.multiply, BlendMode.SCREEN: ImageChops.screen}
    blends |= {BlendMode.OVERLAY: ImageChops.overlay, BlendMode.SOFT_LIGHT: ImageChops.soft_light}
    layers = [node for node in document.layers if isinstance(node, Layer)]
    images = [Image.fromarray(layer.raster.read(rect)) for layer in layers]

    def paint() -> None:
        out = Image.new("RGBA", (rect.width, rect.height))
        for layer, image in zip(layers, images, strict=True):
            source = blends[layer.mode](out, image) if layer.mode in blends else image
            source.putalpha(image.getchannel("A").point(lambda v: int(v * 0.8)))
            out = Image.alpha_composite(out, source)

    return _best_ms(paint, times)


def _psd_tools_ms(document: Document, rect: Rect) -> float:
    from PIL import Image
    from psd_tools import PSDImage
    from psd_tools.constants import BlendMode as Theirs

    modes = {BlendMode.NORMAL: Theirs.NORMAL, BlendMode.MULTIPLY: Theirs.MULTIPLY, BlendMode.SCREEN: Theirs.SCREEN}
    modes |= {BlendMode.OVERLAY: Theirs.OVERLAY, BlendMode.SOFT_LIGHT: Theirs.SOFT_LIGHT}
    psd = PSDImage.new("RGB", (rect.width, rect.height))
    for node in document.layers:
        if isinstance(node, Layer):
            layer = psd.create_pixel_layer(Image.fromarray(node.raster.read(rect)), opacity=204)
            layer.blend_mode = modes[node.mode]
    return _best_ms(lambda: psd.composite(force=True), 1)


def _stroke_like(document: Document, seed: int) -> Document:
    """Return the document with a stroke's worth of one layer's tiles painted anew."""
    node = document.layers[seed % len(document.layers)]
    assert isinstance(node, Layer)
    rng = np.random.default_rng(seed)
    x, y = rng.integers(0, document.width_px - 300, 2)
    paint = rng.integers(0, 255, (60, 280, 4)).astype(np.uint8)
    paint[..., 3] = 255
    from painter.document.raster import RasterDraft

    draft = RasterDraft(node.raster)
    draft.write(paint, int(x), int(y))
    return edits.set_raster(document, node.id, draft.commit())


def run() -> Report:
    """Composite, undo and compare documents."""
    if not kernels_ready():
        warm_up()
    measured: list[Measurement] = []
    against_qt: list[float] = []
    against_psd: list[float] = []
    for count in (10, 20, 40):
        document = _document(count, 2048)
        for label, rect, times in (("256²", DIRTY, 15), ("2048²", document.canvas, 3)):
            ours = _ours_ms(document, rect, times)
            qt, pillow = _qt_ms(document, rect, max(1, times // 3)), _pillow_ms(document, rect, 1)
            measured += [
                Measurement(name=f"{count} layers {label}, {who}", value=ms, unit="ms")
                for who, ms in (("painter", ours), ("QPainter", qt), ("Pillow (straight alpha)", pillow))
            ]
            against_qt.append(qt / ours)
            if count == 10:
                psd = _psd_tools_ms(document, rect)
                measured.append(Measurement(name=f"{count} layers {label}, psd-tools", value=psd, unit="ms"))
                against_psd.append(psd / ours)
    rich = _document(40, 2048, rich=True)
    rich_ms = _ours_ms(rich, DIRTY, 15)
    big = _document(20, 4096)
    measured.append(Measurement(name="20 layers 4096²", value=_ours_ms(big, big.canvas, 1), unit="ms"))
    shown = [np.zeros(shape, np.uint32) for shape in mip_shapes(4096, 4096)]
    undo, diff, megabytes = _history(big, shown)
    targets = [
        Target(name="worst against psd-tools", value=min(against_psd), unit="×", target=50, bound="at least"),
        Target(name="worst against QPainter", value=min(against_qt), unit="×", target=5, bound="at least"),
        Target(name="40 layers, everything, 256²", value=rich_ms, unit="ms", target=16, bound="at most"),
        Target(name="undo to repainted, 4096² × 20", value=undo, unit="ms", target=10, bound="at most"),
        Target(name="identity diff, 20 layers", value=diff, unit="ms", target=2, bound="at most"),
        Target(name="memory of 100 strokes", value=megabytes, unit="MB", target=150, bound="at most"),
    ]
    notes = ("Mixed modes: normal, multiply, screen, overlay, soft light at 80 %. Pillow's result is only alike.",)
    return Report(name="document", targets=targets, measurements=measured, notes=notes)


def _history(document: Document, shown: list[NDArray[np.uint32]]) -> tuple[float, float, float]:
    """Return ms from undo to repainted (median), ms a diff, and megabytes that 100 strokes hold."""
    history = History(document)
    before = history.unique_bytes
    for seed in range(100):
        history.record("Brush stroke", _stroke_like(history.document, seed))
    megabytes = (history.unique_bytes - before) / 1e6
    times, diffs = [], []
    for _ in range(20):
        start = time.perf_counter()
        old = history.document
        new = history.undo()
        rect = changed_rect(old, new)
        composite_display(compile_program(new), shown[0], rect)
        update_mips(shown, rect)
        times.append((time.perf_counter() - start) * 1000)
        start = time.perf_counter()
        changed_rect(document, history.document)
        diffs.append((time.perf_counter() - start) * 1000)
        assert rect.width <= 4 * TILE
    return statistics.median(times), statistics.median(diffs), megabytes
