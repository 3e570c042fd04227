"""Copying pixels to other programs, alpha and all. What comes back is `painter.ui.incoming`'s."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QByteArray, QMetaType, QMimeData
from PySide6.QtGui import QGuiApplication, QImage

from painter.document.document import Document
from painter.document.layer import Layer, Node
from painter.errors import PainterError
from painter.files.png import encode_png
from painter.pixels.composite import composite_rgba
from painter.pixels.program import compile_program
from painter.pixels.resample import unpremultiply
from painter.ui.bridge import qimage_of
from painter.ui.incoming import PNG

QT_IMAGE = "application/x-qt-image"


def clipboard_mime(pixels: NDArray[np.uint8]) -> QMimeData:
    """Return pixels, (h, w, 4) uint8 premultiplied sRGB RGBA, for the clipboard or a drag.

    They are offered as PNG, which keeps alpha everywhere, and as whatever Qt makes of a picture. Encoding waits
    until a program asks for it.
    """
    return _PictureMime(pixels)


def copy_pixels(pixels: NDArray[np.uint8]) -> None:
    """Put pixels, (h, w, 4) uint8 premultiplied sRGB RGBA, into the clipboard."""
    QGuiApplication.clipboard().setMimeData(clipboard_mime(pixels))


def copied_layer(node: Node | None) -> QMimeData:
    """Return what copying a layer puts into the clipboard: its pixels, as far as there are any.

    Raises:
        PainterError: There is nothing to copy.
    """
    if not isinstance(node, Layer):
        raise PainterError("Choose a layer to copy: a group has no pixels of its own.")
    rect = node.raster.bounds()
    if rect.empty:
        raise PainterError(f"“{node.name}” is empty, so there is nothing to copy.")
    return clipboard_mime(node.raster.read(rect))


def copied_visible(document: Document) -> QMimeData:
    """Return what copying all that is visible puts into the clipboard: the canvas as it shows."""
    return clipboard_mime(composite_rgba(compile_program(document), document.canvas))


class _PictureMime(QMimeData):
    """A picture that is encoded when it is asked for, once."""

    def __init__(self, pixels: NDArray[np.uint8]) -> None:
        super().__init__()
        self._pixels = pixels
        self._made: dict[str, QByteArray | QImage] = {}

    def formats(self) -> list[str]:
        return [PNG, QT_IMAGE]

    def hasFormat(self, mimetype: str) -> bool:
        return mimetype in self.formats()

    def retrieveData(self, mimetype: str, preferredType: QMetaType | QMetaType.Type) -> Any:
        makers: dict[str, Callable[[], QByteArray | QImage]] = {PNG: self._png, QT_IMAGE: self._image}
        if mimetype not in makers:
            return None
        if mimetype not in self._made:
            self._made[mimetype] = makers[mimetype]()
        return self._made[mimetype]

    def _png(self) -> QByteArray:
        return QByteArray(encode_png(unpremultiply(self._pixels)))

    def _image(self) -> QImage:
        return qimage_of(self._pixels)
