"""What a document holds and what is installed, as plain values and as text for a terminal."""

from __future__ import annotations

import hashlib
import importlib.metadata
import platform
import shutil
import subprocess
import sys
from typing import Any

import psutil

from painter import __version__
from painter.ai.request import Request, request_to_json
from painter.ai.styles import fixed_styles, model_files
from painter.document.adjustments import settings_to_json
from painter.document.document import Document
from painter.document.geometry import EMPTY_RECT
from painter.document.layer import Adjustment, ColorLabel, Group, Layer, Node
from painter.pixels.kernels import READY_MARK, cache_folder
from painter.settings import Folders, load_settings

DEVICE_TIMEOUT_S = 120.0


def describe_document(document: Document, notes: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return a document's size and layers, top to bottom, as JSON values."""
    return {
        "width_px": document.width_px,
        "height_px": document.height_px,
        "dpi": document.dpi,
        "selection": _selected(document),
        "layers": [_described(node, document.active_id) for node in reversed(document.layers)],
        "notes": list(notes),
    }


def _selected(document: Document) -> list[int] | None:
    """Return the rectangle that a selection lies in, x, y, width and height; None where nothing is selected."""
    box = EMPTY_RECT if document.selection is None else document.selection.bounds()
    return None if box.empty else [box.x0, box.y0, box.width, box.height]


def _described(node: Node, active_id: str | None) -> dict[str, Any]:
    told: dict[str, Any] = {
        "kind": "group" if isinstance(node, Group) else "layer" if isinstance(node, Layer) else "adjustment",
        "name": node.name,
        "id": node.id,
        "visible": node.visible,
        "opacity": round(node.opacity, 4),
        "mode": str(node.mode),
        "locked": node.locked,
        "clipped": node.clipped,
        "label": str(node.label),
        "mask": None if node.mask is None else {"enabled": node.mask.enabled, "linked": node.mask.linked},
        "active": node.id == active_id,
    }
    if isinstance(node, Layer):
        box = node.raster.bounds()
        told["bounds"] = None if box.empty else [box.x0, box.y0, box.width, box.height]
        told["alpha_locked"] = node.alpha_locked
        told["recipe"] = request_to_json(node.recipe) if isinstance(node.recipe, Request) else None
    elif isinstance(node, Adjustment):
        told["adjustment"] = settings_to_json(node.settings)
    else:
        told["isolated"] = node.isolated
        told["layers"] = [_described(child, active_id) for child in reversed(node.children)]
    return told


def tell_document(told: dict[str, Any]) -> str:
    """Return `describe_document`'s values as lines of text."""
    lines = [f"{told['width_px']} × {told['height_px']} px, {told['dpi']:g} dpi"]

    def add(entries: list[dict[str, Any]], depth: int) -> None:
        for entry in entries:
            parts = [entry["mode"], f"{entry['opacity']:.0%}"]
            parts += _marks(entry)
            if entry["kind"] == "adjustment":
                parts.append(entry["adjustment"]["kind"])
            elif entry["kind"] == "group":
                parts.append("group" if entry["isolated"] else "group, pass through")
            elif entry["bounds"]:
                x, y, width, height = entry["bounds"]
                parts.append(f"{width} × {height} at {x}, {y}")
            else:
                parts.append("empty")
            if entry.get("recipe"):
                styles = " + ".join(style["name"] for style in entry["recipe"]["styles"])
                parts.append(f"co-painted: {styles}, strength {entry['recipe']['strength']:g}")
            mark = "*" if entry["active"] else "-"
            lines.append(f"{'  ' * depth}{mark} {entry['name']}  ({', '.join(parts)})")
            add(entry.get("layers", []), depth + 1)

    if told["selection"]:
        x, y, width, height = told["selection"]
        lines.append(f"selected: {width} × {height} at {x}, {y}")
    add(told["layers"], 1)
    return "\n".join(lines + told["notes"])


def _marks(entry: dict[str, Any]) -> list[str]:
    mask = entry["mask"]
    marks = {
        "hidden": not entry["visible"],
        "locked": entry["locked"],
        "alpha locked": entry.get("alpha_locked", False),
        "clipped": entry["clipped"],
        "masked": mask is not None and mask["enabled"],
        "mask switched off": mask is not None and not mask["enabled"],
        f"label {entry['label']}": entry["label"] != ColorLabel.NONE,
    }
    return [word for word, on in marks.items() if on]


def describe_installation() -> dict[str, Any]:
    """Return versions, device, memory, models with checksums and the state of the caches, as JSON values."""
    folders = Folders.standard()
    memory = psutil.virtual_memory()
    disk = shutil.disk_usage(next(p for p in (folders.state, *folders.state.parents) if p.exists()))
    return {
        "painter": __version__,
        "python": sys.version.split()[0],
        "system": platform.platform(),
        "packages": {name: _version(name) for name in ("numpy", "numba", "PySide6-Essentials", "torch", "Pillow")},
        "device": {"wanted": load_settings(folders).device, "used": _device(load_settings(folders).device)},
        "cores": psutil.cpu_count(logical=False) or psutil.cpu_count() or 1,
        "memory_mb": {"total": memory.total >> 20, "free": memory.available >> 20},
        "disk_free_mb": disk.free >> 20,
        "folders": {name: str(getattr(folders, name)) for name in ("config", "state", "logs", "cache")},
        "styles": len(fixed_styles()),
        "models": [_checked_model(file) for file in model_files()],
        "kernels_compiled": (cache_folder(folders.cache) / READY_MARK).exists(),
    }


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


def _device(wanted: str) -> str:
    """Return the device that the models would use, asked of a process of its own; "unknown" where none answers."""
    ask = f"from painter.ai.device import chosen_device; print(chosen_device({wanted!r})[0].kind)"
    try:
        answer = subprocess.run(
            [sys.executable, "-c", ask], capture_output=True, text=True, timeout=DEVICE_TIMEOUT_S, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return "unknown"
    return answer.stdout.strip() or "unknown"


def _checked_model(file: Any) -> dict[str, Any]:
    try:
        digest = hashlib.sha256(file.path.read_bytes()).hexdigest()
    except OSError:
        digest = ""
    state = "ok" if digest == file.sha256 else "damaged" if digest else "missing"
    return {
        "name": file.name,
        "file": file.path.name,
        "sha256": digest,
        "licence": file.licence,
        "state": state,
        "ok": state == "ok",
    }


def tell_installation(told: dict[str, Any]) -> str:
    """Return `describe_installation`'s values as lines of text."""
    packages = ", ".join(f"{name} {version}" for name, version in told["packages"].items())
    memory = told["memory_mb"]
    lines = [
        f"painter {told['painter']}, Python {told['python']}, {told['system']}",
        packages,
        f"device: {told['device']['used']} (wanted: {told['device']['wanted']}), {told['cores']} cores",
        f"memory: {memory['free']:,} of {memory['total']:,} MB free; disk: {told['disk_free_mb']:,} MB free",
        f"brush kernels: {'compiled' if told['kernels_compiled'] else 'not yet compiled'}",
        f"{told['styles']} styles, {len(told['models'])} models:",
    ]
    lines += [f"  {m['name']}: {m['state']} ({m['licence']}, sha256 {m['sha256'][:12]})" for m in told["models"]]
    lines += [f"{name}: {path}" for name, path in told["folders"].items()]
    return "\n".join(lines)
