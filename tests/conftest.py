"""Fixtures every test lives with: a home of its own, no log warnings unasked for, nothing left running."""

from __future__ import annotations

import logging
import multiprocessing
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# The machine is shared and slow at times: how long one example takes says nothing.
settings.register_profile("painter", deadline=None, max_examples=40)
settings.load_profile("painter")


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the test folders of its own for settings, state and cache."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("PAINTER_HOME", str(home))
    return home


@pytest.fixture(autouse=True)
def no_unexpected_warnings(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail a test that logs a warning or worse, unless it says so with ``expected_logs``."""
    yield
    if "expected_logs" in request.fixturenames:
        return
    seen = [
        record
        for phase in ("setup", "call", "teardown")
        for record in caplog.get_records(phase)
        if record.levelno >= logging.WARNING and record.name.startswith("painter")
    ]
    assert not seen, f"unexpected log records: {[record.getMessage() for record in seen]}"


@pytest.fixture
def expected_logs(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Allow warnings in this test, and hand them over for looking at."""
    return caplog


@pytest.fixture(autouse=True)
def nothing_left_running() -> Iterator[None]:
    """Fail a test that leaves a thread or child process behind (after a short grace)."""
    threads = set(threading.enumerate())
    processes = {process.pid for process in multiprocessing.active_children()}
    yield
    until = time.monotonic() + 5.0
    while True:
        left_threads = [
            t for t in threading.enumerate() if t not in threads and t.is_alive() and not _belongs_to_the_house(t)
        ]
        left_processes = [p for p in multiprocessing.active_children() if p.pid not in processes]
        if not (left_threads or left_processes):
            return
        if time.monotonic() > until:
            break
        time.sleep(0.02)
    for process in left_processes:
        process.kill()
    pytest.fail(f"left running: {left_threads + left_processes}")


def _belongs_to_the_house(thread: threading.Thread) -> bool:
    """Tell whether a thread lives as long as the program by design (the compositor's pool).

    A “Dummy-1” is what Python 3.11 still lists of a thread of Qt's that has ended; one that has not ends the
    program with Qt's own complaint.
    """
    return thread.name.startswith(("painter-pixels", "Dummy-"))
