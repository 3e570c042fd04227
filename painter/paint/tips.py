"""Pictures that brushes press on the canvas, and papers that catch paint: from PNG files to what kernels take.

A tip file is grey (white covers) or grey with alpha (alpha covers, grey is its lightness). A paper is grey and
repeats; how high its tooth is counts by rank, so that depth means the same on every paper.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from painter.errors import PainterError
from painter.pixels.rich import NO_PAPER, TipPictures
from painter.resources import resource
from painter.settings import Folders

LARGEST_SIDE, LEAST_SIDE = 512, 8
LARGEST_PAPER_SIDE = 4096
NAME = re.compile(r"[\w .()+&-]{1,120}")


def brush_folder() -> Path:
    """Return where the artist's own brushes, tips and papers lie."""
    return Folders.standard().config / "brushes"


def find_picture(kind: str, name: str) -> Path:
    """Return the file of a tip (`kind` "tips") or paper ("papers"): the artist's own, or painter's.

    Raises:
        PainterError: There is none of that name.
    """
    if NAME.fullmatch(name):
        for folder in (brush_folder(), resource("brushes")):
            path = folder / kind / f"{name}.png"
            if path.is_file():
                return path
    raise PainterError(f"A brush asks for a picture called “{name}”, which is not there. Import the brush again.")


def tip_pictures(names: tuple[str, ...], lit: bool) -> TipPictures:
    """Return a stack of tips.

    Raises:
        PainterError: A picture is missing or unreadable.
    """
    return _tip_pictures(tuple(find_picture("tips", name) for name in names), lit)


@lru_cache(maxsize=32)
def _tip_pictures(paths: tuple[Path, ...], lit: bool) -> TipPictures:
    stacks = [_read_tip(path) for path in paths]
    side = LEAST_SIDE
    while side < min(LARGEST_SIDE, max(max(alpha.shape) for alpha, _ in stacks)):
        side *= 2
    sizes = [side]
    while sizes[-1] > LEAST_SIDE:
        sizes.append(sizes[-1] // 2)
    texels: list[NDArray[np.float32]] = []
    pictures = np.zeros((len(stacks), len(sizes)), np.int64)
    at, means = 0, []
    for i, (alpha, light) in enumerate(stacks):
        means.append(float(_resized(_square(alpha), sizes[-1]).mean()))
        for level, size in enumerate(sizes):
            layers = (alpha, alpha * light) if lit else (alpha,)
            pictures[i, level] = at << 16 | size
            for layer in layers:
                texels.append(np.pad(_resized(_square(layer), size), 1).ravel())
                at += (size + 2) ** 2
    return TipPictures(np.concatenate(texels), pictures, lit, max(0.02, sum(means) / len(means)))


def _read_tip(path: Path) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return coverage and lightness, 0–1."""
    try:
        with Image.open(path) as image:
            both = image.mode in ("LA", "RGBA", "PA")
            told = np.asarray(image.convert("LA" if both else "L"), np.float32) / 255
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise PainterError(f"The brush tip “{path.name}” cannot be read.") from error
    if both:
        return told[..., 1], told[..., 0]
    return told, np.full_like(told, 0.5)


def _square(picture: NDArray[Any]) -> NDArray[np.float32]:
    height, width = picture.shape
    side = max(height, width)
    out = np.zeros((side, side), np.float32)
    y, x = (side - height) // 2, (side - width) // 2
    out[y : y + height, x : x + width] = picture
    return out


def _resized(picture: NDArray[Any], side: int) -> NDArray[np.float32]:
    image = Image.fromarray(picture).resize((side, side), Image.Resampling.BILINEAR)
    return np.asarray(image, np.float32)


def paper_tooth(name: str, scale: float) -> NDArray[np.uint8]:
    """Return a paper's heights by rank at a scale, (side, side) uint8; nothing for no name.

    Raises:
        PainterError: It is missing or unreadable.
    """
    return _paper_tooth(find_picture("papers", name), round(scale, 3)) if name else NO_PAPER


@lru_cache(maxsize=8)
def _paper_tooth(path: Path, scale: float) -> NDArray[np.uint8]:
    try:
        with Image.open(path) as image:
            grey = np.asarray(image.convert("L"), np.uint8)
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise PainterError(f"The paper “{path.name}” cannot be read.") from error
    side = min(grey.shape)
    grey = grey[:side, :side]
    counts = np.bincount(grey.ravel(), minlength=256)
    ranks = (np.cumsum(counts) - counts / 2) / grey.size
    heights = ranks[grey].astype(np.float32)
    wanted = int(np.clip(round(side * scale), 8, LARGEST_PAPER_SIDE))
    if wanted != side:
        # Three by three, so that the middle one is resized as part of a repeating paper.
        around = Image.fromarray(np.tile(heights, (3, 3)))
        box = (side, side, 2 * side, 2 * side)
        heights = np.asarray(around.resize((wanted, wanted), Image.Resampling.BICUBIC, box=box), np.float32)
    return np.ascontiguousarray(np.clip(heights * 255 + 0.5, 0, 255).astype(np.uint8))
