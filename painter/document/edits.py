"""Edits: pure functions ``Document -> Document`` that share everything they do not touch.

Every edit returns the very document it was given where it changes nothing, so callers can tell by identity.
All raise KeyError for a layer that is not there. None records history; `painter.session` does.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

from painter.document.adjustments import AdjustmentSettings
from painter.document.document import Document
from painter.document.layer import Adjustment, Group, Layer, LayerId, Mask, Node, new_layer_id, walk
from painter.document.raster import MaskRaster, Raster, changed_tiles

Edit = Callable[[Document], Document]


def _mapped(nodes: tuple[Node, ...], layer_id: LayerId, change: Callable[[Node], Node]) -> tuple[Node, ...]:
    """Return `nodes` with one node changed, the identical tuple where nothing did."""
    for place, node in enumerate(nodes):
        if node.id == layer_id:
            new = change(node)
        elif isinstance(node, Group):
            children = _mapped(node.children, layer_id, change)
            new = node if children is node.children else replace(node, children=children)
        else:
            continue
        if new is not node:
            return (*nodes[:place], new, *nodes[place + 1 :])
    return nodes


def _changed(document: Document, layer_id: LayerId, change: Callable[[Node], Node]) -> Document:
    if document.find(layer_id) is None:
        raise KeyError(layer_id)
    layers = _mapped(document.layers, layer_id, change)
    return document if layers is document.layers else replace(document, layers=layers)


def _spliced(
    document: Document, parent_id: LayerId | None, change: Callable[[tuple[Node, ...]], tuple[Node, ...]]
) -> Document:
    """Return the document with the children of a group (None: the top level) changed."""
    if parent_id is None:
        return replace(document, layers=change(document.layers))

    def in_group(node: Node) -> Node:
        if not isinstance(node, Group):
            raise KeyError(parent_id)
        return replace(node, children=change(node.children))

    return _changed(document, parent_id, in_group)


def set_properties(document: Document, layer_id: LayerId, **properties: Any) -> Document:
    """Return the document with a layer's name, visible, opacity, mode, locked, isolated … changed."""

    def change(node: Node) -> Node:
        if all(getattr(node, key) == value for key, value in properties.items()):
            return node
        return replace(node, **properties)

    return _changed(document, layer_id, change)


def set_raster(document: Document, layer_id: LayerId, raster: Raster) -> Document:
    """Return the document with a layer's pixels replaced."""

    def change(node: Node) -> Node:
        if not isinstance(node, Layer):
            raise KeyError(layer_id)
        return node if node.raster is raster else replace(node, raster=raster)

    return _changed(document, layer_id, change)


def select_layer(document: Document, layer_id: LayerId) -> Document:
    """Return the document with another active layer."""
    if document.find(layer_id) is None:
        raise KeyError(layer_id)
    return document if document.active_id == layer_id else replace(document, active_id=layer_id)


def insert_layer(document: Document, node: Node, *, above: LayerId | None = None, select: bool = True) -> Document:
    """Return the document with `node` directly above another (None: on top of everything).

    Raises:
        ValueError: The document already has a node with this id.
    """
    if document.find(node.id) is not None:
        raise ValueError(f"layer {node.id} is already in the document")
    if above is None:
        document = replace(document, layers=(*document.layers, node))
    else:
        parent = document.parent_of(above)

        def put(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
            place = next(i for i, n in enumerate(nodes) if n.id == above) + 1
            return (*nodes[:place], node, *nodes[place:])

        document = _spliced(document, parent.id if parent else None, put)
    return replace(document, active_id=node.id) if select else document


def remove_layer(document: Document, layer_id: LayerId) -> Document:
    """Return the document without a node; its neighbour below (or above) becomes active."""
    parent = document.parent_of(layer_id)
    siblings = parent.children if parent else document.layers
    place = next(i for i, node in enumerate(siblings) if node.id == layer_id)
    rest = siblings[:place] + siblings[place + 1 :]
    document = _spliced(document, parent.id if parent else None, lambda _: rest)
    if document.active is not None:
        return document
    heir = rest[max(0, place - 1)].id if rest else parent.id if parent else None
    return replace(document, active_id=heir)


def move_layer(document: Document, layer_id: LayerId, *, parent_id: LayerId | None, place: int) -> Document:
    """Return the document with a node at `place` (0 is the bottom, counted without it) among a group's children.

    Raises:
        ValueError: A group would be put into itself.
    """
    node = document.find(layer_id)
    if node is None:
        raise KeyError(layer_id)
    if parent_id is not None and (
        parent_id == layer_id
        or (isinstance(node, Group) and any(child.id == parent_id for child in _descendants(node)))
    ):
        raise ValueError("a group cannot be put into itself")
    parent = document.parent_of(layer_id)
    siblings = parent.children if parent else document.layers
    old_place = next(i for i, n in enumerate(siblings) if n.id == layer_id)
    if (parent.id if parent else None) == parent_id:
        place = max(0, min(place, len(siblings) - 1))
        if place == old_place:
            return document
    without = _spliced(
        document, parent.id if parent else None, lambda nodes: tuple(n for n in nodes if n.id != layer_id)
    )
    return _spliced(without, parent_id, lambda nodes: (*nodes[:place], node, *nodes[place:]))


def _descendants(group: Group) -> list[Node]:
    found: list[Node] = []
    for child in group.children:
        found.append(child)
        if isinstance(child, Group):
            found += _descendants(child)
    return found


def _with_new_ids(node: Node) -> Node:
    if isinstance(node, Group):
        return replace(node, id=new_layer_id(), children=tuple(_with_new_ids(child) for child in node.children))
    return replace(node, id=new_layer_id())


def duplicate_layer(document: Document, layer_id: LayerId, *, name: str | None = None) -> Document:
    """Return the document with a copy of a node above it, sharing its tiles; the copy is active."""
    node = document.find(layer_id)
    if node is None:
        raise KeyError(layer_id)
    copy = replace(_with_new_ids(node), name=name or f"{node.name} copy")
    return insert_layer(document, copy, above=layer_id)


def group_layer(document: Document, layer_id: LayerId, *, name: str = "Group") -> Document:
    """Return the document with a node put into a new group in its place; the group is active."""
    node = document.find(layer_id)
    if node is None:
        raise KeyError(layer_id)
    group = Group(name=name, children=(node,))
    parent = document.parent_of(layer_id)
    document = _spliced(
        document,
        parent.id if parent else None,
        lambda nodes: tuple(group if n.id == layer_id else n for n in nodes),
    )
    return replace(document, active_id=group.id)


def replace_node(document: Document, layer_id: LayerId, node: Node) -> Document:
    """Return the document with a node exchanged for another, active if the old one (or one within it) was."""
    changed = _changed(document, layer_id, lambda _: node)
    if changed.active_id is not None and changed.active is None:
        return replace(changed, active_id=node.id)
    return changed


def layers_differ(old: Layer, new: Layer) -> bool:
    """Tell whether two versions of a layer differ in any pixel's identity."""
    return bool(changed_tiles(old.raster, new.raster))


# Masks, clipping, adjustments, selection


def set_mask(document: Document, layer_id: LayerId, mask: Mask | None) -> Document:
    """Return the document with a node's mask replaced, or taken away (None)."""
    return set_properties(document, layer_id, mask=mask)


def set_mask_raster(document: Document, layer_id: LayerId, raster: MaskRaster) -> Document:
    """Return the document with the values of a node's mask replaced.

    Raises:
        KeyError: The node is not there, or has no mask.
    """
    node = document.find(layer_id)
    if node is None or node.mask is None:
        raise KeyError(layer_id)
    return (
        document if node.mask.raster is raster else set_mask(document, layer_id, replace(node.mask, raster=raster))
    )


def set_settings(document: Document, layer_id: LayerId, settings: AdjustmentSettings) -> Document:
    """Return the document with what an adjustment does replaced."""
    if not isinstance(document.find(layer_id), Adjustment):
        raise KeyError(layer_id)
    return set_properties(document, layer_id, settings=settings)


def select(document: Document, selection: MaskRaster | None) -> Document:
    """Return the document with another selection; None selects everything."""
    same = document.selection is selection or (
        selection is not None and document.selection is not None and selection.equals(document.selection)
    )
    return document if same else replace(document, selection=selection)


# Several layers


def topmost(document: Document, layer_ids: Collection[LayerId]) -> tuple[Node, ...]:
    """Return the chosen nodes that no other chosen node holds, bottom to top.

    Raises:
        KeyError: One of them is not there.
    """
    found: list[Node] = []
    held: set[LayerId] = set()
    for node in document.nodes():
        if node.id in layer_ids and node.id not in held:
            found.append(node)
            if isinstance(node, Group):
                held.update(child.id for child in _descendants(node))
    missing = set(layer_ids) - held - {node.id for node in found}
    if missing:
        raise KeyError(missing.pop())
    return tuple(found)


def remove_layers(document: Document, layer_ids: Collection[LayerId]) -> Document:
    """Return the document without several nodes."""
    for node in topmost(document, layer_ids):
        document = remove_layer(document, node.id)
    return document


def move_layers(
    document: Document, layer_ids: Collection[LayerId], *, parent_id: LayerId | None, place: int
) -> Document:
    """Return the document with several nodes together among a group's children, keeping their order.

    Args:
        place: How many of the group's other children lie below them.

    Raises:
        ValueError: A group would be put into itself.
    """
    nodes = topmost(document, layer_ids)
    inside = {child.id for node in nodes if isinstance(node, Group) for child in _descendants(node)}
    if parent_id is not None and (parent_id in inside or parent_id in {node.id for node in nodes}):
        raise ValueError("a group cannot be put into itself")
    chosen = {node.id for node in nodes}

    def without(siblings: tuple[Node, ...]) -> tuple[Node, ...]:
        kept = [
            replace(node, children=without(node.children)) if isinstance(node, Group) else node
            for node in siblings
            if node.id not in chosen
        ]
        return tuple(kept)

    moved = _spliced(
        replace(document, layers=without(document.layers)),
        parent_id,
        lambda siblings: (*siblings[:place], *nodes, *siblings[place:]),
    )
    same = [(n.id, d) for n, d in walk(moved.layers)] == [(n.id, d) for n, d in walk(document.layers)]
    return document if same else moved


def group_layers(document: Document, layer_ids: Collection[LayerId], *, name: str = "Group") -> Document:
    """Return the document with several nodes in a new group where the topmost of them was; it is active."""
    nodes = topmost(document, layer_ids)
    if not nodes:
        return document
    top = nodes[-1]
    parent = document.parent_of(top.id)
    chosen = {node.id for node in nodes}
    group = Group(name=name, children=())
    parent_id = parent.id if parent else None
    document = _spliced(document, parent_id, lambda s: (*s[: s.index(top) + 1], group, *s[s.index(top) + 1 :]))
    document = move_layers(document, chosen, parent_id=group.id, place=0)
    return replace(document, active_id=group.id)


def ungroup(document: Document, group_id: LayerId) -> Document:
    """Return the document with a group's children in its place; the topmost of them is active.

    The group's mask, mode and opacity go with it.
    """
    group = document.find(group_id)
    if not isinstance(group, Group):
        raise KeyError(group_id)
    parent = document.parent_of(group_id)
    document = _spliced(
        document,
        parent.id if parent else None,
        lambda s: tuple(m for n in s for m in (group.children if n.id == group_id else (n,))),
    )
    if document.active is None:
        heir = group.children[-1].id if group.children else parent.id if parent else None
        heir = heir or (document.layers[-1].id if document.layers else None)
        document = replace(document, active_id=heir)
    return document
