"""The bar over the bottom of the canvas: undo, zoom, rotation, mirror."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QGraphicsOpacityEffect, QSizePolicy, QWidget

from painter.ui.theme import DARK, color, text_width, tooltip
from painter.ui.widgets.drawing import CENTER, draw_text, fill_rounded, focus_ring
from painter.ui.widgets.floating_card import FloatingCard
from painter.ui.widgets.icon_button import IconButton
from painter.ui.widgets.interactive import Interactive
from painter.ui.widgets.labels import Separator

_FADED = 0.25


class Hud(FloatingCard):
    """Undo, redo | out, zoom, in, fit | left, angle, right | mirror.

    A click on the zoom asks for 100 %, on the angle for 0°. The canvas places the bar (`place`) and fades it near
    the pen (`set_faded`).
    """

    undo_pressed = Signal()
    redo_pressed = Signal()
    zoom_out_pressed = Signal()
    zoom_reset_pressed = Signal()
    zoom_in_pressed = Signal()
    fit_pressed = Signal()
    rotate_left_pressed = Signal()
    rotation_reset_pressed = Signal()
    rotate_right_pressed = Signal()
    mirror_toggled = Signal(bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, spacing=2, alpha=0.96)
        tr = self.tr
        self.setAccessibleName(tr("View"))
        self.undo = self._add("arrow-u-up-left", tr("Undo"), "Ctrl+Z", self.undo_pressed)
        self.redo = self._add("arrow-u-up-right", tr("Redo"), "Ctrl+Shift+Z", self.redo_pressed)
        self._line()
        self._add("minus", tr("Zoom out"), "Ctrl+-", self.zoom_out_pressed, icon_px=16)
        self.zoom = _Reading("100 %", tr("Zoom"), tr("Click for 100 %."), "1", 52, self)
        self.zoom.clicked.connect(self.zoom_reset_pressed)
        self.row.addWidget(self.zoom)
        self._add("plus", tr("Zoom in"), "Ctrl++", self.zoom_in_pressed, icon_px=16)
        self._add("corners-out", tr("Fit"), "Ctrl+0", self.fit_pressed)
        self._line()
        self._add("arrow-counter-clockwise", tr("Rotate left"), "4", self.rotate_left_pressed)
        self.angle = _Reading("0°", tr("Rotation"), tr("Click to straighten."), "5", 36, self)
        self.angle.clicked.connect(self.rotation_reset_pressed)
        self.row.addWidget(self.angle)
        self._add("arrow-clockwise", tr("Rotate right"), "6", self.rotate_right_pressed)
        self._line()
        self.mirror = IconButton("mirror", tr("Mirror the view"), keys="H", icon_px=18, checkable=True)
        self.mirror.clicked.connect(self.mirror_toggled)
        self.row.addWidget(self.mirror)
        self.set_can_undo(False)
        self.set_can_redo(False)

    def _add(self, icon: str, name: str, keys: str, pressed: SignalInstance, *, icon_px: int = 18) -> IconButton:
        button = IconButton(icon, name, keys=keys, icon_px=icon_px)
        button.clicked.connect(lambda: pressed.emit())
        self.row.addWidget(button)
        return button

    def _line(self) -> None:
        self.row.addWidget(Separator(upright=True, inset=10))

    def set_can_undo(self, can: bool) -> None:
        self.undo.setEnabled(can)

    def set_can_redo(self, can: bool) -> None:
        self.redo.setEnabled(can)

    def set_zoom(self, factor: float) -> None:
        """Show the zoom; 1 is one picture pixel on one screen pixel."""
        percent = factor * 100
        self.zoom.set(
            self.tr("{percent} %").format(percent=f"{percent:.1f}" if percent < 99.95 else f"{percent:.0f}")
        )

    def set_rotation(self, degrees: float) -> None:
        """Show the rotation, brought to -180 to 180 degrees."""
        turned = round((degrees + 180) % 360 - 180)
        self.angle.set(f"{'−' if turned < 0 else ''}{abs(turned)}°")

    def set_mirrored(self, mirrored: bool) -> None:
        """Show whether the view is mirrored; emits nothing."""
        self.mirror.setChecked(mirrored)

    def place(self, gap_px: int = 14) -> None:
        """Stand at the bottom centre of the parent."""
        host = self.parentWidget()
        if host is None:
            return
        self.adjustSize()
        self.move((host.width() - self.width()) // 2, host.height() - self.height() - gap_px)

    def set_faded(self, faded: bool) -> None:
        """Fade near the pen, and let the pen through."""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, faded)
        if faded and self.graphicsEffect() is None:
            effect = QGraphicsOpacityEffect(self)
            effect.setOpacity(_FADED)
            self.setGraphicsEffect(effect)
        elif not faded and self.graphicsEffect() is not None:
            # PySide types the argument as never None; None is how Qt takes an effect away.
            self.setGraphicsEffect(None)  # type: ignore[arg-type]


class _Reading(Interactive, QAbstractButton):
    """A number that can be clicked."""

    def __init__(self, text: str, name: str, hint: str, keys: str, width: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._name, self._width = name, width
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setToolTip(tooltip(name, keys, hint))
        self.set(text)

    def set(self, text: str) -> None:
        self.setText(text)
        self.setAccessibleName(f"{self._name}, {text}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(max(self._width, math.ceil(text_width(self.text(), 12, 500)) + 8), 32)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        if self.hover:
            fill_rounded(painter, rect, DARK.radius_button, color(DARK.hover, self.hover))
        draw_text(painter, rect, self.text(), size_px=12, weight=500, align=CENTER)
        if self.ring_shown:
            focus_ring(painter, rect, DARK.radius_button)
