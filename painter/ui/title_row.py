"""The row at the top: the program's mark, the menus, and the document in the middle."""

from __future__ import annotations

import math
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenuBar, QSizePolicy, QWidget

from painter.ui.icons import paint_icon
from painter.ui.theme import DARK, text_width, tooltip
from painter.ui.widgets.drawing import covering, draw_picture, draw_text, fill_rounded

_LEFT = 12
_MARK_PX = 20
_FREE_RIGHT = 12
_TAB_GAP = 16
_PICTURE_WIDTH, _PICTURE_HEIGHT = 20, 15
_PADDING = 10
_DOT_ROOM = 16
_WIDEST_TAB = 320


class TitleRow(QWidget):
    """32 px high. What comes at the right later goes into `right`, a row."""

    def __init__(self, menu_bar: QMenuBar, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(DARK.menu_height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._menus = menu_bar
        menu_bar.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        menu_bar.setFixedHeight(menu_bar.sizeHint().height())
        row = QHBoxLayout(self)
        row.setContentsMargins(_LEFT, 0, _FREE_RIGHT, 0)
        row.setSpacing(0)
        row.addWidget(_Mark())
        row.addWidget(menu_bar, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        self.right = QHBoxLayout()
        self.right.setSpacing(8)
        row.addLayout(self.right)
        self._tab = DocumentTab(self)

    @property
    def tab(self) -> DocumentTab:
        """The document as it is named here."""
        return self._tab

    def set_document(
        self, title: str, dirty: bool, thumbnail: QImage | None = None, *, path: Path | None = None
    ) -> None:
        """Name the document; a dot says that something is not saved, the path shows in the tooltip."""
        self._tab.set_document(title, dirty, thumbnail, path=path)
        self._place()

    def _place(self) -> None:
        """Put the tab into the middle of the window, or right of the menus where they reach that far."""
        least = _LEFT + _MARK_PX + 12 + self._menus.sizeHint().width() + _TAB_GAP
        most = self.width() - _FREE_RIGHT - self.right.sizeHint().width() - _TAB_GAP
        width = min(self._tab.sizeHint().width(), max(0, most - least))
        x = max(least, min((self.width() - width) // 2, most - width))
        self._tab.setGeometry(x, 0, width, self.height())
        self._tab.setVisible(bool(self._tab.title) and width >= self._tab.minimumSizeHint().width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor(DARK.window))


class DocumentTab(QWidget):
    """Thumbnail, title, and a dot while there is something unsaved."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.title = ""
        self.dirty = False
        self._thumbnail: QImage | None = None
        self._fitted: QImage | None = None
        self.hide()

    def set_document(
        self, title: str, dirty: bool, thumbnail: QImage | None = None, *, path: Path | None = None
    ) -> None:
        """Show a document."""
        self.title, self.dirty = title, dirty
        self._thumbnail = thumbnail if thumbnail is not None and not thumbnail.isNull() else None
        self._fitted = None
        said = self.tr("{title}, not saved").format(title=title) if dirty else title
        self.setAccessibleName(said)
        changed = self.tr("Changes are not saved yet.") if dirty else ""
        self.setToolTip(tooltip(title if path is None else str(path), "", changed))
        self.updateGeometry()
        self.update()

    def _text_left(self) -> int:
        return _PADDING + (_PICTURE_WIDTH + 8 if self._thumbnail is not None else 0)

    def sizeHint(self) -> QSize:
        # The dot keeps its room: saving does not move the title.
        width = self._text_left() + text_width(self.title, 12, 500) + _DOT_ROOM + _PADDING
        return QSize(min(_WIDEST_TAB, math.ceil(width)), DARK.menu_height)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(80, self.sizeHint().width()), DARK.menu_height)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        shape = QPainterPath()
        shape.addRoundedRect(rect.adjusted(0, 4, 0, 12), DARK.radius_button, DARK.radius_button)
        painter.fillPath(shape, QColor(DARK.panel))
        middle = (4 + rect.height()) / 2
        if self._thumbnail is not None:
            box = QRectF(_PADDING, round(middle - _PICTURE_HEIGHT / 2), _PICTURE_WIDTH, _PICTURE_HEIGHT)
            draw_picture(painter, box, self._picture(self._thumbnail, box), 2)
        right = rect.width() - _PADDING - _DOT_ROOM
        words = QRectF(self._text_left(), 4, right - self._text_left(), rect.height() - 4)
        draw_text(painter, words, self.title, size_px=12, weight=500, elide=Qt.TextElideMode.ElideMiddle)
        if self.dirty:
            beside = min(right, self._text_left() + text_width(self.title, 12, 500))
            fill_rounded(painter, QRectF(beside + 7, middle - 3, 6, 6), 3, DARK.dim)

    def _picture(self, thumbnail: QImage, box: QRectF) -> QImage:
        ratio = self.devicePixelRatioF()
        width_px, height_px = round(box.width() * ratio), round(box.height() * ratio)
        if self._fitted is None or self._fitted.width() != width_px:
            self._fitted = covering(thumbnail, width_px, height_px)
        return self._fitted


class _Mark(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(_MARK_PX + 12, DARK.menu_height)

    def paintEvent(self, event: QPaintEvent) -> None:
        top = (self.height() - _MARK_PX) / 2
        paint_icon(QPainter(self), "mark", QRectF(0, top, _MARK_PX, _MARK_PX))
