"""Writing PSD and PSB: the tree with its masks, and our own merged picture for programs that read only that.

What Photoshop has no such mode for (Behind, Erase) is written hidden.

Straight to the file it is given; `painter.files.opening.export_document` is the safe door.

Source: Adobe Photoshop File Formats Specification, “Layer and Mask Information” and “Image Data”.
"""

from __future__ import annotations

import logging
import struct
from collections.abc import Iterator
from enum import Enum, auto
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from psd_tools import PSDImage
from psd_tools.constants import BlendMode as PhotoshopMode
from psd_tools.constants import Clipping, Compression, ProtectedFlags, Resource, Tag
from psd_tools.psd.image_resources import ImageResource, ResoulutionInfo
from psd_tools.psd.layer_and_mask import ChannelData, ChannelDataList
from psd_tools.psd.tagged_blocks import TaggedBlock

from painter.document.document import Document
from painter.document.geometry import Rect
from painter.document.layer import Adjustment, Group, Layer, Mask, Node, runs
from painter.document.raster import Pixels, Raster
from painter.errors import PainterError
from painter.files.colors import srgb_profile
from painter.files.limits import MAX_OFFSET_PX, check_picture_size
from painter.files.photoshop.adjusting import to_photoshop
from painter.files.photoshop.modes import LABELS, TO_PHOTOSHOP
from painter.files.photoshop.reading import read_photoshop
from painter.files.reasons import named
from painter.pixels.composite import flatten
from painter.pixels.resample import premultiply, unpremultiply

log = logging.getLogger(__name__)

MAX_PSD_SIDE_PX = 30_000
_PSB_VERSION = 2
_PIXELS_PER_INCH, _INCHES = 1, 1
_FIXED_POINT = 65_536
_NAME_LENGTH = 250
_LABEL_NUMBERS = {label: number for number, label in LABELS.items()}


def write_psd(document: Document, path: Path) -> None:
    """Write a document to a file, which is not written safely.

    Raises:
        PainterError: The document has what this kind cannot hold.
        OSError: The system would not write.
    """
    if max(document.width_px, document.height_px) > MAX_PSD_SIDE_PX:
        raise PainterError(
            f"A .psd file holds up to {MAX_PSD_SIDE_PX} pixels on a side. Export as .psb, which holds more."
        )
    _write(document, path, large=False)


def write_psb(document: Document, path: Path) -> None:
    """Write a document to a large-document file, as `write_psd` does."""
    _write(document, path, large=True)


def _write(document: Document, path: Path, *, large: bool) -> None:
    check_picture_size(document.width_px, document.height_px, "This picture")
    image = PSDImage.new("RGBA", (document.width_px, document.height_px))
    if large:
        image._record.header.version = _PSB_VERSION
    _put(image, document.layers)
    image._update_record()  # with all that was changed after a layer was made
    _put_resources(image, document.dpi)
    _put_merged(image, flatten(document))
    try:
        with path.open("wb") as file:
            # Not `PSDImage.save`: it would replace our merged picture by its own.
            image._record.write(file)
    except (struct.error, OverflowError) as error:
        log.info("writing %s failed: %r", path, error)
        raise PainterError(
            "This picture is too large for a .psd file. Export as .psb, which holds more."
        ) from error


def _put(parent: Any, nodes: tuple[Node, ...]) -> None:
    for node, clipped in _clipping(nodes):
        if isinstance(node, Group):
            made = _put_group(parent, node, through=_through(node, clipped))
        elif isinstance(node, Adjustment):
            made = _put_adjustment(parent, node)
        else:
            made = _put_layer(parent, node)
        # After creation: the constructor takes Western names only.
        made.name = node.name.encode("utf-16-le", "replace").decode("utf-16-le")[:_NAME_LENGTH]
        made.opacity = round(node.opacity * 255)
        made.visible = _shown(node)
        # Photoshop itself clips no groups; other programs do.
        made._record.clipping = Clipping.NON_BASE if clipped is _Clip.CLIPPED else Clipping.BASE
        locks = int(ProtectedFlags.COMPLETE) if node.locked else 0
        if isinstance(node, Layer) and node.alpha_locked:
            locks |= int(ProtectedFlags.TRANSPARENCY)
        if locks:
            made.tagged_blocks.set_data(Tag.PROTECTED_SETTING, locks)
        if node.label in _LABEL_NUMBERS:
            made.tagged_blocks.set_data(Tag.SHEET_COLOR_SETTING, _LABEL_NUMBERS[node.label])
        if node.mask is not None:
            _put_mask(made, node.name, node.mask)


class _Clip(Enum):
    """What a node is among those that are clipped."""

    ALONE = auto()
    BASE = auto()
    CLIPPED = auto()


def _clipping(nodes: tuple[Node, ...]) -> Iterator[tuple[Node, _Clip]]:
    for run in runs(nodes):
        yield run.base, _Clip.BASE if run.clipped else _Clip.ALONE
        for node in run.clipped:
            yield node, _Clip.CLIPPED


def _through(group: Group, clipped: _Clip) -> bool:
    return not group.isolated and clipped is _Clip.ALONE


def _shown(node: Node) -> bool:
    return node.visible and (node.mode in TO_PHOTOSHOP or (isinstance(node, Group) and not node.isolated))


def _mode(node: Node) -> PhotoshopMode:
    return TO_PHOTOSHOP.get(node.mode, PhotoshopMode.NORMAL)


def _put_group(parent: Any, group: Group, *, through: bool) -> Any:
    mode = PhotoshopMode.PASS_THROUGH if through else _mode(group)
    made = parent.create_group(name="", blend_mode=mode, open_folder=group.expanded)
    # psd-tools gives the group's end the very same channels, and with them its mask.
    made._bounding_channels = ChannelDataList(list(made._channels))
    _put(made, group.children)
    return made


def _put_layer(parent: Any, layer: Layer) -> Any:
    box = _checked_box(layer.raster.bounds(), f"Layer {named(layer.name)} with what lies outside the canvas")
    return parent.create_pixel_layer(
        Image.fromarray(unpremultiply(layer.raster.read(box))),
        name="",
        top=box.y0,
        left=box.x0,
        blend_mode=_mode(layer),
    )


def _put_adjustment(parent: Any, node: Adjustment) -> Any:
    made = parent.create_pixel_layer(Image.new("RGBA", (1, 1)), name="", blend_mode=_mode(node))
    record = made._record
    record.top = record.left = record.bottom = record.right = 0
    for place, told in enumerate(record.channel_info):
        made._channels[place] = ChannelData(compression=Compression.RAW, data=b"")
        told.length = made._channels[place]._length
    tag, data = to_photoshop(node.settings)
    made.tagged_blocks[tag] = TaggedBlock(key=tag, data=data)
    return made


def _put_mask(made: Any, name: str, mask: Mask) -> None:
    raster = mask.raster
    box = _checked_box(
        raster.tile_bounds() if raster.outside else raster.bounds(),
        f"The mask of {named(name)} with what lies outside the canvas",
    )
    made.create_mask(Image.fromarray(raster.read(box)), top=box.y0, left=box.x0)
    made._record.mask_data.background_color = raster.outside
    made._record.mask_data.flags.mask_disabled = not mask.enabled


def _checked_box(box: Rect, what: str) -> Rect:
    """Return a box that holds a pixel at least and that can be opened again."""
    if box.empty:
        return Rect(0, 0, 1, 1)
    check_picture_size(box.width, box.height, what)
    if max(abs(box.x0), abs(box.y0)) > MAX_OFFSET_PX:
        raise PainterError(f"{what} reaches too far. Move it nearer first.")
    return box


def _put_resources(image: PSDImage, dpi: float) -> None:
    resolution = round(dpi * _FIXED_POINT)
    values: dict[Resource, Any] = {
        Resource.RESOLUTION_INFO: ResoulutionInfo(
            resolution, _PIXELS_PER_INCH, _INCHES, resolution, _PIXELS_PER_INCH, _INCHES
        ),
        Resource.ICC_PROFILE: srgb_profile(),
    }
    for key, data in values.items():
        image.image_resources[key] = ImageResource(key=key.value, data=data)


def _put_merged(image: PSDImage, merged: Pixels) -> None:
    """Store the picture as a whole; its colours laid on white, as Photoshop does, its alpha beside them."""
    alpha = merged[..., 3]
    on_white = premultiply(merged)[..., :3] + (255 - alpha)[..., None]
    planes = [*(on_white[..., channel] for channel in range(3)), alpha]
    header = image._record.header
    image._record.image_data.compression = Compression.RLE
    image._record.image_data.set_data([np.ascontiguousarray(plane).tobytes() for plane in planes], header)
    info = image._record._get_layer_info()
    if info is not None:
        # A negative count says that the first further channel is the picture's transparency.
        info.layer_count = -abs(info.layer_count)


def check_photoshop(document: Document, path: Path) -> None:
    """Prove that a file holds a document's layers.

    Raises:
        PainterError: It cannot be read, or holds something else.
    """
    read = read_photoshop(path).document
    same_canvas = (read.width_px, read.height_px) == (document.width_px, document.height_px)
    if not same_canvas or not _same(document.layers, read.layers):
        raise PainterError("The file holds another picture.")


def _same(ours: tuple[Node, ...], theirs: tuple[Node, ...]) -> bool:
    return len(ours) == len(theirs) and all(
        clipped is read and _same_node(a, b, clipped)
        for (a, clipped), (b, read) in zip(_clipping(ours), _clipping(theirs), strict=True)
    )


def _same_node(a: Node, b: Node, clipped: _Clip) -> bool:
    if (_shown(a), a.locked, a.label) != (b.visible, b.locked, b.label) or abs(a.opacity - b.opacity) > 1 / 255:
        return False
    through = isinstance(a, Group) and _through(a, clipped)
    if not through and _mode(a) is not _mode(b):
        return False
    if not _same_mask(a.mask, b.mask):
        return False
    if isinstance(a, Group):
        return isinstance(b, Group) and through is not b.isolated and _same(a.children, b.children)
    if isinstance(a, Adjustment):
        return isinstance(b, Adjustment) and type(a.settings) is type(b.settings)
    return isinstance(b, Layer) and a.alpha_locked == b.alpha_locked and _same_pixels(a.raster, b.raster)


def _same_mask(a: Mask | None, b: Mask | None) -> bool:
    if a is None or b is None:
        return a is b
    return a.enabled == b.enabled and a.raster.digest() == b.raster.digest()


def _same_pixels(a: Raster, b: Raster) -> bool:
    box = a.bounds()
    pixels = a.read(box)
    # Colour above its alpha is no colour, and no file can hold it.
    return b.bounds() == box and bool(np.array_equal(np.minimum(pixels, pixels[..., 3:]), b.read(box)))
