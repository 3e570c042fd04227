"""The layer tree of an OpenRaster file: `stack.xml` to plain values and back. Touches no pixels.

OpenRaster lists layers from top to bottom; `StackNode` children stand from bottom to top, as in a document.

Source: OpenRaster specification 0.0.5, “Layers stack”; the names of modes it lacks are Krita's.
"""

from __future__ import annotations

import logging
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from painter.document.layer import BlendMode
from painter.files.limits import MAX_DEPTH, MAX_LAYERS, MAX_OFFSET_PX, check_picture_size
from painter.files.reasons import DamagedFileError, named

log = logging.getLogger(__name__)

_SPECIAL_OPS: Mapping[BlendMode, str] = MappingProxyType(
    {
        BlendMode.NORMAL: "svg:src-over",
        BlendMode.ADD: "svg:plus",
        BlendMode.EXCLUSION: "krita:exclusion",  # Krita reads svg:exclusion as Normal
        BlendMode.ERASE: "svg:dst-out",
        BlendMode.BEHIND: "krita:behind",
        BlendMode.DISSOLVE: "krita:dissolve",
        BlendMode.LINEAR_BURN: "krita:linear_burn",
        BlendMode.DARKER_COLOR: "krita:darker color",
        BlendMode.LIGHTER_COLOR: "krita:lighter color",
        BlendMode.VIVID_LIGHT: "krita:vivid_light",
        BlendMode.LINEAR_LIGHT: "krita:linear light",
        BlendMode.PIN_LIGHT: "krita:pin_light",
        BlendMode.HARD_MIX: "krita:hard_mix_photoshop",
        BlendMode.SUBTRACT: "krita:subtract",
        BlendMode.DIVIDE: "krita:divide",
    }
)
ATOP = "svg:src-atop"
CUT = "svg:dst-in"
OPS: Mapping[BlendMode, str] = MappingProxyType(
    {mode: _SPECIAL_OPS.get(mode, f"svg:{mode.value}") for mode in BlendMode}
)
"""What is written as ``composite-op`` for each mode."""
MODES: Mapping[str, BlendMode] = MappingProxyType(
    {op: mode for mode, op in OPS.items()}
    | {
        "svg:normal": BlendMode.NORMAL,
        "svg:exclusion": BlendMode.EXCLUSION,
        "svg:add": BlendMode.ADD,
        "krita:add": BlendMode.ADD,
        "krita:linear_dodge": BlendMode.ADD,
        "krita:erase": BlendMode.ERASE,
        "krita:hard mix": BlendMode.HARD_MIX,
        "svg:dst-over": BlendMode.BEHIND,
    }
)
"""Which mode each ``composite-op`` is."""
_MASK_OPS = ("svg:dst-atop", "svg:src-in", "svg:src-out", "svg:clear")
"""Operators that cut away what lies below: shown as Normal they would cover the picture."""
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NAME_LENGTH = 1000


@dataclass(frozen=True, kw_only=True, slots=True)
class StackNode:
    """A layer or group as `stack.xml` tells of it.

    Attributes:
        source: Name of the layer's picture in the archive; None for a group.
        x, y: Canvas position of the picture's top left.
        children: A group's nodes from bottom to top.
        atop: It shows only where what lies below it in its group does.
        cuts: It only cuts what lies below it in its group to its shape.
    """

    name: str
    source: str | None = None
    x: int = 0
    y: int = 0
    visible: bool = True
    opacity: float = 1.0
    mode: BlendMode = BlendMode.NORMAL
    locked: bool = False
    selected: bool = False
    isolated: bool = True
    children: tuple[StackNode, ...] = ()
    atop: bool = False
    cuts: bool = False

    @property
    def is_group(self) -> bool:
        return self.source is None


@dataclass(frozen=True, kw_only=True, slots=True)
class Stack:
    """A whole `stack.xml`; `notes` are sentences for the artist about what was read differently."""

    width_px: int
    height_px: int
    dpi: float | None
    nodes: tuple[StackNode, ...]
    notes: tuple[str, ...] = ()

    def walk(self) -> Iterator[StackNode]:
        """Yield every node from bottom to top, a group before its children."""
        waiting = list(reversed(self.nodes))
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.children))


def xml_text(text: str) -> str:
    """Return a text with what XML cannot hold exchanged for the replacement sign."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def opacity_text(opacity: float) -> str:
    """Return an opacity as `stack.xml` holds it: plain decimals, which every reader takes."""
    text = repr(float(opacity))
    return f"{opacity:.17f}" if "e" in text else text


def build_stack(stack: Stack) -> bytes:
    """Return `stack.xml` for a layer tree."""
    image = Element("image", {"version": "0.0.5", "w": str(stack.width_px), "h": str(stack.height_px)})
    if stack.dpi is not None:
        resolution = str(max(1, round(stack.dpi)))
        image.set("xres", resolution)
        image.set("yres", resolution)
    _put(SubElement(image, "stack"), stack.nodes)
    return ("<?xml version='1.0' encoding='UTF-8'?>\n" + tostring(image, encoding="unicode")).encode()


def _put(parent: Element, nodes: tuple[StackNode, ...]) -> None:
    for node in reversed(nodes):
        element = SubElement(parent, "stack" if node.is_group else "layer", {"name": xml_text(node.name)})
        if node.source is not None:
            element.attrib |= {"src": node.source, "x": str(node.x), "y": str(node.y)}
        element.attrib |= {
            "opacity": opacity_text(node.opacity),
            "visibility": "visible" if node.visible else "hidden",
            # Always written: MyPaint takes a missing one for its own pigment mode.
            "composite-op": ATOP if node.atop else CUT if node.cuts else OPS[node.mode],
        }
        if node.is_group:
            element.set("isolation", "isolate" if node.isolated else "auto")
        if node.locked:
            element.set("edit-locked", "true")
        if node.selected:
            element.set("selected", "true")
        _put(element, node.children)


def parse_stack(data: bytes, what: str) -> Stack:
    """Read `stack.xml`; `what` names the file in sentences.

    Raises:
        DamagedFileError: It is not XML, holds values that cannot be, or goes over the limits.
    """
    try:
        image = ElementTree.fromstring(data)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        log.info("%s: stack.xml: %r", what, error)
        raise DamagedFileError(f"{what} is damaged: its list of layers cannot be read.") from error
    return _Parser(what).stack(image)


class _Parser:
    """Turns the XML tree into values, counting layers and collecting notes."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._count = 0
        self._notes: list[str] = []

    def stack(self, image: Element) -> Stack:
        root = image.find("stack")
        if image.tag != "image" or root is None:
            raise DamagedFileError(f"{self._what} is damaged: it has no list of layers.")
        width, height = self._whole(image, "w", None), self._whole(image, "h", None)
        check_picture_size(width, height, self._what)
        nodes = self._children(root, self._whole(root, "x", 0), self._whole(root, "y", 0), depth=1)
        dpi = self._number(image, "xres", 0.0)
        return Stack(
            width_px=width,
            height_px=height,
            dpi=dpi if 1.0 <= dpi <= 10_000.0 else None,
            nodes=nodes,
            notes=tuple(dict.fromkeys(self._notes)),
        )

    def _children(self, parent: Element, x: int, y: int, *, depth: int) -> tuple[StackNode, ...]:
        if depth > MAX_DEPTH and len(parent):
            raise DamagedFileError(f"{self._what} nests groups deeper than painter can ({MAX_DEPTH}).")
        nodes = (self._node(element, x, y, depth) for element in reversed(parent))
        return tuple(node for node in nodes if node is not None)

    def _node(self, element: Element, x: int, y: int, depth: int) -> StackNode | None:
        if element.tag not in ("layer", "stack"):
            self._notes.append("Parts of the file that are neither layers nor groups were left out.")
            return None
        self._count += 1
        if self._count > MAX_LAYERS:
            raise DamagedFileError(f"{self._what} has more layers than painter can open ({MAX_LAYERS}).")
        group = element.tag == "stack"
        name = element.get("name", "")[:NAME_LENGTH] or ("Group" if group else "Layer")
        x, y = x + self._whole(element, "x", 0), y + self._whole(element, "y", 0)
        if max(abs(x), abs(y)) > MAX_OFFSET_PX:
            raise DamagedFileError(f"{self._what} is damaged: a layer lies impossibly far from the canvas.")
        mode, visible = self._mode(element, name)
        opacity = min(1.0, max(0.0, self._number(element, "opacity", 1.0)))
        source = None if group else element.get("src", "")
        if source is not None and (not source or source.lower().endswith(".svg")):
            self._notes.append(f"{named(name)} is not made of pixels and was left out.")
            return None
        op = element.get("composite-op")
        plain = mode is BlendMode.NORMAL and opacity == 1.0 and op not in (ATOP, CUT)
        return StackNode(
            name=name,
            source=source,
            x=x,
            y=y,
            visible=visible and element.get("visibility", "visible") != "hidden",
            opacity=opacity,
            mode=mode,
            locked=element.get("edit-locked", "false").lower() in ("true", "1"),
            selected=element.get("selected", "false").lower() in ("true", "1"),
            isolated=element.get("isolation", "auto") == "isolate" or not plain,
            children=self._children(element, x, y, depth=depth + 1) if group else (),
            atop=op == ATOP,
            cuts=op == CUT,
        )

    def _mode(self, element: Element, name: str) -> tuple[BlendMode, bool]:
        """Return a layer's mode, and whether it may show."""
        op = element.get("composite-op", OPS[BlendMode.NORMAL])
        mode = BlendMode.NORMAL if op in (ATOP, CUT) else MODES.get(op)
        if mode is not None:
            return mode, True
        log.info("%s: layer %s has mode %s", self._what, name, op)
        if op in _MASK_OPS:
            self._notes.append(f"{named(name)} cuts the picture in a way that painter does not know; it is hidden.")
            return BlendMode.NORMAL, False
        self._notes.append(f"{named(name)} has a blend mode that painter does not know; it is shown as Normal.")
        return BlendMode.NORMAL, True

    def _number(self, element: Element, key: str, default: float) -> float:
        text = element.get(key)
        if text is None:
            return default
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            raise DamagedFileError(f"{self._what} is damaged: “{key}” of a layer is no number.")
        return value

    def _whole(self, element: Element, key: str, default: int | None) -> int:
        if default is None and key not in element.attrib:
            raise DamagedFileError(f"{self._what} is damaged: it does not tell its size.")
        return round(self._number(element, key, float(default or 0)))
