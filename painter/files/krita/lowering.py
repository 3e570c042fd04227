"""What a document's tree is in Krita, which has masks and pass-through groups, but clips by inheriting alpha.

A layer that inherits alpha shows only where anything below it in its group does, so a run of clipped layers becomes
a group. An adjustment becomes a filter layer where Krita's filter does exactly the same, else a picture of its
result that inherits alpha; its mask stays a mask. Krita shows a pass-through group whole and unmasked, so that one
which is not so is written isolated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from painter.document.adjustments import Invert
from painter.document.document import Document
from painter.document.layer import (
    Adjustment,
    BlendMode,
    ColorLabel,
    Group,
    Mask,
    Node,
    runs,
)
from painter.document.raster import MaskRaster, Raster
from painter.pixels.composite import flatten
from painter.pixels.resample import premultiply

COMPOSITE_OPS: Mapping[BlendMode, str] = MappingProxyType(
    {
        BlendMode.NORMAL: "normal",
        BlendMode.DISSOLVE: "dissolve",
        BlendMode.BEHIND: "behind",
        BlendMode.ERASE: "erase",
        BlendMode.DARKEN: "darken",
        BlendMode.MULTIPLY: "multiply",
        BlendMode.COLOR_BURN: "burn",
        BlendMode.LINEAR_BURN: "linear_burn",
        BlendMode.DARKER_COLOR: "darker color",
        BlendMode.LIGHTEN: "lighten",
        BlendMode.SCREEN: "screen",
        BlendMode.COLOR_DODGE: "dodge",
        BlendMode.ADD: "add",
        BlendMode.LIGHTER_COLOR: "lighter color",
        BlendMode.OVERLAY: "overlay",
        BlendMode.SOFT_LIGHT: "soft_light_svg",
        BlendMode.HARD_LIGHT: "hard_light",
        BlendMode.VIVID_LIGHT: "vivid_light",
        BlendMode.LINEAR_LIGHT: "linear light",
        BlendMode.PIN_LIGHT: "pin_light",
        BlendMode.HARD_MIX: "hard_mix_photoshop",
        BlendMode.DIFFERENCE: "diff",
        BlendMode.EXCLUSION: "exclusion",
        BlendMode.SUBTRACT: "subtract",
        BlendMode.DIVIDE: "divide",
        BlendMode.HUE: "hue",
        BlendMode.SATURATION: "saturation",
        BlendMode.COLOR: "color",
        BlendMode.LUMINOSITY: "luminize",
    }
)
"""Krita's name of each mode."""
COPY = "copy"
"""How a filter layer meets what it filtered."""
PAINT, GROUP, FILTER = "paintlayer", "grouplayer", "adjustmentlayer"
_LABELS: Mapping[ColorLabel, int] = MappingProxyType(
    {
        ColorLabel.NONE: 0,
        ColorLabel.BLUE: 1,
        ColorLabel.GREEN: 2,
        ColorLabel.YELLOW: 3,
        ColorLabel.ORANGE: 4,
        ColorLabel.RED: 6,
        ColorLabel.VIOLET: 7,
        ColorLabel.GREY: 8,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KritaMask:
    """A transparency mask, or what a filter layer is limited to."""

    raster: MaskRaster
    visible: bool = True


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KritaNode:
    """A layer as Krita has it.

    Attributes:
        kind: `PAINT`, `GROUP` or `FILTER`.
        key: Names it within the document, in every file the same.
        opacity: 0 to 255.
        inherits: It shows only where what lies below it in its group does.
        label: Krita's number of a colour.
        raster: A paint layer's pixels.
        mask: Of a filter layer what it is limited to.
        filter: The name of a filter layer's filter.
    """

    kind: str
    key: str
    name: str
    visible: bool
    locked: bool
    opacity: int = 255
    op: str = "normal"
    inherits: bool = False
    label: int = 0
    selected: bool = False
    alpha_locked: bool = False
    raster: Raster | None = None
    mask: KritaMask | None = None
    filter: str = ""
    through: bool = False
    expanded: bool = True
    children: tuple[KritaNode, ...] = ()


def lower(document: Document) -> tuple[KritaNode, ...]:
    """Return a document's tree as Krita has it, bottom to top."""
    return _Lowering(document).siblings(_as_krita_can(document.layers), ())


def _as_krita_can(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """Return nodes with groups isolated that cannot pass through: adjustments are worked out over what shows."""
    return tuple(
        replace(node, isolated=not stays_through(node), children=_as_krita_can(node.children))
        if isinstance(node, Group)
        else node
        for node in nodes
    )


def krita_filter(node: Adjustment) -> str:
    """Return the name of the filter of Krita's that does exactly what an adjustment does; "" where none does."""
    return "invert" if isinstance(node.settings, Invert) and node.mode is BlendMode.NORMAL else ""


def stays_through(group: Group) -> bool:
    """Tell whether Krita can show a group as passing through."""
    return not group.isolated and group.opacity == 1.0 and group.shown_mask is None


class _Lowering:
    def __init__(self, document: Document) -> None:
        self.document = document

    def siblings(self, nodes: tuple[Node, ...], below: tuple[Node, ...]) -> tuple[KritaNode, ...]:
        """Return nodes lowered; `below` is what they meet first, in their isolated group."""
        made: list[KritaNode] = []
        for run in runs(nodes):
            made.append(self.clip(run.base, run.clipped) if run.clipped else self.node(run.base, below))
            below = (*below, run.base, *run.clipped)
        return tuple(made)

    def clip(self, base: Node, clipped: tuple[Node, ...]) -> KritaNode:
        plain = replace(base, visible=True, opacity=1.0, mode=BlendMode.NORMAL, clipped=False)
        # The mask goes to the group: what is clipped does not change alpha, so that is the same, and Krita applies
        # a mask twice below a layer that inherits its alpha.
        children = [self.node(replace(plain, mask=None), (), alone=True)]
        below: tuple[Node, ...] = (plain,)
        for node in clipped:
            # Erasing is cutting alpha, which a layer that inherits it could not.
            inherits = node.mode is not BlendMode.ERASE or isinstance(node, Adjustment)
            children.append(replace(self.node(node, below, alone=True), inherits=inherits))
            below = (*below, node)
        told = self.told(base, GROUP, children=tuple(children))
        return replace(told, key=f"{base.id}:clip", selected=False)

    def node(self, node: Node, below: tuple[Node, ...], *, alone: bool = False) -> KritaNode:
        if isinstance(node, Adjustment):
            return self.adjustment(node, below)
        if isinstance(node, Group):
            children = self.siblings(node.children, () if node.isolated or alone else below)
            through = stays_through(node) and not alone
            return self.told(node, GROUP, children=children, through=through, expanded=node.expanded)
        return self.told(node, PAINT, raster=node.raster, alpha_locked=node.alpha_locked)

    def adjustment(self, node: Adjustment, below: tuple[Node, ...]) -> KritaNode:
        name = krita_filter(node)
        if name:
            everywhere = Mask(raster=MaskRaster(self.document.width_px, self.document.height_px, outside=255))
            limited = node if node.shown_mask is not None else replace(node, mask=everywhere)
            return replace(self.told(limited, FILTER, filter=name), op=COPY)
        shown = replace(node, visible=True, opacity=1.0, mask=None)
        pixels = flatten(replace(self.document, layers=(*below, shown)))
        pixels[..., 3] = 255
        raster = Raster.from_array(self.document.width_px, self.document.height_px, premultiply(pixels))
        return replace(self.told(node, PAINT, raster=raster), op="normal", inherits=True)

    def told(self, node: Node, kind: str, **own: Any) -> KritaNode:
        mask = node.mask
        return KritaNode(
            kind=kind,
            key=node.id,
            name=node.name,
            visible=node.visible,
            locked=node.locked,
            opacity=round(node.opacity * 255),
            op=COMPOSITE_OPS[node.mode],
            label=_LABELS[node.label],
            selected=node.id == self.document.active_id,
            mask=None if mask is None else KritaMask(raster=mask.raster, visible=mask.enabled),
            **own,
        )
