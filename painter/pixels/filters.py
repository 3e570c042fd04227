"""Filters on a layer's pixels: blurs, sharpening, noise and painterly ones, within a selection exactly.

A filter is frozen settings; `filtered` runs it where the selection is and keeps every byte elsewhere. Filters that
have a grain or a grid fix it to the document's pixels, so parts of a picture fit together. Works on premultiplied
sRGB, so colour never bleeds out of transparency.

Source: Kuwahara et al., Processing of RI-angiocardiographic images (four quadrants, the calmest wins).
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from painter.document.geometry import Rect
from painter.document.raster import MaskRaster, Raster, RasterDraft
from painter.document.selection import mixed

Planes = NDArray[np.float32]
"""(h, w, 4) float32 0–1, premultiplied."""
WEIGHTS = np.array([0.3, 0.59, 0.11], np.float32)
MOST_PX = 500


def _check(name: str, value: float, low: float, high: float) -> None:
    if not (math.isfinite(value) and low <= value <= high):
        raise ValueError(f"{name} {value!r} is not within {low:g} to {high:g}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Filter(ABC):
    """Settings of a filter."""

    @property
    def reach_px(self) -> int:
        """How far from a pixel others count for it."""
        return 0

    @property
    def spreads(self) -> bool:
        """Whether paint goes where there was none."""
        return False

    @abstractmethod
    def run(self, pixels: Planes, rect: Rect, canvas: Rect) -> Planes:
        """Return pixels filtered; `rect` is where on the canvas they lie."""


def _blurred(pixels: NDArray[Any], sigma: float) -> Any:
    return cv2.GaussianBlur(pixels, (0, 0), sigma, borderType=cv2.BORDER_CONSTANT)


def _kept_alpha(pixels: Planes, color: NDArray[Any]) -> Planes:
    """Return colours, premultiplied, with the alpha there was."""
    alpha = pixels[..., 3:]
    return np.concatenate([np.clip(color, 0, alpha), alpha], -1).astype(np.float32)


@dataclass(frozen=True, kw_only=True, slots=True)
class GaussianBlur(Filter):
    """`radius_px` is the standard deviation, 0.1 to 500."""

    radius_px: float = 5.0

    def __post_init__(self) -> None:
        _check("radius", self.radius_px, 0.1, MOST_PX)

    @property
    def reach_px(self) -> int:
        return math.ceil(self.radius_px * 4) + 1

    @property
    def spreads(self) -> bool:
        return True

    def run(self, pixels: Planes, rect: Rect, canvas: Rect) -> Planes:
        return np.asarray(_blurred(pixels, self.radius_px), np.float32)


@dataclass(frozen=True, kw_only=True, slots=True)
class MotionBlur(Filter):
    """A line of `length_px` (1 to 500), turned by `angle_deg` from the horizontal."""

    length_px: float = 20.0
    angle_deg: float = 0.0

    def __post_init__(self) -> None:
        _check("length", self.length_px, 1.0, MOST_PX)
        _check("angle", self.angle_deg, -360.0, 360.0)

    @property
    def reach_px(self) -> int:
        return math.ceil(self.length_px / 2) + 1

    @property
    def spreads(self) -> bool:
        return True

    def run(self, pixels: Planes, rect: Rect, canvas: Rect) -> Planes:
        reach = self.reach_px
        kernel = np.zeros((2 * reach + 1, 2 * reach + 1), np.float32)
        dx = math.cos(math.radians(self.angle_deg)) * self.length_px / 2
        dy = math.sin(math.radians(self.angle_deg)) * self.length_px / 2
        for t in np.linspace(-1, 1, 8 * reach + 1):
            x, y = reach + t * dx, reach + t * dy
            column, row = int(x), int(y)
            for j, wy in ((row, row + 1 - y), (row + 1, y - row)):
                for i, wx in ((column, column + 1 - x), (column + 1, x - column)):
                    if wx * wy > 0:
                        kernel[j, i] += wx * wy
        made = cv2.filter2D(pixels, -1, kernel / kernel.sum(), borderType=cv2.BORDER_CONSTANT)
        return np.asarray(made, np.float32)


@dataclass(frozen=True, kw_only=True, slots=True)
class UnsharpMask(Filter):
    """Strengthen what is finer than `radius_px` by `amount`, 0 to 5, where it is above `threshold`, 0 to 1."""

    radius_px: float = 2.0
    amount: float = 0.8
    threshold: float = 0.0

    def __post_init__(self) -> None:
        _check("radius", self.radius_px, 0.1, MOST_PX)
        _check("amount", self.amount, 0.0, 5.0)
        _check("threshold", self.threshold, 0.0, 1.0)

    @property
    def reach_px(self) -> int:
        return math.ceil(self.radius_px * 4) + 1

    def run(self, pixels: Planes, rect: Rect, canvas: Rect) -> Planes:
        fine = pixels - _blurred(pixels, self.radius_px)
        fine = np.where(np.abs(fine) > self.threshold, fine, 0)
        return _kept_alpha(pixels, (pixels + self.amount * fine)[..., :3])


@dataclass(frozen=True, kw_only=True, slots=True)
class Median(Filter):
    """Remove specks smaller than `radius_px`, 1 to 100, keeping edges."""

    radius_px: int = 2

    def __post_init__(self) -> None:
        _check("radius", self.radius_px, 1, 100)

    @property
    def reach_px(self) -> int:
        return self.radius_px + 1

    def run(self, pixels: Planes, rect: Rect, canvas: Rect) -> Planes:
        bytes_ = np.rint(pixels * 255).astype(np.uint8)
        made = np.asarray(cv2.medianBlur(bytes_, 2 * self.radius_px + 1), np.float32) / np.float32(255)
        return np.concatenate([np.minimum(made[..., :3], made[..., 3:]), made[..., 3:]], -1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Noise(Filter):
    """Grain of `amount` (0 to 1, the standard deviation), the same for the same seed."""

    amount: float = 0.1
    monochrome: bool = True
    seed: int = 0

    def __post_init__(self) -> None:
        _check("amount", self.amount, 0.0, 1.0)

    def run(self, pixels: Planes, rect: Rect, canvas: Rect) -> Planes:
        channels = 1 if self.monochrome else 3
        # Drawn row by row, so that every pixel of the document has its own grain whatever part is filtered.
        grain = np.empty((*pixels.shape[:2], channels), np.float32)
        for row in range(pixels.shape[0]):
            rng = np.random.default_rng((self.seed, rect.y0 + row + (1 << 20)))
            line = rng.standard_normal((canvas.width, channels), np.float32)
            grain[row] = line[np.arange(rect.x0, rect.x1) % canvas.width]
        return _kept_alpha(pixels, pixels[..., :3] + grain * np.float32(self.amount) * pixels[..., 3:])


@dataclass(frozen=True, kw_only=True, slots=True)
class Pixelate(Filter):
    """Squares of `size_px` (2 to 500), each of its mean colour, in a grid from the canvas's corner."""

    size_px: int = 8

    def __post_init__(self) -> None:
        _check("size", self.size_px, 2, MOST_PX)

    @property
    def reach_px(self) -> int:
        return self.size_px

    @property
    def spreads(self) -> bool:
        return True

    def run(self, pixels: Planes, rect: Rect, canvas: Rect) -> Planes:
        ys = np.arange(rect.y0, rect.y1) // self.size_px
        xs = np.arange(rect.x0, rect.x1) // self.size_px
        rows, columns = (
            np.flatnonzero(np.diff(ys, prepend=ys[0] - 1)),
            np.flatnonzero(np.diff(xs, prepend=xs[0] - 1)),
        )
        sums = np.add.reduceat(np.add.reduceat(pixels, rows, 0), columns, 1)
        counts = np.diff(rows, append=len(ys))[:, None] * np.diff(columns, append=len(xs))[None, :]
        means = sums / counts[..., None].astype(np.float32)
        return np.asarray(means[np.ix_(ys - ys[0], xs - xs[0])], np.float32)


@dataclass(frozen=True, kw_only=True, slots=True)
class HighPass(Filter):
    """Only what is finer than `radius_px`, on grey."""

    radius_px: float = 5.0

    def __post_init__(self) -> None:
        _check("radius", self.radius_px, 0.1, MOST_PX)

    @property
    def reach_px(self) -> int:
        return math.ceil(self.radius_px * 4) + 1

    def run(self, pixels: Planes, rect: Rect, canvas: Rect) -> Planes:
        blurred = _blurred(pixels, self.radius_px)
        local = blurred[..., :3] / np.maximum(blurred[..., 3:], 1e-6) * pixels[..., 3:]
        return _kept_alpha(pixels, pixels[..., :3] - local + 0.5 * pixels[..., 3:])


@dataclass(frozen=True, kw_only=True, slots=True)
class Emboss(Filter):
    """Relief lit from `angle_deg`, `height_px` (1 to 20) and `amount` (0 to 5) strong, on grey."""

    angle_deg: float = 135.0
    height_px: int = 2
    amount: float = 1.0

    def __post_init__(self) -> None:
        _check("angle", self.angle_deg, -360.0, 360.0)
        _check("height", self.height_px, 1, 20)
        _check("amount", self.amount, 0.0, 5.0)

    @property
    def reach_px(self) -> int:
        return self.height_px + 1

    def run(self, pixels: Planes, rect: Rect, canvas: Rect) -> Planes:
        light = pixels[..., :3] @ WEIGHTS
        dx = round(math.cos(math.radians(self.angle_deg)) * self.height_px)
        dy = round(-math.sin(math.radians(self.angle_deg)) * self.height_px)
        slope = np.roll(light, (-dy, -dx), (0, 1)) - np.roll(light, (dy, dx), (0, 1))
        grey = np.clip(0.5 - slope * self.amount / 2, 0, 1)[..., None] * pixels[..., 3:]
        return _kept_alpha(pixels, np.repeat(grey, 3, -1))


@dataclass(frozen=True, kw_only=True, slots=True)
class Kuwahara(Filter):
    """Oil paint: flat dabs of about `radius_px` (1 to 100) with crisp edges."""

    radius_px: int = 4

    def __post_init__(self) -> None:
        _check("radius", self.radius_px, 1, 100)

    @property
    def reach_px(self) -> int:
        return self.radius_px + 1

    def run(self, pixels: Planes, rect: Rect, canvas: Rect) -> Planes:
        side = self.radius_px + 1
        light = (pixels[..., :3] @ WEIGHTS).astype(np.float32)
        best = np.full(light.shape, np.inf, np.float32)
        made = pixels.copy()
        for anchor in ((0, 0), (side - 1, 0), (0, side - 1), (side - 1, side - 1)):
            box = {"ddepth": -1, "ksize": (side, side), "anchor": anchor, "borderType": cv2.BORDER_CONSTANT}
            mean = cv2.boxFilter(light, **box)  # type: ignore[call-overload]
            spread = cv2.boxFilter(light * light, **box) - mean * mean  # type: ignore[call-overload]
            colors = cv2.boxFilter(pixels, **box)  # type: ignore[call-overload]
            calmer = spread < best
            best = np.where(calmer, spread, best)
            made = np.where(calmer[..., None], colors, made)
        return np.asarray(made, np.float32)


@dataclass(frozen=True, kw_only=True, slots=True)
class Halftone(Filter):
    """Black dots on white in a grid of `cell_px` (2 to 200) turned by `angle_deg`, larger where it is darker."""

    cell_px: float = 8.0
    angle_deg: float = 45.0

    def __post_init__(self) -> None:
        _check("cell", self.cell_px, 2.0, 200.0)
        _check("angle", self.angle_deg, -360.0, 360.0)

    @property
    def reach_px(self) -> int:
        return math.ceil(self.cell_px * 2)

    def run(self, pixels: Planes, rect: Rect, canvas: Rect) -> Planes:
        tone = _blurred(pixels, self.cell_px / 3)
        light = (tone[..., :3] @ WEIGHTS) / np.maximum(tone[..., 3], 1e-6)
        y, x = np.mgrid[rect.y0 : rect.y1, rect.x0 : rect.x1].astype(np.float32) + np.float32(0.5)
        c, s = math.cos(math.radians(self.angle_deg)), math.sin(math.radians(self.angle_deg))
        u, v = (c * x + s * y) * (math.pi / self.cell_px), (c * y - s * x) * (math.pi / self.cell_px)
        # The screen's heights ranked, so that a tone covers its own share.
        phase = np.cos((np.arange(256) + 0.5) * (math.pi / 128))
        heights = np.sort((phase[:, None] + phase[None, :]).ravel())[::64]
        screen = np.interp(np.cos(2 * u) + np.cos(2 * v), heights, np.linspace(0, 1, len(heights)))
        white = np.clip((light - (1 - screen)) * self.cell_px / 2 + 0.5, 0, 1)[..., None]
        return _kept_alpha(pixels, np.repeat(white, 3, -1) * pixels[..., 3:])


@dataclass(frozen=True, kw_only=True, slots=True)
class Vignette(Filter):
    """Darken (`amount` above 0) or lighten towards the canvas's corners, beginning `softness` (0 to 1) inside."""

    amount: float = 0.5
    softness: float = 0.6

    def __post_init__(self) -> None:
        _check("amount", self.amount, -1.0, 1.0)
        _check("softness", self.softness, 0.01, 1.0)

    def run(self, pixels: Planes, rect: Rect, canvas: Rect) -> Planes:
        x = (np.arange(rect.x0, rect.x1, dtype=np.float32) + 0.5) / canvas.width * 2 - 1
        y = (np.arange(rect.y0, rect.y1, dtype=np.float32) + 0.5) / canvas.height * 2 - 1
        distance = np.sqrt((x[None, :] ** 2 + y[:, None] ** 2) / 2)
        t = np.clip((distance - (1 - self.softness)) / self.softness, 0, 1)[..., None]
        k = t * t * (3 - 2 * t) * np.float32(abs(self.amount))
        alpha = pixels[..., 3:]
        target = np.float32(0) if self.amount > 0 else alpha
        return _kept_alpha(pixels, pixels[..., :3] * (1 - k) + target * k)


FILTERS: tuple[type[Filter], ...] = (
    GaussianBlur,
    MotionBlur,
    UnsharpMask,
    Median,
    Noise,
    Pixelate,
    HighPass,
    Emboss,
    Kuwahara,
    Halftone,
    Vignette,
)
"""Every filter, as menus list them."""


def filtered(raster: Raster, settings: Filter, selection: MaskRaster | None = None) -> Raster:
    """Return a layer's pixels filtered where the selection is; what is not selected keeps its very bytes."""
    reach = settings.reach_px
    rect = raster.tile_bounds().grown(reach if settings.spreads else 0)
    if selection is not None:
        rect = rect.intersected(selection.bounds())
    if rect.empty:
        return raster
    around = rect.grown(reach)
    pixels = raster.read(around).astype(np.float32) * np.float32(1 / 255)
    made = settings.run(pixels, around, raster.canvas)
    inside = made[reach : reach + rect.height, reach : reach + rect.width]
    draft = RasterDraft(raster)
    draft.write(np.rint(np.clip(inside, 0, 1) * 255).astype(np.uint8), rect.x0, rect.y0)
    return mixed(raster, draft.commit(), selection)
