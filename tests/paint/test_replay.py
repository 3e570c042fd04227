"""Recorded strokes: written, read and painted again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from painter.cli import main
from painter.errors import PainterError
from painter.files.images import read_picture
from painter.paint.brush import HARD_ROUND
from painter.paint.pen import PenSample
from painter.paint.presets import starter_brush
from painter.paint.replay import RecordedStroke, read_strokes, stroke_lines
from painter.pixels.kernels import kernels, use_kernels

SAMPLES = tuple(PenSample(i / 50, 30 + 4.0 * i, 40 + i, 0.5 + i / 80, 10.0, -20.5, 5.0) for i in range(30))


@pytest.fixture(autouse=True)
def kernels_afterwards() -> object:
    before = kernels()
    yield
    use_kernels(before)


def _written(*strokes: RecordedStroke) -> list[str]:
    return [line for i, stroke in enumerate(strokes, 1) for line in stroke_lines(stroke, i)]


def test_what_is_written_is_read() -> None:
    strokes = (
        RecordedStroke(brush=starter_brush("Oil flat"), color=(200, 10, 99), samples=SAMPLES),
        RecordedStroke(
            brush=HARD_ROUND.changed(name="Mine", size_px=7), erase=True, zoom=0.5, seed=4, samples=SAMPLES[:3]
        ),
    )
    assert tuple(read_strokes(_written(*strokes), "a.jsonl")) == strokes


def test_later_lines_may_leave_out_what_stays() -> None:
    lines = [
        '{"stroke": 1, "preset": "Inker", "color": "#102030", "t": 0, "x": 1, "y": 2, "pressure": 0.5, "size": 9}',
        '{"t": 0.1, "x": 3, "y": 2}',
        "",
        '{"stroke": 2, "t": 1, "x": 3, "y": 2}',
    ]
    first, second = read_strokes(lines, "a.jsonl")
    assert first.samples[1] == PenSample(0.1, 3, 2, 0.5)
    assert (second.brush, second.color) == (first.brush, (16, 32, 48))
    assert first.brush.size_px == 9
    assert second.samples[0].pressure == 1.0


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "not JSON"),
        ("3", "no object"),
        ('{"t": 0, "x": 1}', "y is no number"),
        ('{"t": 0, "x": 1, "y": 1e9}', "not within"),
        ('{"t": 0, "x": NaN, "y": 1}', "x is no number"),
        ('{"t": 0, "x": 1, "y": 1, "pressure": 2}', "pressure 2 is not within"),
        ('{"t": 0, "x": 1, "y": 1, "preset": "Broom"}', "no brush called “Broom”"),
        ('{"t": 0, "x": 1, "y": 1, "preset": {"size_px": 0}}', "not within"),
        ('{"t": 0, "x": 1, "y": 1, "color": "red"}', "color"),
        ('{"t": 0, "x": 1, "y": 1, "tilt": 3}', "tilt"),
        ('{"t": 0, "x": 1, "y": 1, "speed": 3}', "no “speed”"),
        ('{"t": 0, "x": 1, "y": 1, "seed": -1}', "seed"),
    ],
)
def test_a_wrong_line_is_told_by_its_number(line: str, words: str) -> None:
    with pytest.raises(PainterError, match=r"Line 2 of “a\.jsonl”") as raised:
        list(read_strokes(["", line], "a.jsonl"))
    assert words in str(raised.value)


def test_the_same_file_gives_the_same_pixels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The twins define what is painted; compiling would only take time here.
    monkeypatch.setattr("painter.pixels.kernels.warm_up", lambda: None)
    strokes = [
        RecordedStroke(brush=starter_brush(name).changed(size_px=18), color=(90, 40, 20), samples=SAMPLES)
        for name in ("HB pencil", "Foliage", "Inker")
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(_written(*strokes)), "utf-8")
    pictures = []
    for out in ("one.png", "two.png"):
        told = ["replay", str(tmp_path / "a.jsonl"), "--size", "200x120", "-o", str(tmp_path / out)]
        assert main(told) == 0
        pictures.append(read_picture(tmp_path / out).pixels)
    assert (pictures[0] == pictures[1]).all()
    assert pictures[0].shape[:2] == (120, 200)
    assert pictures[0].any()


def test_a_replay_can_go_on_over_a_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("painter.pixels.kernels.warm_up", lambda: None)
    stroke = RecordedStroke(brush=starter_brush("Inker"), samples=SAMPLES)
    (tmp_path / "a.jsonl").write_text("\n".join(_written(stroke)), "utf-8")
    first = tmp_path / "first.ora"
    assert main(["replay", str(tmp_path / "a.jsonl"), "--size", "200x120", "-o", str(first)]) == 0
    again = tmp_path / "again.ora"
    assert main(["replay", str(tmp_path / "a.jsonl"), "--document", str(first), "-o", str(again)]) == 0
    assert again.exists()


def test_wrong_recordings_are_told_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"t": 0}), "utf-8")
    assert main(["replay", str(path), "-o", str(tmp_path / "x.png")]) == 2
    assert "Line 1" in capsys.readouterr().err
    assert main(["replay", str(tmp_path / "none.jsonl"), "-o", str(tmp_path / "x.png")]) == 2
    assert not (tmp_path / "x.png").exists()
