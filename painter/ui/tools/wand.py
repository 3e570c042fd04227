"""Selecting what is alike: what hangs together with a pixel, or all of a colour."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt

from painter.document.raster import MaskRaster
from painter.document.selection import Combine
from painter.paint.selecting import magic_wand
from painter.ui.tools.selecting import how_of, picture_of, select
from painter.ui.tools.tool import PenPoint, Stage, ToolCursor


class WandTool:
    """A press selects; what counts as alike is in the options bar.

    Args:
        contiguous: Only what hangs together, where the options bar says so; else all over the canvas.
    """

    def __init__(self, stage: Stage, *, contiguous: bool = True) -> None:
        self._stage = stage
        self._contiguous = contiguous

    def cursor(self, at: QPointF, *, pressed: bool) -> ToolCursor:
        return ToolCursor(shape=Qt.CursorShape.CrossCursor, at=at)

    def press(self, point: PenPoint) -> None:
        stage, how = self._stage, how_of(self._stage)
        found = self._found(int(point.x // 1), int(point.y // 1))
        if found is not None:
            select(stage, found, how, "Magic wand" if self._contiguous else "Select by colour")
        elif how is Combine.REPLACE:
            stage.session.select(None, label="Deselect")

    def _found(self, x: int, y: int) -> MaskRaster | None:
        """Return what is alike, None where the press was beside the canvas."""
        document, alike = self._stage.session.document, self._stage.state.values.select.alike
        if not (0 <= x < document.width_px and 0 <= y < document.height_px):
            return None
        return magic_wand(
            picture_of(document, all_layers=alike.all_layers),
            x,
            y,
            tolerance=alike.tolerance,
            contiguous=alike.contiguous and self._contiguous,
            gap_px=alike.gap_px,
        )

    def move(self, points: Sequence[PenPoint]) -> None:
        """A wand selects when it is pressed."""

    def release(self, point: PenPoint) -> None:
        """A wand selects when it is pressed."""

    def cancel(self) -> None:
        """What was selected is undone like any edit."""
