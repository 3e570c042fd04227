"""The picker: takes the visible colour under the pen as the colour to paint with."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor

from painter.ui.tools.tool import PenPoint, Stage, ToolCursor


class PickerTool:
    """Picks while it is dragged, and shows beforehand what it would pick."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._before = QColor()

    def cursor(self, at: QPointF, *, pressed: bool) -> ToolCursor:
        """Return a ring of the colour here and, in its lower half, the one in use before."""
        found = self._stage.color_at(at)
        used = self._before if pressed else self._stage.state.foreground
        return ToolCursor(shape=Qt.CursorShape.CrossCursor, at=at, swatch=None if found is None else (found, used))

    def press(self, point: PenPoint) -> None:
        self._before = self._stage.state.foreground
        self._pick(point.at)

    def move(self, points: Sequence[PenPoint]) -> None:
        self._pick(points[-1].at)

    def release(self, point: PenPoint) -> None:
        self._pick(point.at)

    def cancel(self) -> None:
        """Take back the colour from before."""
        self._stage.state.set_foreground(self._before)

    def _pick(self, at: QPointF) -> None:
        found = self._stage.color_at(at)
        if found is not None:
            self._stage.state.set_foreground(found)
            self._stage.tell_picked(found)
