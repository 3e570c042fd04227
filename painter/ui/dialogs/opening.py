"""Which file to open, and where to save one with its layers."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QTimer, Slot
from PySide6.QtWidgets import QFileDialog, QSplitter, QVBoxLayout, QWidget

from painter.files.opening import KINDS, file_filter
from painter.ui.bridge import qimage_of
from painter.ui.dialogs.dialog import Latest, set_ink, size_text, text_label
from painter.ui.dialogs.file_window import FileWindow
from painter.ui.dialogs.glance import Glance, glance_at
from painter.ui.dialogs.preview import PictureWell
from painter.ui.theme import DARK
from painter.ui.widgets.labels import ElidedLabel

_PANE_PX = 240
_PAUSE_MS = 120


class OpenDialog(FileWindow):
    """A file dialog with a look at the file that is chosen.

    Args:
        layered: Offer only layered files, or only flat pictures; both where None.
    """

    def __init__(
        self,
        folder: Path,
        *,
        title: str = "",
        accept: str = "",
        layered: bool | None = None,
        parent: QWidget | None = None,
    ) -> None:
        tr = QCoreApplication.translate
        super().__init__(
            title or tr("OpenDialog", "Open"), folder, accept=accept or tr("OpenDialog", "Open"), parent=parent
        )
        self.setFileMode(QFileDialog.FileMode.ExistingFile)
        self.setNameFilter(file_filter(layered=layered))
        self._looked_at: Path | None = None
        self._well = PictureWell(_PANE_PX)
        self._name = ElidedLabel("", size_px=13, weight=500, color=DARK.text)
        self._facts = text_label(size_px=12, ink=DARK.dim)
        self._add_pane()
        self._latest = Latest(self)
        self._latest.succeeded.connect(self._show_glance)
        self._latest.failed.connect(self._show_failure)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._look)
        self.currentChanged.connect(self._current_changed)
        self._current_changed("")

    def _add_pane(self) -> None:
        pane = QWidget()
        pane.setFixedWidth(_PANE_PX)
        column = QVBoxLayout(pane)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._well)
        column.addSpacing(4)
        column.addWidget(self._name)
        column.addWidget(self._facts)
        column.addStretch(1)
        splitter = self.findChild(QSplitter, "splitter")
        if splitter is not None:
            splitter.addWidget(pane)
            splitter.setSizes([150, 500, _PANE_PX])
            splitter.setCollapsible(2, False)

    @Slot(str)
    def _current_changed(self, name: str) -> None:
        path = Path(name) if name else None
        self._looked_at = path if path is not None and path.is_file() else None
        self._name.setText(self._looked_at.name if self._looked_at else "")
        self._facts.setText("")
        self._well.show_words("" if self._looked_at else self.tr("Choose a file to see it"))
        self._pause.start()

    def _look(self) -> None:
        if self._looked_at is not None:
            self._latest.begin(partial(_looked, self._looked_at, self._well.longest_px()))

    @Slot(object)
    def _show_glance(self, seen: tuple[Path, Glance]) -> None:
        path, glance = seen
        if path != self._looked_at:
            return
        if glance.pixels is None:
            self._well.show_words(self.tr("No preview in this file"))
        else:
            self._well.show_image(qimage_of(glance.pixels))
        lines = [
            self.tr("{width} × {height} px").format(width=glance.width_px, height=glance.height_px),
            self.tr("1 layer") if glance.layers == 1 else self.tr("{count} layers").format(count=glance.layers),
            size_text(glance.size_bytes),
        ]
        self._facts.setText("\n".join(lines))
        set_ink(self._facts, DARK.dim)

    @Slot(str)
    def _show_failure(self, message: str) -> None:
        if self._looked_at is not None and not self._pause.isActive():
            self._well.show_words(self.tr("No preview"))
            self._facts.setText(message)
            set_ink(self._facts, DARK.error)

    def done(self, result: int) -> None:
        """Close; a look that is still going on ends by itself."""
        self._pause.stop()
        self._latest.drop()
        super().done(result)


def _looked(path: Path, longest_px: int) -> tuple[Path, Glance]:
    return path, glance_at(path, longest_px)


class SaveDialog(FileWindow):
    """A file dialog for saving with layers. A name with another ending gets that of the layered kind."""

    def __init__(self, suggested: Path, parent: QWidget | None = None) -> None:
        tr = QCoreApplication.translate
        super().__init__(
            tr("SaveDialog", "Save with layers"), suggested.parent, accept=tr("SaveDialog", "Save"), parent=parent
        )
        self.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self.setFileMode(QFileDialog.FileMode.AnyFile)
        self.setNameFilter(file_filter(layered=True, written=True))
        self.setDefaultSuffix("ora")
        self.setLabelText(QFileDialog.DialogLabel.Accept, tr("SaveDialog", "Save"))
        self.selectFile(_layered(suggested).name)

    def accept(self) -> None:
        """Take the name chosen; one of a flat kind is turned into the layered one first, to be looked at."""
        path = self.path()
        if path is not None and not path.is_dir() and _layered(path) != path:
            self.name_edit().setText(_layered(path).name)
            return
        super().accept()


def _layered(path: Path) -> Path:
    """Return the path with the ending of a layered kind, in the place of that of a flat one."""
    kind = next((kind for kind in KINDS if path.suffix.lower() in kind.endings), None)
    if kind is None:
        return path.with_name(f"{path.name}.ora")
    return path if kind.saved else path.with_suffix(".ora")


def ask_open_path(
    parent: QWidget | None, folder: Path, *, title: str = "", accept: str = "", layered: bool | None = None
) -> Path | None:
    """Ask for a file to open; None where the artist thinks better of it.

    Args:
        layered: Offer only layered files, or only flat pictures; both where None.
    """
    dialog = OpenDialog(folder, title=title, accept=accept, layered=layered, parent=parent)
    chosen = dialog.path() if dialog.exec() else None
    dialog.deleteLater()
    return chosen


def ask_save_path(parent: QWidget | None, suggested: Path) -> Path | None:
    """Ask where to save with layers; an existing file only after the artist agreed to replace it."""
    dialog = SaveDialog(suggested, parent)
    chosen = dialog.path() if dialog.exec() else None
    dialog.deleteLater()
    return chosen
