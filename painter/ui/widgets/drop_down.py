"""One choice of a list that opens below the field: blend modes, sources, sizes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QStandardItem, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from painter.ui.icons import paint_icon
from painter.ui.theme import DARK, font, mixed, text_width, tooltip
from painter.ui.widgets.drawing import draw_text, fill_rounded, focus_ring
from painter.ui.widgets.interactive import Interactive

_HEADING = Qt.ItemDataRole.UserRole + 101
_ICON = Qt.ItemDataRole.UserRole + 102
_ICON_PX = 16
_CARET_PX = 12


class DropDown(Interactive, QComboBox):
    """A combo box that paints itself; an optional label and icon stand before the choice.

    Everything of QComboBox serves: addItem, currentData, findData, and the signals activated (the artist chose),
    currentIndexChanged and highlighted (the pointer rests on a choice, for previews).
    """

    def __init__(
        self,
        texts: Iterable[str] = (),
        *,
        name: str = "",
        label: str = "",
        icon: str = "",
        height: int = 32,
        hint: str = "",
        keys: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._label, self._icon_name, self._height = label, icon, height
        self.setFont(font(12))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMaxVisibleItems(24)
        self.setItemDelegate(_Choices(self))
        view = self.view()
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setMouseTracking(True)
        self.setAccessibleName(name or label)
        # On Linux Qt tells screen readers the choice as the name, so the name goes into the description too.
        self.setAccessibleDescription(name or label)
        if name or hint:
            self.setToolTip(tooltip(name or label, keys, hint))
        self.addItems(list(texts))

    # --- filling ---

    def add(self, text: str, data: object = None, *, icon: str = "") -> None:
        """Add a choice with what it stands for."""
        self.addItem(text, data)
        if icon:
            self.setItemData(self.count() - 1, icon, _ICON)

    def add_heading(self, text: str) -> None:
        """Add a heading, which cannot be chosen."""
        item = QStandardItem(text)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setData(True, _HEADING)
        model = self.model()
        assert isinstance(model, QStandardItemModel)
        model.appendRow(item)

    def add_separator(self) -> None:
        """Add a line between choices."""
        self.insertSeparator(self.count())

    def set_groups(self, groups: Sequence[tuple[str, Sequence[tuple[str, object]]]]) -> None:
        """Fill with groups of (text, data): a line between groups, a heading where a group has a name.

        The current data is kept where it is still there.
        """
        kept = self.currentData()
        was_blocked = self.blockSignals(True)
        self.clear()
        for number, (heading, choices) in enumerate(groups):
            if number:
                self.add_separator()
            if heading:
                self.add_heading(heading)
            for text, data in choices:
                self.addItem(text, data)
        self.blockSignals(was_blocked)
        if kept is None or not self.set_current_data(kept):
            self.setCurrentIndex(self._first_choice())

    def set_current_data(self, data: object) -> bool:
        """Choose by what a choice stands for; tell whether it is there."""
        for index in range(self.count()):
            if self.itemData(index) == data and not self._is_heading(index):
                self.setCurrentIndex(index)
                return True
        return False

    def _is_heading(self, index: int) -> bool:
        return bool(self.itemData(index, _HEADING))

    def _first_choice(self) -> int:
        for index in range(self.count()):
            flags = self.model().flags(self.model().index(index, 0))
            if flags & Qt.ItemFlag.ItemIsSelectable:
                return index
        return -1

    def set_label(self, label: str) -> None:
        self._label = label
        self.update()

    def set_icon(self, name: str) -> None:
        self._icon_name = name
        self.update()

    # --- behaviour ---

    def wheelEvent(self, event: QWheelEvent) -> None:
        # A list that changes while a panel scrolls below the pointer is a trap.
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def showPopup(self) -> None:
        widest = max((text_width(self.itemText(i), 12) for i in range(self.count())), default=0.0)
        self.view().setMinimumWidth(max(self.width(), math.ceil(widest) + 72))
        super().showPopup()

    # --- looks ---

    def sizeHint(self) -> QSize:
        widest = max((text_width(self.itemText(i), 12, 500) for i in range(self.count())), default=48.0)
        return QSize(math.ceil(self._text_left() + widest + 32), self._height)

    def minimumSizeHint(self) -> QSize:
        return QSize(math.ceil(self._text_left() + 24 + 28), self._height)

    def _text_left(self) -> float:
        left = 30.0 if self._icon_name else 10.0
        return left + (text_width(self._label, 12) + 8 if self._label else 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        opened = self.view().isVisible()
        ground = mixed(DARK.raised, DARK.hover, 1.0 if opened else self.hover)
        fill_rounded(painter, rect, DARK.radius_field, ground)
        enabled = self.isEnabled()
        quiet = DARK.dim if enabled else DARK.disabled
        x = 10.0
        if self._icon_name:
            paint_icon(
                painter, self._icon_name, QRectF(8, (rect.height() - _ICON_PX) / 2, _ICON_PX, _ICON_PX), quiet
            )
            x = 30.0
        if self._label:
            width = text_width(self._label, 12)
            draw_text(painter, QRectF(x, 0, width + 1, rect.height()), self._label, size_px=12, color=quiet)
            x += width + 8
        draw_text(
            painter,
            QRectF(x, 0, rect.width() - x - 26, rect.height()),
            self.currentText(),
            size_px=12,
            weight=500,
            color=DARK.text if enabled else DARK.disabled,
        )
        caret = QRectF(rect.width() - 20, (rect.height() - _CARET_PX) / 2, _CARET_PX, _CARET_PX)
        paint_icon(painter, "caret-down", caret, quiet)
        if self.ring_shown and not opened:
            focus_ring(painter, rect, DARK.radius_field)


class _Choices(QStyledItemDelegate):
    """Paints the opened list: a tick at the current choice, headings, lines."""

    def __init__(self, field: DropDown) -> None:
        super().__init__(field)
        self._field = field

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        if index.data(Qt.ItemDataRole.AccessibleDescriptionRole) == "separator":
            return QSize(0, 9)
        return QSize(0, 26 if index.data(_HEADING) else 28)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        painter.save()
        rect = QRectF(option.rect)
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        if index.data(Qt.ItemDataRole.AccessibleDescriptionRole) == "separator":
            painter.fillRect(QRectF(rect.x() + 8, rect.center().y(), rect.width() - 16, 1), QColor(DARK.edge))
        elif index.data(_HEADING):
            draw_text(painter, rect.adjusted(10, 4, -8, 0), text, size_px=11, weight=600, color=DARK.faint)
        else:
            self._paint_choice(painter, rect, text, option, index)
        painter.restore()

    def _paint_choice(
        self,
        painter: QPainter,
        rect: QRectF,
        text: str,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        state = option.state
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            fill_rounded(painter, rect.adjusted(2, 0, -2, 0), DARK.radius_field, DARK.selected)
        enabled = bool(index.flags() & Qt.ItemFlag.ItemIsEnabled)
        ink = DARK.text if enabled else DARK.disabled
        current = index.row() == self._field.currentIndex()
        x = rect.x() + 10
        icon = index.data(_ICON)
        if icon:
            paint_icon(painter, icon, QRectF(x, rect.center().y() - 8, 16, 16), ink)
            x += 24
        draw_text(
            painter,
            QRectF(x, rect.y(), rect.right() - x - 30, rect.height()),
            text,
            size_px=12,
            weight=500 if current else 400,
            color=ink,
        )
        if current:
            paint_icon(painter, "check", QRectF(rect.right() - 26, rect.center().y() - 7, 14, 14), DARK.text)
