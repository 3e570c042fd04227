"""Paint the sample artwork ``resources/samples/dawn-over-the-lake.ora`` with painter's own brush engine.

    python packaging/make_sample.py [PREVIEW.png]

Every visible mark is a stroke of `painter.paint.stroke`: first the whole in broad bristled strokes, then ever
smaller ones where the picture is not yet what `sample_scene` says, then trees, shore and boat by hand-written
gestures. Takes a minute or two; running it twice paints the same picture.
"""

from __future__ import annotations

import io
import math
import sys
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from sample_scene import Field, Scene, mixed, noise, paint_scene, rgb, smooth

from painter.document.document import Document
from painter.document.geometry import Rect
from painter.document.layer import BlendMode, Group, Layer
from painter.document.raster import Raster
from painter.files.opening import check_openraster, save_document
from painter.paint.brush import Brush
from painter.paint.stroke import PenSample, Stroke
from painter.pixels import kernels
from painter.pixels.composite import flatten
from painter.settings import Folders

WIDTH, HEIGHT = 1600, 1200
"""What the painting is thought in; every measure below is in these units."""
SCALE = 0.85
"""Canvas pixels a unit: the file stays near 3 MB."""
CANVAS = (round(WIDTH * SCALE), round(HEIGHT * SCALE))
OUT = Path(__file__).resolve().parent.parent / "resources" / "samples" / "dawn-over-the-lake.ora"

Points = Sequence[tuple[float, float]]
Color = Field
"""(3,) float32 sRGB 0 to 1."""


class Sheet:
    """One layer while it is painted."""

    def __init__(self, seed: int) -> None:
        self.raster = Raster(*CANVAS)
        self.rng = np.random.default_rng(seed)

    def line(
        self,
        points: Points,
        color: Color,
        size: float,
        *,
        hardness: float = 0.9,
        opacity: float = 1.0,
        flow: float = 1.0,
        press: Callable[[float], float] = lambda t: 1.0,
        thin: float = 0.3,
        erase: bool = False,
    ) -> None:
        """Draw one stroke; `press` tells the pressure along it, `thin` the size left at no pressure."""
        brush = Brush(
            size_px=max(0.8, size * SCALE),
            hardness=hardness,
            spacing=0.08,
            flow=flow,
            opacity=opacity,
            size_least=thin,
        )
        red, green, blue = (int(v) for v in np.rint(np.clip(color, 0, 1) * 255))
        stroke = Stroke(self.raster, brush, (red, green, blue), erase=erase)
        last = max(1, len(points) - 1)
        stroke.add(
            PenSample(place * 0.01, x * SCALE, y * SCALE, min(1.0, max(0.02, press(place / last))))
            for place, (x, y) in enumerate(points)
        )
        stroke.end()
        self.raster = stroke.commit()

    def bristled(
        self, points: Points, color: Color, width: float, *, opacity: float = 0.92, rough: float = 1.0
    ) -> None:
        """Draw one stroke of a bristle brush: a body, and streaks in lighter and darker paint that outrun it."""
        rng = self.rng
        self.line(points, color, width * 0.94, hardness=0.86, opacity=opacity, press=swell, thin=0.55)
        if width < 13 or len(points) < 3:
            return
        path = np.asarray(points, np.float64)
        along = np.gradient(path, axis=0)
        along /= np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-6)
        across = np.stack([-along[:, 1], along[:, 0]], axis=1)
        for _ in range(round(3 + width / 11)):
            offset = rng.uniform(-0.47, 0.47) * width
            start, end = sorted((rng.uniform(-0.12, 0.6), rng.uniform(0.4, 1.14)))
            part = streak(path + across * offset, along, width, start, end)
            shade = color * (1 + rough * rng.normal(0, 0.055)) + rough * rng.normal(0, 0.006, 3)
            self.line(
                part,
                shade.astype(np.float32),
                rng.uniform(0.05, 0.14) * width,
                hardness=0.75,
                opacity=float(rng.uniform(0.35, 0.8)),
                press=swell,
                thin=0.2,
            )

    def pixels(self) -> NDArray[np.uint8]:
        """Return what is painted so far, (HEIGHT, WIDTH, 4) uint8 premultiplied."""
        painted = Image.fromarray(self.raster.read(Rect(0, 0, *CANVAS)), "RGBa")
        return np.array(painted.resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR))


def swell(t: float) -> float:
    """Press as a hand does: quickly down, slowly off."""
    return min(1.0, 0.35 + 5 * t) * min(1.0, 0.25 + 2.2 * (1 - t))


def taper(t: float) -> float:
    """Press at the start, leave lightly: a blade of grass."""
    return 1.0 - 0.95 * t


def streak(
    path: NDArray[np.float64], along: NDArray[np.float64], width: float, start: float, end: float
) -> list[tuple[float, float]]:
    """Return the part of a path between two shares of it; below 0 and above 1 it runs straight on."""
    last = len(path) - 1
    points = []
    for t in np.linspace(start, end, 5):
        place = float(np.clip(t, 0, 1)) * last
        first = min(int(place), last - 1)
        at = path[first] + (path[first + 1] - path[first]) * (place - first)
        beyond = (t - np.clip(t, 0, 1)) * width * 2.5
        x, y = at + along[first] * beyond
        points.append((float(x), float(y)))
    return points


# Painting what a colour field says


def blurred(field: Field, radius: float) -> Field:
    """Return a field with each pixel the mean of its neighbourhood, by shrinking and growing."""
    height, width = field.shape[:2]
    small = (max(2, round(width / radius)), max(2, round(height / radius)))
    planes = field[..., None] if field.ndim == 2 else field
    out = [
        np.asarray(
            Image.fromarray(np.ascontiguousarray(planes[..., c]))
            .resize(small, Image.Resampling.BOX)
            .resize((width, height), Image.Resampling.BICUBIC)
        )
        for c in range(planes.shape[-1])
    ]
    return out[0] if field.ndim == 2 else np.stack(out, axis=-1)


def directions(field: Field, scale: float, along: Field) -> Field:
    """Return the angle at which the brush runs: along edges, and as `along` (angles) says where there are none.

    Source: Kyprianidis, Kang 2011, Image and video abstraction by coherence-enhancing filtering, section 3.1.
    """
    light = blurred(field @ np.array([0.3, 0.59, 0.11], np.float32), scale / 3)
    down, right = np.gradient(light)
    xx, xy, yy = (
        blurred(np.ascontiguousarray(v, dtype=np.float32), scale)
        for v in (right * right, right * down, down * down)
    )
    still = 2e-6
    # The tensor of a gradient across `along`, weak enough to matter only in flat parts.
    across_x, across_y = -np.sin(along), np.cos(along)
    xx, xy, yy = xx + still * across_x**2, xy + still * across_x * across_y, yy + still * across_y**2
    return (0.5 * np.arctan2(2 * xy, xx - yy) + np.pi / 2).astype(np.float32)


def paint_field(sheet: Sheet, wanted: Field, angle: Field, width: float, *, length: float, least: float) -> int:
    """Lay strokes of one width wherever the sheet is not yet what is wanted; return how many.

    Source: Hertzmann 1998, Painterly rendering with curved brush strokes of multiple sizes, sections 2 and 3.

    Args:
        angle: Which way the brush runs, (h, w) radians.
        length: Of a stroke, in widths.
        least: Differences below this are left alone.
    """
    rng = sheet.rng
    target = blurred(wanted, max(1.5, width / 3.5))
    now = sheet.pixels().astype(np.float32) / 255
    off = np.abs(now[..., :3] - target).sum(axis=-1) + 3 * (1 - now[..., 3])
    off = blurred(off, max(2.0, width / 2))
    step = width * 0.62
    places = [(x, y) for y in np.arange(step / 2, HEIGHT, step) for x in np.arange(step / 2, WIDTH, step)]
    rng.shuffle(places)
    count = 0
    for x, y in places:
        x = float(np.clip(x + rng.normal(0, step * 0.3), 0, WIDTH - 1))
        y = float(np.clip(y + rng.normal(0, step * 0.3), 0, HEIGHT - 1))
        if off[int(y), int(x)] < least:
            continue
        color = target[int(y), int(x)]
        points = follow(target, angle, x, y, color, width, length * rng.uniform(0.7, 1.3), rng.random() < 0.5)
        shade = color * (1 + rng.normal(0, 0.028)) + rng.normal(0, 0.010, 3)
        sheet.bristled(points, shade.astype(np.float32), width * rng.uniform(0.75, 1.15))
        count += 1
    return count


def follow(
    target: Field, angle: Field, x: float, y: float, color: Color, width: float, length: float, backward: bool
) -> Points:
    """Return a path along the angles from a place, ended where the colour is no longer the stroke's."""
    points = [(x, y)]
    step = max(3.0, width * 0.4)
    turn = math.pi if backward else 0.0
    before = None
    for _ in range(max(2, round(length * width / step))):
        a = float(angle[int(y), int(x)]) + turn
        if before is not None and math.cos(a - before) < 0:
            a += math.pi
        before = a
        x, y = x + step * math.cos(a), y + step * math.sin(a)
        if not (0 <= x < WIDTH and 0 <= y < HEIGHT):
            points.append((x, y))
            break
        if len(points) > 2 and float(np.abs(target[int(y), int(x)] - color).sum()) > 0.24:
            break
        points.append((x, y))
    return points


def paint_peaks_and_lake(scene: Scene) -> Raster:
    """Paint sky, mountains, hills and water."""
    sheet = Sheet(1)
    wanted = scene.whole
    v, u = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    u, v = u / WIDTH, v / HEIGHT
    land = blurred((scene.depth > 0).astype(np.float32), 24) > 0.5
    water = np.arange(HEIGHT)[:, None] >= scene.shore
    along = -0.16 + 0.5 * noise(71, (HEIGHT, WIDTH), (4, 4), 2) * 0.35
    along = np.where(land, np.where(u < 0.5, 1.0, 0.9) + 0.5 * noise(72, (HEIGHT, WIDTH), (8, 10), 2), along)
    along = np.where(water, 0.0, along).astype(np.float32)
    for width, length, least in (
        (86, 3.4, 0.0),
        (46, 3.6, 0.10),
        (24, 4.0, 0.115),
        (12, 4.2, 0.15),
        (6.5, 4.5, 0.22),
    ):
        angle = directions(wanted, max(14.0, width * 0.8), along)
        angle = np.where(water, 0.0, angle).astype(np.float32)
        count = paint_field(sheet, wanted, angle, width, length=length, least=least)
        print(f"  {count:5} strokes of {width:g} px")
    _paint_woods(sheet, scene)
    return sheet.raster


def _paint_woods(sheet: Sheet, scene: Scene) -> None:
    """Paint the trees on the hills beyond the lake: short upright strokes, the nearer the larger."""
    rng = sheet.rng
    rows, columns = np.nonzero((scene.depth > 0) & (scene.depth < 19))
    chosen = rng.choice(len(rows), 2600, replace=False)
    for y, x in sorted(zip(rows[chosen].tolist(), columns[chosen].tolist(), strict=True)):
        tall = 190 / float(scene.depth[y, x]) * rng.uniform(0.7, 1.4)
        light = 0.30 * rng.random() ** 2 * (0.4 + x / WIDTH)
        color = mixed(scene.land[y, x] * np.float32(rng.uniform(0.74, 1.08)), rgb(170, 150, 120), np.float32(light))
        tree = [(float(x), float(y) + 2), (x + rng.normal(0, 1), y - tall)]
        sheet.line(tree, color, tall * 0.55, opacity=0.9, press=taper, thin=0.1)


def paint_mist(scene: Scene) -> Raster:
    """Paint the mist that lies on the far water and in the valleys, with a large soft brush."""
    sheet = Sheet(2)
    rng = sheet.rng
    for _ in range(70):
        x, y = rng.uniform(-0.05, 1.0) * WIDTH, scene.shore + rng.normal(-7, 9)
        length = rng.uniform(0.10, 0.30) * WIDTH
        color = mixed(rgb(214, 206, 226), rgb(255, 226, 190), smooth(0.2, 0.95, np.float32(x / WIDTH)))
        points = [(x + length * t, y + 3 * math.sin(5 * t + x)) for t in np.linspace(0, 1, 6)]
        sheet.line(
            points,
            color,
            rng.uniform(14, 46),
            hardness=0.0,
            opacity=float(rng.uniform(0.05, 0.16)),
            press=lambda t: math.sin(math.pi * (0.04 + 0.92 * t)),
            thin=0.5,
        )
    return sheet.raster


# Trees


def paint_pine(sheet: Sheet, x: float, y: float, height: float, *, far: float = 0.0) -> None:
    """Paint a pine with its foot at (x, y); the sun stands at its right.

    Args:
        far: 0 near and dark to 1 lost in haze.
    """
    rng = sheet.rng
    haze = rgb(150, 154, 186)
    lean = rng.normal(0, 0.012) * height
    dark = [mixed(c, haze, np.float32(far)) for c in (rgb(18, 30, 40), rgb(24, 42, 46), rgb(30, 50, 46))]
    middle = [mixed(c, haze, np.float32(far)) for c in (rgb(48, 66, 52), rgb(64, 74, 50), rgb(40, 62, 62))]
    sunny = [
        mixed(c, haze, np.float32(far * 0.8)) for c in (rgb(232, 164, 86), rgb(190, 134, 70), rgb(132, 112, 62))
    ]
    top = y - height
    trunk = [(x, y), (x + lean * 0.4, y - height * 0.5), (x + lean, top)]
    sheet.line(trunk, dark[0], height * 0.030, press=taper, thin=0.15)
    place = 0.012
    while place < 0.93:
        # A whorl of boughs: uneven, sometimes missing on one side, drooping more the lower it is.
        cy, cx = top + place * height, x + lean * (1 - place)
        reach = height * 0.20 * (0.06 + place**0.9) * (1 - 0.4 * max(0.0, place - 0.8) / 0.2)
        for side in (-1, 1):
            if rng.random() < 0.10 and place > 0.15:
                continue
            own = reach * rng.uniform(0.55, 1.2)
            _paint_bough(sheet, (cx, cy), side, own, height, (dark, middle, sunny))
        place += 0.013 + 0.024 * place + 0.010 * rng.random()


def _paint_bough(
    sheet: Sheet,
    at: tuple[float, float],
    side: int,
    reach: float,
    height: float,
    colors: tuple[list[Color], list[Color], list[Color]],
) -> None:
    """Paint one bough: a dark body, needles hanging from it, and what the sun finds on its upper edge."""
    rng = sheet.rng
    dark, middle, sunny = colors
    drop = reach * rng.uniform(0.18, 0.50)
    curl = reach * rng.uniform(0.04, 0.22)

    def along(s: float) -> tuple[float, float]:
        return at[0] + side * reach * s, at[1] + drop * s**0.8 - curl * s**4

    thick = 0.30 * reach + height * 0.010
    sheet.line([along(s) for s in np.linspace(0, 1, 5)], dark[int(rng.integers(3))], thick, press=taper, thin=0.12)
    for _ in range(3 + round(reach / 11)):
        s = rng.uniform(0.05, 1.0)
        bx, by = along(s)
        hang = (0.22 * reach + height * 0.006) * rng.uniform(0.5, 1.2) * (1.15 - 0.7 * s)
        spread = side * rng.uniform(0.1, 0.9)
        color = (dark if rng.random() < 0.72 else middle)[int(rng.integers(3))]
        needle = [(bx, by), (bx + spread * hang * 0.6, by + hang * 0.6), (bx + spread * hang, by + hang)]
        sheet.line(needle, color, thick * rng.uniform(0.16, 0.34) + 1.2, press=taper, thin=0.1)
    # The sun comes from the right: it finds whole boughs there and only a tip here and there on the left.
    found = rng.random() < (0.62 if side > 0 else 0.12)
    for _ in range(round((2 + reach / 9) * rng.uniform(0.3, 1.0)) if found else 0):
        s = float(np.clip(rng.normal(0.72 if side > 0 else 0.25, 0.22), 0.02, 1.02))
        bx, by = along(s)
        tip = (0.16 * reach + 2) * rng.uniform(0.5, 1.2)
        slope = rng.normal(0.25, 0.35)
        color = sunny[min(2, int(rng.exponential(1.3)))]
        glint = [(bx, by - thick * 0.22), (bx + side * tip, by - thick * 0.22 + slope * tip)]
        sheet.line(
            glint,
            color,
            rng.uniform(1.6, 2.4) + reach * 0.022,
            opacity=float(rng.uniform(0.45, 0.95)),
            press=taper,
            thin=0.15,
        )


def shore_line(x: float) -> float:
    """Return the row at which the near shore begins under a column."""
    u = x / WIDTH
    rise = 0.150 * float(smooth(0.56, 0.98, np.float32(u))) + 0.055 * float(smooth(0.30, 0.0, np.float32(u)))
    wave = 0.008 * math.sin(9.1 * u + 0.5) + 0.005 * math.sin(23 * u + 2) + 0.003 * math.sin(57 * u)
    return HEIGHT * (0.955 - rise + wave)


def paint_pines() -> Raster:
    """Paint the trees on the near shore, the far ones first."""
    sheet = Sheet(3)
    for u, height, far, down in (
        (0.712, 0.170, 0.30, 8),
        (0.940, 0.300, 0.16, 10),
        (0.020, 0.300, 0.16, 14),
        (0.118, 0.190, 0.22, 10),
        (0.765, 0.300, 0.14, 12),
        (0.985, 0.470, 0.06, 26),
        (0.068, 0.400, 0.05, 24),
        (0.815, 0.430, 0.04, 20),
        (0.898, 0.640, 0.0, 34),
    ):
        paint_pine(sheet, u * WIDTH, shore_line(u * WIDTH) + down, height * HEIGHT, far=far)
    return sheet.raster


# The near shore


def paint_shore() -> Raster:
    """Paint the ground in front: earth, stones at the water, grass and flowers in the first light."""
    sheet = Sheet(4)
    rng = sheet.rng
    for x in np.arange(-20, WIDTH + 20, 17):
        _paint_ground(sheet, float(x), rng)
    for _ in range(46):
        x = rng.uniform(0, WIDTH)
        _paint_stone(sheet, x, shore_line(x) + rng.uniform(-5, 16), rng.uniform(9, 30))
    tufts = [(rng.uniform(-10, WIDTH + 10), rng.uniform(0, 1) ** 0.8) for _ in range(620)]
    for x, depth in sorted(tufts, key=lambda tuft: tuft[1]):
        y = shore_line(x) + 8 + depth * (HEIGHT + 30 - shore_line(x))
        _paint_tuft(sheet, x, y, 16 + 46 * depth * rng.uniform(0.6, 1.2), sun=min(1.0, max(0.0, x / WIDTH)))
    for _ in range(78):
        x = float(np.clip(rng.choice([0.19, 0.45, 0.82]) + rng.normal(0, 0.035), 0, 1)) * WIDTH
        depth = rng.uniform(0.30, 1)
        _paint_flower(sheet, x, shore_line(x) + depth * (HEIGHT - shore_line(x)), 3.5 + 6 * depth)
    return sheet.raster


def _paint_ground(sheet: Sheet, x: float, rng: np.random.Generator) -> None:
    top = shore_line(x)
    for y in np.arange(top + 9, HEIGHT + 20, 15):
        depth = np.float32((y - top) / max(1.0, HEIGHT - top))
        color = mixed(rgb(74, 66, 58), rgb(34, 40, 34), depth)
        color = mixed(color, rgb(150, 104, 62), np.float32(0.6 * rng.random() ** 3 * x / WIDTH))
        length, slope = rng.uniform(22, 56), rng.normal(0.03, 0.12)
        points = [
            (x + length * t, float(y) + length * slope * t + rng.normal(0, 1)) for t in np.linspace(-0.5, 0.5, 4)
        ]
        sheet.bristled(points, color * np.float32(1 + rng.normal(0, 0.08)), rng.uniform(14, 26), rough=1.6)


def _paint_stone(sheet: Sheet, x: float, y: float, size: float) -> None:
    rng = sheet.rng
    for color, dx, dy, width in (
        (rgb(46, 50, 66), 0.0, 0.14, 1.0),
        (rgb(84, 84, 104), 0.06, -0.04, 0.78),
        (rgb(226, 172, 132), 0.26, -0.20, 0.34),
    ):
        shade = color * np.float32(1 + rng.normal(0, 0.07))
        cx, cy = x + dx * size, y + dy * size
        sheet.line(
            [(cx - width * size * 0.5, cy), (cx, cy - 2), (cx + width * size * 0.5, cy + 1)],
            shade,
            size * 0.52 * width,
        )


def _paint_tuft(sheet: Sheet, x: float, y: float, height: float, *, sun: float) -> None:
    rng = sheet.rng
    base = [rgb(34, 48, 42), rgb(50, 62, 42), rgb(74, 74, 42), rgb(98, 76, 46)]
    tips = [rgb(222, 170, 88), rgb(200, 146, 70), rgb(238, 200, 126), rgb(164, 140, 72)]
    for _ in range(7):
        lean, own = rng.normal(-0.10, 0.30), height * rng.uniform(0.55, 1.15)
        foot = x + rng.normal(0, height * 0.22)
        bright = rng.random() < 0.07 + 0.30 * sun**1.5
        color = (tips if bright else base)[int(rng.integers(4))]
        blade = [(foot + lean * own * t**1.7, y - own * t) for t in np.linspace(0, 1, 4)]
        sheet.line(
            blade, color * np.float32(1 + rng.normal(0, 0.08)), rng.uniform(2.2, 4.6), press=taper, thin=0.15
        )


def _paint_flower(sheet: Sheet, x: float, y: float, size: float) -> None:
    rng = sheet.rng
    colors = [rgb(226, 92, 84), rgb(244, 190, 96), rgb(206, 150, 206), rgb(250, 232, 214)]
    color = colors[int(rng.choice(4, p=[0.36, 0.26, 0.22, 0.16]))]
    sheet.line([(x, y), (x + rng.normal(0, 3), y - size * 2.6)], rgb(62, 70, 42), 2.2, thin=0.6)
    for _ in range(4):
        px, py = x + rng.normal(0, size * 0.36), y - size * 2.8 + rng.normal(0, size * 0.28)
        sheet.line(
            [(px, py), (px + 1.5, py + 1)],
            color * np.float32(1 + rng.normal(0, 0.10)),
            size * rng.uniform(0.45, 0.8),
        )


def paint_boat() -> Raster:
    """Paint a rower and the boat, mirrored in the water; birds above."""
    sheet = Sheet(5)
    x, y, s = WIDTH * 0.305, HEIGHT * 0.735, 46.0
    hull = [(x - s, y - 9), (x - s * 0.5, y + 4), (x + s * 0.4, y + 5), (x + s, y - 8)]
    for drop, color in ((15, rgb(46, 58, 92)), (9, rgb(54, 52, 74))):
        sheet.line([(px, 2 * y + drop - py + 4) for px, py in hull], color, 9, opacity=0.7, thin=0.4, press=swell)
    sheet.line([(x - 2, y + 22), (x + 3, y + 50)], rgb(84, 52, 66), 11, opacity=0.6, press=taper)
    sheet.line(hull, rgb(52, 38, 40), 14, press=lambda t: 1.0, thin=0.6)
    sheet.line([(px, py - 6) for px, py in hull], rgb(206, 148, 104), 3.0)
    sheet.line([(x - 6, y - 8), (x - 2, y - 26)], rgb(132, 48, 48), 17)
    sheet.line([(x + 2, y - 12), (x + 3, y - 26)], rgb(206, 96, 70), 6)
    sheet.line([(x - 1, y - 39), (x, y - 38)], rgb(62, 44, 46), 11)
    sheet.line([(x + 2, y - 39), (x + 3, y - 38)], rgb(226, 168, 130), 5)
    sheet.line([(x + 2, y - 20), (x + 30, y - 10), (x + 58, y + 10)], rgb(92, 66, 54), 3.2)
    for place in range(7):
        t = place / 6
        length = 40 + 60 * t
        row = y + 14 + 7 * place
        sheet.line(
            [(x + 30 - length * 0.3, row), (x + 30 + length, row + 1)],
            rgb(196, 196, 222),
            2.2,
            opacity=0.5 * (1 - t * 0.7),
            press=lambda t: math.sin(math.pi * (0.05 + 0.9 * t)),
        )
    for bx, by, size in (
        (0.612, 0.170, 13),
        (0.640, 0.150, 10),
        (0.668, 0.182, 11),
        (0.590, 0.200, 8),
        (0.702, 0.166, 8),
    ):
        cx, cy = bx * WIDTH, by * HEIGHT
        for side in (-1, 1):
            wing = [
                (cx, cy),
                (cx + side * size * 0.55, cy - size * 0.5),
                (cx + side * size * 1.2, cy - size * 0.12),
            ]
            sheet.line(wing, rgb(70, 66, 98), 2.6, press=taper, thin=0.2)
    return sheet.raster


# Light, pencil, paper


def paint_warm_glaze() -> Raster:
    """Paint the warm glaze that the Overlay layer lays over the side towards the sun."""
    sheet = Sheet(6)
    rng = sheet.rng
    for _ in range(44):
        t = rng.random()
        x, y = WIDTH * (0.45 + 0.62 * t), HEIGHT * (0.16 + 0.46 * rng.random())
        length = rng.uniform(160, 420)
        sheet.line(
            [(x - length * s, y + 0.16 * length * s) for s in np.linspace(-0.5, 0.5, 5)],
            rgb(255, 172, 116),
            rng.uniform(120, 240),
            hardness=0.0,
            opacity=float(rng.uniform(0.05, 0.13)),
            press=lambda t: math.sin(math.pi * (0.1 + 0.8 * t)),
            thin=0.6,
        )
    return sheet.raster


def paint_sun_haze() -> Raster:
    """Paint the haze of light that the Screen layer adds at the right."""
    sheet = Sheet(7)
    for size, opacity in ((620, 0.16), (440, 0.20), (300, 0.22), (190, 0.22), (110, 0.25)):
        center = (WIDTH * 0.985, HEIGHT * 0.435)
        sheet.line([center, (center[0] - 2, center[1])], rgb(255, 196, 120), size, hardness=0.0, opacity=opacity)
    rng = sheet.rng
    for _ in range(13):
        angle = math.pi + rng.uniform(-0.50, 0.34)
        start, length = rng.uniform(40, 160), rng.uniform(320, 760)
        points = [
            (
                WIDTH * 0.985 + (start + length * t) * math.cos(angle),
                HEIGHT * 0.435 - (start + length * t) * math.sin(angle),
            )
            for t in np.linspace(0, 1, 6)
        ]
        sheet.line(
            points,
            rgb(255, 196, 120),
            rng.uniform(40, 90),
            hardness=0.0,
            opacity=float(rng.uniform(0.03, 0.07)),
            press=lambda t: 1 - 0.8 * t,
            thin=0.7,
        )
    return sheet.raster


def paint_pencil(scene: Scene) -> Raster:
    """Draw the sketch the painting began with: ridges, shore, trees, a few lines of shade."""
    sheet = Sheet(8)
    rng = sheet.rng
    graphite = rgb(84, 84, 92)

    def pencil(points: Points, size: float = 2.4, opacity: float = 0.75) -> None:
        for _ in range(2):
            shaken = [(x + rng.normal(0, 1.2), y + rng.normal(0, 1.2)) for x, y in points]
            sheet.line(
                shaken,
                graphite,
                size,
                hardness=0.7,
                opacity=opacity,
                press=lambda t: 0.5 + 0.5 * math.sin(3 * t),
                thin=0.5,
            )

    skyline = (scene.depth > 0).argmax(axis=0)
    for start in range(0, WIDTH - 1, 150):
        columns = range(start, min(WIDTH, start + 170), 6)
        pencil([(float(x), float(skyline[x])) for x in columns])
    steps = np.abs(np.diff(scene.depth, axis=0)) > 3.0
    for x in range(10, WIDTH, 26):
        for y in np.flatnonzero(steps[: scene.shore - 8, x])[::2]:
            if y > skyline[x] + 12:
                pencil([(x - 9.0, float(y) + 3), (x + 9.0, float(y) - 3)], 1.8, 0.5)
    for start in range(0, WIDTH, 240):
        pencil([(float(x), scene.shore + rng.normal(0, 0.8)) for x in range(start, start + 260, 40)])
        pencil([(float(x), shore_line(x)) for x in range(start, start + 260, 20)])
    for u, height in ((0.898, 0.64), (0.815, 0.43), (0.985, 0.47), (0.765, 0.3), (0.068, 0.4), (0.02, 0.3)):
        x, y, tall = u * WIDTH, shore_line(u * WIDTH) + 20, height * HEIGHT
        pencil([(x, y), (x, y - tall)], 1.8, 0.5)
        zigzag = [(x + (-1) ** k * tall * 0.17 * (k / 14), y - tall * (1 - k / 15)) for k in range(15)]
        pencil(zigzag, 1.8, 0.4)
    peak = int(np.argmin(skyline))
    for k in range(26):
        x, y = peak - 150 + 11.0 * k, float(skyline[peak]) + 150 + 70 * math.sin(k)
        pencil([(x, y), (x - 30, y + 120)], 1.5, 0.35)
    return sheet.raster


def paper() -> Raster:
    """Return a sheet of cream paper."""
    return Raster.from_array(*CANVAS, np.full((CANVAS[1], CANVAS[0], 4), (241, 234, 219, 255), np.uint8))


def paint_document() -> Document:
    """Paint everything and put the layers together."""
    scene = paint_scene((HEIGHT, WIDTH))
    peaks = Layer(raster=paint_peaks_and_lake(scene), name="Peaks and lake", id="peaks-and-lake")
    light = Group(
        children=(
            Layer(raster=paint_sun_haze(), name="Sun haze", id="sun-haze", mode=BlendMode.SCREEN, opacity=0.8),
            Layer(
                raster=paint_warm_glaze(), name="Warm glaze", id="warm-glaze", mode=BlendMode.OVERLAY, opacity=0.6
            ),
        ),
        name="Light",
        id="light",
        isolated=False,
    )
    return Document(
        width_px=CANVAS[0],
        height_px=CANVAS[1],
        layers=(
            Layer(raster=paper(), name="Paper", id="paper", locked=True),
            peaks,
            Layer(raster=paint_boat(), name="Rower and birds", id="rower-and-birds"),
            Layer(raster=paint_mist(scene), name="Mist", id="mist", opacity=0.9),
            Layer(raster=paint_pines(), name="Pines", id="pines"),
            Layer(raster=paint_shore(), name="Near shore", id="near-shore"),
            light,
            Layer(
                raster=paint_pencil(scene),
                name="Pencil",
                id="pencil",
                mode=BlendMode.MULTIPLY,
                opacity=0.7,
                visible=False,
            ),
        ),
        active_id=peaks.id,
    )


def pack(path: Path) -> None:
    """Compress the pictures in the file as far as PNG goes: the sample travels with the program."""
    with zipfile.ZipFile(path) as archive:
        entries = [(info, archive.read(info)) for info in archive.infolist()]
    with zipfile.ZipFile(path, "w") as archive:
        for info, data in entries:
            if info.filename.endswith(".png"):
                packed = io.BytesIO()
                image = Image.open(io.BytesIO(data))
                opaque = image.mode == "RGBA" and image.getextrema()[3] == (255, 255)
                image.convert("RGB" if opaque else image.mode).save(packed, "PNG", optimize=True)
                data = min(data, packed.getvalue(), key=len)
            archive.writestr(info, data)


def main() -> None:
    kernels.use_cache_folder(Folders.standard().cache)
    kernels.warm_up()
    document = paint_document()
    OUT.parent.mkdir(parents=True, exist_ok=True)
    save_document(document, OUT)
    pack(OUT)
    check_openraster(document, OUT)
    print(f"{OUT.stat().st_size:,} bytes  {OUT.name}")
    if len(sys.argv) > 1:
        Image.fromarray(flatten(document)).convert("RGB").save(sys.argv[1])


if __name__ == "__main__":
    main()
