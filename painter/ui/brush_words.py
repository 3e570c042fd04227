"""What the artist reads for the words in a brush: blend modes, targets and inputs of dynamics."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def QT_TRANSLATE_NOOP(_context: str, text: str) -> str:
    """Mark a text for translation; PySide's own of this name tells type checkers nothing."""
    return text


_ = QT_TRANSLATE_NOOP
WORDS: dict[str, str] = {
    # how dabs of a stroke blend with the layer
    "normal": _("Brush", "Normal"),
    "multiply": _("Brush", "Multiply"),
    "screen": _("Brush", "Screen"),
    "dodge": _("Brush", "Dodge"),
    "burn": _("Brush", "Burn"),
    "erase": _("Brush", "Erase"),
    # how they add up
    "build": _("Brush", "Builds up"),
    "glaze": _("Brush", "Up to its opacity"),
    "wash": _("Brush", "One even wash"),
    # what the tip's turn follows
    "none": _("Brush", "Nothing"),
    "direction": _("Brush", "Direction"),
    "azimuth": _("Brush", "Tilt direction"),
    "rotation": _("Brush", "Barrel rotation"),
    # targets of dynamics
    "size": _("Brush", "Size"),
    "flow": _("Brush", "Flow"),
    "opacity": _("Brush", "Opacity"),
    "hardness": _("Brush", "Hardness"),
    "ratio": _("Brush", "Roundness"),
    "angle": _("Brush", "Angle"),
    "scatter": _("Brush", "Scatter"),
    "grain": _("Brush", "Grain depth"),
    "load": _("Brush", "Paint load"),
    "length": _("Brush", "Smudge length"),
    "hue": _("Brush", "Hue"),
    "saturation": _("Brush", "Saturation"),
    "value": _("Brush", "Brightness"),
    # inputs
    "pressure": _("Brush", "pressure"),
    "tilt": _("Brush", "tilt"),
    "speed": _("Brush", "speed"),
    "random": _("Brush", "chance, each dab"),
    "stroke": _("Brush", "chance, each stroke"),
    "distance": _("Brush", "distance"),
    "time": _("Brush", "time"),
    "input direction": _("Brush", "direction"),
    "input azimuth": _("Brush", "tilt direction"),
    "input rotation": _("Brush", "barrel rotation"),
    # what a second tip does
    "subtract": _("Brush", "Subtract"),
    "height": _("Brush", "Height"),
    # wet paint
    "off": _("Brush", "Off"),
    "dull": _("Brush", "Mix"),
    "smear": _("Brush", "Smear"),
    "layer": _("Brush", "This layer"),
    "merged": _("Brush", "All layers"),
    # stabilisers
    "raw": _("Brush", "None"),
    "euro": _("Brush", "Quick"),
    "path": _("Brush", "Along the path"),
    "moments": _("Brush", "Over time"),
    "rope": _("Brush", "Pulled string"),
    # tips and papers
    "round": _("Brush", "Round"),
    "canvas": _("Brush", "Lies still"),
    "each stroke": _("Brush", "New each stroke"),
}


def word(name: str) -> str:
    """Return a word as the artist reads it; names of files are read as they are written."""
    return (
        QCoreApplication.translate("Brush", WORDS[name]) if name in WORDS else name.replace("-", " ").capitalize()
    )


def input_word(name: str) -> str:
    """Return the name of what drives a dynamic."""
    return word(f"input {name}") if f"input {name}" in WORDS else word(name)


def dynamic_title(target: str, source: str) -> str:
    """Return what a dynamic does: "Size from pressure"."""
    whole = QCoreApplication.translate("Brush", "{target} from {input}")
    return whole.format(target=word(target), input=input_word(source))
