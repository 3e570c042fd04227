"""Programs that start a model process in every way there is, and end in every way there is."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from tests.jobs.conftest import segments

ROOT = Path(__file__).resolve().parents[2]

ABOUT = """
import json, sys
import PySide6.QtCore
from painter.jobs.client import run_job
from painter.jobs.job import Job
from painter.jobs.process import ModelProcess
from painter.jobs.worker import WorkerOptions
from tests.jobs.runners import NAME, Ask

MARK = "the program's own main module"
with ModelProcess(WorkerOptions(runner=NAME)) as models:
    print(json.dumps(run_job(models, Job(request=Ask(act="about"), inputs={})).request))
"""
"""Without a guard around what it does, and with Qt: the worst main module there is."""

BUSY = """
import os, signal, sys
import numpy as np
from painter.jobs.client import run_job
from painter.jobs.job import Job
from painter.jobs.process import ModelProcess
from painter.jobs.worker import WorkerOptions
from tests.jobs.runners import NAME, Ask

# Who runs the tests in the background may have had Ctrl+C ignored for all that come after.
signal.signal(signal.SIGINT, signal.default_int_handler)
models = ModelProcess(WorkerOptions(runner=NAME))
job = Job(request=Ask(act=sys.argv[1]), inputs={"source": np.ones((64, 64, 4), np.uint8)})
run_job(models, job, on_event=lambda event: print(models.pid, flush=True))
"""


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"}


@pytest.mark.parametrize("way", ["script", "module", "package", "command", "input", "console script"])
def test_every_way_to_start(way: str, tmp_path: Path) -> None:
    script = tmp_path / "about.py"
    script.write_text(ABOUT, "utf-8")
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / "__main__.py").write_text(ABOUT, "utf-8")
    console = tmp_path / "about"
    console.write_text(f"#!{sys.executable}\n" + ABOUT, "utf-8")
    console.chmod(0o755)
    command = {
        "script": [sys.executable, str(script)],
        "module": [sys.executable, "-m", "about"],
        "package": [sys.executable, "-m", "pack"],
        "command": [sys.executable, "-c", ABOUT],
        "input": [sys.executable, "-"],
        "console script": [str(console)],
    }[way]
    ran = subprocess.run(
        command, input=ABOUT, cwd=tmp_path, env=environment(), capture_output=True, text=True, timeout=120
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    told = json.loads(ran.stdout)
    assert told["modules"] == []
    assert told["main"] is None


@contextmanager
def busy_program(act: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Run a program whose model process is in mid-job; give both their numbers."""
    program = subprocess.Popen(
        [sys.executable, "-c", BUSY, act],
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert program.stdout is not None
    with program:
        models = int(program.stdout.readline())
        assert psutil.pid_exists(models)
        yield program, models


def assert_all_gone(program: subprocess.Popen[str], models: int) -> tuple[str, str]:
    """Wait until no process holds the program's output any more, which is when all of them have ended."""
    said = program.communicate(timeout=120)
    assert segments(program.pid) == set()
    assert has_ended(models)
    return said


def has_ended(pid: int) -> bool:
    """Wait for the end of a process that may be nobody's child."""
    if not hasattr(os, "pidfd_open"):
        return True  # it has let go of its output, which it does only at its end
    try:
        process = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    ready, _, _ = select.select([process], [], [], 60)
    os.close(process)
    return bool(ready)


@pytest.mark.parametrize("act", ["forever", "deaf"])
def test_a_killed_program_leaves_no_process_and_no_memory(act: str) -> None:
    with busy_program(act) as (program, models):
        program.kill()
        assert_all_gone(program, models)


def test_a_program_that_is_told_to_end_leaves_nothing() -> None:
    with busy_program("deaf") as (program, models):
        program.terminate()
        assert_all_gone(program, models)


def test_ctrl_c_ends_all_without_a_word_from_the_models() -> None:
    with busy_program("forever") as (program, models):
        os.killpg(program.pid, signal.SIGINT)
        _, said = assert_all_gone(program, models)
        assert program.returncode != 0
        assert said.count("Traceback") == 1, said
        assert said.rstrip().endswith("KeyboardInterrupt")


def test_a_program_that_forgets_to_close_leaves_nothing_and_warns_of_nothing() -> None:
    forgetful = BUSY + "print(models.pid)\n"
    ran = subprocess.run(
        [sys.executable, "-c", forgetful, "echo"],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert not psutil.pid_exists(int(ran.stdout.split()[-1]))
