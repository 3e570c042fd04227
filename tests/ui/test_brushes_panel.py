"""The Brushes panel: sections, scopes, stars, menus; previews drawn in idle moments; what the hand remembers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QWidget

from painter.paint.brush import HARD_ROUND, INKER, PRESETS, SOFT_ROUND, Brush, Mix
from painter.paint.library import BrushLibrary
from painter.ui.brush_choosing import BrushChoosing
from painter.ui.dialogs.naming import NameDialog
from painter.ui.paint_state import PaintState, ToolName
from painter.ui.panels.brushes import ALL, FAVOURITES, RECENT, BrushesPanel
from painter.ui.widgets.stroke_preview import StrokePreviews, stroke_image

pytestmark = [pytest.mark.gui, pytest.mark.usefixtures("qapp")]

LEFT = Qt.MouseButton.LeftButton
NO_KEYS = Qt.KeyboardModifier.NoModifier
SMUDGER = Brush(name="Finger", group="Smudge", size_px=30, mix=Mix(mode="smear", load=0.0))
_kept: list[QWidget] = []


@pytest.fixture(autouse=True)
def _keep_windows() -> Iterator[None]:
    yield
    _kept.clear()


@pytest.fixture
def state() -> PaintState:
    return PaintState(library=BrushLibrary((*PRESETS, SMUDGER)))


@pytest.fixture
def panel(state: PaintState) -> BrushesPanel:
    made = BrushesPanel(state)
    made.resize(320, 500)
    made.show()
    made.activateWindow()
    _kept.append(made)
    QApplication.processEvents()
    return made


def shown(panel: BrushesPanel) -> list[str]:
    rows = panel.list.model()
    texts = [rows.index(row, 0) for row in range(rows.rowCount()) if not panel.list.isRowHidden(row)]
    return [str(index.data()) for index in texts]


def test_sections_stand_under_headings(panel: BrushesPanel) -> None:
    assert shown(panel) == ["Paint", "Soft round", "Hard round", "Ink", "Inker", "Smudge", "Finger"]
    panel.search.setText("ink")
    assert shown(panel) == ["Ink", "Inker"]
    panel.search.setText("round")
    assert shown(panel) == ["Paint", "Soft round", "Hard round"]
    panel.search.setText("")
    panel.show_scope("Ink")
    assert shown(panel) == ["Inker"]
    panel.show_scope(ALL)
    assert len(shown(panel)) == 7


def test_headings_are_no_brushes(panel: BrushesPanel, state: PaintState) -> None:
    heading = panel.list.visualRect(panel.list.model().index(0, 0)).center()
    QTest.mouseClick(panel.list.viewport(), LEFT, NO_KEYS, heading)
    assert state.brush == HARD_ROUND
    assert len(panel.list.brushes()) == 4


def test_stars_make_favourites(panel: BrushesPanel, state: PaintState) -> None:
    panel.show_scope(FAVOURITES)
    assert panel._nothing.isVisible()
    panel.show_scope(ALL)
    row = panel.list.visualRect(panel.list.model().index(4, 0))
    QTest.mouseClick(panel.list.viewport(), LEFT, NO_KEYS, QPoint(row.right() - 14, row.center().y()))
    assert state.library.favourites == ("Inker",)
    assert state.brush == HARD_ROUND  # the star does not take the brush
    panel.show_scope(FAVOURITES)
    assert shown(panel) == ["Inker"]
    state.library.set_favourite("Soft round", True)
    assert shown(panel) == ["Inker", "Soft round"]


def test_recent_ones_follow_use(panel: BrushesPanel, state: PaintState) -> None:
    panel.show_scope(RECENT)
    assert panel._nothing.isVisible()
    state.library.remember_used("Soft round")
    state.library.remember_used("Inker")
    assert shown(panel) == ["Inker", "Soft round"]


def test_the_hand_remembers_changes_while_brushes_are_exchanged(panel: BrushesPanel, state: PaintState) -> None:
    state.take_preset("Inker")
    state.change_brush(size_px=55)
    state.take_preset("Soft round")
    assert state.brush == SOFT_ROUND
    row = panel.list.visualRect(panel.list.model().index(4, 0)).center()
    QTest.mouseClick(panel.list.viewport(), LEFT, NO_KEYS, row)
    assert state.brush == replace(INKER, size_px=55)
    assert state.brush_is_changed
    state.reset_brush()
    assert state.brush == INKER
    state.take_preset("Soft round")
    state.take_preset("Inker")
    assert state.brush == INKER


def test_smudge_brushes_come_with_their_tool(state: PaintState) -> None:
    tools = QSignalSpy(state.tool_changed)
    state.set_tool(ToolName.SMUDGE)
    assert state.brush == SMUDGER
    state.change_brush(size_px=44)
    state.set_tool(ToolName.ERASER)
    assert state.brush == HARD_ROUND
    state.set_tool(ToolName.SMUDGE)
    assert state.brush.size_px == 44
    state.take_preset("Inker")
    assert state.tool == ToolName.BRUSH
    state.set_tool(ToolName.PAN)
    state.take_preset("Finger")
    assert state.tool == ToolName.SMUDGE
    state.set_tool(ToolName.BRUSH)
    assert state.brush == INKER
    assert tools.count() == 7


def test_an_eraser_goes_on_erasing_with_another_brush(state: PaintState) -> None:
    state.set_tool(ToolName.ERASER)
    state.take_preset("Inker")
    assert (state.tool, state.brush) == (ToolName.ERASER, INKER)


# Menus


@pytest.fixture
def choosing(state: PaintState) -> BrushChoosing:
    window = QWidget()
    _kept.append(window)
    return BrushChoosing(state, window)


def entries(choosing: BrushChoosing, brush: Brush) -> dict[str, bool]:
    menu = choosing.menu_for(brush)
    return {action.text(): action.isEnabled() for action in menu.actions() if action.text()}


def choose(choosing: BrushChoosing, brush: Brush, text: str) -> None:
    menu = choosing.menu_for(brush)
    next(action for action in menu.actions() if action.text() == text).trigger()


def test_the_menu_offers_what_can_be_done(choosing: BrushChoosing, state: PaintState) -> None:
    assert entries(choosing, INKER) == {
        "Add to favourites": True,
        "Edit…": True,
        "Duplicate": True,
        "Rename…": False,
        "Export…": True,
        "Delete": False,
    }
    choose(choosing, INKER, "Duplicate")
    mine = state.brush
    assert mine.name == "Inker copy"
    assert entries(choosing, mine)["Delete"]
    edited = QSignalSpy(choosing.edit_wanted)
    choose(choosing, INKER, "Edit…")
    assert (state.brush, edited.count()) == (INKER, 1)
    choose(choosing, mine, "Delete")
    assert state.library.preset("Inker copy") is None
    state.change_brush(size_px=9)
    choose(choosing, INKER, "Forget changes")
    assert state.brush == INKER


def test_renaming_keeps_the_brush_in_hand(
    choosing: BrushChoosing, state: PaintState, monkeypatch: pytest.MonkeyPatch
) -> None:
    choosing.duplicate(INKER)
    monkeypatch.setattr(NameDialog, "ask", lambda *_args, **_more: "Nib")
    choose(choosing, state.brush, "Rename…")
    assert state.brush.name == "Nib"
    refused = QSignalSpy(choosing.refused)
    monkeypatch.setattr(NameDialog, "ask", lambda *_args, **_more: "Hard round")
    choose(choosing, state.brush, "Rename…")
    assert refused.count() == 1
    assert "already" in refused.at(0)[0]


def test_a_name_needs_letters() -> None:
    dialog = NameDialog("Rename", "Name", "Nib", "Rename")
    assert dialog._accept.isEnabled()
    dialog.line.setText("   ")
    assert not dialog._accept.isEnabled()
    dialog.line.setText("  Pen ")
    assert dialog.name() == "Pen"
    dialog.reject()


# Previews


def test_previews_come_one_by_one_and_are_kept() -> None:
    previews = StrokePreviews()
    white = QColor("#FFFFFF")
    assert previews.image(INKER, 80, 36, white) is None
    assert previews.image(SOFT_ROUND, 80, 36, white) is None
    assert previews.waiting == 2
    previews.hold(True)
    QTest.qWait(1)
    previews._draw_next()
    assert previews.waiting == 2
    previews.hold(False)
    previews._draw_next()
    assert previews.image(SOFT_ROUND, 80, 36, white) == stroke_image(SOFT_ROUND, 80, 36, white)
    assert previews.image(replace(SOFT_ROUND, name="Other name"), 80, 36, white) is not None
    previews._draw_next()
    assert previews.image(INKER, 80, 36, white) is not None
    assert previews.waiting == 0


def test_brushes_that_move_or_take_paint_show_it() -> None:
    white = QColor("#FFFFFF")
    smudged = stroke_image(SMUDGER, 80, 36, white)
    colors = {smudged.pixelColor(x, 18).name() for x in range(80)}
    assert len(colors) > 3  # bars, and what is between them now
    erased = stroke_image(replace(INKER, blend="erase", size_px=400), 80, 36, white)
    assert erased.pixelColor(40, 18).alpha() == 0
    assert erased.pixelColor(1, 6).alpha() == 255


def test_a_brush_without_its_picture_shows_nothing() -> None:
    lost = replace(INKER, tip=replace(INKER.tip, kind="alpha", images=("nowhere",)))
    image = stroke_image(lost, 80, 36, QColor("#FFFFFF"))
    assert all(image.pixelColor(x, 18).alpha() == 0 for x in range(80))
