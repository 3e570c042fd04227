"""The Co-paint panel: what is chosen becomes a request, whatever way it was chosen."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QImage
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QWidget

from painter.ai.request import STYLE_CODE_LENGTH, SourceRef, StyleChoice, StyleRequest
from painter.document import edits
from painter.document.document import Document
from painter.document.layer import Group, Layer
from painter.document.raster import Raster
from painter.errors import PainterError
from painter.session import Session
from painter.ui.panels.copaint import CopaintPanel
from painter.ui.panels.style_pictures import LONGEST_PX, style_picture_of
from painter.ui.widgets import STYLE_MIME, Chip, IconButton, MixBar, PushButton, SearchField, StyleTile

pytestmark = [pytest.mark.gui, pytest.mark.usefixtures("qapp")]

CODE = (0.5,) * STYLE_CODE_LENGTH
LEFT, CTRL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier


def document(*names: str) -> Document:
    layers = tuple(Layer(raster=Raster(64, 48), name=name, id=f"id-{name}") for name in names)
    return Document(width_px=64, height_px=48, layers=layers, active_id=layers[-1].id)


@pytest.fixture
def panel() -> CopaintPanel:
    """Return a panel in an active window, over a document of three layers."""
    made = CopaintPanel(Session(document("Paper", "Pencil", "Peaks")), favourites=("woodblock",))
    made.resize(320, 640)
    made.show()
    made.activateWindow()
    QTest.qWaitForWindowActive(made)
    return made


def tile(panel: CopaintPanel, key: str) -> StyleTile:
    return next(tile for tile in panel.findChildren(StyleTile) if tile.key == key)


def chip(panel: CopaintPanel, name: str) -> Chip:
    return next(chip for chip in panel.findChildren(Chip) if chip.accessibleName() == name)


def button(panel: CopaintPanel, name: str) -> IconButton:
    return next(made for made in panel.findChildren(IconButton) if made.accessibleName() == name)


def apply_button(panel: CopaintPanel) -> PushButton:
    return next(made for made in panel.findChildren(PushButton) if made.text() == "Apply")


def shown(panel: CopaintPanel) -> list[str]:
    return [made.key for made in panel.findChildren(StyleTile) if made.isVisible()]


def click(widget: StyleTile | Chip | IconButton | PushButton, *, ctrl: bool = False) -> None:
    QTest.mouseClick(widget, LEFT, CTRL if ctrl else Qt.KeyboardModifier.NoModifier)


def weights(panel: CopaintPanel) -> dict[str, float]:
    return {made.key: made.weight() or 0 for made in panel.findChildren(StyleTile) if made.weight() is not None}


def settle(panel: CopaintPanel) -> None:
    """Let pictures be read and what that brings happen."""
    panel.wait()
    QApplication.processEvents()


def picture_file(folder: Path, name: str = "reeds.png", size: tuple[int, int] = (40, 30)) -> Path:
    path = folder / name
    image = QImage(*size, QImage.Format.Format_ARGB32)
    image.fill(QColor(200, 40, 20))
    assert image.save(str(path))
    return path


def drop(onto: QWidget, mime: QMimeData) -> bool:
    """Drop onto a widget; tell whether it was wanted."""
    at, none = QPoint(20, 20), Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(at, Qt.DropAction.CopyAction, mime, LEFT, none)
    enter.setAccepted(False)
    QApplication.sendEvent(onto, enter)
    if not enter.isAccepted():
        return False
    QApplication.sendEvent(onto, QDropEvent(QPointF(at), Qt.DropAction.CopyAction, mime, LEFT, none))
    return True


# --- choosing ---


def test_all_styles_stand_in_three_columns_behind_any_picture(panel: CopaintPanel) -> None:
    tiles = sorted(
        (made for made in panel.findChildren(StyleTile) if made.isVisible()), key=lambda t: (t.y(), t.x())
    )
    assert len(tiles) == 27
    assert tiles[0].key == "any"
    assert [made.y() for made in tiles[:4]] == [tiles[0].y()] * 3 + [tiles[3].y()]
    assert tiles[3].y() > tiles[0].y()
    assert len({made.width() for made in tiles[:3]}) == 1
    assert chip(panel, "All 26").isChecked()


def test_a_click_chooses_and_control_click_mixes_and_takes_out_again(panel: CopaintPanel) -> None:
    click(tile(panel, "impression"))
    assert weights(panel) == {"impression": 1.0}
    click(tile(panel, "woodblock"), ctrl=True)
    assert weights(panel) == {"impression": 0.5, "woodblock": 0.5}
    click(tile(panel, "impression"), ctrl=True)
    assert weights(panel) == {"woodblock": 1.0}
    click(tile(panel, "woodblock"), ctrl=True)
    assert weights(panel) == {"woodblock": 1.0}, "the last style stays"
    click(tile(panel, "pale_wash"))
    assert weights(panel) == {"pale_wash": 1.0}


def test_a_tile_dropped_on_the_mix_is_added(panel: CopaintPanel) -> None:
    click(tile(panel, "impression"))
    bar = panel.findChildren(MixBar)[0]
    assert drop(bar, tile(panel, "starry_night").mime_data())
    assert weights(panel) == {"impression": 0.5, "starry_night": 0.5}
    unknown = QMimeData()
    unknown.setData(STYLE_MIME, b"nothing")
    drop(bar, unknown)
    assert set(weights(panel)) == {"impression", "starry_night"}


def test_apply_asks_for_what_the_panel_shows(panel: CopaintPanel) -> None:
    asked = QSignalSpy(panel.apply_requested)
    assert not apply_button(panel).isEnabled()
    panel.load_request(
        StyleRequest(
            styles=(
                StyleChoice(kind="fixed", name="impression", weight=3),
                StyleChoice(kind="fixed", name="woodblock", weight=1),
            ),
            strength=0.4,
            stroke_scale=2.0,
            keep_colors=True,
        )
    )
    click(apply_button(panel))
    request, pictures, source = asked.at(0)
    assert [(style.name, style.weight) for style in request.styles] == [("impression", 0.75), ("woodblock", 0.25)]
    assert (request.strength, request.stroke_scale, request.keep_colors) == (0.4, 2.0, True)
    assert pictures == {}
    assert source == "id-Peaks"


def test_without_a_style_nothing_is_asked_and_a_sentence_says_so(panel: CopaintPanel) -> None:
    asked, refused = QSignalSpy(panel.apply_requested), QSignalSpy(panel.refused)
    panel.apply()
    assert asked.count() == 0
    assert refused.at(0) == ["Choose a style first."]


def test_a_double_click_paints(panel: CopaintPanel) -> None:
    asked = QSignalSpy(panel.apply_requested)
    made = tile(panel, "woodblock")
    QTest.mouseClick(made, LEFT, pos=QPoint(40, 50))
    QTest.mouseDClick(made, LEFT, pos=QPoint(40, 50))
    assert asked.count() == 1
    assert [style.name for style in asked.at(0)[0].styles] == ["woodblock"]
    QTest.mouseDClick(made, LEFT, pos=QPoint(12, 12))
    assert asked.count() == 1, "twice on the star is not twice on the style"


def test_arrow_keys_walk_the_grid_and_tab_stops_there_once(panel: CopaintPanel) -> None:
    first, below = tile(panel, "impression"), tile(panel, "pale_wash")
    first.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(first, Qt.Key.Key_Down)
    assert below.hasFocus()
    QTest.keyClick(below, Qt.Key.Key_Left)
    assert tile(panel, "woodblock").hasFocus()
    stops = [made for made in panel.findChildren(StyleTile) if made.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert [made.key for made in stops] == ["woodblock"]
    QTest.keyClick(tile(panel, "woodblock"), Qt.Key.Key_End)
    last = QApplication.focusWidget()
    assert isinstance(last, StyleTile)
    assert not last.visibleRegion().isEmpty(), "the grid scrolled there"


# --- filters and search ---


def test_favourites_are_kept_by_their_stars(panel: CopaintPanel) -> None:
    changed = QSignalSpy(panel.favourites_changed)
    click(chip(panel, "Favourites"))
    assert shown(panel) == ["woodblock"]
    click(chip(panel, "All 26"))
    QTest.mouseClick(tile(panel, "impression"), LEFT, pos=QPoint(12, 12))
    assert changed.at(0) == [("woodblock", "impression")]
    assert weights(panel) == {}, "a star chooses nothing"
    click(chip(panel, "Favourites"))
    assert set(shown(panel)) == {"woodblock", "impression"}


def test_search_finds_by_name_and_escape_brings_the_filters_back(panel: CopaintPanel) -> None:
    click(button(panel, "Search styles"))
    field = panel.findChildren(SearchField)[0]
    assert field.hasFocus()
    QTest.keyClicks(field, "STARRY n")
    assert shown(panel) == ["starry_night"]
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert len(shown(panel)) == 26
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert not field.isVisible()
    assert chip(panel, "All 26").isVisible()
    assert len(shown(panel)) == 27


# --- pictures as styles ---


def test_a_dropped_picture_becomes_the_style_and_stays_among_mine(panel: CopaintPanel, tmp_path: Path) -> None:
    path = picture_file(tmp_path)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    assert drop(panel, mime)
    settle(panel)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert weights(panel) == {f"picture:{digest}": 1.0}
    request, pictures = panel.request()
    assert request.styles == (StyleChoice(kind="picture", name="reeds", weight=1.0, sha256=digest),)
    assert pictures[0].shape == (30, 40, 3)
    assert (pictures[0] == (200, 40, 20)).all()
    click(tile(panel, "impression"))
    click(chip(panel, "Mine"))
    assert set(shown(panel)) == {"any", f"picture:{digest}"}
    panel.add_picture_style(path)
    settle(panel)
    assert set(shown(panel)) == {"any", f"picture:{digest}"}, "the same picture is one style"


def test_a_picture_of_another_program_can_be_dropped(panel: CopaintPanel) -> None:
    mime = QMimeData()
    image = QImage(8, 6, QImage.Format.Format_RGB32)
    image.fill(QColor(1, 2, 3))
    mime.setImageData(image)
    assert drop(panel, mime)
    settle(panel)
    _, pictures = panel.request()
    assert (pictures[0] == (1, 2, 3)).all()


def test_what_is_no_picture_is_not_wanted_or_refused(panel: CopaintPanel, tmp_path: Path) -> None:
    text = QMimeData()
    text.setText("only words")
    assert not drop(panel, text)
    path = tmp_path / "notes.png"
    path.write_text("only words")
    refused = QSignalSpy(panel.refused)
    panel.add_picture_style(path)
    settle(panel)
    assert "notes.png" in refused.at(0)[0]
    assert weights(panel) == {}


def test_style_pictures_are_opaque_over_white_and_bounded() -> None:
    pixels = np.zeros((4, 2 * LONGEST_PX, 4), np.uint8)
    pixels[:, :LONGEST_PX] = (0, 100, 0, 100)
    picture = style_picture_of(pixels, "glass")
    assert picture.pixels.shape == (2, LONGEST_PX, 3)
    assert tuple(picture.pixels[0, 0]) == (155, 255, 155)
    assert tuple(picture.pixels[0, -1]) == (255, 255, 255)
    with pytest.raises(PainterError, match="transparent"):
        style_picture_of(np.zeros((4, 4, 4), np.uint8), "nothing")


# --- recipes ---


def test_a_recipe_comes_back_as_it_was_even_without_its_picture(panel: CopaintPanel) -> None:
    recipe = StyleRequest(
        styles=(
            StyleChoice(kind="fixed", name="woodblock", weight=0.7),
            StyleChoice(
                kind="picture", name="reeds", weight=0.3, sha256="ab" * 32, code=(0.5,) * STYLE_CODE_LENGTH
            ),
        ),
        strength=0.25,
        stroke_scale=0.5,
        source=SourceRef(layer_id="id-Pencil"),
    )
    panel.load_request(recipe)
    request, pictures = panel.request()
    assert request.styles == recipe.styles
    assert (request.strength, request.stroke_scale, request.keep_colors) == (0.25, 0.5, False)
    assert pictures == {}
    assert panel.source_id() == "id-Pencil"


def test_a_recipe_that_cannot_be_made_again_is_refused_and_changes_nothing(panel: CopaintPanel) -> None:
    click(tile(panel, "impression"))
    refused = QSignalSpy(panel.refused)
    panel.load_request(StyleRequest(styles=(StyleChoice(kind="picture", name="reeds", sha256="ab" * 32),)))
    assert "reeds" in refused.at(0)[0]
    assert weights(panel) == {"impression": 1.0}


# --- the layer to repaint ---


def test_the_source_follows_the_active_layer_until_another_is_chosen(panel: CopaintPanel) -> None:
    session = panel._session
    session.select_layer("id-Pencil")
    assert panel.source_id() == "id-Pencil"
    assert panel._source.choose("id-Paper")
    session.select_layer("id-Peaks")
    assert panel.source_id() == "id-Paper"
    session.apply("Rename", lambda d: edits.set_properties(d, "id-Paper", name="Sheet"))
    assert panel._source.currentText() == "Sheet"
    session.apply("Delete", lambda d: edits.remove_layer(d, "id-Paper"))
    assert panel.source_id() == session.document.active_id


def test_groups_are_not_repainted_and_an_empty_document_has_no_source(panel: CopaintPanel) -> None:
    inner = Layer(raster=Raster(64, 48), name="Inner", id="inner")
    group = Group(children=(inner,), name="Group", id="group")
    panel.set_session(Session(Document(width_px=64, height_px=48, layers=(group,), active_id="group")))
    assert panel.source_id() == "inner"
    panel.set_session(Session(Document(width_px=64, height_px=48)))
    assert panel.source_id() == ""
    assert not panel._source.isEnabled()


def test_another_session_is_not_heard_any_more(panel: CopaintPanel) -> None:
    old = panel._session
    panel.set_session(Session(document("Other")))
    old.add_layer()
    assert panel.source_id() == "id-Other"


# --- the styles on the artist's own picture ---


def test_the_eye_asks_for_every_style_and_shows_what_is_fed(panel: CopaintPanel) -> None:
    asked = QSignalSpy(panel.own_previews_requested)
    before = tile(panel, "impression").grab().toImage()
    fed = QImage(32, 24, QImage.Format.Format_RGB32)
    fed.fill(QColor("#FF00FF"))
    panel.set_tile_picture("impression", fed)
    assert tile(panel, "impression").grab().toImage() == before, "nobody asked"
    click(button(panel, "Show on my picture"))
    keys = asked.at(0)[0]
    assert len(keys) == 26
    request, pictures = panel.request_of(keys[0])
    assert [style.name for style in request.styles] == [keys[0]]
    assert pictures == {}
    panel.set_tile_picture("impression", fed)
    panel.set_tile_picture("no style", fed)
    after = tile(panel, "impression").grab().toImage()
    assert QColor(after.pixel(after.width() // 2, 32)) == QColor("#FF00FF")
    click(button(panel, "Show on my picture"))
    assert asked.at(1) == [[]]
    assert tile(panel, "impression").grab().toImage() != after


def test_the_styles_are_shown_anew_once_the_picture_rests(panel: CopaintPanel) -> None:
    asked = QSignalSpy(panel.own_previews_requested)
    panel._settled.setInterval(0)
    session = panel._session

    def paint(layer_id: str) -> None:
        spot = Raster.from_array(64, 48, np.full((2, 2, 4), 255, np.uint8))
        session.apply("Paint", lambda d: edits.set_raster(d, layer_id, spot))
        QTest.qWait(1)

    paint("id-Peaks")
    assert asked.count() == 0, "the eye is off"
    click(button(panel, "Show on my picture"))
    assert asked.count() == 1
    paint("id-Paper")
    assert asked.count() == 1, "another layer changed"
    paint("id-Peaks")
    assert asked.count() == 2
    panel._source.choose("id-Paper")
    assert asked.count() == 3
    panel.hide()
    paint("id-Paper")
    assert asked.count() == 3, "nobody looks"
    panel.show()
    QTest.qWait(1)
    assert asked.count() == 4


# --- room ---


@pytest.mark.parametrize("size", [(288, 380), (304, 400), (304, 560), (320, 640), (480, 900)])
def test_apply_and_the_controls_never_leave_the_panel(panel: CopaintPanel, size: tuple[int, int]) -> None:
    panel.resize(*size)
    QApplication.processEvents()
    assert panel.minimumSizeHint().height() <= 380
    assert panel.minimumSizeHint().width() <= 288
    button = apply_button(panel)
    for part in (button, panel._keep, panel._strength, panel._scale, panel._mix, panel._source):
        corner = part.mapTo(panel, QPoint(0, 0))
        assert corner.x() >= 0
        assert corner.x() + part.width() <= panel.width()
        assert corner.y() + part.height() <= panel.height()
    assert panel._browser.geometry().bottom() < panel._mix.geometry().top() + 1
    assert button.width() >= button.sizeHint().width()
    rows = sorted(panel.findChildren(StyleTile), key=lambda t: (t.y(), t.x()))[:3]
    assert len({made.y() for made in rows}) == 1


def test_a_narrow_row_leaves_favourites_its_star(panel: CopaintPanel) -> None:
    panel.resize(288, 640)
    assert chip(panel, "Favourites").text() == ""
    panel.resize(340, 640)
    assert chip(panel, "Favourites").text() == "Favourites"


def test_a_drag_over_the_panel_says_what_dropping_does(panel: CopaintPanel, tmp_path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(picture_file(tmp_path)))])
    enter = QDragEnterEvent(QPoint(9, 9), Qt.DropAction.CopyAction, mime, LEFT, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(panel, enter)
    assert panel._drop_hint.isVisible()
    QApplication.sendEvent(panel, QDragLeaveEvent())
    assert not panel._drop_hint.isVisible()
