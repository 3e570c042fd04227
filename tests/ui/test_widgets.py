"""The widget kit: hands, keys, screen readers, and words that fit."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import (
    QAccessible,
    QAction,
    QColor,
    QDragEnterEvent,
    QDropEvent,
    QEnterEvent,
    QImage,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QVBoxLayout, QWidget

from painter.ui.theme import DARK, set_reduced_motion
from painter.ui.widgets import (
    STYLE_MIME,
    CheckBox,
    Chip,
    ColorPair,
    ColorSwatches,
    ColorWheel,
    DropDown,
    ElidedLabel,
    FloatingCard,
    Hud,
    IconButton,
    MixBar,
    MixPart,
    ProgressLine,
    PushButton,
    SearchField,
    SectionLabel,
    Segment,
    Segmented,
    StatusItem,
    StyleTile,
    Tabs,
    Toast,
    ToastAction,
    ToastStack,
    Toggle,
    ValueField,
)
from tests.ui.clipped import shortened_texts

pytestmark = [pytest.mark.gui, pytest.mark.usefixtures("qapp")]

LEFT = Qt.MouseButton.LeftButton
SHIFT, ALT, CTRL = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier,
)
NONE = Qt.KeyboardModifier.NoModifier
ROLE = QAccessible.Role


def shown(*widgets: QWidget, width: int = 300) -> QWidget:
    """Show widgets one below the other in an active window."""
    window = QWidget()
    column = QVBoxLayout(window)
    for widget in widgets:
        column.addWidget(widget)
    window.resize(width, window.sizeHint().height())
    window.show()
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    if window.focusWidget() is not None:
        window.focusWidget().clearFocus()
    widgets[0].shown_in = window  # type: ignore[attr-defined]  # or Python lets go of it
    return window


def role(widget: QWidget) -> QAccessible.Role:
    return QAccessible.queryAccessibleInterface(widget).role()


def spoken(widget: QWidget) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def key(widget: QWidget, which: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
    QTest.keyClick(widget, which, modifiers)


def drag(widget: QWidget, start: QPoint, end: QPoint, modifiers: Qt.KeyboardModifier = NONE) -> None:
    QTest.mousePress(widget, LEFT, modifiers, start)
    step = QPoint(8 if end.x() >= start.x() else -8, 0) if end.x() != start.x() else QPoint(0, 0)
    QTest.mouseMove(widget, start + step)  # past the threshold; the drag starts here
    _move(widget, start + step, modifiers)
    _move(widget, end + step, modifiers)
    QTest.mouseRelease(widget, LEFT, modifiers, end + step)


def _move(widget: QWidget, at: QPoint, modifiers: Qt.KeyboardModifier) -> None:
    where = QPointF(at)
    QApplication.sendEvent(
        widget,
        QMouseEvent(
            QEvent.Type.MouseMove, where, QPointF(widget.mapToGlobal(at)), Qt.MouseButton.NoButton, LEFT, modifiers
        ),
    )


def wheel(widget: QWidget, steps: int, modifiers: Qt.KeyboardModifier = NONE) -> bool:
    at = QPointF(5, 5)
    turned, phase = QPoint(0, 120 * steps), Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(at, at, QPoint(), turned, Qt.MouseButton.NoButton, modifiers, phase, False)
    event.ignore()
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def enter(widget: QWidget) -> None:
    at = QPointF(4, 4)
    QApplication.sendEvent(widget, QEnterEvent(at, at, at))


def leave(widget: QWidget) -> None:
    QApplication.sendEvent(widget, QEvent(QEvent.Type.Leave))


def has_mint(widget: QWidget) -> bool:
    """Tell whether the focus ring's mint is on the widget's upper edge."""
    image = widget.grab().toImage()
    mint = QColor(DARK.ai)
    middle = image.width() // 2
    return any(
        abs(image.pixelColor(middle, y).green() - mint.green()) < 12
        and abs(image.pixelColor(middle, y).red() - mint.red()) < 12
        for y in range(6)
    )


# --- focus ---


def test_the_ring_shows_for_the_keyboard_only() -> None:
    first, second = PushButton("One"), PushButton("Two")
    shown(first, second)
    first.setFocus(Qt.FocusReason.TabFocusReason)
    assert first.ring_shown
    assert has_mint(first)
    second.setFocus(Qt.FocusReason.MouseFocusReason)
    assert not first.ring_shown
    assert not second.ring_shown
    assert not has_mint(second)
    key(second, Qt.Key.Key_Right)
    assert not first.hasFocus() or first.ring_shown


def test_a_click_leaves_the_focus_where_it_was_so_that_the_canvas_keeps_its_keys() -> None:
    canvas = QWidget()
    canvas.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button, toggle, chip, field = IconButton("eye", "See"), Toggle("On"), Chip("Mine"), ValueField("Size")
    shown(canvas, button, toggle, chip, field)
    canvas.setFocus()
    for widget in (button, toggle, chip):
        QTest.mouseClick(widget, LEFT)
        assert canvas.hasFocus()
    drag(field, QPoint(20, 10), QPoint(60, 10))
    assert canvas.hasFocus()


def test_tab_reaches_every_control_in_order() -> None:
    widgets = [
        IconButton("eye", "See"),
        PushButton("Apply"),
        ValueField("Size"),
        DropDown(["Normal"], name="Mode"),
        Toggle("Live"),
        Chip("Mine"),
        StyleTile("a", "Impression"),
        ColorWheel(),
    ]
    shown(*widgets)
    widgets[0].setFocus(Qt.FocusReason.TabFocusReason)
    for widget in widgets:
        assert widget.hasFocus()
        assert widget.ring_shown  # type: ignore[attr-defined]
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)


# --- screen readers ---


@pytest.mark.parametrize(
    ("make", "expected", "name"),
    [
        (lambda: IconButton("eraser", "Eraser", keys="E"), ROLE.Button, "Eraser"),
        (lambda: IconButton("mirror", "Mirror", checkable=True), ROLE.CheckBox, "Mirror"),
        (lambda: PushButton("Apply", "ai"), ROLE.Button, "Apply"),
        (lambda: ValueField("Opacity"), ROLE.Slider, "Opacity"),
        (lambda: Toggle("Live"), ROLE.CheckBox, "Live"),
        (lambda: CheckBox("Torres"), ROLE.CheckBox, "Torres"),
        (lambda: Chip("Mine"), ROLE.CheckBox, "Mine"),
        (lambda: StyleTile("a", "Impression"), ROLE.CheckBox, "Impression"),
        (lambda: ColorWheel(), ROLE.Slider, "Colour wheel"),
        (lambda: ProgressLine(task="Storm sky"), ROLE.ProgressBar, "Storm sky"),
        (lambda: StatusItem("Saved 14:31"), ROLE.Button, "Saved 14:31"),
        (lambda: SectionLabel("Mix"), ROLE.StaticText, "Mix"),
        (lambda: ElidedLabel("Torres"), ROLE.StaticText, "Torres"),
        (lambda: SearchField("Search brushes"), ROLE.EditableText, "Search brushes"),
    ],
)
def test_role_and_name(make: object, expected: QAccessible.Role, name: str) -> None:
    widget = make()  # type: ignore[operator]
    assert role(widget) == expected
    assert spoken(widget) == name


def test_a_list_says_its_name_and_its_choice_and_tabs_say_theirs() -> None:
    field = DropDown(["Normal"], name="Blend mode")
    face = QAccessible.queryAccessibleInterface(field)
    assert role(field) == ROLE.ComboBox
    assert face.text(QAccessible.Text.Value) == "Normal"
    assert "Blend mode" in (spoken(field), face.text(QAccessible.Text.Description))
    tabs = Tabs(["Layers", "Jobs"], name="Panels")
    assert role(tabs.bar()) == ROLE.PageTabList
    assert spoken(tabs.bar()) == "Layers"  # Qt names a list of tabs by the current one


def test_a_value_field_is_read_and_set_as_a_slider() -> None:
    field = ValueField("Opacity", value=85, suffix=" %")
    face = QAccessible.queryAccessibleInterface(field)
    value = face.valueInterface()
    assert (value.minimumValue(), value.currentValue(), value.maximumValue()) == (0, 85, 100)
    assert face.text(QAccessible.Text.Description) == "85 %"
    value.setCurrentValue(40)
    assert field.number() == 40
    assert face.text(QAccessible.Text.Description) == "40 %"


# --- buttons ---


def test_an_icon_button_follows_its_action() -> None:
    action = QAction("Mirror")
    action.setCheckable(True)
    button = IconButton("mirror", "Mirror")
    button.bind(action)
    QTest.mouseClick(button, LEFT)
    assert action.isChecked()
    assert button.isChecked()
    QTest.mouseClick(button, LEFT)
    assert not action.isChecked()
    assert not button.isChecked()
    action.setEnabled(False)
    assert not button.isEnabled()


def test_buttons_work_by_space() -> None:
    button = PushButton("Apply", "ai", keys="Ctrl+Enter")
    spy = QSignalSpy(button.clicked)
    shown(button)
    key(button, Qt.Key.Key_Space)
    assert spy.count() == 1


def test_the_ampersand_of_a_mnemonic_is_not_painted() -> None:
    assert PushButton("&Fill && repair").shown_text() == "Fill & repair"


def test_a_chip_is_removed_by_its_cross_and_by_delete_but_not_by_a_click_on_its_words() -> None:
    chip = Chip("snow", removable=True)
    spy, clicks = QSignalSpy(chip.removed), QSignalSpy(chip.clicked)
    shown(chip)
    QTest.mouseClick(chip, LEFT, NONE, QPoint(10, 12))
    assert (spy.count(), clicks.count()) == (0, 1)
    QTest.mouseClick(chip, LEFT, NONE, QPoint(chip.width() - 12, 12))
    assert (spy.count(), clicks.count()) == (1, 1)
    key(chip, Qt.Key.Key_Delete)
    assert spy.count() == 2


def test_a_toggle_turns_by_click_anywhere_and_by_space() -> None:
    toggle = Toggle("Keep colours")
    shown(toggle)
    QTest.mouseClick(toggle, LEFT, NONE, QPoint(3, 16))
    assert toggle.isChecked()
    key(toggle, Qt.Key.Key_Space)
    assert not toggle.isChecked()


def test_segments_move_by_arrow_and_say_so_once() -> None:
    choice = Segmented(["Paint", Segment(text="Co-paint", model=True), "Create"])
    spy = QSignalSpy(choice.current_changed)
    shown(choice)
    choice.button(0).setFocus(Qt.FocusReason.TabFocusReason)
    key(choice.button(0), Qt.Key.Key_Right)
    assert choice.current() == 1
    QTest.mouseClick(choice.button(2), LEFT, NONE, QPoint(2, 2))
    assert choice.current() == 2
    assert [spy.at(i) for i in range(spy.count())] == [[1], [2]]
    assert role(choice.button(1)) == ROLE.RadioButton


def test_tabs_change_by_click_and_by_arrow() -> None:
    tabs = Tabs(["Layers", "History", "Jobs"])
    spy = QSignalSpy(tabs.current_changed)
    shown(tabs)
    QTest.mouseClick(tabs.bar(), LEFT, NONE, tabs.bar().tabRect(2).center())
    key(tabs.bar(), Qt.Key.Key_Left)
    assert [spy.at(i) for i in range(spy.count())] == [[2], [1]]


# --- value field ---


def field_of(**options: object) -> ValueField:
    field = ValueField("Opacity", 0, 100, 50, suffix=" %", **options)  # type: ignore[arg-type]
    shown(field, width=222)  # the layout's margins leave the field about 200
    field.setFixedWidth(200)
    return field


def test_dragging_by_a_tenth_of_the_width_is_a_tenth_of_the_range() -> None:
    field = field_of()
    done, started = QSignalSpy(field.editing_finished), QSignalSpy(field.editing_started)
    drag(field, QPoint(100, 16), QPoint(120, 16))
    assert field.number() == 60
    assert (started.count(), done.count()) == (1, 1)
    drag(field, QPoint(100, 16), QPoint(140, 16), ALT)
    assert field.number() == pytest.approx(62)
    drag(field, QPoint(100, 16), QPoint(900, 16))
    assert field.number() == 100


@pytest.mark.parametrize(
    ("which", "modifiers", "expected"),
    [
        (Qt.Key.Key_Right, NONE, 51),
        (Qt.Key.Key_Up, SHIFT, 60),
        (Qt.Key.Key_Left, NONE, 49),
        (Qt.Key.Key_Down, ALT, 49.9),
        (Qt.Key.Key_PageUp, NONE, 60),
        (Qt.Key.Key_Home, NONE, 0),
        (Qt.Key.Key_End, NONE, 100),
    ],
)
def test_keys_of_a_value_field(which: Qt.Key, modifiers: Qt.KeyboardModifier, expected: float) -> None:
    field = field_of()
    changed, done = QSignalSpy(field.value_changed), QSignalSpy(field.editing_finished)
    key(field, which, modifiers)
    assert field.number() == pytest.approx(expected)
    assert (changed.count(), done.count()) == (1, 1)


def test_the_wheel_nudges_unless_a_panel_scrolls_below() -> None:
    field = field_of()
    assert wheel(field, 1)
    assert wheel(field, -1, SHIFT)
    assert field.number() == 41
    area = QScrollArea()
    tall = QWidget()
    tall.setFixedSize(200, 900)
    inner = ValueField("Size", value=5, parent=tall)
    area.setWidget(tall)
    shown(area)
    assert not wheel_reaches(inner)
    assert inner.number() == 5
    inner.setFocus(Qt.FocusReason.TabFocusReason)
    assert wheel(inner, 1)
    assert inner.number() == 6


def wheel_reaches(field: ValueField) -> bool:
    before = field.number()
    wheel(field, 1)
    return field.number() != before


def test_a_double_click_goes_back_to_the_default() -> None:
    field = field_of(default=20)
    QTest.mouseDClick(field, LEFT, NONE, QPoint(30, 16))
    assert field.number() == 20
    field.set_number(70)
    key(field, Qt.Key.Key_Delete)
    assert field.number() == 20


def test_typing_opens_by_click_on_the_number_or_by_the_first_digit() -> None:
    field = field_of()
    QTest.mouseClick(field, LEFT, NONE, QPoint(30, 16))
    assert not field.is_typing()
    assert field.hasFocus()
    QTest.mouseClick(field, LEFT, NONE, QPoint(180, 16))
    assert field.is_typing()
    QTest.keyClicks(QApplication.focusWidget(), "72.5")
    key(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert field.number() == 72.5
    assert not field.is_typing()
    assert field.hasFocus()
    QTest.keyClicks(field, "3")
    QTest.keyClicks(QApplication.focusWidget(), "3")
    key(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert field.number() == 33


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("12,5 %", 12.5), ("-7", 0), ("9999", 100), ("abc", 50), ("", 50), ("nan", 50), ("1 0", 10)],
)
def test_what_is_typed_is_read_kindly(typed: str, expected: float) -> None:
    field = field_of()
    field.start_typing()
    edit = QApplication.focusWidget()
    key(edit, Qt.Key.Key_Delete)
    QTest.keyClicks(edit, typed)
    key(edit, Qt.Key.Key_Enter)
    assert field.number() == expected


def test_escape_leaves_the_value_as_it_was() -> None:
    field = field_of()
    field.start_typing("9")
    key(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert field.number() == 50
    assert not field.is_typing()


def test_letters_are_not_the_fields_so_that_tools_keep_their_keys() -> None:
    field = field_of()
    window = field.window()
    pressed = QAction("Brush", window)
    pressed.setShortcut("B")
    zoom = QAction("100 %", window)
    zoom.setShortcut("1")
    window.addActions([pressed, zoom])
    brush, hundred = QSignalSpy(pressed.triggered), QSignalSpy(zoom.triggered)
    field.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_B)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_1)
    assert (brush.count(), hundred.count()) == (1, 0)
    assert field.is_typing()


def test_an_angle_wraps_and_sizes_are_finer_at_the_left() -> None:
    angle = ValueField("H", 0, 360, 350, suffix="°", wraps=True)
    angle.set_number(370)
    assert angle.number() == 10
    size = ValueField("Size", 1, 1000, 48, suffix=" px", exponent=3)
    shown(size)
    size.setFixedWidth(200)
    drag(size, QPoint(100, 16), QPoint(-900, 16))
    drag(size, QPoint(0, 16), QPoint(100, 16))
    assert size.number() == pytest.approx(1 + 999 / 8, abs=1)
    scale = ValueField("Scale", 0.25, 4, 0.25, decimals=2, logarithmic=True)
    shown(scale)
    scale.setFixedWidth(200)
    drag(scale, QPoint(0, 16), QPoint(100, 16))
    assert scale.number() == pytest.approx(1)


@given(st.floats(allow_nan=True, allow_infinity=True), st.integers(0, 2))
def test_a_number_always_stays_within_its_limits(value: float, decimals: int) -> None:
    field = ValueField("Size", 1, 1000, 10, decimals=decimals)
    field.set_number(value)
    assert 1 <= field.number() <= 1000
    field.set_limits(20, 30)
    assert 20 <= field.number() <= 30
    assert 20 * 10**decimals <= field.value() <= 30 * 10**decimals


def test_setting_the_same_number_says_nothing() -> None:
    field = ValueField("Size", value=10)
    spy = QSignalSpy(field.value_changed)
    field.set_number(10)
    assert spy.count() == 0


# --- drop-down ---


def test_blend_modes_come_in_groups_and_headings_cannot_be_chosen() -> None:
    field = DropDown(name="Blend mode")
    field.set_groups([("", [("Normal", "normal")]), ("Darken", [("Multiply", "multiply"), ("Darken", "darken")])])
    assert field.currentData() == "normal"
    shown(field)
    key(field, Qt.Key.Key_Down)
    assert field.currentData() == "multiply"
    assert field.set_current_data("darken")
    assert not field.set_current_data("nothing")
    field.set_groups([("Darken", [("Darken", "darken"), ("Multiply", "multiply")])])
    assert field.currentData() == "darken"
    field.set_groups([("Light", [("Screen", "screen")])])
    assert field.currentData() == "screen"


def test_the_list_opens_below_and_chooses_by_keyboard() -> None:
    field = DropDown(["Normal", "Multiply", "Screen"], name="Blend mode")
    spy = QSignalSpy(field.activated)
    shown(field)
    field.showPopup()
    view = field.view()
    assert view.isVisible()
    assert view.mapToGlobal(QPoint(0, 0)).y() >= field.mapToGlobal(QPoint(0, 0)).y()
    view.grab()  # paints every kind of row
    key(view, Qt.Key.Key_Down)
    key(view, Qt.Key.Key_Return)
    assert field.currentText() == "Multiply"
    assert spy.count() == 1


def test_the_wheel_does_not_change_a_list_one_scrolls_past() -> None:
    field = DropDown(["Normal", "Multiply"])
    shown(field)
    wheel(field, -1)
    assert field.currentIndex() == 0


# --- styles ---


def test_a_tile_is_chosen_added_previewed_and_starred() -> None:
    tile = StyleTile("starry", "Starry night", QImage(80, 60, QImage.Format.Format_RGB32))
    chosen, added = QSignalSpy(tile.chosen), QSignalSpy(tile.added)
    previewed, starred = QSignalSpy(tile.previewed), QSignalSpy(tile.starred)
    shown(tile)
    QTest.mouseClick(tile, LEFT, NONE, QPoint(60, 50))
    assert (chosen.count(), added.count()) == (1, 0)
    assert not tile.isChecked()  # the mix says what is chosen
    QTest.mouseClick(tile, LEFT, NONE, QPoint(12, 12))
    assert (chosen.count(), starred.count()) == (1, 1)
    assert tile.is_starred()
    key(tile, Qt.Key.Key_S)
    assert not tile.is_starred()
    key(tile, Qt.Key.Key_Return)
    assert chosen.count() == 2
    enter(tile)
    leave(tile)
    assert [previewed.at(i) for i in range(previewed.count())][-2:] == [[True], [False]]
    tile.set_weight(0.4)
    assert tile.accessibleDescription() == "40 percent of the mix"
    assert bytes(tile.mime_data().data(STYLE_MIME).data()) == b"starry"


def test_control_click_adds_to_the_mix(monkeypatch: pytest.MonkeyPatch) -> None:
    tile = StyleTile("a", "Impression")
    chosen, added = QSignalSpy(tile.chosen), QSignalSpy(tile.added)
    shown(tile)
    # Offscreen, no key is really held while an event is sent.
    monkeypatch.setattr(QApplication, "keyboardModifiers", staticmethod(lambda: CTRL))
    QTest.mouseClick(tile, LEFT, CTRL, QPoint(60, 50))
    assert (chosen.count(), added.count()) == (0, 1)


def bar_of(*percents: int) -> MixBar:
    bar = MixBar([MixPart(key=f"s{i}", name=f"Style {i}", percent=p) for i, p in enumerate(percents)])
    shown(bar)
    bar.setFixedWidth(200)
    QApplication.processEvents()
    return bar


def percents(bar: MixBar) -> list[int]:
    return [part.percent for part in bar.parts()]


def test_a_divider_moves_weight_between_its_neighbours_only() -> None:
    bar = bar_of(50, 30, 20)
    spy, done = QSignalSpy(bar.weights_changed), QSignalSpy(bar.editing_finished)
    divider = bar.dividers()[0]
    QTest.mousePress(divider, LEFT, NONE, QPoint(8, 20))
    for x in (104, 112, 120):  # the divider goes along, so the way is measured on the bar
        _move(divider, divider.mapFromParent(QPoint(x, 20)), NONE)
    QTest.mouseRelease(divider, LEFT, NONE, QPoint(8, 20))
    assert percents(bar) == [60, 20, 20]
    assert done.count() == 1
    assert spy.at(spy.count() - 1)[0] == (("s0", 0.6), ("s1", 0.2), ("s2", 0.2))


def test_keys_of_a_divider() -> None:
    bar = bar_of(60, 40)
    divider = bar.dividers()[0]
    divider.setFocus(Qt.FocusReason.TabFocusReason)
    key(divider, Qt.Key.Key_Right)
    key(divider, Qt.Key.Key_Left, SHIFT)
    assert percents(bar) == [51, 49]
    assert divider.value() == 51
    assert role(divider) == ROLE.Slider
    assert spoken(divider) == "Between Style 0 and Style 1"
    QAccessible.queryAccessibleInterface(divider).valueInterface().setCurrentValue(70)
    assert percents(bar) == [70, 30]
    gone = QSignalSpy(bar.removed)
    key(divider, Qt.Key.Key_Delete)
    assert percents(bar) == [100]
    assert gone.at(0) == ["s1"]
    assert bar.dividers() == ()


def test_dragging_a_segment_out_removes_it_but_never_the_last() -> None:
    bar = bar_of(60, 40)
    gone = QSignalSpy(bar.removed)
    drag(bar, QPoint(20, 20), QPoint(20, 30))
    assert gone.count() == 0
    drag(bar, QPoint(20, 20), QPoint(20, 120))
    assert gone.at(0) == ["s0"]
    drag(bar, QPoint(20, 20), QPoint(20, 120))
    assert percents(bar) == [100]


def test_dropping_a_style_adds_it_with_an_equal_share() -> None:
    bar = bar_of(60, 40)
    bar.style_dropped.connect(lambda name: bar.add(MixPart(key=name, name=name)))
    data = QMimeData()
    data.setData(STYLE_MIME, b"woodblock")
    over = QDragEnterEvent(QPoint(20, 20), Qt.DropAction.CopyAction, data, LEFT, NONE)
    QApplication.sendEvent(bar, over)
    assert over.isAccepted()
    QApplication.sendEvent(bar, QDropEvent(QPointF(20, 20), Qt.DropAction.CopyAction, data, LEFT, NONE))
    assert [part.key for part in bar.parts()] == ["s0", "s1", "woodblock"]
    assert percents(bar) == [40, 27, 33]
    assert len(bar.dividers()) == 2
    assert "woodblock 33 percent" in bar.accessibleDescription()


@given(st.lists(st.integers(-5, 200), min_size=1, max_size=26), st.integers(0, 30), st.integers(-50, 150))
def test_weights_always_sum_to_a_hundred(shares: list[int], index: int, target: int) -> None:
    bar = MixBar([MixPart(key=str(i), name=str(i), percent=p) for i, p in enumerate(shares)])
    assert sum(percents(bar)) == 100
    if len(shares) > 1:
        bar.move_divider(index % (len(shares) - 1), target)
        bar.add(MixPart(key="new", name="new"))
        assert sum(percents(bar)) == 100
        bar.remove(index % len(bar.parts()))
    assert sum(percents(bar)) == 100
    assert min(percents(bar)) >= 1


# --- colour ---


def test_the_wheel_of_colours_by_hand() -> None:
    wheel_ = ColorWheel(160)
    spy, done = QSignalSpy(wheel_.color_changed), QSignalSpy(wheel_.editing_finished)
    shown(wheel_)
    QTest.mouseClick(wheel_, LEFT, NONE, QPoint(80, 6))
    assert wheel_.hsv()[0] == pytest.approx(90, abs=1)
    QTest.mouseClick(wheel_, LEFT, NONE, QPoint(80, 80))
    assert wheel_.hsv()[1:] == pytest.approx((0.5, 0.5), abs=0.02)
    assert (spy.count(), done.count()) == (2, 2)
    QTest.mouseClick(wheel_, LEFT, NONE, QPoint(1, 1))
    assert spy.count() == 2


def test_the_wheel_of_colours_by_key_and_voice() -> None:
    wheel_ = ColorWheel()
    wheel_.set_hsv(200, 0.5, 0.5)
    shown(wheel_)
    key(wheel_, Qt.Key.Key_Right)
    key(wheel_, Qt.Key.Key_Down, SHIFT)
    key(wheel_, Qt.Key.Key_PageUp)
    assert wheel_.hsv() == pytest.approx((201, 0.51, 0.4))
    assert wheel_.accessibleDescription() == "Hue 201 degrees, saturation 51 percent, value 40 percent"
    QAccessible.queryAccessibleInterface(wheel_).valueInterface().setCurrentValue(30)
    assert wheel_.hsv()[0] == 30


def test_black_and_grey_keep_the_hue_they_came_from() -> None:
    wheel_ = ColorWheel()
    wheel_.set_color(QColor("#587EB8"))
    hue, saturation, _ = wheel_.hsv()
    assert wheel_.color().name() == "#587eb8"
    wheel_.set_color(QColor("#000000"))
    assert wheel_.hsv() == pytest.approx((hue, saturation, 0))
    wheel_.set_color(QColor("#808080"))
    assert wheel_.hsv()[0] == hue


def test_swatches_are_one_tab_stop_and_pick() -> None:
    swatches = ColorSwatches(["#FF0000", "#00FF00", "#0000FF", "#FFFFFF"], columns=2)
    spy = QSignalSpy(swatches.picked)
    shown(swatches)
    first = swatches.swatch(0)
    first.setFocus(Qt.FocusReason.TabFocusReason)
    key(first, Qt.Key.Key_Down)
    assert swatches.swatch(2).hasFocus()
    key(swatches.swatch(2), Qt.Key.Key_Return)
    assert spy.at(0)[0] == QColor("#0000FF")
    assert swatches.swatch(2).isChecked()
    assert spoken(swatches.swatch(2)) == "#0000FF"


def test_the_colour_pair_swaps_and_asks() -> None:
    pair = ColorPair(large=True)
    pair.set_colors(QColor("#FF0000"), QColor("#0000FF"))
    swapped, asked = QSignalSpy(pair.swapped), QSignalSpy(pair.foreground_pressed)
    shown(pair)
    QTest.mouseClick(pair, LEFT, NONE, QPoint(10, 10))
    assert (swapped.count(), asked.count()) == (0, 1)
    QTest.mouseClick(pair, LEFT, NONE, QPoint(54, 50))
    assert (swapped.count(), asked.count()) == (1, 1)


# --- floating ---


def test_a_card_brings_a_shadow_that_lets_the_pen_through() -> None:
    host = QWidget()
    host.resize(400, 300)
    card = FloatingCard(host)
    card.setGeometry(100, 100, 120, 60)
    host.show()
    card.rise()
    assert host.childAt(110, 110) is card
    assert host.childAt(95, 120) is None  # the shadow is there, but not for hands
    pasteboard = host.palette().window().color()
    assert host.grab().toImage().pixelColor(160, 166).value() < pasteboard.value()
    card.hide()
    assert host.grab().toImage().pixelColor(160, 166) == pasteboard


@pytest.mark.parametrize("size", [QRect(60, 60, 300, 40), QRect(60, 60, 300, 250), QRect(150, 60, 60, 250)])
def test_a_shadow_has_no_seams(size: QRect) -> None:
    host = QWidget()
    host.resize(420, 400)
    card = FloatingCard(host)
    card.setGeometry(size)
    host.show()
    card.rise()
    image = host.grab().toImage()
    y = size.bottom() + 6
    row = [image.pixelColor(x, y).value() for x in range(10, 410)]
    assert max(abs(a - b) for a, b in pairwise(row)) <= 2
    assert min(row) < row[0]


def test_the_bar_over_the_canvas_says_what_was_pressed() -> None:
    host = QWidget()
    host.resize(800, 400)
    hud = Hud(host)
    host.show()
    hud.place()
    hud.show()
    assert abs(hud.geometry().center().x() - 400) <= 1
    assert host.height() - hud.geometry().bottom() in range(12, 18)
    undone, zoomed, mirrored = (
        QSignalSpy(hud.undo_pressed),
        QSignalSpy(hud.zoom_reset_pressed),
        QSignalSpy(hud.mirror_toggled),
    )
    QTest.mouseClick(hud.undo, LEFT)
    assert undone.count() == 0
    hud.set_can_undo(True)
    QTest.mouseClick(hud.undo, LEFT)
    QTest.mouseClick(hud.zoom, LEFT)
    QTest.mouseClick(hud.mirror, LEFT)
    assert (undone.count(), zoomed.count()) == (1, 1)
    assert mirrored.at(0) == [True]
    hud.set_mirrored(False)
    assert mirrored.count() == 1


@pytest.mark.parametrize(
    ("factor", "degrees", "zoom", "angle"),
    [(0.244, 0, "24.4 %", "0°"), (1, 90, "100 %", "90°"), (32, 359, "3200 %", "−1°"), (0.9999, 720, "100 %", "0°")],
)
def test_what_the_bar_reads(factor: float, degrees: float, zoom: str, angle: str) -> None:
    host = QWidget()
    hud = Hud(host)
    hud.set_zoom(factor)
    hud.set_rotation(degrees)
    assert (hud.zoom.text(), hud.angle.text()) == (zoom, angle)


def test_the_bar_fades_near_the_pen_and_comes_back() -> None:
    host = QWidget()
    host.resize(600, 200)
    hud = Hud(host)
    hud.place()
    host.show()
    hud.show()
    hud.set_faded(True)
    assert host.childAt(hud.geometry().center()) is None
    hud.set_faded(False)
    assert host.childAt(hud.geometry().center()) is not None
    assert hud.graphicsEffect() is None


# --- toasts ---


def test_an_error_stays_and_others_go_by_themselves_but_not_below_the_pointer() -> None:
    host = QWidget()
    host.resize(600, 400)
    error, info = Toast(host, "Failed", kind="error"), Toast(host, "Saved")
    host.show()
    error.show()
    info.show()
    assert not error.is_counting()
    assert info.is_counting()
    enter(info)
    assert not info.is_counting()
    leave(info)
    assert info.is_counting()


def test_a_toast_goes_when_its_time_is_over() -> None:
    host = QWidget()
    host.show()
    toast = Toast(host, "Saved", stays_ms=1)
    toast.move(2000, 2000)  # away from the pointer, which would hold it
    spy = QSignalSpy(toast.closed)
    toast.show()
    assert spy.count() == 1 or spy.wait(5000)
    assert toast.isHidden()


def test_a_toast_never_takes_the_focus() -> None:
    canvas = QWidget()
    canvas.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    window = shown(canvas)
    canvas.setFocus()
    toast = Toast(window, "Failed", kind="error", actions=(ToastAction(text="Try again"),), details=True)
    ToastStack(window).add(toast)
    for button in toast.findChildren(PushButton):
        if button.text() == "Details":
            QTest.mouseClick(button, LEFT)
    assert canvas.hasFocus()
    assert toast.isVisible()


def test_an_action_says_which_and_closes_the_toast_and_the_rest_move_up() -> None:
    host = QWidget()
    host.resize(600, 500)
    host.show()
    stack = ToastStack(host)
    older = stack.add(Toast(host, "Older", kind="error"))
    newer = stack.add(Toast(host, "Newer", kind="error", actions=[ToastAction(text="A"), ToastAction(text="B")]))
    assert newer.y() == 16
    assert newer.x() + newer.width() == 600 - 16
    assert older.y() > newer.y() + newer.height()
    acted, closed = QSignalSpy(newer.action_pressed), QSignalSpy(newer.closed)
    buttons = newer.findChildren(PushButton)
    QTest.mouseClick(buttons[1], LEFT)
    assert acted.at(0) == [1]
    assert closed.count() == 1
    assert stack.toasts() == (older,)
    assert older.y() == 16


# --- readings ---


def test_progress_is_told_at_the_start_half_way_and_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    line = ProgressLine(task="Storm sky")
    monkeypatch.setattr(line, "announce", told.append)
    for fraction in (0.0, 0.2, 0.4, 0.5, 0.7, 0.9, 1.0, 1.0):
        line.set_fraction(fraction)
    assert told == ["Storm sky started", "Storm sky half done", "Storm sky finished"]
    line.set_task("Impression")
    line.set_fraction(0.7)
    assert told[3:] == ["Impression half done"]
    line.set_fraction(None)
    assert line.fraction() is None


def test_a_label_that_does_not_fit_tells_all_in_its_tooltip() -> None:
    label = ElidedLabel("A long name that does not fit in here")
    label.show()
    label.resize(60, 20)
    assert label.is_elided()
    assert label.toolTip() == label.text()
    label.resize(400, 20)
    assert label.toolTip() == ""


def test_a_status_item_grows_with_its_words_and_its_progress() -> None:
    item = StatusItem("Ready")
    narrow = item.sizeHint().width()
    item.set("1 painting, 1 waiting", kind="strong")
    item.set_progress(0.5)
    assert item.sizeHint().width() > narrow + 64
    assert item.accessibleDescription() == "50 percent"
    assert item.sizeHint().height() == 24


def test_escape_empties_a_search_first() -> None:
    field = SearchField("Search brushes")
    shown(field)
    QTest.keyClicks(field, "ink")
    key(field, Qt.Key.Key_Escape)
    assert field.text() == ""


# --- words that fit ---


def test_no_word_is_cut_at_the_size_a_widget_asks_for() -> None:
    assert shortened_texts() == []


def test_the_check_for_cut_words_finds_them() -> None:
    found = shortened_texts(narrower_px=40)
    assert "Farbeinstellungen übernehmen" in found
    assert "应用共绘" in found


@pytest.mark.parametrize("factor", ["0.9", "1.25", "1.5"])
def test_no_word_is_cut_at_other_interface_sizes(factor: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.ui.clipped"],
        env={**os.environ, "QT_SCALE_FACTOR": factor, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert done.stdout == ""


def test_motion_ends_where_it_should() -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    set_reduced_motion(app, False)
    toggle = Toggle("Live", model=True)
    shown(toggle)
    off = toggle.grab().toImage()
    slid = QSignalSpy(toggle._slide.finished)
    toggle.setChecked(True)
    assert slid.wait(5000)
    instantly = Toggle("Live", model=True, checked=True)
    set_reduced_motion(app, True)
    instantly.resize(toggle.size())
    assert toggle.grab().toImage() == instantly.grab().toImage() != off
