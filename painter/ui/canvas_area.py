"""The canvas with what floats over it: the bar at its foot and the messages in its corner."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from painter.ui.canvas.view import CanvasView
from painter.ui.theme import DARK
from painter.ui.widgets.hud import Hud
from painter.ui.widgets.toast import Toast, ToastAction, ToastKind, ToastStack

HUD_GAP_PX = 14
HUD_FADES_WITHIN_PX = 40


class CanvasArea(QWidget):
    """Holds the canvas view, and over it the HUD and the toasts."""

    def __init__(self, canvas: CanvasView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.canvas = canvas
        canvas.setParent(self)
        self.hud = Hud(self)
        self.toasts = ToastStack(self)
        self._connect_hud()
        self.show_view()

    def _connect_hud(self) -> None:
        canvas, hud = self.canvas, self.hud
        hud.zoom_out_pressed.connect(canvas.zoom_out)
        hud.zoom_in_pressed.connect(canvas.zoom_in)
        hud.zoom_reset_pressed.connect(canvas.actual_size)
        hud.fit_pressed.connect(canvas.fit)
        hud.rotate_left_pressed.connect(lambda: canvas.rotate_by(-15))
        hud.rotate_right_pressed.connect(lambda: canvas.rotate_by(15))
        hud.rotation_reset_pressed.connect(canvas.reset_rotation)
        hud.mirror_toggled.connect(canvas.set_mirrored)
        canvas.view_changed.connect(self.show_view)
        canvas.pen_moved.connect(self._fade_near)

    def show_view(self) -> None:
        """Show the canvas's zoom, rotation and mirroring in the bar."""
        self.hud.set_zoom(self.canvas.zoom)
        self.hud.set_rotation(self.canvas.rotation_deg)
        self.hud.set_mirrored(self.canvas.mirrored)

    def _fade_near(self, at: QPointF, painting: bool) -> None:
        margin = HUD_FADES_WITHIN_PX
        near = self.hud.geometry().adjusted(-margin, -margin, margin, margin).contains(at.toPoint())
        self.hud.set_faded(near and painting)

    def tell(
        self,
        title: str,
        text: str = "",
        *,
        kind: ToastKind = "info",
        actions: Sequence[tuple[ToastAction, Callable[[], object]]] = (),
        stays: bool = False,
    ) -> Toast:
        """Show a message; each action comes with what it does. The same message is not shown twice at once."""
        same = next((t for t in self.toasts.toasts() if t.title == title and t.text == text), None)
        if same is not None:
            return same
        toast = Toast(
            self,
            title,
            text,
            kind=kind,
            actions=[action for action, _ in actions],
            stays_ms=None if stays else DARK.toast_stays_ms,
        )
        calls = [call for _, call in actions]
        toast.action_pressed.connect(lambda index: calls[index]())
        return self.toasts.add(toast)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.canvas.setGeometry(self.rect())
        self.hud.place(HUD_GAP_PX)
        self.toasts.place()
