"""Documents to save: by hand and by chance."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from painter.ai.request import STYLE_CODE_LENGTH, ModelRef, Request, SourceRef, StyleChoice, StyleRequest
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
    LevelsRange,
    Posterize,
    Threshold,
)
from painter.document.document import Document
from painter.document.layer import Adjustment, BlendMode, ColorLabel, Group, Layer, Mask, Node
from painter.document.raster import MaskRaster, Raster
from painter.document.selection import rectangle


def random_pixels(seed: int, width: int, height: int) -> NDArray[np.uint8]:
    """Return (h, w, 4) uint8 premultiplied noise with whole areas that are opaque and transparent."""
    rng = np.random.default_rng(seed)
    pixels = rng.integers(0, 256, (height, width, 4), np.uint8)
    pixels[: height // 3, :, 3] = 255
    pixels[-height // 4 :, : width // 2] = 0
    return np.minimum(pixels, pixels[..., 3:])


def blocks(seed: int, width: int, height: int, *, step: int = 8) -> NDArray[np.uint8]:
    """Return premultiplied blocks of colour, for programs that blur or round single pixels."""
    small = random_pixels(seed, -(-width // step), -(-height // step))
    return np.ascontiguousarray(small.repeat(step, 0).repeat(step, 1)[:height, :width])


def layer(seed: int, canvas: tuple[int, int], *, x: int = 0, y: int = 0, **properties: object) -> Layer:
    """Return a layer of random blocks over the canvas."""
    return Layer(raster=Raster.from_array(*canvas, blocks(seed, *canvas), x, y), **properties)  # type: ignore[arg-type]


def style_recipe(**changes: object) -> StyleRequest:
    values: dict[str, object] = {
        "styles": (
            StyleChoice(kind="fixed", name="starry_night", weight=2.0),
            StyleChoice(kind="picture", name="夢.jpg", sha256="ab" * 32, code=(0.1,) * STYLE_CODE_LENGTH),
        ),
        "strength": 0.7,
        "source": SourceRef(layer_id="a" * 32, digest="b" * 64),
        "models": (ModelRef(name="multistyle26", sha256="c" * 64, licence="Apache-2.0"),),
        "program": "0.1.0",
    }
    return StyleRequest(**(values | changes))  # type: ignore[arg-type]


def example_document(width: int = 300, height: int = 200) -> Document:
    """Return a document that has a bit of everything."""
    canvas = (width, height)
    group = Group(
        children=(
            layer(2, canvas, x=40, y=30, name="Shade", mode=BlendMode.MULTIPLY, opacity=0.8),
            layer(3, canvas, x=-60, y=-20, name="Styled", recipe=style_recipe()),
        ),
        name="Figure",
        mode=BlendMode.OVERLAY,
        opacity=0.6,
        expanded=False,
    )
    through = Group(children=(layer(4, canvas, name="Light", mode=BlendMode.ADD, locked=True),), isolated=False)
    hidden = layer(5, canvas, name="Sketch", visible=False)
    back = layer(1, canvas, name="Background 雪")
    return Document(
        width_px=width,
        height_px=height,
        layers=(back, group, hidden, through, Layer(raster=Raster(*canvas), name="Empty")),
        active_id=group.children[1].id,
        dpi=254.25,
    )


def recipes() -> st.SearchStrategy[Request]:
    numbers = st.floats(-5, 5, allow_nan=False)
    codes = st.none() | st.lists(numbers, min_size=STYLE_CODE_LENGTH, max_size=STYLE_CODE_LENGTH).map(tuple)
    choice = st.builds(
        StyleChoice,
        kind=st.sampled_from(["fixed", "picture"]),
        name=st.text(max_size=20),
        weight=st.floats(0.01, 10),
        code=codes,
    )
    return st.builds(
        StyleRequest,
        styles=st.lists(choice, min_size=1, max_size=2).map(tuple),
        strength=st.floats(0, 1),
        stroke_scale=st.floats(0.25, 4),
        keep_colors=st.booleans(),
        seed=st.integers(0, 2**32),
        source=st.none() | st.builds(SourceRef, layer_id=st.text(max_size=40), digest=st.just("d" * 64)),
    )


def _names() -> st.SearchStrategy[str]:
    return st.text(st.characters(), max_size=12)


def _layers(canvas: tuple[int, int]) -> st.SearchStrategy[Node]:
    def build(seed: int, size: tuple[int, int], x: int, y: int) -> Raster:
        return Raster.from_array(*canvas, random_pixels(seed, *size), x, y)

    rasters = st.just(Raster(*canvas)) | st.builds(
        build,
        st.integers(0, 2**32),
        st.tuples(st.integers(1, 150), st.integers(1, 150)),
        st.integers(-300, 300),
        st.integers(-300, 300),
    )
    shared = _shared(canvas)
    return st.builds(
        Layer, raster=rasters, alpha_locked=st.booleans(), recipe=st.none() | recipes(), **shared
    ) | st.builds(Adjustment, settings=st.sampled_from(ADJUSTMENTS), **shared)


ADJUSTMENTS: tuple[AdjustmentSettings, ...] = (
    Levels(master=LevelsRange(0.1, 0.9, 1.5)),
    Curves(red=((0.0, 0.2), (0.5, 0.3), (1.0, 1.0))),
    HueSaturation(hue_deg=-77.5, saturation=0.3),
    ColorBalance(midtones=(0.1, 0.2, -0.3)),
    BrightnessContrast(contrast=0.25),
    Exposure(stops=-1.5),
    Invert(),
    Posterize(levels=7),
    Threshold(),
    GradientMap(reverse=True),
)


def _masks(canvas: tuple[int, int]) -> st.SearchStrategy[Mask]:
    def build(seed: int, size: tuple[int, int], x: int, y: int, outside: int) -> MaskRaster:
        values = np.random.default_rng(seed).integers(0, 256, size, np.uint8)
        return MaskRaster.from_array(*canvas, values, x, y, outside=outside)

    rasters = st.builds(
        build,
        st.integers(0, 2**32),
        st.tuples(st.integers(1, 150), st.integers(1, 150)),
        st.integers(-300, 300),
        st.integers(-300, 300),
        st.sampled_from([0, 255]),
    )
    return st.builds(Mask, raster=rasters, enabled=st.booleans(), linked=st.booleans())


def _shared(canvas: tuple[int, int]) -> dict[str, st.SearchStrategy[Any]]:
    return {
        "name": _names(),
        "visible": st.booleans(),
        "opacity": st.floats(0, 1),
        "mode": st.sampled_from(BlendMode),
        "locked": st.booleans(),
        "mask": st.none() | _masks(canvas),
        "clipped": st.booleans(),
        "label": st.sampled_from(ColorLabel),
    }


def selections(canvas: tuple[int, int]) -> st.SearchStrategy[MaskRaster]:
    return st.builds(
        lambda x, y, w, h: rectangle(*canvas, x, y, x + w, y + h),
        st.floats(-50, 150),
        st.floats(-50, 150),
        st.floats(0, 200),
        st.floats(0, 200),
    )


def _groups(children: st.SearchStrategy[Node], canvas: tuple[int, int]) -> st.SearchStrategy[Node]:
    own: dict[str, st.SearchStrategy[Any]] = {
        "children": st.lists(children, max_size=3).map(tuple),
        "expanded": st.booleans(),
        "isolated": st.booleans(),
    }
    return st.builds(Group, **_shared(canvas), **own)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Draw any small document."""
    canvas = draw(st.tuples(st.integers(1, 200), st.integers(1, 200)))
    nodes = st.recursive(_layers(canvas), lambda children: _groups(children, canvas), max_leaves=5)
    layers = draw(st.lists(nodes, min_size=1, max_size=3).map(tuple))
    document = Document(width_px=canvas[0], height_px=canvas[1], layers=layers, dpi=draw(st.floats(1, 2400)))
    document = replace(document, selection=draw(st.none() | selections(canvas)))
    return replace(document, active_id=draw(st.sampled_from([node.id for node in document.nodes()])))
