"""The doors: kinds by ending, filters for dialogs, pictures as documents."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from painter.document.adjustments import Invert
from painter.document.document import Document
from painter.document.layer import Adjustment, Layer
from painter.document.raster import Raster
from painter.errors import PainterError
from painter.files.flat import FLAT_ENDINGS
from painter.files.opening import (
    KINDS,
    LAYERED_ENDINGS,
    SAVED_ENDINGS,
    export_document,
    export_flat,
    file_filter,
    kind_of,
    not_kept,
    open_document,
    save_document,
)
from painter.pixels.composite import flatten
from painter.pixels.resample import premultiply
from tests.files.bad_inputs import png
from tests.files.documents import example_document, rich_document


def test_a_picture_becomes_a_document_of_one_layer(tmp_path: Path) -> None:
    document = example_document()
    export_flat(document, tmp_path / "flat.png")
    opened = open_document(tmp_path / "flat.png").document
    (layer,) = opened.layers
    assert isinstance(layer, Layer)
    assert (opened.width_px, opened.height_px, opened.active_id) == (300, 200, layer.id)
    assert layer.name == "Picture"
    assert np.array_equal(layer.raster.read(opened.canvas), premultiply(flatten(document)))
    export_flat(document, tmp_path / "flat.jpg")
    assert open_document(tmp_path / "flat.jpg").document.layers[0].name == "Background"


@pytest.mark.parametrize("ending", ["png", "tif"])
def test_a_flat_picture_shows_masks_clipping_and_adjustments(ending: str, tmp_path: Path) -> None:
    document = rich_document()
    export_document(document, tmp_path / f"flat.{ending}")
    (layer,) = open_document(tmp_path / f"flat.{ending}").document.layers
    assert isinstance(layer, Layer)
    assert np.array_equal(layer.raster.read(document.canvas), premultiply(flatten(document)))
    assert not_kept(document, tmp_path / f"flat.{ending}").endswith("keeps no layers.")


def test_a_single_layer_loses_no_layers_but_an_adjustment_does(tmp_path: Path) -> None:
    document = Document(width_px=9, height_px=9, layers=(Layer(raster=Raster(9, 9)),))
    assert not_kept(document, tmp_path / "a.png") == ""
    adjusted = replace(document, layers=(*document.layers, Adjustment(settings=Invert())))
    assert not_kept(adjusted, tmp_path / "a.png") == "PNG keeps no layers."


def test_the_content_decides_not_the_ending(tmp_path: Path) -> None:
    save_document(example_document(), tmp_path / "a.ora")
    (tmp_path / "a.ora").rename(tmp_path / "a.png")
    assert len(open_document(tmp_path / "a.png").document.layers) == 5
    (tmp_path / "b.ora").write_bytes(png())
    assert len(open_document(tmp_path / "b.ora").document.layers) == 1


def test_endings_count_in_either_case() -> None:
    assert kind_of(Path("A.JPeG")).name == "JPEG"
    assert kind_of(Path("x.ORA"), written=True).layered


def test_unknown_endings_name_the_known_ones() -> None:
    with pytest.raises(PainterError, match=r"“a.xcf” ends in “.xcf”, and painter knows .ora, .psd, .psb, .png"):
        kind_of(Path("a.xcf"))
    with pytest.raises(PainterError, match="“a” has no ending"):
        kind_of(Path("a"))
    with pytest.raises(PainterError) as caught:
        kind_of(Path("a.gif"), written=True)
    assert ".bmp" not in str(caught.value)


def test_a_flat_kind_is_not_saved_nor_a_layered_one_exported(tmp_path: Path) -> None:
    with pytest.raises(PainterError, match="would lose the layers"):
        save_document(example_document(), tmp_path / "a.png")
    with pytest.raises(PainterError, match="layered kind"):
        export_flat(example_document(), tmp_path / "a.ora")
    assert not list(tmp_path.iterdir())


def test_filters_for_dialogs() -> None:
    assert file_filter(layered=True, written=True) == "OpenRaster (*.ora)"
    assert file_filter().startswith("Pictures (*.ora *.psd *.psb *.png *.jpg *.jpeg *.webp")
    assert file_filter(layered=False, written=True).split(";;")[:2] == ["PNG (*.png)", "JPEG (*.jpg *.jpeg)"]


def test_endings_that_are_opened_and_those_that_are_saved_in() -> None:
    assert LAYERED_ENDINGS == (".ora", ".psd", ".psb")
    assert SAVED_ENDINGS == (".ora",)


def test_every_flat_kind_that_is_offered_is_written() -> None:
    offered = [ending for kind in KINDS if kind.written and not kind.layered for ending in kind.endings]
    assert sorted(offered) == sorted(FLAT_ENDINGS)
