"""A 3-px line that shows how far the model is."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, QTimerEvent
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from painter.ui.theme import DARK, motion_ms
from painter.ui.widgets.drawing import fill_rounded, rounded_path

_HEIGHT = 3
_STEPS = 1000
_PULSE_MS = 40


class ProgressLine(QProgressBar):
    """Mint on a grey line; `None` where nobody knows how long it takes.

    Give it a `task` ("Storm sky") and screen readers hear of it at the start, half way and at the end.
    """

    def __init__(self, *, task: str = "", width: int = 64, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._task, self._width = task, width
        self._fraction: float | None = 0.0
        self._told = 0
        self._phase = 0.0
        self._timer = 0
        self.setRange(0, _STEPS)
        self.setTextVisible(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(task or self.tr("Progress"))

    def set_task(self, task: str) -> None:
        """Name the next task; the telling begins anew."""
        self._task, self._told = task, 0
        self.setAccessibleName(task or self.tr("Progress"))

    def fraction(self) -> float | None:
        return self._fraction

    def set_fraction(self, fraction: float | None) -> None:
        """Show how much is done, 0 to 1, or None for a line that only moves."""
        self._fraction = None if fraction is None else min(1.0, max(0.0, fraction))
        if self._fraction is not None:
            self.setValue(round(self._fraction * _STEPS))
            self._tell(self._fraction)
        self._set_pulse(self._fraction is None and self.isVisible())
        self.update()

    def _tell(self, fraction: float) -> None:
        if not self._task:
            return
        for number, (reached, said) in enumerate(
            (
                (0.0, self.tr("{task} started")),
                (0.5, self.tr("{task} half done")),
                (1.0, self.tr("{task} finished")),
            ),
            start=1,
        ):
            last = number == 3 or fraction < (0.5, 1.0)[number - 1]
            if fraction >= reached and self._told < number and last:
                self._told = number
                self.announce(said.format(task=self._task))

    def announce(self, text: str) -> None:
        """Have screen readers say something now."""
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def _set_pulse(self, on: bool) -> None:
        if on and not self._timer and motion_ms(1):
            self._timer = self.startTimer(_PULSE_MS)
        elif not on and self._timer:
            self.killTimer(self._timer)
            self._timer = 0

    def timerEvent(self, event: QTimerEvent) -> None:
        self._phase = (self._phase + 0.02) % 1.0
        self.update()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._set_pulse(self._fraction is None)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._set_pulse(False)

    def sizeHint(self) -> QSize:
        return QSize(self._width, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(16, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        line = QRectF(0, (self.height() - _HEIGHT) / 2, self.width(), _HEIGHT)
        fill_rounded(painter, line, _HEIGHT / 2, DARK.selected)
        if self._fraction is None:
            painter.setClipPath(rounded_path(line, _HEIGHT / 2))
            width = line.width() * 0.3
            x = -width + (line.width() + width) * (self._phase or 0.5)
            fill_rounded(painter, QRectF(x, line.y(), width, _HEIGHT), _HEIGHT / 2, DARK.ai)
        elif self._fraction > 0:
            done = QRectF(line.x(), line.y(), max(_HEIGHT, line.width() * self._fraction), _HEIGHT)
            fill_rounded(painter, done, _HEIGHT / 2, DARK.ai)
