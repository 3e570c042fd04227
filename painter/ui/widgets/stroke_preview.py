"""What a brush paints, as a small picture: a real stroke of it, drawn once and kept.

The brush is brought to the picture's size: a large one is drawn larger than a small one, both fit.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from PySide6.QtGui import QColor, QImage, QPainter

from painter.document.raster import Raster
from painter.paint.brush import LEAST_SIZE_PX, MOST_SIZE_PX, Brush
from painter.paint.stroke import PenSample, Stroke

_SAMPLES = 16
_LEAST_PRESSURE = 0.04
_LEAST_SPACING = 0.1


def stroke_image(brush: Brush, width_px: int, height_px: int, color: QColor) -> QImage:
    """Return one stroke of a brush in a colour on nothing, premultiplied sRGB, width by height device pixels."""
    image = _mask(_brought_to(brush, height_px), max(1, width_px), max(1, height_px)).copy()
    painter = QPainter(image)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(image.rect(), QColor(color.rgb()))
    painter.end()
    return image


def _brought_to(brush: Brush, height_px: int) -> Brush:
    """Return the brush as it is drawn in a picture this high, in steps that keep the cache small."""
    share = math.log(brush.size_px / LEAST_SIZE_PX) / math.log(MOST_SIZE_PX / LEAST_SIZE_PX)
    size_px = max(1.0, height_px * (0.08 + 0.66 * share**1.6))
    return brush.changed(
        name="",
        size_px=round(size_px * 4) / 4,
        hardness=round(brush.hardness, 1),
        flow=max(0.05, round(brush.flow, 1)),
        opacity=max(0.1, round(brush.opacity, 1)),
        spacing=max(_LEAST_SPACING, brush.spacing),
        smoothing=0.0,
    )


@lru_cache(maxsize=128)
def _mask(brush: Brush, width_px: int, height_px: int) -> QImage:
    """Return the stroke in black: a wave with the pressure of a hand that lands, leans and lifts."""
    stroke = Stroke(Raster(width_px, height_px), brush)
    wave_px = max(0.0, min(0.22 * height_px, 0.5 * (height_px - brush.size_px) - 1.0))
    margin = 0.5 * brush.size_px * max(brush.size_least, 0.3) + 0.03 * width_px
    # All at once: the mask is laid and painted once.
    stroke.add(
        PenSample(
            way,
            margin + (width_px - 2 * margin) * way,
            0.5 * height_px - wave_px * math.sin(2 * math.pi * way),
            max(_LEAST_PRESSURE, math.sin(math.pi * way) ** 0.7),
        )
        for way in np.linspace(0.0, 1.0, _SAMPLES).tolist()
    )
    stroke.end()
    raster = stroke.commit()
    pixels = raster.read(raster.canvas)
    shown = QImage(pixels.data, width_px, height_px, width_px * 4, QImage.Format.Format_RGBA8888_Premultiplied)
    return shown.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied).copy()
