"""Alpha conversions and downscaling of pictures, for thumbnails, files and exports.

Enlarging is not done here.
"""

from __future__ import annotations

from itertools import pairwise
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

from painter.document.geometry import TILE, Rect
from painter.document.raster import Raster
from painter.pixels.kernels import kernels

Picture = NDArray[np.uint8]
"""(h, w, 4) uint8 sRGB RGBA."""


def premultiply(pixels: Picture) -> Picture:
    """Return straight pixels premultiplied, each rounded to nearest."""
    out = np.empty(pixels.shape, np.uint8)
    kernels().premultiply(_flat(pixels), out.reshape(-1, 4))
    return out


def unpremultiply(pixels: Picture) -> Picture:
    """Return premultiplied pixels as straight ones, each rounded to nearest; transparent ones become 0.

    `premultiply` of the result is exactly `pixels` again.
    """
    out = np.empty(pixels.shape, np.uint8)
    kernels().unpremultiply(_flat(pixels), out.reshape(-1, 4))
    return out


def _flat(pixels: Picture) -> Picture:
    if pixels.dtype != np.uint8 or pixels.shape[-1] != 4:
        raise ValueError(f"not RGBA of 8 bits: {pixels.shape} {pixels.dtype}")
    return np.ascontiguousarray(pixels).reshape(-1, 4)


def downscale(pixels: NDArray[np.uint8] | NDArray[np.float32], width: int, height: int) -> Picture:
    """Return a picture scaled down by area averaging.

    Args:
        pixels: (h, w, 4) uint8 or float32 0–255, premultiplied.
        width, height: The new size; a side longer than the picture's is left as it is.

    Returns:
        (height, width, 4) uint8 premultiplied.
    """
    height, width = max(1, min(height, pixels.shape[0])), max(1, min(width, pixels.shape[1]))
    return _averaged(pixels, height, width, pixels.shape[0], pixels.shape[1])


def _averaged(pixels: NDArray[Any], height: int, width: int, down: float, across: float) -> Picture:
    """Return the first `down` × `across` pixels, which need not be whole, averaged to a picture of a size."""
    lower = _averaged_rows(pixels, height, down)
    smaller = _averaged_rows(lower.transpose(1, 0, 2), width, across).transpose(1, 0, 2)
    return (np.clip(smaller, 0, 255) + np.float32(0.5)).astype(np.uint8)


def _averaged_rows(pixels: NDArray[Any], count: int, extent: float) -> NDArray[np.float32]:
    """Return `count` rows, each the mean of the stretch of rows it covers, parts of rows included."""
    rows = pixels.shape[0]
    if count == extent == rows:
        return np.asarray(pixels, np.float32)
    out = np.empty((count, *pixels.shape[1:]), np.float32)
    edges = np.arange(count + 1) * (extent / count)
    for place, (start, end) in enumerate(pairwise(edges)):
        first, last = int(start), min(rows, int(np.ceil(end - 1e-9)))
        covered = np.minimum(np.arange(first, last) + 1, end) - np.maximum(np.arange(first, last), start)
        weights = (covered / covered.sum()).astype(np.float32)
        stretch = np.asarray(pixels[first:last], np.float32).reshape(last - first, -1)
        out[place] = (weights @ stretch).reshape(pixels.shape[1:])
    return out


def fitted(width_px: int, height_px: int, longest_px: int) -> tuple[int, int]:
    """Return (width, height) in the same proportion with its longer side at most `longest_px`, at least 1."""
    scale = min(1.0, longest_px / max(width_px, height_px))
    return max(1, round(width_px * scale)), max(1, round(height_px * scale))


def thumbnail(raster: Raster, longest_px: int) -> Picture:
    """Return a raster's canvas as a small picture, (h, w, 4) uint8 premultiplied."""
    width, height = fitted(raster.width_px, raster.height_px, longest_px)
    # Tiles are averaged in place to twice the wanted size, so a large canvas is never put together.
    factor = 1
    while factor < TILE and raster.width_px // (2 * factor) >= 2 * width:
        factor *= 2
    rows, columns = raster.table.shape
    side = TILE // factor
    reduced = np.zeros((rows * side, columns * side, 4), np.float32)
    kernels().reduce_tiles(raster.table, reduced, factor)
    down, across = raster.height_px / factor, raster.width_px / factor
    _mend_rims(reduced, raster, factor)
    return _averaged(reduced[: ceil(down), : ceil(across)], height, width, down, across)


def _mend_rims(reduced: NDArray[np.float32], raster: Raster, factor: int) -> None:
    """Average the last row and column of blocks anew where the canvas ends within them."""
    width, height = raster.shape
    x, y = width - width % factor, height - height % factor
    if y < height:
        strip = raster.read(Rect(0, y, width, height)).mean(0, dtype=np.float32)[None]
        reduced[y // factor, : ceil(width / factor)] = _blocks(strip, factor)[0]
    if x < width:
        strip = raster.read(Rect(x, 0, width, height)).mean(1, dtype=np.float32)[None]
        reduced[: ceil(height / factor), x // factor] = _blocks(strip, factor)[0]


def _blocks(line: NDArray[np.float32], factor: int) -> NDArray[np.float32]:
    """Return the means of each `factor` pixels of (1, n, 4), of what is left at the end too."""
    starts = np.arange(0, line.shape[1], factor)
    counts = np.diff(np.append(starts, line.shape[1])).astype(np.float32)
    return (np.add.reduceat(line, starts, axis=1) / counts[:, None]).astype(np.float32)
