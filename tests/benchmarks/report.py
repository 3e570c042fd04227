"""What a benchmark found: measurements, targets met or missed, and how both are told.

Shared by all benchmarks. Does not measure anything itself.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """One figure that must hold.

    Attributes:
        value: What was measured, in `unit`.
        target: The bound, in the same unit.
        bound: Whether `value` must be at least or at most `target`.
    """

    name: str
    value: float
    unit: str
    target: float
    bound: Literal["at least", "at most"]

    @property
    def ok(self) -> bool:
        return self.value >= self.target if self.bound == "at least" else self.value <= self.target


@dataclass(frozen=True, kw_only=True, slots=True)
class Measurement:
    """One figure worth knowing without a bound of its own."""

    name: str
    value: float
    unit: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """All that one benchmark found.

    Attributes:
        name: The benchmark, as given on the command line.
        notes: Plain sentences on what was compared and how.
    """

    name: str
    targets: Sequence[Target]
    measurements: Sequence[Measurement] = ()
    notes: Sequence[str] = ()
    machine: str = field(default_factory=lambda: machine_words())

    def as_json(self) -> str:
        """Return the report as one JSON object on one line."""
        content: dict[str, Any] = {
            "benchmark": self.name,
            "machine": self.machine,
            "targets": [
                {
                    "name": t.name,
                    "value": _rounded(t.value),
                    "unit": t.unit,
                    "target": t.target,
                    "bound": t.bound,
                    "ok": t.ok,
                }
                for t in self.targets
            ],
            "measurements": [
                {"name": m.name, "value": _rounded(m.value), "unit": m.unit} for m in self.measurements
            ],
            "notes": list(self.notes),
        }
        return json.dumps(content, ensure_ascii=False)

    def as_text(self) -> str:
        """Return the report as a table for people."""
        names = [m.name for m in self.measurements] + [t.name for t in self.targets]
        width = max(map(len, names), default=0)
        lines = [f"{self.name} · {self.machine}", ""]
        lines += [f"  {m.name:<{width}}  {_short(m.value):>10} {m.unit}" for m in self.measurements]
        if self.measurements:
            lines.append("")
        lines += [
            f"  {t.name:<{width}}  {_short(t.value):>10} {t.unit:<6} {t.bound} {t.target:g}   "
            f"{'ok' if t.ok else 'MISSED'}"
            for t in self.targets
        ]
        if self.notes:
            lines += ["", *(f"  {note}" for note in self.notes)]
        return "\n".join(lines)


def machine_words() -> str:
    """Return the machine in a few words: system, cores, load, Python."""
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    system = f"{platform.system()} {platform.machine()}"
    return f"{system}, {os.cpu_count()} cores{load}, Python {platform.python_version()}"


def _rounded(value: float) -> float:
    return float(f"{value:.4g}")


def _short(value: float) -> str:
    return f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}"
