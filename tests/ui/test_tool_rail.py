"""The rail: one tool in hand, two colours at the foot."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QColor, QKeySequence
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from painter.ui.paint_state import PaintState, ToolName
from painter.ui.tool_rail import ToolRail
from tests.ui.waiting import wait_for

pytestmark = [pytest.mark.gui, pytest.mark.usefixtures("qapp")]

LEFT = Qt.MouseButton.LeftButton
KEYS = {"tool_brush": "B", "tool_eraser": "E", "tool_picker": "I", "tool_pan": ""}


@pytest.fixture
def state() -> PaintState:
    return PaintState()


@pytest.fixture
def actions() -> dict[str, QAction]:
    made = {name: QAction(name) for name in KEYS}
    for name, keys in KEYS.items():
        made[name].setShortcut(QKeySequence(keys))
    return made


@pytest.fixture
def rail(state: PaintState, actions: dict[str, QAction]) -> ToolRail:
    made = ToolRail(state, actions)
    made.resize(48, 700)
    made.show()
    made.activateWindow()
    QApplication.processEvents()
    return made


def checked(rail: ToolRail) -> list[ToolName]:
    return [tool for tool in ToolName if rail.button(tool).isChecked()]


def test_a_click_takes_a_tool_and_the_state_shows_it(rail: ToolRail, state: PaintState) -> None:
    assert checked(rail) == [ToolName.BRUSH]
    QTest.mouseClick(rail.button(ToolName.PICKER), LEFT)
    assert state.tool == ToolName.PICKER
    assert checked(rail) == [ToolName.PICKER]
    state.set_tool(ToolName.PAN)
    assert checked(rail) == [ToolName.PAN]
    # The tool in hand stays in hand.
    QTest.mouseClick(rail.button(ToolName.PAN), LEFT)
    assert checked(rail) == [ToolName.PAN]


def test_arrow_keys_move_through_the_tools(rail: ToolRail, state: PaintState) -> None:
    rail.button(ToolName.BRUSH).setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(rail.button(ToolName.BRUSH), Qt.Key.Key_Down)
    assert state.tool == ToolName.SMUDGE
    focused = QApplication.focusWidget()
    assert focused is rail.button(ToolName.SMUDGE)
    assert rail.button(ToolName.SMUDGE).ring_shown
    QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert rail.colors.hasFocus()


def test_tooltips_tell_keys_and_follow_their_changes(rail: ToolRail, actions: dict[str, QAction]) -> None:
    assert "Brush" in rail.button(ToolName.BRUSH).toolTip()
    assert ">B<" in rail.button(ToolName.BRUSH).toolTip()
    assert "Or hold Alt" in rail.button(ToolName.PICKER).toolTip()
    assert "Hold Space" in rail.button(ToolName.PAN).toolTip()
    named = (ToolName.BRUSH, ToolName.ERASER, ToolName.PICKER, ToolName.PAN)
    assert [rail.button(tool).accessibleName() for tool in named] == ["Brush", "Eraser", "Pick colour", "Pan"]
    assert all(rail.button(tool).accessibleName() for tool in ToolName)
    actions["tool_brush"].setShortcut(QKeySequence("N"))
    assert ">N<" in rail.button(ToolName.BRUSH).toolTip()
    actions["tool_brush"].setEnabled(False)
    assert not rail.button(ToolName.BRUSH).isEnabled()


def test_a_place_shows_the_tool_used_last_and_offers_the_others(rail: ToolRail, state: PaintState) -> None:
    place = rail.button(ToolName.RECTANGLE)
    assert place is rail.button(ToolName.ELLIPSE)
    assert place.accessibleName() == "Select rectangle"
    state.set_tool(ToolName.ELLIPSE)
    assert place.isChecked() and place.accessibleName() == "Select ellipse"
    state.set_tool(ToolName.BRUSH)
    QTest.mouseClick(place, LEFT)
    assert state.tool == ToolName.ELLIPSE
    menu = place.menu()
    assert menu is not None
    assert [action.text() for action in menu.actions()] == ["Select rectangle", "Select ellipse"]
    menu.actions()[0].trigger()
    assert state.tool == ToolName.RECTANGLE
    menu.deleteLater()
    assert rail.button(ToolName.CROP).menu() is None


def test_holding_a_place_offers_its_tools_and_takes_none(rail: ToolRail, state: PaintState) -> None:
    place = rail.button(ToolName.WAND)
    QTest.mousePress(place, LEFT)
    wait_for(lambda: bool(place.findChildren(QMenu)), "the menu")
    (menu,) = place.findChildren(QMenu)
    assert menu.isVisible()
    QTest.mouseRelease(place, LEFT)
    assert state.tool == ToolName.BRUSH
    menu.close()
    QApplication.processEvents()
    assert not place.isChecked() and not place.isDown()


def test_the_colours_swap_and_ask(rail: ToolRail, state: PaintState) -> None:
    state.set_foreground(QColor("#102030"))
    state.set_background(QColor("#F0E0D0"))
    asked = QSignalSpy(rail.colors_pressed)
    QTest.mouseClick(rail.colors, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(8, 8))
    assert asked.count() == 1
    assert state.foreground == QColor("#102030")
    QTest.mouseClick(rail.colors, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(28, 30))
    assert state.foreground == QColor("#F0E0D0")
    assert rail.colors.accessibleDescription() == "#F0E0D0, #102030"
    rail.colors.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(rail.colors, Qt.Key.Key_Return)
    assert asked.count() == 2
    QTest.keyClick(rail.colors, Qt.Key.Key_Space)
    assert state.foreground == QColor("#102030")


def test_low_windows_get_a_closer_pitch(rail: ToolRail) -> None:
    def pitch() -> int:
        QApplication.processEvents()
        return rail.button(ToolName.SMUDGE).y() - rail.button(ToolName.BRUSH).y()

    assert pitch() == 38
    rail.set_compact(True)
    assert pitch() == 34
    assert rail.width() == 48
    assert all(isinstance(child, QWidget) and child.width() <= 48 for child in rail.findChildren(QWidget))
