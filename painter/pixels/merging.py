"""Several layers into one raster, what lies outside the canvas included; flattening and merging as edits."""

from __future__ import annotations

from dataclasses import replace

from painter.document.document import Document
from painter.document.edits import insert_layer
from painter.document.geometry import EMPTY_RECT, TILE
from painter.document.layer import Group, Layer, Node, walk
from painter.document.raster import Raster
from painter.pixels.composite import composite_rgba
from painter.pixels.program import compile_program


def merge_layers(nodes: tuple[Node, ...], width_px: int, height_px: int) -> Raster:
    """Return what `nodes` (bottom to top) show together over nothing, as one raster over a canvas."""
    box = EMPTY_RECT
    for node, _ in walk(nodes):
        if isinstance(node, Layer):
            box = box.united(node.raster.tile_bounds())
    if box.empty:
        return Raster(width_px, height_px)
    # Whole tiles are moved, so nothing is resampled or copied.
    columns, rows = box.x0 // TILE, box.y0 // TILE
    moved = Document(
        width_px=box.width,
        height_px=box.height,
        layers=tuple(_moved(node, -columns, -rows, box.width, box.height) for node in nodes),
    )
    picture = composite_rgba(compile_program(moved, origin=(box.x0, box.y0)), moved.canvas)
    return Raster.from_array(width_px, height_px, picture, box.x0, box.y0)


def _moved(node: Node, columns: int, rows: int, width_px: int, height_px: int) -> Node:
    if node.mask is not None:
        values = node.mask.raster.shifted(columns, rows, width_px, height_px)
        node = replace(node, mask=replace(node.mask, raster=values))
    if isinstance(node, Group):
        return replace(
            node, children=tuple(_moved(child, columns, rows, width_px, height_px) for child in node.children)
        )
    if isinstance(node, Layer):
        return replace(node, raster=node.raster.shifted(columns, rows, width_px, height_px))
    return node


def flatten_image(document: Document, *, name: str = "Background") -> Document:
    """Return the document with one layer that shows what all showed, within the canvas."""
    layer = Layer(raster=_visible(document), name=name)
    return replace(document, layers=(layer,), active_id=layer.id)


def merge_visible(document: Document, *, name: str = "Merged") -> Document:
    """Return the document with one layer for all visible ones, hidden top-level ones kept where they are."""
    layer = Layer(raster=merge_layers(document.layers, document.width_px, document.height_px), name=name)
    shown = [node for node in document.layers if node.visible]
    if not shown:
        return document
    layers = tuple(
        layer if node is shown[-1] else node for node in document.layers if node is shown[-1] or not node.visible
    )
    return replace(document, layers=layers, active_id=layer.id)


def new_from_visible(document: Document, *, name: str = "Visible") -> Document:
    """Return the document with a new layer on top that shows what all show, within the canvas."""
    return insert_layer(document, Layer(raster=_visible(document), name=name))


def _visible(document: Document) -> Raster:
    picture = composite_rgba(compile_program(document), document.canvas)
    return Raster.from_array(document.width_px, document.height_px, picture)
