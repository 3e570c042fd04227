"""The brush, the eraser and the smudge tool: strokes on the active layer with the brush and colour in hand."""

from __future__ import annotations

import math
import weakref
from collections import deque
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor

from painter.errors import PainterError
from painter.paint.brush import Brush
from painter.paint.curves import evaluated
from painter.paint.pen import mouse_pressure
from painter.paint.prediction import predicted
from painter.paint.stroke import PenSample
from painter.paint.symmetry import Symmetry
from painter.session import Session
from painter.ui.tools.tool import Ahead, DabShape, PenPoint, Stage, ToolCursor

MOUSE_TAU_S = 0.04
LINE_SPEED_PX_S = 1200.0
LINE_STEP_PX = 6.0
PLAIN_HARDNESS, PLAIN_COVER, PLAIN_LEVEL = 0.8, 0.9, 30.0
"""What a line of one colour looks like well enough for what is ahead of the stroke."""


class BrushTool:
    """Paints, or erases with the same brush."""

    def __init__(self, stage: Stage, *, erase: bool = False) -> None:
        self._stage = stage
        self._erase = erase
        self._erasing = erase
        self._pen: PenPoint | None = None
        self._places: deque[tuple[float, float, float]] = deque(maxlen=8)
        self._pressure = 1.0
        self._mouse: tuple[PenPoint, float] | None = None
        self._end: tuple[weakref.ref[Session], PenPoint] | None = None

    # What shows

    def hover(self, point: PenPoint) -> None:
        """Take note of how the pen is held over the canvas."""
        self._pen = point

    def cursor(self, at: QPointF, *, pressed: bool) -> ToolCursor:
        """Return the brush's outline; a forbidding sign where the active layer takes no paint."""
        stage = self._stage
        if not pressed and not self._takes_paint():
            return ToolCursor(shape=Qt.CursorShape.ForbiddenCursor, at=at)
        brush = stage.state.brush
        return ToolCursor(
            shape=Qt.CursorShape.BlankCursor,
            at=at,
            ring=brush.size_px * stage.transform.scale,
            dab=self._dab(brush),
            ahead=self._ahead(brush) if pressed else None,
        )

    def _takes_paint(self) -> bool:
        try:
            self._stage.session.paintable()
        except PainterError:
            return False
        return True

    def _dab(self, brush: Brush) -> DabShape | None:
        """Return what the outline looks like where it is no circle."""
        tip = brush.tip.images[0] if brush.tip.images else ""
        if brush.tip.ratio == 1.0 and not tip:
            return None
        view, pen = self._stage.transform, self._pen
        angle = brush.angle_deg
        if pen is not None and brush.follow == "azimuth":
            lean = math.radians(pen.tilt_x_deg), math.radians(pen.tilt_y_deg)
            angle += math.degrees(math.atan2(math.tan(lean[1]), math.tan(lean[0])))
        elif pen is not None and brush.follow == "rotation":
            angle += pen.rotation_deg
        turned = -angle if view.mirrored else angle
        return DabShape(ratio=brush.tip.ratio, angle_deg=turned + view.rotation_deg, flipped=view.mirrored, tip=tip)

    def _ahead(self, brush: Brush) -> Ahead | None:
        """Return the stroke's next moments, where a line of one colour looks as they will."""
        plain = (
            brush.tip.kind == "round"
            and brush.tip.ratio == 1.0
            and brush.tip.hardness >= PLAIN_HARDNESS
            and not brush.grain.texture
            and brush.dual is None
            and brush.mix.mode == "off"
            and brush.blend == "normal"
            and brush.scatter == 0.0
            and not self._erasing
            and brush.smooth.level <= PLAIN_LEVEL
            and brush.smooth.mode in ("raw", "euro")
        )
        if not plain or brush.opacity * brush.flow < PLAIN_COVER:
            return None
        if (
            _by_pressure(brush, "opacity", self._pressure) * _by_pressure(brush, "flow", self._pressure)
            < PLAIN_COVER
        ):
            return None
        soon = predicted(self._places)
        if soon is None:
            return None
        (_, x0, y0), (_, x1, y1) = self._places[-2], self._places[-1]
        width = brush.size_px * self._stage.transform.scale * _by_pressure(brush, "size", self._pressure)
        points = (QPointF(x0, y0), QPointF(x1, y1), QPointF(*soon))
        return Ahead(points=points, width=max(1.0, width), color=QColor(self._stage.state.foreground))

    # What it does

    def rest_s(self) -> float | None:
        """Return after how long a pen that rests goes on painting; None for never."""
        rate = self._stage.state.brush.rate_hz
        return 0.5 / rate if rate > 0.0 else None

    def press(self, point: PenPoint) -> None:
        """Begin a stroke.

        Raises:
            PainterError: The active layer takes no paint, or a picture of the brush is missing.
        """
        self._begin(self._stage.state.brush, erase=self._erase or point.eraser)
        self._places.clear()
        self._mouse = None
        self.move([point])

    def _begin(self, brush: Brush, *, erase: bool) -> None:
        stage = self._stage
        self._erasing = erase or brush.erases
        color = stage.state.foreground
        stage.session.begin_stroke(
            brush,
            (color.red(), color.green(), color.blue()),
            erase=erase,
            zoom=stage.transform.scale,
            symmetry=self._symmetry(),
        )

    def _symmetry(self) -> Symmetry | None:
        """Return the symmetry about the middle of the canvas."""
        symmetry, document = self._stage.state.symmetry, self._stage.session.document
        if symmetry is None:
            return None
        return replace(symmetry, x=document.width_px / 2, y=document.height_px / 2)

    def move(self, points: Sequence[PenPoint]) -> None:
        self._stage.session.extend_stroke([self._sample(point) for point in points])
        last = points[-1]
        self._pen = last

    def _sample(self, point: PenPoint) -> PenSample:
        self._places.append((point.t_s, point.at.x(), point.at.y()))
        self._pressure = pressure = self._mouse_pressure(point) if point.mouse else point.pressure
        return PenSample(
            point.t_s, point.x, point.y, pressure, point.tilt_x_deg, point.tilt_y_deg, point.rotation_deg
        )

    def _mouse_pressure(self, point: PenPoint) -> float:
        """Return a pressure by how quickly the mouse goes."""
        speed = 0.0
        if self._mouse is not None:
            before, speed = self._mouse
            spent = point.t_s - before.t_s
            if spent > 0.0:
                way = math.hypot(point.at.x() - before.at.x(), point.at.y() - before.at.y())
                speed += (1.0 - math.exp(-spent / MOUSE_TAU_S)) * (way / spent - speed)
        self._mouse = point, speed
        return mouse_pressure(speed)

    def release(self, point: PenPoint) -> None:
        """Commit the stroke; colour and brush count as used where it left paint."""
        self.move([point])
        self._finish(point)

    def _finish(self, point: PenPoint) -> None:
        stage = self._stage
        self._end = weakref.ref(stage.session), point
        before = stage.session.document
        stage.session.end_stroke()
        if stage.session.document is not before:
            stage.state.library.remember_used(stage.state.brush.name)
            if not self._erasing:
                stage.state.remember_color()

    def cancel(self) -> None:
        self._stage.session.cancel_stroke()

    # Straight lines

    def last_end(self) -> PenPoint | None:
        """Return where the last stroke on this document ended."""
        if self._end is None or self._end[0]() is not self._stage.session:
            return None
        return self._end[1]

    def line_to(self, point: PenPoint) -> None:
        """Paint a straight line from where the last stroke ended, as hard as the pen presses now.

        Raises:
            PainterError: The active layer takes no paint, or a picture of the brush is missing.
        """
        start = self.last_end()
        if start is None:
            return
        brush = self._stage.state.brush
        # A line is straight by itself: calming would only cut it short.
        steady = replace(brush, smooth=replace(brush.smooth, level=0.0))
        self._begin(steady, erase=self._erase or point.eraser)
        far = math.hypot(point.x - start.x, point.y - start.y)
        count = max(2, math.ceil(far / LINE_STEP_PX))
        seconds = far * self._stage.transform.scale / LINE_SPEED_PX_S
        pressure = 1.0 if point.mouse else point.pressure
        samples = [
            PenSample(
                point.t_s + seconds * share,
                start.x + (point.x - start.x) * share,
                start.y + (point.y - start.y) * share,
                pressure,
                point.tilt_x_deg,
                point.tilt_y_deg,
                point.rotation_deg,
            )
            for share in np.linspace(0.0, 1.0, count + 1).tolist()
        ]
        self._stage.session.extend_stroke(samples)
        self._finish(point)


def _by_pressure(brush: Brush, target: str, pressure: float) -> float:
    """Return what pressure leaves of a value."""
    share = 1.0
    for dynamic in brush.dynamics:
        if dynamic.target == target and dynamic.input == "pressure":
            at = float(evaluated(dynamic.points, np.array([pressure]))[0])
            share *= dynamic.lo + (dynamic.hi - dynamic.lo) * at
    return share
