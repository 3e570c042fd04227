"""Copying pixels to other programs, alpha and all. What comes back is `painter.ui.incoming`'s."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QMimeData

from painter.document.document import Document
from painter.document.layer import Layer, Node
from painter.errors import PainterError
from painter.pixels.composite import composite_rgba
from painter.pixels.program import compile_program
from painter.ui.bridge import qimage_of


def clipboard_mime(pixels: NDArray[np.uint8]) -> QMimeData:
    """Return pixels, (h, w, 4) uint8 premultiplied sRGB RGBA, for the clipboard or a drag.

    Qt offers a picture to other programs as PNG, which keeps the alpha, and as everything else it can write, and
    encodes it when one asks. (A class of ours that does so would have to outlive the program: the clipboard does.)
    """
    mime = QMimeData()
    mime.setImageData(qimage_of(pixels))
    return mime


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
