"""A new painting: paper below, an empty layer to paint on above it."""

from __future__ import annotations

import numpy as np

from painter.document.document import Document
from painter.document.geometry import TILE, TileIndex, grid_shape
from painter.document.layer import Layer
from painter.document.raster import Pixels, Raster

Color = tuple[int, int, int]
WHITE: Color = (255, 255, 255)


def blank_document(
    width_px: int = 1920, height_px: int = 1080, *, dpi: float = 300.0, background: Color | None = WHITE
) -> Document:
    """Return a painting to begin with; its empty layer is active.

    Args:
        background: Colour of the paper, sRGB; None for a transparent canvas without paper.

    Raises:
        ValueError: The size is not possible.
    """
    document = Document(width_px=width_px, height_px=height_px, dpi=dpi)
    layer = Layer(raster=document.empty_raster(), name="Layer 1")
    layers: tuple[Layer, ...] = (layer,)
    if background is not None:
        paper = Layer(raster=_filled(width_px, height_px, background), name="Paper", locked=True)
        layers = (paper, layer)
    return Document(width_px=width_px, height_px=height_px, layers=layers, active_id=layer.id, dpi=dpi)


def _filled(width_px: int, height_px: int, background: Color) -> Raster:
    """Return a raster of one colour. Equal tiles are one tile, so that the largest paper costs next to nothing."""
    rows, columns = grid_shape(width_px, height_px)
    kinds: dict[tuple[int, int], Pixels] = {}
    tiles: dict[TileIndex, Pixels] = {}
    for ty in range(rows):
        for tx in range(columns):
            # The canvas may end within the last tiles.
            used = min(TILE, width_px - tx * TILE), min(TILE, height_px - ty * TILE)
            if used not in kinds:
                tile = np.zeros((TILE, TILE, 4), np.uint8)
                tile[: used[1], : used[0]] = (*background, 255)
                kinds[used] = tile
            tiles[TileIndex(tx, ty)] = kinds[used]
    return Raster(width_px, height_px, tiles)
