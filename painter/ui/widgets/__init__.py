"""The widget kit: everything the panels, bars and dialogs are made of, one widget a file."""

from painter.ui.widgets.brush_chip import BrushChip
from painter.ui.widgets.brush_list import BrushList
from painter.ui.widgets.check_box import CheckBox
from painter.ui.widgets.chip import Chip
from painter.ui.widgets.color_swatches import ColorPair, ColorSwatches
from painter.ui.widgets.color_wheel import ColorWheel
from painter.ui.widgets.drop_down import DropDown
from painter.ui.widgets.floating_card import FloatingCard
from painter.ui.widgets.hex_field import HexField
from painter.ui.widgets.hud import Hud
from painter.ui.widgets.icon_button import IconButton
from painter.ui.widgets.labels import ElidedLabel, SectionLabel, Separator
from painter.ui.widgets.mix_bar import MixBar, MixPart
from painter.ui.widgets.popover import Popover
from painter.ui.widgets.progress_line import ProgressLine
from painter.ui.widgets.push_button import ButtonKind, PushButton
from painter.ui.widgets.scroll_area import ScrollArea
from painter.ui.widgets.search_field import SearchField
from painter.ui.widgets.segmented import Segment, Segmented
from painter.ui.widgets.status_item import StatusItem
from painter.ui.widgets.style_tile import STYLE_MIME, StyleTile
from painter.ui.widgets.tabs import Tabs
from painter.ui.widgets.toast import Toast, ToastAction, ToastStack
from painter.ui.widgets.toggle import Toggle
from painter.ui.widgets.value_field import ValueField

__all__ = [
    "STYLE_MIME",
    "BrushChip",
    "BrushList",
    "ButtonKind",
    "CheckBox",
    "Chip",
    "ColorPair",
    "ColorSwatches",
    "ColorWheel",
    "DropDown",
    "ElidedLabel",
    "FloatingCard",
    "HexField",
    "Hud",
    "IconButton",
    "MixBar",
    "MixPart",
    "Popover",
    "ProgressLine",
    "PushButton",
    "ScrollArea",
    "SearchField",
    "SectionLabel",
    "Segment",
    "Segmented",
    "Separator",
    "StatusItem",
    "StyleTile",
    "Tabs",
    "Toast",
    "ToastAction",
    "ToastStack",
    "Toggle",
    "ValueField",
]
