"""The main job without a window: the sample artwork, a stroke, a style, a layered file and a picture of it all."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from painter.ai.request import StyleChoice, StyleRequest
from painter.display import display_missing, qt_missing
from painter.document.document import Document
from painter.document.layer import Layer
from painter.errors import PainterError
from painter.files.opening import export_flat, save_document
from painter.paint.brush import HARD_ROUND
from painter.paint.stroke import PenSample
from painter.samples import open_sample
from painter.session import Session

DEMO_STYLE = "impression"


def run_demo(folder: Path, carry_out: Callable[[Session, Any], str]) -> Iterator[Path]:
    """Do the main job and yield the files written.

    Args:
        carry_out: Runs a job of the session to its end.

    Raises:
        PainterError: The folder cannot be written, or the model failed.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PainterError(f"The folder “{folder.name}” cannot be made: {error.strerror}.") from error
    session = open_sample()
    background = _largest_layer(session.document)
    carry_out(
        session,
        session.style_job(
            StyleRequest(styles=(StyleChoice(kind="fixed", name=DEMO_STYLE),), strength=0.85),
            source_id=background.id,
        ),
    )
    session.add_layer()
    _paint_stroke(session)
    layered, flat, window = folder / "demo.ora", folder / "demo.png", folder / "window.png"
    save_document(session.document, layered)
    yield layered
    export_flat(session.document, flat)
    yield flat
    missing = qt_missing()
    if missing:
        raise PainterError(f"The picture of the window was left out. {missing}")
    if display_missing():
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from painter.app import picture_window

    picture_window(session, window)
    yield window


def _largest_layer(document: Document) -> Layer:
    layers = [node for node in document.nodes() if isinstance(node, Layer) and not node.raster.bounds().empty]
    return max(layers, key=lambda layer: (layer.raster.bounds().area, -layers.index(layer)))


def _paint_stroke(session: Session) -> None:
    """Paint one long wave across the lower third, light as morning."""
    document = session.document
    session.begin_stroke(HARD_ROUND, (255, 236, 196))
    samples = []
    for step in range(121):
        t = step / 120
        x = document.width_px * (0.15 + 0.7 * t)
        y = document.height_px * (0.82 + 0.03 * math.sin(2 * math.pi * t))
        samples.append(PenSample(t, x, y, max(0.05, math.sin(math.pi * t))))
    session.extend_stroke(samples)
    session.end_stroke()
