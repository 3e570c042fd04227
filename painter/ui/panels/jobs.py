"""The jobs panel: what the models do, will do and have done, newest first. Starts and stops nothing itself."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from painter.jobs.job import JobState
from painter.jobs.queue import STOPPING, JobStatus
from painter.ui.icons import paint_icon
from painter.ui.panels.layer_jobs import seconds_left
from painter.ui.theme import DARK, font
from painter.ui.widgets.icon_button import IconButton
from painter.ui.widgets.labels import ElidedLabel, SectionLabel
from painter.ui.widgets.progress_line import ProgressLine
from painter.ui.widgets.push_button import PushButton

ENDED_KEPT = 60

_LOOKS: dict[JobState, tuple[str, str]] = {
    JobState.WAITING: ("clock", DARK.dim),
    JobState.RUNNING: ("recipe", DARK.ai),
    JobState.DONE: ("check", DARK.ai),
    JobState.FAILED: ("warning", DARK.error),
    JobState.CANCELLED: ("x", DARK.faint),
}


class JobsPanel(QWidget):
    """A card a job: its progress, what came of it, and a button to stop it or try it again.

    Signals:
        cancel_requested(int): A job is to stop.
        retry_requested(int): A job that failed is to be tried again.
        count_changed(int): So many jobs run or wait now.
    """

    cancel_requested = Signal(int)
    retry_requested = Signal(int)
    count_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None, *, clock: Callable[[], float] = time.time) -> None:
        """Make an empty panel.

        Args:
            clock: Seconds since the epoch.
        """
        super().__init__(parent)
        self._clock = clock
        self._cards: dict[int, _JobCard] = {}
        self._head = SectionLabel(self.tr("Jobs"))
        self._clear = PushButton(self.tr("Clear"), "ghost", height=28, size_px=12)
        self._clear.setToolTip(self.tr("Forget the jobs that are over"))
        self._clear.clicked.connect(self.clear_ended)
        head = QHBoxLayout()
        head.setContentsMargins(16, 6, 8, 2)
        head.addWidget(self._head, 1)
        head.addWidget(self._clear)
        self._empty = QLabel(self.tr("Nothing has been painted by a model yet. Choose a style under Co-paint."))
        self._empty.setFont(font(12))
        self._empty.setStyleSheet(f"color: {DARK.faint}")
        self._empty.setWordWrap(True)
        self._empty.setContentsMargins(16, 4, 16, 0)
        body = QWidget()
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(12, 0, 12, 12)
        self._column.setSpacing(6)
        self._column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(body)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.viewport().setAutoFillBackground(False)
        body.setAutoFillBackground(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(4)
        whole.addLayout(head)
        whole.addWidget(self._empty)
        whole.addWidget(scroll, 1)
        self._refresh()

    def set_job_status(self, status: JobStatus) -> None:
        """Show how a job stands: the running one first, then those that wait, then the latest ended."""
        card = self._cards.get(status.id)
        if card is None:
            card = _JobCard(status)
            card.cancel_requested.connect(self.cancel_requested)
            card.retry_requested.connect(self._retry)
            self._cards[status.id] = card
        moved = card.status.state is not status.state or self._column.indexOf(card) < 0
        card.show_status(status, self._clock())
        if moved:
            self._arrange()
        self._refresh()

    def _retry(self, job_id: int) -> None:
        self._drop(job_id)
        self._refresh()
        self.retry_requested.emit(job_id)

    def forget_failure(self, job_id: int) -> None:
        """Drop a failed job that was dismissed or is tried again elsewhere."""
        card = self._cards.get(job_id)
        if card is not None and card.status.state is JobState.FAILED:
            self._drop(job_id)
            self._refresh()

    def clear_ended(self) -> None:
        """Forget the jobs that are over."""
        for job_id in [card.status.id for card in self._cards.values() if card.status.state.ended]:
            self._drop(job_id)
        self._refresh()

    def cards(self) -> list[_JobCard]:
        """Return the cards from top to bottom."""
        return sorted(self._cards.values(), key=lambda card: _order(card.status))

    def _arrange(self) -> None:
        cards = self.cards()
        for card in [card for card in cards if card.status.state.ended][ENDED_KEPT:]:
            self._drop(card.status.id)
        for place, card in enumerate(self.cards()):
            if self._column.indexOf(card) != place:
                self._column.insertWidget(place, card)

    def _drop(self, job_id: int) -> None:
        card = self._cards.pop(job_id)
        self._column.removeWidget(card)
        card.hide()
        card.deleteLater()

    def _refresh(self) -> None:
        states = [card.status.state for card in self._cards.values()]
        at_work = sum(not state.ended for state in states)
        self._head.setVisible(bool(states))
        self._clear.setVisible(bool(states))
        self._clear.setEnabled(len(states) > at_work)
        self._empty.setVisible(not states)
        running = states.count(JobState.RUNNING)
        waiting = states.count(JobState.WAITING)
        if running or waiting:
            text = self.tr("{running} painting, {waiting} waiting").format(running=running, waiting=waiting)
        else:
            text = self.tr("Nothing is being painted")
        self._head.setText(text)
        self.count_changed.emit(at_work)


def _order(status: JobStatus) -> tuple[int, float]:
    """Return what jobs are sorted by: running, waiting in the order they will run, ended with the latest first."""
    if status.state is JobState.RUNNING:
        return 0, status.submitted_at
    if status.state is JobState.WAITING:
        return 1 + (20 - int(status.priority)), status.submitted_at
    return 100, -(status.ended_at or 0.0)


class _JobCard(QFrame):
    """One job.

    Signals:
        cancel_requested(int), retry_requested(int): With the job's number.
    """

    cancel_requested = Signal(int)
    retry_requested = Signal(int)

    def __init__(self, status: JobStatus) -> None:
        super().__init__()
        self.status = status
        self._name = ElidedLabel(status.label, size_px=13, weight=500, color=DARK.text)
        self._words = QLabel()
        self._words.setFont(font(11))
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._line = ProgressLine(task=status.label)
        self._cancel = IconButton("x", self.tr("Cancel"), size=24, icon_px=12)
        self._cancel.clicked.connect(lambda: self.cancel_requested.emit(self.status.id))
        self._retry = PushButton(self.tr("Try again"), "danger", icon="arrow-clockwise", height=28, size_px=12)
        self._retry.clicked.connect(lambda: self.retry_requested.emit(self.status.id))
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._name, 1)
        head.addWidget(self._cancel)
        foot = QHBoxLayout()
        foot.addWidget(self._retry)
        foot.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(36, 6, 8, 8)
        whole.setSpacing(2)
        whole.addLayout(head)
        whole.addWidget(self._words)
        whole.addSpacing(2)
        whole.addWidget(self._line)
        whole.addLayout(foot)

    def words(self) -> str:
        """Return the second line."""
        return self._words.text()

    def show_status(self, status: JobStatus, now: float) -> None:
        """Show how the job stands at a time (seconds since the epoch)."""
        self.status = status
        running = status.state is JobState.RUNNING
        self._name.setText(status.label)
        self._words.setText(self._told(status, now))
        ink = {JobState.FAILED: DARK.error, JobState.RUNNING: DARK.ai}.get(status.state, DARK.faint)
        self._words.setStyleSheet(f"color: {ink}")
        self._line.setVisible(running)
        if running or status.state is JobState.DONE:
            self._line.set_fraction(status.fraction)
        self._cancel.setVisible(not status.state.ended)
        self._cancel.setEnabled(status.note != STOPPING)
        self._retry.setVisible(status.state is JobState.FAILED)
        self.setAccessibleName(f"{status.label}: {self._words.text()}")
        self.update()

    def _told(self, status: JobStatus, now: float) -> str:
        if status.state is JobState.WAITING:
            return self.tr("Waiting")
        if status.state is JobState.CANCELLED:
            return self.tr("Cancelled")
        if status.state is JobState.FAILED:
            return status.message
        if status.state is JobState.DONE:
            taken = (status.ended_at or 0.0) - (status.started_at or status.ended_at or 0.0)
            words = self.tr("Painted in {time}").format(time=self._time(taken))
            return f"{words}. {status.message}" if status.message else words
        if status.note == STOPPING:
            return self.tr("Stopping…")
        if status.fraction <= 0:
            return status.note or self.tr("Starting…")
        words = self.tr("Painting {percent} %").format(percent=round(100 * status.fraction))
        left = seconds_left(status, now, now)
        if left is not None:
            words += " · " + self.tr("about {time}").format(time=self._time(left))
        return words

    def _time(self, seconds: float) -> str:
        if seconds < 90:
            return self.tr("{count} s").format(count=max(1, round(seconds)))
        return self.tr("{count} min").format(count=round(seconds / 60))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(DARK.raised))
        painter.drawRoundedRect(rect, DARK.radius_button, DARK.radius_button)
        symbol, ink = _LOOKS[self.status.state]
        paint_icon(painter, symbol, QRectF(11, 10, 16, 16), ink)
