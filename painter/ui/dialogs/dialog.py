"""What all dialogs share: margins, a foot of buttons with one filled at the right, Esc, and work beside them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from painter.ui.icons import paint_icon
from painter.ui.tasks import Task
from painter.ui.theme import DARK, color, font
from painter.ui.widgets.drawing import fill_rounded
from painter.ui.widgets.push_button import ButtonKind, PushButton

MARGIN_PX = 24


class Dialog(QDialog):
    """A dialog over the window. Once it is closed it is deleted: read its answers at once.

    Fill `body`; `add_button` adds to the foot from left to right. Enter presses the default button, Esc closes.
    """

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self.body = QVBoxLayout()
        self.body.setSpacing(12)
        self.foot = QHBoxLayout()
        self.foot.setSpacing(8)
        self.foot.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(MARGIN_PX, MARGIN_PX, MARGIN_PX, 20)
        whole.setSpacing(MARGIN_PX)
        whole.addLayout(self.body, 1)
        whole.addLayout(self.foot)

    def add_button(
        self, text: str, pressed: Callable[[], object], *, kind: ButtonKind = "neutral", keys: str = ""
    ) -> PushButton:
        """Add a button at the right end of the foot; a primary one is the default."""
        button = PushButton(text, kind, keys=keys)
        button.clicked.connect(lambda _on=False: pressed())
        button.setAutoDefault(True)  # Enter presses the button that has the focus, else the default one
        button.setDefault(kind == "primary")
        self.foot.addWidget(button)
        return button

    def done(self, result: int) -> None:
        """Close with an answer."""
        super().done(result)
        self.deleteLater()


class Emblem(QWidget):
    """An icon on a rounded ground, at the head of a question."""

    def __init__(self, icon: str, *, ground: str = DARK.selected, ink: str = DARK.text, side: int = 44) -> None:
        super().__init__()
        self._icon, self._ground, self._ink, self._side = icon, ground, ink, side
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self._side, self._side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = QRectF(0, 0, self._side, self._side)
        fill_rounded(painter, box, DARK.radius_floating, self._ground)
        inset = self._side / 4
        paint_icon(painter, self._icon, box.adjusted(inset, inset, -inset, -inset), self._ink)


def text_label(text: str = "", *, size_px: int = 13, weight: int = 400, ink: str = DARK.text) -> QLabel:
    """Return plain words that break into lines."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setFont(font(size_px, weight))
    label.setWordWrap(True)
    set_ink(label, ink)
    return label


def set_ink(label: QLabel, ink: str) -> None:
    """Paint a label's words in a colour of the theme."""
    palette = label.palette()
    palette.setColor(QPalette.ColorRole.WindowText, color(ink))
    label.setPalette(palette)


def size_text(size_bytes: int) -> str:
    """Return a size of memory or of a file as people read it."""
    for unit, step in (("GB", 2**30), ("MB", 2**20)):
        if size_bytes >= step:
            number = size_bytes / step
            return f"{number:.1f} {unit}" if number < 10 else f"{number:.0f} {unit}"
    return f"{max(1, round(size_bytes / 1024))} KB"


class Latest(QObject):
    """Runs the newest work it is given beside the window, one at a time; what is overtaken is dropped.

    Signals:
        succeeded(object): With what the newest work returned.
        failed(str): A sentence on why it could not be done.
    """

    succeeded = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._task: Task | None = None
        self._next: Callable[[], object] | None = None

    def begin(self, work: Callable[[], object]) -> None:
        """Do this as soon as what runs now has ended; its result is dropped."""
        self._next = work
        if self._task is None:
            self._start()

    @property
    def busy(self) -> bool:
        return self._task is not None

    def drop(self) -> None:
        """Want nothing any more; what runs ends by itself."""
        self._next = None
        task, self._task = self._task, None
        if task is None:
            return
        task.disconnect(self)
        # It outlives whoever wanted it, but not the program.
        app = QCoreApplication.instance()
        task.setParent(app)
        task.finished.connect(task.deleteLater)
        if app is not None:
            app.aboutToQuit.connect(task.wait)
        if task.isFinished():
            task.deleteLater()

    def wait(self) -> None:
        """Wait for what runs now."""
        if self._task is not None:
            self._task.wait()

    def _start(self) -> None:
        work, self._next = self._next, None
        if work is None:
            return
        task = self._task = Task(work, parent=self)
        task.succeeded.connect(self._succeeded)
        task.failed.connect(self._failed)
        task.finished.connect(self._finished)
        task.start()

    def _wants_from(self, task: QObject | None) -> bool:
        # What was on its way when it was dropped still arrives, from nobody.
        return task is not None and self._next is None and task is self._task

    @Slot(object)
    def _succeeded(self, result: object) -> None:
        if self._wants_from(self.sender()):
            self.succeeded.emit(result)

    @Slot(str)
    def _failed(self, message: str) -> None:
        if self._wants_from(self.sender()):
            self.failed.emit(message)

    @Slot()
    def _finished(self) -> None:
        task, self._task = self._task, None
        if task is not None:
            task.deleteLater()
        self._start()
