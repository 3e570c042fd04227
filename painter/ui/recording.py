"""Recording what the pen does, so that `painter replay` can paint it again; a red dot says so.

What is written are the samples as the brush engine took them, after the device's pressure curve.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TextIO

from PySide6.QtCore import QObject, QRectF, QSize, QStandardPaths, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFileDialog, QSizePolicy, QWidget

from painter.errors import PainterError
from painter.paint.brush import Brush
from painter.paint.pen import PenSample
from painter.paint.replay import RecordedStroke, stroke_lines
from painter.paint.symmetry import Symmetry
from painter.session import Session
from painter.ui.theme import DARK
from painter.ui.widgets.floating_card import FloatingCard
from painter.ui.widgets.icon_button import IconButton
from painter.ui.widgets.labels import ElidedLabel

_DOT_PX = 10
_GAP_PX = 16


class StrokeRecorder:
    """Writes every stroke of a session to a file as it ends; what is dropped is not written.

    Raises:
        PainterError: The file cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        self.problem = ""
        self._stroke: RecordedStroke | None = None
        self._samples: list[PenSample] = []
        try:
            self._file: TextIO = path.open("w", encoding="utf-8")
        except OSError as error:
            raise PainterError(f"“{path.name}” cannot be written: {error.strerror}.") from error

    def begun(
        self, brush: Brush, color: tuple[int, int, int], *, erase: bool, zoom: float, symmetry: Symmetry | None
    ) -> None:
        self._stroke = RecordedStroke(brush=brush, color=color, erase=erase, zoom=zoom)
        self._samples = []

    def extended(self, samples: tuple[PenSample, ...]) -> None:
        self._samples += samples

    def ended(self) -> None:
        stroke, self._stroke = self._stroke, None
        if stroke is None or not self._samples:
            return
        self.count += 1
        lines = stroke_lines(replace(stroke, samples=tuple(self._samples)), self.count)
        try:
            self._file.write("".join(f"{line}\n" for line in lines))
            self._file.flush()
        except OSError as error:
            self.problem = f"The recording cannot be written any further: {error.strerror}."

    def dropped(self) -> None:
        self._stroke = None

    def close(self) -> None:
        self._file.close()


class RecordingBadge(FloatingCard):
    """A red dot and words in the corner of the canvas.

    Signals:
        stop_pressed(): The artist has recorded enough.
    """

    stop_pressed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, spacing=8)
        self.setAccessibleName(self.tr("Recording"))
        self.words = ElidedLabel("", size_px=12, weight=500)
        self.stop = IconButton("stop", self.tr("Stop recording"), size=28, icon_px=16)
        self.row.addWidget(_Dot())
        self.row.addWidget(self.words)
        self.row.addWidget(self.stop)
        self.stop.clicked.connect(self.stop_pressed)
        self.hide()

    def show_count(self, count: int) -> None:
        """Tell how many strokes there are by now."""
        self.words.setText(self.tr("Recording · strokes: {count}").format(count=count))
        self.adjustSize()
        self.move(_GAP_PX, _GAP_PX)


class _Dot(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(_DOT_PX + 8, _DOT_PX + 8)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(DARK.error))
        painter.setPen(QColor(DARK.error))
        middle = QRectF(self.rect()).center()
        painter.drawEllipse(middle, _DOT_PX / 2, _DOT_PX / 2)


class Recording(QObject):
    """Starts and stops recording, for whatever session is open.

    Signals:
        changed(bool): It records now, or no more.
        refused(str): Why it cannot, in a sentence.
        told(str): What was recorded, in a sentence.
    """

    changed = Signal(bool)
    refused = Signal(str)
    told = Signal(str)

    def __init__(self, area: QWidget, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._window, self._session = parent, session
        self._recorder: StrokeRecorder | None = None
        self.badge = RecordingBadge(area)
        self.badge.stop_pressed.connect(self.stop)

    @property
    def on(self) -> bool:
        return self._recorder is not None

    def set_session(self, session: Session) -> None:
        """Go on with another session."""
        self._listen(None)
        self._session = session
        self._listen(self._recorder)

    def _listen(self, recorder: StrokeRecorder | None) -> None:
        self._session.stroke_listener = recorder
        if recorder is None:
            self._session.document_changed.disconnect(self._counted)
        else:
            self._session.document_changed.connect(self._counted)

    def toggle(self) -> None:
        """Ask for a file and record, or stop."""
        if self.on:
            self.stop()
            return
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        chosen, _ = QFileDialog.getSaveFileName(
            self._window,
            self.tr("Record strokes"),
            str(Path(folder) / "strokes.jsonl"),
            self.tr("Recorded strokes (*.jsonl)"),
        )
        if chosen:
            self.start(Path(chosen))
        else:
            self.changed.emit(False)

    def start(self, path: Path) -> None:
        """Record into a file from the next stroke on."""
        try:
            self._recorder = StrokeRecorder(path)
        except PainterError as error:
            self.refused.emit(str(error))
            self.changed.emit(False)
            return
        self._listen(self._recorder)
        self.badge.show_count(0)
        self.badge.show()
        self.badge.raise_()
        self.changed.emit(True)

    def stop(self) -> None:
        """Stop, and tell what was recorded."""
        recorder, self._recorder = self._recorder, None
        if recorder is None:
            return
        self._listen(None)
        recorder.close()
        self.badge.hide()
        self.changed.emit(False)
        if recorder.problem:
            self.refused.emit(recorder.problem)
        else:
            words = self.tr("Strokes recorded: {count}.").format(count=recorder.count)
            self.told.emit(f"{words} {recorder.path}")

    def _counted(self, _old: object, _new: object) -> None:
        if self._recorder is not None:
            self.badge.show_count(self._recorder.count)
