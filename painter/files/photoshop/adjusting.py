"""Adjustment layers: Photoshop's records and our settings.

Photoshop keeps most values as whole numbers and computes with formulas of its own, so that what comes of one is
like ours but seldom the very same; `painter.files.opening.not_kept` and the notes on opening say so.

Source: Adobe Photoshop File Formats Specification, “Adjustment layer”.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from psd_tools.constants import Tag
from psd_tools.psd import adjustments
from psd_tools.psd.base import EmptyElement, ShortIntegerElement

from painter.document.adjustments import (
    AdjustmentSettings,
    BrightnessContrast,
    ColorBalance,
    Curves,
    Exposure,
    GradientMap,
    GradientStop,
    HueSaturation,
    Invert,
    Levels,
    LevelsRange,
    Point,
    Posterize,
    Threshold,
)

theirs: Any = adjustments
"""psd-tools' records, whose converters hide their types."""
_LEVEL_RECORDS = 29
_MOST_POINTS = 19
_PLACES = 4096
_DEEP = 65_535
_HUE_RANGES = (
    (315, 345, 15, 45),
    (15, 45, 75, 105),
    (75, 105, 135, 165),
    (135, 165, 195, 225),
    (195, 225, 255, 285),
    (255, 285, 315, 345),
)
"""Photoshop's reds, yellows, greens, cyans, blues and magentas, all left as they are."""
_UNREADABLE = (AttributeError, TypeError, ValueError, IndexError, KeyError)


def to_photoshop(settings: AdjustmentSettings) -> tuple[Tag, Any]:
    """Return the tag and the record that tell a Photoshop file of an adjustment."""
    tag, write, _ = _KINDS[settings.kind]
    return tag, write(settings)


def from_photoshop(layer: Any) -> AdjustmentSettings | None:
    """Return what a layer of psd-tools' adjusts; None where it is no adjustment, or none that painter has."""
    for tag, _, read in _KINDS.values():
        if tag in layer.tagged_blocks:
            try:
                return read(layer)
            except _UNREADABLE:
                return None
    return None


def _data(layer: Any, tag: Tag) -> Any:
    return layer.tagged_blocks.get_data(tag)


def _share(value: Any, most: float, low: float = 0.0, high: float = 1.0) -> float:
    """Return a number of theirs as a share of `most`, within our limits."""
    share = float(value) / most
    if not math.isfinite(share):
        raise ValueError(value)
    return min(high, max(low, share))


def _signed(value: int) -> int:
    """Return a 16-bit number that was read as if it had no sign."""
    return value - 65_536 if value > 32_767 else value


# Levels


def _levels(settings: Any) -> Any:
    parts = [settings.master, settings.red, settings.green, settings.blue]
    records = [_level_record(part) for part in parts]
    records += [_level_record(LevelsRange()) for _ in range(_LEVEL_RECORDS - len(records))]
    return theirs.Levels(version=2, items=records)


def _level_record(part: LevelsRange) -> Any:
    black = min(253, round(part.black * 255))
    return theirs.LevelRecord(
        input_floor=black,
        input_ceiling=max(black + 2, round(part.white * 255)),
        output_floor=round(part.low * 255),
        output_ceiling=round(part.high * 255),
        gamma=min(999, max(10, round(part.gamma * 100))),
    )


def _read_levels(layer: Any) -> AdjustmentSettings:
    data = _data(layer, Tag.LEVELS)
    return Levels(**dict(zip(("master", "red", "green", "blue"), map(_range, data[:4]), strict=True)))


def _range(record: Any) -> LevelsRange:
    return LevelsRange(
        black=_share(record.input_floor, 255),
        white=_share(record.input_ceiling, 255),
        gamma=_share(record.gamma, 100, 0.01, 10.0),
        low=_share(record.output_floor, 255),
        high=_share(record.output_ceiling, 255),
    )


# Curves


def _curves(settings: Any) -> Any:
    curves = [_written_points(curve) for curve in (settings.master, settings.red, settings.green, settings.blue)]
    extra = theirs.CurvesExtraMarker(
        version=4,
        items=[theirs.CurvesExtraItem(channel_id=n, points=points) for n, points in enumerate(curves)],
    )
    return theirs.Curves(is_map=False, version=1, count_map=0b1111, data=curves, extra=extra)


def _written_points(curve: Sequence[Point]) -> list[tuple[int, int]]:
    """Return points as (output, input), 0 to 255, no two at the same input and no more than Photoshop takes."""
    at = {round(x * 255): round(y * 255) for x, y in curve}
    if len(at) == 1:
        at = {0: at.popitem()[1], 255: round(curve[-1][1] * 255)}
    inputs = sorted(at)
    if len(inputs) > _MOST_POINTS:
        inputs = [inputs[round(n * (len(inputs) - 1) / (_MOST_POINTS - 1))] for n in range(_MOST_POINTS)]
    return [(at[place], place) for place in inputs]


def _read_curves(layer: Any) -> AdjustmentSettings:
    data = _data(layer, Tag.CURVES)
    if data.extra is not None:
        curves = {item.channel_id: item.points for item in data.extra}
    else:
        channels = [n for n in range(32) if data.count_map >> n & 1] if data.version == 1 else range(data.count_map)
        curves = dict(zip(channels, data.data, strict=False))
    names = ("master", "red", "green", "blue")
    return Curves(**{name: _points(curves[n]) for n, name in enumerate(names) if n in curves})


def _points(points: Sequence[Any]) -> tuple[Point, ...]:
    if points and isinstance(points[0], int):  # a table that was drawn by hand
        points = [(points[place], place) for place in range(0, 256, 5)]
    return tuple((_share(x, 255), _share(y, 255)) for y, x in points)


# Colours


def _hue_saturation(settings: Any) -> Any:
    hue, light = round(settings.hue_deg), round(settings.lightness * 100)
    plain = (0, 0, 0) if settings.colorize else (hue, round(settings.saturation * 100), light)
    colored = (hue % 360, round((settings.saturation + 1) * 50), light) if settings.colorize else (0, 25, 0)
    return theirs.HueSaturation(
        version=2,
        enable=int(settings.colorize),
        colorization=colored,
        master=plain,
        items=[[edges, (0, 0, 0)] for edges in _HUE_RANGES],
    )


def _read_hue_saturation(layer: Any) -> AdjustmentSettings:
    data = _data(layer, Tag.HUE_SATURATION)
    if data.enable:
        hue, saturation, lightness = data.colorization
        hue, saturation = hue if hue <= 180 else hue - 360, 2 * saturation - 100
    else:
        hue, saturation, lightness = data.master
    return HueSaturation(
        hue_deg=_share(hue, 1, -180.0, 180.0),
        saturation=_share(saturation, 100, -1.0),
        lightness=_share(lightness, 100, -1.0),
        colorize=bool(data.enable),
    )


def _color_balance(settings: Any) -> Any:
    parts = (settings.shadows, settings.midtones, settings.highlights)
    return theirs.ColorBalance(*(tuple(round(v * 100) for v in part) for part in parts), settings.keep_luminosity)


def _read_color_balance(layer: Any) -> AdjustmentSettings:
    data = _data(layer, Tag.COLOR_BALANCE)
    shadows, midtones, highlights = (
        (_share(part[0], 100, -1.0), _share(part[1], 100, -1.0), _share(part[2], 100, -1.0))
        for part in (data.shadows, data.midtones, data.highlights)
    )
    return ColorBalance(
        shadows=shadows, midtones=midtones, highlights=highlights, keep_luminosity=bool(data.luminosity)
    )


def _brightness_contrast(settings: Any) -> Any:
    # psd-tools writes numbers without sign here.
    brightness, contrast = (round(v * 100) & 0xFFFF for v in (settings.brightness, settings.contrast))
    return theirs.BrightnessContrast(brightness=brightness, contrast=contrast, mean=127)


def _read_brightness_contrast(layer: Any) -> AdjustmentSettings:
    if Tag.CONTENT_GENERATOR_EXTRA_DATA in layer.tagged_blocks and not layer.use_legacy:
        return BrightnessContrast(
            brightness=_share(layer.brightness, 150, -1.0), contrast=_share(layer.contrast, 100, -1.0)
        )
    data = _data(layer, Tag.BRIGHTNESS_AND_CONTRAST)
    return BrightnessContrast(
        brightness=_share(_signed(data.brightness), 100, -1.0), contrast=_share(_signed(data.contrast), 100, -1.0)
    )


def _exposure(settings: Any) -> Any:
    return theirs.Exposure(version=1, exposure=settings.stops, offset=settings.offset, gamma=settings.gamma)


def _read_exposure(layer: Any) -> AdjustmentSettings:
    data = _data(layer, Tag.EXPOSURE)
    return Exposure(
        stops=_share(data.exposure, 1, -20.0, 20.0),
        offset=_share(data.offset, 1, -0.5, 0.5),
        gamma=_share(data.gamma, 1, 0.01, 10.0),
    )


def _gradient_map(settings: Any) -> Any:
    stops = [
        theirs.ColorStop(
            location=round(stop.position * _PLACES),
            midpoint=50,
            mode=0,
            color=(*(round(v * _DEEP) for v in (stop.red, stop.green, stop.blue)), 0),
        )
        for stop in settings.stops
    ]
    solid = [theirs.TransparencyStop(location=place, midpoint=50, opacity=100) for place in (0, _PLACES)]
    return theirs.GradientMap(
        version=1,
        is_reversed=int(settings.reverse),
        name="painter",
        color_stops=stops,
        transparency_stops=solid,
        color_model=3,
        minimum_color=[0, 0, 0, 0],
        maximum_color=[_DEEP, _DEEP, _DEEP, _DEEP],
    )


def _read_gradient_map(layer: Any) -> AdjustmentSettings | None:
    data = _data(layer, Tag.GRADIENT_MAP)
    if data.mode or any(stop.mode for stop in data.color_stops):
        return None  # noise, or colours that are no RGB
    stops = sorted(data.color_stops, key=lambda stop: int(stop.location))
    return GradientMap(
        stops=tuple(
            GradientStop(_share(stop.location, _PLACES), *(_share(v, _DEEP) for v in stop.color[:3]))
            for stop in stops
        ),
        reverse=bool(data.is_reversed),
    )


_Read = Callable[[Any], AdjustmentSettings | None]
_KINDS: Mapping[str, tuple[Tag, Callable[[Any], Any], _Read]] = MappingProxyType(
    {
        Levels.kind: (Tag.LEVELS, _levels, _read_levels),
        Curves.kind: (Tag.CURVES, _curves, _read_curves),
        HueSaturation.kind: (Tag.HUE_SATURATION, _hue_saturation, _read_hue_saturation),
        ColorBalance.kind: (Tag.COLOR_BALANCE, _color_balance, _read_color_balance),
        BrightnessContrast.kind: (Tag.BRIGHTNESS_AND_CONTRAST, _brightness_contrast, _read_brightness_contrast),
        Exposure.kind: (Tag.EXPOSURE, _exposure, _read_exposure),
        Invert.kind: (Tag.INVERT, lambda _: EmptyElement(), lambda _: Invert()),
        Posterize.kind: (
            Tag.POSTERIZE,
            lambda settings: ShortIntegerElement(settings.levels),
            lambda layer: Posterize(levels=min(255, max(2, int(_data(layer, Tag.POSTERIZE))))),
        ),
        Threshold.kind: (
            Tag.THRESHOLD,
            lambda settings: ShortIntegerElement(max(1, round(settings.level * 255))),
            lambda layer: Threshold(level=_share(_data(layer, Tag.THRESHOLD), 255)),
        ),
        GradientMap.kind: (Tag.GRADIENT_MAP, _gradient_map, _read_gradient_map),
    }
)
"""The tag, the way there and the way back of each kind of ours."""
