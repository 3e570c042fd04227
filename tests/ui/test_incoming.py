"""Pictures from outside and back: nothing of their colour or alpha is lost on the way."""

from __future__ import annotations

import gc
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QBuffer, QIODevice, QMimeData, QUrl
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication

from painter.document.document import Document
from painter.document.layer import Group, Layer
from painter.document.raster import Raster
from painter.errors import PainterError
from painter.ui.clipboard import clipboard_mime, copied_layer, copied_visible
from painter.ui.incoming import Incoming, Reading, holds_pictures, incoming_of, picture_size

pytestmark = [pytest.mark.gui, pytest.mark.usefixtures("qapp")]


@pytest.fixture
def pixels() -> NDArray[np.uint8]:
    """Return every strength of alpha over random colours, (16, 16, 4) premultiplied."""
    made = np.random.default_rng(7).integers(0, 256, (16, 16, 4), dtype=np.uint8)
    made[..., 3] = np.arange(256, dtype=np.uint8).reshape(16, 16)
    made[..., :3] = np.minimum(made[..., :3], made[..., 3:])
    return made


def written(path: Path, color: str = "#C82814") -> Path:
    image = QImage(6, 4, QImage.Format.Format_RGB32)
    image.fill(QColor(color))
    assert image.save(str(path))
    return path


# --- the clipboard and back ---


def test_pixels_come_back_from_the_clipboard_exactly(pixels: NDArray[np.uint8]) -> None:
    QGuiApplication.clipboard().setMimeData(clipboard_mime(pixels))
    mime = QGuiApplication.clipboard().mimeData()
    assert holds_pictures(mime)
    assert picture_size(mime) == (16, 16)
    (item,) = incoming_of(mime, "Pasted")
    assert item.name == "Pasted"
    assert np.array_equal(item.pixels(), pixels)
    QGuiApplication.clipboard().clear()


def test_what_was_copied_needs_nothing_of_ours_any_more(pixels: NDArray[np.uint8]) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.setMimeData(clipboard_mime(pixels))
    for _ in range(3):
        gc.collect()
        assert type(clipboard.mimeData()) is QMimeData
        (item,) = incoming_of(clipboard.mimeData())
        assert np.array_equal(item.pixels(), pixels)
    clipboard.clear()


def test_a_damaged_png_gives_way_to_the_picture_beside_it() -> None:
    mime = QMimeData()
    image = QImage(3, 2, QImage.Format.Format_RGB32)
    image.fill(QColor("#102030"))
    mime.setImageData(image)
    mime.setData("image/png", b"no png")
    (item,) = incoming_of(mime)
    assert (item.pixels() == (16, 32, 48, 255)).all()
    alone = QMimeData()
    alone.setData("image/png", b"no png")
    (item,) = incoming_of(alone)
    with pytest.raises(PainterError):
        item.pixels()


def test_a_layer_is_copied_as_far_as_it_holds_anything() -> None:
    red = np.full((3, 5, 4), (255, 0, 0, 255), np.uint8)
    layer = Layer(raster=Raster.from_array(64, 64, red, 10, 20), name="Red")
    (item,) = incoming_of(copied_layer(layer))
    assert np.array_equal(item.pixels(), red)
    with pytest.raises(PainterError, match="empty"):
        copied_layer(Layer(raster=Raster(64, 64)))
    for nothing in (Group(), None):
        with pytest.raises(PainterError, match="Choose a layer"):
            copied_layer(nothing)


def test_what_is_visible_is_copied_as_the_canvas_shows_it() -> None:
    red = np.full((4, 4, 4), (255, 0, 0, 255), np.uint8)
    layers = (
        Layer(raster=Raster.from_array(8, 6, red)),
        Layer(raster=Raster.from_array(8, 6, red, 4, 0), visible=False),
    )
    (item,) = incoming_of(copied_visible(Document(width_px=8, height_px=6, layers=layers)))
    shown = item.pixels()
    assert shown.shape == (6, 8, 4)
    assert (shown[:4, :4] == (255, 0, 0, 255)).all()
    assert not shown[:, 4:].any()


# --- what comes in ---


def test_local_files_come_before_the_picture_that_browsers_send_along(tmp_path: Path) -> None:
    path = written(tmp_path / "reeds.png")
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/reeds.png"), QUrl.fromLocalFile(str(path))])
    mime.setImageData(QImage(2, 2, QImage.Format.Format_RGB32))
    (item,) = incoming_of(mime)
    assert (item.name, item.path) == ("reeds", path)
    assert item.pixels().shape == (4, 6, 4)


@pytest.mark.parametrize("quoted", ["{0}", '"{0}"', "file://{0}", "{0}\n{1}\n"])
def test_paths_in_a_text_count_as_files(tmp_path: Path, quoted: str) -> None:
    one, two = written(tmp_path / "one.png"), written(tmp_path / "two.png")
    mime = QMimeData()
    mime.setText(quoted.format(one, two))
    assert holds_pictures(mime)
    assert [item.path for item in incoming_of(mime)] == ([one, two] if "{1}" in quoted else [one])


@pytest.mark.parametrize("text", ["", "a poem", "relative/path.png", "/no/such/file.png", "/tmp", "\0", "x" * 9000])
def test_other_texts_are_nothing(text: str) -> None:
    mime = QMimeData()
    mime.setText(text)
    assert not holds_pictures(mime)
    assert incoming_of(mime) == ()
    assert picture_size(mime) is None


def test_an_empty_clipboard_holds_nothing() -> None:
    assert not holds_pictures(None)
    assert incoming_of(None) == ()
    assert picture_size(None) is None


def test_a_text_with_one_line_that_is_no_file_is_nothing(tmp_path: Path) -> None:
    mime = QMimeData()
    mime.setText(f"{written(tmp_path / 'one.png')}\nand words")
    assert incoming_of(mime) == ()


# --- beside the window ---


def test_reading_goes_on_beside_the_window_and_tells_how_it_ended(tmp_path: Path) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"nothing")
    reading = Reading()
    came, refused = QSignalSpy(reading.succeeded), QSignalSpy(reading.failed)
    for path in (written(tmp_path / "reeds.png"), broken):
        item = Incoming(name=path.stem, path=path)
        reading.begin(lambda item=item: (item.name, item.pixels().shape))
    assert reading.busy
    reading.wait()
    QApplication.processEvents()
    assert came.count() == refused.count() == 1
    assert came.at(0) == [("reeds", (4, 6, 4))]
    assert "broken.png" in refused.at(0)[0]
    assert not reading.busy


def test_a_picture_without_a_file_is_taken_in_with_its_alpha() -> None:
    image = QImage(2, 2, QImage.Format.Format_ARGB32)
    image.fill(QColor(200, 100, 0, 128))
    assert (Incoming(name="Dropped", image=image).pixels() == (100, 50, 0, 128)).all()
    with pytest.raises(PainterError):
        Incoming(name="Dropped", image=QImage()).pixels()


def test_an_encoded_picture_is_read_as_a_file_would_be(tmp_path: Path) -> None:
    image = QImage(str(written(tmp_path / "one.png")))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, "JPEG", 100)
    mime = QMimeData()
    mime.setData("image/jpeg", buffer.data())
    (item,) = incoming_of(mime)
    assert np.abs(item.pixels()[0, 0].astype(int) - (200, 40, 20, 255)).max() <= 3
