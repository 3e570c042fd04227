"""Recorded pen input as text: one JSON line an event, so that strokes can be painted again, shared and looked at.

    {"stroke": 1, "preset": "Inker", "color": "#1a1a1e", "t": 0.0, "x": 12.5, "y": 40.0, "pressure": 0.4}
    {"stroke": 1, "t": 0.005, "x": 14.1, "y": 40.6, "pressure": 0.46, "tilt": [12, -30], "rotation": 0}

`preset` is a name of the starter set or a whole brush in braces. What a stroke's later lines leave out stays as it
was; the next stroke begins with what the last one had. `size`, `opacity`, `erase`, `zoom`, `seed` and `lock_alpha`
may stand in a stroke's first line. The same file gives the same pixels.

Reads and writes; `painter.session.Session` paints.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from painter.errors import PainterError
from painter.paint.brush import LEAST_SIZE_PX, MOST_SIZE_PX, Brush
from painter.paint.brush_json import brush_as_dict, brush_from_dict
from painter.paint.pen import PenSample
from painter.paint.presets import starter_brush, starter_brushes

COLOR = re.compile(r"#[0-9a-fA-F]{6}")
FURTHEST_PX = 1e6
KNOWN = frozenset(
    [
        "stroke",
        "preset",
        "color",
        "colour",
        "t",
        "x",
        "y",
        "pressure",
        "tilt",
        "rotation",
        "size",
        "opacity",
        "erase",
        "zoom",
        "seed",
        "lock_alpha",
    ]
)


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordedStroke:
    """One stroke.

    Attributes:
        color: sRGB, 0–255 each.
        seed: Of the brush's chances; None where the first place decides.
    """

    brush: Brush
    color: tuple[int, int, int] = (0, 0, 0)
    erase: bool = False
    zoom: float = 1.0
    seed: int | None = None
    lock_alpha: bool = False
    samples: tuple[PenSample, ...] = field(default_factory=tuple)


def read_strokes(lines: Iterable[str], name: str) -> Iterator[RecordedStroke]:
    """Yield the strokes of a recording called `name`.

    Raises:
        PainterError: A line is wrong, and which.
    """
    current: RecordedStroke | None = None
    stroke_id: object = None
    samples: list[PenSample] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            event = _event(line)
            if current is None or event.get("stroke", stroke_id) != stroke_id:
                if current is not None:
                    yield replace(current, samples=tuple(samples))
                current, stroke_id, samples = _begun(event, current), event.get("stroke"), []
            samples.append(_sample(event, samples[-1] if samples else None))
        except (ValueError, PainterError) as error:
            words = str(error).rstrip(".")
            raise PainterError(f"Line {number} of “{name}” cannot be painted: {words}.") from None
    if current is not None:
        yield replace(current, samples=tuple(samples))


def _event(line: str) -> dict[str, Any]:
    try:
        event = json.loads(line)
    except (json.JSONDecodeError, RecursionError):
        raise ValueError("it is not JSON") from None
    if not isinstance(event, dict):
        raise ValueError("it is no object in braces")
    for key in event:
        if key not in KNOWN:
            raise ValueError(f"there is no “{key}”")
    return event


def _number(event: dict[str, Any], key: str, low: float, high: float, usual: float | None = None) -> float:
    value = event.get(key, usual)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise ValueError(f"{key} is no number")
    if not low <= value <= high:
        raise ValueError(f"{key} {value:g} is not within {low:g} to {high:g}")
    return float(value)


def _begun(event: dict[str, Any], last: RecordedStroke | None) -> RecordedStroke:
    brush = last.brush if last else starter_brush("Hard round")
    color = last.color if last else (0, 0, 0)
    if "preset" in event:
        told = event["preset"]
        brush = starter_brush(told) if isinstance(told, str) else brush_from_dict(told)
    told_color = event.get("color", event.get("colour"))
    if told_color is not None:
        if not isinstance(told_color, str) or not COLOR.fullmatch(told_color):
            raise ValueError("color is not written like #1a2b3c")
        color = (int(told_color[1:3], 16), int(told_color[3:5], 16), int(told_color[5:7], 16))
    if "size" in event:
        brush = replace(brush, size_px=_number(event, "size", LEAST_SIZE_PX, MOST_SIZE_PX))
    if "opacity" in event:
        brush = replace(brush, opacity=_number(event, "opacity", 0.0, 1.0))
    seed = event.get("seed")
    if seed is not None and (isinstance(seed, bool) or not isinstance(seed, int) or seed < 0):
        raise ValueError("seed is no whole number from 0 on")
    return RecordedStroke(
        brush=brush,
        color=color,
        erase=event.get("erase", False) is True,
        zoom=_number(event, "zoom", 0.001, 1000.0, 1.0),
        seed=seed,
        lock_alpha=event.get("lock_alpha", False) is True,
    )


def _sample(event: dict[str, Any], last: PenSample | None) -> PenSample:
    tilt = event.get("tilt", [last.tilt_x_deg, last.tilt_y_deg] if last else [0, 0])
    if not isinstance(tilt, list) or len(tilt) != 2:
        raise ValueError("tilt is no pair of degrees")
    tilt_x, tilt_y = (_number({"tilt": value}, "tilt", -90.0, 90.0) for value in tilt)
    return PenSample(
        _number(event, "t", -1e12, 1e12),
        _number(event, "x", -FURTHEST_PX, FURTHEST_PX),
        _number(event, "y", -FURTHEST_PX, FURTHEST_PX),
        _number(event, "pressure", 0.0, 1.0, last.pressure if last else 1.0),
        tilt_x,
        tilt_y,
        _number(event, "rotation", -3600.0, 3600.0, last.rotation_deg if last else 0.0),
    )


def stroke_lines(stroke: RecordedStroke, stroke_id: int) -> Iterator[str]:
    """Yield the lines, without their ends, that `read_strokes` makes this stroke of."""
    for i, sample in enumerate(stroke.samples):
        event: dict[str, Any] = {"stroke": stroke_id}
        if i == 0:
            event |= _head(stroke)
        event |= {
            "t": round(sample.t_s, 6),
            "x": round(sample.x, 4),
            "y": round(sample.y, 4),
            "pressure": round(sample.pressure, 5),
        }
        if sample.tilt_x_deg or sample.tilt_y_deg or i == 0:
            event["tilt"] = [round(sample.tilt_x_deg, 2), round(sample.tilt_y_deg, 2)]
        if sample.rotation_deg or i == 0:
            event["rotation"] = round(sample.rotation_deg, 2)
        yield json.dumps(event, ensure_ascii=False)


def _head(stroke: RecordedStroke) -> dict[str, Any]:
    brush = stroke.brush
    # A preset at another size or opacity is still that preset.
    starter = next((b for b in starter_brushes() if b.name == brush.name), None)
    if starter is not None and replace(starter, size_px=brush.size_px, opacity=brush.opacity) == brush:
        head: dict[str, Any] = {"preset": brush.name}
        head |= {"size": brush.size_px} if brush.size_px != starter.size_px else {}
        head |= {"opacity": brush.opacity} if brush.opacity != starter.opacity else {}
    else:
        head = {"preset": brush_as_dict(brush)}
    head["color"] = "#{:02x}{:02x}{:02x}".format(*stroke.color)
    if stroke.erase:
        head["erase"] = True
    if stroke.zoom != 1.0:
        head["zoom"] = stroke.zoom
    if stroke.seed is not None:
        head["seed"] = stroke.seed
    if stroke.lock_alpha:
        head["lock_alpha"] = True
    return head
