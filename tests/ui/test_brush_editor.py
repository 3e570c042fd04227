"""The brush editor: pages bound to the brush, curves drawn by hand and key, paper to try it on, keeping it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from painter.paint.brush import HARD_ROUND, INKER, PRESETS, Dynamic
from painter.paint.curves import STRAIGHT, evaluated
from painter.paint.library import BrushLibrary
from painter.ui.brush_choosing import BrushChoosing
from painter.ui.brush_editor import DYNAMICS, TEXTURE, TIP, BrushEditor
from painter.ui.brush_words import WORDS, dynamic_title, input_word, word
from painter.ui.dialogs.naming import NameDialog
from painter.ui.paint_state import PaintState
from painter.ui.widgets.curve_editor import MOST_POINTS, CurveEditor
from painter.ui.widgets.stroke_pad import StrokePad
from painter.ui.widgets.value_field import ValueField

pytestmark = [pytest.mark.gui, pytest.mark.usefixtures("qapp")]

LEFT = Qt.MouseButton.LeftButton
NO_KEYS = Qt.KeyboardModifier.NoModifier
_windows: list[QWidget] = []


@pytest.fixture(autouse=True)
def _keep_windows() -> Iterator[None]:
    yield
    _windows.clear()


@pytest.fixture
def state() -> PaintState:
    return PaintState(library=BrushLibrary(PRESETS))


@pytest.fixture
def editor(state: PaintState) -> BrushEditor:
    """Return the editor, open in a window."""
    window = QWidget()
    _windows.append(window)
    window.resize(1280, 800)
    column = QVBoxLayout(window)
    button, elsewhere = QPushButton("brush"), QPushButton("elsewhere")
    column.addWidget(button)
    column.addStretch(1)
    column.addWidget(elsewhere)
    choosing = BrushChoosing(state, window)
    made = BrushEditor(state, choosing, window)
    window.show()
    window.activateWindow()
    made.open_below(button)
    QApplication.processEvents()
    return made


def field(editor: BrushEditor, page: int, label: str) -> ValueField:
    page_widget = editor.stack.widget(page)
    return next(one for one in page_widget.findChildren(ValueField) if one.label() == label)


def test_fields_show_the_brush_and_change_it(editor: BrushEditor, state: PaintState) -> None:
    hardness = field(editor, TIP, "Hardness")
    assert hardness.number() == 90
    hardness.set_number(40)
    assert state.brush.tip.hardness == 0.4
    state.change_brush({"smooth.taper_in_px": 30.0, "mix.mode": "smear"})
    assert field(editor, 4, "Thin start").number() == 30
    assert editor.wet.findChild(QWidget) is not None
    assert editor.save.isEnabled()
    assert editor.reset.isEnabled()
    QTest.mouseClick(editor.reset, LEFT)
    assert state.brush == HARD_ROUND
    assert not editor.save.isEnabled()
    assert hardness.number() == 90


def test_showing_a_brush_never_changes_it(editor: BrushEditor, state: PaintState) -> None:
    odd = INKER.changed(size_px=1999.0, flow=0.123456, hardness=1 / 3, spacing=0.0123)
    changes = QSignalSpy(state.brush_changed)
    state.set_brush(odd)
    for index in range(5):
        editor.sections.set_current(index)
        QApplication.processEvents()
    assert state.brush is odd
    assert changes.count() == 1


def test_a_second_tip_comes_and_goes(editor: BrushEditor, state: PaintState) -> None:
    size = field(editor, TEXTURE, "Size")
    assert not size.isEnabled()
    second = editor.texture._second
    second.setCurrentIndex(second.findData("round"))
    second.activated.emit(second.currentIndex())
    assert state.brush.dual is not None
    assert size.isEnabled()
    size.set_number(50)
    assert state.brush.dual.size_ratio == 0.5
    second.setCurrentIndex(second.findData(""))
    second.activated.emit(second.currentIndex())
    assert state.brush.dual is None


def test_picture_tips_are_chosen_and_left(editor: BrushEditor, state: PaintState) -> None:
    tips = editor.tip._tip
    picture = next(tips.itemData(i) for i in range(tips.count()) if tips.itemData(i).startswith("alpha"))
    tips.setCurrentIndex(tips.findData(picture))
    tips.activated.emit(tips.currentIndex())
    assert (state.brush.tip.kind, state.brush.tip.images) == ("alpha", (picture.partition("\n")[2],))
    tips.setCurrentIndex(tips.findData("round"))
    tips.activated.emit(tips.currentIndex())
    assert (state.brush.tip.kind, state.brush.tip.images) == ("round", ())


# Dynamics


def test_curves_are_those_of_the_brush(editor: BrushEditor, state: PaintState) -> None:
    cards = editor.dynamics.cards
    assert [(card.dynamic.target, card.dynamic.input) for card in cards] == [
        ("size", "pressure"),
        ("opacity", "pressure"),
    ]
    # The curve's foot is nothing and its head is all, whatever lowest and highest value the brush tells.
    assert cards[0].curve.points == ((0.0, 0.3), (1.0, 1.0))
    state.change_brush(dynamics=(Dynamic(target="size", lo=0.5, hi=0.5), state.brush.dynamics[1]))
    assert editor.dynamics.cards[0].curve.points == ((0.0, 0.5), (1.0, 0.5))


def test_drawing_a_curve_changes_what_pressure_does(editor: BrushEditor, state: PaintState) -> None:
    curve = editor.dynamics.cards[0].curve
    curve._move(0, 0.0, 0.6)
    size = state.brush.dynamics[0]
    assert (size.lo, size.hi, size.points[0]) == (0.0, 1.0, (0.0, 0.6))
    assert state.brush.dynamics[1] == HARD_ROUND.dynamics[1]


def test_curves_are_added_and_removed(editor: BrushEditor, state: PaintState) -> None:
    menu = editor.dynamics.menu()
    flow = next(action.menu() for action in menu.actions() if action.text() == "Flow")
    next(action for action in flow.actions() if action.text() == "speed").trigger()
    assert state.brush.dynamics[-1] == Dynamic(target="flow", input="speed")
    assert len(editor.dynamics.cards) == 3
    editor.dynamics.add_dynamic("angle", "tilt")
    angle = editor.dynamics.cards[3]
    assert angle.most.isVisibleTo(angle)
    angle.most.set_number(90)
    assert (state.brush.dynamics[3].lo, state.brush.dynamics[3].hi) == (-90, 90)
    editor.dynamics.cards[0].removed.emit()
    assert [dynamic.target for dynamic in state.brush.dynamics] == ["opacity", "flow", "angle"]
    assert len(editor.dynamics.cards) == 3


def test_growing_beyond_the_brush_keeps_its_curve(editor: BrushEditor, state: PaintState) -> None:
    wide = Dynamic(target="size", input="tilt", lo=1.0, hi=4.0)
    state.change_brush(dynamics=(wide,))
    card = editor.dynamics.cards[0]
    assert card.curve.points == ((0.0, 0.25), (1.0, 1.0))
    assert card.most.number() == 400
    card.curve._move(0, 0.0, 0.5)
    now = state.brush.dynamics[0]
    assert (now.lo, now.hi, now.points) == (0.0, 4.0, ((0.0, 0.5), (1.0, 1.0)))


def test_the_pen_shows_in_the_curves(editor: BrushEditor) -> None:
    editor.show_pressure(0.57)
    assert editor.pen.text() == "Pen: 57 % pressure"
    assert editor.dynamics.cards[0].curve._mark == 0.57
    editor.show_pressure(-1.0)
    assert editor.pen.text() == ""
    assert editor.dynamics.cards[0].curve._mark is None


# The curve itself


@pytest.fixture
def curve() -> CurveEditor:
    made = CurveEditor("Size from pressure")
    made.resize(220, 140)
    made.show()
    _windows.append(made)
    return made


def place(curve: CurveEditor, x: float, y: float) -> QPoint:
    return curve._at((x, y)).toPoint()


def drag(curve: CurveEditor, *places: QPoint) -> None:
    QTest.mousePress(curve, LEFT, NO_KEYS, places[0])
    for at in places[1:]:
        QTest.mouseMove(curve, at)
    QTest.mouseRelease(curve, LEFT, NO_KEYS, places[-1])


def test_a_click_adds_and_a_drag_moves(curve: CurveEditor) -> None:
    spy = QSignalSpy(curve.points_changed)
    drag(curve, place(curve, 0.5, 0.2), place(curve, 0.4, 0.8))
    assert len(curve.points) == 3
    assert curve.points[1] == pytest.approx((0.4, 0.8), abs=0.02)
    assert spy.count() >= 2
    assert curve.points[0] == (0.0, 0.0)
    drag(curve, place(curve, *curve.points[1]), place(curve, 1.0, 0.5))
    assert curve.points[1][0] < curve.points[2][0]  # it cannot pass its neighbour


def test_dragging_out_removes_and_coming_back_restores(curve: CurveEditor) -> None:
    curve.set_points(((0.0, 0.0), (0.5, 0.9), (1.0, 1.0)))
    middle, far = place(curve, 0.5, 0.9), QPoint(100, -200)
    drag(curve, middle, far, place(curve, 0.5, 0.3))
    assert len(curve.points) == 3
    assert curve.points[1] == pytest.approx((0.5, 0.3), abs=0.02)
    drag(curve, place(curve, 0.5, 0.3), far)
    assert curve.points == STRAIGHT
    drag(curve, place(curve, 0.0, 0.0), far)
    assert len(curve.points) == 2  # two are the least


def test_keys_move_choose_add_and_remove(curve: CurveEditor) -> None:
    curve.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(curve, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert curve.points[0] == (0.0, 0.1)
    QTest.keyClick(curve, Qt.Key.Key_Insert)
    assert len(curve.points) == 3
    assert curve.points[1] == pytest.approx(
        (0.5, float(evaluated(((0.0, 0.1), (1.0, 1.0)), _array(0.5))[0])), abs=1e-3
    )
    assert "Point 2 of 3" in curve.accessibleDescription()
    QTest.keyClick(curve, Qt.Key.Key_PageUp)
    assert "Point 3 of 3" in curve.accessibleDescription()
    QTest.keyClick(curve, Qt.Key.Key_PageDown)
    QTest.keyClick(curve, Qt.Key.Key_Delete)
    assert len(curve.points) == 2
    for _ in range(12):
        QTest.keyClick(curve, Qt.Key.Key_Insert)
    assert len(curve.points) <= MOST_POINTS
    Dynamic(target="size", points=curve.points)  # whatever was drawn, the engine takes it


def _array(value: float):  # type: ignore[no-untyped-def]
    import numpy as np

    return np.array([value])


# Paper


def test_the_pad_shows_the_brush_and_takes_strokes(state: PaintState) -> None:
    pad = StrokePad(replace(INKER, size_px=20))
    pad.set_color(QColor("#C02040"))
    pad.resize(300, 100)
    pad.show()
    _windows.append(pad)
    QApplication.processEvents()

    def inked() -> int:
        image = pad.grab().toImage()
        return sum(image.pixelColor(x, 50).name() == "#c02040" for x in range(300))

    own = pad.grab().toImage()
    QTest.mousePress(pad, LEFT, NO_KEYS, QPoint(20, 50))
    for x in range(30, 280, 20):
        QTest.mouseMove(pad, QPoint(x, 50))
    assert pad.pressed
    QTest.mouseRelease(pad, LEFT, NO_KEYS, QPoint(280, 50))
    assert pad.drawn_on
    assert inked() > 200
    QTest.mouseDClick(pad, LEFT, NO_KEYS, QPoint(5, 5))
    assert not pad.drawn_on
    assert pad.grab().toImage() == own


# Keeping


def test_saving_keeps_the_brush_under_its_name(editor: BrushEditor, state: PaintState) -> None:
    state.change_brush(size_px=71)
    QTest.mouseClick(editor.save, LEFT)
    assert state.library.is_own("Hard round")
    preset = state.library.preset("Hard round")
    assert preset is not None
    assert preset.size_px == 71
    assert not state.brush_is_changed


def test_saving_as_new_asks_for_a_name(
    editor: BrushEditor, state: PaintState, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(NameDialog, "ask", lambda *_args, **_more: "My round")
    state.change_brush(size_px=71)
    QTest.mouseClick(editor.save_as, LEFT)
    assert (state.brush.name, state.brush.size_px) == ("My round", 71)
    # The one it was made from is as it is stored.
    assert state.library.in_use("Hard round") == HARD_ROUND
    assert editor.list.is_taken(state.brush)


def test_star_duplicate_and_new(editor: BrushEditor, state: PaintState) -> None:
    QTest.mouseClick(editor.star, LEFT)
    assert state.library.favourites == ("Hard round",)
    assert editor.star.isChecked()
    QTest.mouseClick(editor.duplicate, LEFT)
    assert state.brush.name == "Hard round copy"
    assert not editor.star.isChecked()
    QTest.mouseClick(editor.new, LEFT)
    assert state.brush.name == "New brush"
    assert state.library.is_own("New brush")


def test_a_pinned_editor_stays(editor: BrushEditor) -> None:
    elsewhere = next(b for b in editor.window().findChildren(QPushButton) if b.text() == "elsewhere")
    QTest.mouseClick(editor.pin, LEFT)
    QTest.mouseClick(elsewhere, LEFT)
    assert editor.is_open()
    QTest.mouseClick(editor.pin, LEFT)
    QTest.mouseClick(elsewhere, LEFT)
    assert not editor.is_open()


def test_escape_closes_it(editor: BrushEditor) -> None:
    editor.sections.set_current(DYNAMICS)
    QTest.keyClick(editor.dynamics.cards[0].curve, Qt.Key.Key_Escape)
    assert not editor.is_open()


def test_every_part_says_what_it_is(editor: BrushEditor) -> None:
    for part in (editor.star, editor.duplicate, editor.reset, editor.pin, editor.shut):
        assert part.accessibleName()
        assert part.toolTip()
    for card in editor.dynamics.cards:
        assert "pressure" in card.curve.accessibleName()


def test_words_are_told_apart() -> None:
    assert dynamic_title("size", "pressure") == "Size from pressure"
    assert input_word("direction") != word("direction")
    assert word("bristle-full") == "Bristle full"
    assert all(WORDS.values())


def test_a_curve_spans_its_field(curve: CurveEditor) -> None:
    assert curve._value(QPointF(curve._at((0.25, 0.75)))) == pytest.approx((0.25, 0.75))
