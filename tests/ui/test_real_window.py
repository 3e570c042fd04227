"""The program as an artist starts it: a real window on an X server, driven by real mouse and key events."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from painter.document.document import Document
from painter.document.layer import Layer
from painter.document.raster import Raster
from painter.files.opening import open_document, save_document

pytestmark = [
    pytest.mark.slow,
    pytest.mark.gui,
    pytest.mark.skipif(
        not (shutil.which("Xvfb") and shutil.which("xdotool")), reason="Xvfb or xdotool is not installed"
    ),
]

WIDTH, HEIGHT = 1440, 900
PATIENCE_S = 120.0


@pytest.fixture
def display() -> Iterator[str]:
    """An X server of the test's own, with one screen."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-nolisten", "tcp"],
        pass_fds=(write,),
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as told:
        number = told.readline().strip()
    yield f":{number}"
    server.terminate()
    server.wait()


@dataclass
class Program:
    """painter at work, and hands on its mouse and keys."""

    process: subprocess.Popen[bytes]
    display: str

    def hand(self, *words: object) -> str:
        done = subprocess.run(
            ["xdotool", *map(str, words)],
            env={**os.environ, "DISPLAY": self.display},
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        return done.stdout.strip()

    def stroke(self, *points: tuple[int, int]) -> None:
        self.hand("mousemove", *points[0], "mousedown", 1)
        for point in points[1:]:
            self.hand("mousemove", *point)
        self.hand("mouseup", 1)


def wait_for(condition: Callable[[], bool], what: str) -> None:
    until = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < until, f"{what} did not happen"
        time.sleep(0.1)


def grey_document(path: Path) -> None:
    pixels = np.full((600, 800, 4), (128, 128, 128, 255), np.uint8)
    layer = Layer(raster=Raster.from_array(800, 600, pixels), name="Grey")
    save_document(Document(width_px=800, height_px=600, layers=(layer,), active_id=layer.id), path)


@pytest.fixture
def program(display: str, own_home: Path, tmp_path: Path) -> Iterator[Program]:
    grey_document(tmp_path / "grey.ora")
    environment = {k: v for k, v in os.environ.items() if k != "QT_QPA_PLATFORM"} | {"DISPLAY": display}
    process = subprocess.Popen(
        [sys.executable, "-m", "painter.cli", str(tmp_path / "grey.ora")], env=environment, start_new_session=True
    )
    made = Program(process, display)
    wait_for(lambda: bool(made.hand("search", "--onlyvisible", "--name", "grey")), "the window")
    window = made.hand("search", "--onlyvisible", "--name", "grey").split()[-1]
    made.hand("windowfocus", window)
    time.sleep(1.0)
    yield made
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def test_paint_style_undo_save_and_quit(program: Program, tmp_path: Path) -> None:
    path = tmp_path / "grey.ora"

    def kept() -> Document:
        return open_document(path).document

    def saved_with(condition: Callable[[Document], bool]) -> Callable[[], bool]:
        def ask() -> bool:
            program.hand("key", "ctrl+s")
            time.sleep(0.7)
            return condition(kept())

        return ask

    before = kept().layer(kept().layers[0].id).raster.digest()
    program.stroke((400, 300), (480, 330), (560, 310), (640, 350))
    wait_for(saved_with(lambda d: d.layers[0].raster.digest() != before), "the stroke in the file")
    program.hand("key", "ctrl+z")
    wait_for(saved_with(lambda d: d.layers[0].raster.digest() == before), "the undone stroke in the file")
    program.stroke((400, 400), (500, 420), (600, 400))
    program.hand("key", "alt+2")
    time.sleep(0.5)
    program.hand("mousemove", 1280, 235, "click", 1)  # the first style's tile
    program.hand("key", "ctrl+Return")
    program.stroke((300, 500), (420, 520), (500, 500))
    wait_for(saved_with(lambda d: len(d.layers) == 2), "the styled layer in the file")
    top = kept().layers[1]
    assert isinstance(top, Layer) and top.recipe is not None
    program.hand("key", "ctrl+q")
    wait_for(lambda: program.process.poll() is not None, "the end of the program")
    assert program.process.returncode == 0
