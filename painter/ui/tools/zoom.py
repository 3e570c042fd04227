"""Zooming by dragging: right or up is closer, about the point where the drag began."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt

from painter.ui.canvas.transform import ViewTransform
from painter.ui.tools.tool import PenPoint, Stage, ToolCursor

DOUBLING = 120.0
"""Logical pixels of dragging that double the zoom."""


class ZoomTool:
    """Held with Ctrl+Space."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._start = QPointF()
        self._view: ViewTransform = stage.transform

    def cursor(self, at: QPointF, *, pressed: bool) -> ToolCursor:
        return ToolCursor(shape=Qt.CursorShape.SizeHorCursor, at=at)

    def press(self, point: PenPoint) -> None:
        self._start, self._view = point.at, self._stage.transform

    def move(self, points: Sequence[PenPoint]) -> None:
        way = points[-1].at - self._start
        zoom = self._view.zoom * 2.0 ** ((way.x() - way.y()) / DOUBLING)
        self._stage.show_transform(self._view.zoomed_at(self._start, zoom))

    def release(self, point: PenPoint) -> None:
        self.move([point])

    def cancel(self) -> None:
        self._stage.show_transform(self._view)
