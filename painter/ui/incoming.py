"""Pictures that come from outside: dropped files, dropped or pasted pictures, paths in a text.

Says what there is and reads it; what becomes of it (a layer, a document, a style) is for whoever asked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QMimeData, QObject, QPointF, QUrl, Signal, Slot
from PySide6.QtGui import QGuiApplication, QImage

from painter.errors import PainterError
from painter.files.images import decode_picture, read_picture
from painter.files.opening import KINDS
from painter.files.png import png_size
from painter.ui.bridge import pixels_of
from painter.ui.tasks import Task

PNG = "image/png"
_ENCODED = (PNG, "image/tiff", "image/webp", "image/jpeg")
"""Kinds that a program may put into the clipboard as they are in a file: with their alpha and colour profile."""
_LAYERED = tuple(ending for kind in KINDS if kind.layered for ending in kind.endings)
_MOST_TEXT = 4096


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Incoming:
    """One picture that was dropped or pasted, not yet read.

    Attributes:
        path: The file it is in, or None where it came by itself.
        data: The picture as a file's bytes, or b"".
        image: The picture as Qt has it, or None; it serves where the bytes cannot be read.
    """

    name: str
    path: Path | None = None
    data: bytes = b""
    image: QImage | None = None

    def pixels(self) -> NDArray[np.uint8]:
        """Return the picture, (h, w, 4) uint8 premultiplied sRGB RGBA. Takes its time: call it in a task.

        Raises:
            PainterError: It cannot be read.
        """
        if self.path is not None:
            return read_picture(self.path).pixels
        if self.data:
            try:
                return decode_picture(self.data, self.name).pixels
            except PainterError:
                if self.image is None:
                    raise
        if self.image is None or self.image.isNull():
            raise PainterError(f"“{self.name}” holds no picture.")
        return pixels_of(self.image)


def holds_pictures(mime: QMimeData | None) -> bool:
    """Tell quickly whether there may be pictures in what is dragged or copied."""
    if mime is None:
        return False
    return mime.hasImage() or any(url.isLocalFile() for url in mime.urls()) or bool(_paths_in_text(mime))


def incoming_of(mime: QMimeData | None, name: str = "Pasted picture") -> tuple[Incoming, ...]:
    """Return the pictures in what was dropped or pasted: local files first, else the picture itself.

    Args:
        mime: None for an empty clipboard.
        name: What a picture that came by itself is called.
    """
    if mime is None:
        return ()
    paths = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()] or _paths_in_text(mime)
    if paths:
        return tuple(Incoming(name=path.stem, path=path) for path in paths)
    for kind in _ENCODED:
        data = mime.data(kind).data() if mime.hasFormat(kind) else b""
        if data:
            return (Incoming(name=name, data=bytes(data), image=_image_of(mime)),)
    image = _image_of(mime)
    return () if image is None else (Incoming(name=name, image=image),)


def picture_size(mime: QMimeData | None) -> tuple[int, int] | None:
    """Return (width, height) of the picture in what was copied, or None where there is none."""
    if mime is None:
        return None
    if mime.hasFormat(PNG):
        size = png_size(bytes(mime.data(PNG).data()))
        if size is not None:
            return size
    image = _image_of(mime)
    return None if image is None else (image.width(), image.height())


def _image_of(mime: QMimeData) -> QImage | None:
    image = mime.imageData() if mime.hasImage() else None
    return image if isinstance(image, QImage) and not image.isNull() else None


def _paths_in_text(mime: QMimeData) -> list[Path]:
    """Return the files that a text names, one to a line; none where a line names no file."""
    if not mime.hasText() or mime.hasImage():
        return []
    text = mime.text().strip()
    if not text or len(text) > _MOST_TEXT:
        return []
    found: list[Path] = []
    for line in text.splitlines():
        told = line.strip().strip("\"'")
        path = Path(QUrl(told).toLocalFile() if told.startswith("file:") else told)
        try:
            if not path.is_absolute() or not path.is_file():
                return []
        except (OSError, ValueError):
            return []
        found.append(path)
    return found


class Reading(QObject):
    """Runs what takes its time with incoming pictures beside the window, several side by side.

    Signals:
        succeeded(object): With what a piece of work returned.
        failed(str): A sentence on why one could not be done.
    """

    succeeded = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks: list[Task] = []

    @property
    def busy(self) -> bool:
        return bool(self._tasks)

    def begin(self, work: Callable[[], object]) -> None:
        """Begin a piece of work, such as ``lambda: (item.name, item.pixels())``."""
        task = Task(work, parent=self)
        task.succeeded.connect(self.succeeded)
        task.failed.connect(self.failed)
        task.finished.connect(self._finished)
        self._tasks.append(task)
        task.start()

    def wait(self) -> None:
        """Wait until nothing is read any more (the program ends)."""
        for task in tuple(self._tasks):
            task.wait()

    @Slot()
    def _finished(self) -> None:
        for task in [task for task in self._tasks if task.isFinished()]:
            self._tasks.remove(task)
            task.deleteLater()


class Inbox(QObject):
    """Takes in what is pasted or dropped onto the window, reads it beside it and tells what came.

    Signals:
        picture_came(str, object, object): A picture's name, its pixels, (h, w, 4) uint8 premultiplied, and the
            canvas point (QPointF) where it was let go; None where it was pasted.
        document_came(Path): A layered file was dropped, to be opened.
        refused(str): A sentence on what could not be taken in.
    """

    picture_came = Signal(str, object, object)
    document_came = Signal(object)
    refused = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reading = Reading(self)
        self._reading.succeeded.connect(self._read)
        self._reading.failed.connect(self.refused)

    @property
    def busy(self) -> bool:
        return self._reading.busy

    def paste(self) -> None:
        """Take in what is in the clipboard."""
        items = incoming_of(QGuiApplication.clipboard().mimeData(), self.tr("Pasted picture"))
        if not items:
            self.refused.emit(self.tr("There is no picture in the clipboard."))
        self._take(items, None)

    def take_files(self, paths: Sequence[Path], at: QPointF | None = None) -> None:
        """Take in files: pictures as they are, layered ones as documents to open."""
        self._take([Incoming(name=path.stem, path=path) for path in paths], at)

    def take_image(self, image: QImage, at: QPointF | None = None) -> None:
        """Take in a picture that came by itself."""
        self._take([Incoming(name=self.tr("Dropped picture"), image=image)], at)

    def wait(self) -> None:
        """Wait until nothing is read any more (the program ends)."""
        self._reading.wait()

    def _take(self, items: Sequence[Incoming], at: QPointF | None) -> None:
        for item in items:
            if item.path is not None and item.path.suffix.lower() in _LAYERED:
                self.document_came.emit(item.path)
            else:
                self._reading.begin(partial(_named_pixels, item, at))

    @Slot(object)
    def _read(self, result: tuple[str, NDArray[np.uint8], QPointF | None]) -> None:
        self.picture_came.emit(*result)


def _named_pixels(item: Incoming, at: QPointF | None) -> tuple[str, NDArray[np.uint8], QPointF | None]:
    return item.name, item.pixels(), at
