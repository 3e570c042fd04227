"""Edits of the whole image: crop, canvas size, mirror, turn, trim, and moving layers by whole pixels.

Like `painter.document.edits`: pure, sharing what they do not touch. What needs resampling is in
`painter.pixels.transform`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Protocol, TypeVar

from painter.document.document import Document
from painter.document.geometry import EMPTY_RECT, Rect
from painter.document.layer import Group, Layer, LayerId, Node
from painter.document.moving import mirrored, translated, turned
from painter.document.raster import Tiles

AnyTiles = TypeVar("AnyTiles", bound=Tiles)


class Change(Protocol):
    """Makes other tiles of tiles, of the same kind."""

    def __call__(self, tiles: AnyTiles, /) -> AnyTiles: ...


def with_all_tiles(document: Document, change: Change, width_px: int, height_px: int) -> Document:
    """Return a document of a size with `change` done to every picture, mask and the selection."""
    return replace(
        document,
        width_px=width_px,
        height_px=height_px,
        layers=tuple(changed_node(node, change) for node in document.layers),
        selection=None if document.selection is None else change(document.selection),
    )


def changed_node(node: Node, change: Change, *, linked_only: bool = False) -> Node:
    """Return a node with `change` done to its pictures and masks, its children's too.

    Args:
        linked_only: Leave masks that are not linked to their layer as they are.
    """
    if node.mask is not None and (node.mask.linked or not linked_only):
        node = replace(node, mask=replace(node.mask, raster=change(node.mask.raster)))
    if isinstance(node, Group):
        return replace(
            node, children=tuple(changed_node(child, change, linked_only=linked_only) for child in node.children)
        )
    return replace(node, raster=change(node.raster)) if isinstance(node, Layer) else node


def crop(document: Document, rect: Rect) -> Document:
    """Return the document with `rect` as its canvas; layers keep what lies outside it.

    Raises:
        ValueError: The rectangle is empty or larger than a canvas may be.
    """
    if rect == document.canvas:
        return document

    def change(tiles: AnyTiles, /) -> AnyTiles:
        return translated(tiles, -rect.x0, -rect.y0, rect.width, rect.height)

    cropped = with_all_tiles(document, change, rect.width, rect.height)
    selection = cropped.selection
    if selection is not None:
        # A selection ends at the canvas.
        inside = translated(selection, 0, 0)
        values = inside.read(cropped.canvas)
        cropped = replace(cropped, selection=type(selection).from_array(rect.width, rect.height, values))
    return cropped


def resize_canvas(
    document: Document, width_px: int, height_px: int, *, anchor: tuple[float, float] = (0.5, 0.5)
) -> Document:
    """Return the document with more or less canvas around the same layers.

    Args:
        anchor: Which point stays: (0, 0) the top left, (1, 1) the bottom right.
    """
    x = -round((width_px - document.width_px) * anchor[0])
    y = -round((height_px - document.height_px) * anchor[1])
    return crop(document, Rect(x, y, x + width_px, y + height_px))


def trim(document: Document) -> Document:
    """Return the document cropped to what its visible layers hold; where that is nothing, as it is."""
    box = _content(document.layers).intersected(document.canvas)
    return document if box.empty else crop(document, box)


def _content(nodes: tuple[Node, ...]) -> Rect:
    box = EMPTY_RECT
    for node in nodes:
        if node.visible and isinstance(node, Layer):
            box = box.united(node.raster.bounds())
        elif node.visible and isinstance(node, Group):
            box = box.united(_content(node.children))
    return box


def flip_image(document: Document, *, horizontally: bool) -> Document:
    """Return the document mirrored: left for right, or top for bottom."""

    def change(tiles: AnyTiles, /) -> AnyTiles:
        return mirrored(tiles, horizontally=horizontally)

    return with_all_tiles(document, change, document.width_px, document.height_px)


def rotate_image(document: Document, quarters: int) -> Document:
    """Return the document turned clockwise by so many right angles."""
    if quarters % 4 == 0:
        return document

    def change(tiles: AnyTiles, /) -> AnyTiles:
        return turned(tiles, quarters)

    size = (document.width_px, document.height_px)
    return with_all_tiles(document, change, *(size[::-1] if quarters % 2 else size))


def move_pixels(document: Document, layer_ids: Collection[LayerId], dx: int, dy: int) -> Document:
    """Return the document with layers (and their linked masks) moved by whole pixels."""
    if dx == dy == 0:
        return document

    def change(tiles: AnyTiles, /) -> AnyTiles:
        return translated(tiles, dx, dy)

    return change_nodes(document, layer_ids, change)


def change_nodes(document: Document, layer_ids: Collection[LayerId], change: Change) -> Document:
    """Return the document with `change` done to the pixels and linked masks of nodes and all they hold.

    Raises:
        KeyError: One of the nodes is not there.
    """
    for layer_id in layer_ids:
        if document.find(layer_id) is None:
            raise KeyError(layer_id)

    def walked(node: Node) -> Node:
        if node.id in layer_ids:
            return changed_node(node, change, linked_only=True)
        if isinstance(node, Group):
            children = tuple(walked(child) for child in node.children)
            same = all(a is b for a, b in zip(children, node.children, strict=True))
            return node if same else replace(node, children=children)
        return node

    return replace(document, layers=tuple(walked(node) for node in document.layers))
