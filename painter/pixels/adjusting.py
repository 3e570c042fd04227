"""Adjustments as tables that the compositor reads, and the formulas it reads them with.

Written like `painter.pixels.modes`: numpy runs the formulas as they stand, numba compiles the same functions for
scalars. Colours here are straight (not premultiplied), 0 to 1.

Source: hue and saturation, CSS Color Module Level 4, section 7.1 (HSL); the tonal ranges of the colour balance
and the slope of the contrast, GIMP's operations of these names; curves, Fritsch and Carlson, Monotone Piecewise
Cubic Interpolation.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from painter.document.adjustments import (
    AdjustmentSettings,
    BrightnessContrast,
    ColorBalance,
    Curves,
    Exposure,
    GradientMap,
    HueSaturation,
    Invert,
    Levels,
    LevelsRange,
    Posterize,
    Threshold,
)
from painter.pixels.modes import (
    FOUR,
    GRAIN,
    NOTHING,
    ONE,
    SPREAD,
    TWELVE,
    TWO,
    ZERO,
    Color,
    Plane,
    choose,
    least,
    most,
)

NODES: Final = 255 * 16 + 1
"""Entries of a table: every value of 8 bits lies on one, those between are interpolated."""

BY_CHANNEL: Final = 0
BY_CHANNEL_KEEPING_LUMINANCE: Final = 1
BY_LUMINANCE: Final = 2
BY_THRESHOLD: Final = 3
BY_HUE: Final = 4

HALF, THREE, EIGHT, NINE = np.float32(0.5), np.float32(3), np.float32(8), np.float32(9)
LAST_NODE = np.float32(NODES - 1)
MOST_SATURATING = 1 - 1 / 256

Curve = Callable[[NDArray[np.float64]], NDArray[np.float64]]


@dataclass(frozen=True, slots=True, eq=False)
class AdjustmentTable:
    """What the compositor needs of an adjustment.

    Attributes:
        way: One of `BY_CHANNEL` … `BY_HUE`.
        values: (3, `NODES`) float32: what comes of each value of red, green and blue (or of the luminance). For
            `BY_THRESHOLD` and `BY_HUE` the first row begins with the formula's numbers.
    """

    way: int
    values: NDArray[np.float32]


def floor_of(x: Plane) -> Plane:
    return np.floor(x)


def turned(
    red: Plane,
    green: Plane,
    blue: Plane,
    turn: Plane,
    saturating: Plane,
    scaling: Plane,
    lift: Plane,
    colorize: Plane,
) -> Color:
    """Return a colour changed in hue, saturation and lightness.

    Args:
        turn: Added to the hue, in sixths of the circle; the hue itself where `colorize` is 1.
        saturating: The saturation's factor; the saturation itself where `colorize` is 1.
        scaling, lift: The lightness times the one plus the other.
    """
    high, low = most(red, most(green, blue)), least(red, least(green, blue))
    chroma, total = high - low, high + low
    some = most(chroma, NOTHING)
    hue = choose(
        high <= red,
        (green - blue) / some,
        choose(high <= green, TWO + (blue - red) / some, FOUR + (red - green) / some),
    )
    saturation = choose(chroma <= SPREAD, ZERO * chroma, chroma / most(ONE - abs(total - ONE), NOTHING))
    hue = choose(colorize > ZERO, turn, hue + turn)
    saturation = least(ONE, choose(colorize > ZERO, saturating, saturation * saturating))
    light = HALF * total * scaling + lift
    reach = saturation * least(light, ONE - light)
    twelfths = hue + hue
    return (
        _hsl_channel(twelfths, light, reach),
        _hsl_channel(twelfths + EIGHT, light, reach),
        _hsl_channel(twelfths + FOUR, light, reach),
    )


def _hsl_channel(twelfths: Plane, light: Plane, reach: Plane) -> Plane:
    k = twelfths - TWELVE * floor_of(twelfths * (ONE / TWELVE))
    return light - reach * most(-ONE, least(ONE, least(k - THREE, NINE - k)))


def over_threshold(luminance: Plane, level: Plane) -> Plane:
    return choose(luminance >= level - GRAIN, ONE + ZERO * luminance, ZERO * luminance)


@lru_cache(maxsize=256)
def adjustment_table(settings: AdjustmentSettings) -> AdjustmentTable:
    """Return the table of an adjustment; the same object for equal settings while it is in use."""
    x = np.linspace(0.0, 1.0, NODES)
    way = BY_CHANNEL
    rows: list[NDArray[np.float64]]
    if isinstance(settings, Levels):
        rows = [_leveled(settings.master, _leveled(c, x)) for c in (settings.red, settings.green, settings.blue)]
    elif isinstance(settings, Curves):
        master = curve_through(settings.master)
        rows = [master(curve_through(c)(x)) for c in (settings.red, settings.green, settings.blue)]
    elif isinstance(settings, HueSaturation):
        way, rows = BY_HUE, [_numbers(_hue_numbers(settings)), x, x]
    elif isinstance(settings, ColorBalance):
        way = BY_CHANNEL_KEEPING_LUMINANCE if settings.keep_luminosity else BY_CHANNEL
        rows = [_balanced(settings, channel, x) for channel in range(3)]
    elif isinstance(settings, BrightnessContrast):
        rows = [_contrasted(settings, x)] * 3
    elif isinstance(settings, Exposure):
        rows = [_exposed(settings, x)] * 3
    elif isinstance(settings, Invert):
        rows = [1.0 - x] * 3
    elif isinstance(settings, Posterize):
        steps = np.minimum(np.floor(x * settings.levels + 1e-9), settings.levels - 1)
        rows = [steps / (settings.levels - 1)] * 3
    elif isinstance(settings, Threshold):
        way, rows = BY_THRESHOLD, [_numbers((settings.level,)), x, x]
    elif isinstance(settings, GradientMap):
        way, rows = BY_LUMINANCE, _graded(settings, x)
    else:
        raise TypeError(f"no adjustment: {settings!r}")
    values = np.ascontiguousarray(np.clip(rows, 0.0, 1.0) if way != BY_HUE else rows, np.float32)
    values.flags.writeable = False
    return AdjustmentTable(way, values)


def _numbers(values: tuple[float, ...]) -> NDArray[np.float64]:
    row = np.zeros(NODES)
    row[: len(values)] = values
    return row


def _leveled(part: LevelsRange, x: NDArray[np.float64]) -> NDArray[np.float64]:
    stretched = np.clip((x - part.black) / (part.white - part.black), 0.0, 1.0) ** (1.0 / part.gamma)
    result: NDArray[np.float64] = part.low + stretched * (part.high - part.low)
    return result


def curve_through(points: tuple[tuple[float, float], ...]) -> Curve:
    """Return the smooth curve through points ascending in x, level beyond both ends; it never overshoots them."""
    px, py = (np.array(values, np.float64) for values in zip(*points, strict=True))
    gaps, slopes = np.diff(px), np.diff(py) / np.diff(px)
    tangents = np.concatenate([slopes[:1], np.zeros(len(px) - 2), slopes[-1:]])
    for i in range(1, len(px) - 1):
        before, after = slopes[i - 1], slopes[i]
        if before * after > 0:
            w1, w2 = 2 * gaps[i] + gaps[i - 1], gaps[i] + 2 * gaps[i - 1]
            tangents[i] = (w1 + w2) / (w1 / before + w2 / after)

    def curve(x: NDArray[np.float64]) -> NDArray[np.float64]:
        x = np.clip(x, px[0], px[-1])
        i = np.clip(np.searchsorted(px, x, side="right") - 1, 0, len(gaps) - 1)
        t = (x - px[i]) / gaps[i]
        u = 1 - t
        values = py[i] * (1 + 2 * t) * u * u + py[i + 1] * t * t * (3 - 2 * t)
        result: NDArray[np.float64] = values + gaps[i] * t * u * (tangents[i] * u - tangents[i + 1] * t)
        return result

    return curve


def _hue_numbers(settings: HueSaturation) -> tuple[float, ...]:
    if settings.colorize:
        saturating = (settings.saturation + 1) / 2
    elif settings.saturation <= 0:
        saturating = 1 + settings.saturation
    else:
        saturating = 1 / (1 - settings.saturation * MOST_SATURATING)
    scaling = 1 - abs(settings.lightness)
    return settings.hue_deg / 60, saturating, scaling, max(0.0, settings.lightness), float(settings.colorize)


def _balanced(settings: ColorBalance, channel: int, x: NDArray[np.float64]) -> NDArray[np.float64]:
    slope, edge, strength = 0.25, 1 / 3, 0.7
    dark = np.clip((edge - x) / slope + 0.5, 0, 1)
    bright = np.clip((x + edge - 1) / slope + 0.5, 0, 1)
    middle = (1 - dark) * (1 - bright)
    shift = settings.shadows[channel] * dark + settings.midtones[channel] * middle
    result: NDArray[np.float64] = x + strength * (shift + settings.highlights[channel] * bright)
    return result


def _contrasted(settings: BrightnessContrast, x: NDArray[np.float64]) -> NDArray[np.float64]:
    half = settings.brightness / 2
    lit = x * (1 + half) if half < 0 else x + (1 - x) * half
    slope = math.tan(min((settings.contrast + 1) * math.pi / 4, math.pi / 2 - 1e-4))
    result: NDArray[np.float64] = (lit - 0.5) * slope + 0.5
    return result


def _exposed(settings: Exposure, x: NDArray[np.float64]) -> NDArray[np.float64]:
    light = np.where(x <= 0.04045, x / 12.92, ((x + 0.055) / 1.055) ** 2.4)
    light = np.clip(light * 2.0**settings.stops + settings.offset, 0, 1) ** (1 / settings.gamma)
    result: NDArray[np.float64] = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    return result


def _graded(settings: GradientMap, x: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    x = 1 - x if settings.reverse else x
    positions = [stop.position for stop in settings.stops]
    return [np.interp(x, positions, [stop[1 + channel] for stop in settings.stops]) for channel in range(3)]


def looked_up(values: NDArray[Any], plane: NDArray[Any]) -> NDArray[Any]:
    """Return a row of a table at values 0 to 1, those between two nodes interpolated."""
    place = np.clip(plane, ZERO, ONE) * LAST_NODE
    node = np.minimum(place.astype(np.int32), NODES - 2)
    low = values[node]
    result: NDArray[Any] = low + (values[node + 1] - low) * (place - node.astype(np.float32))
    return result
