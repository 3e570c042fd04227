"""Where in the tree a layer can go: above and below by keys, and the gaps between rows by mouse.

Pure: nothing here changes a document, `painter.document.edits.move_layer` does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from painter.document.document import Document
from painter.document.layer import Group, LayerId, Node, walk


@dataclass(frozen=True, slots=True)
class Place:
    """A place among a group's children (None: the top level); 0 is the bottom, the moved layer not counted."""

    parent_id: LayerId | None
    index: int


@dataclass(frozen=True, slots=True)
class RowNode:
    """A row of the list, top to bottom: its node and depth, and whether its children's rows follow."""

    layer_id: LayerId
    depth: int
    opened: bool = False


def place_above(document: Document, layer_id: LayerId) -> Place | None:
    """Return the next place up: into an open group, past a sibling, or out of the group; None at the top."""
    siblings, index, parent = _family(document, layer_id)
    if index + 1 < len(siblings):
        above = siblings[index + 1]
        if isinstance(above, Group) and above.expanded:
            return Place(above.id, 0)
        return Place(_id_of(parent), index + 1)
    if parent is None:
        return None
    _, parent_index, grandparent = _family(document, parent.id)
    return Place(_id_of(grandparent), parent_index + 1)


def place_below(document: Document, layer_id: LayerId) -> Place | None:
    """Return the next place down: into an open group, past a sibling, or out of the group; None at the bottom."""
    siblings, index, parent = _family(document, layer_id)
    if index > 0:
        below = siblings[index - 1]
        if isinstance(below, Group) and below.expanded:
            return Place(below.id, len(below.children))
        return Place(_id_of(parent), index - 1)
    if parent is None:
        return None
    _, parent_index, grandparent = _family(document, parent.id)
    return Place(_id_of(grandparent), parent_index)


def depths_at_gap(rows: Sequence[RowNode], gap: int) -> tuple[int, int]:
    """Return the least and greatest depth something dropped above ``rows[gap]`` (or at the end) can have."""
    if gap <= 0 or not rows:
        return 0, 0
    above = rows[gap - 1]
    deepest = above.depth + 1 if above.opened else above.depth
    shallowest = rows[gap].depth if gap < len(rows) else 0
    return min(shallowest, deepest), deepest


def place_at_gap(document: Document, rows: Sequence[RowNode], gap: int, depth: int, moved: LayerId) -> Place | None:
    """Return where a layer goes that is dropped above ``rows[gap]`` at a depth; None where it cannot go there."""
    if gap <= 0 or not rows:
        return _checked(document, Place(None, len(_without(document.layers, moved))), moved)
    above = rows[gap - 1]
    if depth == above.depth + 1:
        return place_in_group(document, above.layer_id, moved)
    # The row at this depth that the gap lies below: the one above, or a group it is in.
    upper = next(row for row in reversed(rows[:gap]) if row.depth == depth)
    siblings, _, parent = _family(document, upper.layer_id)
    if upper.layer_id == moved:
        return _checked(document, Place(_id_of(parent), _family(document, moved)[1]), moved)
    rest = _without(siblings, moved)
    index = next(i for i, node in enumerate(rest) if node.id == upper.layer_id)
    return _checked(document, Place(_id_of(parent), index), moved)


def place_in_group(document: Document, group_id: LayerId, moved: LayerId) -> Place | None:
    """Return the place on top within a group; None where the layer cannot go there."""
    group = document.find(group_id)
    if not isinstance(group, Group):
        return None
    return _checked(document, Place(group_id, len(_without(group.children, moved))), moved)


def _checked(document: Document, place: Place, moved: LayerId) -> Place | None:
    node = document.find(moved)
    if node is None or any(part.id == place.parent_id for part, _ in walk((node,))):
        return None
    return place


def _without(nodes: tuple[Node, ...], layer_id: LayerId) -> tuple[Node, ...]:
    return tuple(node for node in nodes if node.id != layer_id)


def _family(document: Document, layer_id: LayerId) -> tuple[tuple[Node, ...], int, Group | None]:
    """Return a node's siblings with itself, its index among them, and the group they are in."""
    parent = document.parent_of(layer_id)
    siblings = parent.children if parent else document.layers
    return siblings, next(i for i, node in enumerate(siblings) if node.id == layer_id), parent


def _id_of(group: Group | None) -> LayerId | None:
    return group.id if group else None
