"""What the pen reports."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PenSample:
    """Where the pen was.

    Attributes:
        t_s: Any clock that only goes forward, in seconds.
        x, y: Canvas pixels; a pixel's centre lies at .5.
        pressure: 0 (paints nothing) to 1; 1 for a mouse.
        tilt_x_deg, tilt_y_deg: Lean to the right and towards the artist, -90 to 90; 0 upright or unknown.
        rotation_deg: The barrel's turn, clockwise.
    """

    t_s: float
    x: float
    y: float
    pressure: float = 1.0
    tilt_x_deg: float = 0.0
    tilt_y_deg: float = 0.0
    rotation_deg: float = 0.0


def mouse_pressure(speed_px_s: float) -> float:
    """Return a pressure for a pointer that has none: quick strokes are light.

    Args:
        speed_px_s: Screen pixels a second.
    """
    speed = math.log1p(max(0.0, speed_px_s) / 55.0) / math.log1p(4000.0 / 55.0)
    return 0.35 + 0.65 * (1.0 - min(1.0, speed))
