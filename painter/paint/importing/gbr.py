"""GIMP's brushes: one picture, grey or in colour, with a spacing.

Source: GIMP's devel-docs/gbr.txt, versions 1 and 2.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from painter.paint.importing.imported import MOST_SIDE, Imported, Reader, stamp

Picture = tuple[NDArray[np.uint8], NDArray[np.uint8] | None]


def read_gbr(data: bytes, name: str) -> Imported:
    """Return the brush of a .gbr file.

    Raises:
        ValueError: It is damaged.
    """
    told, spacing, picture = read_one(Reader(data))
    brush, tips = stamp(told or name, [picture], spacing=spacing, order="random")
    notes = ("The colours of the picture became light and shade.",) if picture[1] is not None else ()
    return Imported(brushes=(brush,), tips=tips, notes=notes)


def read_one(reader: Reader) -> tuple[str, float, Picture]:
    """Return the name, the spacing in diameters and the picture of the brush at the reader's place.

    Raises:
        ValueError: It is damaged.
    """
    begin = reader.at
    header, version, width, height, depth = (reader.number("I") for _ in range(5))
    if version not in (1, 2) or depth not in (1, 4) or not (0 < width <= MOST_SIDE and 0 < height <= MOST_SIDE):
        raise ValueError("no brush of GIMP's")
    spacing = 0.1
    if version == 2:
        if reader.take(4) != b"GIMP":
            raise ValueError("no brush of GIMP's")
        spacing = reader.number("I") / 100
    if header < reader.at - begin:
        raise ValueError("no brush of GIMP's")
    name = reader.take(header - (reader.at - begin)).split(b"\0")[0].decode("utf-8", "replace").strip()
    pixels = np.frombuffer(reader.take(width * height * depth), np.uint8).reshape(height, width, depth)
    if depth == 1:
        return name, spacing, (pixels[..., 0].copy(), None)
    light = (pixels[..., :3] @ np.array([0.2126, 0.7152, 0.0722])).round().astype(np.uint8)
    return name, spacing, (pixels[..., 3].copy(), light)
