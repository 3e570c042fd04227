"""The kinds of adjustments as artists know them: their names, their icons and their order."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from painter.document.adjustments import (
    AdjustmentSettings,
    BrightnessContrast,
    ColorBalance,
    Curves,
    Exposure,
    GradientMap,
    HueSaturation,
    Invert,
    Levels,
    Posterize,
    Threshold,
)

GROUPS: tuple[tuple[type[AdjustmentSettings], ...], ...] = (
    (BrightnessContrast, Levels, Curves, Exposure),
    (HueSaturation, ColorBalance),
    (Invert, Posterize, Threshold, GradientMap),
)
"""What changes light, what changes colour, and what replaces both."""

_ICONS: dict[type[AdjustmentSettings], str] = {
    BrightnessContrast: "sun",
    Levels: "chart-bar",
    Curves: "curve",
    Exposure: "aperture",
    HueSaturation: "palette",
    ColorBalance: "scales",
    Invert: "circle-half",
    Posterize: "posterize",
    Threshold: "threshold",
    GradientMap: "gradient",
}


def kind_icon(kind: type[AdjustmentSettings]) -> str:
    return _ICONS[kind]


def kind_name(kind: type[AdjustmentSettings]) -> str:
    """Return what a kind of adjustment is called in the artist's language."""
    tr = QCoreApplication.translate
    return {
        BrightnessContrast: tr("Adjustments", "Brightness and contrast"),
        Levels: tr("Adjustments", "Levels"),
        Curves: tr("Adjustments", "Curves"),
        Exposure: tr("Adjustments", "Exposure"),
        HueSaturation: tr("Adjustments", "Hue and saturation"),
        ColorBalance: tr("Adjustments", "Colour balance"),
        Invert: tr("Adjustments", "Invert"),
        Posterize: tr("Adjustments", "Posterize"),
        Threshold: tr("Adjustments", "Threshold"),
        GradientMap: tr("Adjustments", "Gradient map"),
    }[kind]
