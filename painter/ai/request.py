"""Frozen requests to the models. A request is the whole recipe of the layer it makes.

Torch-free: the window, the files and the command line import this module. Pixels travel beside a request, not
in it. Every request goes to JSON and back unchanged; what comes from a file is checked here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, ClassVar, Literal

from painter.errors import PainterError

STYLE_CODE_LENGTH = 100
"""Numbers in the code that the style predictor makes of a picture."""

STROKE_SCALE_RANGE = (0.25, 4.0)


class RecipeError(PainterError):
    """A recipe that is not one: from a damaged or foreign file."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelRef:
    """Which weights made a layer.

    Attributes:
        sha256: Checksum of the weights file, 64 hex digits.
        licence: SPDX identifier of the weights' licence.
    """

    name: str
    sha256: str
    licence: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceRef:
    """The layer a request read, and what it looked like then.

    Attributes:
        digest: `Raster.digest` of its pixels; empty where unknown.
    """

    layer_id: str
    digest: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class StyleChoice:
    """One style of a blend: one of the fixed styles by name, or any picture.

    Attributes:
        kind: "fixed" for one of the 26 styles, "picture" for a picture.
        name: The fixed style's id, or the picture's name as shown to the artist.
        weight: Share of the blend, more than 0; shares need not sum to 1.
        sha256: Checksum of the picture file; empty for fixed styles.
        code: The picture's style code (100 numbers), filled in when first rendered, so that the recipe needs
            the picture no more.
    """

    kind: Literal["fixed", "picture"]
    name: str
    weight: float = 1.0
    sha256: str = ""
    code: tuple[float, ...] | None = None

    def __post_init__(self) -> None:
        if self.kind not in ("fixed", "picture"):
            raise RecipeError(f"“{self.kind}” is no kind of style.")
        if not (math.isfinite(self.weight) and self.weight > 0):
            raise RecipeError(f"The weight of style “{self.name}” must be more than 0.")
        if self.code is not None and (
            len(self.code) != STYLE_CODE_LENGTH or not all(math.isfinite(v) for v in self.code)
        ):
            raise RecipeError(f"The style code of “{self.name}” is damaged.")


@dataclass(frozen=True, kw_only=True, slots=True)
class StyleRequest:
    """Repaint a layer in a style or a blend of styles.

    Attributes:
        strength: 0 (the picture itself, exactly) to 1.
        stroke_scale: Size of the strokes against the network's own, 0.25 to 4; above 1 is coarser.
        keep_colors: Keep the source's colours and take only the style's light and shade.
        seed: For methods with chance; the style networks have none.
        source: The layer that is repainted.
        models: Filled in with the result.
        program: Version of painter that made the result.

    A job with this request carries the inputs ``source`` (h, w, 4) uint8 premultiplied sRGB RGBA; optionally
    ``mask`` (h, w) uint8; and ``style0``, ``style1``, … (h, w, 3) uint8 sRGB for every picture without a code.
    Its one output is ``image``, the same shape and kind as ``source``.
    """

    method: ClassVar[Literal["style"]] = "style"

    styles: tuple[StyleChoice, ...]
    strength: float = 1.0
    stroke_scale: float = 1.0
    keep_colors: bool = False
    seed: int = 0
    source: SourceRef | None = None
    models: tuple[ModelRef, ...] = ()
    program: str = ""

    def __post_init__(self) -> None:
        if not self.styles:
            raise RecipeError("Choose a style first.")
        if not 0.0 <= self.strength <= 1.0:
            raise RecipeError("Style strength must be between 0 and 1.")
        low, high = STROKE_SCALE_RANGE
        if not low <= self.stroke_scale <= high:
            raise RecipeError(f"Stroke scale must be between {low:g} and {high:g}.")

    @property
    def label(self) -> str:
        """The styles' names, strongest first, for a layer's name."""
        ranked = sorted(self.styles, key=lambda style: -style.weight)
        return " + ".join(display_name(style) for style in ranked)

    def weights(self) -> tuple[float, ...]:
        """Return the styles' shares, summing to 1."""
        total = sum(style.weight for style in self.styles)
        return tuple(style.weight / total for style in self.styles)


Request = StyleRequest
"""Any request; a union as methods are added."""


def display_name(style: StyleChoice) -> str:
    """Return a style's name as shown: ids such as ``starry_night`` become “Starry night”."""
    if style.kind == "picture":
        return style.name
    return style.name.replace("_", " ").capitalize()


def request_to_json(request: Request) -> dict[str, Any]:
    """Return the request as JSON values, its method included."""
    return {"method": request.method, **_plain(request)}


def _plain(value: Any) -> Any:
    if hasattr(value, "__dataclass_fields__"):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def request_from_json(data: Any) -> Request:
    """Return the request in JSON values from a file.

    Raises:
        RecipeError: The values are not a recipe this version knows.
    """
    if not isinstance(data, Mapping) or data.get("method") != StyleRequest.method:
        raise RecipeError("This layer's recipe is of a kind this version of painter does not know.")
    try:
        return StyleRequest(
            styles=tuple(_style_from_json(item) for item in _listed(data["styles"], 64)),
            strength=_number(data.get("strength", 1.0)),
            stroke_scale=_number(data.get("stroke_scale", 1.0)),
            keep_colors=bool(data.get("keep_colors", False)),
            seed=int(data.get("seed", 0)),
            source=_source_from_json(data.get("source")),
            models=tuple(
                ModelRef(**{key: str(item[key]) for key in ("name", "sha256", "licence")})
                for item in _listed(data.get("models", []), 64)
            ),
            program=str(data.get("program", ""))[:64],
        )
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise RecipeError("A layer's recipe in this file is damaged.") from error


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(value)
    return float(value)


def _listed(value: Any, most: int) -> Sequence[Any]:
    if not isinstance(value, list) or len(value) > most:
        raise TypeError(value)
    return value


def _mapping(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise TypeError(value)
    return value


def _style_from_json(data: Any) -> StyleChoice:
    data = _mapping(data)
    code = data.get("code")
    return StyleChoice(
        kind=data["kind"],
        name=str(data["name"])[:200],
        weight=_number(data.get("weight", 1.0)),
        sha256=str(data.get("sha256", ""))[:64],
        code=None if code is None else tuple(_number(v) for v in _listed(code, STYLE_CODE_LENGTH)),
    )


def _source_from_json(data: Any) -> SourceRef | None:
    if data is None:
        return None
    data = _mapping(data)
    return SourceRef(layer_id=str(data["layer_id"])[:64], digest=str(data.get("digest", ""))[:64])


def with_source(request: Request, source: SourceRef) -> Request:
    """Return the same request over another source: what “Render again” sends."""
    return replace(request, source=source)
