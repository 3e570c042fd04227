"""Brushes as readable JSON: only what differs from a plain brush is written, and a wrong file gets a sentence.

A file holds one brush, or a group of them: ``{"group": "Ink", "brushes": [...]}``.
"""

from __future__ import annotations

import json
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from typing import Any, cast

from painter.errors import PainterError
from painter.paint.brush import Brush, Dual, Dynamic, Grain, Jitter, Mix, Smooth, Tip

PARTS: dict[str, type] = {
    "tip": Tip,
    "grain": Grain,
    "dual": Dual,
    "jitter": Jitter,
    "mix": Mix,
    "smooth": Smooth,
}


def brush_as_dict(brush: Brush) -> dict[str, Any]:
    """Return what differs from a plain brush, as JSON knows it."""
    return cast(dict[str, Any], _plain(brush))


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        told = {}
        for entry in fields(value):
            own = getattr(value, entry.name)
            usual = entry.default_factory() if entry.default_factory is not MISSING else entry.default
            if own != usual:
                told[entry.name] = _plain(own)
        return told
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def brush_from_dict(told: object) -> Brush:
    """Return the brush that a JSON object tells of.

    Raises:
        ValueError: What is wrong, in a few words.
    """
    if not isinstance(told, dict):
        raise ValueError("a brush is written as an object in braces")
    values = dict(told)
    for name, part in PARTS.items():
        if name in values and values[name] is not None:
            values[name] = _part(part, values[name], name)
    if "dynamics" in values:
        if not isinstance(values["dynamics"], list):
            raise ValueError("dynamics is no list")
        values["dynamics"] = tuple(_part(Dynamic, item, "dynamics") for item in values["dynamics"])
    return cast(Brush, _made(Brush, values))


def _part(kind: type, told: object, name: str) -> Any:
    if not isinstance(told, dict):
        raise ValueError(f"{name} is no object in braces")
    values = dict(told)
    if kind is Dual and "tip" in values:
        values["tip"] = _part(Tip, values["tip"], "tip")
    if kind is Tip and "images" in values:
        if not isinstance(values["images"], list) or not all(isinstance(i, str) for i in values["images"]):
            raise ValueError("images is no list of names")
        values["images"] = tuple(values["images"])
    if kind is Dynamic and "points" in values:
        values["points"] = _points(values["points"])
    return _made(kind, values)


def _points(told: object) -> tuple[tuple[float, float], ...]:
    if not isinstance(told, list) or not all(isinstance(point, list) and len(point) == 2 for point in told):
        raise ValueError("points is no list of pairs")
    try:
        return tuple((float(x), float(y)) for x, y in told)
    except (TypeError, ValueError):
        raise ValueError("points holds something that is no number") from None


def _made(kind: type, values: dict[str, Any]) -> Any:
    known = {entry.name for entry in fields(kind)}
    for name in values:
        if name not in known:
            raise ValueError(f"there is no “{name}”")
    for name in ("name", "group", "texture"):
        if name in values and not isinstance(values[name], str):
            raise ValueError(f"{name} is no text")
    try:
        return kind(**values)
    except TypeError:
        raise ValueError("something is missing or of the wrong kind") from None


def read_brushes(path: Path) -> tuple[Brush, ...]:
    """Return the brushes of a file.

    Raises:
        PainterError: The file cannot be read or tells of no brush.
    """
    try:
        content = path.read_text("utf-8")
    except OSError as error:
        raise PainterError(f"The brush file “{path.name}” cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError:
        raise PainterError(f"“{path.name}” is no brush file: it holds no text.") from None
    return brushes_from_text(content, path.name)


def brushes_from_text(content: str, name: str) -> tuple[Brush, ...]:
    """Return the brushes that a file called `name` holds.

    Raises:
        PainterError: It tells of no brush.
    """
    try:
        told = json.loads(content)
    except (json.JSONDecodeError, RecursionError):
        raise PainterError(f"“{name}” is no brush file: its text is not JSON.") from None
    try:
        if isinstance(told, dict) and "brushes" in told:
            group, entries = told.get("group", ""), told["brushes"]
            if not isinstance(entries, list):
                raise ValueError("brushes is no list")
            return tuple(
                brush_from_dict({"group": group, **entry} if isinstance(entry, dict) else entry)
                for entry in entries
            )
        return (brush_from_dict(told),)
    except ValueError as error:
        raise PainterError(f"The brush file “{name}” cannot be used: {error}.") from None


def write_brush(brush: Brush, path: Path) -> None:
    """Write one brush.

    Raises:
        PainterError: The file cannot be written.
    """
    try:
        path.write_text(json.dumps(brush_as_dict(brush), ensure_ascii=False, indent=2) + "\n", "utf-8")
    except OSError as error:
        raise PainterError(f"The brush file “{path.name}” cannot be written: {error.strerror}.") from error
