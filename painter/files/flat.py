"""Writing flat pictures: PNG, JPEG, WebP and TIFF, chosen by the ending. Never leaves half a file."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from painter.document.document import Document
from painter.errors import PainterError
from painter.files.atomic import write_atomically
from painter.files.images import UNKNOWN_DPI, decode_straight
from painter.files.limits import check_picture_size
from painter.files.png import encode_png
from painter.files.reasons import quoted
from painter.pixels.composite import flatten
from painter.pixels.resample import unpremultiply

log = logging.getLogger(__name__)

Color = tuple[int, int, int]
WHITE: Color = (255, 255, 255)
LOSSLESS = (".png", ".tif", ".tiff")
FLAT_ENDINGS = (".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff")
"""Endings of the flat pictures that can be written."""
_MAX_SIDE_PX = {".jpg": 65_500, ".jpeg": 65_500, ".webp": 16_383}
_EXIF_IFD, _COLOR_SPACE, _SRGB = 0x8769, 0xA001, 1


def write_flat(
    picture: Document | NDArray[np.uint8],
    path: Path,
    *,
    quality: int = 92,
    background: Color | None = None,
    dpi: float | None = None,
) -> None:
    """Write a document as it shows, or pixels, as a flat picture; an older file of that name is replaced whole.

    Args:
        picture: A document, or (h, w, 4) uint8 premultiplied sRGB RGBA.
        quality: 1 to 100, for JPEG and WebP.
        background: The colour laid under transparent parts. None keeps them transparent, except in JPEG, which
            knows none and gets white.
        dpi: Print resolution; the document's own if None.

    Raises:
        PainterError: The ending is none of `FLAT_ENDINGS`, or the picture could not be written.
    """
    ending = path.suffix.lower()
    if ending not in FLAT_ENDINGS:
        raise PainterError(
            f"{quoted(path)} has no ending that painter writes flat pictures for: {', '.join(FLAT_ENDINGS)}."
        )
    if isinstance(picture, Document):
        check_picture_size(picture.width_px, picture.height_px, "This picture")
        pixels = flatten(picture)
        dpi = picture.dpi if dpi is None else dpi
    else:
        pixels = unpremultiply(picture)
    most = _MAX_SIDE_PX.get(ending)
    if most is not None and max(pixels.shape[:2]) > most:
        raise PainterError(
            f"{quoted(path)} cannot hold this picture: {ending[1:].upper()} allows {most} pixels on a side. "
            "Use PNG instead."
        )
    if background is None and ending in (".jpg", ".jpeg"):
        background = WHITE
    if background is not None:
        pixels = laid_on(pixels, background)
    elif (pixels[..., 3] == 255).all():
        pixels = pixels[..., :3]
    write = _writer(pixels, ending, max(1, min(100, quality)), UNKNOWN_DPI if dpi is None else dpi)
    write_atomically(path, write, lambda written: _check(written, pixels, lossless=ending in LOSSLESS))


def laid_on(pixels: NDArray[np.uint8], background: Color) -> NDArray[np.uint8]:
    """Return straight RGBA pixels over a colour, (h, w, 3) uint8."""
    out = np.empty((*pixels.shape[:2], 3), np.uint8)
    color = np.array(background, np.uint32)
    for top in range(0, len(pixels), 256):  # in bands: the products need four times the room
        band = pixels[top : top + 256].astype(np.uint32)
        alpha = band[..., 3:]
        out[top : top + 256] = (band[..., :3] * alpha + color * (255 - alpha) + 127) // 255
    return out


def _writer(pixels: NDArray[np.uint8], ending: str, quality: int, dpi: float) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        if ending == ".png":
            path.write_bytes(encode_png(pixels, dpi=dpi))
            return
        image = Image.fromarray(np.ascontiguousarray(pixels))
        with path.open("wb") as file:
            if ending == ".webp":
                image.save(file, "WEBP", quality=quality, method=4)
            elif ending in (".tif", ".tiff"):
                image.save(file, "TIFF", compression="tiff_adobe_deflate", dpi=(dpi, dpi))
            else:
                exif = Image.Exif()
                exif.get_ifd(_EXIF_IFD)[_COLOR_SPACE] = _SRGB
                whole_dpi = max(1, min(65_535, round(dpi)))
                image.save(
                    file,
                    "JPEG",
                    quality=quality,
                    subsampling=0,
                    optimize=False,
                    dpi=(whole_dpi, whole_dpi),
                    exif=exif,
                )

    return write


def _check(path: Path, pixels: NDArray[np.uint8], *, lossless: bool) -> None:
    written = decode_straight(path.read_bytes(), "The written picture")
    if written.shape[:2] != pixels.shape[:2]:
        raise PainterError("The written picture has another size.")
    if lossless and not np.array_equal(written[..., : pixels.shape[2]], pixels):
        raise PainterError("The written picture has other pixels.")
