"""The row at the foot: what the document is, whether it is saved, what the models do, what the machine gives."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import psutil
from PySide6.QtCore import QDate, QLocale, QSize, Qt, QTime, QTimer, Signal
from PySide6.QtGui import QColor, QGuiApplication, QHideEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QSizePolicy, QWidget

from painter.ui.theme import DARK, tooltip
from painter.ui.widgets.status_item import StatusItem, StatusKind

MEMORY_EVERY_MS = 4000


def memory_in_use() -> int:
    """Return the bytes this program holds with the processes it started, such as the models'."""
    own = psutil.Process()
    total = int(own.memory_info().rss)
    for child in own.children(recursive=True):
        try:
            total += int(child.memory_info().rss)
        except psutil.Error:
            continue  # it ended meanwhile, or is no longer ours to ask
    return total


def _clock(when: datetime) -> str:
    """Return the time of day as the artist's language writes it, the date where it was another day."""
    locale = QLocale()
    if when.date() != datetime.now().date():
        return str(locale.toString(QDate(when.year, when.month, when.day), QLocale.FormatType.ShortFormat))
    if locale.language() == QLocale.Language.C:
        return f"{when.hour:02}:{when.minute:02}"
    return str(locale.toString(QTime(when.hour, when.minute), QLocale.FormatType.ShortFormat))


class StatusRow(QWidget):
    """24 px high. What finds no room is left out, the least needed first.

    Signals:
        jobs_pressed(): The artist wants to see the jobs.
    """

    jobs_pressed = Signal()

    def __init__(self, *, memory_bytes: Callable[[], int] = memory_in_use, parent: QWidget | None = None) -> None:
        """Make the row; `memory_bytes` is asked every few seconds while the row is seen and no button is down."""
        super().__init__(parent)
        self._memory_bytes = memory_bytes
        self.setFixedHeight(DARK.status_height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Status"))
        self.picture = StatusItem(hint=self.tr("Size of the picture"))
        self.color_depth = StatusItem(hint=self.tr("Bits a channel and colour space"))
        self.zoom = StatusItem(hint=self.tr("Zoom"))
        self.saved = StatusItem()
        self.jobs = StatusItem(clickable=True, kind="strong", hint=self.tr("Show the jobs"))
        self.device = StatusItem(icon="gpu", hint=self.tr("What the models run on"))
        self.memory = StatusItem(icon="memory", hint=self.tr("Memory of painter and its models"))
        self._wanted: dict[StatusItem, bool] = {}
        self._saved, self._has_path, self._busy = True, False, ""
        self._saved_at: datetime | None = None
        row = QHBoxLayout(self)
        row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        row.setContentsMargins(4, 0, 4, 0)
        row.setSpacing(0)
        for item in (self.picture, self.color_depth, self.zoom, self.saved):
            row.addWidget(item)
        row.addStretch(1)
        for item in (self.jobs, self.device, self.memory):
            row.addWidget(item)
        for item in self._items():
            self._want(item, False)
        self.jobs.clicked.connect(self.jobs_pressed)
        self._timer = QTimer(self)
        self._timer.setInterval(MEMORY_EVERY_MS)
        self._timer.timeout.connect(self._read_memory)
        self.set_depth(self.tr("8 bit · sRGB"))

    # --- what is shown ---

    def set_size(self, width_px: int, height_px: int) -> None:
        """Show the size of the picture."""
        self._say(self.picture, f"{width_px} × {height_px} px")

    def set_depth(self, text: str) -> None:
        """Show bits and colour space, "8 bit · sRGB"."""
        self._say(self.color_depth, text)

    def set_zoom(self, zoom: float) -> None:
        """Show the zoom: 1 is one screen pixel a canvas pixel."""
        percent = zoom * 100
        decimals = 0 if percent >= 100 or round(percent, 1) == round(percent) else 1
        self._say(self.zoom, f"{QLocale().toString(percent, 'f', decimals)} %")

    def set_saved(self, saved: bool, *, has_path: bool) -> None:
        """Show whether the document as it is now is in a file."""
        self._saved, self._has_path = saved, has_path
        self._show_saved()

    def set_saved_now(self) -> None:
        """The document was saved a moment ago: tell the time from now on."""
        self._saved_at = datetime.now()
        self._show_saved()

    def forget_saved(self) -> None:
        """Another document is shown: when it was saved is not known."""
        self._saved_at = None
        self._show_saved()

    def set_busy(self, words: str) -> None:
        """Show what is done with a file just now ("Saving…"), in the place of the saved state; "" for nothing."""
        self._busy = words
        self._show_saved()

    def _show_saved(self) -> None:
        clock = "" if self._saved_at is None else _clock(self._saved_at)
        icon = ""
        if self._busy:
            text = self._busy
        elif not self._has_path:
            text = self.tr("Not saved yet")
        elif self._saved:
            text = self.tr("Saved {time}").format(time=clock) if clock else self.tr("Saved")
            icon = "check"
        else:
            text = self.tr("Changed since {time}").format(time=clock) if clock else self.tr("Changed")
        self._say(self.saved, text, kind="strong" if self._busy else "quiet", icon=icon)

    def set_jobs(self, running: int, waiting: int, fraction: float | None = None) -> None:
        """Show how many jobs run and wait, and the running one's share done, 0 to 1; nothing where none is."""
        parts = []
        if running:
            parts.append(self.tr("{count} painting").format(count=running))
        if waiting:
            parts.append(self.tr("{count} waiting").format(count=waiting))
        self.jobs.set_progress(fraction if running else None)
        self._say(self.jobs, ", ".join(parts))

    def set_device(self, text: str, *, kind: StatusKind = "quiet", hint: str = "") -> None:
        """Show what the models run on, "CPU" or "GPU · 2.1 of 8 GB"; a warning or error says why in `hint`."""
        self._say(self.device, text, kind=kind)
        self.device.setToolTip(tooltip(self.tr("What the models run on"), "", hint))

    def set_memory(self, used_bytes: int) -> None:
        """Show how much memory the program holds."""
        size = QLocale().formattedDataSize(used_bytes, 1, QLocale.DataSizeFormat.DataSizeTraditionalFormat)
        self._say(self.memory, self.tr("Memory {size}").format(size=size))

    def _say(self, item: StatusItem, text: str, *, kind: StatusKind | None = None, icon: str | None = None) -> None:
        item.set(text, kind=kind, icon=icon)
        self._want(item, bool(text))

    # --- what finds room ---

    def _items(self) -> tuple[StatusItem, ...]:
        """Return the readings, the most needed first."""
        return (
            self.jobs, self.zoom, self.picture, self.saved, self.device, self.memory, self.color_depth,
        )  # fmt: skip

    def _want(self, item: StatusItem, wanted: bool) -> None:
        self._wanted[item] = wanted
        self._fit()

    def _fit(self) -> None:
        left = self.width() - 8
        for item in self._items():
            width = item.sizeHint().width()
            fits = self._wanted.get(item, False) and width <= left
            item.setVisible(fits)
            left -= width if fits else 0

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(self.jobs.minimumSizeHint().width() + 8, DARK.status_height)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor(DARK.window))

    # --- memory ---

    def _read_memory(self) -> None:
        # Looking through the processes takes milliseconds: never while a stroke is drawn.
        if QGuiApplication.mouseButtons() == Qt.MouseButton.NoButton:
            self.set_memory(self._memory_bytes())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._read_memory()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()
