"""What the tools that select share: keys and modes, feathering, moving what is selected, what shows meanwhile."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPolygonF, QRegion

from painter.document.document import Document
from painter.document.geometry import Rect
from painter.document.moving import translated
from painter.document.raster import MaskRaster, Pixels
from painter.document.selection import Combine
from painter.paint.selecting import feathered
from painter.pixels.composite import composite_rgba
from painter.pixels.program import compile_program
from painter.ui.canvas.ants import paint_dashes
from painter.ui.theme import DARK, color, text_width
from painter.ui.tools.tool import PenPoint, Stage, ToolCursor
from painter.ui.widgets.drawing import CENTER, draw_text, fill_rounded

CLICK_WITHIN = 3.0
"""Logical pixels of the view: less is a click."""

SHIFT, ALT, CTRL = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier,
)


def how_of(stage: Stage) -> Combine:
    """Return how the next selection meets the old one: as keys say, else as the options bar says."""
    keys = stage.modifiers
    if keys & SHIFT and keys & ALT:
        return Combine.INTERSECT
    if keys & SHIFT:
        return Combine.ADD
    if keys & ALT:
        return Combine.SUBTRACT
    return stage.state.values.select.how


def select(stage: Stage, selection: MaskRaster, how: Combine, label: str) -> None:
    """Select, with the feather of the options bar."""
    selection = feathered(selection, stage.state.values.select.feather_px)
    stage.session.select(selection, how=how, label=label)


def picture_of(document: Document, *, all_layers: bool) -> Pixels:
    """Return what wand and fill look at, (h, w, 4) uint8 premultiplied: all that shows, or the active layer."""
    active = document.active
    raster = getattr(active, "raster", None)
    if all_layers or raster is None:
        return composite_rgba(compile_program(document), document.canvas)
    pixels: Pixels = raster.read(document.canvas)
    return pixels


def is_selected(selection: MaskRaster | None, x: float, y: float) -> bool:
    """Tell whether a canvas point is selected by half and more."""
    if selection is None:
        return False
    left, top = int(x // 1), int(y // 1)
    return bool(selection.read(Rect(left, top, left + 1, top + 1))[0, 0] >= 128)


def paint_reading(painter: QPainter, at: QPointF, text: str) -> None:
    """Paint a number beside the pen."""
    box = reading_box(at, text)
    fill_rounded(painter, box, 6, color("#000000", 0.72))
    draw_text(painter, box, text, size_px=11, weight=500, color=DARK.on_picture, align=CENTER)


def reading_box(at: QPointF, text: str) -> QRectF:
    """Return where `paint_reading` paints."""
    return QRectF(at.x() + 14, at.y() + 16, text_width(text, 11, 500) + 16, 22)


class SelectingTool(ABC):
    """A drag that makes a selection; a drag that begins within the old one moves it.

    A subclass says what the drag stands for in `shape` and `outline`.
    """

    label = "Select"

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._how = Combine.REPLACE
        self._path: list[PenPoint] = []
        self._moving: MaskRaster | None = None
        self._shift_is_free = False

    # What a subclass says

    @abstractmethod
    def shape(self) -> MaskRaster:
        """Return what the drag selects."""

    @abstractmethod
    def outline(self) -> list[QPointF]:
        """Return the outline of the drag so far, in canvas pixels."""

    def reading(self) -> str:
        """Return what to tell beside the pen; nothing by default."""
        return ""

    # The drag

    def cursor(self, at: QPointF, *, pressed: bool) -> ToolCursor:
        moves = self._moving is not None if pressed else self._would_move(at)
        return ToolCursor(shape=Qt.CursorShape.SizeAllCursor if moves else Qt.CursorShape.CrossCursor, at=at)

    def _would_move(self, at: QPointF) -> bool:
        canvas = self._stage.transform.to_canvas(at)
        inside = is_selected(self._stage.session.document.selection, canvas.x(), canvas.y())
        return inside and how_of(self._stage) is Combine.REPLACE

    def press(self, point: PenPoint) -> None:
        selection = self._stage.session.document.selection
        self._how = how_of(self._stage)
        self._moving = selection if self._would_move(point.at) else None
        # Shift says “add” while there is something to add to, until it is let go.
        self._shift_is_free = selection is None or not self._stage.modifiers & SHIFT
        self._path = [point]
        self._stage.refresh_tool()

    def move(self, points: Sequence[PenPoint]) -> None:
        self._shift_is_free = self._shift_is_free or not self._stage.modifiers & SHIFT
        self._path += points
        self._stage.refresh_tool()

    def release(self, point: PenPoint) -> None:
        self._path.append(point)
        path, moved = self._path, self._moving
        clicked = all(abs(p.at.x() - path[0].at.x()) + abs(p.at.y() - path[0].at.y()) < CLICK_WITHIN for p in path)
        session = self._stage.session
        try:
            if clicked:
                if self._how is Combine.REPLACE:
                    session.select(None, label="Deselect")
            elif moved is not None:
                dx, dy = self._way()
                session.select(_within(translated(moved, dx, dy)), label="Move selection")
            else:
                select(self._stage, self.shape(), self._how, self.label)
        finally:
            self._path, self._moving = [], None
            self._stage.refresh_tool()

    def cancel(self) -> None:
        self._path, self._moving = [], None
        self._stage.refresh_tool()

    def _way(self) -> tuple[int, int]:
        start, end = self._path[0], self._path[-1]
        return round(end.x - start.x), round(end.y - start.y)

    # What shows

    def _shown_lines(self) -> list[QPolygonF]:
        if not self._path:
            return []
        view = self._stage.transform.to_view()
        if self._moving is not None:
            box = self._moving.bounds()
            dx, dy = self._way()
            return [view.map(QPolygonF(QRectF(box.x0 + dx, box.y0 + dy, box.width, box.height)))]
        return [view.map(QPolygonF(self.outline()))]

    def covered(self) -> QRegion:
        region = QRegion()
        for line in self._shown_lines():
            region = region.united(line.boundingRect().toAlignedRect().adjusted(-2, -2, 2, 2))
        if self._path and (told := self._told()):
            region = region.united(reading_box(self._path[-1].at, told).toAlignedRect().adjusted(-1, -1, 1, 1))
        return region

    def _told(self) -> str:
        if self._moving is not None:
            dx, dy = self._way()
            return f"{dx:+d}, {dy:+d}"
        return self.reading()

    def paint(self, painter: QPainter) -> None:
        paint_dashes(painter, self._shown_lines(), closed=True)
        if self._path and (told := self._told()):
            paint_reading(painter, self._path[-1].at, told)


def _within(selection: MaskRaster) -> MaskRaster:
    canvas = selection.canvas
    return MaskRaster.from_array(canvas.width, canvas.height, selection.read(canvas))
