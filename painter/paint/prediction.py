"""Where the pen will be when the screen shows the next frame: for overlays, never for the stroke."""

from __future__ import annotations

import math
from collections.abc import Sequence

HORIZON_S = 0.012
OVER_S = 0.024
"""The speed is that over the last samples within this time: two samples alone tremble."""
MOST_PX = 48.0
STILL_S = 0.05
"""A pen that reported nothing for so long has stopped."""


def predicted(
    places: Sequence[tuple[float, float, float]], *, now_s: float | None = None
) -> tuple[float, float] | None:
    """Return where the pen is likely to be soon, in the units of its places; None where nobody can tell.

    Args:
        places: (t in seconds, x, y) of the last samples, oldest first.
        now_s: On the same clock; the last sample's time where None.
    """
    if len(places) < 3:
        return None
    t, x, y = places[-1]
    if now_s is not None and now_s - t > STILL_S:
        return None
    start = next(place for place in places if t - place[0] <= OVER_S)
    if start[0] >= t:
        start = places[-2]
    spent = t - start[0]
    if spent <= 0.0:
        return None
    dx, dy = (x - start[1]) / spent * HORIZON_S, (y - start[2]) / spent * HORIZON_S
    far = math.hypot(dx, dy)
    if far > MOST_PX:
        dx, dy = dx * MOST_PX / far, dy * MOST_PX / far
    return x + dx, y + dy
