"""Structured logs: one JSON object a line, rotated, never shown to the artist."""

from __future__ import annotations

import json
import logging
import logging.handlers
import sys
import time
from pathlib import Path

LOG_BYTES = 2_000_000
LOG_FILES = 5


class JsonLines(logging.Formatter):
    """Formats a record as one line of JSON with time, level, logger, message and traceback."""

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%S", time.localtime(record.created)) + f".{record.msecs:03.0f}",
            "level": record.levelname,
            "logger": record.name,
            "process": record.process,
            "thread": record.threadName,
            "message": record.getMessage(),
        }
        if record.exc_info:
            entry["traceback"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False)


def start_logging(folder: Path, *, name: str = "painter") -> Path | None:
    """Send painter's records to ``folder/name.log``; return its path, or None where it cannot be written."""
    root = logging.getLogger("painter")
    root.setLevel(logging.INFO)
    path = folder / f"{name}.log"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            path, maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8", delay=True
        )
    except OSError:
        return None
    handler.setFormatter(JsonLines())
    root.addHandler(handler)
    logging.captureWarnings(True)
    logging.raiseExceptions = False
    root.info("started, Python %s on %s", sys.version.split()[0], sys.platform)
    return path
