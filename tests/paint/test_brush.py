"""Brushes: what they refuse."""

from __future__ import annotations

import pytest

from painter.paint.brush import PRESETS, Brush


def test_presets_have_names_of_their_own() -> None:
    assert [brush.name for brush in PRESETS] == ["Soft round", "Hard round", "Inker"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"size_px": 0.4},
        {"size_px": 2001},
        {"spacing": 0.0},
        {"scatter": 5.1},
        {"flow": -0.1},
        {"opacity": float("nan")},
        {"count": 0},
        {"accumulate": "pile"},
    ],
    ids=str,
)
def test_values_outside_their_ranges_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"not within|no way"):
        Brush(**wrong)  # type: ignore[arg-type]
