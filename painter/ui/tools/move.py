"""Moving the chosen layers, their selected pixels, or the mask that is painted on, by whole pixels."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QRegion

from painter.document.document import Document
from painter.document.edits import Edit, topmost
from painter.document.layer import Layer, LayerId, Node, walk
from painter.errors import PainterError
from painter.paint.floating import move_mask, move_selected
from painter.session import Session
from painter.ui.tools.selecting import SHIFT, paint_reading, reading_box
from painter.ui.tools.tool import PenPoint, Stage, ToolCursor

FAR = 10
ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


def movable_ids(session: Session) -> tuple[LayerId, ...]:
    """Return the layers and groups that are worked on together, where all of them may be moved.

    Raises:
        PainterError: There are none, or one may not, and why.
    """
    document = session.document
    if not session.chosen_ids:
        raise PainterError("There is no layer to move. Choose one first.")
    nodes = topmost(document, session.chosen_ids)
    for node in nodes:
        if document.selection is not None and not isinstance(node, Layer) and not session.mask_active:
            raise PainterError("Selected pixels are moved on layers. Choose one, or select nothing with Ctrl+D.")
        for part in parts_and_parents(document, node):
            if part.locked:
                raise PainterError(f"“{part.name}” is locked. Unlock it to move it.")
        if not node.visible:
            raise PainterError(f"“{node.name}” is hidden. Show it to move it.")
    return tuple(node.id for node in nodes)


def parts_and_parents(document: Document, node: Node) -> list[Node]:
    """Return the groups that hold a node, the node, and all it holds."""
    parents: list[Node] = []
    parent = document.parent_of(node.id)
    while parent is not None:
        parents.append(parent)
        parent = document.parent_of(parent.id)
    return [*parents, *(part for part, _ in walk((node,)))]


class MoveTool:
    """A drag moves, Shift keeps it straight; arrow keys move by one pixel, with Shift by ten.

    Selected pixels float: moved again, they do not take along what they lie on now.
    """

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._layer_ids: tuple[LayerId, ...] = ()
        self._start: PenPoint | None = None
        self._last: PenPoint | None = None
        self._base: Document | None = None
        self._made: Document | None = None
        self._offset = (0, 0)

    def cursor(self, at: QPointF, *, pressed: bool) -> ToolCursor:
        shape = Qt.CursorShape.SizeAllCursor
        try:
            movable_ids(self._stage.session)
        except PainterError:
            shape = Qt.CursorShape.ForbiddenCursor
        return ToolCursor(shape=shape, at=at)

    def press(self, point: PenPoint) -> None:
        """Take hold.

        Raises:
            PainterError: The active layer cannot be moved.
        """
        self._layer_ids = movable_ids(self._stage.session)
        self._start = self._last = point
        self._float()

    def move(self, points: Sequence[PenPoint]) -> None:
        self._last = points[-1]
        self._stage.session.preview(self._edit(*self._way()))
        self._stage.refresh_tool()

    def release(self, point: PenPoint) -> None:
        self._last = point
        way = self._way()
        self._start = None
        self._apply(*way)
        self._stage.refresh_tool()

    def cancel(self) -> None:
        self._start = None
        self._stage.session.end_preview()
        self._stage.refresh_tool()

    def _float(self) -> None:
        """Go on with what floats, where nothing else happened since it was moved last."""
        document = self._stage.session.document
        if document is not self._made or document.selection is None:
            self._base, self._offset = document, (0, 0)

    def _edit(self, dx: int, dy: int) -> Edit:
        """Return the edit that moves on by so much, from where what floats was taken out."""
        if self._stage.session.mask_active:
            (mask_id,) = self._layer_ids
            return lambda document: move_mask(document, mask_id, dx, dy)
        base, begun_on = self._base, self._stage.session.document
        x, y = self._offset[0] + dx, self._offset[1] + dy

        def edit(document: Document) -> Document:
            if document is begun_on and base is not None:
                return document if dx == dy == 0 else move_selected(base, self._layer_ids, x, y)
            return move_selected(document, self._layer_ids, dx, dy)

        return edit

    def _apply(self, dx: int, dy: int, *, merge: str = "") -> None:
        session = self._stage.session
        if session.apply(self._label(), self._edit(dx, dy), merge=merge):
            self._offset = (self._offset[0] + dx, self._offset[1] + dy)
            self._made = session.document

    def _label(self) -> str:
        session = self._stage.session
        if session.mask_active:
            return "Move mask"
        return "Move layer" if session.document.selection is None else "Move selected pixels"

    def _way(self) -> tuple[int, int]:
        start, last = self._start, self._last
        if start is None or last is None:
            return 0, 0
        dx, dy = last.x - start.x, last.y - start.y
        if self._stage.modifiers & SHIFT:
            dx, dy = (dx, 0.0) if abs(dx) >= abs(dy) else (0.0, dy)
        return round(dx), round(dy)

    # Keys

    def wants(self, key: Qt.Key) -> bool:
        return key in ARROWS

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
        """Move by a pixel, or by ten; arrows in a row are one step to undo."""
        session = self._stage.session
        dx, dy = ARROWS[key]
        far = FAR if modifiers & SHIFT else 1
        try:
            self._layer_ids = movable_ids(session)
        except PainterError as error:
            self._stage.tell_refused(str(error))
            return
        self._float()
        self._apply(dx * far, dy * far, merge=f"nudge {self._layer_ids}")

    def take(self) -> None:
        self._stage.session.end_merge()

    def leave(self) -> None:
        self._stage.session.end_merge()

    # What shows

    def covered(self) -> QRegion:
        if self._start is None or self._last is None:
            return QRegion()
        return QRegion(reading_box(self._last.at, self._told()).toAlignedRect().adjusted(-1, -1, 1, 1))

    def _told(self) -> str:
        dx, dy = self._way()
        return f"{dx:+d}, {dy:+d}"

    def paint(self, painter: QPainter) -> None:
        if self._start is not None and self._last is not None:
            paint_reading(painter, self._last.at, self._told())
