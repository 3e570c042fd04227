"""Paint a stroke of every preset and write them as one picture, ``docs/brushes.png``.

    python packaging/make_brush_sheet.py [OUT]

Each preset is drawn by the same hand: light, firm, light again. Brushes that blend or erase get something to work
on.
"""

from __future__ import annotations

import math
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from painter.document.raster import Raster
from painter.paint.brush import Brush
from painter.paint.pen import PenSample
from painter.paint.presets import grouped, starter_brushes
from painter.paint.stroke import Stroke
from painter.pixels.kernels import use_cache_folder, warm_up
from painter.settings import Folders

ROOT = Path(__file__).resolve().parent.parent
WIDTH, HEIGHT, COLUMNS, MARGIN, LABEL = 440, 128, 3, 24, 22
PAPER = (250, 248, 243)
INK = (38, 40, 54)
COLORS = {
    "Sketch": (44, 44, 50),
    "Ink": (24, 24, 30),
    "Paint": (176, 62, 46),
    "Oil": (204, 116, 34),
    "Watercolour": (34, 92, 168),
    "Airbrush": (120, 54, 140),
    "Texture": (74, 112, 52),
    "Smudge": (30, 30, 30),
    "FX": (214, 160, 60),
}


def hand(width: int = WIDTH, height: int = HEIGHT) -> list[PenSample]:
    """Return a stroke with a swelling pressure, and a tilt where it is fullest."""
    samples = []
    for i in range(181):
        t = i / 180
        x = 34 + (width - 68) * t
        y = height / 2 + 8 - math.sin(2 * math.pi * t) * (height * 0.2)
        samples.append(PenSample(t * 1.1, x, y, 0.04 + 0.96 * math.sin(math.pi * t) ** 1.2))
    return samples


def ground(brush: Brush) -> NDArray[np.uint8]:
    """Return what is there before the stroke, (h, w, 4) uint8."""
    pixels = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
    if brush.mix.mode != "off" or brush.blend != "normal" or brush.mix.pigment > 0:
        stripes = [(236, 196, 48), (40, 82, 160), (190, 50, 54), (246, 240, 226)]
        if brush.blend in ("dodge", "burn"):
            stripes = [(120, 150, 120), (90, 110, 150), (150, 110, 90), (128, 128, 128)]
        for i, color in enumerate(stripes):
            pixels[34:116, 96 + i * 66 : 96 + i * 66 + 66] = (*color, 255)
    return pixels


def painted(brush: Brush) -> NDArray[np.uint8]:
    """Return one preset's stroke on paper, (h, w, 3) uint8."""
    raster = Raster.from_array(WIDTH, HEIGHT, ground(brush))
    color = (52, 110, 190) if brush.name == "Blueline" else COLORS.get(brush.group, INK)
    stroke = Stroke(raster, brush, color)
    stroke.add(hand())
    stroke.end()
    layer = stroke.commit().read(raster.canvas).astype(np.float64)
    return np.rint(layer[..., :3] + np.array(PAPER) * (1 - layer[..., 3:] / 255)).astype(np.uint8)


def font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    try:
        return ImageFont.truetype("DejaVuSans.ttf", size - 2)
    except OSError:
        return ImageFont.load_default(size)


def main() -> None:
    use_cache_folder(Folders.standard().cache)
    warm_up()
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "brushes.png"
    groups = grouped(starter_brushes())
    rows = sum(-(-len(brushes) // COLUMNS) for brushes in groups.values())
    height = MARGIN + rows * (HEIGHT + LABEL) + len(groups) * 40
    sheet = Image.new("RGB", (MARGIN * 2 + COLUMNS * WIDTH, height), PAPER)
    draw = ImageDraw.Draw(sheet)
    y = MARGIN
    for group, brushes in groups.items():
        draw.text((MARGIN, y), group, fill=INK, font=font(22))
        y += 36
        for i, brush in enumerate(brushes):
            x = MARGIN + (i % COLUMNS) * WIDTH
            sheet.paste(Image.fromarray(painted(brush)), (x, y + LABEL))
            draw.text((x, y + 2), brush.name, fill=(120, 118, 112), font=font(14))
            if i % COLUMNS == COLUMNS - 1 or i == len(brushes) - 1:
                y += HEIGHT + LABEL
        y += 4
    sheet.save(out, optimize=True)
    print(out)


if __name__ == "__main__":
    main()
