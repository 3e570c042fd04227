"""What the canvas and its tools agree on: a tool takes pen samples and says what the cursor looks like.

A tool sees the canvas through `Stage` and changes the document through the session alone. Most keep nothing between
two strokes; those that do (a polygon, a crop, a transform) are `Lasting`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QRegion

from painter.session import Session
from painter.ui.canvas.transform import ViewTransform
from painter.ui.paint_state import PaintState


@dataclass(frozen=True, slots=True, kw_only=True)
class PenPoint:
    """Where the pen (or mouse) is.

    Attributes:
        t_s: Seconds on a clock that only goes forward.
        at: Logical pixels of the view.
        x, y: Canvas pixels, as the canvas lay at that moment.
        pressure: 0 to 1, after the curve of the device; 1 for a mouse.
        tilt_x_deg, tilt_y_deg, rotation_deg: As in `painter.paint.pen`, turned as the canvas is.
        eraser: It is the pen's other end.
        mouse: It has no pressure.
    """

    t_s: float
    at: QPointF
    x: float
    y: float
    pressure: float = 1.0
    tilt_x_deg: float = 0.0
    tilt_y_deg: float = 0.0
    rotation_deg: float = 0.0
    eraser: bool = False
    mouse: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DabShape:
    """What a dab's outline looks like on screen, but for its size.

    Attributes:
        ratio: Height over width.
        angle_deg: Clockwise.
        flipped: Seen as in a mirror.
        tip: The name of a picture tip; "" for an ellipse.
    """

    ratio: float = 1.0
    angle_deg: float = 0.0
    flipped: bool = False
    tip: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """The stroke's next moments, drawn over the picture until they are painted. Logical pixels of the view."""

    points: tuple[QPointF, ...]
    width: float
    color: QColor


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCursor:
    """What shows where the pen is.

    Attributes:
        shape: The system's cursor; `BlankCursor` where the ring is enough.
        at: The middle of what is painted, in logical pixels of the view.
        ring: Diameter of the brush's outline in logical pixels; None for none.
        dab: What the outline looks like; a circle where None.
        line_from: Where a straight line to here would begin; None for none.
        ahead: Where the stroke is about to be.
        swatch: A picked colour and the one in use, shown around the pen; None for none.
    """

    shape: Qt.CursorShape
    at: QPointF
    ring: float | None = None
    dab: DabShape | None = None
    line_from: QPointF | None = None
    ahead: Ahead | None = None
    swatch: tuple[QColor, QColor] | None = None


class Stage(Protocol):
    """What a tool may see of the canvas and do with it."""

    @property
    def session(self) -> Session: ...

    @property
    def state(self) -> PaintState: ...

    @property
    def transform(self) -> ViewTransform: ...

    @property
    def modifiers(self) -> Qt.KeyboardModifier:
        """The modifier keys held."""

    def show_transform(self, transform: ViewTransform) -> None:
        """Let the canvas lie in the view like this."""

    def color_at(self, at: QPointF) -> QColor | None:
        """Return the visible colour at a point of the view, None where there is none."""

    def tell_picked(self, color: QColor) -> None:
        """Let everybody know that a colour was picked."""

    def tell_refused(self, why: str) -> None:
        """Tell the artist in a sentence why something cannot be done."""

    def refresh_tool(self) -> None:
        """Show anew what the tool paints over the picture, and its cursor."""


class Tool(Protocol):
    """A tool in the artist's hand."""

    def cursor(self, at: QPointF, *, pressed: bool) -> ToolCursor:
        """Return what to show while the pen is at a point of the view."""

    def press(self, point: PenPoint) -> None:
        """Begin.

        Raises:
            PainterError: It cannot, and why.
        """

    def move(self, points: Sequence[PenPoint]) -> None:
        """Go on over these points: all since the last frame."""

    def release(self, point: PenPoint) -> None:
        """Finish."""

    def cancel(self) -> None:
        """Drop what was begun."""


@runtime_checkable
class Overlaid(Protocol):
    """A tool that paints something over the picture. It asks for that by `Stage.refresh_tool`."""

    def covered(self) -> QRegion:
        """Return what it would paint on, in logical pixels of the view."""

    def paint(self, painter: QPainter) -> None:
        """Paint it, in logical pixels of the view."""


@runtime_checkable
class Lasting(Protocol):
    """A tool that goes on between strokes and hears keys."""

    def wants(self, key: Qt.Key) -> bool:
        """Tell whether a key means something to it just now, even where it is a shortcut."""

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
        """Do what a key it wants means."""

    def take(self) -> None:
        """It was taken in hand."""

    def leave(self) -> None:
        """Another tool is taken in hand: finish or drop what was begun."""
