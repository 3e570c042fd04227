"""Writing .kra: the archive, the list of layers, and pixels as Krita stores them.

Straight to the file it is given; `painter.files.opening.export_document` is the safe door. Tiles are stored plain
and packed by the archive, which Krita reads as well as its own LZF and which comes out smaller.

Source: Krita 5, `plugins/impex/libkra` (kis_kra_saver.cpp, kis_kra_savexml_visitor.cpp, kis_kra_tags.h) and
`libs/image/tiles3/swap/kis_tile_compressor_2.cpp`.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from uuid import NAMESPACE_OID, uuid5
from xml.etree.ElementTree import Element, SubElement, tostring

import numpy as np
from defusedxml import ElementTree
from PIL import Image

from painter.document.document import Document
from painter.document.geometry import TILE, TileIndex
from painter.document.raster import MaskRaster, Pixels, Raster, Tiles
from painter.errors import PainterError
from painter.files.colors import srgb_profile
from painter.files.krita.lowering import FILTER, GROUP, PAINT, KritaMask, KritaNode, lower
from painter.files.limits import MAX_OFFSET_PX, MAX_TEXT_BYTES, check_picture_size
from painter.files.openraster import KRITA_MIMETYPE, THUMBNAIL_SIDE_PX
from painter.files.png import encode_png
from painter.files.reasons import named
from painter.files.stack import xml_text
from painter.pixels.composite import flatten
from painter.pixels.resample import unpremultiply

_KRITA_TILE = 64
_RAW = b"\0"
_DOCTYPE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    "<!DOCTYPE DOC PUBLIC '-//KDE//DTD krita 2.0//EN' 'http://www.calligra.org/DTD/krita-2.0.dtd'>\n"
)
_INFO = '<?xml version="1.0" encoding="UTF-8"?>\n<document-info xmlns="http://www.calligra.org/DTD/document-info"/>'
_FILTER_VALUES = b'<!DOCTYPE params>\n<params version="1">\n</params>\n'
_NAMESPACE = "http://www.calligra.org/DTD/krita"
_NO_ALPHA = "1110"
"""Flags of the channels blue, green, red and alpha."""
_IMAGE = "painter"
"""Folder of the layers in the archive; Krita finds it by the image's name."""
_MASK_ENDING = ".pixelselection"
_MASK, _SELECTION = "transparencymask", "selectionmask"
_SELECTION_FILE = "selection"
_NEEDED = {
    PAINT: ("",),
    GROUP: (),
    FILTER: (".filterconfig", _MASK_ENDING),
    _MASK: (_MASK_ENDING,),
    _SELECTION: (_MASK_ENDING,),
}
"""Endings of the files that each kind of node cannot be without."""


def write_krita(document: Document, path: Path) -> None:
    """Write a document to a file, which is not written safely.

    Raises:
        PainterError: The document has what no file can hold.
        OSError: The system would not write.
    """
    check_picture_size(document.width_px, document.height_px, "This picture")
    merged = flatten(document)
    tree = _Tree(lower(document))
    profile = srgb_profile()
    with zipfile.ZipFile(path, "w") as archive:
        _add(archive, "mimetype", KRITA_MIMETYPE, packed=False)
        _add(archive, "maindoc.xml", _main_document(document, tree))
        _add(archive, "documentinfo.xml", _INFO.encode())
        _add(archive, "preview.png", encode_png(_preview(merged)), packed=False)
        for node, name in tree.nodes:
            for ending, data in _files_of(node, profile):
                _add(archive, f"{_IMAGE}/layers/{name}{ending}", data)
        for mask, node, name in tree.masks:
            _check_reach(mask.raster, f"The mask of {named(node.name)}")
            _add_mask(archive, name, mask.raster)
        if document.selection is not None:
            _add_mask(archive, _SELECTION_FILE, document.selection)
        _add(archive, "mergedimage.png", encode_png(merged, dpi=document.dpi), packed=False)


def check_krita(document: Document, path: Path) -> None:
    """Prove that a file arrived whole: every layer is there with its pixels, and every checksum right.

    Raises:
        PainterError: It did not.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            damaged = archive.testzip()
            told = archive.read("maindoc.xml") if damaged is None else b""
            listed = ElementTree.fromstring(told[:MAX_TEXT_BYTES]) if told else None
    except (zipfile.BadZipFile, ValueError, EOFError, KeyError, ElementTree.ParseError) as error:
        raise PainterError("The written file cannot be read.") from error
    if listed is None:
        raise PainterError("The written file is not whole.")
    layers = list(listed.iter(f"{{{_NAMESPACE}}}layer"))
    needed = {
        f"{_IMAGE}/layers/{element.get('filename')}{ending}"
        for element in (*layers, *listed.iter(f"{{{_NAMESPACE}}}mask"))
        for ending in _NEEDED[str(element.get("nodetype"))]
    }
    if not needed <= names or len(layers) < sum(1 for _ in document.nodes()):
        raise PainterError("The written file is not whole.")


def _add(archive: zipfile.ZipFile, name: str, data: bytes, *, packed: bool = True) -> None:
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    info.external_attr = 0o644 << 16
    archive.writestr(info, data, compresslevel=1)


def _add_mask(archive: zipfile.ZipFile, name: str, mask: MaskRaster) -> None:
    _add(archive, f"{_IMAGE}/layers/{name}{_MASK_ENDING}", b"".join(_device(mask)))
    _add(archive, f"{_IMAGE}/layers/{name}{_MASK_ENDING}.defaultpixel", bytes((mask.outside,)))


def _preview(merged: Pixels) -> Pixels:
    image = Image.fromarray(merged)
    image.thumbnail((THUMBNAIL_SIDE_PX, THUMBNAIL_SIDE_PX), Image.Resampling.BOX, reducing_gap=2.0)
    return np.array(image)


# The tree


class _Tree:
    """Krita's nodes with the names of their files."""

    def __init__(self, roots: tuple[KritaNode, ...]) -> None:
        self.roots = roots
        self.nodes: list[tuple[KritaNode, str]] = []
        self.masks: list[tuple[KritaMask, KritaNode, str]] = []
        self.name_of: dict[str, str] = {}
        waiting = list(reversed(roots))
        while waiting:
            node = waiting.pop()
            name = self.name_of[node.key] = f"layer{len(self.nodes) + 2}"
            self.nodes.append((node, name))
            if node.mask is not None:
                # A filter layer has but one file of each kind: what limits it is its own.
                self.masks.append((node.mask, node, name if node.kind == FILTER else f"{name}mask"))
            waiting += reversed(node.children)


def _main_document(document: Document, tree: _Tree) -> bytes:
    root = Element(
        "DOC",
        {"xmlns": _NAMESPACE, "editor": "Krita", "syntaxVersion": "2.0", "kritaVersion": "5.1.5"},
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
    layers = SubElement(image, "layers")
    if document.selection is not None:
        values = _mask_attributes("Selection", "selection", _SELECTION_FILE, visible=True)
        SubElement(layers, "mask", {**values, "nodetype": _SELECTION, "active": "1"})
    _put(layers, tree.roots, tree)
    SubElement(image, "ProjectionBackgroundColor", {"ColorData": "AAAAAA=="})
    return (_DOCTYPE + tostring(root, encoding="unicode")).encode()


def _put(parent: Element, nodes: tuple[KritaNode, ...], tree: _Tree) -> None:
    for node in reversed(nodes):  # Krita lists them from top to bottom
        name = tree.name_of[node.key]
        element = SubElement(parent, "layer", _attributes(node, name))
        if node.kind == GROUP:
            # A group's mask is one of its children, the topmost.
            inside = SubElement(element, "layers")
            _put_mask(inside, node, name)
            _put(inside, node.children, tree)
        elif node.kind == PAINT and node.mask is not None:
            _put_mask(SubElement(element, "masks"), node, name)


def _put_mask(parent: Element, node: KritaNode, name: str) -> None:
    if node.mask is not None:
        values = _mask_attributes("Transparency Mask", f"{node.key}:mask", f"{name}mask", visible=node.mask.visible)
        SubElement(parent, "mask", {**values, "nodetype": _MASK, "locked": _flag(node.locked)})


def _mask_attributes(title: str, key: str, name: str, *, visible: bool) -> dict[str, str]:
    return {
        "name": title,
        "uuid": _uuid(key),
        "filename": name,
        "visible": _flag(visible),
        "locked": "0",
        "x": "0",
        "y": "0",
        "colorlabel": "0",
        "intimeline": "0",
    }


def _attributes(node: KritaNode, name: str) -> dict[str, str]:
    values = {
        "name": xml_text(node.name),
        "uuid": _uuid(node.key),
        "filename": name,
        "opacity": str(node.opacity),
        "compositeop": node.op,
        "visible": _flag(node.visible),
        "locked": _flag(node.locked),
        "channelflags": _NO_ALPHA if node.inherits else "",
        "colorlabel": str(node.label),
        "intimeline": "0",
        "x": "0",
        "y": "0",
        "nodetype": node.kind,
    }
    if node.selected:
        values["selected"] = "true"
    if node.kind == GROUP:
        values |= {"passthrough": _flag(node.through), "collapsed": _flag(not node.expanded)}
    elif node.kind == FILTER:
        values |= {"filtername": node.filter, "filterversion": "1", "collapsed": "0"}
    else:
        locked = _NO_ALPHA if node.alpha_locked else ""
        values |= {"colorspacename": "RGBA", "channellockflags": locked, "collapsed": "0", "onionskin": "0"}
    return values


def _uuid(key: str) -> str:
    # Made of the layer's id, so that the same document makes the same file.
    return f"{{{uuid5(NAMESPACE_OID, key.encode('utf-8', 'replace').decode())}}}"


def _flag(value: bool) -> str:
    return "1" if value else "0"


# Pixels


def _files_of(node: KritaNode, profile: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the endings of a node's own files and what is in them."""
    if node.raster is not None:
        _check_reach(node.raster, f"Layer {named(node.name)}")
        yield "", b"".join(_device(node.raster))
        yield ".defaultpixel", bytes(4)
        yield ".icc", profile
    elif node.kind == FILTER:
        yield ".filterconfig", _FILTER_VALUES


def _check_reach(tiles: Tiles, what: str) -> None:
    bounds = tiles.tile_bounds()
    if max(abs(bounds.x0), abs(bounds.y0)) > MAX_OFFSET_PX:
        raise PainterError(f"{what} with what lies outside the canvas reaches too far. Move it nearer first.")


def _device(source: Tiles) -> Iterator[bytes]:
    """Yield pixels as Krita stores them: a head, then tiles of 64 × 64, BGRA with straight alpha or one value."""
    tiles = list(_pieces(source))
    size = 4 if isinstance(source, Raster) else 1
    head = "VERSION 2\nTILEWIDTH {0}\nTILEHEIGHT {0}\nPIXELSIZE {1}\nDATA {2}\n"
    yield head.format(_KRITA_TILE, size, len(tiles)).encode()
    for x, y, pixels in tiles:
        yield b"%d,%d,LZF,%d\n" % (x, y, len(pixels) + 1)
        yield _RAW
        yield pixels


def _pieces(source: Tiles) -> Iterator[tuple[int, int, bytes]]:
    parts = range(0, TILE, _KRITA_TILE)
    for tx, ty in sorted(source.tiles):
        tile = source.tiles[TileIndex(tx, ty)]
        if isinstance(source, Raster):
            tile = unpremultiply(tile)[..., [2, 1, 0, 3]]
        for top in parts:
            for left in parts:
                piece = tile[top : top + _KRITA_TILE, left : left + _KRITA_TILE]
                bare = not piece[..., 3].any() if isinstance(source, Raster) else source.is_bare(piece)
                if not bare:
                    yield tx * TILE + left, ty * TILE + top, piece.tobytes()
