"""The Select and Image menus and what Edit does to selected pixels, in the whole window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from painter.ai.runner import Arrays, Reporter, Result
from painter.document import selection as shapes
from painter.document.document import Document
from painter.document.geometry import Rect
from painter.document.layer import Layer
from painter.document.raster import Raster
from painter.jobs.worker import WorkerOptions
from painter.paint.selecting import feathered
from painter.session import Session
from painter.settings import Settings
from painter.ui.bridge import pixels_of
from painter.ui.commands import image as image_commands
from painter.ui.commands import selecting as select_commands
from painter.ui.dialogs.amount import AmountDialog
from painter.ui.dialogs.image_size import CanvasSizeDialog, ImageSizeDialog
from painter.ui.main_window import MainWindow
from painter.ui.paint_state import ToolName
from tests.ui.canvas_hands import key, painted_document, patchwork
from tests.ui.waiting import wait_for

pytestmark = [pytest.mark.gui, pytest.mark.usefixtures("qapp")]


def run(request: Any, inputs: Arrays, reporter: Reporter) -> Result:
    """Stand for the models: white where there is a mask, the source elsewhere."""
    image = inputs["source"].copy()
    if "mask" in inputs:
        image[inputs["mask"] > 0] = 255
    return Result({"image": image}, replace(request, program="test"))


@pytest.fixture
def window(tmp_path: Path) -> Iterator[MainWindow]:
    made = MainWindow(
        Session(painted_document(patchwork(320, 200))),
        settings=Settings(last_folder=str(tmp_path)),
        save_settings=lambda _settings: None,
        worker_options=WorkerOptions(runner=f"{__name__}:run"),
        logs_folder=tmp_path,
        journal_folder=tmp_path / "journal",
    )
    made.resize(1440, 900)
    made.show()
    QTest.qWaitForWindowExposed(made)
    yield made
    made.shut_down()


def pixels(document: Document) -> NDArray[np.uint8]:
    node = document.active
    assert isinstance(node, Layer)
    return node.raster.read(document.canvas)


def select(window: MainWindow, x0: int = 50, y0: int = 40, x1: int = 150, y1: int = 100) -> NDArray[np.bool_]:
    window.session.select(shapes.rectangle(320, 200, x0, y0, x1, y1))
    inside = np.zeros((200, 320), np.bool_)
    inside[y0:y1, x0:x1] = True
    return inside


def told(window: MainWindow) -> list[str]:
    return [f"{toast.title} {toast.text}" for toast in window.area.toasts.toasts()]


def test_all_none_reselect_and_invert(window: MainWindow) -> None:
    session = window.session
    inside = select(window)
    window.do("select_inverse")
    assert session.document.selection is not None
    np.testing.assert_array_equal(session.document.selection.read(session.document.canvas) == 0, inside)
    window.do("select_none")
    assert session.document.selection is None
    window.do("reselect")
    assert session.document.selection is not None
    np.testing.assert_array_equal(session.document.selection.read(session.document.canvas) == 0, inside)
    window.do("select_all")
    assert (session.document.selection.read(session.document.canvas) == 255).all()
    window.canvas.setFocus()
    key(window.canvas, Qt.Key.Key_Escape, down=True)
    assert session.document.selection is None
    assert session.history.undo_label == "Deselect"


def test_a_number_is_seen_before_it_is_chosen(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    select(window)
    session, before = window.session, window.session.document
    seen: list[Document] = []

    def answer(dialog: AmountDialog, result: QDialog.DialogCode) -> Callable[[], int]:
        def choose() -> int:
            dialog._field.setValue(12)
            seen.append(session.shown)
            dialog.done(result)
            return int(result.value)

        return choose

    class Answered(AmountDialog):
        result_wanted = QDialog.DialogCode.Rejected

        def exec(self) -> int:
            return answer(self, self.result_wanted)()

    monkeypatch.setattr(select_commands, "AmountDialog", Answered)
    window.do("feather")
    assert session.document is before and session.shown is before
    assert before.selection is not None and seen[0].selection is not None
    wanted = feathered(before.selection, 12)
    assert seen[0].selection.equals(wanted)
    Answered.result_wanted = QDialog.DialogCode.Accepted
    window.do("feather")
    assert session.document.selection is not None and session.document.selection.equals(wanted)
    session.undo()
    assert session.document is before


@pytest.mark.parametrize("action", ["feather", "crop_to_selection", "select_inverse"])
def test_without_a_selection_it_is_said(window: MainWindow, action: str) -> None:
    before = window.session.document
    window.do(action)
    assert window.session.document is before
    assert told(window)[0].startswith("Nothing is selected.")


def test_delete_and_cut_take_only_what_is_selected(window: MainWindow) -> None:
    inside = select(window)
    before = window.session.document
    window.do("clear")
    after = pixels(window.session.document)
    assert after[inside].max() == 0
    np.testing.assert_array_equal(after[~inside], pixels(before)[~inside])
    window.session.undo()
    assert window.session.document is before
    window.do("cut")
    copied = pixels_of(QGuiApplication.clipboard().image())
    np.testing.assert_array_equal(copied, pixels(before)[40:100, 50:150])
    assert pixels(window.session.document)[inside].max() == 0
    assert window.session.history.undo_label == "Cut"
    window.do("copy")
    assert "selected" in told(window)[0]


def test_fill_with_either_colour(window: MainWindow) -> None:
    inside = select(window)
    before = window.session.document
    window.state.set_foreground(QColor(10, 20, 30))
    window.do("fill_foreground")
    after = pixels(window.session.document)
    assert (after[inside] == (10, 20, 30, 255)).all()
    np.testing.assert_array_equal(after[~inside], pixels(before)[~inside])
    window.do("fill_background")
    assert (pixels(window.session.document)[inside] == 255).all()


def test_alpha_becomes_a_selection(window: MainWindow) -> None:
    document = window.session.document
    raster = Raster.from_array(320, 200, patchwork(40, 30), 20, 10)
    layer = replace(document.layer(document.active_id or ""), raster=raster)
    window.set_session(Session(replace(document, layers=(layer,))))
    window.do("select_alpha")
    assert window.session.document.selection is not None
    assert window.session.document.selection.bounds() == Rect(20, 10, 60, 40)
    window.do("crop_to_selection")
    assert (window.session.document.width_px, window.session.document.height_px) == (40, 30)
    np.testing.assert_array_equal(pixels(window.session.document), patchwork(40, 30))
    window.session.undo()
    window.do("trim")
    assert window.session.document.canvas == Rect(0, 0, 40, 30)


def test_turning_and_mirroring_are_exact(window: MainWindow) -> None:
    before = window.session.document
    picture = pixels(before)
    for action, wanted in (
        ("rotate_image_right", np.rot90(picture, -1)),
        ("rotate_image_left", np.rot90(picture)),
        ("rotate_image_180", np.rot90(picture, 2)),
        ("flip_image_horizontal", picture[:, ::-1]),
        ("flip_image_vertical", picture[::-1]),
    ):
        window.do(action)
        np.testing.assert_array_equal(pixels(window.session.document), wanted)
        window.session.undo()
        assert window.session.document is before


def test_image_and_canvas_size_do_what_their_dialogs_say(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Smaller(ImageSizeDialog):
        def exec(self) -> int:
            self._width_field.setValue(160)
            return 1

    class Wider(CanvasSizeDialog):
        def exec(self) -> int:
            self._width_field.setValue(400)
            self._anchor.choose(0, 1)
            return 1

    monkeypatch.setattr(image_commands, "ImageSizeDialog", Smaller)
    monkeypatch.setattr(image_commands, "CanvasSizeDialog", Wider)
    before = window.session.document
    window.do("image_size")
    assert window.session.document.canvas == Rect(0, 0, 160, 100), "in proportion"
    window.session.undo()
    window.do("canvas_size")
    after = window.session.document
    assert after.canvas == Rect(0, 0, 400, 200)
    np.testing.assert_array_equal(pixels(after)[:, :320], pixels(before))
    assert pixels(after)[:, 320:].max() == 0


def test_the_size_dialogs_keep_proportions_units_and_limits(window: MainWindow) -> None:
    dialog = ImageSizeDialog(window.session.document, window)
    dialog._units.set_current(1)
    dialog._height_field.setValue(50)
    assert dialog.size_px() == (160, 100)
    dialog._link.setChecked(False)
    dialog._width_field.setValue(100)
    assert dialog.size_px() == (320, 100)
    dialog._units.set_current(0)
    dialog._width_field.setValue(65_000)
    dialog._height_field.setValue(65_000)
    assert not dialog._apply.isEnabled() and "too large" in dialog._words.text()
    dialog.reject()


def test_the_anchor_is_chosen_by_keys(window: MainWindow) -> None:
    dialog = CanvasSizeDialog(window.session.document, window)
    assert dialog.anchor() == (0.5, 0.5)
    QTest.keyClick(dialog._anchor, Qt.Key.Key_Left)
    QTest.keyClick(dialog._anchor, Qt.Key.Key_Up)
    QTest.keyClick(dialog._anchor, Qt.Key.Key_Up)
    assert dialog.anchor() == (0.0, 0.0)
    dialog.reject()


def test_the_bar_is_the_tools(window: MainWindow) -> None:
    bars = window.options_bar
    shown = {}
    for tool in ToolName:
        window.state.set_tool(tool)
        QApplication.processEvents()
        bar = bars.currentWidget()
        assert bar is bars.bar(tool) and bar.isVisible()
        assert bar.minimumSizeHint().width() <= 1280
        shown[tool] = bar
    assert shown[ToolName.BRUSH] is shown[ToolName.PICKER] is bars.brush
    assert shown[ToolName.WAND] is not shown[ToolName.RECTANGLE]


def test_transform_numbers_are_two_way(window: MainWindow) -> None:
    window.do("free_transform")
    bar = window.options_bar.transform
    assert bar.across.value() == 160 and bar.wide.value() == 100
    bar.angle.setValue(90)
    bar.wide.setValue(50)
    numbers = window.canvas.free_transform.numbers()
    assert numbers is not None and abs(numbers.angle_deg - 90) < 1e-9 and abs(numbers.width - 50) < 1e-9
    window.canvas.free_transform.flip(horizontally=True)
    assert bar.wide.value() == 50 and bar.high.value() == -100
    bar.cancel.click()
    assert window.state.tool is ToolName.BRUSH and not window.session.previewing
    assert not bar.apply.isEnabled()


def test_crop_numbers_are_two_way(window: MainWindow) -> None:
    window.do("tool_crop")
    bar = window.options_bar.crop
    assert (bar.wide.value(), bar.high.value()) == (320, 200)
    bar.wide.setValue(100)
    assert window.canvas.crop.frame == Rect(110, 0, 210, 200)
    bar.ratio.set_current_data(1.0)
    bar.ratio.activated.emit(bar.ratio.currentIndex())
    assert (bar.wide.value(), bar.high.value()) == (100, 100)
    bar.apply.click()
    assert window.session.document.canvas == Rect(0, 0, 100, 100)


def test_co_painting_in_the_selection_shows_only_there(window: MainWindow) -> None:
    window.do("show_copaint")
    panel = window.copaint
    assert not panel._inside.isVisible()
    inside = select(window)
    assert panel._inside.isVisible() and panel._inside.isChecked()
    panel.choose("woodblock")
    window.do("apply_style")
    wait_for(lambda: not window.session.pending, "the style")
    made = window.session.document.layers[-1]
    assert isinstance(made, Layer) and made.mask is not None
    np.testing.assert_array_equal(made.mask.raster.read(window.session.document.canvas) == 255, inside)
    painted = made.raster.read(window.session.document.canvas)
    assert (painted[inside] == 255).all()
    panel._inside.setChecked(False)
    window.do("apply_style")
    wait_for(lambda: not window.session.pending, "the style")
    whole = [n for n in window.session.document.layers if isinstance(n, Layer) and n.recipe and n.mask is None]
    assert len(whole) == 1
