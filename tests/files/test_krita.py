"""What is written for Krita: whole, verified, the same every time, and never mistaken for a place to save work."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from painter.document.adjustments import HueSaturation, Invert
from painter.document.document import Document
from painter.document.layer import Adjustment, BlendMode, Group, Layer
from painter.document.raster import MaskDraft, MaskRaster, Raster
from painter.errors import PainterError
from painter.files import opening
from painter.files.images import decode_picture
from painter.files.krita import writing
from painter.files.krita.lowering import COMPOSITE_OPS
from painter.files.opening import KINDS, export_document, file_filter, not_kept, open_document, save_document
from painter.pixels.composite import flatten
from painter.pixels.resample import premultiply, unpremultiply
from tests.files.documents import documents, example_document, layer, mask, rich_document

NAMESPACE = "{http://www.calligra.org/DTD/krita}"


def exported(document: Document, path: Path) -> zipfile.ZipFile:
    export_document(document, path)
    return zipfile.ZipFile(path)


def pixels_in(data: bytes, channels: int = 4) -> dict[tuple[int, int], np.ndarray]:
    """Return the tiles of a paint device, (64, 64, 4) straight RGBA, or of a mask, (64, 64, 1)."""
    head, rest = data.split(b"\nDATA ", 1)
    assert head == b"VERSION 2\nTILEWIDTH 64\nTILEHEIGHT 64\nPIXELSIZE %d" % channels
    count, rest = rest.split(b"\n", 1)
    tiles = {}
    for _ in range(int(count)):
        line, rest = rest.split(b"\n", 1)
        x, y, packing, size = line.split(b",")
        assert packing == b"LZF"
        assert rest[:1] == b"\0"
        tile = np.frombuffer(rest[1 : int(size)], np.uint8).reshape(64, 64, channels)
        tiles[int(x), int(y)] = tile[..., [2, 1, 0, 3]] if channels == 4 else tile
        rest = rest[int(size) :]
    assert rest == b""
    return tiles


def test_every_layer_is_in_it_with_its_pixels(tmp_path: Path) -> None:
    document = example_document()
    with exported(document, tmp_path / "a.kra") as archive:
        assert archive.infolist()[0].filename == "mimetype"
        assert archive.read("mimetype") == b"application/x-krita"
        main = ElementTree.fromstring(archive.read("maindoc.xml"))
        elements = {element.get("name"): element for element in main.iter(f"{NAMESPACE}layer")}
        assert len(elements) == len(list(document.nodes()))
        for node in document.nodes():
            element = elements[node.name]
            assert element.get("compositeop") == COMPOSITE_OPS[node.mode]
            assert element.get("opacity") == str(round(255 * node.opacity))
            assert (element.get("visible"), element.get("locked")) == (str(+node.visible), str(+node.locked))
            if isinstance(node, Group):
                assert element.get("passthrough") == str(+(not node.isolated))
                continue
            tiles = pixels_in(archive.read(f"painter/layers/{element.get('filename')}"))
            box = node.raster.tile_bounds()
            whole = np.zeros((box.height, box.width, 4), np.uint8)
            for (x, y), tile in tiles.items():
                whole[y - box.y0 : y - box.y0 + 64, x - box.x0 : x - box.x0 + 64] = tile
            assert np.array_equal(premultiply(whole), node.raster.read(box))
            assert np.array_equal(whole, unpremultiply(node.raster.read(box)))
        picture = decode_picture(archive.read("mergedimage.png")).pixels
        assert np.array_equal(picture, premultiply(flatten(document)))
        assert max(decode_picture(archive.read("preview.png")).pixels.shape) <= 256


def mask_in(archive: zipfile.ZipFile, name: str, like: MaskRaster) -> MaskRaster:
    data = archive.read(f"painter/layers/{name}.pixelselection")
    (outside,) = archive.read(f"painter/layers/{name}.pixelselection.defaultpixel")
    draft = MaskDraft(MaskRaster(*like.shape, outside=outside))
    for (x, y), tile in pixels_in(data, 1).items():
        draft.write(tile[..., 0], x, y)
    return draft.commit()


def test_masks_labels_and_locked_alpha_are_in_it(tmp_path: Path) -> None:
    document = rich_document()
    with exported(document, tmp_path / "a.kra") as archive:
        main = ElementTree.fromstring(archive.read("maindoc.xml"))
        elements = {element.get("name"): element for element in main.iter(f"{NAMESPACE}layer")}
        for node in document.layers:
            if node.mask is None:
                continue
            held = f"{NAMESPACE}layers" if isinstance(node, Group) else f"{NAMESPACE}masks"
            mask = elements[node.name].find(f"{held}/{NAMESPACE}mask")
            assert mask is not None
            assert (mask.get("nodetype"), mask.get("visible")) == ("transparencymask", str(+node.mask.enabled))
            written = mask_in(archive, str(mask.get("filename")), node.mask.raster)
            assert written.equals(node.mask.raster)
        (selection,) = main.iterfind(f"{NAMESPACE}IMAGE/{NAMESPACE}layers/{NAMESPACE}mask")
        assert selection.get("nodetype") == "selectionmask"
        assert document.selection is not None
        assert mask_in(archive, str(selection.get("filename")), document.selection).equals(document.selection)
        assert elements["Figure"].get("colorlabel") == "7"
        assert elements["Shine"].get("channellockflags") == "1110"
        assert elements["Shadow"].get("channellockflags") == ""


def test_a_clipping_run_is_a_group_that_inherits_alpha(tmp_path: Path) -> None:
    with exported(rich_document(), tmp_path / "a.kra") as archive:
        main = ElementTree.fromstring(archive.read("maindoc.xml"))
    group = main.find(f".//{NAMESPACE}layer[@name='Figure']/{NAMESPACE}layers/{NAMESPACE}layer")
    assert group is not None
    assert (group.get("name"), group.get("nodetype"), group.get("channelflags")) == ("Skin", "grouplayer", "")
    mask, *run = group.iterfind(f"{NAMESPACE}layers/*")
    assert mask.get("nodetype") == "transparencymask"
    assert [(layer.get("name"), layer.get("channelflags")) for layer in run] == [
        ("Warmer", "1110"),
        ("Shine", "1110"),
        ("Shadow", "1110"),
        ("Skin", ""),
    ]


def test_only_what_krita_does_exactly_is_a_filter(tmp_path: Path) -> None:
    canvas = (130, 70)
    adjustments = (
        Adjustment(settings=Invert(), name="Negative", opacity=0.5),
        Adjustment(settings=Invert(), name="Burnt", mode=BlendMode.COLOR_BURN),
        Adjustment(settings=HueSaturation(hue_deg=40), name="Turned", mask=mask(3, canvas)),
    )
    document = Document(width_px=130, height_px=70, layers=(layer(1, canvas, name="Back"), *adjustments))
    assert not_kept(document, tmp_path / "a.kra") == "Adjustments become pictures of what they do."
    with exported(document, tmp_path / "a.kra") as archive:
        main = ElementTree.fromstring(archive.read("maindoc.xml"))
        elements = {element.get("name"): element for element in main.iter(f"{NAMESPACE}layer")}
        kinds = {name: element.get("nodetype") for name, element in elements.items()}
        assert kinds == {
            "Back": "paintlayer",
            "Negative": "adjustmentlayer",
            "Burnt": "paintlayer",
            "Turned": "paintlayer",
        }
        negative = elements["Negative"]
        assert (negative.get("filtername"), negative.get("compositeop")) == ("invert", "copy")
        assert archive.read(f"painter/layers/{negative.get('filename')}.pixelselection.defaultpixel") == b"\xff"
        assert elements["Turned"].get("channelflags") == "1110"
        tiles = pixels_in(archive.read(f"painter/layers/{elements['Turned'].get('filename')}"))
        shown = Document(
            width_px=130, height_px=70, layers=(*document.layers[:3], replace(adjustments[2], mask=None))
        )
        assert np.array_equal(tiles[0, 0][..., :3], flatten(shown)[:64, :64, :3])
    plain = replace(document, layers=document.layers[:2])
    assert not_kept(plain, tmp_path / "a.kra") == ""


def test_a_masked_pass_through_group_is_isolated_and_that_is_said(tmp_path: Path) -> None:
    inside = (layer(2, (64, 64), name="Inside"),)
    held = mask(1, (64, 64))
    groups = (
        Group(children=inside, isolated=False, name="Through", mask=replace(held, enabled=False)),
        Group(children=(replace(inside[0], id="b"),), isolated=False, name="Masked", mask=held),
        Group(children=(replace(inside[0], id="c"),), isolated=False, name="Faint", opacity=0.5),
    )
    document = Document(width_px=64, height_px=64, layers=groups)
    assert not_kept(document, tmp_path / "a.kra") == (
        "Groups that pass through with a mask or less than full opacity become isolated."
    )
    assert not_kept(replace(document, layers=groups[:1]), tmp_path / "a.kra") == ""
    with exported(document, tmp_path / "a.kra") as archive:
        main = ElementTree.fromstring(archive.read("maindoc.xml"))
        through = {
            e.get("name"): e.get("passthrough") for e in main.iter(f"{NAMESPACE}layer") if e.get("passthrough")
        }
    assert through == {"Through": "1", "Masked": "0", "Faint": "0"}


@settings(
    max_examples=20,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
@given(document=documents())
def test_any_document_is_written_whole(document: Document, tmp_path: Path) -> None:
    export_document(document, tmp_path / "any.kra")


def test_the_order_is_from_top_to_bottom(tmp_path: Path) -> None:
    document = example_document()
    with exported(document, tmp_path / "a.kra") as archive:
        main = ElementTree.fromstring(archive.read("maindoc.xml"))
    (layers,) = main.iterfind(f"{NAMESPACE}IMAGE/{NAMESPACE}layers")
    assert [element.get("name") for element in layers] == [node.name for node in reversed(document.layers)]
    selected = [element.get("name") for element in main.iter(f"{NAMESPACE}layer") if element.get("selected")]
    assert selected == ["Styled"]


def test_every_mode_has_a_name_of_its_own() -> None:
    assert COMPOSITE_OPS.keys() == set(BlendMode)
    assert len(set(COMPOSITE_OPS.values())) == len(BlendMode)


def test_the_same_document_makes_the_same_file(tmp_path: Path) -> None:
    document = example_document()
    export_document(document, tmp_path / "a.kra")
    export_document(document, tmp_path / "b.kra")
    assert (tmp_path / "a.kra").read_bytes() == (tmp_path / "b.kra").read_bytes()


def test_work_is_never_saved_in_it(tmp_path: Path) -> None:
    with pytest.raises(PainterError, match=r"save as .ora, and export as Krita"):
        save_document(example_document(), tmp_path / "a.kra")
    assert not list(tmp_path.iterdir())
    assert ".kra" not in file_filter()
    assert ".kra" not in file_filter(layered=True, written=True)
    export_document(example_document(), tmp_path / "a.kra")
    with pytest.raises(PainterError, match="Save it in Krita as OpenRaster"):
        open_document(tmp_path / "a.kra")


def test_only_kinds_that_are_read_and_layered_are_saved_in() -> None:
    assert all(kind.read and kind.written and kind.layered for kind in KINDS if kind.saved)


def test_what_arrived_damaged_replaces_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expected_logs: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "a.kra"
    path.write_bytes(b"the old file")
    write = writing.write_krita

    def badly(document: Document, part: Path) -> None:
        write(document, part)
        data = bytearray(part.read_bytes())
        data[len(data) // 2] ^= 1
        part.write_bytes(data)

    monkeypatch.setattr(opening, "_LAYERED", {"Krita": (badly, writing.check_krita)})
    with pytest.raises(PainterError, match="was not saved"):
        export_document(example_document(), path)
    assert path.read_bytes() == b"the old file"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.kra"]


def test_what_is_not_kept_is_said(tmp_path: Path) -> None:
    document = example_document()
    assert not_kept(document, tmp_path / "a.ora") == ""
    assert not_kept(document, tmp_path / "a.kra") == "Krita does not keep how layers were made by models."
    assert not_kept(document, tmp_path / "a.png") == "PNG keeps no layers."
    plain = Document(width_px=9, height_px=9, layers=(Layer(raster=Raster(9, 9)),))
    assert not_kept(plain, tmp_path / "a.kra") == not_kept(plain, tmp_path / "a.png") == ""
