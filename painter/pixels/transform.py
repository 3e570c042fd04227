"""Resampling: layers, masks and whole images scaled, rotated, skewed or put in perspective.

Pixels are premultiplied, so colour never bleeds out of transparency. Movements by whole pixels and turns by right
angles belong to `painter.document.moving`, which keeps every byte.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import replace
from enum import Enum
from typing import Any, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from painter.document.canvas_edits import change_nodes, with_all_tiles
from painter.document.document import Document
from painter.document.geometry import Rect
from painter.document.layer import LayerId
from painter.document.moving import laid, translated
from painter.document.raster import MaskRaster, Pixels, Raster, Tiles

AnyTiles = TypeVar("AnyTiles", bound=Tiles)
Matrix = NDArray[np.float64]
"""(3, 3): canvas points as columns (x, y, 1) to new ones, pixels reaching from whole number to whole number."""

LARGEST_PX = 32_000
"""Longest side of what one transform may make."""


class Resampling(Enum):
    """How pixels between pixels come about."""

    NEAREST = cv2.INTER_NEAREST
    LINEAR = cv2.INTER_LINEAR
    BICUBIC = cv2.INTER_CUBIC
    LANCZOS = cv2.INTER_LANCZOS4


def moving(dx: float, dy: float) -> Matrix:
    return np.array([[1.0, 0.0, dx], [0.0, 1.0, dy], [0.0, 0.0, 1.0]])


def scaling(sx: float, sy: float) -> Matrix:
    return np.diag([sx, sy, 1.0])


def rotating(degrees: float) -> Matrix:
    """Return a rotation, clockwise on the screen, around the canvas's top left."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])


def skewing(x: float, y: float) -> Matrix:
    return np.array([[1.0, x, 0.0], [y, 1.0, 0.0], [0.0, 0.0, 1.0]])


def around(matrix: Matrix, x: float, y: float) -> Matrix:
    """Return a transform done around a pivot."""
    return moving(x, y) @ matrix @ moving(-x, -y)


def perspective(rect: Rect, corners: NDArray[np.float64]) -> Matrix:
    """Return what takes a rectangle to four corners, (4, 2): top left, top right, bottom right, bottom left.

    Raises:
        ValueError: The corners lie on a line or make no convex shape.
    """
    edges = np.roll(corners, -1, axis=0) - corners
    after = np.roll(edges, -1, axis=0)
    turns = edges[:, 0] * after[:, 1] - edges[:, 1] * after[:, 0]
    if rect.empty or not (np.abs(turns).min() > 1e-6 and (np.sign(turns) == np.sign(turns[0])).all()):
        raise ValueError("the corners make no convex shape")
    start = np.array([[rect.x0, rect.y0], [rect.x1, rect.y0], [rect.x1, rect.y1], [rect.x0, rect.y1]], np.float32)
    matrix: Matrix = np.asarray(cv2.getPerspectiveTransform(start, corners.astype(np.float32)), np.float64)
    # Any multiple means the same; in this one the rectangle lies before the eye (see `mapped`).
    depth = matrix[2] @ (rect.x0, rect.y0, 1.0)
    return matrix * float(np.sign(depth))


def mapped(matrix: Matrix, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return where points (n, 2) go; infinite where they pass behind the eye."""
    homogeneous = np.concatenate([points, np.ones((len(points), 1))], 1) @ matrix.T
    depth = homogeneous[:, 2:]
    with np.errstate(all="ignore"):
        return np.where(depth > 1e-9, homogeneous[:, :2] / depth, np.inf)


def transformed(
    tiles: AnyTiles,
    matrix: Matrix,
    how: Resampling = Resampling.BICUBIC,
    *,
    width_px: int | None = None,
    height_px: int | None = None,
) -> AnyTiles:
    """Return tiles transformed, what lies outside the canvas included, over a canvas of another size if given.

    Raises:
        ValueError: The result would be impossibly large, or the transform flattens everything.
    """
    width, height = width_px or tiles.width_px, height_px or tiles.height_px
    whole = np.rint(matrix)
    if np.array_equal(matrix, whole) and np.array_equal(matrix[:, :2], np.eye(3)[:, :2]):
        return translated(tiles, int(whole[0, 2]), int(whole[1, 2]), width, height)
    # Not whole tiles: in perspective, what is empty around the pixels may lie behind the eye.
    box = tiles.bounds() if isinstance(tiles, (Raster, MaskRaster)) and not tiles.outside else tiles.tile_bounds()
    if box.empty:
        return tiles.resized_canvas(width, height)
    corners = np.array([[box.x0, box.y0], [box.x1, box.y0], [box.x1, box.y1], [box.x0, box.y1]], np.float64)
    ends = mapped(matrix, corners)
    if not np.isfinite(ends).all() or abs(np.linalg.det(matrix)) < 1e-12:
        raise ValueError("this transform has no picture")
    low, high = np.floor(ends.min(0)).astype(int) - 2, np.ceil(ends.max(0)).astype(int) + 2
    if max(high - low) > LARGEST_PX:
        raise ValueError("this transform makes too large a picture")
    pixels, before = _shrunk(tiles.read(box), matrix, corners, how)
    inner = moving(-float(low[0]), -float(low[1])) @ matrix @ moving(box.x0, box.y0) @ before
    made = _warped(pixels, inner, (int(high[0] - low[0]), int(high[1] - low[1])), how, tiles.outside)
    return laid(tiles, made, int(low[0]), int(low[1]), width, height)


def _shrunk(pixels: Pixels, matrix: Matrix, corners: NDArray[np.float64], how: Resampling) -> tuple[Pixels, Matrix]:
    """Return pixels averaged down where the transform makes them much smaller, and what undoes the change of size.

    Interpolation looks at a few neighbours only: below half size pixels would be skipped.
    """
    ends = mapped(matrix, corners)
    across = math.dist(ends[0], ends[1]) / math.dist(corners[0], corners[1])
    down = math.dist(ends[0], ends[3]) / math.dist(corners[0], corners[3])
    if how is Resampling.NEAREST or min(across, down) >= 1:
        return pixels, np.eye(3)
    height, width = pixels.shape[:2]
    size = (max(1, round(width * min(1.0, across))), max(1, round(height * min(1.0, down))))
    smaller = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    return np.asarray(smaller, np.uint8), scaling(width / size[0], height / size[1])


def _warped(pixels: Pixels, matrix: Matrix, size: tuple[int, int], how: Resampling, outside: int) -> Pixels:
    centred = moving(-0.5, -0.5) @ matrix @ moving(0.5, 0.5)
    border = (float(outside),) * 4
    values = pixels if how is Resampling.NEAREST else pixels.astype(np.float32)
    made: NDArray[Any] = np.asarray(
        cv2.warpPerspective(
            values, centred, size, flags=how.value, borderMode=cv2.BORDER_CONSTANT, borderValue=border
        )
    )
    if how is not Resampling.NEAREST:
        made = np.clip(np.rint(made), 0, 255)
    if made.ndim == 3:
        # Sharp interpolation overshoots; no colour is brighter than its alpha.
        made[..., :3] = np.minimum(made[..., :3], made[..., 3:])
    return np.ascontiguousarray(made, np.uint8)


def transform_layers(
    document: Document, layer_ids: Collection[LayerId], matrix: Matrix, how: Resampling = Resampling.BICUBIC
) -> Document:
    """Return the document with nodes, all they hold and their linked masks transformed.

    Raises:
        KeyError: One of the nodes is not there.
        ValueError: See `transformed`.
    """

    def change(tiles: AnyTiles, /) -> AnyTiles:
        return transformed(tiles, matrix, how)

    return change_nodes(document, layer_ids, change)


def resize_image(
    document: Document,
    width_px: int,
    height_px: int,
    *,
    how: Resampling = Resampling.BICUBIC,
    dpi: float | None = None,
) -> Document:
    """Return the document resampled to another size.

    Raises:
        ValueError: No canvas is that large.
    """
    document = document if dpi is None or dpi == document.dpi else replace(document, dpi=dpi)
    if (width_px, height_px) == (document.width_px, document.height_px):
        return document
    matrix = scaling(width_px / document.width_px, height_px / document.height_px)

    def change(tiles: AnyTiles, /) -> AnyTiles:
        return transformed(tiles, matrix, how, width_px=width_px, height_px=height_px)

    return with_all_tiles(document, change, width_px, height_px)
