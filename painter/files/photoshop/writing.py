"""Writing PSD and PSB: layers, groups, modes, and our own merged picture for programs that read only that.

Straight to the file it is given; `painter.files.opening.export_document` is the safe door.

Source: Adobe Photoshop File Formats Specification, “Layer and Mask Information” and “Image Data”.
"""

from __future__ import annotations

import logging
import struct
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from psd_tools import PSDImage
from psd_tools.constants import BlendMode as PhotoshopMode
from psd_tools.constants import Compression, ProtectedFlags, Resource, Tag
from psd_tools.psd.image_resources import ImageResource, ResoulutionInfo

from painter.document.document import Document
from painter.document.geometry import Rect
from painter.document.layer import Group, Layer, Node
from painter.document.raster import Pixels
from painter.errors import PainterError
from painter.files.colors import srgb_profile
from painter.files.limits import MAX_OFFSET_PX, check_picture_size
from painter.files.photoshop.modes import TO_PHOTOSHOP
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
    for node in nodes:
        if isinstance(node, Group):
            mode = TO_PHOTOSHOP[node.mode] if node.isolated else PhotoshopMode.PASS_THROUGH
            made = parent.create_group(name="", blend_mode=mode, open_folder=node.expanded)
            _put(made, node.children)
        else:
            made = _put_layer(parent, node)
        # After creation: the constructor takes Western names only.
        made.name = node.name.encode("utf-16-le", "replace").decode("utf-16-le")[:_NAME_LENGTH]
        made.opacity = round(node.opacity * 255)
        made.visible = node.visible
        if node.locked:
            made.tagged_blocks.set_data(Tag.PROTECTED_SETTING, int(ProtectedFlags.COMPLETE))


def _put_layer(parent: Any, layer: Layer) -> Any:
    box = layer.raster.bounds()
    if box.empty:
        box = Rect(0, 0, 1, 1)
    what = f"Layer {named(layer.name)} with what lies outside the canvas"
    check_picture_size(box.width, box.height, what)
    if max(abs(box.x0), abs(box.y0)) > MAX_OFFSET_PX:
        raise PainterError(f"{what} reaches too far. Move it nearer first.")
    return parent.create_pixel_layer(
        Image.fromarray(unpremultiply(layer.raster.read(box))),
        name="",
        top=box.y0,
        left=box.x0,
        blend_mode=TO_PHOTOSHOP[layer.mode],
    )


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
    return len(ours) == len(theirs) and all(_same_node(a, b) for a, b in zip(ours, theirs, strict=True))


def _same_node(a: Node, b: Node) -> bool:
    if (a.visible, a.mode, a.locked) != (b.visible, b.mode, b.locked) or abs(a.opacity - b.opacity) > 1 / 255:
        return False
    if isinstance(a, Group):
        return isinstance(b, Group) and a.isolated == b.isolated and _same(a.children, b.children)
    if not isinstance(b, Layer):
        return False
    box = a.raster.bounds()
    pixels = a.raster.read(box)
    # Colour above its alpha is no colour, and no file can hold it.
    return b.raster.bounds() == box and bool(
        np.array_equal(np.minimum(pixels, pixels[..., 3:]), b.raster.read(box))
    )
