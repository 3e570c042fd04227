"""Painting several strokes with one hand: mirrors at any axis, spokes, a kaleidoscope, and a seamless tile.

Works on dabs: places, turns and flips. All copies share the first one's chances. A dab that lies on its own mirror
image is laid once.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from painter.document.geometry import Rect
from painter.pixels.dab import Dabs

Kind = Literal["mirror", "radial", "kaleidoscope", "wrap"]
STEP = 64.0
"""Places are rounded to 64ths of a pixel, which float32 holds exactly, so mirrored dabs are equal to the bit."""
SAME_PX = 1.0 / STEP


@dataclass(frozen=True, kw_only=True, slots=True)
class Symmetry:
    """How a stroke is repeated.

    Attributes:
        x, y: The centre in canvas pixels, or a point of the axis.
        angle_deg: Of the mirror's axis, clockwise from the right; 90 is upright.
        spokes: Copies around the centre, 2 to 32; a kaleidoscope mirrors each besides.
    """

    kind: Kind
    x: float = 0.0
    y: float = 0.0
    angle_deg: float = 90.0
    spokes: int = 6

    def __post_init__(self) -> None:
        if self.kind not in ("mirror", "radial", "kaleidoscope", "wrap"):
            raise ValueError(f"“{self.kind}” is no symmetry")
        if not 2 <= self.spokes <= 32:
            raise ValueError(f"{self.spokes} spokes are not within 2 to 32")

    def spread(self, dabs: Dabs, canvas: Rect) -> list[Dabs]:
        """Return the dabs of each copy, the drawn one first."""
        if not len(dabs):
            return [dabs]
        dabs = replace(dabs, x=np.rint(dabs.x * STEP) / STEP, y=np.rint(dabs.y * STEP) / STEP)
        if self.kind == "wrap":
            return _wrapped(dabs, canvas)
        if self.kind == "mirror":
            return [dabs, *self._unless_there(dabs, [self._mirrored(dabs, self.angle_deg)])]
        copies = [self._turned(dabs, 360.0 * i / self.spokes) for i in range(1, self.spokes)]
        if self.kind == "kaleidoscope":
            copies += [self._mirrored(copy, self.angle_deg) for copy in (dabs, *copies)]
        return [dabs, *self._unless_there(dabs, copies)]

    def _unless_there(self, dabs: Dabs, copies: list[Dabs]) -> list[Dabs]:
        """Leave out of each copy the dabs that would lie where the drawn ones lie."""
        kept = []
        for copy in copies:
            apart = np.hypot(copy.x - dabs.x, copy.y - dabs.y) > SAME_PX
            kept.append(copy if apart.all() else copy.chosen(apart))
        return kept

    def _turned(self, dabs: Dabs, degrees: float) -> Dabs:
        cos, sin = _cos_sin(degrees)
        dx, dy = dabs.x - self.x, dabs.y - self.y
        angle = _known(dabs.angle, dabs)
        # A flipped tip is flipped before it is turned, so both turn alike.
        return replace(
            dabs,
            x=_rounded(self.x + cos * dx - sin * dy),
            y=_rounded(self.y + sin * dx + cos * dy),
            angle=angle + math.radians(degrees) * _known(dabs.flip_x, dabs, 1.0) * _known(dabs.flip_y, dabs, 1.0),
        )

    def _mirrored(self, dabs: Dabs, axis_deg: float) -> Dabs:
        cos, sin = _cos_sin(2 * axis_deg)
        dx, dy = dabs.x - self.x, dabs.y - self.y
        x, y = _rounded(self.x + cos * dx + sin * dy), _rounded(self.y + sin * dx - cos * dy)
        flip_x, flip_y = _known(dabs.flip_x, dabs, 1.0), _known(dabs.flip_y, dabs, 1.0)
        angle = _known(dabs.angle, dabs)
        if abs(cos + 1.0) < 1e-12:
            return replace(dabs, x=x, y=y, flip_x=-flip_x, flip_y=flip_y, angle=angle)
        turned = angle - math.radians(2 * axis_deg) * flip_x * flip_y
        return replace(dabs, x=x, y=y, flip_x=flip_x, flip_y=-flip_y, angle=turned)


def _rounded(values: NDArray[np.float64]) -> NDArray[np.float64]:
    result: NDArray[np.float64] = np.rint(values * STEP) / STEP
    return result


def _known(values: NDArray[np.float64] | None, dabs: Dabs, usual: float = 0.0) -> NDArray[np.float64]:
    return np.full(len(dabs), usual) if values is None else values


def _cos_sin(degrees: float) -> tuple[float, float]:
    """Return cosine and sine, exact at right angles."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return tuple(round(v) if abs(v - round(v)) < 1e-12 else v for v in (cos, sin))  # type: ignore[return-value]


def _wrapped(dabs: Dabs, canvas: Rect) -> list[Dabs]:
    """Return the dabs and those parts of them that come in again on the other sides of the canvas."""
    reach = 1.5 * np.maximum(dabs.radius_px, 0.5) + 2.0
    x, y = np.mod(dabs.x, canvas.width), np.mod(dabs.y, canvas.height)
    inside = replace(dabs, x=x, y=y)
    copies = [inside]
    for right in (-1, 0, 1):
        for down in (-1, 0, 1):
            if not right and not down:
                continue
            ax, ay = x + right * canvas.width, y + down * canvas.height
            seen = (ax > -reach) & (ax < canvas.width + reach) & (ay > -reach) & (ay < canvas.height + reach)
            if seen.any():
                copies.append(replace(dabs, x=ax, y=ay).chosen(seen))
    return copies
