"""A document's tree of layers as JSON values and back, for the journal. Touches no pixels.

Everything but the pixels is here: a raster is a number that the journal gives meaning to. Unlike the layer list
of an OpenRaster file this is read by painter alone, so every value is exact and nothing is negotiated.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from painter.ai.request import StyleRequest, request_from_json, request_to_json
from painter.document.document import Document
from painter.document.layer import BlendMode, Group, Layer, LayerId, Node
from painter.document.raster import Raster

_SHARED = ("id", "name", "visible", "opacity", "locked")
_FLAGS = ("visible", "locked", "isolated", "expanded")


def tree_to_json(document: Document, rasters: Mapping[LayerId, int]) -> dict[str, Any]:
    """Return all of a document but its pixels as JSON values; `rasters` numbers each layer's raster."""
    return {
        "width": document.width_px,
        "height": document.height_px,
        "dpi": document.dpi,
        "active": document.active_id,
        "layers": [_node_to_json(node, rasters) for node in document.layers],
    }


def _node_to_json(node: Node, rasters: Mapping[LayerId, int]) -> dict[str, Any]:
    values: dict[str, Any] = {key: getattr(node, key) for key in _SHARED}
    values["mode"] = node.mode.value
    if isinstance(node, Group):
        values["isolated"] = node.isolated
        values["expanded"] = node.expanded
        values["children"] = [_node_to_json(child, rasters) for child in node.children]
        return values
    values["raster"] = rasters[node.id]
    if isinstance(node.recipe, StyleRequest):
        values["recipe"] = request_to_json(node.recipe)
    return values


def tree_from_json(values: Any, raster: Callable[[int], Raster]) -> Document:
    """Return the document in JSON values; `raster` returns the pixels by their number.

    Raises:
        ValueError, KeyError, TypeError, RecursionError, RecipeError: The values are not a document's.
    """
    return Document(
        width_px=_whole(values["width"]),
        height_px=_whole(values["height"]),
        dpi=float(values["dpi"]),
        active_id=None if values["active"] is None else _text(values["active"]),
        layers=tuple(_node_from_json(entry, raster) for entry in values["layers"]),
    )


def _node_from_json(entry: Any, raster: Callable[[int], Raster]) -> Node:
    shared: dict[str, Any] = {
        "id": _text(entry["id"]),
        "name": _text(entry["name"]),
        "opacity": float(entry["opacity"]),
        "mode": BlendMode(entry["mode"]),
    }
    shared |= {key: _flag(entry[key]) for key in _FLAGS if key in entry}
    if "children" in entry:
        return Group(children=tuple(_node_from_json(child, raster) for child in entry["children"]), **shared)
    recipe = request_from_json(entry["recipe"]) if "recipe" in entry else None
    return Layer(raster=raster(_whole(entry["raster"])), recipe=recipe, **shared)


def raster_numbers(values: Any) -> list[int]:
    """Return the numbers of all rasters of a tree, without building it.

    Raises:
        ValueError, KeyError, TypeError: The values are not a document's.
    """
    found: list[int] = []
    waiting = list(values["layers"])
    while waiting:
        entry = waiting.pop()
        if "children" in entry:
            waiting += entry["children"]
        else:
            found.append(_whole(entry["raster"]))
    return found


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(value)
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value
