"""About painter: its version and licence, and who made the models and the font in it."""

from __future__ import annotations

import platform

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from painter import __version__
from painter.ai.styles import ModelFile, model_files
from painter.errors import PainterError
from painter.ui.dialogs.dialog import Dialog, text_label
from painter.ui.icons import paint_icon
from painter.ui.theme import DARK
from painter.ui.widgets.drawing import fill_rounded
from painter.ui.widgets.labels import SectionLabel

_WIDTH_PX = 560
_MODELS_PX = 268
_MARK_PX = 48


class AboutDialog(Dialog):
    """Says what painter is and what it is made of.

    Args:
        device: Where the models run, as a sentence; left out where it is not known yet.
    """

    def __init__(self, parent: QWidget | None = None, *, device: str = "") -> None:
        super().__init__(QCoreApplication.translate("AboutDialog", "About painter"), parent)
        self._device = device
        self._models, self._missing = _known_models()
        self.body.addLayout(self._head())
        self.body.addWidget(SectionLabel(self.tr("Models in this installation"), quiet=True))
        self.body.addWidget(self._model_list(), 1)
        self._copy = self.add_button(self.tr("Copy details"), self._copy_details, kind="ghost")
        self.foot.removeWidget(self._copy)
        self.foot.insertWidget(0, self._copy)
        close = self.add_button(self.tr("Close"), self.accept, kind="primary")
        close.setFocus()
        self.setFixedWidth(_WIDTH_PX)

    def _head(self) -> QHBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(text_label("painter", size_px=20, weight=600))
        version = self.tr("Version {version}, Apache License 2.0").format(version=__version__)
        words.addWidget(text_label(version, ink=DARK.dim))
        words.addSpacing(4)
        words.addWidget(
            text_label(
                self.tr("Models paint along on this computer. Nothing you paint leaves it."),
                size_px=12,
                ink=DARK.faint,
            )
        )
        if self._device:
            words.addWidget(text_label(self._device, size_px=12, ink=DARK.faint))
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(_Mark(), 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        return head

    def _model_list(self) -> QScrollArea:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(8)
        if self._missing:
            column.addWidget(text_label(self._missing, ink=DARK.error))
        for model in self._models:
            column.addWidget(_Card(model.title, _model_lines(model)))
        column.addWidget(
            _Card(
                self.tr("Inter, the typeface"),
                (self.tr("Licence: OFL-1.1"), self.tr("Origin: Rasmus Andersson and the Inter project")),
            )
        )
        column.addStretch(1)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFixedHeight(_MODELS_PX)
        area.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        return area

    def details(self) -> str:
        """Return what helps somebody who reads a report: versions, system, device, models."""
        lines = [f"painter {__version__}, Python {platform.python_version()}, {platform.platform()}"]
        if self._device:
            lines.append(self._device)
        lines += [f"{model.name}: {model.licence}, sha256 {model.sha256}" for model in self._models]
        return "\n".join(lines)

    def _copy_details(self) -> None:
        QGuiApplication.clipboard().setText(self.details())
        self._copy.setText(self.tr("Copied"))


def _known_models() -> tuple[tuple[ModelFile, ...], str]:
    try:
        return model_files(), ""
    except PainterError as error:
        return (), str(error)


def _model_lines(model: ModelFile) -> tuple[str, ...]:
    def tr(text: str) -> str:
        return QCoreApplication.translate("AboutDialog", text)

    return (
        tr("Licence: {licence}").format(licence=model.licence),
        tr("Origin: {origin}").format(origin=model.origin),
        tr("Paper: {paper}").format(paper=model.paper),
    )


class _Card(QWidget):
    """A title and quiet lines below it on a raised ground."""

    def __init__(self, title: str, lines: tuple[str, ...]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(3)
        column.addWidget(text_label(title, weight=500))
        for line in lines:
            column.addWidget(text_label(line, size_px=11, ink=DARK.dim))

    def paintEvent(self, event: QPaintEvent) -> None:
        fill_rounded(QPainter(self), QRectF(self.rect()), DARK.radius_button, DARK.raised)


class _Mark(QWidget):
    """The mark of the program."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(_MARK_PX, _MARK_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_icon(QPainter(self), "mark", QRectF(0, 0, _MARK_PX, _MARK_PX))
