"""Turning the canvas by dragging around the middle of the view."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt

from painter.ui.canvas.transform import ViewTransform
from painter.ui.tools.tool import PenPoint, Stage, ToolCursor

UPRIGHT_WITHIN_DEG = 2.0
"""So near to a right angle it clicks into place: the canvas is crisp there."""


class RotateTool:
    """Held with Shift+Space."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._start_deg = 0.0
        self._view: ViewTransform = stage.transform

    def cursor(self, at: QPointF, *, pressed: bool) -> ToolCursor:
        return ToolCursor(shape=Qt.CursorShape.SizeAllCursor, at=at)

    def press(self, point: PenPoint) -> None:
        self._view = self._stage.transform
        self._start_deg = self._angle_deg(point.at)

    def move(self, points: Sequence[PenPoint]) -> None:
        wanted = self._view.rotation_deg + self._angle_deg(points[-1].at) - self._start_deg
        right = 90.0 * round(wanted / 90.0)
        turned = right if abs(wanted - right) <= UPRIGHT_WITHIN_DEG else wanted
        self._stage.show_transform(self._view.turned_at(self._middle(), turned))

    def release(self, point: PenPoint) -> None:
        self.move([point])

    def cancel(self) -> None:
        self._stage.show_transform(self._view)

    def _middle(self) -> QPointF:
        return QPointF(self._view.width / 2, self._view.height / 2)

    def _angle_deg(self, at: QPointF) -> float:
        way = at - self._middle()
        return math.degrees(math.atan2(way.y(), way.x()))
