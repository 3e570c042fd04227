"""Flat pictures: reading any common kind into our one kind of pixels, and writing PNG, JPEG, WebP and TIFF.

What a file is, is told by its content, never by its ending. Sizes are read from the header and checked before
anything is decoded. Layered files are `painter.files.openraster`'s business.
"""

from __future__ import annotations

import io
import logging
import math
import struct
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from painter.document.raster import Pixels
from painter.files.colors import to_srgb
from painter.files.limits import check_memory, check_picture_size
from painter.files.png import DamagedPngError, decode_own_png, png_size
from painter.files.reasons import DamagedFileError, cannot_read, check_readable, named, quoted
from painter.pixels.resample import premultiply

log = logging.getLogger(__name__)

READABLE = ("PNG", "JPEG", "WEBP", "TIFF", "BMP", "GIF")
"""Pillow's names of the kinds that are opened (its JPEG covers the MPO files of phones)."""
UNKNOWN_DPI = 300.0
_DAMAGE = (OSError, ValueError, SyntaxError, EOFError, struct.error, IndexError, KeyError, TypeError, OverflowError)
"""What decoders raise over damaged files."""


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A flat picture.

    Attributes:
        pixels: (h, w, 4) uint8, premultiplied sRGB RGBA.
        dpi: Print resolution; 300 where the file says none.
        name: The file's name without its ending.
    """

    pixels: Pixels
    dpi: float
    name: str

    @property
    def opaque(self) -> bool:
        return bool((self.pixels[..., 3] == 255).all())


def read_picture(path: Path) -> Picture:
    """Read a PNG, JPEG, WebP, TIFF, BMP or the first frame of a GIF, turned upright and converted to sRGB.

    Raises:
        PainterError: There is no such picture, it is damaged, or too large.
    """
    check_readable(path)
    try:
        with path.open("rb") as file:
            return _decoded(file, quoted(path), path.stem)
    except MemoryError as error:
        raise DamagedFileError(f"{quoted(path)} needs more memory than is free.") from error
    except OSError as error:
        raise cannot_read(path, error) from error


def decode_picture(data: bytes, name: str = "Picture") -> Picture:
    """Read a picture from memory (the clipboard, a drop, a layer in an archive), as `read_picture` does.

    Raises:
        PainterError: It is no picture, damaged, or too large.
    """
    return _decoded(io.BytesIO(data), named(name), name)


def decode_straight(data: bytes, what: str) -> NDArray[np.uint8]:
    """Return a picture in memory as (h, w, 4) uint8 straight sRGB RGBA; `what` names it in sentences.

    Raises:
        PainterError: It is no picture, damaged, or too large.
    """
    size = png_size(data)
    if size is not None:
        check_picture_size(*size, what)
        check_memory(size[0] * size[1] * 12, what)
        try:
            pixels = decode_own_png(data)
        except DamagedPngError as error:
            raise _damaged(what, error) from error
        if pixels is not None:
            return _four_channels(pixels)
    return _straight(io.BytesIO(data), what)[0]


def _four_channels(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    channels = pixels.shape[2]
    if channels == 4:
        return pixels
    out = np.full((*pixels.shape[:2], 4), 255, np.uint8)
    out[..., :3] = pixels[..., : 3 if channels == 3 else 1]
    if channels == 2:
        out[..., 3] = pixels[..., 1]
    return out


def _decoded(file: IO[bytes], what: str, name: str) -> Picture:
    pixels, dpi = _straight(file, what)
    return Picture(premultiply(pixels), dpi, name)


def _damaged(what: str, error: BaseException) -> DamagedFileError:
    log.info("decoding %s failed: %r", what, error)
    return DamagedFileError(f"{what} is damaged or cut short, so it cannot be shown.")


def _straight(file: IO[bytes], what: str) -> tuple[NDArray[np.uint8], float]:
    with warnings.catch_warnings():
        # Odd metadata and large pictures: the first is not the artist's concern, the second is checked below.
        warnings.simplefilter("ignore")
        with _opened(file, what) as image:
            check_picture_size(*image.size, what)
            check_memory(image.width * image.height * 12, what)
            try:
                image.load()
                dpi = _dpi_of(image)
                profile = image.info.get("icc_profile")
                return _rgba(to_srgb(_upright(image), profile, what)), dpi
            except _DAMAGE as error:
                raise _damaged(what, error) from error


def _opened(file: IO[bytes], what: str) -> Image.Image:
    try:
        return Image.open(file, formats=READABLE)
    except Image.DecompressionBombError as error:
        log.info("%s: %s", what, error)
        raise DamagedFileError(f"{what} is too large: it claims more pixels than painter handles.") from error
    except UnidentifiedImageError as error:
        raise DamagedFileError(
            f"{what} is no picture that painter can read. It opens OpenRaster, Photoshop, PNG, JPEG, WebP, TIFF, "
            "BMP and GIF."
        ) from error
    except _DAMAGE as error:
        raise _damaged(what, error) from error


def _upright(image: Image.Image) -> Image.Image:
    """Return the picture turned as its EXIF orientation says; unreadable EXIF says nothing."""
    try:
        return ImageOps.exif_transpose(image)
    except _DAMAGE as error:
        log.info("EXIF data was not readable: %r", error)
        return image


def _dpi_of(image: Image.Image) -> float:
    try:
        dpi = float(image.info.get("dpi", (0.0, 0.0))[0])
    except (TypeError, ValueError, IndexError, ZeroDivisionError):
        return UNKNOWN_DPI
    if not (math.isfinite(dpi) and 1.0 <= dpi <= 10_000.0):
        return UNKNOWN_DPI
    # PNG counts whole pixels a metre: 300 comes back as 299.9994.
    return float(round(dpi)) if abs(dpi - round(dpi)) < 0.02 else round(dpi, 2)


def _rgba(image: Image.Image) -> NDArray[np.uint8]:
    """Return any mode Pillow knows as (h, w, 4) uint8 straight RGBA."""
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        image = _deep_grey(image)
    if image.mode == "RGBa":
        return np.array(image.convert("RGBA"))
    if image.mode == "La":
        image = image.convert("LA")
    return np.array(image if image.mode == "RGBA" else image.convert("RGBA"))


def _deep_grey(image: Image.Image) -> Image.Image:
    """Return grey of 16 or 32 bit, or of real numbers, as 8 bit."""
    values = np.nan_to_num(np.asarray(image).astype(np.float64), nan=0.0, posinf=0.0, neginf=0.0)
    top = float(values.max(initial=0.0))
    white = 1.0 if image.mode == "F" and top <= 1.0 else 255.0 if image.mode == "F" and top <= 255.0 else 65535.0
    if top > white:
        white = top
    levels = np.rint(np.clip(values / white, 0.0, 1.0) * 255.0).astype(np.uint8)
    return Image.fromarray(cast("NDArray[Any]", levels))
