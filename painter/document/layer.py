"""Layers and groups: frozen, cheap to copy, holding their pixels by reference."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol
from uuid import uuid4

from painter.document.raster import Raster

LayerId = str
"""Names one layer for as long as its document lives, in every version of it and in its file."""


def new_layer_id() -> LayerId:
    return uuid4().hex


class BlendMode(StrEnum):
    """How a layer meets what lies below it; the formulas are in `painter.pixels.modes`."""

    NORMAL = "normal"
    MULTIPLY = "multiply"
    SCREEN = "screen"
    OVERLAY = "overlay"
    DARKEN = "darken"
    LIGHTEN = "lighten"
    COLOR_DODGE = "color-dodge"
    COLOR_BURN = "color-burn"
    HARD_LIGHT = "hard-light"
    SOFT_LIGHT = "soft-light"
    DIFFERENCE = "difference"
    EXCLUSION = "exclusion"
    ADD = "add"
    HUE = "hue"
    SATURATION = "saturation"
    COLOR = "color"
    LUMINOSITY = "luminosity"


class Recipe(Protocol):
    """What made a layer, as far as the document cares (`painter.ai.request.StyleRequest` fulfils it)."""

    @property
    def method(self) -> str: ...


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Layer:
    """A picture in the stack.

    Attributes:
        opacity: 0 to 1.
        locked: No edit may change its pixels.
        recipe: The request that made it, or None where a hand did.
    """

    raster: Raster
    name: str = "Layer"
    id: LayerId = field(default_factory=new_layer_id)
    visible: bool = True
    opacity: float = 1.0
    mode: BlendMode = BlendMode.NORMAL
    locked: bool = False
    recipe: Recipe | None = None

    def __post_init__(self) -> None:
        if not 0.0 <= self.opacity <= 1.0:
            raise ValueError(f"opacity {self.opacity} is not within 0 to 1")


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Group:
    """Layers held together; `children` from bottom to top.

    Attributes:
        isolated: The children blend among themselves first. Where False (pass through) they meet the layers
            below the group directly, and the group's mode and opacity must be normal and 1.
    """

    children: tuple[Node, ...] = ()
    name: str = "Group"
    id: LayerId = field(default_factory=new_layer_id)
    visible: bool = True
    opacity: float = 1.0
    mode: BlendMode = BlendMode.NORMAL
    locked: bool = False
    isolated: bool = True
    expanded: bool = True

    def __post_init__(self) -> None:
        if not 0.0 <= self.opacity <= 1.0:
            raise ValueError(f"opacity {self.opacity} is not within 0 to 1")


Node = Layer | Group


def walk(nodes: tuple[Node, ...], depth: int = 0) -> Iterator[tuple[Node, int]]:
    """Yield every node and its depth, bottom to top, a group before its children."""
    for node in nodes:
        yield node, depth
        if isinstance(node, Group):
            yield from walk(node.children, depth + 1)
