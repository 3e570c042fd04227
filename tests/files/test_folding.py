"""Masks, clipping and adjustments in OpenRaster: what others see, and what we make of files that others changed."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest

from painter.document.adjustments import HueSaturation, Invert
from painter.document.document import Document
from painter.document.layer import Adjustment, BlendMode, Group, Layer, Mask, Node
from painter.document.raster import MaskRaster
from painter.files.opening import open_document, save_document
from painter.files.remembered import ENTRY
from painter.pixels.composite import composite_rgba
from painter.pixels.program import compile_program
from tests.files.documents import blocks, layer

SIZE = (160, 120)


def _mask(seed: int, outside: int = 0) -> Mask:
    return Mask(raster=MaskRaster.from_array(*SIZE, blocks(seed, 90, 70)[..., 3], 20, 10, outside=outside))


def _clip(mode: BlendMode = BlendMode.NORMAL) -> tuple[Node, ...]:
    return (
        layer(1, SIZE, mode=BlendMode.MULTIPLY, opacity=0.8, mask=_mask(9)),
        layer(2, SIZE, clipped=True, mode=mode, opacity=0.6),
        layer(3, SIZE, x=30, clipped=True, mask=_mask(8)),
    )


DOCUMENTS: dict[str, tuple[Node, ...]] = {
    "mask": (layer(1, SIZE), layer(2, SIZE, mask=_mask(3), mode=BlendMode.SCREEN, opacity=0.5)),
    "mask that reveals": (layer(1, SIZE), layer(2, SIZE, mask=_mask(3, 255))),
    "mask of a group": (layer(1, SIZE), Group(children=(layer(2, SIZE), layer(3, SIZE)), mask=_mask(4))),
    "clipping": (layer(5, SIZE), *_clip()),
    "clipping with a mode": (layer(5, SIZE), *_clip(BlendMode.OVERLAY)),
    "clipped erase": (layer(5, SIZE), *_clip(BlendMode.ERASE)[:2]),
    "adjustment": (layer(5, SIZE), Adjustment(settings=HueSaturation(hue_deg=70.0), opacity=0.7, mask=_mask(5))),
    "clipped adjustment": (*_clip(), Adjustment(settings=Invert(), clipped=True, mode=BlendMode.SCREEN)),
    "adjustment passing through": (
        layer(5, SIZE),
        Group(children=(layer(2, SIZE), Adjustment(settings=Invert())), isolated=False),
    ),
}


def _shown(document: Document) -> np.ndarray:
    return composite_rgba(compile_program(document), document.canvas).astype(int)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_without_our_entry_the_picture_is_the_same(name: str, tmp_path: Path) -> None:
    """Another program knows only the layer list; so does this reading of it."""
    document = Document(width_px=SIZE[0], height_px=SIZE[1], layers=DOCUMENTS[name])
    save_document(document, tmp_path / "ours.ora")
    with (
        zipfile.ZipFile(tmp_path / "ours.ora") as source,
        zipfile.ZipFile(tmp_path / "bare.ora", "w") as target,
    ):
        for entry in source.namelist():
            if entry != ENTRY:
                target.writestr(entry, source.read(entry))
    opened = open_document(tmp_path / "bare.ora")
    assert opened.notes == ()
    ours, theirs = _shown(document), _shown(opened.document)
    # In a group that passes through, a picture stands for an adjustment only over what is opaque.
    sure = ours[..., 3] == 255 if name == "adjustment passing through" else np.ones(ours.shape[:2], bool)
    assert sure.mean() > 0.3
    assert np.abs(theirs - ours)[sure].max() <= 2


def test_a_masked_layer_and_a_clip_run_are_known_by_their_operators(tmp_path: Path) -> None:
    nodes = (*DOCUMENTS["mask"], *_clip())
    document = Document(width_px=SIZE[0], height_px=SIZE[1], layers=nodes)
    save_document(document, tmp_path / "ours.ora")
    with zipfile.ZipFile(tmp_path / "ours.ora") as source, zipfile.ZipFile(tmp_path / "b.ora", "w") as target:
        for entry in source.namelist():
            if entry != ENTRY:
                target.writestr(entry, source.read(entry))
    layers = open_document(tmp_path / "b.ora").document.layers
    assert isinstance(layers[1], Layer)
    assert layers[1].mask is not None
    assert layers[1].mask.raster.equals(_mask(3).raster)
    assert isinstance(layers[2], Group)
    assert [node.clipped for node in layers[2].children] == [False, True, True]


def test_a_changed_list_keeps_ids_and_drops_what_only_others_needed(tmp_path: Path) -> None:
    nodes = DOCUMENTS["clipping with a mode"]
    document = Document(width_px=SIZE[0], height_px=SIZE[1], layers=nodes)
    save_document(document, tmp_path / "ours.ora")
    with zipfile.ZipFile(tmp_path / "ours.ora") as source, zipfile.ZipFile(tmp_path / "b.ora", "w") as target:
        for entry in source.namelist():
            data = source.read(entry)
            if entry == "stack.xml":
                data = data.replace(b"</stack></image>", b'<layer name="Mine" src="data/%s.png"/></stack></image>')
                data = data.replace(b"%s", document.layers[0].id.encode())
            target.writestr(entry, data)
    opened = open_document(tmp_path / "b.ora").document
    ids = {node.id for node in opened.nodes()}
    assert {node.id for node in nodes} <= ids
    assert not any("(below)" in node.name for node in opened.nodes())
    assert {n.mode for n in opened.nodes() if n.clipped} == {BlendMode.OVERLAY, BlendMode.NORMAL}
