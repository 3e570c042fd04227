"""The canvas as a widget: what it paints, how the view moves, what can be dropped on it."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, QRect, QRectF, Qt, QUrl
from PySide6.QtGui import (
    QAccessible,
    QColor,
    QDragEnterEvent,
    QDropEvent,
    QImage,
    QNativeGestureEvent,
    QPainter,
    QPointingDevice,
    QRegion,
)
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication

from painter.document.geometry import Rect
from painter.session import Session
from painter.ui.canvas import painting
from painter.ui.canvas.display import Display
from painter.ui.canvas.painting import paint_canvas
from painter.ui.canvas.transform import ViewTransform
from painter.ui.canvas.view import FIT_FOOT, FIT_MARGIN, CanvasView
from painter.ui.paint_state import ToolName
from painter.ui.theme import DARK
from tests.ui.canvas_hands import (
    Hand,
    blank_document,
    painted_document,
    patchwork,
    shown_view,
    wheel,
    whole_display,
)

pytestmark = [pytest.mark.gui, pytest.mark.usefixtures("qapp")]

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def painted(view: ViewTransform, display: Display, *regions: QRegion, background: QImage | None = None) -> QImage:
    """Return the view as painted region by region, in device pixels."""
    size = round(view.width * view.ratio), round(view.height * view.ratio)
    image = background or QImage(*size, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(view.ratio)
    for region in regions or (QRegion(0, 0, int(view.width), int(view.height)),):
        painter = QPainter(image)
        painter.setClipRegion(region)
        paint_canvas(painter, region, view, display)
        painter.end()
    return image


def rgb(image: QImage) -> NDArray[np.uint8]:
    """Return (h, w, 3) uint8, device pixels."""
    image = image.convertToFormat(QImage.Format.Format_RGBX8888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 4 * image.width()].reshape(image.height(), image.width(), 4)[..., :3].copy()


def display_of(pixels: NDArray[np.uint8]) -> Display:
    return Display(Session(painted_document(pixels)))


# Painting


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
def test_100_percent_is_one_picture_pixel_on_one_screen_pixel(ratio: float) -> None:
    pixels = patchwork(64, 48)
    view = ViewTransform(center_x=31.3, center_y=24.9, zoom=1, width=120, height=80, ratio=ratio)
    matrix = view.to_device()
    left, top = round(matrix.dx()), round(matrix.dy())
    shown = rgb(painted(view, display_of(pixels)))
    assert np.array_equal(shown[top : top + 48, left : left + 64], pixels[..., :3])


@pytest.mark.parametrize("ratio", [1.0, 1.5])
@pytest.mark.parametrize("mirrored", [False, True])
def test_enlarged_pixels_are_squares_of_one_size(ratio: float, mirrored: bool) -> None:
    pixels = patchwork(20, 16)
    view = ViewTransform(center_x=10, center_y=8, zoom=6, width=140, height=120, ratio=ratio, mirrored=mirrored)
    area = view.to_device().mapRect(QRectF(0, 0, 20, 16)).toRect()
    shown = rgb(painted(view, display_of(pixels)))
    part = shown[area.top() : area.top() + 96, area.left() : area.left() + 120]
    expected = pixels[:, ::-1, :3] if mirrored else pixels[..., :3]
    assert np.array_equal(part, expected.repeat(6, axis=0).repeat(6, axis=1))


def test_half_size_is_one_screen_pixel_for_four() -> None:
    pixels = patchwork(64, 64)
    pixels[...] = pixels[::2, ::2].repeat(2, axis=0).repeat(2, axis=1)
    shown = rgb(painted(ViewTransform(center_x=32, center_y=32, zoom=0.5, width=32, height=32), display_of(pixels)))
    assert np.array_equal(shown, pixels[::2, ::2, :3])


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    zoom=st.sampled_from([0.2, 0.5, 0.7, 1.0, 1.5, 2.0, 2.9, 5.0, 9.0]),
    rotation=st.sampled_from([0.0, 90.0, 180.0, 33.0]),
    mirrored=st.booleans(),
    ratio=st.sampled_from([1.0, 1.5]),
    x=st.integers(0, 150),
    y=st.integers(0, 100),
)
def test_a_repainted_part_joins_what_is_around_it(
    zoom: float, rotation: float, mirrored: bool, ratio: float, x: int, y: int
) -> None:
    display = display_of(SMOOTH)
    view = ViewTransform(
        center_x=100.3,
        center_y=70.7,
        zoom=zoom,
        rotation_deg=rotation,
        mirrored=mirrored,
        width=200,
        height=140,
        ratio=ratio,
    )
    whole = painted(view, display)
    again = painted(view, display, QRegion(x, y, 41, 33), QRegion(x + 3, y + 5, 7, 60), background=whole.copy())
    difference = np.abs(rgb(whole).astype(int) - rgb(again)).max(axis=2)
    if (zoom == 1.0 and rotation in (0.0, 180.0)) or (zoom >= 2 and rotation in (0.0, 180.0)):
        assert difference.max() == 0
    else:
        # Qt's smoothing rounds a little differently from where it begins.
        assert (difference > 6).mean() < 0.002


SMOOTH = np.zeros((140, 200, 4), np.uint8)
SMOOTH[..., 0] = np.arange(200)
SMOOTH[..., 1] = np.arange(140)[:, None]
SMOOTH[..., 2] = (np.add.outer(np.arange(140), np.arange(200)) // 6 % 2) * 60
SMOOTH[..., 3] = 255


@pytest.mark.parametrize("rotation", [0.0, 45.0])
def test_around_the_picture_is_the_pasteboard_and_a_soft_shadow(rotation: float) -> None:
    display = display_of(np.full((200, 200, 4), 255, np.uint8))
    view = ViewTransform(center_x=100, center_y=100, zoom=1, rotation_deg=rotation, width=500, height=500)
    shown = painted(view, display)
    assert shown.pixelColor(2, 2) == QColor(DARK.pasteboard)
    assert shown.pixelColor(250, 250) == QColor("#FFFFFF")
    edge = view.to_widget(100, 201.5).toPoint()
    if rotation == 45.0:
        edge = view.to_widget(202, 100).toPoint()
    # A turned picture's shadow turns with it.
    assert shown.pixelColor(edge).lightness() < QColor(DARK.pasteboard).lightness() - 6


def test_the_grid_shows_from_800_percent_and_marks_every_pixel(monkeypatch: pytest.MonkeyPatch) -> None:
    display = display_of(np.full((20, 20, 4), 255, np.uint8))
    far = ViewTransform(center_x=10, center_y=10, zoom=7.9, width=100, height=100)
    assert (rgb(painted(far, display)) == 255).all()
    close = replace(far, zoom=8.0)
    shown = rgb(painted(close, display))[..., 0]
    offset = round(close.to_device().dx()) % 8
    column = shown[4]
    lines = [x for x in range(100) if column[x] < 255]
    assert lines == list(range(offset, 100, 8))


def test_a_turned_grid_has_thin_lines() -> None:
    display = display_of(np.full((20, 20, 4), 255, np.uint8))
    view = ViewTransform(center_x=10, center_y=10, zoom=12, rotation_deg=30, width=100, height=100)
    shown = rgb(painted(view, display))[..., 0]
    assert 0.6 < (shown > 250).mean() < 0.95


def test_a_large_turned_view_is_sharp_again_when_it_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(painting, "LARGE_TURNED_PX", 100)
    view = shown_view(Session(painted_document(SMOOTH)))
    view.rotate_by(30)
    QApplication.processEvents()
    view.set_zoom(0.7)
    view.show_transform(view.transform.moved(3, 0))
    QApplication.processEvents()
    sharp = rgb(painted(view.transform, view.display))
    assert not np.array_equal(rgb(view.grab().toImage()), sharp)
    QTest.qWait(200)
    assert np.array_equal(rgb(view.grab().toImage()), sharp)


def test_100_percent_is_crisp_where_the_view_begins_between_two_device_pixels() -> None:
    # In a process of its own, for Qt reads the scale once.
    done = subprocess.run(
        [sys.executable, "-c", CRISP],
        env={**os.environ, "QT_SCALE_FACTOR": "1.5"},
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["crisp", "1.5"]


CRISP = """
import numpy as np
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([])
from painter.session import Session
from painter.ui.canvas.view import CanvasView
from painter.ui.paint_state import PaintState
from tests.ui.canvas_hands import painted_document, patchwork
from painter.ui.bridge import pixels_of
window = QWidget()
pixels = patchwork(50, 40)
view = CanvasView(Session(painted_document(pixels)), PaintState(), window)
window.resize(201, 167)
view.setGeometry(7, 9, 187, 151)
window.show()
view.actual_size()
app.processEvents()
ratio = view.devicePixelRatioF()
# The window as a whole: the canvas begins between two of its device pixels.
shown = pixels_of(window.grab().toImage())
x, y = view.transform.to_device().dx() + 7 * ratio, view.transform.to_device().dy() + 9 * ratio
assert (x, y) == (round(x), round(y)), (x, y)
x, y = round(x), round(y)
found = shown[y : y + 40, x : x + 50]
print("crisp" if np.array_equal(found, pixels) else "blurred", f"{ratio:g}")
"""


# Moving the view


def test_fit_leaves_room_for_the_bar_and_follows_the_window() -> None:
    view = shown_view(Session(blank_document(400, 100)), width=600, height=500)
    shown = view.transform.widget_area(Rect(0, 0, 400, 100))
    assert (shown.left(), shown.right()) == (FIT_MARGIN, 600 - FIT_MARGIN)
    view.resize(300, 150)
    QApplication.processEvents()
    shown = view.transform.widget_area(Rect(0, 0, 400, 100))
    assert QRectF(FIT_MARGIN - 1, FIT_MARGIN - 1, 270, 150 - FIT_FOOT - FIT_MARGIN + 2).contains(shown)


def test_a_view_the_artist_chose_stays_when_the_window_grows() -> None:
    view = shown_view()
    view.set_zoom(2.0)
    middle = view.visible_center()
    view.resize(800, 600)
    QApplication.processEvents()
    assert view.zoom == 2.0
    assert view.visible_center() == middle


def test_fit_width_fills_the_width() -> None:
    view = shown_view(Session(blank_document(100, 1000)))
    view.fit_width()
    shown = view.transform.widget_area(Rect(0, 0, 100, 1000))
    assert (shown.left(), shown.right(), shown.top()) == (FIT_MARGIN, 640 - FIT_MARGIN, FIT_MARGIN)


def test_zoom_rotation_and_mirror_are_told() -> None:
    view = shown_view()
    told = QSignalSpy(view.view_changed)
    view.actual_size()
    view.zoom_in()
    assert view.zoom == 1.5
    view.zoom_out()
    assert view.zoom == 1.0
    view.rotate_by(15)
    view.rotate_by(-30)
    assert view.rotation_deg == pytest.approx(-15)
    view.set_mirrored(True)
    assert view.mirrored
    assert view.rotation_deg == pytest.approx(15)
    view.set_mirrored(True)
    view.reset_rotation()
    assert view.rotation_deg == 0
    assert told.count() == 7
    view.show_transform(view.transform.moved(5, 5))
    assert told.count() == 7


def test_the_wheel_zooms_to_the_cursor() -> None:
    view = shown_view()
    view.set_zoom(2.0)
    at = QPointF(200, 150)
    here = view.transform.to_canvas(at)
    wheel(view, at, angle=(0, 120))
    assert view.zoom == 3.0
    there = view.transform.to_widget(here.x(), here.y())
    assert abs(there.x() - at.x()) <= 1 and abs(there.y() - at.y()) <= 1
    wheel(view, at, angle=(0, -240))
    assert view.zoom == 1.5
    wheel(view, at, angle=(0, 30))
    assert 1.5 < view.zoom < 2.0


def test_shift_and_the_wheel_move_sideways() -> None:
    view = shown_view(Session(blank_document(2000, 2000)))
    view.actual_size()
    before = view.transform.to_widget(1000, 1000)
    wheel(view, QPointF(100, 100), angle=(0, -120), keys=SHIFT)
    way = view.transform.to_widget(1000, 1000) - before
    assert way.x() < -20 and way.y() == 0 and view.zoom == 1.0


def test_two_fingers_on_a_touchpad_move_and_with_control_zoom() -> None:
    view = shown_view(Session(blank_document(2000, 2000)))
    view.actual_size()
    before = view.transform.to_widget(1000, 1000)
    wheel(view, QPointF(100, 100), angle=(14, -20), pixels=(7, -10), phase=Qt.ScrollPhase.ScrollUpdate)
    assert view.transform.to_widget(1000, 1000) - before == QPointF(7, -10)
    assert view.zoom == 1.0
    wheel(view, QPointF(1, 1), angle=(0, 20), pixels=(0, 10), phase=Qt.ScrollPhase.ScrollUpdate, keys=CTRL)
    assert view.zoom > 1.0


@pytest.mark.parametrize(
    ("kind", "value", "zoom", "rotation"),
    [
        (Qt.NativeGestureType.ZoomNativeGesture, 0.5, 1.5, 0.0),
        (Qt.NativeGestureType.RotateNativeGesture, 12.0, 1.0, 12.0),
    ],
)
def test_a_pinch_zooms_and_turns(kind: Qt.NativeGestureType, value: float, zoom: float, rotation: float) -> None:
    view = shown_view()
    view.actual_size()
    at = QPointF(300, 200)
    device = QPointingDevice.primaryPointingDevice()
    QApplication.sendEvent(view, QNativeGestureEvent(kind, device, 2, at, at, at, value, QPointF()))
    assert (view.zoom, view.rotation_deg) == (pytest.approx(zoom), pytest.approx(rotation))


@pytest.fixture(scope="module")
def touch_screen() -> QPointingDevice:
    return QTest.createTouchDevice()


def test_fingers_move_zoom_and_tap(touch_screen: QPointingDevice) -> None:
    session = Session(blank_document(2000, 2000))
    session.add_layer()
    view = shown_view(session)
    view.actual_size()
    before = view.transform.to_widget(1000, 1000)
    touch = QTest.touchEvent(view, touch_screen, False)
    touch.press(0, QPoint(100, 100), view).commit()
    for x in (110, 130, 150):
        touch.move(0, QPoint(x, 100), view).commit()
    touch.release(0, QPoint(150, 100), view).commit()
    way = view.transform.to_widget(1000, 1000) - before
    assert way.x() > 30 and way.y() == 0

    touch.press(0, QPoint(100, 200), view).press(1, QPoint(200, 200), view).commit()
    for reach in (10, 20, 50):
        touch.move(0, QPoint(100 - reach, 200), view).move(1, QPoint(200 + reach, 200), view).commit()
    touch.release(0, QPoint(50, 200), view).release(1, QPoint(250, 200), view).commit()
    assert 1.5 < view.zoom <= 2.0
    assert session.history.redo_label is None

    touch.press(0, QPoint(100, 200), view).press(1, QPoint(200, 200), view).commit()
    touch.release(0, QPoint(101, 200), view).release(1, QPoint(200, 201), view).commit()
    assert session.history.redo_label == "New layer"


def test_a_palm_beside_the_pen_does_nothing(touch_screen: QPointingDevice) -> None:
    from tests.ui.canvas_hands import PEN

    view = shown_view()
    Hand(view, PEN).hover((20, 20))
    before = view.transform
    touch = QTest.touchEvent(view, touch_screen, False)
    touch.press(0, QPoint(100, 100), view).commit()
    touch.move(0, QPoint(200, 100), view).commit()
    touch.release(0, QPoint(200, 100), view).commit()
    assert view.transform == before


def test_arrows_move_the_view_and_the_keyboards_focus_is_seen() -> None:
    view = shown_view(Session(blank_document(2000, 2000)))
    view.actual_size()
    before = view.transform.to_widget(0, 0)
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.transform.to_widget(0, 0).x() < before.x()
    view.clearFocus()
    without = view.grab().toImage().pixelColor(1, 100)
    view.setFocus(Qt.FocusReason.TabFocusReason)
    assert view.grab().toImage().pixelColor(1, 100) == QColor(DARK.ai) != without
    view.clearFocus()
    view.setFocus(Qt.FocusReason.MouseFocusReason)
    assert view.grab().toImage().pixelColor(1, 100) == without


def test_a_screen_reader_hears_what_it_is() -> None:
    view = shown_view()
    reader = QAccessible.queryAccessibleInterface(view)
    assert reader.text(QAccessible.Text.Name) == "Canvas"
    assert "300 by 200" in reader.text(QAccessible.Text.Description)


# Following a session


def test_only_what_changed_is_repainted() -> None:
    view = shown_view(Session(blank_document(600, 400)))
    regions: list[QRect] = []
    paint = CanvasView.paintEvent

    class Watching(CanvasView):
        def paintEvent(self, event):  # type: ignore[no-untyped-def]
            regions.append(event.region().boundingRect())
            paint(self, event)

    watching = Watching(view.session, view.state)
    watching.resize(640, 480)
    watching.show()
    watching.actual_size()
    watching.state.change_brush(size_px=20.0)
    for _ in range(5):
        QApplication.processEvents()
    regions.clear()
    hand = Hand(watching)
    hand.hover((100, 100))
    QApplication.processEvents()
    hand.draw((100, 100), (120, 100), (140, 100))
    assert regions
    area = watching.transform.widget_area(Rect(60, 60, 180, 140)).toAlignedRect()
    assert all(area.contains(region) for region in regions), (area, regions)


def test_another_session_is_shown_and_the_old_one_forgotten() -> None:
    old = Session(blank_document())
    view = shown_view(old)
    view.rotate_by(40)
    new = Session(painted_document(np.full((100, 400, 4), 255, np.uint8)))
    view.set_session(new)
    assert view.rotation_deg == 0
    shown = view.transform.widget_area(Rect(0, 0, 400, 100))
    assert (shown.left(), shown.right()) == (FIT_MARGIN, 640 - FIT_MARGIN)
    old.apply("Change", lambda d: replace(d, layers=()))
    QApplication.processEvents()
    assert view.grab().toImage().pixelColor(320, 208) == QColor("#FFFFFF")


def test_idle_moments_finish_what_is_not_seen() -> None:
    view = shown_view(Session(painted_document(patchwork(900, 700))))
    view.set_zoom(4.0)
    view.resize(100, 100)
    for _ in range(200):
        QTest.qWait(10)
        if not view.display.stale:
            break
    assert not view.display.stale
    assert np.array_equal(view.display.levels[0], whole_display(view.session.document))


# Dropping


def drop(view: CanvasView, mime: QMimeData, at: QPointF) -> bool:
    action, buttons = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(at.toPoint(), action, mime, buttons, Qt.KeyboardModifier.NoModifier)
    enter.ignore()
    QApplication.sendEvent(view, enter)
    if not enter.isAccepted():
        return False
    QApplication.processEvents()
    QApplication.sendEvent(view, QDropEvent(at, action, mime, buttons, Qt.KeyboardModifier.NoModifier))
    return True


def test_files_are_dropped_where_the_hand_lets_go(tmp_path: Path) -> None:
    view = shown_view()
    got = QSignalSpy(view.files_dropped)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.png")), QUrl("https://example.org/b.png")])
    assert drop(view, mime, view.transform.to_widget(30, 40))
    files, at = got.at(0)
    assert files == [tmp_path / "a.png"]
    assert (at.x(), at.y()) == pytest.approx((30, 40), abs=0.01)


def test_a_picture_from_elsewhere_is_dropped() -> None:
    view = shown_view()
    got = QSignalSpy(view.image_dropped)
    image = QImage(5, 4, QImage.Format.Format_RGB32)
    image.fill(QColor("#123456"))
    mime = QMimeData()
    mime.setImageData(image)
    assert drop(view, mime, QPointF(10, 10))
    assert got.at(0)[0].pixelColor(1, 1) == QColor("#123456")


def test_what_is_no_picture_is_not_taken() -> None:
    view = shown_view()
    mime = QMimeData()
    mime.setText("words")
    assert not drop(view, mime, QPointF(10, 10))


def test_a_frame_says_that_a_drop_is_welcome() -> None:
    view = shown_view()
    before = view.grab().toImage().pixelColor(320, 8)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile("/a.png")])
    enter = QDragEnterEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(view, enter)
    assert view.grab().toImage().pixelColor(320, 8) != before
    QApplication.sendEvent(view, QEvent(QEvent.Type.DragLeave))
    assert view.grab().toImage().pixelColor(320, 8) == before


def test_the_tool_decides_the_cursor() -> None:
    view = shown_view()
    Hand(view).hover((50, 50))
    assert view.cursor().shape() == Qt.CursorShape.BlankCursor
    view.state.set_tool(ToolName.PAN)
    assert view.cursor().shape() == Qt.CursorShape.OpenHandCursor
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert view.cursor().shape() == Qt.CursorShape.ArrowCursor
