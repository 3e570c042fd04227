"""The few shapes every widget paints with: rounded boxes, text on one line, pictures, rings.

Pure painting: nothing here knows a widget or keeps anything.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QImage, QPainter, QPainterPath, QPen, QTransform

from painter.ui.theme import DARK, font

LEFT = Qt.AlignmentFlag.AlignLeft
CENTER = Qt.AlignmentFlag.AlignHCenter
RIGHT = Qt.AlignmentFlag.AlignRight

RING_PX = 2
RING_GAP_PX = 2


def fill_rounded(painter: QPainter, rect: QRectF, radius: float, fill: QColor | str) -> None:
    """Fill a rounded box, antialiased."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(fill))
    painter.drawRoundedRect(rect, radius, radius)


def outline_rounded(
    painter: QPainter, rect: QRectF, radius: float, stroke: QColor | str, width: float = 1.0
) -> None:
    """Draw the outline of a rounded box wholly inside it."""
    half = width / 2
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(stroke), width))
    inner = max(0.0, radius - half)
    painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), inner, inner)


def focus_ring(painter: QPainter, rect: QRectF, radius: float, gap: QColor | str = DARK.panel) -> None:
    """Draw the keyboard's focus ring inside a box: 2 px mint, then a 2 px gap in the colour behind the widget."""
    outline_rounded(painter, rect, radius, gap, RING_PX + RING_GAP_PX)
    outline_rounded(painter, rect, radius, DARK.ai, RING_PX)


def rounded_path(rect: QRectF, radius: float) -> QPainterPath:
    """Return a rounded box as a path, for clipping."""
    path = QPainterPath()
    path.addRoundedRect(rect, radius, radius)
    return path


def draw_text(
    painter: QPainter,
    rect: QRectF,
    text: str,
    *,
    size_px: int = 13,
    weight: int = 400,
    color: QColor | str = DARK.text,
    align: Qt.AlignmentFlag = LEFT,
    elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
) -> None:
    """Draw one line of text, centred in height, shortened with an ellipsis where it does not fit."""
    painter.setFont(font(size_px, weight))
    painter.setPen(QColor(color))
    # One pixel of mercy: widths are fractions, layouts are whole.
    shown = QFontMetricsF(painter.font()).elidedText(text, elide, rect.width() + 1)
    flags = int(align | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip | Qt.TextFlag.TextSingleLine)
    painter.drawText(rect, flags, shown)


def covering(image: QImage, width_px: int, height_px: int) -> QImage:
    """Return the middle of a picture scaled to cover width by height device pixels."""
    scaled = image.scaled(
        max(1, width_px),
        max(1, height_px),
        Qt.AspectRatioMode.KeepAspectRatioByExpanding,
        Qt.TransformationMode.SmoothTransformation,
    )
    left, top = (scaled.width() - width_px) // 2, (scaled.height() - height_px) // 2
    return scaled.copy(left, top, max(1, width_px), max(1, height_px))


def draw_picture(painter: QPainter, rect: QRectF, fitted: QImage, radius: float = 0.0) -> None:
    """Draw a picture that is already `covering` the box in device pixels, with rounded corners."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    brush = QBrush(fitted)
    to_box = QTransform.fromTranslate(rect.x(), rect.y())
    to_box.scale(rect.width() / fitted.width(), rect.height() / fitted.height())
    brush.setTransform(to_box)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(brush)
    painter.drawRoundedRect(rect, radius, radius)


def draw_checker(painter: QPainter, rect: QRectF, radius: float = 0.0, cell: float = 4.0) -> None:
    """Draw the chequered ground that means transparent."""
    painter.save()
    painter.setClipPath(rounded_path(rect, radius))
    painter.fillRect(rect, QColor("#9A9A9A"))
    dark = QColor("#7E7E7E")
    for row in range(int(rect.height() / cell) + 1):
        for column in range(row % 2, int(rect.width() / cell) + 1, 2):
            painter.fillRect(QRectF(rect.x() + column * cell, rect.y() + row * cell, cell, cell), dark)
    painter.restore()


def draw_knob(painter: QPainter, at: QPointF, radius: float, fill: QColor) -> None:
    """Draw the round handle of a colour: a white ring, a dark line around it, the colour inside."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(0, 0, 0, 150), 1))
    painter.drawEllipse(at, radius + 1.5, radius + 1.5)
    painter.setPen(QPen(QColor(DARK.on_picture), 2))
    painter.setBrush(fill)
    painter.drawEllipse(at, radius, radius)
