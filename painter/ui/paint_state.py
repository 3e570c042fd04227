"""What the hand holds: the tool, the brush and the two colours. Bars, panels and the canvas share one of these."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor

from painter.paint.brush import HARD_ROUND, Brush
from painter.ui.tool_values import ToolValues

RECENT_COLORS = 18


class ToolName(StrEnum):
    """The tools of the rail, in its order."""

    MOVE = "move"
    TRANSFORM = "transform"
    BRUSH = "brush"
    ERASER = "eraser"
    FILL = "fill"
    GRADIENT = "gradient"
    RECTANGLE = "rectangle"
    ELLIPSE = "ellipse"
    LASSO = "lasso"
    POLYGON = "polygon"
    WAND = "wand"
    BY_COLOR = "by-color"
    CROP = "crop"
    DRAW_LINE = "draw-line"
    DRAW_RECTANGLE = "draw-rectangle"
    DRAW_ELLIPSE = "draw-ellipse"
    PICKER = "picker"
    PAN = "pan"


SELECTING = frozenset(
    {
        ToolName.RECTANGLE,
        ToolName.ELLIPSE,
        ToolName.LASSO,
        ToolName.POLYGON,
        ToolName.WAND,
        ToolName.BY_COLOR,
    }
)
"""The tools that change the selection."""


class PaintState(QObject):
    """The tool, the brush and the colours in use.

    Attributes:
        values: How the tools other than the brush are set.

    Signals:
        tool_changed(ToolName): Another tool is in hand.
        brush_changed(Brush): The brush, or a value of it, is another.
        colors_changed(): Foreground or background is another colour.
        recent_changed(): A colour was painted with for the first time in a while.
    """

    tool_changed = Signal(object)
    brush_changed = Signal(object)
    colors_changed = Signal()
    recent_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.values = ToolValues(self)
        self._tool = ToolName.BRUSH
        self._tool_before = ToolName.BRUSH
        self._brush = HARD_ROUND
        self._foreground = QColor("#28405F")
        self._background = QColor("#FFFFFF")
        self._recent: list[QColor] = []

    @property
    def tool(self) -> ToolName:
        return self._tool

    def set_tool(self, tool: ToolName) -> None:
        if tool != self._tool:
            self._tool_before, self._tool = self._tool, tool
            self.tool_changed.emit(tool)

    def take_tool_before(self) -> None:
        """Take the tool in hand that was there before this one."""
        self.set_tool(self._tool_before)

    @property
    def brush(self) -> Brush:
        return self._brush

    def set_brush(self, brush: Brush) -> None:
        if brush != self._brush:
            self._brush = brush
            self.brush_changed.emit(brush)

    def change_brush(self, **values: Any) -> None:
        """Change some values of the brush, such as ``size_px``.

        Raises:
            ValueError: A value is out of range.
        """
        self.set_brush(replace(self._brush, **values))

    @property
    def foreground(self) -> QColor:
        """The colour that the brush paints with."""
        return QColor(self._foreground)

    @property
    def background(self) -> QColor:
        return QColor(self._background)

    def set_foreground(self, color: QColor) -> None:
        self._set_colors(color, self._background)

    def set_background(self, color: QColor) -> None:
        self._set_colors(self._foreground, color)

    def swap_colors(self) -> None:
        self._set_colors(self._background, self._foreground)

    def reset_colors(self) -> None:
        """Black to paint with, white behind it."""
        self._set_colors(QColor("#000000"), QColor("#FFFFFF"))

    def _set_colors(self, foreground: QColor, background: QColor) -> None:
        if (foreground, background) != (self._foreground, self._background):
            self._foreground, self._background = QColor(foreground), QColor(background)
            self.colors_changed.emit()

    @property
    def recent(self) -> tuple[QColor, ...]:
        """Colours lately painted with, newest first."""
        return tuple(QColor(color) for color in self._recent)

    def remember_color(self) -> None:
        """Put the foreground colour first among the recent ones: something was painted with it."""
        if self._recent and self._recent[0] == self._foreground:
            return
        self._recent = [self.foreground, *(c for c in self._recent if c != self._foreground)][:RECENT_COLORS]
        self.recent_changed.emit()
