"""A program that is killed at any moment loses nothing that was recorded."""

from __future__ import annotations

import random
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest

from painter.files.journal.recovery import recover, recoverable
from tests.files.journal.painting import alike, edits_in, states

ROOT = Path(__file__).parents[3]


def killed_painting(folder: Path, seed: int) -> int:
    """Let a child paint, kill it at a moment of chance, return how many edits were surely recorded."""
    chance = random.Random(seed)
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.files.journal.painting", str(folder), str(seed)],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        text=True,
    )
    assert child.stdout is not None
    told = -1
    try:
        until = chance.randrange(1, 25)
        while told < until:
            told = int(child.stdout.readline())
        with pytest.raises(subprocess.TimeoutExpired):
            child.wait(chance.random() * 0.1)
    finally:
        child.kill()
        rest = child.stdout.read()
        child.wait()
        child.stdout.close()
    whole_lines = rest.split("\n")[:-1]
    return int(whole_lines[-1]) if whole_lines else told


def assert_nothing_lost(folder: Path, seed: int) -> None:
    recorded = killed_painting(folder, seed)
    (entry,) = recoverable(folder)
    opened = recover(entry)
    state = edits_in(opened.document)
    assert opened.notes == ()
    assert state >= recorded
    assert alike(opened.document, next(islice(states(), state, None)))


def test_what_was_recorded_outlives_a_kill(tmp_path: Path) -> None:
    assert_nothing_lost(tmp_path, 1)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20))
def test_what_was_recorded_outlives_twenty_kills(seed: int, tmp_path: Path) -> None:
    assert_nothing_lost(tmp_path, 100 + seed)
