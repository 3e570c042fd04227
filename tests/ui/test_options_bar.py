"""The options bar: the brush in hand, its values, and what goes behind “More” where it is narrow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from painter.paint.brush import HARD_ROUND, INKER, PRESETS, SOFT_ROUND
from painter.paint.symmetry import Symmetry
from painter.ui.options_bar import OptionsBar
from painter.ui.paint_state import PaintState, ToolName
from painter.ui.symmetry_menu import symmetry_menu
from painter.ui.widgets.stroke_preview import stroke_image
from painter.ui.widgets.value_field import ValueField
from tests.ui.long_words import long_words, shortened_in

pytestmark = [pytest.mark.gui, pytest.mark.usefixtures("qapp")]

LEFT = Qt.MouseButton.LeftButton

_windows: list[QWidget] = []


@pytest.fixture(autouse=True)
def _keep_windows() -> Iterator[None]:
    """Hold what a test shows until it ends: a window nobody holds is deleted with all in it."""
    yield
    _windows.clear()


@pytest.fixture
def state() -> PaintState:
    return PaintState()


def in_window(state: PaintState, width: int = 1280) -> OptionsBar:
    """Return a bar at the top of a window with something to click on below it."""
    window = QWidget()
    _windows.append(window)
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    bar = OptionsBar(state)
    canvas = QLineEdit()
    canvas.setObjectName("canvas")
    column.addWidget(bar)
    column.addStretch(1)
    column.addWidget(canvas)
    window.resize(width, 500)
    window.show()
    window.activateWindow()
    QApplication.processEvents()
    return bar


def field(bar: OptionsBar, attribute: str) -> ValueField:
    return next(value.field for value in bar._values if value.attribute == attribute)


def test_fields_show_the_brush_and_change_it(state: PaintState) -> None:
    bar = in_window(state)
    assert [value.field.value_text() for value in bar._values] == ["40 px", "100 %", "100 %", "15 %"]
    field(bar, "opacity").set_number(85)
    field(bar, "size_px").set_number(212)
    field(bar, "smooth.level").set_number(40)
    assert state.brush == HARD_ROUND.changed(opacity=0.85, size_px=212, smoothing=40)
    state.change_brush({"flow": 0.25, "tip.hardness": 0.5})
    assert field(bar, "flow").number() == 25
    assert state.brush.hardness == 0.5
    assert state.brush_is_changed


def test_showing_a_brush_never_changes_it(state: PaintState) -> None:
    bar = in_window(state)
    # Beyond what the fields can show: what is shown is the nearest, what is in the hand stays.
    odd = INKER.changed(size_px=1800.0, opacity=0.0, flow=0.123456, hardness=1 / 3, smoothing=12.3456)
    changes = QSignalSpy(state.brush_changed)
    state.set_brush(odd)
    assert state.brush is odd
    assert changes.count() == 1
    assert field(bar, "size_px").number() == 1000


def test_size_is_logarithmic_from_half_a_pixel(state: PaintState) -> None:
    bar = in_window(state)
    size = field(bar, "size_px")
    assert size.limits() == (0.5, 1000)
    size.set_number(0.5)
    assert state.brush.size_px == 0.5
    size.set_number((0.5 * 1000) ** 0.5)
    assert size._fraction() == pytest.approx(0.5, abs=0.01)


def test_a_double_click_goes_back_to_the_preset(state: PaintState) -> None:
    bar = in_window(state)
    state.set_brush(SOFT_ROUND)
    field(bar, "flow").set_number(10)
    QTest.mouseDClick(field(bar, "flow"), LEFT)
    assert state.brush == SOFT_ROUND


def test_a_nib_tells_what_pressure_drives(state: PaintState) -> None:
    bar = in_window(state)
    driven = {value.attribute for value in bar._values if value.field._icon_name == "pen-nib"}
    assert driven == {"size_px", "opacity"}
    state.set_brush(SOFT_ROUND)
    driven = {value.attribute for value in bar._values if value.field._icon_name == "pen-nib"}
    assert driven == {"opacity"}
    state.change_brush(flow_least=0.5)
    assert field(bar, "flow")._icon_name == "pen-nib"


def test_the_chooser_takes_a_preset(state: PaintState) -> None:
    bar = in_window(state)
    QTest.mouseClick(bar._chip, LEFT)
    assert bar._chooser.is_open()
    assert bar._chooser.isVisible()
    assert bar._brushes.hasFocus()
    assert [brush.name for brush in bar._brushes.brushes()] == [brush.name for brush in PRESETS]
    rows = bar._brushes
    QTest.mouseClick(rows.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, QPoint(60, 2 * 48 + 20))
    assert state.brush == INKER
    assert not bar._chooser.isVisible()
    assert bar._chip.text() == "Inker"
    assert bar._chip.accessibleName() == "Brush: Inker"
    assert rows.is_taken(INKER)
    assert not rows.is_taken(HARD_ROUND)


def test_the_chooser_by_keyboard(state: PaintState) -> None:
    bar = in_window(state)
    bar._chip.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(bar._chip, Qt.Key.Key_Space)
    assert bar._brushes.ring_shown
    QTest.keyClick(bar._brushes, Qt.Key.Key_Up)
    QTest.keyClick(bar._brushes, Qt.Key.Key_Tab)  # stays inside
    assert bar._brushes.hasFocus()
    QTest.keyClick(bar._brushes, Qt.Key.Key_Return)
    assert state.brush == SOFT_ROUND
    assert not bar._chooser.is_open()
    assert bar._chip.hasFocus()
    assert bar._chip.ring_shown


def test_the_chooser_closes_by_escape_and_by_a_press_elsewhere(state: PaintState) -> None:
    bar = in_window(state)
    canvas = bar.window().findChild(QLineEdit, "canvas")
    QTest.mouseClick(bar._chip, LEFT)
    QTest.keyClick(bar._brushes, Qt.Key.Key_Escape)
    assert not bar._chooser.is_open()
    assert bar._chip.hasFocus()
    QTest.mouseClick(bar._chip, LEFT)
    QTest.mouseClick(bar._chip, LEFT)  # its own button closes it and does not open it again
    assert not bar._chooser.is_open()
    QTest.mouseClick(bar._chip, LEFT)
    QTest.mouseClick(canvas, LEFT)
    assert not bar._chooser.is_open()
    assert canvas.hasFocus()  # the press went on to what it was meant for
    assert state.brush == HARD_ROUND


def test_the_eraser_button_follows_and_takes_the_tool(state: PaintState) -> None:
    bar = in_window(state)
    QTest.mouseClick(bar._eraser, LEFT)
    assert state.tool == ToolName.ERASER
    assert bar._eraser.isChecked()
    QTest.mouseClick(bar._eraser, LEFT)
    assert state.tool == ToolName.BRUSH
    state.set_tool(ToolName.ERASER)
    assert bar._eraser.isChecked()
    state.set_tool(ToolName.PAN)
    assert not bar._eraser.isChecked()


def in_bar(bar: OptionsBar) -> list[str]:
    fields = [value.attribute for value in bar._values if value.field.parentWidget() is bar]
    return fields + (["blend"] if bar._blend.parentWidget() is bar else [])


def test_options_leave_from_right_to_left(state: PaintState) -> None:
    bar = in_window(state)
    everything = ["size_px", "opacity", "flow", "smooth.level", "blend"]
    assert in_bar(bar) == everything
    assert not bar._more.isVisible()
    left = len(everything)
    for width in range(1200, bar.minimumSizeHint().width() - 1, -10):
        bar.window().resize(width, 500)
        QApplication.processEvents()
        now = in_bar(bar)
        assert now == everything[: len(now)]
        assert len(now) <= left
        left = len(now)
        assert bar._more.isVisible() == (len(now) < len(everything))
        shown = [value.field for value in bar._values if value.field.parentWidget() is bar]
        shown += [bar._eraser, bar._symmetry, bar._wet, bar.editor_button]
        assert all(one.geometry().right() <= width - 12 for one in shown)
        assert all(one.width() >= one.minimumSizeHint().width() for one in shown)
    assert left == 2
    bar.window().resize(1280, 500)
    QApplication.processEvents()
    assert in_bar(bar) == everything
    assert [bar._row.indexOf(value.field) for value in bar._values] == [1, 2, 3, 4]
    assert bar._row.indexOf(bar._blend) == 5


def test_the_rest_works_behind_more(state: PaintState) -> None:
    bar = in_window(state, 640)
    assert in_bar(bar) == ["size_px", "opacity"]
    QTest.mouseClick(bar._more, LEFT)
    rest = bar._rest
    assert rest.isVisible()
    assert bar._more.isChecked()
    column = [rest.row.itemAt(index).widget() for index in range(rest.row.count())]
    assert column == [field(bar, "flow"), field(bar, "smooth.level"), bar._blend]
    assert all(widget.isVisible() for widget in column)
    window = bar.window()
    assert window.rect().contains(rest.geometry())
    field(bar, "flow").set_number(33)
    assert state.brush.flow == 0.33
    window.resize(1280, 500)
    QApplication.processEvents()
    assert not rest.isVisible()
    assert field(bar, "flow").parentWidget() is bar


def test_blending_and_wet_paint_follow_and_change_the_brush(state: PaintState) -> None:
    bar = in_window(state)
    bar._blend.setCurrentIndex(bar._blend.findData("multiply"))
    bar._blend.activated.emit(bar._blend.currentIndex())
    assert state.brush.blend == "multiply"
    QTest.mouseClick(bar._wet, LEFT)
    assert state.brush.mix.mode == "dull"
    assert 0 < state.brush.mix.load < 1
    QTest.mouseClick(bar._wet, LEFT)
    assert state.brush.mix.mode == "off"
    assert state.brush.mix.load == 1
    state.change_brush({"blend": "screen", "mix.mode": "smear"})
    assert bar._blend.currentData() == "screen"
    assert bar._wet.isChecked()
    state.change_brush(blend="erase")
    assert not bar._blend.isEnabled()
    assert not bar._wet.isEnabled()


def test_the_symmetry_button_shows_what_is_chosen(state: PaintState) -> None:
    bar = in_window(state)
    assert not bar._symmetry.isChecked()
    for action in symmetry_menu(state, bar).actions():
        if action.text() == "Mirror left and right":
            action.trigger()
    assert state.symmetry == Symmetry(kind="mirror")
    assert bar._symmetry.isChecked()
    assert "Mirror left and right" in bar._symmetry.toolTip()
    state.set_symmetry(Symmetry(kind="kaleidoscope", spokes=6))
    menu = symmetry_menu(state, bar)
    spokes = next(action.menu() for action in menu.actions() if action.text() == "Spokes")
    next(action for action in spokes.actions() if action.text() == "8").trigger()
    assert state.symmetry == Symmetry(kind="kaleidoscope", spokes=8)
    assert next(action for action in menu.actions() if action.text() == "Kaleidoscope").isChecked()
    state.set_symmetry(None)
    assert not bar._symmetry.isChecked()


def test_the_editor_button_asks_and_shows_what_it_is_told(state: PaintState) -> None:
    bar = in_window(state)
    asked = QSignalSpy(bar.editor_wanted)
    QTest.mouseClick(bar.editor_button, LEFT)
    assert asked.count() == 1
    assert not bar.editor_button.isChecked()


def test_long_words_fit_at_every_width(state: PaintState, monkeypatch: pytest.MonkeyPatch) -> None:
    with long_words():
        bar = in_window(state)
        for width in (1600, 1280, 900, 700, bar.minimumSizeHint().width()):
            bar.window().resize(width, 500)
            QApplication.processEvents()
            assert shortened_in(bar, monkeypatch) == []


def test_every_part_says_what_it_is(state: PaintState) -> None:
    bar = in_window(state, 640)
    buttons = (bar._eraser, bar._symmetry, bar._wet, bar._blend, bar.editor_button)
    for part in (bar._chip, *buttons, bar._more, *(value.field for value in bar._values)):
        assert part.accessibleName()
        assert part.toolTip()
        assert part.focusPolicy() & Qt.FocusPolicy.TabFocus


def coverage(brush_size: float) -> int:
    image = stroke_image(replace(INKER, size_px=brush_size), 80, 36, QColor("#FFFFFF"))
    return sum(image.pixelColor(x, y).alpha() > 127 for x in range(80) for y in range(36))


def test_previews_are_real_strokes() -> None:
    soft = stroke_image(SOFT_ROUND, 80, 36, QColor("#336699"))
    hard = stroke_image(SOFT_ROUND.changed(hardness=1.0), 80, 36, QColor("#336699"))
    assert (soft.width(), soft.height()) == (80, 36)
    assert soft != hard
    # Larger brushes cover more, and all of them fit.
    sizes = [coverage(size) for size in (2, 14, 60, 400, 2000)]
    assert sizes == sorted(set(sizes))
    largest = stroke_image(replace(INKER, size_px=2000), 80, 36, QColor("#FFFFFF"))
    assert all(largest.pixelColor(x, y).alpha() == 0 for x in range(80) for y in (0, 35))
    middle = stroke_image(INKER, 80, 36, QColor("#336699"))
    inks = {
        middle.pixelColor(x, y).name()
        for x in range(80)
        for y in range(36)
        if middle.pixelColor(x, y).alpha() == 255
    }
    assert inks == {"#336699"}


def test_the_chip_shows_the_colour_in_hand(state: PaintState) -> None:
    bar = in_window(state)

    def paper_and_ink() -> set[str]:
        image = bar._chip.grab().toImage()
        return {image.pixelColor(x, y).name() for x in range(10, 60) for y in range(6, 26)}

    state.set_brush(INKER)
    state.set_foreground(QColor("#C02040"))
    assert "#c02040" in paper_and_ink()
    assert "#efeae0" in paper_and_ink()
    state.set_foreground(QColor("#FFFFFF"))
    # White on paper would not be seen.
    assert "#ffffff" in paper_and_ink()
    assert "#efeae0" not in paper_and_ink()
