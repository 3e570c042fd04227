"""A sheet of paper to try a brush on: it shows a stroke of it, and takes strokes of pen and mouse."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QTabletEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from painter.document.document import Document
from painter.document.layer import Layer
from painter.errors import PainterError
from painter.paint.brush import Brush
from painter.paint.stroke import PenSample, Stroke
from painter.pixels.composite import composite_rgba
from painter.pixels.program import compile_program
from painter.session import Session
from painter.ui.theme import DARK, contrast
from painter.ui.widgets.drawing import LEFT, draw_picture, draw_text, fill_rounded
from painter.ui.widgets.stroke_preview import ground_for, stroke_image

PAPER, DARK_PAPER = "#EFEAE0", "#3A3834"
_SEEN_FROM = 1.5
_SETTLE_MS = 30
"""The stroke is drawn anew so long after a value moved."""


class StrokePad(QWidget):
    """Shows the brush's own stroke until the artist draws one; a double-click wipes the paper.

    Signals:
        pressed_by(float): How hard the pen presses, 0 to 1; -1 when it has left.
    """

    pressed_by = Signal(float)

    def __init__(self, brush: Brush, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._brush, self._color = brush, QColor("#000000")
        self._shown: QImage | None = None
        self._paper: Session | None = None
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._redraw)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Trial stroke"))

    def set_brush(self, brush: Brush) -> None:
        """Try another brush, or other values of it."""
        if brush != self._brush:
            self._brush = brush
            self._settle.start()

    def set_color(self, color: QColor) -> None:
        if color != self._color:
            self._color = QColor(color)
            self._settle.start()

    def wipe(self) -> None:
        """Show the brush's own stroke again."""
        self._paper = None
        self._redraw()

    @property
    def drawn_on(self) -> bool:
        """Whether the artist drew something."""
        return self._paper is not None

    def _redraw(self) -> None:
        self._settle.stop()
        if self._paper is None:
            self._shown = None
        self.update()

    # --- drawing ---

    def _begin(self, sample: PenSample) -> None:
        ratio = self.devicePixelRatioF()
        width, height = round(self.width() * ratio), round(self.height() * ratio)
        if self._paper is None:
            layer = Layer(raster=ground_for(self._brush, width, height), name="")
            document = Document(width_px=width, height_px=height, layers=(layer,), active_id=layer.id)
            self._paper = Session(document)
        color = (self._color.red(), self._color.green(), self._color.blue())
        try:
            self._paper.begin_stroke(self._brush, color)
        except PainterError:
            return
        self._extend(sample)

    def _extend(self, sample: PenSample) -> None:
        if self.pressed and self._paper is not None:
            self._paper.extend_stroke([sample])
            self._show()

    def _finish(self, sample: PenSample) -> None:
        if self.pressed and self._paper is not None:
            self._paper.extend_stroke([sample])
            self._paper.end_stroke()
            self._show()
            self.pressed_by.emit(-1.0)

    @property
    def pressed(self) -> bool:
        """Whether a stroke is being drawn."""
        return self._paper is not None and self._paper.stroke is not None

    def _show(self) -> None:
        assert self._paper is not None
        document, stroke = self._paper.document, self._paper.stroke
        drafts = {document.layers[0].id: stroke.draft} if isinstance(stroke, Stroke) else {}
        pixels = composite_rgba(compile_program(document, drafts), document.canvas)
        height, width = pixels.shape[:2]
        image = QImage(pixels.data, width, height, width * 4, QImage.Format.Format_RGBA8888_Premultiplied)
        self._shown = image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied).copy()
        self.update()

    def _sample(self, event: QMouseEvent | QTabletEvent, pressure: float) -> PenSample:
        at, ratio = event.position(), self.devicePixelRatioF()
        t_s = event.timestamp() / 1000 if event.timestamp() else time.monotonic()
        tilt = (event.xTilt(), event.yTilt(), event.rotation()) if isinstance(event, QTabletEvent) else (0, 0, 0)
        return PenSample(t_s, at.x() * ratio, at.y() * ratio, pressure, *tilt)

    def tabletEvent(self, event: QTabletEvent) -> None:
        event.accept()
        sample = self._sample(event, event.pressure())
        if event.type() == QEvent.Type.TabletPress:
            self._begin(sample)
        elif event.type() == QEvent.Type.TabletRelease:
            self._finish(sample)
        elif self.pressed:
            self._extend(sample)
        if self.pressed:
            self.pressed_by.emit(event.pressure())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._begin(self._sample(event, 1.0))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.pressed:
            self._extend(self._sample(event, 1.0))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._finish(self._sample(event, 1.0))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.wipe()

    # --- the eye ---

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.wipe()

    def sizeHint(self) -> QSize:
        return QSize(470, 108)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 88)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        light = contrast(self._color.name(), PAPER) >= _SEEN_FROM
        fill_rounded(painter, rect, DARK.radius_button, PAPER if light else DARK_PAPER)
        ratio = self.devicePixelRatioF()
        if self._shown is None:
            width, height = round(self.width() * ratio), round(self.height() * ratio)
            self._shown = stroke_image(self._brush, width, height, self._color)
        draw_picture(painter, rect, self._shown, DARK.radius_button)
        if not self.drawn_on:
            words = QRectF(14, rect.height() - 26, rect.width() - 28, 18)
            ink = "#55524B" if light else DARK.dim
            draw_text(painter, words, self.tr("Draw here to try it"), size_px=11, color=ink, align=LEFT)
