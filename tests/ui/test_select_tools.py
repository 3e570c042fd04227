"""Selecting with every tool: exact pixels, how selections combine, what they confine, ants that stand or march."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QRegion
from PySide6.QtWidgets import QApplication

from painter.document import selection as shapes
from painter.document.layer import Layer
from painter.document.selection import Combine
from painter.session import Session
from painter.ui.canvas.view import CanvasView
from painter.ui.paint_state import ToolName
from tests.ui.canvas_hands import Hand, blank_document, key, painted_document, patchwork, shown_view

pytestmark = [pytest.mark.gui, pytest.mark.usefixtures("qapp")]

SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def view() -> CanvasView:
    return shown_view(Session(painted_document(patchwork())))


def selected(view: CanvasView) -> NDArray[np.uint8]:
    """Return the selection over the canvas, all 255 where there is none."""
    document = view.session.document
    if document.selection is None:
        return np.full((document.height_px, document.width_px), 255, np.uint8)
    return document.selection.read(document.canvas)


def layer_pixels(view: CanvasView) -> NDArray[np.uint8]:
    node = view.session.document.active
    assert isinstance(node, Layer)
    return node.raster.read(view.session.document.canvas)


def box(x0: int, y0: int, x1: int, y1: int) -> NDArray[np.uint8]:
    out = np.zeros((200, 300), np.uint8)
    out[y0:y1, x0:x1] = 255
    return out


def test_a_rectangle_is_whole_pixels_and_undone_to_the_identical_document(view: CanvasView) -> None:
    view.state.set_tool(ToolName.RECTANGLE)
    before = view.session.document
    Hand(view).draw((40.2, 30.3), (100, 90), (160.4, 120.2))
    np.testing.assert_array_equal(selected(view), box(40, 30, 160, 120))
    assert view.session.history.undo_label == "Select rectangle"
    view.session.undo()
    assert view.session.document is before


def test_shift_adds_alt_takes_away_both_intersect(view: CanvasView) -> None:
    view.state.set_tool(ToolName.RECTANGLE)
    hand = Hand(view)
    hand.draw((40, 30), (160, 120))
    hand.keys = SHIFT
    hand.draw((140, 100), (170, 110), (220, 160))
    added = np.maximum(box(40, 30, 160, 120), box(140, 100, 220, 160))
    np.testing.assert_array_equal(selected(view), added)
    hand.keys = ALT
    hand.draw((0, 0), (60, 200))
    np.testing.assert_array_equal(selected(view), np.minimum(added, 255 - box(0, 0, 60, 200)))
    hand.keys = SHIFT | ALT
    hand.draw((100, 20), (150, 180))
    np.testing.assert_array_equal(selected(view), np.minimum(added, box(100, 20, 150, 180)))
    # The options bar says the same without keys.
    hand.keys = Qt.KeyboardModifier.NoModifier
    view.state.values.change("select", how=Combine.SUBTRACT)
    hand.draw((100, 20), (150, 100))
    np.testing.assert_array_equal(selected(view), np.minimum(added, box(100, 100, 150, 180)))


def test_shift_held_anew_keeps_a_square(view: CanvasView) -> None:
    view.state.set_tool(ToolName.RECTANGLE)
    hand = Hand(view)
    hand.keys = SHIFT
    hand.draw((40, 30), (80, 40), (100, 60))
    np.testing.assert_array_equal(selected(view), box(40, 30, 100, 90))


def test_an_ellipse_is_the_exact_one(view: CanvasView) -> None:
    view.state.set_tool(ToolName.ELLIPSE)
    Hand(view).draw((40, 30), (100, 80), (160, 130))
    wanted = shapes.ellipse(300, 200, 40, 30, 160, 130).read(view.session.document.canvas)
    np.testing.assert_array_equal(selected(view), wanted)
    assert (wanted == 255).any() and ((wanted > 0) & (wanted < 255)).any()


def test_a_lasso_closes_and_a_click_lets_go(view: CanvasView) -> None:
    view.state.set_tool(ToolName.LASSO)
    hand = Hand(view)
    hand.draw((40, 30), (160, 30), (160, 130), (40, 130))
    values = selected(view)
    # Where the pen is on the screen is not always on a whole canvas pixel.
    np.testing.assert_array_equal(values[32:128, 42:158], 255)
    assert values[:28].max() == values[132:].max() == values[:, :38].max() == values[:, 162:].max() == 0
    hand.draw((250, 180), (250, 180))
    assert view.session.document.selection is None


def test_a_polygon_closes_by_enter_and_takes_corners_back(view: CanvasView) -> None:
    view.state.set_tool(ToolName.POLYGON)
    hand = Hand(view)
    for corner in ((40, 30), (160, 30), (160, 130), (290, 190)):
        hand.draw(corner, corner)
    assert view.session.document.selection is None
    key(view, Qt.Key.Key_Backspace, down=True)
    key(view, Qt.Key.Key_Return, down=True)
    values = selected(view)
    assert values[40, 150] == 255 and values[120, 50] == 0 and values[180, 250] == 0
    # The first corner closes too; Esc drops what was begun, then the selection.
    for corner in ((10, 10), (60, 10), (60, 60), (10, 10)):
        hand.draw(corner, corner)
    assert selected(view)[20, 50] == 255 and selected(view)[40, 150] == 0
    hand.draw((100, 100), (100, 100))
    key(view, Qt.Key.Key_Escape, down=True)
    assert view.session.document.selection is not None
    key(view, Qt.Key.Key_Escape, down=True)
    assert view.session.document.selection is None


def two_areas() -> NDArray[np.uint8]:
    """Return two red areas apart on white."""
    pixels = np.full((200, 300, 4), 255, np.uint8)
    pixels[40:80, 40:80] = pixels[120:160, 200:260] = (200, 30, 30, 255)
    return pixels


@pytest.mark.parametrize("tool", [ToolName.WAND, ToolName.BY_COLOR])
def test_the_wand_takes_what_hangs_together_and_by_colour_all(tool: ToolName) -> None:
    view = shown_view(Session(painted_document(two_areas())))
    view.state.set_tool(tool)
    hand = Hand(view)
    hand.draw((60, 60), (60, 60))
    values = selected(view)
    np.testing.assert_array_equal(values[42:78, 42:78], 255)
    assert (values[140, 230] == 255) == (tool is ToolName.BY_COLOR)
    assert values[100, 100] == 0
    hand.draw((-20, -20), (-20, -20))
    assert view.session.document.selection is None


def test_a_drag_within_the_selection_moves_it_and_no_paint(view: CanvasView) -> None:
    view.state.set_tool(ToolName.RECTANGLE)
    hand = Hand(view)
    hand.draw((40, 30), (160, 120))
    paint = layer_pixels(view)
    hand.draw((100, 80), (130, 90), (250, 60))
    np.testing.assert_array_equal(selected(view), box(190, 10, 300, 100))
    np.testing.assert_array_equal(layer_pixels(view), paint)


@pytest.mark.parametrize("tool", [ToolName.BRUSH, ToolName.ERASER])
def test_strokes_stay_within_the_selection_while_they_are_drawn_and_after(view: CanvasView, tool: ToolName) -> None:
    session = view.session
    session.select(shapes.ellipse(300, 200, 60, 40, 200, 160))
    view.state.set_tool(tool)
    view.state.set_foreground(QColor("#00FF00"))
    inside = selected(view)
    before, document = layer_pixels(view), session.document
    hand = Hand(view)
    hand.press((20, 100))
    for x in range(30, 281, 25):
        hand.move((x, 100))
        QApplication.processEvents()
    assert session.stroke is not None
    view.display.make_true(session.document.canvas)
    shown = view.display.levels[0].copy()
    draft = session.stroke.draft
    for index, tile in draft.tiles.items():
        share = session.document.selection.tiles.get(index) if session.document.selection else None
        bare = np.zeros((128, 128), bool) if share is None else share > 0
        np.testing.assert_array_equal(tile[~bare], draft.base.tiles[index][~bare])
    hand.release((280, 100))
    after = layer_pixels(view)
    np.testing.assert_array_equal(after[inside == 0], before[inside == 0])
    assert (after[100, 130] != before[100, 130]).any()
    # A pixel that is selected in part is painted in part.
    part = (inside > 0) & (inside < 255)
    assert part.any()
    view.display.make_true(session.document.canvas)
    changed = np.count_nonzero(view.display.levels[0] != shown)
    assert changed < 2500, "what shows while drawing is what stays, but for the stroke's end"
    session.undo()
    assert session.document is document


def test_ants_follow_the_selection_and_march_only_where_motion_is_wanted(
    view: CanvasView, qapp: QApplication
) -> None:
    from painter.ui.theme import set_reduced_motion

    still = view.grab().toImage()
    view.session.select(shapes.rectangle(300, 200, 50, 50, 200, 150))
    with_ants = view.grab().toImage()
    at = view.transform.to_widget(50, 100).toPoint()
    far = view.transform.to_widget(120, 100).toPoint()
    assert with_ants.pixel(far) == still.pixel(far)
    line = [with_ants.pixelColor(at + QPoint(0, dy)).value() for dy in range(12)]
    assert max(line) == 255 and min(line) == 0
    assert not view._march.isActive(), "motion is off in tests"
    set_reduced_motion(qapp, False)
    view._march_or_rest()
    assert view._march.isActive()
    region = view._ants.region(view.transform)
    assert region.contains(at) and not region.contains(far)
    assert QRegion(view.rect()).subtracted(region).boundingRect() == view.rect()
    view.session.select(None)
    assert not view._march.isActive()


def test_ants_of_two_shapes_that_touch_at_a_corner_enclose_each() -> None:
    from painter.document.raster import MaskRaster
    from painter.paint.outline import outlines

    values = np.zeros((8, 8), np.uint8)
    values[1:3, 1:3] = values[3:6, 3:6] = 255
    values[6, 6] = 127
    lines = sorted(outlines(MaskRaster.from_array(8, 8, values)), key=lambda line: line.min())
    assert [sorted(set(map(tuple, line.tolist()))) for line in lines] == [
        [(1, 1), (1, 3), (3, 1), (3, 3)],
        [(3, 3), (3, 6), (6, 3), (6, 6)],
    ]


def test_a_blank_session_in_its_place_drops_a_polygon_in_progress(view: CanvasView) -> None:
    view.state.set_tool(ToolName.POLYGON)
    hand = Hand(view)
    hand.draw((40, 30), (40, 30))
    view.set_session(Session(blank_document()))
    key(view, Qt.Key.Key_Return, down=True)
    assert view.session.document.selection is None and view.session.history.undo_label is None
