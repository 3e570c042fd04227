"""An export on trial: what the file would weigh and how it would look. Touches no widget and keeps no file."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from painter.document.document import Document
from painter.errors import PainterError
from painter.files.flat import Color
from painter.files.images import read_picture
from painter.files.opening import export_document, export_flat, kind_of
from painter.pixels.composite import flatten
from painter.pixels.resample import downscale, fitted, premultiply


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Trial:
    """What came out.

    Attributes:
        size_bytes: Of the very file that would be written.
        pixels: The file read back (a layered one: the document as it shows) and made small, (h, w, 4) uint8
            premultiplied sRGB RGBA.
    """

    size_bytes: int
    pixels: NDArray[np.uint8]


def try_export(
    document: Document, ending: str, *, quality: int, background: Color | None, longest_px: int
) -> Trial:
    """Export to a file that is gone afterwards, and look at it.

    Raises:
        PainterError: It cannot be exported so.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="painter-") as folder:
            path = Path(folder) / f"picture{ending}"
            if kind_of(path, written=True).layered:
                export_document(document, path)
                pixels = premultiply(flatten(document))
            else:
                export_flat(document, path, quality=quality, background=background)
                pixels = read_picture(path).pixels
            size_bytes = path.stat().st_size
    except OSError as error:
        raise PainterError("The preview could not be made: there is no room for temporary files.") from error
    width, height = fitted(pixels.shape[1], pixels.shape[0], longest_px)
    return Trial(size_bytes=size_bytes, pixels=downscale(pixels, width, height))
