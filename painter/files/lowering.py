"""What a document's tree is in OpenRaster, whose layers know no masks, clipping or adjustments.

A mask becomes an isolated group with an ``svg:dst-in`` layer on top, clipping an isolated group in which what is
clipped is ``svg:src-atop``, and an adjustment a picture of its result, likewise. What has a mode of its own and is
clipped goes into a group with a solid copy of what lies below it. Beside every element of the layer list stands an
entry that says which part of which node it is; `painter.files.folding` goes the way back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from painter.document.adjustments import settings_to_json
from painter.document.document import Document
from painter.document.geometry import Rect
from painter.document.layer import Adjustment, BlendMode, Group, Layer, LayerId, Mask, Node, runs
from painter.document.raster import MaskRaster, Pixels, Raster
from painter.files.stack import StackNode
from painter.pixels.composite import flatten

_PLAIN_ID = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")
SELECTION_SOURCE = "painter/selection.png"


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A picture for the archive.

    Attributes:
        pixels: A layer's raster, read at `box` when it is written, or (h, w, 4) uint8 *straight* pixels.
    """

    source: str
    box: Rect
    pixels: Raster | Pixels
    name: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """How an element meets what lies below it."""

    visible: bool = True
    opacity: float = 1.0
    mode: BlendMode = BlendMode.NORMAL
    atop: bool = False

    @property
    def plain(self) -> bool:
        return self.opacity == 1.0 and self.mode is BlendMode.NORMAL and not self.atop


@dataclass(slots=True)
class Lowered:
    """The layer list, an entry for each of its elements, and the pictures they name."""

    nodes: tuple[StackNode, ...] = ()
    entries: list[dict[str, Any]] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)


Element = tuple[StackNode, dict[str, Any]]


def lower(document: Document) -> Lowered:
    """Return a document's tree as OpenRaster has it."""
    lowering = _Lowering(document)
    elements = lowering.siblings(document.layers, ())
    if document.selection is not None:
        lowering.add_mask_picture(SELECTION_SOURCE, document.selection, document.selection.bounds())
    return Lowered(tuple(told for told, _ in elements), [entry for _, entry in elements], lowering.pictures)


def mask_pixels(mask: MaskRaster, box: Rect) -> Pixels:
    """Return a mask as straight white pixels of its alpha."""
    values = mask.read(box)
    pixels = np.full((*values.shape, 4), 255, np.uint8)
    pixels[..., 3] = values
    pixels[values == 0] = 0
    return pixels


def _some(box: Rect) -> Rect:
    """Return a box that holds a pixel at least."""
    return Rect(0, 0, 1, 1) if box.empty else box


class _Lowering:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.pictures: list[Picture] = []
        self.count = 0
        self.taken = {f"data/{node.id}.png" for node in document.nodes()}

    def siblings(self, nodes: tuple[Node, ...], below: tuple[Node, ...]) -> list[Element]:
        """Return nodes lowered; `below` is what they meet first, in their isolated group."""
        elements: list[Element] = []
        for run in runs(nodes):
            base = run.base
            look = Look(base.visible, base.opacity, base.mode)
            if run.clipped:
                elements.append(self.clip(base, run.clipped, look))
            else:
                elements.append(self.node(base, look, below))
            below = (*below, base, *run.clipped)
        return elements

    def clip(self, base: Node, clipped: tuple[Node, ...], look: Look) -> Element:
        plain = replace(base, visible=True, opacity=1.0, mode=BlendMode.NORMAL, clipped=False)
        elements = [self.node(plain, Look(), (), alone=True)]
        below: tuple[Node, ...] = (plain,)
        for node in clipped:
            elements.append(self.clipped(node, below))
            below = (*below, node)
        told = self.told(base, look, isolated=True, children=tuple(t for t, _ in elements))
        return told, {"role": "clip", **_looks(base), "children": [entry for _, entry in elements]}

    def clipped(self, node: Node, below: tuple[Node, ...]) -> Element:
        if isinstance(node, Adjustment) or node.mode is BlendMode.NORMAL:
            return self.node(node, Look(node.visible, node.opacity, atop=True), below, alone=True)
        if node.mode is BlendMode.ERASE:
            return self.node(node, Look(node.visible, node.opacity, node.mode), below, alone=True)
        solid = flatten(replace(self.document, layers=below))
        solid[..., 3] = 255
        source = self.add(Picture(self.source("solid"), self.document.canvas, solid))
        helper = StackNode(name=f"{node.name} (below)", source=source, locked=True)
        inner, entry = self.node(node, Look(True, node.opacity, node.mode), below, alone=True)
        told = self.told(node, Look(node.visible, atop=True), isolated=True, children=(helper, inner))
        return told, {"role": "solid", "children": [{"role": "helper", "src": source}, entry]}

    def node(self, node: Node, look: Look, below: tuple[Node, ...], *, alone: bool = False) -> Element:
        if isinstance(node, Adjustment):
            return self.adjustment(node, look, below)
        if isinstance(node, Group):
            return self.group(node, look, below, alone=alone)
        if node.mask is None:
            return self.layer(node, look)
        content, entry = self.layer(node, Look())
        mask, mask_entry = self.mask(node, node.mask, node.raster.tile_bounds())
        told = self.told(node, look, isolated=True, children=(replace(content, selected=False), mask))
        return told, {"role": "masked", **_looks(node), "children": [entry, mask_entry]}

    def group(self, node: Group, look: Look, below: tuple[Node, ...], *, alone: bool) -> Element:
        isolated = node.isolated or alone or not look.plain or node.mask is not None
        inside = () if node.isolated or alone else below
        elements = self.siblings(node.children, inside)
        if node.mask is not None:
            elements.append(self.mask(node, node.mask, self.document.canvas))
        told = self.told(node, look, isolated=isolated, children=tuple(t for t, _ in elements))
        entry = {"role": "group", "id": node.id, **_looks(node), "isolated": node.isolated}
        return told, {**entry, "expanded": node.expanded, "children": [e for _, e in elements]}

    def layer(self, node: Layer, look: Look) -> Element:
        source = f"data/{node.id}.png" if _PLAIN_ID.match(node.id) else self.source("layer")
        box = _some(node.raster.bounds())
        self.add(Picture(source, box, node.raster, node.name))
        told = replace(self.told(node, look), source=source, x=box.x0, y=box.y0)
        entry = {"id": node.id, **_looks(node), "src": source, "digest": node.raster.digest()}
        return told, {**entry, "alpha_locked": node.alpha_locked, "recipe": node.recipe}

    def mask(self, node: Node, mask: Mask, content: Rect) -> Element:
        box = mask.raster.bounds()
        if mask.raster.outside:
            # What lies outside shows: the picture must reach as far as anything that could.
            box = mask.raster.tile_bounds().united(self.document.canvas).united(content)
        source = self.add_mask_picture(self.source("mask"), mask.raster, box)
        box = _some(box)
        told = StackNode(
            name=f"{node.name} (mask)", source=source, x=box.x0, y=box.y0, visible=mask.enabled, cuts=True
        )
        return told, {"role": "mask", **_mask_entry(source, mask)}

    def add_mask_picture(self, source: str, mask: MaskRaster, box: Rect) -> str:
        box = _some(box)
        return self.add(Picture(source, box, mask_pixels(mask, box)))

    def adjustment(self, node: Adjustment, look: Look, below: tuple[Node, ...]) -> Element:
        shown = replace(node, visible=True, opacity=1.0, mask=None)
        pixels = flatten(replace(self.document, layers=(*below, shown)))
        pixels[..., 3] = 255
        mask = node.shown_mask
        if mask is not None:
            pixels[..., 3] = mask.read(self.document.canvas)
            pixels[pixels[..., 3] == 0] = 0
        source = self.add(Picture(self.source("adjustment"), self.document.canvas, pixels))
        entry = {"role": "adjustment", "id": node.id, **_looks(node), "src": source}
        entry["settings"] = settings_to_json(node.settings)
        if node.mask is not None:
            box = node.mask.raster.tile_bounds()
            own = self.add_mask_picture(f"painter/mask-{self.count:04d}.png", node.mask.raster, box)
            entry["mask"] = {**_mask_entry(own, node.mask), "x": _some(box).x0, "y": _some(box).y0}
        told = self.told(node, Look(look.visible, look.opacity, atop=True))
        return replace(told, source=source), entry

    def told(
        self, node: Node, look: Look, *, isolated: bool = True, children: tuple[StackNode, ...] = ()
    ) -> StackNode:
        return StackNode(
            name=node.name,
            visible=look.visible,
            opacity=look.opacity,
            mode=look.mode,
            atop=look.atop,
            locked=node.locked,
            selected=node.id == self.document.active_id,
            isolated=isolated,
            children=children,
        )

    def source(self, kind: str) -> str:
        """Return a name that no layer's own picture has."""
        while True:
            name = f"data/{kind}-{self.count:04d}.png"
            self.count += 1
            if name not in self.taken:
                return name

    def add(self, picture: Picture) -> str:
        self.pictures.append(picture)
        return picture.source


def _looks(node: Node) -> dict[str, Any]:
    """Return what an entry tells of any node."""
    return {
        "name": node.name,
        "opacity": node.opacity,
        "mode": str(node.mode),
        "clipped": node.clipped,
        "label": str(node.label),
    }


def _mask_entry(source: str, mask: Mask) -> dict[str, Any]:
    return {"src": source, "outside": mask.raster.outside, "enabled": mask.enabled, "linked": mask.linked}


__all__ = ["SELECTION_SOURCE", "LayerId", "Lowered", "Picture", "lower", "mask_pixels"]
