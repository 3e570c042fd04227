"""A look at a file without opening it as a document: its size, its layers, a small picture. Touches no widget."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from painter.files.archive import Archive
from painter.files.images import decode_picture, read_picture
from painter.files.limits import MAX_PICTURE_BYTES, MAX_TEXT_BYTES
from painter.files.reasons import cannot_read, check_readable, quoted
from painter.files.stack import parse_stack
from painter.pixels.resample import downscale, fitted

_ZIP_START = b"PK"
_PHOTOSHOP_START = b"8BPS"
_THUMBNAILS = ("Thumbnails/thumbnail.png", "mergedimage.png")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Glance:
    """What a file shows at a glance.

    Attributes:
        layers: How many layers it holds; 1 for a flat picture.
        pixels: A small picture, (h, w, 4) uint8 premultiplied sRGB RGBA, or None where it holds none.
        size_bytes: Of the file.
    """

    width_px: int
    height_px: int
    layers: int
    pixels: NDArray[np.uint8] | None
    size_bytes: int


def glance_at(path: Path, longest_px: int) -> Glance:
    """Look at a picture or layered file.

    Raises:
        PainterError: It cannot be read.
    """
    size_bytes = check_readable(path)
    try:
        with path.open("rb") as file:
            start = file.read(4)
            if start.startswith(_ZIP_START):
                return _glance_at_layers(path, longest_px, size_bytes)
            if start == _PHOTOSHOP_START:
                return _glance_at_photoshop(path, longest_px, size_bytes)
    except OSError as error:
        raise cannot_read(path, error) from error
    picture = read_picture(path)
    height, width = picture.pixels.shape[:2]
    return Glance(
        width_px=width,
        height_px=height,
        layers=1,
        pixels=_small(picture.pixels, longest_px),
        size_bytes=size_bytes,
    )


def _glance_at_layers(path: Path, longest_px: int, size_bytes: int) -> Glance:
    what = quoted(path)
    with path.open("rb") as file, Archive(file, what) as archive:
        stack = parse_stack(archive.read("stack.xml", MAX_TEXT_BYTES), what)
        name = next((name for name in _THUMBNAILS if name in archive), None)
        data = archive.read(name, MAX_PICTURE_BYTES) if name else b""
    pixels = decode_picture(data, path.name).pixels if data else None
    return Glance(
        width_px=stack.width_px,
        height_px=stack.height_px,
        layers=sum(not node.is_group for node in stack.walk()),
        pixels=None if pixels is None else _small(pixels, longest_px),
        size_bytes=size_bytes,
    )


def _glance_at_photoshop(path: Path, longest_px: int, size_bytes: int) -> Glance:
    from painter.files.photoshop.reading import read_merged  # most of a second

    merged = read_merged(path)
    height, width = merged.pixels.shape[:2]
    return Glance(
        width_px=width,
        height_px=height,
        layers=merged.layers,
        pixels=_small(merged.pixels, longest_px),
        size_bytes=size_bytes,
    )


def _small(pixels: NDArray[np.uint8], longest_px: int) -> NDArray[np.uint8]:
    width, height = fitted(pixels.shape[1], pixels.shape[0], longest_px)
    return downscale(pixels, width, height)
