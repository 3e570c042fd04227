from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from painter.ai.request import StyleRequest
from painter.demo import run_demo
from painter.document.layer import BlendMode, Group, Layer
from painter.errors import PainterError
from painter.files.opening import open_document
from painter.jobs.job import Done, Job
from painter.pixels.composite import flatten
from painter.samples import open_sample
from painter.session import Session


def negative(session: Session, job: Job) -> str:
    image = job.inputs["source"].copy()
    image[..., :3] = image[..., 3:] - image[..., :3]
    session.accept(Done(job_id=job.id, outputs={"image": image}, request=job.request))
    return ""


def test_the_sample_is_a_layered_painting_ready_to_go_on() -> None:
    session = open_sample()
    document = session.document
    assert session.title == "Dawn over the lake"
    assert session.path is None
    assert (flatten(document)[..., 3] == 255).all()
    by_name = {node.name: node for node in document.nodes()}
    assert by_name["Paper"].locked
    assert not by_name["Pencil"].visible
    assert by_name["Pencil"].mode is BlendMode.MULTIPLY
    assert isinstance(by_name["Light"], Group)
    assert {node.mode for node in by_name["Light"].children} == {BlendMode.SCREEN, BlendMode.OVERLAY}
    painting = session.paintable_layer()
    assert painting.name == "Peaks and lake"
    assert painting.raster.bounds() == document.canvas


@pytest.fixture
def pictured(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Session, Path]]:
    """Have the window only say that it was to be pictured."""
    asked: list[tuple[Session, Path]] = []
    monkeypatch.setattr("painter.app.picture_window", lambda session, path: asked.append((session, path)))
    monkeypatch.setattr("painter.demo.qt_missing", lambda: "")
    return asked


def test_the_demo_does_the_main_job(tmp_path: Path, pictured: list[tuple[Session, Path]]) -> None:
    folder = tmp_path / "new" / "demo"
    files = list(run_demo(folder, negative))
    assert files == [folder / "demo.ora", folder / "demo.png", folder / "window.png"]
    ((session, path),) = pictured
    assert path == files[2]
    document = open_document(files[0]).document
    names = [node.name for node in document.layers]
    at = names.index("Peaks and lake")
    styled, painted = document.layers[at + 1 : at + 3]
    assert isinstance(styled, Layer)
    assert isinstance(styled.recipe, StyleRequest)
    assert isinstance(painted, Layer)
    assert painted.name == "Layer 1"
    assert not painted.raster.bounds().empty
    assert document.canvas.contains(painted.raster.bounds())
    assert session.document.active_id == document.active_id == document.layers[at].id
    with Image.open(files[1]) as flat:
        assert np.array_equal(np.array(flat.convert("RGBA")), flatten(document))


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "demo").write_text("in the way")
    with pytest.raises(PainterError, match="The folder “demo” cannot be made"):
        list(run_demo(tmp_path / "demo", negative))


def test_without_qt_the_window_alone_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("painter.demo.qt_missing", lambda: "The window needs libegl1.")
    paths = run_demo(tmp_path, negative)
    assert [next(paths).name, next(paths).name] == ["demo.ora", "demo.png"]
    with pytest.raises(PainterError, match=r"left out\. The window needs libegl1"):
        next(paths)


@pytest.mark.slow
def test_the_demo_for_real_without_a_display(tmp_path: Path) -> None:
    kept = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    command = [sys.executable, "-m", "painter.cli", "demo", "--out", str(tmp_path)]
    ended = subprocess.run(command, capture_output=True, text=True, env=kept, timeout=560)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.split() == [str(tmp_path / name) for name in ("demo.ora", "demo.png", "window.png")]
    with Image.open(tmp_path / "window.png") as window:
        assert window.size == (1440, 900)
        shown = np.array(window.convert("RGB").resize((144, 90)))
    # Dark chrome all around, and a colourful picture in the middle.
    assert shown[1:4].mean() < 60
    middle = shown[20:70, 20:95].astype(int)
    assert (middle.max(axis=-1) - middle.min(axis=-1)).mean() > 20
