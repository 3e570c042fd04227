"""What can be done with layers, one or several at once: masks, clipping, groups, merging. All through the session.

Each function is one undo step. What a layer's pixels are painted with is not here.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from enum import StrEnum
from typing import Any

import numpy as np

from painter.document import edits
from painter.document.adjustments import AdjustmentSettings
from painter.document.document import Document
from painter.document.edits import Edit
from painter.document.geometry import TILE
from painter.document.layer import Adjustment, Group, Layer, LayerId, Mask, Node, walk
from painter.document.raster import MaskRaster, Raster, RasterDraft
from painter.errors import PainterError
from painter.pixels.masking import confine
from painter.pixels.merging import flatten_image, merge_layers, merge_visible, new_from_visible
from painter.session import Session

Ids = Collection[LayerId]


class MaskKind(StrEnum):
    """What a new mask shows."""

    REVEAL = "reveal"
    HIDE = "hide"
    SELECTION = "selection"


# Several layers


def set_properties(session: Session, ids: Ids, step: str, /, *, merge: str = "", **properties: Any) -> bool:
    """Change properties of several layers in one step; those a kind of node does not have are passed over."""

    def edit(d: Document) -> Document:
        for layer_id in ids:
            node = d.find(layer_id)
            own = {key: value for key, value in properties.items() if hasattr(node, key)}
            if own:
                d = edits.set_properties(d, layer_id, **own)
        return d

    return session.apply(step, edit, merge=merge)


def group(session: Session, ids: Ids) -> None:
    """Put layers into a new group, which becomes active. It passes through, so the picture stays as it is."""
    _some(ids)

    def edit(d: Document) -> Document:
        d = edits.group_layers(d, ids)
        assert d.active_id is not None
        return edits.set_properties(d, d.active_id, isolated=False)

    session.apply("Group layers" if len(ids) > 1 else "Group layer", edit)


def ungroup(session: Session, group_id: LayerId) -> None:
    """Put a group's layers in its place.

    Raises:
        PainterError: It is no group.
    """
    if not isinstance(session.document.find(group_id), Group):
        raise PainterError("Choose a group to ungroup.")
    session.apply("Ungroup", lambda d: edits.ungroup(d, group_id))


def duplicate(session: Session, ids: Ids) -> None:
    """Put a copy above each layer; the copies are chosen.

    Raises:
        PainterError: No layer is chosen.
    """
    _some(ids)
    if len(ids) == 1:
        session.duplicate_layer(next(iter(ids)))
        return
    made: list[LayerId] = []

    def edit(d: Document) -> Document:
        for node in edits.topmost(d, ids):
            d = edits.duplicate_layer(d, node.id, name=f"{node.name} copy")
            made.append(d.active_id or "")
        return d

    session.apply("Duplicate layers", edit)
    session.choose_layers(made, active=made[-1])


def delete(session: Session, ids: Ids) -> None:
    """Delete layers, and groups with all they hold.

    Raises:
        PainterError: One of them, or of what they hold, is locked.
    """
    _some(ids)
    if len(ids) == 1:
        session.delete_layer(next(iter(ids)))
        return
    nodes = edits.topmost(session.document, ids)
    _check_unlocked(nodes, "delete it")
    session.apply("Delete layers", lambda d: edits.remove_layers(d, ids))


def move(session: Session, ids: Ids, *, parent_id: LayerId | None, place: int) -> None:
    """Move layers together among a group's children (None: the top level).

    Args:
        place: How many of the other children lie below them.

    Raises:
        PainterError: A group would go into itself.
    """
    try:
        session.apply(
            "Move layers" if len(ids) > 1 else "Move layer",
            lambda d: edits.move_layers(d, ids, parent_id=parent_id, place=place),
        )
    except ValueError:
        raise PainterError("A group cannot go into itself.") from None


def merge(session: Session, ids: Ids) -> None:
    """Merge several layers into one where the topmost was, or a single one with the one below it.

    Raises:
        PainterError: One of them is locked or hidden, or there is nothing to merge with.
    """
    _some(ids)
    if len(ids) == 1:
        session.merge_down(next(iter(ids)))
        return
    document = session.document
    nodes = edits.topmost(document, ids)
    _check_unlocked(nodes, "merge it")
    hidden = next((node for node in nodes if not node.visible), None)
    if hidden is not None:
        raise PainterError(f"“{hidden.name}” is hidden: its paint would be lost. Show it first.")
    top = nodes[-1]
    raster = merge_layers(
        tuple(replace(node, clipped=False) if n == 0 else node for n, node in enumerate(nodes)),
        document.width_px,
        document.height_px,
    )
    merged = Layer(raster=raster, name=nodes[0].name, label=nodes[0].label)

    def edit(d: Document) -> Document:
        d = edits.insert_layer(d, merged, above=top.id)
        return edits.select_layer(edits.remove_layers(d, ids), merged.id)

    session.apply("Merge layers", edit)


def merge_all_visible(session: Session) -> None:
    """Merge what is visible into one layer; hidden ones stay."""
    session.apply("Merge visible", merge_visible)


def flatten(session: Session) -> None:
    """Make the whole document one layer; hidden ones are dropped."""
    session.apply("Flatten", flatten_image)


def add_visible(session: Session) -> None:
    """Add a layer on top that shows what all show."""
    session.apply("New from visible", new_from_visible)


def clip(session: Session, ids: Ids) -> None:
    """Clip layers to the one below them, or release them where the active one is clipped.

    Raises:
        PainterError: There is nothing below to clip to.
    """
    _some(ids)
    document = session.document
    active = document.active
    on = not (active is not None and active.clipped)
    if on:
        ids = [layer_id for layer_id in ids if _below(document, layer_id) is not None]
        if not ids:
            raise PainterError("There is no layer below to clip to.")
    set_properties(session, ids, "Clip to layer below" if on else "Release from layer below", clipped=on)


def lock_alpha(session: Session, ids: Ids) -> None:
    """Lock the alpha of paint layers, or unlock it where the active one's is locked.

    Raises:
        PainterError: None of them is a paint layer.
    """
    layers = [node for node in map(session.document.find, ids) if isinstance(node, Layer)]
    if not layers:
        raise PainterError("Only a paint layer has transparency to lock.")
    active = session.document.active
    on = not (active if isinstance(active, Layer) else layers[0]).alpha_locked
    label = "Lock transparency" if on else "Unlock transparency"
    set_properties(session, [layer.id for layer in layers], label, alpha_locked=on)


# Masks


def add_mask(session: Session, layer_id: LayerId, kind: MaskKind) -> None:
    """Give a layer a mask, which is painted on from now.

    Raises:
        PainterError: It has one, or nothing is selected to make it from.
    """
    node = _node(session, layer_id)
    if node.mask is not None:
        raise PainterError(f"“{node.name}” has a mask already.")
    document = session.document
    if kind is MaskKind.SELECTION:
        if document.selection is None:
            raise PainterError("Nothing is selected. Select something first.")
        raster = document.selection
    else:
        raster = MaskRaster(document.width_px, document.height_px, outside=255 if kind is MaskKind.REVEAL else 0)

    def edit(d: Document) -> Document:
        d = edits.set_mask(d, layer_id, Mask(raster=raster))
        # What was selected is in the mask now; both together would count it twice.
        return edits.select(d, None) if kind is MaskKind.SELECTION else d

    session.apply("Add mask", edit)
    session.select_layer(layer_id, mask=True)


def delete_mask(session: Session, layer_id: LayerId) -> None:
    """Take a layer's mask away: it shows as a whole.

    Raises:
        PainterError: It has none.
    """
    _mask(session, layer_id)
    session.apply("Delete mask", lambda d: edits.set_mask(d, layer_id, None))


def apply_mask(session: Session, layer_id: LayerId) -> None:
    """Make a layer transparent where its mask hides it, and take the mask away.

    Raises:
        PainterError: It has no mask, is locked, or is no paint layer.
    """
    mask = _mask(session, layer_id)
    node = _node(session, layer_id)
    if not isinstance(node, Layer):
        raise PainterError("Only a paint layer's mask can be applied. This one stays as it is.")
    _check_unlocked((node,), "apply its mask")
    raster = masked(node.raster, mask.raster)
    session.apply("Apply mask", lambda d: edits.replace_node(d, layer_id, replace(node, raster=raster, mask=None)))


def invert_mask(session: Session, layer_id: LayerId) -> None:
    """Hide what a mask shows and show what it hides.

    Raises:
        PainterError: There is no mask.
    """
    mask = _mask(session, layer_id)
    old = mask.raster
    tiles = {index: 255 - tile for index, tile in old.tiles.items()}
    raster = MaskRaster(old.width_px, old.height_px, tiles, outside=255 - old.outside)
    session.apply("Invert mask", lambda d: edits.set_mask(d, layer_id, replace(mask, raster=raster)))


def toggle_mask(session: Session, layer_id: LayerId) -> None:
    """Turn a mask off, or on again.

    Raises:
        PainterError: There is no mask.
    """
    mask = _mask(session, layer_id)
    label = "Turn mask off" if mask.enabled else "Turn mask on"
    session.apply(label, lambda d: edits.set_mask(d, layer_id, replace(mask, enabled=not mask.enabled)))


def link_mask(session: Session, layer_id: LayerId) -> None:
    """Let a mask move with its layer, or stay where it is.

    Raises:
        PainterError: There is no mask.
    """
    mask = _mask(session, layer_id)
    label = "Unlink mask" if mask.linked else "Link mask"
    session.apply(label, lambda d: edits.set_mask(d, layer_id, replace(mask, linked=not mask.linked)))


def masked(raster: Raster, mask: MaskRaster) -> Raster:
    """Return a picture as its mask lets it show."""
    draft = RasterDraft(raster)
    for index, tile in raster.tiles.items():
        share = mask.tiles.get(index)
        if share is None:
            share = np.full((TILE, TILE), mask.outside, np.uint8)
        if share.min() < 255:
            confine(draft.writable_tile(index), np.zeros_like(tile), tile, share)
    return draft.commit()


# Adjustments


def add_adjustment(session: Session, settings: AdjustmentSettings, name: str) -> LayerId:
    """Put an adjustment above the active layer, within the selection where there is one; return its id."""
    selection = session.document.selection
    mask = None if selection is None else Mask(raster=selection)
    made = Adjustment(settings=settings, name=name, mask=mask)
    session.apply(name, lambda d: edits.insert_layer(d, made, above=d.active_id))
    return made.id


def adjust(session: Session, layer_id: LayerId, settings: AdjustmentSettings, *, merge: str = "") -> bool:
    """Change what an adjustment does."""
    return session.apply("Adjust", _settings_edit(layer_id, settings), merge=merge)


def _settings_edit(layer_id: LayerId, settings: AdjustmentSettings) -> Edit:
    def edit(d: Document) -> Document:
        node = d.find(layer_id)
        same = not isinstance(node, Adjustment) or node.settings == settings
        return d if same else edits.set_settings(d, layer_id, settings)

    return edit


# What all need


def _some(ids: Ids) -> None:
    if not ids:
        raise PainterError("Choose a layer first.")


def _node(session: Session, layer_id: LayerId) -> Node:
    node = session.document.find(layer_id)
    if node is None:
        raise PainterError("Choose a layer first.")
    return node


def _mask(session: Session, layer_id: LayerId) -> Mask:
    node = _node(session, layer_id)
    if node.mask is None:
        raise PainterError(f"“{node.name}” has no mask.")
    return node.mask


def _below(document: Document, layer_id: LayerId) -> Node | None:
    """Return the next node below in the same group."""
    parent = document.parent_of(layer_id)
    siblings = parent.children if parent else document.layers
    place = next(i for i, node in enumerate(siblings) if node.id == layer_id)
    return siblings[place - 1] if place else None


def _check_unlocked(nodes: Collection[Node], to_do: str) -> None:
    locked = next((part for part, _ in walk(tuple(nodes)) if part.locked), None)
    if locked is not None:
        raise PainterError(f"“{locked.name}” is locked. Unlock it to {to_do}.")
