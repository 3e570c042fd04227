"""Several layers into one raster, what lies outside the canvas included."""

from __future__ import annotations

from dataclasses import replace

from painter.document.document import Document
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
