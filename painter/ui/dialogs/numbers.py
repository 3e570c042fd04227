"""Fields for numbers in dialogs and bars, and their labels."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QDoubleSpinBox, QVBoxLayout, QWidget

from painter.ui.theme import DARK, font
from painter.ui.widgets.labels import SectionLabel


def number_field(
    name: str, changed: Callable[[float], None], *, suffix: str = "", prefix: str = "", size_px: int = 13
) -> QDoubleSpinBox:
    """Return a field for a whole number; give it a range, and decimals where it has some."""
    field = QDoubleSpinBox()
    field.setAccessibleName(name)
    field.setDecimals(0)
    field.setSuffix(suffix)
    field.setPrefix(prefix)
    field.setFont(font(size_px, 500))
    field.setFixedHeight(DARK.control_height)
    field.lineEdit().setTextMargins(6, 0, 0, 0)
    field.valueChanged.connect(changed)
    return field


def labelled(name: str, field: QWidget) -> QVBoxLayout:
    """Return a field with its name above it."""
    column = QVBoxLayout()
    column.setSpacing(2)
    column.addWidget(SectionLabel(name, quiet=True))
    column.addWidget(field)
    return column
