"""The paint dock: colours and brushes, bound to the state both ways."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from painter.paint.brush import HARD_ROUND, INKER, PRESETS
from painter.paint.library import BrushLibrary
from painter.ui.paint_state import PaintState
from painter.ui.panels.brushes import SEARCHED_FROM, BrushesPanel
from painter.ui.panels.colour import PALETTE, ColourPanel
from painter.ui.panels.paint_dock import COPAINT, PAINT, DockSwitch, PaintDock
from painter.ui.widgets.hex_field import color_from_text
from tests.ui.long_words import long_words, shortened_in

pytestmark = [pytest.mark.gui, pytest.mark.usefixtures("qapp")]

LEFT = Qt.MouseButton.LeftButton

_windows: list[QWidget] = []


@pytest.fixture(autouse=True)
def _keep_windows() -> Iterator[None]:
    """Hold what a test shows until it ends: a window nobody holds is deleted with all in it."""
    yield
    _windows.clear()


colors = st.builds(QColor, *(st.integers(0, 255),) * 3)


def shown(widget: QWidget, width: int = 320, height: int = 320) -> None:
    window = QWidget()
    _windows.append(window)
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(widget)
    window.resize(width, height)
    window.show()
    window.activateWindow()
    QApplication.processEvents()


@pytest.fixture
def state() -> PaintState:
    return PaintState()


@pytest.fixture
def panel(state: PaintState) -> ColourPanel:
    made = ColourPanel(state)
    shown(made)
    return made


def numbers(panel: ColourPanel) -> tuple[float, float, float]:
    return panel.hue.number(), panel.saturation.number(), panel.brightness.number()


def test_the_panel_shows_the_state(panel: ColourPanel, state: PaintState) -> None:
    state.set_foreground(QColor("#587EB8"))
    assert numbers(panel) == (216, 52, 72)
    assert panel.hex.text() == "#587EB8"
    assert panel.wheel.color().name() == "#587eb8"
    assert panel.pair.accessibleDescription() == "#587EB8, #FFFFFF"
    assert [s.isChecked() for s in map(panel.palette_swatches.swatch, range(len(PALETTE)))].index(True) == 3


def test_every_part_changes_the_state(panel: ColourPanel, state: PaintState) -> None:
    panel.hue.set_number(120)
    panel.saturation.set_number(100)
    panel.brightness.set_number(100)
    assert state.foreground.name() == "#00ff00"
    QTest.mouseClick(panel.palette_swatches.swatch(8), LEFT)
    assert state.foreground.name().upper() == PALETTE[8]
    center = panel.wheel.rect().center()
    QTest.mouseClick(panel.wheel, LEFT, Qt.KeyboardModifier.NoModifier, center)
    hue, saturation, value = panel.wheel.hsv()
    assert (saturation, value) == pytest.approx((0.5, 0.5), abs=0.02)
    assert state.foreground.name() == panel.wheel.color().name()
    assert numbers(panel) == (round(hue), round(saturation * 100), round(value * 100))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(colors, colors)
def test_showing_a_colour_never_changes_it(
    panel: ColourPanel, state: PaintState, first: QColor, second: QColor
) -> None:
    state.set_foreground(first)
    changes = QSignalSpy(state.colors_changed)
    state.set_foreground(second)
    assert state.foreground.rgb() == second.rgb()
    assert changes.count() <= 1
    assert panel.hex.text() == second.name().upper()


def test_hue_is_kept_while_grey_or_black(panel: ColourPanel, state: PaintState) -> None:
    state.set_foreground(QColor("#587EB8"))
    panel.saturation.set_number(0)
    assert state.foreground.name() == "#b8b8b8"
    assert panel.hue.number() == 216
    panel.saturation.set_number(52)
    assert state.foreground.name() == "#587eb8"
    panel.brightness.set_number(0)
    assert state.foreground.name() == "#000000"
    assert numbers(panel)[:2] == (216, 52)
    panel.brightness.set_number(72)
    assert state.foreground.name() == "#587eb8"
    # Turning the hue of a grey changes no colour, yet it is turned.
    state.set_foreground(QColor("#808080"))
    changes = QSignalSpy(state.colors_changed)
    panel.hue.set_number(90)
    assert changes.count() == 0
    assert panel.hue.number() == 90
    assert panel.wheel.hsv()[0] == 90


def test_hue_of_a_grey_turns_on_the_wheel_too(panel: ColourPanel, state: PaintState) -> None:
    state.set_foreground(QColor("#808080"))
    top = QPoint(panel.wheel.width() // 2, 8)
    QTest.mouseClick(panel.wheel, LEFT, Qt.KeyboardModifier.NoModifier, top)
    assert panel.hue.number() == pytest.approx(90, abs=1)


def test_numbers_do_not_creep(panel: ColourPanel, state: PaintState) -> None:
    state.set_foreground(QColor("#587EB8"))
    for _ in range(20):
        panel.hue.set_number(217)
        panel.hue.set_number(216)
    assert numbers(panel) == (216, 52, 72)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("#587EB8", "#587eb8"),
        ("587eb8", "#587eb8"),
        ("  #587eb8; ", "#587eb8"),
        ("0x587EB8", "#587eb8"),
        ("#58B", "#5588bb"),
        ("587EB8FF", "#587eb8"),
        ("58BF", "#5588bb"),
        ("#12345", None),
        ("", None),
        ("red", None),
        ("#GGGGGG", None),
    ],
)
def test_hex_digits(text: str, name: str | None) -> None:
    color = color_from_text(text)
    assert (None if color is None else color.name()) == name


def test_hex_is_typed(panel: ColourPanel, state: PaintState) -> None:
    panel.focus_hex()
    QTest.keyClicks(panel.hex, "#c0")
    before = state.foreground
    assert state.foreground == before
    QTest.keyClicks(panel.hex, "2040")
    assert state.foreground.name() == "#c02040"
    panel.hex.selectAll()
    QTest.keyClicks(panel.hex, "0f0")
    assert state.foreground.name() == "#c02040"  # three digits wait for Enter
    QTest.keyClick(panel.hex, Qt.Key.Key_Return)
    assert state.foreground.name() == "#00ff00"
    assert panel.hex.text() == "#00FF00"
    QTest.keyClicks(panel.hex, "zz")
    QTest.keyClick(panel.hex, Qt.Key.Key_Escape)
    assert panel.hex.text() == "#00FF00"
    QTest.keyClicks(panel.hex, "nonsense")
    panel.wheel.setFocus()
    assert panel.hex.text() == "#00FF00"
    assert state.foreground.name() == "#00ff00"


def test_hex_is_pasted_and_copied(panel: ColourPanel, state: PaintState) -> None:
    QGuiApplication.clipboard().setText("#336699")
    QTest.mouseClick(panel.hex, LEFT)  # the first click takes all of it
    assert panel.hex.selectedText() == panel.hex.text()
    panel.hex.paste()
    assert state.foreground.name() == "#336699"
    state.set_foreground(QColor("#0A0B0C"))
    QTest.mouseClick(panel._copy, LEFT)
    assert QGuiApplication.clipboard().text() == "#0A0B0C"
    assert panel._copy.accessibleName() == "Copy #0A0B0C"


def test_swapping_from_the_panel(panel: ColourPanel, state: PaintState) -> None:
    state.set_foreground(QColor("#102030"))
    QTest.mouseClick(panel._swap, LEFT)
    assert (state.foreground.name(), state.background.name()) == ("#ffffff", "#102030")
    assert panel.hex.text() == "#FFFFFF"
    QTest.mouseClick(panel.pair, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(50, 48))
    assert state.foreground.name() == "#102030"
    QTest.mouseClick(panel.pair, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(10, 10))
    assert panel.hex.hasFocus()


def test_recent_colours_fill_their_row(panel: ColourPanel, state: PaintState) -> None:
    height = panel.sizeHint().height()
    assert panel.recent.colors() == []
    used = [f"#{10 + n:02x}4060" for n in range(12)]
    for name in used:
        state.set_foreground(QColor(name))
        state.remember_color()
    assert [color.name() for color in panel.recent.colors()] == used[:2:-1]
    assert panel.sizeHint().height() == height  # the panel below does not move
    QApplication.processEvents()
    QTest.mouseClick(panel.recent.swatch(4), LEFT)
    assert state.foreground.name() == used[7]


def test_a_single_recent_colour_stays_small(panel: ColourPanel, state: PaintState) -> None:
    state.remember_color()
    QApplication.processEvents()
    assert panel.recent.swatch(0).width() <= panel.palette_swatches.swatch(0).width() + 2


def test_the_wheel_grows_with_the_dock(state: PaintState) -> None:
    panel = ColourPanel(state)
    shown(panel, 320)
    assert panel.wheel.width() == 168
    panel.window().resize(480, 400)
    QApplication.processEvents()
    assert panel.wheel.width() > 220
    panel.window().resize(288, 400)
    QApplication.processEvents()
    assert panel.width() == 288
    assert panel.hex.geometry().right() < 288 - 15


def test_keyboard_reaches_every_part(panel: ColourPanel) -> None:
    panel.wheel.setFocus(Qt.FocusReason.TabFocusReason)
    reached = []
    for _ in range(12):
        at = QApplication.focusWidget()
        assert at is not None
        if at in reached:
            break
        reached.append(at)
        assert at.accessibleName()
        QTest.keyClick(at, Qt.Key.Key_Tab)
    for part in (panel.wheel, panel.pair, panel._swap, panel._copy, panel.hue, panel.saturation, panel.hex):
        assert part in reached
    assert panel.palette_swatches.swatch(0) in reached


# --- brushes ---


def test_the_brush_list_takes_presets(state: PaintState) -> None:
    panel = BrushesPanel(state)
    shown(panel)
    assert not panel.search.isVisible()
    assert panel.list.is_taken(HARD_ROUND)
    panel.list.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(panel.list, Qt.Key.Key_Down)
    assert state.brush == HARD_ROUND  # moving alone takes nothing
    QTest.keyClick(panel.list, Qt.Key.Key_Space)
    assert state.brush == INKER
    state.change_brush(size_px=99)
    assert panel.list.is_taken(state.brush)
    state.set_brush(PRESETS[0])
    assert panel.list.is_taken(PRESETS[0])
    assert panel.list.currentIndex().row() == 1  # below its heading


def test_many_brushes_are_searched(state: PaintState) -> None:
    many = [replace(HARD_ROUND, name=f"Bristle {n}") for n in range(SEARCHED_FROM - 1)] + [INKER]
    panel = BrushesPanel(PaintState(library=BrushLibrary(many)))
    shown(panel)
    assert panel.search.isVisible()
    QTest.keyClicks(panel.search, "ink")
    assert panel.list.found() == 1
    assert not panel._nothing.isVisible()
    QTest.keyClicks(panel.search, "zz")
    assert panel.list.found() == 0
    assert panel._nothing.isVisible()
    QTest.keyClick(panel.search, Qt.Key.Key_Escape)
    assert panel.list.found() == SEARCHED_FROM


# --- the dock ---


def test_tabs_show_colours_or_brushes(state: PaintState) -> None:
    dock = PaintDock(state)
    shown(dock)
    assert dock.colour.isVisible()
    dock.show_brushes()
    assert dock.brushes.isVisible()
    assert not dock.colour.isVisible()
    assert dock.brushes.list.ring_shown
    dock.show_colour()
    assert dock.colour.wheel.ring_shown


def test_the_dock_scrolls_instead_of_growing(state: PaintState) -> None:
    dock = PaintDock(state)
    wanted = dock.sizeHint()
    assert wanted.width() == 320
    assert dock.minimumSizeHint().height() < 160
    assert dock.minimumSizeHint().width() <= 288
    shown(dock, 320, wanted.height())
    area = dock._pages.widget(0)
    assert area.verticalScrollBar().maximum() == 0
    width = dock.colour.width()
    dock.window().resize(320, 200)
    QApplication.processEvents()
    assert dock.height() == 200
    assert area.verticalScrollBar().maximum() > 0
    assert dock.colour.width() == width  # the bar lies over the margin
    assert area._shown_bar.isVisible()
    area._shown_bar.setValue(area._shown_bar.maximum())
    assert area.verticalScrollBar().value() == area.verticalScrollBar().maximum() > 0


def test_the_dock_switch_tells_and_shows(state: PaintState) -> None:
    switch = DockSwitch()
    shown(switch, 320, 48)
    spy = QSignalSpy(switch.current_changed)
    assert switch.current() == PAINT
    QTest.mouseClick(switch._segmented.button(COPAINT), LEFT)
    assert spy.at(0) == [COPAINT]
    switch.set_current(PAINT)
    assert (switch.current(), spy.count()) == (PAINT, 2)
    assert "Alt+2" in switch._segmented.button(COPAINT).toolTip()


def test_long_words_fit(state: PaintState, monkeypatch: pytest.MonkeyPatch) -> None:
    with long_words():
        dock, switch = PaintDock(state), DockSwitch()
        shown(dock, 288)
        shown(switch, 288, 48)
        assert shortened_in(dock, monkeypatch) == []
        assert shortened_in(switch, monkeypatch) == []
        dock.show_brushes()
        assert shortened_in(dock, monkeypatch) == []
