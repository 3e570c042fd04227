"""What the hand holds: the tool, its brush, the two colours, the symmetry. Bars, panels and the canvas share one.

The brush tool and the eraser share a brush, the smudge tool has one of its own: taking a smudge brush takes the
smudge tool.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor

from painter.paint.brush import HARD_ROUND, PRESETS, Brush
from painter.paint.brush_values import with_values
from painter.paint.library import BrushLibrary
from painter.paint.symmetry import Symmetry
from painter.ui.tool_values import ToolValues

RECENT_COLORS = 18


class ToolName(StrEnum):
    """The tools of the rail, in its order."""

    MOVE = "move"
    TRANSFORM = "transform"
    BRUSH = "brush"
    ERASER = "eraser"
    SMUDGE = "smudge"
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


PAINTING = (ToolName.BRUSH, ToolName.ERASER, ToolName.SMUDGE)
SMUDGE_GROUP = "Smudge"

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
        library: The presets to choose from.
        values: How the tools other than the brush are set.

    Signals:
        tool_changed(ToolName): Another tool is in hand.
        brush_changed(Brush): The brush, or a value of it, is another.
        colors_changed(): Foreground or background is another colour.
        recent_changed(): A colour was painted with for the first time in a while.
        symmetry_changed(): Strokes are repeated in another way, or no more.
    """

    tool_changed = Signal(object)
    brush_changed = Signal(object)
    colors_changed = Signal()
    recent_changed = Signal()
    symmetry_changed = Signal()

    def __init__(self, parent: QObject | None = None, *, library: BrushLibrary | None = None) -> None:
        """Make a hand; without a library there are the few brushes that need no file."""
        super().__init__(parent)
        self.library = library or BrushLibrary(PRESETS)
        self.values = ToolValues(self)
        self._tool = ToolName.BRUSH
        self._smudging = False
        self._tool_before = ToolName.BRUSH
        self._brush = self.library.preset(HARD_ROUND.name) or HARD_ROUND
        smudges = (brush for brush in self.library.brushes() if brush.group == SMUDGE_GROUP)
        self._at_rest: dict[bool, Brush] = {True: next(smudges, self._brush), False: self._brush}
        self._symmetry: Symmetry | None = None
        self._foreground = QColor("#28405F")
        self._background = QColor("#FFFFFF")
        self._recent: list[QColor] = []

    @property
    def tool(self) -> ToolName:
        return self._tool

    def set_tool(self, tool: ToolName) -> None:
        """Take a tool; the smudge tool comes with its own brush, and the others that paint with theirs."""
        if tool == self._tool:
            return
        self._tool_before, self._tool = self._tool, tool
        if tool in PAINTING:
            smudges = tool == ToolName.SMUDGE
            if smudges != self._smudging:
                self._smudging = smudges
                self._hold(self._at_rest[smudges])
        self.tool_changed.emit(tool)

    def take_tool_before(self) -> None:
        """Take the tool in hand that was there before this one."""
        self.set_tool(self._tool_before)

    @property
    def brush(self) -> Brush:
        return self._brush

    def set_brush(self, brush: Brush) -> None:
        """Take a brush as it is told, with the tool that uses it; an eraser goes on erasing."""
        smudges = brush.group == SMUDGE_GROUP
        if smudges != self._smudging:
            self._at_rest[self._smudging] = self._brush
            self._smudging = smudges
            self._hold(brush)
            self._tool = ToolName.SMUDGE if smudges else ToolName.BRUSH
            self.tool_changed.emit(self._tool)
        else:
            self._hold(brush)

    def take_preset(self, name: str) -> None:
        """Take a brush of the library as it was last used, and a tool that paints; no such brush, no effect."""
        brush = self.library.in_use(name)
        if brush is None:
            return
        self.set_brush(brush)
        if self._tool not in PAINTING:
            self.set_tool(ToolName.SMUDGE if self._smudging else ToolName.BRUSH)

    def change_brush(self, values: Mapping[str, Any] | None = None, **more: Any) -> None:
        """Change some values of the brush by their dotted names: ``{"tip.hardness": 0.5}`` or ``size_px=40``.

        Raises:
            ValueError: A value is out of range.
        """
        changed = with_values(self._brush, {**(values or {}), **more})
        self.library.remember_changes(changed)
        self._hold(changed)

    def reset_brush(self) -> None:
        """Go back to the preset as it is stored."""
        preset = self.library.forget_changes(self._brush.name)
        if preset is not None:
            self._hold(preset)

    @property
    def brush_is_changed(self) -> bool:
        """Whether the brush is not as its preset is stored."""
        preset = self.library.preset(self._brush.name)
        return preset is not None and preset != self._brush

    def _hold(self, brush: Brush) -> None:
        self._at_rest[self._smudging] = brush
        if brush != self._brush:
            self._brush = brush
            self.brush_changed.emit(brush)

    @property
    def symmetry(self) -> Symmetry | None:
        """How strokes are repeated."""
        return self._symmetry

    def set_symmetry(self, symmetry: Symmetry | None) -> None:
        if symmetry != self._symmetry:
            self._symmetry = symmetry
            self.symmetry_changed.emit()

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
