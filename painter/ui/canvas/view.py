"""The canvas: the widget in which the picture is seen and painted on.

It turns Qt's events into pen samples and gestures, and the session's signals into repainting. What a tool does is
in `painter.ui.tools`, where the canvas lies in `transform`, what it looks like in `display` and `painting`.
"""

from __future__ import annotations

import math
import time
from dataclasses import replace
from pathlib import Path
from typing import Literal

import numpy as np
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QEnterEvent,
    QFocusEvent,
    QHideEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QPointingDevice,
    QRegion,
    QResizeEvent,
    QShowEvent,
    QSinglePointEvent,
    QTabletEvent,
    QTouchEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QWidget

from painter.document.document import Document
from painter.document.geometry import Rect
from painter.files.opening import LAYERED_ENDINGS
from painter.paint.curves import STRAIGHT, Points, evaluated
from painter.pixels.kernels import kernels_ready
from painter.session import Session
from painter.ui.canvas.ants import Ants
from painter.ui.canvas.display import Display
from painter.ui.canvas.gestures import PALM_AFTER_PEN_S, Touches, after_native_gesture, after_wheel
from painter.ui.canvas.overlays import cursor_region, paint_cursor, paint_drop_hint, paint_symmetry
from painter.ui.canvas.painting import costly, paint_canvas
from painter.ui.canvas.pointer import Pointer, Source
from painter.ui.canvas.transform import ViewTransform, next_stop
from painter.ui.paint_state import PaintState
from painter.ui.theme import motion_ms
from painter.ui.tools.crop import CropTool
from painter.ui.tools.free_transform import FreeTransformTool
from painter.ui.tools.tool import PenPoint, ToolCursor
from painter.ui.widgets.drawing import focus_ring

FIT_MARGIN = 16
FIT_FOOT = 64
"""Room for the bar at the canvas's foot, in logical pixels."""
REPAINT_MARGIN = 3
"""Logical pixels around what changed that smoothing may change too."""
REST_MS = 120
"""So long after the last movement of the view it counts as resting."""
IDLE_S = 0.004
IDLE_WITHOUT_KERNELS_MS = 100
ARROW_STEP = 48.0
ANTS_STEP_MS = 130

_KEYS = {
    Qt.Key.Key_Alt: Qt.KeyboardModifier.AltModifier,
    Qt.Key.Key_Control: Qt.KeyboardModifier.ControlModifier,
    Qt.Key.Key_Shift: Qt.KeyboardModifier.ShiftModifier,
}
_ARROWS = {
    Qt.Key.Key_Left: (ARROW_STEP, 0.0),
    Qt.Key.Key_Right: (-ARROW_STEP, 0.0),
    Qt.Key.Key_Up: (0.0, ARROW_STEP),
    Qt.Key.Key_Down: (0.0, -ARROW_STEP),
}
_BY_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)
_BUTTONS = (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton)


class CanvasView(QWidget):
    """Shows a session's document and lets the artist paint on it.

    Signals:
        view_changed(): Zoom, rotation or mirroring is another.
        pen_moved(QPointF, bool): The pen is at a point of the view (logical pixels); whether it is pressed.
        pressure_changed(float): How hard the pen presses, after the device's curve; -1 when it has left.
        refused(str): Why a stroke cannot begin, in a sentence.
        color_picked(QColor): A colour was picked; it is the foreground colour already.
        files_dropped(list, QPointF): Files (Paths) were dropped at a canvas point.
        image_dropped(QImage, QPointF): A picture was dropped at a canvas point.
    """

    view_changed = Signal()
    pen_moved = Signal(QPointF, bool)
    pressure_changed = Signal(float)
    refused = Signal(str)
    color_picked = Signal(QColor)
    files_dropped = Signal(list, QPointF)
    image_dropped = Signal(QImage, QPointF)

    def __init__(self, session: Session, state: PaintState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._state = state
        self._display = Display(session)
        self._transform = ViewTransform(ratio=self.devicePixelRatioF())
        self._fit: Literal["all", "width"] | None = "all"
        self._moving = False
        self._touches = Touches()
        self._pen_seen_s = float("-inf")
        self._cursor: ToolCursor | None = None
        self._drop_hint = ""
        self._ring = False
        self.pressure_curve: Points = STRAIGHT
        """What the pen's pressure counts for, by how hard it presses."""
        self.watched = False
        """Whether anybody wants to hear of pressure: it is told at every event."""
        self._ants = Ants()
        self._march = QTimer(self)
        self._march.setInterval(ANTS_STEP_MS)
        self._march.timeout.connect(self._step_ants)
        self._overlay = QRegion()
        self._pointer = Pointer(self, self)
        self._pointer.moved.connect(self.pen_moved)
        self._pointer.refused.connect(self.refused)
        self._pointer.cursor_changed.connect(self._refresh_cursor)
        state.tool_changed.connect(self._pointer.follow_tool)
        for signal in (state.tool_changed, state.brush_changed, state.colors_changed):
            signal.connect(self._refresh_cursor)
        state.symmetry_changed.connect(self.update)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._sharpen)
        self._idle = QTimer(self)
        self._idle.timeout.connect(self._work_in_idle)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setMouseTracking(True)
        self.setTabletTracking(True)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Canvas"))
        self._connect_session()

    # --- the session ---

    @property
    def session(self) -> Session:
        return self._session

    @property
    def state(self) -> PaintState:
        return self._state

    @property
    def display(self) -> Display:
        """What the document looks like on screen."""
        return self._display

    def set_session(self, session: Session) -> None:
        """Show another session's document, fitted into the view."""
        if session is self._session:
            return
        self._pointer.drop()
        self._session.preview_changed.disconnect(self._preview_changed)
        self._session.document_changed.disconnect(self._document_changed)
        self._session.stroke_changed.disconnect(self._stroke_changed)
        self._session = session
        self._display = Display(session)
        self._connect_session()
        self._transform = replace(self._transform, rotation_deg=0.0, mirrored=False)
        self.fit()
        self.view_changed.emit()
        self.update()

    def _connect_session(self) -> None:
        self._session.document_changed.connect(self._document_changed)
        self._session.stroke_changed.connect(self._stroke_changed)
        self._session.preview_changed.connect(self._preview_changed)
        self._describe()
        self._follow_selection()

    def _describe(self) -> None:
        document = self._session.document
        self.setAccessibleDescription(
            self.tr("{width} by {height} pixels").format(width=document.width_px, height=document.height_px)
        )

    def _document_changed(self, old: Document, new: Document) -> None:
        changed = self._display.follow_document(self._session.shown)
        if (old.width_px, old.height_px) != (new.width_px, new.height_px):
            self._describe()
            self._fit_again()
        for rect in changed:
            self._repaint_canvas(rect)
        self._follow_selection()
        self._refresh_cursor()
        self._begin_idle_work()

    def _preview_changed(self) -> None:
        for rect in self._display.follow_document(self._session.shown):
            self._repaint_canvas(rect)
        self._follow_selection()
        self.refresh_tool()

    def _stroke_changed(self, rect: Rect) -> None:
        self._repaint_canvas(self._display.follow_stroke(rect))

    # --- where the canvas lies ---

    @property
    def transform(self) -> ViewTransform:
        return self._transform

    @property
    def zoom(self) -> float:
        """Device pixels a canvas pixel."""
        return self._transform.zoom

    @property
    def rotation_deg(self) -> float:
        """Clockwise, above -180 to 180."""
        return self._transform.rotation_deg

    @property
    def mirrored(self) -> bool:
        return self._transform.mirrored

    def show_transform(self, transform: ViewTransform) -> None:
        """Let the canvas lie like this, while a hand moves it."""
        self._fit = None
        if costly(transform):
            self._moving = True
            self._rest.start()
        self._set_transform(transform.kept_in_sight(*self._canvas_size()))

    def zoom_in(self) -> None:
        self._zoom_to(next_stop(self.zoom, 1))

    def zoom_out(self) -> None:
        self._zoom_to(next_stop(self.zoom, -1))

    def actual_size(self) -> None:
        """Show one picture pixel on one screen pixel."""
        self._zoom_to(1.0)

    def set_zoom(self, zoom: float) -> None:
        """Zoom about the middle of the view; clipped to 1 % to 6400 %."""
        self._zoom_to(zoom)

    def _zoom_to(self, zoom: float) -> None:
        self._fit = None
        self._set_transform(self._transform.zoomed_at(self._middle(), zoom).kept_in_sight(*self._canvas_size()))

    def fit(self) -> None:
        """Show the whole canvas, and go on doing so when the view changes its size."""
        self._fit = "all"
        self._fit_again()

    def fit_width(self) -> None:
        """Show the whole width of the canvas, and go on doing so when the view changes its size."""
        self._fit = "width"
        self._fit_again()

    def _fit_again(self) -> None:
        if self._fit is None:
            return
        area = QRectF(0, 0, self.width(), self.height())
        area.adjust(FIT_MARGIN, FIT_MARGIN, -FIT_MARGIN, -FIT_FOOT)
        fitted = self._transform.fitted(*self._canvas_size(), area, width_only=self._fit == "width")
        self._set_transform(fitted)

    def rotate_by(self, degrees: float) -> None:
        """Turn the canvas clockwise about the middle of the view."""
        self._set_transform(self._transform.turned_at(self._middle(), self.rotation_deg + degrees))

    def reset_rotation(self) -> None:
        self._set_transform(self._transform.turned_at(self._middle(), 0.0))

    def set_mirrored(self, mirrored: bool) -> None:
        """Show the canvas as in a mirror, or not."""
        if mirrored != self.mirrored:
            self._set_transform(self._transform.flipped())

    def visible_center(self) -> tuple[int, int]:
        """Return the canvas pixel in the middle of what is seen of the canvas."""
        width, height = self._canvas_size()
        seen = self._transform.canvas_area(QRectF(self.rect())).intersected(QRectF(0, 0, width, height))
        at = seen.center() if not seen.isEmpty() else QPointF(width / 2, height / 2)
        return int(at.x()), int(at.y())

    def _canvas_size(self) -> tuple[int, int]:
        document = self._session.document
        return document.width_px, document.height_px

    def _middle(self) -> QPointF:
        return QPointF(self._transform.width / 2, self._transform.height / 2)

    def _set_transform(self, transform: ViewTransform) -> None:
        old, self._transform = self._transform, transform
        if transform == old:
            return
        self._repaint(QRegion(self.rect()))
        self._overlay = self._pointer.covered()
        self._refresh_cursor()
        if (old.zoom, old.rotation_deg, old.mirrored) != (
            transform.zoom,
            transform.rotation_deg,
            transform.mirrored,
        ):
            self.view_changed.emit()

    # --- painting ---

    @property
    def painting_due(self) -> bool:
        """Whether what the pen did is not yet painted."""
        return self._pointer.painting_due

    def _repaint_canvas(self, rect: Rect) -> None:
        if not rect.empty:
            m = REPAINT_MARGIN
            self._repaint(QRegion(self._transform.widget_area(rect).toAlignedRect().adjusted(-m, -m, m, m)))

    def _repaint(self, region: QRegion) -> None:
        region = region.intersected(self.rect())
        if not region.isEmpty() and self.isVisible():
            self._pointer.frame_due = True
            self.update(region)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._follow_screen()
        painter = QPainter(self)
        region = event.region()
        paint_canvas(painter, region, self._transform, self._display, moving=self._moving)
        if self._state.symmetry is not None:
            paint_symmetry(painter, self._transform, *self._canvas_size(), self._state.symmetry)
        self._ants.paint(painter, self._transform, region)
        self._pointer.paint(painter)
        if self._cursor is not None:
            paint_cursor(painter, self._cursor)
        if self._drop_hint:
            paint_drop_hint(painter, QRectF(self.rect()), self._drop_hint)
        if self._ring:
            focus_ring(painter, QRectF(self.rect()), 0)
        painter.end()
        self._pointer.frame_painted()
        self._begin_idle_work()

    def _follow_screen(self) -> None:
        """Take note of the screen's pixel raster: it changes with the screen, and with panels beside the view."""
        ratio = self.devicePixelRatioF()
        origin = self.mapTo(self.window(), QPoint(0, 0))
        origin_x, origin_y = origin.x() * ratio % 1.0, origin.y() * ratio % 1.0
        view = self._transform
        if (ratio, origin_x, origin_y) != (view.ratio, view.origin_x, view.origin_y):
            self._transform = replace(view, ratio=ratio, origin_x=origin_x, origin_y=origin_y)
            if ratio != view.ratio:
                self._fit_again()
            self.update()

    def _sharpen(self) -> None:
        self._moving = False
        self.update()

    def _begin_idle_work(self) -> None:
        if self._display.stale and self.isVisible() and not self._pointer.pressed and not self._idle.isActive():
            self._idle.start(0 if kernels_ready() else IDLE_WITHOUT_KERNELS_MS)

    def _work_in_idle(self) -> None:
        # Not while the pen is down: its samples must not wait even for this.
        seen = self.isVisible() and not self._pointer.pressed
        if not seen or not self._display.make_true_nearby(*self.visible_center(), IDLE_S):
            self._idle.stop()
        elif kernels_ready():
            self._idle.setInterval(0)

    # --- the selection ---

    def _follow_selection(self) -> None:
        """Show the outline of the selection as it is to be seen now."""
        old = self._ants.region(self._transform) if self._ants.selection is not None else QRegion()
        if self._ants.follow(self._session.shown.selection):
            self._repaint(old.united(self._ants.region(self._transform)))
        self._march_or_rest()

    def _march_or_rest(self) -> None:
        wanted = self._ants.selection is not None and self.isVisible() and motion_ms(1) > 0
        if wanted != self._march.isActive():
            self._march.start() if wanted else self._march.stop()

    def _step_ants(self) -> None:
        # While the pen paints, or nobody looks, they stand still.
        if not self._pointer.pressed and self.isActiveWindow():
            self._ants.phase += 1
            self.update(self._ants.region(self._transform))

    # --- the tool ---

    @property
    def free_transform(self) -> FreeTransformTool:
        return self._pointer.free_transform

    @property
    def crop(self) -> CropTool:
        return self._pointer.crop

    @property
    def modifiers(self) -> Qt.KeyboardModifier:
        """The modifier keys held."""
        return self._pointer.modifiers

    def refresh_tool(self) -> None:
        """Show anew what the tool paints over the picture, and its cursor."""
        old, self._overlay = self._overlay, self._pointer.covered()
        self._repaint(old.united(self._overlay))
        self._refresh_cursor()

    def _refresh_cursor(self) -> None:
        """Show the cursor as it is now, repainting what the old and the new one cover."""
        old, new = self._cursor, self._pointer.cursor()
        covered = self._pointer.covered()
        if covered != self._overlay:
            old_overlay, self._overlay = self._overlay, covered
            self._repaint(old_overlay.united(covered))
        if new == old:
            return
        self._cursor = new
        for cursor in (old, new):
            if cursor is not None:
                self._repaint(cursor_region(cursor))
        if new is None:
            self.unsetCursor()
        elif old is None or new.shape != old.shape:
            self.setCursor(new.shape)

    # --- what tools ask for ---

    def color_at(self, at: QPointF) -> QColor | None:
        """Return the visible colour at a point of the view, None where there is none."""
        canvas = self._transform.to_canvas(at)
        return self._display.color_at(int(canvas.x() // 1), int(canvas.y() // 1))

    def tell_picked(self, color: QColor) -> None:
        self.color_picked.emit(color)

    def tell_refused(self, why: str) -> None:
        self.refused.emit(why)

    # --- pen and mouse ---

    def _point(self, event: QSinglePointEvent) -> PenPoint:
        at = event.position()
        canvas = self._transform.to_canvas(at)
        # Not every platform stamps its events.
        t_s = event.timestamp() / 1000 if event.timestamp() else time.monotonic()
        if not isinstance(event, QTabletEvent):
            return PenPoint(t_s=t_s, at=at, x=canvas.x(), y=canvas.y(), mouse=True)
        tilt_x, tilt_y, turn = self._held_over_canvas(event.xTilt(), event.yTilt(), event.rotation())
        return PenPoint(
            t_s=t_s,
            at=at,
            x=canvas.x(),
            y=canvas.y(),
            pressure=self._curved(event.pressure()),
            tilt_x_deg=tilt_x,
            tilt_y_deg=tilt_y,
            rotation_deg=turn,
            eraser=event.pointerType() == QPointingDevice.PointerType.Eraser,
        )

    def _curved(self, pressure: float) -> float:
        """Return what a pressure counts for; none stays none, whatever the curve says."""
        if self.pressure_curve == STRAIGHT or pressure <= 0.0:
            return pressure
        return float(evaluated(self.pressure_curve, np.array([pressure]))[0])

    def _held_over_canvas(self, tilt_x: float, tilt_y: float, turn: float) -> tuple[float, float, float]:
        """Return tilt and rotation as seen by a canvas that is turned or mirrored in the view."""
        view = self._transform
        if not view.turned and not view.mirrored and not view.rotation_deg:
            return tilt_x, tilt_y, turn
        angle = math.radians(-view.rotation_deg)
        x, y = math.tan(math.radians(tilt_x)), math.tan(math.radians(tilt_y))
        x, y = math.cos(angle) * x - math.sin(angle) * y, math.sin(angle) * x + math.cos(angle) * y
        turn -= view.rotation_deg
        if view.mirrored:
            x, turn = -x, -turn
        return math.degrees(math.atan(x)), math.degrees(math.atan(y)), turn

    def tabletEvent(self, event: QTabletEvent) -> None:
        event.accept()
        self._pen_seen_s = time.monotonic()
        self._pointer.modifiers = event.modifiers()
        point = self._point(event)
        kind = event.type()
        if kind == QEvent.Type.TabletPress:
            self._press(Source.PEN, point, event.button())
        elif kind == QEvent.Type.TabletRelease or self._lost(Source.PEN, event.buttons()):
            self._release(Source.PEN, point, event.buttons())
        else:
            self._pointer.move(Source.PEN, point)
        if self.watched:
            self.pressure_changed.emit(point.pressure if self._pointer.pressed else -1.0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._is_real(event):
            self._press(Source.MOUSE, self._point(event), event.button())
            event.setAccepted(event.button() in _BUTTONS)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self._is_real(event):
            return
        if self._lost(Source.MOUSE, event.buttons()):
            self._release(Source.MOUSE, self._point(event), event.buttons())
        else:
            self._pointer.move(Source.MOUSE, self._point(event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._is_real(event):
            self._release(Source.MOUSE, self._point(event), event.buttons())

    def _press(self, source: Source, point: PenPoint, button: Qt.MouseButton) -> None:
        if button in _BUTTONS:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self._pointer.press(source, point, pan=button == Qt.MouseButton.MiddleButton)

    def _release(self, source: Source, point: PenPoint, still_held: Qt.MouseButton) -> None:
        if not self._any_button(still_held):
            self._pointer.release(source, point)
            self._begin_idle_work()

    def _lost(self, source: Source, buttons: Qt.MouseButton) -> bool:
        """Tell whether something was let go of where we could not hear it."""
        return self._pointer.held_by is source and not self._any_button(buttons)

    @staticmethod
    def _any_button(buttons: Qt.MouseButton) -> bool:
        return any(buttons & button for button in _BUTTONS)

    def _is_real(self, event: QMouseEvent) -> bool:
        """Tell whether a mouse did this, and neither Qt nor the system on behalf of a pen or finger."""
        self._pointer.modifiers = event.modifiers()
        return (
            event.source() == Qt.MouseEventSource.MouseEventNotSynthesized
            and event.pointerType() in (QPointingDevice.PointerType.Generic, QPointingDevice.PointerType.Cursor)
            and self._pointer.held_by is not Source.PEN
        )

    def enterEvent(self, event: QEnterEvent) -> None:
        # So that held keys reach the canvas. Who types or goes by keyboard is left alone.
        focus = QApplication.focusWidget()
        typing = focus is not None and focus.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        if self.isActiveWindow() and not typing and not getattr(focus, "ring_shown", False):
            self.setFocus(Qt.FocusReason.MouseFocusReason)
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._pointer.leave()
        super().leaveEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._march_or_rest()

    def hideEvent(self, event: QHideEvent) -> None:
        self._pointer.let_go()
        self._march.stop()
        super().hideEvent(event)

    # --- wheel, touchpad, fingers ---

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.accept()
        if not self._pointer.pressed:
            self.show_transform(after_wheel(self._transform, event))

    def event(self, event: QEvent) -> bool:
        kind = event.type()
        if isinstance(event, QNativeGestureEvent):
            if not self._pointer.pressed:
                self.show_transform(after_native_gesture(self._transform, event))
            return True
        if isinstance(event, QTouchEvent):
            return self._touched(event)
        if kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._claims(event):
            event.accept()
            return True
        return super().event(event)

    def _touched(self, event: QTouchEvent) -> bool:
        if event.device().type() != QPointingDevice.DeviceType.TouchScreen:
            return super().event(event)
        event.accept()
        palm = time.monotonic() - self._pen_seen_s < PALM_AFTER_PEN_S
        if palm or self._pointer.pressed or event.type() == QEvent.Type.TouchCancel:
            self._touches.forget()
            return True
        moved = self._touches.follow(self._transform, event)
        if moved != self._transform:
            self.show_transform(moved)
        if event.type() == QEvent.Type.TouchEnd:
            taps = self._touches.tapped()
            if taps == 2:
                self._session.undo()
            elif taps == 3:
                self._session.redo()
        return True

    # --- keys ---

    def _claims(self, event: QKeyEvent) -> bool:
        """Tell whether a key belongs to the canvas even where it is a shortcut: Alt alone would open the menus."""
        key = Qt.Key(event.key())
        if _pad_digit(event) is not None:
            return True
        if key in (Qt.Key.Key_Space, Qt.Key.Key_Alt) or (key == Qt.Key.Key_Escape and self._pointer.pressed):
            return True
        held = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
        return held == _NO_KEYS and self._pointer.wants(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape and self._pointer.cancel():
            return
        digit = _pad_digit(event)
        if digit is not None:
            # 1 to 9 are tenths, 0 is all: the digits above the letters zoom and turn the view.
            self._state.change_brush(opacity=(digit or 10) / 10)
            return
        if self._pointer.wants(key):
            self._pointer.modifiers = event.modifiers()
            self._pointer.key(key)
            return
        if key == Qt.Key.Key_Space:
            self._pointer.space = True
        elif key == Qt.Key.Key_Escape and self._session.document.selection is not None:
            self._session.select(None, label="Deselect")
            return
        elif key in _ARROWS and event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == _NO_KEYS:
            self.show_transform(self._transform.moved(*_ARROWS[key]))
        elif key not in _KEYS:
            super().keyPressEvent(event)
            return
        self._keys_held(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Space:
            self._pointer.space = event.isAutoRepeat()
        elif key not in _KEYS:
            super().keyReleaseEvent(event)
            return
        self._keys_held(event)

    def _keys_held(self, event: QKeyEvent) -> None:
        # What a modifier key's own event says of that key differs from platform to platform.
        own = _KEYS.get(Qt.Key(event.key()), _NO_KEYS)
        down = event.type() == QEvent.Type.KeyPress
        self._pointer.modifiers = event.modifiers() | own if down else event.modifiers() & ~own
        self._refresh_cursor()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._set_ring(event.reason() in _BY_KEYBOARD)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._set_ring(False)
        self._pointer.space, self._pointer.modifiers = False, _NO_KEYS
        self._refresh_cursor()

    def _set_ring(self, ring: bool) -> None:
        if ring != self._ring:
            self._ring = ring
            self.update()

    # --- what is dragged in ---

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        mime = event.mimeData()
        files = _local_files(mime)
        if not files and not mime.hasImage():
            return
        event.acceptProposedAction()
        if any(path.suffix.lower() in LAYERED_ENDINGS for path in files):
            self._set_drop_hint(self.tr("Let go to open it"))
        elif len(files) > 1:
            self._set_drop_hint(self.tr("Let go to add them as layers"))
        else:
            self._set_drop_hint(self.tr("Let go to add it as a layer"))

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._set_drop_hint("")

    def dropEvent(self, event: QDropEvent) -> None:
        self._set_drop_hint("")
        mime, at = event.mimeData(), self._transform.to_canvas(event.position())
        files = _local_files(mime)
        image = mime.imageData()
        if files:
            self.files_dropped.emit(files, at)
        elif isinstance(image, (QImage, QPixmap)):
            self.image_dropped.emit(image if isinstance(image, QImage) else image.toImage(), at)
        else:
            return
        event.acceptProposedAction()

    def _set_drop_hint(self, hint: str) -> None:
        self._drop_hint = hint
        self.update()

    # --- the view's own size ---

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._transform = replace(
            self._transform, width=self.width(), height=self.height(), ratio=self.devicePixelRatioF()
        )
        self._fit_again()
        if self._fit is None:
            self._set_transform(self._transform.kept_in_sight(*self._canvas_size()))


_NO_KEYS = Qt.KeyboardModifier.NoModifier


def _pad_digit(event: QKeyEvent) -> int | None:
    """Return the digit of a number pad that a key is, without other keys held."""
    digit = event.key() - Qt.Key.Key_0.value
    return digit if 0 <= digit <= 9 and event.modifiers() == Qt.KeyboardModifier.KeypadModifier else None


def _local_files(mime: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
