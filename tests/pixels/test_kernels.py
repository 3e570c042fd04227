"""The choice between twins and compiled kernels, and the cache."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from painter.pixels import kernels as module
from painter.pixels.kernels import (
    TWINS,
    Kernels,
    cache_filled,
    cache_folder,
    fill_cache_in_subprocess,
    kernels,
    kernels_ready,
    use_cache_folder,
    use_kernels,
    warm_up,
)


@pytest.fixture(autouse=True)
def twins_afterwards(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("NUMBA_CACHE_DIR", os.environ.get("NUMBA_CACHE_DIR", ""))
    use_kernels(TWINS)
    yield
    use_kernels(TWINS)


def test_twins_serve_until_the_compiled_kernels_are_there(
    compiled: Kernels, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert kernels() is TWINS
    assert not kernels_ready()
    monkeypatch.setattr("painter.pixels.compiled.compiled_kernels", lambda: compiled)
    warm_up()
    assert kernels() is compiled
    assert kernels_ready()
    monkeypatch.setattr("painter.pixels.compiled.compiled_kernels", lambda: pytest.fail("compiled twice"))
    warm_up()


def test_twins_go_on_serving_where_numba_fails(
    monkeypatch: pytest.MonkeyPatch, expected_logs: pytest.LogCaptureFixture
) -> None:
    def broken() -> Kernels:
        raise RuntimeError("no compiler here")

    monkeypatch.setattr("painter.pixels.compiled.compiled_kernels", broken)
    warm_up()
    assert kernels() is TWINS
    assert "twins serve" in expected_logs.text


def test_every_state_of_the_sources_has_a_cache_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = cache_folder(tmp_path)
    assert here.parent == tmp_path
    assert here == cache_folder(tmp_path)
    other = tmp_path / "other"
    shutil.copytree(Path(module.__file__).parent, other, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(module, "__file__", str(other / "kernels.py"))
    assert cache_folder(tmp_path) == here
    for name in ("modes.py", "reference.py", "program.py", "compiled/blending.py"):
        source = other / name
        text = source.read_text("utf-8")
        source.write_text(text + "# changed", "utf-8")
        assert cache_folder(tmp_path) != here
        source.write_text(text, "utf-8")


def test_the_cache_follows_every_module_that_kernels_are_compiled_from() -> None:
    folder = Path(module.__file__).parent
    imported = set()
    for source in (folder / module.COMPILED).glob("*.py"):
        imported |= set(re.findall(r"from painter\.(?:pixels|document)\.(\w+) import", source.read_text("utf-8")))
        if "from painter.pixels import modes" in source.read_text("utf-8"):
            imported.add("modes")
    covered = {Path(name).stem for name in module.COMPILED_FROM} | {module.COMPILED}
    # The table of kernels, the geometry (its one constant is in the digest) and addresses compile into nothing.
    assert imported - {"kernels", "geometry", "raster"} == covered


def test_a_cache_counts_as_filled_once_it_is_complete(tmp_path: Path) -> None:
    folder = use_cache_folder(tmp_path)
    assert os.environ["NUMBA_CACHE_DIR"] == str(folder)
    assert not cache_filled()
    folder.mkdir()
    (folder / module.READY_MARK).touch()
    assert cache_filled()


def test_showing_a_document_imports_no_numba() -> None:
    code = (
        "import sys, painter.pixels.composite, painter.pixels.mips, painter.pixels.resample, painter.paint.stroke;"
        "sys.exit('numba' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0


@pytest.mark.slow
def test_a_child_fills_the_cache_and_the_next_process_is_quick(tmp_path: Path) -> None:
    stale = tmp_path / "0123456789abcdef"
    stale.mkdir()
    (stale / module.READY_MARK).touch()
    use_cache_folder(tmp_path)
    child = fill_cache_in_subprocess()
    assert child.wait(timeout=300) == 0
    assert cache_filled()
    assert not stale.exists()
    code = (
        "from painter.pixels.kernels import warm_up, kernels_ready; warm_up();"
        "from painter.pixels.compiled import compositing, pictures, strokes;"
        "made = [f.stats for m in (compositing, pictures, strokes) for f in vars(m).values()"
        "        if hasattr(f, 'stats') and f.nopython_signatures];"
        "print(kernels_ready(), sum(sum(s.cache_misses.values()) for s in made),"
        "      sum(sum(s.cache_hits.values()) for s in made))"
    )
    ran = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60)
    ready, misses, hits = ran.stdout.split()
    assert (ready, misses) == ("True", "0")
    assert int(hits) >= 7
