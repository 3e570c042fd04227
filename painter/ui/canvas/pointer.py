"""Pen and mouse: which tool they hold, and their samples brought to it once a frame.

Samples wait until the queue of events is empty. Where painting them takes long they wait for the frame before to
be painted too, so that a large brush costs once a frame; all others wait for nothing. Knows no widget and no Qt
event: the view translates.
"""

from __future__ import annotations

import time
from dataclasses import replace
from enum import Enum, auto

from PySide6.QtCore import QObject, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QRegion

from painter.errors import PainterError
from painter.ui.paint_state import PAINTING, ToolName
from painter.ui.tools.brush import BrushTool
from painter.ui.tools.crop import CropTool
from painter.ui.tools.fill import FillTool
from painter.ui.tools.free_transform import FreeTransformTool
from painter.ui.tools.gradient import GradientTool
from painter.ui.tools.lasso import LassoTool, PolygonTool
from painter.ui.tools.marquee import MarqueeTool
from painter.ui.tools.move import MoveTool
from painter.ui.tools.pan import PanTool
from painter.ui.tools.picker import PickerTool
from painter.ui.tools.resize import ResizeTool
from painter.ui.tools.rotate import RotateTool
from painter.ui.tools.shape import Shape, ShapeTool
from painter.ui.tools.tool import Lasting, Overlaid, PenPoint, Stage, Tool, ToolCursor
from painter.ui.tools.wand import WandTool
from painter.ui.tools.zoom import ZoomTool

LONG_S = 0.0015
"""What it takes to paint a batch of samples from which on it pays to wait for more of them."""
FRAME_LATE_MS = 40
"""So long they wait at most; a view that is covered is never painted."""

PICKS_WITH_ALT = (ToolName.BRUSH, ToolName.ERASER, ToolName.FILL, ToolName.GRADIENT)

ALT, CTRL, SHIFT = (
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


class Source(Enum):
    """Where samples come from."""

    MOUSE = auto()
    PEN = auto()


class Pointer(QObject):
    """The hand over the canvas.

    Attributes:
        space: Whether the space bar is held.
        modifiers: The modifier keys held.
        frame_due: Whether the view is about to be painted.

    Signals:
        moved(QPointF, bool): The pen is at a point of the view; whether it is pressed.
        cursor_changed(): What `cursor` returns may be another.
        refused(str): Why a stroke cannot begin, in a sentence.
    """

    moved = Signal(QPointF, bool)
    cursor_changed = Signal()
    refused = Signal(str)

    def __init__(self, stage: Stage, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stage = stage
        self.free_transform = FreeTransformTool(stage)
        self.crop = CropTool(stage)
        self._tools: dict[ToolName, Tool] = {
            ToolName.MOVE: MoveTool(stage),
            ToolName.TRANSFORM: self.free_transform,
            ToolName.FILL: FillTool(stage),
            ToolName.GRADIENT: GradientTool(stage),
            ToolName.RECTANGLE: MarqueeTool(stage),
            ToolName.ELLIPSE: MarqueeTool(stage, round_=True),
            ToolName.LASSO: LassoTool(stage),
            ToolName.POLYGON: PolygonTool(stage),
            ToolName.WAND: WandTool(stage),
            ToolName.BY_COLOR: WandTool(stage, contiguous=False),
            ToolName.CROP: self.crop,
            ToolName.DRAW_LINE: ShapeTool(stage, Shape.LINE),
            ToolName.DRAW_RECTANGLE: ShapeTool(stage, Shape.RECTANGLE),
            ToolName.DRAW_ELLIPSE: ShapeTool(stage, Shape.ELLIPSE),
            ToolName.BRUSH: BrushTool(stage),
            ToolName.ERASER: BrushTool(stage, erase=True),
            ToolName.SMUDGE: BrushTool(stage),
            ToolName.PICKER: PickerTool(stage),
            ToolName.PAN: PanTool(stage),
        }
        self._picker, self._pan = self._tools[ToolName.PICKER], self._tools[ToolName.PAN]
        self._zoom, self._rotate, self._resize = (
            ZoomTool(stage),
            RotateTool(stage),
            ResizeTool(stage, self._brush_tool),
        )
        self.space = False
        self.modifiers = Qt.KeyboardModifier.NoModifier
        self.frame_due = False
        self._chosen = self._tools[stage.state.tool]
        # Telling whether a tool is of a protocol takes long, and each event of a pen asks.
        self._overlaid = self._chosen if isinstance(self._chosen, Overlaid) else None
        self._held: Tool | None = None
        self._held_by: Source | None = None
        self._at: QPointF | None = None
        self._queue: list[PenPoint] = []
        self._takes_long = False
        self._frame = QTimer(self)
        self._frame.setSingleShot(True)
        self._frame.timeout.connect(self.flush)
        # A pen that rests sends nothing, and an airbrush goes on spraying.
        self._still = QTimer(self)
        self._still.setTimerType(Qt.TimerType.PreciseTimer)
        self._still.timeout.connect(self._rest)
        self._last: tuple[PenPoint, float] | None = None

    @property
    def pressed(self) -> bool:
        """Whether a tool is at work."""
        return self._held is not None

    @property
    def painting_due(self) -> bool:
        """Whether samples wait, or the frame that shows them."""
        return self.frame_due or bool(self._queue)

    @property
    def held_by(self) -> Source | None:
        """What was pressed and not let go yet, even where its tool refused or was cancelled."""
        return self._held_by

    def tool_in_hand(self) -> Tool:
        """Return the tool a press would begin with: the one chosen, or another while keys are held."""
        if self.space:
            if self.modifiers & CTRL:
                return self._zoom
            return self._rotate if self.modifiers & SHIFT else self._pan
        tool = self._stage.state.tool
        if tool in PICKS_WITH_ALT and self.modifiers & ALT:
            return self._picker
        if tool in PAINTING and self.modifiers & SHIFT:
            return self._resize
        return self._tools[tool]

    def _brush_tool(self) -> BrushTool | None:
        """Return the chosen tool where it paints."""
        tool = self._tools[self._stage.state.tool]
        return tool if isinstance(tool, BrushTool) else None

    def cursor(self) -> ToolCursor | None:
        """Return what shows where the pen is; None while it is not over the view."""
        if self._at is None:
            return None
        tool = self._held or self.tool_in_hand()
        return tool.cursor(self._at, pressed=self._held is not None)

    # The tool chosen

    def follow_tool(self) -> None:
        """Another tool was chosen: let go of the one before, and take this one in hand."""
        old, new = self._chosen, self._tools[self._stage.state.tool]
        self._chosen = new
        self._overlaid = new if isinstance(new, Overlaid) else None
        if self._held is old:
            self.cancel()
        if isinstance(old, Lasting):
            old.leave()
        if isinstance(new, Lasting):
            new.take()

    def drop(self) -> None:
        """Let the chosen tool drop what it has begun: another document is to be shown."""
        self.let_go()
        if isinstance(self._chosen, Lasting):
            self._chosen.leave()

    def wants(self, key: Qt.Key) -> bool:
        """Tell whether the chosen tool wants to hear a key."""
        return self._held is None and isinstance(self._chosen, Lasting) and self._chosen.wants(key)

    def key(self, key: Qt.Key) -> None:
        """Let the chosen tool hear a key."""
        if isinstance(self._chosen, Lasting):
            self._chosen.key(key, self.modifiers)

    def covered(self) -> QRegion:
        """Return what the chosen tool paints on, in logical pixels of the view."""
        return QRegion() if self._overlaid is None else self._overlaid.covered()

    def paint(self, painter: QPainter) -> None:
        """Paint what the chosen tool shows over the picture."""
        if self._overlaid is not None:
            self._overlaid.paint(painter)

    # What the hand does

    def press(self, source: Source, point: PenPoint, *, pan: bool = False) -> None:
        """Begin with the tool in hand (or the panning hand); while something is pressed, nothing happens."""
        if self._held_by is not None:
            return
        self._held_by, self._at, self._takes_long = source, point.at, False
        tool = self._pan if pan else self.tool_in_hand()
        try:
            tool.press(point)
        except PainterError as error:
            self.refused.emit(str(error))
        else:
            self._held = tool
            self._watch_rest(tool, point)
        self.moved.emit(point.at, self.pressed)
        self.cursor_changed.emit()

    def move(self, source: Source, point: PenPoint) -> None:
        """Go on, or hover."""
        if self._held is None or source is not self._held_by:
            if self._held is None:
                self._at = point.at
                hovering = self.tool_in_hand()
                if isinstance(hovering, BrushTool):
                    hovering.hover(point)
                self.moved.emit(point.at, False)
                self.cursor_changed.emit()
            return
        if self._still.isActive():
            self._last = point, time.monotonic()
        self._queue.append(point)
        if not self._frame.isActive():
            self._frame.start(FRAME_LATE_MS if self.frame_due and self._takes_long else 0)

    def release(self, source: Source, point: PenPoint) -> None:
        """Finish what this source began."""
        if source is not self._held_by:
            return
        self.flush()
        self._still.stop()
        tool, self._held, self._held_by = self._held, None, None
        self._at = point.at
        if tool is not None:
            try:
                tool.release(point)
            except PainterError as error:
                self.refused.emit(str(error))
        self.moved.emit(point.at, False)
        self.cursor_changed.emit()

    def cancel(self) -> bool:
        """Drop what the tool at work has begun; tell whether there was something."""
        tool, self._held = self._held, None
        self._queue.clear()
        self._frame.stop()
        self._still.stop()
        if tool is None:
            return False
        tool.cancel()
        self.cursor_changed.emit()
        return True

    def let_go(self) -> None:
        """Forget what is pressed: its release will never come."""
        self.cancel()
        self._held_by = None

    def leave(self) -> None:
        """The pen left the view."""
        if self._held is None:
            self._at = None
            self.cursor_changed.emit()

    # Resting

    def _watch_rest(self, tool: Tool, point: PenPoint) -> None:
        rest_s = tool.rest_s() if isinstance(tool, BrushTool) else None
        if rest_s is not None:
            self._last = point, time.monotonic()
            self._still.start(max(4, round(rest_s * 1000)))

    def _rest(self) -> None:
        """Tell the tool that the pen is still where it was."""
        if self._held is None or self._held_by is None or self._last is None:
            self._still.stop()
            return
        point, came_s = self._last
        spent = time.monotonic() - came_s
        if spent * 1000 >= self._still.interval() / 2:
            # By the clock of the device, as of its last sample.
            self.move(self._held_by, replace(point, t_s=point.t_s + spent))
            self._last = point, came_s

    # Frames

    def flush(self) -> None:
        """Bring the waiting samples to the tool."""
        self._frame.stop()
        points, self._queue = self._queue, []
        if not points or self._held is None:
            return
        start_s = time.perf_counter()
        self._held.move(points)
        self._takes_long = time.perf_counter() - start_s > LONG_S
        self._at = points[-1].at
        self.moved.emit(points[-1].at, True)
        self.cursor_changed.emit()

    def frame_painted(self) -> None:
        """The view was painted: samples that waited for it are next."""
        self.frame_due = False
        if self._queue:
            self._frame.start(0)
