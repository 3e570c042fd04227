"""Fill, gradient, move, free transform and crop: exact pixels inside and outside, live previews, undo."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from painter.document import selection as shapes
from painter.document.document import Document
from painter.document.geometry import Rect
from painter.document.layer import Group, Layer, Mask
from painter.document.raster import MaskRaster, Raster
from painter.paint.filling import Gradient, GradientKind, gradient_over
from painter.pixels.masking import confined
from painter.pixels.transform import around, mapped, perspective, rotating, transform_layers
from painter.session import Session
from painter.ui.canvas.view import CanvasView
from painter.ui.paint_state import ToolName
from tests.ui.canvas_hands import Hand, key, painted_document, patchwork, shown_view

pytestmark = [pytest.mark.gui, pytest.mark.usefixtures("qapp")]

SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
RED, BLUE = (200, 30, 30), (20, 40, 220)


@pytest.fixture
def view() -> CanvasView:
    """Return a canvas with a square of random colours in the middle of a transparent layer."""
    document = painted_document(np.zeros((200, 300, 4), np.uint8))
    raster = Raster.from_array(300, 200, patchwork(60, 40), 100, 80)
    layer = replace(document.layer(document.active_id or ""), raster=raster)
    made = shown_view(Session(replace(document, layers=(layer,))))
    made.state.set_foreground(QColor(*RED))
    made.state.set_background(QColor(*BLUE))
    return made


def pixels(document: Document) -> NDArray[np.uint8]:
    node = document.active
    assert isinstance(node, Layer)
    return node.raster.read(document.canvas)


def select(view: CanvasView, x0: int, y0: int, x1: int, y1: int) -> None:
    view.session.select(shapes.rectangle(300, 200, x0, y0, x1, y1))


# Fill


def test_fill_takes_what_hangs_together_within_the_selection(view: CanvasView) -> None:
    select(view, 0, 0, 300, 100)
    before = view.session.document
    view.state.set_tool(ToolName.FILL)
    view.state.values.change_alike("fill", tolerance=0)
    Hand(view).draw((20, 20), (20, 20))
    after = pixels(view.session.document)
    np.testing.assert_array_equal(after[:78, :], np.broadcast_to((*RED, 255), (78, 300, 4)))
    np.testing.assert_array_equal(after[80:100, 100:160], pixels(before)[80:100, 100:160])
    assert (after[:100, :, 3] == 255).all(), "no rim is left between fill and paint"
    np.testing.assert_array_equal(after[100:], pixels(before)[100:])
    assert view.state.recent[0] == QColor(*RED)
    view.session.undo()
    assert view.session.document is before


def test_a_press_outside_the_selection_fills_nothing_and_says_so(view: CanvasView) -> None:
    said: list[str] = []
    view.refused.connect(said.append)
    select(view, 0, 0, 100, 100)
    before = view.session.document
    view.state.set_tool(ToolName.FILL)
    Hand(view).draw((250, 150), (250, 150))
    assert view.session.document is before
    assert said == ["That is outside the selection. Press inside it, or select nothing with Ctrl+D."]


def test_fill_at_half_opacity_mixes(view: CanvasView) -> None:
    view.state.set_tool(ToolName.FILL)
    view.state.values.change("fill", opacity=0.5)
    Hand(view).draw((20, 20), (20, 20))
    np.testing.assert_array_equal(pixels(view.session.document)[10, 10], (100, 15, 15, 128))


# Gradient


def test_a_gradient_shows_while_dragged_and_is_one_step(view: CanvasView) -> None:
    before = view.session.document
    select(view, 0, 0, 300, 50)
    selected = view.session.document
    view.state.set_tool(ToolName.GRADIENT)
    hand = Hand(view)
    hand.press((50, 20))
    hand.move((250, 20))
    QApplication.processEvents()
    assert view.session.previewing and view.session.document is selected
    shown = pixels(view.session.shown)
    assert shown[20, 10, 0] == RED[0] and shown[20, 290, 2] == BLUE[2] and shown[60].max() == 0
    hand.release((250, 20))
    after = pixels(view.session.document)
    assert not view.session.previewing and view.session.history.undo_label == "Gradient"
    start, end = view.transform.to_canvas(hand.at((50, 20))), view.transform.to_canvas(hand.at((250, 20)))
    gradient = Gradient(
        kind=GradientKind.LINEAR, x0=start.x(), y0=start.y(), x1=end.x(), y1=end.y(), start=RED, end=BLUE
    )
    wanted = gradient_over(Raster(300, 200), gradient).read(before.canvas)
    np.testing.assert_array_equal(after[:50], wanted[:50])
    np.testing.assert_array_equal(after[50:], pixels(before)[50:])
    # Smooth: never more than a step of 8 bits from the exact run of colours.
    middle = after[20, :, 0].astype(float)
    exact = RED[0] + (BLUE[0] - RED[0]) * np.clip((np.arange(300) + 0.5 - start.x()) / (end.x() - start.x()), 0, 1)
    assert np.abs(middle - exact).max() < 1.2
    view.session.undo()
    assert view.session.document is selected


def test_escape_drops_a_gradient_that_is_dragged(view: CanvasView) -> None:
    before = view.session.document
    view.state.set_tool(ToolName.GRADIENT)
    hand = Hand(view)
    hand.press((50, 20))
    hand.move((250, 20))
    QApplication.processEvents()
    key(view, Qt.Key.Key_Escape, down=True)
    assert not view.session.previewing and view.session.document is before
    hand.release((250, 20))
    assert view.session.document is before


@pytest.mark.parametrize("kind", list(GradientKind))
def test_gradients_to_transparent_keep_what_is_below_at_their_end(kind: GradientKind) -> None:
    base = Raster.from_array(64, 64, np.full((64, 64, 4), 255, np.uint8))
    gradient = Gradient(kind=kind, x0=32, y0=32, x1=60, y1=32, start=RED, end=RED, end_alpha=0.0)
    made = gradient_over(base, gradient).read(base.canvas)
    assert (made[..., 3] == 255).all()
    if kind is GradientKind.CONICAL:
        assert abs(int(made[34, 60, 0]) - RED[0]) < 4 and made[30, 60].min() > 240
    else:
        assert made[32, 62].min() == 255 and abs(int(made[32, 32, 1]) - RED[1]) < 10


# Move


def test_a_drag_moves_the_layer_as_one_step(view: CanvasView) -> None:
    before = view.session.document
    view.state.set_tool(ToolName.MOVE)
    hand = Hand(view)
    hand.press((120, 100))
    hand.move((140, 100))
    QApplication.processEvents()
    assert view.session.previewing and view.session.document is before
    hand.move((150, 110))
    hand.release((150, 110))
    np.testing.assert_array_equal(pixels(view.session.document)[90:130, 130:190], patchwork(60, 40))
    assert np.count_nonzero(pixels(view.session.document)[..., 3]) == 60 * 40
    view.session.undo()
    assert view.session.document is before


def test_arrows_nudge_by_one_and_ten_as_one_step(view: CanvasView) -> None:
    before = view.session.document
    view.state.set_tool(ToolName.MOVE)
    for _ in range(3):
        key(view, Qt.Key.Key_Right, down=True)
    key(view, Qt.Key.Key_Up, down=True, held=SHIFT)
    np.testing.assert_array_equal(pixels(view.session.document)[70:110, 103:163], patchwork(60, 40))
    view.session.undo()
    assert view.session.document is before


def test_selected_pixels_float_until_something_else_happens(view: CanvasView) -> None:
    select(view, 100, 80, 130, 120)
    before = view.session.document
    view.state.set_tool(ToolName.MOVE)
    hand = Hand(view)
    hand.draw((110, 100), (140, 100))
    moved = pixels(view.session.document)
    np.testing.assert_array_equal(moved[80:120, 130:160], patchwork(60, 40)[:, :30])
    assert moved[80:120, 100:130].max() == 0
    hand.draw((140, 100), (140, 150))
    again = pixels(view.session.document)
    # What it lay on meanwhile is there again.
    np.testing.assert_array_equal(again[80:120, 130:160], patchwork(60, 40)[:, 30:])
    np.testing.assert_array_equal(again[130:170, 130:160], patchwork(60, 40)[:, :30])
    selection = view.session.document.selection
    assert selection is not None and selection.bounds() == Rect(130, 130, 160, 170)
    view.session.undo()
    view.session.undo()
    assert view.session.document is before


def test_what_is_locked_stays_where_it_is(view: CanvasView) -> None:
    said: list[str] = []
    view.refused.connect(said.append)
    document = view.session.document
    locked = replace(document, layers=(replace(document.layers[0], locked=True),))
    view.set_session(Session(locked))
    view.state.set_tool(ToolName.MOVE)
    Hand(view).draw((120, 100), (150, 110))
    key(view, Qt.Key.Key_Right, down=True)
    assert view.session.document is locked
    assert said == ["“Layer” is locked. Unlock it to move it."] * 2


# Free transform


def begin_transform(view: CanvasView) -> None:
    view.state.set_tool(ToolName.TRANSFORM)
    assert view.free_transform.active


def test_a_turned_layer_is_what_the_exact_transform_makes(view: CanvasView) -> None:
    before = view.session.document
    begin_transform(view)
    assert view.session.document is before
    view.free_transform.set_numbers(angle_deg=30.0)
    shown = pixels(view.session.shown)
    key(view, Qt.Key.Key_Return, down=True)
    wanted = transform_layers(before, (before.active_id or "",), around(rotating(30.0), 130, 100))
    np.testing.assert_array_equal(pixels(view.session.document), pixels(wanted))
    np.testing.assert_array_equal(shown, pixels(wanted))
    assert view.state.tool is ToolName.BRUSH and view.session.history.undo_label == "Transform"
    view.session.undo()
    assert view.session.document is before


def test_a_corner_scales_about_the_other_and_escape_restores(view: CanvasView) -> None:
    before = view.session.document
    begin_transform(view)
    Hand(view).draw((160, 120), (190, 130), (220, 160))
    numbers = view.free_transform.numbers()
    assert numbers is not None
    assert abs(numbers.width - 200) < 3 and abs(numbers.height - 200) < 3
    assert abs(numbers.x - 160) < 2 and abs(numbers.y - 120) < 2
    key(view, Qt.Key.Key_Escape, down=True)
    assert view.session.document is before and not view.session.previewing
    assert view.session.shown is before and view.state.tool is ToolName.BRUSH


def test_shift_keeps_the_ratio_and_ctrl_pulls_a_corner_into_perspective(view: CanvasView) -> None:
    begin_transform(view)
    hand = Hand(view)
    hand.keys = SHIFT
    hand.draw((160, 120), (190, 120), (220, 120))
    numbers = view.free_transform.numbers()
    assert numbers is not None and abs(numbers.width - numbers.height) < 1e-6 and numbers.width > 150
    hand.keys = CTRL
    corner = view.free_transform._handles()[2]
    hand.press(corner)
    hand.move((240, 110))
    QApplication.processEvents()
    hand.release((240, 110))
    matrix = view.free_transform._matrix
    assert abs(matrix[2, 0] / matrix[2, 2]) > 1e-4
    key(view, Qt.Key.Key_Return, down=True)
    assert view.session.history.undo_label == "Transform"


def test_outside_turns_and_a_side_with_ctrl_skews(view: CanvasView) -> None:
    begin_transform(view)
    hand = Hand(view)
    hand.keys = SHIFT
    hand.draw((230, 100), (200, 170), (130, 199))
    numbers = view.free_transform.numbers()
    assert numbers is not None and abs(numbers.angle_deg - 90) < 1e-6
    view.free_transform.set_numbers(angle_deg=0.0)
    hand.keys = CTRL
    hand.draw((130, 80), (140, 80), (150, 80))
    numbers = view.free_transform.numbers()
    matrix = view.free_transform._matrix
    assert numbers is not None and abs(numbers.height - 100) < 1 and abs(abs(matrix[0, 1]) - 0.5) < 0.05


def test_selected_pixels_are_transformed_with_their_selection(view: CanvasView) -> None:
    select(view, 100, 80, 130, 120)
    before = view.session.document
    begin_transform(view)
    assert view.session.shown is before, "nothing changes to the eye"
    hand = Hand(view)
    hand.press((110, 100))
    hand.move((120, 100))
    QApplication.processEvents()
    assert view.session.shown.selection is None, "no ants around what is not there"
    assert pixels(view.session.shown)[80:120, 100:130].max() == 0
    hand.move((110, 100))
    hand.release((110, 100))
    assert view.session.shown is before
    view.free_transform.set_numbers(x=200.0, width=200.0)
    view.free_transform.finish(keep=True)
    after = view.session.document
    assert pixels(after)[80:120, 100:130].max() == 0
    np.testing.assert_array_equal(pixels(after)[80:120, 130:160], pixels(before)[80:120, 130:160])
    assert after.selection is not None
    box = after.selection.bounds()
    assert abs(box.x0 - 170) <= 2 and abs(box.x1 - 230) <= 2
    view.session.undo()
    assert view.session.document is before


def test_undo_ends_a_transform_and_another_tool_makes_it(view: CanvasView) -> None:
    before = view.session.document
    begin_transform(view)
    view.free_transform.set_numbers(angle_deg=10.0)
    view.session.undo()
    assert not view.free_transform.active and view.session.document is before
    view.state.set_tool(ToolName.BRUSH)
    assert view.session.document is before
    begin_transform(view)
    view.free_transform.set_numbers(angle_deg=10.0)
    view.state.set_tool(ToolName.BRUSH)
    assert view.session.history.undo_label == "Transform"


def test_a_group_is_transformed_with_all_it_holds(view: CanvasView) -> None:
    document = view.session.document
    group = Group(name="Both", children=(document.layers[0],))
    view.set_session(Session(replace(document, layers=(group,), active_id=group.id)))
    begin_transform(view)
    view.free_transform.flip(horizontally=True)
    view.free_transform.finish(keep=True)
    (made,) = view.session.document.layers
    assert isinstance(made, Group) and isinstance(made.children[0], Layer)
    flipped = made.children[0].raster.read(document.canvas)
    np.testing.assert_array_equal(flipped[80:120, 100:160], patchwork(60, 40)[:, ::-1])


def test_nothing_to_transform_is_said(view: CanvasView) -> None:
    said: list[str] = []
    view.refused.connect(said.append)
    select(view, 0, 0, 20, 20)
    view.state.set_tool(ToolName.TRANSFORM)
    assert said == ["“Layer” has nothing to transform. Nothing of it is selected."]
    assert not view.free_transform.active and not view.session.previewing


# Crop


def test_crop_keeps_what_lies_in_the_frame_and_what_is_outside_on_the_layer(view: CanvasView) -> None:
    before = view.session.document
    view.state.set_tool(ToolName.CROP)
    hand = Hand(view)
    hand.draw((90, 70), (150, 120), (200, 160))
    assert view.crop.frame == Rect(90, 70, 200, 160)
    # A side and the inside.
    hand.draw((200, 115), (190, 115), (180, 115))
    hand.draw((130, 110), (140, 110), (140, 110))
    frame = view.crop.frame
    assert (frame.width, frame.height) == (90, 90) and abs(frame.x0 - 100) <= 1
    key(view, Qt.Key.Key_Return, down=True)
    after = view.session.document
    assert (after.width_px, after.height_px) == (90, 90)
    np.testing.assert_array_equal(pixels(after), pixels(before)[frame.y0 : frame.y1, frame.x0 : frame.x1])
    view.session.undo()
    assert view.session.document is before


def test_crop_keeps_proportions_and_begins_with_the_selection(view: CanvasView) -> None:
    select(view, 50, 50, 150, 100)
    view.state.set_tool(ToolName.CROP)
    assert view.crop.frame == Rect(50, 50, 150, 100)
    view.state.values.change("crop", ratio=1.0)
    view.crop.fit_ratio()
    assert view.crop.frame == Rect(75, 50, 125, 100)
    Hand(view).draw((125, 100), (160, 110), (175, 120))
    frame = view.crop.frame
    assert frame.width == frame.height >= 95
    key(view, Qt.Key.Key_Escape, down=True)
    assert view.crop.frame == view.session.document.canvas
    key(view, Qt.Key.Key_Escape, down=True)
    assert view.state.tool is ToolName.BRUSH


# Previews in the session


def test_a_preview_is_no_edit_and_any_edit_ends_it(view: CanvasView) -> None:
    session = view.session
    before = session.document
    session.preview_pixels(lambda raster: Raster(raster.width_px, raster.height_px))
    assert session.document is before and pixels(session.shown).max() == 0
    assert session.history.undo_label is None
    session.change_pixels("Nothing", lambda raster: raster)
    assert not session.previewing and session.shown is before
    view.display.make_true(before.canvas)
    assert view.display.levels[0][100, 120] & 0xFFFFFF == int.from_bytes(
        bytes(int(v) for v in pixels(before)[100, 120, :3]), "big"
    )


def test_any_convex_frame_has_a_transform_before_the_eye() -> None:
    rect = Rect(100, 80, 160, 120)
    ends = np.array([[100.0, 80.0], [220.0, 80.0], [240.0, 110.0], [100.0, 160.0]])
    corners = np.array([[100.0, 80.0], [160.0, 80.0], [160.0, 120.0], [100.0, 120.0]])
    np.testing.assert_allclose(mapped(perspective(rect, ends), corners), ends, atol=1e-3)


def test_what_is_confined_is_what_mixing_makes() -> None:
    old = Raster.from_array(300, 200, patchwork(200, 150), 40, 20)
    new = Raster.from_array(300, 200, patchwork(180, 190, seed=1), 100, 5)
    for selection in (
        shapes.ellipse(300, 200, 20, 10, 280, 190),
        shapes.rectangle(300, 200, 0, 0, 256, 128),
        shapes.nothing(300, 200),
    ):
        made = confined(old, new, selection)
        np.testing.assert_array_equal(made.read(made.canvas), shapes.mixed(old, new, selection).read(made.canvas))
    assert confined(old, new, shapes.nothing(300, 200)) is old
    assert confined(old, new, None) is new


def test_several_layers_are_moved_and_transformed_together(view: CanvasView) -> None:
    document = view.session.document
    first = document.layers[0]
    assert isinstance(first, Layer)
    second = Layer(raster=Raster.from_array(300, 200, patchwork(20, 20, seed=2), 200, 20))
    other = Layer(raster=Raster.from_array(300, 200, patchwork(20, 20, seed=3), 10, 10))
    view.set_session(Session(replace(document, layers=(first, other, second))))
    session = view.session
    session.choose_layers((first.id, second.id), active=second.id)
    view.state.set_tool(ToolName.MOVE)
    key(view, Qt.Key.Key_Right, down=True)
    moved = session.document
    assert [layer.raster.bounds() for layer in moved.layers if isinstance(layer, Layer)] == [
        Rect(101, 80, 161, 120),
        Rect(10, 10, 30, 30),
        Rect(201, 20, 221, 40),
    ]
    begin_transform(view)
    content = view.free_transform._content
    assert content is not None and content.box == Rect(101, 20, 221, 120)
    view.free_transform.flip(horizontally=True)
    view.free_transform.finish(keep=True)
    assert [layer.raster.bounds() for layer in session.document.layers if isinstance(layer, Layer)] == [
        Rect(161, 80, 221, 120),
        Rect(10, 10, 30, 30),
        Rect(101, 20, 121, 40),
    ]
    session.undo()
    assert session.document is moved


# Shapes with the brush


@pytest.mark.parametrize("tool", [ToolName.DRAW_LINE, ToolName.DRAW_RECTANGLE, ToolName.DRAW_ELLIPSE])
def test_shapes_are_strokes_along_them_seen_while_dragged(tool: ToolName) -> None:
    view = shown_view(Session(painted_document(np.zeros((200, 300, 4), np.uint8))))
    before = view.session.document
    view.state.change_brush(size_px=6.0)
    view.state.set_tool(tool)
    hand = Hand(view)
    hand.press((50, 40))
    hand.move((120, 90))
    hand.move((250, 160))
    QApplication.processEvents()
    assert view.session.stroke is not None and view.session.stroke.draft.tiles
    hand.release((250, 160))
    alpha = pixels(view.session.document)[..., 3]
    y, x = np.nonzero(alpha > 200)
    if tool is ToolName.DRAW_LINE:
        way = np.abs((x - 50) * 120 - (y - 40) * 200) / np.hypot(200, 120)
    elif tool is ToolName.DRAW_RECTANGLE:
        way = np.minimum(np.minimum(abs(x - 50), abs(x - 250)), np.minimum(abs(y - 40), abs(y - 160)))
        assert alpha[100, 150] == 0
    else:
        way = np.abs(np.hypot((x - 150) / 100, (y - 100) / 60) - 1) * 60
        assert alpha[100, 150] == 0
    assert len(x) > 500 and way.max() <= 5.0
    assert view.session.history.undo_label == "Brush stroke"
    view.session.undo()
    assert view.session.document is before
    hand.draw((100, 100), (100, 100))
    assert view.session.document is before, "a press alone draws nothing"


def test_shift_keeps_lines_straight_and_rectangles_square() -> None:
    view = shown_view(Session(painted_document(np.zeros((200, 300, 4), np.uint8))))
    view.state.change_brush(size_px=4.0)
    view.state.set_tool(ToolName.DRAW_LINE)
    hand = Hand(view)
    hand.press((50, 100))
    hand.keys = SHIFT
    hand.move((250, 110))
    QApplication.processEvents()
    hand.release((250, 110))
    y, _ = np.nonzero(pixels(view.session.document)[..., 3])
    assert y.min() >= 95 and y.max() <= 104


@pytest.mark.parametrize("tool", [ToolName.FILL, ToolName.GRADIENT])
def test_on_a_mask_tools_paint_the_mask(view: CanvasView, tool: ToolName) -> None:
    document = view.session.document
    layer = document.layers[0]
    masked = replace(layer, mask=Mask(raster=MaskRaster(300, 200, outside=255)))
    view.set_session(Session(replace(document, layers=(masked,))))
    session = view.session
    session.select_layer(layer.id, mask=True)
    select(view, 0, 0, 150, 200)
    view.state.set_foreground(QColor("#000000"))
    view.state.set_background(QColor("#FFFFFF"))
    view.state.set_tool(tool)
    Hand(view).draw((20, 20), (60, 20), (100, 20))
    node = session.document.active
    assert isinstance(node, Layer) and isinstance(masked, Layer) and node.mask is not None
    assert node.raster is masked.raster
    values = node.mask.raster.read(document.canvas)
    assert values[100, 5] == 0 and (values[:, 150:] == 255).all()
    assert (values[:, :150] == 0).all() == (tool is ToolName.FILL)


def test_a_mask_alone_is_moved_and_transformed(view: CanvasView) -> None:
    document = view.session.document
    layer = document.layers[0]
    hole = shapes.rectangle(300, 200, 110, 90, 130, 110)
    masked = replace(layer, mask=Mask(raster=hole))
    view.set_session(Session(replace(document, layers=(masked,))))
    session = view.session
    session.select_layer(layer.id, mask=True)

    def mask_bounds() -> Rect:
        node = session.shown.active
        assert isinstance(node, Layer) and isinstance(layer, Layer) and node.mask is not None
        assert node.raster is layer.raster
        return node.mask.raster.bounds()

    view.state.set_tool(ToolName.MOVE)
    hand = Hand(view)
    hand.press((120, 100))
    hand.move((140, 100))
    QApplication.processEvents()
    assert mask_bounds() == Rect(130, 90, 150, 110)
    hand.release((140, 100))
    assert mask_bounds() == Rect(130, 90, 150, 110) and session.history.undo_label == "Move mask"
    begin_transform(view)
    content = view.free_transform._content
    assert content is not None and content.mask
    view.free_transform.set_numbers(width=50.0, height=50.0)
    box = mask_bounds()
    key(view, Qt.Key.Key_Return, down=True)
    assert mask_bounds() == box != Rect(130, 90, 150, 110) and session.history.undo_label == "Transform mask"
    session.undo()
    session.undo()
    assert mask_bounds() == hole.bounds()
