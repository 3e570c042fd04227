"""Photoshop's brush files: the sampled tips of versions 1, 2, 6.1 and 6.2. Their dynamics are not read.

Source: the layouts that GIMP's plug-in and Krita's reader follow; Adobe has not published them. Rows are packed
as in TIFF's PackBits.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from painter.paint.brush import Brush
from painter.paint.importing.imported import MOST_SIDE, Imported, Reader, stamp

COMPUTED, SAMPLED = 1, 2
DROPPED = "Only the pictures of Photoshop's tips come along; their dynamics, textures and colours do not."
SAMPLE_HEADERS = {1: 47, 2: 301}
"""Bytes before a sample's bounds, by the minor version: an id and what is not documented."""


def read_abr(data: bytes, name: str) -> Imported:
    """Return the sampled tips of an .abr file as brushes.

    Raises:
        ValueError: It is damaged or of another version.
    """
    reader = Reader(data)
    version = reader.number("H")
    notes = [DROPPED]
    if version in (1, 2):
        found = _old(reader, version, notes)
    elif version in (6, 7, 9, 10):
        found = _new(reader, name, notes)
    else:
        raise ValueError("an unknown version")
    brushes: list[Brush] = []
    tips: dict[str, bytes] = {}
    for i, (told, spacing, alpha) in enumerate(found, 1):
        brush, own = stamp(told or f"{name} {i}", [(alpha, None)], spacing=spacing, order="random")
        brushes.append(brush)
        tips |= own
    return Imported(brushes=tuple(brushes), tips=tips, notes=tuple(notes))


def _old(reader: Reader, version: int, notes: list[str]) -> list[tuple[str, float, NDArray[np.uint8]]]:
    found = []
    for _ in range(reader.number("H")):
        kind, size = reader.number("H"), reader.number("I")
        own = Reader(reader.data, reader.at, reader.at + size)
        reader.take(size)
        if kind != SAMPLED:
            notes.append("A round tip of Photoshop's was left out: painter has its own.")
            continue
        own.take(4)
        spacing = own.number("H") / 100
        told = ""
        if version == 2:
            told = own.take(2 * own.number("I")).decode("utf-16-be", "replace").strip("\0")
        own.take(1)
        own.take(8)
        found.append((told, spacing, _sample(own)))
    return found


def _new(reader: Reader, name: str, notes: list[str]) -> list[tuple[str, float, NDArray[np.uint8]]]:
    minor = reader.number("H")
    if minor not in SAMPLE_HEADERS:
        raise ValueError("an unknown version")
    while reader.left >= 12:
        if reader.take(4) != b"8BIM":
            raise ValueError("a damaged section")
        key, size = reader.take(4), reader.number("I")
        if key != b"samp":
            reader.take(min(reader.left, size + (-size % 4 if reader.left > size else 0)))
            continue
        section = Reader(reader.data, reader.at, reader.at + size)
        found = []
        while section.left > 4:
            length = section.number("I")
            own = Reader(section.data, section.at, min(section.end, section.at + length))
            section.take(min(section.left, length + -length % 4))
            own.take(SAMPLE_HEADERS[minor])
            found.append(("", 0.25, _sample(own)))
        return found
    notes.append(f"There are no sampled tips in “{name}”.")
    return []


def _sample(reader: Reader) -> NDArray[np.uint8]:
    """Return the picture at the reader's place, (h, w) uint8 coverage."""
    top, left, bottom, right = (reader.number("i") for _ in range(4))
    depth, packed = reader.number("h"), reader.number("B")
    width, height = right - left, bottom - top
    if not (0 < width <= MOST_SIDE and 0 < height <= MOST_SIDE) or depth not in (8, 16) or packed not in (0, 1):
        raise ValueError("a damaged picture")
    size = width * depth // 8
    if packed:
        lengths = [reader.number("H") for _ in range(height)]
        data = b"".join(_unpacked(reader.take(length), size) for length in lengths)
    else:
        data = reader.take(size * height)
    if depth == 8:
        return np.frombuffer(data, np.uint8).reshape(height, width).copy()
    return (np.frombuffer(data, ">u2").reshape(height, width) >> 8).astype(np.uint8)


def _unpacked(data: bytes, size: int) -> bytes:
    """Return a PackBits row of this many bytes."""
    out = bytearray()
    at = 0
    while at < len(data) and len(out) < size:
        head = data[at]
        at += 1
        if head < 128:
            out += data[at : at + head + 1]
            at += head + 1
        elif head > 128:
            out += data[at : at + 1] * (257 - head)
            at += 1
    if len(out) != size:
        raise ValueError("a damaged row")
    return bytes(out)
