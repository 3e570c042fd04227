"""Photoshop's blend modes and colours of labels, and ours."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from psd_tools.constants import BlendMode as PhotoshopMode
from psd_tools.constants import SheetColorType

from painter.document.layer import BlendMode, ColorLabel

TO_PHOTOSHOP: Mapping[BlendMode, PhotoshopMode] = MappingProxyType(
    {
        BlendMode.NORMAL: PhotoshopMode.NORMAL,
        BlendMode.DISSOLVE: PhotoshopMode.DISSOLVE,
        BlendMode.DARKEN: PhotoshopMode.DARKEN,
        BlendMode.MULTIPLY: PhotoshopMode.MULTIPLY,
        BlendMode.COLOR_BURN: PhotoshopMode.COLOR_BURN,
        BlendMode.LINEAR_BURN: PhotoshopMode.LINEAR_BURN,
        BlendMode.DARKER_COLOR: PhotoshopMode.DARKER_COLOR,
        BlendMode.LIGHTEN: PhotoshopMode.LIGHTEN,
        BlendMode.SCREEN: PhotoshopMode.SCREEN,
        BlendMode.COLOR_DODGE: PhotoshopMode.COLOR_DODGE,
        BlendMode.ADD: PhotoshopMode.LINEAR_DODGE,
        BlendMode.LIGHTER_COLOR: PhotoshopMode.LIGHTER_COLOR,
        BlendMode.OVERLAY: PhotoshopMode.OVERLAY,
        BlendMode.SOFT_LIGHT: PhotoshopMode.SOFT_LIGHT,
        BlendMode.HARD_LIGHT: PhotoshopMode.HARD_LIGHT,
        BlendMode.VIVID_LIGHT: PhotoshopMode.VIVID_LIGHT,
        BlendMode.LINEAR_LIGHT: PhotoshopMode.LINEAR_LIGHT,
        BlendMode.PIN_LIGHT: PhotoshopMode.PIN_LIGHT,
        BlendMode.HARD_MIX: PhotoshopMode.HARD_MIX,
        BlendMode.DIFFERENCE: PhotoshopMode.DIFFERENCE,
        BlendMode.EXCLUSION: PhotoshopMode.EXCLUSION,
        BlendMode.SUBTRACT: PhotoshopMode.SUBTRACT,
        BlendMode.DIVIDE: PhotoshopMode.DIVIDE,
        BlendMode.HUE: PhotoshopMode.HUE,
        BlendMode.SATURATION: PhotoshopMode.SATURATION,
        BlendMode.COLOR: PhotoshopMode.COLOR,
        BlendMode.LUMINOSITY: PhotoshopMode.LUMINOSITY,
    }
)
"""What is written for each mode; Behind and Erase are no modes of layers there."""
FROM_PHOTOSHOP: Mapping[PhotoshopMode, BlendMode] = MappingProxyType(
    {theirs: ours for ours, theirs in TO_PHOTOSHOP.items()}
)
"""Which of our modes a mode is."""
LABELS: Mapping[int, ColorLabel] = MappingProxyType(
    {
        int(SheetColorType.RED): ColorLabel.RED,
        int(SheetColorType.ORANGE): ColorLabel.ORANGE,
        int(SheetColorType.YELLOW): ColorLabel.YELLOW,
        int(SheetColorType.GREEN): ColorLabel.GREEN,
        int(SheetColorType.BLUE): ColorLabel.BLUE,
        int(SheetColorType.VIOLET): ColorLabel.VIOLET,
        int(SheetColorType.GRAY): ColorLabel.GREY,
    }
)
"""Which of our labels a number stands for."""
