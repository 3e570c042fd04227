"""Rulers: lines and ellipses as pen samples, and a free hand led along them.

What comes out goes into a stroke as any pen input does, so every brush follows a ruler. Shows nothing.

Source: Ramanujan 1914, Modular equations and approximations to π (the length of an ellipse).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from painter.paint.pen import PenSample

STEP_PX = 4.0
PACE_PX_S = 800.0
"""How quickly a drawn shape is gone along, for brushes that follow speed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A straight line through two places; `endless` goes on beyond them."""

    x0: float
    y0: float
    x1: float
    y1: float
    endless: bool = True

    def nearest(self, x: float, y: float) -> tuple[float, float]:
        """Return the place on the line that is nearest."""
        dx, dy = self.x1 - self.x0, self.y1 - self.y0
        length = dx * dx + dy * dy
        if length == 0.0:
            return self.x0, self.y0
        share = ((x - self.x0) * dx + (y - self.y0) * dy) / length
        if not self.endless:
            share = min(1.0, max(0.0, share))
        return self.x0 + share * dx, self.y0 + share * dy

    def samples(self, *, pressure: float = 1.0, pressure_end: float | None = None) -> Iterator[PenSample]:
        """Yield the line from its first place to its last."""
        length = math.hypot(self.x1 - self.x0, self.y1 - self.y0)
        count = max(1, math.ceil(length / STEP_PX))
        end = pressure if pressure_end is None else pressure_end
        for i in range(count + 1):
            share = i / count
            yield PenSample(
                share * length / PACE_PX_S,
                self.x0 + share * (self.x1 - self.x0),
                self.y0 + share * (self.y1 - self.y0),
                pressure + share * (end - pressure),
            )

    def turned_to(self, step_deg: float) -> Line:
        """Return the line with its end on the nearest multiple of an angle: what Shift does."""
        length = math.hypot(self.x1 - self.x0, self.y1 - self.y0)
        step = math.radians(step_deg)
        angle = round(math.atan2(self.y1 - self.y0, self.x1 - self.x0) / step) * step
        return replace(self, x1=self.x0 + length * math.cos(angle), y1=self.y0 + length * math.sin(angle))


@dataclass(frozen=True, kw_only=True, slots=True)
class Ellipse:
    """An ellipse of two radii, turned clockwise by an angle."""

    x: float
    y: float
    radius_x: float
    radius_y: float
    angle_deg: float = 0.0

    def __post_init__(self) -> None:
        if self.radius_x <= 0.0 or self.radius_y <= 0.0:
            raise ValueError("an ellipse has radii above 0")

    def at(self, turn: float) -> tuple[float, float]:
        """Return the place at a share of a whole turn."""
        u, v = self.radius_x * math.cos(2 * math.pi * turn), self.radius_y * math.sin(2 * math.pi * turn)
        cos, sin = math.cos(math.radians(self.angle_deg)), math.sin(math.radians(self.angle_deg))
        return self.x + u * cos - v * sin, self.y + u * sin + v * cos

    def nearest(self, x: float, y: float) -> tuple[float, float]:
        """Return the place on the ellipse that is nearest, to a small part of a pixel."""
        best = min(range(64), key=lambda i: math.dist(self.at(i / 64), (x, y))) / 64
        reach = 1 / 64
        while reach > 1e-7:
            best = min((best - reach, best, best + reach), key=lambda turn: math.dist(self.at(turn), (x, y)))
            reach /= 2
        return self.at(best)

    def samples(self, *, pressure: float = 1.0) -> Iterator[PenSample]:
        """Yield the whole ellipse, a little over a turn so that its ends meet."""
        a, b = self.radius_x, self.radius_y
        length = math.pi * (3 * (a + b) - math.sqrt((3 * a + b) * (a + 3 * b)))
        count = max(12, math.ceil(length / STEP_PX))
        for i in range(count + 1):
            x, y = self.at(i / count)
            yield PenSample(i / count * length / PACE_PX_S, x, y, pressure)


def led_along(ruler: Line | Ellipse, samples: Iterable[PenSample]) -> Iterator[PenSample]:
    """Yield a free hand's samples moved onto a ruler; pressure, tilt and time stay the hand's."""
    for sample in samples:
        x, y = ruler.nearest(sample.x, sample.y)
        yield replace(sample, x=x, y=y)
