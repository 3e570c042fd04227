"""The picture on the screen is always the document: after any edits, undo and strokes, whatever was seen of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QColor

import painter.ui.canvas.display as display_module
from painter.document import edits
from painter.document.geometry import Rect
from painter.document.layer import BlendMode, Group, Layer
from painter.document.raster import Raster
from painter.paint.brush import Brush
from painter.paint.stroke import PenSample
from painter.pixels.mips import update_mips
from painter.session import Session
from painter.ui.canvas.display import Display, grown_to_level, level_for
from tests.ui.canvas_hands import blank_document, painted_document, patchwork, whole_display

pytestmark = [pytest.mark.gui, pytest.mark.usefixtures("qapp")]

WIDTH, HEIGHT = 300, 200
BRUSH = Brush(size_px=40).changed(hardness=0.8, smoothing=0)


class Watched:
    """A session and the display that follows it, as the view makes it follow."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.display = Display(session)
        session.document_changed.connect(lambda old, new: self.display.follow_document(new))
        session.stroke_changed.connect(lambda rect: self.display.follow_stroke(rect))

    def check(self) -> None:
        """Make everything true and compare every level with a fresh one."""
        session, display = self.session, self.display
        display.make_true(display.canvas)
        wanted = [whole_display(session.document, session), *(np.zeros_like(level) for level in display.levels[1:])]
        update_mips(wanted, display.canvas)
        for level, right in zip(display.levels, wanted, strict=True):
            assert np.array_equal(level, right)


def three_layers() -> Session:
    document = blank_document(WIDTH, HEIGHT, layers=2)
    base = Layer(raster=Raster.from_array(WIDTH, HEIGHT, patchwork(WIDTH, HEIGHT)), name="Paper")
    document = replace(document, layers=(base, *document.layers))
    group = Group(children=(document.layers[2],), mode=BlendMode.MULTIPLY, opacity=0.8)
    return Session(replace(document, layers=(*document.layers[:2], group)))


actions = st.lists(
    st.one_of(
        st.tuples(
            st.just("stroke"),
            st.lists(st.tuples(st.integers(-20, 320), st.integers(-20, 220)), min_size=1, max_size=3),
            st.booleans(),
        ),
        st.tuples(st.just("drop"), st.tuples(st.integers(0, 299), st.integers(0, 199))),
        st.tuples(st.just("interrupt"), st.tuples(st.integers(0, 299), st.integers(0, 199))),
        st.tuples(st.just("look"), st.integers(0, 300), st.integers(0, 200)),
        st.tuples(st.sampled_from(["undo", "redo", "hide", "fade", "add", "remove", "raise", "select", "work"])),
    ),
    min_size=1,
    max_size=9,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(actions)
def test_whatever_happens_the_display_shows_the_document(happening: list) -> None:
    watched = Watched(three_layers())
    session = watched.session
    for what, *how in happening:
        nodes = [node for node in session.document.nodes() if isinstance(node, Layer)]
        first = nodes[0].id if nodes else None
        match what:
            case "stroke" | "drop" | "interrupt":
                if not _can_paint(session):
                    continue
                places, erase = (how[0], how[1]) if what == "stroke" else ([how[0]], False)
                session.begin_stroke(BRUSH, (200, 30, 90), erase=erase)
                session.extend_stroke(PenSample(i / 100, x, y) for i, (x, y) in enumerate([*places, (150, 100)]))
                if what == "stroke":
                    session.end_stroke()
                elif what == "drop":
                    watched.display.make_true(Rect(0, 0, 150, 150))
                    session.undo()
                else:
                    # A job's result arrives while the pen is down.
                    layer = Layer(raster=Raster.from_array(WIDTH, HEIGHT, patchwork(40, 30, seed=5), 20, 20))
                    session._apply_beside_stroke(
                        "Style", lambda d, new=layer: edits.insert_layer(d, new, select=False)
                    )
                    watched.check()
                    session.end_stroke()
            case "look":
                watched.display.make_true(Rect(how[0] - 40, how[1] - 40, how[0] + 40, how[1] + 40))
            case "work":
                watched.display.make_true_nearby(150, 100, 0.0)
            case "undo":
                session.undo()
            case "redo":
                session.redo()
            case "add":
                session.add_layer()
            case "select" if first:
                session.select_layer(first)
            case "hide" if first:
                shown = nodes[0].visible
                session.apply("Hide", lambda d, i=first, v=shown: edits.set_properties(d, i, visible=not v))
            case "fade" if first:
                session.apply("Fade", lambda d, i=first: edits.set_properties(d, i, opacity=0.4))
            case "remove" if first:
                session.apply("Delete", lambda d, i=first: edits.remove_layer(d, i))
            case "raise" if first:
                session.apply("Raise", lambda d, i=first: edits.move_layer(d, i, parent_id=None, place=1))
    watched.check()


def _can_paint(session: Session) -> bool:
    node = session.document.active
    return isinstance(node, Layer) and node.visible


def test_a_committed_stroke_is_not_composited_again(monkeypatch: pytest.MonkeyPatch) -> None:
    watched = Watched(three_layers())
    session, display = watched.session, watched.display
    session.select_layer(session.document.layers[0].id)
    session.begin_stroke(BRUSH, (0, 0, 0))
    session.extend_stroke([PenSample(0, 100, 100), PenSample(0.1, 150, 100), PenSample(0.2, 200, 100)])
    display.make_true(display.canvas)
    done: list[Rect] = []
    composite = display_module.composite_display
    monkeypatch.setattr(
        display_module, "composite_display", lambda p, out, rect: (done.append(rect), composite(p, out, rect))
    )
    session.end_stroke()
    display.make_true(display.canvas)
    # Only the stroke's own last dabs, which came with its end.
    assert sum(rect.area for rect in done) <= 100 * 50
    watched.check()


def test_only_what_changed_is_composited(monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session(blank_document(1000, 800))
    watched = Watched(session)
    watched.display.make_true(watched.display.canvas)
    done: list[Rect] = []
    monkeypatch.setattr(display_module, "composite_display", lambda p, out, rect: done.append(rect))
    session.begin_stroke(BRUSH, (0, 0, 0))
    session.extend_stroke([PenSample(0, 500, 400), PenSample(0.1, 510, 400), PenSample(0.2, 520, 400)])
    watched.display.make_true(watched.display.canvas)
    assert done
    assert all(Rect(470, 370, 560, 430).contains(rect) for rect in done)


def test_looking_at_a_part_leaves_the_rest_for_later() -> None:
    display = Display(Session(painted_document(patchwork(600, 400))))
    display.make_true(Rect(100, 100, 200, 200))
    assert display.stale
    assert (display.levels[0][100:200, 100:200] >> 24 == 255).all()
    assert not display.levels[0][300:, 300:].any()


def test_idle_work_ends_and_begins_where_one_looks() -> None:
    display = Display(Session(painted_document(patchwork(600, 400))))
    display.make_true_nearby(500, 350, 0.0)
    assert display.levels[0][350, 500]
    assert not display.levels[0][0, 0]
    slices = 1
    while display.make_true_nearby(500, 350, 0.0):
        slices += 1
        assert slices < 100
    assert np.array_equal(display.levels[0], whole_display(display._document))


def test_a_larger_canvas_gets_a_larger_picture() -> None:
    session = Session(blank_document(100, 80))
    watched = Watched(session)
    large = blank_document(260, 150)
    session.apply("Resize", lambda d: large)
    assert watched.display.levels[0].shape == (150, 260)
    watched.check()
    session.undo()
    assert watched.display.levels[0].shape == (80, 100)
    watched.check()


def test_the_visible_colour_is_read_without_the_checkerboard() -> None:
    pixels = np.zeros((10, 10, 4), np.uint8)
    pixels[2, 3] = (100, 50, 25, 128)
    display = Display(Session(painted_document(pixels)))
    assert display.color_at(3, 2) == QColor(199, 100, 50)
    assert display.color_at(4, 2) is None
    assert display.color_at(-1, 2) is None
    assert display.color_at(10, 2) is None


def test_levels_are_shrunk_and_never_enlarged() -> None:
    assert [level_for(zoom, 6) for zoom in (4, 1, 0.51, 0.5, 0.26, 0.25, 0.01)] == [0, 0, 0, 1, 1, 2, 5]


@given(st.integers(-500, 500), st.integers(-500, 500), st.integers(1, 400), st.integers(0, 5))
def test_a_rectangle_grown_to_a_level_is_whole_pixels_of_it(x: int, y: int, side: int, level: int) -> None:
    rect = Rect(x, y, x + side, y + side)
    grown = grown_to_level(rect, level, margin=1)
    assert grown.contains(rect.grown(1 << level))
    assert all(value % (1 << level) == 0 for value in (grown.x0, grown.y0, grown.x1, grown.y1))


def test_what_changes_together_with_a_commit_is_seen_too() -> None:
    watched = Watched(three_layers())
    session, paper = watched.session, watched.session.document.layers[0]
    session.select_layer(session.document.layers[1].id)
    stroke = session.begin_stroke(BRUSH, (0, 0, 0))
    session.extend_stroke([PenSample(0, 100, 100), PenSample(0.1, 150, 100), PenSample(0.2, 200, 100)])
    watched.display.make_true(watched.display.canvas)
    layer_id, raster = session.stroke_layer_id or "", stroke.commit()
    session.stroke = None
    faded = edits.set_properties(session.document, paper.id, opacity=0.5)
    session.apply("Both", lambda d: edits.set_raster(faded, layer_id, raster))
    watched.check()


def test_undoing_a_slanted_stroke_spoils_its_tiles_alone() -> None:
    session = Session(blank_document(1024, 1024, layers=2))
    display = Display(session)
    session.document_changed.connect(lambda _old, new: parts.append(display.follow_document(new)))
    parts: list[list[Rect]] = []
    session.begin_stroke(BRUSH, (255, 0, 0))
    session.extend_stroke(PenSample(0.01 * i, 20.0 * i + 10, 20.0 * i + 10) for i in range(50))
    session.end_stroke()
    display.make_true(session.document.canvas)
    session.undo()
    spoiled = sum(rect.area for rect in parts[-1])
    assert 0 < spoiled < 0.4 * 1024 * 1024
    display.make_true(session.document.canvas)
    assert np.array_equal(display.levels[0], whole_display(session.document))
