from __future__ import annotations

import json
import logging
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from painter import logs
from painter.logs import start_logging

log = logging.getLogger("painter.tests")


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger("painter")
    handlers, level, loud, showing = root.handlers[:], root.level, logging.raiseExceptions, warnings.showwarning
    yield
    for handler in root.handlers[:]:
        if handler not in handlers:
            root.removeHandler(handler)
            handler.close()
    logging.captureWarnings(False)
    root.setLevel(level)
    logging.raiseExceptions, warnings.showwarning = loud, showing


def entries(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_a_record_is_a_line_of_json(tmp_path: Path) -> None:
    path = start_logging(tmp_path / "deep" / "logs")
    assert path == tmp_path / "deep" / "logs" / "painter.log"
    log.info("opened %s\nwith a second line", "夢.ora")
    log.debug("not told")
    started, opened = entries(path)
    assert started["message"].startswith("started, Python 3.")
    assert opened["message"] == "opened 夢.ora\nwith a second line"
    assert (opened["level"], opened["logger"], opened["thread"]) == ("INFO", "painter.tests", "MainThread")
    assert opened["time"][10] == "T"
    assert "traceback" not in opened


def test_a_mistake_comes_with_its_traceback(tmp_path: Path, expected_logs: object) -> None:
    path = start_logging(tmp_path)
    assert path is not None
    try:
        raise ZeroDivisionError("secret detail")
    except ZeroDivisionError:
        log.exception("it failed")
    entry = entries(path)[-1]
    assert entry["message"] == "it failed"
    assert entry["traceback"].startswith("Traceback")
    assert "secret detail" in entry["traceback"]


def test_the_log_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "LOG_BYTES", 1000)
    monkeypatch.setattr(logs, "LOG_FILES", 2)
    start_logging(tmp_path)
    for number in range(100):
        log.info("line %d", number)
    files = sorted(tmp_path.iterdir())
    assert [file.name for file in files] == ["painter.log", "painter.log.1", "painter.log.2"]
    assert all(file.stat().st_size <= 1000 for file in files)
    assert entries(tmp_path / "painter.log")[-1]["message"] == "line 99"


def test_where_no_log_can_be_written_the_program_goes_on(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("in the way")
    assert start_logging(tmp_path / "logs") is None
    log.info("told to nobody")


def test_two_processes_have_logs_of_their_own(tmp_path: Path) -> None:
    assert start_logging(tmp_path, name="models") == tmp_path / "models.log"
