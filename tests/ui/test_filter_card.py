"""The filter card: what the canvas shows meanwhile, one step by Apply, nothing by Esc."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from painter import layering
from painter.document import edits
from painter.document.document import Document
from painter.document.geometry import Rect
from painter.document.layer import Group, Layer, Mask
from painter.document.raster import MaskRaster, Raster
from painter.errors import PainterError
from painter.paint.brush import HARD_ROUND
from painter.paint.stroke import PenSample
from painter.pixels.filters import FILTERS, Filter, GaussianBlur, Noise, Pixelate, filtered
from painter.session import Session
from painter.ui.filters import part
from painter.ui.filters.card import FilterCard
from painter.ui.filters.kinds import SLIDERS, filter_name
from painter.ui.filters.part import cells, reached, with_filtered
from painter.ui.widgets.value_field import ValueField
from tests.ui.long_words import long_words, shortened_in
from tests.ui.waiting import wait_for

pytestmark = [pytest.mark.gui, pytest.mark.usefixtures("qapp")]

SIZE = 400


def picture(seed: int = 1) -> Raster:
    rng = np.random.default_rng(seed)
    pixels = rng.integers(0, 256, (SIZE, SIZE, 4), np.uint8)
    pixels[..., :3] = np.minimum(pixels[..., :3], pixels[..., 3:])
    return Raster.from_array(SIZE, SIZE, pixels)


class Bench:
    """A session with a layer of noise, and a window for the card."""

    def __init__(self) -> None:
        layer = Layer(raster=picture(), id="layer", name="Noise")
        self.session = Session(Document(width_px=SIZE, height_px=SIZE, layers=(layer,), active_id="layer"))
        self.window = QWidget()
        self.window.resize(800, 600)
        self.window.show()
        self.visible = Rect(0, 0, SIZE, SIZE)
        self.card: FilterCard | None = None

    def open(self, chosen: Filter) -> FilterCard:
        self.card = FilterCard(self.window, self.session, chosen, lambda: self.visible)
        self.card.open_beside(QRect(700, 300, 10, 10), self.window)
        self.window.activateWindow()
        QApplication.processEvents()
        return self.card

    def shown(self) -> Raster:
        return self.session.shown.layer("layer").raster

    def raster(self) -> Raster:
        return self.session.document.layer("layer").raster


@pytest.fixture
def bench() -> Iterator[Bench]:
    made = Bench()
    yield made
    if made.card is not None and isValid(made.card):
        made.card.dismiss()
    QApplication.processEvents()
    made.window.close()


def test_the_canvas_shows_it_and_apply_is_one_step(bench: Bench) -> None:
    before = bench.session.document
    card = bench.open(Pixelate(size_px=20))
    wait_for(lambda: bench.session.previewing)
    expected = filtered(bench.raster(), Pixelate(size_px=20))
    assert bench.shown().equals(expected) and bench.session.document is before
    done: list[Filter] = []
    card.done.connect(done.append)
    card.apply()
    wait_for(lambda: bool(done))
    assert bench.raster().equals(expected) and not bench.session.previewing
    assert done == [Pixelate(size_px=20)] and bench.session.history.undo_label == "Pixelate"
    bench.session.undo()
    assert bench.session.document is before


def test_turning_a_value_shows_it_anew_and_escape_restores(bench: Bench) -> None:
    before = bench.session.document
    card = bench.open(Pixelate(size_px=20))
    wait_for(lambda: bench.session.previewing)
    card.findChild(ValueField, "size_px").set_number(50)
    expected = filtered(bench.raster(), Pixelate(size_px=50))
    wait_for(lambda: bench.shown().equals(expected))
    focused = QApplication.focusWidget()
    assert focused is not None and card.isAncestorOf(focused)
    QTest.keyClick(focused, Qt.Key.Key_Escape)
    assert bench.session.shown is before and not card.isVisible() and len(bench.session.history.steps) == 1


def test_apply_before_the_preview_came_waits_for_it(bench: Bench) -> None:
    card = bench.open(GaussianBlur(radius_px=3))
    expected = filtered(bench.raster(), GaussianBlur(radius_px=3))
    done: list[Filter] = []
    card.done.connect(done.append)
    card.apply()
    assert not card.editor.isEnabled(), "nothing changes on the way"
    wait_for(lambda: bool(done))
    assert bench.raster().equals(expected)


def test_before_and_after(bench: Bench) -> None:
    card = bench.open(Pixelate())
    wait_for(lambda: bench.session.previewing)
    card.show_before(True)
    assert bench.session.shown is bench.session.document and card.isVisible()
    card.show_before(False)
    assert bench.session.previewing


def test_what_is_not_selected_keeps_its_bytes(bench: Bench) -> None:
    values = np.zeros((SIZE, SIZE), np.uint8)
    values[50:150, 60:200] = 255
    values[50:150, 200:220] = 100
    bench.session.select(MaskRaster.from_array(SIZE, SIZE, values))
    old = bench.raster().read(bench.session.document.canvas)
    expected = filtered(bench.raster(), GaussianBlur(), bench.session.document.selection)
    bench.open(GaussianBlur())
    wait_for(lambda: bench.session.previewing)
    assert bench.card is not None
    done: list[Filter] = []
    bench.card.done.connect(done.append)
    bench.card.apply()
    wait_for(lambda: bool(done))
    new = bench.raster().read(bench.session.document.canvas)
    assert (new[values == 0] == old[values == 0]).all() and bench.raster().equals(expected)


def test_what_is_seen_comes_first(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(part, "CELL_PX", 128)
    bench.visible = Rect(0, 0, 100, 100)
    card = bench.open(Pixelate(size_px=10))
    wait_for(lambda: bench.session.previewing)
    first = bench.shown()
    expected = filtered(bench.raster(), Pixelate(size_px=10))
    assert first.tiles[0, 0].tobytes() == expected.tiles[0, 0].tobytes()
    assert first.tiles[2, 2] is bench.raster().tiles[2, 2], "what is not seen waits"
    wait_for(lambda: bench.shown().equals(expected))
    done: list[Filter] = []
    card.done.connect(done.append)
    card.apply()
    wait_for(lambda: bool(done))
    assert bench.raster().equals(expected)


def test_a_stroke_or_undo_ends_it(bench: Bench) -> None:
    card = bench.open(Pixelate())
    wait_for(lambda: bench.session.previewing)
    bench.session.undo()
    assert not card.isVisible()
    card = bench.open(Pixelate())
    wait_for(lambda: bench.session.previewing)
    bench.session.begin_stroke(HARD_ROUND, (0, 0, 0))
    assert not card.isVisible()
    bench.session.extend_stroke([PenSample(0, 10, 10, 1)])
    bench.session.end_stroke()
    assert bench.session.shown is bench.session.document


@pytest.mark.parametrize("kind", FILTERS, ids=lambda kind: kind.__name__)
def test_long_words_fit(bench: Bench, kind: type[Filter], monkeypatch: pytest.MonkeyPatch) -> None:
    with long_words():
        card = bench.open(kind())
        assert shortened_in(card, monkeypatch) == []


def test_a_chosen_mask_is_filtered_and_not_the_picture(bench: Bench) -> None:
    values = np.zeros((SIZE, SIZE), np.uint8)
    values[:, :200] = 255
    layering.add_mask(bench.session, "layer", layering.MaskKind.REVEAL)
    mask = Mask(raster=MaskRaster.from_array(SIZE, SIZE, values))
    bench.session.apply("Mask", lambda d: edits.set_mask(d, "layer", mask))
    picture = bench.raster()
    card = bench.open(Pixelate(size_px=16))
    done: list[Filter] = []
    card.done.connect(done.append)
    card.apply()
    wait_for(lambda: bool(done))
    made = bench.session.document.layer("layer").mask
    assert made is not None and bench.raster() is picture
    row = made.raster.read(bench.session.document.canvas)[50]
    assert row[191] == 255 and 100 < row[196] < 160 and row[210] == 0


def test_nothing_to_filter_is_told(bench: Bench) -> None:
    bench.session.add_layer()
    with pytest.raises(PainterError, match="is empty"):
        bench.open(Pixelate())
    bench.session.apply("Group", lambda d: replace(d, layers=(*d.layers, Group(id="group")), active_id="group"))
    with pytest.raises(PainterError, match="group"):
        bench.open(Pixelate())


@pytest.mark.parametrize("kind", FILTERS, ids=lambda kind: kind.__name__)
def test_every_filter_has_a_name_and_fields_for_all_its_values(bench: Bench, kind: type[Filter]) -> None:
    assert filter_name(kind)
    card = bench.open(kind())
    for slider in SLIDERS[kind]:
        for end in (slider.low, slider.high):
            card.findChild(ValueField, slider.name).set_number(end)
    assert bench.window.rect().contains(card.geometry())


@settings(max_examples=15)
@given(
    kind=st.sampled_from([GaussianBlur(radius_px=4), Pixelate(size_px=30), Noise()]),
    x=st.integers(0, 300),
    y=st.integers(0, 300),
)
def test_a_part_comes_out_as_it_would_of_the_whole(kind: Filter, x: int, y: int) -> None:
    raster = picture(3)
    rect = Rect(x, y, x + 80, y + 80)
    made = with_filtered(raster, raster, kind, rect)
    whole = with_filtered(raster, raster, kind, reached(raster, kind))
    assert whole.equals(filtered(raster, kind))
    assert np.abs(made.read(rect).astype(int) - whole.read(rect)).max() <= 1


def test_cells_cover_what_is_wanted_nearest_first() -> None:
    found = cells(Rect(-10, 0, 3000, 1500), GaussianBlur(radius_px=2), near=(1500, 500))
    assert found[0] == Rect(1024, 0, 2048, 1024) and len(found) == 4 * 2
    wide = GaussianBlur(radius_px=400)
    assert len(cells(Rect(0, 0, 3000, 1500), wide, near=(0, 0))) == 1
    assert cells(Rect(0, 0, 0, 0), wide, near=(0, 0)) == []
