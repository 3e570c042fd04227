"""Waits for things that happen in other threads and processes."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtTest import QTest

PATIENCE_S = 60.0


def wait_for(condition: Callable[[], bool], what: str = "it", *, patience_s: float = PATIENCE_S) -> None:
    """Let the event loop run until a condition holds; fail after a long time without."""
    until = time.monotonic() + patience_s
    while not condition():
        assert time.monotonic() < until, f"{what} did not happen"
        QTest.qWait(5)
