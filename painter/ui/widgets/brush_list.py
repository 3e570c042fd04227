"""Brushes to choose from, one a row: a real stroke of each, its name, its size, a tick at the one in hand.

Rows may stand in sections under headings. The strokes are drawn in idle moments.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import (
    QCoreApplication,
    QItemSelectionModel,
    QLocale,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from painter.paint.brush import Brush
from painter.ui.icons import paint_icon
from painter.ui.theme import DARK, text_width
from painter.ui.widgets.drawing import draw_picture, draw_text, fill_rounded, focus_ring
from painter.ui.widgets.interactive import Interactive
from painter.ui.widgets.stroke_preview import StrokePreviews

ROW_PX = 48
_STROKE_WIDTH, _STROKE_HEIGHT = 80, 36
_LEFT = 104
_TICK_PX = 14
_BRUSH = Qt.ItemDataRole.UserRole + 1
HEADING_PX = 28
_STAR_ROOM = 32
_STAR_PX = 16


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
        star_pressed(Brush): The artist wants to star a brush, or no more.
        menu_wanted(Brush, QPoint): What else can be done with a brush; a place on the screen for it.
    """

    chosen = Signal(object)
    star_pressed = Signal(object)
    menu_wanted = Signal(object, QPoint)

    def __init__(
        self,
        brushes: Sequence[Brush] = (),
        *,
        previews: StrokePreviews | None = None,
        starred: bool = False,
        tell_size: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        """Make a list.

        Args:
            previews: Who draws the strokes; one of its own where None.
            starred: Whether rows have a star to press.
            tell_size: Whether rows tell the size under the name.
        """
        super().__init__(parent)
        self._items = QStandardItemModel(self)
        self._needle = ""
        self._taken = ""
        self._favourites: frozenset[str] = frozenset()
        self.previews = previews or StrokePreviews(self)
        self.starred, self.tells_size = starred, tell_size
        self.setModel(self._items)
        self.setItemDelegate(_Rows(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(self.tr("Brushes"))
        self.clicked.connect(self._take)
        self.previews.drawn.connect(self.viewport().update)
        self.set_brushes(brushes)

    def brushes(self) -> list[Brush]:
        return [brush for row in range(self._items.rowCount()) if (brush := self._brush_at(row)) is not None]

    def _brush_at(self, row: int) -> Brush | None:
        brush = self._items.item(row).data(_BRUSH)
        return brush if isinstance(brush, Brush) else None

    def set_brushes(self, brushes: Sequence[Brush], *, section: Callable[[Brush], str] | None = None) -> None:
        """Show other brushes; with `section` under the headings that it gives them, in their order."""
        self._items.clear()
        heading = None
        for brush in brushes:
            if section is not None and section(brush) != heading:
                heading = section(brush)
                self._items.appendRow(_heading(heading))
            item = QStandardItem(brush_title(brush))
            item.setData(brush, _BRUSH)
            item.setData(size_text(brush.size_px), Qt.ItemDataRole.AccessibleDescriptionRole)
            self._items.appendRow(item)
        self.set_filter(self._needle)
        self.set_current(self._taken, show=False)
        self.updateGeometry()

    def set_current(self, name: str, *, show: bool = True) -> None:
        """Tick the brush of this name."""
        self._taken = name
        for row in range(self._items.rowCount()):
            brush = self._brush_at(row)
            if brush is not None and brush.name == name:
                index = self._items.index(row, 0)
                self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
                if show and self.isVisible():
                    self.scrollTo(index)
        self.viewport().update()

    def is_taken(self, brush: Brush) -> bool:
        """Tell whether a brush is the one in hand."""
        return brush.name == self._taken

    def set_favourites(self, names: Iterable[str]) -> None:
        """Fill the stars of these brushes."""
        self._favourites = frozenset(names)
        self.viewport().update()

    def is_favourite(self, brush: Brush) -> bool:
        return brush.name in self._favourites

    def set_filter(self, text: str) -> None:
        """Show only brushes with these letters in their name, or all of a group with that name."""
        self._needle = text.strip().casefold()
        heading, found = -1, False
        for row in range(self._items.rowCount()):
            brush = self._brush_at(row)
            if brush is None:
                if heading >= 0:
                    self.setRowHidden(heading, not found)
                heading, found = row, False
                continue
            words = (self._items.item(row).text(), brush.group)
            fits = any(self._needle in word.casefold() for word in words)
            self.setRowHidden(row, not fits)
            found = found or fits
        if heading >= 0:
            self.setRowHidden(heading, not found)

    def found(self) -> int:
        """Return how many brushes the filter lets through."""
        rows = range(self._items.rowCount())
        return sum(not self.isRowHidden(row) and self._brush_at(row) is not None for row in rows)

    def _take(self, index: QModelIndex) -> None:
        brush = index.data(_BRUSH)
        if isinstance(brush, Brush):
            self.set_current(brush.name)
            self.chosen.emit(brush)

    def _over_star(self, at: QPoint) -> Brush | None:
        """Return the brush whose star lies at a point of the viewport."""
        if not self.starred:
            return None
        index = self.indexAt(at)
        brush = index.data(_BRUSH)
        if not isinstance(brush, Brush) or at.x() < self.visualRect(index).right() - _STAR_ROOM:
            return None
        return brush

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            brush = self._over_star(event.position().toPoint())
            if brush is not None:
                self.star_pressed.emit(brush)
                return
        if event.button() == Qt.MouseButton.RightButton:
            return
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._over_star(event.position().toPoint()) is None:
            super().mouseReleaseEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_keys = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_keys else self.indexAt(event.pos())
        brush = index.data(_BRUSH)
        if isinstance(brush, Brush):
            at = self.visualRect(index).center() if by_keys else event.pos()
            self.menu_wanted.emit(brush, self.viewport().mapToGlobal(at))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._take(self.currentIndex())
            return
        if self.starred and event.text() == "*":
            brush = self.currentIndex().data(_BRUSH)
            if isinstance(brush, Brush):
                self.star_pressed.emit(brush)
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
        rows = len(self.brushes())
        headings = self._items.rowCount() - rows
        return QSize(math.ceil(_LEFT + widest + 48), ROW_PX * max(1, rows) + HEADING_PX * headings)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(180, self.sizeHint().width()), ROW_PX)


def _heading(text: str) -> QStandardItem:
    item = QStandardItem(QCoreApplication.translate("Brush", text))
    item.setFlags(Qt.ItemFlag.NoItemFlags)
    return item


class _Rows(QStyledItemDelegate):
    def __init__(self, brushes: BrushList) -> None:
        super().__init__(brushes)
        self._list = brushes

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(_LEFT, ROW_PX if isinstance(index.data(_BRUSH), Brush) else HEADING_PX)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        brush = index.data(_BRUSH)
        painter.save()
        if isinstance(brush, Brush):
            self._paint_brush(painter, option, index, brush)
        else:
            words = QRectF(option.rect).adjusted(10, 6, -10, 0)
            draw_text(painter, words, str(index.data()), size_px=11, weight=600, color=DARK.faint)
        painter.restore()

    def _paint_brush(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
        brush: Brush,
    ) -> None:
        rows = self._list
        taken, hovered = rows.is_taken(brush), bool(option.state & QStyle.StateFlag.State_MouseOver)
        card = QRectF(option.rect).adjusted(0, 1, 0, -1)
        if taken:
            fill_rounded(painter, card, DARK.radius_button, DARK.selected)
        elif hovered:
            fill_rounded(painter, card, DARK.radius_button, DARK.raised)
        ratio = painter.device().devicePixelRatio()
        box = QRectF(card.x() + 10, card.center().y() - _STROKE_HEIGHT / 2, _STROKE_WIDTH, _STROKE_HEIGHT)
        width_px, height_px = round(box.width() * ratio), round(box.height() * ratio)
        stroke = rows.previews.image(brush, width_px, height_px, QColor(DARK.text))
        if stroke is not None:
            draw_picture(painter, box, stroke, 4)
        right = card.right() - 10
        if rows.starred:
            star = QRectF(right - _STAR_PX, card.center().y() - _STAR_PX / 2, _STAR_PX, _STAR_PX)
            if rows.is_favourite(brush):
                paint_icon(painter, "star-fill", star, DARK.text)
            elif hovered:
                paint_icon(painter, "star", star, DARK.dim)
            right = star.left() - 8
        if taken and rows.tells_size:
            tick = QRectF(right - _TICK_PX, card.center().y() - _TICK_PX / 2, _TICK_PX, _TICK_PX)
            paint_icon(painter, "check", tick, DARK.text)
            right = tick.left() - 8
        left = card.x() + _LEFT
        if rows.tells_size:
            words = QRectF(left, card.y() + 5, right - left, 19)
            draw_text(painter, words, str(index.data()), size_px=12, weight=500)
            draw_text(painter, words.translated(0, 17), size_text(brush.size_px), size_px=11, color=DARK.dim)
        else:
            words = QRectF(left, card.y(), right - left, card.height())
            draw_text(painter, words, str(index.data()), size_px=12, weight=500)
        if rows.ring_shown and index == rows.currentIndex():
            focus_ring(painter, card, DARK.radius_button)
