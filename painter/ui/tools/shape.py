"""Lines, rectangles and ellipses drawn with the brush in hand: a stroke along them, seen while they are dragged."""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import Enum, auto
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF

from painter.paint.stroke import PenSample
from painter.ui.tools.brush import BrushTool
from painter.ui.tools.selecting import ALT, CLICK_WITHIN, SHIFT
from painter.ui.tools.tool import PenPoint, Stage, ToolCursor

SNAP_DEG = 15.0
STEP_PX = 2.0
MOST_SAMPLES = 4000
APART_S = 1.0
"""Between two samples: so slow a hand needs no smoothing, and corners stay corners."""


class Shape(Enum):
    """What is drawn."""

    LINE = auto()
    RECTANGLE = auto()
    ELLIPSE = auto()


class ShapeTool:
    """A drag from end to end, or from corner to corner.

    Shift keeps lines to angles of 15° and the others as wide as high; Alt draws from the middle.
    """

    def __init__(self, stage: Stage, shape: Shape) -> None:
        self._stage, self._shape = stage, shape
        self._brush = BrushTool(stage)
        self._start: PenPoint | None = None
        self._end: PenPoint | None = None

    def cursor(self, at: QPointF, *, pressed: bool) -> ToolCursor:
        return self._brush.cursor(at, pressed=pressed)

    def press(self, point: PenPoint) -> None:
        """Begin.

        Raises:
            PainterError: The active layer takes no paint.
        """
        self._begin()
        self._start = self._end = point

    def _begin(self) -> None:
        """Begin a stroke; the one from the frame before is dropped."""
        stage, ink = self._stage, self._stage.state.foreground
        color = (ink.red(), ink.green(), ink.blue())
        stage.session.begin_stroke(stage.state.brush, color, zoom=stage.transform.scale)

    def move(self, points: Sequence[PenPoint]) -> None:
        self._end = points[-1]
        path = self._path()
        if path is None:
            self._stage.session.cancel_stroke()
            return
        self._begin()
        self._stage.session.extend_stroke(
            PenSample(number * APART_S, float(x), float(y), 1.0) for number, (x, y) in enumerate(path)
        )

    def release(self, point: PenPoint) -> None:
        """Commit the stroke; the colour counts as used where it left paint."""
        self.move([point])
        session = self._stage.session
        before = session.document
        session.end_stroke()
        self._start = None
        if session.document is not before:
            self._stage.state.remember_color()

    def cancel(self) -> None:
        self._start = None
        self._stage.session.cancel_stroke()

    def _path(self) -> NDArray[np.float64] | None:
        """Return canvas points along the shape, (n, 2); None where nothing was dragged yet."""
        start, end = self._start, self._end
        if start is None or end is None:
            return None
        way = end.at - start.at
        if abs(way.x()) + abs(way.y()) < CLICK_WITHIN:
            return None
        dx, dy = end.x - start.x, end.y - start.y
        keys = self._stage.modifiers
        if keys & SHIFT:
            dx, dy = self._regular(dx, dy)
        x, y = (start.x - dx, start.y - dy) if keys & ALT else (start.x, start.y)
        to_x, to_y = start.x + dx, start.y + dy
        if self._shape is Shape.LINE:
            return _along(np.array([(x, y), (to_x, to_y)]))
        if self._shape is Shape.RECTANGLE:
            return _along(np.array([(x, y), (to_x, y), (to_x, to_y), (x, to_y), (x, y)]))
        rx, ry = abs(to_x - x) / 2, abs(to_y - y) / 2
        count = int(min(MOST_SAMPLES, max(48, math.pi * (rx + ry) / STEP_PX)))
        turn = np.linspace(0, 2 * np.pi, count + 1)
        return np.stack([(x + to_x) / 2 + rx * np.cos(turn), (y + to_y) / 2 + ry * np.sin(turn)], 1)

    def _regular(self, dx: float, dy: float) -> tuple[float, float]:
        if self._shape is Shape.LINE:
            step, length = math.radians(SNAP_DEG), math.hypot(dx, dy)
            turn = round(math.atan2(dy, dx) / step) * step
            return length * math.cos(turn), length * math.sin(turn)
        side = max(abs(dx), abs(dy))
        return math.copysign(side, dx), math.copysign(side, dy)


def _along(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return points every few pixels along straight lines, every corner among them."""
    lengths = np.hypot(*np.diff(corners, axis=0).T)
    step = max(STEP_PX, float(lengths.sum()) / MOST_SAMPLES)
    parts = []
    for (start, end), length in zip(pairwise(corners), lengths, strict=True):
        t = np.linspace(0, 1, max(1, math.ceil(length / step)) + 1)[:-1, None]
        parts.append(start + (end - start) * t)
    return np.concatenate([*parts, corners[-1:]])
