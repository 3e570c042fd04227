"""Flat pictures of every kind come in upright, in sRGB, premultiplied; and go out as they show."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageCms

from painter.document.document import Document
from painter.document.layer import Layer
from painter.document.raster import Raster
from painter.errors import PainterError
from painter.files.flat import laid_on, write_flat
from painter.files.images import decode_picture, read_picture
from painter.pixels.resample import unpremultiply
from tests.files.documents import example_document, random_pixels

RGB = np.random.default_rng(3).integers(0, 256, (20, 30, 3), np.uint8)


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def read(image: Image.Image, kind: str, **options: object) -> NDArray[np.uint8]:
    return np.asarray(decode_picture(saved(image, kind, **options)).pixels)


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "BMP", "WEBP", "JPEG"])
def test_kinds_are_told_by_content(kind: str, tmp_path: Path) -> None:
    smooth = np.asarray(Image.fromarray(RGB[:3, :4]).resize((30, 20), Image.Resampling.BICUBIC))
    options = {"lossless": True} if kind == "WEBP" else {"quality": 98, "subsampling": 0} if kind == "JPEG" else {}
    path = tmp_path / "my.first.painting.txt"
    path.write_bytes(saved(Image.fromarray(smooth), kind, **options))
    picture = read_picture(path)
    assert picture.name == "my.first.painting"
    assert picture.opaque
    difference = np.abs(picture.pixels[..., :3].astype(int) - smooth).max()
    assert difference <= (6 if kind == "JPEG" else 0)


def test_the_first_frame_of_an_animation(tmp_path: Path) -> None:
    red, blue = (Image.new("RGB", (8, 8), color) for color in ("red", "blue"))
    pixels = read(red, "GIF", save_all=True, append_images=[blue])
    assert (pixels == (255, 0, 0, 255)).all()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_pictures_are_turned_upright(orientation: int) -> None:
    upright = np.zeros((8, 16, 3), np.uint8)
    upright[:4, :8] = (255, 0, 0)
    upright[4:, 8:] = (0, 0, 255)
    # What a camera held that way stores: the inverse of what the orientation asks for.
    back = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    stored = Image.fromarray(upright)
    if orientation > 1:
        stored = stored.transpose(Image.Transpose(back[orientation]))
    exif = Image.Exif()
    exif[0x0112] = orientation
    assert np.array_equal(read(stored, "PNG", exif=exif)[..., :3], upright)


def test_unreadable_exif_changes_nothing() -> None:
    pixels = read(Image.fromarray(RGB), "PNG", exif=b"Exif\0\0II*\0\xff\xff\xff\x7f")
    assert np.array_equal(pixels[..., :3], RGB)


def swapped_profile() -> bytes:
    """Return an ICC profile of a space whose red is sRGB's green and the reverse."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    tags = {data[128 + 4 + 12 * i : 128 + 8 + 12 * i].decode(): 128 + 4 + 12 * i for i in range(data[131])}
    red, green = tags["rXYZ"], tags["gXYZ"]
    data[red : red + 4], data[green : green + 4] = data[green : green + 4], data[red : red + 4]
    return bytes(data).replace("sRGB".encode("utf-16-be"), "sBGR".encode("utf-16-be"))


def test_profiles_are_converted_and_alpha_is_not() -> None:
    straight = np.zeros((4, 4, 4), np.uint8)
    straight[...] = (255, 0, 0, 77)
    straight[0] = (255, 0, 0, 255)
    pixels = unpremultiply(read(Image.fromarray(straight), "PNG", icc_profile=swapped_profile()))
    assert np.abs(pixels[0].astype(int) - (0, 255, 0, 255)).max() <= 2
    assert np.abs(pixels[1:].astype(int) - (0, 255, 0, 77)).max() <= 4


def test_srgb_by_profile_is_left_exactly_alone() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert np.array_equal(read(Image.fromarray(RGB), "PNG", icc_profile=profile)[..., :3], RGB)


@pytest.mark.parametrize("mode", ["RGB", "CMYK"])
def test_damaged_and_foreign_profiles_are_ignored(mode: str, expected_logs: pytest.LogCaptureFixture) -> None:
    image = Image.fromarray(RGB).convert(mode)
    profile = swapped_profile() if mode == "CMYK" else b"no profile" * 30
    plain = read(image, "TIFF")
    assert np.array_equal(read(image, "TIFF", icc_profile=profile), plain)
    assert "was ignored" in expected_logs.text


def test_grey_with_alpha_and_a_profile_of_grey() -> None:
    linear = _grey_profile(gamma=1.0)
    image = Image.fromarray(np.array([[[0, 255], [55, 255], [255, 0], [255, 100]]], np.uint8), "LA")
    pixels = unpremultiply(read(image, "PNG", icc_profile=linear))
    assert np.abs(pixels[0, :, 0].astype(int) - (0, 128, 0, 255)).max() <= 2
    assert pixels[0, :, 3].tolist() == [255, 255, 0, 100]


def _grey_profile(*, gamma: float) -> bytes:
    """Return a minimal ICC profile of grey with a power curve."""
    white = b"XYZ " + bytes(4) + b"".join(round(v * 65536).to_bytes(4, "big") for v in (0.9642, 1.0, 0.8249))
    curve = b"curv" + bytes(4) + (1).to_bytes(4, "big") + round(gamma * 256).to_bytes(2, "big") + bytes(2)
    tags = b"wtpt" + (156).to_bytes(4, "big") + (20).to_bytes(4, "big")
    tags += b"kTRC" + (176).to_bytes(4, "big") + (14).to_bytes(4, "big")
    size = 192
    header = size.to_bytes(4, "big") + b"none" + b"\x02\x10\0\0" + b"mntrGRAYXYZ " + bytes(12) + b"acsp" + bytes(28)
    header += b"".join(round(v * 65536).to_bytes(4, "big") for v in (0.9642, 1.0, 0.8249))
    return header.ljust(128, b"\0") + (2).to_bytes(4, "big") + tags + white + curve


def test_deep_grey_is_rounded() -> None:
    values = np.array([[0, 128, 129, 32768, 65406, 65535]], np.uint16)
    pixels = read(Image.fromarray(values), "PNG")
    assert pixels[0, :, 0].tolist() == [0, 0, 1, 128, 254, 255]
    assert (pixels[..., 3] == 255).all()


def test_real_numbers_are_light() -> None:
    pixels = read(Image.fromarray(np.array([[0.0, 0.5, 1.0, np.nan, -3.0]], np.float32)), "TIFF")
    assert pixels[0, :, 1].tolist() == [0, 128, 255, 0, 0]


@pytest.mark.parametrize(
    ("mode", "kind"), [("L", "PNG"), ("1", "PNG"), ("P", "GIF"), ("LA", "PNG"), ("CMYK", "JPEG"), ("LAB", "TIFF")]
)
def test_every_mode_becomes_rgba(mode: str, kind: str) -> None:
    if mode == "LAB":
        values = np.zeros((5, 5, 3), np.uint8)
        values[..., 0] = 255
        image = Image.frombytes("LAB", (5, 5), values.tobytes())
    else:
        image = Image.new("RGB", (5, 5), "white").convert(mode)
    pixels = read(image, kind)
    assert pixels.shape == (5, 5, 4)
    assert (pixels >= 253).all()


def test_transparency_of_palette_and_key_is_kept() -> None:
    image = Image.new("P", (4, 4), 1)
    image.putpalette([0, 0, 0, 255, 0, 0])
    image.putpixel((0, 0), 0)
    pixels = read(image, "PNG", transparency=0)
    assert pixels[0, 0].tolist() == [0, 0, 0, 0]
    assert pixels[1, 1].tolist() == [255, 0, 0, 255]
    keyed = read(Image.new("RGB", (4, 4), (1, 2, 3)), "PNG", transparency=(1, 2, 3))
    assert (keyed == 0).all()


def test_resolution_is_kept_and_nonsense_is_not() -> None:
    image = Image.fromarray(RGB)
    assert decode_picture(saved(image, "PNG", dpi=(144, 144))).dpi == 144
    assert decode_picture(saved(image, "JPEG", dpi=(72, 72))).dpi == 72
    assert decode_picture(saved(image, "BMP", dpi=(0, 0))).dpi == 300
    assert decode_picture(saved(image, "PNG")).dpi == 300


def test_nothing_but_a_picture_is_taken_from_the_clipboard() -> None:
    with pytest.raises(PainterError, match="“Clipboard” is no picture"):
        decode_picture(b"<html>", "Clipboard")


# Writing


def translucent() -> Document:
    layer = Layer(raster=Raster.from_array(60, 40, random_pixels(5, 60, 40)))
    return Document(width_px=60, height_px=40, layers=(layer,), dpi=150)


@pytest.mark.parametrize("ending", [".png", ".tif", ".TIFF"])
def test_lossless_kinds_keep_every_pixel_and_the_resolution(ending: str, tmp_path: Path) -> None:
    document = translucent()
    path = tmp_path / f"picture{ending}"
    write_flat(document, path)
    picture = read_picture(path)
    assert np.array_equal(picture.pixels, document.layers[0].raster.read(document.canvas))  # type: ignore[union-attr]
    assert picture.dpi == 150


def test_pixels_are_written_as_they_are(tmp_path: Path) -> None:
    pixels = random_pixels(6, 30, 20)
    write_flat(pixels, tmp_path / "pixels.png", dpi=90)
    assert np.array_equal(read_picture(tmp_path / "pixels.png").pixels, pixels)


def test_opaque_pictures_are_written_without_alpha(tmp_path: Path) -> None:
    pixels = random_pixels(6, 30, 20)
    pixels[..., 3] = 255
    write_flat(pixels, tmp_path / "opaque.png")
    with Image.open(tmp_path / "opaque.png") as image:
        assert image.mode == "RGB"


def test_jpeg_is_full_colour_on_white_and_says_srgb(tmp_path: Path) -> None:
    pixels = np.zeros((16, 16, 4), np.uint8)
    pixels[:8] = (255, 0, 0, 255)
    write_flat(pixels, tmp_path / "a.JPG", quality=100, dpi=200)
    with Image.open(tmp_path / "a.JPG") as image:
        assert image.format == "JPEG"
        assert image.info["dpi"] == (200, 200)
        assert image.getexif().get_ifd(0x8769)[0xA001] == 1
        assert [part[1:3] for part in image.layer] == [(1, 1)] * 3  # type: ignore[attr-defined]
        read_back = np.asarray(image).astype(int)
    assert np.abs(read_back[:7] - (255, 0, 0)).max() < 8
    assert np.abs(read_back[9:] - 255).max() < 8


def test_background_is_laid_under(tmp_path: Path) -> None:
    pixels = np.full((4, 4, 4), (50, 0, 0, 128), np.uint8)
    write_flat(pixels, tmp_path / "a.png", background=(0, 0, 200))
    assert (read_picture(tmp_path / "a.png").pixels == (50, 0, 100, 255)).all()
    assert laid_on(np.zeros((300, 2, 4), np.uint8), (1, 2, 3)).reshape(-1, 3).tolist() == [[1, 2, 3]] * 600


def test_webp_keeps_transparency(tmp_path: Path) -> None:
    write_flat(example_document(), tmp_path / "a.webp", quality=80)
    with Image.open(tmp_path / "a.webp") as image:
        assert image.size == (300, 200)
        assert image.mode == "RGBA"


def test_sizes_that_a_kind_cannot_hold_are_told(tmp_path: Path) -> None:
    with pytest.raises(PainterError, match="16383"):
        write_flat(np.zeros((1, 16_384, 4), np.uint8), tmp_path / "long.webp")
    assert not list(tmp_path.iterdir())
