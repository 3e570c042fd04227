"""Hands for the tests of the canvas: documents to paint on, and pens, mice and wheels made of Qt events."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QColor,
    QInputDevice,
    QKeyEvent,
    QMouseEvent,
    QPointingDevice,
    QTabletEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication

from painter.document.document import Document
from painter.document.layer import Layer
from painter.document.raster import Raster
from painter.paint.brush import Brush
from painter.pixels.composite import composite_display
from painter.pixels.program import compile_program
from painter.session import Session
from painter.ui.canvas.view import CanvasView
from painter.ui.paint_state import PaintState

LEFT, MIDDLE, NO_BUTTON = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton, Qt.MouseButton.NoButton
NO_KEYS = Qt.KeyboardModifier.NoModifier
PLAIN = Brush(size_px=20, spacing=0.1).changed(hardness=0.9, smoothing=0)

PEN, ERASER = (
    QPointingDevice(
        name,
        number,
        QInputDevice.DeviceType.Stylus,
        kind,
        QInputDevice.Capability.Position | QInputDevice.Capability.Pressure,
        1,
        3,
    )
    for name, number, kind in (
        ("pen", 71, QPointingDevice.PointerType.Pen),
        ("eraser", 72, QPointingDevice.PointerType.Eraser),
    )
)


def blank_document(width: int = 300, height: int = 200, *, layers: int = 1) -> Document:
    """Return a document of empty layers, the topmost active."""
    made = tuple(Layer(raster=Raster(width, height), name=f"Layer {i + 1}") for i in range(layers))
    return Document(width_px=width, height_px=height, layers=made, active_id=made[-1].id)


def painted_document(pixels: NDArray[np.uint8]) -> Document:
    """Return a document with one layer of these pixels, (h, w, 4) uint8 premultiplied."""
    height, width = pixels.shape[:2]
    layer = Layer(raster=Raster.from_array(width, height, pixels))
    return replace(blank_document(width, height), layers=(layer,), active_id=layer.id)


def patchwork(width: int = 300, height: int = 200, seed: int = 0) -> NDArray[np.uint8]:
    """Return opaque pixels of random colours, (h, w, 4) uint8."""
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 4)).astype(np.uint8)
    pixels[..., 3] = 255
    return pixels


def shown_view(session: Session | None = None, *, width: int = 640, height: int = 480) -> CanvasView:
    """Return a canvas in a shown window, painted once."""
    view = CanvasView(session or Session(blank_document()), PaintState())
    view.resize(width, height)
    view.show()
    view.activateWindow()
    QApplication.processEvents()
    return view


def red_view(session: Session) -> CanvasView:
    """Return a shown canvas with a plain brush in red."""
    view = shown_view(session)
    view.state.set_brush(PLAIN)
    view.state.set_foreground(QColor(255, 0, 0))
    return view


def settle() -> None:
    """Deliver what waits: samples, the frame they cause, samples that waited for it."""
    for _ in range(3):
        QApplication.processEvents()


def whole_display(document: Document, session: Session | None = None) -> NDArray[np.uint32]:
    """Return what the screen should show of a document (and of a session's stroke), composited in one go."""
    out = np.zeros((document.height_px, document.width_px), np.uint32)
    drafts = {}
    if session is not None and session.stroke is not None and session.stroke_layer_id is not None:
        drafts = {session.stroke_layer_id: session.stroke.draft}
    composite_display(compile_program(document, drafts), out, document.canvas)
    return out


class Hand:
    """Sends the events of one hand to a view; positions are canvas pixels unless they are QPointF (view)."""

    def __init__(self, view: CanvasView, device: QPointingDevice | None = None) -> None:
        """Make a hand with a pen, or with a mouse where there is no device."""
        self.view = view
        self.device = device
        self.keys = NO_KEYS
        self._clock_ms = count(1000, 8)

    def at(self, place: tuple[float, float] | QPointF) -> QPointF:
        return place if isinstance(place, QPointF) else self.view.transform.to_widget(*place)

    def press(
        self, place: tuple[float, float] | QPointF, pressure: float = 0.8, *, button: Qt.MouseButton = LEFT
    ) -> None:
        self._send("press", self.at(place), pressure, button, button)

    def move(
        self, place: tuple[float, float] | QPointF, pressure: float = 0.8, *, held: Qt.MouseButton = LEFT
    ) -> None:
        self._send("move", self.at(place), pressure, NO_BUTTON, held)

    def hover(self, place: tuple[float, float] | QPointF) -> None:
        self._send("move", self.at(place), 0.0, NO_BUTTON, NO_BUTTON)

    def release(
        self, place: tuple[float, float] | QPointF, pressure: float = 0.0, *, button: Qt.MouseButton = LEFT
    ) -> None:
        self._send("release", self.at(place), pressure, button, NO_BUTTON)

    def draw(self, *places: tuple[float, float], pressure: float = 0.8) -> None:
        """Press, go over all places and let go, with a frame between each two."""
        self.press(places[0], pressure)
        for place in places[1:]:
            self.move(place, pressure)
            QApplication.processEvents()
        self.release(places[-1])
        QApplication.processEvents()

    def _send(
        self, kind: str, at: QPointF, pressure: float, button: Qt.MouseButton, buttons: Qt.MouseButton
    ) -> None:
        over = QPointF(self.view.mapToGlobal(QPoint(0, 0))) + at
        event: QTabletEvent | QMouseEvent
        if self.device is None:
            event = QMouseEvent(_MOUSE[kind], at, over, over, button, buttons, self.keys)
        else:
            event = QTabletEvent(
                _TABLET[kind], self.device, at, over, pressure, 0, 0, 0, 0, 0, self.keys, button, buttons
            )
        event.setTimestamp(next(self._clock_ms))
        QApplication.sendEvent(self.view, event)


_MOUSE = {
    "press": QEvent.Type.MouseButtonPress,
    "move": QEvent.Type.MouseMove,
    "release": QEvent.Type.MouseButtonRelease,
}
_TABLET = {
    "press": QEvent.Type.TabletPress,
    "move": QEvent.Type.TabletMove,
    "release": QEvent.Type.TabletRelease,
}


def key(view: CanvasView, which: Qt.Key, *, down: bool, held: Qt.KeyboardModifier = NO_KEYS) -> QKeyEvent:
    """Press or let go of a key over the canvas; `held` are the modifiers as Qt tells them."""
    event = QKeyEvent(QEvent.Type.KeyPress if down else QEvent.Type.KeyRelease, which, held)
    QApplication.sendEvent(view, event)
    return event


def wheel(
    view: CanvasView,
    at: QPointF,
    *,
    angle: tuple[int, int] = (0, 0),
    pixels: tuple[int, int] = (0, 0),
    phase: Qt.ScrollPhase = Qt.ScrollPhase.NoScrollPhase,
    keys: Qt.KeyboardModifier = NO_KEYS,
) -> None:
    """Turn a wheel or slide two fingers over a touchpad."""
    event = QWheelEvent(at, at, QPoint(*pixels), QPoint(*angle), NO_BUTTON, keys, phase, False)
    QApplication.sendEvent(view, event)
