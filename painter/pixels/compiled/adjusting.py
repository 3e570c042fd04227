"""Adjusting, masking and clipping one block of pixels; see `painter.pixels.reference` for each.

Blocks are (4, n) float32 planes as in `painter.pixels.compiled.blending`.
"""

from __future__ import annotations

from typing import Any

from numba import njit

from painter.pixels import adjusting, modes
from painter.pixels.adjusting import (
    BY_CHANNEL_KEEPING_LUMINANCE,
    BY_HUE,
    BY_LUMINANCE,
    BY_THRESHOLD,
    LAST_NODE,
    NODES,
)
from painter.pixels.compiled.scalars import ONE_255TH, OPTIONS, f4, i4, u4
from painter.pixels.modes import NOTHING

GRAIN_SCALE = f4(1 / 65536)


@njit(**OPTIONS)
def dissolve(src: Any, n: int, width: int, x0: int, y0: int) -> None:
    """Make each pixel solid or nothing; the first of the rows of `width` pixels begins at (x0, y0)."""
    red, green, blue, alpha = src[0, :n], src[1, :n], src[2, :n], src[3, :n]
    for i in range(n):
        h = u4(u4(u4(x0 + i % width) * u4(0x9E3779B1)) ^ u4(u4(y0 + i // width) * u4(0x85EBCA77)))
        h = u4(u4(h ^ u4(h >> u4(15))) * u4(0x2C1B3C6D))
        h = u4(u4(h ^ u4(h >> u4(12))) * u4(0x297A2D39))
        h = u4(h ^ u4(h >> u4(15)))
        grain = (f4(i4(h >> u4(16))) + f4(0.5)) * GRAIN_SCALE
        k = f4(1) / max(alpha[i], NOTHING) if grain < alpha[i] else f4(0)
        red[i] *= k
        green[i] *= k
        blue[i] *= k
        alpha[i] *= k


@njit(**OPTIONS)
def fill(plane: Any, n: int, value: Any) -> None:
    part = plane[:n]
    for x in range(part.shape[0]):
        part[x] = value


@njit(**OPTIONS)
def load_mask(plane: Any, tile: Any, x0: int, x1: int, y0: int, y1: int, opacity: Any) -> None:
    """Load a mask tile's rectangle into a plane, times an opacity."""
    width = x1 - x0
    k = f4(opacity * ONE_255TH)
    for y in range(y0, y1):
        o = (y - y0) * width
        row, out = tile[y, x0:x1], plane[o : o + width]
        for x in range(row.shape[0]):
            out[x] = f4(i4(row[x])) * k


@njit(**OPTIONS)
def weigh(src: Any, share: Any, n: int) -> None:
    for channel in range(4):
        plane, k = src[channel, :n], share[:n]
        for x in range(plane.shape[0]):
            plane[x] *= k[x]


@njit(**OPTIONS)
def mix(acc: Any, src: Any, share: Any, n: int) -> None:
    """Let a share of `src` replace `acc`."""
    for channel in range(4):
        a, b, k = acc[channel, :n], src[channel, :n], share[:n]
        for x in range(a.shape[0]):
            a[x] += (b[x] - a[x]) * k[x]


@njit(**OPTIONS)
def make_solid(acc: Any, shape: Any, n: int) -> None:
    alpha, kept = acc[3, :n], shape[:n]
    for x in range(alpha.shape[0]):
        kept[x] = alpha[x]
        alpha[x] = f4(1)
    for channel in range(3):
        plane = acc[channel, :n]
        for x in range(plane.shape[0]):
            plane[x] *= f4(1) / max(kept[x], NOTHING)


@njit(**OPTIONS)
def adjust_by_channel(acc: Any, src: Any, values: Any, n: int) -> None:
    for channel in range(3):
        plane, out, row = acc[channel, :n], src[channel, :n], values[channel]
        for x in range(plane.shape[0]):
            place = min(max(plane[x], f4(0)), f4(1)) * LAST_NODE
            node = min(i4(place), i4(NODES - 2))
            out[x] = row[node] + (row[node + 1] - row[node]) * (place - f4(node))


@njit(**OPTIONS)
def adjust_by_luminance(acc: Any, src: Any, values: Any, n: int) -> None:
    red, green, blue, light = acc[0, :n], acc[1, :n], acc[2, :n], src[3, :n]
    for x in range(red.shape[0]):
        light[x] = min(max(modes.luminance(red[x], green[x], blue[x]), f4(0)), f4(1)) * LAST_NODE
    for channel in range(3):
        out, row = src[channel, :n], values[channel]
        for x in range(out.shape[0]):
            node = min(i4(light[x]), i4(NODES - 2))
            out[x] = row[node] + (row[node + 1] - row[node]) * (light[x] - f4(node))


@njit(**OPTIONS)
def keep_luminance(acc: Any, src: Any, n: int) -> None:
    ar, ag, ab = acc[0, :n], acc[1, :n], acc[2, :n]
    red, green, blue = src[0, :n], src[1, :n], src[2, :n]
    for x in range(red.shape[0]):
        light = modes.luminance(ar[x], ag[x], ab[x])
        red[x], green[x], blue[x] = modes.with_luminance(red[x], green[x], blue[x], light, f4(1))


@njit(**OPTIONS)
def adjust_by_threshold(acc: Any, src: Any, values: Any, n: int) -> None:
    red, green, blue, level = acc[0, :n], acc[1, :n], acc[2, :n], values[0, 0]
    r, g, b = src[0, :n], src[1, :n], src[2, :n]
    for x in range(red.shape[0]):
        value = adjusting.over_threshold(modes.luminance(red[x], green[x], blue[x]), level)
        r[x] = value
        g[x] = value
        b[x] = value


@njit(**OPTIONS)
def adjust_by_hue(acc: Any, src: Any, values: Any, n: int) -> None:
    red, green, blue = acc[0, :n], acc[1, :n], acc[2, :n]
    r, g, b = src[0, :n], src[1, :n], src[2, :n]
    turn, saturating, scaling = values[0, 0], values[0, 1], values[0, 2]
    lift, colorize = values[0, 3], values[0, 4]
    for x in range(red.shape[0]):
        r[x], g[x], b[x] = adjusting.turned(red[x], green[x], blue[x], turn, saturating, scaling, lift, colorize)


@njit(**OPTIONS)
def adjust(way: int, values: Any, acc: Any, src: Any, n: int) -> None:
    """Fill `src` with what an adjustment makes of `acc`, both straight colours of alpha 1."""
    if way == BY_HUE:
        adjust_by_hue(acc, src, values, n)
    elif way == BY_THRESHOLD:
        adjust_by_threshold(acc, src, values, n)
    elif way == BY_LUMINANCE:
        adjust_by_luminance(acc, src, values, n)
    else:
        adjust_by_channel(acc, src, values, n)
        if way == BY_CHANNEL_KEEPING_LUMINANCE:
            keep_luminance(acc, src, n)
    fill(src[3], n, f4(1))
