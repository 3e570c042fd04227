"""What lies over the picture: the brush's outline, the picked colour, the frame while something is dragged in.

Each says which part of the view it covers, so that a moving cursor repaints a rim and not the whole view.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QRegion, QTransform

from painter.paint.symmetry import Symmetry
from painter.ui.canvas.dab_outline import tip_rim
from painter.ui.canvas.transform import ViewTransform
from painter.ui.theme import DARK, color, text_width
from painter.ui.tools.tool import Ahead, DabShape, ToolCursor
from painter.ui.widgets.drawing import CENTER, draw_text, fill_rounded, outline_rounded

TINY = 6.0
"""Diameter of an outline that a cross replaces, in logical pixels."""
ROOMY = 24.0
"""Diameter from which a small cross marks the middle of the outline."""
CROSS_INNER, CROSS_OUTER = 3.0, 8.0
MIDDLE_ARM = 3.5
LIGHT, SHADE = QColor(255, 255, 255, 235), QColor(0, 0, 0, 170)

AXIS_LIGHT, AXIS_SHADE = QColor(255, 255, 255, 150), QColor(0, 0, 0, 60)

SWATCH_RADIUS, SWATCH_WIDTH = 30.0, 11.0
HINT_HEIGHT = 36


def cursor_region(cursor: ToolCursor) -> QRegion:
    """Return what a cursor covers, in logical pixels."""
    if cursor.swatch is not None:
        return QRegion(_box(cursor.at, SWATCH_RADIUS + SWATCH_WIDTH))
    if cursor.ring is None:
        return QRegion()
    radius = max(cursor.ring / 2, CROSS_OUTER)
    if cursor.dab is not None and cursor.dab.tip:
        radius *= math.sqrt(2.0)
    region = QRegion(_box(cursor.at, radius + 2))
    if cursor.ahead is not None:
        region = region.united(_ahead_box(cursor.ahead))
    if cursor.line_from is not None:
        between = QRectF(cursor.line_from, cursor.at).normalized()
        region = region.united(between.adjusted(-2, -2, 2, 2).toAlignedRect())
    if cursor.dab is not None:
        return region
    hollow = math.floor(radius * math.sqrt(0.5)) - 3
    if hollow > 2 * CROSS_OUTER:
        region = region.subtracted(QRegion(_box(cursor.at, hollow))).united(QRegion(_box(cursor.at, CROSS_OUTER)))
    return region


def _box(at: QPointF, reach: float) -> QRect:
    return QRectF(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach).toAlignedRect()


def paint_cursor(painter: QPainter, cursor: ToolCursor) -> None:
    """Paint what the system's cursor does not show."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if cursor.swatch is not None:
        _paint_swatch(painter, cursor.at, *cursor.swatch)
    elif cursor.ring is not None:
        if cursor.ahead is not None:
            _paint_ahead(painter, cursor.ahead)
        if cursor.line_from is not None:
            _paint_guide(painter, cursor.line_from, cursor.at)
        if cursor.dab is not None and cursor.ring >= TINY:
            _paint_dab(painter, cursor.at, cursor.ring / 2, cursor.dab)
        else:
            _paint_ring(painter, cursor.at, cursor.ring)
    painter.restore()


def _paint_ring(painter: QPainter, at: QPointF, diameter: float) -> None:
    if diameter < TINY:
        arms = [(QPointF(x, y) * CROSS_INNER, QPointF(x, y) * CROSS_OUTER) for x, y in _DIRECTIONS]
    else:
        # Dark outside light: one of the two stands out from any colour.
        for radius, shade in ((diameter / 2 + 1, SHADE), (diameter / 2, LIGHT)):
            painter.setPen(QPen(shade, 1))
            painter.drawEllipse(at, radius, radius)
        if diameter < ROOMY:
            return
        arms = [(QPointF(0, 0), QPointF(x, y) * MIDDLE_ARM) for x, y in _DIRECTIONS]
    for pen in (QPen(SHADE, 3), QPen(LIGHT, 1)):
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        for start, end in arms:
            painter.drawLine(at + start, at + end)


def _paint_dab(painter: QPainter, at: QPointF, radius: float, dab: DabShape) -> None:
    """Paint the outline of a dab that is no circle."""
    painter.save()
    painter.translate(at)
    painter.rotate(dab.angle_deg)
    if dab.flipped:
        painter.scale(-1.0, 1.0)
    rim = tip_rim(dab.tip) if dab.tip else ()
    if rim:
        matrix = QTransform.fromScale(radius, radius * dab.ratio)
        lines = [matrix.map(line) for line in rim]
        for pen in (QPen(SHADE, 2.5), QPen(LIGHT, 1)):
            painter.setPen(pen)
            painter.drawLines(lines)
    else:
        for more, shade in ((1.0, SHADE), (0.0, LIGHT)):
            painter.setPen(QPen(shade, 1))
            painter.drawEllipse(QPointF(0, 0), radius + more, radius * dab.ratio + more)
    painter.restore()


def _paint_guide(painter: QPainter, start: QPointF, end: QPointF) -> None:
    for pen in (QPen(SHADE, 3), QPen(LIGHT, 1)):
        painter.setPen(pen)
        painter.drawLine(start, end)


def _ahead_box(ahead: Ahead) -> QRect:
    reach = ahead.width / 2 + 2
    xs, ys = [p.x() for p in ahead.points], [p.y() for p in ahead.points]
    box = QRectF(QPointF(min(xs), min(ys)), QPointF(max(xs), max(ys)))
    return box.adjusted(-reach, -reach, reach, reach).toAlignedRect()


def _paint_ahead(painter: QPainter, ahead: Ahead) -> None:
    pen = QPen(ahead.color, ahead.width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.drawPolyline(list(ahead.points))


def paint_symmetry(
    painter: QPainter, view: ViewTransform, width_px: int, height_px: int, symmetry: Symmetry
) -> None:
    """Paint the axes about which strokes are repeated; a seamless tile has none."""
    if symmetry.kind == "wrap":
        return
    count = {"mirror": 1, "radial": symmetry.spokes, "kaleidoscope": symmetry.spokes}[symmetry.kind]
    whole = symmetry.kind != "radial"
    reach, middle = float(width_px + height_px), QPointF(width_px / 2, height_px / 2)
    matrix = view.to_device() * QTransform.fromScale(1 / view.ratio, 1 / view.ratio)
    lines = []
    for number in range(count):
        step = 180.0 if whole else 360.0
        angle = math.radians(symmetry.angle_deg + number * step / count)
        way = QPointF(math.cos(angle), math.sin(angle)) * reach
        lines.append(matrix.map(QLineF(middle - way if whole else middle, middle + way)))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipRect(matrix.mapRect(QRectF(0, 0, width_px, height_px)))
    for shade, width in ((AXIS_SHADE, 3.0), (AXIS_LIGHT, 1.0)):
        painter.setPen(QPen(shade, width))
        painter.drawLines(lines)
    painter.restore()


_DIRECTIONS = ((1, 0), (-1, 0), (0, 1), (0, -1))


def _paint_swatch(painter: QPainter, at: QPointF, found: QColor, used: QColor) -> None:
    """Paint a ring: above the colour found here, below the one in use, a grey rim between them and the picture."""
    box = QRectF(at.x() - SWATCH_RADIUS, at.y() - SWATCH_RADIUS, 2 * SWATCH_RADIUS, 2 * SWATCH_RADIUS)
    for width, shade in ((SWATCH_WIDTH + 4, SHADE), (SWATCH_WIDTH + 2, QColor(DARK.faint))):
        painter.setPen(QPen(shade, width))
        painter.drawEllipse(box)
    for start_deg, shade in ((0, found), (180, used)):
        pen = QPen(shade, SWATCH_WIDTH)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        path = QPainterPath()
        path.arcMoveTo(box, start_deg)
        path.arcTo(box, start_deg, 180)
        painter.drawPath(path)


def paint_drop_hint(painter: QPainter, area: QRectF, text: str) -> None:
    """Paint a frame around the view and say in it what letting go will do."""
    painter.save()
    inset = area.adjusted(8, 8, -8, -8)
    fill_rounded(painter, inset, DARK.radius_floating, color("#000000", 0.28))
    outline_rounded(painter, inset, DARK.radius_floating, DARK.text, 2)
    width = math.ceil(text_width(text, 13, 500)) + 32
    pill = QRectF(area.center().x() - width / 2, area.center().y() - HINT_HEIGHT / 2, width, HINT_HEIGHT)
    fill_rounded(painter, pill, HINT_HEIGHT / 2, color("#000000", max(DARK.picture_scrim_alpha, 0.72)))
    draw_text(painter, pill, text, size_px=13, weight=500, color=DARK.on_picture, align=CENTER)
    painter.restore()
