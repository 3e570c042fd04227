"""The wheel alone, in a fresh environment outside the checkout, does the main job."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from painter.files.opening import open_document

ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel once."""
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--outdir", str(out), str(ROOT)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=560)
    assert ended.returncode == 0, ended.stderr[-2000:]
    (built,) = out.glob("copainter-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into a fresh environment; return its folder of programs.

    What painter depends on is lent by the environment that runs the tests, without its own copy of painter: to
    fetch it all again would test the network.
    """
    folder = tmp_path_factory.mktemp("fresh") / "environment"
    venv.create(folder, with_pip=True, symlinks=True)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    python = programs / "python"
    command = [str(python), "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    place = subprocess.run([str(python), "-c", ask], check=True, capture_output=True, text=True).stdout.strip()
    # A plain path, so that the lender's own .pth files, which lead to the checkout, are not read.
    Path(place, "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    return programs


def run(installed: Path, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "QT_")) and k not in ("DISPLAY",)}
    kept |= {"PAINTER_HOME": str(home)}
    command = [str(installed / "painter"), *arguments]
    return subprocess.run(command, cwd=home, env=kept, capture_output=True, text=True, timeout=560)


def test_resources_and_licences_travel_in_the_wheel(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    for path in (ROOT / "resources").rglob("*"):
        if path.is_file():
            assert f"painter/_resources/{path.relative_to(ROOT / 'resources').as_posix()}" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not [name for name in names if name.startswith(("tests", "packaging", "docs"))]


def test_the_installed_program_is_the_wheels_own(installed: Path, tmp_path: Path) -> None:
    ask = "import painter, painter.resources as r; print(painter.__file__); print(r.resources_folder())"
    ended = subprocess.run([str(installed / "python"), "-c", ask], cwd=tmp_path, capture_output=True, text=True)
    module, resources = ended.stdout.split()
    assert Path(module).is_relative_to(installed.parent)
    assert Path(resources).is_relative_to(installed.parent)
    doctor = run(installed, tmp_path, "doctor")
    assert (doctor.returncode, doctor.stderr) == (0, "")


def test_the_main_job_runs_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    ended = run(installed, tmp_path, "demo", "--out", "demo")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert sorted(path.name for path in (tmp_path / "demo").iterdir()) == ["demo.ora", "demo.png", "window.png"]
    again = run(installed, tmp_path, "stylize", "demo/demo.png", "--style", "pale_wash", "-o", "wash.ora")
    assert (again.returncode, again.stderr) == (0, "")
    assert [node.name for node in open_document(tmp_path / "wash.ora").document.nodes()][-1] == "Pale wash"
