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
from painter.document.adjustments import AdjustmentSettings, settings_from_json
from painter.document.document import Document
from painter.document.layer import Adjustment, BlendMode, ColorLabel, Group, Layer, LayerId, Node, new_layer_id
from painter.errors import PainterError
from painter.files.folding import Folded, entries_fit, folded_by_entries, folded_by_meaning, role_of
from painter.files.reasons import named
from painter.files.stack import NAME_LENGTH, Stack, StackNode, opacity_text, xml_text

log = logging.getLogger(__name__)

ENTRY = "painter/document.json"
_FORMAT = 1
_ID_LENGTH = 64


def remember(document: Document, entries: list[dict[str, Any]]) -> bytes:
    """Return our entry for a document; `entries` mirror its layer list (see `painter.files.lowering`)."""
    data: dict[str, Any] = {
        "format": _FORMAT,
        "program": f"painter {__version__}",
        "dpi": document.dpi,
        "active": document.active_id,
        "layers": [_to_json(entry) for entry in entries],
    }
    if document.selection is not None:
        box = document.selection.bounds()
        data["selection"] = {"x": box.x0, "y": box.y0}
    return json.dumps(data, indent=1).encode("ascii")


def _to_json(entry: Mapping[str, Any]) -> dict[str, Any]:
    made = dict(entry)
    if "children" in made:
        made["children"] = [_to_json(child) for child in made["children"]]
    recipe = made.pop("recipe", None)
    if isinstance(recipe, StyleRequest):
        made["recipe"] = request_to_json(recipe)
    elif recipe is not None:
        log.error("a recipe of method %s cannot be written", recipe.method)
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """Our entry as read: plain JSON values, each still to be judged; `layers` is None where there is nothing."""

    layers: list[Any] | None = None
    dpi: Any = None
    active: Any = None
    selection: Mapping[str, Any] | None = None
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
        selection = values.get("selection")
        return Memory(
            layers=values["layers"],
            dpi=values.get("dpi"),
            active=values.get("active"),
            selection=selection if isinstance(selection, dict) else None,
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        log.info("our own entry is damaged: %r", error)
        return Memory(notes=("The file's record of how its layers were made is damaged; the layers are whole.",))


def folded_with_memory(stack: Stack, memory: Memory) -> tuple[tuple[Folded, ...], Memory]:
    """Return the nodes that a layer list and what we remember of it tell, and the memory.

    Where the list is the remembered one, its parts are put together as remembered; where another program has
    changed it, by their meaning, and layers are known again by the name of their picture.
    """
    if memory.layers is None:
        return folded_by_meaning(stack.nodes, frozenset()), memory
    if entries_fit(stack.nodes, memory.layers):
        return folded_by_entries(stack.nodes, memory.layers), memory
    by_source = _entries_by_source(memory.layers)
    helpers = frozenset(source for source, entry in by_source.items() if role_of(entry) == "helper")
    return tuple(_marked(p, by_source) for p in folded_by_meaning(stack.nodes, helpers)), memory


def _marked(part: Folded, by_source: Mapping[str, Mapping[str, Any]]) -> Folded:
    """Return a node with what we remember of the layer whose picture it has, only as far as it can be judged."""
    entry = by_source.get(part.told.source or "", {})
    usable = entry if role_of(entry) == "layer" and entry else {}
    return replace(part, entry=usable, children=tuple(_marked(child, by_source) for child in part.children))


def settings_of(part: Folded) -> AdjustmentSettings | None:
    """Return what the adjustment does that a picture stands for; None for any other picture."""
    if role_of(part.entry) != "adjustment" or part.told.is_group:
        return None
    try:
        return settings_from_json(part.entry.get("settings"))
    except ValueError as error:
        log.info("adjustment %s: %s", part.told.name, error)
        return None


def recall(
    document: Document, folded: tuple[Folded, ...], stack: Stack, memory: Memory
) -> tuple[Document, tuple[str, ...]]:
    """Return the document with everything remembered that fits it, and sentences about what does not.

    Args:
        document: Built from `folded`: the same tree.

    A recipe is kept only with the very pixels it made.
    """
    if memory.layers is None:
        return document, memory.notes
    reader = _Reader(by_place=entries_fit(stack.nodes, memory.layers))
    layers = reader.nodes(document.layers, folded)
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


def _entries_by_source(remembered: list[Any]) -> dict[str, dict[str, Any]]:
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

    def __init__(self, *, by_place: bool) -> None:
        self.by_place = by_place
        self.notes: list[str] = []
        self.used: set[LayerId] = set()
        self.new_ids: dict[LayerId, LayerId] = {}

    def nodes(self, nodes: tuple[Node, ...], folded: tuple[Folded, ...]) -> tuple[Node, ...]:
        made: list[Node] = []
        for node, part in zip(nodes, folded, strict=True):
            new: Node = node
            if isinstance(node, Group):
                new = replace(node, children=self.nodes(node.children, part.children))
            known = bool(part.entry) and (
                self.by_place or (isinstance(node, Layer) and part.entry.get("digest") == node.raster.digest())
            )
            made.append(self._with(new, part.told, part.entry) if known else self._unknown(new))
        return tuple(made)

    def _unknown(self, node: Node) -> Node:
        self.new_ids.setdefault(node.id, node.id)
        return node

    def _with(self, node: Node, told: StackNode, entry: Mapping[str, Any]) -> Node:
        changes: dict[str, Any] = {"id": self._own_id(node.id, entry.get("id"))}
        name, opacity = entry.get("name"), entry.get("opacity")
        if isinstance(name, str) and xml_text(name)[:NAME_LENGTH] in (told.name, ""):
            changes["name"] = name
        if _is_number(opacity) and 0 <= opacity <= 1 and float(opacity_text(opacity)) == told.opacity:
            changes["opacity"] = float(opacity)
        if entry.get("label") in set(ColorLabel):
            changes["label"] = ColorLabel(entry["label"])
        if self.by_place:
            changes |= self._by_place(node, told, entry)
        if isinstance(node, Layer):
            changes["alpha_locked"] = entry.get("alpha_locked") is True
            if entry.get("recipe") is not None:
                changes["recipe"] = self._recipe(node, entry)
        return replace(node, **changes)

    def _by_place(self, node: Node, told: StackNode, entry: Mapping[str, Any]) -> dict[str, Any]:
        """Return what is true only where the tree is the one we wrote."""
        changes: dict[str, Any] = {}
        if entry.get("clipped") is True:
            # A clipped node with nothing below it stands in the list like any other.
            changes["clipped"] = True
        if isinstance(node, Adjustment) and entry.get("mode") in set(BlendMode):
            changes["mode"] = BlendMode(entry["mode"])
        if isinstance(node, Group):
            changes["expanded"] = entry.get("expanded") is not False
            if entry.get("isolated") is False:
                changes["isolated"] = False
        return changes

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
