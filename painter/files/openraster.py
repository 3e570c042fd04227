"""OpenRaster: the layered file that painter saves, and that Krita, MyPaint and GIMP open.

Writes straight to the file it is given; `painter.files.opening.save_document` is the safe door.

Source: OpenRaster specification 0.0.5, “File layout” and “Layers stack”.
"""

from __future__ import annotations

import logging
import zipfile
from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from painter.document.document import Document
from painter.document.layer import Adjustment, Group, Layer, LayerId, Mask, Node, walk
from painter.document.raster import MaskRaster, Pixels, Raster
from painter.errors import PainterError
from painter.files.archive import Archive
from painter.files.folding import Folded, FoldedMask
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
from painter.files.lowering import SELECTION_SOURCE, Picture, lower
from painter.files.png import encode_png, png_size
from painter.files.reasons import DamagedFileError, cannot_read, check_readable, named, quoted
from painter.files.remembered import (
    ENTRY,
    Memory,
    folded_with_memory,
    read_memory,
    recall,
    remember,
    settings_of,
)
from painter.files.stack import Stack, StackNode, build_stack, parse_stack
from painter.pixels.composite import flatten
from painter.pixels.resample import premultiply, unpremultiply

log = logging.getLogger(__name__)

MIMETYPE = b"image/openraster"
THUMBNAIL_SIDE_PX = 256
_WORKERS = 2


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
    merged = flatten(document)
    lowered = lower(document)
    for picture in lowered.pictures:
        _check_picture(picture)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        _add(archive, "mimetype", MIMETYPE)
        stack = Stack(
            width_px=document.width_px, height_px=document.height_px, dpi=document.dpi, nodes=lowered.nodes
        )
        count = sum(1 for _ in stack.walk())
        if count > MAX_LAYERS or _depth(lowered.nodes) >= MAX_DEPTH:
            raise PainterError("This picture has more masked and clipped layers than a file may hold. Merge some.")
        _add(archive, "stack.xml", build_stack(stack), packed=True)
        for source, data in _encoded(lowered.pictures, document.dpi):
            _add(archive, source, data)
        _add(archive, "mergedimage.png", encode_png(merged, dpi=document.dpi))
        _add(archive, "Thumbnails/thumbnail.png", encode_png(_thumbnail(merged)))
        _add(archive, ENTRY, remember(document, lowered.entries), packed=True)


def _depth(nodes: tuple[StackNode, ...]) -> int:
    return 1 + max((_depth(node.children) for node in nodes if node.is_group), default=0)


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


def _check_picture(picture: Picture) -> None:
    """Refuse a layer that could not be opened again."""
    box = picture.box
    what = f"Layer {named(picture.name)} with what lies outside the canvas"
    check_picture_size(box.width, box.height, what)
    if max(abs(box.x0), abs(box.y0)) > MAX_OFFSET_PX:
        raise PainterError(f"{what} reaches too far. Move it nearer first.")


def _encoded(pictures: list[Picture], dpi: float) -> Iterator[tuple[str, bytes]]:
    """Yield every picture as PNG, a few made at a time so that memory stays bounded."""
    waiting: deque[tuple[str, Future[bytes]]] = deque()
    with ThreadPoolExecutor(_WORKERS, thread_name_prefix="painter-png") as pool:
        for picture in pictures:
            waiting.append((picture.source, pool.submit(_encode, picture, dpi)))
            while len(waiting) > _WORKERS:
                source, future = waiting.popleft()
                yield source, future.result()
        for source, future in waiting:
            yield source, future.result()


def _encode(picture: Picture, dpi: float) -> bytes:
    pixels = picture.pixels
    straight = unpremultiply(pixels.read(picture.box)) if isinstance(pixels, Raster) else pixels
    return encode_png(straight, dpi=dpi)


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
    if "mimetype" in archive and archive.read("mimetype", 1000).strip() != MIMETYPE:
        raise DamagedFileError(f"{what} is an archive of another kind, not an OpenRaster picture.")
    if "stack.xml" not in archive:
        raise DamagedFileError(f"{what} is not an OpenRaster picture: it has no list of layers.")
    stack = parse_stack(archive.read("stack.xml", MAX_TEXT_BYTES), what)
    memory = read_memory(archive.read(ENTRY, MAX_TEXT_BYTES)) if ENTRY in archive else Memory()
    folded, memory = folded_with_memory(stack, memory)
    rasters = _Rasters(archive, stack, what)
    layers = tuple(rasters.node(part) for part in folded)
    document = Document(width_px=stack.width_px, height_px=stack.height_px, layers=layers)
    document = replace(
        document,
        dpi=stack.dpi or document.dpi,
        active_id=rasters.selected or _topmost(layers),
        selection=rasters.selection(memory),
    )
    document, notes = recall(document, folded, stack, memory)
    return Opened(document, tuple(dict.fromkeys((*stack.notes, *notes, *rasters.notes))))


def _topmost(layers: tuple[Node, ...]) -> LayerId | None:
    return layers[-1].id if layers else None


class _Rasters:
    """Builds the nodes of a document, reading each layer's picture within the limits."""

    def __init__(self, archive: Archive, stack: Stack, what: str) -> None:
        self.selected: LayerId | None = None
        self.notes: list[str] = []
        self._archive = archive
        self._stack = stack
        self._what = what
        self._pixels_left = MAX_LAYER_PX_IN_ALL

    def node(self, part: Folded) -> Node:
        told = part.told
        shared: dict[str, Any] = {
            "name": told.name,
            "visible": told.visible,
            "opacity": told.opacity,
            "mode": told.mode,
            "locked": told.locked,
            "clipped": part.clipped,
            "mask": None if part.mask is None else self._mask(part.mask),
        }
        node: Node
        settings = settings_of(part)
        if settings is not None:
            own = self._own_mask(part.entry.get("mask"), told)
            node = Adjustment(settings=settings, **{**shared, "mask": own})
        elif told.is_group:
            children = tuple(self.node(child) for child in part.children)
            node = Group(children=children, isolated=told.isolated, **shared)
        else:
            node = Layer(raster=self._raster(told), **shared)
            if told.cuts:
                self.notes.append(f"{named(told.name)} cuts what lies below it; painter shows it hidden.")
                node = replace(node, visible=False)
        if told.selected and self.selected is None:
            self.selected = node.id
        return node

    def selection(self, memory: Memory) -> MaskRaster | None:
        """Return the remembered selection."""
        if memory.selection is None:
            return None
        x, y = _place(memory.selection)
        told = StackNode(name="Selection", source=SELECTION_SOURCE, x=x, y=y)
        return None if SELECTION_SOURCE not in self._archive else self._mask_raster(told, 0)

    def _mask(self, mask: FoldedMask) -> Mask:
        outside = 255 if mask.entry.get("outside") == 255 and mask.told.opacity == 1.0 else 0
        raster = self._mask_raster(mask.told, outside)
        return Mask(raster=raster, enabled=mask.told.visible, linked=mask.entry.get("linked") is not False)

    def _own_mask(self, entry: Any, told: StackNode) -> Mask | None:
        """Return the mask of an adjustment, which no one else could use."""
        source = entry.get("src") if isinstance(entry, dict) else None
        if not isinstance(source, str) or source not in self._archive:
            return None
        x, y = _place(entry)
        mask = replace(told, source=source, x=x, y=y, opacity=1.0, visible=entry.get("enabled") is not False)
        return self._mask(FoldedMask(mask, entry))

    def _mask_raster(self, told: StackNode, outside: int) -> MaskRaster:
        values = self._straight(told)[..., 3]
        if told.opacity != 1.0:
            values = np.rint(values * told.opacity).astype(np.uint8)
        size = (self._stack.width_px, self._stack.height_px)
        return MaskRaster.from_array(*size, np.ascontiguousarray(values), told.x, told.y, outside=outside)

    def _raster(self, told: StackNode) -> Raster:
        pixels: Pixels = premultiply(self._straight(told))
        return Raster.from_array(self._stack.width_px, self._stack.height_px, pixels, told.x, told.y)

    def _straight(self, told: StackNode) -> Pixels:
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
        return decode_straight(data, what)


def _place(entry: Mapping[str, Any]) -> tuple[int, int]:
    """Return where a remembered picture lies, the corner for an impossible place."""
    x, y = entry.get("x"), entry.get("y")
    if not isinstance(x, int) or not isinstance(y, int) or max(abs(x), abs(y)) > MAX_OFFSET_PX:
        return 0, 0
    return x, y


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
        and _same_selection(document.selection, read.selection)
        and all(_same(a, b) for a, b in zip(document.layers, read.layers, strict=True))
    )
    if not same:
        raise PainterError("The file holds another picture.")


def _same_selection(a: MaskRaster | None, b: MaskRaster | None) -> bool:
    return a is b or (a is not None and b is not None and a.digest() == b.digest())


SHARED = ("name", "visible", "opacity", "mode", "locked", "clipped", "label")


def _same(a: Node, b: Node) -> bool:
    if type(a) is not type(b) or any(getattr(a, key) != getattr(b, key) for key in SHARED):
        return False
    if (a.mask is None) != (b.mask is None):
        return False
    if a.mask is not None and b.mask is not None:
        same = a.mask.enabled == b.mask.enabled and a.mask.raster.digest() == b.mask.raster.digest()
        if not same:
            return False
    if isinstance(a, Group) and isinstance(b, Group):
        return len(a.children) == len(b.children) and all(
            _same(x, y) for x, y in zip(a.children, b.children, strict=True)
        )
    if isinstance(a, Adjustment) and isinstance(b, Adjustment):
        return a.settings == b.settings
    return isinstance(a, Layer) and isinstance(b, Layer) and _same_pixels(a.raster, b.raster)


def _same_pixels(a: Raster, b: Raster) -> bool:
    if a.digest() == b.digest():
        return True
    # Colour above its alpha is no colour, and no file can hold it; it must not keep the artist from saving.
    possible = {index: np.minimum(tile, tile[..., 3:]) for index, tile in a.tiles.items()}
    if Raster(a.width_px, a.height_px, possible).digest() != b.digest():
        return False
    log.error("a layer held colours above their alpha; they were saved as the brightest possible")
    return True
