"""Painting the picture into the view: pasteboard, shadow, picture, pixel grid.

From 200 % up pixels stay squares, below that they are smoothed. The upright ones are laid out here, for Qt's own
enlarging depends on where a repainted area begins, and half a repainted pixel would show. Overlays are painted
elsewhere.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QRegion, QTransform

from painter.document.geometry import Rect
from painter.ui.bridge import display_image, rects_of
from painter.ui.canvas.display import Display, grown_to_level, level_for
from painter.ui.canvas.transform import SAME, ViewTransform
from painter.ui.theme import DARK
from painter.ui.widgets.floating_card import SHADOW_MARGIN, shadow_patch

SQUARES_FROM = 2.0
GRID_FROM = 8.0
GRID_SHADE, GRID_LIGHT = QColor(0, 0, 0, 80), QColor(255, 255, 255, 36)
SHADOW_CORNER_RADIUS = 2
LARGE_TURNED_PX = 1_500_000
"""Device pixels from which smoothing a turned picture takes longer than a frame."""


def paint_canvas(
    painter: QPainter, region: QRegion, view: ViewTransform, display: Display, *, moving: bool = False
) -> None:
    """Paint the canvas and what is around it into a region of the view, compositing what is stale there.

    Args:
        region: Logical pixels.
        moving: The view itself is in motion: where smoothing would make it jerk, it waits until the view rests.
    """
    draft = moving and costly(view)
    level = level_for(view.zoom, len(display.levels))
    if draft and view.zoom < 1.0 and level + 1 < len(display.levels):
        level += 1
    for exposed in _pieces_of(region):
        wanted = grown_to_level(_whole_pixels(view.canvas_area(QRectF(exposed))), level)
        display.make_true(wanted, level)
        painter.save()
        painter.setClipRect(exposed)
        _paint_around(painter, exposed, view, display.canvas)
        painter.scale(1.0 / view.ratio, 1.0 / view.ratio)
        if not wanted.intersected(display.canvas).empty:
            _paint_picture(painter, exposed, view, display, wanted, level, draft)
            if view.zoom >= GRID_FROM and view.turned:
                _paint_grid(painter, view, wanted.intersected(display.canvas))
        painter.restore()


def _pieces_of(region: QRegion) -> list[QRect]:
    """Return the rectangles to paint one by one: the whole box where little of it is not wanted."""
    box, rects = region.boundingRect(), rects_of(region)
    wanted = sum(rect.width() * rect.height() for rect in rects)
    return [box] if box.width() * box.height() <= 2 * wanted else rects


def costly(view: ViewTransform) -> bool:
    """Tell whether painting this view smoothly takes longer than a frame."""
    return not view.upright and view.width * view.height * view.ratio**2 > LARGE_TURNED_PX


def _whole_pixels(area: QRectF) -> Rect:
    return Rect(math.floor(area.left()), math.floor(area.top()), math.ceil(area.right()), math.ceil(area.bottom()))


# The picture


def _paint_picture(
    painter: QPainter,
    exposed: QRect,
    view: ViewTransform,
    display: Display,
    wanted: Rect,
    level: int,
    draft: bool,
) -> None:
    """Paint the wanted part of a level. The painter is in device pixels of the view."""
    matrix, canvas = view.to_device(), display.canvas
    level_zoom = view.zoom * (1 << level)
    if view.zoom >= SQUARES_FROM and not view.turned:
        _paint_squares(painter, exposed, view, display.levels[0])
        return
    step = 1 << level
    part = wanted.intersected(canvas)
    # A level's last pixel may stand for less than its step; only what the canvas has of it is painted.
    source = QRectF(QPointF(part.x0 / step, part.y0 / step), QPointF(part.x1 / step, part.y1 / step))
    smooth = abs(level_zoom - 1.0) >= SAME or not view.upright
    painter.setRenderHint(
        QPainter.RenderHint.SmoothPixmapTransform, smooth and view.zoom < SQUARES_FROM and not draft
    )
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, not view.upright and not draft)
    in_device_pixels = painter.worldTransform()
    painter.setWorldTransform(QTransform.fromScale(step, step) * matrix * in_device_pixels)
    painter.drawImage(source, display.images[level], source)
    painter.setWorldTransform(in_device_pixels)


def _paint_squares(painter: QPainter, exposed: QRect, view: ViewTransform, pixels: NDArray[np.uint32]) -> None:
    """Paint enlarged pixels as squares: each device pixel shows the canvas pixel under its middle."""
    matrix, ratio = view.to_device(), view.ratio
    x0, x1 = exposed.left() * ratio, (exposed.left() + exposed.width()) * ratio
    y0, y1 = exposed.top() * ratio, (exposed.top() + exposed.height()) * ratio
    left, columns = _canvas_indexes(x0, x1, view.origin_x, matrix.m11(), matrix.dx(), pixels.shape[1])
    top, rows = _canvas_indexes(y0, y1, view.origin_y, matrix.m22(), matrix.dy(), pixels.shape[0])
    if not (len(columns) and len(rows)):
        return
    # Columns first, of the few rows that are shown; then whole rows are repeated, which is copying memory.
    first, last = int(rows.min()), int(rows.max()) + 1
    wide = np.take(pixels[first:last], columns, axis=1)
    if view.zoom >= GRID_FROM:
        _mark_first(wide.T, columns)
    squares = np.take(wide, rows - first, axis=0)
    if view.zoom >= GRID_FROM:
        _mark_first(squares, rows)
    painter.drawImage(QPointF(left, top), display_image(squares))


def _canvas_indexes(
    start: float, stop: float, origin: float, factor: float, offset: float, count: int
) -> tuple[float, NDArray[np.intp]]:
    """Return where the first device pixel lies that shows the canvas, and the canvas pixels of all.

    Args:
        start, stop: What is exposed along one axis, in device pixels from the view's own `origin`.
        factor, offset: From canvas pixels to device pixels of the view.
        count: Canvas pixels along the axis.
    """
    # Two more before: whether a line of the grid is due is seen from its neighbour.
    at = np.arange(math.floor(start + origin) - 2, math.ceil(stop + origin)) - origin
    index = np.floor((at + 0.5 - offset) / factor).astype(np.intp)
    inside = (index >= 0) & (index < count)
    return (float(at[inside][0]) if inside.any() else start), index[inside]


def _mark_first(squares: NDArray[np.uint32], indexes: NDArray[np.intp]) -> None:
    """Draw the grid's lines across the first axis: a dark one where a square begins, a light one beside it.

    Args:
        squares: RGB32, changed in place.
        indexes: The canvas pixel that each row shows.
    """
    first = np.flatnonzero(indexes[1:] != indexes[:-1]) + 1
    dark = squares[first]
    squares[first] = dark - (dark >> 2 & np.uint32(0x3F3F3F))
    second = first[first + 1 < len(squares)] + 1
    light = squares[second]
    squares[second] = light + (~light >> 3 & np.uint32(0x1F1F1F))


# Around it


def _paint_around(painter: QPainter, exposed: QRect, view: ViewTransform, canvas: Rect) -> None:
    """Paint the pasteboard and the picture's shadow where the picture does not cover them."""
    box = QRectF(0, 0, canvas.width, canvas.height)
    if box.contains(view.canvas_area(QRectF(exposed))):
        return
    painter.fillRect(exposed, QColor(DARK.pasteboard))
    margin = SHADOW_MARGIN + DARK.shadow_drop
    shown = view.widget_area(canvas)
    if not shown.adjusted(-margin, -margin, margin, margin).intersects(QRectF(exposed)):
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not view.upright)
    if view.upright:
        _paint_shadow(painter, shown, view.ratio)
    else:
        painter.translate(shown.center())
        painter.rotate(view.rotation_deg)
        width, height = canvas.width * view.scale, canvas.height * view.scale
        _paint_shadow(painter, QRectF(-width / 2, -height / 2, width, height), view.ratio)
    painter.restore()


def _paint_shadow(painter: QPainter, box: QRectF, ratio: float) -> None:
    """Paint the shadow of a box as four corners and four sides; what lies under the box is left out."""
    reach = SHADOW_MARGIN + SHADOW_CORNER_RADIUS + DARK.shadow_blur + DARK.shadow_drop
    inward = reach - SHADOW_MARGIN
    corner_px = round(reach * ratio)
    side_px = 2 * corner_px + 1
    if min(box.width(), box.height()) < 2 * inward:
        return
    patch = shadow_patch(SHADOW_CORNER_RADIUS, round(100 * ratio), side_px, side_px)
    across = _thirds(box.left() - SHADOW_MARGIN, box.right() + SHADOW_MARGIN, reach, corner_px)
    down = _thirds(box.top() - SHADOW_MARGIN, box.bottom() + SHADOW_MARGIN, reach, corner_px)
    for column, (x, width, from_x, width_px) in enumerate(across):
        for row, (y, height, from_y, height_px) in enumerate(down):
            if (column, row) != (1, 1):
                painter.drawImage(QRectF(x, y, width, height), patch, QRectF(from_x, from_y, width_px, height_px))


def _thirds(start: float, end: float, reach: float, corner_px: int) -> tuple[tuple[float, float, int, int], ...]:
    """Return (start, length, from pixel, pixels) of the three pieces along one axis."""
    return (
        (start, reach, 0, corner_px),
        (start + reach, end - start - 2 * reach, corner_px, 1),
        (end - reach, reach, corner_px + 1, corner_px),
    )


# The grid


def _paint_grid(painter: QPainter, view: ViewTransform, part: Rect) -> None:
    """Paint the grid of a turned canvas: lines between its pixels. In device pixels."""
    matrix = view.to_device()
    ends = [(x, part.y0, x, part.y1) for x in range(part.x0, part.x1 + 1)]
    ends += [(part.x0, y, part.x1, y) for y in range(part.y0, part.y1 + 1)]
    lines = [QLineF(matrix.map(QPointF(x0, y0)), matrix.map(QPointF(x1, y1))) for x0, y0, x1, y1 in ends]
    if view.upright:
        lines = [_on_pixels(line, view) for line in lines]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, not view.upright)
    for shade, shift in ((GRID_SHADE, 0.0), (GRID_LIGHT, 1.0)):
        painter.setPen(QPen(shade, 1.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        painter.drawLines([line.translated(shift, shift) for line in lines])


def _on_pixels(line: QLineF, view: ViewTransform) -> QLineF:
    """Return a line through the middles of the first device pixels of the squares it bounds."""
    if line.x1() == line.x2():
        x = math.ceil(line.x1() + view.origin_x - 0.5) + 0.5 - view.origin_x
        return QLineF(x, line.y1(), x, line.y2())
    y = math.ceil(line.y1() + view.origin_y - 0.5) + 0.5 - view.origin_y
    return QLineF(line.x1(), y, line.x2(), y)
