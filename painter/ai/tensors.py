"""Pixels to tensors and back: the only place where range, layout and alpha change.

Pixels are (h, w, 4) uint8, premultiplied sRGB RGBA; tensors (1, 3, h, w) float32, sRGB 0 to 1, without alpha.
A network sees colours everywhere, so where a layer is transparent its colours go on softly beyond its edges:
nothing dark comes in from outside. What comes back keeps the alpha it had, to the bit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - its usual name
from numpy.typing import NDArray
from torch import Tensor

Pixels = NDArray[np.uint8]
Plane = NDArray[np.uint8]

LUMA = (0.299, 0.587, 0.114)
"""Shares of sRGB red, green and blue in brightness (Rec. 601, as the style networks' authors use)."""

SPREAD_PX = 512
"""Longest side of the picture of spread colours."""

MEANS_AT_ONCE = 1_000_000
PIXELS_AT_ONCE = 64_000
"""How many numbers are averaged, and pixels mixed, at once: few enough to stay near the processor."""


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """A layer's colours spread over all its transparent parts.

    Attributes:
        colors: (1, 3, h, w) float32 sRGB 0 to 1, each pixel standing for `cell_px` × `cell_px` of the layer.
    """

    colors: Tensor
    cell_px: int

    def window(self, rows: range, columns: range) -> Tensor:
        """Return the colours of a part of the layer, (1, 3, h, w)."""
        height, width = self.colors.shape[-2:]
        y = (torch.arange(rows.start, rows.stop) + 0.5) / (self.cell_px * height) * 2 - 1
        x = (torch.arange(columns.start, columns.stop) + 0.5) / (self.cell_px * width) * 2 - 1
        grid = torch.stack(torch.meshgrid(x, y, indexing="xy"), dim=-1)[None]
        return F.grid_sample(self.colors, grid, mode="bilinear", padding_mode="border", align_corners=False)


def spread_colors(pixels: Pixels) -> Spread | None:
    """Return the layer's colours spread over its transparent parts; None where it has none.

    Source: the push–pull filling of Gortler et al., "The Lumigraph", 1996, section 3.4.
    """
    if bool((pixels[..., 3] == 255).all()):
        return None
    height, width = pixels.shape[:2]
    cell = -(-max(height, width) // SPREAD_PX)
    levels = [cell_means(pixels, cell)]  # (1, 4, h, w) premultiplied
    while max(levels[-1].shape[-2:]) > 1:
        levels.append(F.avg_pool2d(levels[-1], 2, ceil_mode=True))
    coarsest = levels.pop()
    colors = coarsest[:, :3] / coarsest[:, 3:].clamp_min(1e-4)
    for level in reversed(levels):
        colors = F.interpolate(colors, size=level.shape[-2:], mode="bilinear", align_corners=False)
        colors = level[:, :3] + (1 - level[:, 3:]) * colors
    return Spread(colors.clamp(0, 1), cell)


def cell_means(pixels: NDArray[np.uint8], cell: int) -> Tensor:
    """Return the means of square cells of (h, w, c), (1, c, …) float32 0 to 1; smaller at the far edges."""
    if cell == 1:
        return planes(pixels)
    height, width, channels = pixels.shape
    rows = max(1, MEANS_AT_ONCE // (cell * width * channels)) * cell
    strips = (planes(pixels[top : top + rows]) for top in range(0, height, rows))
    return torch.cat([F.avg_pool2d(strip, cell, ceil_mode=True) for strip in strips], dim=2)


def reflected(pixels: NDArray[np.uint8], rows: range, columns: range) -> NDArray[np.uint8]:
    """Return a window of (h, w, …), mirrored at its edges as often as the window asks for more."""
    y, x = _mirrored(rows, pixels.shape[0]), _mirrored(columns, pixels.shape[1])
    part = pixels[int(y.min()) : int(y.max()) + 1, int(x.min()) : int(x.max()) + 1]
    if part.shape[:2] == (len(rows), len(columns)) and rows.start == y[0] and columns.start == x[0]:
        return part
    return part[np.ix_(y - y.min(), x - x.min())]


def _mirrored(wanted: range, size: int) -> NDArray[np.intp]:
    places = np.arange(wanted.start, wanted.stop) % (2 * size)
    return np.minimum(places, 2 * size - 1 - places)


def colors_of(pixels: Pixels, spread: Spread | None, rows: range, columns: range) -> Tensor:
    """Return the colours of a window, (1, 3, h, w), over the spread colours; mirrored beyond the layer."""
    window = planes(reflected(pixels, rows, columns))
    if spread is None:
        return window[:, :3]
    y, x = (_mirrored(rows, pixels.shape[0]), _mirrored(columns, pixels.shape[1]))
    box = range(int(y.min()), int(y.max()) + 1), range(int(x.min()), int(x.max()) + 1)
    behind = spread.window(*box)[:, :, torch.from_numpy(y - y.min())][..., torch.from_numpy(x - x.min())]
    return window[:, :3] + (1 - window[:, 3:]) * behind


def alpha_of(pixels: Pixels, rows: range, columns: range) -> Tensor:
    """Return the alpha of a window, (1, 1, h, w) 0 to 1; mirrored beyond the layer."""
    return planes(reflected(pixels[..., 3:], rows, columns))


def planes(pixels: NDArray[np.uint8]) -> Tensor:
    """Return (h, w, c) uint8 as (1, c, h, w) float32 0 to 1."""
    return torch.from_numpy(pixels.astype(np.float32) / np.float32(255)).permute(2, 0, 1)[None]


def repainted(pixels: Pixels, painted: Tensor, amount: float, mask: Plane | None = None) -> Pixels:
    """Return pixels moved towards painted colours, alpha as it was.

    Args:
        pixels: (h, w, 4).
        painted: (1, 3, h, w) on any device.
        amount: 0 gives `pixels` itself, 1 the painted colours.
        mask: (h, w), 0 leaves a pixel exactly as it is.
    """
    out = pixels.copy()
    height = pixels.shape[0]
    # A few rows at a time stay near the processor; graphics cards want all at once.
    rows = max(1, PIXELS_AT_ONCE // max(1, pixels.shape[1])) if painted.device.type == "cpu" else height
    for top in range(0, height, rows):
        part = slice(top, top + rows)
        colors = painted[0, :, part].permute(1, 2, 0)
        out[part, :, :3] = _mixed(pixels[part], colors, amount, None if mask is None else mask[part])
    return out


def _mixed(pixels: Pixels, colors: Tensor, amount: float, mask: Plane | None) -> NDArray[np.uint8]:
    """Return the premultiplied colours, (h, w, 3), of pixels moved towards `colors`, (h, w, 3) 0 to 1."""
    alpha = torch.from_numpy(pixels[..., 3:].astype(np.float32)).to(colors.device)
    mixed = colors.clamp(0, 1).mul_(alpha)
    if amount < 1 or mask is not None:
        before = torch.from_numpy(pixels[..., :3].astype(np.float32)).to(colors.device)
        shares = np.float32(amount) if mask is None else mask[..., None] * np.float32(amount / 255)
        mixed = torch.lerp(before, mixed, torch.from_numpy(np.asarray(shares, np.float32)).to(colors.device))
    numbers: NDArray[np.uint8] = mixed.round_().to(torch.uint8).cpu().numpy()
    return numbers


def luminance(colors: Tensor) -> Tensor:
    """Return the brightness of (n, 3, h, w) as (n, 1, h, w)."""
    shares = torch.tensor(LUMA, device=colors.device, dtype=colors.dtype)
    return (colors * shares[:, None, None]).sum(1, keepdim=True)


def with_luminance(colors: Tensor, brightness: Tensor) -> Tensor:
    """Return the colours, (1, 3, h, w), at another brightness, (1, 1, h, w); paler where they would not fit."""
    brightness = brightness.clamp(0, 1)
    tint = colors - luminance(colors)
    room = torch.where(tint > 0, 1 - brightness, brightness) / tint.abs().clamp_min(1e-6)
    return brightness + tint * room.amin(1, keepdim=True).clamp_max(1)
