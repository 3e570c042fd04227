"""Pixels as Qt pictures and back.

The document knows numpy only and Qt only QImage; this is the one place where the two meet.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect
from PySide6.QtGui import QColorSpace, QImage, QPixelFormat, QRegion

from painter.document.raster import Pixels, Raster
from painter.pixels.resample import premultiply, thumbnail


def qimage_of(pixels: Pixels) -> QImage:
    """Return pixels, (h, w, 4) uint8 premultiplied sRGB, as a picture that owns its memory."""
    height, width = pixels.shape[:2]
    packed = np.ascontiguousarray(pixels, np.uint8)
    view = QImage(packed.data, width, height, 4 * width, QImage.Format.Format_RGBA8888_Premultiplied)
    # The format that Qt paints fastest; converting copies, so `packed` may go.
    return view.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


def pixels_of(image: QImage) -> Pixels:
    """Return a picture as pixels, (h, w, 4) uint8 premultiplied; one with a colour space becomes sRGB."""
    space = image.colorSpace()
    if space.isValid() and space != QColorSpace(QColorSpace.NamedColorSpace.SRgb):
        image = image.convertedToColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgb))
    if image.pixelFormat().premultiplied() == QPixelFormat.AlphaPremultiplied.Premultiplied:
        return _bytes_of(image.convertToFormat(QImage.Format.Format_RGBA8888_Premultiplied))
    straight = _bytes_of(image.convertToFormat(QImage.Format.Format_RGBA8888))
    return premultiply(straight) if image.hasAlphaChannel() else straight


def _bytes_of(image: QImage) -> Pixels:
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 4 * image.width()].reshape(image.height(), image.width(), 4).copy()


def display_image(buffer: NDArray[np.uint32]) -> QImage:
    """Return a picture that shows a display buffer, (h, w) uint32 RGB32, and changes with it.

    It shares the buffer's memory: keep the buffer for as long as the picture.
    """
    height, width = buffer.shape
    memory: Any = buffer.data
    return QImage(memory, width, height, buffer.strides[0], QImage.Format.Format_RGB32)


def thumbnail_image(raster: Raster, longest: int, *, ratio: float = 1.0) -> QImage:
    """Return a raster's canvas as a small picture, its longer side `longest` logical pixels."""
    image = qimage_of(thumbnail(raster, max(1, round(longest * ratio))))
    image.setDevicePixelRatio(ratio)
    return image


def rects_of(region: QRegion) -> list[QRect]:
    """Return the rectangles of a region, which do not overlap."""
    # PySide iterates over regions but does not tell type checkers.
    return list(cast("Iterable[QRect]", region))
