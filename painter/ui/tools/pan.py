"""The hand that moves the canvas: the pan tool, Space, and the middle button."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt

from painter.ui.canvas.transform import ViewTransform
from painter.ui.tools.tool import PenPoint, Stage, ToolCursor


class PanTool:
    """Keeps the point of the canvas that was taken hold of under the pen."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._start = QPointF()
        self._view: ViewTransform = stage.transform

    def cursor(self, at: QPointF, *, pressed: bool) -> ToolCursor:
        shape = Qt.CursorShape.ClosedHandCursor if pressed else Qt.CursorShape.OpenHandCursor
        return ToolCursor(shape=shape, at=at)

    def press(self, point: PenPoint) -> None:
        self._start, self._view = point.at, self._stage.transform

    def move(self, points: Sequence[PenPoint]) -> None:
        way = points[-1].at - self._start
        self._stage.show_transform(self._view.moved(way.x(), way.y()))

    def release(self, point: PenPoint) -> None:
        self.move([point])

    def cancel(self) -> None:
        self._stage.show_transform(self._view)
