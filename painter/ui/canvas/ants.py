"""Marching ants: the outline of the selection over the picture.

The outline is traced once a selection (and once more for views from farther away) and painted through the view's
own transform with a pen that keeps its width; moving the view traces nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF, QRegion

from painter.document.raster import MaskRaster
from painter.paint.outline import outlines
from painter.ui.canvas.transform import ViewTransform

DASH = 4
BRIGHT, DARK_LINE = QColor(255, 255, 255), QColor(0, 0, 0)
MOST_BOXES = 64
"""Of the region that is repainted for a step of the ants; many small ones cost more than few large ones."""


def paint_dashes(painter: QPainter, lines: Iterable[QPolygonF], phase: int = 0, *, closed: bool = True) -> None:
    """Paint black lines with white dashes on them, one logical pixel wide whatever the painter's transform."""
    shapes = list(lines)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    solid, dashed = QPen(DARK_LINE, 1.0), QPen(BRIGHT, 1.0)
    dashed.setDashPattern([DASH, DASH])
    dashed.setDashOffset(-phase % (2 * DASH))
    for pen in (solid, dashed):
        pen.setCosmetic(True)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        for shape in shapes:
            if closed:
                painter.drawPolygon(shape)
            else:
                painter.drawPolyline(shape)
    painter.restore()


class Ants:
    """The outline of one selection at a time.

    Attributes:
        phase: How far the dashes have marched.
    """

    def __init__(self) -> None:
        self.phase = 0
        self._selection: MaskRaster | None = None
        self._traced: dict[int, list[tuple[QPolygonF, QRectF]]] = {}

    @property
    def selection(self) -> MaskRaster | None:
        return self._selection

    def follow(self, selection: MaskRaster | None) -> bool:
        """Show another selection; tell whether it is another."""
        if selection is self._selection:
            return False
        self._selection = selection
        self._traced.clear()
        return True

    def _lines(self, view: ViewTransform) -> list[tuple[QPolygonF, QRectF]]:
        """Return the lines, in canvas pixels, with their bounds, as fine as this view can show."""
        if self._selection is None:
            return []
        step = 1 << max(0, math.floor(math.log2(1 / view.zoom) + 1e-6)) if view.zoom < 1 else 1
        if step not in self._traced:
            made = []
            for line in outlines(self._selection, min(step, 64)):
                shape = QPolygonF([QPointF(x, y) for x, y in line.tolist()])
                made.append((shape, shape.boundingRect()))
            self._traced[step] = made
        return self._traced[step]

    def region(self, view: ViewTransform) -> QRegion:
        """Return what the ants cover, in logical pixels of the view."""
        lines = self._lines(view)
        if not lines:
            return QRegion()
        matrix = view.to_view()
        pieces = max(1, MOST_BOXES // len(lines))
        boxes = []
        for shape, bounds in lines[: 8 * MOST_BOXES]:
            count = shape.count()
            if pieces == 1 or count < 2:
                boxes.append(bounds)
                continue
            step = max(1, -(-count // pieces))
            points = [shape.at(i % count) for i in range(count + 1)]
            boxes += [_box(points[i : i + step + 1]) for i in range(0, count, step)]
        if len(boxes) > 2 * MOST_BOXES:
            boxes = [_united(boxes)]
        region = QRegion()
        for box in boxes:
            region = region.united(matrix.mapRect(box).toAlignedRect().adjusted(-1, -1, 2, 2))
        return region

    def paint(self, painter: QPainter, view: ViewTransform, exposed: QRegion) -> None:
        """Paint what of the outline lies in a region of the view."""
        seen = view.canvas_area(QRectF(exposed.boundingRect().adjusted(-2, -2, 2, 2)))
        shapes = [shape for shape, bounds in self._lines(view) if bounds.intersects(seen)]
        if not shapes:
            return
        painter.save()
        painter.setClipRegion(exposed)
        painter.setTransform(view.to_view(), combine=True)
        paint_dashes(painter, shapes, self.phase)
        painter.restore()


def _box(points: list[QPointF]) -> QRectF:
    xs, ys = [p.x() for p in points], [p.y() for p in points]
    return QRectF(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


def _united(boxes: list[QRectF]) -> QRectF:
    left, top = min(b.left() for b in boxes), min(b.top() for b in boxes)
    right, bottom = max(b.right() for b in boxes), max(b.bottom() for b in boxes)
    return QRectF(QPointF(left, top), QPointF(right, bottom))
