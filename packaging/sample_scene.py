"""What the sample artwork is of: a lake at dawn below peaks that catch the first light, as plain colour fields.

Everything here is computed: a small landscape of heights seen through a camera, a sky, a mirror. It says where
which colour lies and which way the brush should run; `make_sample` paints it. Colours are float32 sRGB 0 to 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Field = NDArray[np.float32]
"""(h, w) or (h, w, 3) float32."""

HORIZON = 0.565
"""Of the picture's height; the eye is that high above the water."""
FOCAL = 1.2
EYE = 0.26
NEAREST, FARTHEST = 9.5, 46.0
"""Depths between which there is land beyond the lake."""
SUN = np.array([0.86, -0.30, 0.42]) / np.linalg.norm([0.86, -0.30, 0.42])
"""Towards the sun: right, away from the eye (negative: it stands a little behind us), up."""


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """The picture without its foreground.

    Attributes:
        sky, land, lake: (h, w, 3) colours, each over the whole picture.
        depth: (h, w) depth of the land, 0 where there is sky or water.
        shore: Row of the lake's far shore.
    """

    sky: Field
    land: Field
    lake: Field
    depth: Field
    shore: int

    @property
    def whole(self) -> Field:
        """The three put together."""
        picture = np.where(self.depth[..., None] > 0, self.land, self.sky)
        picture[self.shore :] = self.lake[self.shore :]
        return picture


def noise(
    seed: int, shape: tuple[int, int], cells: tuple[float, float], octaves: int = 4, decay: float = 0.55
) -> Field:
    """Return smooth noise around 0 with a deviation of about 1; `cells` are the coarsest octave's rows, columns."""
    rng = np.random.default_rng(seed)
    out, share, total = np.zeros(shape, np.float32), 1.0, 0.0
    rows, columns = cells
    for _ in range(octaves):
        grid = rng.standard_normal((max(2, round(rows) + 1), max(2, round(columns) + 1))).astype(np.float32)
        out += share * np.asarray(Image.fromarray(grid).resize(shape[::-1], Image.Resampling.BICUBIC))
        total += share * share
        rows, columns, share = rows * 2, columns * 2, share * decay
    return out / np.float32(np.sqrt(total))


def mixed(a: Field, b: Field, share: Field) -> Field:
    """Return `a` where the share is 0 and `b` where it is 1."""
    return (a + (b - a) * np.asarray(share, np.float32)[..., None]).astype(np.float32)


def smooth(low: float, high: float, x: Field) -> Field:
    """Return 0 below `low`, 1 above `high` and a soft slope between."""
    t = np.clip((x - low) / (high - low), 0, 1)
    return (t * t * (3 - 2 * t)).astype(np.float32)


def rgb(red: int, green: int, blue: int) -> Field:
    return np.array([red, green, blue], np.float32) / 255


# The sky


def paint_sky(shape: tuple[int, int]) -> Field:
    """Return the sky: night leaving at the upper left, the first light low on the right, clouds lit from below."""
    height, width = shape
    v, u = np.mgrid[0:height, 0:width].astype(np.float32)
    v, u = v / height, u / width
    rise = np.clip(v / HORIZON, 0, 1)
    stops = [0.0, 0.28, 0.55, 0.78, 1.0]
    colors = np.stack(
        [rgb(58, 88, 150), rgb(106, 132, 184), rgb(176, 166, 196), rgb(240, 190, 170), rgb(255, 214, 158)]
    )
    height_in_sky = np.clip(rise + 0.16 * (u - 0.55) + 0.02 * noise(5, shape, (3, 2)), 0, 1)
    sky = np.stack([np.interp(height_in_sky, stops, colors[:, c]) for c in range(3)], axis=-1).astype(np.float32)
    glow = np.exp(-(((u - 1.0) / 0.55) ** 2) - ((v - HORIZON * 0.95) / 0.26) ** 2)
    sky = mixed(sky, rgb(255, 226, 150), 0.85 * glow)
    # Long clouds drawn towards the light, warm below and cool above.
    slanted = np.clip(v + 0.16 * (u - 0.5), 0, 1.2)
    rows = (slanted * height / 1.2).astype(np.intp).clip(0, height - 1)
    field = noise(23, shape, (7, 2.2), 5, 0.58)
    drawn = np.take_along_axis(field, rows, axis=0)
    below = np.take_along_axis(np.roll(field, -max(1, height // 34), axis=0), rows, axis=0)
    body = smooth(0.25, 1.25, drawn) * smooth(1.02, 0.55, rise) * smooth(-0.05, 0.12, v)
    light = (
        smooth(-0.5, 0.6, drawn - below) * (0.35 + 0.65 * smooth(0.1, 0.8, u)) * smooth(0.1, 0.75, rise + 0.25 * u)
    )
    cloud = mixed(rgb(120, 116, 160), rgb(255, 190, 158), light)
    cloud = mixed(cloud, rgb(255, 232, 190), smooth(0.75, 1.0, light) * 0.8)
    return np.clip(mixed(sky, cloud, 0.86 * body), 0, 1)


# The land


@dataclass(frozen=True, slots=True)
class Peak:
    """A mountain: where it stands on the picture and how far, its height there, its width, its shape."""

    u: float
    depth: float
    v: float
    width: float
    steep: float = 1.0

    @property
    def x(self) -> float:
        return (self.u - 0.5) * self.depth / 0.9

    @property
    def height(self) -> float:
        return (HORIZON - self.v) * self.depth / FOCAL + EYE


PEAKS = (
    Peak(0.335, 24, 0.115, 7.2, 1.5),
    Peak(0.415, 25, 0.205, 5.4, 1.4),
    Peak(0.225, 27, 0.265, 7.6, 1.2),
    Peak(0.585, 30, 0.285, 7.5, 1.3),
    Peak(0.690, 31, 0.345, 7.0, 1.2),
    Peak(0.860, 36, 0.330, 9.5, 1.15),
    Peak(0.985, 38, 0.400, 9.0, 1.1),
    Peak(0.060, 34, 0.330, 10.0, 1.1),
)
HILLS = (
    Peak(0.045, 13.5, 0.455, 4.2, 0.9),
    Peak(0.205, 14.5, 0.515, 3.6, 0.9),
    Peak(0.900, 14.0, 0.480, 4.0, 0.9),
    Peak(0.740, 15.5, 0.535, 3.2, 0.9),
    Peak(0.500, 18.0, 0.540, 4.0, 0.9),
)
GROUND_SIDE = 26.0
GROUND_CELLS = 1400


def _heights() -> Field:
    """Return the land's heights on a grid: (depth, across) float32."""
    shape = (GROUND_CELLS, GROUND_CELLS)
    depth, x = np.mgrid[0:GROUND_CELLS, 0:GROUND_CELLS].astype(np.float32)
    depth = NEAREST + (FARTHEST - NEAREST) * depth / GROUND_CELLS
    x = (x / GROUND_CELLS * 2 - 1) * GROUND_SIDE
    crags = 1 - np.abs(noise(11, shape, (22, 30), 6, 0.55))
    folds = 1 - np.abs(noise(12, shape, (9, 12), 4, 0.5))
    land = np.full(shape, -0.15, np.float32)
    for place, peak in enumerate(PEAKS):
        dx, dz = (x - peak.x) / peak.width, (depth - peak.depth) / peak.width
        angle = np.arctan2(dz, dx)
        spines = 0.16 * np.cos(5 * angle + place * 1.7) + 0.10 * np.cos(9 * angle + place * 2.9)
        reach = np.hypot(dx, dz) * (1 + spines + 0.16 * (1 - folds))
        cone = peak.height * np.clip(1 - reach, 0, 1) ** peak.steep
        land = np.maximum(land, cone + np.clip(cone, 0, 2.2) * 0.22 * (crags - 0.4))
    for peak in HILLS:
        reach = np.hypot((x - peak.x) / peak.width, (depth - peak.depth) / (peak.width * 0.7))
        hill = peak.height * np.exp(-2.2 * reach**2) * (1 + 0.25 * (folds - 0.4)) + 0.02 * (crags - 0.5)
        land = np.maximum(land, hill - 0.12)
    return land


def paint_land(shape: tuple[int, int]) -> tuple[Field, Field]:
    """Return the land's colours (h, w, 3) and depths (h, w), 0 where there is none."""
    height, width = shape
    ground = _heights()
    per_depth, per_x = (FARTHEST - NEAREST) / GROUND_CELLS, 2 * GROUND_SIDE / GROUND_CELLS
    slope_d, slope_x = np.gradient(ground, per_depth, per_x)
    normal = np.stack([-slope_x, -slope_d, np.ones_like(ground)], axis=-1)
    normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
    lit = np.clip(normal @ SUN, -0.2, 1).astype(np.float32)
    color = _ground_colors(ground, lit, normal[..., 2].astype(np.float32))
    picture = np.zeros((height, width, 3), np.float32)
    depths = np.zeros(shape, np.float32)
    rows = np.arange(height, dtype=np.float32)[:, None] / height
    u = (np.arange(width, dtype=np.float32) + 0.5) / width - 0.5
    for place in range(GROUND_CELLS - 1, -1, -1):
        depth = NEAREST + place * per_depth
        across = (u * depth / 0.9 / GROUND_SIDE + 1) / 2 * GROUND_CELLS
        column = across.astype(np.intp).clip(0, GROUND_CELLS - 1)
        z = ground[place, column]
        top = HORIZON - FOCAL * (z - EYE) / depth
        top = np.where(z > 0, top, 2.0)
        first = max(0, int(top.min() * height))
        last = min(height, int((HORIZON + FOCAL * EYE / depth) * height) + 1)
        if first >= last:
            continue
        seen = rows[first:last] >= top[None]
        air = smooth(10, 46, np.float32(depth)) * 0.62
        mist = 0.65 * np.exp(-np.clip(z, 0, 9) / 0.75) * smooth(11, 24, np.float32(depth))
        haze = mixed(rgb(170, 168, 198), rgb(255, 214, 176), smooth(-0.25, 0.5, u))
        shown = mixed(color[place, column], haze, np.clip(air + mist, 0, 0.92))
        picture[first:last][seen] = np.broadcast_to(shown, (last - first, width, 3))[seen]
        depths[first:last][seen] = depth
    return np.clip(picture, 0, 1), depths


def _ground_colors(ground: Field, lit: Field, flat: Field) -> Field:
    """Return the colours of the ground grid: forest, rock and snow, in the first light or still in blue shadow."""
    shape = ground.shape
    mottle = noise(31, shape, (60, 60), 4, 0.6)
    # The sun has reached the heights only.
    sun = smooth(0.10, 0.62, lit) * smooth(1.4, 4.2, ground + 0.5 * mottle)
    snow = smooth(0.30, 0.62, flat + 0.10 * mottle) * smooth(3.2, 5.6, ground + 0.45 * mottle)
    wood = smooth(2.5, 1.0, ground + 0.35 * mottle)
    rock = mixed(rgb(62, 74, 116), rgb(88, 96, 140), smooth(-0.2, 0.5, lit))
    rock = mixed(rock, rgb(226, 142, 98), sun)
    rock = mixed(rock, rgb(250, 190, 128), smooth(0.5, 1.0, sun))
    white = mixed(rgb(126, 148, 204), rgb(160, 176, 220), smooth(-0.2, 0.4, lit))
    white = mixed(white, rgb(255, 214, 176), sun)
    white = mixed(white, rgb(255, 240, 214), smooth(0.6, 1.0, sun))
    trees = mixed(rgb(30, 52, 68), rgb(70, 90, 76), smooth(0.1, 0.8, lit + 0.35 * mottle))
    trees = mixed(trees, rgb(132, 116, 84), 0.45 * smooth(0.5, 1.6, mottle) * smooth(0.2, 0.6, lit))
    color = mixed(rock, white, snow)
    color = mixed(color, trees, wood)
    return np.clip(color * (1 + 0.05 * mottle[..., None]), 0, 1).astype(np.float32)


# The water


def paint_lake(shape: tuple[int, int], above: Field, shore: int) -> Field:
    """Return the water below row `shore`: what stands above it mirrored, drawn out by small waves."""
    height, width = shape
    rng = np.random.default_rng(41)
    v = (np.arange(height, dtype=np.float32) / height)[:, None]
    u = (np.arange(width, dtype=np.float32) / width)[None]
    lake = np.broadcast_to(rgb(60, 84, 120), (height, width, 3)).astype(np.float32).copy()
    sway = noise(42, shape, (26, 4), 4, 0.6)
    down = np.arange(height) - shore
    near = np.clip(down / max(1, height - shore), 0, 1).astype(np.float32)
    for row in range(shore, height):
        wave = sway[row] * (1 + 16 * near[row]) * height / 600
        source = (shore - 1 - down[row] * 1.12 + wave).clip(0, shore - 1).astype(np.intp)
        slide = round(float(rng.normal(0, 1 + 4 * near[row])))
        lake[row] = above[source, np.clip(np.arange(width) + slide, 0, width - 1)]
    fresnel = 0.24 + 0.42 * near[:, None] * np.ones_like(u)
    lake = mixed(lake, rgb(38, 66, 104), fresnel)
    glitter = np.exp(-(((u - 0.93) / (0.10 + 0.25 * near[:, None])) ** 2)) * smooth(
        0.1, 1.1, noise(43, shape, (46, 5), 3)
    )
    lake = mixed(lake, rgb(255, 214, 150), 0.75 * glitter * smooth(1.0, 0.1, near[:, None]))
    breeze = smooth(0.7, 1.5, noise(44, shape, (12, 1.6), 3)) * smooth(0.02, 0.2, near[:, None])
    lake = mixed(lake, rgb(150, 164, 204), 0.5 * breeze)
    rim = np.exp(-(((v - shore / height) / 0.006) ** 2))
    return np.clip(mixed(lake, rgb(250, 216, 190), 0.55 * rim), 0, 1)


def paint_scene(shape: tuple[int, int]) -> Scene:
    """Return the whole scene, (height, width) pixels."""
    sky = paint_sky(shape)
    land, depth = paint_land(shape)
    shore = int((HORIZON + FOCAL * EYE / (NEAREST + 1.2)) * shape[0])
    depth[shore:] = 0
    above = np.where(depth[..., None] > 0, land, sky)
    return Scene(sky=sky, land=land, lake=paint_lake(shape, above, shore), depth=depth, shore=shore)
