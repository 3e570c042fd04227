"""OpenRaster: the layered file that painter saves, and that Krita, MyPaint and GIMP open.

Writes straight to the file it is given; `painter.files.opening.save_document` is the safe door.

Source: OpenRaster specification 0.0.5, “File layout” and “Layers stack”.
"""

from __future__ import annotations

import logging
import re
import zipfile
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from painter.document.document import Document
from painter.document.geometry import Rect
from painter.document.layer import Group, Layer, LayerId, Node, walk
from painter.document.raster import Pixels, Raster
from painter.errors import PainterError
from painter.files.archive import Archive
from painter.files.images import decode_straight
from painter.files.limits import (
    MAX_DEPTH,
    MAX_LAYER_PX_IN_ALL,
    MAX_LAYERS,
    MAX_OFFSET_PX,
    MAX_PICTURE_BYTES,
    MAX_TEXT_BYTES,
    check_memory,
    check_picture_size,
)
from painter.files.png import encode_png, png_size
from painter.files.reasons import DamagedFileError, cannot_read, check_readable, named, quoted
from painter.files.remembered import ENTRY, read_memory, recall, remember
from painter.files.stack import Stack, StackNode, build_stack, parse_stack
from painter.pixels.composite import flatten
from painter.pixels.resample import premultiply, unpremultiply

log = logging.getLogger(__name__)

MIMETYPE = b"image/openraster"
KRITA_MIMETYPE = b"application/x-krita"
THUMBNAIL_SIDE_PX = 256
_WORKERS = 2
_PLAIN_ID = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """A document from a file, and sentences the artist should read about what is not as it was."""

    document: Document
    notes: tuple[str, ...] = ()


# Writing


def write_openraster(document: Document, path: Path) -> None:
    """Write a document to a file, which is not written safely: see `painter.files.opening.save_document`.

    Raises:
        PainterError: The document goes over the limits of what could be opened again.
        OSError: The system would not write.
    """
    _check_limits(document)
    sources = _sources(document)
    merged = flatten(document)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        _add(archive, "mimetype", MIMETYPE)
        boxes = {layer.id: _box(layer) for layer in document.nodes() if isinstance(layer, Layer)}
        nodes = tuple(_stack_node(node, document, sources, boxes) for node in document.layers)
        stack = Stack(width_px=document.width_px, height_px=document.height_px, dpi=document.dpi, nodes=nodes)
        _add(archive, "stack.xml", build_stack(stack), packed=True)
        for layer_id, data in _encoded(document, boxes):
            _add(archive, sources[layer_id], data)
        _add(archive, "mergedimage.png", encode_png(merged, dpi=document.dpi))
        _add(archive, "Thumbnails/thumbnail.png", encode_png(_thumbnail(merged)))
        _add(archive, ENTRY, remember(document, sources), packed=True)


def _check_limits(document: Document) -> None:
    """Refuse a document that could not be opened again."""
    check_picture_size(document.width_px, document.height_px, "This picture")
    depths = [depth for _, depth in walk(document.layers)]
    if len(depths) > MAX_LAYERS:
        raise PainterError(f"This picture has more layers than a file may hold ({MAX_LAYERS}). Merge some first.")
    if max(depths, default=0) >= MAX_DEPTH:
        raise PainterError(f"This picture nests groups deeper than a file may ({MAX_DEPTH}). Ungroup some first.")


def _add(archive: zipfile.ZipFile, name: str, data: bytes, *, packed: bool = False) -> None:
    # A fixed date: the same document makes the same file.
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    info.external_attr = 0o644 << 16
    archive.writestr(info, data)


def _sources(document: Document) -> dict[LayerId, str]:
    """Return the name in the archive of every layer's picture."""
    layers = [node for node in document.nodes() if isinstance(node, Layer)]
    return {
        layer.id: f"data/{layer.id if _PLAIN_ID.match(layer.id) else f'layer-{place:04d}'}.png"
        for place, layer in enumerate(layers)
    }


def _box(layer: Layer) -> Rect:
    """Return the part of the plane that a layer's picture covers; one pixel for an empty layer."""
    box = layer.raster.bounds()
    if box.empty:
        return Rect(0, 0, 1, 1)
    what = f"Layer {named(layer.name)} with what lies outside the canvas"
    check_picture_size(box.width, box.height, what)
    if max(abs(box.x0), abs(box.y0)) > MAX_OFFSET_PX:
        raise PainterError(f"{what} reaches too far. Move it nearer first.")
    return box


def _stack_node(
    node: Node, document: Document, sources: dict[LayerId, str], boxes: dict[LayerId, Rect]
) -> StackNode:
    if isinstance(node, Group):
        return StackNode(
            name=node.name,
            visible=node.visible,
            opacity=node.opacity,
            mode=node.mode,
            locked=node.locked,
            selected=node.id == document.active_id,
            isolated=node.isolated,
            children=tuple(_stack_node(child, document, sources, boxes) for child in node.children),
        )
    return StackNode(
        name=node.name,
        source=sources[node.id],
        x=boxes[node.id].x0,
        y=boxes[node.id].y0,
        visible=node.visible,
        opacity=node.opacity,
        mode=node.mode,
        locked=node.locked,
        selected=node.id == document.active_id,
    )


def _encoded(document: Document, boxes: dict[LayerId, Rect]) -> Iterator[tuple[LayerId, bytes]]:
    """Yield every layer's picture as PNG, a few made at a time so that memory stays bounded."""
    waiting: deque[tuple[LayerId, Future[bytes]]] = deque()
    with ThreadPoolExecutor(_WORKERS, thread_name_prefix="painter-png") as pool:
        for node in document.nodes():
            if isinstance(node, Layer):
                waiting.append((node.id, pool.submit(_encode_layer, node.raster, boxes[node.id], document.dpi)))
            while len(waiting) > _WORKERS:
                layer_id, future = waiting.popleft()
                yield layer_id, future.result()
        for layer_id, future in waiting:
            yield layer_id, future.result()


def _encode_layer(raster: Raster, box: Rect, dpi: float) -> bytes:
    return encode_png(unpremultiply(raster.read(box)), dpi=dpi)


def _thumbnail(merged: NDArray[np.uint8]) -> NDArray[np.uint8]:
    image = Image.fromarray(merged)
    image.thumbnail((THUMBNAIL_SIDE_PX, THUMBNAIL_SIDE_PX), Image.Resampling.BOX, reducing_gap=2.0)
    return np.array(image)


# Reading


def read_openraster(path: Path) -> Opened:
    """Read a layered file, ours or another program's.

    Raises:
        PainterError: There is no such file, it is damaged, or over the limits.
    """
    check_readable(path)
    what = quoted(path)
    try:
        with path.open("rb") as file, Archive(file, what) as archive:
            return _read(archive, what)
    except MemoryError as error:
        raise DamagedFileError(f"{what} needs more memory than is free.") from error
    except OSError as error:
        raise cannot_read(path, error) from error


def _read(archive: Archive, what: str) -> Opened:
    mimetype = archive.read("mimetype", 1000).strip() if "mimetype" in archive else MIMETYPE
    if mimetype == KRITA_MIMETYPE:
        raise PainterError(f"{what} is a Krita file, which painter cannot open. Save it in Krita as OpenRaster.")
    if mimetype != MIMETYPE:
        raise DamagedFileError(f"{what} is an archive of another kind, not an OpenRaster picture.")
    if "stack.xml" not in archive:
        raise DamagedFileError(f"{what} is not an OpenRaster picture: it has no list of layers.")
    stack = parse_stack(archive.read("stack.xml", MAX_TEXT_BYTES), what)
    rasters = _Rasters(archive, stack, what)
    built = [(told, rasters.node(told)) for told in stack.nodes]
    document = Document(width_px=stack.width_px, height_px=stack.height_px, layers=tuple(node for _, node in built))
    document = replace(
        document, dpi=stack.dpi or document.dpi, active_id=rasters.selected or _topmost(document.layers)
    )
    notes = stack.notes
    if ENTRY in archive:
        memory = read_memory(archive.read(ENTRY, MAX_TEXT_BYTES))
        document, more = recall(document, stack, memory)
        notes += more
    return Opened(document, notes)


def _topmost(layers: tuple[Node, ...]) -> LayerId | None:
    return layers[-1].id if layers else None


class _Rasters:
    """Builds the nodes of a document, reading each layer's picture within the limits."""

    def __init__(self, archive: Archive, stack: Stack, what: str) -> None:
        self.selected: LayerId | None = None
        self._archive = archive
        self._stack = stack
        self._what = what
        self._pixels_left = MAX_LAYER_PX_IN_ALL

    def node(self, told: StackNode) -> Node:
        node: Node
        if told.is_group:
            children = tuple(self.node(child) for child in told.children)
            node = Group(
                children=children,
                name=told.name,
                visible=told.visible,
                opacity=told.opacity,
                mode=told.mode,
                locked=told.locked,
                isolated=told.isolated,
            )
        else:
            node = Layer(
                raster=self._raster(told),
                name=told.name,
                visible=told.visible,
                opacity=told.opacity,
                mode=told.mode,
                locked=told.locked,
            )
        if told.selected and self.selected is None:
            self.selected = node.id
        return node

    def _raster(self, told: StackNode) -> Raster:
        data = self._archive.read(told.source or "", MAX_PICTURE_BYTES)
        what = f"Layer {named(told.name)} of {self._what}"
        size = png_size(data)
        if size is None:
            raise DamagedFileError(f"{what} is damaged: it is no PNG picture.")
        check_picture_size(*size, what)
        self._pixels_left -= size[0] * size[1]
        if self._pixels_left < 0:
            raise DamagedFileError(f"{self._what} has more pixels in its layers than painter can open.")
        check_memory(size[0] * size[1] * 12, what)
        pixels: Pixels = premultiply(decode_straight(data, what))
        return Raster.from_array(self._stack.width_px, self._stack.height_px, pixels, told.x, told.y)


# Checking


def check_openraster(document: Document, path: Path) -> None:
    """Prove that a file holds a document.

    Raises:
        PainterError: It cannot be read, or holds something else.
    """
    read = read_openraster(path).document
    same = (
        (read.width_px, read.height_px) == (document.width_px, document.height_px)
        and len(read.layers) == len(document.layers)
        and all(_same(a, b) for a, b in zip(document.layers, read.layers, strict=True))
    )
    if not same:
        raise PainterError("The file holds another picture.")


def _same(a: Node, b: Node) -> bool:
    if (a.name, a.visible, a.opacity, a.mode, a.locked) != (b.name, b.visible, b.opacity, b.mode, b.locked):
        return False
    if isinstance(a, Group):
        return (
            isinstance(b, Group)
            and len(a.children) == len(b.children)
            and all(_same(x, y) for x, y in zip(a.children, b.children, strict=True))
        )
    return isinstance(b, Layer) and _same_pixels(a.raster, b.raster)


def _same_pixels(a: Raster, b: Raster) -> bool:
    if a.digest() == b.digest():
        return True
    # Colour above its alpha is no colour, and no file can hold it; it must not keep the artist from saving.
    possible = {index: np.minimum(tile, tile[..., 3:]) for index, tile in a.tiles.items()}
    if Raster(a.width_px, a.height_px, possible).digest() != b.digest():
        return False
    log.error("a layer held colours above their alpha; they were saved as the brightest possible")
    return True
