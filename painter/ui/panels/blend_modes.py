"""The blend modes as artists know them from other programs: their names and their order.

What the modes compute is in `painter.pixels.modes`.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from painter.document.layer import BlendMode

_ORDER: tuple[tuple[BlendMode, ...], ...] = (
    (BlendMode.NORMAL, BlendMode.DISSOLVE, BlendMode.BEHIND, BlendMode.ERASE),
    (
        BlendMode.DARKEN,
        BlendMode.MULTIPLY,
        BlendMode.COLOR_BURN,
        BlendMode.LINEAR_BURN,
        BlendMode.DARKER_COLOR,
    ),
    (BlendMode.LIGHTEN, BlendMode.SCREEN, BlendMode.COLOR_DODGE, BlendMode.ADD, BlendMode.LIGHTER_COLOR),
    (
        BlendMode.OVERLAY,
        BlendMode.SOFT_LIGHT,
        BlendMode.HARD_LIGHT,
        BlendMode.VIVID_LIGHT,
        BlendMode.LINEAR_LIGHT,
        BlendMode.PIN_LIGHT,
        BlendMode.HARD_MIX,
    ),
    (BlendMode.DIFFERENCE, BlendMode.EXCLUSION, BlendMode.SUBTRACT, BlendMode.DIVIDE),
    (BlendMode.HUE, BlendMode.SATURATION, BlendMode.COLOR, BlendMode.LUMINOSITY),
)
"""What lays paint as it is, darkens, lightens, adds contrast, compares, and what takes single components."""


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
        BlendMode.DISSOLVE: tr("BlendModes", "Dissolve"),
        BlendMode.BEHIND: tr("BlendModes", "Behind"),
        BlendMode.ERASE: tr("BlendModes", "Erase"),
        BlendMode.DARKEN: tr("BlendModes", "Darken"),
        BlendMode.MULTIPLY: tr("BlendModes", "Multiply"),
        BlendMode.COLOR_BURN: tr("BlendModes", "Colour burn"),
        BlendMode.LINEAR_BURN: tr("BlendModes", "Linear burn"),
        BlendMode.DARKER_COLOR: tr("BlendModes", "Darker colour"),
        BlendMode.LIGHTEN: tr("BlendModes", "Lighten"),
        BlendMode.SCREEN: tr("BlendModes", "Screen"),
        BlendMode.COLOR_DODGE: tr("BlendModes", "Colour dodge"),
        BlendMode.ADD: tr("BlendModes", "Add"),
        BlendMode.LIGHTER_COLOR: tr("BlendModes", "Lighter colour"),
        BlendMode.OVERLAY: tr("BlendModes", "Overlay"),
        BlendMode.SOFT_LIGHT: tr("BlendModes", "Soft light"),
        BlendMode.HARD_LIGHT: tr("BlendModes", "Hard light"),
        BlendMode.VIVID_LIGHT: tr("BlendModes", "Vivid light"),
        BlendMode.LINEAR_LIGHT: tr("BlendModes", "Linear light"),
        BlendMode.PIN_LIGHT: tr("BlendModes", "Pin light"),
        BlendMode.HARD_MIX: tr("BlendModes", "Hard mix"),
        BlendMode.DIFFERENCE: tr("BlendModes", "Difference"),
        BlendMode.EXCLUSION: tr("BlendModes", "Exclusion"),
        BlendMode.SUBTRACT: tr("BlendModes", "Subtract"),
        BlendMode.DIVIDE: tr("BlendModes", "Divide"),
        BlendMode.HUE: tr("BlendModes", "Hue"),
        BlendMode.SATURATION: tr("BlendModes", "Saturation"),
        BlendMode.COLOR: tr("BlendModes", "Colour"),
        BlendMode.LUMINOSITY: tr("BlendModes", "Luminosity"),
    }
