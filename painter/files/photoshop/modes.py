"""Photoshop's blend modes and ours."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from psd_tools.constants import BlendMode as PhotoshopMode

from painter.document.layer import BlendMode

TO_PHOTOSHOP: Mapping[BlendMode, PhotoshopMode] = MappingProxyType(
    {
        BlendMode.NORMAL: PhotoshopMode.NORMAL,
        BlendMode.MULTIPLY: PhotoshopMode.MULTIPLY,
        BlendMode.SCREEN: PhotoshopMode.SCREEN,
        BlendMode.OVERLAY: PhotoshopMode.OVERLAY,
        BlendMode.DARKEN: PhotoshopMode.DARKEN,
        BlendMode.LIGHTEN: PhotoshopMode.LIGHTEN,
        BlendMode.COLOR_DODGE: PhotoshopMode.COLOR_DODGE,
        BlendMode.COLOR_BURN: PhotoshopMode.COLOR_BURN,
        BlendMode.HARD_LIGHT: PhotoshopMode.HARD_LIGHT,
        BlendMode.SOFT_LIGHT: PhotoshopMode.SOFT_LIGHT,
        BlendMode.DIFFERENCE: PhotoshopMode.DIFFERENCE,
        BlendMode.EXCLUSION: PhotoshopMode.EXCLUSION,
        BlendMode.ADD: PhotoshopMode.LINEAR_DODGE,
        BlendMode.HUE: PhotoshopMode.HUE,
        BlendMode.SATURATION: PhotoshopMode.SATURATION,
        BlendMode.COLOR: PhotoshopMode.COLOR,
        BlendMode.LUMINOSITY: PhotoshopMode.LUMINOSITY,
    }
)
"""What is written for each mode."""
FROM_PHOTOSHOP: Mapping[PhotoshopMode, BlendMode] = MappingProxyType(
    {theirs: ours for ours, theirs in TO_PHOTOSHOP.items()}
)
"""Which of our modes a mode is; the others have no twin here."""
