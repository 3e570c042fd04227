"""The main job without a window: the sample artwork, a style, strokes over it, and files of it all."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from painter.ai.request import StyleChoice, StyleRequest
from painter.display import display_missing, qt_missing
from painter.document.layer import LayerId
from painter.errors import PainterError
from painter.files.opening import export_flat, save_document
from painter.paint.brush import HARD_ROUND
from painter.paint.stroke import PenSample
from painter.samples import open_sample
from painter.session import Session

DEMO_STYLE = "impression"
DEMO_STRENGTH = 0.85
GLINTS = 13
LIGHT = (255, 226, 170)


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
    source = session.paintable_layer()
    request = StyleRequest(styles=(StyleChoice(kind="fixed", name=DEMO_STYLE),), strength=DEMO_STRENGTH)
    carry_out(session, session.style_job(request, source_id=source.id))
    _paint_glints(session, above=source.id)
    session.select_layer(source.id)
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


def _paint_glints(session: Session, *, above: LayerId) -> None:
    """Paint the first light on the water by hand, on a layer of its own over the styled one."""
    document = session.document
    siblings = document.layers
    place = next(i for i, node in enumerate(siblings) if node.id == above)
    session.select_layer(siblings[place + 1].id)
    session.add_layer()
    brush = HARD_ROUND.changed(size_px=document.height_px * 0.008, opacity=0.75, smoothing=0)
    for glint in range(GLINTS):
        t = glint / (GLINTS - 1)
        middle = document.width_px * (0.62 + 0.045 * math.sin(2.4 * glint))
        half = document.width_px * (0.016 + 0.034 * t) * (1 + 0.4 * math.sin(5.1 * glint))
        y = document.height_px * (0.622 + 0.20 * t**1.2)
        samples = [
            PenSample(step / 20, middle + half * (step / 10 - 1), y, max(0.05, math.sin(math.pi * step / 20)))
            for step in range(21)
        ]
        session.begin_stroke(brush, LIGHT)
        session.extend_stroke(samples)
        session.end_stroke()
