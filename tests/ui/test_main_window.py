"""The window as a whole: every action, opening, saving, closing, and the way from a stroke to a layered file."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog

from painter.ai.runner import Arrays, Reporter, Result
from painter.document.document import Document
from painter.document.layer import Layer
from painter.document.raster import Raster
from painter.files.opening import export_flat, open_document
from painter.jobs.worker import WorkerOptions
from painter.session import Session
from painter.settings import Settings
from painter.ui.actions import ACTIONS
from painter.ui.commands import files as file_commands
from painter.ui.dialogs.blank import blank_document
from painter.ui.dialogs.prompts import SaveChoice
from painter.ui.main_window import MainWindow
from tests.ui.waiting import wait_for

pytestmark = [pytest.mark.gui, pytest.mark.usefixtures("qapp")]


def run(request: Any, inputs: Arrays, reporter: Reporter) -> Result:
    """Stand for the models: give the source back."""
    return Result({"image": inputs["source"].copy()}, replace(request, program="test"))


@pytest.fixture
def saved_settings() -> list[Settings]:
    return []


@pytest.fixture
def window(tmp_path: Path, saved_settings: list[Settings]) -> Iterator[MainWindow]:
    made = MainWindow(
        Session(blank_document(320, 200)),
        settings=Settings(last_folder=str(tmp_path)),
        save_settings=saved_settings.append,
        worker_options=WorkerOptions(runner=f"{__name__}:run"),
        logs_folder=tmp_path,
        journal_folder=tmp_path / "journal",
    )
    made.resize(1440, 900)
    made.show()
    QTest.qWaitForWindowExposed(made)
    yield made
    made.shut_down()


def stroke(window: MainWindow, *, dx: int = 120) -> None:
    """Draw a line over the middle of the canvas with the mouse."""
    canvas = window.canvas
    start = QPoint(canvas.width() // 2 - dx // 2, canvas.height() // 2 - 20)
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    for step in range(1, 9):
        QTest.mouseMove(canvas, start + QPoint(dx * step // 8, step))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start + QPoint(dx, 8))


def told(window: MainWindow) -> list[str]:
    return [f"{toast.title} {toast.text}" for toast in window.area.toasts.toasts()]


def test_a_stroke_is_one_undo_step_and_shows_in_every_part(window: MainWindow) -> None:
    before = window.session.document
    assert not window.actions_by_id["undo"].isEnabled()
    stroke(window)
    assert window.session.history.undo_label == "Brush stroke"
    assert window.actions_by_id["undo"].isEnabled() and window.area.hud.undo.isEnabled()
    assert window.title_row.tab.dirty and window.isWindowModified()
    window.do("undo")
    assert window.session.document is before
    assert window.actions_by_id["redo"].isEnabled() and not window.title_row.tab.dirty


def test_the_main_job(window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stroke(window)
    window.do("show_copaint")
    window.copaint.choose("woodblock")
    window.do("apply_style")
    stroke(window, dx=60)
    wait_for(lambda: not window.session.pending, "the style")
    assert [node.name for node in window.session.document.layers] == ["Paper", "Layer 1", "Woodblock"]
    monkeypatch.setattr(file_commands, "ask_save_path", lambda *_: tmp_path / "art.ora")
    window.do("save")
    wait_for(lambda: window.session.saved, "the saving")
    kept = open_document(tmp_path / "art.ora").document
    assert [node.name for node in kept.layers] == ["Paper", "Layer 1", "Woodblock"]
    assert isinstance(kept.layers[2], Layer) and kept.layers[2].recipe is not None
    assert window.session.title == "art" and window.title_row.tab.title == "art"
    assert window.settings.recent_files == (str(tmp_path / "art.ora"),)


def test_opening_a_picture_replaces_the_drawing_and_saving_asks_where(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pixels = np.full((60, 90, 4), (10, 200, 30, 255), np.uint8)
    layer = Layer(raster=Raster.from_array(90, 60, pixels))
    export_flat(Document(width_px=90, height_px=60, layers=(layer,)), tmp_path / "green.png")
    window.open_path(tmp_path / "green.png")
    wait_for(lambda: window.session.title == "green", "the opening")
    assert window.session.document.canvas.width == 90 and window.session.saved
    assert window.session.path is None, "a flat picture is not where layers are saved"
    asked: list[Path] = []
    monkeypatch.setattr(file_commands, "ask_save_path", lambda _, suggested: asked.append(suggested))
    window.do("save")
    assert [path.name for path in asked] == ["green.ora"]


def test_a_broken_file_is_one_sentence_and_the_drawing_stays(
    window: MainWindow, tmp_path: Path, expected_logs: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "broken.ora").write_bytes(b"PK\x03\x04 no more than that")
    before = window.session
    window.open_path(tmp_path / "broken.ora")
    wait_for(lambda: bool(told(window)), "the sentence")
    assert "broken.ora" in told(window)[0] and window.session is before


@pytest.mark.parametrize("choice", list(SaveChoice))
def test_closing_an_unsaved_drawing_asks_and_does_as_it_is_told(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, choice: SaveChoice
) -> None:
    asked: list[str] = []

    def answer(_: object, title: str) -> SaveChoice:
        asked.append(title)
        return choice

    monkeypatch.setattr(file_commands, "ask_save", answer)
    monkeypatch.setattr(file_commands, "ask_save_path", lambda *_: tmp_path / "kept.ora")
    stroke(window)
    window.close()
    assert asked == ["Untitled"]
    if choice == SaveChoice.CANCEL:
        assert window.isVisible() and not window.session.saved
        return
    wait_for(lambda: not window.isVisible(), "the closing")
    assert (tmp_path / "kept.ora").exists() == (choice == SaveChoice.SAVE)


def test_a_saved_drawing_closes_without_a_question_and_the_place_is_kept(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, saved_settings: list[Settings]
) -> None:
    monkeypatch.setattr(file_commands, "ask_save", lambda *_: pytest.fail("there is nothing to save"))
    window.close()
    assert not window.isVisible() and saved_settings[-1].window


def test_pictures_are_pasted_as_layers_in_the_middle_of_what_is_seen(window: MainWindow) -> None:
    stroke(window)
    window.do("copy")
    window.do("paste")
    wait_for(lambda: len(window.session.document.layers) == 3, "the pasted layer")
    pasted = window.session.document.active
    assert isinstance(pasted, Layer) and not pasted.raster.bounds().empty
    window.do("undo")
    assert len(window.session.document.layers) == 2


def test_panels_hide_and_come_back(window: MainWindow) -> None:
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, Qt.Key.Key_Tab)
    assert not window.dock.isVisible() and not window.rail.isVisible() and window.area.hud.isVisible()
    QTest.keyClick(window.canvas, Qt.Key.Key_Tab)
    assert window.dock.isVisible() and window.rail.isVisible()


def test_a_low_window_folds_the_layers_below_copaint(window: MainWindow) -> None:
    window.do("show_copaint")
    assert not window.layers.folded
    window.resize(1280, 720)
    assert window.height() == 720 and window.layers.folded
    window.do("show_paint")
    assert not window.layers.folded


def test_every_action_can_be_done(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    """Trigger every action of the table once: none raises, and whatever changed the drawing can be undone."""
    monkeypatch.setattr(QDialog, "exec", lambda _self: 0)
    monkeypatch.setattr(file_commands, "ask_save", lambda *_: SaveChoice.CANCEL)
    for module, name in (
        ("files", "ask_open_path"),
        ("files", "ask_save_path"),
        ("pictures", "ask_open_path"),
    ):
        monkeypatch.setattr(f"painter.ui.commands.{module}.{name}", lambda *_a, **_k: None)
    monkeypatch.setattr("PySide6.QtGui.QDesktopServices.openUrl", lambda _url: True)
    for name, nothing in (("getOpenFileNames", ([], "")), ("getSaveFileName", ("", ""))):
        monkeypatch.setattr(QFileDialog, name, lambda *_a, nothing=nothing: nothing)
    stroke(window)
    for spec in ACTIONS:
        if spec.id == "quit":
            continue
        before, steps = window.session.document, window.session.history.present
        window.actions_by_id[spec.id].trigger()
        QApplication.processEvents()
        wait_for(lambda: not window.session.pending, f"the end of {spec.id}")
        if window.session.history.present > steps:
            while window.session.history.present > steps:
                window.session.undo()
            assert window.session.document is before, spec.id
        if window.isFullScreen():
            window.showNormal()


def test_a_killed_programs_painting_is_offered_and_opened_as_it_was(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = blank_document(64, 48)
    folder = tmp_path / "journal"
    code = f"""
import os
from painter.files.journal.keeping import Keeper
from painter.session import Session
from painter.ui.dialogs.blank import blank_document
from pathlib import Path
session = Session(blank_document(64, 48), title="Lost lake")
keeper = Keeper(Path({str(folder)!r}))
keeper.watch(session)
session.add_layer()
assert keeper.flush(30)
os._exit(1)
"""
    subprocess.run([sys.executable, "-c", code], check=False, cwd=Path(__file__).parents[2])
    shown: list[int] = []

    def accept(dialog: QDialog) -> int:
        shown.append(1)
        return 1

    monkeypatch.setattr(QDialog, "exec", accept)
    window.recovery.offer()
    wait_for(lambda: window.session.title == "Lost lake", "the recovery")
    assert shown and not window.session.saved and window.session.path is None
    assert len(window.session.document.layers) == len(lost.layers) + 1
