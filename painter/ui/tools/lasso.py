"""Selecting freehand, and corner by corner."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPolygonF, QRegion

from painter.document.raster import MaskRaster
from painter.document.selection import Combine, polygon
from painter.ui.canvas.ants import paint_dashes
from painter.ui.theme import DARK
from painter.ui.tools.selecting import SelectingTool, how_of, select
from painter.ui.tools.tool import PenPoint, Stage, ToolCursor
from painter.ui.widgets.drawing import fill_rounded, outline_rounded

CLOSE_WITHIN = 8.0
"""Logical pixels around the first corner where a press closes the polygon."""
DOUBLE_S = 0.4


class LassoTool(SelectingTool):
    """A line drawn around something; letting go closes it."""

    label = "Select freehand"

    def shape(self) -> MaskRaster:
        document = self._stage.session.document
        return polygon(document.width_px, document.height_px, [(p.x, p.y) for p in self._path])

    def outline(self) -> list[QPointF]:
        return [QPointF(p.x, p.y) for p in self._path]


class PolygonTool:
    """A corner a press. Enter, a double press or the first corner closes it; Backspace takes a corner back."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._how = Combine.REPLACE
        self._corners: list[tuple[float, float]] = []
        self._hover: QPointF | None = None
        self._pressed_s = float("-inf")
        self._closing = False

    def cursor(self, at: QPointF, *, pressed: bool) -> ToolCursor:
        self._hover = at
        near = self._near_start(at)
        shape = Qt.CursorShape.PointingHandCursor if near and not pressed else Qt.CursorShape.CrossCursor
        return ToolCursor(shape=shape, at=at)

    def _near_start(self, at: QPointF) -> bool:
        if len(self._corners) < 3:
            return False
        way = at - self._stage.transform.to_widget(*self._corners[0])
        return abs(way.x()) + abs(way.y()) <= CLOSE_WITHIN

    def press(self, point: PenPoint) -> None:
        if not self._corners:
            self._how = how_of(self._stage)
        again = point.t_s - self._pressed_s < DOUBLE_S and self._last_is_at(point.at)
        self._pressed_s = point.t_s
        self._closing = again or self._near_start(point.at)
        if not self._closing:
            self._corners.append((point.x, point.y))
        self._stage.refresh_tool()

    def _last_is_at(self, at: QPointF) -> bool:
        if not self._corners:
            return False
        way = at - self._stage.transform.to_widget(*self._corners[-1])
        return abs(way.x()) + abs(way.y()) <= CLOSE_WITHIN

    def move(self, points: Sequence[PenPoint]) -> None:
        """A corner can be dragged until it is let go."""
        if not self._closing and self._corners:
            self._corners[-1] = (points[-1].x, points[-1].y)
            self._stage.refresh_tool()

    def release(self, point: PenPoint) -> None:
        if self._closing:
            self._close()

    def cancel(self) -> None:
        self._forget()

    def _close(self) -> None:
        corners, how = self._corners, self._how
        self._forget()
        document = self._stage.session.document
        if len(corners) >= 3:
            shape = polygon(document.width_px, document.height_px, corners)
            select(self._stage, shape, how, "Select polygon")
        elif how is Combine.REPLACE:
            self._stage.session.select(None, label="Deselect")

    def _forget(self) -> None:
        self._corners, self._closing = [], False
        self._stage.refresh_tool()

    # Keys

    def wants(self, key: Qt.Key) -> bool:
        closing = (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Backspace)
        return bool(self._corners) and key in closing

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
        if key == Qt.Key.Key_Escape:
            self._forget()
        elif key == Qt.Key.Key_Backspace:
            self._corners.pop()
            self._stage.refresh_tool()
        else:
            self._close()

    def take(self) -> None:
        self._hover = None

    def leave(self) -> None:
        self._forget()

    # What shows

    def _line(self) -> QPolygonF:
        view = self._stage.transform
        points = [view.to_widget(x, y) for x, y in self._corners]
        if self._hover is not None:
            points.append(self._hover)
        return QPolygonF(points)

    def covered(self) -> QRegion:
        if not self._corners:
            return QRegion()
        return QRegion(self._line().boundingRect().toAlignedRect().adjusted(-8, -8, 8, 8))

    def paint(self, painter: QPainter) -> None:
        if not self._corners:
            return
        line = self._line()
        paint_dashes(painter, [line], closed=False)
        start = line.at(0)
        box = QRectF(start.x() - 4, start.y() - 4, 8, 8)
        fill_rounded(painter, box, 2, DARK.on_picture)
        outline_rounded(painter, box, 2, "#000000")
