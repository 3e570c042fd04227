"""Copying pixels to other programs, alpha and all. What comes back is `painter.ui.incoming`'s."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QMimeData

from painter.document.document import Document
from painter.document.layer import Layer, Node
from painter.document.raster import MaskRaster
from painter.document.selection import cut_to
from painter.errors import PainterError
from painter.pixels.composite import composite_rgba
from painter.pixels.masking import confine
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


def copied_layer(node: Node | None, selection: MaskRaster | None = None) -> QMimeData:
    """Return what copying a layer puts into the clipboard: its pixels, as far as there are any and are selected.

    Raises:
        PainterError: There is nothing to copy.
    """
    if not isinstance(node, Layer):
        raise PainterError("Choose a layer to copy: a group has no pixels of its own.")
    if not node.raster.tiles:
        raise PainterError(f"“{node.name}” is empty, so there is nothing to copy.")
    raster = cut_to(node.raster, selection)
    rect = raster.bounds()
    if rect.empty:
        raise PainterError(f"Nothing of “{node.name}” is selected, so there is nothing to copy.")
    return clipboard_mime(raster.read(rect))


def copied_visible(document: Document) -> QMimeData:
    """Return what copying all that is visible puts into the clipboard: the canvas, or what is selected of it."""
    selection = document.selection
    rect = document.canvas if selection is None else selection.bounds()
    pixels = composite_rgba(compile_program(document), rect)
    if selection is not None:
        confine(pixels, np.zeros_like(pixels), pixels.copy(), selection.read(rect))
    return clipboard_mime(pixels)
