"""What an adjustment layer does to colours, as plain values: frozen, validated, to JSON and back.

Colours and positions are 0 to 1, sRGB encoded. Changes no pixels: `painter.pixels.adjusting` turns settings into
tables, and the compositor applies them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Any, ClassVar, NamedTuple

MOST_POINTS = 256
"""Points of a curve, stops of a gradient."""

Point = tuple[float, float]
Triple = tuple[float, float, float]
STRAIGHT_CURVE: tuple[Point, ...] = ((0.0, 0.0), (1.0, 1.0))


def _check(name: str, value: Any, low: float, high: float) -> None:
    number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if not number or not low <= value <= high:
        raise ValueError(f"{name} {value!r} is not within {low:g} to {high:g}")


def _check_bool(name: str, value: Any) -> None:
    if not isinstance(value, bool):
        raise ValueError(f"{name} {value!r} is neither true nor false")


class AdjustmentSettings:
    """One kind of adjustment with its values."""

    __slots__ = ()

    kind: ClassVar[str]


class LevelsRange(NamedTuple):
    """How one channel's values are stretched: `black` to `white`, bent by `gamma`, to `low` to `high`."""

    black: float = 0.0
    white: float = 1.0
    gamma: float = 1.0
    low: float = 0.0
    high: float = 1.0


PLAIN_RANGE = LevelsRange()


@dataclass(frozen=True, kw_only=True, slots=True)
class Levels(AdjustmentSettings):
    """The channels' own ranges come first, then `master` for all three.

    Raises:
        ValueError: A value is not within 0 to 1 (gamma: 0.01 to 10), or white is not above black.
    """

    kind: ClassVar[str] = "levels"

    master: LevelsRange = PLAIN_RANGE
    red: LevelsRange = PLAIN_RANGE
    green: LevelsRange = PLAIN_RANGE
    blue: LevelsRange = PLAIN_RANGE

    def __post_init__(self) -> None:
        for part in (self.master, self.red, self.green, self.blue):
            for name in ("black", "white", "low", "high"):
                _check(name, getattr(part, name), 0.0, 1.0)
            _check("gamma", part.gamma, 0.01, 10.0)
            if not part.white > part.black:
                raise ValueError(f"white {part.white} is not above black {part.black}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Curves(AdjustmentSettings):
    """Each channel's own curve first, then `master` for all three: points (x, y), smooth and never overshooting.

    Raises:
        ValueError: A curve has fewer than two points, or they do not ascend in x.
    """

    kind: ClassVar[str] = "curves"

    master: tuple[Point, ...] = STRAIGHT_CURVE
    red: tuple[Point, ...] = STRAIGHT_CURVE
    green: tuple[Point, ...] = STRAIGHT_CURVE
    blue: tuple[Point, ...] = STRAIGHT_CURVE

    def __post_init__(self) -> None:
        for points in (self.master, self.red, self.green, self.blue):
            if not 2 <= len(points) <= MOST_POINTS:
                raise ValueError(f"a curve of {len(points)} points")
            for x, y in points:
                _check("x", x, 0.0, 1.0)
                _check("y", y, 0.0, 1.0)
            if any(not b[0] - a[0] > 1e-6 for a, b in pairwise(points)):
                raise ValueError("a curve's points do not ascend")


@dataclass(frozen=True, kw_only=True, slots=True)
class HueSaturation(AdjustmentSettings):
    """Turn the hue, scale the saturation, lift or sink the lightness (of HSL).

    Attributes:
        hue_deg: -180 to 180; the hue itself where `colorize` gives every pixel one.
        saturation, lightness: -1 to 1.

    Raises:
        ValueError: A value is out of its range.
    """

    kind: ClassVar[str] = "hue-saturation"

    hue_deg: float = 0.0
    saturation: float = 0.0
    lightness: float = 0.0
    colorize: bool = False

    def __post_init__(self) -> None:
        _check("hue", self.hue_deg, -180.0, 180.0)
        _check("saturation", self.saturation, -1.0, 1.0)
        _check("lightness", self.lightness, -1.0, 1.0)
        _check_bool("colorize", self.colorize)


@dataclass(frozen=True, kw_only=True, slots=True)
class ColorBalance(AdjustmentSettings):
    """Shift colours in three tonal ranges: (cyan–red, magenta–green, yellow–blue), -1 to 1 each.

    Raises:
        ValueError: A value is out of its range.
    """

    kind: ClassVar[str] = "color-balance"

    shadows: Triple = (0.0, 0.0, 0.0)
    midtones: Triple = (0.0, 0.0, 0.0)
    highlights: Triple = (0.0, 0.0, 0.0)
    keep_luminosity: bool = True

    def __post_init__(self) -> None:
        for part in (self.shadows, self.midtones, self.highlights):
            if len(part) != 3:
                raise ValueError(f"not three values: {part}")
            for value in part:
                _check("balance", value, -1.0, 1.0)
        _check_bool("keep_luminosity", self.keep_luminosity)


@dataclass(frozen=True, kw_only=True, slots=True)
class BrightnessContrast(AdjustmentSettings):
    """Both -1 to 1.

    Raises:
        ValueError: A value is out of its range.
    """

    kind: ClassVar[str] = "brightness-contrast"

    brightness: float = 0.0
    contrast: float = 0.0

    def __post_init__(self) -> None:
        _check("brightness", self.brightness, -1.0, 1.0)
        _check("contrast", self.contrast, -1.0, 1.0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Exposure(AdjustmentSettings):
    """Scale light itself (linear, not the encoded values) by stops, then offset it and bend it by gamma.

    Raises:
        ValueError: A value is out of its range: stops ±20, offset ±0.5, gamma 0.01 to 10.
    """

    kind: ClassVar[str] = "exposure"

    stops: float = 0.0
    offset: float = 0.0
    gamma: float = 1.0

    def __post_init__(self) -> None:
        _check("stops", self.stops, -20.0, 20.0)
        _check("offset", self.offset, -0.5, 0.5)
        _check("gamma", self.gamma, 0.01, 10.0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Invert(AdjustmentSettings):
    """White for black, each colour for its opposite."""

    kind: ClassVar[str] = "invert"


@dataclass(frozen=True, kw_only=True, slots=True)
class Posterize(AdjustmentSettings):
    """A few even steps a channel.

    Raises:
        ValueError: `levels` is not within 2 to 255.
    """

    kind: ClassVar[str] = "posterize"

    levels: int = 4

    def __post_init__(self) -> None:
        _check("levels", self.levels, 2, 255)
        if not isinstance(self.levels, int):
            raise ValueError(f"levels {self.levels!r} is no whole number")


@dataclass(frozen=True, kw_only=True, slots=True)
class Threshold(AdjustmentSettings):
    """White where the luminance is at least `level`, black elsewhere.

    Raises:
        ValueError: `level` is not within 0 to 1.
    """

    kind: ClassVar[str] = "threshold"

    level: float = 128 / 255

    def __post_init__(self) -> None:
        _check("level", self.level, 0.0, 1.0)


class GradientStop(NamedTuple):
    """A colour at a position."""

    position: float
    red: float
    green: float
    blue: float


BLACK_TO_WHITE = (GradientStop(0.0, 0.0, 0.0, 0.0), GradientStop(1.0, 1.0, 1.0, 1.0))


@dataclass(frozen=True, kw_only=True, slots=True)
class GradientMap(AdjustmentSettings):
    """Each luminance's colour from a gradient, the darkest first.

    Raises:
        ValueError: There are fewer than two stops, they do not ascend, or a value is not within 0 to 1.
    """

    kind: ClassVar[str] = "gradient-map"

    stops: tuple[GradientStop, ...] = BLACK_TO_WHITE
    reverse: bool = False

    def __post_init__(self) -> None:
        if not 2 <= len(self.stops) <= MOST_POINTS:
            raise ValueError(f"a gradient of {len(self.stops)} stops")
        for stop in self.stops:
            for name, value in zip(GradientStop._fields, stop, strict=True):
                _check(name, value, 0.0, 1.0)
        if any(b[0] < a[0] for a, b in pairwise(self.stops)):
            raise ValueError("a gradient's stops do not ascend")
        _check_bool("reverse", self.reverse)


KINDS: Mapping[str, type[AdjustmentSettings]] = MappingProxyType(
    {
        made.kind: made
        for made in (
            Levels,
            Curves,
            HueSaturation,
            ColorBalance,
            BrightnessContrast,
            Exposure,
            Invert,
            Posterize,
            Threshold,
            GradientMap,
        )
    }
)
"""Every kind of adjustment by its name in files."""


def settings_to_json(settings: AdjustmentSettings) -> dict[str, Any]:
    """Return settings as JSON values."""
    return {"kind": settings.kind, **asdict(settings)}  # type: ignore[call-overload]


def settings_from_json(data: Any) -> AdjustmentSettings:
    """Return the settings that `settings_to_json` told.

    Raises:
        ValueError: The data tell no possible settings.
    """
    try:
        values = {key: _tupled(value) for key, value in data.items() if key != "kind"}
        made = KINDS[data["kind"]]
        if made is Levels:
            values = {key: LevelsRange(*value) for key, value in values.items()}
        elif made is GradientMap and "stops" in values:
            values["stops"] = tuple(GradientStop(*stop) for stop in values["stops"])
        return made(**values)
    except (AttributeError, KeyError, TypeError, RecursionError) as error:
        raise ValueError(f"no adjustment: {error!r}") from error


def _tupled(value: Any) -> Any:
    return tuple(_tupled(part) for part in value) if isinstance(value, list) else value
