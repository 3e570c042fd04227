"""What the Select menu does, and what the Edit menu does to the pixels that are selected."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QColor, QGuiApplication

from painter.document import edits
from painter.document.document import Document
from painter.document.edits import Edit
from painter.document.layer import Layer
from painter.document.raster import MaskRaster, Raster
from painter.document.selection import everything, from_alpha, inverted
from painter.errors import PainterError
from painter.paint.filling import filled
from painter.paint.selecting import bordered, feathered, grown, shrunk, smoothed
from painter.ui.clipboard import copied_layer
from painter.ui.dialogs.amount import AmountDialog
from painter.ui.paint_state import ToolName

if TYPE_CHECKING:
    from painter.ui.main_window import MainWindow

Change = Callable[[MaskRaster, float], MaskRaster]


class SelectCommands(QObject):
    """The Select menu; cut, clear, fill and free transform of the Edit menu."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._amounts: dict[str, float] = {}

    # What is selected

    def do_select_all(self) -> None:
        document = self._window.session.document
        self._window.session.select(everything(document.width_px, document.height_px), label="Select all")

    def do_select_none(self) -> None:
        self._window.session.select(None, label="Deselect")

    def do_reselect(self) -> None:
        if not self._window.session.reselect():
            self._window.tell_error(self.tr("Nothing was selected before on this canvas."))

    def do_select_inverse(self) -> None:
        self._try(lambda: self._window.session.change_selection("Invert selection", inverted))

    def do_select_alpha(self) -> None:
        """Select what is painted on the active layer, as far as it is opaque."""
        node = self._window.session.document.active
        if not isinstance(node, Layer) or not node.raster.tiles:
            self._window.tell_error(self.tr("There is nothing painted to select. Choose a layer with paint."))
            return
        self._window.session.select(from_alpha(node.raster), label="Select layer’s alpha")

    def do_feather(self) -> None:
        self._ask("Feather selection", self.tr("Feather selection"), self.tr("Radius"), 8, feathered)

    def do_grow(self) -> None:
        self._ask("Grow selection", self.tr("Grow selection"), self.tr("By"), 4, grown)

    def do_shrink(self) -> None:
        self._ask("Shrink selection", self.tr("Shrink selection"), self.tr("By"), 4, shrunk)

    def do_border(self) -> None:
        self._ask("Border of selection", self.tr("Border of the selection"), self.tr("Width"), 8, bordered)

    def do_smooth(self) -> None:
        self._ask("Smooth selection", self.tr("Smooth selection"), self.tr("Radius"), 4, smoothed)

    def _ask(self, label: str, title: str, name: str, value: float, change: Change) -> None:
        """Ask for a number, showing what it would select, and do it."""
        session = self._window.session
        if session.document.selection is None:
            self._window.tell_error(self.tr("Nothing is selected. Select something first."))
            return

        def edit(amount: float) -> Edit:
            def changed(document: Document) -> Document:
                selection = document.selection
                return document if selection is None else edits.select(document, change(selection, amount))

            return changed

        dialog = AmountDialog(title, name, self._amounts.get(label, value), session, edit, self._window)
        if dialog.exec():
            amount = self._amounts[label] = dialog.amount()
            self._try(lambda: session.change_selection(label, lambda selection: change(selection, amount)))

    # What is done to it

    def do_cut(self) -> None:
        self._try(self._cut)

    def _cut(self) -> None:
        session = self._window.session
        session.paintable_layer()
        QGuiApplication.clipboard().setMimeData(copied_layer(session.document.active, session.document.selection))
        session.change_pixels("Cut", _nothing, layer_id=session.document.active_id)

    def do_clear(self) -> None:
        self._try(lambda: self._window.session.change_pixels("Clear", _nothing))

    def do_fill_foreground(self) -> None:
        if self._fill(self._window.state.foreground):
            self._window.state.remember_color()

    def do_fill_background(self) -> None:
        self._fill(self._window.state.background)

    def _fill(self, ink: QColor) -> bool:
        color = (ink.red(), ink.green(), ink.blue())
        return self._try(lambda: self._window.session.change_pixels("Fill", lambda r: filled(r, color)))

    def do_free_transform(self) -> None:
        if self._window.state.tool is ToolName.TRANSFORM:
            self._window.canvas.free_transform.take()
        else:
            self._window.state.set_tool(ToolName.TRANSFORM)
        self._window.canvas.setFocus()

    def _try(self, do: Callable[[], object]) -> bool:
        try:
            return bool(do())
        except PainterError as error:
            self._window.tell_error(str(error))
            return False


def _nothing(raster: Raster) -> Raster:
    return Raster(raster.width_px, raster.height_px)
