"""Asking for a name."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QWidget

from painter.ui.dialogs.dialog import Dialog, text_label
from painter.ui.theme import DARK, font

_WIDTH_PX = 360
MOST_LETTERS = 60


class NameDialog(Dialog):
    """One line to type in. Enter takes it, Esc leaves it."""

    def __init__(self, title: str, label: str, name: str, accept: str, *, parent: QWidget | None = None) -> None:
        super().__init__(QGuiApplication.applicationDisplayName(), parent)
        self.setAccessibleName(title)
        self.line = QLineEdit(name)
        self.line.setFont(font(13))
        self.line.setMaxLength(MOST_LETTERS)
        self.line.setFixedHeight(DARK.control_height)
        self.line.setAccessibleName(label)
        self.line.selectAll()
        self.body.addWidget(text_label(title, size_px=16, weight=600))
        self.body.addWidget(self.line)
        self.add_button(self.tr("Cancel"), self.reject)
        self._accept = self.add_button(accept, self.accept, kind="primary")
        self.line.textChanged.connect(self._check)
        self.setFixedWidth(_WIDTH_PX)
        self._check()
        self.line.setFocus()

    def name(self) -> str:
        """Return what stands in the line, without blanks around it."""
        return self.line.text().strip()

    def _check(self) -> None:
        self._accept.setEnabled(bool(self.name()))

    @classmethod
    def ask(cls, title: str, label: str, name: str, accept: str, *, parent: QWidget | None = None) -> str:
        """Open the dialog and return the name, or nothing where it was left."""
        dialog = cls(title, label, name, accept, parent=parent)
        return dialog.name() if dialog.exec() else ""
