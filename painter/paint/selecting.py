"""Selections that come from pixels and distances: feather, grow, shrink, border, smooth, magic wand, by colour.

Pure functions over the masks of `painter.document.selection`. Works on the part of the canvas that can change.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from painter.document.geometry import Rect
from painter.document.raster import MaskRaster, Pixels

Values = NDArray[np.uint8]
HALF = 128


def _around(selection: MaskRaster, margin_px: int) -> Rect:
    return selection.bounds().grown(margin_px).intersected(selection.canvas)


def _placed(selection: MaskRaster, values: Values, rect: Rect) -> MaskRaster:
    return MaskRaster.from_array(selection.width_px, selection.height_px, values, rect.x0, rect.y0)


def feathered(selection: MaskRaster, radius_px: float) -> MaskRaster:
    """Return a selection with its edge blurred over about `radius_px` to each side.

    At the canvas's rim the selection goes on as it ends there, so a selected rim stays selected.
    """
    if radius_px <= 0 or not selection.tiles:
        return selection
    rect = _around(selection, math.ceil(radius_px * 2) + 1)
    values = selection.read(rect)
    blurred = cv2.GaussianBlur(values, (0, 0), radius_px / 2, borderType=cv2.BORDER_REPLICATE)
    return _placed(selection, np.asarray(blurred, np.uint8), rect)


def grown(selection: MaskRaster, radius_px: float) -> MaskRaster:
    """Return a selection grown by a disc of this radius, anti-aliased."""
    if radius_px <= 0 or not selection.tiles:
        return selection
    rect = _around(selection, math.ceil(radius_px) + 1)
    values = selection.read(rect)
    return _placed(selection, np.maximum(values, _reached(values >= HALF, radius_px)), rect)


def _reached(inside: NDArray[np.bool_], radius_px: float) -> Values:
    """Return how much of each pixel lies within a distance of the pixels that are inside."""
    if not inside.any():
        return np.zeros(inside.shape, np.uint8)
    distance = cv2.distanceTransform((~inside).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    covered = np.clip(radius_px + 1 - distance, 0, 1)
    return np.asarray(np.rint(covered * 255), np.uint8)


def shrunk(selection: MaskRaster, radius_px: float) -> MaskRaster:
    """Return a selection shrunk by a disc of this radius; the canvas's rim does not count as its edge."""
    if radius_px <= 0 or not selection.tiles:
        return selection
    rect = _around(selection, 1)
    values = selection.read(rect)
    return _placed(selection, np.minimum(values, 255 - _reached(values < HALF, radius_px)), rect)


def bordered(selection: MaskRaster, width_px: float) -> MaskRaster:
    """Return a band of this width along a selection's edge."""
    outer, inner = grown(selection, width_px / 2), shrunk(selection, width_px / 2)
    rect = outer.bounds()
    return _placed(selection, np.minimum(outer.read(rect), 255 - inner.read(rect)), rect)


def smoothed(selection: MaskRaster, radius_px: float) -> MaskRaster:
    """Return a selection without corners and specks smaller than about `radius_px`, its edge still crisp."""
    if radius_px <= 0 or not selection.tiles:
        return selection
    rect = _around(selection, math.ceil(radius_px * 2) + 1)
    values = selection.read(rect)
    soft = cv2.GaussianBlur(values.astype(np.float32), (0, 0), radius_px / 2, borderType=cv2.BORDER_REPLICATE)
    # The blurred edge falls over about 1.25 radii; made a pixel wide again.
    crisp = np.clip((np.asarray(soft) / 255 - 0.5) * max(1.0, radius_px * 1.25) + 0.5, 0, 1)
    return _placed(selection, np.rint(crisp * 255).astype(np.uint8), rect)


def by_color(picture: Pixels, color: tuple[int, int, int, int], tolerance: int) -> Values:
    """Return where a picture is like a colour.

    Args:
        picture: (h, w, 4) uint8 premultiplied sRGB.
        color: The same, one pixel.
        tolerance: 0 to 255: how far any channel may be off.

    Returns:
        (h, w) uint8, 0 or 255.
    """
    low, high = (np.clip(np.asarray(color, np.int16) + way * tolerance, 0, 255) for way in (-1, 1))
    found = cv2.inRange(np.ascontiguousarray(picture), low.astype(np.float64), high.astype(np.float64))
    return np.asarray(found, np.uint8)


def magic_wand(
    picture: Pixels,
    x: int,
    y: int,
    *,
    tolerance: int = 32,
    contiguous: bool = True,
    gap_px: int = 0,
    smooth_edge: bool = True,
) -> MaskRaster:
    """Return what is like the pixel at (x, y), as a selection over the picture.

    Args:
        picture: (h, w, 4) uint8 premultiplied: a layer, or everything that shows.
        tolerance: 0 to 255: how far any channel may be off.
        contiguous: Only what hangs together with that pixel.
        gap_px: Openings up to this wide in an outline count as closed.
        smooth_edge: Anti-alias the edge.

    Raises:
        IndexError: The point is not on the picture.
    """
    height, width = picture.shape[:2]
    if not (0 <= x < width and 0 <= y < height):
        raise IndexError(f"({x}, {y}) is not on a picture of {width} × {height} px")
    red, green, blue, alpha = (int(v) for v in picture[y, x])
    values = by_color(picture, (red, green, blue, alpha), tolerance)
    if contiguous:
        values = _hanging_together(values, x, y, gap_px)
    if smooth_edge:
        rim = cv2.GaussianBlur(values, (3, 3), 0.55, borderType=cv2.BORDER_REPLICATE)
        values = np.asarray(rim, np.uint8)
    return MaskRaster.from_array(width, height, values)


def _hanging_together(values: Values, x: int, y: int, gap_px: int) -> Values:
    """Return the part of a mask that holds (x, y), not reaching through openings of up to `gap_px`."""
    if gap_px <= 0:
        return _component(values, x, y)
    # A disc wider than the gap cannot pass it: keep what such discs reach, then what they cover.
    room = cv2.distanceTransform(np.pad(values, 1, constant_values=255), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    reach = gap_px / 2 + 0.5
    core = np.asarray(room)[1:-1, 1:-1] > reach
    if not core[y, x]:
        return _component(values, x, y)
    core_part = _component(core.astype(np.uint8) * np.uint8(255), x, y)
    near = _reached(core_part > 0, reach + 0.5)
    return np.where(near > 0, values, np.uint8(0))


def _component(values: Values, x: int, y: int) -> Values:
    _, labels = cv2.connectedComponents(values, connectivity=4)
    labels = np.asarray(labels)
    return np.where(labels == labels[y, x], values, np.uint8(0))
