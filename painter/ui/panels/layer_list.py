"""The list of layers under the artist's hands: presses, drags and keys. Tells what is asked; changes nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QApplication, QListView, QSizePolicy, QToolTip, QWidget

from painter.document.document import Document
from painter.ui.panels.layer_model import LayerModel, LayerRow, RowState
from painter.ui.panels.layer_places import Place, depths_at_gap, place_at_gap, place_in_group
from painter.ui.panels.layer_row import (
    INDENT_PX,
    LEFT_PX,
    LayerDelegate,
    RowPart,
    again_text,
    indent_px,
    mask_key,
    part_at,
    parts_of,
    words_rect,
)
from painter.ui.panels.layer_thumbnails import Thumbnails
from painter.ui.theme import DARK, text_width, tooltip
from painter.ui.widgets.drawing import fill_rounded, outline_rounded
from painter.ui.widgets.interactive import Interactive

_SCROLL_EDGE_PX = 24
_SCROLL_STEP_PX = 8
_SCROLL_MS = 30
_LIFT_PX = 10
_BETWEEN_PX = 6
"""How near to the line between two rows Alt+click means both."""
_LEFT = Qt.MouseButton.LeftButton
_OWN_KEYS = frozenset(
    {
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
        Qt.Key.Key_Delete,
        Qt.Key.Key_Backspace,
        Qt.Key.Key_F2,
    }
)
_ALSO_BY_KEYBOARD = frozenset({Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter})
"""Keys that are the list's only where the keyboard brought the focus: after a click Space still pans the canvas."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Drag:
    """A layer on its way to another place.

    Attributes:
        at: The pointer in the viewport.
        place: Where it would go; None where it cannot.
        line_y: Where the line between rows is drawn, and how far it is indented.
        into: The group's row it would go into.
    """

    layer_id: str
    at: QPointF
    place: Place | None = None
    line_y: float | None = None
    line_depth: int = 0
    into: str = ""


_BODY = (None, RowPart.NAME, RowPart.THUMBNAIL, RowPart.CLIP)
"""The parts of a row that stand for the row itself."""


class LayerList(Interactive, QListView):
    """Shows a `LayerModel`.

    Signals:
        chosen(str): A layer (its id) is to be the active one, alone.
        chosen_many(list, str): Layers (ids) are to be worked on together; which of them is the active one.
        target_asked(str, bool): A layer's mask (True) or picture is to be painted on.
        mask_toggle_asked(str): A layer's mask is to be turned off or on.
        mask_alone_asked(str): A layer's mask alone is to be seen, or everything again.
        clip_asked(str): A layer is to be clipped to the one below it, or released.
        properties_asked(str): An adjustment (its id) is to be opened.
        visibility_asked(str, bool): A layer is to show or hide; more may follow in the same sweep.
        sweep_ended(): The artist let go of the eyes.
        isolation_asked(str): Only this layer is to show, or all again.
        fold_asked(str, bool): A group is to open or close.
        renamed(str, str): A layer is to have another name.
        moved(str, object): A layer is to go to a `Place`.
        nudged(str, int): A layer is to go up (1) or down (-1).
        delete_asked(str): A row (its key) is to go: a layer, or a job.
        part_clicked(str, RowPart): A badge, lock or button of a row (its key) was clicked.
        menu_asked(str, QPoint): The menu of a row (its key) is to open at a place on the screen.
    """

    chosen = Signal(str)
    chosen_many = Signal(list, str)
    target_asked = Signal(str, bool)
    mask_toggle_asked = Signal(str)
    mask_alone_asked = Signal(str)
    clip_asked = Signal(str)
    properties_asked = Signal(str)
    visibility_asked = Signal(str, bool)
    sweep_ended = Signal()
    isolation_asked = Signal(str)
    fold_asked = Signal(str, bool)
    renamed = Signal(str, str)
    moved = Signal(str, object)
    nudged = Signal(str, int)
    delete_asked = Signal(str)
    part_clicked = Signal(str, object)
    menu_asked = Signal(str, QPoint)

    def __init__(self, model: LayerModel, thumbnails: Thumbnails, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model, self._document = model, Document(width_px=1, height_px=1)
        self._hot: tuple[str, RowPart | None] = ("", None)
        self._pressed: tuple[str, RowPart | None] = ("", None)
        self._press_at = QPointF()
        self._alone_on_release = ""
        self._sweep: bool | None = None
        self._swept: set[str] = set()
        self._drag: _Drag | None = None
        self._current_key = ""
        self._follows = False
        self._delegate = LayerDelegate(
            model,
            thumbnails,
            hot=lambda: self._hot,
            ringed=self._ringed_key,
            lifted=lambda: self._drag.layer_id if self._drag is not None else "",
            parent=self,
        )
        self._delegate.renamed.connect(self.renamed)
        thumbnails.made.connect(self._repaint_row)
        self._scroller = QTimer(self)
        self._scroller.setInterval(_SCROLL_MS)
        self._scroller.timeout.connect(self._scroll_on)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setUniformItemSizes(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setAccessibleName(self.tr("Layers"))
        bar = self.verticalScrollBar()
        bar.setSingleStep(DARK.layer_row_height // 2)
        bar.rangeChanged.connect(self._let_bar_overlap)

    def show_document(self, document: Document) -> None:
        """Know the tree the rows stand for; the current row follows the active layer, unless it is a job's."""
        self._document = document
        kept = self._model.find(self._current_key)
        key = kept.key if kept is not None and kept.layer_id is None else document.active_id
        index = self._model.index_of(key)
        if index.isValid() and index != self.currentIndex():
            self._follows = True
            self.setCurrentIndex(index)
            self._follows = False

    def _let_bar_overlap(self, least: int, most: int) -> None:
        # Rows keep their width; the thin bar lies over their right margin.
        self.setViewportMargins(0, 0, -self.verticalScrollBar().sizeHint().width() if most > least else 0, 0)

    def current_row(self) -> LayerRow | None:
        return self._model.row(self.currentIndex().row())

    def begin_rename(self, key: str) -> None:
        """Open the editor of a layer's name."""
        index = self._model.index_of(key)
        row = self._model.find(key)
        if index.isValid() and row is not None and row.layer_id is not None:
            self.setCurrentIndex(index)
            self.scrollTo(index)
            self.edit(index)

    def row_rect(self, key: str) -> QRectF:
        """Return a row's rectangle in the viewport."""
        return QRectF(self.visualRect(self._model.index_of(key)))

    def part_rect(self, key: str, part: RowPart) -> QRectF:
        """Return where a part of a row is in the viewport; an empty rectangle where it is not."""
        row = self._model.find(key)
        if row is None:
            return QRectF()
        return parts_of(row, self.row_rect(key), lively=self._delegate.lively(row)).get(part, QRectF())

    def _ringed_key(self) -> str:
        row = self.current_row()
        return row.key if row is not None and self.ring_shown else ""

    def _repaint_row(self, key: str) -> None:
        index = self._model.index_of(key.removeprefix(mask_key("")))
        if index.isValid():
            self.update(index)

    # --- what is under the pointer ---

    def _row_at(self, at: QPointF) -> LayerRow | None:
        return self._model.row(self.indexAt(at.toPoint()).row())

    def _part_at(self, at: QPointF) -> tuple[LayerRow | None, RowPart | None]:
        row = self._row_at(at)
        if row is None:
            return None, None
        rect = self.row_rect(row.key)
        return row, part_at(row, rect, at.x(), at.y(), lively=self._delegate.lively(row))

    def _set_hot(self, row: LayerRow | None, part: RowPart | None) -> None:
        old = self._hot
        self._hot = (row.key if row else "", part)
        if self._hot != old:
            self._repaint_row(old[0])
            self._repaint_row(self._hot[0])

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().currentChanged(current, previous)
        row = self._model.row(current.row())
        if self._model.changing or row is None:
            return
        self._current_key = row.key
        if row.layer_id is not None and not row.active and not self._follows:
            self.chosen.emit(row.layer_id)

    # --- mouse and pen ---

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._set_hot(*self._part_at(event.position()))
        row, part = self._part_at(event.position())
        if row is None or event.button() != _LEFT:
            if event.button() == Qt.MouseButton.RightButton and row is not None and not row.chosen:
                self.setCurrentIndex(self._model.index_of(row.key))
            return
        self._pressed, self._press_at = (row.key, part), event.position()
        self._alone_on_release = ""
        between = (
            self._clip_row_at(event.position()) if event.modifiers() & Qt.KeyboardModifier.AltModifier else None
        )
        if part is RowPart.EYE:
            self._press_eye(row, event.modifiers())
        elif between is not None and part is not RowPart.MASK:
            self._pressed = ("", None)
            self.clip_asked.emit(between.key)
        elif part is RowPart.MASK:
            self._press_mask(row, event.modifiers())
        elif part is RowPart.FOLD and row.layer_id is not None:
            self.fold_asked.emit(row.layer_id, not row.expanded)
        elif part in _BODY:
            self._press_body(row, part, event.modifiers())

    def _press_body(self, row: LayerRow, part: RowPart | None, modifiers: Qt.KeyboardModifier) -> None:
        together = len(self._chosen_ids()) > 1
        if row.layer_id is not None and modifiers & Qt.KeyboardModifier.ShiftModifier:
            self._choose_up_to(row)
        elif row.layer_id is not None and modifiers & Qt.KeyboardModifier.ControlModifier:
            self._choose_also(row)
        elif together and row.chosen:
            # Perhaps all of them are about to be dragged; the release tells.
            self._alone_on_release = row.key
        else:
            self.setCurrentIndex(self._model.index_of(row.key))
            if part is RowPart.THUMBNAIL and row.mask_active:
                self.target_asked.emit(row.key, False)

    def _press_mask(self, row: LayerRow, modifiers: Qt.KeyboardModifier) -> None:
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            self.mask_toggle_asked.emit(row.key)
        elif modifiers & Qt.KeyboardModifier.AltModifier:
            self.mask_alone_asked.emit(row.key)
        else:
            self.target_asked.emit(row.key, True)

    # --- several layers ---

    def _chosen_ids(self) -> list[str]:
        return [row.key for row in self._model.rows() if row.chosen]

    def _choose_also(self, row: LayerRow) -> None:
        """Choose a layer beside those that are chosen, or leave it out."""
        ids = self._chosen_ids()
        if row.key not in ids:
            self.chosen_many.emit([*ids, row.key], row.key)
        elif len(ids) > 1:
            rest = [key for key in ids if key != row.key]
            active = next((r.key for r in self._model.rows() if r.active), "")
            self.chosen_many.emit(rest, active if active in rest else rest[0])

    def _choose_up_to(self, row: LayerRow) -> None:
        """Choose all rows from the active one to this one, which becomes active."""
        rows = self._model.rows()
        start = next((place for place, r in enumerate(rows) if r.active), rows.index(row))
        low, high = sorted((start, rows.index(row)))
        ids = [r.key for r in rows[low : high + 1] if r.layer_id is not None]
        self.chosen_many.emit([*self._chosen_ids(), *ids], row.key)

    def _clip_row_at(self, at: QPointF) -> LayerRow | None:
        """Return the upper of two layers that a point is between, where it can be clipped to the lower."""
        height = DARK.layer_row_height
        y = at.y() + self.verticalScrollBar().value()
        gap = round(y / height)
        if abs(y - gap * height) > _BETWEEN_PX or at.x() < LEFT_PX:
            return None
        above, below = self._model.row(gap - 1), self._model.row(gap)
        if above is None or below is None or above.layer_id is None or below.layer_id is None:
            return None
        return above if above.depth == below.depth else None

    def _press_eye(self, row: LayerRow, modifiers: Qt.KeyboardModifier) -> None:
        assert row.layer_id is not None
        if modifiers & Qt.KeyboardModifier.AltModifier:
            self.isolation_asked.emit(row.layer_id)
            return
        self._sweep, self._swept = not row.visible, {row.key}
        self.visibility_asked.emit(row.layer_id, self._sweep)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._sweep is not None:
            self._sweep_over(at)
        elif self._drag is not None:
            self._drag_to(at)
        elif event.buttons() & _LEFT and self._pressed[0]:
            self._maybe_drag(at)
        if not event.buttons():
            self._set_hot(*self._part_at(at))
            clips = event.modifiers() & Qt.KeyboardModifier.AltModifier and self._clip_row_at(at) is not None
            self.setCursor(Qt.CursorShape.DragLinkCursor if clips else Qt.CursorShape.ArrowCursor)

    def _sweep_over(self, at: QPointF) -> None:
        row = self._row_at(QPointF(LEFT_PX / 2, at.y()))
        if row is not None and row.layer_id is not None and row.key not in self._swept and self._sweep is not None:
            self._swept.add(row.key)
            if row.visible != self._sweep:
                self.visibility_asked.emit(row.layer_id, self._sweep)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != _LEFT:
            return
        pressed, self._pressed = self._pressed, ("", None)
        if self._sweep is not None:
            self._sweep = None
            self.sweep_ended.emit()
        elif self._drag is not None:
            self._drop()
        else:
            row, part = self._part_at(event.position())
            clickable = (RowPart.BADGE, RowPart.LOCK, RowPart.ALPHA, RowPart.AGAIN, RowPart.CLOSE)
            if row is not None and part in clickable and (row.key, part) == pressed:
                self.part_clicked.emit(row.key, part)
            elif row is not None and row.key == self._alone_on_release:
                self.chosen.emit(row.key)
        self._alone_on_release = ""
        self._set_hot(*self._part_at(event.position()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        row, part = self._part_at(event.position())
        plain = event.button() == _LEFT and not event.modifiers()
        if plain and row is not None and row.icon and part is RowPart.THUMBNAIL:
            self.properties_asked.emit(row.key)
        elif plain and row is not None and part in (RowPart.NAME, RowPart.THUMBNAIL):
            if row.layer_id is not None:
                self.begin_rename(row.key)
        else:
            self.mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._set_hot(None, None)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            row = self._row_at(QPointF(event.pos()))
            place = event.globalPos()
        else:
            row = self.current_row()
            place = self.viewport().mapToGlobal(self.row_rect(row.key).center().toPoint()) if row else QPoint()
        if row is not None:
            self.menu_asked.emit(row.key, place)

    # --- dragging a layer ---

    def _maybe_drag(self, at: QPointF) -> None:
        key, part = self._pressed
        row = self._model.find(key)
        far = (at - self._press_at).manhattanLength() >= QApplication.startDragDistance()
        if row is None or row.layer_id is None or not far or part not in _BODY:
            return
        self._alone_on_release = ""
        self._drag = _Drag(layer_id=row.layer_id, at=at)
        self.setCursor(Qt.CursorShape.ClosedHandCursor)
        self._drag_to(at)

    def _drag_to(self, at: QPointF) -> None:
        assert self._drag is not None
        self._drag = self._aimed(replace(self._drag, at=at))
        near = min(at.y(), self.viewport().height() - at.y()) < _SCROLL_EDGE_PX
        if near and not self._scroller.isActive():
            self._scroller.start()
        elif not near:
            self._scroller.stop()
        self.viewport().update()

    def _aimed(self, drag: _Drag) -> _Drag:
        """Return the drag with what is below it worked out."""
        nodes, places = self._model.nodes()
        height = DARK.layer_row_height
        y = drag.at.y() + self.verticalScrollBar().value()
        place_of_row, share = int(y // height), (y % height) / height
        row = self._model.row(place_of_row) if y >= 0 else None
        # The middle of a group is its inside; so is the foot of an open one, where its first row follows.
        if row is not None and row.group and 0.25 < share < (1.0 if row.expanded else 0.75):
            into = place_in_group(self._document, row.key, drag.layer_id)
            return replace(drag, place=into, line_y=None, into=row.key if into else "")
        row_gap = place_of_row + (1 if share >= 0.5 else 0)
        row_gap = min(max(row_gap, 0), len(self._model.rows()))
        gap = sum(1 for place in places if place < row_gap)
        least, most = depths_at_gap(nodes, gap)
        depth = min(max(int((drag.at.x() - LEFT_PX) // INDENT_PX), least), most)
        place = place_at_gap(self._document, nodes, gap, depth, drag.layer_id)
        line_y = row_gap * height - self.verticalScrollBar().value() if place else None
        return replace(drag, place=place, line_y=line_y, line_depth=depth, into="")

    def _scroll_on(self) -> None:
        if self._drag is None:
            self._scroller.stop()
            return
        up = self._drag.at.y() < _SCROLL_EDGE_PX
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + (-_SCROLL_STEP_PX if up else _SCROLL_STEP_PX))
        self._drag = self._aimed(self._drag)
        self.viewport().update()

    def _drop(self) -> None:
        drag = self._end_drag()
        if drag is not None and drag.place is not None:
            self.moved.emit(drag.layer_id, drag.place)

    def _end_drag(self) -> _Drag | None:
        drag, self._drag = self._drag, None
        self._scroller.stop()
        self.unsetCursor()
        self.viewport().update()
        return drag

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        drag = self._drag
        if drag is None:
            return
        painter = QPainter(self.viewport())
        if drag.into:
            outline_rounded(
                painter, self.row_rect(drag.into).adjusted(4, 2, -4, -2), DARK.radius_field, DARK.text, 2
            )
        elif drag.line_y is not None:
            x = LEFT_PX - 6 + indent_px(drag.line_depth)
            y = min(max(drag.line_y, 3.0), self.viewport().height() - 3.0)
            fill_rounded(painter, QRectF(x + 3, y - 1, self.viewport().width() - x - 11, 2), 1, DARK.text)
            fill_rounded(painter, QRectF(x, y - 3, 6, 6), 3, DARK.text)
        row = self._model.find(drag.layer_id)
        if row is not None:
            count = len(self._chosen_ids()) if row.chosen else 1
            if count > 1:
                row = replace(row, name=self.tr("{count} layers").format(count=count))
            width = min(text_width(row.name, 13, 500) + (56 if row.group else 72), 0.7 * self.width())
            self._delegate.paint_lifted(
                painter, QRectF(drag.at.x() + _LIFT_PX, drag.at.y() + _LIFT_PX, width, 40), row
            )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # What is worked on stays in sight when another dock takes height.
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())

    # --- keys ---

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._owns(event):
            event.accept()
            return True
        return super().event(event)

    def _owns(self, event: QKeyEvent) -> bool:
        key = event.key()
        if event.modifiers() == Qt.KeyboardModifier.ShiftModifier:
            return key in (Qt.Key.Key_Up, Qt.Key.Key_Down)
        if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier):
            return False
        if key == Qt.Key.Key_Escape:
            return self._drag is not None
        return key in _OWN_KEYS or (key in _ALSO_BY_KEYBOARD and self.ring_shown)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.current_row()
        if not self._owns(event) or row is None:
            event.ignore()
            return
        self._ring = True
        event.accept()
        key, layer_id = event.key(), row.layer_id
        if key == Qt.Key.Key_Escape:
            self._end_drag()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._step(row, 1 if key == Qt.Key.Key_Up else -1, event.modifiers())
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._go_to(0 if key == Qt.Key.Key_Home else len(self._model.rows()) - 1)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.delete_asked.emit(row.key)
        elif layer_id is None:
            if row.state is RowState.FAILED and key != Qt.Key.Key_Space:
                self.part_clicked.emit(row.key, RowPart.AGAIN)
        elif key == Qt.Key.Key_Space:
            self.visibility_asked.emit(layer_id, not row.visible)
            self.sweep_ended.emit()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._fold_or_leave(row, open_it=key == Qt.Key.Key_Right)
        elif row.icon and key != Qt.Key.Key_F2:
            self.properties_asked.emit(row.key)
        else:
            self.begin_rename(row.key)
        self.viewport().update()

    def _step(self, row: LayerRow, up: int, modifiers: Qt.KeyboardModifier) -> None:
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            other = self._model.row(self.currentIndex().row() - up)
            if other is not None and other.layer_id is not None:
                self.chosen_many.emit([*self._chosen_ids(), other.key], other.key)
        elif not modifiers & Qt.KeyboardModifier.AltModifier:
            self._go_to(self.currentIndex().row() - up)
        elif row.layer_id is not None:
            self.nudged.emit(row.layer_id, up)

    def _go_to(self, place: int) -> None:
        if self._model.row(place) is not None:
            self.setCurrentIndex(self._model.index(place))

    def _fold_or_leave(self, row: LayerRow, *, open_it: bool) -> None:
        """Open or close a group; from within it, Left goes to the group's own row."""
        assert row.layer_id is not None
        if row.group and row.expanded != open_it:
            self.fold_asked.emit(row.layer_id, open_it)
        elif not open_it and row.depth:
            parent = self._document.parent_of(row.layer_id)
            if parent is not None:
                self.setCurrentIndex(self._model.index_of(parent.id))

    # --- tooltips ---

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            row, part = self._part_at(QPointF(event.pos()))
            text = self._tip(row, part) if row is not None else ""
            if row is not None and text:
                QToolTip.showText(event.globalPos(), text, self.viewport(), self.row_rect(row.key).toRect())
            else:
                QToolTip.hideText()
            return True
        return super().viewportEvent(event)

    def _tip(self, row: LayerRow, part: RowPart | None) -> str:
        if part is RowPart.EYE:
            return tooltip(
                self.tr("Hide") if row.visible else self.tr("Show"),
                "",
                self.tr("Drag along the eyes for several; Alt+click shows only this one."),
            )
        if part is RowPart.BADGE:
            return tooltip(self.tr("Recipe"), "", self.tr("How the model made this layer."))
        if part is RowPart.LOCK:
            return tooltip(self.tr("Unlock"), "/")
        if part is RowPart.ALPHA:
            return tooltip(self.tr("Unlock transparency"))
        if part is RowPart.CLIP:
            return tooltip(self.tr("Clipped to the layer below"), "Ctrl+Alt+G")
        if part is RowPart.MASK:
            return tooltip(
                self.tr("Mask"),
                "",
                self.tr("Click to paint on it; Shift+click turns it off, Alt+click shows it alone."),
            )
        if part is RowPart.THUMBNAIL and row.icon:
            return tooltip(row.name, "", self.tr("Double-click to change it."))
        if part is RowPart.CLOSE:
            return tooltip(self.tr("Dismiss") if row.state is RowState.FAILED else self.tr("Cancel"))
        if part is RowPart.AGAIN:
            return tooltip(again_text(row.state), "", row.words if row.state is RowState.FAILED else "")
        rect = self.row_rect(row.key)
        parts = parts_of(row, rect, lively=self._delegate.lively(row))
        cut = text_width(row.name, 13, 500) > parts[RowPart.NAME].width()
        cut = cut or text_width(row.words, 11) > words_rect(row, rect, parts).width() + 1
        return tooltip(row.name, "", row.words) if cut else ""
