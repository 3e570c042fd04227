"""The layers panel under real hands and keys: what the document is afterwards, and after undo."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QAccessible, QColor, QImage, QMouseEvent
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from painter.ai.request import ModelRef, StyleChoice, StyleRequest
from painter.document import edits
from painter.document.document import Document
from painter.document.layer import BlendMode, Group, Layer, Node
from painter.document.raster import Raster
from painter.jobs.job import Done, Job, JobState
from painter.jobs.queue import JobStatus
from painter.paint.brush import HARD_ROUND
from painter.session import Session
from painter.ui.panels.blend_modes import mode_groups
from painter.ui.panels.layer_dock import HISTORY, LAYERS, LayerDock
from painter.ui.panels.layer_list import LayerList
from painter.ui.panels.layer_model import RowState
from painter.ui.panels.layer_places import RowNode, depths_at_gap, place_at_gap
from painter.ui.panels.layer_row import RowPart
from painter.ui.theme import DARK

pytestmark = [pytest.mark.gui, pytest.mark.usefixtures("qapp")]

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
ALT, NONE = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.NoModifier
WIDTH, HEIGHT = 80, 60
NOW = 1000.0


def raster(*rgba: int) -> Raster:
    return Raster.from_array(WIDTH, HEIGHT, np.full((HEIGHT, WIDTH, 4), rgba, np.uint8))


def painting() -> Document:
    """Return, top to bottom: the group Light (Glaze, Rim), Peaks (active), Pencil (hidden), Paper (locked)."""
    glaze = Layer(raster=raster(200, 40, 40, 255), name="Glaze", id="glaze", mode=BlendMode.OVERLAY, opacity=0.6)
    rim = Layer(raster=raster(40, 200, 40, 255), name="Rim", id="rim")
    light = Group(children=(rim, glaze), name="Light", id="light", isolated=False)
    peaks = Layer(raster=raster(40, 40, 200, 255), name="Peaks", id="peaks")
    pencil = Layer(raster=raster(90, 90, 90, 255), name="Pencil", id="pencil", visible=False)
    paper = Layer(raster=raster(250, 240, 230, 255), name="Paper", id="paper", locked=True)
    return Document(width_px=WIDTH, height_px=HEIGHT, layers=(paper, pencil, peaks, light), active_id="peaks")


class Hands:
    """A dock on a session, and a hand on its list."""

    def __init__(self, document: Document | None = None, *, height: int = 520) -> None:
        self.session = Session(document or painting())
        self.now = NOW
        self.dock = LayerDock(self.session, clock=lambda: self.now)
        self.panel = self.dock.layers
        self.view: LayerList = self.panel.view
        self.dock.resize(320, height)
        self.dock.show()
        self.dock.activateWindow()
        QApplication.processEvents()

    # What is there

    @property
    def document(self) -> Document:
        return self.session.document

    def order(self) -> list[str]:
        return [row.key for row in self.panel.rows()]

    def tree(self) -> object:
        return tree(self.document.layers)

    def steps(self) -> int:
        return len(self.session.history.steps)

    def words(self, key: str) -> str:
        row = self.panel.row(key)
        assert row is not None
        return row.words

    # Hands

    def at(self, key: str, part: RowPart = RowPart.NAME) -> QPoint:
        box = self.view.part_rect(key, part)
        assert not box.isEmpty(), f"{part} of {key} is not there"
        return box.center().toPoint()

    def click(self, key: str, part: RowPart = RowPart.NAME, modifiers: Qt.KeyboardModifier = NONE) -> None:
        QTest.mouseClick(self.view.viewport(), LEFT, modifiers, self.at(key, part))

    def mouse(self, kind: QEvent.Type, at: QPoint) -> None:
        viewport = self.view.viewport()
        move, release = kind == QEvent.Type.MouseMove, kind == QEvent.Type.MouseButtonRelease
        event = QMouseEvent(
            kind,
            QPointF(at),
            QPointF(viewport.mapToGlobal(at)),
            Qt.MouseButton.NoButton if move else LEFT,
            Qt.MouseButton.NoButton if release else LEFT,
            NONE,
        )
        QApplication.sendEvent(viewport, event)

    def drag(self, start: QPoint, *way: QPoint, drop: bool = True) -> None:
        self.mouse(QEvent.Type.MouseButtonPress, start)
        for at in (start + QPoint(0, 12), *way):
            self.mouse(QEvent.Type.MouseMove, at)
        if drop:
            self.mouse(QEvent.Type.MouseButtonRelease, way[-1])

    def hover(self, at: QPoint) -> None:
        viewport = self.view.viewport()
        no = Qt.MouseButton.NoButton
        event = QMouseEvent(QEvent.Type.MouseMove, QPointF(at), QPointF(viewport.mapToGlobal(at)), no, no, NONE)
        QApplication.sendEvent(viewport, event)

    def row_point(self, key: str, share: float, x: int = 150) -> QPoint:
        """Return a point in a row: `share` 0 is its upper edge, 1 its lower one."""
        box = self.view.row_rect(key)
        return QPoint(x, round(box.y() + share * box.height()))

    def focus(self) -> None:
        self.view.setFocus(Qt.FocusReason.TabFocusReason)
        assert self.view.hasFocus()

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        QTest.keyClick(self.view, key, modifiers)

    def editor(self) -> QLineEdit:
        edit = self.view.viewport().findChild(QLineEdit)
        assert isinstance(edit, QLineEdit)
        return edit

    # Jobs

    def style(self, source: str = "peaks", *names: str, replaces: str | None = None) -> Job:
        styles = tuple(StyleChoice(kind="fixed", name=name) for name in names or ("storm_sky",))
        return self.session.style_job(StyleRequest(styles=styles), source_id=source, replaces=replaces)

    def tell(self, job: Job, state: JobState, **told: object) -> None:
        status = JobStatus(id=job.id, label=job.label, priority=job.priority, state=state, submitted_at=NOW - 9)
        self.dock.set_job_status(replace(status, **told))  # type: ignore[arg-type]

    def run(self, job: Job, fraction: float = 0.64, started_at: float = NOW - 6.4) -> None:
        self.tell(job, JobState.RUNNING, fraction=fraction, started_at=started_at)

    def fail(self, job: Job, message: str) -> None:
        self.session.drop_pending(job.id)
        self.tell(job, JobState.FAILED, message=message, ended_at=NOW)

    def finish(self, job: Job) -> str:
        model = ModelRef(name="multistyle26", sha256="0" * 64, licence="Apache-2.0")
        request = replace(job.request, models=(model,))
        image = np.full((HEIGHT, WIDTH, 4), 255, np.uint8)
        layer_id = self.session.accept(Done(job_id=job.id, outputs={"image": image}, request=request))
        self.tell(job, JobState.DONE, fraction=1.0, ended_at=NOW)
        assert layer_id is not None
        return layer_id


def tree(nodes: tuple[Node, ...]) -> list[object]:
    """Return ids top to bottom, a group as (id, its children)."""
    return [(n.id, tree(n.children)) if isinstance(n, Group) else n.id for n in reversed(nodes)]


@pytest.fixture
def hands() -> Iterator[Hands]:
    made = Hands()
    yield made
    made.dock.close()


# --- what is shown ---


def test_rows_stand_as_the_picture_is_stacked(hands: Hands) -> None:
    assert hands.order() == ["light", "glaze", "rim", "peaks", "pencil", "paper"]
    assert [row.depth for row in hands.panel.rows()] == [0, 1, 1, 0, 0, 0]
    assert hands.words("light") == "Group · Pass through"
    assert hands.words("glaze") == "Overlay · 60 %"


def test_a_screen_reader_hears_what_a_row_shows(hands: Hands) -> None:
    recipe_layer = hands.finish(hands.style())
    hands.session.apply("Paint", lambda d: edits.set_raster(d, "peaks", raster(1, 2, 3, 255)))

    def spoken(key: str) -> str:
        index = hands.view.model().index(hands.order().index(key), 0)
        return str(index.data(Qt.ItemDataRole.AccessibleTextRole))

    assert spoken(recipe_layer) == "Storm sky, co-painted, sources changed, visible, normal, 100 percent"
    assert spoken("glaze") == "Glaze, visible, overlay, 60 percent, level 2"
    assert spoken("light") == "Light, group, open, visible, pass through"
    assert spoken("paper") == "Paper, visible, locked, normal, 100 percent"
    interface = QAccessible.queryAccessibleInterface(hands.view)
    assert interface.text(QAccessible.Text.Name) == "Layers"
    row = interface.child(hands.order().index("pencil"))
    assert row.text(QAccessible.Text.Name) == "Pencil, hidden, normal, 100 percent"


def test_the_active_row_has_a_white_bar_and_the_hidden_one_a_struck_eye(hands: Hands) -> None:
    picture = hands.view.viewport().grab().toImage()

    def left_of(key: str) -> str:
        return picture.pixelColor(0, int(hands.view.row_rect(key).center().y())).name().upper()

    assert left_of("peaks") == DARK.text
    assert left_of("pencil") == DARK.panel

    def name_brightness(key: str) -> int:
        box = hands.view.part_rect(key, RowPart.NAME).toRect()
        part = picture.copy(box)
        return max(part.pixelColor(x, y).red() for x in range(part.width()) for y in range(part.height()))

    assert name_brightness("pencil") <= QColor(DARK.faint).red() < name_brightness("paper")


def test_all_modes_are_offered_once() -> None:
    offered = [mode for group in mode_groups() for _, mode in group]
    assert sorted(offered) == sorted(BlendMode)
    assert [len(group) for group in mode_groups()] == [4, 5, 5, 7, 4, 4]


# --- choosing ---


def test_a_click_chooses_without_an_undo_step(hands: Hands) -> None:
    hands.click("rim")
    assert hands.document.active_id == "rim"
    assert hands.steps() == 1 and hands.session.saved


def test_arrows_choose(hands: Hands) -> None:
    hands.focus()
    hands.press(Qt.Key.Key_Up)
    assert hands.document.active_id == "rim"
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Down)
    assert hands.document.active_id == "pencil"
    hands.press(Qt.Key.Key_End)
    assert hands.document.active_id == "paper"
    hands.press(Qt.Key.Key_Down)
    assert hands.document.active_id == "paper"
    hands.press(Qt.Key.Key_Home)
    assert hands.document.active_id == "light"


def test_the_list_follows_what_is_chosen_elsewhere(hands: Hands) -> None:
    hands.session.select_layer("glaze")
    row = hands.view.current_row()
    assert row is not None and row.key == "glaze"
    hands.panel.choose_below()
    assert hands.document.active_id == "rim"
    hands.panel.choose_above()
    hands.panel.choose_above()
    hands.panel.choose_above()
    assert hands.document.active_id == "light"


# --- eyes ---


def test_an_eye_hides_and_undo_shows(hands: Hands) -> None:
    before = hands.document
    hands.click("peaks", RowPart.EYE)
    assert not hands.document.layer("peaks").visible
    assert hands.steps() == 2
    hands.session.undo()
    assert hands.document.layers is before.layers


def test_dragging_along_the_eyes_is_one_step(hands: Hands) -> None:
    eye = RowPart.EYE
    hands.drag(hands.at("glaze", eye), hands.at("rim", eye), hands.at("peaks", eye), hands.at("pencil", eye))
    assert [hands.document.layer(i).visible for i in ("glaze", "rim", "peaks", "pencil")] == [False] * 4
    assert hands.steps() == 2
    hands.click("paper", eye)
    assert hands.steps() == 3
    hands.session.undo()
    hands.session.undo()
    assert [hands.document.layer(i).visible for i in ("glaze", "rim", "peaks", "pencil")] == [True] * 3 + [False]


def test_alt_click_shows_one_alone_and_then_all_as_before(hands: Hands) -> None:
    hands.click("rim", RowPart.EYE, ALT)
    visible = {node.id for node in hands.document.nodes() if node.visible}
    assert visible == {"rim", "light"}
    hands.click("rim", RowPart.EYE, ALT)
    visible = {node.id for node in hands.document.nodes() if node.visible}
    assert visible == {"light", "rim", "glaze", "peaks", "paper"}, "what was hidden before stays hidden"
    assert hands.steps() == 3


def test_space_is_the_lists_only_after_the_keyboard_came(hands: Hands) -> None:
    hands.click("peaks")
    hands.press(Qt.Key.Key_Space)
    assert hands.document.layer("peaks").visible, "Space pans the canvas after a click on a layer"
    hands.dock.setFocus()
    hands.focus()
    hands.press(Qt.Key.Key_Space)
    assert not hands.document.layer("peaks").visible
    hands.press(Qt.Key.Key_Space)
    assert hands.steps() == 3


# --- mode, opacity, lock ---


def test_dragging_the_opacity_is_one_step(hands: Hands) -> None:
    field = hands.panel.findChild(QWidget, "opacity")
    assert field is not None
    start = QPoint(field.width() - 40, field.height() // 2)
    QTest.mousePress(field, LEFT, NONE, start)
    for x in range(start.x(), 30, -7):
        move = QMouseEvent(
            QEvent.Type.MouseMove,
            QPointF(x, 10),
            QPointF(field.mapToGlobal(QPoint(x, 10))),
            Qt.MouseButton.NoButton,
            LEFT,
            NONE,
        )
        QApplication.sendEvent(field, move)
    opacity = hands.document.layer("peaks").opacity
    assert opacity < 0.8
    assert hands.words("peaks") == f"Normal · {round(100 * opacity)} %"
    QTest.mouseRelease(field, LEFT, NONE, QPoint(30, 10))
    assert hands.steps() == 2
    field.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(field, Qt.Key.Key_Left)
    assert hands.steps() == 3, "the next gesture is a step of its own"
    hands.session.undo()
    hands.session.undo()
    assert hands.document.layer("peaks").opacity == 1.0
    assert field.number() == 100


def test_choosing_a_layer_shows_its_values_and_changes_none(hands: Hands) -> None:
    hands.click("glaze")
    assert hands.panel.findChild(QWidget, "opacity").number() == 60
    assert hands.panel.findChild(QWidget, "mode").currentText() == "Overlay"
    assert hands.steps() == 1
    hands.click("paper")
    assert hands.panel.findChild(QWidget, "lock").isChecked()
    assert hands.steps() == 1


def choose_mode(hands: Hands, text: str) -> None:
    mode = hands.panel.findChild(QWidget, "mode")
    place = mode.findText(text)
    assert place >= 0
    mode.setCurrentIndex(place)
    mode.activated.emit(place)


def test_a_mode_is_one_step(hands: Hands) -> None:
    choose_mode(hands, "Multiply")
    assert hands.document.layer("peaks").mode is BlendMode.MULTIPLY
    assert hands.steps() == 2
    hands.session.undo()
    assert hands.document.layer("peaks").mode is BlendMode.NORMAL
    assert hands.panel.findChild(QWidget, "mode").currentText() == "Normal"


def test_only_groups_pass_through(hands: Hands) -> None:
    mode = hands.panel.findChild(QWidget, "mode")
    assert mode.findText("Pass through") < 0
    hands.click("light")
    assert mode.currentText() == "Pass through"
    choose_mode(hands, "Screen")
    light = hands.document.find("light")
    assert isinstance(light, Group) and light.isolated and light.mode is BlendMode.SCREEN
    choose_mode(hands, "Pass through")
    light = hands.document.find("light")
    assert isinstance(light, Group) and not light.isolated and light.mode is BlendMode.NORMAL


def test_a_group_that_is_thinned_still_passes_through(hands: Hands) -> None:
    hands.click("light")
    hands.panel.findChild(QWidget, "opacity").set_number(50)
    light = hands.document.find("light")
    assert isinstance(light, Group) and not light.isolated and light.opacity == 0.5
    assert hands.words("light") == "Group · Pass through · 50 %"


def test_the_lock_guards_against_deleting_and_merging(hands: Hands) -> None:
    refused = QSignalSpy(hands.dock.refused)
    hands.click("paper")
    hands.panel.delete_layer()
    assert hands.document.find("paper") is not None
    assert refused.at(0) == ["“Paper” is locked. Unlock it to delete it."]
    hands.click("paper", RowPart.LOCK)
    assert not hands.document.layer("paper").locked
    hands.panel.delete_layer()
    assert hands.document.find("paper") is None
    hands.session.undo()
    hands.session.undo()
    assert hands.document.layer("paper").locked


# --- buttons and keys ---


def test_new_duplicate_group_merge_delete(hands: Hands) -> None:
    panel = hands.panel
    panel.add_layer()
    assert hands.tree() == [("light", ["glaze", "rim"]), hands.document.active_id, "peaks", "pencil", "paper"]
    panel.merge_down()
    assert hands.tree() == [("light", ["glaze", "rim"]), hands.document.active_id, "pencil", "paper"]
    assert hands.document.active is not None and hands.document.active.name == "Peaks"
    panel.duplicate_layer()
    assert hands.document.active.name == "Peaks copy"
    panel.duplicate_layer()
    assert hands.document.active.name == "Peaks copy 2"
    panel.group_layer()
    group = hands.document.active
    assert isinstance(group, Group) and not group.isolated, "grouping leaves the picture as it looks"
    hands.focus()
    hands.press(Qt.Key.Key_Delete)
    assert hands.document.find(group.id) is None
    assert hands.steps() == 7
    while hands.session.history.undo_label:
        hands.session.undo()
    assert hands.tree() == [("light", ["glaze", "rim"]), "peaks", "pencil", "paper"]


def test_merging_what_is_hidden_is_refused(hands: Hands) -> None:
    refused = QSignalSpy(hands.dock.refused)
    hands.panel.merge_down()  # Peaks onto the hidden Pencil
    assert refused.at(0) == ["A hidden layer cannot be merged: its paint would be lost. Show it first."]
    assert hands.steps() == 1


def test_without_layers_the_panel_still_serves(hands: Hands) -> None:
    hands.session.apply("Clear", lambda d: replace(d, layers=(d.layers[1],), active_id="pencil"))
    hands.panel.delete_layer()
    assert hands.document.layers == () and hands.order() == []
    hands.panel.delete_layer()
    hands.panel.rename_layer()
    hands.dock.grab()
    hands.panel.add_layer()
    assert hands.order() == [hands.document.active_id]


def test_renaming_by_f2_and_by_double_click(hands: Hands) -> None:
    hands.focus()
    hands.press(Qt.Key.Key_F2)
    edit = hands.editor()
    assert edit.text() == "Peaks" and edit.selectedText() == "Peaks"
    QTest.keyClicks(edit, "Far  peaks ")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert hands.document.layer("peaks").name == "Far peaks"
    assert hands.steps() == 2
    hands.session.undo()
    assert hands.document.layer("peaks").name == "Peaks"
    QApplication.processEvents()
    QTest.mouseDClick(hands.view.viewport(), LEFT, NONE, hands.at("rim"))
    QTest.keyClicks(hands.editor(), "Edge")
    QTest.keyClick(hands.editor(), Qt.Key.Key_Escape)
    assert hands.document.layer("rim").name == "Rim"


def test_an_empty_name_is_no_name(hands: Hands) -> None:
    hands.view.begin_rename("peaks")
    hands.editor().clear()
    QTest.keyClick(hands.editor(), Qt.Key.Key_Return)
    QApplication.processEvents()
    assert hands.document.layer("peaks").name == "Peaks" and hands.steps() == 1


def test_a_job_that_goes_on_leaves_the_typed_name_alone(hands: Hands) -> None:
    job = hands.style(replaces="glaze")
    hands.view.begin_rename("glaze")
    QTest.keyClicks(hands.editor(), "Warm")
    hands.run(job)
    hands.run(hands.style("paper"))
    assert hands.editor().text() == "Warm"
    QTest.keyClick(hands.editor(), Qt.Key.Key_Return)
    QApplication.processEvents()
    assert hands.document.layer("glaze").name == "Warm"


# --- groups ---


def test_folding_is_no_step_and_keeps_the_active_layer_in_sight(hands: Hands) -> None:
    hands.click("rim")
    hands.click("light", RowPart.FOLD)
    assert hands.order() == ["light", "peaks", "pencil", "paper"]
    assert hands.document.active_id == "light"
    assert hands.steps() == 1 and hands.session.saved
    hands.focus()
    hands.press(Qt.Key.Key_Right)
    assert hands.order()[:3] == ["light", "glaze", "rim"]
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Left)
    assert hands.document.active_id == "light", "from within a group, Left goes to the group"
    hands.press(Qt.Key.Key_Left)
    assert "rim" not in hands.order()


def test_rows_of_a_hidden_group_are_dim_but_keep_their_eyes(hands: Hands) -> None:
    hands.click("light", RowPart.EYE)
    row = hands.panel.row("rim")
    assert row is not None and row.visible and not row.shown


# --- order ---


def test_dragging_moves_a_layer_in_one_step(hands: Hands) -> None:
    hands.drag(hands.at("peaks"), hands.row_point("paper", 0.9))
    assert hands.tree() == [("light", ["glaze", "rim"]), "pencil", "paper", "peaks"]
    assert hands.steps() == 2
    hands.session.undo()
    assert hands.tree() == [("light", ["glaze", "rim"]), "peaks", "pencil", "paper"]


def test_dragging_into_a_group_and_out_again(hands: Hands) -> None:
    hands.drag(hands.at("peaks"), hands.row_point("light", 0.5))
    assert hands.tree() == [("light", ["peaks", "glaze", "rim"]), "pencil", "paper"]
    hands.drag(hands.at("peaks"), hands.row_point("rim", 0.1))
    assert hands.tree() == [("light", ["glaze", "peaks", "rim"]), "pencil", "paper"]
    # Below the group's last row the pointer's side decides: left is outside, right is inside.
    hands.drag(hands.at("peaks"), hands.row_point("rim", 0.9, x=45))
    assert hands.tree() == [("light", ["glaze", "rim"]), "peaks", "pencil", "paper"]
    hands.drag(hands.at("peaks"), hands.row_point("rim", 0.9, x=150))
    assert hands.tree() == [("light", ["glaze", "rim", "peaks"]), "pencil", "paper"]
    hands.drag(hands.at("peaks"), hands.row_point("light", 0.05))
    assert hands.tree() == ["peaks", ("light", ["glaze", "rim"]), "pencil", "paper"]


def test_a_group_cannot_go_into_itself(hands: Hands) -> None:
    before = hands.document
    hands.drag(hands.at("light"), hands.row_point("glaze", 0.9))
    hands.drag(hands.at("light"), hands.row_point("light", 0.5))
    assert hands.document.layers is before.layers and hands.steps() == 1
    hands.drag(hands.at("light"), hands.row_point("paper", 0.9))
    assert hands.tree() == ["peaks", "pencil", "paper", ("light", ["glaze", "rim"])]


def test_a_line_shows_where_a_drag_goes_and_escape_ends_it(hands: Hands) -> None:
    calm = hands.view.viewport().grab().toImage()
    hands.drag(hands.at("peaks"), hands.row_point("paper", 0.1), drop=False)
    picture = hands.view.viewport().grab().toImage()
    y = int(hands.view.row_rect("paper").y())
    across = [picture.pixelColor(x, y).name().upper() for x in range(60, 300)]
    assert across.count(DARK.text) > 100
    hands.press(Qt.Key.Key_Escape)
    hands.mouse(QEvent.Type.MouseButtonRelease, hands.row_point("paper", 0.1))
    assert hands.steps() == 1
    hands.hover(QPoint(-10, -10))
    hands.dock.setFocus()
    hands.view.clearFocus()
    after = hands.view.viewport().grab().toImage()
    assert after.pixelColor(200, y) == calm.pixelColor(200, y)


def test_alt_arrows_move_through_groups(hands: Hands) -> None:
    hands.focus()
    moved = [("light", ["glaze", "rim", "peaks"]), "pencil", "paper"]
    hands.press(Qt.Key.Key_Up, ALT)
    assert hands.tree() == moved
    for _ in range(3):
        hands.press(Qt.Key.Key_Up, ALT)
    assert hands.tree() == ["peaks", ("light", ["glaze", "rim"]), "pencil", "paper"]
    hands.press(Qt.Key.Key_Up, ALT)
    assert hands.steps() == 5, "at the top there is nowhere to go"
    hands.press(Qt.Key.Key_Down, ALT)
    assert hands.tree() == [("light", ["peaks", "glaze", "rim"]), "pencil", "paper"]
    for _ in range(5):
        hands.press(Qt.Key.Key_Down, ALT)
    assert hands.tree() == [("light", ["glaze", "rim"]), "pencil", "paper", "peaks"]


_node = st.recursive(st.just(None), lambda inner: st.lists(inner, max_size=3), max_leaves=8)


def _built(shape: object, names: Iterator[str]) -> Node:
    name = next(names)
    if isinstance(shape, list):
        return Group(id=name, name=name, children=tuple(_built(part, names) for part in shape))
    return Layer(id=name, name=name, raster=Raster(1, 1))


def _rows(nodes: tuple[Node, ...], depth: int = 0) -> list[RowNode]:
    rows = []
    for node in reversed(nodes):
        rows.append(RowNode(node.id, depth, isinstance(node, Group)))
        if isinstance(node, Group):
            rows += _rows(node.children, depth + 1)
    return rows


@given(st.lists(_node, min_size=1, max_size=4), st.data())
def test_what_is_dropped_lands_below_the_row_above_the_gap(shapes: list[object], data: st.DataObject) -> None:
    names = iter(f"n{number}" for number in range(100))
    document = Document(width_px=1, height_px=1, layers=tuple(_built(shape, names) for shape in shapes))
    rows = _rows(document.layers)
    moved = data.draw(st.sampled_from([row.layer_id for row in rows]))
    gap = data.draw(st.integers(0, len(rows)))
    least, most = depths_at_gap(rows, gap)
    depth = data.draw(st.integers(least, most))
    place = place_at_gap(document, rows, gap, depth, moved)
    node = document.find(moved)
    assert node is not None
    own = {row.layer_id for row in _rows((node,))}
    if place is None:
        assert gap > 0 and rows[gap - 1].layer_id in own
        return
    after = edits.move_layer(document, moved, parent_id=place.parent_id, place=place.index)
    new_rows = _rows(after.layers)
    at = next(i for i, row in enumerate(new_rows) if row.layer_id == moved)
    above = [row.layer_id for row in rows[:gap] if row.layer_id not in own]
    assert [row.layer_id for row in new_rows[:at]] == above
    if gap == 0 or rows[gap - 1].layer_id not in own:
        assert new_rows[at].depth == depth


# --- jobs ---


def test_a_job_has_a_row_above_its_source_with_the_time_left(hands: Hands) -> None:
    job = hands.style("peaks", "storm_sky")
    key = f"job:{job.id}"
    assert hands.order().index(key) == hands.order().index("peaks") - 1
    assert hands.words(key) == "Waiting"
    hands.run(job, 0.0)
    assert hands.words(key) == "Starting…"
    hands.run(job, 0.64, NOW - 6.4)
    assert hands.words(key) == "Painting 64 % · about 4 s"
    hands.run(job, 0.1, NOW - 60)
    assert hands.words(key) == "Painting 10 % · about 9 min"
    hands.tell(job, JobState.RUNNING, fraction=0.7, started_at=NOW - 7, note="Stopping…")
    assert hands.words(key) == "Stopping…"
    layer_id = hands.finish(job)
    assert hands.order().index(layer_id) == hands.order().index("peaks") - 1
    assert key not in hands.order()


def test_the_bar_is_as_long_as_the_share_done(hands: Hands) -> None:
    job = hands.style()
    hands.run(job, 0.5)
    row = hands.view.row_rect(f"job:{job.id}")
    picture = hands.view.viewport().grab().toImage()
    y = int(row.bottom()) - 5
    mint = [x for x in range(picture.width()) if picture.pixelColor(x, y).name().upper() == DARK.ai]
    start = round(hands.view.part_rect(f"job:{job.id}", RowPart.NAME).x())
    end = round(hands.view.part_rect(f"job:{job.id}", RowPart.CLOSE).x()) - 8
    assert abs(len(mint) - (end - start) / 2) <= 3


def test_the_time_left_goes_on_between_two_messages(hands: Hands) -> None:
    job = hands.style()
    hands.run(job, 0.5, NOW - 10)
    assert hands.words(f"job:{job.id}").endswith("about 10 s")
    hands.now += 4
    hands.panel.refresh()
    assert hands.words(f"job:{job.id}").endswith("about 6 s")
    hands.now += 10
    hands.panel.refresh()
    assert hands.words(f"job:{job.id}") == "Painting 50 %", "longer than thought: no promise"


def test_the_cross_asks_for_the_end_of_a_job(hands: Hands) -> None:
    cancelled = QSignalSpy(hands.dock.cancel_requested)
    job = hands.style()
    hands.run(job)
    hands.click(f"job:{job.id}", RowPart.CLOSE)
    assert cancelled.at(0) == [job.id]
    hands.focus()
    hands.press(Qt.Key.Key_Up)
    assert hands.document.active_id == "peaks", "a row without a layer is reached but not worked on"
    hands.press(Qt.Key.Key_Delete)
    assert cancelled.count() == 2 and hands.steps() == 1
    hands.session.drop_pending(job.id)
    hands.tell(job, JobState.CANCELLED, ended_at=NOW)
    assert f"job:{job.id}" not in hands.order()


def test_a_failed_job_says_why_and_can_be_tried_again(hands: Hands) -> None:
    again = QSignalSpy(hands.dock.retry_requested)
    job = hands.style()
    hands.run(job)
    hands.fail(job, "The graphics card is full.")
    row = hands.panel.row(f"job:{job.id}")
    assert row is not None and row.state is RowState.FAILED and row.words == "The graphics card is full."
    hands.click(f"job:{job.id}", RowPart.AGAIN)
    assert again.at(0) == [job.id]
    assert f"job:{job.id}" not in hands.order()
    assert hands.dock.jobs.cards() == []


def test_a_failed_job_can_be_dismissed_by_mouse_and_by_key(hands: Hands) -> None:
    dismissed = QSignalSpy(hands.dock.failure_dismissed)
    first, second = hands.style(), hands.style("rim")
    hands.fail(first, "No.")
    hands.fail(second, "No.")
    hands.hover(hands.row_point(f"job:{first.id}", 0.5))
    hands.click(f"job:{first.id}", RowPart.CLOSE)
    assert dismissed.at(0) == [first.id]
    hands.session.select_layer("rim")
    hands.focus()
    hands.press(Qt.Key.Key_Up)
    hands.press(Qt.Key.Key_Delete)
    assert dismissed.at(1) == [second.id]
    assert not any(key.startswith("job:") for key in hands.order())
    assert hands.steps() == 1


def test_a_layer_whose_source_changed_asks_to_be_rendered_again(hands: Hands) -> None:
    wanted = QSignalSpy(hands.dock.render_again_requested)
    layer_id = hands.finish(hands.style())
    assert hands.words(layer_id) == "Normal · 100 %"
    hands.session.apply("Paint", lambda d: edits.set_raster(d, "peaks", raster(9, 9, 9, 255)))
    row = hands.panel.row(layer_id)
    assert row is not None and row.state is RowState.STALE and row.words == "Sources changed"
    hands.click(layer_id, RowPart.AGAIN)
    assert wanted.at(0) == [layer_id]
    job = hands.session.render_again(layer_id)
    hands.run(job, 0.25)
    assert hands.words(layer_id).startswith("Painting 25 %")
    assert not any(key.startswith("job:") for key in hands.order()), "the layer's own row shows its job"
    assert hands.finish(job) == layer_id
    assert hands.words(layer_id) == "Normal · 100 %"
    hands.session.undo()
    assert hands.words(layer_id) == "Sources changed", "the older picture is stale again"


def test_a_button_gives_way_to_the_words_where_there_is_little_room(hands: Hands) -> None:
    layer_id = hands.finish(hands.style())
    hands.session.apply("Paint", lambda d: edits.set_raster(d, "peaks", raster(9, 9, 9, 255)))
    wide = hands.view.part_rect(layer_id, RowPart.AGAIN).width()
    hands.dock.resize(288, 520)
    QApplication.processEvents()
    assert hands.view.part_rect(layer_id, RowPart.AGAIN).width() < 40 < wide
    wanted = QSignalSpy(hands.dock.render_again_requested)
    hands.click(layer_id, RowPart.AGAIN)
    assert wanted.at(0) == [layer_id]


def test_a_copy_of_a_painted_layer_is_as_fresh_as_it(hands: Hands) -> None:
    layer_id = hands.finish(hands.style())
    hands.session.duplicate_layer(layer_id)
    copy = hands.document.active
    assert isinstance(copy, Layer) and copy.recipe is not None and not hands.session.stale(copy)


def test_a_job_of_a_folded_group_stays_in_sight(hands: Hands) -> None:
    job = hands.style("rim")
    hands.click("light", RowPart.FOLD)
    assert hands.order() == [f"job:{job.id}", "light", "peaks", "pencil", "paper"]


def test_a_job_whose_source_was_deleted_goes_on_top(hands: Hands) -> None:
    job = hands.style("pencil")
    hands.session.delete_layer("pencil")
    assert hands.order()[0] == f"job:{job.id}"
    assert hands.document.layers[-1].id == "light"
    layer_id = hands.finish(job)
    assert hands.order()[0] == layer_id


def test_the_preview_of_a_job_shows_in_its_row(hands: Hands) -> None:
    job = hands.style()
    hands.run(job)
    hands.dock.set_job_preview(job.id, np.full((6, 8, 4), (255, 0, 255, 255), np.uint8))
    picture = hands.view.viewport().grab().toImage()
    color = picture.pixelColor(hands.at(f"job:{job.id}", RowPart.THUMBNAIL))
    assert (color.red(), color.green(), color.blue()) == (255, 0, 255)


# --- thumbnails ---


def wait_for_thumbnails(hands: Hands) -> None:
    for _ in range(400):
        if not hands.panel.thumbnails.pending():
            return
        QTest.qWait(10)
    pytest.fail("no thumbnails")


def thumbnail_color(hands: Hands, key: str) -> tuple[int, int, int]:
    image = hands.view.viewport().grab().toImage()
    color = image.pixelColor(hands.at(key, RowPart.THUMBNAIL))
    return color.red(), color.green(), color.blue()


def test_thumbnails_show_the_layers_and_follow_them(hands: Hands) -> None:
    wait_for_thumbnails(hands)
    assert thumbnail_color(hands, "peaks") == (40, 40, 200)
    hands.session.apply("Paint", lambda d: edits.set_raster(d, "peaks", raster(0, 128, 0, 255)))
    assert thumbnail_color(hands, "peaks") == (40, 40, 200), "the old one until there is a new one"
    wait_for_thumbnails(hands)
    assert thumbnail_color(hands, "peaks") == (0, 128, 0)


def test_all_thumbnails_can_be_made_at_once(hands: Hands) -> None:
    hands.dock.make_thumbnails()
    assert not hands.panel.thumbnails.pending()
    assert thumbnail_color(hands, "peaks") == (40, 40, 200)


def test_a_stroke_does_not_wait_for_thumbnails(hands: Hands) -> None:
    wait_for_thumbnails(hands)
    hands.session.apply("Paint", lambda d: edits.set_raster(d, "rim", raster(0, 0, 0, 255)))
    hands.session.begin_stroke(HARD_ROUND, (0, 0, 0))
    made = QSignalSpy(hands.panel.thumbnails.made)
    hands.panel.thumbnails.make_next()
    assert made.count() == 0 and hands.panel.thumbnails.pending()
    hands.session.cancel_stroke()
    hands.panel.thumbnails.make_next()
    assert made.at(0) == ["rim"]


def test_thumbnails_come_while_a_job_reports_all_the_time(hands: Hands) -> None:
    job = hands.style()
    for step in range(400):
        hands.run(job, 0.1 + step / 1000)
        QTest.qWait(5)
        if not hands.panel.thumbnails.pending():
            return
    pytest.fail("the reports kept the thumbnails from being made")


# --- the recipe ---


def test_the_badge_opens_the_recipe(hands: Hands) -> None:
    opened = QSignalSpy(hands.dock.recipe_requested)
    change = QSignalSpy(hands.dock.recipe_change_requested)
    styles = (
        StyleChoice(kind="fixed", name="starry_night", weight=1.0),
        StyleChoice(kind="fixed", name="impression", weight=3.0),
    )
    request = StyleRequest(styles=styles, strength=0.8, stroke_scale=1.5, keep_colors=True)
    layer_id = hands.finish(hands.session.style_job(request, source_id="peaks"))
    hands.click(layer_id, RowPart.BADGE)
    card = hands.panel.card
    assert card is not None and card.isVisible()
    assert opened.at(0) == [layer_id]
    facts = card.facts()
    assert ("Mix", "Impression · 75 %") in facts and ("", "Starry night · 25 %") in facts
    for fact in (("Strength", "80 %"), ("Stroke scale", "1.5 ×"), ("Keep colours", "On"), ("Source", "Peaks")):
        assert fact in facts
    assert any(name == "Model" and words.endswith("Apache-2.0") for name, words in facts)
    assert hands.dock.window().rect().contains(card.geometry())
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert not card.isVisible() and hands.panel.card is None
    hands.panel.open_recipe(layer_id)
    assert hands.panel.card is not None
    hands.panel.card.change.emit()
    assert change.at(0) == [layer_id]
    QTest.mouseClick(hands.dock.jobs, LEFT, NONE, QPoint(1, 1))
    assert hands.panel.card is None, "a press anywhere else closes it"


def test_the_recipe_of_a_lost_source_cannot_be_rendered(hands: Hands) -> None:
    layer_id = hands.finish(hands.style("pencil"))
    hands.session.delete_layer("pencil")
    hands.panel.open_recipe(layer_id)
    assert hands.panel.card is not None
    assert ("Source", "No longer in the document") in hands.panel.card.facts()
    hands.session.delete_layer(layer_id)
    assert hands.panel.card is None, "it goes with its layer"


# --- the menu ---


def test_the_menu_offers_everything_and_acts_on_its_row(hands: Hands) -> None:
    menu = hands.panel.menu_for("rim")
    actions = {action.text().split("\t")[0]: action for action in menu.actions() if not action.isSeparator()}
    offered = {"New layer", "Duplicate", "Group", "Merge down", "Rename…", "Hide", "Lock", "Delete"}
    assert set(actions) >= offered | {"Show only this layer", "Move up", "Move down"}
    assert not actions["Merge down"].isEnabled(), "nothing is below it in its group"
    actions["Hide"].trigger()
    actions["Lock"].trigger()
    assert not hands.document.layer("rim").visible and hands.document.layer("rim").locked
    hands.session.undo()
    actions["Delete"].trigger()
    assert hands.document.find("rim") is None and hands.document.active_id == "peaks"


def test_the_menu_of_a_jobs_row(hands: Hands) -> None:
    job = hands.style()
    cancelled = QSignalSpy(hands.dock.cancel_requested)
    menu = hands.panel.menu_for(f"job:{job.id}")
    assert [action.text() for action in menu.actions()] == ["Cancel painting", "Recipe…"]
    menu.actions()[0].trigger()
    assert cancelled.at(0) == [job.id]
    hands.fail(job, "No.")
    menu = hands.panel.menu_for(f"job:{job.id}")
    assert [action.text() for action in menu.actions()] == ["Try again", "Dismiss"]


# --- sessions and heights ---


def test_another_session_is_shown_and_the_first_let_go(hands: Hands) -> None:
    old = hands.session
    failed = hands.style()
    hands.fail(failed, "No.")
    sky = Layer(raster=Raster(10, 10), name="Sky", id="sky")
    new = Session(Document(width_px=10, height_px=10, layers=(sky,), active_id="sky"))
    hands.dock.set_session(new)
    assert hands.order() == ["sky"]
    old.add_layer()
    assert hands.order() == ["sky"]
    new.add_layer()
    assert len(hands.order()) == 2
    assert not any(
        getattr(callback, "__self__", None) in (hands.panel, hands.dock.history)
        for callback in (*old.document_changed._callbacks, *old.pending_changed._callbacks)
    )


def test_low_docks_show_only_the_list_and_fold_to_the_header(hands: Hands) -> None:
    hands.dock.resize(320, 180)
    assert hands.panel.compact
    assert not hands.panel.findChild(QWidget, "mode").isVisible()
    add = next(b for b in hands.dock.findChildren(QWidget) if b.accessibleName() == "New layer" and b.isVisible())
    QTest.mouseClick(add, LEFT)
    assert hands.steps() == 2
    folded = QSignalSpy(hands.dock.folded_changed)
    hands.dock.set_folded(True)
    assert hands.dock.maximumHeight() == DARK.tab_height and folded.at(0) == [True]
    assert not hands.panel.isVisible()
    bar = hands.dock.tabs.bar()
    QTest.mouseClick(bar, LEFT, NONE, bar.tabRect(HISTORY).center())
    assert not hands.dock.folded and hands.dock.current_tab() == HISTORY, "a tab unfolds"
    hands.dock.set_current_tab(LAYERS)
    hands.dock.resize(320, 520)
    assert hands.panel.findChild(QWidget, "mode").isVisible()


def test_the_active_row_stays_in_sight_when_height_is_lost(hands: Hands) -> None:
    hands.session.select_layer("paper")
    hands.dock.resize(320, 180)
    QApplication.processEvents()
    assert QRectF(hands.view.viewport().rect()).contains(hands.view.row_rect("paper"))


def test_every_control_is_reached_and_named(hands: Hands) -> None:
    for widget in hands.dock.findChildren(QWidget):
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            assert widget.accessibleName(), widget
    seen = set()
    hands.dock.setFocus()
    for _ in range(40):
        QTest.keyClick(QApplication.focusWidget() or hands.dock, Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        if focused is not None:
            seen.add(focused.accessibleName())
    assert {"Blend mode", "Opacity", "Lock layer", "Layers", "New layer", "Group", "Delete layer"} <= seen


def test_the_row_under_the_keyboard_has_a_ring(hands: Hands) -> None:
    hands.click("rim")

    def mint() -> int:
        picture: QImage = hands.view.viewport().grab().toImage()
        y = int(hands.view.row_rect("rim").y()) + 2
        return sum(picture.pixelColor(x, y).name().upper() == DARK.ai for x in range(picture.width()))

    assert mint() == 0, "not after a click"
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Up)
    assert mint() > 200
