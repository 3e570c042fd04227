"""What styles and models are installed: lists for menus and reports. Torch-free; loads no weights."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from painter.errors import PainterError
from painter.resources import resource


@dataclass(frozen=True, kw_only=True, slots=True)
class FixedStyle:
    """One of the 26 built-in styles.

    Attributes:
        id: Its name in requests and files; never changes.
        name: Its name as shown.
        description: One line on how it looks.
        thumbnail: A small picture painted in it.
        index: Its row in the network.
    """

    id: str
    name: str
    description: str
    thumbnail: Path
    index: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelFile:
    """One file of weights as the manifest beside it describes it.

    Attributes:
        licence: SPDX identifier.
        parameters: How many numbers it holds.
    """

    name: str
    title: str
    path: Path
    size_bytes: int
    sha256: str
    licence: str
    origin: str
    paper: str
    parameters: int


def fixed_styles() -> tuple[FixedStyle, ...]:
    """Return the built-in styles in the order they are shown.

    Raises:
        PainterError: The installation is incomplete.
    """
    folder = resource("styles")
    return tuple(
        FixedStyle(
            id=entry["id"],
            name=entry["name"],
            description=entry["description"],
            thumbnail=folder / entry["thumbnail"],
            index=entry["index"],
        )
        for entry in _read_list(folder / "styles.json", "styles")
    )


def model_files() -> tuple[ModelFile, ...]:
    """Return the files of weights that belong to painter, whether or not they are there.

    Raises:
        PainterError: The installation is incomplete.
    """
    folder = resource("models")
    return tuple(
        ModelFile(
            name=entry["name"],
            title=entry["title"],
            path=folder / entry["file"],
            size_bytes=entry["bytes"],
            sha256=entry["sha256"],
            licence=entry["licence"],
            origin=entry["origin"],
            paper=entry["paper"],
            parameters=entry["parameters"],
        )
        for entry in _read_list(folder / "models.json", "models")
    )


def _read_list(path: Path, key: str) -> list[dict[str, Any]]:
    try:
        entries = json.loads(path.read_text("utf-8"))[key]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PainterError(
            f"painter's list of {key} ({path.name}) is missing or damaged. Install it again."
        ) from error
    return list(entries)
