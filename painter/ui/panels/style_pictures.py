"""Any picture as a style: read, laid on white, made small, and known by a checksum. Touches no widget."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from painter.errors import PainterError
from painter.files.images import read_picture
from painter.files.reasons import cannot_read
from painter.pixels.resample import downscale, fitted
from painter.ui.incoming import Incoming

LONGEST_PX = 1024
"""A style's strokes are learnt from no more than this; larger pictures are scaled down."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StylePicture:
    """A picture that serves as a style.

    Attributes:
        name: As shown to the artist.
        sha256: Checksum of its file, or of its pixels where it has none; 64 hex digits.
        pixels: (h, w, 3) uint8 sRGB, neither side over `LONGEST_PX`.
    """

    name: str
    sha256: str
    pixels: NDArray[np.uint8]


def read_style_picture(path: Path) -> StylePicture:
    """Read a picture file as a style.

    Raises:
        PainterError: It cannot be read, or shows nothing.
    """
    picture = read_picture(path)
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise cannot_read(path, error) from error
    return _style_picture(picture.pixels, path.stem, digest)


def style_picture_of(pixels: NDArray[np.uint8], name: str) -> StylePicture:
    """Return pixels, (h, w, 4) uint8 premultiplied sRGB RGBA, as a style.

    Raises:
        PainterError: They show nothing.
    """
    solid = np.ascontiguousarray(pixels)
    digest = hashlib.sha256(f"{solid.shape[1]}x{solid.shape[0]}:".encode())
    digest.update(solid.data)
    return _style_picture(solid, name, digest.hexdigest())


def style_picture_from(item: Incoming) -> StylePicture:
    """Return what was dropped or pasted as a style.

    Raises:
        PainterError: It cannot be read, or shows nothing.
    """
    if item.path is not None:
        return read_style_picture(item.path)
    return style_picture_of(item.pixels(), item.name)


def _style_picture(pixels: NDArray[np.uint8], name: str, sha256: str) -> StylePicture:
    if not pixels[..., 3].any():
        raise PainterError(f"“{name}” is wholly transparent, so it holds no style.")
    width, height = fitted(pixels.shape[1], pixels.shape[0], LONGEST_PX)
    small = downscale(pixels, width, height)
    # Premultiplied over white is the colour plus what the alpha leaves free; never over 255.
    opaque = small[..., :3] + (255 - small[..., 3:])
    return StylePicture(name=name, sha256=sha256, pixels=np.ascontiguousarray(opaque))
