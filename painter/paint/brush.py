"""Brushes: what a stroke looks like, as frozen values. Starter presets.

Does not paint; `painter.paint.stroke` does. Round tips only so far.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Accumulate = Literal["build", "glaze", "wash"]
"""How the dabs of one stroke add up: without bound, up to a ceiling, or the strongest alone."""

LEAST_SIZE_PX, MOST_SIZE_PX = 0.5, 2000.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Brush:
    """A round brush.

    Attributes:
        size_px: Diameter at full pressure, 0.5 to 2000 canvas pixels.
        hardness: 0 (soft to the middle) to 1 (a crisp rim).
        spacing: Distance between dabs in diameters, 0.01 to 2.
        flow: 0 to 1, what one pass covers along its middle.
        opacity: 0 to 1, of the whole stroke.
        accumulate: How dabs of one stroke add up.
        size_least, flow_least, opacity_least: The share of size, flow and ceiling that is left as pressure goes
            to 0; 1 where pressure does not matter.
        smoothing: 0 (the pen as it comes) to 100 (slow and calm).
    """

    name: str = "Brush"
    size_px: float = 40.0
    hardness: float = 0.9
    spacing: float = 0.1
    flow: float = 1.0
    opacity: float = 1.0
    accumulate: Accumulate = "glaze"
    size_least: float = 1.0
    flow_least: float = 1.0
    opacity_least: float = 1.0
    smoothing: float = 0.0

    def __post_init__(self) -> None:
        ranges = {
            "size_px": (LEAST_SIZE_PX, MOST_SIZE_PX),
            "spacing": (0.01, 2.0),
            "smoothing": (0.0, 100.0),
            **dict.fromkeys(
                ("hardness", "flow", "opacity", "size_least", "flow_least", "opacity_least"), (0.0, 1.0)
            ),
        }
        for name, (low, high) in ranges.items():
            if not low <= getattr(self, name) <= high:
                raise ValueError(f"{name} {getattr(self, name)} is not within {low:g} to {high:g}")
        if self.accumulate not in ("build", "glaze", "wash"):
            raise ValueError(f"“{self.accumulate}” is no way to accumulate")


SOFT_ROUND = Brush(
    name="Soft round",
    size_px=60,
    hardness=0.3,
    spacing=0.08,
    flow=0.6,
    accumulate="glaze",
    opacity_least=0.0,
    smoothing=15,
)
HARD_ROUND = Brush(
    name="Hard round",
    size_px=40,
    hardness=0.9,
    spacing=0.1,
    flow=1.0,
    accumulate="glaze",
    size_least=0.3,
    opacity_least=0.0,
    smoothing=15,
)
INKER = Brush(
    name="Inker", size_px=14, hardness=0.97, spacing=0.04, flow=1.0, accumulate="wash", size_least=0.0, smoothing=30
)
PRESETS: tuple[Brush, ...] = (SOFT_ROUND, HARD_ROUND, INKER)
