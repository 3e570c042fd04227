"""Reading PSD and PSB of any depth and colour mode as layers of ours, and telling what could not stay editable.

Sizes are checked before anything is unpacked. Text, shapes and smart objects are the pixels that Photoshop left of
them; vector masks, effects and the adjustments that painter does not have are left out.

Source: Adobe Photoshop File Formats Specification.
"""

from __future__ import annotations

import logging
import math
import struct
import warnings
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from psd_tools import PSDImage
from psd_tools.compression import PSDDecompressionWarning
from psd_tools.constants import BlendMode as PhotoshopMode
from psd_tools.constants import ChannelID, Clipping, ColorMode, ProtectedFlags, Resource, Tag
from psd_tools.psd.parse_limits import ParseLimits

from painter.document.adjustments import Invert, Posterize
from painter.document.document import Document
from painter.document.geometry import Rect
from painter.document.layer import Adjustment, BlendMode, ColorLabel, Group, Layer, Mask, Node
from painter.document.raster import MaskRaster, Raster
from painter.errors import PainterError
from painter.files.colors import to_srgb
from painter.files.images import UNKNOWN_DPI
from painter.files.limits import (
    MAX_DEPTH,
    MAX_LAYER_PX_IN_ALL,
    MAX_LAYERS,
    MAX_OFFSET_PX,
    check_memory,
    check_picture_size,
)
from painter.files.openraster import Opened
from painter.files.photoshop.adjusting import from_photoshop
from painter.files.photoshop.modes import FROM_PHOTOSHOP, LABELS
from painter.files.reasons import DamagedFileError, cannot_read, check_readable, named, quoted
from painter.pixels.resample import premultiply

log = logging.getLogger(__name__)

SIGNATURE = b"8BPS"
_HEADER = struct.Struct(">4sH6xHIIHH")
_VERSIONS = (1, 2)
_DEPTHS = (1, 8, 16, 32)
_MAX_CHANNELS = 56
_LIMITS = ParseLimits(max_objects=400_000, max_nesting_depth=MAX_DEPTH)
_ALLOWED_BYTES = 3 << 30
_NAMES_TOLD = 3
_NAME_LENGTH = 1000
_LOCKED = ProtectedFlags.COMPOSITE | ProtectedFlags.COMPLETE
_DAMAGE = (
    OSError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    AssertionError,
    EOFError,
    OverflowError,
    ZeroDivisionError,
    NotImplementedError,
    RuntimeError,
    struct.error,
    zlib.error,
    PSDDecompressionWarning,
)
"""What psd-tools raises over damaged files; our own sentences are told as they are."""


@dataclass(frozen=True, slots=True, eq=False)
class Merged:
    """What a file shows at a glance: the merged picture, (h, w, 4) uint8 premultiplied, and its count of layers."""

    pixels: NDArray[np.uint8]
    layers: int


def read_photoshop(path: Path) -> Opened:
    """Read a PSD or PSB with its layers; a flat one becomes one layer.

    Raises:
        PainterError: There is no such file, it is damaged, or over the limits.
    """
    return _read(path, _Reader.opened)


def read_merged(path: Path) -> Merged:
    """Read only the picture that a PSD or PSB keeps of all its layers together.

    Raises:
        PainterError: There is no such file, it is damaged, or over the limits.
    """
    return _read(path, _Reader.merged)


_Read = TypeVar("_Read")


def _read(path: Path, how: Callable[[_Reader], _Read]) -> _Read:
    size_bytes = check_readable(path)
    what = quoted(path)
    try:
        with path.open("rb") as file:
            _check_header(file.read(_HEADER.size), what)
            check_memory(2 * size_bytes, what)
            file.seek(0)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                # Otherwise a channel that cannot be unpacked would silently be black.
                warnings.simplefilter("error", PSDDecompressionWarning)
                image = PSDImage.open(file, max_alloc_bytes=_ALLOWED_BYTES, parse_limits=_LIMITS)
                return how(_Reader(image, what))
    except PainterError:
        raise
    except MemoryError as error:
        raise DamagedFileError(f"{what} needs more memory than is free.") from error
    except RecursionError as error:
        raise DamagedFileError(f"{what} nests groups deeper than painter can ({MAX_DEPTH}).") from error
    except OSError as error:
        if error.errno is not None:
            raise cannot_read(path, error) from error
        raise _damaged(what, error) from error
    except _DAMAGE as error:
        raise _damaged(what, error) from error


def _damaged(what: str, error: BaseException) -> DamagedFileError:
    log.info("%s: %r", what, error)
    return DamagedFileError(f"{what} is damaged or cut short, so it cannot be opened.")


def _check_header(data: bytes, what: str) -> None:
    """Judge what a file claims to be before anything of it is believed."""
    if len(data) < _HEADER.size:
        raise DamagedFileError(f"{what} is cut short: it ends before its picture begins.")
    signature, version, channels, height, width, depth, _ = _HEADER.unpack(data)
    if signature != SIGNATURE or version not in _VERSIONS or depth not in _DEPTHS:
        raise DamagedFileError(f"{what} is no Photoshop file that painter knows.")
    if not 1 <= channels <= _MAX_CHANNELS:
        raise DamagedFileError(f"{what} is damaged: it claims {channels} channels.")
    check_picture_size(width, height, what)
    check_memory(width * height * 12, what)


class _Reader:
    """Turns the layers of one file into nodes, within the limits, collecting what has to be told."""

    def __init__(self, image: PSDImage, what: str) -> None:
        self._image = image
        self._what = what
        self._canvas = Rect(0, 0, image.width, image.height)
        self._count = 0
        self._pixels_left = MAX_LAYER_PX_IN_ALL
        self._told: dict[str, list[str]] = {}
        profile = image.image_resources.get_data(Resource.ICC_PROFILE)
        self._profile = profile if isinstance(profile, bytes) else None

    def opened(self) -> Opened:
        nodes = self._nodes(self._image, depth=1)
        if not nodes:
            nodes = (self._flat(),)
        document = Document(
            width_px=self._canvas.width,
            height_px=self._canvas.height,
            layers=nodes,
            active_id=nodes[-1].id,
            dpi=self._dpi(),
        )
        return Opened(document, self._note())

    def merged(self) -> Merged:
        layers = sum(not layer.is_group() for layer in self._image.descendants())
        return Merged(premultiply(self._straight(self._image, self._what)), max(1, layers))

    def _dpi(self) -> float:
        info = self._image.image_resources.get_data(Resource.RESOLUTION_INFO)
        dpi = getattr(info, "horizontal", 0) / 65_536
        # Photoshop keeps 16 bits behind the point.
        return round(dpi, 3) if math.isfinite(dpi) and 1.0 <= dpi <= 10_000.0 else UNKNOWN_DPI

    # The tree

    def _nodes(self, parent: Any, *, depth: int) -> tuple[Node, ...]:
        if depth > MAX_DEPTH:
            raise DamagedFileError(f"{self._what} nests groups deeper than painter can ({MAX_DEPTH}).")
        made: list[Node] = []
        shaped = True
        for layer in parent:
            # Of groups psd-tools itself denies it, which other programs than Photoshop do clip.
            clipped = layer._record.clipping == Clipping.NON_BASE
            node = self._node(layer, depth)
            if not clipped:
                # What is clipped to an adjustment, or to what is left out, is not clipped at all.
                shaped = node is not None and not isinstance(node, Adjustment)
            if node is not None:
                made.append(replace(node, clipped=True) if clipped and shaped else node)
        return tuple(made)

    def _node(self, layer: Any, depth: int) -> Node | None:
        self._count += 1
        if self._count > MAX_LAYERS:
            raise DamagedFileError(f"{self._what} has more layers than painter can open ({MAX_LAYERS}).")
        name = str(layer.name).rstrip("\0")[:_NAME_LENGTH]
        group = bool(layer.is_group())
        name = name or ("Group" if group else "Layer")
        if layer.has_effects():
            self._tell("Effects were left out: {names}.", name)
        if layer.mask is None and layer.has_vector_mask() and layer.kind != "shape":
            self._tell("Vector masks were left out: {names}.", name)
        values: dict[str, Any] = {
            "name": name,
            "visible": bool(layer.visible),
            "opacity": _opacity(layer),
            "locked": bool(_locks(layer) & _LOCKED),
            "mask": None if layer.mask is None else self._mask(layer, name),
            "label": _label(layer),
        }
        if group:
            return self._group(layer, values, depth)
        values["mode"] = self._mode(layer, name)
        settings = from_photoshop(layer)
        if settings is not None:
            if not isinstance(settings, Invert | Posterize):
                self._tell("Photoshop computes adjustments with formulas of its own; compare: {names}.", name)
            return Adjustment(settings=settings, **values)
        if layer.kind in ("type", "shape", "smartobject"):
            self._tell("Text, shapes and smart objects are pixels now: {names}.", name)
        values["alpha_locked"] = bool(_locks(layer) & ProtectedFlags.TRANSPARENCY)
        if not layer.has_pixels():
            if layer.kind != "pixel":
                self._tell("Adjustments and fills that painter does not have were left out: {names}.", name)
                return None
            return Layer(raster=Raster(self._canvas.width, self._canvas.height), **values)
        return Layer(raster=self._raster(layer, name), **values)

    def _group(self, layer: Any, values: dict[str, Any], depth: int) -> Group:
        children = self._nodes(layer, depth=depth + 1)
        through = layer.blend_mode == PhotoshopMode.PASS_THROUGH
        mode = BlendMode.NORMAL if through else self._mode(layer, values["name"])
        opened = getattr(layer, "open_folder", True) is not False
        return Group(children=children, isolated=not through, mode=mode, expanded=opened, **values)

    def _mode(self, layer: Any, name: str) -> BlendMode:
        mode = FROM_PHOTOSHOP.get(layer.blend_mode)
        if mode is None:
            self._tell("Blend modes that painter does not know are shown as Normal: {names}.", name)
            return BlendMode.NORMAL
        return mode

    # Pixels

    def _raster(self, layer: Any, name: str) -> Raster:
        what = f"Layer {named(name)} of {self._what}"
        box = Rect(layer.left, layer.top, layer.right, layer.bottom)
        canvas = self._canvas.width, self._canvas.height
        if box.width == 0 or box.height == 0:
            return Raster(*canvas)
        self._check_box(box, what)
        return Raster.from_array(*canvas, premultiply(self._straight(layer, what)), box.x0, box.y0)

    def _check_box(self, box: Rect, what: str) -> None:
        """Judge the place and size that a layer or mask claims, before its pixels are unpacked."""
        check_picture_size(box.width, box.height, what)
        if max(abs(box.x0), abs(box.y0)) > MAX_OFFSET_PX:
            raise DamagedFileError(f"{what} is damaged: it lies impossibly far from the canvas.")
        self._pixels_left -= box.width * box.height
        if self._pixels_left < 0:
            raise DamagedFileError(f"{self._what} has more pixels in its layers than painter can open.")
        check_memory(box.width * box.height * 16, what)

    def _mask(self, layer: Any, name: str) -> Mask:
        mask = layer.mask
        what = f"The mask of layer {named(name)} of {self._what}"
        # What Photoshop made of it and a vector mask together, if there is such.
        data, real = mask.data, bool(mask.has_real())
        ground = data.real_background_color if real else data.background_color
        edges = [f"real_{edge}" if real else edge for edge in ("left", "top", "right", "bottom")]
        box = Rect(*(int(getattr(data, edge) or 0) for edge in edges))
        outside = 0 if ground == 0 else 255
        canvas = self._canvas.width, self._canvas.height
        raster = MaskRaster(*canvas, outside=outside)
        if box.width and box.height:
            self._check_box(box, what)
            image = mask.topil()
            if image is not None:
                values = np.ascontiguousarray(np.array(image.convert("L")))
                raster = MaskRaster.from_array(*canvas, values, box.x0, box.y0, outside=outside)
        return Mask(raster=raster, enabled=not mask.disabled)

    def _flat(self) -> Layer:
        """Return the merged picture of a file without layers."""
        pixels = premultiply(self._straight(self._image, self._what))
        opaque = bool((pixels[..., 3] == 255).all())
        raster = Raster.from_array(self._canvas.width, self._canvas.height, pixels)
        return Layer(raster=raster, name="Background" if opaque else "Picture")

    def _straight(self, source: Any, what: str) -> NDArray[np.uint8]:
        """Return a layer's own pixels, or the merged picture, as (h, w, 4) uint8 straight sRGB RGBA."""
        if self._image.depth == 32 and self._image.color_mode in (ColorMode.RGB, ColorMode.GRAYSCALE):
            return _from_linear(source)
        image = source.topil(apply_icc=False)
        if image is None:
            raise DamagedFileError(f"{what} is damaged: it has no pixels.")
        alpha = image.getchannel("A") if image.mode in ("RGBA", "LA") else None
        if alpha is None and source is not self._image:
            alpha = source.topil(channel=ChannelID.TRANSPARENCY_MASK, apply_icc=False)
        color = image.convert(image.mode.removesuffix("A")) if image.mode in ("RGBA", "LA") else image
        color = to_srgb(color, self._profile, what).convert("RGB")
        if alpha is not None and alpha.size == color.size:
            color.putalpha(alpha.convert("L"))
        return np.array(color.convert("RGBA"))

    # Notes

    def _tell(self, sentence: str, name: str) -> None:
        self._told.setdefault(sentence, []).append(name)

    def _note(self) -> tuple[str, ...]:
        """Return one note on everything that is not as it was."""
        return tuple(sentence.format(names=_listed(names)) for sentence, names in self._told.items())


def _listed(names: Iterable[str]) -> str:
    distinct = list(dict.fromkeys(names))
    told = ", ".join(named(name) for name in distinct[:_NAMES_TOLD])
    more = len(distinct) - _NAMES_TOLD
    return f"{told} and {more} more" if more > 0 else told


def _opacity(layer: Any) -> float:
    opacity, fill = int(layer.opacity), layer.fill_opacity
    fill = min(255, max(0, fill)) if isinstance(fill, int) else 255
    return min(1.0, max(0.0, opacity / 255 * (fill / 255)))


def _locks(layer: Any) -> int:
    flags = getattr(layer.locks, "value", 0)
    return flags if isinstance(flags, int) else 0


def _label(layer: Any) -> ColorLabel:
    number = getattr(layer.tagged_blocks.get_data(Tag.SHEET_COLOR_SETTING), "value", 0)
    return LABELS.get(number, ColorLabel.NONE) if isinstance(number, int) else ColorLabel.NONE


def _from_linear(source: Any) -> NDArray[np.uint8]:
    """Return pixels of 32 bit, which are linear light, as (h, w, 4) uint8 straight sRGB RGBA.

    Source: IEC 61966-2-1, the transfer function of sRGB.
    """
    values = np.nan_to_num(np.asarray(source.numpy("color"), np.float32), nan=0.0, posinf=1.0, neginf=0.0)
    values = np.clip(values, 0.0, 1.0)
    encoded = np.where(values <= 0.0031308, 12.92 * values, 1.055 * values ** (1 / 2.4) - 0.055)
    out = np.full((*values.shape[:2], 4), 255, np.uint8)
    out[..., :3] = np.rint(encoded * 255).astype(np.uint8)
    shape = source.numpy("shape")
    if shape is not None and shape.shape[:2] == out.shape[:2]:
        out[..., 3] = np.rint(np.clip(np.nan_to_num(shape[..., 0]), 0.0, 1.0) * 255).astype(np.uint8)
    return out
