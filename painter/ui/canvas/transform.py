"""How the canvas lies in the view: where, how large, turned, mirrored. Pure geometry.

Three rasters meet here: canvas pixels (what is painted on), the view's logical pixels (where Qt tells the pen is),
and the screen's own device pixels. A zoom of 1 is one canvas pixel on one device pixel. Where the canvas stands
upright it is moved onto whole device pixels, so that it is crisp at every device-pixel ratio.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QTransform

from painter.document.geometry import Rect

LEAST_ZOOM, MOST_ZOOM = 0.01, 64.0
ZOOM_STOPS = (
    *(1 / n for n in (96, 64, 48, 32, 24, 16, 12, 8, 6, 4, 3, 2, 1.5)),
    *(1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0, 32.0, 48.0, 64.0),
)
"""About √2 apart; from 100 % up most are whole, so canvas pixels stay equally large."""
SAME = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewTransform:
    """Maps the canvas to the view and back.

    Attributes:
        center_x, center_y: The canvas point in the middle of the view.
        zoom: Device pixels a canvas pixel, `LEAST_ZOOM` to `MOST_ZOOM`.
        rotation_deg: Clockwise, above -180 to 180.
        mirrored: Left and right are exchanged, before turning.
        width, height: The view's size in logical pixels.
        ratio: Device pixels a logical pixel.
        origin_x, origin_y: Where the view begins on the screen's raster, in device pixels.
    """

    center_x: float = 0.0
    center_y: float = 0.0
    zoom: float = 1.0
    rotation_deg: float = 0.0
    mirrored: bool = False
    width: float = 1.0
    height: float = 1.0
    ratio: float = 1.0
    origin_x: float = 0.0
    origin_y: float = 0.0
    _to_device: QTransform = field(init=False, repr=False, compare=False)
    _to_view: QTransform = field(init=False, repr=False, compare=False)
    _to_canvas: QTransform = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Asked for many times a pen sample, so they are made once.
        device = self._device_transform()
        view = device * QTransform.fromScale(1.0 / self.ratio, 1.0 / self.ratio)
        object.__setattr__(self, "_to_device", device)
        object.__setattr__(self, "_to_view", view)
        object.__setattr__(self, "_to_canvas", view.inverted()[0])

    def _device_transform(self) -> QTransform:
        m11, m12, m21, m22 = self._linear()
        dx = self.width * self.ratio / 2 - m11 * self.center_x - m21 * self.center_y
        dy = self.height * self.ratio / 2 - m12 * self.center_x - m22 * self.center_y
        if self.upright:
            dx = round(dx + self.origin_x) - self.origin_x
            dy = round(dy + self.origin_y) - self.origin_y
        return QTransform(m11, m12, m21, m22, dx, dy)

    # Mapping

    @property
    def scale(self) -> float:
        """Logical pixels a canvas pixel."""
        return self.zoom / self.ratio

    @property
    def upright(self) -> bool:
        """Whether the canvas's sides are parallel to the screen's."""
        return abs(math.remainder(self.rotation_deg, 90.0)) < SAME

    @property
    def turned(self) -> bool:
        """Whether rows of the canvas are not rows of the screen."""
        return abs(math.remainder(self.rotation_deg, 180.0)) >= SAME

    def to_device(self) -> QTransform:
        """Return the transform from canvas pixels to the view's device pixels, as it is painted."""
        return self._to_device

    def to_view(self) -> QTransform:
        """Return what takes canvas points to points of the view, in logical pixels."""
        return self._to_view

    def to_widget(self, x: float, y: float) -> QPointF:
        """Return where a canvas point is shown, in logical pixels."""
        return self._to_view.map(QPointF(x, y))

    def to_canvas(self, at: QPointF) -> QPointF:
        """Return the canvas point shown at a point of the view."""
        return self._to_canvas.map(at)

    def canvas_area(self, area: QRectF) -> QRectF:
        """Return the smallest canvas rectangle that holds what an area of the view shows."""
        return self._to_canvas.mapRect(area)

    def widget_area(self, rect: Rect) -> QRectF:
        """Return the smallest area of the view that holds a canvas rectangle."""
        return self._to_view.mapRect(QRectF(rect.x0, rect.y0, rect.width, rect.height))

    def _linear(self) -> tuple[float, float, float, float]:
        turn = math.radians(self.rotation_deg)
        cos, sin = math.cos(turn), math.sin(turn)
        if self.upright:
            cos, sin = float(round(cos)), float(round(sin))
        across = -self.zoom if self.mirrored else self.zoom
        return across * cos, across * sin, -self.zoom * sin, self.zoom * cos

    def _exact_canvas(self, at: QPointF) -> tuple[float, float]:
        """Return the canvas point at a point of the view as if nothing were moved onto whole pixels."""
        m11, m12, m21, m22 = self._linear()
        x, y = (at.x() - self.width / 2) * self.ratio, (at.y() - self.height / 2) * self.ratio
        determinant = m11 * m22 - m12 * m21
        return (
            self.center_x + (x * m22 - y * m21) / determinant,
            self.center_y + (y * m11 - x * m12) / determinant,
        )

    # Changing

    def anchored(self, x: float, y: float, at: QPointF) -> ViewTransform:
        """Return the transform moved so that a canvas point is shown at a point of the view."""
        here_x, here_y = self._exact_canvas(at)
        return replace(self, center_x=self.center_x + x - here_x, center_y=self.center_y + y - here_y)

    def moved(self, dx: float, dy: float) -> ViewTransform:
        """Return the transform with the canvas moved by logical pixels."""
        x, y = self._exact_canvas(QPointF(self.width / 2 - dx, self.height / 2 - dy))
        return replace(self, center_x=x, center_y=y)

    def zoomed_at(self, at: QPointF, zoom: float) -> ViewTransform:
        """Return the transform at another zoom, with the same canvas point at a point of the view."""
        x, y = self._exact_canvas(at)
        return replace(self, zoom=min(MOST_ZOOM, max(LEAST_ZOOM, zoom))).anchored(x, y, at)

    def turned_at(self, at: QPointF, rotation_deg: float) -> ViewTransform:
        """Return the transform at another rotation, with the same canvas point at a point of the view."""
        x, y = self._exact_canvas(at)
        return replace(self, rotation_deg=_wrapped(rotation_deg)).anchored(x, y, at)

    def flipped(self) -> ViewTransform:
        """Return what a mirror would show: left and right of the view exchanged about its middle."""
        return replace(self, mirrored=not self.mirrored, rotation_deg=_wrapped(-self.rotation_deg))

    def gripped(self, before: tuple[QPointF, QPointF], now: tuple[QPointF, QPointF]) -> ViewTransform:
        """Return the transform after two fingers that hold the canvas moved."""
        (a, b), (c, d) = before, now
        old, new = b - a, d - c
        old_length, new_length = math.hypot(old.x(), old.y()), math.hypot(new.x(), new.y())
        x, y = self._exact_canvas((a + b) / 2)
        if old_length < 1.0 or new_length < 1.0:
            return self.anchored(x, y, (c + d) / 2)
        turn = math.degrees(math.atan2(new.y(), new.x()) - math.atan2(old.y(), old.x()))
        zoom = min(MOST_ZOOM, max(LEAST_ZOOM, self.zoom * new_length / old_length))
        changed = replace(self, zoom=zoom, rotation_deg=_wrapped(self.rotation_deg + turn))
        return changed.anchored(x, y, (c + d) / 2)

    def fitted(self, width_px: int, height_px: int, area: QRectF, *, width_only: bool = False) -> ViewTransform:
        """Return the transform that shows a whole canvas (or its whole width) in an area of the view.

        A canvas taller than the area is shown from its top where only the width has to fit.
        """
        m11, m12, m21, m22 = (abs(value) / self.zoom for value in self._linear())
        across, down = m11 * width_px + m21 * height_px, m12 * width_px + m22 * height_px
        zoom = self.ratio * max(1.0, area.width()) / across
        if not width_only:
            zoom = min(zoom, self.ratio * max(1.0, area.height()) / down)
        changed = replace(self, zoom=min(MOST_ZOOM, max(LEAST_ZOOM, zoom)))
        at, spare = area.center(), area.height() - down * changed.scale
        if width_only and spare < 0:
            at.setY(area.top() + down * changed.scale / 2)
        return changed.anchored(width_px / 2, height_px / 2, at)

    def kept_in_sight(self, width_px: int, height_px: int, margin: float = 48.0) -> ViewTransform:
        """Return the transform moved, where it must be, so that a strip of the canvas stays in the view."""
        shown = self.widget_area(Rect(0, 0, width_px, height_px))
        across = min(margin, self.width / 2, shown.width())
        down = min(margin, self.height / 2, shown.height())
        dx = _inward(shown.left(), shown.right(), across, self.width - across)
        dy = _inward(shown.top(), shown.bottom(), down, self.height - down)
        return self if dx == dy == 0.0 else self.moved(dx, dy)


def next_stop(zoom: float, steps: int) -> float:
    """Return the zoom some stops further in (or out, below 0), from any zoom."""
    for _ in range(abs(steps)):
        if steps > 0:
            zoom = next((stop for stop in ZOOM_STOPS if stop > zoom * (1 + 1e-3)), MOST_ZOOM)
        else:
            zoom = next((stop for stop in reversed(ZOOM_STOPS) if stop < zoom * (1 - 1e-3)), LEAST_ZOOM)
    return zoom


def _wrapped(degrees: float) -> float:
    """Return an angle above -180 to 180; one next to nothing is nothing."""
    wrapped = math.remainder(degrees, 360.0)
    if wrapped <= -180.0:
        wrapped += 360.0
    return 0.0 if abs(wrapped) < SAME else wrapped


def _inward(start: float, end: float, least_end: float, most_start: float) -> float:
    """Return by how much a stretch has to move so that it ends after one mark and starts before another."""
    if end < least_end:
        return least_end - end
    return min(0.0, most_start - start)
