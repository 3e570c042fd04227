"""Shift on the canvas: a drag to the right or left resizes the brush, up or down changes its opacity, a click
draws a straight line from where the last stroke ended.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Literal

from PySide6.QtCore import QPointF, Qt

from painter.paint.brush import MOST_SIZE_PX
from painter.ui.tools.brush import BrushTool
from painter.ui.tools.tool import PenPoint, Stage, ToolCursor

LEAST_PX = 1.0
WHOLE_FROM_PX = 10.0
CLICK_PX = 4.0
"""Less than this is no drag, in logical pixels."""
OPACITY_PX = 200.0
"""So far up or down is all of the opacity."""
LEAST_OPACITY = 0.05


class ResizeTool:
    """Changes size or opacity of the brush in hand, whichever way the drag sets out; the outline stays put."""

    def __init__(self, stage: Stage, brush_tool: Callable[[], BrushTool | None]) -> None:
        """Make the tool; `brush_tool` returns the one that a click paints a line with."""
        self._stage = stage
        self._brush_tool = brush_tool
        self._start = QPointF()
        self._size_px, self._opacity = LEAST_PX, 1.0
        self._way: Literal["", "size", "opacity"] = ""
        self._pressure = 0.0

    def cursor(self, at: QPointF, *, pressed: bool) -> ToolCursor:
        stage = self._stage
        tool = self._brush_tool()
        end = None if tool is None or pressed else tool.last_end()
        return ToolCursor(
            shape=Qt.CursorShape.BlankCursor,
            at=self._start if pressed else at,
            ring=stage.state.brush.size_px * stage.transform.scale,
            line_from=None if end is None else stage.transform.to_widget(end.x, end.y),
        )

    def press(self, point: PenPoint) -> None:
        brush = self._stage.state.brush
        self._start, self._size_px, self._opacity, self._way = point.at, brush.size_px, brush.opacity, ""
        self._pressure = point.pressure

    def move(self, points: Sequence[PenPoint]) -> None:
        self._pressure = max(self._pressure, *(point.pressure for point in points))
        way = points[-1].at - self._start
        if not self._way:
            if max(abs(way.x()), abs(way.y())) < CLICK_PX:
                return
            self._way = "size" if abs(way.x()) >= abs(way.y()) else "opacity"
        if self._way == "opacity":
            opacity = self._opacity - way.y() / OPACITY_PX
            self._stage.state.change_brush(opacity=round(min(1.0, max(LEAST_OPACITY, opacity)), 2))
            return
        wider = 2 * way.x() / self._stage.transform.scale
        size_px = min(MOST_SIZE_PX, max(LEAST_PX, self._size_px + wider))
        self._stage.state.change_brush(size_px=round(size_px, 0 if size_px >= WHOLE_FROM_PX else 1))

    def release(self, point: PenPoint) -> None:
        """Finish the drag, or draw the line.

        Raises:
            PainterError: The active layer takes no paint.
        """
        pressure = self._pressure
        self.move([point])
        tool = self._brush_tool()
        if not self._way and tool is not None:
            tool.line_to(_pressing(point, pressure))

    def cancel(self) -> None:
        self._stage.state.change_brush(size_px=self._size_px, opacity=self._opacity)


def _pressing(point: PenPoint, pressure: float) -> PenPoint:
    """Return the point with the pressure of the whole click: a pen that leaves presses no more."""
    return replace(point, pressure=max(point.pressure, pressure))
