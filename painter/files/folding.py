"""From the layer list of an OpenRaster file back to nodes with masks, clipping and adjustments.

With our own entries, which mirror the layer list, exactly what `painter.files.lowering` took apart is put together
again; without them, or where another program has changed the list, by what the operators mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from painter.document.layer import BlendMode
from painter.files.stack import StackNode

Entry = Mapping[str, Any]
ROLES = ("layer", "group", "adjustment", "masked", "mask", "clip", "solid", "helper")


@dataclass(frozen=True, slots=True)
class FoldedMask:
    """A mask as the file has it; `opacity` weakens what it shows."""

    told: StackNode
    entry: Entry = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Folded:
    """A node as the file has it.

    Attributes:
        told: How it shows; of a group without children.
        entry: What we remember of it; empty where nothing.
    """

    told: StackNode
    entry: Entry = field(default_factory=dict)
    children: tuple[Folded, ...] = ()
    mask: FoldedMask | None = None
    clipped: bool = False


def entries_fit(nodes: tuple[StackNode, ...], entries: Any) -> bool:
    """Tell whether entries mirror a layer list: the same pictures at the same places."""
    if not isinstance(entries, list) or len(nodes) != len(entries):
        return False
    return all(_fits(node, entry) for node, entry in zip(nodes, entries, strict=True))


def _fits(node: StackNode, entry: Any) -> bool:
    if not isinstance(entry, dict) or role_of(entry) not in ROLES:
        return False
    if not node.is_group:
        return node.source == entry.get("src") and role_of(entry) in ("layer", "adjustment", "mask", "helper")
    if not entries_fit(node.children, entry.get("children")):
        return False
    roles = [role_of(child) for child in entry["children"]]
    match role_of(entry):
        case "group":
            return "mask" not in roles[:-1] and "helper" not in roles
        case "masked":
            return roles == ["layer", "mask"]
        case "clip":
            return bool(roles) and not {"mask", "helper"} & set(roles)
        case "solid":
            return len(roles) == 2 and roles[0] == "helper" and roles[1] not in ("mask", "helper")
    return False


def role_of(entry: Entry) -> Any:
    return entry.get("role", "group" if "children" in entry else "layer")


def folded_by_entries(nodes: tuple[StackNode, ...], entries: list[Any]) -> tuple[Folded, ...]:
    """Return nodes put together as their entries, which fit, say."""
    made: list[Folded] = []
    for node, entry in zip(nodes, entries, strict=True):
        made += _folded(node, entry)
    return tuple(made)


def _folded(node: StackNode, entry: Entry) -> tuple[Folded, ...]:
    role = role_of(entry)
    if role in ("layer", "adjustment", "mask", "helper"):
        return (Folded(node, entry),)
    told, entries = node.children, entry["children"]
    if role == "masked":
        (content,) = _folded(told[0], entries[0])
        return (_wrapped(replace(content, mask=FoldedMask(told[1], entries[1])), node, entry),)
    if role == "clip":
        base, *clipped = (_folded(t, e)[0] for t, e in zip(told, entries, strict=True))
        return (_wrapped(base, node, entry), *(replace(part, clipped=True) for part in clipped))
    if role == "solid":
        (inner,) = _folded(told[1], entries[1])
        look = replace(inner.told, visible=node.visible, locked=node.locked, selected=node.selected)
        return (replace(inner, told=look),)
    mask = None
    if entries and role_of(entries[-1]) == "mask":
        mask = FoldedMask(told[-1], entries[-1])
        told, entries = told[:-1], entries[:-1]
    return (Folded(replace(node, children=()), entry, folded_by_entries(told, entries), mask),)


def _wrapped(inner: Folded, wrapper: StackNode, entry: Entry) -> Folded:
    """Return a node that shows as the group around it does."""
    told = replace(
        inner.told,
        name=wrapper.name,
        visible=wrapper.visible,
        opacity=wrapper.opacity,
        mode=wrapper.mode,
        atop=wrapper.atop,
        locked=wrapper.locked,
        selected=wrapper.selected,
    )
    kept = {key: entry[key] for key in ("name", "opacity", "mode", "clipped", "label") if key in entry}
    return replace(inner, told=told, entry={**inner.entry, **kept})


def folded_by_meaning(
    nodes: tuple[StackNode, ...], helpers: frozenset[str], *, isolated: bool = True
) -> tuple[Folded, ...]:
    """Return nodes put together by what their operators mean.

    Args:
        helpers: Pictures that only others need.
        isolated: Whether nothing lies below these nodes. In a group that passes through the shape that
            ``svg:src-atop`` means reaches below the group, which no clipping does: it is left out there.
    """
    made: list[Folded] = []
    for node in nodes:
        part = _meant(node, helpers)
        if part is None:
            continue
        if node.atop and made and isolated:
            if any(not other.clipped for other in made[1:]):
                # Its shape is that of all that lies below it, so they become one.
                below = StackNode(name="Below", isolated=True)
                made = [Folded(below, children=tuple(made))]
            part = replace(part, clipped=True)
        made.append(part)
    return tuple(made)


def _meant(node: StackNode, helpers: frozenset[str]) -> Folded | None:
    if not node.is_group:
        return None if node.source in helpers else Folded(node)
    children = node.children
    if len(children) == 2 and children[0].source in helpers:
        inner = _meant(children[1], helpers)
        return None if inner is None else replace(inner, told=replace(inner.told, visible=node.visible))
    mask = FoldedMask(children[-1]) if len(children) > 1 and children[-1].cuts and node.isolated else None
    inside = folded_by_meaning(children[:-1] if mask else children, helpers, isolated=node.isolated)
    if mask and len(inside) == 1 and inside[0].mask is None and _is_plain(inside[0].told):
        return _wrapped(replace(inside[0], mask=mask), node, {})
    return Folded(replace(node, children=()), children=inside, mask=mask)


def _is_plain(told: StackNode) -> bool:
    return told.source is not None and told.visible and told.opacity == 1.0 and told.mode is BlendMode.NORMAL
