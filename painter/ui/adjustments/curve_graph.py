"""A tone curve under the artist's hands: points are set, dragged and thrown out, the histogram lies behind."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from painter.document.adjustments import MOST_POINTS, STRAIGHT_CURVE, Point
from painter.pixels.adjusting import curve_through
from painter.ui.adjustments.histogram import paint_histogram
from painter.ui.theme import DARK, color, tooltip
from painter.ui.widgets.drawing import fill_rounded, focus_ring, outline_rounded, rounded_path
from painter.ui.widgets.interactive import Interactive

_MARGIN = 8
_GRAB_PX = 10
_OUT_PX = 24
_GAP = 1 / 255
"""The least distance of two points along the curve."""


class CurveGraph(Interactive, QWidget):
    """One curve from (0, 0) at the lower left to (1, 1).

    A press on the curve's ground sets a point, dragging one out or Delete takes it away. Page up and down go from
    point to point, arrows move it (Shift ten times as far), Enter sets one in the middle of the widest gap.

    Signals:
        points_changed(): The artist moved, set or removed a point.
        point_selected(): Another point is the one in hand.
        editing_finished(): The artist let go.
    """

    points_changed = Signal()
    point_selected = Signal()
    editing_finished = Signal()

    def __init__(self, *, height: int = 208, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._height = height
        self._points: tuple[Point, ...] = STRAIGHT_CURVE
        self._current = 1
        self._held = False
        self._ink = DARK.text
        self._counts: NDArray[np.float64] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName(self.tr("Curve"))
        self.setToolTip(tooltip(self.tr("Curve"), "", self.tr("Click to set a point, drag it out to remove it.")))
        self._describe()

    def points(self) -> tuple[Point, ...]:
        return self._points

    def current(self) -> int:
        """Return which point is in hand."""
        return self._current

    def show_curve(self, points: tuple[Point, ...], ink: str) -> None:
        """Show a curve in a colour; emits nothing."""
        self._ink = ink
        if points != self._points:
            self._points = points
            self._current = min(self._current, len(points) - 1)
            self._describe()
        self.update()

    def show_histogram(self, counts: NDArray[np.float64] | None) -> None:
        """Show how often each of 256 values occurs."""
        self._counts = counts
        self.update()

    def move_point(self, x: float, y: float) -> None:
        """Move the point in hand, between its neighbours."""
        points, i = list(self._points), self._current
        low = points[i - 1][0] + _GAP if i else 0.0
        high = points[i + 1][0] - _GAP if i + 1 < len(points) else 1.0
        points[i] = (min(high, max(low, x)), min(1.0, max(0.0, y)))
        self._set(tuple(points))

    def remove_point(self) -> None:
        """Take the point in hand away; two remain at least."""
        if len(self._points) > 2:
            points = self._points[: self._current] + self._points[self._current + 1 :]
            self._current = max(0, self._current - 1)
            self._set(points)
            self.point_selected.emit()

    def _set(self, points: tuple[Point, ...]) -> None:
        if points != self._points:
            self._points = points
            self._describe()
            self.update()
            self.points_changed.emit()

    def _select(self, index: int) -> None:
        if 0 <= index < len(self._points):
            self._current = index
            self._describe()
            self.update()
            self.point_selected.emit()

    def _describe(self) -> None:
        x, y = (round(255 * value) for value in self._points[self._current])
        self.setAccessibleDescription(
            self.tr("point {n} of {count}, from {x} to {y}").format(
                n=self._current + 1, count=len(self._points), x=x, y=y
            )
        )

    # --- where things are ---

    def graph_rect(self) -> QRectF:
        return QRectF(_MARGIN, _MARGIN, self.width() - 2 * _MARGIN, self.height() - 2 * _MARGIN)

    def place_of(self, point: Point) -> QPointF:
        """Return where a point of the curve is painted."""
        box = self.graph_rect()
        return QPointF(box.left() + point[0] * box.width(), box.bottom() - point[1] * box.height())

    def _point_at(self, at: QPointF) -> Point:
        box = self.graph_rect()
        return (at.x() - box.left()) / box.width(), (box.bottom() - at.y()) / box.height()

    def _nearest(self, at: QPointF) -> int | None:
        near = [((self.place_of(p) - at).manhattanLength(), i) for i, p in enumerate(self._points)]
        distance, index = min(near)
        return index if distance <= _GRAB_PX * 1.4 else None

    def sizeHint(self) -> QSize:
        return QSize(220, self._height)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self._height)

    # --- hands and keys ---

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        at = event.position()
        index = self._nearest(at)
        self._held = index is not None or self._add(*self._point_at(at))
        if index is not None:
            self._select(index)

    def _add(self, x: float, y: float) -> bool:
        """Set a point, which is in hand then, where there is room for one."""
        x, y = min(1.0, max(0.0, x)), min(1.0, max(0.0, y))
        if len(self._points) >= MOST_POINTS or any(abs(x - other) < _GAP for other, _ in self._points):
            return False
        points = tuple(sorted((*self._points, (x, y))))
        self._current = points.index((x, y))
        self._set(points)
        self.point_selected.emit()
        return True

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self._held:
            return
        room = QRectF(self.rect()).adjusted(-_OUT_PX, -_OUT_PX, _OUT_PX, _OUT_PX)
        if not room.contains(event.position()) and len(self._points) > 2:
            self._held = False
            self.remove_point()
            self.editing_finished.emit()
            return
        self.move_point(*self._point_at(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._held:
            self._held = False
            self.editing_finished.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        key = Qt.Key(event.key())
        ways = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, 1),
            Qt.Key.Key_Down: (0, -1),
        }
        event.accept()
        if key in ways:
            far = (10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1) / 255
            x, y = self._points[self._current]
            self.move_point(x + ways[key][0] * far, y + ways[key][1] * far)
            self.editing_finished.emit()
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self._select(self._current + (1 if key == Qt.Key.Key_PageUp else -1))
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove_point()
            self.editing_finished.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._add_in_widest_gap()
        else:
            event.ignore()

    def _add_in_widest_gap(self) -> None:
        xs = [x for x, _ in self._points]
        _, left, right = max((b - a, a, b) for a, b in pairwise(xs))
        middle = (left + right) / 2
        if self._add(middle, float(curve_through(self._points)(np.array([middle]))[0])):
            self.editing_finished.emit()

    # --- looks ---

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = self.graph_rect()
        fill_rounded(painter, box, 4, DARK.well)
        painter.save()
        painter.setClipPath(rounded_path(box, 4))
        paint_histogram(painter, box, self._counts, self._ink)
        painter.setPen(QPen(QColor(DARK.edge), 1))
        for quarter in range(1, 4):
            x, y = box.left() + box.width() * quarter / 4, box.top() + box.height() * quarter / 4
            painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))
            painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(color(DARK.border, 0.7), 1, Qt.PenStyle.DashLine))
        painter.drawLine(box.bottomLeft(), box.topRight())
        painter.restore()
        outline_rounded(painter, box, 4, DARK.edge)
        self._paint_curve(painter, box)
        if self.ring_shown:
            focus_ring(painter, QRectF(self.rect()), DARK.radius_field)

    def _paint_curve(self, painter: QPainter, box: QRectF) -> None:
        xs = np.linspace(0, 1, max(2, round(box.width())))
        ys = curve_through(self._points)(xs)
        path = QPainterPath(self.place_of((0.0, float(ys[0]))))
        for x, y in zip(xs[1:], ys[1:], strict=True):
            path.lineTo(self.place_of((float(x), float(y))))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(self._ink), 1.75))
        painter.drawPath(path)
        for index, point in enumerate(self._points):
            inside = index == self._current
            painter.setPen(QPen(QColor(DARK.panel), 1.5))
            painter.setBrush(QColor(self._ink if inside else DARK.dim))
            painter.drawEllipse(self.place_of(point), 5.0 if inside else 4.0, 5.0 if inside else 4.0)
