"""Wheel, touchpad and fingers: what moves the canvas without a tool.

Every function takes the transform as it is and a Qt event and returns the transform as it should be; only fingers
need a memory (`Touches`). Nothing here paints on the document.
"""

from __future__ import annotations

import math
import time

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEventPoint, QGuiApplication, QInputDevice, QNativeGestureEvent, QTouchEvent, QWheelEvent

from painter.ui.canvas.transform import ViewTransform, next_stop

NOTCH = 120
"""What Qt tells for one notch of a wheel."""
WHEEL_STEP = 64.0
"""Logical pixels a notch with Shift moves the canvas."""
DOUBLING = 240.0
"""Eighths of a degree of a finely graded wheel that double the zoom."""
TAP_S = 0.3
TAP_WITHIN = 12.0
PALM_AFTER_PEN_S = 0.6
"""So long after the pen was last near, fingers may be the palm."""


def after_wheel(view: ViewTransform, event: QWheelEvent) -> ViewTransform:
    """Return the transform after a wheel or a touchpad's two fingers turned or slid.

    A wheel zooms to the cursor, with Shift it moves the canvas sideways; a touchpad moves it, with Ctrl it zooms.
    """
    angle, pixels = event.angleDelta(), event.pixelDelta()
    modifiers = event.modifiers()
    if _from_touchpad(event) and not modifiers & Qt.KeyboardModifier.ControlModifier:
        # X11 tells pixels in a unit of the driver's.
        if pixels.isNull() or QGuiApplication.platformName() == "xcb":
            return view.moved(angle.x() / 2, angle.y() / 2)
        return view.moved(pixels.x(), pixels.y())
    turned = angle.y() or angle.x() or pixels.y()
    if modifiers & Qt.KeyboardModifier.ShiftModifier:
        return view.moved(WHEEL_STEP * turned / NOTCH, 0.0)
    if turned % NOTCH == 0:
        return view.zoomed_at(event.position(), next_stop(view.zoom, turned // NOTCH))
    return view.zoomed_at(event.position(), view.zoom * 2.0 ** (turned / DOUBLING))


def _from_touchpad(event: QWheelEvent) -> bool:
    if event.device().type() == QInputDevice.DeviceType.TouchPad:
        return True
    if event.phase() != Qt.ScrollPhase.NoScrollPhase:
        return True
    angle = event.angleDelta()
    # X11 gives pixels for wheels too, but those turn by whole notches.
    return not event.pixelDelta().isNull() and (angle.isNull() or angle.x() % NOTCH != 0 or angle.y() % NOTCH != 0)


def after_native_gesture(view: ViewTransform, event: QNativeGestureEvent) -> ViewTransform:
    """Return the transform after a touchpad's pinch or turn."""
    kind, at = event.gestureType(), event.position()
    if kind == Qt.NativeGestureType.ZoomNativeGesture:
        return view.zoomed_at(at, view.zoom * max(0.1, 1.0 + event.value()))
    if kind == Qt.NativeGestureType.RotateNativeGesture:
        return view.turned_at(at, view.rotation_deg + event.value())
    return view


class Touches:
    """Fingers on a touch screen: one moves the canvas, two move, zoom and turn it, taps are counted."""

    def __init__(self) -> None:
        self._last: dict[int, QPointF] = {}
        self._starts: dict[int, QPointF] = {}
        self._began_s = 0.0
        self._strayed = False

    def follow(self, view: ViewTransform, event: QTouchEvent) -> ViewTransform:
        """Return the transform after the fingers moved."""
        if event.type() == QEvent.Type.TouchBegin:
            self.forget()
            self._began_s = time.monotonic()
        down = {
            point.id(): QPointF(point.position())
            for point in event.points()
            if point.state() != QEventPoint.State.Released
        }
        for number, at in down.items():
            start = self._starts.setdefault(number, at)
            self._strayed |= math.hypot(at.x() - start.x(), at.y() - start.y()) > TAP_WITHIN
        before, self._last = self._last, down
        held = [number for number in down if number in before]
        # Taps tremble: nothing moves until a finger has really gone somewhere.
        if not self._strayed or not held or len(held) != len(down) or len(held) != len(before):
            return view
        if len(held) == 1:
            way = down[held[0]] - before[held[0]]
            return view.moved(way.x(), way.y())
        one, other = held[:2]
        return view.gripped((before[one], before[other]), (down[one], down[other]))

    def tapped(self) -> int:
        """Return with how many fingers the canvas was tapped, 0 for no tap. Ask when the last was lifted."""
        quick = time.monotonic() - self._began_s < TAP_S
        return len(self._starts) if quick and not self._strayed else 0

    def forget(self) -> None:
        """Forget all fingers."""
        self._last, self._starts, self._strayed = {}, {}, False
