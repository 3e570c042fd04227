"""What the Edit, Layer and Model menus do: all of it through the session, so that all of it can be undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from painter.document.layer import LayerId
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
        self._with_active(self._window.session.group_layer)

    def do_duplicate_layer(self) -> None:
        self._with_active(self._window.session.duplicate_layer)

    def do_delete_layer(self) -> None:
        self._with_active(self._window.session.delete_layer)

    def do_merge_down(self) -> None:
        self._with_active(self._window.session.merge_down)

    def do_lock_layer(self) -> None:
        self._window.layers.layers.toggle_lock()

    def _with_active(self, do: Callable[[LayerId], object]) -> None:
        active = self._window.session.document.active_id
        if active is None:
            return
        try:
            do(active)
        except PainterError as error:
            self._window.tell_error(str(error))

    def do_layer_above(self) -> None:
        self._window.layers.layers.choose_above()

    def do_layer_below(self) -> None:
        self._window.layers.layers.choose_below()

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
