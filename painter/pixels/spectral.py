"""Mixing colours as paint mixes, by ten bands of reflectance: the tables, and the definition in numpy.

Yellow and blue give green, where mixing light gives grey. `painter.pixels.compiled.painting` follows this.

Source: the bands are our own: CIE 1931 colour matching by the fit of Wyman, Sloan, Shirley 2013 (Simple analytic
approximations to the CIE XYZ colour matching functions), binned at the edges linspace(440, 640, 9) nm and scaled
to D65 white; reflectances of the three primaries solved so that ``TO_RGB @ PRIMARIES.T`` is the identity. Bands
mix by the weighted geometric mean.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

BANDS: Final = 10

TO_RGB: Final = np.array(
    [
        [
            0.023091219,
            -0.004058478,
            -0.077858069,
            -0.161350878,
            -0.195754704,
            -0.004403019,
            0.319782612,
            0.525670835,
            0.396936456,
            0.177944026,
        ],
        [
            -0.038859037,
            -0.032303421,
            0.041876534,
            0.16988402,
            0.329254687,
            0.32793271,
            0.196476922,
            0.039443813,
            -0.022763198,
            -0.010943031,
        ],
        [
            0.355108877,
            0.465910399,
            0.245872493,
            0.048495618,
            -0.022467902,
            -0.038870879,
            -0.030950127,
            -0.015630583,
            -0.005220172,
            -0.002247725,
        ],
    ],
    np.float32,
)
"""(3, 10): linear red, green, blue of a reflectance."""

PRIMARIES: Final = np.array(
    [
        [
            0.053023116,
            0.002126716,
            0.002084688,
            0.002570659,
            0.003782165,
            0.004444868,
            0.003988971,
            0.806699189,
            0.999803318,
            0.999915966,
        ],
        [
            0.002101051,
            0.00218328,
            0.173903438,
            0.951898646,
            0.986514081,
            0.98353228,
            0.908109204,
            0.138543896,
            0.002332983,
            0.002152539,
        ],
        [
            0.999823846,
            0.999450396,
            0.746362286,
            0.019494033,
            0.015490227,
            0.015313887,
            0.134528447,
            0.002167537,
            0.002028672,
            0.002023056,
        ],
    ],
    np.float32,
)
"""(3, 10): reflectance of pure linear red, green, blue."""

ROOTS: Final = 4095


def _linear(srgb: NDArray[Any]) -> NDArray[Any]:
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def _srgb(linear: NDArray[Any]) -> NDArray[Any]:
    return np.where(linear <= 0.0031308, linear * 12.92, 1.055 * np.maximum(linear, 1e-9) ** (1 / 2.4) - 0.055)


TO_LINEAR: Final = _linear(np.arange(1025) / 1024).astype(np.float32)
"""Linear light of 1024ths of sRGB."""
FROM_ROOT: Final = _srgb((np.arange(ROOTS + 1) / ROOTS) ** 2).astype(np.float32)
"""sRGB 0–1 of the squares of 4095ths of linear light: fine where the eye is."""


def mixed(a: NDArray[Any], b: NDArray[Any], share: Any) -> NDArray[np.float32]:
    """Return `a` with a share of `b` mixed in as paint; (..., 3) sRGB 0–1, share (...)."""
    u = np.asarray(share)[..., None]
    logs = [np.log2((_look_up(c) * np.float32(0.999) + np.float32(0.001)) @ PRIMARIES) for c in (a, b)]
    bands = np.exp2(logs[0] + (logs[1] - logs[0]) * u)
    linear = np.clip((bands @ TO_RGB.T - np.float32(0.001)) * np.float32(1 / 0.999), 0, 1)
    at = (np.sqrt(linear) * np.float32(ROOTS) + np.float32(0.5)).astype(np.int32)
    result: NDArray[np.float32] = FROM_ROOT[at]
    return result


def _look_up(srgb: NDArray[Any]) -> NDArray[np.float32]:
    at: NDArray[np.float32] = np.clip(srgb, 0, 1).astype(np.float32) * np.float32(1024)
    low = np.minimum(at.astype(np.int32), 1023)
    rest = at - low
    result: NDArray[np.float32] = (TO_LINEAR[low] + (TO_LINEAR[low + 1] - TO_LINEAR[low]) * rest).astype(np.float32)
    return result
