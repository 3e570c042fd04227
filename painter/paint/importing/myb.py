"""MyPaint's brushes, as far as they are pen, dabs and paint; what is left out is told.

MyPaint adds what each input gives to a setting, painter multiplies; for size, which MyPaint keeps as a logarithm,
that is the same, for the others it is the same where one input drives a setting, and near where several do.

Source: libmypaint's brushsettings.json and mypaint-brush.c, version 1.6.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Any

from painter.paint.brush import LEAST_SIZE_PX, MOST_SIZE_PX, Brush, Dynamic, Input, Jitter, Mix, Smooth, Target, Tip
from painter.paint.dynamics import SPEED_MOST_PX_S, SPEED_UNIT_PX_S
from painter.paint.importing.imported import Imported

INPUTS: dict[str, Input] = {
    "pressure": "pressure",
    "random": "random",
    "stroke": "distance",
    "direction": "direction",
    "speed1": "speed",
    "speed2": "speed",
    "tilt_declination": "tilt",
    "tilt_ascension": "azimuth",
}
NOT_BROUGHT = {
    "smudge_bucket": "several smudge buckets",
    "posterize": "posterising",
    "colorize": "colourising",
    "lock_alpha": "locking alpha by the brush",
    "snap_to_pixel": "snapping to pixels",
    "gridmap_scale": "grid maps",
    "offset_x": "offsets",
    "offset_y": "offsets",
    "offset_angle": "offsets",
    "custom_input": "its own input",
    "change_color_h": "colour changing along the stroke",
    "change_color_v": "colour changing along the stroke",
    "change_color_l": "colour changing along the stroke",
    "change_color_hsv_s": "colour changing along the stroke",
    "change_color_hsl_s": "colour changing along the stroke",
}
MOST_POINTS = 8
KNOTS = 16

Curve = list[tuple[float, float]]


def read_myb(data: bytes, name: str) -> Imported:
    """Return the brush of a .myb file.

    Raises:
        ValueError: It is damaged or of MyPaint's old text format.
    """
    told = json.loads(data.decode("utf-8"))
    if not isinstance(told, dict) or not isinstance(told.get("settings"), dict):
        raise ValueError("no brush of MyPaint's")
    settings = _Settings(told["settings"])
    dynamics: list[Dynamic] = []
    size = 2.0 * math.exp(settings.base("radius_logarithmic", 2.0))
    dynamics += settings.factors("radius_logarithmic", "size", math.exp)
    flow = min(1.0, max(0.0, settings.base("opaque", 1.0)))
    dynamics += settings.shares("opaque_multiply", "flow")
    if flow > 0.0:
        dynamics += settings.shares("opaque", "flow")
    spacing = _spacing(settings)
    hardness = min(1.0, max(0.0, settings.base("hardness", 0.8)))
    dynamics += settings.shares("hardness", "hardness") if hardness > 0.0 else []
    ratio = max(1.0, settings.base("elliptical_dab_ratio", 1.0))
    follows = "direction" in settings.inputs("elliptical_dab_angle")
    angle = settings.base("elliptical_dab_angle", 90.0)
    smudge = min(1.0, max(0.0, settings.base("smudge", 0.0)))
    mixes = smudge > 0.0 or bool(settings.inputs("smudge"))
    scatter = max(0.0, settings.base("offset_by_random", 0.0))
    size_px = min(MOST_SIZE_PX, max(LEAST_SIZE_PX, size))
    brush = Brush(
        name=name,
        group="MyPaint",
        size_px=size_px,
        spacing=spacing,
        rate_hz=min(200.0, max(0.0, settings.base("dabs_per_second", 0.0))),
        flow=_line_flow(flow, settings.base("opaque_linearize", 0.9), hardness, spacing),
        accumulate="build",
        blend="erase" if settings.base("eraser", 0.0) > 0.5 else "normal",
        scatter=min(5.0, scatter / 2),
        angle_deg=(0.0 if follows else angle) % 360.0,
        follow="direction" if follows else "none",
        tip=Tip(hardness=hardness, ratio=max(0.05, 1.0 / ratio)),
        jitter=_jitter(settings),
        mix=Mix(
            mode="dull",
            load=1.0 - smudge,
            length=min(1.0, max(0.0, settings.base("smudge_length", 0.5))),
            radius=min(5.0, max(0.2, math.exp(settings.base("smudge_radius_log", 0.0)))),
            pigment=min(1.0, max(0.0, settings.base("paint_mode", 0.0))),
        )
        if mixes
        else Mix(),
        smooth=Smooth(level=min(100.0, 10.0 * max(0.0, settings.base("slow_tracking", 0.0)))),
        dynamics=tuple(dynamics),
    )
    return Imported(brushes=(brush,), notes=tuple(settings.report()))


def _spacing(settings: _Settings) -> float:
    """Return the distance of dabs in diameters."""
    dabs = max(0.0, settings.base("dabs_per_basic_radius", 0.0)) + max(
        0.0, settings.base("dabs_per_actual_radius", 2.0)
    )
    return min(2.0, max(0.01, 1.0 / (2.0 * dabs))) if dabs > 0.0 else 2.0


def _line_flow(alpha: float, linearize: float, hardness: float, spacing: float) -> float:
    """Return what a line covers whose single dabs cover `alpha` unless MyPaint has evened that out."""
    over = max(1.0, (0.5 + 0.5 * hardness) / spacing) ** (1.0 - min(1.0, max(0.0, linearize)))
    return float(min(1.0, max(0.0, 1.0 - (1.0 - alpha) ** over)))


def _jitter(settings: _Settings) -> Jitter:
    if "random" not in settings.inputs("change_color_h") and "random" not in settings.inputs("change_color_v"):
        return Jitter()
    hue, value = settings.span("change_color_h", "random"), settings.span("change_color_v", "random")
    return Jitter(hue_deg=min(180.0, 180.0 * hue), value=min(1.0, value))


class _Settings:
    """MyPaint's settings, and what of them was looked at."""

    def __init__(self, told: dict[str, Any]) -> None:
        self._told = told
        self._dropped: set[str] = set()
        self._gamma = math.exp(self.base("speed1_gamma", 4.0))

    def base(self, name: str, usual: float) -> float:
        entry = self._told.get(name, {})
        value = entry.get("base_value", usual) if isinstance(entry, dict) else usual
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
            raise ValueError(f"{name} is no number")
        return float(value)

    def inputs(self, name: str) -> dict[str, Curve]:
        entry = self._told.get(name, {})
        inputs = entry.get("inputs", {}) if isinstance(entry, dict) else {}
        if not isinstance(inputs, dict):
            raise ValueError(f"{name} has no inputs")
        found: dict[str, Curve] = {}
        for key, points in inputs.items():
            curve = [(float(x), float(y)) for x, y in points]
            if len(curve) >= 2 and any(y != 0.0 for _, y in curve):
                found[key] = curve
        return found

    def span(self, name: str, key: str) -> float:
        curve = self.inputs(name).get(key)
        return max(abs(y) for _, y in curve) if curve else 0.0

    def factors(self, name: str, target: Target, formula: Callable[[float], float]) -> Iterable[Dynamic]:
        """Return dynamics that multiply by a formula of what each input gives."""
        for key, curve in self.inputs(name).items():
            points = self._points(key, [(x, formula(max(-20.0, min(20.0, y)))) for x, y in _finer(curve)])
            if points:
                yield from self._dynamic(key, target, points)

    def shares(self, name: str, target: Target) -> list[Dynamic]:
        """Return dynamics that multiply by the setting's value over its greatest."""
        base = self.base(name, 0.0 if name == "opaque_multiply" else 1.0)
        made: list[Dynamic] = []
        for key, curve in self.inputs(name).items():
            values = [(x, max(0.0, base + y)) for x, y in curve]
            most = 1.0 if name == "opaque_multiply" else max(base, 1e-6)
            points = self._points(key, [(x, min(2.0, y / most)) for x, y in values])
            if points:
                made += self._dynamic(key, target, points)
        return made

    def _dynamic(self, key: str, target: Target, points: Curve) -> list[Dynamic]:
        low, high = min(y for _, y in points), max(y for _, y in points)
        if high - low < 1e-6:
            return [] if abs(high - 1.0) < 1e-6 else [Dynamic(target=target, input=INPUTS[key], lo=low, hi=low)]
        scaled = tuple((x, (y - low) / (high - low)) for x, y in points)
        return [Dynamic(target=target, input=INPUTS[key], lo=low, hi=min(720.0, high), points=scaled)]

    def _points(self, key: str, curve: Curve) -> Curve:
        """Return a curve over painter's input of 0 to 1, or nothing where there is no such input."""
        if key not in INPUTS:
            self._dropped.add(f"the input “{key}”")
            return []
        moved = sorted((min(1.0, max(0.0, self._input(key, x))), y) for x, y in curve)
        kept: Curve = []
        for x, y in moved:
            if kept and x - kept[-1][0] < 1e-3:
                kept[-1] = (kept[-1][0], y)
            else:
                kept.append((x, y))
        if len(kept) < 2:
            return []
        step = (len(kept) - 1) / (min(MOST_POINTS, len(kept)) - 1)
        return [kept[round(i * step)] for i in range(min(MOST_POINTS, len(kept)))]

    def _input(self, key: str, x: float) -> float:
        if key in ("speed1", "speed2"):
            m = 0.015 * (45 + self._gamma)
            q = 0.5 - m * math.log(45 + self._gamma)
            speed = max(0.0, math.exp(min(50.0, (x - q) / m)) - self._gamma)
            return math.log1p(speed / SPEED_UNIT_PX_S) / math.log1p(SPEED_MOST_PX_S / SPEED_UNIT_PX_S)
        if key == "direction":
            return x / 360.0
        if key == "tilt_declination":
            return (90.0 - x) / 60.0
        if key == "tilt_ascension":
            return (x / 360.0) % 1.0
        return x

    def report(self) -> Iterable[str]:
        """Yield a sentence for each thing that was left out."""
        for name, words in NOT_BROUGHT.items():
            known = name in ("change_color_h", "change_color_v") and set(self.inputs(name)) <= {"random"}
            if not known and (self.base(name, 0.0) != 0.0 or self.inputs(name)):
                usual = name == "gridmap_scale" and not self.inputs(name)
                if not usual:
                    self._dropped.add(words)
        for words in sorted(self._dropped):
            yield f"Left out: {words}."


def _finer(curve: Curve) -> Curve:
    """Return a curve with more knots, for a formula that bends it."""
    finer: Curve = []
    for (x0, y0), (x1, y1) in pairwise(curve):
        count = max(1, KNOTS // (len(curve) - 1))
        finer += [(x0 + (x1 - x0) * i / count, y0 + (y1 - y0) * i / count) for i in range(count)]
    return [*finer, curve[-1]]
