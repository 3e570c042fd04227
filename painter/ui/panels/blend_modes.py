"""The blend modes as artists know them from other programs: their names and their order.

What the modes compute is in `painter.pixels.modes`.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from painter.document.layer import BlendMode

_ORDER: tuple[tuple[BlendMode, ...], ...] = (
    (BlendMode.NORMAL,),
    (BlendMode.DARKEN, BlendMode.MULTIPLY, BlendMode.COLOR_BURN),
    (BlendMode.LIGHTEN, BlendMode.SCREEN, BlendMode.COLOR_DODGE, BlendMode.ADD),
    (BlendMode.OVERLAY, BlendMode.SOFT_LIGHT, BlendMode.HARD_LIGHT),
    (BlendMode.DIFFERENCE, BlendMode.EXCLUSION),
    (BlendMode.HUE, BlendMode.SATURATION, BlendMode.COLOR, BlendMode.LUMINOSITY),
)
"""Normal, what darkens, lightens, adds contrast, inverts, and what takes single components."""


def mode_name(mode: BlendMode) -> str:
    """Return a mode's name in the artist's language."""
    return _names()[mode]


def mode_groups() -> tuple[tuple[tuple[str, BlendMode], ...], ...]:
    """Return all modes as (name, mode) in the groups they are listed in."""
    names = _names()
    return tuple(tuple((names[mode], mode) for mode in group) for group in _ORDER)


def _names() -> dict[BlendMode, str]:
    tr = QCoreApplication.translate
    return {
        BlendMode.NORMAL: tr("BlendModes", "Normal"),
        BlendMode.MULTIPLY: tr("BlendModes", "Multiply"),
        BlendMode.SCREEN: tr("BlendModes", "Screen"),
        BlendMode.OVERLAY: tr("BlendModes", "Overlay"),
        BlendMode.DARKEN: tr("BlendModes", "Darken"),
        BlendMode.LIGHTEN: tr("BlendModes", "Lighten"),
        BlendMode.COLOR_DODGE: tr("BlendModes", "Colour dodge"),
        BlendMode.COLOR_BURN: tr("BlendModes", "Colour burn"),
        BlendMode.HARD_LIGHT: tr("BlendModes", "Hard light"),
        BlendMode.SOFT_LIGHT: tr("BlendModes", "Soft light"),
        BlendMode.DIFFERENCE: tr("BlendModes", "Difference"),
        BlendMode.EXCLUSION: tr("BlendModes", "Exclusion"),
        BlendMode.ADD: tr("BlendModes", "Add"),
        BlendMode.HUE: tr("BlendModes", "Hue"),
        BlendMode.SATURATION: tr("BlendModes", "Saturation"),
        BlendMode.COLOR: tr("BlendModes", "Colour"),
        BlendMode.LUMINOSITY: tr("BlendModes", "Luminosity"),
    }
