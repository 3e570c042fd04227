"""Resizing the brush on the canvas: Shift and a drag to the right or left, the outline's rim under the pen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt

from painter.paint.brush import MOST_SIZE_PX
from painter.ui.tools.tool import PenPoint, Stage, ToolCursor

LEAST_PX = 1.0
WHOLE_FROM_PX = 10.0


class ResizeTool:
    """Changes the size of the brush in hand; the outline stays where the drag began."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._start = QPointF()
        self._size_px = LEAST_PX

    def cursor(self, at: QPointF, *, pressed: bool) -> ToolCursor:
        stage = self._stage
        return ToolCursor(
            shape=Qt.CursorShape.BlankCursor,
            at=self._start if pressed else at,
            ring=stage.state.brush.size_px * stage.transform.scale,
        )

    def press(self, point: PenPoint) -> None:
        self._start, self._size_px = point.at, self._stage.state.brush.size_px

    def move(self, points: Sequence[PenPoint]) -> None:
        wider = 2 * (points[-1].at.x() - self._start.x()) / self._stage.transform.scale
        size_px = min(MOST_SIZE_PX, max(LEAST_PX, self._size_px + wider))
        self._stage.state.change_brush(size_px=round(size_px, 0 if size_px >= WHOLE_FROM_PX else 1))

    def release(self, point: PenPoint) -> None:
        self.move([point])

    def cancel(self) -> None:
        self._stage.state.change_brush(size_px=self._size_px)
