"""What only painter knows of a document: our own entry in an OpenRaster file, beside the layers.

Ids, recipes, exact values and which groups are folded open. The layer list itself is the authority: it is
what another program may have changed. So nothing here is believed that does not fit it, and a file without
this entry, or with a damaged one, opens all the same.
"""

from __future__ import annotations

import json
import logging
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeGuard

from painter import __version__
from painter.ai.request import StyleRequest, request_from_json, request_to_json
from painter.document.document import Document
from painter.document.layer import Group, Layer, LayerId, Node, new_layer_id
from painter.errors import PainterError
from painter.files.reasons import named
from painter.files.stack import NAME_LENGTH, Stack, StackNode, opacity_text, xml_text

log = logging.getLogger(__name__)

ENTRY = "painter/document.json"
_FORMAT = 1
_ID_LENGTH = 64


def remember(document: Document, sources: Mapping[LayerId, str]) -> bytes:
    """Return our entry for a document; `sources` names each layer's picture in the archive."""
    data = {
        "format": _FORMAT,
        "program": f"painter {__version__}",
        "dpi": document.dpi,
        "active": document.active_id,
        "layers": [_node_to_json(node, sources) for node in document.layers],
    }
    return json.dumps(data, indent=1).encode("ascii")


def _node_to_json(node: Node, sources: Mapping[LayerId, str]) -> dict[str, Any]:
    shared = {"id": node.id, "name": node.name, "opacity": node.opacity}
    if isinstance(node, Group):
        children = [_node_to_json(child, sources) for child in node.children]
        return {**shared, "expanded": node.expanded, "children": children}
    entry = {**shared, "src": sources[node.id], "digest": node.raster.digest()}
    if isinstance(node.recipe, StyleRequest):
        entry["recipe"] = request_to_json(node.recipe)
    elif node.recipe is not None:
        log.error("a recipe of method %s cannot be written", node.recipe.method)
    return entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """Our entry as read: plain JSON values, each still to be judged; `layers` is None where there is nothing."""

    layers: list[Any] | None = None
    dpi: Any = None
    active: Any = None
    notes: tuple[str, ...] = ()


def read_memory(data: bytes) -> Memory:
    """Return our entry's values; an unreadable one is told in a note."""
    try:
        values = json.loads(data)
        if values["format"] != _FORMAT:
            return Memory(
                notes=("The file was saved by a newer painter; how its layers were made could not be read.",)
            )
        if not isinstance(values["layers"], list):
            raise TypeError("layers")
        return Memory(layers=values["layers"], dpi=values.get("dpi"), active=values.get("active"))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        log.info("our own entry is damaged: %r", error)
        return Memory(notes=("The file's record of how its layers were made is damaged; the layers are whole.",))


def recall(document: Document, stack: Stack, memory: Memory) -> tuple[Document, tuple[str, ...]]:
    """Return the document with everything remembered that fits it, and sentences about what does not.

    Args:
        document: Built from `stack`: the same tree.

    Where the tree is the remembered one, nodes are matched by place; where another program has reordered it,
    layers by the name of their picture and its very pixels. A recipe is kept only with the very pixels it made.
    """
    if memory.layers is None:
        return document, memory.notes
    reader = _Reader(memory)
    if _same_tree(stack.nodes, memory.layers):
        layers = reader.by_place(document.layers, stack.nodes, memory.layers)
    else:
        layers = reader.by_source(document.layers, stack.nodes, _layers_by_source(memory.layers))
    active = reader.new_ids.get(document.active_id or "")
    if isinstance(memory.active, str) and memory.active in reader.used and not _selects(stack):
        active = memory.active
    document = replace(document, layers=layers, active_id=active, dpi=_exact_dpi(document.dpi, memory.dpi))
    return document, (*memory.notes, *reader.notes)


def _selects(stack: Stack) -> bool:
    return any(node.selected for node in stack.walk())


def _exact_dpi(dpi: float, remembered: Any) -> float:
    fits = _is_number(remembered) and 0 < remembered < 1e6 and max(1, round(remembered)) == round(dpi)
    return float(remembered) if fits else dpi


def _is_number(value: Any) -> TypeGuard[int | float]:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) < 1e9 if isinstance(value, int) else math.isfinite(value)


def _same_tree(nodes: tuple[StackNode, ...], remembered: Any) -> bool:
    if not isinstance(remembered, list) or len(nodes) != len(remembered):
        return False
    return all(_same_node(node, entry) for node, entry in zip(nodes, remembered, strict=True))


def _same_node(node: StackNode, entry: Any) -> bool:
    if not isinstance(entry, dict):
        return False
    if node.is_group:
        return _same_tree(node.children, entry.get("children"))
    return node.source == entry.get("src")


def _layers_by_source(remembered: list[Any]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    waiting = list(remembered)
    while waiting:
        entry = waiting.pop()
        if isinstance(entry, dict):
            if isinstance(entry.get("src"), str):
                found[entry["src"]] = entry
            if isinstance(entry.get("children"), list):
                waiting += entry["children"]
    return found


class _Reader:
    """Puts remembered values onto nodes, keeping ids unique and collecting notes."""

    def __init__(self, memory: Memory) -> None:
        self.notes: list[str] = []
        self.used: set[LayerId] = set()
        self.new_ids: dict[LayerId, LayerId] = {}

    def by_place(
        self, nodes: tuple[Node, ...], stack: tuple[StackNode, ...], remembered: list[Any]
    ) -> tuple[Node, ...]:
        made: list[Node] = []
        for node, told, entry in zip(nodes, stack, remembered, strict=True):
            if isinstance(node, Group):
                children = self.by_place(node.children, told.children, entry["children"])
                node = replace(node, children=children, expanded=entry.get("expanded") is not False)
            made.append(self._with(node, told, entry))
        return tuple(made)

    def by_source(
        self, nodes: tuple[Node, ...], stack: tuple[StackNode, ...], remembered: Mapping[str, dict[str, Any]]
    ) -> tuple[Node, ...]:
        made: list[Node] = []
        for node, told in zip(nodes, stack, strict=True):
            if isinstance(node, Group):
                made.append(replace(node, children=self.by_source(node.children, told.children, remembered)))
                continue
            entry = remembered.get(told.source or "")
            same = entry is not None and entry.get("digest") == node.raster.digest()
            made.append(self._with(node, told, entry) if same and entry is not None else node)
        for node in made:
            self.new_ids.setdefault(node.id, node.id)
        return tuple(made)

    def _with(self, node: Node, told: StackNode, entry: Mapping[str, Any]) -> Node:
        changes: dict[str, Any] = {"id": self._own_id(node.id, entry.get("id"))}
        name, opacity = entry.get("name"), entry.get("opacity")
        if isinstance(name, str) and xml_text(name)[:NAME_LENGTH] in (told.name, ""):
            changes["name"] = name
        if _is_number(opacity) and 0 <= opacity <= 1 and float(opacity_text(opacity)) == told.opacity:
            changes["opacity"] = float(opacity)
        if isinstance(node, Layer) and entry.get("recipe") is not None:
            changes["recipe"] = self._recipe(node, entry)
        return replace(node, **changes)

    def _own_id(self, fresh: LayerId, remembered: Any) -> LayerId:
        usable = isinstance(remembered, str) and 0 < len(remembered) <= _ID_LENGTH and remembered not in self.used
        own = remembered if usable else new_layer_id()
        self.used.add(own)
        self.new_ids[fresh] = own
        return own

    def _recipe(self, layer: Layer, entry: Mapping[str, Any]) -> StyleRequest | None:
        if entry.get("digest") != layer.raster.digest():
            self.notes.append(f"{named(layer.name)} was changed by another program: how it was made is forgotten.")
            return None
        try:
            return request_from_json(entry["recipe"])
        except (PainterError, AttributeError, RecursionError) as error:
            log.info("recipe of %s: %s", layer.name, error)
            self.notes.append(f"How {named(layer.name)} was made could not be read; the layer is kept as it is.")
            return None
