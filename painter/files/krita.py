"""Krita's own files, written: the way to Krita that keeps most. painter cannot read them back.

Straight to the file it is given; `painter.files.opening.export_document` is the safe door. Tiles are stored plain
and packed by the archive, which Krita reads as well as its own LZF and which comes out smaller.

Source: Krita 5, `plugins/impex/libkra` (kis_kra_saver.cpp, kis_kra_savexml_visitor.cpp) and
`libs/image/tiles3/swap/kis_tile_compressor_2.cpp`.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from uuid import NAMESPACE_OID, uuid5
from xml.etree.ElementTree import Element, SubElement, tostring

import numpy as np
from PIL import Image, ImageCms

from painter.document.document import Document
from painter.document.geometry import TILE, TileIndex
from painter.document.layer import BlendMode, Group, Layer, LayerId, Node
from painter.document.raster import Pixels, Raster
from painter.errors import PainterError
from painter.files.limits import MAX_OFFSET_PX, check_picture_size
from painter.files.openraster import KRITA_MIMETYPE, THUMBNAIL_SIDE_PX
from painter.files.png import encode_png
from painter.files.reasons import named
from painter.files.stack import xml_text
from painter.pixels.composite import flatten
from painter.pixels.resample import unpremultiply

COMPOSITE_OPS: Mapping[BlendMode, str] = MappingProxyType(
    {
        BlendMode.NORMAL: "normal",
        BlendMode.MULTIPLY: "multiply",
        BlendMode.SCREEN: "screen",
        BlendMode.OVERLAY: "overlay",
        BlendMode.DARKEN: "darken",
        BlendMode.LIGHTEN: "lighten",
        BlendMode.COLOR_DODGE: "dodge",
        BlendMode.COLOR_BURN: "burn",
        BlendMode.HARD_LIGHT: "hard_light",
        BlendMode.SOFT_LIGHT: "soft_light_svg",
        BlendMode.DIFFERENCE: "diff",
        BlendMode.EXCLUSION: "exclusion",
        BlendMode.ADD: "add",
        BlendMode.HUE: "hue",
        BlendMode.SATURATION: "saturation",
        BlendMode.COLOR: "color",
        BlendMode.LUMINOSITY: "luminize",
    }
)
"""Krita's name of each mode."""
_KRITA_TILE = 64
_RAW = b"\0"
_DOCTYPE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    "<!DOCTYPE DOC PUBLIC '-//KDE//DTD krita 2.0//EN' 'http://www.calligra.org/DTD/krita-2.0.dtd'>\n"
)
_INFO = '<?xml version="1.0" encoding="UTF-8"?>\n<document-info xmlns="http://www.calligra.org/DTD/document-info"/>'
_PROFILE_DATE = slice(24, 36)
_IMAGE = "painter"
"""Folder of the layers in the archive; Krita finds it by the image's name."""


def write_krita(document: Document, path: Path) -> None:
    """Write a document to a file, which is not written safely.

    Raises:
        PainterError: The document has what no file can hold.
        OSError: The system would not write.
    """
    check_picture_size(document.width_px, document.height_px, "This picture")
    merged = flatten(document)
    profile = srgb_profile()
    files = {node.id: f"layer{number}" for number, node in enumerate(document.nodes(), 2)}
    with zipfile.ZipFile(path, "w") as archive:
        _add(archive, "mimetype", KRITA_MIMETYPE, packed=False)
        _add(archive, "maindoc.xml", _main_document(document, files))
        _add(archive, "documentinfo.xml", _INFO.encode())
        _add(archive, "preview.png", encode_png(_preview(merged)), packed=False)
        for layer in document.nodes():
            if isinstance(layer, Layer):
                name = f"{_IMAGE}/layers/{files[layer.id]}"
                _add(archive, name, b"".join(_device(layer)))
                _add(archive, f"{name}.defaultpixel", bytes(4))
                _add(archive, f"{name}.icc", profile)
        _add(archive, "mergedimage.png", encode_png(merged, dpi=document.dpi), packed=False)


def check_krita(document: Document, path: Path) -> None:
    """Prove that a file arrived whole: every layer is there and every checksum right.

    Raises:
        PainterError: It did not.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            damaged = archive.testzip()
    except (zipfile.BadZipFile, ValueError, EOFError) as error:
        raise PainterError("The written file cannot be read.") from error
    layers = sum(isinstance(node, Layer) for node in document.nodes())
    pixels = [name for name in names if "/layers/" in name and "." not in name]
    if damaged is not None or len(pixels) != layers or "maindoc.xml" not in names:
        raise PainterError("The written file is not whole.")


def srgb_profile() -> bytes:
    """Return an sRGB profile, the same at every call."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[_PROFILE_DATE] = bytes((7, 230, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0))  # a date of no meaning
    return bytes(profile)


def _add(archive: zipfile.ZipFile, name: str, data: bytes, *, packed: bool = True) -> None:
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    info.external_attr = 0o644 << 16
    archive.writestr(info, data, compresslevel=1)


def _preview(merged: Pixels) -> Pixels:
    image = Image.fromarray(merged)
    image.thumbnail((THUMBNAIL_SIDE_PX, THUMBNAIL_SIDE_PX), Image.Resampling.BOX, reducing_gap=2.0)
    return np.array(image)


# The tree


def _main_document(document: Document, files: Mapping[LayerId, str]) -> bytes:
    root = Element(
        "DOC",
        {
            "xmlns": "http://www.calligra.org/DTD/krita",
            "editor": "Krita",
            "syntaxVersion": "2.0",
            "kritaVersion": "5.1.5",
        },
    )
    image = SubElement(
        root,
        "IMAGE",
        {
            "name": _IMAGE,
            "mime": "application/x-kra",
            "width": str(document.width_px),
            "height": str(document.height_px),
            "colorspacename": "RGBA",
            "profile": "sRGB built-in",
            "x-res": repr(document.dpi),
            "y-res": repr(document.dpi),
            "description": "",
        },
    )
    _put(SubElement(image, "layers"), document.layers, document.active_id, files)
    SubElement(image, "ProjectionBackgroundColor", {"ColorData": "AAAAAA=="})
    return (_DOCTYPE + tostring(root, encoding="unicode")).encode()


def _put(parent: Element, nodes: tuple[Node, ...], active_id: LayerId | None, files: Mapping[LayerId, str]) -> None:
    for node in reversed(nodes):  # Krita lists them from top to bottom
        element = SubElement(
            parent,
            "layer",
            {
                "name": xml_text(node.name),
                # Made of the layer's id, so that the same document makes the same file.
                "uuid": f"{{{uuid5(NAMESPACE_OID, node.id.encode('utf-8', 'replace').decode())}}}",
                "filename": files[node.id],
                "opacity": str(round(node.opacity * 255)),
                "compositeop": COMPOSITE_OPS[node.mode],
                "visible": _flag(node.visible),
                "locked": _flag(node.locked),
                "channelflags": "",
                "colorlabel": "0",
                "intimeline": "0",
                "x": "0",
                "y": "0",
            },
        )
        if node.id == active_id:
            element.set("selected", "true")
        if isinstance(node, Group):
            element.attrib |= {
                "nodetype": "grouplayer",
                "passthrough": _flag(not node.isolated),
                "collapsed": _flag(not node.expanded),
            }
            _put(SubElement(element, "layers"), node.children, active_id, files)
        else:
            element.attrib |= {
                "nodetype": "paintlayer",
                "colorspacename": "RGBA",
                "channellockflags": "",
                "collapsed": "0",
                "onionskin": "0",
            }


def _flag(value: bool) -> str:
    return "1" if value else "0"


# Pixels


def _device(layer: Layer) -> Iterator[bytes]:
    """Yield a layer's pixels as Krita stores a paint device: a head, then tiles of 64 × 64 BGRA, straight alpha."""
    tiles = list(_tiles(layer.raster))
    bounds = layer.raster.tile_bounds()
    if max(abs(bounds.x0), abs(bounds.y0)) > MAX_OFFSET_PX:
        what = f"Layer {named(layer.name)} with what lies outside the canvas"
        raise PainterError(f"{what} reaches too far. Move it nearer first.")
    yield b"VERSION 2\nTILEWIDTH %d\nTILEHEIGHT %d\nPIXELSIZE 4\nDATA %d\n" % (_KRITA_TILE, _KRITA_TILE, len(tiles))
    for x, y, pixels in tiles:
        yield b"%d,%d,LZF,%d\n" % (x, y, len(pixels) + 1)
        yield _RAW
        yield pixels


def _tiles(raster: Raster) -> Iterator[tuple[int, int, bytes]]:
    parts = range(0, TILE, _KRITA_TILE)
    for tx, ty in sorted(raster.tiles):
        straight = unpremultiply(raster.tiles[TileIndex(tx, ty)])[..., [2, 1, 0, 3]]
        for top in parts:
            for left in parts:
                piece = straight[top : top + _KRITA_TILE, left : left + _KRITA_TILE]
                if piece[..., 3].any():
                    yield tx * TILE + left, ty * TILE + top, piece.tobytes()
