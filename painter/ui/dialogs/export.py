"""The Export dialog: name, folder, format and quality of a file for others, with its size and look beforehand."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Slot
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from painter.document.document import Document
from painter.files.flat import Color
from painter.files.opening import KINDS, Kind, not_kept
from painter.ui.bridge import qimage_of
from painter.ui.dialogs.dialog import MARGIN_PX, Dialog, Latest, set_ink, size_text, text_label
from painter.ui.dialogs.file_window import FileWindow
from painter.ui.dialogs.preview import PictureWell
from painter.ui.dialogs.prompts import ask_replace
from painter.ui.dialogs.trial import Trial, try_export
from painter.ui.theme import DARK, font
from painter.ui.widgets.drop_down import DropDown
from painter.ui.widgets.labels import ElidedLabel, SectionLabel
from painter.ui.widgets.push_button import PushButton
from painter.ui.widgets.value_field import ValueField

_KINDS = tuple(sorted((kind for kind in KINDS if kind.written and not kind.saved), key=lambda kind: kind.layered))
"""Flat pictures first, then other programs' layered files."""
_WITH_QUALITY = ("JPEG", "WebP")
_WITHOUT_ALPHA = ("JPEG",)
_PAUSE_MS = 250
_FIELDS_PX = 320
_LOSS_PX = 34


class ExportDialog(Dialog):
    """Asks how to export a document as it shows.

    Args:
        suggested: Folder and name to begin with; an ending of a known kind chooses the format.
        quality: What to begin with, 1 to 100.
        foreground: The colour in hand, offered below transparent parts.
    """

    def __init__(
        self,
        document: Document,
        suggested: Path,
        *,
        quality: int = 92,
        foreground: Color | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(QCoreApplication.translate("ExportDialog", "Export as picture"), parent)
        self._document = document
        self._folder = suggested.parent
        known = _kind_ending(suggested.name)
        self._name = QLineEdit(suggested.stem if known else suggested.name)
        self._name.setAccessibleName(self.tr("Name"))
        self._name.setFont(font(13))
        self._name.setFixedHeight(DARK.control_height)
        self._name.textEdited.connect(self._name_typed)
        self._ending = ElidedLabel("", size_px=13, color=DARK.faint)
        self._folder_words = ElidedLabel(str(self._folder), size_px=12)
        self._browse = PushButton(self.tr("Change…"), size_px=12)
        self._browse.clicked.connect(self._choose_folder)
        self._format = DropDown(name=self.tr("Format"))
        for kind in _KINDS:
            self._format.add(kind.name, kind.name)
        self._format.set_current_data((known or _KINDS[0]).name)
        self._format.currentIndexChanged.connect(lambda _index: self._show_format())
        self._quality = ValueField(
            self.tr("Quality"), 1, 100, quality, default=92, hint=self.tr("Lower makes a smaller file.")
        )
        self._quality.value_changed.connect(lambda _value: self._soon())
        self._under = DropDown(name=self.tr("Transparent parts"))
        self._under.currentIndexChanged.connect(lambda _index: self._soon())
        self._grounds: dict[str, Color | None] = {"nothing": None, "white": (255, 255, 255), "black": (0, 0, 0)}
        if foreground is not None:
            self._grounds["hand"] = foreground
        self._well = PictureWell(288)
        self._facts = text_label(size_px=12, weight=500)
        self._loss = text_label(size_px=12, ink=DARK.dim)
        self._latest = Latest(self)
        self._latest.succeeded.connect(self._tried)
        self._latest.failed.connect(self._trial_failed)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._try)
        self._lay_out()
        self.add_button(self.tr("Cancel"), self.reject)
        self._export = self.add_button(self.tr("Export"), self.accept, kind="primary", keys="Enter")
        self._well.show_words(self.tr("Making a preview…"))
        self._show_format()
        self._pause.stop()
        self._try()
        self._name.setFocus()
        self._name.selectAll()

    def _lay_out(self) -> None:
        fields = QGridLayout()
        fields.setVerticalSpacing(2)
        fields.setHorizontalSpacing(8)
        named = QHBoxLayout()
        named.setSpacing(8)
        named.addWidget(self._name, 1)
        named.addWidget(self._ending)
        where = QHBoxLayout()
        where.setSpacing(8)
        where.addWidget(self._folder_words, 1)
        where.addWidget(self._browse)
        rows: tuple[tuple[str, QWidget | QHBoxLayout], ...] = (
            (self.tr("Name"), named),
            (self.tr("Folder"), where),
            (self.tr("Format"), self._format),
            (self.tr("Transparent parts"), self._under),
        )
        for place, (words, field) in enumerate(rows):
            fields.addWidget(SectionLabel(words, quiet=True), 3 * place, 0)
            if isinstance(field, QWidget):
                fields.addWidget(field, 3 * place + 1, 0)
            else:
                fields.addLayout(field, 3 * place + 1, 0)
            fields.setRowMinimumHeight(3 * place + 2, 8)
        values = QVBoxLayout()
        values.setSpacing(4)
        values.addLayout(fields)
        values.addWidget(self._quality)
        values.addSpacing(6)
        self._loss.setMinimumHeight(_LOSS_PX)
        self._loss.setAlignment(Qt.AlignmentFlag.AlignTop)
        values.addWidget(self._loss)
        values.addStretch(1)
        right = QWidget()
        right.setFixedWidth(_FIELDS_PX)
        values.setContentsMargins(0, 0, 0, 0)
        right.setLayout(values)
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self._well)
        left.addWidget(self._facts)
        left.addStretch(1)
        columns = QHBoxLayout()
        columns.setSpacing(MARGIN_PX)
        columns.addLayout(left)
        columns.addWidget(right)
        self.body.addLayout(columns)

    # What it answers

    def path(self) -> Path:
        """Return where to export to."""
        return self._folder / (self._name.text().strip() + self._kind.endings[0])

    def options(self) -> dict[str, Any]:
        """Return the options for `painter.files.opening.export_document`."""
        return {"quality": round(self._quality.number()), "background": self._background}

    def folder(self) -> Path:
        """Return the folder, to begin with the next time."""
        return self._folder

    @property
    def _kind(self) -> Kind:
        return next(kind for kind in _KINDS if kind.name == self._format.currentData())

    @property
    def _background(self) -> Color | None:
        return self._grounds[self._under.currentData()]

    def accept(self) -> None:
        """Close with what was chosen, once an existing file may be replaced."""
        path = self.path()
        if not self._name.text().strip() or (path.exists() and not ask_replace(self, path.name)):
            self._name.setFocus()
            return
        super().accept()

    def done(self, result: int) -> None:
        """Close with an answer; a trial that still runs ends by itself."""
        self._pause.stop()
        self._latest.drop()
        super().done(result)

    # What is chosen

    def _name_typed(self, text: str) -> None:
        kind = _kind_ending(text)
        if kind is not None:
            self._format.set_current_data(kind.name)
            self._name.setText(Path(text).stem)
        self._export.setEnabled(bool(self._name.text().strip()))

    def _choose_folder(self) -> None:
        dialog = FileWindow(self.tr("Export to folder"), self._folder, accept=self.tr("Use folder"), parent=self)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        if dialog.exec():
            self._folder = Path(dialog.selectedFiles()[0])
            self._folder_words.setText(str(self._folder))
        dialog.deleteLater()

    def _show_format(self) -> None:
        kind = self._kind
        self._ending.setText(kind.endings[0])
        self._quality.setEnabled(kind.name in _WITH_QUALITY)
        keeps_alpha = kind.name not in _WITHOUT_ALPHA
        kept = self._under.currentData()
        blocked = self._under.blockSignals(True)
        self._under.clear()
        if keeps_alpha:
            self._under.add(self.tr("Stay transparent"), "nothing")
        if not kind.layered:
            self._under.add(self.tr("White"), "white")
            self._under.add(self.tr("Black"), "black")
            if "hand" in self._grounds:
                self._under.add(self.tr("Colour in hand"), "hand")
        self._under.setEnabled(not kind.layered)
        if not self._under.set_current_data(kept):
            self._under.setCurrentIndex(0)
        self._under.blockSignals(blocked)
        self._under.update()
        self._loss.setText(self._loss_words(kind, keeps_alpha=keeps_alpha))
        set_ink(self._loss, DARK.dim)
        self._soon()

    def _loss_words(self, kind: Kind, *, keeps_alpha: bool) -> str:
        if kind.layered:
            return not_kept(self._document, Path("picture" + kind.endings[0])) or self.tr(
                "{format} keeps layers, groups, modes and opacity."
            ).format(format=kind.name)
        if not keeps_alpha:
            return self.tr("{format} keeps no transparency and no layers. Save as OpenRaster to keep them.").format(
                format=kind.name
            )
        return self.tr("{format} keeps no layers. Save as OpenRaster to keep them.").format(format=kind.name)

    # The trial

    def _soon(self) -> None:
        self._facts.setText(self._size_words(self.tr("…")))
        self._pause.start()

    def _try(self) -> None:
        self._latest.begin(
            partial(
                try_export,
                self._document,
                self._kind.endings[0],
                longest_px=2 * self._well.longest_px(),
                **self.options(),
            )
        )

    def _size_words(self, weight: str) -> str:
        return self.tr("{width} × {height} px, {weight}").format(
            width=self._document.width_px, height=self._document.height_px, weight=weight
        )

    @Slot(object)
    def _tried(self, trial: Trial) -> None:
        if self._pause.isActive():  # other values are chosen by now
            return
        self._well.show_image(qimage_of(trial.pixels))
        self._facts.setText(self._size_words(size_text(trial.size_bytes)))
        self._export.setEnabled(bool(self._name.text().strip()))

    @Slot(str)
    def _trial_failed(self, message: str) -> None:
        self._well.show_words(self.tr("No preview"))
        self._facts.setText(self._size_words(self.tr("unknown size")))
        self._loss.setText(message)
        set_ink(self._loss, DARK.error)


def _kind_ending(name: str) -> Kind | None:
    """Return the kind to export to whose ending a name has."""
    return next((kind for kind in _KINDS if name.lower().endswith(kind.endings)), None)
