"""Brushes to choose from, one a row: a real stroke of each, its name, its size, a tick at the one in hand."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import (
    QCoreApplication,
    QItemSelectionModel,
    QLocale,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from painter.paint.brush import Brush
from painter.ui.icons import paint_icon
from painter.ui.theme import DARK, text_width
from painter.ui.widgets.drawing import draw_picture, draw_text, fill_rounded, focus_ring
from painter.ui.widgets.interactive import Interactive
from painter.ui.widgets.stroke_preview import stroke_image

ROW_PX = 48
_STROKE_WIDTH, _STROKE_HEIGHT = 80, 36
_LEFT = 104
_TICK_PX = 14
_BRUSH = Qt.ItemDataRole.UserRole + 1


def brush_title(brush: Brush) -> str:
    """Return the name of a brush as the artist reads it."""
    return QCoreApplication.translate("Brush", brush.name)


def size_text(size_px: float) -> str:
    """Return a size with its unit: "40 px", "2.5 px"."""
    return f"{QLocale().toString(float(size_px), 'g', 4)} px"


class BrushList(Interactive, QListView):
    """One Tab stop; arrow keys move, Enter, Space or a click takes the brush.

    Signals:
        chosen(Brush): The artist took a brush, perhaps the one in hand already.
    """

    chosen = Signal(object)

    def __init__(self, brushes: Sequence[Brush] = (), *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items = QStandardItemModel(self)
        self._needle = ""
        self._taken = ""
        self.setModel(self._items)
        self.setItemDelegate(_Rows(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(self.tr("Brushes"))
        self.clicked.connect(self._take)
        self.set_brushes(brushes)

    def brushes(self) -> list[Brush]:
        return [self._items.item(row).data(_BRUSH) for row in range(self._items.rowCount())]

    def set_brushes(self, brushes: Sequence[Brush]) -> None:
        """Show other brushes."""
        self._items.clear()
        for brush in brushes:
            item = QStandardItem(brush_title(brush))
            item.setData(brush, _BRUSH)
            item.setData(size_text(brush.size_px), Qt.ItemDataRole.AccessibleDescriptionRole)
            self._items.appendRow(item)
        self.set_filter(self._needle)
        self.updateGeometry()

    def set_current(self, name: str) -> None:
        """Tick the brush of this name."""
        self._taken = name
        for row, brush in enumerate(self.brushes()):
            if brush.name == name:
                index = self._items.index(row, 0)
                self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.viewport().update()

    def is_taken(self, brush: Brush) -> bool:
        """Tell whether a brush is the one in hand."""
        return brush.name == self._taken

    def set_filter(self, text: str) -> None:
        """Show only brushes with these letters in their name."""
        self._needle = text.strip().casefold()
        for row in range(self._items.rowCount()):
            self.setRowHidden(row, self._needle not in self._items.item(row).text().casefold())

    def found(self) -> int:
        """Return how many brushes the filter lets through."""
        return sum(not self.isRowHidden(row) for row in range(self._items.rowCount()))

    def _take(self, index: QModelIndex) -> None:
        brush = index.data(_BRUSH)
        if isinstance(brush, Brush):
            self.set_current(brush.name)
            self.chosen.emit(brush)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._take(self.currentIndex())
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def sizeHint(self) -> QSize:
        widest = max((text_width(brush_title(brush), 12, 500) for brush in self.brushes()), default=0.0)
        return QSize(math.ceil(_LEFT + widest + 48), ROW_PX * max(1, self._items.rowCount()))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(180, self.sizeHint().width()), ROW_PX)


class _Rows(QStyledItemDelegate):
    def __init__(self, brushes: BrushList) -> None:
        super().__init__(brushes)
        self._list = brushes

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(_LEFT, ROW_PX)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        brush = index.data(_BRUSH)
        taken = self._list.is_taken(brush)
        painter.save()
        card = QRectF(option.rect).adjusted(0, 1, 0, -1)
        if taken:
            fill_rounded(painter, card, DARK.radius_button, DARK.selected)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            fill_rounded(painter, card, DARK.radius_button, DARK.raised)
        ratio = painter.device().devicePixelRatio()
        box = QRectF(card.x() + 10, card.center().y() - _STROKE_HEIGHT / 2, _STROKE_WIDTH, _STROKE_HEIGHT)
        width_px, height_px = round(box.width() * ratio), round(box.height() * ratio)
        draw_picture(painter, box, stroke_image(brush, width_px, height_px, QColor(DARK.text)))
        right = card.right() - (36 if taken else 10)
        words = QRectF(card.x() + _LEFT, card.y() + 5, right - card.x() - _LEFT, 19)
        draw_text(painter, words, str(index.data()), size_px=12, weight=500)
        draw_text(painter, words.translated(0, 17), size_text(brush.size_px), size_px=11, color=DARK.dim)
        if taken:
            tick = QRectF(card.right() - 28, card.center().y() - _TICK_PX / 2, _TICK_PX, _TICK_PX)
            paint_icon(painter, "check", tick, DARK.text)
        if self._list.ring_shown and index == self._list.currentIndex():
            focus_ring(painter, card, DARK.radius_button)
        painter.restore()
