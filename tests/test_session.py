from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from painter import __version__
from painter.ai.request import SourceRef, StyleChoice, StyleRequest
from painter.document import edits
from painter.document.adjustments import Invert
from painter.document.document import Document
from painter.document.geometry import Rect
from painter.document.layer import Adjustment, BlendMode, Group, Layer, Mask, Node, runs
from painter.document.raster import Raster
from painter.document.selection import rectangle
from painter.errors import PainterError
from painter.jobs.job import Done, Job
from painter.paint.brush import Brush
from painter.paint.stroke import PenSample
from painter.pixels.composite import flatten
from painter.session import Session
from tests.document.examples import CANVAS, mask_patch, patch, premultiplied, told

PEN = Brush(size_px=12, spacing=0.1).changed(hardness=0.8)
RED = (200, 30, 40)
REQUEST = StyleRequest(styles=(StyleChoice(kind="fixed", name="starry_night"),), strength=0.6)


def opaque(seed: int, size: tuple[int, int] = CANVAS) -> NDArray[np.uint8]:
    pixels = np.random.default_rng(seed).integers(0, 256, (size[1], size[0], 4), np.uint8)
    pixels[..., 3] = 255
    return pixels


def document(*nodes: Node, active: str | None = None) -> Document:
    return Document(width_px=CANVAS[0], height_px=CANVAS[1], layers=nodes, active_id=active or nodes[-1].id)


def layer(seed: int, name: str, **properties: object) -> Layer:
    return Layer(raster=patch(seed, x=20, y=10), name=name, id=name, **properties)  # type: ignore[arg-type]


def back(**properties: object) -> Layer:
    raster = Raster.from_array(*CANVAS, opaque(1))
    return Layer(raster=raster, name="back", id="back", **properties)  # type: ignore[arg-type]


class Heard:
    """Everything a session tells, in order."""

    def __init__(self, session: Session) -> None:
        self.told: list[str] = []
        self.documents: list[tuple[Document, Document]] = []
        self.rects: list[Rect] = []
        session.document_changed.connect(self._document)
        session.stroke_changed.connect(self._stroke)
        session.pending_changed.connect(lambda: self.told.append("pending"))
        session.saved_changed.connect(lambda: self.told.append("saved"))

    def _document(self, old: Document, new: Document) -> None:
        self.told.append("document")
        self.documents.append((old, new))

    def _stroke(self, rect: Rect) -> None:
        self.told.append("stroke")
        self.rects.append(rect)

    def since(self) -> list[str]:
        told, self.told = self.told, []
        return told


def line(*points: tuple[float, float]) -> list[PenSample]:
    return [PenSample(place * 0.01, x, y) for place, (x, y) in enumerate(points)]


DIAGONAL = line((30, 30), (60, 45), (90, 60), (120, 80))


def draw(session: Session, samples: Sequence[PenSample] = DIAGONAL, *, erase: bool = False) -> None:
    session.begin_stroke(PEN, RED, erase=erase)
    session.extend_stroke(samples)
    session.end_stroke()


def labels(session: Session) -> list[str]:
    return [step.label for step in session.history.steps]


def finished(job: Job, image: NDArray[np.uint8] | None = None) -> Done:
    """Return what the model process would answer: the picture in negative, and the request completed."""
    source = job.inputs["source"]
    if image is None:
        image = source.copy()
        image[..., :3] = image[..., 3:] - image[..., :3]
    return Done(job_id=job.id, outputs={"image": image}, request=replace(job.request, seed=7))


# Strokes


def test_a_stroke_is_one_undo_step() -> None:
    session = Session(document(back()))
    heard = Heard(session)
    before = session.document
    session.begin_stroke(PEN, RED)
    assert session.stroke_layer_id == "back"
    for sample in DIAGONAL:
        session.extend_stroke([sample])
    assert session.document is before
    assert set(heard.since()) == {"stroke"}
    session.end_stroke()
    assert session.stroke is None
    assert session.stroke_layer_id is None
    assert labels(session) == ["Open", "Brush stroke"]
    assert heard.since() == ["stroke", "document", "saved"]
    assert heard.documents == [(before, session.document)]
    changed = (flatten(before) != flatten(session.document)).any(axis=-1)
    assert changed.any()
    shown = heard.rects[0]
    for rect in heard.rects:
        shown = shown.united(rect)
    changed[shown.y0 : shown.y1, shown.x0 : shown.x1] = False
    assert not changed.any()
    session.undo()
    assert session.document is before
    session.redo()
    assert not session.saved


def test_an_eraser_takes_away_and_says_so() -> None:
    session = Session(document(back()))
    draw(session, erase=True)
    assert labels(session) == ["Open", "Erase"]
    assert session.document.layer("back").raster.read(Rect(60, 45, 61, 46))[0, 0, 3] < 255


@pytest.mark.parametrize("erase", [False, True])
def test_a_stroke_stays_within_the_selection(erase: bool) -> None:
    selection = rectangle(*CANVAS, 0, 0, 75, 200)
    free, held = Session(document(back())), Session(replace(document(back()), selection=selection))
    draw(free, erase=erase)
    draw(held, erase=erase)
    before = back().raster.read(Rect(0, 0, *CANVAS))
    after = held.document.layer("back").raster.read(Rect(0, 0, *CANVAS))
    assert np.array_equal(after[:, 75:], before[:, 75:])
    assert np.array_equal(after[:, :75], free.document.layer("back").raster.read(Rect(0, 0, 75, CANVAS[1])))
    assert (after != before).any()


def test_a_stroke_leaves_the_alpha_of_a_layer_where_it_is_locked() -> None:
    session = Session(document(layer(2, "top", alpha_locked=True)))
    before = session.document.layer("top").raster.read(Rect(0, 0, *CANVAS))
    draw(session)
    after = session.document.layer("top").raster.read(Rect(0, 0, *CANVAS))
    assert np.array_equal(after[..., 3], before[..., 3])
    assert (after != before).any()


@pytest.mark.parametrize("samples", [[], line((-90, -90), (-60, -70)), line((900, 900))])
def test_a_stroke_without_effect_leaves_no_step(samples: list[PenSample]) -> None:
    session = Session(document(back()))
    heard = Heard(session)
    before = session.document
    draw(session, samples)
    assert session.document is before
    assert labels(session) == ["Open"]
    assert "document" not in heard.told
    assert session.saved


def test_erasing_where_nothing_is_leaves_no_step() -> None:
    session = Session(document(back(), Layer(raster=Raster(*CANVAS), id="empty")))
    draw(session, erase=True)
    assert labels(session) == ["Open"]


def test_a_cancelled_stroke_was_never_there() -> None:
    session = Session(document(back()))
    heard = Heard(session)
    values = told(session.document)
    session.begin_stroke(PEN, RED)
    session.extend_stroke(DIAGONAL)
    painted = heard.rects[-1]
    session.cancel_stroke()
    assert told(session.document) == values
    assert heard.rects[-1].contains(painted)
    heard.since()
    session.cancel_stroke()
    session.end_stroke()
    session.extend_stroke(DIAGONAL)
    assert heard.since() == []
    assert labels(session) == ["Open"]


def test_undo_during_a_stroke_drops_the_stroke_alone() -> None:
    session = Session(document(back()))
    draw(session)
    drawn = session.document
    session.begin_stroke(PEN, RED)
    session.extend_stroke(line((10, 150), (90, 150), (150, 150)))
    session.redo()
    assert session.stroke is not None
    session.undo()
    assert session.stroke is None
    assert session.document is drawn
    session.undo()
    assert labels(session)[session.history.present] == "Open"


@pytest.mark.parametrize(
    "change",
    [
        lambda s: s.apply("Name", lambda d: edits.set_properties(d, "back", name="x")),
        lambda s: s.select_layer("top"),
        lambda s: s.go_to(0),
        lambda s: s.begin_stroke(PEN, RED),
    ],
)
def test_other_work_drops_the_stroke_in_progress(change) -> None:  # type: ignore[no-untyped-def]
    session = Session(document(back(), layer(2, "top"), active="back"))
    pixels = session.document.layer("back").raster
    session.begin_stroke(PEN, RED)
    session.extend_stroke(DIAGONAL)
    first = session.stroke
    change(session)
    assert session.stroke is not first
    session.cancel_stroke()
    assert session.document.layer("back").raster is pixels


def test_choosing_the_active_layer_again_does_not_disturb_a_stroke() -> None:
    session = Session(document(back()))
    session.begin_stroke(PEN, RED)
    session.select_layer("back")
    assert session.stroke is not None


@pytest.mark.parametrize(
    ("nodes", "active", "words"),
    [
        ((Group(id="g", name="Figure"),), "g", "A group holds no paint"),
        ((back(locked=True),), "back", "“back” is locked"),
        ((back(visible=False),), "back", "“back” is hidden"),
        ((Group(id="g", name="Figure", visible=False, children=(layer(1, "in"),)),), "in", "“Figure” is hidden"),
        ((Group(id="g", name="Figure", locked=True, children=(layer(1, "in"),)),), "in", "“Figure” is locked"),
    ],
)
def test_where_no_stroke_may_go(nodes: tuple[Node, ...], active: str, words: str) -> None:
    session = Session(document(*nodes, active=active))
    with pytest.raises(PainterError, match=words):
        session.begin_stroke(PEN, RED)
    assert session.stroke is None


def test_a_document_without_layers_takes_no_stroke() -> None:
    with pytest.raises(PainterError, match="no layer to paint on"):
        Session(Document(width_px=9, height_px=9)).begin_stroke(PEN, RED)


# Edits


def test_a_drag_is_one_step_until_it_ends() -> None:
    session = Session(document(back()))
    for opacity in (0.9, 0.7, 0.5):
        session.apply("Opacity", lambda d, o=opacity: edits.set_properties(d, "back", opacity=o), merge="opacity")
    assert labels(session) == ["Open", "Opacity"]
    session.end_merge()
    session.apply("Opacity", lambda d: edits.set_properties(d, "back", opacity=0.2), merge="opacity")
    session.apply("Mode", lambda d: edits.set_properties(d, "back", mode=BlendMode.ADD), merge="mode")
    assert labels(session) == ["Open", "Opacity", "Opacity", "Mode"]
    session.undo()
    session.apply("Mode", lambda d: edits.set_properties(d, "back", mode=BlendMode.HUE), merge="mode")
    assert labels(session) == ["Open", "Opacity", "Opacity", "Mode"]
    session.go_to(0)
    assert session.saved


def test_an_edit_without_effect_is_none() -> None:
    session = Session(document(back()))
    heard = Heard(session)
    assert not session.apply("Opacity", lambda d: edits.set_properties(d, "back", opacity=1.0))
    session.undo()
    session.redo()
    session.go_to(0)
    assert heard.since() == []


def test_choosing_a_layer_is_no_step_and_needs_no_saving() -> None:
    session = Session(document(back(), layer(2, "top")))
    session.select_layer("back")
    assert session.document.active_id == "back"
    assert labels(session) == ["Open"]
    assert session.saved


def test_the_title_and_the_saved_mark(tmp_path) -> None:  # type: ignore[no-untyped-def]
    session = Session(document(back()), title="Study")
    heard = Heard(session)
    assert session.title == "Study"
    draw(session)
    heard.since()
    session.mark_saved(session.document, tmp_path / "lake.ora")
    assert session.title == "lake"
    assert session.saved
    assert heard.since() == ["saved"]


def test_new_layers_are_numbered_and_go_above_the_active_one() -> None:
    session = Session(document(back(), layer(2, "Layer 2"), active="back"))
    session.add_layer()
    session.add_layer()
    assert [node.name for node in session.document.layers] == ["back", "Layer 1", "Layer 3", "Layer 2"]
    assert session.document.active is not None
    assert session.document.active.name == "Layer 3"


def test_what_comes_between_clipped_layers_is_clipped_like_them() -> None:
    session = Session(document(back(), layer(2, "shade", clipped=True), layer(3, "over"), active="back"))
    session.add_layer()
    session.add_picture(opaque(4, (20, 10)), "Leaf")
    assert [(node.name, node.clipped) for node in session.document.layers] == [
        ("back", False),
        ("Layer 1", True),
        ("Leaf", True),
        ("shade", True),
        ("over", False),
    ]
    session.select_layer("shade")
    session.add_layer()
    assert not session.document.active.clipped  # type: ignore[union-attr]


def test_a_picture_is_inserted_whole_in_the_middle_or_where_asked() -> None:
    session = Session(document(back()))
    wide = premultiplied(3, 400, 100)
    session.add_picture(wide, "Photo")
    inserted = session.document.active
    assert isinstance(inserted, Layer)
    assert inserted.name == "Photo"
    assert np.array_equal(inserted.raster.read(Rect(-50, 50, 350, 150)), wide)
    session.add_picture(wide, "Photo", center=(0, 0))
    inserted = session.document.active
    assert isinstance(inserted, Layer)
    assert np.array_equal(inserted.raster.read(Rect(-200, -50, 200, 50)), wide)


# Merging


def furthest(a: Document, b: Document) -> int:
    """Return by how many levels two documents show differently at most, premultiplied."""

    def premult(picture: NDArray[np.uint8]) -> NDArray[np.int64]:
        alpha = picture[..., 3:].astype(np.int64)
        return np.concatenate([np.rint(picture[..., :3] * alpha / 255), alpha], axis=-1).astype(np.int64)

    return int(np.abs(premult(flatten(a)) - premult(flatten(b))).max())


@given(
    seeds=st.tuples(st.integers(0, 999), st.integers(0, 999)),
    opacities=st.tuples(st.sampled_from([0.25, 0.7, 1.0]), st.sampled_from([0.0, 0.4, 1.0])),
    at=st.tuples(st.integers(-60, 250), st.integers(-60, 150)),
)
def test_merging_normal_layers_keeps_the_picture(
    seeds: tuple[int, int], opacities: tuple[float, float], at: tuple[int, int]
) -> None:
    low = Layer(raster=patch(seeds[0], x=30, y=20), opacity=opacities[0], id="low", name="low")
    high = Layer(raster=patch(seeds[1], x=at[0], y=at[1]), opacity=opacities[1], id="high")
    session = Session(document(back(), low, high))
    before = session.document
    session.merge_down("high")
    assert furthest(before, session.document) <= 1
    assert [node.name for node in session.document.layers] == ["back", "low"]
    assert session.document.active is session.document.layers[-1]
    assert session.document.layers[-1].opacity == 1.0
    session.undo()
    assert session.document is before


@pytest.mark.parametrize("mode", list(BlendMode))
def test_merging_any_mode_onto_an_opaque_layer_keeps_the_picture(mode: BlendMode) -> None:
    top = Layer(raster=patch(3, x=50, y=40), mode=mode, opacity=0.8, id="top")
    session = Session(document(back(), top))
    before = session.document
    session.merge_down("top")
    assert furthest(before, session.document) <= 1
    assert len(session.document.layers) == 1


def test_merging_keeps_what_lies_outside_the_canvas() -> None:
    low = Layer(raster=patch(1, x=-60, y=-50), id="low")
    high = Layer(raster=patch(2, x=280, y=180), id="high")
    session = Session(document(low, high))
    session.merge_down("high")
    merged = session.document.active
    assert isinstance(merged, Layer)
    assert np.array_equal(merged.raster.read(Rect(-60, -50, 30, 20)), premultiplied(1, 90, 70))
    assert np.array_equal(merged.raster.read(Rect(280, 180, 370, 250)), premultiplied(2, 90, 70))


def test_the_merged_layer_meets_what_is_below_as_the_lower_one_did() -> None:
    low = layer(1, "low", mode=BlendMode.MULTIPLY)
    session = Session(document(back(), low, layer(2, "high")))
    session.merge_down("high")
    assert session.document.layers[-1].mode is BlendMode.MULTIPLY


def test_merging_within_a_group_and_of_groups() -> None:
    inner = Group(id="inner", children=(layer(3, "deep", mode=BlendMode.SCREEN),))
    group = Group(id="g", children=(layer(1, "low"), inner))
    session = Session(document(back(), group))
    before = session.document
    session.merge_down("inner")
    assert furthest(before, session.document) <= 1
    merged = session.document.find("g")
    assert isinstance(merged, Group)
    assert [child.name for child in merged.children] == ["low"]


@pytest.mark.parametrize(
    ("nodes", "merged", "words"),
    [
        ((back(),), "back", "no layer below"),
        ((back(locked=True), layer(1, "top")), "top", "locked"),
        ((back(), layer(1, "top", locked=True)), "top", "locked"),
        ((back(visible=False), layer(1, "top")), "top", "hidden"),
        ((back(), layer(1, "top", visible=False)), "top", "hidden"),
        ((back(), Group(id="g", children=(layer(1, "in"),))), "in", "no layer below"),
    ],
)
def test_what_cannot_be_merged(nodes: tuple[Node, ...], merged: str, words: str) -> None:
    session = Session(document(*nodes))
    before = session.document
    with pytest.raises(PainterError, match=words):
        session.merge_down(merged)
    assert session.document is before


# Jobs


def test_a_style_job_carries_the_layers_pixels_and_its_recipe() -> None:
    session = Session(document(back(), layer(2, "top")))
    heard = Heard(session)
    job = session.style_job(REQUEST)
    raster = session.document.layer("top").raster
    assert np.array_equal(job.inputs["source"], raster.read(raster.bounds()))
    assert job.request.source == SourceRef(layer_id="top", digest=raster.digest())
    assert job.request.program == __version__
    assert job.label == "Starry night"
    assert job.supersedes == ""
    assert heard.since() == ["pending"]
    (pending,) = session.pending
    assert (pending.source_id, pending.rect, pending.replaces) == ("top", raster.bounds(), None)
    assert session.style_job(REQUEST, source_id="back").request.source.layer_id == "back"


def test_masks_and_pictures_travel_with_the_job() -> None:
    session = Session(document(Layer(raster=patch(1, x=-30, y=150), id="low")))
    mask = np.random.default_rng(1).integers(0, 256, (CANVAS[1], CANVAS[0]), np.uint8)
    picture = opaque(3, (20, 10))[..., :3].copy()
    job = session.style_job(REQUEST, mask=mask, pictures={0: picture})
    rect = session.pending[0].rect
    assert rect.x0 < 0
    assert rect.y1 > CANVAS[1]
    assert job.inputs["mask"].shape == (rect.height, rect.width)
    inside = job.inputs["mask"][: CANVAS[1] - rect.y0, -rect.x0 :]
    assert np.array_equal(inside, mask[rect.y0 :, : rect.x1])
    assert job.inputs["mask"].sum() == inside.sum()
    assert job.inputs["style0"] is picture


@pytest.mark.parametrize(
    ("node", "words"),
    [
        (Group(id="x", children=(layer(1, "in"),)), "Choose a layer to repaint: a group"),
        (Adjustment(settings=Invert(), id="x"), "Choose a layer to repaint: an adjustment"),
        (Layer(raster=Raster(*CANVAS), name="Bare", id="x"), "“Bare” is empty"),
    ],
)
def test_what_cannot_be_repainted(node: Node, words: str) -> None:
    session = Session(document(node))
    with pytest.raises(PainterError, match=words):
        session.style_job(REQUEST, source_id="x")
    assert session.pending == ()


def test_a_layer_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("painter.session.MAX_STYLE_PIXELS", 100)
    with pytest.raises(PainterError, match="too large"):
        Session(document(back())).style_job(REQUEST)


def test_a_result_becomes_a_layer_above_its_source() -> None:
    source = layer(2, "in")
    session = Session(document(back(), Group(id="g", children=(source, layer(3, "over"))), active="back"))
    job = session.style_job(REQUEST, source_id="in")
    heard = Heard(session)
    done = finished(job)
    layer_id = session.accept(done)
    assert layer_id is not None
    group = session.document.find("g")
    assert isinstance(group, Group)
    assert [child.name for child in group.children] == ["in", "Starry night", "over"]
    made = session.document.layer(layer_id)
    assert made.recipe is done.request
    assert np.array_equal(made.raster.read(source.raster.bounds()), done.outputs["image"])
    assert made.raster.bounds() == source.raster.bounds()
    assert session.document.active_id == "back"
    assert labels(session) == ["Open", "Style “Starry night”"]
    assert heard.since() == ["document", "saved", "pending"]
    assert session.pending == ()
    assert not session.stale(made)
    assert session.accept(done) is None
    assert labels(session) == ["Open", "Style “Starry night”"]


def test_a_result_whose_source_is_gone_comes_on_top() -> None:
    session = Session(document(back(), layer(2, "top"), layer(3, "over")))
    job = session.style_job(REQUEST, source_id="top")
    session.delete_layer("top")
    layer_id = session.accept(finished(job))
    assert session.document.layers[-1].id == layer_id


def test_a_result_shows_no_more_than_its_masked_source() -> None:
    held = Mask(raster=mask_patch(3, x=40, y=20), linked=False)
    session = Session(document(back(), layer(2, "top", mask=held)))
    layer_id = styled(session, "top")
    made = session.document.layer(layer_id)
    assert made.mask is held
    assert not made.clipped
    shown = flatten(document(made))[..., 3] > 0
    source = flatten(document(session.document.layer("top")))[..., 3] > 0
    assert not (shown & ~source).any()


def test_a_result_within_a_selection_shows_no_more_than_its_masked_source() -> None:
    held = mask_patch(3, x=40, y=20, outside=255)
    selection = rectangle(*CANVAS, 30, 30, 90, 90)
    session = Session(document(back(), layer(2, "top", mask=Mask(raster=held))))
    layer_id = session.accept(finished(session.style_job(REQUEST, source_id="top", selection=selection)))
    assert layer_id is not None
    made = session.document.layer(layer_id)
    assert made.mask is not None
    canvas = session.document.canvas
    assert np.array_equal(made.mask.raster.read(canvas), np.minimum(held.read(canvas), selection.read(canvas)))
    session.apply("Off", lambda d: edits.set_mask(d, "top", Mask(raster=held, enabled=False)))
    layer_id = session.accept(finished(session.style_job(REQUEST, source_id="top", selection=selection)))
    assert layer_id is not None
    mask = session.document.layer(layer_id).mask
    assert mask is not None
    assert mask.raster is selection


def test_a_result_of_a_clipped_layer_is_clipped_with_it() -> None:
    session = Session(document(back(), layer(2, "base"), layer(3, "shade", clipped=True), layer(4, "over")))
    layer_id = styled(session, "shade")
    names = [(node.name, node.clipped) for node in session.document.layers]
    assert names[2:] == [("shade", True), ("Starry night", True), ("over", False)]
    (run,) = [run for run in runs(session.document.layers) if run.clipped]
    assert [node.id for node in run.clipped] == ["shade", layer_id]


def test_a_result_of_what_others_are_clipped_to_leaves_them_clipped_to_it() -> None:
    held = Mask(raster=mask_patch(3, x=40, y=20))
    session = Session(document(back(), layer(2, "base", mask=held), layer(3, "shade", clipped=True)))
    before = flatten(session.document)
    layer_id = styled(session, "base")
    made = session.document.layer(layer_id)
    assert (made.clipped, made.mask) == (True, None)
    (run,) = [run for run in runs(session.document.layers) if run.clipped]
    assert (run.base.id, [node.id for node in run.clipped]) == ("base", [layer_id, "shade"])
    session.show_layers({layer_id: False})
    assert np.array_equal(flatten(session.document), before)


def test_rendering_again_keeps_a_mask_and_clipping() -> None:
    session = Session(document(back(), layer(2, "base"), layer(3, "shade", clipped=True)))
    made = styled(session, "shade")
    held = Mask(raster=mask_patch(5))
    session.apply("Mask", lambda d: edits.set_mask(d, made, held))
    assert session.accept(finished(session.render_again(made))) == made
    fresh = session.document.layer(made)
    assert (fresh.clipped, fresh.mask) == (True, held)


def test_nobody_waits_for_a_dropped_job() -> None:
    session = Session(document(back()))
    job = session.style_job(REQUEST)
    heard = Heard(session)
    session.drop_pending(job.id)
    session.drop_pending(job.id)
    assert heard.since() == ["pending"]
    assert session.accept(finished(job)) is None
    assert heard.since() == []
    assert labels(session) == ["Open"]


def test_the_job_holds_the_picture_as_it_was() -> None:
    session = Session(document(back()))
    job = session.style_job(REQUEST)
    source = job.inputs["source"].copy()
    draw(session)
    assert np.array_equal(job.inputs["source"], source)
    layer_id = session.accept(finished(job))
    assert layer_id is not None
    assert session.stale(session.document.layer(layer_id))


# Rendering again


def styled(session: Session, source_id: str | None = None) -> str:
    layer_id = session.accept(finished(session.style_job(REQUEST, source_id=source_id)))
    assert layer_id is not None
    return layer_id


def test_a_layer_grows_stale_with_its_source_and_fresh_with_undo() -> None:
    session = Session(document(back()))
    made = styled(session)
    assert not session.stale(session.document.layer(made))
    draw(session)
    assert session.stale(session.document.layer(made))
    session.undo()
    assert not session.stale(session.document.layer(made))
    session.apply("Opacity", lambda d: edits.set_properties(d, "back", opacity=0.5))
    assert not session.stale(session.document.layer(made))
    session.delete_layer("back")
    assert not session.stale(session.document.layer(made))


def test_rendering_again_refreshes_the_layer_in_its_place() -> None:
    session = Session(document(back()))
    made = styled(session)
    session.apply("Mode", lambda d: edits.set_properties(d, made, opacity=0.5, name="Night", mode=BlendMode.SCREEN))
    draw(session)
    job = session.render_again(made)
    assert job.supersedes == f"refresh:{made}"
    assert np.array_equal(job.inputs["source"], session.document.layer("back").raster.read(Rect(0, 0, *CANVAS)))
    assert session.accept(finished(job)) == made
    fresh = session.document.layer(made)
    assert (fresh.name, fresh.opacity, fresh.mode) == ("Night", 0.5, BlendMode.SCREEN)
    assert not session.stale(fresh)
    assert labels(session)[-1] == "Render “Night” again"
    session.undo()
    assert session.stale(session.document.layer(made))


def test_a_refreshed_layer_that_is_gone_or_locked_is_not_touched() -> None:
    session = Session(document(back()))
    made = styled(session)
    again, once_more = session.render_again(made), session.render_again(made)
    session.apply("Lock", lambda d: edits.set_properties(d, made, locked=True))
    pixels = session.document.layer(made).raster
    new = session.accept(finished(again))
    assert new not in (None, made)
    assert session.document.layer(made).raster is pixels
    session.apply("Unlock", lambda d: edits.set_properties(d, made, locked=False))
    session.delete_layer(made)
    assert session.accept(finished(once_more)) not in (None, made, new)


def test_what_cannot_be_rendered_again() -> None:
    session = Session(document(back()))
    made = styled(session)
    with pytest.raises(PainterError, match="painted by hand"):
        session.render_again("back")
    session.apply("Lock", lambda d: edits.set_properties(d, made, locked=True))
    with pytest.raises(PainterError, match="locked"):
        session.render_again(made)
    session.undo()
    session.delete_layer("back")
    with pytest.raises(PainterError, match="no longer in the document"):
        session.render_again(made)
    assert session.pending == ()


def test_an_opened_document_knows_which_of_its_layers_are_stale() -> None:
    source = back()
    fresh = replace(REQUEST, source=SourceRef(layer_id="back", digest=source.raster.digest()))
    old = replace(REQUEST, source=SourceRef(layer_id="back", digest="0" * 64))
    session = Session(document(source, layer(1, "fresh", recipe=fresh), layer(2, "old", recipe=old)))
    assert not session.stale(session.document.layer("fresh"))
    assert session.stale(session.document.layer("old"))
    assert not session.stale(session.document.layer("back"))


# A result that arrives while the pen is down


def test_a_result_during_a_stroke_keeps_the_stroke() -> None:
    session, alone = Session(document(back())), Session(document(back()))
    draw(alone)
    expected = alone.document.layer("back").raster
    job = session.style_job(REQUEST)
    heard = Heard(session)
    session.begin_stroke(PEN, RED)
    session.extend_stroke(DIAGONAL[:2])
    stroke = session.stroke
    heard.since()
    made = session.accept(finished(job))
    assert heard.since() == ["document", "saved", "pending"]
    assert session.stroke is stroke
    assert session.stroke_layer_id == "back"
    session.extend_stroke(DIAGONAL[2:])
    session.end_stroke()
    assert session.document.layer("back").raster.equals(expected)
    assert labels(session) == ["Open", "Style “Starry night”", "Brush stroke"]
    assert made is not None
    assert session.stale(session.document.layer(made))
    session.undo()
    assert not session.stale(session.document.layer(made))
    session.undo()
    assert session.document.find(made) is None
    assert session.history.undo_label is None
    session.redo()
    session.redo()
    assert session.document.layer("back").raster.equals(expected)


def test_a_result_during_a_stroke_that_is_cancelled_stays() -> None:
    session = Session(document(back()))
    job = session.style_job(REQUEST)
    session.begin_stroke(PEN, RED)
    session.extend_stroke(DIAGONAL)
    made = session.accept(finished(job))
    session.undo()
    assert session.stroke is None
    assert made is not None
    assert session.document.find(made) is not None


@pytest.mark.parametrize("ends", [True, False])
def test_a_stroke_on_the_layer_that_is_refreshed_goes_on_over_the_fresh_pixels(ends: bool) -> None:
    session = Session(document(back()))
    made = styled(session)
    session.select_layer(made)
    job = session.render_again(made)
    fresh = opaque(99)
    session.begin_stroke(PEN, RED)
    session.extend_stroke(DIAGONAL[:3])
    session.accept(finished(job, fresh))
    assert session.stroke is not None
    assert np.array_equal(session.stroke.draft.base.read(Rect(0, 0, *CANVAS)), fresh)
    session.extend_stroke(DIAGONAL[3:])
    if not ends:
        session.cancel_stroke()
        assert np.array_equal(session.document.layer(made).raster.read(Rect(0, 0, *CANVAS)), fresh)
        return
    session.end_stroke()
    alone = Session(document(Layer(raster=Raster.from_array(*CANVAS, fresh), id="x")))
    draw(alone)
    assert session.document.layer(made).raster.equals(alone.document.layer("x").raster)
    session.undo()
    assert np.array_equal(session.document.layer(made).raster.read(Rect(0, 0, *CANVAS)), fresh)
    assert labels(session)[-2:] == ["Render “Starry night” again", "Brush stroke"]


def test_a_drag_after_a_result_is_a_step_of_its_own() -> None:
    session = Session(document(back()))
    job = session.style_job(REQUEST)
    session.apply("Opacity", lambda d: edits.set_properties(d, "back", opacity=0.9), merge="opacity")
    session.accept(finished(job))
    session.apply("Opacity", lambda d: edits.set_properties(d, "back", opacity=0.8), merge="opacity")
    assert labels(session) == ["Open", "Opacity", "Style “Starry night”", "Opacity"]
