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
        own[part] = with_values(whole, inner)
    return replace(brush, **own)


def driven_by_pressure(brush: Brush, target: Target) -> bool:
    """Tell whether how hard the pen presses changes this."""
    return any(dynamic.target == target and dynamic.input == "pressure" for dynamic in brush.dynamics)
