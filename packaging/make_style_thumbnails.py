"""Paint the thumbnails of the 26 built-in styles in ``resources/styles``: the sample artwork in each of them.

    python packaging/make_style_thumbnails.py [CONTACT_SHEET.png]

Uses the shipped weights through the very code that repaints an artist's layer. Running it twice writes the same
bytes on the same machine. With an argument it also writes all of them on one sheet, to look at.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from painter.ai import catalog
from painter.ai.request import StyleChoice, StyleRequest
from painter.ai.styles import FixedStyle, fixed_styles
from painter.files.opening import open_document
from painter.pixels.composite import flatten
from painter.resources import resource

SIZE = (256, 192)
PAINTED_AT = (352, 264)
"""A little larger than shown: the strokes come out finer, so the subject stays plain in a small picture."""
CUT = (0.04, 0.04, 0.96, 0.96)
"""The part of the sample artwork that is shown, in shares of its width and height."""
QUALITY = 78


class Silent:
    """A reporter that nobody listens to."""

    def check(self) -> None:
        pass

    def progress(self, fraction: float, note: str = "") -> None:
        pass

    def preview(self, image: NDArray[np.uint8]) -> None:
        pass


def sample_picture() -> NDArray[np.uint8]:
    """Return the sample artwork as it shows, (264, 352, 4) uint8, opaque."""
    document = open_document(resource("samples", "dawn-over-the-lake.ora")).document
    width, height = document.width_px, document.height_px
    box = (CUT[0] * width, CUT[1] * height, CUT[2] * width, CUT[3] * height)
    flat = Image.fromarray(flatten(document)).convert("RGB")
    return np.array(flat.resize(PAINTED_AT, Image.Resampling.LANCZOS, box=box).convert("RGBA"))


def painted(picture: NDArray[np.uint8], style: FixedStyle) -> Image.Image:
    """Return a picture in a style, at the size of a thumbnail."""
    request = StyleRequest(styles=(StyleChoice(kind="fixed", name=style.id),))
    image = catalog.run(request, {"source": picture}, Silent()).arrays["image"]
    return Image.fromarray(image[..., :3]).resize(SIZE, Image.Resampling.LANCZOS)


def contact_sheet(thumbnails: dict[str, Image.Image]) -> Image.Image:
    """Return all thumbnails with their names, six in a row."""
    columns, step = 6, (SIZE[0] + 8, SIZE[1] + 24)
    sheet = Image.new("RGB", (columns * step[0], -(-len(thumbnails) // columns) * step[1]), "#1b1b1b")
    draw = ImageDraw.Draw(sheet)
    for place, (name, image) in enumerate(thumbnails.items()):
        x, y = place % columns * step[0] + 4, place // columns * step[1] + 4
        sheet.paste(image, (x, y))
        draw.text((x, y + SIZE[1] + 3), name, fill="#ededed")
    return sheet


def main() -> None:
    torch.set_num_threads(1)
    picture = sample_picture()
    thumbnails = {style.name: painted(picture, style) for style in fixed_styles()}
    for style in fixed_styles():
        thumbnails[style.name].save(style.thumbnail, "WEBP", quality=QUALITY, method=6)
        print(f"{style.thumbnail.stat().st_size:>8,}  {style.thumbnail.name}")
    if len(sys.argv) > 1:
        contact_sheet(thumbnails).save(Path(sys.argv[1]))


if __name__ == "__main__":
    main()
