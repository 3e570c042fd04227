"""Brushes: what a stroke looks like, as frozen values.

Does not paint (`painter.paint.stroke`), read files (`painter.paint.brush_json`) or hold the starter set
(`painter.paint.presets`).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Literal, get_args

from painter.paint.curves import STRAIGHT, Points

Accumulate = Literal["build", "glaze", "wash"]
"""How the dabs of one stroke add up: without bound, up to a ceiling, or the strongest alone."""

BrushBlend = Literal["normal", "multiply", "screen", "dodge", "burn", "erase"]
Follow = Literal["none", "direction", "azimuth", "rotation"]
TipKind = Literal["round", "alpha", "lightness"]
TipOrder = Literal["random", "sequence", "angle", "pressure"]
Anchor = Literal["canvas", "stroke"]
Combine = Literal["multiply", "subtract", "height"]
MixMode = Literal["off", "dull", "smear"]
MixSample = Literal["layer", "merged"]
Stabiliser = Literal["raw", "euro", "distance", "time", "rope"]
Target = Literal[
    "size",
    "flow",
    "opacity",
    "hardness",
    "ratio",
    "angle",
    "scatter",
    "grain",
    "load",
    "length",
    "hue",
    "saturation",
    "value",
]
Input = Literal[
    "pressure", "tilt", "azimuth", "rotation", "speed", "direction", "random", "stroke", "distance", "time"
]

ADDED_TARGETS = frozenset({"angle", "hue", "saturation", "value"})
"""Targets that a dynamic adds to; all others it multiplies."""

LEAST_SIZE_PX, MOST_SIZE_PX = 0.5, 2000.0


def _checked(value: object, ranges: dict[str, tuple[float, float]], words: dict[str, Any]) -> None:
    """Raise ValueError where a field of `value` is outside its range or not one of its words."""
    for name, (low, high) in ranges.items():
        number = getattr(value, name)
        if isinstance(number, bool) or not isinstance(number, (int, float)):
            raise ValueError(f"{name} is no number")
        if not low <= number <= high:
            raise ValueError(f"{name} {number} is not within {low:g} to {high:g}")
    for name, allowed in words.items():
        word = getattr(value, name)
        if word not in get_args(allowed):
            raise ValueError(f"“{word}” is no {name} of a brush")


@dataclass(frozen=True, kw_only=True, slots=True)
class Tip:
    """The shape that is pressed on the canvas.

    Attributes:
        kind: ``round`` is drawn from hardness and ratio; ``alpha`` and ``lightness`` are pictures, the latter
            with light and shade of their own.
        hardness: 0 (soft to the middle) to 1 (a crisp rim).
        ratio: 0.05 (a blade) to 1, height over width.
        images: Names of the pictures (`painter.paint.tips`); more than one is a stack.
        order: How the next of a stack is chosen.
    """

    kind: TipKind = "round"
    hardness: float = 0.9
    ratio: float = 1.0
    images: tuple[str, ...] = ()
    order: TipOrder = "random"

    def __post_init__(self) -> None:
        _checked(self, {"hardness": (0.0, 1.0), "ratio": (0.05, 1.0)}, {"kind": TipKind, "order": TipOrder})
        if (self.kind == "round") == bool(self.images):
            raise ValueError("a round tip has no images, any other has one at least")


@dataclass(frozen=True, kw_only=True, slots=True)
class Grain:
    """The tooth of the paper that paint catches on.

    Attributes:
        texture: Name of a paper (`painter.paint.tips`); empty for none.
        scale: 0.1 to 10.
        depth: 0 (smooth) to 1 (only peaks take paint at light pressure).
        anchor: Whether the paper lies still on the canvas or begins anew with each stroke.
    """

    texture: str = ""
    scale: float = 1.0
    depth: float = 0.0
    anchor: Anchor = "canvas"

    def __post_init__(self) -> None:
        _checked(self, {"scale": (0.1, 10.0), "depth": (0.0, 1.0)}, {"anchor": Anchor})


@dataclass(frozen=True, kw_only=True, slots=True)
class Dual:
    """A second tip that breaks up the first.

    Attributes:
        size_ratio: Its size over the brush's, 0.05 to 4.
        spacing: In its own diameters, 0.01 to 2.
        scatter: In its own diameters, 0 to 5.
    """

    tip: Tip = field(default_factory=Tip)
    size_ratio: float = 1.0
    spacing: float = 0.2
    scatter: float = 0.0
    combine: Combine = "multiply"

    def __post_init__(self) -> None:
        _checked(
            self,
            {"size_ratio": (0.05, 4.0), "spacing": (0.01, 2.0), "scatter": (0.0, 5.0)},
            {"combine": Combine},
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Jitter:
    """How far colour strays, to either side: hue in degrees, saturation and value 0–1; by dab and by stroke."""

    hue_deg: float = 0.0
    saturation: float = 0.0
    value: float = 0.0
    stroke_hue_deg: float = 0.0
    stroke_saturation: float = 0.0
    stroke_value: float = 0.0

    def __post_init__(self) -> None:
        hue, share = (0.0, 180.0), (0.0, 1.0)
        _checked(
            self,
            {
                "hue_deg": hue,
                "saturation": share,
                "value": share,
                "stroke_hue_deg": hue,
                "stroke_saturation": share,
                "stroke_value": share,
            },
            {},
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Mix:
    """Wet paint.

    Attributes:
        mode: ``dull`` drags one mixed colour, ``smear`` a picture of what lies under the tip.
        load: Fresh paint on the brush, 0 to 1.
        length: How long what was picked up stays, 0 to 1.
        pigment: 0 mixes light, 1 mixes paint (yellow and blue give green).
        radius: Where paint is picked up, 0.2 to 5 radii.
        dry_px: Distance after which half of the load is left; 0 for never.
    """

    mode: MixMode = "off"
    load: float = 1.0
    length: float = 0.5
    pigment: float = 0.0
    radius: float = 1.0
    dry_px: float = 0.0
    sample: MixSample = "layer"

    def __post_init__(self) -> None:
        share = (0.0, 1.0)
        _checked(
            self,
            {"load": share, "length": share, "pigment": share, "radius": (0.2, 5.0), "dry_px": (0.0, 1e5)},
            {"mode": MixMode, "sample": MixSample},
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Smooth:
    """Calming the hand, and thinning a stroke's ends.

    Attributes:
        level: 0 (the pen as it comes) to 100 (slow and calm).
        mode: How: see `painter.paint.smoothing`.
        taper_in_px, taper_out_px: Over which the stroke's size grows from nothing and goes back to it.
    """

    level: float = 0.0
    mode: Stabiliser = "euro"
    taper_in_px: float = 0.0
    taper_out_px: float = 0.0

    def __post_init__(self) -> None:
        taper = (0.0, 5000.0)
        _checked(self, {"level": (0.0, 100.0), "taper_in_px": taper, "taper_out_px": taper}, {"mode": Stabiliser})


@dataclass(frozen=True, kw_only=True, slots=True)
class Dynamic:
    """What follows the pen: `target` goes from `lo` to `hi` along a curve over `input`.

    Factors multiply the brush's own value; degrees (angle, hue) and shares (saturation, value) are added to it.

    Attributes:
        points: 2 to 8 points of a monotone cubic, both coordinates 0–1, x rising.
    """

    target: Target
    input: Input = "pressure"
    lo: float = 0.0
    hi: float = 1.0
    points: Points = STRAIGHT

    def __post_init__(self) -> None:
        _checked(self, {"lo": (-720.0, 720.0), "hi": (-720.0, 720.0)}, {"target": Target, "input": Input})
        if not 2 <= len(self.points) <= 8:
            raise ValueError("a curve has 2 to 8 points")
        if not all(0.0 <= value <= 1.0 for point in self.points for value in point):
            raise ValueError("a curve's points lie within 0 to 1")
        if any(b[0] - a[0] < 1e-4 for a, b in zip(self.points, self.points[1:], strict=False)):
            raise ValueError("a curve's points go from left to right")


@dataclass(frozen=True, kw_only=True, slots=True)
class Brush:
    """A brush.

    Attributes:
        group: Where it stands in the list of brushes.
        size_px: Diameter at full size, 0.5 to 2000 canvas pixels.
        spacing: Distance between dabs in diameters, 0.01 to 2.
        rate_hz: Dabs a second besides those, also where the pen rests (airbrush), 0 to 200.
        flow: 0 to 1, what one pass covers along its middle.
        opacity: 0 to 1, of the whole stroke.
        accumulate: How dabs of one stroke add up.
        blend: How the stroke meets the layer.
        scatter: How far dabs stray, 0 to 5 diameters.
        count: Dabs at each place, 1 to 16.
        angle_deg: Turn of the tip, clockwise on the screen.
        follow: What turns the tip besides.
        wet_edge: 0 to 1, paint gathering at the rim.
        thickness: 0 to 1, relief of the paint.
    """

    name: str = "Brush"
    group: str = ""
    size_px: float = 40.0
    spacing: float = 0.1
    rate_hz: float = 0.0
    flow: float = 1.0
    opacity: float = 1.0
    accumulate: Accumulate = "glaze"
    blend: BrushBlend = "normal"
    scatter: float = 0.0
    count: int = 1
    angle_deg: float = 0.0
    follow: Follow = "none"
    wet_edge: float = 0.0
    thickness: float = 0.0
    tip: Tip = field(default_factory=Tip)
    grain: Grain = field(default_factory=Grain)
    dual: Dual | None = None
    jitter: Jitter = field(default_factory=Jitter)
    mix: Mix = field(default_factory=Mix)
    smooth: Smooth = field(default_factory=Smooth)
    dynamics: tuple[Dynamic, ...] = ()

    def __post_init__(self) -> None:
        share = (0.0, 1.0)
        _checked(
            self,
            {
                "size_px": (LEAST_SIZE_PX, MOST_SIZE_PX),
                "spacing": (0.01, 2.0),
                "rate_hz": (0.0, 200.0),
                "flow": share,
                "opacity": share,
                "scatter": (0.0, 5.0),
                "count": (1, 16),
                "angle_deg": (-360.0, 360.0),
                "wet_edge": share,
                "thickness": share,
            },
            {"blend": BrushBlend, "follow": Follow},
        )
        if self.accumulate not in get_args(Accumulate):
            raise ValueError(f"“{self.accumulate}” is no way to accumulate")
        if self.count % 1:
            raise ValueError("count is a whole number")

    @property
    def hardness(self) -> float:
        """The tip's hardness."""
        return self.tip.hardness

    @property
    def smoothing(self) -> float:
        """The level of calming."""
        return self.smooth.level

    @property
    def size_least(self) -> float:
        """The share of the size that is left as pressure goes to 0; 1 where pressure does not matter."""
        return self._least("size")

    @property
    def flow_least(self) -> float:
        """As `size_least`, of the flow."""
        return self._least("flow")

    @property
    def opacity_least(self) -> float:
        """As `size_least`, of the ceiling."""
        return self._least("opacity")

    def _least(self, target: Target) -> float:
        found = (d.lo for d in self.dynamics if d.target == target and d.input == "pressure")
        return next(found, 1.0)

    def changed(self, **values: Any) -> Brush:
        """Return the brush with other values: its own fields, and what it tells of its parts (``hardness``,
        ``smoothing``, ``size_least``, ``flow_least``, ``opacity_least``).

        Raises:
            ValueError: A value is outside its range.
            TypeError: There is no such value.
        """
        brush = self
        if "hardness" in values:
            values["tip"] = replace(values.get("tip", self.tip), hardness=values.pop("hardness"))
        if "smoothing" in values:
            values["smooth"] = replace(values.get("smooth", self.smooth), level=values.pop("smoothing"))
        for target in get_args(Literal["size", "flow", "opacity"]):
            if f"{target}_least" in values:
                brush = brush._with_least(target, values.pop(f"{target}_least"))
        return replace(brush, **values)

    def _with_least(self, target: Target, least: float) -> Brush:
        if not 0.0 <= least <= 1.0:
            raise ValueError(f"{target}_least {least} is not within 0 to 1")
        old = next((d for d in self.dynamics if d.target == target and d.input == "pressure"), None)
        if old is not None:
            kept = tuple(replace(d, lo=least) if d is old else d for d in self.dynamics)
            return replace(self, dynamics=tuple(d for d in kept if not (d.input == "pressure" and d.lo == d.hi)))
        return self if least == 1.0 else replace(self, dynamics=(*self.dynamics, Dynamic(target=target, lo=least)))

    @property
    def erases(self) -> bool:
        return self.blend == "erase"


def by_pressure(*, size: float = 1.0, flow: float = 1.0, opacity: float = 1.0) -> tuple[Dynamic, ...]:
    """Return dynamics that leave this share of size, flow and ceiling as pressure goes to 0."""
    shares: tuple[tuple[Target, float], ...] = (("size", size), ("flow", flow), ("opacity", opacity))
    return tuple(Dynamic(target=target, lo=least) for target, least in shares if least < 1.0)


SOFT_ROUND = Brush(
    name="Soft round",
    group="Paint",
    size_px=60,
    spacing=0.08,
    flow=0.6,
    tip=Tip(hardness=0.3),
    smooth=Smooth(level=15),
    dynamics=by_pressure(opacity=0.0),
)
HARD_ROUND = Brush(
    name="Hard round",
    group="Paint",
    size_px=40,
    tip=Tip(hardness=0.9),
    smooth=Smooth(level=15),
    dynamics=by_pressure(size=0.3, opacity=0.0),
)
INKER = Brush(
    name="Inker",
    group="Ink",
    size_px=14,
    spacing=0.04,
    accumulate="wash",
    tip=Tip(hardness=0.97),
    smooth=Smooth(level=30),
    dynamics=by_pressure(size=0.0),
)
PRESETS: tuple[Brush, ...] = (SOFT_ROUND, HARD_ROUND, INKER)
"""What there is without any file; the whole starter set is in `painter.paint.presets`."""
