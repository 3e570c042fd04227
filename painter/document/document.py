"""The document: a canvas and its tree of layers. Immutable; see `painter.document.edits` for changing it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from painter.document.geometry import EMPTY_RECT, Rect, bounds_of_tiles
from painter.document.layer import Adjustment, Group, Layer, LayerId, Node, walk
from painter.document.raster import MaskRaster, Raster, Tiles, changed_tiles

MAX_SIDE_PX = 65_535


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Document:
    """A canvas with layers, `layers` from bottom to top.

    Attributes:
        active_id: The layer the artist works on; None where there is none.
        dpi: Print resolution in pixels per inch.
        selection: Where tools work, 0 to 255 a pixel; None is everywhere.
    """

    width_px: int
    height_px: int
    layers: tuple[Node, ...] = ()
    active_id: LayerId | None = None
    dpi: float = 300.0
    selection: MaskRaster | None = None

    def __post_init__(self) -> None:
        if not (0 < self.width_px <= MAX_SIDE_PX and 0 < self.height_px <= MAX_SIDE_PX):
            raise ValueError(f"a canvas of {self.width_px} × {self.height_px} px is not possible")

    @property
    def canvas(self) -> Rect:
        return Rect(0, 0, self.width_px, self.height_px)

    @property
    def active(self) -> Node | None:
        return None if self.active_id is None else self.find(self.active_id)

    def nodes(self) -> Iterator[Node]:
        """Yield every layer and group, bottom to top, a group before its children."""
        for node, _ in walk(self.layers):
            yield node

    def rasters(self) -> Iterator[Tiles]:
        """Yield everything that holds tiles: pictures, masks and the selection."""
        for node in self.nodes():
            if isinstance(node, Layer):
                yield node.raster
            if node.mask is not None:
                yield node.mask.raster
        if self.selection is not None:
            yield self.selection

    def find(self, layer_id: LayerId) -> Node | None:
        """Return the node with this id, or None."""
        return next((node for node in self.nodes() if node.id == layer_id), None)

    def layer(self, layer_id: LayerId) -> Layer:
        """Return the paint layer with this id.

        Raises:
            KeyError: There is none.
        """
        node = self.find(layer_id)
        if not isinstance(node, Layer):
            raise KeyError(layer_id)
        return node

    def parent_of(self, layer_id: LayerId) -> Group | None:
        """Return the group that holds a node; None at the top level.

        Raises:
            KeyError: There is no such node.
        """
        if any(node.id == layer_id for node in self.layers):
            return None
        for node in self.nodes():
            if isinstance(node, Group) and any(child.id == layer_id for child in node.children):
                return node
        raise KeyError(layer_id)

    def empty_raster(self) -> Raster:
        return Raster(self.width_px, self.height_px)


def _look(node: Node) -> tuple[object, ...]:
    """Return everything but the pixels that decides how a node shows."""
    mask = node.shown_mask
    shared = (type(node), node.visible, node.opacity, node.mode, None if mask is None else mask.outside)
    if isinstance(node, Group):
        return (*shared, node.isolated)
    return (*shared, node.settings) if isinstance(node, Adjustment) else shared


def _extent(node: Node, canvas: Rect) -> Rect:
    """Return a rectangle outside of which a node changes nothing."""
    if isinstance(node, Layer):
        box = node.raster.tile_bounds()
    elif isinstance(node, Adjustment):
        box = canvas
    else:
        box = EMPTY_RECT
        for child in node.children:
            box = box.united(_extent(child, canvas))
    mask = node.shown_mask
    return box if mask is None or mask.outside else box.intersected(mask.tile_bounds())


def changed_rect(old: Document, new: Document) -> Rect:
    """Return a rectangle holding every canvas pixel that may show differently in `new`.

    Compares tiles by identity; a change of order, mode, opacity, clipping or visibility counts with the whole
    extent of the layers it concerns.
    """
    if old is new:
        return EMPTY_RECT
    if (old.width_px, old.height_px) != (new.width_px, new.height_px):
        return old.canvas.united(new.canvas)
    return _changed_among(old.layers, new.layers, new.canvas).intersected(new.canvas)


def _changed_among(old: tuple[Node, ...], new: tuple[Node, ...], canvas: Rect) -> Rect:
    if old is new:
        return EMPTY_RECT
    box = EMPTY_RECT
    if _clip_order(old) != _clip_order(new):
        # What is clipped may have another base now, and with it another shape.
        for node in (*old, *new):
            box = box.united(_extent(node, canvas))
    before = {node.id: node for node in old}
    after = {node.id: node for node in new}
    common_old = [node.id for node in old if node.id in after]
    common_new = [node.id for node in new if node.id in before]
    for node in (*(n for n in old if n.id not in after), *(n for n in new if n.id not in before)):
        if node.visible:
            box = box.united(_extent(node, canvas))
    for place, layer_id in enumerate(common_new):
        a, b = before[layer_id], after[layer_id]
        if common_old[place] != layer_id:
            box = box.united(_extent(before[common_old[place]], canvas)).united(_extent(b, canvas))
        if a is not b and (a.visible or b.visible):
            box = box.united(_changed_within(a, b, canvas))
    return box


def _clip_order(nodes: tuple[Node, ...]) -> list[tuple[LayerId, bool]] | None:
    """Return what decides which node is clipped to which; None where none is."""
    if not any(node.clipped for node in nodes):
        return None
    return [(node.id, node.clipped) for node in nodes]


def _changed_within(a: Node, b: Node, canvas: Rect) -> Rect:
    """Return where one node shows differently from its other version."""
    if _look(a) != _look(b):
        return _extent(a, canvas).united(_extent(b, canvas))
    box = EMPTY_RECT
    if isinstance(a, Layer) and isinstance(b, Layer):
        box = bounds_of_tiles(changed_tiles(a.raster, b.raster))
    elif isinstance(a, Group) and isinstance(b, Group):
        box = _changed_among(a.children, b.children, canvas)
    old, new = a.shown_mask, b.shown_mask
    if old is not None and new is not None:
        box = box.united(bounds_of_tiles(changed_tiles(old, new)))
    return box
