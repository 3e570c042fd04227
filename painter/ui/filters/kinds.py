"""The filters as artists know them: their names and what of them can be set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication

from painter.pixels.filters import (
    Emboss,
    Filter,
    GaussianBlur,
    Halftone,
    HighPass,
    Kuwahara,
    Median,
    MotionBlur,
    Noise,
    Pixelate,
    UnsharpMask,
    Vignette,
)
from painter.ui.adjustments.editor import QT_TRANSLATE_NOOP, Slider, Switch

_ = QT_TRANSLATE_NOOP
_RADIUS = _("Adjustments", "Radius")
_ANGLE = Slider(name="angle_deg", text=_("Adjustments", "Angle"), low=-180, high=180, suffix="°", wraps=True)
_AMOUNT = _("Adjustments", "Amount")


def _radius(high: float) -> Slider:
    return Slider(
        name="radius_px", text=_RADIUS, low=0.1, high=high, suffix=" px", decimals=1, exponent=3, step=0.5
    )


def _whole(name: str, text: str, low: float, high: float) -> Slider:
    return Slider(name=name, text=text, low=low, high=high, suffix=" px", exponent=2, whole=True)


SLIDERS: Mapping[type[Filter], Sequence[Slider]] = {
    GaussianBlur: (_radius(250),),
    MotionBlur: (
        Slider(name="length_px", text=_("Adjustments", "Length"), low=1, high=300, suffix=" px", exponent=2),
        _ANGLE,
    ),
    UnsharpMask: (
        Slider(name="amount", text=_AMOUNT, low=0, high=500, scale=100, suffix=" %", exponent=2),
        _radius(100),
        Slider(name="threshold", text=_("Adjustments", "Threshold"), low=0, high=100, scale=255),
    ),
    Median: (_whole("radius_px", _RADIUS, 1, 60),),
    Noise: (
        Slider(name="amount", text=_AMOUNT, low=0, high=100, scale=100, suffix=" %", exponent=2),
        Slider(name="seed", text=_("Adjustments", "Grain"), low=0, high=999, whole=True),
    ),
    Pixelate: (_whole("size_px", _("Adjustments", "Square"), 2, 200),),
    HighPass: (_radius(250),),
    Emboss: (
        _ANGLE,
        Slider(name="height_px", text=_("Adjustments", "Height"), low=1, high=20, suffix=" px", whole=True),
        Slider(name="amount", text=_AMOUNT, low=0, high=500, scale=100, suffix=" %", exponent=2),
    ),
    Kuwahara: (_whole("radius_px", _("Adjustments", "Dab"), 1, 40),),
    Halftone: (
        Slider(name="cell_px", text=_("Adjustments", "Dot grid"), low=2, high=100, suffix=" px", exponent=2),
        _ANGLE,
    ),
    Vignette: (
        Slider(name="amount", text=_AMOUNT, low=-100, high=100, scale=100, suffix=" %"),
        Slider(name="softness", text=_("Adjustments", "Softness"), low=1, high=100, scale=100, suffix=" %"),
    ),
}
SWITCHES: Mapping[type[Filter], Sequence[Switch]] = {
    Noise: (Switch(name="monochrome", text=_("Adjustments", "One grey grain")),),
}


def filter_name(kind: type[Filter]) -> str:
    """Return what a filter is called in the artist's language."""
    tr = QCoreApplication.translate
    return {
        GaussianBlur: tr("Filters", "Gaussian blur"),
        MotionBlur: tr("Filters", "Motion blur"),
        UnsharpMask: tr("Filters", "Unsharp mask"),
        Median: tr("Filters", "Median"),
        Noise: tr("Filters", "Noise"),
        Pixelate: tr("Filters", "Pixelate"),
        HighPass: tr("Filters", "High pass"),
        Emboss: tr("Filters", "Emboss"),
        Kuwahara: tr("Filters", "Oil paint"),
        Halftone: tr("Filters", "Halftone"),
        Vignette: tr("Filters", "Vignette"),
    }[kind]
