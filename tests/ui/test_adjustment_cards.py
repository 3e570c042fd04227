"""The cards of adjustments: what a hand and keys set, one undo step a drag, and what the canvas gets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from painter import layering
from painter.document.adjustments import (
    KINDS,
    AdjustmentSettings,
    BrightnessContrast,
    ColorBalance,
    Curves,
    GradientMap,
    GradientStop,
    HueSaturation,
    Levels,
    Posterize,
    Threshold,
)
from painter.document.document import Document
from painter.document.layer import Adjustment, Group, Layer
from painter.document.raster import Raster
from painter.session import Session
from painter.ui.adjustments.card import AdjustmentCard
from painter.ui.adjustments.editor import ColorBalanceEditor
from painter.ui.adjustments.gradient import GradientEditor
from painter.ui.adjustments.histogram import histogram_below
from painter.ui.adjustments.tones import CurvesEditor, LevelsEditor, ThresholdEditor
from painter.ui.widgets.value_field import ValueField
from tests.ui.long_words import long_words, shortened_in
from tests.ui.waiting import wait_for

pytestmark = [pytest.mark.gui, pytest.mark.usefixtures("qapp")]

LEFT = Qt.MouseButton.LeftButton
SIZE = 64


class Bench:
    """A session and the card of one adjustment in it."""

    def __init__(self) -> None:
        ramp = np.zeros((SIZE, SIZE, 4), np.uint8)
        ramp[..., :3] = (np.arange(SIZE) * 4)[None, :, None]
        ramp[..., 3] = 255
        layer = Layer(raster=Raster.from_array(SIZE, SIZE, ramp), id="ramp")
        self.session = Session(Document(width_px=SIZE, height_px=SIZE, layers=(layer,), active_id="ramp"))
        self.window = QWidget()
        self.window.resize(900, 700)
        self.window.show()
        self.card: AdjustmentCard | None = None

    def open(self, settings: AdjustmentSettings) -> AdjustmentCard:
        made = layering.add_adjustment(self.session, settings, "Adjustment")
        self.card = AdjustmentCard(self.window, self.session, made)
        self.card.open_beside(QRect(800, 300, 10, 10), self.window)
        self.window.activateWindow()
        QApplication.processEvents()
        return self.card

    def settings(self) -> Any:
        assert self.card is not None
        node = self.session.document.find(self.card.layer_id)
        assert isinstance(node, Adjustment)
        return node.settings

    def steps(self) -> int:
        return len(self.session.history.steps)


@pytest.fixture
def bench() -> Iterator[Bench]:
    made = Bench()
    yield made
    if made.card is not None:
        made.card.dismiss()
    made.window.close()


def mouse(widget: QWidget, kind: QEvent.Type, at: QPointF) -> None:
    move, release = kind == QEvent.Type.MouseMove, kind == QEvent.Type.MouseButtonRelease
    no = Qt.MouseButton.NoButton
    event = QMouseEvent(
        kind,
        at,
        QPointF(widget.mapToGlobal(at.toPoint())),
        no if move else LEFT,
        no if release else LEFT,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(widget, event)


def drag(widget: QWidget, start: QPointF, end: QPointF, *, steps: int = 6) -> None:
    mouse(widget, QEvent.Type.MouseButtonPress, start)
    for step in range(1, steps + 1):
        mouse(widget, QEvent.Type.MouseMove, start + (end - start) * step / steps)
    mouse(widget, QEvent.Type.MouseButtonRelease, end)


def editor(bench: Bench, kind: type[Any]) -> Any:
    assert bench.card is not None and isinstance(bench.card.editor, kind)
    return bench.card.editor


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
def test_every_kind_has_a_card_with_names_for_all_it_holds(bench: Bench, kind: type[AdjustmentSettings]) -> None:
    before = bench.session.document
    card = bench.open(kind())
    for child in card.findChildren(QWidget):
        if child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.isVisible():
            assert child.accessibleName() or getattr(child, "text", str)(), child
    assert bench.window.rect().contains(card.geometry())
    bench.session.undo()
    assert bench.session.document is before and not card.isVisible(), "a card goes with its layer"


def test_a_field_turned_is_one_step_and_reset_another(bench: Bench) -> None:
    card = bench.open(BrightnessContrast())
    steps = bench.steps()
    field = card.findChild(ValueField, "brightness")
    before = bench.session.document
    drag(field, QPointF(field.width() / 2, 10), QPointF(field.width() * 0.8, 10))
    assert bench.settings().brightness > 0.3 and bench.steps() == steps + 1
    bench.session.undo()
    assert bench.session.document is before and field.number() == 0
    bench.session.redo()
    card.reset()
    assert bench.settings() == BrightnessContrast() and bench.steps() == steps + 2


def test_switches_and_whole_numbers(bench: Bench) -> None:
    card = bench.open(HueSaturation())
    QTest.mouseClick(card.findChild(QWidget, "colorize"), LEFT)
    assert bench.settings().colorize
    card.dismiss()
    card = bench.open(Posterize())
    card.findChild(ValueField, "levels").set_number(7)
    assert bench.settings().levels == 7 and isinstance(bench.settings().levels, int)


def test_the_eye_hides_the_adjustment(bench: Bench) -> None:
    card = bench.open(BrightnessContrast())
    eye = next(b for b in card.findChildren(QWidget) if b.accessibleName() == "Hide the adjustment")
    QTest.mouseClick(eye, LEFT)
    node = bench.session.document.find(card.layer_id)
    assert node is not None and not node.visible and eye.accessibleName() == "Show the adjustment"


def test_colour_balance_by_tones(bench: Bench) -> None:
    bench.open(ColorBalance())
    made = editor(bench, ColorBalanceEditor)
    made.findChildren(ValueField)[0].set_number(50)
    QTest.mouseClick(made._tone.button(2), LEFT)
    assert made.findChildren(ValueField)[0].number() == 0, "another range has its own values"
    made.findChildren(ValueField)[2].set_number(-30)
    assert bench.settings() == ColorBalance(midtones=(0.5, 0, 0), highlights=(0, 0, -0.3))


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
def test_long_words_fit(bench: Bench, kind: type[AdjustmentSettings], monkeypatch: pytest.MonkeyPatch) -> None:
    with long_words():
        card = bench.open(kind())
        assert shortened_in(card, monkeypatch) == []


# --- curves ---


def test_a_point_is_set_dragged_and_thrown_out(bench: Bench) -> None:
    bench.open(Curves())
    graph = editor(bench, CurvesEditor).graph
    steps, before = bench.steps(), bench.session.document
    drag(graph, graph.place_of((0.5, 0.5)), graph.place_of((0.5, 0.8)))
    (_, (x, y), _) = bench.settings().master
    assert abs(x - 0.5) < 0.02 and abs(y - 0.8) < 0.02 and bench.steps() == steps + 1
    drag(graph, graph.place_of((x, y)), QPointF(graph.width() / 2, -80))
    assert bench.settings() == Curves() and bench.steps() == steps + 2
    bench.session.undo()
    bench.session.undo()
    assert bench.session.document is before


def test_a_point_stays_between_its_neighbours(bench: Bench) -> None:
    bench.open(Curves(master=((0, 0), (0.5, 0.5), (1, 1))))
    graph = editor(bench, CurvesEditor).graph
    drag(graph, graph.place_of((0.5, 0.5)), graph.place_of((1.02, 0.4)))
    (_, (x, _), _) = bench.settings().master
    assert 0.99 < x < 1.0


def test_a_curve_by_keys(bench: Bench) -> None:
    bench.open(Curves())
    graph = editor(bench, CurvesEditor).graph
    graph.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(graph, Qt.Key.Key_Return)
    QTest.keyClick(graph, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(graph, Qt.Key.Key_Right)
    (_, (x, y), _) = bench.settings().master
    assert (round(x * 255, 3), round(y * 255, 3)) == (128.5, 137.5)
    QTest.keyClick(graph, Qt.Key.Key_PageDown)
    assert graph.current() == 0
    QTest.keyClick(graph, Qt.Key.Key_Up)
    assert bench.settings().master[0] == (0.0, pytest.approx(1 / 255))
    QTest.keyClick(graph, Qt.Key.Key_PageUp)
    QTest.keyClick(graph, Qt.Key.Key_Delete)
    assert len(bench.settings().master) == 2
    QTest.keyClick(graph, Qt.Key.Key_Delete)
    assert len(bench.settings().master) == 2, "two remain"


def test_each_channel_has_its_own_curve(bench: Bench) -> None:
    bench.open(Curves())
    made = editor(bench, CurvesEditor)
    QTest.mouseClick(made.channels.button(1), LEFT)
    drag(made.graph, made.graph.place_of((0.4, 0.4)), made.graph.place_of((0.4, 0.2)))
    assert bench.settings().master == Curves().master and len(bench.settings().red) == 3
    QTest.mouseClick(made.channels.button(0), LEFT)
    assert made.graph.points() == Curves().master


# --- levels, threshold, gradient ---


def test_levels_by_their_handles(bench: Bench) -> None:
    bench.open(Levels())
    made = editor(bench, LevelsEditor)
    bar = made.incoming
    steps = bench.steps()
    width = bar.ground_rect().width()
    drag(bar, bar.handle_point(0), bar.handle_point(0) + QPointF(width / 4, 0))
    assert bench.settings().master.black == pytest.approx(0.25, abs=0.01) and bench.steps() == steps + 1
    drag(bar, bar.handle_point(2), bar.handle_point(2) - QPointF(width / 4, 0))
    assert bench.settings().master.white == pytest.approx(0.75, abs=0.01)
    middle = bar.handle_point(1)
    drag(bar, middle, middle - QPointF(width / 8, 0))
    assert bench.settings().master.gamma == pytest.approx(2.0, abs=0.1)
    drag(bar, bar.handle_point(0), bar.handle_point(2) + QPointF(20, 0))
    part = bench.settings().master
    assert part.black < part.white, "black stops before white"
    drag(made.outgoing, made.outgoing.handle_point(1), made.outgoing.handle_point(1) - QPointF(width / 2, 0))
    assert bench.settings().master.high == pytest.approx(0.5, abs=0.01)


def test_a_threshold_by_key(bench: Bench) -> None:
    bench.open(Threshold())
    bar = editor(bench, ThresholdEditor).bar
    bar.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(bar, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert bench.settings().level == pytest.approx(138 / 255)


def test_stops_are_added_coloured_moved_and_removed(bench: Bench) -> None:
    bench.open(GradientMap())
    made = editor(bench, GradientEditor)
    bar = made.bar
    ground = bar.ground_rect()
    QTest.mouseClick(bar, LEFT, pos=QPoint(round(ground.center().x()), round(ground.bottom() + 8)))
    assert [round(stop.position, 1) for stop in bench.settings().stops] == [0.0, 0.5, 1.0]
    assert bar.current() == 1
    made._hex.color_entered.emit(QColor("#FF0000"))
    assert bench.settings().stops[1][1:] == (1.0, 0.0, 0.0)
    drag(bar, bar.handle_point(1), bar.handle_point(1) + QPointF(ground.width() / 4, 0))
    assert bench.settings().stops[1].position == pytest.approx(0.75, abs=0.02)
    drag(bar, bar.handle_point(1), bar.handle_point(1) + QPointF(0, 120))
    assert bench.settings() == GradientMap()
    QTest.keyClick(bar, Qt.Key.Key_Delete)
    assert len(bench.settings().stops) == 2 and isinstance(bench.settings().stops[0], GradientStop)


# --- the histogram ---


def test_the_histogram_is_of_what_lies_below(bench: Bench) -> None:
    counts = histogram_below(bench.session.document, "ramp")
    assert not counts.any(), "nothing lies below the lowest"
    bench.open(Curves())
    graph = editor(bench, CurvesEditor).graph
    wait_for(lambda: graph._counts is not None)
    assert graph._counts[4] == 3 * SIZE and graph._counts[5] == 0


def test_a_closed_group_bounds_the_histogram() -> None:
    white = Layer(raster=Raster.from_array(8, 8, np.full((8, 8, 4), 255, np.uint8)), id="white")
    curves = Adjustment(settings=Curves(), id="curves")
    for isolated, pixels in ((True, 0), (False, 64)):
        group = Group(children=(curves,), isolated=isolated)
        counts = histogram_below(Document(width_px=8, height_px=8, layers=(white, group)), "curves")
        assert counts[1, 255] == pixels


# --- the card itself ---


def test_escape_closes_and_the_head_moves_the_card(bench: Bench) -> None:
    card = bench.open(BrightnessContrast())
    place = card.pos()
    mouse(card, QEvent.Type.MouseButtonPress, QPointF(80, 20))
    mouse(card, QEvent.Type.MouseMove, QPointF(40, 60))
    mouse(card, QEvent.Type.MouseButtonRelease, QPointF(40, 60))
    assert card.pos() == place + QPoint(-40, 40)
    focused = QApplication.focusWidget()
    assert focused is not None and card.isAncestorOf(focused)
    QTest.keyClick(focused, Qt.Key.Key_Escape)
    assert not card.isVisible()
