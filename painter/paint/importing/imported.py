"""What an import gives, and what all formats share: reading bytes, and tips as PNG."""

from __future__ import annotations

import hashlib
import io
import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from painter.errors import PainterError
from painter.paint.brush import MOST_SIZE_PX, Brush, Tip

MOST_FILE_BYTES = 512 << 20
MOST_SIDE = 8192


@dataclass(frozen=True, kw_only=True, slots=True)
class Imported:
    """Brushes out of a file.

    Attributes:
        tips: PNG bytes of the pictures they use, by name.
        notes: A sentence for each thing that could not be brought along.
    """

    brushes: tuple[Brush, ...]
    tips: Mapping[str, bytes] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def read_bytes(path: Path) -> bytes:
    """Return a file's bytes.

    Raises:
        PainterError: It cannot be read or is too large.
    """
    try:
        if path.stat().st_size > MOST_FILE_BYTES:
            raise PainterError(f"“{path.name}” is too large to be a brush file.")
        return path.read_bytes()
    except OSError as error:
        raise PainterError(f"The brush file “{path.name}” cannot be read: {error.strerror}.") from error


class Reader:
    """Reads big-endian numbers one after the other.

    Every method raises ValueError where the data ends too early.
    """

    def __init__(self, data: bytes, at: int = 0, end: int | None = None) -> None:
        self.data, self.at, self.end = data, at, len(data) if end is None else min(end, len(data))

    @property
    def left(self) -> int:
        return self.end - self.at

    def take(self, count: int) -> bytes:
        if count < 0 or count > self.left:
            raise ValueError("the file ends too early")
        self.at += count
        return self.data[self.at - count : self.at]

    def number(self, kind: str) -> int:
        """Return a number of struct's kind: B, h, H, i, I."""
        return int(struct.unpack(f">{kind}", self.take(struct.calcsize(f">{kind}")))[0])


def tip_png(alpha: NDArray[np.uint8], light: NDArray[np.uint8] | None = None) -> bytes:
    """Return a tip as PNG: grey where it covers, or grey and alpha where it has lightness."""
    if light is None:
        image = Image.fromarray(alpha)
    else:
        image = Image.merge("LA", (Image.fromarray(light), Image.fromarray(alpha)))
    packed = io.BytesIO()
    image.save(packed, "PNG", optimize=True)
    return packed.getvalue()


def tip_name(name: str, png: bytes) -> str:
    """Return a name for a tip's file that no other tip has."""
    plain = re.sub(r"[^\w .()+&-]", "_", name).strip(" .")[:80] or "tip"
    return f"{plain} {hashlib.sha256(png).hexdigest()[:8]}"


def stamp(
    name: str, pictures: list[tuple[NDArray[np.uint8], NDArray[np.uint8] | None]], *, spacing: float, order: str
) -> tuple[Brush, dict[str, bytes]]:
    """Return a brush that stamps pictures, at the size they have, and the pictures.

    Args:
        pictures: Coverage, and lightness where it has any; (h, w) uint8.
        spacing: In diameters.
    """
    tips: dict[str, bytes] = {}
    for alpha, light in pictures:
        png = tip_png(alpha, light)
        tips[tip_name(name, png)] = png
    side = max(max(alpha.shape) for alpha, _ in pictures)
    lit = all(light is not None for _, light in pictures)
    brush = Brush(
        name=name or "Imported",
        group="Imported",
        size_px=float(min(MOST_SIZE_PX, max(1, side))),
        spacing=min(2.0, max(0.01, spacing)),
        accumulate="build",
        tip=Tip(kind="lightness" if lit else "alpha", images=tuple(tips), order=order),  # type: ignore[arg-type]
    )
    return brush, tips
