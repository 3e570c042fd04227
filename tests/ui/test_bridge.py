"""Pixels as Qt pictures and back."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor, QColorSpace, QImage

from painter.document.raster import Raster
from painter.ui.bridge import display_image, pixels_of, qimage_of, thumbnail_image

pytestmark = [pytest.mark.gui, pytest.mark.usefixtures("qapp")]


def premultiplied_noise(height: int, width: int) -> np.ndarray:
    rng = np.random.default_rng(3)
    alpha = rng.integers(0, 256, (height, width, 1))
    return np.concatenate([rng.integers(0, 256, (height, width, 3)) * alpha // 255, alpha], 2).astype(np.uint8)


def test_pixels_come_back_as_they_went() -> None:
    # 37 wide: rows of a picture are padded, rows of pixels are not.
    pixels = premultiplied_noise(21, 37)
    assert np.array_equal(pixels_of(qimage_of(pixels)), pixels)


def test_a_picture_outlives_its_pixels() -> None:
    pixels = np.full((8, 8, 4), 255, np.uint8)
    image = qimage_of(pixels)
    pixels[:] = 0
    assert image.pixelColor(4, 4) == QColor(255, 255, 255)


def test_straight_alpha_is_premultiplied_to_nearest() -> None:
    image = QImage(1, 1, QImage.Format.Format_ARGB32)
    image.setPixelColor(0, 0, QColor(200, 100, 3, 128))
    assert pixels_of(image).tolist() == [[[100, 50, 2, 128]]]


def test_a_picture_without_alpha_is_opaque() -> None:
    image = QImage(3, 2, QImage.Format.Format_RGB888)
    image.fill(QColor(10, 20, 30))
    assert pixels_of(image)[1, 2].tolist() == [10, 20, 30, 255]


def test_another_colour_space_becomes_srgb() -> None:
    image = QImage(1, 1, QImage.Format.Format_RGB32)
    image.setPixelColor(0, 0, QColor(128, 128, 128))
    image.setColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgbLinear))
    assert pixels_of(image)[0, 0].tolist() == pytest.approx([188, 188, 188, 255], abs=1)


def test_a_display_picture_changes_with_its_buffer() -> None:
    buffer = np.zeros((4, 5), np.uint32)
    image = display_image(buffer)
    buffer[3, 4] = 0xFF102030
    assert (image.width(), image.height()) == (5, 4)
    assert image.pixelColor(4, 3) == QColor(16, 32, 48)


def test_a_thumbnail_is_sharp_on_its_screen() -> None:
    pixels = np.zeros((100, 200, 4), np.uint8)
    pixels[:, :100] = (255, 0, 0, 255)
    image = thumbnail_image(Raster.from_array(200, 100, pixels), 40, ratio=1.5)
    assert (image.width(), image.height(), image.devicePixelRatio()) == (60, 30, 1.5)
    assert image.pixelColor(5, 15) == QColor(255, 0, 0)
    assert image.pixelColor(55, 15).alpha() == 0
