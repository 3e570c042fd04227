"""PSD and PSB: what is written comes back, others' files look as they should, bad ones end in a sentence."""

from __future__ import annotations

import logging
import struct
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from numpy.typing import NDArray
from PIL import Image
from psd_tools import PSDImage
from psd_tools.constants import BlendMode as PhotoshopMode
from psd_tools.constants import Compression, Tag
from psd_tools.psd.base import EmptyElement
from psd_tools.psd.descriptor import DescriptorBlock
from psd_tools.psd.layer_and_mask import ChannelData
from psd_tools.psd.tagged_blocks import TaggedBlock

from painter.document.adjustments import (
    AdjustmentSettings,
    BrightnessContrast,
    ColorBalance,
    Curves,
    Exposure,
    GradientMap,
    GradientStop,
    HueSaturation,
    Levels,
    LevelsRange,
    Threshold,
    settings_to_json,
)
from painter.document.document import Document
from painter.document.layer import Adjustment, BlendMode, Group, Layer, Node, runs
from painter.document.raster import Raster
from painter.errors import PainterError
from painter.files.colors import to_srgb
from painter.files.opening import export_document, not_kept, open_document, save_document
from painter.files.photoshop.modes import TO_PHOTOSHOP
from painter.files.photoshop.reading import _Reader as Reader
from painter.files.photoshop.reading import read_merged
from painter.pixels.composite import flatten
from painter.pixels.resample import premultiply, unpremultiply
from tests.files.documents import ADJUSTMENTS, blocks, documents, example_document, layer, mask, rich_document
from tests.files.test_bad_inputs import assert_plain

W, H = 60, 40


def clipping(nodes: tuple[Node, ...]) -> list[tuple[Node, bool, bool]]:
    """Return nodes, whether they are clipped, and whether they are alone in that."""
    return [
        (node, place > 0, not run.clipped)
        for run in runs(nodes)
        for place, node in enumerate((run.base, *run.clipped))
    ]


def assert_alike(a: tuple[Node, ...], b: tuple[Node, ...]) -> None:
    """Assert that two trees are the same as far as the format goes: 8 bits of opacity, names without oddities."""
    assert len(a) == len(b)
    for (x, clipped, alone), (y, read_clipped, _) in zip(clipping(a), clipping(b), strict=True):
        assert type(x) is type(y)
        through = isinstance(x, Group) and not x.isolated and alone
        known = through or x.mode in TO_PHOTOSHOP
        if not (isinstance(x, Group) and not x.isolated):
            assert y.visible == (x.visible and known)
        if not through and known:
            assert x.mode is y.mode
        assert (x.locked, x.label, clipped) == (y.locked, y.label, read_clipped)
        assert abs(x.opacity - y.opacity) <= 0.5 / 255 + 1e-9
        if x.name.isprintable() and x.name:
            assert x.name == y.name
        assert (x.mask is None) == (y.mask is None)
        if x.mask is not None and y.mask is not None:
            assert x.mask.enabled == y.mask.enabled
            assert x.mask.raster.equals(y.mask.raster)
        if isinstance(x, Group) and isinstance(y, Group):
            assert (not through, x.expanded) == (y.isolated, y.expanded)
            assert_alike(x.children, y.children)
        if isinstance(x, Adjustment) and isinstance(y, Adjustment):
            assert_near(x.settings, y.settings)
        if isinstance(x, Layer) and isinstance(y, Layer):
            assert x.alpha_locked == y.alpha_locked
            assert x.raster.equals(y.raster)


def assert_near(a: AdjustmentSettings, b: AdjustmentSettings) -> None:
    """Assert that settings are the same within the whole numbers that a file has for them."""

    def numbers(value: object) -> list[float]:
        if isinstance(value, dict | tuple | list):
            parts = value.values() if isinstance(value, dict) else value
            return [number for part in parts for number in numbers(part)]
        return [float(value)] if isinstance(value, int | float) else []

    told, read = settings_to_json(a), settings_to_json(b)
    assert told["kind"] == read["kind"]
    assert numbers(read) == pytest.approx(numbers(told), abs=0.51 if told["kind"] == "hue-saturation" else 0.0051)


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
@given(document=documents())
def test_any_document_comes_back(document: Document, tmp_path: Path) -> None:
    for ending in ("psd", "psb"):
        export_document(document, tmp_path / f"any.{ending}")
        opened = open_document(tmp_path / f"any.{ending}")
        assert all("adjustments" in note for note in opened.notes)
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
    for one in theirs:
        node = ours[one.name]
        assert one.opacity == round(node.opacity * 255)
        assert one.visible == node.visible
        if isinstance(node, Layer) and one.name != "Empty":
            pixels = np.asarray(one.topil(apply_icc=False))
            box = node.raster.bounds()
            assert one.bbox == (box.x0, box.y0, box.x1, box.y1)
            assert np.array_equal(pixels, unpremultiply(node.raster.read(box)))


def test_a_glance_shows_the_merged_picture(tmp_path: Path) -> None:
    document = example_document()
    export_document(document, tmp_path / "a.psd")
    merged = read_merged(tmp_path / "a.psd")
    assert merged.layers == 6
    assert np.abs(merged.pixels.astype(int) - premultiply(flatten(document))).max() <= 2


def test_every_mode_has_a_twin() -> None:
    assert TO_PHOTOSHOP.keys() == set(BlendMode) - {BlendMode.BEHIND, BlendMode.ERASE}
    assert set(TO_PHOTOSHOP.values()) == set(PhotoshopMode) - {PhotoshopMode.PASS_THROUGH}


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


def test_masks_are_masks(made: Made) -> None:
    image = PSDImage.new("RGBA", (W, H))
    layer = image.create_pixel_layer(Image.fromarray(straight(1)), name="Masked")
    mask = np.zeros((20, 30), np.uint8)
    mask[:, 10:] = 128
    layer.create_mask(Image.fromarray(mask), top=5, left=10)
    document, notes = made(image)
    whole = np.zeros((H, W), np.uint8)
    whole[5:25, 10:40] = mask
    (node,) = document.layers
    assert isinstance(node, Layer)
    assert np.array_equal(node.raster.read(document.canvas), premultiply(straight(1)))
    assert node.mask is not None
    assert np.array_equal(node.mask.raster.read(document.canvas), whole)
    assert (node.mask.enabled, node.mask.raster.outside) == (True, 0)
    assert notes == ()


def test_what_lies_outside_a_mask_and_whether_it_counts(made: Made) -> None:
    image = PSDImage.new("RGBA", (W, H))
    layer = image.create_pixel_layer(Image.fromarray(straight(1)), name="Masked")
    layer.create_mask(Image.fromarray(np.zeros((5, 5), np.uint8)), top=5, left=10)
    layer._record.mask_data.background_color = 255  # type: ignore[union-attr]
    layer.mask.disabled = True  # type: ignore[union-attr]
    document, _ = made(image)
    mask = document.layers[0].mask
    assert mask is not None
    assert (mask.enabled, mask.raster.outside) == (False, 255)
    expected = np.full((H, W), 255, np.uint8)
    expected[5:10, 10:15] = 0
    assert np.array_equal(mask.raster.read(document.canvas), expected)


def test_a_groups_mask_covers_all_within() -> None:
    image = PSDImage.new("RGBA", (W, H))
    group = image.create_group(name="Group", blend_mode=PhotoshopMode.NORMAL)
    for seed in (1, 2):
        group.create_pixel_layer(Image.fromarray(straight(seed)), name=f"Layer {seed}")
    group.create_mask(Image.fromarray(np.full((H, W // 2), 255, np.uint8)), top=0, left=0)
    # In memory: what psd-tools writes of a group's mask, it cannot read itself.
    opened = Reader(image, "It").opened()
    document = opened.document
    assert document.layers[0].mask is not None
    shown = flatten(document)
    assert not shown[:, W // 2 :].any()
    assert shown[:, : W // 2].any()
    assert opened.notes == ()


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
    assert [node.clipped for node in document.layers] == [False, False, True]
    assert notes == ()


def test_what_is_clipped_to_what_is_left_out_or_shapeless_is_not_clipped(made: Made) -> None:
    image = PSDImage.new("RGBA", (W, H))
    image.create_pixel_layer(Image.fromarray(straight(1)), name="Back")
    lost = image.create_pixel_layer(Image.new("RGBA", (1, 1)), name="Vibrance")
    vibrance = DescriptorBlock(classID=b"null", name="")
    lost.tagged_blocks[Tag.VIBRANCE] = TaggedBlock(key=Tag.VIBRANCE, data=vibrance)
    empty(lost)
    image.create_pixel_layer(Image.fromarray(straight(2)), name="A").clipping = True
    adjusting = image.create_pixel_layer(Image.new("RGBA", (1, 1)), name="Inverting")
    adjusting.tagged_blocks[Tag.INVERT] = TaggedBlock(key=Tag.INVERT, data=EmptyElement())
    empty(adjusting)
    for name in "BC":
        image.create_pixel_layer(Image.fromarray(straight(3)), name=name).clipping = True
    document, notes = made(image)
    assert [(node.name, node.clipped) for node in document.layers] == [
        ("Back", False),
        ("A", False),
        ("Inverting", False),
        ("B", False),
        ("C", False),
    ]
    assert notes == ("Adjustments and fills that painter does not have were left out: “Vibrance”.",)


def empty(layer: Any) -> None:
    """Take away the pixels that no adjustment has."""
    record = layer._record
    record.top = record.left = record.bottom = record.right = 0
    for place, told in enumerate(record.channel_info):
        layer._channels[place] = ChannelData(compression=Compression.RAW, data=b"")
        told.length = layer._channels[place]._length


def test_fill_and_opacity_multiply(made: Made) -> None:
    image = PSDImage.new("RGBA", (W, H))
    layer = image.create_pixel_layer(Image.fromarray(straight(1)), name="Half", opacity=128)
    layer.fill_opacity = 128
    document, _ = made(image)
    assert document.layers[0].opacity == pytest.approx((128 / 255) ** 2)


def test_every_mode_of_theirs_is_one_of_ours(made: Made) -> None:
    image = PSDImage.new("RGBA", (W, H))
    modes = [mode for mode in PhotoshopMode if mode is not PhotoshopMode.PASS_THROUGH]
    for mode in modes:
        image.create_pixel_layer(Image.fromarray(straight(1)), name=mode.name, blend_mode=mode)
    document, notes = made(image)
    assert [TO_PHOTOSHOP[node.mode] for node in document.layers] == modes
    assert notes == ()


def test_behind_and_erase_are_written_hidden_and_that_is_said(tmp_path: Path) -> None:
    canvas = (W, H)
    layers = tuple(layer(1, canvas, name=str(mode), mode=mode) for mode in BlendMode)
    document = Document(width_px=W, height_px=H, layers=layers)
    export_document(document, tmp_path / "a.psd")
    read = open_document(tmp_path / "a.psd").document
    assert [node.name for node in read.layers if not node.visible] == ["behind", "erase"]
    assert [node.mode for node in read.layers if node.visible] == list(TO_PHOTOSHOP)
    assert "those layers are hidden" in not_kept(document, tmp_path / "a.psd")


def test_a_faint_masked_pass_through_group_comes_back(tmp_path: Path) -> None:
    document = rich_document()
    export_document(document, tmp_path / "a.psb")
    group = open_document(tmp_path / "a.psb").document.layers[2]
    assert isinstance(group, Group)
    assert not group.isolated
    assert group.opacity == pytest.approx(0.7, abs=0.002)
    assert group.mask is not None
    assert not group.mask.enabled


def test_a_document_that_has_everything_looks_the_same(tmp_path: Path) -> None:
    document = rich_document()
    export_document(document, tmp_path / "a.psd")
    opened = open_document(tmp_path / "a.psd")
    assert_alike(document.layers, opened.document.layers)
    assert np.abs(flatten(opened.document).astype(int) - flatten(document)).max() <= 2
    assert opened.notes == ("Photoshop computes adjustments with formulas of its own; compare: “Warmer”, “Curve”.",)
    assert "formulas of its own" in not_kept(document, tmp_path / "a.psd")


MANY = tuple((n / 40, (n / 40) ** 2) for n in range(41))


@pytest.mark.parametrize(
    "settings",
    [
        *ADJUSTMENTS,
        Levels(green=LevelsRange(0.5, 0.502, 0.01, 1.0, 0.0)),
        HueSaturation(hue_deg=180, saturation=-1, lightness=1, colorize=True),
        BrightnessContrast(brightness=-0.5, contrast=-1),
        ColorBalance(shadows=(-1, 1, 0), keep_luminosity=False),
        Exposure(stops=20, offset=-0.5, gamma=10),
        Curves(blue=((0.5, 0.2), (0.5001, 0.3))),
        Curves(master=MANY),
        Threshold(level=0),
        GradientMap(stops=(GradientStop(0.5, 1, 0, 0.5), GradientStop(0.5, 0, 1, 0.25))),
    ],
    ids=str,
)
def test_every_adjustment_comes_back(settings: AdjustmentSettings, tmp_path: Path) -> None:
    document = Document(
        width_px=W, height_px=H, layers=(layer(1, (W, H)), Adjustment(settings=settings, mask=mask(2, (W, H))))
    )
    export_document(document, tmp_path / "a.psd")
    read = open_document(tmp_path / "a.psd").document.layers[1]
    assert isinstance(read, Adjustment)
    assert type(read.settings) is type(settings)
    if isinstance(settings, Curves) and (settings.master == MANY or len(settings.blue) == 2):
        lines = [abs(y - x * x) for x, y in read.settings.master]  # type: ignore[attr-defined]
        assert max(lines) < 0.01 or settings.master != MANY
        return
    if isinstance(settings, Levels) and settings.green.gamma < 0.1:
        assert read.settings.green.gamma == 0.1  # type: ignore[attr-defined]
        return
    if isinstance(settings, Threshold) and settings.level == 0:
        return
    assert_near(settings, read.settings)


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
