"""What the Image menu does to the whole canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from painter.document import canvas_edits
from painter.pixels.transform import resize_image
from painter.ui.dialogs.image_size import CanvasSizeDialog, ImageSizeDialog

if TYPE_CHECKING:
    from painter.ui.main_window import MainWindow


class ImageCommands(QObject):
    """The Image menu."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def do_crop_to_selection(self) -> None:
        session = self._window.session
        selection = session.document.selection
        if selection is None:
            self._window.tell_error(self.tr("Nothing is selected. Select what is to stay first."))
            return
        box = selection.bounds()
        session.apply("Crop to selection", lambda d: canvas_edits.crop(d, box))

    def do_trim(self) -> None:
        if not self._window.session.apply("Trim", canvas_edits.trim):
            self._window.tell_error(self.tr("There is nothing to trim: the picture reaches every side."))

    def do_image_size(self) -> None:
        session = self._window.session
        dialog = ImageSizeDialog(session.document, self._window)
        if dialog.exec():
            (width, height), how, dpi = dialog.size_px(), dialog.how(), dialog.dpi()
            session.apply("Image size", lambda d: resize_image(d, width, height, how=how, dpi=dpi))

    def do_canvas_size(self) -> None:
        session = self._window.session
        dialog = CanvasSizeDialog(session.document, self._window)
        if dialog.exec():
            (width, height), anchor = dialog.size_px(), dialog.anchor()
            session.apply("Canvas size", lambda d: canvas_edits.resize_canvas(d, width, height, anchor=anchor))

    def do_rotate_image_right(self) -> None:
        self._window.session.apply("Rotate image right", lambda d: canvas_edits.rotate_image(d, 1))

    def do_rotate_image_left(self) -> None:
        self._window.session.apply("Rotate image left", lambda d: canvas_edits.rotate_image(d, 3))

    def do_rotate_image_180(self) -> None:
        self._window.session.apply("Rotate image by 180°", lambda d: canvas_edits.rotate_image(d, 2))

    def do_flip_image_horizontal(self) -> None:
        self._window.session.apply(
            "Flip image left to right", lambda d: canvas_edits.flip_image(d, horizontally=True)
        )

    def do_flip_image_vertical(self) -> None:
        self._window.session.apply(
            "Flip image top to bottom", lambda d: canvas_edits.flip_image(d, horizontally=False)
        )
