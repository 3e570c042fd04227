from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from painter.settings import Folders, Settings, load_settings, save_settings


def _other(value: Any) -> Any:
    """Return another value of the same kind."""
    match value:
        case bool():
            return not value
        case int() | float():
            return value + 1
        case str():
            return "cpu" if value == "auto" else f"{value}夢"
        case ((_, _), *_):
            return ((0.0, 0.1), *value[1:])
        case _:
            return (*value, "/a/夢.ora")


CHOSEN = Settings(**{field.name: _other(field.default) for field in fields(Settings)})
"""Settings of which every one was chosen."""


@pytest.fixture
def folders(own_home: Path) -> Folders:
    return Folders.standard()


def written(folders: Folders, text: str | bytes) -> Path:
    path = folders.config / "settings.json"
    path.parent.mkdir(parents=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_settings_come_back_as_they_went(folders: Folders) -> None:
    save_settings(CHOSEN, folders)
    assert load_settings(folders) == CHOSEN
    assert [path.name for path in folders.config.iterdir()] == ["settings.json"]
    assert all(getattr(load_settings(folders), field.name) != field.default for field in fields(Settings))


def test_without_a_file_the_defaults_serve(folders: Folders) -> None:
    assert load_settings(folders) == Settings()
    assert not folders.config.exists()


def test_what_is_of_another_kind_or_unknown_is_passed_over(folders: Folders) -> None:
    odd = {
        "undo_bytes": "much",
        "model_threads": True,
        "device": 5,
        "recent_files": ["/a.ora", 7],
        "favourite_styles": ["ember"],
        "colour": "red",
    }
    written(folders, json.dumps(odd))
    assert load_settings(folders) == Settings(favourite_styles=("ember",))


@pytest.mark.parametrize("text", ["[]", "null", "7", '"x"'])
def test_json_of_another_kind_is_no_settings(folders: Folders, text: str) -> None:
    written(folders, text)
    assert load_settings(folders) == Settings()


@pytest.mark.parametrize("text", ["", "{", '{"device": "cpu"', b"\xff\xfe\x00", "[" * 100_000])
def test_damaged_settings_are_set_aside(
    folders: Folders, text: str | bytes, expected_logs: pytest.LogCaptureFixture
) -> None:
    path = written(folders, text)
    damaged = path.read_bytes()
    assert load_settings(folders) == Settings()
    assert "set aside" in expected_logs.text
    assert path.with_name("settings.json.damaged").read_bytes() == damaged
    save_settings(CHOSEN, folders)
    assert load_settings(folders) == CHOSEN


def test_a_file_that_cannot_be_read_is_left_alone(
    folders: Folders, expected_logs: pytest.LogCaptureFixture
) -> None:
    (folders.config / "settings.json").mkdir(parents=True)
    assert load_settings(folders) == Settings()
    assert "could not be read" in expected_logs.text
    assert (folders.config / "settings.json").is_dir()


def test_where_nothing_can_be_written_the_program_goes_on(
    folders: Folders, expected_logs: pytest.LogCaptureFixture
) -> None:
    folders.config.parent.mkdir(parents=True, exist_ok=True)
    folders.config.write_text("in the way")
    save_settings(CHOSEN, folders)
    assert "could not be saved" in expected_logs.text


def test_recent_files_are_kept_newest_first_once_and_few() -> None:
    settings = Settings()
    for name in "abcabd":
        settings = settings.with_recent(Path(f"/{name}.ora"), most=3)
    assert settings.recent_files == ("/d.ora", "/b.ora", "/a.ora")


def test_all_folders_follow_the_home_they_are_given(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folders = Folders.standard()
    assert all(getattr(folders, field.name).parent == own_home for field in fields(Folders))
    monkeypatch.delenv("PAINTER_HOME")
    assert all("painter" in str(getattr(Folders.standard(), field.name)) for field in fields(Folders))
