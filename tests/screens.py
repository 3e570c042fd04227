"""Pictures of the real window for the documentation: ``python -m tests.screens [FOLDER]`` writes them all.

Runs on whatever screen there is (an Xvfb as well), with the shipped sample and the shipped models, in a home of its
own. The pictures are made by the program itself: nothing in them is drawn for show.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QWidget

from painter.app import make_application, make_window
from painter.pixels import kernels
from painter.samples import open_sample
from painter.settings import Folders
from painter.ui.dialogs.about import AboutDialog
from painter.ui.dialogs.export import ExportDialog
from painter.ui.dialogs.new import NewDialog
from painter.ui.main_window import MainWindow
from painter.ui.theme import set_reduced_motion

FOLDER = Path("docs/screens")
SIZES = ((1440, 900), (1920, 1080))


def settle(ms: int = 400) -> None:
    QTest.qWait(ms)


def until(condition: Callable[[], bool], *, patience_s: float = 240.0) -> None:
    end = time.monotonic() + patience_s
    while not condition() and time.monotonic() < end:
        QTest.qWait(20)


def stroke(window: MainWindow, points: list[tuple[float, float]]) -> None:
    """Draw a line through points given as shares of the canvas's width and height."""
    canvas = window.canvas
    places = [QPoint(round(x * canvas.width()), round(y * canvas.height())) for x, y in points]
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, places[0])
    for place in places[1:]:
        QTest.mouseMove(canvas, place)
        settle(8)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, places[-1])


def scenes(window: MainWindow) -> Iterator[tuple[str, QWidget]]:
    """Yield a name and what to take a picture of, in the order an artist would come by."""
    window.do("show_paint")
    settle()
    yield "main", window
    window.do("brush_editor")
    settle(1500)
    yield "brush-editor", window
    window.do("brush_editor")
    window.paint_dock.show_brushes()
    settle(2500)
    yield "brushes", window
    window.paint_dock.show_colour()
    window.do("show_copaint")
    window.copaint.choose("impression")
    settle()
    window.do("apply_style")
    until(lambda: not window.session.pending)
    window.layers.make_thumbnails()
    settle(1200)
    yield "styled", window
    window.copaint.choose("starry_night")
    window.do("apply_style")
    until(lambda: any(status.fraction > 0.35 for status in window.jobs_running()), patience_s=90)
    window.layers.make_thumbnails()
    yield "copaint", window
    window.do("cancel_jobs")
    until(lambda: not window.session.pending)


def dialogs(window: MainWindow) -> Iterator[tuple[str, QDialog]]:
    """Yield each dialog, shown."""
    yield "new", NewDialog(window, foreground=window.state.foreground)
    yield "export", ExportDialog(window.session.document, Path("Dawn over the lake"), parent=window)
    yield "about", AboutDialog(window)


def take(folder: Path) -> None:
    """Write every picture."""
    folder.mkdir(parents=True, exist_ok=True)
    folders = Folders.standard()
    app = make_application(folders)
    set_reduced_motion(app, True)
    kernels.warm_up()
    for width, height in SIZES:
        window = make_window(folders, open_sample())
        window.resize(width, height)
        window.show()
        settle(1500)
        for name, widget in scenes(window):
            keep(widget, folder / f"{name}-{width}x{height}.webp")
        if (width, height) == SIZES[0]:
            for name, dialog in dialogs(window):
                dialog.show()
                settle(1500)
                keep(dialog, folder / f"dialog-{name}.webp")
                dialog.reject()
        window.shut_down()
        window.hide()


def keep(widget: QWidget, path: Path) -> None:
    if not widget.grab().save(str(path), "WEBP", 92):
        raise OSError(path)
    print(path)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        os.environ["PAINTER_HOME"] = home
        if not os.environ.get("DISPLAY"):
            os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        take(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
