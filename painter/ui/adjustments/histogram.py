"""How often each value occurs in what an adjustment works on, and how that looks behind curves and levels."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath

from painter.document.document import Document
from painter.document.geometry import TILE, Rect
from painter.document.layer import Group, LayerId, Node
from painter.pixels.composite import composite_rgba
from painter.pixels.program import compile_program
from painter.pixels.resample import unpremultiply
from painter.ui.theme import DARK, color

Histogram = NDArray[np.float64]
"""(4, 256): of all three channels together, of red, green and blue; how many pixels have each value."""
MOST_BLOCKS = 96
"""Blocks of `TILE` that are looked at, evenly spread: enough for the shape of a histogram."""


def histogram_below(document: Document, layer_id: LayerId) -> Histogram:
    """Return the histogram of what lies below a node within its group, transparent pixels left out."""
    below = _below(document.layers, layer_id)
    counts = np.zeros((4, 256))
    if not below:
        return counts
    program = compile_program(replace(document, layers=below, active_id=None))
    for block in _blocks(document):
        pixels = unpremultiply(composite_rgba(program, block))
        inked = pixels[pixels[..., 3] > 0]
        for channel in range(3):
            counts[1 + channel] += np.bincount(inked[:, channel], minlength=256)
    counts[0] = counts[1:].sum(0)
    return counts


def _below(nodes: tuple[Node, ...], layer_id: LayerId) -> tuple[Node, ...] | None:
    """Return what a node changes: the nodes below it, up to the bottom of the group that is closed around it."""
    found: list[Node] = []
    for node in nodes:
        if node.id == layer_id:
            return tuple(found)
        if isinstance(node, Group):
            inner = _below(node.children, layer_id)
            if inner is not None:
                return inner if node.isolated else (*found, replace(node, children=inner))
        found.append(node)
    return None


def _blocks(document: Document) -> list[Rect]:
    canvas = document.canvas
    places = [(x, y) for y in range(0, canvas.height, TILE) for x in range(0, canvas.width, TILE)]
    step = max(1, -(-len(places) // MOST_BLOCKS))
    return [Rect(x, y, x + TILE, y + TILE).intersected(canvas) for x, y in places[::step]]


def paint_histogram(painter: QPainter, rect: QRectF, counts: NDArray[np.float64] | None, ink: str) -> None:
    """Fill a rectangle from its foot with one row of a histogram; a few very frequent values do not flatten it."""
    if counts is None or not counts.any():
        return
    # The ends often hold all that is plain black or white; they would leave nothing of the rest.
    highest = max(float(np.sort(counts)[-4]), float(counts[1:-1].max()) * 0.6, 1.0)
    heights = np.minimum(counts / highest, 1.0) ** 0.7 * (rect.height() - 4)
    path = QPainterPath(QPointF(rect.left(), rect.bottom()))
    for value, height in enumerate(heights):
        path.lineTo(rect.left() + rect.width() * (value + 0.5) / 256, rect.bottom() - float(height))
    path.lineTo(rect.right(), rect.bottom())
    path.closeSubpath()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(color(ink, 0.28)))
    painter.drawPath(path)


CHANNEL_INKS = (DARK.text, DARK.label_red, DARK.label_green, DARK.label_blue)
"""How all channels together, red, green and blue are drawn."""
