"""The row at the foot: readings, and which of them find room."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication

from painter.ui.status_row import StatusRow, memory_in_use
from tests.ui.long_words import long_words, shortened_in

pytestmark = [pytest.mark.gui, pytest.mark.usefixtures("qapp")]


class Memory:
    """Tells a size and counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self) -> int:
        self.asked += 1
        return 1_503_238_553


@pytest.fixture
def memory() -> Memory:
    return Memory()


@pytest.fixture
def row(memory: Memory) -> StatusRow:
    made = StatusRow(memory_bytes=memory)
    made.resize(1440, 24)
    return made


def filled(row: StatusRow) -> StatusRow:
    row.set_size(4096, 3072)
    row.set_zoom(0.244)
    row.set_saved(True, has_path=True)
    row.set_saved_now()
    row.set_jobs(1, 1, 0.64)
    row.set_device("GPU · 2.1 of 8 GB")
    row.show()
    QApplication.processEvents()
    return row


def test_readings_are_told_in_words(row: StatusRow) -> None:
    filled(row)
    assert row.picture.text() == "4096 × 3072 px"
    assert row.color_depth.text() == "8 bit · sRGB"
    assert row.zoom.text() == "24.4 %"
    assert row.jobs.text() == "1 painting, 1 waiting"
    assert row.jobs.accessibleDescription() == "64 percent"
    assert row.memory.text() == "Memory 1.4 GB"
    assert row.height() == 24


@pytest.mark.parametrize(("zoom", "text"), [(0.5, "50 %"), (1.0, "100 %"), (0.066, "6.6 %"), (32.0, "3200 %")])
def test_zoom_is_told_without_needless_digits(row: StatusRow, zoom: float, text: str) -> None:
    locale = QLocale()
    row.set_zoom(zoom)
    assert row.zoom.text().replace(locale.groupSeparator(), "") == text


def test_saved_says_when(row: StatusRow) -> None:
    row.set_saved(True, has_path=False)
    assert row.saved.text() == "Not saved yet"
    row.set_saved(True, has_path=True)
    assert row.saved.text() == "Saved"
    row.set_saved_now()
    assert re.fullmatch(r"Saved \d+:\d\d.*", row.saved.text())
    row.set_saved(False, has_path=True)
    assert re.fullmatch(r"Changed since \d+:\d\d.*", row.saved.text())
    row.forget_saved()
    assert row.saved.text() == "Changed"


def test_work_on_a_file_stands_in_the_place_of_saved(row: StatusRow) -> None:
    row.set_saved(True, has_path=True)
    row.set_busy("Saving Sea…")
    assert row.saved.text() == "Saving Sea…"
    row.set_busy("")
    assert row.saved.text() == "Saved"


def test_jobs_show_only_while_there_are_any(row: StatusRow) -> None:
    filled(row)
    pressed = QSignalSpy(row.jobs_pressed)
    QTest.mouseClick(row.jobs, Qt.MouseButton.LeftButton)
    assert pressed.count() == 1
    row.set_jobs(2, 0, 0.1)
    assert row.jobs.text() == "2 painting"
    row.set_jobs(0, 3)
    assert row.jobs.text() == "3 waiting"
    assert row.jobs.accessibleDescription() == ""
    row.set_jobs(0, 0)
    assert not row.jobs.isVisible()


def test_what_finds_no_room_is_left_out_least_needed_first(row: StatusRow) -> None:
    filled(row)
    seen = [item for item in row._items() if item.isVisible()]
    assert len(seen) == 7
    for width in range(1440, 100, -20):
        row.resize(width, 24)
        QApplication.processEvents()
        left = [item for item in row._items() if item.isVisible()]
        assert all(item.width() >= item.sizeHint().width() for item in left)
        assert all(item.geometry().right() < width for item in left)
    assert seen[0] is row.jobs
    assert row.minimumSizeHint().width() < 400


def test_long_words_fit(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    with long_words():
        row = filled(StatusRow(memory_bytes=memory))
        row.resize(1280, 24)
        assert shortened_in(row, monkeypatch) == []
        assert all(item.isVisible() for item in row._items())
        assert row.memory.text().startswith("Memory 1.4 GBnn") or "nn" in row.memory.text()


def test_memory_is_read_only_while_seen(row: StatusRow, memory: Memory) -> None:
    assert memory.asked == 0
    row.show()
    assert memory.asked == 1
    assert row._timer.isActive()
    row.hide()
    assert not row._timer.isActive()


def test_memory_is_the_programs_own() -> None:
    assert 10_000_000 < memory_in_use() < 100_000_000_000
