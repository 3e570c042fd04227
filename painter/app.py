"""The composition root: builds everything and wires it, nothing else."""

from __future__ import annotations

import faulthandler
import gc
import logging
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import TextIO

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from painter.errors import PainterError
from painter.files.journal.keeping import JOURNAL
from painter.files.opening import save_document
from painter.jobs.worker import WorkerOptions
from painter.pixels import kernels
from painter.session import Session
from painter.settings import Folders, load_settings, save_settings
from painter.ui.dialogs.blank import blank_document
from painter.ui.main_window import MainWindow
from painter.ui.theme import apply_theme

log = logging.getLogger(__name__)

RESCUED = "rescued"
FIRST_SIZE = QSize(1440, 900)


def run_window(files: Sequence[Path], *, sample: bool = False, record: Path | None = None) -> int:
    """Open the window and run until it is closed; return the exit status.

    Args:
        record: Where strokes are recorded from the beginning.
    """
    folders = Folders.standard()
    app = make_application(folders)
    window = make_window(folders, Session(blank_document()))
    rescue = _Rescue(window, folders)
    rescue.watch()
    window.resize(window.screen().availableSize().boundedTo(FIRST_SIZE))
    window.restore_geometry()
    window.show()

    def begin() -> None:
        _after_first_paint(window, folders)
        if files:
            window.files.open_paths(files)
        elif sample:
            window.do("open_sample")
        if record is not None:
            window.recording.start(record)

    _FirstPaint(window.canvas, begin)
    status = app.exec()
    rescue.end()
    return status


def picture_window(session: Session, path: Path) -> None:
    """Write a picture of the window with a session open in it.

    Raises:
        PainterError: It could not be written.
    """
    folders = Folders.standard()
    app = make_application(folders)
    kernels.warm_up()
    window = make_window(folders, session)
    window.do("show_copaint")
    window.resize(FIRST_SIZE)
    window.show()
    window.layers.make_thumbnails()
    for _ in range(20):
        app.processEvents()
    written = window.grab().save(str(path), "PNG")
    window.shut_down()
    if not written:
        raise PainterError(f"“{path.name}” could not be written.")


def make_application(folders: Folders) -> QApplication:
    """Return the one application, with painter's theme; kernels will keep what they compile in its cache."""
    kernels.use_cache_folder(folders.cache)
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        # Every place the mouse was at counts for a stroke; Qt would leave some out where they come fast.
        QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents, False)
        app = QApplication(sys.argv[:1])
    app.setApplicationName("painter")
    app.setApplicationDisplayName("painter")
    app.setDesktopFileName("painter")
    apply_theme(app)
    return app


def make_window(folders: Folders, session: Session) -> MainWindow:
    """Return a window over the settings on disk, not yet shown."""
    settings = load_settings(folders)
    options = WorkerOptions(device=settings.device, threads=settings.model_threads, log_folder=folders.logs)
    return MainWindow(
        session,
        settings=settings,
        save_settings=lambda changed: save_settings(changed, folders),
        worker_options=options,
        logs_folder=folders.logs,
        journal_folder=folders.state / JOURNAL,
    )


class _FirstPaint(QObject):
    """Calls back once a widget has been painted for the first time and that has been shown.

    A timer alone may run before it: loading the kernels would then keep the processor from the first picture.
    """

    def __init__(self, widget: QWidget, then: Callable[[], None]) -> None:
        super().__init__(widget)
        self._then = then
        widget.installEventFilter(self)

    def eventFilter(self, seen: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            seen.removeEventFilter(self)
            QTimer.singleShot(0, self._then)
        return False


def _after_first_paint(window: MainWindow, folders: Folders) -> None:
    """What can wait until the window stands: compiled kernels, and telling of rescued drawings."""
    gc.collect()
    gc.freeze()
    threading.Thread(target=_ready_kernels, name="painter-pixels-warm", daemon=True).start()
    window.recovery.offer()


def _ready_kernels() -> None:
    """Have the kernels compiled by a child if they are not, then load them; twins serve until then."""
    try:
        if not kernels.cache_filled():
            kernels.fill_cache_in_subprocess().wait()
        kernels.warm_up()
    except Exception:
        log.exception("the compiled kernels are not available; the slower ones serve")


class _Rescue:
    """Saves the drawing when the program errs, and tells the artist in plain words."""

    def __init__(self, window: MainWindow, folders: Folders) -> None:
        self._window = window
        self._folder = folders.state / RESCUED
        self._told = False
        self._crashes: TextIO | None = None
        try:
            folders.logs.mkdir(parents=True, exist_ok=True)
            self._crashes = (folders.logs / "crashes.log").open("a", encoding="utf-8")
        except OSError as error:
            log.info("crashes will not be logged: %s", error)

    def watch(self) -> None:
        sys.excepthook = self._caught
        threading.excepthook = lambda told: log.error(
            "a thread failed", exc_info=(told.exc_type, told.exc_value or told.exc_type(), told.exc_traceback)
        )
        if self._crashes is not None:
            faulthandler.enable(self._crashes)

    def end(self) -> None:
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        if self._crashes is not None:
            faulthandler.disable()
            self._crashes.close()

    def _caught(self, kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
        log.error("unexpected error", exc_info=(kind, error, traceback))
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        if self._told:
            return
        self._told = True
        session = self._window.session
        path = self._folder / f"{session.title} {time.strftime('%Y-%m-%d %H.%M.%S')}.ora"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            save_document(session.document, path)
        except (PainterError, OSError) as problem:
            log.error("the drawing could not be rescued: %s", problem)
            self._window.tell_error(
                "Something went wrong, and a safety copy could not be written. Save your drawing now."
            )
            return
        self._window.tell_error(
            f"Something went wrong. Your drawing is as it was, and a safety copy is in {path}. You can paint on."
        )
