"""Golden strokes: every preset by pen, mouse and flick looks as it did when it was tuned.

``python -m tests.paint.test_golden`` paints them anew, after a preset or a formula was changed on purpose.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from painter.document.raster import Raster
from painter.paint.brush import Brush
from painter.paint.pen import PenSample, mouse_pressure
from painter.paint.presets import starter_brushes
from painter.paint.stroke import Stroke
from painter.pixels.kernels import Kernels, kernels, use_kernels

GOLDEN = Path(__file__).parent / "golden"
WIDTH, HEIGHT = 150, 56
LARGEST_PX = 26.0
APART = 0.5
"""Levels of 255 on average over a picture."""


def hands() -> dict[str, list[PenSample]]:
    """Return a pen's stroke, a mouse's of whole pixels, and a flick."""
    pen, mouse, flick = [], [], []
    for i in range(61):
        t = i / 60
        x, y = 20 + 110 * t, 28 + 12 * math.sin(6.2 * t)
        pen.append(PenSample(t * 0.6, x, y, 0.1 + 0.85 * math.sin(math.pi * t), 30.0 * t, -20.0, 90.0 * t))
        if i % 3 == 0:
            mouse.append(PenSample(t * 0.6, round(x), round(y), mouse_pressure(250 + 100 * math.sin(9 * t))))
        if i % 12 == 0:
            flick.append(PenSample(t * 0.05, x, 40 - 24 * t, 0.9 * (1 - t)))
    return {"pen": pen, "mouse": mouse, "flick": flick}


def painted(brush: Brush) -> np.ndarray:
    """Return a preset's three strokes one below the other, (h, w, 4) uint8 premultiplied."""
    small = brush.changed(size_px=min(LARGEST_PX, brush.size_px))
    rows = []
    for samples in hands().values():
        pixels = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
        pixels[:, 50:75] = (200, 170, 40, 255)
        pixels[:, 75:100] = (40, 70, 150, 255)
        raster = Raster.from_array(WIDTH, HEIGHT, pixels)
        stroke = Stroke(raster, small, (150, 40, 30), seed=5)
        stroke.add(samples)
        stroke.end()
        rows.append(stroke.commit().read(raster.canvas))
    return np.concatenate(rows)


def _path(brush: Brush) -> Path:
    return GOLDEN / f"{re.sub(r'[^a-z0-9]+', '-', brush.name.lower())}.png"


@pytest.fixture
def quick(compiled: Kernels) -> Iterator[None]:
    before = kernels()
    use_kernels(compiled)
    yield
    use_kernels(before)


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("brush", starter_brushes(), ids=lambda brush: brush.name)
def test_every_preset_paints_as_it_did(brush: Brush) -> None:
    golden = np.asarray(Image.open(_path(brush)).convert("RGBA"), np.float64)
    assert np.abs(painted(brush) - golden).mean() <= APART


def main() -> None:
    from painter.pixels.kernels import use_cache_folder, warm_up
    from painter.settings import Folders

    use_cache_folder(Folders.standard().cache)
    warm_up()
    GOLDEN.mkdir(exist_ok=True)
    for brush in starter_brushes():
        Image.fromarray(painted(brush)).save(_path(brush), optimize=True)
    print(len(starter_brushes()), "presets painted")


if __name__ == "__main__":
    main()
