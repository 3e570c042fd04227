"""The row at the top: menus at the left, the document in the middle."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QIcon, QImage
from PySide6.QtWidgets import QApplication, QMenuBar

from painter.ui.icons import app_icon
from painter.ui.theme import DARK
from painter.ui.title_row import TitleRow
from tests.ui.long_words import shortened_in

pytestmark = [pytest.mark.gui, pytest.mark.usefixtures("qapp")]


@pytest.fixture
def row() -> TitleRow:
    bar = QMenuBar()
    for name in ("File", "Edit", "Layer", "Model", "View", "Window", "Help"):
        bar.addMenu(name)
    made = TitleRow(bar)
    made.resize(1440, 32)
    made.show()
    QApplication.processEvents()
    return made


def test_the_document_stands_in_the_middle(row: TitleRow) -> None:
    row.set_document("Torres at dawn", False)
    tab = row.tab
    assert tab.isVisible()
    assert abs(tab.geometry().center().x() - 720) <= 1
    assert row.height() == 32


def test_a_dot_says_that_something_is_not_saved(row: TitleRow) -> None:
    row.set_document("Torres at dawn", False)
    clean, width = row.tab.grab().toImage(), row.tab.width()
    row.set_document("Torres at dawn", True)
    assert row.tab.width() == width  # saving does not move the title
    assert row.tab.grab().toImage() != clean
    assert row.tab.accessibleName() == "Torres at dawn, not saved"
    row.set_document("Torres at dawn", False)
    assert row.tab.grab().toImage() == clean
    assert row.tab.accessibleName() == "Torres at dawn"


def test_the_tooltip_tells_the_path(row: TitleRow) -> None:
    path = Path("/paintings/Torres & dawn.ora")
    row.set_document("Torres & dawn", True, path=path)
    assert "Torres &amp; dawn.ora" in row.tab.toolTip()
    row.set_document("Untitled", True)
    assert "paintings" not in row.tab.toolTip()


def test_a_thumbnail_is_shown_before_the_title(row: TitleRow) -> None:
    row.set_document("Sea", False)
    narrow = row.tab.width()
    picture = QImage(300, 200, QImage.Format.Format_RGB32)
    picture.fill(QColor("#C02040"))
    row.set_document("Sea", False, picture)
    assert row.tab.width() == narrow + 28
    assert row.tab.grab().toImage().pixelColor(20, 18) == QColor("#C02040")
    # Another picture of the same size replaces it.
    picture.fill(QColor("#2040C0"))
    row.set_document("Sea", False, picture)
    assert row.tab.grab().toImage().pixelColor(20, 18) == QColor("#2040C0")


def test_long_names_are_shortened_and_never_reach_the_menus(row: TitleRow, monkeypatch: pytest.MonkeyPatch) -> None:
    row.set_document("A very long name of a painting that nobody would ever give one, or would they", True)
    bar = row.findChild(QMenuBar)
    assert row.tab.width() <= 320
    assert shortened_in(row, monkeypatch)
    row.resize(700, 32)
    QApplication.processEvents()
    assert row.tab.x() > bar.geometry().right()
    assert row.tab.geometry().right() < 700
    row.resize(bar.geometry().right() + 60, 32)
    QApplication.processEvents()
    assert not row.tab.isVisible()


def test_the_mark_is_painted(row: TitleRow) -> None:
    image = row.grab().toImage()
    assert image.pixelColor(22, 8).lightness() > 200  # its light ground
    assert image.pixelColor(400, 16) == QColor(DARK.window)


def test_the_window_icon_has_every_size() -> None:
    icon = app_icon()
    assert isinstance(icon, QIcon)
    sizes = sorted(size.width() for size in icon.availableSizes())
    assert (sizes[0], sizes[-1]) == (16, 256)
    for size in sizes:
        image = icon.pixmap(size, size).toImage()
        assert image.pixelColor(size // 2, size // 8).alpha() == 255
        assert image.pixelColor(0, 0).alpha() == 0
