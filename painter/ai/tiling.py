"""Where tiles, their surroundings and samples lie, so that any size is painted in bounded memory.

A picture of any size is painted through a *working picture*: the same picture at the size the network's strokes
ask for (stroke scale), its sides multiples of 4. Tiles are cut in the picture; each needs a window of the
working picture with enough context that nothing beyond it could change a pixel. Geometry only: no pixels here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from painter.ai.resample import Band, axis_bands, cubic, lanczos, span

ALIGN_PX = 4
"""The networks halve a picture twice; windows start and end at multiples of this."""

CONTEXT_PX = 64
"""Surroundings a window needs: the networks look 62 px far at most."""

LEAST_PX = 32
"""Sides of a working picture, at least; smaller pictures are mirrored until they fill it."""


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

    def tiles(self, tile_px: int, multiple_px: int = 1) -> Iterator[Box]:
        """Yield parts of the picture, row by row, each about `tile_px` working pixels wide and high.

        Args:
            multiple_px: Every part starts at a multiple of this.
        """
        step = max(1, round(tile_px * self.scale / multiple_px)) * multiple_px
        for top in range(0, self.height_px, step):
            for left in range(0, self.width_px, step):
                rows = range(top, min(top + step, self.height_px))
                yield Box(rows, range(left, min(left + step, self.width_px)))

    def needed(self, part: Box) -> tuple[list[Band], list[Band]]:
        """Return how a part of the picture comes from the working picture: its rows, its columns."""
        whole = self.working
        return (
            axis_bands(part.rows, 1 / self.scale, cubic, (0, len(whole.rows))),
            axis_bands(part.columns, 1 / self.scale, cubic, (0, len(whole.columns))),
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
        return axis_bands(window.rows, self.scale, lanczos), axis_bands(window.columns, self.scale, lanczos)

    def samples(self, side_px: int, count: int) -> list[Box]:
        """Return about `count` squares of the working picture, spread evenly over it."""
        height, width = len(self.working.rows), len(self.working.columns)
        down = max(1, min(round((count * height / width) ** 0.5), -(-height // side_px)))
        across = max(1, min(-(-count // down), -(-width // side_px)))
        tall, wide = min(side_px, height), min(side_px, width)
        tops = [_aligned((height - tall) * (2 * i + 1) / (2 * down)) for i in range(down)]
        lefts = [_aligned((width - wide) * (2 * i + 1) / (2 * across)) for i in range(across)]
        return [Box(range(top, top + tall), range(left, left + wide)) for top in tops for left in lefts]


def _aligned(place: float) -> int:
    return int(place) // ALIGN_PX * ALIGN_PX


def _surrounded(inner: range, size: int) -> range:
    start = max(0, _aligned(inner.start - CONTEXT_PX))
    return range(start, min(size, _aligned(inner.stop + CONTEXT_PX + ALIGN_PX - 1)))
