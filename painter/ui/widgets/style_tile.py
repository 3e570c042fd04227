"""One style in a grid: its picture, its name, its share in the mix, its star."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QDrag,
    QEnterEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QAbstractButton, QApplication, QSizePolicy, QWidget

from painter.ui.icons import paint_icon
from painter.ui.theme import DARK, color, tooltip
from painter.ui.widgets.drawing import (
    CENTER,
    covering,
    draw_picture,
    draw_text,
    fill_rounded,
    focus_ring,
    outline_rounded,
)
from painter.ui.widgets.interactive import Interactive

STYLE_MIME = "application/x-painter-style"
"""What a dragged tile carries: the style's key, UTF-8."""

_MARGIN = 3
_PICTURE_HEIGHT = 64
_NAME_HEIGHT = 18


class StyleTile(Interactive, QAbstractButton):
    """Click replaces the mix by this style, Ctrl+click adds it, hover previews, the star keeps it.

    The tile has a margin of 3 px for its ring: lay tiles out with 6 px between them for gaps of 12. Keys: Space or
    Enter choose, with Ctrl they add, S stars.

    Signals:
        chosen(): Use this style alone (or, on the dashed tile, pick a picture).
        applied(): The second click of a double click: paint with it right away.
        added(): Add it to the mix, or take it out again.
        previewed(bool): The pointer came or went.
        starred(bool): The artist turned the star on or off.
    """

    chosen = Signal()
    applied = Signal()
    added = Signal()
    previewed = Signal(bool)
    starred = Signal(bool)

    def __init__(
        self,
        key: str,
        name: str,
        picture: QImage | None = None,
        *,
        description: str = "",
        any_picture: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.key = key
        self._described = description
        self._picture = picture
        self._fitted: QImage | None = None
        self._any_picture = any_picture
        self._weight: float | None = None
        self._star = False
        self._pressed_at: QPointF | None = None
        self.setText(name)
        self.setCheckable(not any_picture)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.clicked.connect(self._clicked)
        self._describe()

    # --- state ---

    def set_picture(self, picture: QImage | None) -> None:
        """Show another picture: the style on the artist's own painting."""
        self._picture, self._fitted = picture, None
        self.update()

    def weight(self) -> float | None:
        return self._weight

    def set_weight(self, weight: float | None) -> None:
        """Show the share in the mix, 0 to 1; None where the style is not chosen."""
        self._weight = weight
        self.setChecked(weight is not None)
        self._describe()
        self.update()

    def is_starred(self) -> bool:
        return self._star

    def set_starred(self, starred: bool) -> None:
        self._star = starred
        self._describe()
        self.update()

    def mime_data(self) -> QMimeData:
        """Return what a drag of this tile carries."""
        data = QMimeData()
        data.setData(STYLE_MIME, self.key.encode())
        return data

    def _describe(self) -> None:
        self.setAccessibleName(self.text())
        said = []
        if self._weight is not None:
            said.append(self.tr("{percent} percent of the mix").format(percent=round(self._weight * 100)))
        if self._star:
            said.append(self.tr("favourite"))
        self.setAccessibleDescription(", ".join(said))
        if self._any_picture:
            self.setToolTip(tooltip(self.text(), "", self.tr("Use any picture as the style.")))
        else:
            hint = self.tr("Click to use it, Ctrl+click to add it to the mix.")
            self.setToolTip(tooltip(self.text(), "", f"{self._described} {hint}".strip()))

    # --- hands ---

    def nextCheckState(self) -> None:
        # Who owns the mix says what is chosen, through set_weight.
        return

    def _clicked(self) -> None:
        adds = QApplication.keyboardModifiers() & Qt.KeyboardModifier.ControlModifier
        if adds and not self._any_picture:
            self.added.emit()
        else:
            self.chosen.emit()

    def _picture_rect(self) -> QRectF:
        return QRectF(_MARGIN, _MARGIN, self.width() - 2 * _MARGIN, _PICTURE_HEIGHT)

    def _star_rect(self) -> QRectF:
        picture = self._picture_rect()
        return QRectF(picture.x() + 5, picture.y() + 5, 18, 18)

    def _on_star(self, at: QPointF) -> bool:
        return not self._any_picture and self._star_rect().adjusted(-5, -5, 5, 5).contains(at)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._on_star(event.position()):
            self._turn_star()
            return
        self._pressed_at = event.position()
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        plain = event.button() == Qt.MouseButton.LeftButton and not event.modifiers()
        if plain and not self._any_picture and not self._on_star(event.position()):
            self.applied.emit()
        else:
            super().mouseDoubleClickEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pressed_at = None
        super().mouseReleaseEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        start = self._pressed_at
        if start is None or self._any_picture or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        if (event.position() - start).manhattanLength() >= QApplication.startDragDistance():
            self._pressed_at = None
            self.setDown(False)
            self._drag(start.toPoint())

    def _drag(self, at: QPoint) -> None:
        drag = QDrag(self)
        drag.setMimeData(self.mime_data())
        picture = self._picture_rect().toAlignedRect()
        shown = QPixmap(self.grab(picture))
        drag.setPixmap(shown)
        drag.setHotSpot(at - picture.topLeft())
        drag.exec(Qt.DropAction.CopyAction)

    def _turn_star(self) -> None:
        self.set_starred(not self._star)
        self.starred.emit(self._star)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_S and not event.modifiers() and not self._any_picture:
            self._turn_star()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_S
            and not event.modifiers()
        ):
            event.accept()
            return True
        return super().event(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.previewed.emit(True)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.previewed.emit(False)

    # --- looks ---

    def sizeHint(self) -> QSize:
        return QSize(88 + 2 * _MARGIN, _PICTURE_HEIGHT + 2 + _NAME_HEIGHT + 2 * _MARGIN)

    def minimumSizeHint(self) -> QSize:
        return QSize(64, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        picture = self._picture_rect()
        if self._any_picture:
            self._paint_dashed(painter, picture)
        else:
            self._paint_picture(painter, picture)
        chosen = self._weight is not None
        ring = picture.adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)
        if chosen:
            outline_rounded(painter, ring, DARK.radius_thumbnail + _MARGIN, DARK.text, 2)
        elif self.hover:
            outline_rounded(painter, ring, DARK.radius_thumbnail + _MARGIN, color(DARK.border, self.hover), 1)
        if self.ring_shown:
            focus_ring(painter, ring, DARK.radius_thumbnail + _MARGIN)
        strong = chosen or self._any_picture
        draw_text(
            painter,
            QRectF(_MARGIN, picture.bottom() + 2, picture.width(), _NAME_HEIGHT),
            self.text(),
            size_px=11,
            weight=500 if strong else 400,
            color=DARK.text if strong or self.hover > 0.5 else DARK.dim,
        )

    def _paint_dashed(self, painter: QPainter, box: QRectF) -> None:
        fill_rounded(painter, box, DARK.radius_thumbnail, DARK.hover if self.hover > 0.5 else "#202020")
        pen = QPen(color(DARK.border), 1.2)
        pen.setDashPattern([3, 3])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), DARK.radius_thumbnail, DARK.radius_thumbnail)
        paint_icon(painter, "image", QRectF(box.center().x() - 10, box.center().y() - 10, 20, 20), DARK.text)

    def _paint_picture(self, painter: QPainter, box: QRectF) -> None:
        if self._picture is None or self._picture.isNull():
            fill_rounded(painter, box, DARK.radius_thumbnail, DARK.raised)
        else:
            ratio = self.devicePixelRatioF()
            wanted = QSize(round(box.width() * ratio), round(box.height() * ratio))
            if self._fitted is None or self._fitted.size() != wanted:
                self._fitted = covering(self._picture, wanted.width(), wanted.height())
            draw_picture(painter, box, self._fitted, DARK.radius_thumbnail)
        if self._weight is not None:
            badge = QRectF(box.right() - 38, box.bottom() - 22, 34, 18)
            fill_rounded(painter, badge, 5, color(DARK.window, 0.86))
            percent = self.tr("{percent} %").format(percent=round(self._weight * 100))
            draw_text(painter, badge, percent, size_px=11, weight=600, align=CENTER)
        if self._star or self.hover > 0.5 or self.ring_shown:
            star = self._star_rect()
            fill_rounded(painter, star, 5, color(DARK.window, 0.8))
            paint_icon(painter, "star-fill" if self._star else "star", star.adjusted(3, 3, -3, -3), DARK.on_picture)
