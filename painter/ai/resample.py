"""Resizes any window of a picture exactly as it would come out of resizing the whole.

Separable filters as small dense matrices, a band of output at a time, so it runs wherever torch does.
Knows nothing of colour.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

BAND = 32
"""Output pixels that share a matrix. They are always the same ones, whatever window is asked for, so that every
window's pixels come out equal to the last bit."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Filter:
    """How much an input pixel counts at a distance, as a function; nothing beyond `radius` pixels."""

    radius: int
    weights: Callable[[Floats], Floats]


LANCZOS = Filter(3, lambda x: np.where(np.abs(x) < 3, np.sinc(x) * np.sinc(x / 3), 0.0))
"""The sharpest where a picture is made smaller."""


def cubic(softness: float = 0.0) -> Filter:
    """Return a cubic filter: from sharp, which hardly rings (0, Catmull-Rom), to so soft that no grid shows (1).

    Source: Mitchell, Netravali, "Reconstruction filters in computer graphics", 1988; along the line B + 2 C = 1.
    """
    b, c = softness, (1 - softness) / 2

    def weights(x: Floats) -> Floats:
        x = np.abs(x)
        near = ((12 - 9 * b - 6 * c) * x + (12 * b + 6 * c - 18)) * x * x + (6 - 2 * b)
        far = ((-b - 6 * c) * x + (6 * b + 30 * c)) * x * x - (12 * b + 48 * c) * x + (8 * b + 24 * c)
        return np.where(x < 1, near, np.where(x < 2, far, 0.0)) / 6

    return Filter(2, weights)


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """Some output pixels of one axis: `matrix` (outputs, inputs) float32 over the inputs from `first` on.

    Attributes:
        kept: Which of the outputs were asked for.
    """

    first: int
    matrix: NDArray[np.float32]
    kept: slice

    @property
    def stop(self) -> int:
        return self.first + int(self.matrix.shape[1])


def axis_bands(outputs: range, ratio: float, by: Filter, limits: tuple[int, int] | None = None) -> list[Band]:
    """Return how the pixels `outputs` of an axis come from its input pixels.

    Args:
        ratio: Input pixels per output pixel; pixel centres lie at halves, both axes start at the same edge.
        limits: First and last but one input there is; what lies beyond counts as the last one there is. None
            where the reader supplies any input asked for.
    """
    bands = []
    for start in range(outputs.start // BAND * BAND, outputs.stop, BAND):
        centres = (np.arange(start, start + BAND) + 0.5) * ratio - 0.5
        width = max(ratio, 1.0)
        reach = by.radius * width
        inputs = np.arange(np.ceil(centres[0] - reach), np.floor(centres[-1] + reach) + 1)
        matrix = by.weights((inputs[None] - centres[:, None]) / width)
        matrix /= matrix.sum(axis=1, keepdims=True)
        first = int(inputs[0])
        if limits is not None:
            places = np.clip(inputs, limits[0], limits[1] - 1).astype(np.intp)
            first = int(places[0])
            joined = np.zeros((len(centres), int(places[-1]) - first + 1))
            for column, place in zip(matrix.T, places - first, strict=True):
                joined[:, place] += column
            matrix = joined
        kept = slice(max(0, outputs.start - start), min(BAND, outputs.stop - start))
        bands.append(Band(first, matrix.astype(np.float32), kept))
    return bands


def span(bands: list[Band]) -> range:
    """Return the inputs that an axis needs."""
    return range(min(band.first for band in bands), max(band.stop for band in bands))


def resampled(x: Tensor, rows: list[Band], columns: list[Band], origin: tuple[int, int]) -> Tensor:
    """Return (n, c, h, w) float32 resized; its first pixel is the input (row, column) `origin`."""
    top, left = origin
    down = [(_matrix(b, x) @ x[:, :, b.first - top : b.stop - top])[:, :, b.kept] for b in rows]
    x = torch.cat(down, dim=2)
    return torch.cat(
        [(x[..., b.first - left : b.stop - left] @ _matrix(b, x).T)[..., b.kept] for b in columns], dim=3
    )


def _matrix(band: Band, x: Tensor) -> Tensor:
    return torch.from_numpy(band.matrix).to(x.device)
