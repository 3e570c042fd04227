"""What the pen does with brushes on the canvas: tilt, curves, resting, lines, symmetry, outlines, recording."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QTabletEvent
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QWidget

from painter.document.geometry import Rect
from painter.errors import PainterError
from painter.paint.brush import INKER, Brush, Mix, Tip, by_pressure
from painter.paint.pen import PenSample
from painter.paint.prediction import predicted
from painter.paint.replay import read_strokes
from painter.paint.symmetry import Symmetry
from painter.session import Session
from painter.settings import Folders, Settings, load_settings, save_settings
from painter.ui.canvas.dab_outline import tip_rim
from painter.ui.canvas.overlays import cursor_region
from painter.ui.canvas.view import CanvasView
from painter.ui.paint_state import ToolName
from painter.ui.recording import Recording, StrokeRecorder
from painter.ui.tools.tool import DabShape, ToolCursor
from tests.ui.canvas_hands import LEFT, NO_BUTTON, NO_KEYS, PEN, Hand, blank_document, settle, shown_view

pytestmark = [pytest.mark.gui, pytest.mark.usefixtures("qapp")]

SHIFT = Qt.KeyboardModifier.ShiftModifier
PLAIN = Brush(name="Plain", size_px=20, tip=Tip(hardness=0.9))


class Heard:
    """A listener that keeps the samples of strokes."""

    def __init__(self) -> None:
        self.samples: list[PenSample] = []
        self.symmetry: Symmetry | None = None
        self.ends: list[str] = []

    def begun(
        self, brush: Brush, color: tuple[int, int, int], *, erase: bool, zoom: float, symmetry: Symmetry | None
    ) -> None:
        self.symmetry = symmetry

    def extended(self, samples: tuple[PenSample, ...]) -> None:
        self.samples += samples

    def ended(self) -> None:
        self.ends.append("ended")

    def dropped(self) -> None:
        self.ends.append("dropped")


@pytest.fixture
def view() -> CanvasView:
    made = shown_view()
    made.actual_size()
    made.state.set_brush(PLAIN)
    made.state.set_foreground(QColor("#FF0000"))
    QApplication.processEvents()
    return made


@pytest.fixture
def heard(view: CanvasView) -> Heard:
    listener = Heard()
    view.session.stroke_listener = listener
    return listener


def tilted(
    view: CanvasView, kind: QEvent.Type, place: tuple[float, float], tilt: tuple[float, float], turn: float
) -> None:
    at = view.transform.to_widget(*place)
    buttons = NO_BUTTON if kind == QEvent.Type.TabletRelease else LEFT
    button = NO_BUTTON if kind == QEvent.Type.TabletMove else LEFT
    event = QTabletEvent(kind, PEN, at, at, 0.5, *tilt, 0, turn, 0, NO_KEYS, button, buttons)
    event.setTimestamp(1000 + int(place[0]))
    QApplication.sendEvent(view, event)


def alpha(session: Session, rect: Rect) -> np.ndarray:
    return session.document.layer(session.document.active_id or "").raster.read(rect)[..., 3]


# What the pen reports


def test_tilt_and_rotation_reach_the_stroke(view: CanvasView, heard: Heard) -> None:
    tilted(view, QEvent.Type.TabletPress, (50, 50), (30, -20), 15)
    tilted(view, QEvent.Type.TabletRelease, (60, 50), (30, -20), 15)
    first = heard.samples[0]
    assert (first.tilt_x_deg, first.tilt_y_deg, first.rotation_deg) == (30, -20, 15)
    assert first.pressure == 0.5


def test_tilt_turns_with_the_canvas(view: CanvasView, heard: Heard) -> None:
    view.rotate_by(90)
    tilted(view, QEvent.Type.TabletPress, (50, 50), (30, 0), 100)
    tilted(view, QEvent.Type.TabletRelease, (60, 50), (30, 0), 100)
    # What leans to the right of a canvas turned clockwise leans to the canvas's own top.
    first = heard.samples[0]
    assert (first.tilt_x_deg, first.tilt_y_deg) == pytest.approx((0, -30))
    assert first.rotation_deg == pytest.approx(10)
    view.reset_rotation()
    view.set_mirrored(True)
    tilted(view, QEvent.Type.TabletPress, (50, 50), (30, 10), 0)
    tilted(view, QEvent.Type.TabletRelease, (60, 50), (30, 10), 0)
    last = heard.samples[-1]
    assert (last.tilt_x_deg, last.tilt_y_deg) == pytest.approx((-30, 10))


def test_the_devices_curve_says_what_pressure_counts_for(view: CanvasView, heard: Heard) -> None:
    view.pressure_curve = ((0.0, 0.0), (0.5, 0.9), (1.0, 1.0))
    tilted(view, QEvent.Type.TabletPress, (50, 50), (0, 0), 0)
    tilted(view, QEvent.Type.TabletRelease, (60, 50), (0, 0), 0)
    assert heard.samples[0].pressure == pytest.approx(0.9, abs=0.01)


def test_a_pressure_curve_is_kept_and_a_wrong_one_is_not() -> None:
    folders = Folders.standard()
    curve = ((0.0, 0.1), (0.4, 0.8), (1.0, 1.0))
    save_settings(Settings(pressure_curve=curve, favourite_brushes=("Inker",)), folders)
    assert load_settings(folders).pressure_curve == curve
    assert load_settings(folders).favourite_brushes == ("Inker",)
    path = folders.config / "settings.json"
    for wrong in ([[0, 0]], [[0, 0], [0, 1]], [[0, 0], [1, 2]], [[0, 0], ["1", 1]], "straight"):
        path.write_text(json.dumps({"pressure_curve": wrong}), "utf-8")
        assert load_settings(folders).pressure_curve == Settings().pressure_curve


def test_a_quick_mouse_paints_lightly(view: CanvasView, heard: Heard) -> None:
    Hand(view, None).draw((20, 60), (60, 60), (120, 60), (200, 60))
    pressures = [sample.pressure for sample in heard.samples]
    assert pressures[0] == 1.0
    assert min(pressures) < 0.6
    assert pressures[1] > pressures[2]


# Resting


def test_an_airbrush_sprays_while_the_pen_rests(view: CanvasView, heard: Heard) -> None:
    view.state.set_brush(replace(PLAIN, rate_hz=60.0, flow=0.1, accumulate="build"))
    hand = Hand(view, PEN)
    hand.press((100, 100))
    QApplication.processEvents()
    before = len(heard.samples)
    QTest.qWait(120)
    sprayed = len(heard.samples) - before
    assert sprayed >= 3
    times = [sample.t_s for sample in heard.samples]
    assert times == sorted(times)
    assert times[-1] > times[0]
    hand.release((100, 100))
    after = len(heard.samples)
    QTest.qWait(60)
    assert len(heard.samples) == after
    view.state.set_brush(PLAIN)
    hand.press((100, 100))
    before = len(heard.samples)
    QTest.qWait(60)
    assert len(heard.samples) == before
    hand.release((100, 100))


# Straight lines, size and opacity


def test_shift_and_a_click_draw_a_straight_line(view: CanvasView) -> None:
    hand = Hand(view, PEN)
    hand.draw((40, 40), (60, 40))
    hand.keys = SHIFT
    hand.press((160, 140))
    hand.release((160, 140))
    QApplication.processEvents()
    assert alpha(view.session, Rect(110, 90, 111, 91))[0, 0] == 255  # halfway from (60, 40)
    assert view.session.history.undo_label == "Brush stroke"
    view.session.undo()
    assert alpha(view.session, Rect(110, 90, 111, 91))[0, 0] == 0
    assert alpha(view.session, Rect(50, 40, 51, 41))[0, 0] == 255


def test_a_line_needs_a_beginning(view: CanvasView) -> None:
    hand = Hand(view, PEN)
    hand.keys = SHIFT
    hand.press((160, 140))
    hand.release((160, 140))
    assert view.session.history.undo_label is None
    Hand(view, PEN).draw((40, 40), (60, 40))
    view.set_session(Session(blank_document()))
    hand.press((160, 140))
    hand.release((160, 140))
    assert view.session.history.undo_label is None  # it began in another document


def test_a_line_is_told_about_while_shift_is_held(view: CanvasView) -> None:
    hand = Hand(view, PEN)
    hand.draw((40, 40), (60, 40))
    view._pointer.modifiers = SHIFT
    hand.keys = SHIFT
    hand.hover((160, 140))
    cursor = view._cursor
    assert cursor is not None
    assert cursor.line_from == view.transform.to_widget(60, 40)
    assert cursor_region(cursor).contains(view.transform.to_widget(110, 90).toPoint())


def test_a_shift_drag_sets_size_across_and_opacity_up_and_down(view: CanvasView) -> None:
    hand = Hand(view, PEN)
    hand.keys = SHIFT
    hand.press(QPointF(200, 200))
    hand.move(QPointF(230, 205))
    QApplication.processEvents()
    hand.release(QPointF(230, 260))
    assert (view.state.brush.size_px, view.state.brush.opacity) == (80, 1.0)
    hand.press(QPointF(200, 200))
    hand.move(QPointF(205, 250))
    QApplication.processEvents()
    hand.release(QPointF(260, 300))
    assert view.state.brush.size_px == 80
    assert view.state.brush.opacity == pytest.approx(0.5)
    assert view.session.history.undo_label is None


# Symmetry


def test_strokes_are_mirrored_about_the_middle(view: CanvasView) -> None:
    view.state.set_symmetry(Symmetry(kind="mirror"))
    Hand(view, PEN).draw((40, 60), (60, 80))
    width = view.session.document.width_px
    whole = alpha(view.session, view.session.document.canvas)
    assert whole[:, : width // 2].any()
    np.testing.assert_array_equal(whole, whole[:, ::-1])
    view.state.set_symmetry(None)
    view.session.undo()
    Hand(view, PEN).draw((40, 60), (60, 80))
    assert not alpha(view.session, view.session.document.canvas)[:, width // 2 :].any()


def test_the_axis_is_seen(view: CanvasView) -> None:
    def middle() -> list[str]:
        image = view.grab().toImage()
        at = view.transform.to_widget(150, 30).toPoint()
        return [image.pixelColor(at.x() + dx, at.y()).name() for dx in range(-2, 3)]

    plain = middle()
    view.state.set_symmetry(Symmetry(kind="mirror"))
    assert middle() != plain


# The smudge tool


def test_the_smudge_tool_moves_paint(view: CanvasView) -> None:
    Hand(view, PEN).draw((80, 60), (80, 140))
    view.state.set_brush(
        Brush(name="Finger", group="Smudge", size_px=24, mix=Mix(mode="smear", load=0.0, length=0.9))
    )
    assert view.state.tool == ToolName.SMUDGE
    before = alpha(view.session, Rect(92, 95, 112, 105)).sum()
    Hand(view, PEN).draw((80, 100), (88, 100), (96, 100), (104, 100), (112, 100))
    assert alpha(view.session, Rect(92, 95, 112, 105)).sum() > before


# Outlines and what is ahead


def test_the_outline_is_that_of_the_dab(view: CanvasView) -> None:
    hand = Hand(view, PEN)
    hand.hover((100, 100))
    assert view._cursor is not None
    assert view._cursor.dab is None  # a circle
    view.state.set_brush(replace(PLAIN, tip=Tip(ratio=0.3), angle_deg=40))
    assert view._cursor.dab == DabShape(ratio=0.3, angle_deg=40)
    view.rotate_by(30)
    assert view._cursor.dab.angle_deg == pytest.approx(70)
    view.reset_rotation()
    view.set_mirrored(True)
    assert view._cursor.dab.flipped
    assert view._cursor.dab.angle_deg == pytest.approx(-40)
    view.set_mirrored(False)
    view.state.set_brush(replace(PLAIN, follow="rotation", tip=Tip(ratio=0.3)))
    at = view.transform.to_widget(100, 100)
    event = QTabletEvent(QEvent.Type.TabletMove, PEN, at, at, 0.0, 0, 0, 0, 25, 0, NO_KEYS, NO_BUTTON, NO_BUTTON)
    QApplication.sendEvent(view, event)
    assert view._cursor.dab is not None
    assert view._cursor.dab.angle_deg == 25


def test_a_picture_tip_has_the_rim_of_its_picture() -> None:
    rim = tip_rim("chalk")
    assert len(rim) > 20
    assert all(max(abs(line.x1()), abs(line.y1()), abs(line.x2()), abs(line.y2())) <= 1.1 for line in rim)
    assert tip_rim("nowhere") == ()


def test_everything_of_the_cursor_is_repainted(view: CanvasView) -> None:
    cursor = ToolCursor(
        shape=Qt.CursorShape.BlankCursor, at=QPointF(200, 200), ring=80, dab=DabShape(ratio=0.2, angle_deg=45)
    )
    region = cursor_region(cursor)
    for point in (QPoint(200, 200), QPoint(228, 228), QPoint(172, 172)):
        assert region.contains(point)


def test_what_is_ahead_is_shown_and_never_painted(view: CanvasView, heard: Heard) -> None:
    view.state.set_brush(replace(INKER, smooth=replace(INKER.smooth, level=0.0), size_px=12))
    hand = Hand(view, PEN)
    hand.press((40, 100))
    for x in range(50, 120, 10):
        hand.move((x, 100))
        settle()
    assert view._cursor is not None
    ahead = view._cursor.ahead
    assert ahead is not None
    here = view.transform.to_widget(110, 100)
    assert ahead.points[-1].x() > here.x() + 5
    assert max(sample.x for sample in heard.samples) == pytest.approx(110, abs=0.01)
    hand.release((110, 100))
    QApplication.processEvents()
    assert view._cursor.ahead is None
    assert not alpha(view.session, Rect(125, 90, 160, 110)).any()


def test_prediction_goes_on_with_the_last_speed_and_knows_its_limits() -> None:
    steady = [(0.005 * i, 10.0 * i, 0.0) for i in range(8)]
    x, y = predicted(steady) or (0.0, 0.0)
    assert (x, y) == pytest.approx((70 + 24, 0))
    assert predicted(steady[:2]) is None
    assert predicted(steady, now_s=1.0) is None
    still = [(0.005 * i, 3.0, 4.0) for i in range(8)]
    assert predicted(still) == (3.0, 4.0)
    assert predicted([(1.0, 0.0, 0.0)] * 5) is None
    fast = [(0.005 * i, 200.0 * i, 0.0) for i in range(8)]
    assert (predicted(fast) or (0.0, 0.0))[0] <= 1400 + 48


# Recording


def test_recorded_strokes_are_read_back(view: CanvasView, tmp_path: Path) -> None:
    area = QWidget()
    recording = Recording(area, view.session, area)
    told, changed = QSignalSpy(recording.told), QSignalSpy(recording.changed)
    path = tmp_path / "strokes.jsonl"
    recording.start(path)
    assert changed.at(0) == [True]
    assert recording.badge.isVisibleTo(area)
    view.state.set_brush(replace(PLAIN, dynamics=by_pressure(size=0.2)))
    Hand(view, PEN).draw((40, 40), (60, 50), (80, 60), pressure=0.6)
    assert "strokes: 1" in recording.badge.words.text()
    hand = Hand(view, PEN)
    hand.press((50, 50))
    hand.move((60, 60))
    QApplication.processEvents()
    QTest.keyClick(view, Qt.Key.Key_Escape)  # dropped, and so not recorded
    hand.release((60, 60))
    view.state.set_tool(ToolName.ERASER)
    Hand(view, PEN).draw((10, 10), (20, 20))
    recording.stop()
    assert not recording.badge.isVisibleTo(area)
    assert view.session.stroke_listener is None
    assert "recorded: 2" in told.at(0)[0]
    first, second = read_strokes(path.read_text("utf-8").splitlines(), path.name)
    assert first.brush == replace(view.state.brush)
    assert first.color == (255, 0, 0)
    assert [sample.x for sample in first.samples] == pytest.approx([40, 60, 80, 80], abs=1e-3)
    assert first.samples[1].pressure == pytest.approx(0.6)
    assert (first.erase, second.erase) == (False, True)
    assert first.zoom == view.transform.scale


def test_the_recorder_follows_the_session(view: CanvasView, tmp_path: Path) -> None:
    area = QWidget()
    recording = Recording(area, view.session, area)
    recording.start(tmp_path / "strokes.jsonl")
    other = Session(blank_document())
    old = view.session
    recording.set_session(other)
    assert old.stroke_listener is None
    assert other.stroke_listener is not None
    recording.stop()
    assert other.stroke_listener is None


def test_a_recording_that_cannot_be_written_is_told(view: CanvasView, tmp_path: Path) -> None:
    with pytest.raises(PainterError, match="cannot be written"):
        StrokeRecorder(tmp_path / "nowhere" / "strokes.jsonl")
    area = QWidget()
    recording = Recording(area, view.session, area)
    refused = QSignalSpy(recording.refused)
    recording.start(tmp_path / "nowhere" / "strokes.jsonl")
    assert refused.count() == 1
    assert not recording.on


# Keys


def test_the_number_pad_sets_opacity_and_the_other_digits_do_not(view: CanvasView) -> None:
    pad = Qt.KeyboardModifier.KeypadModifier
    QTest.keyClick(view, Qt.Key.Key_3, pad)
    assert view.state.brush.opacity == pytest.approx(0.3)
    QTest.keyClick(view, Qt.Key.Key_0, pad)
    assert view.state.brush.opacity == 1.0
    QTest.keyClick(view, Qt.Key.Key_3)
    assert view.state.brush.opacity == 1.0
