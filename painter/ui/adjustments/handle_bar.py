"""A strip with handles below it: the ends and the middle of levels, the stops of a gradient, a threshold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from painter.ui.theme import DARK, tooltip
from painter.ui.widgets.drawing import focus_ring, outline_rounded, rounded_path
from painter.ui.widgets.interactive import Interactive

_MARGIN = 8
_HANDLE = (12.0, 13.0)
_GRAB_PX = 9
_OUT_PX = 28

Ground = Callable[[QPainter, QRectF], None]


class HandleBar(Interactive, QWidget):
    """Handles at places 0 to 1. Whoever listens decides where they may go, through `set_handles`.

    Page up and down go from handle to handle, arrows move it (Shift ten times as far), Delete takes it away.

    Signals:
        moved(int, float): A handle is to go to a place.
        selected(int): Another handle is the one the keys move.
        added(float): A handle is wanted at a place that has none.
        removed(int): A handle is to go: it was dragged out or deleted.
        editing_finished(): The artist let go.
    """

    moved = Signal(int, float)
    selected = Signal(int)
    added = Signal(float)
    removed = Signal(int)
    editing_finished = Signal()

    step: ClassVar[float] = 1 / 255

    def __init__(
        self, name: str, ground: Ground, *, height: int = 28, hint: str = "", parent: QWidget | None = None
    ) -> None:
        """Make a bar.

        Args:
            ground: Paints what is above the handles.
            height: Of that ground, in logical pixels.
        """
        super().__init__(parent)
        self._ground, self._ground_height = ground, height
        self._places: tuple[float, ...] = ()
        self._inks: tuple[QColor, ...] = ()
        self._current = 0
        self._held = False
        self._names: tuple[str, ...] = ()
        self._name = name
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        self.setToolTip(tooltip(name, "", hint))

    def set_handles(self, places: Sequence[float], inks: Sequence[QColor], names: Sequence[str] = ()) -> None:
        """Show handles at places 0 to 1, filled with colours."""
        self._places, self._inks, self._names = tuple(places), tuple(inks), tuple(names)
        self._current = min(self._current, max(0, len(self._places) - 1))
        self._describe()
        self.update()

    def places(self) -> tuple[float, ...]:
        return self._places

    def current(self) -> int:
        return self._current

    def set_current(self, index: int) -> None:
        """Let the keys move another handle."""
        if 0 <= index < len(self._places) and index != self._current:
            self._current = index
            self._describe()
            self.selected.emit(index)
            self.update()

    def _describe(self) -> None:
        if self._places:
            name = self._names[self._current] if self._current < len(self._names) else str(self._current + 1)
            self.setAccessibleDescription(f"{name} {round(255 * self._places[self._current])}")

    # --- where things are ---

    def ground_rect(self) -> QRectF:
        return QRectF(_MARGIN, 2, self.width() - 2 * _MARGIN, self._ground_height)

    def handle_point(self, index: int) -> QPointF:
        """Return the middle of a handle."""
        ground = self.ground_rect()
        return QPointF(ground.left() + ground.width() * self._places[index], ground.bottom() + 8)

    def _place_at(self, x: float) -> float:
        ground = self.ground_rect()
        return min(1.0, max(0.0, (x - ground.left()) / ground.width()))

    def _nearest(self, x: float) -> int | None:
        near = [(abs(self.handle_point(i).x() - x), i) for i in range(len(self._places))]
        # Of two in one place the one that can still move towards the pointer.
        close = [(d, i) for d, i in near if d <= _GRAB_PX]
        if not close:
            return None
        least = min(close)[0]
        same = [i for d, i in close if d <= least + 0.5]
        return same[-1] if x >= self.handle_point(same[0]).x() else same[0]

    def sizeHint(self) -> QSize:
        return QSize(200, self._ground_height + 20)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self._ground_height + 20)

    # --- hands and keys ---

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        x = event.position().x()
        found = self._nearest(x)
        if found is None:
            before = len(self._places)
            self.added.emit(self._place_at(x))
            found = self._nearest(x) if len(self._places) > before else None
        if found is not None:
            self._held = True
            self.set_current(found)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self._held:
            return
        y = event.position().y()
        if (y < -_OUT_PX or y > self.height() + _OUT_PX) and len(self._places) > 2:
            count = len(self._places)
            self.removed.emit(self._current)
            if len(self._places) < count:
                self._held = False
                self.editing_finished.emit()
            return
        self.moved.emit(self._current, self._place_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._held:
            self._held = False
            self.editing_finished.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Down: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: 1}
        key = Qt.Key(event.key())
        event.accept()
        if key in steps and self._places:
            far = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
            place = self._places[self._current] + steps[key] * far * self.step
            self.moved.emit(self._current, min(1.0, max(0.0, place)))
            self.editing_finished.emit()
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.set_current(self._current + (1 if key == Qt.Key.Key_PageUp else -1))
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit(self._current)
            self.editing_finished.emit()
        else:
            event.ignore()

    # --- looks ---

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ground = self.ground_rect()
        painter.save()
        painter.setClipPath(rounded_path(ground, 4))
        self._ground(painter, ground)
        painter.restore()
        outline_rounded(painter, ground, 4, DARK.edge)
        for index in sorted(range(len(self._places)), key=lambda i: i == self._current):
            self._paint_handle(painter, index)
        if self.ring_shown:
            focus_ring(painter, QRectF(self.rect()), DARK.radius_field)

    def _paint_handle(self, painter: QPainter, index: int) -> None:
        at, (width, height) = self.handle_point(index), _HANDLE
        top = at.y() - height / 2
        shape = QPolygonF(
            [
                QPointF(at.x(), top),
                QPointF(at.x() + width / 2, top + 5),
                QPointF(at.x() + width / 2, top + height),
                QPointF(at.x() - width / 2, top + height),
                QPointF(at.x() - width / 2, top + 5),
            ]
        )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = DARK.text if index == self._current else DARK.border
        painter.setPen(
            QPen(QColor(edge), 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        )
        painter.setBrush(self._inks[index])
        painter.drawPolygon(shape)
