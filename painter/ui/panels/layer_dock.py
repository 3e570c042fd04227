"""The lower dock: layers, history and jobs behind three tabs; folds to its header where there is no height."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from painter.jobs.queue import JobStatus
from painter.session import Session
from painter.ui.panels.history import HistoryPanel
from painter.ui.panels.jobs import JobsPanel
from painter.ui.panels.layers import LayersPanel
from painter.ui.theme import DARK
from painter.ui.widgets.icon_button import IconButton
from painter.ui.widgets.tabs import Tabs

LAYERS, HISTORY, JOBS = range(3)


class LayerDock(QWidget):
    """Layers, History, Jobs.

    Signals:
        cancel_requested(int): A job is to stop.
        retry_requested(int): A job that failed is to be tried again.
        failure_dismissed(int): A job that failed will not be tried again.
        render_again_requested(str): A layer's recipe is to be rendered anew.
        recipe_requested(str): A layer's recipe was opened.
        recipe_change_requested(str): A layer's recipe is to be loaded into the Co-paint panel.
        refused(str): Why something cannot be done, in a sentence.
        folded_changed(bool): Only the header shows, or everything again.
    """

    cancel_requested = Signal(int)
    retry_requested = Signal(int)
    failure_dismissed = Signal(int)
    render_again_requested = Signal(str)
    recipe_requested = Signal(str)
    recipe_change_requested = Signal(str)
    refused = Signal(str)
    folded_changed = Signal(bool)

    def __init__(
        self, session: Session, parent: QWidget | None = None, *, clock: Callable[[], float] = time.time
    ) -> None:
        """Show a session.

        Args:
            clock: Seconds since the epoch, for how long jobs will take.
        """
        super().__init__(parent)
        self._folded = False
        self.layers = LayersPanel(session, clock=clock)
        self.history = HistoryPanel(session)
        self.jobs = JobsPanel(clock=clock)
        self.tabs = Tabs(
            [self.tr("Layers"), self.tr("History"), self.tr("Jobs")], name=self.tr("Layers, history and jobs")
        )
        self.tabs.current_changed.connect(self._show_tab)
        self.tabs.bar().tabBarClicked.connect(lambda _index: self.set_folded(False))
        self._new = self.tabs.add_button(
            IconButton("plus", self.tr("New layer"), keys="Ctrl+Shift+N", size=28, icon_px=16)
        )
        self._new.clicked.connect(self.layers.add_layer)
        self._more = self.tabs.add_button(IconButton("dots-three", self.tr("Layer menu"), size=28, icon_px=16))
        self._more.clicked.connect(self._open_menu)
        self._fold = self.tabs.add_button(IconButton("caret-down", self.tr("Fold"), size=28, icon_px=14))
        self._fold.clicked.connect(lambda: self.set_folded(not self._folded))
        self._stack = QStackedWidget()
        for panel in (self.layers, self.history, self.jobs):
            self._stack.addWidget(panel)
        self._stack.setMinimumHeight(0)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.tabs)
        whole.addWidget(self._stack, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._connect_panels()
        self._show_buttons()

    def _connect_panels(self) -> None:
        layers, jobs = self.layers, self.jobs
        layers.cancel_requested.connect(self.cancel_requested)
        layers.retry_requested.connect(jobs.forget_failure)
        layers.retry_requested.connect(self.retry_requested)
        layers.failure_dismissed.connect(self.failure_dismissed)
        layers.render_again_requested.connect(self.render_again_requested)
        layers.recipe_requested.connect(self.recipe_requested)
        layers.recipe_change_requested.connect(self.recipe_change_requested)
        layers.refused.connect(self.refused)
        layers.compact_changed.connect(lambda _compact: self._show_buttons())
        jobs.cancel_requested.connect(self.cancel_requested)
        jobs.retry_requested.connect(layers.forget_failure)
        jobs.retry_requested.connect(self.retry_requested)

    def set_session(self, session: Session) -> None:
        """Show another session's layers and history; ended jobs stay listed."""
        self.layers.set_session(session)
        self.history.set_session(session)

    def set_job_status(self, status: JobStatus) -> None:
        """Show how a job stands, in its layer's row and among the jobs."""
        self.layers.set_job_status(status)
        self.jobs.set_job_status(status)

    def set_job_preview(self, job_id: int, preview: QImage | NDArray[np.uint8]) -> None:
        """Show a job's unfinished picture: an image, or (h, w, 4) uint8 premultiplied sRGB RGBA."""
        self.layers.set_job_preview(job_id, preview)

    def make_thumbnails(self) -> None:
        """Make every layer's picture now instead of when idle: for a picture of the window."""
        self.layers.thumbnails.make_all()

    # --- tabs and folding ---

    def current_tab(self) -> int:
        return self.tabs.current()

    def set_current_tab(self, tab: int) -> None:
        """Bring `LAYERS`, `HISTORY` or `JOBS` to the front."""
        self.tabs.set_current(tab)

    def _show_tab(self, index: int) -> None:
        self._stack.setCurrentIndex(index)
        self._show_buttons()

    @property
    def folded(self) -> bool:
        return self._folded

    def set_folded(self, folded: bool) -> None:
        """Show only the header, or everything again."""
        if folded == self._folded:
            return
        self._folded = folded
        self._stack.setVisible(not folded)
        # The header alone takes no more room than it needs.
        self.setMaximumHeight(DARK.tab_height if folded else 16_777_215)
        self.setSizePolicy(
            QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed if folded else QSizePolicy.Policy.Expanding
        )
        self._show_buttons()
        self.updateGeometry()
        self.folded_changed.emit(folded)

    def _show_buttons(self) -> None:
        layers = self.tabs.current() == LAYERS
        self._new.setVisible(layers and (self._folded or self.layers.compact))
        self._more.setVisible(layers)
        self._fold.set_icon("caret-up" if self._folded else "caret-down")
        self._fold.describe(self.tr("Unfold") if self._folded else self.tr("Fold"))

    def _open_menu(self) -> None:
        self.layers.open_menu_at(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    def sizeHint(self) -> QSize:
        return QSize(DARK.dock_width, DARK.tab_height if self._folded else 400)

    def minimumSizeHint(self) -> QSize:
        least = 0 if self._folded else 3 * DARK.layer_row_height - 12
        return QSize(240, DARK.tab_height + least)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor(DARK.panel))
