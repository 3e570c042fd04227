"""The one table of blend modes: a pure formula a mode, for the numpy twins and the compiled kernels alike.

With straight colours `Cb` (backdrop) and `Cs` (source) and alphas `ab` and `as`, the result of blending is
``as·(1-ab)·Cs + ab·(1-as)·Cb + as·ab·B(Cb, Cs)``. A formula here is only the last term, written in premultiplied
values ``b = ab·Cb`` and ``s = as·Cs``, so that most modes need no division; `meet` is the first two terms.

Three modes change alpha too and have formulas of their own shape, which give a whole channel: `erase` and
`behind` (given colours or alphas alike), and dissolve, which is `normal` with a source that
`dissolved` has made solid or nothing.

All values are floats 0–1, sRGB encoded (not linear), scalars or arrays of any one shape. The formulas use only
`least`, `most`, `choose`, `root`, `abs` and arithmetic with float32 constants: numpy runs them as they stand
(float32 stays float32, float64 stays float64), and numba compiles the same functions for scalars, where the
four words above have scalar meanings of their own.

Does not loop, load or store: `painter.pixels.reference` and `painter.pixels.compiled` do.

Source: W3C, Compositing and Blending Level 1, sections 9 (simple alpha compositing) and 10 (blending); for the
modes it lacks, Adobe, PDF Blend Modes Addendum, and the Photoshop file format's names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from painter.document.layer import BlendMode

Plane = Any
"""Floats 0–1: an array for numpy, a scalar for numba, which no common type names."""
Color = tuple[Plane, Plane, Plane]
Separable = Callable[[Plane, Plane, Plane, Plane], Plane]
"""(b, s, ab, as) -> as·ab·B(Cb, Cs), for each channel by itself."""
NonSeparable = Callable[[Plane, Plane, Plane, Plane, Plane, Plane, Plane, Plane], Color]
"""(b red, green, blue, s red, green, blue, ab, as) -> the three channels of as·ab·B(Cb, Cs)."""

ZERO, QUARTER, ONE, TWO, FOUR = np.float32(0), np.float32(0.25), np.float32(1), np.float32(2), np.float32(4)
TWELVE, SIXTEEN = np.float32(12), np.float32(16)
RED, GREEN, BLUE = np.float32(0.3), np.float32(0.59), np.float32(0.11)
NOTHING = np.float32(1e-12)
"""Keeps a division by a vanishing alpha finite; far below any value that 8 or 16 bits can hold."""
GRAIN = np.float32(1e-4)
"""Straight colours closer than this to 0 or 1 count as 0 or 1 where a mode jumps there.

Rounding errors in float32 are below 1e-6 and one step of 8 bits is 4e-3, so a white backdrop stays white under
colour burn whatever the stack below it computed.
"""
SPREAD = np.float32(1e-5)
"""The same for the difference of two channels: a grey stays a grey in the hue and saturation modes."""


def least(x: Plane, y: Plane) -> Plane:
    return np.minimum(x, y)


def most(x: Plane, y: Plane) -> Plane:
    return np.maximum(x, y)


def root(x: Plane) -> Plane:
    return np.sqrt(x)


def choose(condition: Plane, x: Plane, y: Plane) -> Plane:
    """Return x where the condition holds, else y; both are computed."""
    return np.where(condition, x, y)


def meet(b: Plane, s: Plane, ab: Plane, as_: Plane) -> Plane:
    """Return source and backdrop where only one of them is: the part that all modes share."""
    return s * (ONE - ab) + b * (ONE - as_)


def normal(b: Plane, s: Plane, ab: Plane, as_: Plane) -> Plane:
    return s * ab


def multiply(b: Plane, s: Plane, ab: Plane, as_: Plane) -> Plane:
    return b * s


def screen(b: Plane, s: Plane, ab: Plane, as_: Plane) -> Plane:
    return b * as_ + s * ab - b * s


def hard_light(b: Plane, s: Plane, ab: Plane, as_: Plane) -> Plane:
    return choose(s + s <= as_, TWO * b * s, as_ * ab - TWO * (ab - b) * (as_ - s))


def overlay(b: Plane, s: Plane, ab: Plane, as_: Plane) -> Plane:
    return choose(b + b <= ab, TWO * b * s, as_ * ab - TWO * (ab - b) * (as_ - s))


def darken(b: Plane, s: Plane, ab: Plane, as_: Plane) -> Plane:
    return least(b * as_, s * ab)


def lighten(b: Plane, s: Plane, ab: Plane, as_: Plane) -> Plane:
    return most(b * as_, s * ab)


def color_dodge(b: Plane, s: Plane, ab: Plane, as_: Plane) -> Plane:
    return least(as_ * ab, b * as_ * as_ / most(as_ - s, as_ * GRAIN + NOTHING))


def color_burn(b: Plane, s: Plane, ab: Plane, as_: Plane) -> Plane:
    return as_ * ab - least(as_ * ab, (ab - b) * as_ * as_ / most(s, as_ * GRAIN + NOTHING))


def soft_light(b: Plane, s: Plane, ab: Plane, as_: Plane) -> Plane:
    straight = b / most(ab, NOTHING)
    polynomial = ((SIXTEEN * straight - TWELVE) * straight + FOUR) * straight
    lighter = choose(straight <= QUARTER, polynomial, root(most(straight, NOTHING))) - straight
    return b * as_ + ab * (s + s - as_) * choose(s + s <= as_, straight * (ONE - straight), lighter)


def difference(b: Plane, s: Plane, ab: Plane, as_: Plane) -> Plane:
    return abs(b * as_ - s * ab)


def exclusion(b: Plane, s: Plane, ab: Plane, as_: Plane) -> Plane:
    return b * as_ + s * ab - TWO * b * s


def add(b: Plane, s: Plane, ab: Plane, as_: Plane) -> Plane:
    return least(as_ * ab, b * as_ + s * ab)


def subtract(b: Plane, s: Plane, ab: Plane, as_: Plane) -> Plane:
    return most(ZERO, b * as_ - s * ab)


def divide(b: Plane, s: Plane, ab: Plane, as_: Plane) -> Plane:
    return least(as_ * ab, b * as_ * as_ / most(s, as_ * GRAIN + NOTHING))


def linear_burn(b: Plane, s: Plane, ab: Plane, as_: Plane) -> Plane:
    return most(ZERO, b * as_ + s * ab - as_ * ab)


def linear_light(b: Plane, s: Plane, ab: Plane, as_: Plane) -> Plane:
    return least(as_ * ab, most(ZERO, b * as_ + TWO * s * ab - as_ * ab))


def pin_light(b: Plane, s: Plane, ab: Plane, as_: Plane) -> Plane:
    return most(TWO * s * ab - as_ * ab, least(b * as_, TWO * s * ab))


def vivid_light(b: Plane, s: Plane, ab: Plane, as_: Plane) -> Plane:
    twice, edge = s + s, as_ * GRAIN + NOTHING
    burnt = as_ * ab - least(as_ * ab, (ab - b) * as_ * as_ / most(twice, edge))
    dodged = least(as_ * ab, b * as_ * as_ / most(as_ + as_ - twice, edge))
    return choose(twice <= as_, burnt, dodged)


def hard_mix(b: Plane, s: Plane, ab: Plane, as_: Plane) -> Plane:
    white = as_ * ab
    return choose(b * as_ + s * ab >= white * (ONE - GRAIN), white, ZERO * white)


def erase(b: Plane, s: Plane, ab: Plane, as_: Plane) -> Plane:
    """Return a channel, colour or alpha, of the backdrop with the source's shape cut out."""
    return b * (ONE - as_)


def behind(b: Plane, s: Plane, ab: Plane, as_: Plane) -> Plane:
    """Return a channel, colour or alpha, of the source under the backdrop."""
    return b + s * (ONE - ab)


def luminance(red: Plane, green: Plane, blue: Plane) -> Plane:
    return RED * red + GREEN * green + BLUE * blue


def with_luminance(red: Plane, green: Plane, blue: Plane, light: Plane, white: Plane) -> Color:
    """Return the colour shifted to luminance `light`, then drawn towards grey until within 0 and `white`."""
    shift = light - luminance(red, green, blue)
    red, green, blue = red + shift, green + shift, blue + shift
    lowest, highest = least(red, least(green, blue)), most(red, most(green, blue))
    # Only one of both ends can lie outside: neither colour had a wider spread than from 0 to white.
    inward = choose(lowest < ZERO, light / most(light - lowest, NOTHING), ONE)
    inward = choose(highest > white, (white - light) / most(highest - light, NOTHING), inward)
    return light + (red - light) * inward, light + (green - light) * inward, light + (blue - light) * inward


def saturation_of(red: Plane, green: Plane, blue: Plane) -> Plane:
    return most(red, most(green, blue)) - least(red, least(green, blue))


def with_saturation(red: Plane, green: Plane, blue: Plane, wanted: Plane, white: Plane) -> Color:
    """Return the colour with its lowest channel at 0 and its highest at `wanted`; a grey becomes black."""
    lowest = least(red, least(green, blue))
    scale = wanted / most(saturation_of(red, green, blue), white * SPREAD + NOTHING)
    return (red - lowest) * scale, (green - lowest) * scale, (blue - lowest) * scale


def hue(br: Plane, bg: Plane, bb: Plane, sr: Plane, sg: Plane, sb: Plane, ab: Plane, as_: Plane) -> Color:
    white = as_ * ab
    wanted = saturation_of(br, bg, bb) * as_
    red, green, blue = with_saturation(sr * ab, sg * ab, sb * ab, wanted, white)
    return with_luminance(red, green, blue, luminance(br, bg, bb) * as_, white)


def saturation(br: Plane, bg: Plane, bb: Plane, sr: Plane, sg: Plane, sb: Plane, ab: Plane, as_: Plane) -> Color:
    white = as_ * ab
    wanted = saturation_of(sr, sg, sb) * ab
    red, green, blue = with_saturation(br * as_, bg * as_, bb * as_, wanted, white)
    return with_luminance(red, green, blue, luminance(br, bg, bb) * as_, white)


def color(br: Plane, bg: Plane, bb: Plane, sr: Plane, sg: Plane, sb: Plane, ab: Plane, as_: Plane) -> Color:
    return with_luminance(sr * ab, sg * ab, sb * ab, luminance(br, bg, bb) * as_, as_ * ab)


def luminosity(br: Plane, bg: Plane, bb: Plane, sr: Plane, sg: Plane, sb: Plane, ab: Plane, as_: Plane) -> Color:
    return with_luminance(br * as_, bg * as_, bb * as_, luminance(sr, sg, sb) * ab, as_ * ab)


def darker_color(br: Plane, bg: Plane, bb: Plane, sr: Plane, sg: Plane, sb: Plane, ab: Plane, as_: Plane) -> Color:
    source = luminance(sr, sg, sb) * ab < luminance(br, bg, bb) * as_
    return choose(source, sr * ab, br * as_), choose(source, sg * ab, bg * as_), choose(source, sb * ab, bb * as_)


def lighter_color(br: Plane, bg: Plane, bb: Plane, sr: Plane, sg: Plane, sb: Plane, ab: Plane, as_: Plane) -> Color:
    source = luminance(sr, sg, sb) * ab > luminance(br, bg, bb) * as_
    return choose(source, sr * ab, br * as_), choose(source, sg * ab, bg * as_), choose(source, sb * ab, bb * as_)


SEPARABLE: Mapping[BlendMode, Separable] = MappingProxyType(
    {
        BlendMode.NORMAL: normal,
        BlendMode.MULTIPLY: multiply,
        BlendMode.SCREEN: screen,
        BlendMode.OVERLAY: overlay,
        BlendMode.DARKEN: darken,
        BlendMode.LIGHTEN: lighten,
        BlendMode.COLOR_DODGE: color_dodge,
        BlendMode.COLOR_BURN: color_burn,
        BlendMode.HARD_LIGHT: hard_light,
        BlendMode.SOFT_LIGHT: soft_light,
        BlendMode.DIFFERENCE: difference,
        BlendMode.EXCLUSION: exclusion,
        BlendMode.ADD: add,
        BlendMode.SUBTRACT: subtract,
        BlendMode.DIVIDE: divide,
        BlendMode.LINEAR_BURN: linear_burn,
        BlendMode.LINEAR_LIGHT: linear_light,
        BlendMode.PIN_LIGHT: pin_light,
        BlendMode.VIVID_LIGHT: vivid_light,
        BlendMode.HARD_MIX: hard_mix,
    }
)

NON_SEPARABLE: Mapping[BlendMode, NonSeparable] = MappingProxyType(
    {
        BlendMode.HUE: hue,
        BlendMode.SATURATION: saturation,
        BlendMode.COLOR: color,
        BlendMode.LUMINOSITY: luminosity,
        BlendMode.DARKER_COLOR: darker_color,
        BlendMode.LIGHTER_COLOR: lighter_color,
    }
)

COVERING: Mapping[BlendMode, Separable] = MappingProxyType({BlendMode.ERASE: erase, BlendMode.BEHIND: behind})
"""Modes that change alpha in a way of their own: formulas of a whole channel, alpha among them."""

MODES: tuple[BlendMode, ...] = (*SEPARABLE, *NON_SEPARABLE, *COVERING, BlendMode.DISSOLVE)
"""A mode's place here is its code in programs and kernels."""
CODES: Mapping[BlendMode, int] = MappingProxyType({mode: code for code, mode in enumerate(MODES)})
DISSOLVE = CODES[BlendMode.DISSOLVE]
