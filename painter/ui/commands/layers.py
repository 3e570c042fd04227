"""What the Edit, Layer and Model menus do: all of it through the session, so that all of it can be undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from painter import layering
from painter.errors import PainterError
from painter.layering import MaskKind
from painter.session import Session
from painter.ui.panels.layers import LayersPanel

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

    def do_new_from_visible(self) -> None:
        self._try(layering.add_visible)

    def do_duplicate_layer(self) -> None:
        self._panel.duplicate_layer()

    def do_delete_layer(self) -> None:
        self._panel.delete_layer()

    def do_group_layer(self) -> None:
        self._panel.group_layer()

    def do_ungroup_layers(self) -> None:
        self._panel.ungroup()

    def do_clip_layer(self) -> None:
        self._panel.clip()

    def do_mask_reveal(self) -> None:
        self._panel.add_mask(MaskKind.REVEAL)

    def do_mask_hide(self) -> None:
        self._panel.add_mask(MaskKind.HIDE)

    def do_mask_selection(self) -> None:
        self._panel.add_mask(MaskKind.SELECTION)

    def do_mask_toggle(self) -> None:
        self._panel.toggle_mask()

    def do_mask_invert(self) -> None:
        self._panel.invert_mask()

    def do_mask_apply(self) -> None:
        self._panel.apply_mask()

    def do_mask_delete(self) -> None:
        self._panel.delete_mask()

    def do_merge_down(self) -> None:
        self._panel.merge_down()

    def do_merge_visible(self) -> None:
        self._try(layering.merge_all_visible)

    def do_flatten(self) -> None:
        self._try(layering.flatten)

    def do_lock_layer(self) -> None:
        self._panel.toggle_lock()

    def do_lock_alpha(self) -> None:
        self._panel.toggle_alpha_lock()

    @property
    def _panel(self) -> LayersPanel:
        return self._window.layers.layers

    def _try(self, do: Callable[[Session], object]) -> None:
        try:
            do(self._window.session)
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
