"""What the Edit, Layer and Model menus do: all of it through the session, so that all of it can be undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from painter.document import edits
from painter.document.document import Document
from painter.document.layer import Group, Node
from painter.errors import PainterError

if TYPE_CHECKING:
    from painter.ui.main_window import MainWindow


class LayerCommands(QObject):
    """The Edit, Layer and Model menus."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    # Edit

    def do_undo(self) -> None:
        self._window.session.undo()

    def do_redo(self) -> None:
        self._window.session.redo()

    def do_swap_colours(self) -> None:
        self._window.state.swap_colors()

    def do_default_colours(self) -> None:
        self._window.state.reset_colors()

    # Layer

    def do_new_layer(self) -> None:
        self._window.session.add_layer()

    def do_group_layer(self) -> None:
        self._with_active(self.tr("Group"), lambda d, node: edits.group_layer(d, node.id))

    def do_duplicate_layer(self) -> None:
        self._with_active(self.tr("Duplicate"), lambda d, node: edits.duplicate_layer(d, node.id))

    def do_delete_layer(self) -> None:
        self._with_active(self.tr("Delete layer"), lambda d, node: edits.remove_layer(d, node.id))

    def do_merge_down(self) -> None:
        active = self._window.session.document.active_id
        if active is not None:
            try:
                self._window.session.merge_down(active)
            except PainterError as error:
                self._window.tell_error(str(error))

    def do_lock_layer(self) -> None:
        self._with_active(
            self.tr("Lock or unlock"), lambda d, node: edits.set_properties(d, node.id, locked=not node.locked)
        )

    def _with_active(self, label: str, edit: Callable[[Document, Node], Document]) -> None:
        node = self._window.session.document.active
        if node is not None:
            self._window.session.apply(label, lambda d: edit(d, node))

    def do_layer_above(self) -> None:
        self._step(1)

    def do_layer_below(self) -> None:
        self._step(-1)

    def _step(self, by: int) -> None:
        """Choose the next node up or down, as the layer list shows them; folded groups hide theirs."""
        session = self._window.session
        shown = _shown(session.document.layers)
        place = next((i for i, node in enumerate(shown) if node.id == session.document.active_id), None)
        if place is not None and 0 <= place + by < len(shown):
            session.select_layer(shown[place + by].id)

    # Model

    def do_apply_style(self) -> None:
        self._window.do("show_copaint")
        self._window.copaint.apply()

    def do_render_again(self) -> None:
        active = self._window.session.document.active_id
        if active is not None:
            self._window.copainting.render_again(active)

    def do_cancel_jobs(self) -> None:
        self._window.copainting.cancel_all()


def _shown(nodes: tuple[Node, ...]) -> list[Node]:
    """Return the nodes the list shows, bottom to top: a group's own row stands above its children."""
    shown: list[Node] = []
    for node in nodes:
        if isinstance(node, Group) and node.expanded:
            shown += _shown(node.children)
        shown.append(node)
    return shown
