"""The history panel: every state of the document there is a way back to, oldest first. A click goes there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from painter.document.document import Document
from painter.session import Session
from painter.ui.icons import paint_icon
from painter.ui.theme import DARK
from painter.ui.widgets.drawing import draw_text, focus_ring
from painter.ui.widgets.interactive import Interactive

ROW_PX = 28
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    label: str
    present: bool
    undone: bool


class _Steps(QAbstractListModel):
    """The steps as rows; only what changed is told, so the view keeps its place."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: list[_Entry] = []

    def show(self, labels: list[str], present: int) -> None:
        entries = [
            _Entry(label=label, present=place == present, undone=place > present)
            for place, label in enumerate(labels)
        ]
        old = self._entries
        same = 0
        while same < min(len(old), len(entries)) and old[same].label == entries[same].label:
            same += 1
        if len(old) > same:
            self.beginRemoveRows(QModelIndex(), same, len(old) - 1)
            del old[same:]
            self.endRemoveRows()
        if len(entries) > same:
            self.beginInsertRows(QModelIndex(), same, len(entries) - 1)
            old += entries[same:]
            self.endInsertRows()
        for place in range(same):
            if old[place] != entries[place]:
                old[place] = entries[place]
                self.dataChanged.emit(self.index(place), self.index(place))

    def entry(self, place: int) -> _Entry | None:
        return self._entries[place] if 0 <= place < len(self._entries) else None

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry = self.entry(index.row())
        if entry is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return entry.label
        if role == Qt.ItemDataRole.AccessibleTextRole:
            if entry.present:
                return self.tr("{step}, the present").format(step=entry.label)
            return self.tr("{step}, undone").format(step=entry.label) if entry.undone else entry.label
        return None


class _StepDelegate(QStyledItemDelegate):
    def __init__(self, steps: _Steps, view: _StepList) -> None:
        super().__init__(view)
        self._steps, self._view = steps, view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry = self._steps.entry(index.row())
        if entry is None:
            return
        painter.save()
        rect = QRectF(option.rect)
        if entry.present:
            painter.fillRect(rect, QColor(DARK.row))
            painter.fillRect(QRectF(rect.x(), rect.y(), 2, rect.height()), QColor(DARK.text))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, QColor(DARK.row_hover))
        ink = DARK.text if entry.present else DARK.disabled if entry.undone else DARK.dim
        if entry.undone:
            paint_icon(painter, "arrow-u-up-right", QRectF(rect.x() + 14, rect.center().y() - 6, 12, 12), ink)
        draw_text(
            painter,
            rect.adjusted(36, 0, -12, 0),
            entry.label,
            size_px=12,
            weight=500 if entry.present else 400,
            color=DARK.faint if entry.undone else ink,
        )
        if self._view.ring_shown and self._view.currentIndex() == index:
            focus_ring(
                painter, rect.adjusted(2, 1, -2, -1), DARK.radius_field, DARK.row if entry.present else DARK.panel
            )
        painter.restore()


class _StepList(Interactive, QListView):
    """The list; arrows move, Enter and Space go to a step."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.currentIndex().isValid():
            self._ring = True
            self.clicked.emit(self.currentIndex())
            return
        super().keyPressEvent(event)
        self.viewport().update()


class HistoryPanel(QWidget):
    """All steps of a session; the present one is marked, undone ones are dim."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._steps = _Steps(self)
        self._view = _StepList()
        self._view.setModel(self._steps)
        self._view.setItemDelegate(_StepDelegate(self._steps, self._view))
        self._view.setUniformItemSizes(True)
        self._view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._view.setFrameShape(QListView.Shape.NoFrame)
        self._view.setMouseTracking(True)
        self._view.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._view.setAccessibleName(self.tr("History"))
        self._view.clicked.connect(lambda index: self._session.go_to(index.row()))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 8, 0, 0)
        whole.addWidget(self._view)
        self._connect()

    @property
    def view(self) -> QListView:
        """The list itself, for the focus order."""
        return self._view

    def set_session(self, session: Session) -> None:
        """Show another session's history."""
        self._session.document_changed.disconnect(self._document_changed)
        self._session = session
        self._connect()

    def _connect(self) -> None:
        self._session.document_changed.connect(self._document_changed)
        self._refresh()

    def _document_changed(self, _old: Document, _new: Document) -> None:
        self._refresh()

    def _refresh(self) -> None:
        history = self._session.history
        self._steps.show([step.label for step in history.steps], history.present)
        present = self._steps.index(history.present)
        self._view.setCurrentIndex(present)
        self._view.scrollTo(present)
