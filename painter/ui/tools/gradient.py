"""A gradient dragged from where it begins to where it ends, seen while it is dragged."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QRegion

from painter.errors import PainterError
from painter.paint.filling import Gradient, gradient_over
from painter.ui.tools.selecting import SHIFT
from painter.ui.tools.tool import PenPoint, Stage, ToolCursor

SNAP_DEG = 15.0
END = 5.0
"""Radius of the marks at both ends, in logical pixels."""


class GradientTool:
    """Lays a gradient over the layer, within the selection; Shift keeps to angles of 15°."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._start: PenPoint | None = None
        self._end = (0.0, 0.0)

    def cursor(self, at: QPointF, *, pressed: bool) -> ToolCursor:
        shape = Qt.CursorShape.CrossCursor
        try:
            self._stage.session.paintable()
        except PainterError:
            shape = Qt.CursorShape.ForbiddenCursor
        return ToolCursor(shape=shape, at=at)

    def press(self, point: PenPoint) -> None:
        """Begin a gradient.

        Raises:
            PainterError: The active layer takes no paint.
        """
        self._stage.session.paintable()
        self._start, self._end = point, (point.x, point.y)
        self._stage.refresh_tool()

    def move(self, points: Sequence[PenPoint]) -> None:
        self._end = self._snapped(points[-1])
        gradient, opacity = self._gradient(), self._stage.state.values.gradient.opacity
        if gradient is not None:
            self._stage.session.preview_pixels(
                lambda raster: gradient_over(raster, gradient, opacity=opacity, coarse=True)
            )
        self._stage.refresh_tool()

    def release(self, point: PenPoint) -> None:
        """Lay it down; a mere press does nothing."""
        self._end = self._snapped(point)
        gradient, opacity = self._gradient(), self._stage.state.values.gradient.opacity
        self._start = None
        session = self._stage.session
        if gradient is None:
            session.end_preview()
        elif session.change_pixels("Gradient", lambda raster: gradient_over(raster, gradient, opacity=opacity)):
            self._stage.state.remember_color()
        self._stage.refresh_tool()

    def cancel(self) -> None:
        self._start = None
        self._stage.session.end_preview()
        self._stage.refresh_tool()

    def _snapped(self, point: PenPoint) -> tuple[float, float]:
        start = self._start
        if start is None or not self._stage.modifiers & SHIFT:
            return point.x, point.y
        dx, dy = point.x - start.x, point.y - start.y
        step = math.radians(SNAP_DEG)
        turn, length = round(math.atan2(dy, dx) / step) * step, math.hypot(dx, dy)
        return start.x + length * math.cos(turn), start.y + length * math.sin(turn)

    def _gradient(self) -> Gradient | None:
        """Return the gradient as dragged so far, None where it has no length."""
        start, values, state = self._start, self._stage.state.values.gradient, self._stage.state
        if start is None or math.hypot(self._end[0] - start.x, self._end[1] - start.y) < 1.0:
            return None
        ends = [_rgb(state.foreground), _rgb(state.foreground if values.fades else state.background)]
        alphas = [1.0, 0.0 if values.fades else 1.0]
        if values.turned:
            ends.reverse()
            alphas.reverse()
        return Gradient(
            kind=values.kind,
            x0=start.x,
            y0=start.y,
            x1=self._end[0],
            y1=self._end[1],
            start=ends[0],
            end=ends[1],
            start_alpha=alphas[0],
            end_alpha=alphas[1],
        )

    # What shows

    def _ends(self) -> tuple[QPointF, QPointF] | None:
        if self._start is None:
            return None
        view = self._stage.transform
        return view.to_widget(self._start.x, self._start.y), view.to_widget(*self._end)

    def covered(self) -> QRegion:
        ends = self._ends()
        if ends is None:
            return QRegion()
        margin = int(END) + 3
        box = QRectF(*ends).normalized().toAlignedRect()
        return QRegion(box.adjusted(-margin, -margin, margin, margin))

    def paint(self, painter: QPainter) -> None:
        ends = self._ends()
        if ends is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for width, shade in ((3.0, QColor(0, 0, 0, 170)), (1.0, QColor(255, 255, 255))):
            painter.setPen(QPen(shade, width))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawLine(*ends)
            for at in ends:
                painter.drawEllipse(at, END, END)
        painter.restore()


def _rgb(color: QColor) -> tuple[int, int, int]:
    return color.red(), color.green(), color.blue()
