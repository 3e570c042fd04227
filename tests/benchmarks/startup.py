"""From starting the process to the first painted window, warm: seconds, and that no torch was imported for it.

A child runs `painter.app.run_window` itself, watched from outside: once all parts of the window have been painted
and shown, it tells the time and ends. No screen is needed.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from painter.pixels import kernels
from painter.settings import Folders
from tests.benchmarks.report import Measurement, Report, Target

TURNS = 7
MOST_S = 1.2

CHILD = """
import json, os, sys, time
import painter.app
from PySide6.QtCore import QEvent, QObject, QTimer

class Watch(QObject):
    waited_for = {"TitleRow", "ToolRail", "CanvasView", "LayerList"}  # the four corners of the window

    def eventFilter(self, seen, event):
        if event.type() == QEvent.Type.Paint and self.waited_for:
            self.waited_for = self.waited_for - {type(seen).__name__}
            if not self.waited_for:
                QTimer.singleShot(0, tell)  # after what was painted has been shown
        return False

def tell():
    names = sorted({name.partition(".")[0] for name in sys.modules})
    print(json.dumps({"at": time.time(), "cpu": time.process_time(), "modules": names}), flush=True)
    os._exit(0)

watch = Watch()
make_application = painter.app.make_application

def watched(folders):
    app = make_application(folders)
    app.installEventFilter(watch)
    return app

painter.app.make_application = watched
painter.app.run_window([])
"""


def start_once(environment: dict[str, str]) -> dict[str, Any]:
    """Start a window in a process of its own; return seconds to its first picture, of computing, and imports."""
    begun = time.time()
    ended = subprocess.run(
        [sys.executable, "-c", CHILD], env=environment, capture_output=True, text=True, check=True, timeout=120
    )
    told = json.loads(ended.stdout.splitlines()[-1])
    return {"wall": told["at"] - begun, "cpu": told["cpu"], "modules": told["modules"]}


def run() -> Report:
    """Measure."""
    cache = Folders.standard().cache
    kernels.use_cache_folder(cache)
    if not kernels.cache_filled():
        kernels.fill_cache_in_subprocess().wait()
    with tempfile.TemporaryDirectory() as home:
        Path(home, "cache").symlink_to(cache, target_is_directory=True)
        environment = os.environ | {"PAINTER_HOME": home, "QT_QPA_PLATFORM": "offscreen"}
        start_once(environment)  # files into memory
        started = [start_once(environment) for _ in range(TURNS)]
    walls = [one["wall"] for one in started]
    torch = sum("torch" in one["modules"] for one in started)
    return Report(
        name="startup",
        targets=(
            Target(
                name="process start to first painted window",
                value=statistics.median(walls),
                unit="s",
                target=MOST_S,
                bound="at most",
            ),
            Target(name="starts that imported torch", value=torch, unit="of 7", target=0, bound="at most"),
        ),
        measurements=(
            Measurement(name="quickest start", value=min(walls), unit="s"),
            Measurement(
                name="processor time of a start", value=statistics.median(s["cpu"] for s in started), unit="s"
            ),
        ),
        notes=(f"Median of {TURNS} warm starts without a screen, an empty canvas, settings as at first.",),
    )
