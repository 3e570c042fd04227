"""Filling with the foreground colour what is alike around a pixel."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt

from painter.document.geometry import Rect
from painter.document.raster import Raster
from painter.errors import PainterError
from painter.paint.filling import filled
from painter.paint.selecting import grown, magic_wand
from painter.ui.tools.selecting import is_selected, picture_of
from painter.ui.tools.tool import PenPoint, Stage, ToolCursor

UNDER_PX = 1.5


class FillTool:
    """A press fills, within the selection."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def cursor(self, at: QPointF, *, pressed: bool) -> ToolCursor:
        shape = Qt.CursorShape.CrossCursor
        try:
            self._stage.session.paintable()
        except PainterError:
            shape = Qt.CursorShape.ForbiddenCursor
        return ToolCursor(shape=shape, at=at)

    def press(self, point: PenPoint) -> None:
        """Fill.

        Raises:
            PainterError: The active layer takes no paint, or the pixel is not selected.
        """
        stage = self._stage
        session, values = stage.session, stage.state.values.fill
        document, alike = session.document, values.alike
        target = session.paintable_picture()
        x, y = int(point.x // 1), int(point.y // 1)
        if not (0 <= x < document.width_px and 0 <= y < document.height_px):
            return
        if document.selection is not None and not is_selected(document.selection, x, y):
            raise PainterError("That is outside the selection. Press inside it, or select nothing with Ctrl+D.")
        where = magic_wand(
            picture_of(document, all_layers=True) if alike.all_layers else target.read(document.canvas),
            x,
            y,
            tolerance=alike.tolerance,
            contiguous=alike.contiguous,
            gap_px=alike.gap_px,
        )
        # Into what is empty the colour goes a little under the paint around it: no pale rim along soft edges.
        behind = target.read(Rect(x, y, x + 1, y + 1))[0, 0, 3] == 0
        if behind:
            where = grown(where, UNDER_PX)
        ink = stage.state.foreground
        color = (ink.red(), ink.green(), ink.blue())

        def paint(raster: Raster) -> Raster:
            return filled(raster, color, opacity=values.opacity, where=where, behind=behind)

        if session.change_pixels("Fill", paint):
            stage.state.remember_color()

    def move(self, points: Sequence[PenPoint]) -> None:
        """It fills when it is pressed."""

    def release(self, point: PenPoint) -> None:
        """It fills when it is pressed."""

    def cancel(self) -> None:
        """What was filled is undone like any edit."""
