"""Asks for one number that changes the selection, which is seen at once: feather, grow, shrink, border, smooth."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from painter.document.edits import Edit
from painter.session import Session
from painter.ui.dialogs.dialog import Dialog
from painter.ui.dialogs.numbers import labelled, number_field

MOST_PX = 500


class AmountDialog(Dialog):
    """A number of pixels, previewed through the session while it is chosen.

    Args:
        name: What the number is.
        edit: Returns the edit for a number.
    """

    def __init__(
        self,
        title: str,
        name: str,
        value: float,
        session: Session,
        edit: Callable[[float], Edit],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, parent)
        self._session, self._edit = session, edit
        self._field = number_field(name, lambda _value: self._show(), suffix=" px")
        self._field.setRange(1, MOST_PX)
        self._field.setValue(value)
        self.body.addLayout(labelled(name, self._field))
        self.add_button(self.tr("Cancel"), self.reject)
        self.add_button(self.tr("Apply"), self.accept, kind="primary", keys="Enter")
        self.setMinimumWidth(280)
        self._field.setFocus()
        self._field.selectAll()
        self._show()

    def amount(self) -> float:
        """Return the number as it stands."""
        return self._field.value()

    def _show(self) -> None:
        self._session.preview(self._edit(self._field.value()))

    def done(self, result: int) -> None:
        """Close; what was only shown is gone."""
        self._session.end_preview()
        super().done(result)
