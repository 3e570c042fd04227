"""A document's tree of layers as JSON values and back, for the journal. Touches no pixels.

Everything but the pixels is here: a raster, a mask or the selection is a number that the journal gives meaning to.
Unlike the layer list of an OpenRaster file this is read by painter alone, so every value is exact and nothing is
negotiated. What a journal from before masks and adjustments does not tell is as it was then: not there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from painter.ai.request import StyleRequest, request_from_json, request_to_json
from painter.document.adjustments import settings_from_json, settings_to_json
from painter.document.document import Document
from painter.document.layer import Adjustment, BlendMode, ColorLabel, Group, Layer, LayerId, Mask, Node
from painter.document.raster import MaskRaster, Raster, Tiles

_SHARED = ("id", "name", "visible", "opacity", "locked", "clipped")
_FLAGS = ("visible", "locked", "clipped", "isolated", "expanded", "alpha_locked")

Place = tuple[LayerId, str]
"""Where in a document a raster is: whose, and as what."""
PIXELS, MASK = "pixels", "mask"
SELECTION: Place = ("", "selection")


class Pictures(Protocol):
    """What gives the numbers in a tree their pixels."""

    def raster(self, number: int) -> Raster: ...
    def mask(self, number: int, outside: int) -> MaskRaster: ...


def placed_rasters(document: Document) -> Iterator[tuple[Place, Tiles]]:
    """Yield everything that holds tiles, and its place."""
    for node in document.nodes():
        if isinstance(node, Layer):
            yield (node.id, PIXELS), node.raster
        if node.mask is not None:
            yield (node.id, MASK), node.mask.raster
    if document.selection is not None:
        yield SELECTION, document.selection


def tree_to_json(document: Document, numbers: Mapping[Place, int]) -> dict[str, Any]:
    """Return all of a document but its pixels as JSON values; `numbers` tells each raster's."""
    selection = document.selection
    return {
        "width": document.width_px,
        "height": document.height_px,
        "dpi": document.dpi,
        "active": document.active_id,
        "layers": [_node_to_json(node, numbers) for node in document.layers],
        "selection": None if selection is None else _tiles_to_json(selection, numbers[SELECTION]),
    }


def _tiles_to_json(mask: MaskRaster, number: int) -> dict[str, Any]:
    return {"raster": number, "outside": mask.outside}


def _node_to_json(node: Node, numbers: Mapping[Place, int]) -> dict[str, Any]:
    values: dict[str, Any] = {key: getattr(node, key) for key in _SHARED}
    values["mode"] = node.mode.value
    values["label"] = node.label.value
    if node.mask is not None:
        told = _tiles_to_json(node.mask.raster, numbers[node.id, MASK])
        values["mask"] = {**told, "enabled": node.mask.enabled, "linked": node.mask.linked}
    if isinstance(node, Group):
        values["isolated"] = node.isolated
        values["expanded"] = node.expanded
        values["children"] = [_node_to_json(child, numbers) for child in node.children]
    elif isinstance(node, Adjustment):
        values["settings"] = settings_to_json(node.settings)
    else:
        values["raster"] = numbers[node.id, PIXELS]
        values["alpha_locked"] = node.alpha_locked
        if isinstance(node.recipe, StyleRequest):
            values["recipe"] = request_to_json(node.recipe)
    return values


def tree_from_json(values: Any, pictures: Pictures) -> Document:
    """Return the document in JSON values.

    Raises:
        ValueError, KeyError, TypeError, RecursionError, RecipeError: The values are not a document's.
    """
    selection = values.get("selection")
    return Document(
        width_px=_whole(values["width"]),
        height_px=_whole(values["height"]),
        dpi=float(values["dpi"]),
        active_id=None if values["active"] is None else _text(values["active"]),
        layers=tuple(_node_from_json(entry, pictures) for entry in values["layers"]),
        selection=None if selection is None else _tiles_from_json(selection, pictures),
    )


def _tiles_from_json(entry: Any, pictures: Pictures) -> MaskRaster:
    outside = _whole(entry["outside"])
    if not 0 <= outside <= 255:
        raise ValueError(f"{outside} outside of a mask")
    return pictures.mask(_whole(entry["raster"]), outside)


def _node_from_json(entry: Any, pictures: Pictures) -> Node:
    shared: dict[str, Any] = {
        "id": _text(entry["id"]),
        "name": _text(entry["name"]),
        "opacity": float(entry["opacity"]),
        "mode": BlendMode(entry["mode"]),
        "label": ColorLabel(entry.get("label", ColorLabel.NONE)),
    }
    shared |= {key: _flag(entry[key]) for key in _FLAGS if key in entry}
    mask = entry.get("mask")
    if mask is not None:
        enabled, linked = _flag(mask["enabled"]), _flag(mask["linked"])
        shared["mask"] = Mask(raster=_tiles_from_json(mask, pictures), enabled=enabled, linked=linked)
    if "children" in entry:
        return Group(children=tuple(_node_from_json(child, pictures) for child in entry["children"]), **shared)
    if "settings" in entry:
        return Adjustment(settings=settings_from_json(entry["settings"]), **shared)
    recipe = request_from_json(entry["recipe"]) if "recipe" in entry else None
    return Layer(raster=pictures.raster(_whole(entry["raster"])), recipe=recipe, **shared)


def raster_numbers(values: Any) -> dict[int, type[Tiles]]:
    """Return the numbers of all rasters of a tree and what each is, without building it.

    Raises:
        ValueError, KeyError, TypeError: The values are not a document's.
    """
    found: dict[int, type[Tiles]] = {}

    def add(entry: Any, kind: type[Tiles]) -> None:
        number = _whole(entry["raster"])
        if found.setdefault(number, kind) is not kind:
            raise ValueError(f"raster {number} is used as two kinds")

    if values.get("selection") is not None:
        add(values["selection"], MaskRaster)
    waiting = list(values["layers"])
    while waiting:
        entry = waiting.pop()
        if entry.get("mask") is not None:
            add(entry["mask"], MaskRaster)
        if "children" in entry:
            waiting += entry["children"]
        elif "settings" not in entry:
            add(entry, Raster)
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
