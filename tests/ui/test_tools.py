"""The tools, as the canvas gives them to the hand: by their name, and by keys held meanwhile."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QSignalSpy

from painter.session import Session
from painter.ui.canvas.view import CanvasView
from painter.ui.paint_state import ToolName
from tests.ui.canvas_hands import MIDDLE, Hand, blank_document, key, painted_document, red_view, settle

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


# Held keys


def test_space_pans_and_gives_the_brush_back(view: CanvasView) -> None:
    view.set_zoom(3.0)
    before, document = view.transform.to_widget(0, 0), view.session.document
    hand = Hand(view)
    hand.hover(QPointF(300, 200))
    key(view, Qt.Key.Key_Space, down=True)
    assert view.cursor().shape() == Qt.CursorShape.OpenHandCursor
    hand.press(QPointF(300, 200))
    assert view.cursor().shape() == Qt.CursorShape.ClosedHandCursor
    hand.move(QPointF(330, 190))
    settle()
    hand.release(QPointF(330, 190))
    key(view, Qt.Key.Key_Space, down=False)
    assert view.transform.to_widget(0, 0) - before == QPointF(30, -10)
    assert view.session.document is document
    assert view.cursor().shape() == Qt.CursorShape.BlankCursor


def test_the_middle_button_pans(view: CanvasView) -> None:
    view.set_zoom(3.0)
    before, document = view.transform.to_widget(0, 0), view.session.document
    hand = Hand(view)
    hand.press(QPointF(300, 200), button=MIDDLE)
    hand.move(QPointF(310, 220), held=MIDDLE)
    settle()
    hand.release(QPointF(310, 220), button=MIDDLE)
    assert view.transform.to_widget(0, 0) - before == QPointF(10, 20)
    assert view.session.document is document


def test_control_space_zooms_and_shift_space_turns(view: CanvasView) -> None:
    view.actual_size()
    hand = Hand(view)
    key(view, Qt.Key.Key_Space, down=True)
    hand.keys = CTRL
    hand.press(QPointF(300, 200))
    hand.move(QPointF(360, 200), held=Qt.MouseButton.LeftButton)
    hand.release(QPointF(420, 200))
    assert view.zoom == pytest.approx(2.0)
    hand.keys = SHIFT
    hand.press(QPointF(520, 240))
    hand.release(QPointF(320, 440))
    assert view.rotation_deg == 90.0
    hand.press(QPointF(520, 240))
    hand.move(QPointF(400, 400))
    settle()
    assert view.rotation_deg != 90.0
    key(view, Qt.Key.Key_Escape, down=True)
    assert view.rotation_deg == 90.0


def test_space_is_forgotten_with_the_focus(view: CanvasView) -> None:
    hand = Hand(view)
    hand.hover((50, 50))
    key(view, Qt.Key.Key_Space, down=True)
    view.clearFocus()
    assert view.cursor().shape() == Qt.CursorShape.BlankCursor


def picture_view() -> CanvasView:
    pixels = np.zeros((200, 300, 4), np.uint8)
    pixels[:, :100] = (10, 200, 30, 255)
    pixels[:, 100:200] = (100, 0, 0, 128)
    return red_view(Session(painted_document(pixels)))


def test_alt_picks_the_visible_colour() -> None:
    view = picture_view()
    document = view.session.document
    picked = QSignalSpy(view.color_picked)
    hand = Hand(view)
    hand.keys = ALT
    hand.draw((50, 50))
    assert view.state.foreground == QColor(10, 200, 30)
    assert picked.at(0)[0] == QColor(10, 200, 30)
    hand.draw((50, 50), (150, 50))
    assert view.state.foreground == QColor(199, 0, 0)
    hand.draw((250, 50))
    assert view.state.foreground == QColor(199, 0, 0)
    assert view.session.document is document


def test_the_picker_shows_what_it_would_take() -> None:
    view = picture_view()
    view.state.set_tool(ToolName.PICKER)
    hand = Hand(view)
    hand.hover((50, 100))
    at = hand.at((50, 100)).toPoint()
    image = view.grab().toImage()
    assert image.pixelColor(at + QPoint(0, -30)) == QColor(10, 200, 30)
    assert image.pixelColor(at + QPoint(0, 30)) == QColor(255, 0, 0)


def test_escape_takes_a_picked_colour_back() -> None:
    view = picture_view()
    view.state.set_tool(ToolName.PICKER)
    hand = Hand(view)
    hand.press((50, 50))
    assert view.state.foreground == QColor(10, 200, 30)
    key(view, Qt.Key.Key_Escape, down=True)
    assert view.state.foreground == QColor(255, 0, 0)


def test_shift_and_a_drag_resize_the_brush(view: CanvasView) -> None:
    view.set_zoom(2.0)
    document = view.session.document
    hand = Hand(view)
    hand.keys = SHIFT
    hand.press(QPointF(300, 200))
    hand.move(QPointF(330, 200))
    settle()
    assert view.state.brush.size_px == 50
    hand.move(QPointF(0, 200))
    settle()
    assert view.state.brush.size_px == 1
    hand.release(QPointF(310, 200))
    assert view.state.brush.size_px == 30
    assert view.session.document is document
    hand.press(QPointF(300, 200))
    hand.move(QPointF(400, 200))
    settle()
    key(view, Qt.Key.Key_Escape, down=True)
    assert view.state.brush.size_px == 30


def test_the_pan_tool_moves_the_canvas_and_paints_nothing(view: CanvasView) -> None:
    view.set_zoom(3.0)
    view.state.set_tool(ToolName.PAN)
    before, document = view.transform.to_widget(0, 0), view.session.document
    hand = Hand(view)
    hand.press(QPointF(300, 200))
    hand.move(QPointF(290, 215))
    settle()
    assert view.transform.to_widget(0, 0) - before == QPointF(-10, 15)
    key(view, Qt.Key.Key_Escape, down=True)
    assert view.transform.to_widget(0, 0) == before
    assert view.session.document is document
