"""A picture in a well, for dialogs: fitted, on chequered ground where it is transparent."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from painter.ui.icons import paint_icon
from painter.ui.theme import DARK
from painter.ui.widgets.drawing import CENTER, draw_checker, draw_text, fill_rounded

_PADDING_PX = 12


class PictureWell(QWidget):
    """Shows one picture, or an icon and words where there is none."""

    def __init__(self, side: int = 256, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = side
        self._image: QImage | None = None
        self._words = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_image(self, image: QImage) -> None:
        """Show a picture no larger than needed."""
        self._image, self._words = image, ""
        self.setAccessibleName(self.tr("Preview"))
        self.update()

    def show_words(self, words: str) -> None:
        """Show no picture but why there is none."""
        self._image, self._words = None, words
        self.setAccessibleName(words)
        self.update()

    def image(self) -> QImage | None:
        return self._image

    def longest_px(self) -> int:
        """Return how long a picture's longer side needs to be, in device pixels."""
        return round((self._side - 2 * _PADDING_PX) * self.devicePixelRatioF())

    def sizeHint(self) -> QSize:
        return QSize(self._side, self._side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        fill_rounded(painter, rect, DARK.radius_button, DARK.well)
        room = rect.adjusted(_PADDING_PX, _PADDING_PX, -_PADDING_PX, -_PADDING_PX)
        if self._image is None or self._image.isNull():
            icon = QRectF(room.center().x() - 12, room.center().y() - 24, 24, 24)
            paint_icon(painter, "image", icon, DARK.disabled)
            words = QRectF(room.x(), icon.bottom() + 4, room.width(), 20)
            draw_text(painter, words, self._words, size_px=11, color=DARK.faint, align=CENTER)
            return
        size = self._image.size()
        scale = min(room.width() / size.width(), room.height() / size.height())
        # Small pictures are not blown up beyond recognition.
        scale = min(scale, 8 / self.devicePixelRatioF())
        shown = QRectF(0, 0, size.width() * scale, size.height() * scale)
        shown.moveCenter(room.center())
        if self._image.hasAlphaChannel():
            draw_checker(painter, shown, cell=6)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, scale < 2)
        painter.drawImage(shown, self._image)
        painter.setPen(Qt.PenStyle.NoPen)
