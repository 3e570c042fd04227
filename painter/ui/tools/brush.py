"""The brush and the eraser: strokes on the active layer with the brush and colour in hand."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt

from painter.errors import PainterError
from painter.paint.stroke import PenSample
from painter.ui.tools.tool import PenPoint, Stage, ToolCursor


class BrushTool:
    """Paints, or erases with the same brush."""

    def __init__(self, stage: Stage, *, erase: bool = False) -> None:
        self._stage = stage
        self._erase = erase
        self._erasing = erase

    def cursor(self, at: QPointF, *, pressed: bool) -> ToolCursor:
        """Return the brush's outline; a forbidding sign where the active layer takes no paint."""
        stage = self._stage
        if not pressed and not self._takes_paint():
            return ToolCursor(shape=Qt.CursorShape.ForbiddenCursor, at=at)
        return ToolCursor(
            shape=Qt.CursorShape.BlankCursor, at=at, ring=stage.state.brush.size_px * stage.transform.scale
        )

    def _takes_paint(self) -> bool:
        try:
            self._stage.session.paintable()
        except PainterError:
            return False
        return True

    def press(self, point: PenPoint) -> None:
        """Begin a stroke.

        Raises:
            PainterError: The active layer takes no paint.
        """
        stage = self._stage
        self._erasing = self._erase or point.eraser
        color = stage.state.foreground
        stage.session.begin_stroke(
            stage.state.brush,
            (color.red(), color.green(), color.blue()),
            erase=self._erasing,
            zoom=stage.transform.scale,
        )
        self.move([point])

    def move(self, points: Sequence[PenPoint]) -> None:
        self._stage.session.extend_stroke(PenSample(p.t_s, p.x, p.y, p.pressure) for p in points)

    def release(self, point: PenPoint) -> None:
        """Commit the stroke; the colour counts as used where it left paint."""
        stage = self._stage
        self.move([point])
        before = stage.session.document
        stage.session.end_stroke()
        if stage.session.document is not before and not self._erasing:
            stage.state.remember_color()

    def cancel(self) -> None:
        self._stage.session.cancel_stroke()
