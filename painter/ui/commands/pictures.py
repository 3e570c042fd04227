"""Pictures that come in: placed, pasted, dropped on the canvas. Each becomes a layer; a layered file is opened."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPointF, Slot
from PySide6.QtGui import QGuiApplication, QImage

from painter.errors import PainterError
from painter.files.opening import LAYERED_ENDINGS
from painter.ui.clipboard import copied_layer, copied_visible
from painter.ui.dialogs.opening import ask_open_path
from painter.ui.incoming import Incoming, Reading, incoming_of

if TYPE_CHECKING:
    from painter.ui.main_window import MainWindow


class PictureCommands(QObject):
    """Place, copy, paste, and what is dropped on the canvas."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._reading = Reading(self)
        self._reading.succeeded.connect(self._read)
        self._reading.failed.connect(window.tell_error)
        window.canvas.files_dropped.connect(self._files_dropped)
        window.canvas.image_dropped.connect(self._image_dropped)
        window.copaint.picture_wanted.connect(self._choose_style)

    def do_place(self) -> None:
        path = ask_open_path(
            self._window,
            self._window.folder,
            title=self.tr("Place picture as layer"),
            accept=self.tr("Place"),
            layered=False,
        )
        if path is not None:
            self._window.keep_folder(path)
            self.place(path)

    def place(self, path: Path) -> None:
        """Put a picture as a layer into the middle of what is seen."""
        self._add(Incoming(name=path.stem, path=path), self._window.canvas.visible_center())

    def _choose_style(self) -> None:
        path = ask_open_path(
            self._window,
            self._window.folder,
            title=self.tr("A picture as a style"),
            accept=self.tr("Use"),
            layered=False,
        )
        if path is not None:
            self._window.keep_folder(path)
            self._window.copaint.add_picture_style(path)

    def do_copy(self) -> None:
        """Copy the active layer's pixels, those that are selected."""
        document = self._window.session.document
        try:
            copied = copied_layer(document.active, document.selection)
        except PainterError as error:
            self._window.tell_error(str(error))
            return
        QGuiApplication.clipboard().setMimeData(copied)

    def do_copy_merged(self) -> None:
        QGuiApplication.clipboard().setMimeData(copied_visible(self._window.session.document))

    def do_paste(self) -> None:
        found = incoming_of(QGuiApplication.clipboard().mimeData(), self.tr("Pasted picture"))
        if not found:
            self._window.tell_error(self.tr("There is no picture to paste."))
        # What was copied from a selection comes back to its place.
        selection = self._window.session.document.selection
        center = self._window.canvas.visible_center()
        if selection is not None:
            box = selection.bounds()
            center = (box.x0 + box.width // 2, box.y0 + box.height // 2)
        for item in found:
            self._add(item, center)

    def wait(self) -> None:
        """Wait until nothing is read any more."""
        self._reading.wait()

    def _files_dropped(self, paths: list[Path], at: QPointF) -> None:
        layered = [path for path in paths if path.suffix.lower() in LAYERED_ENDINGS]
        if layered:
            self._window.open_path(layered[0])
            return
        for path in paths:
            self._add(Incoming(name=path.stem, path=path), (int(at.x()), int(at.y())))

    def _image_dropped(self, image: QImage, at: QPointF) -> None:
        self._add(Incoming(name=self.tr("Dropped picture"), image=image), (int(at.x()), int(at.y())))

    def _add(self, item: Incoming, center: tuple[int, int]) -> None:
        session = self._window.session
        self._reading.begin(lambda: (session, item.name, item.pixels(), center))

    @Slot(object)
    def _read(self, found: Any) -> None:
        session, name, pixels, center = found
        if session is self._window.session:
            session.add_picture(pixels, name, center=center)
