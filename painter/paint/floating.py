"""What is selected, taken out of its layer, moved or transformed, and laid down again. Pure edits of a document."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from painter.document.canvas_edits import move_pixels
from painter.document.document import Document
from painter.document.edits import set_mask_raster, set_raster
from painter.document.geometry import Rect
from painter.document.layer import LayerId
from painter.document.moving import translated
from painter.document.raster import MaskRaster, Raster, RasterDraft
from painter.document.selection import cleared, cut_to
from painter.pixels.transform import Matrix, Resampling, transform_layers, transformed


def laid_over(below: Raster, above: Raster) -> Raster:
    """Return one picture over another, what lies outside the canvas included."""
    draft = RasterDraft(below)
    for index, tile in above.tiles.items():
        out = draft.writable_tile(index)
        kept = out * (255 - tile[..., 3:].astype(np.uint16)) + 128
        out[...] = tile + ((kept + (kept >> 8)) >> 8).astype(np.uint8)
    return draft.commit()


def taken_out(document: Document, layer_ids: Collection[LayerId]) -> Document:
    """Return the document without the selected pixels of paint layers; without all of theirs where none are."""
    for layer_id in layer_ids:
        raster = document.layer(layer_id).raster
        document = set_raster(document, layer_id, cleared(raster, document.selection))
    return document


def move_selected(document: Document, layer_ids: Collection[LayerId], dx: int, dy: int) -> Document:
    """Return the document with the selected pixels of paint layers, and the selection, moved by whole pixels.

    Without a selection whole layers are moved, with all they hold and their linked masks.
    """
    selection = document.selection
    if selection is None:
        return move_pixels(document, layer_ids, dx, dy)
    if dx == dy == 0:
        return document
    for layer_id in layer_ids:
        raster = document.layer(layer_id).raster
        moved = laid_over(cleared(raster, selection), translated(cut_to(raster, selection), dx, dy))
        document = set_raster(document, layer_id, moved)
    return replace(document, selection=_on_canvas(translated(selection, dx, dy)))


def transform_selected(
    document: Document,
    layer_ids: Collection[LayerId],
    matrix: Matrix,
    how: Resampling = Resampling.BICUBIC,
) -> Document:
    """Return the document with the selected pixels of paint layers, and the selection, transformed.

    Without a selection whole layers are, with all they hold and their linked masks.

    Raises:
        ValueError: The transform has no picture, or too large a one.
    """
    selection = document.selection
    if selection is None:
        return transform_layers(document, layer_ids, matrix, how)
    for layer_id in layer_ids:
        raster = document.layer(layer_id).raster
        moved = transformed(cut_to(raster, selection), matrix, how)
        document = set_raster(document, layer_id, laid_over(cleared(raster, selection), moved))
    return replace(document, selection=_on_canvas(transformed(selection, matrix, how)))


def move_mask(document: Document, layer_id: LayerId, dx: int, dy: int) -> Document:
    """Return the document with a node's mask, and nothing else, moved by whole pixels.

    Raises:
        KeyError: The node is not there, or has no mask.
    """
    return set_mask_raster(document, layer_id, translated(_mask_of(document, layer_id), dx, dy))


def transform_mask(
    document: Document, layer_id: LayerId, matrix: Matrix, how: Resampling = Resampling.BICUBIC
) -> Document:
    """Return the document with a node's mask, and nothing else, transformed.

    Raises:
        KeyError: The node is not there, or has no mask.
        ValueError: The transform has no picture, or too large a one.
    """
    return set_mask_raster(document, layer_id, transformed(_mask_of(document, layer_id), matrix, how))


def _mask_of(document: Document, layer_id: LayerId) -> MaskRaster:
    node = document.find(layer_id)
    if node is None or node.mask is None:
        raise KeyError(layer_id)
    return node.mask.raster


def _on_canvas(selection: MaskRaster) -> MaskRaster | None:
    """Return a selection without what lies beyond the canvas; None where nothing is left."""
    canvas: Rect = selection.canvas
    kept = MaskRaster.from_array(canvas.width, canvas.height, selection.read(canvas))
    return kept if kept.tiles else None
