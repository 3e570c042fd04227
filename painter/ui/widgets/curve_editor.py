"""A curve to draw: points with a monotone line through them, as the brush engine evaluates it.

A click adds a point, a drag moves it, dragging it out or Delete removes it. With keys: Page Up and Page Down choose
a point, arrows move it (Shift further), Insert adds one beside it.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from painter.paint.curves import STRAIGHT, Points, evaluated
from painter.ui.theme import DARK, color, tooltip
from painter.ui.widgets.drawing import draw_knob, fill_rounded, focus_ring, rounded_path
from painter.ui.widgets.interactive import Interactive

MOST_POINTS = 8
NEAREST = 0.02
"""Points keep this far apart from left to right."""
_INSET = 10.0
_KNOB = 5.0
_GRIP_PX = 12.0
_OUT_PX = 36.0
_CELLS = 4
_STEP, _LONG_STEP = 0.01, 0.1
_LINE_POINTS = 96


class CurveEditor(Interactive, QWidget):
    """Shows and changes 2 to 8 points.

    Signals:
        points_changed(tuple): At every change by the artist.
        editing_finished(): The artist let go.
    """

    points_changed = Signal(object)
    editing_finished = Signal()

    def __init__(self, name: str, points: Points = STRAIGHT, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._points = points
        self._current = 0
        self._held: int | None = None
        self._aside: tuple[float, float] | None = None
        self._mark: float | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(name)
        self.setToolTip(tooltip(name, "", self.tr("Click adds a point, dragging it out removes it.")))
        self._describe()

    @property
    def points(self) -> Points:
        return self._points

    def set_points(self, points: Points) -> None:
        """Show other points; nothing is told."""
        if points != self._points:
            self._points = points
            self._current = min(self._current, len(points) - 1)
            self._describe()
            self.update()

    def set_mark(self, at: float | None) -> None:
        """Show where the pen is now, 0 to 1; None for nowhere."""
        if at != self._mark:
            self._mark = at
            self.update()

    def _describe(self) -> None:
        x, y = self._points[self._current]
        text = self.tr("Point {number} of {count}: {x} percent, {y} percent")
        self.setAccessibleDescription(
            text.format(number=self._current + 1, count=len(self._points), x=round(100 * x), y=round(100 * y))
        )

    # --- where things lie ---

    def _field(self) -> QRectF:
        return QRectF(self.rect()).adjusted(_INSET, _INSET, -_INSET, -_INSET)

    def _at(self, point: tuple[float, float]) -> QPointF:
        field = self._field()
        return QPointF(field.left() + point[0] * field.width(), field.bottom() - point[1] * field.height())

    def _value(self, at: QPointF) -> tuple[float, float]:
        field = self._field()
        x = (at.x() - field.left()) / max(1.0, field.width())
        y = (field.bottom() - at.y()) / max(1.0, field.height())
        return min(1.0, max(0.0, x)), min(1.0, max(0.0, y))

    def _grip(self, at: QPointF) -> int | None:
        far = [(self._at(point) - at).manhattanLength() for point in self._points]
        nearest = int(np.argmin(far))
        return nearest if far[nearest] <= _GRIP_PX else None

    # --- changing ---

    def _change(self, points: Points) -> None:
        if points != self._points:
            self._points = points
            self._describe()
            self.update()
            self.points_changed.emit(points)

    def _move(self, index: int, x: float, y: float) -> None:
        """Put a point somewhere between its neighbours; the ends keep to the sides."""
        points = list(self._points)
        low = points[index - 1][0] + NEAREST if index else 0.0
        high = points[index + 1][0] - NEAREST if index + 1 < len(points) else 1.0
        if index == 0:
            x = min(x, high)
        points[index] = (round(min(high, max(low, x)), 4), round(min(1.0, max(0.0, y)), 4))
        self._change(tuple(points))

    def _add(self, x: float, y: float) -> int | None:
        """Add a point; return which it is, or None where there is no room."""
        if len(self._points) >= MOST_POINTS or any(abs(x - point[0]) < NEAREST for point in self._points):
            return None
        index = sum(point[0] < x for point in self._points)
        self._current = index
        self._change((*self._points[:index], (round(x, 4), round(y, 4)), *self._points[index:]))
        return index

    def _remove(self, index: int) -> None:
        if len(self._points) > 2:
            self._current = max(0, min(index, len(self._points) - 2))
            self._change((*self._points[:index], *self._points[index + 1 :]))

    # --- by hand ---

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        at = event.position()
        grip = self._grip(at)
        if grip is None:
            grip = self._add(*self._value(at))
        if grip is not None:
            self._held = self._current = grip
            self._aside = None
            self._describe()
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._held is None and self._aside is None:
            over = self._grip(at) is not None
            self.setCursor(Qt.CursorShape.SizeAllCursor if over else Qt.CursorShape.CrossCursor)
            return
        out = not QRectF(self.rect()).adjusted(-_OUT_PX, -_OUT_PX, _OUT_PX, _OUT_PX).contains(at)
        if self._held is not None and out and len(self._points) > 2:
            # It comes back where the pen comes back before it lets go.
            self._aside = self._points[self._held]
            self._remove(self._held)
            self._held = None
        elif self._aside is not None and not out:
            self._held = self._add(*self._value(at))
            self._aside = None if self._held is not None else self._aside
        elif self._held is not None:
            self._move(self._held, *self._value(at))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._held is not None or self._aside is not None:
            self._held = self._aside = None
            self.editing_finished.emit()

    # --- by keys ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        step = _LONG_STEP if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else _STEP
        x, y = self._points[self._current]
        ways = {
            Qt.Key.Key_Left: (-step, 0.0),
            Qt.Key.Key_Right: (step, 0.0),
            Qt.Key.Key_Up: (0.0, step),
            Qt.Key.Key_Down: (0.0, -step),
        }
        if key in ways:
            dx, dy = ways[Qt.Key(key)]
            self._move(self._current, x + dx, y + dy)
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self._current = (self._current + (1 if key == Qt.Key.Key_PageUp else -1)) % len(self._points)
            self._describe()
            self.update()
        elif key == Qt.Key.Key_Insert:
            self._insert_beside()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._remove(self._current)
        else:
            super().keyPressEvent(event)
            return
        self.editing_finished.emit()

    def _insert_beside(self) -> None:
        left = min(self._current, len(self._points) - 2)
        x = (self._points[left][0] + self._points[left + 1][0]) / 2
        self._add(x, float(evaluated(self._points, np.array([x]))[0]))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    # --- the eye ---

    def sizeHint(self) -> QSize:
        return QSize(236, 140)

    def minimumSizeHint(self) -> QSize:
        return QSize(140, 100)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect, field = QRectF(self.rect()), self._field()
        fill_rounded(painter, rect, DARK.radius_button, DARK.window)
        painter.setPen(QPen(QColor(DARK.line), 1))
        for cell in range(1, _CELLS):
            x, y = rect.width() * cell / _CELLS, rect.height() * cell / _CELLS
            painter.drawLine(QPointF(round(x) + 0.5, 0), QPointF(round(x) + 0.5, rect.height()))
            painter.drawLine(QPointF(0, round(y) + 0.5), QPointF(rect.width(), round(y) + 0.5))
        line = self._line(field)
        area = QPainterPath(line)
        area.lineTo(field.bottomRight())
        area.lineTo(field.bottomLeft())
        area.closeSubpath()
        painter.setClipPath(rounded_path(rect, DARK.radius_button))
        painter.fillPath(area, color(DARK.text, 0.06))
        if self._mark is not None:
            pen = QPen(QColor(DARK.dim), 1, Qt.PenStyle.DashLine)
            painter.setPen(pen)
            x = field.left() + self._mark * field.width()
            painter.drawLine(QPointF(x, 0), QPointF(x, rect.height()))
        painter.setPen(QPen(QColor(DARK.text), 1.6))
        painter.drawPath(line)
        painter.setClipping(False)
        for index, point in enumerate(self._points):
            chosen = self.ring_shown and index == self._current
            draw_knob(painter, self._at(point), _KNOB, QColor(DARK.ai if chosen else DARK.text))
        if self.ring_shown:
            focus_ring(painter, rect, DARK.radius_button)

    def _line(self, field: QRectF) -> QPainterPath:
        at = np.linspace(0.0, 1.0, _LINE_POINTS)
        path = QPainterPath()
        for number, (x, y) in enumerate(zip(at.tolist(), evaluated(self._points, at).tolist(), strict=True)):
            point = QPointF(field.left() + x * field.width(), field.bottom() - y * field.height())
            if number:
                path.lineTo(point)
            else:
                path.moveTo(point)
        return path
