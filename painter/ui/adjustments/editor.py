"""What all editors of adjustments share, and the plain ones: a few value fields, a few switches."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from painter.document.adjustments import (
    AdjustmentSettings,
    BrightnessContrast,
    ColorBalance,
    Exposure,
    HueSaturation,
    Posterize,
)
from painter.ui.adjustments.histogram import Histogram
from painter.ui.widgets.segmented import Segmented
from painter.ui.widgets.toggle import Toggle
from painter.ui.widgets.value_field import ValueField

FIELD_HEIGHT = 28


class Editor(QWidget):
    """Shows the settings of an adjustment and lets the artist change them.

    Signals:
        changed(object): Other settings, at every step of a drag.
        editing_finished(): The artist let go: the moment for an undo step.
    """

    changed = Signal(object)
    editing_finished = Signal()

    def __init__(self, settings: Any, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._showing = False
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(6)

    def settings(self) -> Any:
        return self._settings

    def show_settings(self, settings: Any) -> None:
        """Show other settings of the same kind; emits nothing."""
        self._settings = settings
        self._showing = True
        try:
            self._show()
        finally:
            self._showing = False

    def show_histogram(self, histogram: Histogram) -> None:
        """Show how often each value occurs in what is adjusted; editors without a graph do not care."""

    def _show(self) -> None:
        """Show the settings: what every editor does in its own way."""

    def _take(self, settings: AdjustmentSettings) -> None:
        """Take settings that the artist made."""
        if not self._showing and settings != self._settings:
            self._settings = settings
            self.changed.emit(settings)
            self.show_settings(settings)

    def _finish(self) -> None:
        if not self._showing:
            self.editing_finished.emit()

    def _field(
        self, label: str, low: float, high: float, act: Callable[[float], None], **options: Any
    ) -> ValueField:
        made = ValueField(label, low, high, options.pop("value", 0.0), height=FIELD_HEIGHT, **options)
        made.value_changed.connect(lambda value: None if self._showing else act(value))
        made.editing_finished.connect(self._finish)
        return made

    def _switch(self, text: str, act: Callable[[bool], None], *, hint: str = "") -> Toggle:
        made = Toggle(text, hint=hint, height=FIELD_HEIGHT)

        def toggled(on: bool) -> None:
            if not self._showing:
                act(on)
                self._finish()

        made.toggled.connect(toggled)
        return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Slider:
    """One value of an adjustment as a field.

    Attributes:
        name: Of the value in the settings.
        scale: What the field shows of one unit of the value.
    """

    name: str
    text: str
    low: float
    high: float
    scale: float = 1.0
    suffix: str = ""
    decimals: int = 0
    step: float = 1.0
    exponent: float = 1.0
    logarithmic: bool = False
    wraps: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """One choice of an adjustment as a switch."""

    name: str
    text: str
    hint: str = ""


def QT_TRANSLATE_NOOP(_context: str, text: str) -> str:
    """Mark a text for translation; PySide's own of this name tells type checkers nothing."""
    return text


_ = QT_TRANSLATE_NOOP
SLIDERS: Mapping[type[AdjustmentSettings], Sequence[Slider]] = {
    BrightnessContrast: (
        Slider(name="brightness", text=_("Adjustments", "Brightness"), low=-100, high=100, scale=100),
        Slider(name="contrast", text=_("Adjustments", "Contrast"), low=-100, high=100, scale=100),
    ),
    Exposure: (
        Slider(name="stops", text=_("Adjustments", "Exposure"), low=-8, high=8, decimals=2, step=0.1),
        Slider(name="offset", text=_("Adjustments", "Offset"), low=-0.5, high=0.5, decimals=3, step=0.005),
        Slider(
            name="gamma", text=_("Adjustments", "Gamma"), low=0.1, high=10, decimals=2, step=0.05, logarithmic=True
        ),
    ),
    HueSaturation: (
        Slider(name="hue_deg", text=_("Adjustments", "Hue"), low=-180, high=180, suffix="°"),
        Slider(name="saturation", text=_("Adjustments", "Saturation"), low=-100, high=100, scale=100),
        Slider(name="lightness", text=_("Adjustments", "Lightness"), low=-100, high=100, scale=100),
    ),
    Posterize: (Slider(name="levels", text=_("Adjustments", "Steps"), low=2, high=64, exponent=2, whole=True),),
}
"""The adjustments that are nothing but a few numbers."""

SWITCHES: Mapping[type[AdjustmentSettings], Sequence[Switch]] = {
    HueSaturation: (
        Switch(name="colorize", text=_("Adjustments", "Colourize"), hint=_("Adjustments", "One hue for all")),
    ),
}


class SlidersEditor(Editor):
    """A field for each number, a switch for each choice."""

    def __init__(
        self,
        settings: Any,
        sliders: Sequence[Slider],
        switches: Sequence[Switch] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(settings, parent)
        tr = QCoreApplication.translate
        self._fields: dict[str, tuple[Slider, ValueField]] = {}
        self._switches: dict[str, Toggle] = {}
        plain = type(settings)()
        for slider in sliders:
            default = getattr(plain, slider.name) * slider.scale
            field = self._field(
                tr("Adjustments", slider.text),
                slider.low,
                slider.high,
                partial(self._turned, slider),
                value=default,
                default=default,
                suffix=slider.suffix,
                decimals=slider.decimals,
                step=slider.step,
                exponent=slider.exponent,
                logarithmic=slider.logarithmic,
                wraps=slider.wraps,
            )
            field.setObjectName(slider.name)
            self._fields[slider.name] = (slider, field)
            self.column.addWidget(field)
        for choice in switches:
            switch = self._switch(
                tr("Adjustments", choice.text),
                partial(self._switched, choice.name),
                hint=tr("Adjustments", choice.hint) if choice.hint else "",
            )
            switch.setObjectName(choice.name)
            self._switches[choice.name] = switch
            self.column.addWidget(switch)
        self.show_settings(settings)

    def _switched(self, name: str, on: bool) -> None:
        self._take(replace(self._settings, **{name: on}))

    def _turned(self, slider: Slider, value: float) -> None:
        made: float | int = round(value) if slider.whole else value / slider.scale
        self._take(replace(self._settings, **{slider.name: made}))

    def _show(self) -> None:
        for slider, field in self._fields.values():
            value = getattr(self._settings, slider.name) * slider.scale
            if abs(field.number() - value) > 1e-9:
                field.set_number(value)
        for name, switch in self._switches.items():
            switch.setChecked(getattr(self._settings, name))


_TONES = ("shadows", "midtones", "highlights")


class ColorBalanceEditor(Editor):
    """Three shifts for each of three tonal ranges."""

    def __init__(self, settings: ColorBalance, parent: QWidget | None = None) -> None:
        super().__init__(settings, parent)
        self._tone = Segmented(
            [self.tr("Shadows"), self.tr("Midtones"), self.tr("Highlights")],
            1,
            name=self.tr("Tones"),
            height=FIELD_HEIGHT,
        )
        self._tone.current_changed.connect(lambda _index: self.show_settings(self._settings))
        self.column.addWidget(self._tone)
        self._fields: list[ValueField] = []
        names = (self.tr("Cyan – red"), self.tr("Magenta – green"), self.tr("Yellow – blue"))
        for channel, name in enumerate(names):
            field = self._field(name, -100, 100, partial(self._turned, channel))
            self._fields.append(field)
            self.column.addWidget(field)
        self._keep = self._switch(
            self.tr("Keep luminosity"), lambda on: self._take(replace(self._settings, keep_luminosity=on))
        )
        self.column.addWidget(self._keep)
        self.show_settings(settings)

    def _turned(self, channel: int, value: float) -> None:
        name = _TONES[self._tone.current()]
        values = list(getattr(self._settings, name))
        values[channel] = float(np.clip(value / 100, -1, 1))
        self._take(replace(self._settings, **{name: tuple(values)}))

    def _show(self) -> None:
        values = getattr(self._settings, _TONES[self._tone.current()])
        for field, value in zip(self._fields, values, strict=True):
            if abs(field.number() - 100 * value) > 1e-9:
                field.set_number(100 * value)
        self._keep.setChecked(self._settings.keep_luminosity)
