"""Free transform: scale, turn, skew and put in perspective by handles, seen at once, made exactly on Enter.

While it is dragged the content is hidden in the document and painted over it by Qt; where it rests (and
is not huge) it is shown as it will be, between its layers. The chosen layers, groups with all they hold, or the
selected pixels of layers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPolygonF, QRegion, QTransform

from painter.document import edits
from painter.document.document import Document
from painter.document.geometry import Rect
from painter.document.layer import Adjustment, BlendMode, Layer, LayerId, Node
from painter.document.raster import Raster
from painter.document.selection import cut_to
from painter.errors import PainterError
from painter.paint.floating import taken_out, transform_mask, transform_selected
from painter.paint.on_mask import mask_picture
from painter.pixels.merging import merge_layers
from painter.pixels.transform import (
    Matrix,
    Resampling,
    around,
    mapped,
    moving,
    perspective,
    rotating,
    scaling,
    skewing,
)
from painter.session import Session
from painter.signals import Signal
from painter.ui.bridge import qimage_of
from painter.ui.tools.handles import CORNERS, PLACES, cursor_along, handle_at, paint_frame
from painter.ui.tools.move import ARROWS, FAR, movable_ids
from painter.ui.tools.selecting import ALT, CTRL, SHIFT
from painter.ui.tools.tool import PenPoint, Stage, ToolCursor

SNAP_DEG = 15.0
LEAST_SCALE = 1e-3
SETTLES_PX = 3_000_000
"""Of the content before and after: up to so many pixels are resampled whenever the hand rests."""
_INSIDE, _OUTSIDE = -1, -2
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Content:
    """What is transformed.

    Attributes:
        box: Its pixels on the canvas.
        image: The picture of the box.
        session: Where it is from.
        mask: It is the layer's mask alone.
    """

    layer_ids: tuple[LayerId, ...]
    box: Rect
    image: QImage
    session: Session
    mask: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """A transform as the options bar tells it.

    Attributes:
        x, y: Where the middle is, in canvas pixels.
        width, height: In percents of before.
        angle_deg: Clockwise, above -180 to 180.
    """

    x: float
    y: float
    width: float
    height: float
    angle_deg: float


class FreeTransformTool:
    """Goes on until Enter makes it or Esc drops it.

    Signals:
        changed(): `numbers` tells something else.
    """

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._content: _Content | None = None
        self._matrix: Matrix = np.eye(3)
        self._before: Matrix = np.eye(3)
        self._held = _OUTSIDE
        self._settled = False
        self._start: PenPoint | None = None
        self.changed: Signal[[]] = Signal()

    # Beginning and end

    @property
    def active(self) -> bool:
        """Whether something is being transformed."""
        content = self._content
        return content is not None and content.session is self._stage.session and content.session.previewing

    def begin(self) -> None:
        """Take hold of the active layer's content.

        Raises:
            PainterError: There is nothing to transform, and why.
        """
        session = self._stage.session
        layer_ids = movable_ids(session)
        document = session.document
        nodes = edits.topmost(document, layer_ids)
        mask = nodes[-1].mask if session.mask_active else None
        if mask is None and all(isinstance(node, Adjustment) for node in nodes):
            raise PainterError("An adjustment has no pixels to transform. Choose a layer, or its mask.")
        raster = _content_of(nodes, document) if mask is None else mask_picture(mask.raster)
        box = raster.bounds()
        if box.empty:
            what = "Nothing of it is selected" if document.selection is not None else "It is empty"
            raise PainterError(f"“{nodes[-1].name}” has nothing to transform. {what}.")
        self._content = _Content(
            layer_ids=layer_ids,
            box=box,
            image=qimage_of(raster.read(box)),
            session=session,
            mask=mask is not None,
        )
        self._matrix = np.eye(3)
        self._settle()
        self._tell()

    def apply(self) -> None:
        """Make the transform, exactly, as one step to undo."""
        content, matrix = self._content, self._matrix
        if not self.active or content is None:
            return
        self._content = None
        if np.allclose(matrix, np.eye(3), atol=1e-9):
            content.session.end_preview()
        else:
            how = self._stage.state.values.transform.how
            try:
                label = "Transform mask" if content.mask else "Transform"
                content.session.apply(label, lambda d: _transformed(d, content, matrix, how))
            except ValueError:
                content.session.end_preview()
                self._stage.tell_refused("This transform makes no picture or too large a one. Nothing was changed.")
        self._tell()

    def drop(self) -> None:
        """Leave everything as it was."""
        content, self._content = self._content, None
        if content is not None:
            content.session.end_preview()
        self._tell()

    def finish(self, *, keep: bool) -> None:
        """Make or drop the transform, and go back to the tool from before."""
        if keep:
            self.apply()
        else:
            self.drop()
        self._stage.state.take_tool_before()

    def take(self) -> None:
        try:
            self.begin()
        except PainterError as error:
            self._stage.tell_refused(str(error))

    def leave(self) -> None:
        """Another tool is wanted: what was transformed stays so."""
        self.apply()
        self._content = None
        self._tell()

    def show_anew(self) -> None:
        """Show what another interpolation makes of it."""
        if self.active:
            self._settle()

    def _settle(self) -> None:
        """Show the document as it will be, where that is quick to make."""
        content, matrix = self._content, self._matrix
        if content is None:
            return
        ends = mapped(matrix, _corners(content.box))
        area = float(np.prod(ends.max(0) - ends.min(0)))
        # A mask is not a picture to be seen: only what it makes of its layer is.
        self._settled = content.mask or max(area, content.box.area) <= SETTLES_PX
        content.session.preview(self._rested if self._settled else self._lifted)

    def _lift(self) -> None:
        """Take the content out of the document: it is painted over it while it is dragged."""
        if self._settled and self._content is not None and not self._content.mask:
            self._settled = False
            self._content.session.preview(self._lifted)

    def _lifted(self, document: Document) -> Document:
        return document if self._content is None else _without(document, self._content.layer_ids)

    def _rested(self, document: Document) -> Document:
        content = self._content
        if content is None or np.allclose(self._matrix, np.eye(3), atol=1e-9):
            return document
        try:
            how = self._stage.state.values.transform.how
            return _transformed(document, content, self._matrix, how)
        except ValueError:
            self._settled = content.mask
            return document if content.mask else _without(document, content.layer_ids)

    def _tell(self) -> None:
        self.changed.emit()
        self._stage.refresh_tool()

    # The transform in numbers

    def numbers(self) -> Numbers | None:
        """Return the transform as numbers, None where nothing is transformed."""
        content = self._content
        if not self.active or content is None:
            return None
        middle = _middle(content.box)
        at = mapped(self._matrix, np.array([middle, (middle[0] + 0.5, middle[1]), (middle[0], middle[1] + 0.5)]))
        across, down = (at[1] - at[0]) * 2, (at[2] - at[0]) * 2
        width = float(np.hypot(*across))
        # What the content is high, at right angles to its width: skewed content keeps its height.
        height = float(across[0] * down[1] - across[1] * down[0]) / max(width, 1e-9)
        angle = math.degrees(math.atan2(across[1], across[0]))
        return Numbers(
            x=float(at[0][0]), y=float(at[0][1]), width=width * 100, height=height * 100, angle_deg=angle
        )

    def set_numbers(self, **values: float) -> None:
        """Set some of the numbers: ``set_numbers(angle_deg=45)``; the others stay."""
        content, old = self._content, self.numbers()
        if content is None or old is None:
            return
        new = replace(old, **values)
        x, y = _middle(content.box)
        matrix = self._matrix
        if (new.width, new.height) != (old.width, old.height):
            sx = _ratio(new.width, old.width)
            sy = _ratio(new.height, old.height)
            matrix = matrix @ around(scaling(sx, sy), x, y)
        if new.angle_deg != old.angle_deg:
            matrix = around(rotating(new.angle_deg - old.angle_deg), old.x, old.y) @ matrix
        matrix = moving(new.x - old.x, new.y - old.y) @ matrix
        self._set(matrix)
        self._settle()

    def flip(self, *, horizontally: bool) -> None:
        """Mirror the content about its own middle."""
        if self._content is not None:
            flip = scaling(-1, 1) if horizontally else scaling(1, -1)
            self._set(self._matrix @ around(flip, *_middle(self._content.box)))
            self._settle()

    def _set(self, matrix: Matrix) -> None:
        content = self._content
        if content is None:
            return
        ends = mapped(matrix, _corners(content.box))
        if np.isfinite(ends).all() and abs(np.linalg.det(matrix)) > 1e-9:
            self._matrix = matrix
            if content.mask:
                self._settle()
            self._tell()

    # The drag

    def cursor(self, at: QPointF, *, pressed: bool) -> ToolCursor:
        return ToolCursor(shape=self._cursor_shape(at, pressed), at=at)

    def _cursor_shape(self, at: QPointF, pressed: bool) -> Qt.CursorShape:
        if not self.active:
            return Qt.CursorShape.ArrowCursor
        handles = self._handles()
        grip = self._held if pressed else self._grip(at, handles)
        if grip == _INSIDE:
            return Qt.CursorShape.SizeAllCursor
        if grip == _OUTSIDE:
            return Qt.CursorShape.PointingHandCursor
        if self._stage.modifiers & CTRL:
            return Qt.CursorShape.CrossCursor
        return cursor_along(handles[grip] - self._quad().boundingRect().center())

    def _grip(self, at: QPointF, handles: Sequence[QPointF]) -> int:
        found = handle_at(at, handles)
        if found is not None:
            return found
        return _INSIDE if self._quad().containsPoint(at, Qt.FillRule.OddEvenFill) else _OUTSIDE

    def press(self, point: PenPoint) -> None:
        """Take hold of a handle, of the content, or turn it from outside.

        Raises:
            PainterError: There is nothing to transform.
        """
        if not self.active:
            self.begin()
        self._held = self._grip(point.at, self._handles())
        self._start, self._before = point, self._matrix
        self._lift()

    def move(self, points: Sequence[PenPoint]) -> None:
        start, content = self._start, self._content
        if start is None or content is None or not self.active:
            return
        point, keys = points[-1], self._stage.modifiers
        if self._held == _INSIDE:
            dx, dy = point.x - start.x, point.y - start.y
            if keys & SHIFT:
                dx, dy = (dx, 0.0) if abs(dx) >= abs(dy) else (0.0, dy)
            self._set(moving(round(dx), round(dy)) @ self._before)
        elif self._held == _OUTSIDE:
            self._turn(start, point, bool(keys & SHIFT))
        elif keys & CTRL:
            self._distort(content.box, start, point)
        else:
            self._scale(content.box, point, keep_ratio=bool(keys & SHIFT), from_middle=bool(keys & ALT))

    def _turn(self, start: PenPoint, point: PenPoint, snap: bool) -> None:
        assert self._content is not None
        x, y = mapped(self._before, np.array([_middle(self._content.box)]))[0]
        turn = math.degrees(math.atan2(point.y - y, point.x - x) - math.atan2(start.y - y, start.x - x))
        if snap:
            turn = round(turn / SNAP_DEG) * SNAP_DEG
        self._set(around(rotating(turn), float(x), float(y)) @ self._before)

    def _distort(self, box: Rect, start: PenPoint, point: PenPoint) -> None:
        """Drag one corner by itself (perspective), or a side along itself (skew)."""
        dx, dy = point.x - start.x, point.y - start.y
        if self._held < len(CORNERS):
            ends = mapped(self._before, _corners(box))
            ends[self._held] += (dx, dy)
            try:
                self._set(perspective(box, ends))
            except ValueError:
                return  # the frame would fold over: it waits at the last good place
            return
        a, b = self._source(start), self._source(point)
        u, v = PLACES[self._held]
        anchor_x, anchor_y = box.x0 + (1 - u) * box.width, box.y0 + (1 - v) * box.height
        if u == 0.5:
            skew = skewing((b[0] - a[0]) / ((v - (1 - v)) * box.height), 0.0)
        else:
            skew = skewing(0.0, (b[1] - a[1]) / ((u - (1 - u)) * box.width))
        self._set(self._before @ around(skew, anchor_x, anchor_y))

    def _scale(self, box: Rect, point: PenPoint, *, keep_ratio: bool, from_middle: bool) -> None:
        u, v = PLACES[self._held]
        px, py = self._source(point)
        at_x, at_y = box.x0 + u * box.width, box.y0 + v * box.height
        fixed_u, fixed_v = (0.5, 0.5) if from_middle else (1 - u, 1 - v)
        x, y = box.x0 + fixed_u * box.width, box.y0 + fixed_v * box.height
        sx = 1.0 if u == 0.5 else _not_nothing((px - x) / (at_x - x))
        sy = 1.0 if v == 0.5 else _not_nothing((py - y) / (at_y - y))
        if keep_ratio:
            size = max(abs(sx), abs(sy)) if self._held < len(CORNERS) else abs(sx if v == 0.5 else sy)
            sx, sy = math.copysign(size, sx), math.copysign(size, sy)
        self._set(self._before @ around(scaling(sx, sy), x, y))

    def _source(self, point: PenPoint) -> tuple[float, float]:
        """Return which point of the untransformed content lies under the pen, as the drag began."""
        back: Matrix = np.asarray(np.linalg.inv(self._before), np.float64)
        x, y = mapped(back, np.array([[point.x, point.y]]))[0]
        return float(x), float(y)

    def release(self, point: PenPoint) -> None:
        self.move([point])
        self._start = None
        self._settle()

    def cancel(self) -> None:
        """Go back to where the drag began."""
        self._start = None
        self._set(self._before)
        self._settle()

    # Keys

    def wants(self, key: Qt.Key) -> bool:
        return key == Qt.Key.Key_Escape or (self.active and (key in ENTER or key in ARROWS))

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
        if key in ARROWS:
            far = FAR if modifiers & SHIFT else 1
            dx, dy = ARROWS[key]
            self._set(moving(dx * far, dy * far) @ self._matrix)
            self._settle()
        else:
            self.finish(keep=key in ENTER)

    # What shows

    def _quad(self) -> QPolygonF:
        """Return the frame in logical pixels of the view."""
        if self._content is None:
            return QPolygonF()
        view = self._stage.transform
        ends = mapped(self._matrix, _corners(self._content.box))
        return QPolygonF([view.to_widget(float(x), float(y)) for x, y in ends])

    def _handles(self) -> list[QPointF]:
        if self._content is None:
            return []
        view, box = self._stage.transform, self._content.box
        places = np.array([(box.x0 + u * box.width, box.y0 + v * box.height) for u, v in PLACES])
        return [view.to_widget(float(x), float(y)) for x, y in mapped(self._matrix, places)]

    def covered(self) -> QRegion:
        if not self.active:
            return QRegion()
        return QRegion(self._quad().boundingRect().toAlignedRect().adjusted(-8, -8, 8, 8))

    def paint(self, painter: QPainter) -> None:
        content = self._content
        if not self.active or content is None:
            return
        if not self._settled:
            self._paint_content(painter, content)
        paint_frame(painter, self._quad(), self._handles())

    def _paint_content(self, painter: QPainter, content: _Content) -> None:
        view, canvas = self._stage.transform, content.session.document.canvas
        painter.save()
        painter.setTransform(view.to_view(), combine=True)
        painter.setClipRect(QRectF(0, 0, canvas.width, canvas.height), Qt.ClipOperation.IntersectClip)
        painter.setTransform(_as_qt(self._matrix) * painter.transform())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QPointF(content.box.x0, content.box.y0), content.image)
        painter.restore()


def _transformed(document: Document, content: _Content, matrix: Matrix, how: Resampling) -> Document:
    if content.mask:
        return transform_mask(document, content.layer_ids[0], matrix, how)
    return transform_selected(document, content.layer_ids, matrix, how)


def _content_of(nodes: tuple[Node, ...], document: Document) -> Raster:
    """Return what of some nodes is transformed, as they look by themselves."""
    parts: list[Node] = []
    for node in nodes:
        if document.selection is not None and isinstance(node, Layer):
            node = replace(node, raster=cut_to(node.raster, document.selection), mask=None)
        lowest = not parts
        mode = BlendMode.NORMAL if lowest else node.mode
        parts.append(replace(node, mode=mode, clipped=node.clipped and not lowest))
    return merge_layers(tuple(parts), document.width_px, document.height_px)


def _without(document: Document, layer_ids: tuple[LayerId, ...]) -> Document:
    """Return the document without what is transformed: it is painted over it meanwhile."""
    if document.selection is not None:
        return replace(taken_out(document, layer_ids), selection=None)
    for layer_id in layer_ids:
        document = edits.set_properties(document, layer_id, visible=False)
    return document


def _corners(box: Rect) -> Matrix:
    return np.array([(box.x0 + u * box.width, box.y0 + v * box.height) for u, v in CORNERS], np.float64)


def _middle(box: Rect) -> tuple[float, float]:
    return (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2


def _ratio(new: float, old: float) -> float:
    return _not_nothing(new / old) if abs(old) > 1e-9 else 1.0


def _not_nothing(scale: float) -> float:
    """Return a scale that leaves something to see and to take hold of."""
    return scale if abs(scale) >= LEAST_SCALE else math.copysign(LEAST_SCALE, scale)


def _as_qt(matrix: Matrix) -> QTransform:
    """Return a matrix for columns as Qt's, which is for rows."""
    m = matrix / matrix[2, 2]
    return QTransform(m[0, 0], m[1, 0], m[2, 0], m[0, 1], m[1, 1], m[2, 1], m[0, 2], m[1, 2], m[2, 2])
