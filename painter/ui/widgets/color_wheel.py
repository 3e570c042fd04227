"""The colour wheel: hue on the ring, saturation and value in the square."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Literal

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QLinearGradient, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractSlider, QSizePolicy, QWidget

from painter.ui.theme import DARK
from painter.ui.widgets.drawing import draw_knob, focus_ring, rounded_path
from painter.ui.widgets.interactive import Interactive

_INNER = 0.865
_MIDDLE = 0.932
_SQUARE = _INNER * 0.685
_AIR = 4
"""How far the knob reaches over the ring."""


class ColorWheel(Interactive, QAbstractSlider):
    """Drag on the ring or in the square. Keys: arrows saturation and value, Page Up and Down hue, Shift × 10.

    The slider underneath is the hue in degrees, for screen readers; the description says all three. Colours are
    sRGB; hue and saturation are kept while a colour is grey or black.

    Signals:
        color_changed(QColor): The artist moved, at every step.
        editing_finished(): The artist let go.
    """

    color_changed = Signal(QColor)
    editing_finished = Signal()

    def __init__(self, diameter: int = 160, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._diameter = diameter
        self._hue, self._saturation, self._value = 0.0, 0.0, 0.0
        self._held: Literal["ring", "square", ""] = ""
        self._mirroring = False
        self.setRange(0, 359)
        self.setPageStep(10)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Colour wheel"))
        self._mirror()

    def set_diameter(self, diameter: int) -> None:
        """Draw it larger or smaller."""
        if diameter != self._diameter:
            self._diameter = diameter
            self.updateGeometry()
            self.update()

    def color(self) -> QColor:
        """Return the colour, opaque sRGB."""
        return QColor.fromHsvF(min(0.99999, self._hue / 360), self._saturation, self._value)

    def hsv(self) -> tuple[float, float, float]:
        """Return hue 0 to 360, saturation and value 0 to 1."""
        return self._hue, self._saturation, self._value

    def set_color(self, color: QColor) -> None:
        """Show a colour; emits nothing."""
        hue, saturation, value = color.hsvHueF(), color.hsvSaturationF(), color.valueF()
        if value > 0:
            self._saturation = saturation
            if saturation > 0 and hue >= 0:
                self._hue = hue * 360
        self._value = value
        self._mirror()

    def set_hsv(self, hue: float, saturation: float, value: float) -> None:
        """Show a colour by hue 0 to 360, saturation and value 0 to 1; emits nothing."""
        self._hue, self._saturation, self._value = hue % 360, _unit(saturation), _unit(value)
        self._mirror()

    def _mirror(self) -> None:
        self._mirroring = True
        self.setValue(round(self._hue) % 360)
        self._mirroring = False
        self.setAccessibleDescription(
            self.tr("Hue {hue} degrees, saturation {saturation} percent, value {value} percent").format(
                hue=round(self._hue), saturation=round(self._saturation * 100), value=round(self._value * 100)
            )
        )
        self.update()

    def _choose(self, hue: float, saturation: float, value: float) -> None:
        self.set_hsv(hue, saturation, value)
        self.color_changed.emit(self.color())

    def sliderChange(self, change: QAbstractSlider.SliderChange) -> None:
        super().sliderChange(change)
        if change == QAbstractSlider.SliderChange.SliderValueChange and not self._mirroring:
            self._choose(float(self.value()), self._saturation, self._value)

    # --- hands ---

    def _center(self) -> QPointF:
        return QPointF(self.width() / 2, self.height() / 2)

    def _radius(self) -> float:
        return self._diameter / 2 - _AIR

    def _square(self) -> QRectF:
        half = self._radius() * _SQUARE
        center = self._center()
        return QRectF(center.x() - half, center.y() - half, 2 * half, 2 * half)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        away = event.position() - self._center()
        distance = math.hypot(away.x(), away.y()) / self._radius()
        if self._square().adjusted(-6, -6, 6, 6).contains(event.position()):
            self._held = "square"
        elif _INNER - 0.1 < distance < 1.1:
            self._held = "ring"
        else:
            return
        self._follow(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held:
            self._follow(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._held:
            self._held = ""
            self.editing_finished.emit()

    def _follow(self, at: QPointF) -> None:
        if self._held == "ring":
            away = at - self._center()
            self._choose(math.degrees(math.atan2(-away.y(), away.x())) % 360, self._saturation, self._value)
            return
        square = self._square()
        across = _unit((at.x() - square.x()) / square.width())
        down = _unit((at.y() - square.y()) / square.height())
        self._choose(self._hue, across, 1 - down)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        size = 1.0
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            size = 10.0
        elif event.modifiers() & Qt.KeyboardModifier.AltModifier:
            size = 0.1
        moves = {
            int(Qt.Key.Key_Right): (0.0, 0.01, 0.0),
            int(Qt.Key.Key_Left): (0.0, -0.01, 0.0),
            int(Qt.Key.Key_Up): (0.0, 0.0, 0.01),
            int(Qt.Key.Key_Down): (0.0, 0.0, -0.01),
            int(Qt.Key.Key_PageUp): (1.0, 0.0, 0.0),
            int(Qt.Key.Key_PageDown): (-1.0, 0.0, 0.0),
        }
        move = moves.get(event.key())
        if move is None:
            event.ignore()
            return
        self._choose(self._hue + size * move[0], self._saturation + size * move[1], self._value + size * move[2])
        self.editing_finished.emit()
        self._ring = True

    # --- looks ---

    def sizeHint(self) -> QSize:
        return QSize(self._diameter, self._diameter)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        center, radius, square = self._center(), self._radius(), self._square()
        ring = hue_ring(round(2 * radius * self.devicePixelRatioF()))
        painter.drawImage(QRectF(center.x() - radius, center.y() - radius, 2 * radius, 2 * radius), ring)
        pure = QColor.fromHsvF(min(0.99999, self._hue / 360), 1, 1)
        painter.save()
        painter.setClipPath(rounded_path(square, 4))
        across = QLinearGradient(square.topLeft(), square.topRight())
        across.setColorAt(0, QColor(255, 255, 255))
        across.setColorAt(1, pure)
        painter.fillRect(square, across)
        down = QLinearGradient(square.topLeft(), square.bottomLeft())
        down.setColorAt(0, QColor(0, 0, 0, 0))
        down.setColorAt(1, QColor(0, 0, 0))
        painter.fillRect(square, down)
        painter.restore()
        if self.ring_shown:
            focus_ring(painter, square.adjusted(-4, -4, 4, 4), DARK.radius_button)
        at = QPointF(
            square.x() + self._saturation * square.width(), square.y() + (1 - self._value) * square.height()
        )
        draw_knob(painter, at, 6, self.color())
        angle = math.radians(self._hue)
        on_ring = center + QPointF(math.cos(angle), -math.sin(angle)) * (radius * _MIDDLE)
        draw_knob(painter, on_ring, 7, pure)


@lru_cache(maxsize=8)
def hue_ring(side_px: int) -> QImage:
    """Return the ring of hues, premultiplied sRGB RGBA, drawn at twice the size and halved for smooth edges."""
    n = side_px * 2
    y, x = np.mgrid[0:n, 0:n].astype(np.float32)
    center = (n - 1) / 2
    dx, dy = (x - center) / center, (center - y) / center
    radius = np.hypot(dx, dy)
    sixth = (np.degrees(np.arctan2(dy, dx)) % 360) / 60
    edge = 2.0 / center
    alpha = np.clip((1 - radius) / edge, 0, 1) * np.clip((radius - _INNER) / edge, 0, 1)
    rgba = np.zeros((n, n, 4), np.float32)
    for channel, k in enumerate((5, 3, 1)):
        t = (k + sixth) % 6
        # Never quite pure: a ring of full primaries outshines every picture beside it.
        rgba[..., channel] = (0.12 + 0.82 * (1 - np.clip(np.minimum(t, 4 - t), 0, 1))) * alpha
    rgba[..., 3] = alpha
    small = rgba.reshape(side_px, 2, side_px, 2, 4).mean(axis=(1, 3))
    data = np.ascontiguousarray((small * 255 + 0.5).astype(np.uint8))
    image = QImage(data.data, side_px, side_px, side_px * 4, QImage.Format.Format_RGBA8888_Premultiplied)
    return image.copy().convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


def _unit(value: float) -> float:
    return min(1.0, max(0.0, value))
