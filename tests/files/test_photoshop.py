"""PSD and PSB: what is written comes back, others' files look as they should, bad ones end in a sentence."""

from __future__ import annotations

import logging
import struct
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from numpy.typing import NDArray
from PIL import Image
from psd_tools import PSDImage
from psd_tools.constants import BlendMode as PhotoshopMode

from painter.document.document import Document
from painter.document.layer import BlendMode, Group, Layer, Node
from painter.document.raster import Raster
from painter.errors import PainterError
from painter.files.colors import to_srgb
from painter.files.opening import export_document, not_kept, open_document, save_document
from painter.files.photoshop.modes import TO_PHOTOSHOP
from painter.files.photoshop.reading import _Reader as Reader
from painter.files.photoshop.reading import read_merged
from painter.pixels.composite import flatten
from painter.pixels.resample import premultiply, unpremultiply
from tests.files.documents import blocks, documents, example_document
from tests.files.test_bad_inputs import assert_plain

W, H = 60, 40


def assert_alike(a: tuple[Node, ...], b: tuple[Node, ...]) -> None:
    """Assert that two trees are the same as far as the format goes: 8 bits of opacity, names without oddities."""
    assert len(a) == len(b)
    for x, y in zip(a, b, strict=True):
        assert type(x) is type(y)
        assert (x.visible, x.mode, x.locked) == (y.visible, y.mode, y.locked)
        assert abs(x.opacity - y.opacity) <= 0.5 / 255 + 1e-9
        if x.name.isprintable() and x.name:
            assert x.name == y.name
        if isinstance(x, Group) and isinstance(y, Group):
            assert (x.isolated, x.expanded) == (y.isolated, y.expanded)
            assert_alike(x.children, y.children)
        if isinstance(x, Layer) and isinstance(y, Layer):
            assert x.raster.equals(y.raster)


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
@given(document=documents())
def test_any_document_comes_back(document: Document, tmp_path: Path) -> None:
    for ending in ("psd", "psb"):
        export_document(document, tmp_path / f"any.{ending}")
        opened = open_document(tmp_path / f"any.{ending}")
        assert opened.notes == ()
        assert (opened.document.width_px, opened.document.height_px) == (document.width_px, document.height_px)
        assert opened.document.dpi == pytest.approx(document.dpi, abs=0.001)
        assert_alike(document.layers, opened.document.layers)


def test_names_in_any_script(tmp_path: Path) -> None:
    names = ["背景 雪山", "Öl & <Wasser>", "𝄞 clef", "n" * 240]
    layers = tuple(Layer(raster=Raster(9, 9), name=name) for name in names)
    export_document(Document(width_px=9, height_px=9, layers=layers), tmp_path / "a.psd")
    assert [node.name for node in open_document(tmp_path / "a.psd").document.layers] == names


def test_the_same_document_makes_the_same_file(tmp_path: Path) -> None:
    document = example_document()
    export_document(document, tmp_path / "a.psd")
    export_document(document, tmp_path / "b.psd")
    assert (tmp_path / "a.psd").read_bytes() == (tmp_path / "b.psd").read_bytes()


def test_programs_that_read_the_merged_picture_see_ours(tmp_path: Path) -> None:
    document = example_document()
    export_document(document, tmp_path / "a.psd")
    flat = flatten(document)
    with Image.open(tmp_path / "a.psd") as image:
        assert image.mode == "RGBA"
        merged = np.asarray(image)
        assert np.array_equal(merged[..., 3], flat[..., 3])
        on_white = premultiply(flat)[..., :3] + (255 - flat[..., 3:])
        assert np.array_equal(merged[..., :3], on_white)
    theirs = PSDImage.open(tmp_path / "a.psd").topil()
    assert theirs is not None
    difference = premultiply(np.asarray(theirs.convert("RGBA"))).astype(int) - premultiply(flat)
    assert np.abs(difference).max() <= 2


def test_other_readers_find_every_layer(tmp_path: Path) -> None:
    document = example_document()
    export_document(document, tmp_path / "a.psd")
    theirs = list(PSDImage.open(tmp_path / "a.psd").descendants())
    ours = {node.name: node for node in document.nodes()}
    assert {layer.name for layer in theirs} == ours.keys()
    for layer in theirs:
        node = ours[layer.name]
        assert layer.opacity == round(node.opacity * 255)
        assert layer.visible == node.visible
        if isinstance(node, Layer) and layer.name != "Empty":
            pixels = np.asarray(layer.topil(apply_icc=False))
            box = node.raster.bounds()
            assert layer.bbox == (box.x0, box.y0, box.x1, box.y1)
            assert np.array_equal(pixels, unpremultiply(node.raster.read(box)))


def test_a_glance_shows_the_merged_picture(tmp_path: Path) -> None:
    document = example_document()
    export_document(document, tmp_path / "a.psd")
    merged = read_merged(tmp_path / "a.psd")
    assert merged.layers == 6
    assert np.abs(merged.pixels.astype(int) - premultiply(flatten(document))).max() <= 2


def test_every_mode_has_a_twin() -> None:
    assert TO_PHOTOSHOP.keys() == set(BlendMode)
    assert len(set(TO_PHOTOSHOP.values())) == len(BlendMode)


def test_work_is_not_saved_in_it_and_losses_are_told(tmp_path: Path) -> None:
    with pytest.raises(PainterError, match=r"save as .ora, and export as Photoshop"):
        save_document(example_document(), tmp_path / "a.psd")
    assert not_kept(example_document(), tmp_path / "a.psd") == (
        "Photoshop does not keep how layers were made by models. "
        "Krita shows groups of Photoshop files at full opacity; for Krita, export as .kra."
    )


def test_a_side_too_long_for_psd_goes_to_psb(tmp_path: Path) -> None:
    wide = Document(width_px=30_001, height_px=2, layers=(Layer(raster=Raster(30_001, 2)),))
    with pytest.raises(PainterError, match=r"Export as \.psb") as caught:
        export_document(wide, tmp_path / "a.psd")
    assert_plain(caught.value)
    export_document(wide, tmp_path / "a.psb")
    assert open_document(tmp_path / "a.psb").document.width_px == 30_001


# What other programs write


def straight(seed: int) -> NDArray[np.uint8]:
    return unpremultiply(blocks(seed, W, H))


def opened_nodes(image: PSDImage, path: Path) -> tuple[Document, tuple[str, ...]]:
    image.save(path)
    opened = open_document(path)
    return opened.document, opened.notes


@pytest.fixture
def made(tmp_path: Path) -> Callable[[PSDImage], tuple[Document, tuple[str, ...]]]:
    """Return a function that writes a file with psd-tools and opens it."""
    logging.getLogger("psd_tools").setLevel(logging.ERROR)  # it misses its own compositing
    return lambda image: opened_nodes(image, tmp_path / "theirs.psd")


Made = Callable[[PSDImage], tuple[Document, tuple[str, ...]]]


def test_masks_become_part_of_the_pixels(made: Made) -> None:
    image = PSDImage.new("RGBA", (W, H))
    layer = image.create_pixel_layer(Image.fromarray(straight(1)), name="Masked")
    mask = np.zeros((20, 30), np.uint8)
    mask[:, 10:] = 128
    layer.create_mask(Image.fromarray(mask), top=5, left=10)
    document, notes = made(image)
    whole = np.zeros((H, W), np.uint8)
    whole[5:25, 10:40] = mask
    expected = premultiply(straight(1)) * (whole[..., None] / 255)
    (node,) = document.layers
    assert isinstance(node, Layer)
    assert np.abs(node.raster.read(document.canvas) - expected).max() <= 1
    assert notes == ("Masks became part of the pixels: “Masked”.",)


def test_a_groups_mask_covers_all_within() -> None:
    image = PSDImage.new("RGBA", (W, H))
    group = image.create_group(name="Group", blend_mode=PhotoshopMode.NORMAL)
    for seed in (1, 2):
        group.create_pixel_layer(Image.fromarray(straight(seed)), name=f"Layer {seed}")
    group.create_mask(Image.fromarray(np.full((H, W // 2), 255, np.uint8)), top=0, left=0)
    # In memory: what psd-tools writes of a group's mask, it cannot read itself.
    opened = Reader(image, "It").opened()
    document, notes = opened.document, opened.notes
    shown = flatten(document)
    assert not shown[:, W // 2 :].any()
    assert shown[:, : W // 2].any()
    assert "“Group”" in notes[0]


@pytest.mark.parametrize(("mode", "opacity"), [(PhotoshopMode.NORMAL, 255), (PhotoshopMode.MULTIPLY, 128)])
def test_clipped_layers_stay_within_the_shape_below(mode: PhotoshopMode, opacity: int, made: Made) -> None:
    image = PSDImage.new("RGBA", (W, H))
    back = np.full((H, W, 4), 200, np.uint8)
    back[..., 3] = 255
    image.create_pixel_layer(Image.fromarray(back), name="Back")
    base = np.zeros((H, W, 4), np.uint8)
    base[10:30, 10:30] = (250, 100, 50, 255)
    image.create_pixel_layer(Image.fromarray(base), name="Base", blend_mode=mode, opacity=opacity)
    above = np.full((H, W, 4), 255, np.uint8)
    above[...] = (0, 0, 255, 255)
    image.create_pixel_layer(Image.fromarray(above), name="Clip", opacity=128).clipping = True
    document, notes = made(image)
    shown = flatten(document).astype(float)
    assert (shown[:10] == (200, 200, 200, 255)).all()
    inner = np.array((250, 100, 50)) * (127 / 255) + np.array((0, 0, 255)) * (128 / 255)
    if mode == PhotoshopMode.MULTIPLY:
        inner = 200 * (1 - 128 / 255) + 200 * inner / 255 * (128 / 255)
    assert np.abs(shown[20, 20, :3] - inner).max() <= 2
    assert notes == ("Clipping became part of the pixels: “Clip”.",)


def test_fill_and_opacity_multiply(made: Made) -> None:
    image = PSDImage.new("RGBA", (W, H))
    layer = image.create_pixel_layer(Image.fromarray(straight(1)), name="Half", opacity=128)
    layer.fill_opacity = 128
    document, _ = made(image)
    assert document.layers[0].opacity == pytest.approx((128 / 255) ** 2)


def test_unknown_modes_are_told(made: Made) -> None:
    image = PSDImage.new("RGBA", (W, H))
    for place, mode in enumerate((PhotoshopMode.VIVID_LIGHT, PhotoshopMode.DISSOLVE, PhotoshopMode.DIVIDE) * 2):
        image.create_pixel_layer(Image.fromarray(straight(1)), name=f"L{place}", blend_mode=mode)
    document, notes = made(image)
    assert all(node.mode is BlendMode.NORMAL for node in document.layers)
    assert notes == ("Blend modes that painter does not know are shown as Normal: “L0”, “L1”, “L2” and 3 more.",)


def test_a_faint_pass_through_group_is_isolated(made: Made) -> None:
    image = PSDImage.new("RGBA", (W, H))
    group = image.create_group(name="G", blend_mode=PhotoshopMode.PASS_THROUGH, opacity=100)
    group.create_pixel_layer(Image.fromarray(straight(1)), name="L")
    document, notes = made(image)
    (node,) = document.layers
    assert isinstance(node, Group)
    assert node.isolated
    assert node.opacity == pytest.approx(100 / 255)
    assert "“G”" in notes[0]


@pytest.mark.parametrize("depth", [8, 16, 32])
@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_every_depth_and_colour_mode_is_shown_in_srgb(mode: str, depth: int, made: Made) -> None:
    if depth == 32 and mode == "CMYK":
        pytest.skip("Photoshop knows no such files")
    image = PSDImage.new(mode, (W, H), depth=depth)  # type: ignore[arg-type]
    value = {"RGB": (200, 100, 50), "L": 120, "CMYK": (40, 80, 120, 10)}[mode]
    picture = Image.new(mode, (W, H), value)
    image.create_pixel_layer(picture, name="Flat")
    document, _ = made(image)
    (node,) = document.layers
    assert isinstance(node, Layer)
    seen = node.raster.read(document.canvas)[H // 2, W // 2]
    assert seen[3] == 255
    if depth == 32:  # linear light
        linear = np.atleast_1d(np.array(value)) / 255
        expected = (1.055 * linear ** (1 / 2.4) - 0.055) * 255
    else:
        expected = np.array(picture.convert("RGB").getpixel((0, 0)))
    assert np.abs(seen[:3].astype(float) - expected).max() <= 2


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "1", "CMYK"])
def test_a_file_without_layers_is_its_merged_picture(mode: str, tmp_path: Path) -> None:
    picture = Image.fromarray(straight(3)).convert(mode)
    PSDImage.frompil(picture).save(tmp_path / "flat.psd")
    document = open_document(tmp_path / "flat.psd").document
    (node,) = document.layers
    assert isinstance(node, Layer)
    assert node.name == ("Picture" if mode == "RGBA" else "Background")
    if mode in ("RGB", "L", "1"):
        expected = np.asarray(picture.convert("RGBA"))
        assert np.array_equal(node.raster.read(document.canvas), expected)


def test_lab_is_shown_in_srgb(tmp_path: Path) -> None:
    picture = Image.new("LAB", (W, H), (150, 160, 100))
    PSDImage.frompil(picture).save(tmp_path / "lab.psd")
    document = open_document(tmp_path / "lab.psd").document
    expected = np.array(to_srgb(picture, None, "Lab").getpixel((0, 0)))
    assert np.array_equal(flatten(document)[0, 0, :3], expected)
    assert expected[0] > expected[1]  # towards red
    assert expected[2] > expected[1]  # and blue


# Bad files


def header(width: int, height: int, *, channels: int = 4, depth: int = 8, version: int = 1) -> bytes:
    return struct.pack(">4sH6xHIIHH", b"8BPS", version, channels, height, width, depth, 3)


@pytest.mark.parametrize(
    "data",
    [
        b"8BPS",
        header(9, 9)[:20],
        header(9, 9),
        header(9, 9) + bytes(12),
        header(0, 9),
        header(60_000, 60_000),
        header(300_000, 9),
        header(9, 9, channels=0),
        header(9, 9, channels=999),
        header(9, 9, depth=7),
        header(9, 9, version=3),
        header(9, 9) + b"\xff" * 400,
    ],
)
def test_impossible_files_end_in_a_sentence(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "bad.psd").write_bytes(data)
    with pytest.raises(PainterError) as caught:
        open_document(tmp_path / "bad.psd")
    assert_plain(caught.value)


def test_a_layer_larger_than_any_is_refused(tmp_path: Path) -> None:
    export_document(Document(width_px=9, height_px=9, layers=(Layer(raster=Raster(9, 9)),)), tmp_path / "a.psd")
    data = (tmp_path / "a.psd").read_bytes()
    box = struct.pack(">4i", 0, 0, 1, 1)
    assert data.count(box) == 1
    (tmp_path / "a.psd").write_bytes(data.replace(box, struct.pack(">4i", 0, 0, 60_000, 60_000)))
    with pytest.raises(PainterError) as caught:
        open_document(tmp_path / "a.psd")
    assert_plain(caught.value)


def mutated(whole: bytes, rng: np.random.Generator) -> bytes:
    data = bytearray(whole)
    for _ in range(int(rng.integers(1, 5))):
        place = int(rng.integers(0, min(len(data), int(rng.choice([60, 800, len(data)])))))
        kind = rng.integers(0, 4)
        if kind == 0:
            data[place] = rng.integers(0, 256)
        elif kind == 1:
            data[place : place + 4] = struct.pack(">I", int(rng.choice([0, 1, 255, 65_535, 2**31 - 1, 2**32 - 1])))
        elif kind == 2:
            del data[place : place + int(rng.integers(1, 60))]
        else:
            data[place:place] = rng.bytes(int(rng.integers(1, 60)))
    return bytes(data[: int(rng.integers(1, len(data) + 1))] if rng.random() < 0.2 else data)


def assert_mutations_are_survived(count: int, seed: int, folder: Path) -> None:
    samples = []
    for ending in ("psd", "psb"):
        export_document(example_document(90, 60), folder / f"sample.{ending}")
        samples.append((folder / f"sample.{ending}").read_bytes())
    rng = np.random.default_rng(seed)
    refused = 0
    for number in range(count):
        path = folder / "mutated.psd"
        path.write_bytes(mutated(samples[number % 2], rng))
        began = time.process_time()
        try:
            opened = open_document(path)
            for note in opened.notes:
                assert_plain(PainterError(note))
        except PainterError as error:
            refused += 1
            assert_plain(error)
        assert time.process_time() - began < 10, "opening hung"
    assert refused > count // 5


def test_mutated_files_end_in_a_sentence(tmp_path: Path, expected_logs: pytest.LogCaptureFixture) -> None:
    assert_mutations_are_survived(150, 1, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_many_mutated_files_end_in_a_sentence(
    seed: int, tmp_path: Path, expected_logs: pytest.LogCaptureFixture
) -> None:
    assert_mutations_are_survived(1000, 100 + seed, tmp_path)
