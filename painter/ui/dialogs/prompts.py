"""Short questions with a few answers: keep the changes, replace the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from painter.ui.dialogs.dialog import MARGIN_PX, Dialog, Emblem, text_label
from painter.ui.theme import DARK, tooltip
from painter.ui.widgets.push_button import ButtonKind

_WIDTH_PX = 460


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One button of a question.

    Attributes:
        id: What `Prompt.answer` returns.
        key: A letter that presses it, or "".
        aside: It stands at the left, away from the others.
    """

    id: str
    text: str
    kind: ButtonKind = "neutral"
    key: str = ""
    aside: bool = False


class Prompt(Dialog):
    """A question with an emblem. Enter gives the primary answer, Esc the one with the id "cancel"."""

    def __init__(
        self,
        title: str,
        text: str,
        answers: Sequence[Answer],
        *,
        icon: str = "warning",
        ground: str = DARK.warn_dim,
        ink: str = DARK.warn,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(QGuiApplication.applicationDisplayName(), parent)
        self._answers = tuple(answers)
        self._answer = "cancel"
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(Emblem(icon, ground=ground, ink=ink), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(6)
        words.addWidget(text_label(title, size_px=16, weight=600))
        if text:
            words.addWidget(text_label(text, ink=DARK.dim))
        words.addStretch(1)
        head.addLayout(words, 1)
        self.body.addLayout(head)
        for answer in answers:
            self._add(answer)
        self.setFixedWidth(max(_WIDTH_PX, self.foot.sizeHint().width() + 2 * MARGIN_PX))

    def _add(self, answer: Answer) -> None:
        primary = answer.kind == "primary"
        button = self.add_button(
            answer.text,
            lambda: self._give(answer.id),
            kind=answer.kind,
            keys="Enter" if primary else "",
        )
        if answer.key and not primary:
            button.setToolTip(tooltip(answer.text, answer.key))
        if answer.aside:
            self.foot.removeWidget(button)
            self.foot.insertWidget(0, button)
        if primary:
            button.setFocus(Qt.FocusReason.TabFocusReason)

    def answer(self) -> str:
        """Return the id of the answer given; "cancel" where none was."""
        return self._answer

    def ask(self) -> str:
        """Show the question, wait for the artist, return the answer's id."""
        self.exec()
        return self._answer

    def _give(self, answer_id: str) -> None:
        self._answer = answer_id
        self.done(0 if answer_id == "cancel" else 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        for answer in self._answers:
            if answer.key and event.text().casefold() == answer.key.casefold():
                self._give(answer.id)
                return
        super().keyPressEvent(event)


class SaveChoice(StrEnum):
    """What is to become of unsaved changes."""

    SAVE = "save"
    DISCARD = "discard"
    CANCEL = "cancel"


class SavePrompt(Prompt):
    """“Save changes to “X” before closing?”"""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        tr = QCoreApplication.translate
        discard = tr("SavePrompt", "Don't save")
        super().__init__(
            tr("SavePrompt", "Save changes to “{name}” before closing?").format(name=title),
            tr("SavePrompt", "Otherwise what you painted since the last save is lost."),
            (
                Answer(id=SaveChoice.DISCARD, text=discard, kind="ghost", key="D", aside=True),
                Answer(id=SaveChoice.CANCEL, text=tr("SavePrompt", "Cancel"), key="C"),
                Answer(id=SaveChoice.SAVE, text=tr("SavePrompt", "Save"), kind="primary", key="S"),
            ),
            parent=parent,
        )


def ask_save(parent: QWidget | None, title: str) -> SaveChoice:
    """Ask whether to save a drawing before it is closed."""
    return SaveChoice(SavePrompt(title, parent).ask())


def ask_replace(parent: QWidget | None, name: str) -> bool:
    """Ask whether an existing file may be replaced."""
    tr = QCoreApplication.translate
    prompt = Prompt(
        tr("ReplacePrompt", "Replace “{name}”?").format(name=name),
        tr("ReplacePrompt", "A file of that name is already in this folder. Its picture would be gone."),
        (
            Answer(id="cancel", text=tr("ReplacePrompt", "Cancel"), key="C"),
            Answer(id="replace", text=tr("ReplacePrompt", "Replace"), kind="primary", key="R"),
        ),
        parent=parent,
    )
    return prompt.ask() == "replace"
