"""Make painter's own brush tips and papers in ``resources/brushes``.

    python packaging/make_brush_tips.py

Everything is drawn from random numbers here, so the pictures are our own (CC0, see ORIGIN.md beside them).
Running it twice writes the same pictures.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "brushes"
SIDE, PAPER_SIDE = 256, 512
Picture = NDArray[np.float64]

ORIGIN = """# Where these pictures come from

All tips and papers here, `<id>.png`, were made by `packaging/make_brush_tips.py` from random numbers: nothing was
scanned, photographed or taken from another program. They are dedicated to the public domain (CC0-1.0); use them
freely.
"""


def blurred(picture: Picture, sigma: float | tuple[float, float]) -> Picture:
    """Return a picture blurred by a Gaussian, as one that repeats."""
    down, right = (sigma, sigma) if isinstance(sigma, (int, float)) else sigma
    fy = np.fft.fftfreq(picture.shape[0])[:, None]
    fx = np.fft.fftfreq(picture.shape[1])[None]
    kernel = np.exp(-2 * np.pi**2 * ((fy * down) ** 2 + (fx * right) ** 2))
    result: Picture = np.real(np.fft.ifft2(np.fft.fft2(picture) * kernel))
    return result


def noise(seed: int, side: int, *octaves: tuple[float | tuple[float, float], float]) -> Picture:
    """Return repeating noise, 0–1, flat histogram: a sum of blurred noises of (sigma, weight)."""
    total = np.zeros((side, side))
    for i, (sigma, weight) in enumerate(octaves):
        layer = blurred(np.random.default_rng(seed + i).normal(size=(side, side)), sigma)
        total += weight * layer / layer.std()
    ranks: Picture = total.argsort(axis=None).argsort().reshape(side, side) / (side * side - 1.0)
    return ranks


def grid(side: int = SIDE) -> tuple[Picture, Picture]:
    """Return x and y over a tip, -1 to 1."""
    at = (np.arange(side) + 0.5) / side * 2 - 1
    return np.broadcast_to(at[None], (side, side)).copy(), np.broadcast_to(at[:, None], (side, side)).copy()


def step(low: float, high: float, value: Picture) -> Picture:
    t = np.clip((value - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def disc(edge: float = 0.1, wobble: float = 0.0, seed: int = 0) -> Picture:
    x, y = grid()
    r = np.hypot(x, y)
    if wobble:
        r = r + wobble * (noise(seed, SIDE, (14, 1.0), (5, 0.5)) - 0.5)
    return 1 - step(0.94 - edge, 0.94, r)


def dots(
    seed: int, count: int, size: tuple[float, float], *, reach: float = 0.9, flat: float = 1.0, soft: float = 0.6
) -> Picture:
    """Return round dots of random sizes in a disc, 0–1."""
    rng = np.random.default_rng(seed)
    x, y = grid()
    out = np.zeros((SIDE, SIDE))
    for _ in range(count):
        around, far = rng.uniform(0, 2 * np.pi), reach * np.sqrt(rng.uniform())
        radius = rng.uniform(*size)
        cx, cy = np.cos(around) * far, np.sin(around) * far * flat
        dot = 1 - step(radius * (1 - soft), radius, np.hypot(x - cx, y - cy))
        out = np.maximum(out, dot * rng.uniform(0.45, 1.0))
    return out


def bristle(seed: int = 1) -> Picture:
    """A round brush seen from below: hairs of different lengths in clumps."""
    hairs = dots(seed, 260, (0.025, 0.075), reach=0.86, soft=0.7)
    body = disc(0.35) * (0.25 + 0.75 * noise(seed + 50, SIDE, (9, 1.0), (3, 0.7)))
    return np.clip(0.85 * hairs + 0.38 * body, 0, 1) * disc(0.08)


def bristle_flat(seed: int = 3) -> Picture:
    """A row of hairs: what changes across the brush stays the same along its stroke."""
    x, y = grid()
    rng = np.random.default_rng(seed)
    profile = blurred(rng.random((1, SIDE)), (0.0, 2.2))[0]
    profile = (profile - profile.min()) / np.ptp(profile)
    coarse = blurred(rng.random((1, SIDE)), (0.0, 9.0))[0]
    coarse = (coarse - coarse.min()) / np.ptp(coarse)
    hairs = np.clip(0.15 + 0.65 * profile + 0.5 * coarse, 0, 1)[None]
    ends = 0.75 + 0.35 * blurred(rng.normal(size=(1, SIDE)), (0.0, 4.0))[0] / 0.28
    body = 1 - step(0.7, 0.95, np.abs(y) / np.clip(ends[None], 0.4, 1.0))
    return hairs * body * (1 - step(0.9, 0.97, np.abs(x)))


def chalk() -> Picture:
    x, y = grid()
    edge = np.maximum(np.abs(x), np.abs(y)) * 0.5 + np.hypot(x, y) * 0.5
    edge = edge + 0.3 * (noise(11, SIDE, (10, 1.0), (4, 0.6)) - 0.5)
    crumbs = noise(14, SIDE, (2.2, 1.0), (7, 0.8))
    return (1 - step(0.66, 0.78, edge)) * step(0.28, 0.62, crumbs)


def charcoal() -> Picture:
    x, y = grid()
    edge = np.hypot(x * 0.95, y * 1.05) + 0.45 * (noise(21, SIDE, (16, 1.0), (6, 0.6)) - 0.5)
    crumbs = noise(24, SIDE, ((1.6, 4.5), 1.0), (9, 0.9), (1.2, 0.4))
    return (1 - step(0.5, 0.82, edge)) * (0.12 + 0.88 * step(0.3, 0.75, crumbs))


def pencil() -> Picture:
    edge = np.hypot(*grid()) + 0.5 * (noise(31, SIDE, (20, 1.0), (8, 0.5)) - 0.5)
    return (1 - step(0.35, 0.85, edge)) * (0.45 + 0.55 * noise(34, SIDE, (7, 1.0), (14, 0.7)))


def square() -> Picture:
    x, y = grid()
    edge = np.maximum(np.abs(x), np.abs(y)) + 0.07 * (noise(41, SIDE, (5, 1.0), (2, 0.5)) - 0.5)
    return (1 - step(0.84, 0.9, edge)) * (0.72 + 0.28 * noise(44, SIDE, ((2, 12), 1.0), (6, 0.4)))


def splat(seed: int = 51) -> Picture:
    rng = np.random.default_rng(seed)
    x, y = grid()
    field = np.zeros((SIDE, SIDE))
    for _ in range(44):
        around, far = rng.uniform(0, 2 * np.pi), 0.92 * rng.uniform() ** 0.9
        radius = rng.choice([0.015, 0.025, 0.04, 0.07, 0.1], p=[0.34, 0.3, 0.2, 0.11, 0.05])
        radius = radius * (1.15 - 0.5 * far)
        u = np.cos(around) * (x - np.cos(around) * far) + np.sin(around) * (y - np.sin(around) * far)
        v = -np.sin(around) * (x - np.cos(around) * far) + np.cos(around) * (y - np.sin(around) * far)
        field = np.maximum(field, 1 - step(radius * 0.8, radius, np.hypot(u / 1.35, v)))
    return field * disc(0.04)


def speckle() -> Picture:
    return dots(61, 150, (0.008, 0.026), reach=0.92, soft=0.7)


def sponge() -> Picture:
    x, y = grid()
    edge = np.hypot(x, y) + 0.5 * (noise(71, SIDE, (18, 1.0), (7, 0.6)) - 0.5)
    holes = noise(74, SIDE, (5, 1.0), (2.4, 0.6), (11, 0.7))
    return (1 - step(0.62, 0.78, edge)) * step(0.42, 0.6, holes)


def cloud() -> Picture:
    puff = noise(81, SIDE, (26, 1.0), (12, 0.55), (5, 0.3), (2.5, 0.14))
    r = np.hypot(*grid())
    return np.clip((puff * 1.25 - 0.2) * (1 - step(0.15, 0.95, r)), 0, 1) ** 1.1


def leaf(seed: int) -> Picture:
    """A twig's few leaves."""
    rng = np.random.default_rng(seed)
    x, y = grid()
    out = np.zeros((SIDE, SIDE))
    for _ in range(7):
        around, far = rng.uniform(0, 2 * np.pi), rng.uniform(0.05, 0.55)
        turn, length = around + rng.normal(0, 0.5), rng.uniform(0.22, 0.36)
        cx, cy = np.cos(around) * far, np.sin(around) * far
        u = (np.cos(turn) * (x - cx) + np.sin(turn) * (y - cy)) / length
        v = (-np.sin(turn) * (x - cx) + np.cos(turn) * (y - cy)) / length
        width = 0.42 * np.clip(1 - u * u, 0, 1) ** 0.8 * (1 - 0.25 * u)
        blade = 1 - step(0.85, 1.05, np.abs(v) / np.maximum(width, 1e-3))
        vein = 1 - 0.5 * (1 - step(0.02, 0.06, np.abs(v)))
        out = np.maximum(out, blade * vein * rng.uniform(0.6, 1.0) * (np.abs(u) < 1))
    return out


def grass(seed: int) -> Picture:
    rng = np.random.default_rng(seed)
    x, y = grid()
    out = np.zeros((SIDE, SIDE))
    for _ in range(16):
        foot, bend, top = rng.uniform(-0.5, 0.5), rng.normal(0, 0.35), rng.uniform(-0.9, -0.1)
        share = np.clip((0.9 - y) / (0.9 - top), 0, 1)
        width = 0.035 * (1 - share) ** 0.7 + 1e-3
        blade = 1 - step(0.6, 1.2, np.abs(x - foot - bend * share**2) / width)
        out = np.maximum(out, blade * (y > top) * (y < 0.9) * rng.uniform(0.6, 1.0))
    return out


def star() -> Picture:
    x, y = grid()
    r = np.hypot(x, y)
    rays = 0.016 / (np.abs(x) + 0.01) * np.clip(1 - np.abs(y), 0, 1) ** 2.2
    rays += 0.016 / (np.abs(y) + 0.01) * np.clip(1 - np.abs(x), 0, 1) ** 2.2
    return np.clip(rays * 0.9 + np.exp(-((r / 0.12) ** 2)) + 0.35 * np.exp(-((r / 0.32) ** 2)) - 0.02, 0, 1) * disc(
        0.2
    )


TIPS: dict[str, Callable[[], Picture]] = {
    "bristle": bristle,
    "bristle-flat": bristle_flat,
    "bristle-full": lambda: np.clip(0.4 * (bristle_flat(5) > 0.05) + 0.62 * bristle_flat(5), 0, 1),
    "bristle-worn": lambda: bristle_flat(7) ** 1.6,
    "chalk": chalk,
    "charcoal": charcoal,
    "pencil": pencil,
    "square": square,
    "splat-1": lambda: splat(51),
    "splat-2": lambda: splat(52),
    "splat-3": lambda: splat(53),
    "speckle": speckle,
    "sponge": sponge,
    "cloud": cloud,
    "leaf-1": lambda: leaf(101),
    "leaf-2": lambda: leaf(102),
    "leaf-3": lambda: leaf(103),
    "grass-1": lambda: grass(111),
    "grass-2": lambda: grass(112),
    "star": star,
}


def weave() -> Picture:
    """Linen: threads over and under each other, unevenly spun."""
    side, threads = PAPER_SIDE, 64
    at = np.arange(side) / side * threads
    wander = 0.35 * (noise(121, side, ((3, 40), 1.0)) - 0.5), 0.35 * (noise(122, side, ((40, 3), 1.0)) - 0.5)
    u, v = at[None] + wander[1], at[:, None] + wander[0]
    over = (np.floor(u) + np.floor(v)) % 2
    warp = np.sqrt(np.clip(1 - ((u % 1) * 2 - 1) ** 2, 0, 1)) * (0.6 + 0.4 * np.sin(np.pi * (v % 1)))
    weft = np.sqrt(np.clip(1 - ((v % 1) * 2 - 1) ** 2, 0, 1)) * (0.6 + 0.4 * np.sin(np.pi * (u % 1)))
    return blurred(
        np.where(over == 1, np.maximum(warp, 0.55 * weft), np.maximum(weft, 0.55 * warp)), 0.7
    ) + 0.25 * noise(123, side, (1.5, 1.0), (5, 0.5))


def laid() -> Picture:
    """Ingres paper: fine ribs with wider chain lines."""
    side = PAPER_SIDE
    y, x = np.mgrid[0:side, 0:side]
    ribs = 0.5 + 0.5 * np.cos(2 * np.pi * y * 96 / side + 3 * (noise(131, side, ((4, 50), 1.0)) - 0.5))
    chains = 0.5 + 0.5 * np.cos(2 * np.pi * x * 4 / side)
    return ribs * 0.5 + 0.18 * chains**12 + 0.9 * noise(133, side, (1.3, 1.0), (3, 0.6))


def dots_screen() -> Picture:
    """A printer's screen at 45 degrees: pressure makes its dots grow."""
    side = PAPER_SIDE
    y, x = np.mgrid[0:side, 0:side] * (2 * np.pi * 64 / side / np.sqrt(2) / np.sqrt(2))
    return -(np.cos(x + y) + np.cos(x - y))


PAPERS: dict[str, Callable[[], Picture]] = {
    "cartridge": lambda: noise(141, PAPER_SIDE, (1.1, 1.0), (2.4, 0.9), (7, 0.25)),
    "cold-press": lambda: noise(151, PAPER_SIDE, (2.6, 1.0), (5.5, 0.9), (1.2, 0.25), (14, 0.3)),
    "rough": lambda: noise(161, PAPER_SIDE, (5.0, 1.0), (10, 0.8), (2.0, 0.35), (1.0, 0.12)),
    "linen": weave,
    "laid": laid,
    "plaster": lambda: noise(171, PAPER_SIDE, ((2, 9), 1.0), ((8, 3), 0.8), (1.4, 0.4)),
    "dots": dots_screen,
    "dust": lambda: noise(181, PAPER_SIDE, (0.7, 1.0), (20, 0.5)),
}


def write(picture: Picture, path: Path) -> None:
    low, high = float(picture.min()), float(picture.max())
    scaled = (picture - low) / (high - low) if path.parent.name == "papers" else np.clip(picture, 0, 1)
    Image.fromarray((scaled * 255 + 0.5).astype(np.uint8)).save(path, optimize=True)


def main() -> None:
    for kind, pictures in (("tips", TIPS), ("papers", PAPERS)):
        folder = FOLDER / kind
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "ORIGIN.md").write_text(ORIGIN, "utf-8")
        for name, make in pictures.items():
            write(make(), folder / f"{name}.png")
            print(kind, name)


if __name__ == "__main__":
    main()
