"""Dialogs: what they answer, what their keys do, and that they keep within what can be."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QTreeView, QWidget

from painter import __version__
from painter.ai.styles import model_files
from painter.document.document import Document
from painter.document.layer import Layer
from painter.document.raster import Raster
from painter.errors import PainterError
from painter.files.opening import export_flat, save_document
from painter.ui.dialogs.about import AboutDialog
from painter.ui.dialogs.blank import blank_document
from painter.ui.dialogs.choices import GroundButton, SizeRow
from painter.ui.dialogs.dialog import Latest, size_text
from painter.ui.dialogs.export import ExportDialog
from painter.ui.dialogs.glance import glance_at
from painter.ui.dialogs.new import NewDialog
from painter.ui.dialogs.opening import OpenDialog, SaveDialog, ask_open_path, ask_save_path
from painter.ui.dialogs.preview import PictureWell
from painter.ui.dialogs.prompts import SaveChoice, SavePrompt, ask_replace, ask_save
from painter.ui.dialogs.trial import try_export
from painter.ui.widgets import DropDown, PushButton, Segmented, ValueField

pytestmark = [pytest.mark.gui, pytest.mark.usefixtures("qapp")]

LEFT = Qt.MouseButton.LeftButton


def picture(width: int = 40, height: int = 30, alpha: int = 255) -> Document:
    pixels = np.zeros((height, width, 4), np.uint8)
    pixels[...] = (alpha // 2, 0, 0, alpha)
    layer = Layer(raster=Raster.from_array(width, height, pixels), name="Red")
    above = Layer(raster=Raster(width, height), name="Layer 1")
    return Document(width_px=width, height_px=height, layers=(layer, above), active_id=above.id)


def shown(dialog: QDialog) -> None:
    dialog.show()
    dialog.activateWindow()
    QTest.qWaitForWindowActive(dialog)


def button(dialog: QWidget, text: str) -> PushButton:
    return next(made for made in dialog.findChildren(PushButton) if made.text() == text)


def field(dialog: QWidget, name: str) -> Any:
    return next(made for made in dialog.findChildren(QWidget) if made.accessibleName() == name)


def meanwhile(act: Callable[[QDialog], object]) -> None:
    """Do something to the next modal dialog, from within its own loop."""

    def go() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QDialog)
        act(dialog)

    QTimer.singleShot(0, go)


def settle(latest: Latest) -> None:
    """Let background work end, and what it leads to."""
    while latest.busy:
        latest.wait()
        QApplication.processEvents()


# --- blank paintings ---


def test_a_blank_painting_is_paper_under_an_empty_active_layer() -> None:
    document = blank_document(300, 200, dpi=72, background=(1, 2, 3))
    paper, layer = (node for node in document.nodes() if isinstance(node, Layer))
    assert (paper.name, paper.locked, layer.name) == ("Paper", True, "Layer 1")
    assert document.active_id == layer.id
    assert layer.raster.bounds().empty
    assert paper.raster.bounds() == document.canvas
    assert (paper.raster.read(document.canvas) == (1, 2, 3, 255)).all()
    assert document.dpi == 72


def test_a_transparent_painting_has_no_paper() -> None:
    document = blank_document(300, 200, background=None)
    assert [node.name for node in document.nodes()] == ["Layer 1"]


def test_the_largest_paper_costs_next_to_nothing() -> None:
    document = blank_document(8192, 8190)
    tiles = {id(tile) for raster in document.rasters() for tile in raster.tiles.values()}
    assert len(tiles) <= 4


# --- new ---


def test_a_template_makes_its_document() -> None:
    dialog = NewDialog(foreground=QColor("#28405F"))
    shown(dialog)
    row = next(row for row in dialog.findChildren(SizeRow) if row.text() == "A5, 300 ppi")
    QTest.mouseClick(row, LEFT)
    assert row.isChecked()
    ground = next(made for made in dialog.findChildren(GroundButton) if made.text() == "Colour in hand")
    QTest.mouseClick(ground, LEFT)
    assert [made.text() for made in dialog.findChildren(GroundButton) if made.isChecked()] == ["Colour in hand"]
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.result() == QDialog.DialogCode.Accepted
    document = dialog.document()
    assert (document.width_px, document.height_px, document.dpi) == (1748, 2480, 300)
    paper = next(document.rasters())
    assert tuple(paper.tiles[next(iter(paper.tiles))][0, 0]) == (0x28, 0x40, 0x5F, 255)


def test_escape_makes_nothing() -> None:
    dialog = NewDialog()
    shown(dialog)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.result() == QDialog.DialogCode.Rejected
    assert not dialog.isVisible()


def test_typed_sizes_count_and_no_template_is_theirs() -> None:
    dialog = NewDialog()
    shown(dialog)
    width = field(dialog, "Width")
    assert width.hasFocus()
    QTest.keyClicks(width, "1000")
    assert dialog.size_px() == (1000, 1080)
    assert not any(row.isChecked() for row in dialog.findChildren(SizeRow))
    QTest.mouseClick(field(dialog, "Exchange width and height"), LEFT)
    assert dialog.size_px() == (1080, 1000)


def test_units_show_the_same_size_and_paper_keeps_its_own_through_another_resolution() -> None:
    dialog = NewDialog()
    row = next(row for row in dialog.findChildren(SizeRow) if row.text() == "A4, 300 ppi")
    QTest.mouseClick(row, LEFT)
    units = dialog.findChildren(Segmented)[0]
    units.set_current(1)
    assert field(dialog, "Width").text() == "210.0 mm"
    units.set_current(2)
    assert field(dialog, "Height").value() == pytest.approx(11.69)
    assert dialog.size_px() == (2480, 3508), "looking changes nothing"
    field(dialog, "Resolution").setValue(150)
    assert dialog.size_px() == (1240, 1754)
    units.set_current(0)
    field(dialog, "Resolution").setValue(300)
    assert dialog.size_px() == (1240, 1754), "pixels keep their number"


def test_what_cannot_be_is_said_and_not_made() -> None:
    dialog = NewDialog()
    shown(dialog)
    field(dialog, "Width").setValue(60_000)
    field(dialog, "Height").setValue(60_000)
    create = button(dialog, "Create")
    assert not create.isEnabled()
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.isVisible()
    field(dialog, "Height").setValue(1000)
    assert create.isEnabled()


def test_a_picture_in_the_clipboard_offers_its_size() -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.setImage(QImage(123, 45, QImage.Format.Format_RGB32))
    rows = [row.text() for row in NewDialog().findChildren(SizeRow)]
    assert rows[0] == "Clipboard picture"
    dialog = NewDialog()
    assert dialog.size_px() == (123, 45)
    clipboard.clear()
    assert "Clipboard picture" not in [row.text() for row in NewDialog().findChildren(SizeRow)]


@pytest.mark.parametrize(
    ("size", "text"),
    [(10, "1 KB"), (400_000, "391 KB"), (3 * 2**20, "3.0 MB"), (30 * 2**20, "30 MB"), (2**31, "2.0 GB")],
)
def test_sizes_are_read_easily(size: int, text: str) -> None:
    assert size_text(size) == text


# --- questions ---


@pytest.mark.parametrize(
    ("key", "answer"),
    [
        (Qt.Key.Key_Return, SaveChoice.SAVE),
        (Qt.Key.Key_S, SaveChoice.SAVE),
        (Qt.Key.Key_D, SaveChoice.DISCARD),
        (Qt.Key.Key_C, SaveChoice.CANCEL),
        (Qt.Key.Key_Escape, SaveChoice.CANCEL),
    ],
)
def test_every_answer_has_its_key(key: Qt.Key, answer: SaveChoice) -> None:
    prompt = SavePrompt("Lake")
    shown(prompt)
    focused = prompt.focusWidget()
    assert isinstance(focused, PushButton)
    assert focused.text() == "Save"
    QTest.keyClick(prompt, key)
    assert prompt.answer() == answer
    assert not prompt.isVisible()


def test_enter_presses_the_button_that_has_the_focus() -> None:
    prompt = SavePrompt("Lake")
    shown(prompt)
    button(prompt, "Don't save").setFocus()
    QTest.keyClick(button(prompt, "Don't save"), Qt.Key.Key_Return)
    assert prompt.answer() == SaveChoice.DISCARD


def test_the_question_names_the_drawing_and_its_buttons_answer() -> None:
    asked: list[str] = []

    def discard(dialog: QDialog) -> None:
        asked.append(dialog.accessibleName())
        QTest.mouseClick(button(dialog, "Don't save"), LEFT)

    meanwhile(discard)
    assert ask_save(None, "Lake") == "discard"
    assert asked == ["Save changes to “Lake” before closing?"]
    meanwhile(lambda dialog: dialog.close())
    assert ask_save(None, "Lake") == "cancel"


def test_replacing_is_agreed_to_or_not() -> None:
    meanwhile(lambda dialog: QTest.mouseClick(button(dialog, "Replace"), LEFT))
    assert ask_replace(None, "lake.png")
    meanwhile(lambda dialog: QTest.keyClick(dialog, Qt.Key.Key_Escape))
    assert not ask_replace(None, "lake.png")


def test_a_closed_dialog_is_gone() -> None:
    host = QWidget()
    dialog = NewDialog(host)
    dialog.open()
    dialog.reject()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert host.findChildren(QDialog) == []


# --- export ---


@pytest.fixture
def export(tmp_path: Path) -> ExportDialog:
    made = ExportDialog(picture(alpha=100), tmp_path / "lake", foreground=(1, 2, 3))
    shown(made)
    settle(made._latest)
    return made


def choose_format(dialog: ExportDialog, name: str) -> None:
    formats = next(made for made in dialog.findChildren(DropDown) if made.accessibleName() == "Format")
    assert formats.set_current_data(name)


def texts(dialog: QWidget) -> str:
    return "\n".join(str(made.text()) for made in dialog.findChildren(QWidget) if hasattr(made, "text"))


def test_export_tells_the_very_size_of_the_file(export: ExportDialog, tmp_path: Path) -> None:
    export_flat(picture(alpha=100), tmp_path / "same.png")
    assert f"40 × 30 px, {size_text((tmp_path / 'same.png').stat().st_size)}" in texts(export)
    image = export.findChildren(PictureWell)[0].image()
    assert image is not None
    assert image.pixelColor(5, 5).alpha() == 100
    assert sorted(path.name for path in tmp_path.iterdir()) == ["same.png"], "the trial left nothing"


def test_jpeg_lays_a_colour_below_and_says_what_it_loses(export: ExportDialog) -> None:
    quality = export.findChildren(ValueField)[0]
    assert not quality.isEnabled()
    assert "PNG keeps no layers" in texts(export)
    choose_format(export, "JPEG")
    assert quality.isEnabled()
    assert "JPEG keeps no transparency and no layers" in texts(export)
    assert export.path().name == "lake.jpg"
    assert export.options() == {"quality": 92, "background": (255, 255, 255)}
    field(export, "Transparent parts").set_current_data("hand")
    quality.set_number(40)
    assert export.options() == {"quality": 40, "background": (1, 2, 3)}
    export._pause.stop()
    export._try()
    settle(export._latest)
    image = export.findChildren(PictureWell)[0].image()
    assert image is not None
    assert image.pixelColor(5, 5).alpha() == 255
    choose_format(export, "PNG")
    assert export.options()["background"] == (1, 2, 3), "a colour chosen stays chosen"


def test_a_typed_ending_chooses_the_format(export: ExportDialog) -> None:
    name = field(export, "Name")
    name.selectAll()
    QTest.keyClicks(name, "Morning.webp")
    assert export.path().name == "Morning.webp"
    assert name.text() == "Morning"
    name.selectAll()
    QTest.keyClick(name, Qt.Key.Key_Backspace)
    assert not button(export, "Export").isEnabled()
    QTest.keyClick(export, Qt.Key.Key_Return)
    assert export.isVisible()


def test_an_existing_picture_is_replaced_only_if_so_agreed(export: ExportDialog, tmp_path: Path) -> None:
    (tmp_path / "lake.png").write_bytes(b"old")
    meanwhile(lambda dialog: QTest.keyClick(dialog, Qt.Key.Key_Escape))
    QTest.mouseClick(button(export, "Export"), LEFT)
    assert export.isVisible()
    meanwhile(lambda dialog: QTest.keyClick(dialog, Qt.Key.Key_Return))
    QTest.mouseClick(button(export, "Export"), LEFT)
    assert export.result() == QDialog.DialogCode.Accepted
    assert export.path() == tmp_path / "lake.png"
    assert (tmp_path / "lake.png").read_bytes() == b"old", "dialogs write nothing"


def test_what_a_format_cannot_hold_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(*_args: object, **_options: object) -> None:
        raise PainterError("WEBP allows 16383 pixels on a side.")

    monkeypatch.setattr("painter.ui.dialogs.trial.export_flat", refuse)
    dialog = ExportDialog(picture(), tmp_path / "lake.webp")
    settle(dialog._latest)
    assert "WEBP allows 16383 pixels on a side." in texts(dialog)
    dialog.reject()


def test_a_trial_is_small_and_exact() -> None:
    document = picture(400, 300)
    trial = try_export(document, ".jpg", quality=80, background=None, longest_px=100)
    assert trial.pixels.shape == (75, 100, 4)
    better = try_export(document, ".png", quality=80, background=None, longest_px=100)
    assert tuple(better.pixels[10, 10]) == (127, 0, 0, 255)


# --- open and save ---


def files_in(dialog: QFileDialog, count: int) -> list[str]:
    """Return what the dialog lists, once Qt has found as many files as there are."""
    view = dialog.findChild(QTreeView, "treeView")
    assert isinstance(view, QTreeView)
    model = view.model()
    inserted = QSignalSpy(model.rowsInserted)
    while model.rowCount(view.rootIndex()) < count:
        assert inserted.wait(5000)
    root = view.rootIndex()
    return sorted(str(model.index(row, 0, root).data()) for row in range(model.rowCount(root)))


def look_at(dialog: OpenDialog, path: Path) -> None:
    dialog.currentChanged.emit(str(path))
    dialog._pause.stop()
    dialog._look()
    settle(dialog._latest)


def test_opening_shows_the_size_the_layers_and_the_picture(tmp_path: Path) -> None:
    layered, flat, broken = tmp_path / "lake.ora", tmp_path / "lake.png", tmp_path / "torn.png"
    save_document(picture(), layered)
    export_flat(picture(60, 20), flat)
    broken.write_bytes(b"torn")
    (tmp_path / "words.txt").write_text("no picture")
    dialog = OpenDialog(tmp_path)
    shown(dialog)
    assert files_in(dialog, 3) == ["lake.ora", "lake.png", "torn.png"]
    well = dialog.findChildren(PictureWell)[0]
    look_at(dialog, layered)
    assert "40 × 30 px\n2 layers" in texts(dialog)
    assert well.image() is not None
    look_at(dialog, flat)
    assert "60 × 20 px\n1 layer" in texts(dialog)
    look_at(dialog, broken)
    assert well.image() is None
    assert "torn.png" in texts(dialog)
    look_at(dialog, tmp_path)
    assert well.accessibleName() == "Choose a file to see it"
    assert dialog.folder() == tmp_path
    dialog.reject()


def test_asking_for_a_file_gives_its_path_or_nothing(tmp_path: Path) -> None:
    path = tmp_path / "lake.png"
    export_flat(picture(), path)

    def choose(dialog: QDialog) -> None:
        assert isinstance(dialog, OpenDialog)
        dialog.selectFile(str(path))
        QTest.keyClick(dialog, Qt.Key.Key_Return)

    meanwhile(choose)
    assert ask_open_path(None, tmp_path, layered=False) == path
    meanwhile(lambda dialog: QTest.keyClick(dialog, Qt.Key.Key_Escape))
    assert ask_open_path(None, tmp_path) is None


def test_saving_keeps_the_layered_ending(tmp_path: Path) -> None:
    meanwhile(lambda dialog: QTest.keyClick(dialog, Qt.Key.Key_Return))
    assert ask_save_path(None, tmp_path / "Lake at 5.30") == tmp_path / "Lake at 5.30.ora"
    dialog = SaveDialog(tmp_path / "lake.ora")
    shown(dialog)
    dialog.name_edit().selectAll()
    QTest.keyClicks(dialog.name_edit(), "sea.png")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.isVisible(), "the name is shown before it is taken"
    assert dialog.name_edit().text() == "sea.ora"
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.result() == QDialog.DialogCode.Accepted
    assert dialog.path() == tmp_path / "sea.ora"


def test_a_glance_at_a_layered_file_without_a_thumbnail_still_tells_its_size(tmp_path: Path) -> None:
    path = tmp_path / "lake.ora"
    save_document(picture(400, 300), path)
    glance = glance_at(path, 100)
    assert (glance.width_px, glance.height_px, glance.layers) == (400, 300, 2)
    assert glance.pixels is not None
    assert glance.pixels.shape == (75, 100, 4)
    with pytest.raises(PainterError):
        glance_at(tmp_path / "missing.ora", 100)


# --- beside the window ---


def test_only_the_newest_work_is_heard_of() -> None:
    latest = Latest()
    heard: list[object] = []
    latest.succeeded.connect(heard.append)
    for number in range(5):
        latest.begin(lambda number=number: number)
    settle(latest)
    assert heard == [4]


def test_dropped_work_is_not_heard_of() -> None:
    latest = Latest()
    heard: list[object] = []
    latest.succeeded.connect(heard.append)
    latest.begin(lambda: 1)
    task = latest._task
    assert task is not None
    latest.drop()
    task.wait()
    QApplication.processEvents()
    assert heard == []
    latest.begin(lambda: 2)
    settle(latest)
    assert heard == [2]


# --- about ---


def test_about_names_the_version_and_every_model_with_its_licence() -> None:
    dialog = AboutDialog(device="Models run on the processor.")
    shown(dialog)
    told = texts(dialog)
    assert __version__ in told
    assert "Models run on the processor." in told
    for model in model_files():
        assert model.title in told
        assert model.origin in told
    QTest.mouseClick(button(dialog, "Copy details"), LEFT)
    assert QGuiApplication.clipboard().text() == dialog.details()
    assert all(model.sha256 in dialog.details() for model in model_files())
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
