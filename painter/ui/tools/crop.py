"""Cropping the image to a frame; it may be larger than the canvas, which then grows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPolygonF, QRegion

from painter.document.canvas_edits import crop
from painter.document.geometry import Rect
from painter.session import Session
from painter.signals import Signal
from painter.ui.theme import color
from painter.ui.tools.handles import CORNERS, LIGHT, PLACES, cursor_along, handle_at, paint_frame
from painter.ui.tools.selecting import CLICK_WITHIN, SHIFT, paint_reading, reading_box
from painter.ui.tools.tool import PenPoint, Stage, ToolCursor

DIM = 0.55
LEAST_PX = 1
_INSIDE, _OUTSIDE = -1, -2
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class CropTool:
    """A frame by handles; Enter crops, Esc takes the whole canvas again and then the tool from before.

    Signals:
        changed(): `frame` is another.
    """

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._frame: Rect | None = None
        self._for: tuple[Session, Rect] | None = None
        self._before = Rect(0, 0, 1, 1)
        self._held = _OUTSIDE
        self._start: PenPoint | None = None
        self._at: QPointF | None = None
        self.changed: Signal[[]] = Signal()

    @property
    def frame(self) -> Rect:
        """What stays: the whole canvas where nothing was dragged, and after a crop."""
        session = self._stage.session
        canvas = session.document.canvas
        if self._frame is None or self._for != (session, canvas):
            return canvas
        return self._frame

    def set_frame(self, frame: Rect) -> None:
        """Put the frame somewhere; at least a pixel stays."""
        session = self._stage.session
        frame = Rect(frame.x0, frame.y0, max(frame.x1, frame.x0 + LEAST_PX), max(frame.y1, frame.y0 + LEAST_PX))
        self._frame, self._for = frame, (session, session.document.canvas)
        self.changed.emit()
        self._stage.refresh_tool()

    def fit_ratio(self) -> None:
        """Make the frame as wide by as high as the options bar says, as large as fits into it, about its middle."""
        ratio, frame = self._stage.state.values.crop.ratio, self.frame
        if ratio <= 0:
            return
        width = min(frame.width, frame.height * ratio)
        height = width / ratio
        x0 = round(frame.x0 + (frame.width - width) / 2)
        y0 = round(frame.y0 + (frame.height - height) / 2)
        self.set_frame(Rect(x0, y0, x0 + max(1, round(width)), y0 + max(1, round(height))))

    # Beginning and end

    def take(self) -> None:
        """Begin with what is selected, else with the whole canvas."""
        document = self._stage.session.document
        self.set_frame(document.canvas if document.selection is None else document.selection.bounds())
        self.fit_ratio()

    def leave(self) -> None:
        self._frame = None
        self._stage.refresh_tool()

    def apply(self) -> None:
        """Crop, as one step to undo."""
        frame = self.frame
        self._frame = None
        self._stage.session.apply("Crop", lambda d: crop(d, frame))
        self.changed.emit()
        self._stage.refresh_tool()

    def reset(self) -> None:
        """Take the whole canvas again."""
        self.set_frame(self._stage.session.document.canvas)

    # The drag

    def cursor(self, at: QPointF, *, pressed: bool) -> ToolCursor:
        handles = self._handles()
        grip = self._held if pressed else self._grip(at, handles)
        if grip == _INSIDE:
            shape = Qt.CursorShape.SizeAllCursor
        elif grip == _OUTSIDE:
            shape = Qt.CursorShape.CrossCursor
        else:
            shape = cursor_along(handles[grip] - self._quad().boundingRect().center())
        return ToolCursor(shape=shape, at=at)

    def _grip(self, at: QPointF, handles: Sequence[QPointF]) -> int:
        found = handle_at(at, handles)
        if found is not None:
            return found
        whole = self.frame == self._stage.session.document.canvas
        inside = self._quad().containsPoint(at, Qt.FillRule.OddEvenFill)
        # A frame around everything is not to be moved: a drag within it draws another.
        return _INSIDE if inside and not whole else _OUTSIDE

    def press(self, point: PenPoint) -> None:
        self._held = self._grip(point.at, self._handles())
        self._start, self._before, self._at = point, self.frame, point.at

    def move(self, points: Sequence[PenPoint]) -> None:
        start = self._start
        if start is None:
            return
        point = points[-1]
        self._at = point.at
        before = self._before
        if self._held == _INSIDE:
            self.set_frame(before.moved(round(point.x - start.x), round(point.y - start.y)))
        elif self._held == _OUTSIDE:
            way = point.at - start.at
            if abs(way.x()) + abs(way.y()) >= CLICK_WITHIN:
                self.set_frame(self._spanned(start.x, start.y, point.x, point.y, self._ratio()))
        else:
            self._drag_handle(before, point)

    def _ratio(self) -> float:
        """Return width by height as it must be, 0 where it is free."""
        ratio = self._stage.state.values.crop.ratio
        if ratio <= 0 and self._stage.modifiers & SHIFT:
            return self._before.width / self._before.height
        return ratio

    def _drag_handle(self, before: Rect, point: PenPoint) -> None:
        u, v = PLACES[self._held]
        ratio = self._ratio()
        if self._held < len(CORNERS):
            x, y = before.x0 + (1 - u) * before.width, before.y0 + (1 - v) * before.height
            self.set_frame(self._spanned(x, y, point.x, point.y, ratio))
            return
        x0, y0, x1, y1 = before.x0, before.y0, before.x1, before.y1
        if u == 0.0:
            x0 = min(round(point.x), x1 - LEAST_PX)
        elif u == 1.0:
            x1 = max(round(point.x), x0 + LEAST_PX)
        elif v == 0.0:
            y0 = min(round(point.y), y1 - LEAST_PX)
        else:
            y1 = max(round(point.y), y0 + LEAST_PX)
        if ratio > 0:
            if v == 0.5:
                height = max(1, round((x1 - x0) / ratio))
                y0 = round((y0 + y1 - height) / 2)
                y1 = y0 + height
            else:
                width = max(1, round((y1 - y0) * ratio))
                x0 = round((x0 + x1 - width) / 2)
                x1 = x0 + width
        self.set_frame(Rect(x0, y0, x1, y1))

    @staticmethod
    def _spanned(x: float, y: float, to_x: float, to_y: float, ratio: float) -> Rect:
        """Return the frame between a fixed corner and the pen."""
        dx, dy = to_x - x, to_y - y
        if ratio > 0:
            width = max(abs(dx), abs(dy) * ratio)
            dx = width if dx >= 0 else -width
            dy = width / ratio if dy >= 0 else -width / ratio
        xs, ys = sorted((round(x), round(x + dx))), sorted((round(y), round(y + dy)))
        return Rect(xs[0], ys[0], xs[1], ys[1])

    def release(self, point: PenPoint) -> None:
        self.move([point])
        self._start = None
        self._stage.refresh_tool()

    def cancel(self) -> None:
        self._start = None
        self.set_frame(self._before)

    # Keys

    def wants(self, key: Qt.Key) -> bool:
        return key == Qt.Key.Key_Escape or key in ENTER

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
        if key in ENTER:
            self.apply()
        elif self.frame != self._stage.session.document.canvas:
            self.reset()
        else:
            self._stage.state.take_tool_before()

    # What shows

    def _quad(self) -> QPolygonF:
        frame = self.frame
        return self._stage.transform.to_view().map(
            QPolygonF(
                [
                    QPointF(frame.x0, frame.y0),
                    QPointF(frame.x1, frame.y0),
                    QPointF(frame.x1, frame.y1),
                    QPointF(frame.x0, frame.y1),
                ]
            )
        )

    def _handles(self) -> list[QPointF]:
        view, frame = self._stage.transform, self.frame
        return [view.to_widget(frame.x0 + u * frame.width, frame.y0 + v * frame.height) for u, v in PLACES]

    def covered(self) -> QRegion:
        view = self._stage.transform
        whole = view.widget_area(self._stage.session.document.canvas).united(self._quad().boundingRect())
        region = QRegion(whole.toAlignedRect().adjusted(-8, -8, 8, 8))
        if self._start is not None and self._at is not None:
            region = region.united(reading_box(self._at, self._told()).toAlignedRect().adjusted(-1, -1, 1, 1))
        return region

    def _told(self) -> str:
        return f"{self.frame.width} × {self.frame.height}"

    def paint(self, painter: QPainter) -> None:
        view, quad = self._stage.transform, self._quad()
        canvas = self._stage.session.document.canvas
        around = QPainterPath()
        around.addPolygon(view.to_view().map(QPolygonF(QRectF(0, 0, canvas.width, canvas.height))))
        inner = QPainterPath()
        inner.addPolygon(quad)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(around.subtracted(inner), color("#000000", DIM))
        if self._start is not None:
            self._paint_thirds(painter, quad)
        painter.restore()
        paint_frame(painter, quad, self._handles())
        if self._start is not None and self._at is not None:
            paint_reading(painter, self._at, self._told())

    @staticmethod
    def _paint_thirds(painter: QPainter, quad: QPolygonF) -> None:
        thin = QPen(color(LIGHT.name(), 0.5), 1.0)
        painter.setPen(thin)
        a, b, c, d = (quad.at(i) for i in range(4))
        for part in (1 / 3, 2 / 3):
            painter.drawLine(a + (b - a) * part, d + (c - d) * part)
            painter.drawLine(a + (d - a) * part, b + (c - b) * part)
