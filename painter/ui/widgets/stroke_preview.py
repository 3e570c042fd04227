"""What a brush paints, as a small picture: a real stroke of it, drawn once and kept.

The brush is brought to the picture's size: a large one is drawn larger than a small one, both fit. Brushes that
move or take away paint get some paint to work on.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import replace
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter

from painter.document.raster import Raster
from painter.errors import PainterError
from painter.paint.brush import LEAST_SIZE_PX, MOST_SIZE_PX, Brush, Smooth
from painter.paint.stroke import PenSample, Stroke
from painter.pixels.kernels import kernels_ready
from painter.ui.theme import DARK

_SAMPLES = 32
_STROKE_S = 0.6
_LEAST_PRESSURE = 0.04
_LEAST_SPACING = 0.06
_UNDER = ((0.0, 0.34, DARK.text), (0.34, 0.67, "#C9573F"), (0.67, 1.0, "#4C7FB8"))
"""Bars of paint, as shares of the width, for brushes that move what is there."""
KEPT = 256
WITHOUT_KERNELS_MS = 60


def stroke_image(brush: Brush, width_px: int, height_px: int, color: QColor) -> QImage:
    """Return one stroke of a brush in a colour on nothing, premultiplied sRGB, width by height device pixels."""
    brought = _brought_to(brush, height_px)
    if _needs_its_color(brush):
        return _drawn(brought, max(1, width_px), max(1, height_px), color.rgb() & 0xFFFFFF)
    image = _drawn(brought, max(1, width_px), max(1, height_px), 0).copy()
    painter = QPainter(image)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(image.rect(), QColor(color.rgb()))
    painter.end()
    return image


def _needs_its_color(brush: Brush) -> bool:
    """Tell whether the stroke shows more than one colour, so that a mask in any colour will not do."""
    jitter = brush.jitter
    return (
        brush.mix.mode != "off"
        or brush.tip.kind == "lightness"
        or brush.thickness > 0
        or brush.blend not in ("normal", "erase")
        or any((jitter.hue_deg, jitter.saturation, jitter.value, jitter.stroke_hue_deg, jitter.stroke_value))
        or any(dynamic.target in ("hue", "saturation", "value") for dynamic in brush.dynamics)
    )


def _brought_to(brush: Brush, height_px: int) -> Brush:
    """Return the brush as it is drawn in a picture this high, in steps that keep the cache small."""
    share = math.log(brush.size_px / LEAST_SIZE_PX) / math.log(MOST_SIZE_PX / LEAST_SIZE_PX)
    size_px = round(max(1.0, height_px * (0.08 + 0.66 * share**1.6)) * 4) / 4
    # Paper looks coarser beside a small tip than it is: it shrinks less than the tip.
    shrunk = size_px / brush.size_px
    grain = replace(brush.grain, scale=min(10.0, max(0.1, round(brush.grain.scale * min(1.0, shrunk**0.5), 2))))
    smooth = Smooth(
        taper_in_px=round(brush.smooth.taper_in_px * shrunk, 1),
        taper_out_px=round(brush.smooth.taper_out_px * shrunk, 1),
    )
    return replace(
        brush,
        name="",
        group="",
        size_px=size_px,
        tip=replace(brush.tip, hardness=round(brush.tip.hardness, 1)),
        flow=max(0.05, round(brush.flow, 2)),
        opacity=max(0.1, round(brush.opacity, 1)),
        spacing=max(_LEAST_SPACING, brush.spacing),
        # A preview is drawn in a moment, in which an airbrush would hardly spray.
        rate_hz=min(200.0, brush.rate_hz * 2),
        grain=grain,
        mix=replace(brush.mix, dry_px=round(brush.mix.dry_px * shrunk)),
        smooth=smooth,
    )


@lru_cache(maxsize=KEPT)
def _drawn(brush: Brush, width_px: int, height_px: int, rgb: int) -> QImage:
    """Return the stroke in a colour 0xRRGGBB: a wave with the pressure of a hand that lands, leans and lifts."""
    raster = ground_for(brush, width_px, height_px)
    try:
        stroke = Stroke(raster, brush, (rgb >> 16, rgb >> 8 & 255, rgb & 255), seed=1)
    except PainterError:
        # A brush whose pictures are gone still has its row; taking it says what is missing.
        return _image_of(raster, width_px, height_px)
    # All at once: the mask is laid and painted once.
    stroke.add(wave(brush, width_px, height_px))
    stroke.end()
    return _image_of(stroke.commit(), width_px, height_px)


def wave(brush: Brush, width_px: int, height_px: int) -> list[PenSample]:
    """Return the samples of a hand that draws a wave through a picture."""
    wave_px = max(0.0, min(0.22 * height_px, 0.5 * (height_px - brush.size_px) - 1.0))
    margin = min(0.25 * width_px, 0.3 * brush.size_px + 0.03 * width_px)
    return [
        PenSample(
            way * _STROKE_S,
            margin + (width_px - 2 * margin) * way,
            0.5 * height_px - wave_px * math.sin(2 * math.pi * way),
            max(_LEAST_PRESSURE, math.sin(math.pi * way) ** 0.7),
            tilt_x_deg=20.0,
        )
        for way in np.linspace(0.0, 1.0, _SAMPLES).tolist()
    ]


def ground_for(brush: Brush, width_px: int, height_px: int) -> Raster:
    """Return what the stroke is drawn on: nothing, or paint for what moves, takes or changes it."""
    moves = brush.mix.mode != "off" and brush.mix.load < 0.25
    changes = brush.blend in ("dodge", "burn", "multiply", "screen")
    if not (brush.erases or moves or changes):
        return Raster(width_px, height_px)
    pixels = np.zeros((height_px, width_px, 4), np.uint8)
    top, bottom = round(height_px * 0.12), round(height_px * 0.88)
    for start, end, name in _UNDER if moves else ((0.0, 1.0, "#8A8A8A" if changes else DARK.text),):
        paint = QColor(name)
        pixels[top:bottom, round(start * width_px) : round(end * width_px)] = (
            paint.red(),
            paint.green(),
            paint.blue(),
            255,
        )
    return Raster.from_array(width_px, height_px, pixels)


def _image_of(raster: Raster, width_px: int, height_px: int) -> QImage:
    pixels = raster.read(raster.canvas)
    shown = QImage(pixels.data, width_px, height_px, width_px * 4, QImage.Format.Format_RGBA8888_Premultiplied)
    return shown.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied).copy()


class StrokePreviews(QObject):
    """Strokes of many brushes, drawn one by one in idle moments: a list shows at once and fills.

    Signals:
        drawn(): One more is ready.
    """

    drawn = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kept: OrderedDict[tuple[Brush, int, int, int], QImage] = OrderedDict()
        self._wanted: OrderedDict[tuple[Brush, int, int, int], None] = OrderedDict()
        self._held = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._draw_next)

    def image(self, brush: Brush, width_px: int, height_px: int, color: QColor) -> QImage | None:
        """Return the stroke where it is ready, else None: it is drawn soon, the last asked for first."""
        key = (replace(brush, name="", group=""), width_px, height_px, color.rgb())
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        self._wanted[key] = None
        self._wanted.move_to_end(key)
        self._go_on()
        return None

    def hold(self, held: bool) -> None:
        """Draw nothing for now: the pen is down."""
        self._held = held
        if not held:
            self._go_on()

    def _go_on(self) -> None:
        if self._wanted and not self._held and not self._timer.isActive():
            self._timer.start(0 if kernels_ready() else WITHOUT_KERNELS_MS)

    @property
    def waiting(self) -> int:
        """How many are still to be drawn."""
        return len(self._wanted)

    def _draw_next(self) -> None:
        if not self._wanted or self._held:
            return
        key, _ = self._wanted.popitem()
        brush, width_px, height_px, rgb = key
        self._kept[key] = stroke_image(brush, width_px, height_px, QColor(rgb))
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        self._go_on()
        self.drawn.emit()
