"""Files of other programs, files they have changed, and damage that need not cost the artist the picture."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from painter.document.document import Document
from painter.document.layer import BlendMode, Group, Layer
from painter.document.raster import Raster
from painter.errors import PainterError
from painter.files.limits import MAX_DEPTH
from painter.files.opening import open_document, save_document
from painter.files.openraster import Opened, read_openraster
from painter.files.remembered import ENTRY
from painter.files.stack import MODES, OPS
from painter.pixels.composite import flatten
from tests.files.bad_inputs import LAYER, ora, png, stack
from tests.files.comparing import assert_same_document
from tests.files.documents import example_document, random_pixels

Entries = dict[str, bytes]


def entries_of(path: Path) -> Entries:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def changed(path: Path, change: Callable[[Entries], None]) -> Opened:
    """Change a saved file as another program might, and open it."""
    entries = entries_of(path)
    change(entries)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return read_openraster(path)


def opened(tmp_path: Path, **parts: Any) -> Opened:
    path = tmp_path / "foreign.ora"
    path.write_bytes(ora(**parts))
    return read_openraster(path)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "picture.ora"
    save_document(example_document(), path)
    return path


def recipes_of(document: Document) -> list[str]:
    return [node.name for node in document.nodes() if isinstance(node, Layer) and node.recipe is not None]


# What we write


def test_the_archive_is_laid_out_as_the_format_asks(saved: Path) -> None:
    document = example_document()
    with zipfile.ZipFile(saved) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert archive.read("mimetype") == b"image/openraster"
        assert archive.testzip() is None
        merged = np.asarray(Image.open(io.BytesIO(archive.read("mergedimage.png"))))
        assert np.array_equal(merged, flatten(document))
        small = Image.open(io.BytesIO(archive.read("Thumbnails/thumbnail.png")))
        assert small.size == (256, 171)
        image = ElementTree.fromstring(archive.read("stack.xml"))
    assert image.attrib == {"version": "0.0.5", "w": "300", "h": "200", "xres": "254", "yres": "254"}
    listed = list(image.iter("layer"))
    assert [element.get("name") for element in listed] == [
        *("Empty", "Light", "Sketch", "Styled", "Shade", "Background 雪")
    ]
    assert all(element.get("composite-op") for element in (*listed, *image.findall("stack//stack")))


def test_layers_are_cropped_to_what_is_painted(saved: Path) -> None:
    with zipfile.ZipFile(saved) as archive:
        image = ElementTree.fromstring(archive.read("stack.xml"))
        styled = next(element for element in image.iter("layer") if element.get("name") == "Styled")
        assert (styled.get("x"), styled.get("y")) == ("-60", "-20")
        empty = next(element for element in image.iter("layer") if element.get("name") == "Empty")
        assert Image.open(io.BytesIO(archive.read(empty.get("src", "")))).size == (1, 1)


def test_every_mode_has_a_name_of_its_own() -> None:
    assert set(OPS) == set(BlendMode)
    assert len(set(OPS.values())) == len(BlendMode)
    assert all(MODES[op] is mode for mode, op in OPS.items())


def test_ids_that_are_no_file_names_are_not_used_as_such(tmp_path: Path) -> None:
    layers = tuple(
        Layer(raster=Raster.from_array(20, 20, random_pixels(i, 20, 20)), id=layer_id)
        for i, layer_id in enumerate(("../../evil", "a/b", "é", "plain"))
    )
    document = Document(width_px=20, height_px=20, layers=layers, active_id="a/b")
    save_document(document, tmp_path / "ids.ora")
    assert_same_document(open_document(tmp_path / "ids.ora").document, document)
    names = [name for name in entries_of(tmp_path / "ids.ora") if name.startswith("data/")]
    assert names == ["data/layer-0000.png", "data/layer-0001.png", "data/layer-0002.png", "data/plain.png"]


def test_what_could_not_be_opened_again_is_not_saved(tmp_path: Path) -> None:
    node: Layer | Group = Layer(raster=Raster(8, 8))
    for _ in range(MAX_DEPTH + 1):
        node = Group(children=(node,))
    with pytest.raises(PainterError, match="nests groups deeper"):
        save_document(Document(width_px=8, height_px=8, layers=(node,)), tmp_path / "deep.ora")
    far = Raster.from_array(8, 8, random_pixels(1, 8, 8)).tiles[(0, 0)]  # type: ignore[index]
    wide = Layer(raster=Raster(8, 8, {(0, 0): far.copy(), (2000, 2000): far.copy()}), name="Wide")  # type: ignore[dict-item]
    with pytest.raises(PainterError, match="Layer “Wide” with what lies outside"):
        save_document(Document(width_px=8, height_px=8, layers=(wide,)), tmp_path / "wide.ora")
    assert not list(tmp_path.iterdir())


# What other programs write


def test_a_file_without_our_entry_opens_whole(saved: Path) -> None:
    opened = changed(saved, lambda entries: [entries.pop(ENTRY), None][1])
    document = example_document()
    assert opened.notes == ()
    assert np.array_equal(flatten(opened.document), flatten(document))
    assert [node.name for node in opened.document.nodes()] == [node.name for node in document.nodes()]
    assert opened.document.active is not None
    assert opened.document.active.name == "Styled"
    assert opened.document.dpi == 254
    assert recipes_of(opened.document) == []


def test_a_bare_file_gets_sensible_values(tmp_path: Path) -> None:
    result = opened(tmp_path, xml=stack('<layer src="data/one.png"/>'), mimetype=None)
    (layer,) = result.document.layers
    assert isinstance(layer, Layer)
    assert (layer.name, layer.opacity, layer.visible, layer.mode) == ("Layer", 1.0, True, BlendMode.NORMAL)
    assert (result.document.dpi, result.document.active_id, result.notes) == (300.0, layer.id, ())


def test_offsets_of_groups_add_up(tmp_path: Path) -> None:
    group = f'<stack x="3" y="-2"><stack x="10">{LAYER.replace("x=", "w=")}</stack></stack>'
    layer = next(node for node in opened(tmp_path, xml=stack(group)).document.nodes() if isinstance(node, Layer))
    assert layer.raster.bounds().x0 == 13
    assert layer.raster.bounds().y0 == -2


@pytest.mark.parametrize(
    ("attributes", "isolated"),
    [("", False), ('isolation="auto"', False), ('isolation="isolate"', True), ('opacity="0.5"', True)],
)
def test_groups_pass_through_where_the_format_says(attributes: str, isolated: bool, tmp_path: Path) -> None:
    (group,) = opened(tmp_path, xml=stack(f"<stack {attributes}>{LAYER}</stack>")).document.layers
    assert isinstance(group, Group)
    assert group.isolated is isolated


def test_an_unknown_mode_is_shown_as_normal_and_told(tmp_path: Path) -> None:
    result = opened(tmp_path, xml=stack(LAYER.replace("svg:src-over", "krita:gamma_light")))
    assert result.document.layers[0].mode is BlendMode.NORMAL
    assert result.document.layers[0].visible
    assert result.notes == ("“One” has a blend mode that painter does not know; it is shown as Normal.",)


def test_a_mask_is_hidden_and_told(tmp_path: Path) -> None:
    result = opened(tmp_path, xml=stack(LAYER.replace("svg:src-over", "svg:dst-in")))
    assert not result.document.layers[0].visible
    assert len(result.notes) == 1


def test_what_is_no_layer_is_left_out_and_told(tmp_path: Path) -> None:
    extra = '<text x="0">Hello</text><filter/><layer name="Logo" src="data/logo.svg"/>'
    result = opened(tmp_path, xml=stack(extra + LAYER))
    assert [node.name for node in result.document.nodes()] == ["One"]
    assert len(result.notes) == 2


def test_opacity_beyond_its_range_is_brought_back(tmp_path: Path) -> None:
    assert opened(tmp_path, xml=stack(LAYER.replace('"1.0"', '"1.0001"'))).document.layers[0].opacity == 1.0
    assert opened(tmp_path, xml=stack(LAYER.replace('"1.0"', '"-1"'))).document.layers[0].opacity == 0.0


@pytest.mark.parametrize("mode", ["L", "P", "RGB", "I;16"])
def test_layers_of_any_kind_of_png_open(mode: str, tmp_path: Path) -> None:
    image = Image.open(io.BytesIO(png())).convert("RGB")
    file = io.BytesIO()
    (image.convert("I").convert("I;16") if mode == "I;16" else image.convert(mode)).save(file, "PNG")
    (layer,) = opened(tmp_path, layer=file.getvalue()).document.layers
    assert isinstance(layer, Layer)
    assert (layer.raster.read(layer.raster.canvas)[..., 3] == 255).all()


# What other programs change and keep our entry


def test_reordered_layers_keep_their_recipes(saved: Path) -> None:
    def reorder(entries: Entries) -> None:
        image = ElementTree.fromstring(entries["stack.xml"])
        root = image[0]
        figure = root.find("stack[@name='Figure']")
        assert figure is not None
        styled = figure[0]
        figure.remove(styled)
        root.insert(0, styled)
        entries["stack.xml"] = ElementTree.tostring(image)

    result = changed(saved, reorder)
    assert result.notes == ()
    assert result.document.layers[-1].name == "Styled"
    assert recipes_of(result.document) == ["Styled"]
    assert result.document.active_id == result.document.layers[-1].id


def test_swapped_pictures_do_not_swap_recipes(saved: Path) -> None:
    def swap(entries: Entries) -> None:
        image = ElementTree.fromstring(entries["stack.xml"])
        by_name = {element.get("name"): element for element in image.iter("layer")}
        a, b = by_name["Styled"], by_name["Shade"]
        entries[a.get("src", "")], entries[b.get("src", "")] = entries[b.get("src", "")], entries[a.get("src", "")]
        figure = next(element for element in image.iter("stack") if element.get("name") == "Figure")
        figure[:] = reversed(figure[:])
        entries["stack.xml"] = ElementTree.tostring(image)

    assert recipes_of(changed(saved, swap).document) == []


def test_a_layer_painted_over_elsewhere_forgets_how_it_was_made(saved: Path) -> None:
    def paint(entries: Entries) -> None:
        image = ElementTree.fromstring(entries["stack.xml"])
        styled = next(element for element in image.iter("layer") if element.get("name") == "Styled")
        entries[styled.get("src", "")] = png()

    result = changed(saved, paint)
    assert recipes_of(result.document) == []
    assert result.notes == ("“Styled” was changed by another program: how it was made is forgotten.",)
    styled = next(node for node in result.document.nodes() if node.name == "Styled")
    assert styled.id in json.loads(entries_of(saved)[ENTRY])["active"]


def test_renamed_and_faded_elsewhere_wins_over_what_we_remember(saved: Path) -> None:
    def rename(entries: Entries) -> None:
        text = entries["stack.xml"].replace(b'"Styled"', b'"Finished"').replace(b'opacity="0.8"', b'opacity="0.25"')
        entries["stack.xml"] = text

    document = changed(saved, rename).document
    assert recipes_of(document) == ["Finished"]
    assert next(node for node in document.nodes() if node.name == "Shade").opacity == 0.25


# Damage to our entry


def remembered(change: Callable[[Any], None]) -> Callable[[Entries], None]:
    def apply(entries: Entries) -> None:
        data = json.loads(entries[ENTRY])
        change(data)
        entries[ENTRY] = json.dumps(data).encode()

    return apply


@pytest.mark.parametrize(
    "entry",
    [b"", b"{", b"[]", b"null", b'{"format": 2}', b'{"format": 1}', b"\xff\xfe", b"[" * 100_000]
    + [b'{"format": 1, "layers": ' + value + b"}" for value in (b"3", b'"x"', b"{}")],
)
def test_a_damaged_entry_costs_no_pixel(saved: Path, entry: bytes) -> None:
    result = changed(saved, lambda entries: entries.update({ENTRY: entry}))
    assert len(result.notes) == 1
    assert np.array_equal(flatten(result.document), flatten(example_document()))


NONSENSE = [None, 3, -1.5, "x", [], {}, [[]], True, 10**400, float("nan"), "\ud800"]


@pytest.mark.parametrize("key", ["id", "name", "opacity", "src", "digest", "recipe", "children", "expanded"])
def test_nonsense_in_our_entry_costs_no_pixel(saved: Path, key: str) -> None:
    def spoil(data: Any) -> None:
        waiting = list(data["layers"])
        for value in (NONSENSE * 9)[: 9 * len(NONSENSE)]:
            if not waiting:
                break
            entry = waiting.pop()
            waiting += entry.get("children", [])
            if key in entry:
                entry[key] = value

    result = changed(saved, remembered(spoil))
    assert np.array_equal(flatten(result.document), flatten(example_document()))


@pytest.mark.parametrize("recipe", [*NONSENSE[1:], {"method": "style"}, {"method": "style", "styles": ["x"]}])
def test_a_damaged_recipe_is_told_and_the_layer_kept(saved: Path, recipe: Any) -> None:
    def spoil(data: Any) -> None:
        data["layers"][1]["children"][1]["recipe"] = recipe

    result = changed(saved, remembered(spoil))
    assert result.notes == ("How “Styled” was made could not be read; the layer is kept as it is.",)
    assert recipes_of(result.document) == []


def test_ids_given_twice_become_two(saved: Path) -> None:
    def double(data: Any) -> None:
        data["layers"][0]["id"] = data["layers"][1]["id"] = data["layers"][2]["id"] = "same"

    ids = [node.id for node in changed(saved, remembered(double)).document.nodes()]
    assert len(set(ids)) == len(ids)
    assert ids[0] == "same"


def test_a_strange_active_layer_and_resolution_are_ignored(saved: Path) -> None:
    def spoil(data: Any) -> None:
        data["active"], data["dpi"] = ["x"], float("inf")

    result = changed(saved, remembered(spoil))
    assert result.document.dpi == 254
    assert result.document.active is not None


def test_no_layer_at_all(tmp_path: Path) -> None:
    document = replace(example_document(), layers=(), active_id=None)
    save_document(document, tmp_path / "bare.ora")
    assert_same_document(open_document(tmp_path / "bare.ora").document, document)
