"""A rounded surface that floats over the canvas, with a shadow that costs nothing while the artist paints."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt, QVariantAnimation
from PySide6.QtGui import QHideEvent, QImage, QMoveEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from painter.ui.theme import DARK, color, motion_ms
from painter.ui.widgets.drawing import fill_rounded, outline_rounded

SHADOW_MARGIN = 28
_RISE_PX = 4


class FloatingCard(QFrame):
    """A child of the canvas (or window) as large as it looks: the shadow is a sibling behind it.

    The shadow lets every event through to what lies below. Fill the card through `row`, its layout.
    """

    def __init__(
        self,
        parent: QWidget,
        *,
        direction: Literal["row", "column"] = "row",
        padding: tuple[int, int, int, int] = (8, 4, 8, 4),
        spacing: int = 4,
        radius: int = DARK.radius_floating,
        alpha: float = 1.0,
    ) -> None:
        super().__init__(parent)
        self._radius, self._alpha = radius, alpha
        self._rise: QVariantAnimation | None = None
        self.row: QBoxLayout = QHBoxLayout(self) if direction == "row" else QVBoxLayout(self)
        self.row.setContentsMargins(*padding)
        self.row.setSpacing(spacing)
        self._shadow = _Shadow(parent, radius)
        self.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)

    def rise(self) -> None:
        """Show the card, coming up by 4 px unless motion is reduced."""
        self.show()
        self.raise_()
        duration_ms = motion_ms(DARK.popover_ms)
        if duration_ms == 0:
            return
        rest = self.pos()
        self._rise = QVariantAnimation(self)
        self._rise.setDuration(duration_ms)
        self._rise.setStartValue(_RISE_PX)
        self._rise.setEndValue(0)
        self._rise.valueChanged.connect(lambda left: self.move(rest + QPoint(0, int(left))))
        self._rise.start(QVariantAnimation.DeletionPolicy.KeepWhenStopped)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        fill_rounded(painter, rect, self._radius, color(DARK.panel, self._alpha))
        outline_rounded(painter, rect, self._radius, DARK.edge)

    # --- the shadow goes where the card goes ---

    def _place_shadow(self) -> None:
        m = SHADOW_MARGIN
        self._shadow.setGeometry(self.geometry().adjusted(-m, -m, m, m))
        self._shadow.stackUnder(self)

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        self._place_shadow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_shadow()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._place_shadow()
        self._shadow.show()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._shadow.hide()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ZOrderChange:
            self._shadow.stackUnder(self)
        elif event.type() == QEvent.Type.ParentChange and self.parentWidget() is not None:
            self._shadow.setParent(self.parentWidget())
        elif event.type() == QEvent.Type.DeferredDelete:
            self._shadow.deleteLater()
        return super().event(event)


class _Shadow(QWidget):
    def __init__(self, parent: QWidget, radius: int) -> None:
        super().__init__(parent)
        self._radius = radius
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_shadow(painter, QRectF(self.rect()), self._radius)


def paint_shadow(painter: QPainter, outer: QRectF, radius: int) -> None:
    """Paint the popover's shadow into `outer`, the card's box grown by `SHADOW_MARGIN` on every side."""
    ratio = painter.device().devicePixelRatio()
    corner_px = _corner_px(radius, ratio)
    image = shadow_patch(
        radius,
        round(ratio * 100),
        min(round(outer.width() * ratio), 2 * corner_px + 1),
        min(round(outer.height() * ratio), 2 * corner_px + 1),
    )
    for x, width, from_x, width_px in _cuts(outer.x(), outer.width(), image.width(), corner_px, ratio):
        for y, height, from_y, height_px in _cuts(outer.y(), outer.height(), image.height(), corner_px, ratio):
            painter.drawImage(QRectF(x, y, width, height), image, QRectF(from_x, from_y, width_px, height_px))


def _corner_px(radius: int, ratio: float) -> int:
    # Corners reach as far inward as the blur does, plus the drop.
    return round((SHADOW_MARGIN + radius + DARK.shadow_blur + DARK.shadow_drop) * ratio)


def _cuts(
    start: float, length: float, patch_px: int, corner_px: int, ratio: float
) -> tuple[tuple[float, float, int, int], ...]:
    """Return (start, length, from pixel, pixels) of the pieces along one axis: one if it fits, else three."""
    if patch_px <= 2 * corner_px:
        return ((start, length, 0, patch_px),)
    corner = corner_px / ratio
    return (
        (start, corner, 0, corner_px),
        (start + corner, length - 2 * corner, corner_px, 1),
        (start + length - corner, corner, corner_px + 1, corner_px),
    )


@lru_cache(maxsize=32)
def shadow_patch(radius: int, ratio_percent: int, width_px: int, height_px: int) -> QImage:
    """Return the shadow of a card with its margins, premultiplied black; what is longer stretches its middle."""
    ratio = ratio_percent / 100
    margin_px = round(SHADOW_MARGIN * ratio)
    mask = QImage(width_px, height_px, QImage.Format.Format_Alpha8)
    mask.fill(0)
    painter = QPainter(mask)
    drop = round(DARK.shadow_drop * ratio)
    box = QRect(margin_px, margin_px + drop, width_px - 2 * margin_px, height_px - 2 * margin_px)
    fill_rounded(painter, QRectF(box), radius * ratio, "#000000")
    painter.end()
    alpha = np.frombuffer(mask.constBits(), np.uint8).reshape(height_px, mask.bytesPerLine())[:, :width_px]
    # Three box blurs are close to a Gaussian; together they reach as far as the margin lets them.
    soft = alpha.astype(np.float32) / 255
    for _ in range(3):
        soft = _box_blur(soft, max(1, round(DARK.shadow_blur * ratio / 4)))
    rgba = np.zeros((height_px, width_px, 4), np.uint8)
    rgba[..., 3] = np.round(soft * DARK.shadow_alpha * 255)
    made = QImage(rgba.data, width_px, height_px, width_px * 4, QImage.Format.Format_RGBA8888_Premultiplied)
    return made.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied).copy()


def _box_blur(image: np.ndarray, reach: int) -> np.ndarray:
    """Return the mean over 2 × reach + 1 pixels in both directions, zero outside; (h, w) float32."""
    for axis in (0, 1):
        padding = [(0, 0), (0, 0)]
        padding[axis] = (reach + 1, reach)
        sums = np.cumsum(np.pad(image, padding), axis=axis, dtype=np.float64)
        width = 2 * reach + 1
        high = np.take(sums, np.arange(width, sums.shape[axis]), axis=axis)
        low = np.take(sums, np.arange(0, sums.shape[axis] - width), axis=axis)
        image = ((high - low) / width).astype(np.float32)
    return image
