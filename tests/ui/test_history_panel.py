"""The history panel: what it lists, and that a click goes there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from painter.document.document import Document
from painter.document.layer import Layer
from painter.document.raster import Raster
from painter.session import Session
from painter.ui.panels.history import ROW_PX, HistoryPanel
from painter.ui.theme import DARK

pytestmark = [pytest.mark.gui, pytest.mark.usefixtures("qapp")]

LEFT = Qt.MouseButton.LeftButton


def opened() -> Session:
    layer = Layer(raster=Raster(40, 30), name="Sky", id="sky")
    return Session(Document(width_px=40, height_px=30, layers=(layer,), active_id="sky"))


@pytest.fixture
def session() -> Session:
    return opened()


@pytest.fixture
def panel(session: Session) -> Iterator[HistoryPanel]:
    made = HistoryPanel(session)
    made.resize(320, 300)
    made.show()
    made.activateWindow()
    QApplication.processEvents()
    yield made
    made.close()


def labels(panel: HistoryPanel) -> list[str]:
    model = panel.view.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def spoken(panel: HistoryPanel) -> list[str]:
    model = panel.view.model()
    role = Qt.ItemDataRole.AccessibleTextRole
    return [str(model.index(row, 0).data(role)) for row in range(model.rowCount())]


def click(panel: HistoryPanel, row: int) -> None:
    box = panel.view.visualRect(panel.view.model().index(row, 0))
    QTest.mouseClick(panel.view.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, box.center())


def test_every_step_is_listed_and_the_present_marked(session: Session, panel: HistoryPanel) -> None:
    assert labels(panel) == ["Open"]
    session.add_layer()
    session.duplicate_layer("sky")
    assert labels(panel) == ["Open", "New layer", "Duplicate layer"]
    assert spoken(panel) == ["Open", "New layer", "Duplicate layer, the present"]
    session.undo()
    assert spoken(panel) == ["Open", "New layer, the present", "Duplicate layer, undone"]
    assert panel.view.currentIndex().row() == 1


def test_a_click_goes_back_and_forth(session: Session, panel: HistoryPanel) -> None:
    first = session.document
    session.add_layer()
    session.add_layer()
    last = session.document
    click(panel, 0)
    assert session.document is first
    assert labels(panel) == ["Open", "New layer", "New layer"], "what was undone can still be reached"
    click(panel, 2)
    assert session.document is last


def test_a_new_step_takes_the_place_of_those_undone(session: Session, panel: HistoryPanel) -> None:
    session.add_layer()
    session.add_layer()
    click(panel, 0)
    session.group_layer("sky")
    assert labels(panel) == ["Open", "Group layer"]


def test_arrows_choose_and_enter_goes(session: Session, panel: HistoryPanel) -> None:
    session.add_layer()
    session.add_layer()
    panel.view.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(panel.view, Qt.Key.Key_Up)
    QTest.keyClick(panel.view, Qt.Key.Key_Up)
    assert session.history.present == 2
    QTest.keyClick(panel.view, Qt.Key.Key_Return)
    assert session.history.present == 0


def test_the_present_is_lit_and_the_undone_dim(session: Session, panel: HistoryPanel) -> None:
    session.add_layer()
    session.add_layer()
    session.undo()
    picture = panel.view.viewport().grab().toImage()
    ground = [picture.pixelColor(300, row * ROW_PX + 14).name().upper() for row in range(3)]
    assert ground == [DARK.panel, DARK.row, DARK.panel]
    bar = [picture.pixelColor(0, row * ROW_PX + 14).name().upper() for row in range(3)]
    assert bar == [DARK.panel, DARK.text, DARK.panel]


def test_choosing_a_layer_is_no_step(session: Session, panel: HistoryPanel) -> None:
    session.add_layer()
    session.select_layer("sky")
    assert labels(panel) == ["Open", "New layer"]


def test_another_session_has_its_own_history(session: Session, panel: HistoryPanel) -> None:
    session.add_layer()
    panel.set_session(opened())
    assert labels(panel) == ["Open"]
    session.add_layer()
    assert labels(panel) == ["Open"]
