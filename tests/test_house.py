"""Rules of the house that a test can hold: licences beside what is shipped, imports that keep the window quick."""

from __future__ import annotations

import ast
import hashlib
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import painter
from painter.ai.styles import fixed_styles, model_files

ROOT = Path(__file__).resolve().parent.parent
RESOURCES = ROOT / "resources"
MODULES = sorted((ROOT / "painter").rglob("*.py"))
RECORDS = {"ORIGIN.md", "LICENSE.txt", "models.json", "styles.json"}
KNOWN_LICENCES = ("Apache-2.0", "CC0-1.0", "SIL Open Font License 1.1", "MIT", "BSD-3-Clause")


def shipped() -> list[Path]:
    """Return every resource that is somebody's work and no record."""
    return [p for p in sorted(RESOURCES.rglob("*")) if p.is_file() and p.name not in RECORDS]


def record_for(path: Path) -> str:
    """Return what the folder of a resource says of origins and licences."""
    records = [p for p in path.parent.iterdir() if p.name in ("ORIGIN.md", "models.json")]
    return "\n".join(p.read_text("utf-8") for p in records)


@pytest.mark.parametrize("path", shipped(), ids=lambda path: str(path.relative_to(RESOURCES)))
def test_everything_shipped_has_its_origin_and_licence_beside_it(path: Path) -> None:
    record = record_for(path)
    assert any(licence in record for licence in KNOWN_LICENCES), f"{path.parent.name} names no licence"
    named = path.name in record or f"<id>{path.suffix}" in record
    assert named, f"{path.name} is not in its folder's record"


def test_weights_are_those_that_were_recorded() -> None:
    files = model_files()
    assert {file.path.name for file in files} == {p.name for p in (RESOURCES / "models").glob("*.safetensors")}
    for file in files:
        data = file.path.read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (file.size_bytes, file.sha256)
        assert file.licence in KNOWN_LICENCES
        assert file.origin
        assert file.paper


def test_fonts_are_those_that_were_recorded() -> None:
    record = (RESOURCES / "fonts" / "ORIGIN.md").read_text("utf-8")
    told = dict(re.findall(r"\| (\S+\.otf) \| ([0-9a-f]{64}) \|", record))
    assert told == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (RESOURCES / "fonts").glob("*.otf")
    }


def test_every_style_has_its_thumbnail_and_its_words() -> None:
    styles = fixed_styles()
    assert sorted(style.index for style in styles) == list(range(26))
    assert len({style.id for style in styles}) == 26
    assert {style.thumbnail.name for style in styles} == {p.name for p in (RESOURCES / "styles").glob("*.webp")}
    assert all(style.name and style.description.endswith(".") for style in styles)
    assert sum(style.thumbnail.stat().st_size for style in styles) < 500_000


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in MODULES
        if (text := path.read_text("utf-8")).strip() and ast.get_docstring(ast.parse(text)) is None
    ]
    assert silent == []


def test_nothing_is_left_for_later() -> None:
    later = re.compile(r"\b(TODO|FIXME|XXX|raise NotImplementedError)\b")
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in MODULES
        for line in path.read_text("utf-8").splitlines()
        if later.search(line)
    ]
    assert found == []


def test_the_version_is_told_once() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == painter.__version__
    assert f"## {painter.__version__}" in (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert project["scripts"] == {"painter": "painter.cli:main"}


def imported_by(statement: str) -> set[str]:
    """Return the top names of all that a fresh process has imported after a statement."""
    code = f"import json, sys\n{statement}\nprint(json.dumps(sorted({{m.partition('.')[0] for m in sys.modules}})))"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    return set(json.loads(ended.stdout.splitlines()[-1]))


def test_the_window_starts_without_models_and_compilers() -> None:
    slow = {"torch", "safetensors", "numba", "llvmlite", "scipy", "matplotlib", "diffusers", "transformers", "onnx"}
    assert imported_by("import painter.app, painter.demo") & slow == set()


def test_the_command_line_starts_with_next_to_nothing() -> None:
    heavy = {"torch", "numba", "numpy", "PIL", "PySide6", "psutil", "safetensors"}
    assert imported_by("import painter.cli") & heavy == set()
    assert (
        imported_by("from painter.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass") & heavy == set()
    )


@pytest.mark.parametrize(
    "room", ["document", "session", "files.opening", "paint.stroke", "jobs.process", "ai.request"]
)
def test_rooms_below_the_window_know_neither_qt_nor_torch(room: str) -> None:
    assert imported_by(f"import painter.{room}") & {"PySide6", "qtawesome", "torch", "safetensors"} == set()
