"""Where tiles, their surroundings and samples lie, so that any size is painted in bounded memory.

A picture of any size is painted through a *working picture*: the same picture at the size the network's strokes
ask for (stroke scale), its sides multiples of 4. Tiles are cut in the picture; each needs a window of the
working picture with enough context that nothing beyond it could change a pixel. Geometry only: no pixels here.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from painter.ai.resample import LANCZOS, Band, axis_bands, cubic, span

ALIGN_PX = 4
"""The networks halve a picture twice; windows start and end at multiples of this."""

CONTEXT_PX = 64
"""Surroundings a window needs: the networks look 62 px far at most."""

LEAST_PX = 32
"""Sides of a working picture, at least; smaller pictures are mirrored until they fill it."""

LARGEST_TILE_PX = 1024
"""Sides of a piece of a picture that is larger than its working picture, at most."""


@dataclass(frozen=True, slots=True)
class Box:
    """Rows and columns of a part of a picture."""

    rows: range
    columns: range

    @property
    def area(self) -> int:
        return len(self.rows) * len(self.columns)

    @property
    def slices(self) -> tuple[slice, slice]:
        return slice(self.rows.start, self.rows.stop), slice(self.columns.start, self.columns.stop)


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture and its working picture.

    Attributes:
        scale: Picture pixels per working pixel: the stroke scale.
    """

    height_px: int
    width_px: int
    scale: float = 1.0

    @property
    def working(self) -> Box:
        """The whole working picture."""
        return Box(range(self._working(self.height_px)), range(self._working(self.width_px)))

    def _working(self, size: int) -> int:
        needed = max(LEAST_PX, -int(-size // self.scale))
        return -(-needed // ALIGN_PX) * ALIGN_PX

    def tiles(self, window_px: int, *, multiple_px: int = 1, part: Box | None = None) -> Iterator[Box]:
        """Yield a part of the picture in pieces, row by row, that fill it exactly.

        Args:
            window_px: About how large the window of a piece may be, in pixels.
            multiple_px: Every piece starts at a multiple of this.
            part: The whole picture where None.
        """
        part = part or Box(range(self.height_px), range(self.width_px))
        inner = max(LEAST_PX, math.isqrt(window_px) - 2 * (CONTEXT_PX + ALIGN_PX))
        side = max(1, int(inner * self.scale))
        if self.scale > 1:
            side = min(side, LARGEST_TILE_PX)
        for rows in _cut(part.rows, side, multiple_px):
            for columns in _cut(part.columns, side, multiple_px):
                yield Box(rows, columns)

    def needed(self, part: Box) -> tuple[list[Band], list[Band]]:
        """Return how a part of the picture comes from the working picture: its rows, its columns."""
        whole, by = self.working, cubic(self.coarseness)
        return (
            axis_bands(part.rows, 1 / self.scale, by, (0, len(whole.rows))),
            axis_bands(part.columns, 1 / self.scale, by, (0, len(whole.columns))),
        )

    @property
    def coarseness(self) -> float:
        """How much the working picture's own pixels would show in the picture: 0 up to scale 1, 1 from 1.5 on."""
        return min(1.0, max(0.0, 2 * (self.scale - 1)))

    def surrounded(self, part: Box, by_px: int) -> Box:
        """Return a part of the picture with surroundings, as far as the picture goes."""
        return Box(
            range(max(0, part.rows.start - by_px), min(self.height_px, part.rows.stop + by_px)),
            range(max(0, part.columns.start - by_px), min(self.width_px, part.columns.stop + by_px)),
        )

    def window(self, part: Box) -> Box:
        """Return the part of the working picture to paint for a part of the picture, context included."""
        whole = self.working
        if self.scale == 1.0:
            rows, columns = part.rows, part.columns
        else:
            rows, columns = map(span, self.needed(part))
        return Box(_surrounded(rows, len(whole.rows)), _surrounded(columns, len(whole.columns)))

    def sources(self, window: Box) -> tuple[list[Band], list[Band]]:
        """Return how a part of the working picture comes from the picture: its rows, its columns."""
        return axis_bands(window.rows, self.scale, LANCZOS), axis_bands(window.columns, self.scale, LANCZOS)

    def samples(self, side_px: int, count: int) -> list[Box]:
        """Return about `count` squares of the working picture, spread evenly over it."""
        height, width = len(self.working.rows), len(self.working.columns)
        down = max(1, min(round((count * height / width) ** 0.5), -(-height // side_px)))
        across = max(1, min(-(-count // down), -(-width // side_px)))
        return self.squares(side_px, down, across)

    def squares(self, side_px: int, down: int, across: int) -> list[Box]:
        """Return squares of the working picture, each in the middle of one of so many rows and columns."""
        height, width = len(self.working.rows), len(self.working.columns)
        tall, wide = min(side_px, height), min(side_px, width)
        tops = [_centred(height * (2 * i + 1) / (2 * down), tall, height) for i in range(down)]
        lefts = [_centred(width * (2 * i + 1) / (2 * across), wide, width) for i in range(across)]
        return [Box(range(top, top + tall), range(left, left + wide)) for top in tops for left in lefts]


def _centred(middle: float, side: int, size: int) -> int:
    return min(max(0, _aligned(middle - side / 2)), size - side)


def _cut(places: range, most: int, multiple: int) -> Iterator[range]:
    """Yield a range in equal pieces, each at most about `most` long and starting at a multiple."""
    count = max(1, -(-len(places) // most))
    step = -(-len(places) // (count * multiple)) * multiple
    first = places.start // multiple * multiple
    for start in range(first, places.stop, step):
        yield range(max(start, places.start), min(start + step, places.stop))


def _aligned(place: float) -> int:
    return int(place) // ALIGN_PX * ALIGN_PX


def _surrounded(inner: range, size: int) -> range:
    start = max(0, _aligned(inner.start - CONTEXT_PX))
    return range(start, min(size, _aligned(inner.stop + CONTEXT_PX + ALIGN_PX - 1)))
