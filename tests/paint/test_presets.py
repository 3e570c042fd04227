"""The starter set, brushes as JSON, sharing."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from painter.errors import PainterError
from painter.paint.brush import HARD_ROUND, INKER, SOFT_ROUND, Brush, Dual, Dynamic, Grain, Jitter, Mix, Tip
from painter.paint.brush_json import brush_as_dict, brush_from_dict, brushes_from_text, read_brushes
from painter.paint.curves import evaluated
from painter.paint.presets import (
    forget_brush,
    grouped,
    keep_brush,
    own_brushes,
    pictures_of,
    receive_brushes,
    share_brushes,
    starter_brush,
    starter_brushes,
)
from painter.paint.tips import brush_folder, find_picture, paper_tooth, tip_pictures


def test_the_starter_set_is_whole() -> None:
    brushes = starter_brushes()
    assert len(brushes) >= 40
    assert len({brush.name for brush in brushes}) == len(brushes)
    groups = ["Sketch", "Ink", "Paint", "Oil", "Watercolour", "Airbrush", "Texture", "Smudge", "FX"]
    assert list(grouped(brushes)) == groups
    for brush in brushes:
        for kind, name in pictures_of(brush):
            assert find_picture(kind, name).is_file()
        if brush.tip.kind != "round":
            assert 0.0 < tip_pictures(brush.tip.images, False).mean < 1.0
        if brush.grain.texture:
            tooth = paper_tooth(brush.grain.texture, brush.grain.scale)
            # Heights count by rank, so each paper takes the same paint on average.
            assert tooth.mean() == pytest.approx(127.5, abs=8)


def test_what_is_there_without_files_is_in_the_starter_set() -> None:
    for brush in (SOFT_ROUND, HARD_ROUND, INKER):
        assert starter_brush(brush.name) == brush
    with pytest.raises(PainterError, match="no brush called “Broom”"):
        starter_brush("Broom")


@pytest.mark.parametrize("brush", starter_brushes(), ids=lambda brush: brush.name)
def test_every_preset_comes_back_from_json(brush: Brush) -> None:
    told = json.loads(json.dumps(brush_as_dict(brush)))
    assert brush_from_dict(told) == brush


def test_a_brush_with_everything_comes_back_from_json() -> None:
    brush = Brush(
        name="All",
        tip=Tip(kind="lightness", images=("a", "b"), order="angle"),
        grain=Grain(texture="rough", scale=2.0, depth=0.4, anchor="stroke"),
        dual=Dual(tip=Tip(hardness=0.1), size_ratio=0.5, spacing=0.3, scatter=1.0, combine="height"),
        jitter=Jitter(hue_deg=20, stroke_value=0.1),
        mix=Mix(mode="dull", load=0.3, dry_px=200, sample="merged"),
        dynamics=(Dynamic(target="angle", input="tilt", lo=-30, hi=30, points=((0, 0), (0.5, 0.9), (1, 1))),),
    )
    assert brush_from_dict(json.loads(json.dumps(brush_as_dict(brush)))) == brush


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "not JSON"),
        ("[1, 2]", "an object in braces"),
        ('{"brushes": 3}', "no list"),
        ('{"sise_px": 3}', "no “sise_px”"),
        ('{"size_px": "3"}', "size_px is no number"),
        ('{"size_px": 9000}', "not within"),
        ('{"tip": {"kind": "alpha"}}', "images"),
        ('{"tip": 3}', "tip is no object"),
        ('{"accumulate": ["wash"]}', "no way to accumulate"),
        ('{"dynamics": [{"target": "smell"}]}', "smell"),
        ('{"dynamics": [{"target": "size", "points": [[0, 0], [0, 1]]}]}', "left to right"),
        ('{"dynamics": [{"target": "size", "points": [[0, "x"], [1, 1]]}]}', "no number"),
        ('{"dynamics": [{}]}', "missing"),
        ('{"name": 3}', "name is no text"),
        ('{"flow": null}', "flow is no number"),
    ],
)
def test_a_wrong_file_gets_a_sentence(text: str, words: str) -> None:
    with pytest.raises(PainterError, match=words) as raised:
        brushes_from_text(text, "mine.json")
    assert "mine.json" in str(raised.value)


def test_a_file_that_is_no_text_gets_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "noise.json"
    path.write_bytes(bytes(range(256)))
    with pytest.raises(PainterError, match="holds no text"):
        read_brushes(path)
    with pytest.raises(PainterError, match="cannot be read"):
        read_brushes(tmp_path / "none.json")


def test_own_brushes_are_kept_and_forgotten() -> None:
    brush = HARD_ROUND.changed(name="My/Round: 1", size_px=33)
    keep_brush(brush)
    (brush_folder() / "broken.json").write_text("{", "utf-8")
    brushes, notes = own_brushes()
    assert brushes == (brush,)
    assert len(notes) == 1
    forget_brush(brush)
    assert own_brushes()[0] == ()


def test_shared_brushes_arrive_with_their_pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = (starter_brush("Charcoal"), starter_brush("Inker"))
    share_brushes(sent, tmp_path / "set.zip")
    monkeypatch.setenv("PAINTER_HOME", str(tmp_path / "other"))
    assert receive_brushes(tmp_path / "set.zip") == sent
    assert set(own_brushes()[0]) == set(sent)
    assert find_picture("tips", "charcoal").is_relative_to(tmp_path / "other")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not a zip", None])
def test_what_is_no_set_of_brushes_gets_a_sentence(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "set.zip"
    if content is None:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("../tips/x.png", b"x")
    else:
        path.write_bytes(content)
    with pytest.raises(PainterError, match="no shared brushes"):
        receive_brushes(path)


def test_a_picture_is_looked_for_by_its_plain_name_only() -> None:
    for name in ("../../secret", "a/b", "", "none"):
        with pytest.raises(PainterError, match="which is not there"):
            find_picture("tips", name)


@given(
    inner=st.lists(st.floats(0.05, 0.95), min_size=0, max_size=4, unique_by=lambda v: round(v, 2)),
    values=st.lists(st.floats(0, 1), min_size=6, max_size=6),
)
def test_a_curve_stays_between_its_points(inner: list[float], values: list[float]) -> None:
    import numpy as np

    points = tuple(zip([0.0, *sorted(inner), 1.0], values, strict=False))
    at = np.linspace(0, 1, 200)
    curve = evaluated(points, at)
    known_x, known_y = np.array(points).T
    k = np.clip(np.searchsorted(known_x, at, side="right") - 1, 0, len(known_x) - 2)
    # The curve is kept as a table, so it cuts corners by a little.
    assert (curve >= np.minimum(known_y[k], known_y[k + 1]) - 0.05).all()
    assert (curve <= np.maximum(known_y[k], known_y[k + 1]) + 0.05).all()


def test_a_brush_is_changed_by_what_it_tells() -> None:
    brush = HARD_ROUND.changed(hardness=0.2, smoothing=40, size_least=0.5, flow_least=0.1, size_px=12)
    told = (brush.hardness, brush.smoothing, brush.size_least, brush.flow_least, brush.opacity_least, brush.size_px)
    assert told == (0.2, 40, 0.5, 0.1, 0.0, 12)
    assert brush.changed(size_least=1.0).size_least == 1.0
    for wrong in ({"hardness": 2}, {"flow_least": -1}, {"smoothing": 101}):
        with pytest.raises(ValueError, match="not within"):
            HARD_ROUND.changed(**wrong)
