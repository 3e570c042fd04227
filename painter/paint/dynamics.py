"""From places along the pen's path to dabs: what each takes from pressure, speed, direction, chance and the rest.

All of a frame's places are worked out at once. Chance is drawn in the order of the dabs, so a stroke does not
depend on how its samples were batched. Does not know paths (`painter.paint.walker`) or pixels.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from painter.paint.brush import ADDED_TARGETS, Brush, Dynamic, Target
from painter.paint.curves import clipped, evaluated
from painter.pixels.dab import Dabs

Floats = NDArray[np.float64]

LEAST_SPACING_PX = 0.5
LEAST_RADIUS_PX = 0.05
SPEED_UNIT_PX_S, SPEED_MOST_PX_S = 55.0, 4000.0
TILT_MOST_DEG = 60.0
DISTANCE_DIAMETERS = 20.0
TIME_S = 2.0
ROUND_TARGETS = frozenset({"size", "flow", "opacity", "hardness"})
"""What a round dab of one colour may take from the pen."""
CHANCES = 12
"""Random numbers that each dab draws, in this order: scatter (2), size, flow, ceiling, shape, paper, paint, angle,
colour (3), of which the first also chooses the picture."""


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Places along a path; float64 arrays of one length.

    Attributes:
        speed_px_s: In screen pixels.
        direction: Radians, clockwise from the right.
        tilt_x, tilt_y: Degrees.
        distance_px: Along the path from the stroke's beginning.
        t_s: From the stroke's beginning.
    """

    x: Floats
    y: Floats
    pressure: Floats
    t_s: Floats
    speed_px_s: Floats
    direction: Floats
    tilt_x: Floats
    tilt_y: Floats
    rotation: Floats
    distance_px: Floats

    def __len__(self) -> int:
        return len(self.x)

    def chosen(self, which: NDArray[np.bool_] | NDArray[np.intp]) -> Places:
        return Places(*(getattr(self, name)[which] for name in PLACE_FIELDS))


PLACE_FIELDS = tuple(Places.__dataclass_fields__)


class Dynamics:
    """One stroke's way from places to dabs.

    Args:
        color: sRGB 0–255.
        seed: Of the stroke's chances.
        tip_count, tip_mean: Of a stack of pictures: how many, and what a dab of them covers on average.
        rich: Whether the dabs shall have what only rich strokes use.

    Attributes:
        quick: Whether dabs depend on place, pressure and distance alone; of such places nothing else is looked at.
    """

    def __init__(
        self,
        brush: Brush,
        color: tuple[int, int, int] = (0, 0, 0),
        *,
        seed: int = 1,
        tip_count: int = 1,
        tip_mean: float = 1.0,
        rich: bool = True,
    ) -> None:
        self.brush = brush
        self._random = np.random.default_rng(seed)
        self._stroke_chance = float(self._random.random())
        self._by_target: dict[str, list[Dynamic]] = {}
        for dynamic in brush.dynamics:
            self._by_target.setdefault(dynamic.target, []).append(dynamic)
        self._tip_count, self._tip_mean = tip_count, tip_mean
        self._laid = 0
        self.quick = not rich and self._by_place_alone()
        self.colored = self._strays_in_color()
        jitter = brush.jitter
        shift = (self._random.random(3) * 2 - 1) * (
            jitter.stroke_hue_deg,
            jitter.stroke_saturation,
            jitter.stroke_value,
        )
        self._hsv = _hsv(np.array([color], np.float64) / 255)[0] + shift * (1 / 360, 1, 1)
        self.color = _rgb(self._hsv[None])[0] if self._strays_by_stroke() else np.array(color, np.float64) / 255

    def _by_place_alone(self) -> bool:
        brush = self.brush
        inputs = {dynamic.input for dynamic in brush.dynamics if dynamic.target in ROUND_TARGETS}
        return brush.count == 1 and brush.scatter == 0.0 and inputs <= {"pressure", "distance", "stroke"}

    def _strays_by_stroke(self) -> bool:
        jitter = self.brush.jitter
        return bool(jitter.stroke_hue_deg or jitter.stroke_saturation or jitter.stroke_value)

    def _strays_in_color(self) -> bool:
        jitter = self.brush.jitter
        return bool(
            jitter.hue_deg
            or jitter.saturation
            or jitter.value
            or {"hue", "saturation", "value"} & set(self._by_target)
        )

    def radius(self, places: Places, chance: Floats | float = 0.5) -> Floats:
        """Return the dabs' radii, without tapering to the end."""
        size = self._factor("size", places, chance)
        taper = self.brush.smooth.taper_in_px
        if taper > 0.0:
            size = size * clipped(places.distance_px / taper, 0.02, 1.0) ** 0.8
        return _spread(np.maximum(0.5 * self.brush.size_px * size, LEAST_RADIUS_PX), len(places))

    def spacing(self, radius_px: Floats) -> Floats:
        result: Floats = np.maximum(self.brush.spacing * 2.0 * radius_px, LEAST_SPACING_PX)
        return result

    def dabs(self, places: Places) -> Dabs:
        """Return the dabs at these places; none where the pen does not press."""
        pressed = places.pressure > 0.0
        if not pressed.all():
            places = places.chosen(pressed)
        if self.quick:
            return self._round_dabs(places)
        brush, count = self.brush, len(places)
        base_radius = self.radius(places)
        spacing = self.spacing(base_radius)
        if brush.count > 1:
            repeated = np.repeat(np.arange(count), brush.count)
            places, spacing = places.chosen(repeated), spacing[repeated]
        chances = self._random.random((len(places), CHANCES))
        radius = self.radius(places, chances[:, 2])
        x, y = places.x, places.y
        if brush.scatter > 0.0:
            x, y = self._scattered(x, y, radius, places, chances)
        x, y = self._on_pixels(x, y)
        full = np.ones(len(places))
        tip, grain, mix = brush.tip, brush.grain, brush.mix
        angle, turned = self._angle(places, chances)
        ratio = np.clip(tip.ratio * self._factor("ratio", places, chances[:, 5]), 0.05, 1.0) * full
        heading = angle - places.direction
        values = Dabs(
            x=x,
            y=y,
            radius_px=radius,
            flow=np.clip(brush.flow * self._factor("flow", places, chances[:, 3]), 0.0, 1.0) * full,
            ceiling=np.clip(self._factor("opacity", places, chances[:, 4]), 0.0, 1.0) * full,
            spacing_px=spacing,
            distance_px=places.distance_px,
            hardness=None
            if "hardness" not in self._by_target
            else np.clip(tip.hardness * self._factor("hardness", places, chances[:, 5]), 0.0, 1.0) * full,
            ratio=ratio,
            angle=angle if turned else np.zeros(len(places)),
            along=np.hypot(np.cos(heading), ratio * np.sin(heading)),
            tip=self._tips(places, angle, chances),
            gain=0.1 + 0.9 * places.pressure,
            grain=np.clip(grain.depth * self._factor("grain", places, chances[:, 6]), 0.0, 1.0) * full,
            rgb=self._colors(places, chances),
            load=np.clip(mix.load * self._factor("load", places, chances[:, 7]) * self._dried(places), 0.0, 1.0)
            * full,
            length=np.clip(mix.length * self._factor("length", places, chances[:, 7]), 0.0, 1.0) * full,
        )
        self._laid += len(places)
        return values

    def _round_dabs(self, places: Places) -> Dabs:
        """Return dabs of which only the place, the pressure and the distance matter, as quickly as may be."""
        count, radius = len(places), self.radius(places)
        x, y = self._on_pixels(places.x, places.y)
        hardness = None
        if "hardness" in self._by_target:
            hardness = _spread(
                clipped(self.brush.tip.hardness * self._factor("hardness", places, 0.5), 0.0, 1.0), count
            )
        return Dabs(
            x=x,
            y=y,
            radius_px=radius,
            flow=_spread(clipped(self.brush.flow * self._factor("flow", places, 0.5), 0.0, 1.0), count),
            ceiling=_spread(clipped(self._factor("opacity", places, 0.5), 0.0, 1.0), count),
            spacing_px=self.spacing(radius),
            distance_px=places.distance_px,
            hardness=hardness,
        )

    def _on_pixels(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        brush = self.brush
        if brush.size_px <= 1.0 and brush.tip.kind == "round" and brush.tip.hardness == 1.0:
            # A brush of one pixel paints pixels, not the parts of them that it touches.
            return np.floor(x) + 0.5, np.floor(y) + 0.5
        return x, y

    def _dried(self, places: Places) -> Floats | float:
        dry = self.brush.mix.dry_px
        return np.exp2(-places.distance_px / dry) if dry > 0.0 else 1.0

    def _scattered(
        self, x: Floats, y: Floats, radius: Floats, places: Places, chances: Floats
    ) -> tuple[Floats, Floats]:
        # A normal distribution from two even ones (Box, Muller 1958).
        far = np.sqrt(-2.0 * np.log(1.0 - chances[:, 0])) * radius * self.brush.scatter
        far = far * self._factor("scatter", places, 0.5)
        around = 2.0 * math.pi * chances[:, 1]
        return x + far * np.cos(around), y + far * np.sin(around)

    def _angle(self, places: Places, chances: Floats) -> tuple[Floats, bool]:
        """Return the tips' turn in radians, and whether there is any."""
        brush = self.brush
        angle = np.full(len(places), math.radians(brush.angle_deg))
        if brush.follow == "direction":
            angle = angle + places.direction
        elif brush.follow == "azimuth":
            angle = angle + _azimuth(places)
        elif brush.follow == "rotation":
            angle = angle + np.radians(places.rotation)
        angle = angle + np.radians(self._sum("angle", places, chances[:, 8]))
        return angle, bool(np.any(angle != 0.0))

    def _tips(self, places: Places, angle: Floats, chances: Floats) -> NDArray[np.int64]:
        count = self._tip_count
        if count <= 1:
            return np.zeros(len(places), np.int64)
        order = self.brush.tip.order
        if order == "sequence":
            return (self._laid + np.arange(len(places))) % count
        share = {
            "random": chances[:, 9],
            "angle": (places.direction / (2 * math.pi)) % 1.0,
            "pressure": places.pressure,
        }[order]
        chosen: NDArray[np.int64] = np.minimum((share * count).astype(np.int64), count - 1)
        return chosen

    def _colors(self, places: Places, chances: Floats) -> Floats | None:
        if not self.colored:
            return None
        jitter = self.brush.jitter
        either = chances[:, 9:12] * 2 - 1
        hue = either[:, 0] * jitter.hue_deg + self._sum("hue", places, chances[:, 5])
        saturation = either[:, 1] * jitter.saturation + self._sum("saturation", places, chances[:, 6])
        value = either[:, 2] * jitter.value + self._sum("value", places, chances[:, 7])
        return _rgb(self._hsv + np.stack([hue / 360, saturation, value], axis=-1))

    def _factor(self, target: Target, places: Places, chance: Floats | float) -> Floats | float:
        total: Floats | float = 1.0
        for dynamic in self._by_target.get(target, ()):
            total = total * self._value(dynamic, places, chance)
        return total

    def _sum(self, target: Target, places: Places, chance: Floats | float) -> Floats | float:
        assert target in ADDED_TARGETS
        total: Floats | float = 0.0
        for dynamic in self._by_target.get(target, ()):
            total = total + self._value(dynamic, places, chance)
        return total

    def _value(self, dynamic: Dynamic, places: Places, chance: Floats | float) -> Floats:
        share = evaluated(dynamic.points, self._input(dynamic.input, places, chance))
        return dynamic.lo + (dynamic.hi - dynamic.lo) * share

    def _input(self, name: str, places: Places, chance: Floats | float) -> Floats:
        if name == "pressure":
            return places.pressure
        if name == "speed":
            result: Floats = np.log1p(places.speed_px_s / SPEED_UNIT_PX_S) / math.log1p(
                SPEED_MOST_PX_S / SPEED_UNIT_PX_S
            )
            return result
        if name == "tilt":
            lean = np.hypot(np.tan(np.radians(places.tilt_x)), np.tan(np.radians(places.tilt_y)))
            return np.degrees(np.arctan(lean)) / TILT_MOST_DEG
        if name == "azimuth":
            return (_azimuth(places) / (2 * math.pi)) % 1.0
        if name == "rotation":
            return (places.rotation / 360.0) % 1.0
        if name == "direction":
            return (places.direction / (2 * math.pi)) % 1.0
        if name == "distance":
            return places.distance_px / (DISTANCE_DIAMETERS * self.brush.size_px)
        if name == "time":
            return places.t_s / TIME_S
        return np.broadcast_to(chance if name == "random" else self._stroke_chance, (len(places),))


def _spread(value: Floats | float, count: int) -> Floats:
    """Return one value for each of `count` places."""
    if isinstance(value, np.ndarray) and value.ndim:
        return value
    return np.full(count, value)


def _azimuth(places: Places) -> Floats:
    result: Floats = np.arctan2(np.tan(np.radians(places.tilt_y)), np.tan(np.radians(places.tilt_x)))
    return result


def _hsv(rgb: Floats) -> Floats:
    """Return hue (turns), saturation and value of (n, 3) sRGB, all 0–1."""
    most, least = rgb.max(-1), rgb.min(-1)
    span = most - least
    safe = np.where(span > 0, span, 1.0)
    red, green, blue = rgb[..., 0], rgb[..., 1], rgb[..., 2]
    hue = np.where(
        most == red,
        (green - blue) / safe,
        np.where(most == green, 2 + (blue - red) / safe, 4 + (red - green) / safe),
    )
    hue = np.where(span > 0, hue / 6 % 1.0, 0.0)
    return np.stack([hue, np.where(most > 0, span / np.where(most > 0, most, 1.0), 0.0), most], axis=-1)


def _rgb(hsv: Floats) -> Floats:
    """Return (n, 3) sRGB 0–1; hue wraps, saturation and value are clipped."""
    hue, saturation, value = hsv[..., 0] % 1.0, np.clip(hsv[..., 1], 0, 1), np.clip(hsv[..., 2], 0, 1)
    k = (np.array([5.0, 3.0, 1.0]) + hue[..., None] * 6) % 6
    result: Floats = value[..., None] * (1 - saturation[..., None] * np.clip(np.minimum(k, 4 - k), 0, 1))
    return result
