"""Choosing how strokes are repeated: mirrors, spokes, a kaleidoscope, a seamless tile."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from painter.paint.symmetry import Symmetry
from painter.ui.paint_state import PaintState

SPOKES = (3, 4, 5, 6, 8, 12, 16)


def QT_TRANSLATE_NOOP(_context: str, text: str) -> str:
    """Mark a text for translation; PySide's own of this name tells type checkers nothing."""
    return text


_ = QT_TRANSLATE_NOOP
CHOICES: tuple[tuple[str, Symmetry | None], ...] = (
    (_("Symmetry", "Off"), None),
    (_("Symmetry", "Mirror left and right"), Symmetry(kind="mirror", angle_deg=90.0)),
    (_("Symmetry", "Mirror top and bottom"), Symmetry(kind="mirror", angle_deg=0.0)),
    (_("Symmetry", "Mirror both ways"), Symmetry(kind="kaleidoscope", angle_deg=90.0, spokes=2)),
    (_("Symmetry", "Around the middle"), Symmetry(kind="radial", spokes=6)),
    (_("Symmetry", "Kaleidoscope"), Symmetry(kind="kaleidoscope", spokes=6)),
    (_("Symmetry", "Seamless tile"), Symmetry(kind="wrap")),
)


def same_kind(one: Symmetry | None, other: Symmetry | None) -> bool:
    """Tell whether two are the same choice, wherever their middle and however many their spokes."""
    if one is None or other is None:
        return one is other
    both_ways = one.kind == "kaleidoscope" and 2 in (one.spokes, other.spokes)
    return (
        one.kind == other.kind
        and one.angle_deg == other.angle_deg
        and (not both_ways or one.spokes == other.spokes)
    )


def symmetry_title(symmetry: Symmetry | None) -> str:
    """Return the name of a choice as the artist reads it."""
    text = next((text for text, choice in CHOICES if same_kind(choice, symmetry)), CHOICES[1][0])
    return QCoreApplication.translate("Symmetry", text)


def symmetry_menu(state: PaintState, parent: QWidget) -> QMenu:
    """Return a menu that changes the symmetry."""
    menu = QMenu(parent)
    group = QActionGroup(menu)
    for number, (text, choice) in enumerate(CHOICES):
        action = menu.addAction(QCoreApplication.translate("Symmetry", text))
        _check(action, group, same_kind(choice, state.symmetry))
        action.triggered.connect(lambda _on=False, choice=choice: state.set_symmetry(choice))
        if number == 0:
            menu.addSeparator()
    now = state.symmetry
    if now is not None and now.kind in ("radial", "kaleidoscope") and now.spokes > 2:
        menu.addSeparator()
        spokes = menu.addMenu(QCoreApplication.translate("Symmetry", "Spokes"))
        numbers = QActionGroup(menu)
        for count in SPOKES:
            action = spokes.addAction(str(count))
            _check(action, numbers, count == now.spokes)
            action.triggered.connect(
                lambda _on=False, count=count, now=now: state.set_symmetry(replace(now, spokes=count))
            )
    return menu


def _check(action: QAction, group: QActionGroup, on: bool) -> None:
    action.setCheckable(True)
    action.setChecked(on)
    group.addAction(action)
