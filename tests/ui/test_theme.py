"""The table of tokens, its contrasts, the fonts and the icons."""

from __future__ import annotations

import hashlib
import re
from dataclasses import FrozenInstanceError, fields

import pytest
from PySide6.QtCore import QLocale, QRectF
from PySide6.QtGui import QColor, QFontInfo, QFontMetricsF, QIcon, QImage, QPainter
from PySide6.QtWidgets import QApplication, QStyle

from painter.resources import resource
from painter.ui.icons import OWN_ICONS, icon, known_icon, paint_icon, rendered
from painter.ui.theme import DARK, contrast, font, key_text, motion_ms, set_reduced_motion, style_sheet, tooltip

USED_ICONS = [
    "arrows-out-cardinal",
    "paint-brush",
    "eraser",
    "paint-bucket",
    "selection",
    "magic-wand",
    "crop",
    "polygon",
    "text-t",
    "eyedropper",
    "hand",
    "arrow-u-up-left",
    "arrow-u-up-right",
    "arrow-counter-clockwise",
    "arrow-clockwise",
    "corners-out",
    "eye",
    "eye-slash",
    "lock-simple",
    "folder",
    "circle-half",
    "sliders-horizontal",
    "arrows-clockwise",
    "x",
    "warning",
    "shield-check",
    "shuffle",
    "pen-nib",
    "caret-down",
    "check",
    "plus",
    "minus",
    "star",
    "star-fill",
    "image",
    "swatches",
    "stack-simple",
    "magnifying-glass",
    "dots-three",
    "funnel",
    "trash",
    "info",
    "swap",
    "gradient",
    "lasso",
    "mirror",
    "smudge",
    "clip",
    "gpu",
    "memory",
    "live",
    "recipe",
    "mark",
]


def test_tokens_are_frozen_and_every_colour_is_a_hex_value() -> None:
    with pytest.raises(FrozenInstanceError):
        DARK.ai = "#FF0000"  # type: ignore[misc]
    colours = [getattr(DARK, field.name) for field in fields(DARK) if isinstance(getattr(DARK, field.name), str)]
    assert len(colours) > 25
    assert all(re.fullmatch(r"#[0-9A-F]{6}", value) for value in colours)


def test_greys_are_neutral_so_that_chrome_never_tints_the_judgement_of_colour() -> None:
    for name in [
        "window",
        "panel",
        "raised",
        "hover",
        "selected",
        "row",
        "pasteboard",
        "line",
        "edge",
        "border",
        "text",
        "dim",
        "faint",
        "disabled",
    ]:
        colour = QColor(getattr(DARK, name))
        assert colour.red() == colour.green() == colour.blue(), name


@pytest.mark.parametrize(
    ("ink", "ground", "least"),
    [
        ("text", "panel", 14.7),
        ("text", "raised", 12.8),
        ("text", "selected", 9.7),
        ("dim", "panel", 8.7),
        ("dim", "raised", 7.5),
        ("dim", "selected", 5.7),
        ("dim", "row", 6.3),
        ("faint", "panel", 5.8),
        ("faint", "raised", 5.0),
        ("faint", "window", 6.3),
        ("ai", "panel", 10.2),
        ("ai", "ai_dim", 7.3),
        ("ai", "selected", 6.8),
        ("on_ai", "ai", 10.2),
        ("on_light", "light", 15.5),
        ("warn", "warn_dim", 7.6),
        ("error", "error_dim", 7.1),
        ("border", "panel", 3.8),
        ("border", "raised", 3.3),
        ("ai", "pasteboard", 8.4),
    ],
)
def test_contrast_is_as_designed(ink: str, ground: str, least: float) -> None:
    assert contrast(getattr(DARK, ink), getattr(DARK, ground)) >= least - 0.05  # designed to one decimal


def test_faint_on_selected_is_too_weak_which_is_why_it_is_forbidden() -> None:
    assert contrast(DARK.faint, DARK.selected) < 4.5


@pytest.mark.parametrize("picture", ["#FFFFFF", "#FFFF00", "#00FFFF", "#78D9BF"])
def test_white_text_over_any_picture_is_readable_on_the_scrim(picture: str) -> None:
    colour = QColor(picture)
    kept = 1 - DARK.picture_scrim_alpha
    scrimmed = QColor.fromRgbF(colour.redF() * kept, colour.greenF() * kept, colour.blueF() * kept)
    assert contrast(DARK.on_picture, scrimmed.name()) >= 4.5


def test_the_font_is_inter_with_digits_of_one_width(qapp: QApplication) -> None:
    metrics = QFontMetricsF(font(12, 500))
    assert QFontInfo(font(12, 500)).family() == "Inter"
    assert len({round(metrics.horizontalAdvance(digit), 1) for digit in "0123456789"}) == 1
    assert round(metrics.horizontalAdvance("1i"), 1) != round(metrics.horizontalAdvance("1m"), 1)
    assert "Noto Sans CJK SC" in font().families()


def test_in_chinese_there_are_only_two_weights(qapp: QApplication) -> None:
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    try:
        assert [font(12, weight).weight() for weight in (400, 500, 600)] == [400, 400, 700]
    finally:
        QLocale.setDefault(before)
    assert font(12, 500).weight() == 500


def test_changing_a_font_one_was_given_changes_nobody_elses(qapp: QApplication) -> None:
    mine = font(12, 400)
    mine.setPixelSize(40)
    assert font(12, 400).pixelSize() == 12


def test_the_shipped_fonts_are_small_and_their_origin_is_recorded() -> None:
    files = sorted(resource("fonts").glob("*.otf"))
    origin = resource("fonts", "ORIGIN.md").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE" in resource("fonts", "LICENSE.txt").read_text("utf-8")
    assert len(files) == 4
    assert sum(file.stat().st_size for file in files) < 3_000_000
    for file in files:
        assert f"| {file.name} | {hashlib.sha256(file.read_bytes()).hexdigest()} |" in origin


@pytest.mark.parametrize("name", USED_ICONS)
def test_every_icon_of_the_design_is_there_and_is_in_the_colour_asked_for(qapp: QApplication, name: str) -> None:
    assert known_icon(name)
    image = rendered(name, "#FF0000", 40)
    solid = [image.pixelColor(x, y) for x in range(40) for y in range(40) if image.pixelColor(x, y).alphaF() > 0.9]
    assert solid
    if name != "mark":
        assert all(colour.red() > 250 and colour.green() < 6 for colour in solid)


def test_an_icon_that_does_not_exist_is_a_mistake(qapp: QApplication) -> None:
    assert not known_icon("no-such-icon")
    with pytest.raises(KeyError):
        rendered("no-such-icon", DARK.text, 20)
    assert known_icon("ph.eye")
    assert all(known_icon(name) for name in OWN_ICONS)


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0, 3.0])
def test_icons_are_drawn_in_device_pixels(qapp: QApplication, ratio: float) -> None:
    image = QImage(round(20 * ratio), round(20 * ratio), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(0)
    painter = QPainter(image)
    paint_icon(painter, "folder", QRectF(0, 0, 20, 20), "#FFFFFF")
    painter.end()
    image.setDevicePixelRatio(1)
    assert image == rendered("folder", "#FFFFFF", round(20 * ratio))


def test_icons_for_menus_have_a_disabled_look(qapp: QApplication) -> None:
    made = icon("eye", DARK.text)
    assert made.pixmap(16, QIcon.Mode.Normal).toImage() != made.pixmap(16, QIcon.Mode.Disabled).toImage()


def test_tooltips_come_after_half_a_second(qapp: QApplication) -> None:
    assert qapp.style().styleHint(QStyle.StyleHint.SH_ToolTip_WakeUpDelay) == 500


def test_reduced_motion_makes_every_motion_instant(qapp: QApplication) -> None:
    set_reduced_motion(qapp, False)
    assert motion_ms(DARK.toast_ms) == 180
    set_reduced_motion(qapp, True)
    assert motion_ms(DARK.toast_ms) == 0


def test_tooltips_name_the_shortcut_and_escape_what_they_are_told() -> None:
    assert key_text("Ctrl+Shift+Z") == "Ctrl+Shift+Z"
    assert key_text("hold Alt") == "hold Alt"
    said = tooltip("Fill <b> & repair", "F", "One sentence.")
    assert "&lt;b&gt; &amp; repair" in said
    assert "One sentence." in said


def test_the_style_sheet_holds_no_colour_that_is_not_a_token() -> None:
    tokens = {str(getattr(DARK, field.name)) for field in fields(DARK)}
    assert set(re.findall(r"#[0-9A-Fa-f]{6}", style_sheet())) <= tokens
