"""Selecting a rectangle or an ellipse by dragging from corner to corner; whole pixels."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF

from painter.document import selection as shapes
from painter.document.raster import MaskRaster
from painter.ui.tools.selecting import ALT, SHIFT, SelectingTool
from painter.ui.tools.tool import Stage


class MarqueeTool(SelectingTool):
    """Shift while dragging keeps it square, Alt drags from the middle, once they no longer say how to combine."""

    def __init__(self, stage: Stage, *, round_: bool = False) -> None:
        super().__init__(stage)
        self._round = round_
        self.label = "Select ellipse" if round_ else "Select rectangle"

    def _corners(self) -> tuple[int, int, int, int]:
        """Return left, top, right, bottom in whole canvas pixels."""
        start, end = self._path[0], self._path[-1]
        keys = self._stage.modifiers
        dx, dy = end.x - start.x, end.y - start.y
        if keys & SHIFT and self._shift_is_free:
            side = max(abs(dx), abs(dy))
            dx, dy = math.copysign(side, dx), math.copysign(side, dy)
        x0, y0 = start.x, start.y
        if keys & ALT and self._how is shapes.Combine.REPLACE:
            x0, y0 = x0 - dx, y0 - dy
        xs, ys = sorted((round(x0), round(start.x + dx))), sorted((round(y0), round(start.y + dy)))
        return xs[0], ys[0], xs[1], ys[1]

    def shape(self) -> MaskRaster:
        document = self._stage.session.document
        make = shapes.ellipse if self._round else shapes.rectangle
        return make(document.width_px, document.height_px, *self._corners())

    def outline(self) -> list[QPointF]:
        x0, y0, x1, y1 = self._corners()
        if not self._round:
            return [QPointF(x0, y0), QPointF(x1, y0), QPointF(x1, y1), QPointF(x0, y1)]
        rx, ry = (x1 - x0) / 2, (y1 - y0) / 2
        turns = (2 * math.pi * i / 96 for i in range(96))
        return [QPointF(x0 + rx + rx * math.cos(t), y0 + ry + ry * math.sin(t)) for t in turns]

    def reading(self) -> str:
        x0, y0, x1, y1 = self._corners()
        return f"{x1 - x0} × {y1 - y0}"
