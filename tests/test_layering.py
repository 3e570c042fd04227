"""What is done with layers, one or several: the document after, and that undo brings the very one back."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from painter import layering
from painter.document import edits
from painter.document.adjustments import Invert, Posterize
from painter.document.document import Document
from painter.document.layer import Adjustment, BlendMode, ColorLabel, Group, Layer, Mask
from painter.document.raster import MaskRaster, Raster
from painter.errors import PainterError
from painter.layering import MaskKind
from painter.paint.brush import HARD_ROUND
from painter.paint.filling import filled
from painter.paint.stroke import PenSample
from painter.pixels.composite import flatten
from painter.session import Session

WIDTH, HEIGHT = 200, 150


def raster(*rgba: int) -> Raster:
    return Raster.from_array(WIDTH, HEIGHT, np.full((HEIGHT, WIDTH, 4), rgba, np.uint8))


def half() -> MaskRaster:
    values = np.zeros((HEIGHT, WIDTH), np.uint8)
    values[:, : WIDTH // 2] = 255
    return MaskRaster.from_array(WIDTH, HEIGHT, values)


@pytest.fixture
def session() -> Session:
    layers = (
        Layer(raster=raster(250, 240, 230, 255), name="Paper", id="paper"),
        Layer(raster=raster(40, 40, 200, 255), name="Sea", id="sea"),
        Layer(raster=raster(100, 20, 20, 128), name="Veil", id="veil"),
    )
    return Session(Document(width_px=WIDTH, height_px=HEIGHT, layers=layers, active_id="sea"))


def undone(session: Session, act: Callable[[], object]) -> Document:
    """Do something as one step; return the document after, and check that undo brings back the very one before."""
    before = session.document
    act()
    after = session.document
    assert after is not before
    session.undo()
    assert session.document.layers is before.layers and session.document.selection is before.selection
    session.redo()
    return after


def line(
    session: Session, y: float = 75.0, *, color: tuple[int, int, int] = (0, 0, 0), erase: bool = False
) -> None:
    session.begin_stroke(HARD_ROUND, color, erase=erase)
    session.extend_stroke([PenSample(0.01 * n, 20 + 16.0 * n, y, 1.0) for n in range(10)])
    session.end_stroke()


def mask_of(document: Document, layer_id: str) -> np.ndarray:
    node = document.find(layer_id)
    assert node is not None and node.mask is not None
    return node.mask.raster.read(document.canvas)


# --- masks ---


def test_a_new_mask_is_painted_on_and_hides_where_it_is_black(session: Session) -> None:
    undone(session, lambda: layering.add_mask(session, "sea", MaskKind.REVEAL))
    assert session.mask_active
    picture = session.document.layer("sea").raster
    after = undone(session, lambda: line(session))
    values = mask_of(after, "sea")
    assert values[75, 100] == 0 and values[10, 100] == 255
    assert after.layer("sea").raster is picture, "the picture itself is not painted on"
    shown = flatten(edits.set_properties(after, "veil", visible=False))
    assert tuple(shown[75, 100]) == (250, 240, 230, 255) and tuple(shown[10, 100]) == (40, 40, 200, 255)


def test_grey_on_a_mask_is_half(session: Session) -> None:
    layering.add_mask(session, "sea", MaskKind.HIDE)
    line(session, color=(128, 128, 128))
    assert mask_of(session.document, "sea")[75, 100] == 128


def test_the_eraser_hides_and_white_reveals(session: Session) -> None:
    layering.add_mask(session, "sea", MaskKind.REVEAL)
    line(session, erase=True)
    assert mask_of(session.document, "sea")[75, 100] == 0
    line(session, color=(255, 255, 255))
    assert mask_of(session.document, "sea")[75, 100] == 255


def test_a_dropped_stroke_on_a_mask_leaves_nothing(session: Session) -> None:
    layering.add_mask(session, "sea", MaskKind.REVEAL)
    before = session.document
    session.begin_stroke(HARD_ROUND, (0, 0, 0))
    session.extend_stroke([PenSample(0.0, 50, 50, 1.0), PenSample(0.1, 90, 50, 1.0)])
    session.cancel_stroke()
    assert session.document is before


def test_a_stroke_on_a_mask_stays_within_the_selection(session: Session) -> None:
    layering.add_mask(session, "sea", MaskKind.REVEAL)
    session.select(half())
    line(session)
    values = mask_of(session.document, "sea")
    assert values[75, 60] == 0 and (values[:, WIDTH // 2 :] == 255).all()


def test_choosing_the_picture_again_paints_on_it(session: Session) -> None:
    layering.add_mask(session, "sea", MaskKind.REVEAL)
    session.select_layer("sea")
    assert not session.mask_active
    line(session)
    assert (mask_of(session.document, "sea") == 255).all()
    assert session.document.layer("sea").raster.read(session.document.canvas)[75, 100].tolist() == [0, 0, 0, 255]


def test_a_mask_from_the_selection_takes_it(session: Session) -> None:
    session.select(half())
    after = undone(session, lambda: layering.add_mask(session, "sea", MaskKind.SELECTION))
    assert after.selection is None
    assert (mask_of(after, "sea") == half().read(after.canvas)).all()


def test_applying_a_mask_keeps_the_look(session: Session) -> None:
    session.apply("Mask", lambda d: edits.set_mask(d, "sea", Mask(raster=half())))
    before = flatten(session.document)
    after = undone(session, lambda: layering.apply_mask(session, "sea"))
    node = after.layer("sea")
    assert node.mask is None and (flatten(after) == before).all()
    assert node.raster.read(after.canvas)[0, -1].tolist() == [0, 0, 0, 0]


def test_a_mask_can_be_off_inverted_unlinked_and_gone(session: Session) -> None:
    bare = flatten(session.document)
    layering.add_mask(session, "sea", MaskKind.HIDE)
    hidden = flatten(session.document)
    assert (flatten(undone(session, lambda: layering.toggle_mask(session, "sea"))) == bare).all()
    with pytest.raises(PainterError, match="is off"):
        session.paintable()
    layering.toggle_mask(session, "sea")
    assert (flatten(session.document) == hidden).all()
    assert (flatten(undone(session, lambda: layering.invert_mask(session, "sea"))) == bare).all()
    node = undone(session, lambda: layering.link_mask(session, "sea")).find("sea")
    assert node is not None and node.mask is not None and not node.mask.linked
    after = undone(session, lambda: layering.delete_mask(session, "sea"))
    assert after.layer("sea").mask is None and not session.mask_active


def test_what_a_mask_cannot_do_is_told(session: Session) -> None:
    with pytest.raises(PainterError, match="has no mask"):
        layering.apply_mask(session, "sea")
    with pytest.raises(PainterError, match="Nothing is selected"):
        layering.add_mask(session, "sea", MaskKind.SELECTION)
    layering.add_mask(session, "sea", MaskKind.REVEAL)
    with pytest.raises(PainterError, match="already"):
        layering.add_mask(session, "sea", MaskKind.REVEAL)
    made = layering.add_adjustment(session, Invert(), "Invert")
    layering.add_mask(session, made, MaskKind.REVEAL)
    with pytest.raises(PainterError, match="paint layer"):
        layering.apply_mask(session, made)


def test_an_adjustments_mask_can_be_painted_on(session: Session) -> None:
    made = layering.add_adjustment(session, Invert(), "Invert")
    with pytest.raises(PainterError, match="holds no paint"):
        session.paintable()
    layering.add_mask(session, made, MaskKind.REVEAL)
    line(session)
    assert mask_of(session.document, made)[75, 100] == 0


# --- transparency ---


def test_locked_transparency_takes_colours_only(session: Session) -> None:
    drop = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
    drop[:, :100] = (20, 40, 60, 120)
    picture = Raster.from_array(WIDTH, HEIGHT, drop)
    session.apply("Paint", lambda d: edits.set_raster(d, "sea", picture))
    undone(session, lambda: layering.lock_alpha(session, ("sea", "paper")))
    line(session, color=(255, 0, 0))
    made = session.document.layer("sea").raster.read(session.document.canvas)
    assert (made[..., 3] == drop[..., 3]).all()
    assert made[75, 60].tolist() == [120, 0, 0, 120]
    before = session.document
    line(session, erase=True)
    erased = session.document.layer("sea").raster.read(session.document.canvas)
    assert (erased[..., 3] == drop[..., 3]).all()
    layering.lock_alpha(session, session.chosen_ids)
    assert before.layer("paper").alpha_locked and not session.document.layer("sea").alpha_locked


# --- several layers ---


def test_several_are_chosen_with_the_active_one(session: Session) -> None:
    told: list[tuple[str, ...]] = []
    session.chosen_changed.connect(lambda: told.append(session.chosen_ids))
    steps = len(session.history.steps)
    session.choose_layers(["veil"], active="paper")
    assert session.chosen_ids == ("paper", "veil") and session.document.active_id == "paper"
    session.select_layer("sea")
    assert session.chosen_ids == ("sea",)
    assert told == [("paper", "veil"), ("sea",)] and len(session.history.steps) == steps


def test_properties_of_several_are_one_step(session: Session) -> None:
    ids = ("paper", "veil")
    after = undone(session, lambda: layering.set_properties(session, ids, "Opacity", opacity=0.5))
    assert [node.opacity for node in after.layers] == [0.5, 1.0, 0.5]
    after = undone(session, lambda: layering.set_properties(session, ids, "Label", label=ColorLabel.RED))
    assert [node.label for node in after.layers] == [ColorLabel.RED, ColorLabel.NONE, ColorLabel.RED]


def test_grouping_duplicating_deleting_and_merging_several(session: Session) -> None:
    look = flatten(session.document)
    after = undone(session, lambda: layering.group(session, ("sea", "veil")))
    made = after.active
    assert isinstance(made, Group) and [node.id for node in made.children] == ["sea", "veil"]
    assert (flatten(after) == look).all()
    after = undone(session, lambda: layering.ungroup(session, made.id))
    assert [node.id for node in after.layers] == ["paper", "sea", "veil"]
    after = undone(session, lambda: layering.merge(session, ("sea", "veil")))
    assert [node.name for node in after.layers] == ["Paper", "Sea"]
    assert np.abs(flatten(after).astype(int) - look).max() <= 1
    session.undo()
    layering.duplicate(session, ("paper", "veil"))
    assert [node.name for node in session.document.layers] == ["Paper", "Paper copy", "Sea", "Veil", "Veil copy"]
    assert len(session.chosen_ids) == 2
    after = undone(session, lambda: layering.delete(session, session.chosen_ids))
    assert [node.id for node in after.layers] == ["paper", "sea", "veil"]


def test_a_locked_one_among_several_stops_it(session: Session) -> None:
    layering.set_properties(session, ("veil",), "Lock", locked=True)
    before = session.document
    for act in (layering.delete, layering.merge):
        with pytest.raises(PainterError, match="“Veil” is locked"):
            act(session, ("sea", "veil"))
    assert session.document is before


def test_a_group_cannot_be_moved_into_itself(session: Session) -> None:
    layering.group(session, ("sea",))
    group = session.document.active_id
    assert group is not None
    with pytest.raises(PainterError, match="into itself"):
        layering.move(session, (group, "veil"), parent_id=group, place=0)


def test_clipping_and_releasing(session: Session) -> None:
    after = undone(session, lambda: layering.clip(session, ("sea",)))
    assert after.layer("sea").clipped
    after = undone(session, lambda: layering.clip(session, ("sea",)))
    assert not after.layer("sea").clipped
    session.select_layer("paper")
    with pytest.raises(PainterError, match="no layer below"):
        layering.clip(session, ("paper",))


def test_merging_all_keeps_the_look(session: Session) -> None:
    look = flatten(session.document)
    for act in (layering.merge_all_visible, layering.flatten, layering.add_visible):
        after = undone(session, lambda act=act: act(session))
        assert np.abs(flatten(after).astype(int) - look).max() <= 1
        session.undo()


# --- adjustments ---


def test_an_adjustment_goes_above_the_active_layer_within_the_selection(session: Session) -> None:
    session.select(half())
    made = layering.add_adjustment(session, Posterize(), "Posterize")
    node = session.document.layers[2]
    assert isinstance(node, Adjustment) and node.id == made and node.mask is not None
    steps = len(session.history.steps)
    for levels in (5, 6, 7):
        layering.adjust(session, made, Posterize(levels=levels), merge="drag")
    assert len(session.history.steps) == steps + 1
    assert not layering.adjust(session, made, Posterize(levels=7))
    session.undo()
    assert session.document.layers[2] is node
    assert node.mode is BlendMode.NORMAL


# --- tools on a mask ---


def test_tools_and_filters_work_on_the_mask_that_is_chosen(session: Session) -> None:
    layering.add_mask(session, "sea", MaskKind.REVEAL)
    picture = session.document.layer("sea").raster
    session.select(half())
    after = undone(session, lambda: session.change_pixels("Fill", lambda r: filled(r, (51, 51, 51))))
    values = mask_of(after, "sea")
    assert (values[:, : WIDTH // 2] == 51).all() and (values[:, WIDTH // 2 :] == 255).all()
    assert after.layer("sea").raster is picture
    after = undone(session, lambda: session.change_pixels("Clear", lambda r: Raster(r.width_px, r.height_px)))
    assert (mask_of(after, "sea")[:, : WIDTH // 2] == 0).all()
    same = after.layer("sea").mask
    assert not session.change_pixels("Nothing", lambda r: r) and session.document.layer("sea").mask is same
