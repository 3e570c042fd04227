"""The library of brushes: presets by name, the artist's own, and what was changed on each."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from painter.errors import PainterError
from painter.paint.brush import HARD_ROUND, INKER, PRESETS, SOFT_ROUND, Brush
from painter.paint.brush_values import brush_value, driven_by_pressure, with_values
from painter.paint.library import RECENT, BrushLibrary
from painter.paint.presets import own_brushes


@pytest.fixture
def library() -> BrushLibrary:
    return BrushLibrary(PRESETS)


def test_values_go_by_dotted_names() -> None:
    changed = with_values(INKER, {"tip.hardness": 0.25, "smooth.level": 5.0, "flow": 0.5})
    assert (changed.tip.hardness, changed.smooth.level, changed.flow) == (0.25, 5.0, 0.5)
    assert brush_value(changed, "tip.hardness") == 0.25
    assert changed.tip.ratio == INKER.tip.ratio
    assert with_values(INKER, {"hardness": 0.1}).tip.hardness == 0.1
    with pytest.raises(ValueError, match="hardness"):
        with_values(INKER, {"tip.hardness": 2.0})
    with pytest.raises(TypeError, match="dual"):
        with_values(INKER, {"dual.spacing": 0.5})
    both = with_values(INKER, {"tip.kind": "alpha", "tip.images": ("chalk",)})  # valid only together
    assert both.tip.images == ("chalk",)


def test_pressure_is_told_by_the_dynamics() -> None:
    assert driven_by_pressure(HARD_ROUND, "size")
    assert not driven_by_pressure(SOFT_ROUND, "size")


def test_the_starter_set_stands_in_its_groups() -> None:
    groups = BrushLibrary().groups()
    assert groups[:3] == ("Sketch", "Ink", "Paint")
    assert "Smudge" in groups


def test_changes_stay_with_their_brush(library: BrushLibrary) -> None:
    library.remember_changes(replace(INKER, size_px=99))
    assert library.is_changed("Inker")
    in_use = library.in_use("Inker")
    assert in_use is not None
    assert in_use.size_px == 99
    assert library.preset("Inker") == INKER
    assert library.forget_changes("Inker") == INKER
    assert library.in_use("Inker") == INKER
    library.remember_changes(replace(INKER, size_px=50))
    library.remember_changes(INKER)
    assert not library.is_changed("Inker")


def test_own_brushes_are_kept_on_disk(library: BrushLibrary) -> None:
    heard = []
    library.brushes_changed.connect(lambda: heard.append(1))
    kept = library.save_as(replace(INKER, size_px=33), "Fat inker")
    assert library.is_own("Fat inker")
    assert not library.is_own("Inker")
    assert [brush.name for brush in library.brushes()][-1] == "Fat inker"
    assert own_brushes() == ((kept,), [])
    assert heard
    again, notes = BrushLibrary.of_the_artist()
    assert notes == []
    assert again.preset("Fat inker") == kept


def test_names_are_told_apart(library: BrushLibrary) -> None:
    with pytest.raises(PainterError, match="already"):
        library.save_as(INKER, "Hard round")
    with pytest.raises(PainterError, match="name"):
        library.save_as(INKER, "  ")
    assert library.free_name("Inker") == "Inker 2"
    library.save_as(INKER, "Inker 2")
    assert library.free_name("Inker") == "Inker 3"


def test_renaming_takes_stars_along(library: BrushLibrary) -> None:
    library.save_as(INKER, "Mine")
    library.set_favourite("Mine", True)
    library.remember_used("Mine")
    library.remember_changes(replace(library.preset("Mine") or INKER, size_px=70))
    library.rename("Mine", "Yours")
    assert library.favourites == ("Yours",)
    assert library.recent == ("Yours",)
    in_use = library.in_use("Yours")
    assert in_use is not None
    assert (in_use.name, in_use.size_px) == ("Yours", 70)
    assert library.preset("Mine") is None
    assert [brush.name for brush in own_brushes()[0]] == ["Yours"]


def test_painters_brushes_are_not_renamed_or_deleted(library: BrushLibrary) -> None:
    with pytest.raises(PainterError, match="came with painter"):
        library.rename("Inker", "Mine")
    with pytest.raises(PainterError, match="came with painter"):
        library.delete("Inker")


def test_an_own_brush_may_stand_in_a_starters_place(library: BrushLibrary) -> None:
    library.save(replace(INKER, size_px=77))
    assert [brush.name for brush in library.brushes()] == [brush.name for brush in PRESETS]
    preset = library.preset("Inker")
    assert preset is not None
    assert preset.size_px == 77
    library.set_favourite("Inker", True)
    library.delete("Inker")
    assert library.preset("Inker") == INKER
    assert library.favourites == ("Inker",)


def test_deleting_leaves_nothing(library: BrushLibrary) -> None:
    library.save_as(INKER, "Mine")
    library.set_favourite("Mine", True)
    library.remember_used("Mine")
    library.delete("Mine")
    assert library.favourites == library.recent == ()
    assert own_brushes() == ((), [])


def test_recent_ones_are_newest_first_and_few() -> None:
    many = [replace(INKER, name=f"Pen {n}") for n in range(RECENT + 4)]
    library = BrushLibrary(many, recent=["Pen 0"])
    for brush in many:
        library.remember_used(brush.name)
    library.remember_used("Pen 9")
    library.remember_used("nobody")
    assert library.recent[:3] == ("Pen 9", "Pen 11", "Pen 10")
    assert len(library.recent) == RECENT


@pytest.mark.parametrize("ending", ["zip", "json"])
def test_brushes_travel(library: BrushLibrary, tmp_path: Path, ending: str) -> None:
    mine = Brush(name="Traveller", group="Ink", size_px=12)
    library.export((mine,), tmp_path / f"mine.{ending}")
    other = BrushLibrary(PRESETS)
    brushes, notes = other.take_in(tmp_path / f"mine.{ending}")
    assert (brushes, notes) == ((mine,), [])
    assert other.preset("Traveller") == mine
    assert own_brushes()[0] == (mine,)


def test_what_holds_no_brush_gets_a_sentence(library: BrushLibrary, tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text("{", "utf-8")
    (tmp_path / "bad.zip").write_bytes(b"PK")
    for name in ("bad.json", "bad.zip"):
        with pytest.raises(PainterError, match="bad"):
            library.take_in(tmp_path / name)
    with pytest.raises(PainterError, match="one brush"):
        library.export(PRESETS, tmp_path / "many.json")
