"""The outline of what a brush presses on the canvas: an ellipse, or the rim of a picture tip.

In units of the dab's radius around its middle, so one outline serves every size and zoom.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter
from PySide6.QtCore import QLineF

from painter.errors import PainterError
from painter.paint.tips import find_picture

SIDE = 40
RIM = 0.2
"""How much of the paint has to be there to count as inside."""


@lru_cache(maxsize=64)
def tip_rim(name: str) -> tuple[QLineF, ...]:
    """Return the rim of a picture tip as short lines; nothing where the picture is missing or unreadable."""
    try:
        with Image.open(find_picture("tips", name)) as image:
            cover = image.getchannel("A") if image.mode in ("LA", "RGBA") else image.convert("L")
            side = max(cover.size)
            square = Image.new("L", (side, side))
            square.paste(cover, ((side - cover.width) // 2, (side - cover.height) // 2))
    except (PainterError, OSError, ValueError):
        return ()
    # Smoothed, or bristles and grains would each have a rim of their own.
    small = square.resize((SIDE, SIDE), Image.Resampling.BOX).filter(ImageFilter.GaussianBlur(1.2))
    cover_map = np.pad(np.asarray(small, np.float64) / 255, 1)
    if cover_map.max() <= 0.0:
        return ()
    return _contour(cover_map / cover_map.max() - RIM)


def _contour(field: NDArray[np.float64]) -> tuple[QLineF, ...]:
    """Return the lines where a field passes 0.

    Source: Lorensen, Cline 1987, Marching cubes, in the plane.
    """
    lines: list[QLineF] = []
    middle = (field.shape[0] - 1) / 2
    scale = 2 / SIDE
    inside = field > 0
    corners = inside[:-1, :-1].astype(int) + inside[:-1, 1:] + inside[1:, :-1] + inside[1:, 1:]
    for y, x in zip(*np.nonzero((corners > 0) & (corners < 4)), strict=True):
        at = [(0, 0), (1, 0), (1, 1), (0, 1)]
        values = [float(field[y + dy, x + dx]) for dx, dy in at]
        crossings = []
        for i, (ax, ay) in enumerate(at):
            bx, by = at[(i + 1) % 4]
            a, b = values[i], values[(i + 1) % 4]
            if (a > 0) != (b > 0):
                share = a / (a - b)
                crossings.append((x + ax + (bx - ax) * share, y + ay + (by - ay) * share))
        for (x0, y0), (x1, y1) in zip(crossings[::2], crossings[1::2], strict=True):
            lines.append(
                QLineF((x0 - middle) * scale, (y0 - middle) * scale, (x1 - middle) * scale, (y1 - middle) * scale)
            )
    return tuple(lines)
