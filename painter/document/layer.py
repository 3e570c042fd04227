"""Layers, groups, adjustments and masks: frozen, cheap to copy, holding their pixels by reference."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol
from uuid import uuid4

from painter.document.adjustments import AdjustmentSettings
from painter.document.raster import MaskRaster, Raster

LayerId = str
"""Names one layer for as long as its document lives, in every version of it and in its file."""


def new_layer_id() -> LayerId:
    return uuid4().hex


class BlendMode(StrEnum):
    """How a layer meets what lies below it; the formulas are in `painter.pixels.modes`."""

    NORMAL = "normal"
    DISSOLVE = "dissolve"
    BEHIND = "behind"
    ERASE = "erase"
    DARKEN = "darken"
    MULTIPLY = "multiply"
    COLOR_BURN = "color-burn"
    LINEAR_BURN = "linear-burn"
    DARKER_COLOR = "darker-color"
    LIGHTEN = "lighten"
    SCREEN = "screen"
    COLOR_DODGE = "color-dodge"
    ADD = "add"
    LIGHTER_COLOR = "lighter-color"
    OVERLAY = "overlay"
    SOFT_LIGHT = "soft-light"
    HARD_LIGHT = "hard-light"
    VIVID_LIGHT = "vivid-light"
    LINEAR_LIGHT = "linear-light"
    PIN_LIGHT = "pin-light"
    HARD_MIX = "hard-mix"
    DIFFERENCE = "difference"
    EXCLUSION = "exclusion"
    SUBTRACT = "subtract"
    DIVIDE = "divide"
    HUE = "hue"
    SATURATION = "saturation"
    COLOR = "color"
    LUMINOSITY = "luminosity"


class Recipe(Protocol):
    """What made a layer, as far as the document cares (`painter.ai.request.StyleRequest` fulfils it)."""

    @property
    def method(self) -> str: ...


class ColorLabel(StrEnum):
    """A mark in the layer list, for the artist's own order; no label shows in the picture."""

    NONE = "none"
    RED = "red"
    ORANGE = "orange"
    YELLOW = "yellow"
    GREEN = "green"
    BLUE = "blue"
    VIOLET = "violet"
    GREY = "grey"


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Mask:
    """What of a node shows: nothing where it is 0, all where it is 255.

    Attributes:
        enabled: Where False the node shows as if it had no mask.
        linked: Moving the node moves the mask.
    """

    raster: MaskRaster
    enabled: bool = True
    linked: bool = True


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class NodeBase:
    """What every node of the layer tree has.

    Attributes:
        opacity: 0 to 1.
        locked: No edit may change its pixels.
        clipped: It shows only where the nearest node below that is not clipped does, and blends with that
            node alone before both meet what lies below.
    """

    name: str = "Layer"
    id: LayerId = field(default_factory=new_layer_id)
    visible: bool = True
    opacity: float = 1.0
    mode: BlendMode = BlendMode.NORMAL
    locked: bool = False
    mask: Mask | None = None
    clipped: bool = False
    label: ColorLabel = ColorLabel.NONE

    def __post_init__(self) -> None:
        if not 0.0 <= self.opacity <= 1.0:
            raise ValueError(f"opacity {self.opacity} is not within 0 to 1")

    @property
    def shown_mask(self) -> MaskRaster | None:
        """The mask's values where there is one and it is enabled."""
        return self.mask.raster if self.mask is not None and self.mask.enabled else None


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Layer(NodeBase):
    """A picture in the stack.

    Attributes:
        alpha_locked: Painting changes its colours and leaves its alpha as it is.
        recipe: The request that made it, or None where a hand did.
    """

    raster: Raster
    alpha_locked: bool = False
    recipe: Recipe | None = None


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Group(NodeBase):
    """Layers held together; `children` from bottom to top.

    Attributes:
        isolated: The children blend among themselves first. Where False (pass through) they meet the layers
            below the group directly; the group's mode then counts for nothing, and its opacity and mask tell
            how much of what its children did remains. A clipped group, or one that others are clipped to, is
            always isolated.
    """

    children: tuple[Node, ...] = ()
    name: str = "Group"
    isolated: bool = True
    expanded: bool = True


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Adjustment(NodeBase):
    """A layer without pixels that changes the colours of what lies below it, within its group."""

    settings: AdjustmentSettings
    name: str = "Adjustment"


Node = Layer | Group | Adjustment


def walk(nodes: tuple[Node, ...], depth: int = 0) -> Iterator[tuple[Node, int]]:
    """Yield every node and its depth, bottom to top, a group before its children."""
    for node in nodes:
        yield node, depth
        if isinstance(node, Group):
            yield from walk(node.children, depth + 1)


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """A node and what is clipped to it, bottom to top."""

    base: Node
    clipped: tuple[Node, ...] = ()


def runs(nodes: tuple[Node, ...]) -> Iterator[Run]:
    """Yield siblings as bases with what is clipped to them.

    One with nothing below to clip to is a base; an adjustment that is not clipped has no shape to clip to.
    """
    place = 0
    while place < len(nodes):
        end = place + 1
        while not isinstance(nodes[place], Adjustment) and end < len(nodes) and nodes[end].clipped:
            end += 1
        yield Run(nodes[place], nodes[place + 1 : end])
        place = end
