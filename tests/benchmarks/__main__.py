"""``python -m tests.benchmarks NAME [--json]``: run one benchmark and tell what it found.

NAME is a module of this package with a function ``run() -> Report``. With ``--json`` standard output holds
exactly one JSON object; whatever a peer prints meanwhile goes to standard error.
"""

from __future__ import annotations

import argparse
import importlib
import os
import pkgutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.report import Report

NOT_BENCHMARKS = {"__main__", "report"}


def benchmark_names() -> list[str]:
    """Return the names of all benchmarks."""
    folder = str(Path(__file__).parent)
    return sorted(m.name for m in pkgutil.iter_modules([folder]) if m.name not in NOT_BENCHMARKS)


@contextmanager
def stdout_kept_clean() -> Iterator[None]:
    """Send everything printed inside, by libraries and child processes too, to standard error."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        sys.stdout.flush()
        os.dup2(kept, 1)
        os.close(kept)


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark named on the command line; a missed target is told in the report, not by the exit."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("name", choices=benchmark_names(), help="which benchmark")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    chosen = parser.parse_args(arguments)
    module = importlib.import_module(f"tests.benchmarks.{chosen.name}")
    with stdout_kept_clean():
        report: Report = module.run()
    print(report.as_json() if chosen.json else report.as_text())
    return 0


if __name__ == "__main__":
    sys.exit(main())
