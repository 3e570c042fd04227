"""Work that would make the window wait, in a thread of its own: saving, opening, reading a picture."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QThread, Signal

from painter.errors import PainterError

log = logging.getLogger(__name__)

UNEXPECTED = "Something went wrong that should not have. Your drawing is untouched; the log tells more."


class Task(QThread):
    """Runs one function beside the window; keep it until one of its signals came.

    Signals:
        succeeded(result): With what the function returned.
        failed(message): With a sentence for the artist.
    """

    succeeded = Signal(object)
    failed = Signal(str)

    def __init__(self, work: Callable[[], Any], *, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work

    def run(self) -> None:
        """Do the work. Called by Qt in the new thread."""
        try:
            result = self._work()
        except PainterError as error:
            self.failed.emit(str(error))
        except MemoryError:
            self.failed.emit("There is not enough memory for this. Your drawing is untouched.")
        except Exception:
            log.exception("a background task failed")
            self.failed.emit(UNEXPECTED)
        else:
            self.succeeded.emit(result)
