"""Whatever is saved comes back: pixels exactly, everything else equal."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from painter.document.document import Document
from painter.document.layer import Layer
from painter.document.raster import Raster
from painter.files.opening import open_document, save_document
from painter.files.png import decode_own_png, encode_png
from painter.pixels.resample import premultiply, unpremultiply
from tests.files.comparing import assert_same_document
from tests.files.documents import documents, example_document


@settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]
)
@given(document=documents())
def test_any_document_comes_back(document: Document, tmp_path: Path) -> None:
    path = tmp_path / "any.ora"
    save_document(document, path)
    opened = open_document(path)
    assert opened.notes == ()
    assert_same_document(document, opened.document)


def test_a_bit_of_everything_comes_back(tmp_path: Path) -> None:
    document = example_document()
    save_document(document, tmp_path / "Everything.ORA")
    opened = open_document(tmp_path / "Everything.ORA")
    assert opened.notes == ()
    assert_same_document(document, opened.document)


def test_the_same_document_makes_the_same_file(tmp_path: Path) -> None:
    document = example_document()
    save_document(document, tmp_path / "a.ora")
    save_document(document, tmp_path / "b.ora")
    assert (tmp_path / "a.ora").read_bytes() == (tmp_path / "b.ora").read_bytes()


def test_every_possible_pixel_survives_straight_alpha() -> None:
    color, alpha = np.meshgrid(np.arange(256, dtype=np.uint8), np.arange(256, dtype=np.uint8))
    color = np.minimum(color, alpha)
    every = np.stack((color, color, color, alpha), axis=-1)
    straight = unpremultiply(every)
    png = decode_own_png(encode_png(straight))
    assert png is not None
    assert np.array_equal(premultiply(png), every)


def test_impossible_colour_does_not_keep_the_artist_from_saving(
    tmp_path: Path, expected_logs: pytest.LogCaptureFixture
) -> None:
    pixels = np.full((20, 20, 4), 200, np.uint8)
    pixels[..., 3] = 100
    layer = Layer(raster=Raster.from_array(20, 20, pixels))
    save_document(Document(width_px=20, height_px=20, layers=(layer,)), tmp_path / "odd.ora")
    read = open_document(tmp_path / "odd.ora").document.layers[0]
    assert isinstance(read, Layer)
    assert (read.raster.read(read.raster.canvas) == 100).all()
    assert "above their alpha" in expected_logs.text
