"""Pen and mouse over the canvas: every sample paints once, and nothing paints that should not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QEnterEvent, QKeyEvent, QMouseEvent, QPointingDevice
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QWidget

from painter.document import edits
from painter.document.geometry import Rect
from painter.document.layer import Group, Layer
from painter.paint.stroke import PenSample, Stroke
from painter.session import Session
from painter.ui.canvas import pointer
from painter.ui.canvas.view import CanvasView
from painter.ui.paint_state import PaintState, ToolName
from tests.ui.canvas_hands import ERASER, PEN, PLAIN, Hand, blank_document, key, red_view, settle, whole_display

pytestmark = [pytest.mark.gui, pytest.mark.usefixtures("qapp")]

ALT, CTRL, SHIFT = (
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


@pytest.fixture
def view() -> CanvasView:
    """A view of an empty canvas, with a plain brush in red."""
    return red_view(Session(blank_document()))


def pixel(session: Session, x: int, y: int) -> list[int]:
    node = session.document.active
    assert isinstance(node, Layer)
    return [int(value) for value in node.raster.read(Rect(x, y, x + 1, y + 1))[0, 0]]


class Heard:
    """Collects the samples that reach strokes."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.samples: list[PenSample] = []
        self.batches: list[int] = []
        add = Stroke.add

        def listening(stroke: Stroke, samples: Sequence[PenSample]) -> Rect:
            taken = list(samples)
            self.samples += taken
            self.batches.append(len(taken))
            return add(stroke, taken)

        monkeypatch.setattr(Stroke, "add", listening)


# Strokes


@pytest.mark.parametrize("device", [PEN, None], ids=["pen", "mouse"])
def test_a_stroke_paints_where_it_goes_and_is_one_step(view: CanvasView, device: QPointingDevice | None) -> None:
    session = view.session
    empty = session.document
    Hand(view, device).draw((50, 60), (100, 60), (150, 60))
    assert pixel(session, 100, 60) == [255, 0, 0, 255]
    assert pixel(session, 100, 80) == [0, 0, 0, 0]
    assert session.history.undo_label == "Brush stroke"
    session.undo()
    assert session.document is empty
    assert session.history.undo_label is None


def test_pressure_reaches_the_brush(view: CanvasView) -> None:
    view.state.set_brush(PLAIN.changed(size_least=0.0))
    hand = Hand(view, PEN)
    hand.draw((50, 50), (100, 50), (150, 50), pressure=0.2)
    hand.draw((50, 150), (100, 150), (150, 150), pressure=1.0)
    raster = view.session.document.layer(view.session.document.active_id or "").raster
    thin, thick = (np.count_nonzero(raster.read(Rect(100, y - 30, 101, y + 30))[..., 3]) for y in (50, 150))
    assert 3 <= thin <= 6
    assert 19 <= thick <= 22


def test_the_other_end_of_the_pen_erases_with_the_same_brush(view: CanvasView) -> None:
    Hand(view, PEN).draw((50, 60), (150, 60))
    Hand(view, ERASER).draw((100, 20), (100, 100))
    assert pixel(view.session, 100, 60)[3] == 0
    assert pixel(view.session, 70, 60)[3] == 255
    assert view.session.history.undo_label == "Erase"
    assert view.state.tool == ToolName.BRUSH


def test_the_eraser_takes_paint_away(view: CanvasView) -> None:
    hand = Hand(view, PEN)
    hand.draw((50, 60), (150, 60))
    view.state.set_tool(ToolName.ERASER)
    hand.draw((100, 20), (100, 100))
    assert pixel(view.session, 100, 60)[3] == 0


def test_a_click_leaves_a_dab(view: CanvasView) -> None:
    Hand(view).draw((80, 80))
    assert pixel(view.session, 80, 80)[3] > 200


@pytest.mark.parametrize("turned", [False, True])
def test_a_turned_or_enlarged_view_paints_under_the_pen(view: CanvasView, turned: bool) -> None:
    if turned:
        view.rotate_by(37)
        view.set_mirrored(True)
    else:
        view.set_zoom(3.0)
    Hand(view, PEN).draw((140, 90), (150, 100), (160, 110))
    assert pixel(view.session, 150, 100) == [255, 0, 0, 255]
    assert pixel(view.session, 160, 90)[3] == 0


def test_every_sample_arrives_once_and_in_order(view: CanvasView, monkeypatch: pytest.MonkeyPatch) -> None:
    heard = Heard(monkeypatch)
    hand = Hand(view, PEN)
    hand.press((10, 10))
    for x in range(11, 60):
        hand.move((x, 10))
        if x % 7 == 0:
            settle()
    hand.release((60, 10))
    settle()
    assert [round(sample.x, 3) for sample in heard.samples] == list(range(10, 61))
    assert [sample.t_s for sample in heard.samples] == sorted({sample.t_s for sample in heard.samples})


def test_samples_of_one_frame_come_together(view: CanvasView, monkeypatch: pytest.MonkeyPatch) -> None:
    heard = Heard(monkeypatch)
    hand = Hand(view, PEN)
    hand.press((10, 10))
    for x in range(11, 51):
        hand.move((x, 10))
    settle()
    assert heard.batches == [1, 40]


def test_a_brush_that_takes_long_waits_for_the_frame(view: CanvasView, monkeypatch: pytest.MonkeyPatch) -> None:
    heard = Heard(monkeypatch)
    monkeypatch.setattr(pointer, "LONG_S", 0.0)
    monkeypatch.setattr(pointer, "FRAME_LATE_MS", 100_000)
    hand = Hand(view, PEN)
    hand.press((10, 10))
    hand.move((20, 10))
    settle()
    hold = view._pointer
    hold.frame_due = True
    for x in range(30, 60, 10):
        hand.move((x, 10))
    assert heard.batches == [1, 1]
    hold.frame_painted()
    settle()
    assert heard.batches == [1, 1, 3]


def test_a_slow_pen_waits_for_no_frame(view: CanvasView) -> None:
    hand = Hand(view, PEN)
    hand.press((50, 50))
    settle()
    for x in (60, 70, 80):
        hand.move((x, 50))
        settle()
        assert view.session.stroke is not None
    raster = view.session.stroke.draft
    assert raster.tiles[next(iter(raster.tiles))][50, 65, 3] == 255


def test_a_canvas_that_is_never_painted_still_takes_the_pen(
    view: CanvasView, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = Heard(monkeypatch)
    monkeypatch.setattr(pointer, "LONG_S", 0.0)
    monkeypatch.setattr(view._pointer, "frame_painted", lambda: None)
    hand = Hand(view, PEN)
    hand.press((10, 10))
    for x in (20, 30):
        hand.move((x, 10))
        QTest.qWait(60)
    assert len(heard.samples) == 3


def test_what_is_seen_is_right_while_painting(view: CanvasView) -> None:
    hand = Hand(view, PEN)
    hand.press((50, 50))
    for place in ((90, 70), (130, 90), (170, 60), (200, 150)):
        hand.move(place)
        settle()
        assert np.array_equal(view.display.levels[0], whole_display(view.session.document, view.session))
    hand.release((200, 150))
    settle()
    assert np.array_equal(view.display.levels[0], whole_display(view.session.document))


def test_a_stroke_may_begin_and_end_outside_the_canvas(view: CanvasView) -> None:
    hand = Hand(view, PEN)
    hand.draw((-30, 60), (100, 60), (330, 60))
    assert pixel(view.session, 0, 60)[3] == 255
    assert pixel(view.session, 299, 60)[3] == 255
    assert view.session.history.undo_label == "Brush stroke"


def test_colours_that_painted_are_remembered(view: CanvasView) -> None:
    hand = Hand(view, PEN)
    hand.draw((-90, -90), (-80, -90))
    assert view.state.recent == ()
    Hand(view, ERASER).draw((50, 50), (60, 50))
    assert view.state.recent == ()
    hand.draw((50, 50), (90, 50))
    assert view.state.recent == (QColor(255, 0, 0),)


# What must not paint


def test_a_mouse_that_stands_for_the_pen_paints_nothing(view: CanvasView, monkeypatch: pytest.MonkeyPatch) -> None:
    heard = Heard(monkeypatch)
    pen, echo = Hand(view, PEN), Hand(view)
    pen.press((50, 50))
    echo.press((50, 50))
    pen.move((90, 50))
    echo.move((90, 50))
    settle()
    echo.release((90, 50))
    assert view.session.stroke is not None
    pen.release((100, 50))
    assert [sample.x for sample in heard.samples] == pytest.approx([50, 90, 100])
    at = QPointF(100, 100)
    event = QMouseEvent(
        QEvent.Type.MouseButtonPress,
        at,
        at,
        at,
        Qt.MouseButton.LeftButton,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        PEN,
    )
    QApplication.sendEvent(view, event)
    assert view.session.stroke is None


def test_hovering_paints_nothing(view: CanvasView) -> None:
    before = view.session.document
    hand = Hand(view, PEN)
    for x in range(10, 100, 10):
        hand.hover((x, 50))
    settle()
    assert view.session.document is before


def test_the_right_button_is_left_to_others(view: CanvasView) -> None:
    before = view.session.document
    hand = Hand(view)
    hand.press((50, 50), button=Qt.MouseButton.RightButton)
    hand.move((90, 50), held=Qt.MouseButton.RightButton)
    hand.release((90, 50), button=Qt.MouseButton.RightButton)
    assert view.session.document is before


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"locked": True}, "is locked"),
        ({"visible": False}, "is hidden"),
    ],
)
def test_a_layer_that_takes_no_paint_says_why_once(view: CanvasView, change: dict[str, bool], words: str) -> None:
    session = view.session
    session.apply("Change", lambda d: edits.set_properties(d, d.active_id or "", **change))
    before = session.document
    refused = QSignalSpy(view.refused)
    hand = Hand(view, PEN)
    hand.draw((50, 50), (90, 50), (120, 50))
    assert session.document is before
    assert refused.count() == 1
    assert words in refused.at(0)[0]
    assert view.cursor().shape() == Qt.CursorShape.ForbiddenCursor
    session.undo()
    assert view.cursor().shape() == Qt.CursorShape.BlankCursor
    hand.draw((50, 50), (90, 50))
    assert session.document is not before


def test_a_group_and_an_empty_document_take_no_paint() -> None:
    document = blank_document()
    group = Group(children=document.layers)
    view = red_view(Session(replace(document, layers=(group,), active_id=group.id)))
    refused = QSignalSpy(view.refused)
    Hand(view).draw((50, 50), (90, 50))
    assert "group" in refused.at(0)[0]
    view.set_session(Session(replace(document, layers=(), active_id=None)))
    Hand(view).draw((50, 50), (90, 50))
    assert "no layer" in refused.at(1)[0]


# Dropping a stroke


def test_escape_drops_the_stroke_and_the_rest_of_it(view: CanvasView) -> None:
    before = view.session.document
    hand = Hand(view, PEN)
    hand.press((50, 50))
    hand.move((90, 50))
    settle()
    assert key(view, Qt.Key.Key_Escape, down=True).isAccepted()
    hand.move((130, 50))
    settle()
    hand.release((130, 50))
    assert view.session.document is before
    assert view.session.history.undo_label is None
    settle()
    assert np.array_equal(view.display.levels[0], whole_display(before))
    hand.draw((50, 50), (90, 50))
    assert view.session.document is not before


def test_escape_is_the_windows_while_nothing_is_painted(view: CanvasView) -> None:
    event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    event.ignore()
    QApplication.sendEvent(view, event)
    assert not event.isAccepted()
    event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Alt, ALT)
    event.ignore()
    QApplication.sendEvent(view, event)
    assert event.isAccepted()


def test_undo_while_painting_drops_the_stroke(view: CanvasView) -> None:
    hand = Hand(view, PEN)
    hand.draw((50, 50), (90, 50))
    kept = view.session.document
    hand.press((50, 150))
    hand.move((90, 150))
    settle()
    view.session.undo()
    hand.move((130, 150))
    settle()
    hand.release((130, 150))
    assert view.session.document is kept


def test_another_session_drops_the_stroke(view: CanvasView) -> None:
    old, before = view.session, view.session.document
    hand = Hand(view, PEN)
    hand.press((50, 50))
    hand.move((90, 50))
    view.set_session(Session(blank_document()))
    hand.move((100, 50))
    settle()
    hand.release((100, 50))
    assert old.stroke is None and old.document is before
    assert view.session.history.undo_label is None


def test_a_release_that_never_came_ends_the_stroke(view: CanvasView) -> None:
    hand = Hand(view)
    hand.press((50, 50))
    hand.move((90, 50))
    hand.hover((100, 50))
    assert view.session.stroke is None
    assert view.session.history.undo_label == "Brush stroke"


# The outline


def outline_of(view: CanvasView, at: QPoint, reach: int) -> list[int]:
    """Return at which distances right of a point the picture differs from one without the cursor."""
    with_cursor = view.grab().toImage()
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    without = view.grab().toImage()
    return [
        x
        for x in range(10, reach)
        if with_cursor.pixelColor(at + QPoint(x, 0)) != without.pixelColor(at + QPoint(x, 0))
    ]


@pytest.mark.parametrize(("zoom", "rotation"), [(1.0, 0.0), (2.0, 0.0), (0.5, 33.0)])
def test_the_outline_is_as_large_as_the_brush(view: CanvasView, zoom: float, rotation: float) -> None:
    view.state.set_brush(replace(PLAIN, size_px=60))
    view.set_zoom(zoom)
    view.rotate_by(rotation)
    Hand(view).hover(QPointF(320, 200))
    found = outline_of(view, QPoint(320, 200), 120)
    assert found
    assert all(abs(distance - 30 * zoom) <= 2 for distance in found)


def test_a_tiny_brush_shows_a_cross(view: CanvasView) -> None:
    view.state.set_brush(replace(PLAIN, size_px=2))
    view.actual_size()
    Hand(view).hover(QPointF(320, 200))
    image = view.grab().toImage()
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    plain = view.grab().toImage()
    assert image.pixelColor(325, 199) != plain.pixelColor(325, 199) or image.pixelColor(
        325, 200
    ) != plain.pixelColor(325, 200)


def test_no_trace_of_the_outline_stays_behind(view: CanvasView) -> None:
    view.state.set_brush(replace(PLAIN, size_px=90))
    settle()
    hand = Hand(view)
    screen = view.screen()
    before = screen.grabWindow(view.winId()).toImage()
    for x in range(40, 250, 17):
        hand.hover((x, 90 + x % 5))
        settle()
    assert screen.grabWindow(view.winId()).toImage() != before
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    for _ in range(3):
        settle()
    assert screen.grabWindow(view.winId()).toImage() == before


# What the window hears


def test_the_window_hears_where_the_pen_is(view: CanvasView) -> None:
    heard = QSignalSpy(view.pen_moved)
    hand = Hand(view, PEN)
    hand.hover(QPointF(10, 20))
    hand.press(QPointF(30, 40))
    hand.move(QPointF(50, 60))
    settle()
    hand.release(QPointF(50, 60))
    assert [(heard.at(i)[0], heard.at(i)[1]) for i in range(heard.count())] == [
        (QPointF(10, 20), False),
        (QPointF(30, 40), True),
        (QPointF(50, 60), True),
        (QPointF(50, 60), False),
    ]


def test_the_pointer_brings_the_focus_but_takes_it_from_nobody_who_types() -> None:
    window = QWidget()
    row = QHBoxLayout(window)
    edit, view = QLineEdit(), CanvasView(Session(blank_document()), PaintState())
    other = QWidget()
    other.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    for widget in (edit, other, view):
        row.addWidget(widget)
    window.show()
    window.activateWindow()
    settle()
    at = QPointF(5, 5)
    edit.setFocus()
    QApplication.sendEvent(view, QEnterEvent(at, at, at))
    assert edit.hasFocus()
    other.setFocus()
    QApplication.sendEvent(view, QEnterEvent(at, at, at))
    assert view.hasFocus()
