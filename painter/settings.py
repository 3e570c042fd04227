"""Where painter keeps its things, and the artist's settings: one typed, readable file.

A damaged settings file never stops the program: it is set aside and the defaults serve.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
from dataclasses import asdict, dataclass, fields, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import platformdirs

log = logging.getLogger(__name__)

APP_NAME = "painter"


@dataclass(frozen=True, slots=True)
class Folders:
    """The folders painter writes to: settings, state (recovered drawings), logs and caches."""

    config: Path
    state: Path
    logs: Path
    cache: Path

    @classmethod
    def standard(cls) -> Folders:
        """Return the platform's folders, or those below ``PAINTER_HOME`` where that is set."""
        home = os.environ.get("PAINTER_HOME")
        if home:
            root = Path(home)
            return cls(root / "config", root / "state", root / "logs", root / "cache")
        dirs = platformdirs.PlatformDirs(APP_NAME, appauthor=False)
        return cls(dirs.user_config_path, dirs.user_state_path, dirs.user_log_path, dirs.user_cache_path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the artist chose; every field has a sensible default.

    Attributes:
        undo_bytes: Memory that undo may hold.
        model_threads: CPU threads of the model process; 0 leaves one core to the pen.
        device: "auto", "cuda", "mps" or "cpu".
        recent_files: Newest first.
        favourite_styles: Ids of starred styles.
        window: Geometry of the main window, base64; empty at first.
        dock_width: Width of the panels on the right in logical pixels.
        last_folder: Where files were last opened or saved.
        favourite_brushes: Names of starred brushes.
        recent_brushes: Names of the brushes lately painted with, newest first.
        pressure_curve: What the pen's pressure counts for: 2 to 8 points (0–1, 0–1) of a monotone cubic.
    """

    undo_bytes: int = 2 << 30
    model_threads: int = 0
    device: str = "auto"
    recent_files: tuple[str, ...] = ()
    favourite_styles: tuple[str, ...] = ()
    window: str = ""
    dock_width: int = 320
    last_folder: str = ""
    favourite_brushes: tuple[str, ...] = ()
    recent_brushes: tuple[str, ...] = ()
    pressure_curve: tuple[tuple[float, float], ...] = ((0.0, 0.0), (1.0, 1.0))

    def with_recent(self, path: Path, most: int = 12) -> Settings:
        """Return the settings with a file as the most recent one."""
        rest = [name for name in self.recent_files if name != str(path)]
        return replace(self, recent_files=(str(path), *rest)[:most])


def load_settings(folders: Folders) -> Settings:
    """Return the settings on disk; defaults for what is missing or of the wrong kind."""
    path = folders.config / "settings.json"
    try:
        data = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        log.warning("settings could not be read, defaults serve: %s", error)
        return Settings()
    except (ValueError, RecursionError) as error:
        log.warning("settings are damaged, so they were set aside and defaults serve: %s", error)
        with contextlib.suppress(OSError):
            path.replace(path.with_suffix(".json.damaged"))
        return Settings()
    return _validated(data if isinstance(data, dict) else {})


def _validated(data: dict[str, Any]) -> Settings:
    defaults = Settings()
    kept: dict[str, Any] = {}
    for field in fields(Settings):
        value, default = data.get(field.name), getattr(defaults, field.name)
        if field.name == "pressure_curve":
            kept[field.name] = _curve(value) or default
        elif isinstance(default, tuple) and isinstance(value, list) and all(isinstance(v, str) for v in value):
            kept[field.name] = tuple(value)
        elif type(value) is type(default):
            kept[field.name] = value
    return Settings(**kept)


def _curve(value: object) -> tuple[tuple[float, float], ...] | None:
    """Return the points of a curve that rises from left to right; None where it is none."""
    if not isinstance(value, list) or not 2 <= len(value) <= 8:
        return None
    points = []
    for point in value:
        if not isinstance(point, list) or len(point) != 2:
            return None
        if not all(isinstance(v, (int, float)) and not isinstance(v, bool) and 0 <= v <= 1 for v in point):
            return None
        points.append((float(point[0]), float(point[1])))
    if any(b[0] - a[0] < 1e-4 for a, b in pairwise(points)):
        return None
    return tuple(points)


def save_settings(settings: Settings, folders: Folders) -> None:
    """Write the settings; a full disk is logged and costs nothing else."""
    path = folders.config / "settings.json"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(".json.new")
        temporary.write_text(json.dumps(asdict(settings), indent=2), "utf-8")
        temporary.replace(path)
    except OSError as error:
        log.warning("settings could not be saved: %s", error)
