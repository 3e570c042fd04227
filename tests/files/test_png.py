"""Our PNG writer against other readers, our reader against what it must not misread."""

from __future__ import annotations

import io
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from painter.files.png import DamagedPngError, decode_own_png, encode_png, png_size
from tests.files.bad_inputs import chunk, png_of


def noise(channels: int, width: int = 37, height: int = 23) -> np.ndarray:  # type: ignore[type-arg]
    return np.random.default_rng(channels).integers(0, 256, (height, width, channels), np.uint8)


@pytest.mark.parametrize(("channels", "mode"), [(1, "L"), (2, "LA"), (3, "RGB"), (4, "RGBA")])
def test_other_programs_read_what_we_write(channels: int, mode: str) -> None:
    pixels = noise(channels)
    image = Image.open(io.BytesIO(encode_png(pixels, dpi=300)))
    image.load()
    assert image.mode == mode
    assert np.array_equal(np.asarray(image).reshape(pixels.shape), pixels)
    assert image.info["srgb"] == 0
    assert image.info["dpi"] == pytest.approx((300, 300), abs=0.01)


@given(st.integers(1, 40), st.integers(1, 40), st.sampled_from([1, 2, 3, 4]))
def test_we_read_what_we_write(width: int, height: int, channels: int) -> None:
    pixels = noise(channels, width, height)
    data = encode_png(pixels)
    assert png_size(data) == (width, height)
    read = decode_own_png(data)
    assert read is not None
    assert np.array_equal(read, pixels)


@pytest.mark.parametrize("mode", ["P", "1", "I;16", "RGB"])
def test_other_kinds_are_left_to_the_general_reader(mode: str) -> None:
    file = io.BytesIO()
    image = Image.fromarray(noise(3, 64, 64))
    (image.convert("I").convert("I;16") if mode == "I;16" else image.convert(mode)).save(file, "PNG")
    data = file.getvalue()
    read = decode_own_png(data)
    # An RGB picture may happen to have only filters that we know; then it must be right.
    assert read is None or np.array_equal(read, np.asarray(image))


def test_interlaced_is_left_to_the_general_reader() -> None:
    header = (16).to_bytes(4, "big") * 2 + bytes((8, 6, 0, 0, 1))
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")
    assert decode_own_png(data) is None


def test_several_data_chunks_are_one() -> None:
    pixels = noise(4, 8, 8)
    packed = zlib.compress(b"".join(b"\0" + row.tobytes() for row in pixels))
    data = png_of(8, 8, packed[:20])
    data = data.replace(chunk(b"IEND", b""), chunk(b"IDAT", packed[20:]) + chunk(b"IEND", b""))
    assert np.array_equal(decode_own_png(data), pixels)  # type: ignore[arg-type]


@pytest.mark.parametrize("place", [40, 60, 200, -20])
def test_altered_files_are_told(place: int) -> None:
    data = bytearray(encode_png(noise(4)))
    data[place] ^= 1
    with pytest.raises(DamagedPngError):
        decode_own_png(bytes(data))


@pytest.mark.parametrize("rows", [7, 9, 4000])
def test_other_than_the_claimed_pixels_are_told(rows: int) -> None:
    with pytest.raises(DamagedPngError):
        decode_own_png(png_of(8, 8, zlib.compress(bytes(rows * 33))))
