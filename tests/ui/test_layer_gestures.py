"""Masks, clipping, several layers and labels in the layers panel, under real hands."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from painter.document import edits
from painter.document.adjustments import Curves, HueSaturation
from painter.document.layer import Adjustment, ColorLabel, Layer, Mask
from painter.document.raster import MaskRaster
from painter.paint.brush import HARD_ROUND
from painter.paint.stroke import PenSample
from painter.ui.panels.layer_row import RowPart, mask_key
from painter.ui.theme import DARK
from tests.ui.test_layers_panel import HEIGHT, WIDTH, Hands

pytestmark = [pytest.mark.gui, pytest.mark.usefixtures("qapp")]

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


@pytest.fixture
def hands() -> Iterator[Hands]:
    made = Hands()
    yield made
    made.dock.close()


def left_half() -> MaskRaster:
    values = np.zeros((HEIGHT, WIDTH), np.uint8)
    values[:, : WIDTH // 2] = 255
    return MaskRaster.from_array(WIDTH, HEIGHT, values)


def give_mask(hands: Hands, key: str) -> None:
    hands.session.apply("Mask", lambda d: edits.set_mask(d, key, Mask(raster=left_half())))


def chosen(hands: Hands) -> list[str]:
    return [row.key for row in hands.panel.rows() if row.chosen]


def button(hands: Hands, name: str) -> QWidget:
    return next(b for b in hands.panel.findChildren(QWidget) if b.accessibleName() == name and b.isVisible())


# --- masks ---


def test_the_button_adds_a_mask_and_a_click_chooses_between_it_and_the_picture(hands: Hands) -> None:
    before = hands.document
    QTest.mouseClick(button(hands, "Add mask"), Qt.MouseButton.LeftButton)
    assert hands.document.layer("peaks").mask is not None and hands.session.mask_active
    assert not button(hands, "Add mask").isEnabled()
    hands.click("peaks", RowPart.THUMBNAIL)
    assert not hands.session.mask_active
    steps = hands.steps()
    hands.click("peaks", RowPart.MASK)
    assert hands.session.mask_active and hands.steps() == steps
    hands.session.begin_stroke(HARD_ROUND, (0, 0, 0))
    hands.session.extend_stroke([PenSample(0, 10, 30, 1), PenSample(1, 70, 30, 1)])
    hands.session.end_stroke()
    mask = hands.document.layer("peaks").mask
    assert mask is not None and mask.raster.read(hands.document.canvas)[30, 40] == 0
    hands.session.undo()
    hands.session.undo()
    assert hands.document.layers is before.layers


def test_another_rows_mask_is_chosen_with_its_layer(hands: Hands) -> None:
    give_mask(hands, "rim")
    hands.click("rim", RowPart.MASK)
    assert hands.document.active_id == "rim" and hands.session.mask_active
    hands.click("peaks")
    hands.click("rim")
    assert not hands.session.mask_active, "a click on the row means the picture"


def test_shift_click_turns_a_mask_off_and_on(hands: Hands) -> None:
    give_mask(hands, "peaks")
    before = hands.document
    hands.click("peaks", RowPart.MASK, SHIFT)
    row = hands.panel.row("peaks")
    assert row is not None and not row.mask_on
    box = hands.view.part_rect("peaks", RowPart.MASK)
    middle = hands.view.viewport().grab().toImage().pixelColor(box.center().toPoint())
    assert middle == QColor(DARK.error), "a stroke through it tells that it is off"
    hands.session.undo()
    assert hands.document is before
    hands.click("peaks", RowPart.MASK, SHIFT)
    hands.click("peaks", RowPart.MASK, SHIFT)
    mask = hands.document.layer("peaks").mask
    assert mask is not None and mask.enabled


def test_alt_click_shows_the_mask_alone_until_anything_is_done(hands: Hands) -> None:
    give_mask(hands, "peaks")
    before = hands.document
    hands.click("peaks", RowPart.MASK, ALT)
    shown = hands.session.shown
    picture = shown.layers[0]
    assert isinstance(picture, Layer) and len(shown.layers) == 1
    values = picture.raster.read(shown.canvas)
    assert values[0, 0].tolist() == [255] * 4 and values[0, -1].tolist() == [0, 0, 0, 255]
    hands.click("peaks", RowPart.MASK, ALT)
    assert hands.session.shown is before and hands.document is before
    hands.click("peaks", RowPart.MASK, ALT)
    hands.click("paper")
    assert hands.session.shown is hands.document


def test_a_masks_thumbnail_is_grey(hands: Hands) -> None:
    give_mask(hands, "peaks")
    hands.dock.make_thumbnails()
    image = hands.panel.thumbnails.image(mask_key("peaks"))
    assert image is not None
    assert image.pixelColor(2, 5) == QColor("#FFFFFF") and image.pixelColor(image.width() - 3, 5) == QColor(
        "#000000"
    )


# --- clipping and transparency ---


def test_the_button_clips_with_an_arrow_and_an_indent(hands: Hands) -> None:
    plain = hands.view.part_rect("peaks", RowPart.THUMBNAIL).x()
    before = hands.document
    QTest.mouseClick(button(hands, "Clip to layer below"), Qt.MouseButton.LeftButton)
    assert hands.document.layer("peaks").clipped
    assert hands.view.part_rect("peaks", RowPart.CLIP).x() == plain
    assert hands.view.part_rect("peaks", RowPart.THUMBNAIL).x() > plain
    hands.session.undo()
    assert hands.document.layers is before.layers


def test_alt_click_between_two_rows_clips_the_upper_one(hands: Hands) -> None:
    between = hands.row_point("pencil", 0.02)
    for on in (True, False):
        QTest.mouseClick(hands.view.viewport(), Qt.MouseButton.LeftButton, ALT, between)
        assert hands.document.layer("peaks").clipped is on
    # Between a group's row and its first layer nothing can be clipped.
    QTest.mouseClick(hands.view.viewport(), Qt.MouseButton.LeftButton, ALT, hands.row_point("glaze", 0.02))
    assert not any(node.clipped for node in hands.document.nodes())


def test_the_lock_for_transparency(hands: Hands) -> None:
    QTest.mouseClick(button(hands, "Lock transparency"), Qt.MouseButton.LeftButton)
    assert hands.document.layer("peaks").alpha_locked
    hands.click("peaks", RowPart.ALPHA)
    assert not hands.document.layer("peaks").alpha_locked
    hands.click("light")
    assert not button(hands, "Lock transparency").isEnabled(), "a group has none of its own"


# --- several layers ---


def test_ctrl_and_shift_clicks_choose_several(hands: Hands) -> None:
    hands.click("paper", modifiers=CTRL)
    assert chosen(hands) == ["peaks", "paper"] and hands.document.active_id == "paper"
    hands.click("paper", modifiers=CTRL)
    assert chosen(hands) == ["peaks"]
    hands.click("glaze")
    hands.click("peaks", modifiers=SHIFT)
    assert chosen(hands) == ["glaze", "rim", "peaks"]
    hands.click("rim")
    assert chosen(hands) == ["rim"]
    assert hands.steps() == 1


def test_shift_arrows_choose_several(hands: Hands) -> None:
    hands.focus()
    hands.press(Qt.Key.Key_Down, SHIFT)
    assert chosen(hands) == ["peaks", "pencil"] and hands.document.active_id == "pencil"
    hands.press(Qt.Key.Key_Up)
    assert chosen(hands) == ["peaks"]


def test_opacity_eye_and_delete_mean_all_chosen(hands: Hands) -> None:
    hands.click("rim", modifiers=CTRL)
    before = hands.document
    hands.panel.findChild(QWidget, "opacity").set_number(40)
    hands.session.end_merge()
    assert [hands.document.layer(key).opacity for key in ("peaks", "rim", "glaze")] == [0.4, 0.4, 0.6]
    hands.session.undo()
    assert hands.document is before
    hands.click("rim", RowPart.EYE)
    assert not hands.document.layer("rim").visible and not hands.document.layer("peaks").visible
    hands.session.undo()
    hands.focus()
    hands.press(Qt.Key.Key_Delete)
    assert hands.document.find("rim") is None and hands.document.find("peaks") is None
    hands.session.undo()
    assert hands.document.layers is before.layers


def test_several_are_dragged_together(hands: Hands) -> None:
    hands.click("pencil", modifiers=CTRL)
    before = hands.document
    hands.drag(hands.at("pencil"), hands.row_point("light", 0.1))
    assert hands.order() == ["peaks", "pencil", "light", "glaze", "rim", "paper"]
    assert chosen(hands) == ["peaks", "pencil"]
    hands.session.undo()
    assert hands.document.layers is before.layers
    hands.drag(hands.at("peaks"), hands.row_point("light", 0.5))
    assert hands.tree() == [("light", ["peaks", "pencil", "glaze", "rim"]), "paper"]


def test_a_press_that_drags_nothing_chooses_one(hands: Hands) -> None:
    hands.click("pencil", modifiers=CTRL)
    hands.mouse(QEvent.Type.MouseButtonPress, hands.at("peaks"))
    assert chosen(hands) == ["peaks", "pencil"], "perhaps both are about to be dragged"
    hands.mouse(QEvent.Type.MouseButtonRelease, hands.at("peaks"))
    assert chosen(hands) == ["peaks"]


def test_the_menu_means_all_chosen_where_it_opens_on_one_of_them(hands: Hands) -> None:
    hands.click("pencil", modifiers=CTRL)
    menu = hands.panel.menu_for("peaks")
    names = [action.text().split("\t")[0] for action in menu.actions()]
    assert "Merge layers" in names and "Add mask that reveals all" in names and "Colour label" in names
    hide = next(a for a in menu.actions() if a.text().startswith("Group"))
    hide.trigger()
    assert hands.tree()[1][1] == ["peaks", "pencil"]  # type: ignore[index]


def test_a_label_is_a_bar_at_the_left(hands: Hands) -> None:
    hands.panel.set_label(("peaks", "paper"), ColorLabel.GREEN)
    image = hands.view.viewport().grab().toImage()
    for key in ("peaks", "paper"):
        middle = QPoint(6, hands.at(key).y())
        assert image.pixelColor(middle) == QColor(DARK.label_green)
    hands.session.undo()
    assert hands.document.layer("paper").label is ColorLabel.NONE


def test_a_screen_reader_hears_of_masks_and_clipping(hands: Hands) -> None:
    give_mask(hands, "peaks")
    hands.session.apply("Clip", lambda d: edits.set_properties(d, "peaks", clipped=True, alpha_locked=True))
    hands.click("peaks", RowPart.MASK)
    index = hands.view.model().index(hands.order().index("peaks"), 0)
    said = index.data(Qt.ItemDataRole.AccessibleTextRole)
    for words in ("painting on the mask", "clipped to the layer below", "transparency locked"):
        assert words in said


# --- adjustments ---


def test_the_menu_of_adjustments_offers_ten_and_opens_a_card(hands: Hands) -> None:
    menu = hands.panel.adjustment_menu()
    actions = [action for action in menu.actions() if not action.isSeparator()]
    assert len(actions) == 10
    before = hands.document
    next(action for action in actions if action.text() == "Curves").trigger()
    node = hands.document.active
    assert isinstance(node, Adjustment) and node.settings == Curves()
    assert hands.document.layers[3] is node, "it lies above what was active"
    card = hands.panel.adjustment_card
    assert card is not None and card.layer_id == node.id
    hands.session.undo()
    assert hands.document is before and hands.panel.adjustment_card is None


def test_a_double_click_on_its_icon_opens_the_card_and_another_layer_closes_it(hands: Hands) -> None:
    hands.panel.add_adjustment(HueSaturation())
    key = hands.document.active_id
    assert key is not None
    hands.click("paper")
    assert hands.panel.adjustment_card is None
    QTest.mouseDClick(hands.view.viewport(), Qt.MouseButton.LeftButton, pos=hands.at(key, RowPart.THUMBNAIL))
    assert hands.panel.adjustment_card is not None
    hands.panel.adjustment_card.dismiss()
    hands.view.clearFocus()
    hands.focus()
    hands.press(Qt.Key.Key_Return)
    assert hands.panel.adjustment_card is not None
