"""Pictures that come from outside: dropped files, dropped or pasted pictures, paths in a text.

Says what there is and reads it; what becomes of it (a layer, a document, a style) is for whoever asked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QMimeData, QObject, QUrl, Signal, Slot
from PySide6.QtGui import QImage

from painter.errors import PainterError
from painter.files.images import decode_picture, read_picture
from painter.files.png import png_size
from painter.ui.bridge import pixels_of
from painter.ui.tasks import Task

PNG = "image/png"
_ENCODED = (PNG, "image/tiff", "image/webp", "image/jpeg")
"""Kinds that a program may put into the clipboard as they are in a file: with their alpha and colour profile."""
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
