"""A brush's values by dotted names, such as ``tip.hardness``: what fields, keys and editors read and change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from painter.paint.brush import Brush, Target


def brush_value(brush: Brush, name: str) -> Any:
    """Return a value.

    Raises:
        AttributeError: A brush has no value of this name.
    """
    value: Any = brush
    for part in name.split("."):
        value = getattr(value, part)
    return value


def with_values(brush: Brush, values: Mapping[str, Any]) -> Brush:
    """Return the brush with some values changed, all at once: one may be valid only beside another.

    Args:
        values: By dotted names, or by the names that `Brush.changed` knows besides.

    Raises:
        ValueError: A value is out of range.
        TypeError: A brush has no value of this name.
    """
    own: dict[str, Any] = {}
    parts: dict[str, dict[str, Any]] = {}
    for name, value in values.items():
        part, dot, rest = name.partition(".")
        if dot:
            parts.setdefault(part, {})[rest] = value
        else:
            own[name] = value
    for part, inner in parts.items():
        whole = own.get(part, getattr(brush, part, None))
        if whole is None:
            raise TypeError(f"a brush without {part} has no {part}.{next(iter(inner))}")
        own[part] = _with_parts(whole, inner)
    return brush.changed(**own)


def _with_parts(part: Any, values: Mapping[str, Any]) -> Any:
    """Return a part of a brush, such as its tip, with values changed; it may have parts of its own."""
    own = {name: value for name, value in values.items() if "." not in name}
    for name in {name.partition(".")[0] for name in values if "." in name}:
        inner = {key.partition(".")[2]: value for key, value in values.items() if key.startswith(f"{name}.")}
        own[name] = _with_parts(own.get(name, getattr(part, name)), inner)
    return replace(part, **own)


def driven_by_pressure(brush: Brush, target: Target) -> bool:
    """Tell whether how hard the pen presses changes this."""
    return any(dynamic.target == target and dynamic.input == "pressure" for dynamic in brush.dynamics)
