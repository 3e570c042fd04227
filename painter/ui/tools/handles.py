"""Handles to drag by: the corners and sides of a frame, painted and found."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

REACH = 10.0
"""Logical pixels around a handle where it is taken hold of."""
SIDE = 8.0
LIGHT, SHADE = QColor(255, 255, 255), QColor(0, 0, 0, 190)

CORNERS = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
SIDES = ((0.5, 0.0), (1.0, 0.5), (0.5, 1.0), (0.0, 0.5))
PLACES = (*CORNERS, *SIDES)
"""Where handles sit on a frame of 1 × 1: four corners clockwise from the top left, then four sides."""


def handle_at(at: QPointF, handles: Sequence[QPointF]) -> int | None:
    """Return which handle is within reach, the nearest one; None for none."""
    ways = [max(abs(at.x() - h.x()), abs(at.y() - h.y())) for h in handles]
    nearest = min(range(len(ways)), key=ways.__getitem__)
    return nearest if ways[nearest] <= REACH else None


def paint_frame(painter: QPainter, frame: QPolygonF, handles: Sequence[QPointF]) -> None:
    """Paint a frame and its handles, in logical pixels: light with a dark rim, for any picture below."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for width, shade in ((3.0, SHADE), (1.0, LIGHT)):
        painter.setPen(QPen(shade, width))
        painter.drawPolygon(frame)
    painter.setPen(QPen(SHADE, 1.0))
    painter.setBrush(LIGHT)
    for at in handles:
        painter.drawRoundedRect(QRectF(at.x() - SIDE / 2, at.y() - SIDE / 2, SIDE, SIDE), 2, 2)
    painter.restore()


def cursor_along(way: QPointF) -> Qt.CursorShape:
    """Return the arrows that point both ways along a direction on the screen."""
    x, y = abs(way.x()), abs(way.y())
    if y < 0.41 * x:
        return Qt.CursorShape.SizeHorCursor
    if x < 0.41 * y:
        return Qt.CursorShape.SizeVerCursor
    downward = (way.x() > 0) == (way.y() > 0)
    return Qt.CursorShape.SizeFDiagCursor if downward else Qt.CursorShape.SizeBDiagCursor
