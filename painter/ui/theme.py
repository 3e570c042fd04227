"""The one table of colours, sizes, fonts and times that the whole interface is painted from.

Widgets paint themselves from `DARK`; the style sheet made here serves native pieces only (menus, scroll bars,
tooltips, line edits, popups of combo boxes). Icons are in `painter.ui.icons`, shapes in `painter.ui.widgets`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QLocale
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QKeySequence, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QProxyStyle,
    QStyle,
    QStyleFactory,
    QStyleHintReturn,
    QStyleOption,
    QWidget,
)

from painter.resources import resource


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """Colours (sRGB hex), sizes (logical pixels) and times (milliseconds) of one theme.

    Mint (``ai``) is only for what a model made, makes or will make, and for keyboard focus. All greys are neutral.
    """

    window: str = "#121212"
    panel: str = "#1B1B1B"
    raised: str = "#272727"
    hover: str = "#323232"
    selected: str = "#3A3A3A"
    row: str = "#343434"
    row_hover: str = "#232323"
    well: str = "#141414"
    pasteboard: str = "#2B2B2B"
    line: str = "#2C2C2C"
    edge: str = "#3D3D3D"
    border: str = "#767676"
    thumbnail_edge: str = "#454545"
    scroll_bar: str = "#5A5A5A"
    foot: str = "#BDBDBD"
    text: str = "#EDEDED"
    dim: str = "#B8B8B8"
    faint: str = "#959595"
    disabled: str = "#6B6B6B"
    light: str = "#EDEDED"
    on_light: str = "#161616"
    switch_on: str = "#D6D6D6"
    switch_off: str = "#2A2A2A"
    ai: str = "#78D9BF"
    ai_dim: str = "#1F3A34"
    on_ai: str = "#0C1F1A"
    warn: str = "#F2BC66"
    warn_dim: str = "#3A2F1B"
    error: str = "#FF9B8F"
    error_dim: str = "#40211E"
    on_picture: str = "#FFFFFF"
    label_red: str = "#E5534B"
    label_orange: str = "#E08A3C"
    label_yellow: str = "#D9BE3F"
    label_green: str = "#6FAE4F"
    label_blue: str = "#4F8FD9"
    label_violet: str = "#9C6FD0"
    label_grey: str = "#8A8A8A"

    radius_field: int = 6
    radius_button: int = 8
    radius_thumbnail: int = 8
    radius_floating: int = 12
    radius_dialog: int = 16
    menu_height: int = 32
    options_height: int = 40
    control_height: int = 32
    compact_height: int = 28
    chip_height: int = 24
    tab_height: int = 32
    layer_row_height: int = 44
    status_height: int = 24
    rail_width: int = 48
    dock_width: int = 320

    shadow_blur: int = 22
    shadow_drop: int = 8
    shadow_alpha: float = 0.5
    picture_scrim_alpha: float = 0.58

    hover_ms: int = 80
    toggle_ms: int = 120
    popover_ms: int = 140
    toast_ms: int = 180
    scrim_ms: int = 120
    preview_ms: int = 90
    tooltip_ms: int = 500
    toast_stays_ms: int = 6000


DARK = Tokens()

FAMILIES = (
    "Inter",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "PingFang SC",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
    "sans-serif",
)
"""Latin first, then what Chinese falls back to on Linux, macOS and Windows."""

_FONT_FILES = ("Inter-Regular.otf", "Inter-Medium.otf", "Inter-SemiBold.otf", "Inter-Bold.otf")
_REDUCE_MOTION = "painter_reduce_motion"


def color(value: str, alpha: float = 1.0) -> QColor:
    """Return a token as a colour, with `alpha` (0 to 1)."""
    made = QColor(value)
    if alpha < 1.0:
        made.setAlphaF(max(0.0, alpha))
    return made


def mixed(one: str, other: str, amount: float) -> QColor:
    """Return the colour `amount` (0 to 1) of the way from one to the other, channel by channel in sRGB."""
    a, b = QColor(one), QColor(other)
    t = min(1.0, max(0.0, amount))
    return QColor.fromRgbF(
        a.redF() + (b.redF() - a.redF()) * t,
        a.greenF() + (b.greenF() - a.greenF()) * t,
        a.blueF() + (b.blueF() - a.blueF()) * t,
    )


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two opaque colours, 1 to 21.

    Source: Web Content Accessibility Guidelines 2.2, relative luminance and contrast ratio.
    """
    bright, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(value: str) -> float:
    made = QColor(value)
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (made.redF(), made.greenF(), made.blueF())
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def font(size_px: int = 13, weight: int = 400) -> QFont:
    """Return the interface font: Inter with tabular digits, no hinting, Chinese behind it.

    Where the interface is Chinese, 500 becomes regular and 600 bold, for Noto Sans CJK has nothing between.
    """
    chinese = QLocale().language() == QLocale.Language.Chinese
    if chinese:
        weight = 400 if weight <= 500 else 700
    # A copy: whoever gets it may change it without changing everybody's.
    return QFont(_font(size_px, weight))


@lru_cache(maxsize=64)
def _font(size_px: int, weight: int) -> QFont:
    made = QFont()
    made.setFamilies(list(FAMILIES))
    made.setPixelSize(size_px)
    made.setWeight(QFont.Weight(weight))
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


def text_width(text: str, size_px: int = 13, weight: int = 400) -> float:
    """Return how wide a line of text is in logical pixels."""
    return QFontMetricsF(font(size_px, weight)).horizontalAdvance(text)


def key_text(keys: str) -> str:
    """Return a shortcut as this platform writes it; text that is no shortcut ("hold Alt") as it is."""
    sequence = QKeySequence(keys, QKeySequence.SequenceFormat.PortableText)
    if sequence.isEmpty() or "\ufffd" in sequence.toString() or not sequence.toString():
        return keys
    return sequence.toString(QKeySequence.SequenceFormat.NativeText)


def tooltip(name: str, keys: str = "", sentence: str = "") -> str:
    """Return a tooltip as rich text: name, shortcut, one sentence."""
    head = f"<b style='font-weight:600'>{_escaped(name)}</b>"
    if keys:
        head += f"&nbsp;&nbsp;<span style='color:{DARK.faint}'>{_escaped(key_text(keys))}</span>"
    tail = f"<br/><span style='color:{DARK.dim}'>{_escaped(sentence)}</span>" if sentence else ""
    return f"<qt>{head}{tail}</qt>"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def motion_ms(duration_ms: int) -> int:
    """Return how long a motion takes: as the token says, or 0 where the artist reduced motion."""
    app = QApplication.instance()
    if app is None or app.property(_REDUCE_MOTION):
        return 0
    return duration_ms


def set_reduced_motion(app: QApplication, reduced: bool) -> None:
    """Turn motion off or on, at once and everywhere."""
    app.setProperty(_REDUCE_MOTION, reduced)


def prepare_interface_size(percent: int) -> None:
    """Set the interface size, 90 to 150 percent, on top of the system's scale.

    Call it before the application object is made: Qt reads the factor once.
    """
    factor = min(150, max(90, percent)) / 100
    if factor != 1.0 and "QT_SCALE_FACTOR" not in os.environ:
        os.environ["QT_SCALE_FACTOR"] = f"{factor:g}"


def apply_theme(app: QApplication, *, reduce_motion: bool = False) -> None:
    """Give the application its font, palette, style and the style sheet of native pieces."""
    load_fonts()
    app.setStyle(_PainterStyle(QStyleFactory.create("Fusion")))
    app.setPalette(palette())
    app.setFont(font(13))
    app.setStyleSheet(style_sheet())
    set_reduced_motion(app, reduce_motion)


def load_fonts() -> None:
    """Add the shipped Inter to Qt's fonts, unless the system has it; without it the fallbacks serve."""
    if "Inter" in QFontDatabase.families():
        return
    for name in _FONT_FILES:
        QFontDatabase.addApplicationFont(str(resource("fonts", name)))


def palette(tokens: Tokens = DARK) -> QPalette:
    """Return the palette for whatever Qt paints itself."""
    made = QPalette()
    role = QPalette.ColorRole
    for which, value in (
        (role.Window, tokens.panel),
        (role.WindowText, tokens.text),
        (role.Base, tokens.raised),
        (role.AlternateBase, tokens.panel),
        (role.Text, tokens.text),
        (role.PlaceholderText, tokens.faint),
        (role.Button, tokens.raised),
        (role.ButtonText, tokens.text),
        (role.BrightText, tokens.error),
        (role.ToolTipBase, tokens.raised),
        (role.ToolTipText, tokens.text),
        (role.Highlight, tokens.selected),
        (role.HighlightedText, tokens.text),
        (role.Link, tokens.text),
        (role.LinkVisited, tokens.dim),
        (role.Light, tokens.edge),
        (role.Midlight, tokens.hover),
        (role.Mid, tokens.line),
        (role.Dark, tokens.window),
        (role.Shadow, "#000000"),
        (role.Accent, tokens.text),
    ):
        made.setColor(which, QColor(value))
    for which in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        made.setColor(QPalette.ColorGroup.Disabled, which, QColor(tokens.disabled))
    return made


class _PainterStyle(QProxyStyle):
    """Fusion with our waiting time for tooltips, popups below their field and dialog buttons without icons."""

    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returnData: QStyleHintReturn | None = None,
    ) -> int:
        if hint == QStyle.StyleHint.SH_ToolTip_WakeUpDelay:
            return DARK.tooltip_ms
        if hint in (QStyle.StyleHint.SH_ComboBox_Popup, QStyle.StyleHint.SH_DialogButtonBox_ButtonsHaveIcons):
            return 0
        return super().styleHint(hint, option, widget, returnData)


def style_sheet(t: Tokens = DARK) -> str:
    """Return the style sheet of native pieces; our own widgets take nothing from it."""
    return f"""
QToolTip {{ background: {t.raised}; color: {t.text}; border: 1px solid {t.edge}; padding: 6px 8px;
  font-size: 12px; }}
QMenuBar {{ background: {t.window}; color: {t.dim}; font-size: 12px; spacing: 0; }}
QMenuBar::item {{ background: transparent; padding: 6px 8px; border-radius: {t.radius_field}px; }}
QMenuBar::item:selected, QMenuBar::item:pressed {{ background: {t.hover}; color: {t.text}; }}
QMenu {{ background: {t.panel}; color: {t.text}; border: 1px solid {t.edge}; padding: 6px; font-size: 12px; }}
QMenu::item {{ padding: 6px 28px 6px 12px; border-radius: {t.radius_field}px; min-height: 16px; }}
QMenu::item:selected {{ background: {t.selected}; }}
QMenu::item:disabled {{ color: {t.disabled}; }}
QMenu::icon {{ padding-left: 8px; }}
QMenu::separator {{ height: 1px; background: {t.line}; margin: 6px 4px; }}
QMenu::indicator {{ width: 16px; height: 16px; left: 6px; }}
QDialog {{ background: {t.panel}; }}
QStatusBar {{ background: {t.window}; color: {t.faint}; font-size: 11px; }}
QStatusBar::item {{ border: none; }}
QLineEdit, QPlainTextEdit, QTextEdit {{ background: {t.raised}; color: {t.text}; border: 2px solid {t.raised};
  border-radius: {t.radius_field}px; padding: 3px 8px; selection-background-color: {t.border};
  selection-color: {t.on_picture}; }}
QPlainTextEdit, QTextEdit {{ border-radius: {t.radius_button}px; padding: 4px 6px; }}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus {{ border-color: {t.ai}; }}
QLineEdit:disabled {{ color: {t.disabled}; }}
QAbstractItemView {{ background: {t.panel}; color: {t.text}; border: none; outline: none;
  selection-background-color: {t.selected}; selection-color: {t.text}; }}
QComboBox QAbstractItemView {{ background: {t.panel}; border: 1px solid {t.edge}; padding: 4px; }}
QScrollArea {{ background: transparent; border: none; }}
QScrollBar:vertical {{ background: transparent; width: 8px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 8px; margin: 0; }}
QScrollBar::handle {{ background: {t.scroll_bar}; border-radius: 2px; }}
QScrollBar::handle:vertical {{ min-height: 32px; margin: 2px; }}
QScrollBar::handle:horizontal {{ min-width: 32px; margin: 2px; }}
QScrollBar::handle:hover {{ background: {t.border}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QSplitter::handle {{ background: {t.window}; }}
QCheckBox, QRadioButton, QLabel {{ background: transparent; }}
QHeaderView::section {{ background: {t.panel}; color: {t.faint}; border: none; padding: 4px 8px; }}
QSpinBox, QDoubleSpinBox {{ background: {t.raised}; border: 2px solid {t.raised}; border-radius: {t.radius_field}px;
  padding: 3px 6px; }}
QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button, QDoubleSpinBox::down-button {{ width: 0; }}
QSpinBox:focus, QDoubleSpinBox:focus {{ border-color: {t.ai}; }}
"""
