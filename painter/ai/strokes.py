"""Joins what a network painted coarsely, and was made larger since, into clear strokes.

Made larger, the pixels of a small painting show as a grid and its edges turn soft. A filter that paints every pixel
in the mean of the calmest of its surroundings makes flat dabs with clear edges of them.

Source: Papari, Petkov, Campisi, "Artistic edge and corner enhancing smoothing", 2007 (the generalised Kuwahara
filter), with one Gaussian window moved in eight directions.
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F  # noqa: N812 - its usual name
from torch import Tensor

from painter.ai.models.convolution import Done, ignored

WORK_PER_PIXEL = 6_000
"""What it takes, in multiplications of a network that take as long."""

BAND_ROWS = 64
"""Rows filtered at once."""

CLEARNESS = 8
"""How much calm surroundings count before restless ones: a power."""

EVEN = 0.004
"""Deviation of surroundings up to which they all count about the same."""


def reach_px(scale: float) -> int:
    """Return how far the filter looks around a pixel."""
    return _moved(scale) + _half_width(scale)


def _moved(scale: float) -> int:
    return max(1, round(0.75 * scale))


def _half_width(scale: float) -> int:
    return math.ceil(1.5 * scale)


def with_strokes_joined(colors: Tensor, scale: float, share: float, done: Done = ignored) -> Tensor:
    """Return (1, 3, h, w) in clear strokes.

    Args:
        scale: How many pixels wide a pixel was when it was painted.
        share: How much of the filtered picture to take, 0 to 1.
        done: Told of the work as networks tell of theirs, by `WORK_PER_PIXEL`.
    """
    if share <= 0:
        return colors
    height, reach = colors.shape[2], reach_px(scale)
    out = torch.empty_like(colors)
    for top in range(0, height, BAND_ROWS):
        bottom = min(height, top + BAND_ROWS)
        first, last = max(0, top - reach), min(height, bottom + reach)
        joined = _joined(colors[:, :, first:last], scale)[:, :, top - first : bottom - first]
        out[:, :, top:bottom] = torch.lerp(colors[:, :, top:bottom], joined, share)
        done(WORK_PER_PIXEL * (bottom - top) * colors.shape[3])
    return out


def _joined(x: Tensor, scale: float) -> Tensor:
    height, width = x.shape[2:]
    moved = _moved(scale)
    means = F.pad(_blurred(torch.cat((x, x.square()), dim=1), scale), (moved,) * 4, mode="replicate")
    total, weight = torch.zeros_like(x), torch.zeros_like(x[:, :1])
    for direction in range(8):
        angle = direction * math.pi / 4
        top, left = moved + round(moved * math.sin(angle)), moved + round(moved * math.cos(angle))
        there = means[:, :, top : top + height, left : left + width]
        mean, square = there[:, :3], there[:, 3:]
        deviation = (square - mean.square()).clamp_min_(0).sum(1, keepdim=True).sqrt_()
        calm = (deviation + EVEN).pow_(-CLEARNESS)
        total.addcmul_(mean, calm)
        weight += calm
    return total / weight


def _blurred(x: Tensor, scale: float) -> Tensor:
    """Return (1, c, h, w) under a Gaussian of deviation `scale` / 2."""
    half = _half_width(scale)
    places = torch.arange(-half, half + 1, device=x.device, dtype=x.dtype)
    weights = torch.exp(-2 * (places / scale).square())
    weights = (weights / weights.sum()).expand(x.shape[1], 1, -1)
    x = F.pad(x, (half,) * 4, mode="replicate")
    x = F.conv2d(x, weights[:, :, None], groups=x.shape[1])
    return F.conv2d(x, weights[..., None], groups=x.shape[1])
