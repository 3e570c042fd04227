"""A painting that anyone can paint again: its state after any number of edits is known.

Run as a program, ``python -m tests.files.journal.painting FOLDER SEED``, it paints and records without end and says
on standard output which edits are surely recorded, until somebody kills it.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from painter.document import edits
from painter.document.document import Document
from painter.document.layer import Layer
from painter.document.raster import Pixels, Raster, RasterDraft
from painter.files.journal.writer import Journal

CANVAS = (700, 500)


def states() -> Iterator[Document]:
    """Yield the painting after 0, 1, 2 … edits; the name of its active layer tells how many."""
    layers = tuple(
        Layer(raster=Raster.from_array(*CANVAS, _noise(number)), name=f"Layer {number}", id=f"layer{number}")
        for number in range(3)
    )
    document = Document(width_px=CANVAS[0], height_px=CANVAS[1], layers=layers, active_id="layer0")
    count = 0
    while True:
        yield edits.set_properties(document, "layer0", name=f"Edit {count}")
        count += 1
        document = _edited(document, count)


def _noise(seed: int) -> Pixels:
    coarse = np.random.default_rng(seed).integers(0, 256, (50, 70, 4), np.uint8)
    return np.minimum(coarse, coarse[..., 3:]).repeat(10, 0).repeat(10, 1)


def _edited(document: Document, count: int) -> Document:
    if count % 7 == 0:
        return edits.set_properties(document, "layer1", opacity=(count % 11) / 11)
    if count % 11 == 0:
        return edits.duplicate_layer(document, "layer2") if len(document.layers) < 6 else _without_copy(document)
    rng = np.random.default_rng(count)
    layer = document.layer(f"layer{count % 3}")
    draft = RasterDraft(layer.raster)
    width, height = (int(side) for side in rng.integers(1, 400, 2))
    x, y = (int(place) for place in rng.integers(-200, 600, 2))
    draft.write(np.full((height, width, 4), int(rng.integers(0, 256)), np.uint8), x, y)
    return edits.set_raster(document, layer.id, draft.commit())


def _without_copy(document: Document) -> Document:
    copy = next(node for node in document.layers if node.name.endswith("copy"))
    return edits.remove_layer(document, copy.id)


def edits_in(document: Document) -> int:
    """Return how many edits a painting is made of, as it says itself."""
    return int(document.layer("layer0").name.removeprefix("Edit "))


def alike(a: Document, b: Document) -> bool:
    """Tell whether two are the same but for the ids of copies, which are new in every process."""
    return len(a.layers) == len(b.layers) and all(
        isinstance(x, Layer)
        and isinstance(y, Layer)
        and (x.name, x.opacity, x.mode, x.visible) == (y.name, y.opacity, y.mode, y.visible)
        and x.raster.equals(y.raster)
        for x, y in zip(a.layers, b.layers, strict=True)
    )


def _paint_on(folder: Path, seed: int) -> None:
    chance = random.Random(seed)
    journal = Journal(folder)
    for count, document in enumerate(states()):
        journal.record(document, f"Edit {count}", title="Painting")
        if chance.random() < 0.5 and journal.flush():
            print(count, flush=True)


if __name__ == "__main__":
    _paint_on(Path(sys.argv[1]), int(sys.argv[2]))
