"""Requests go to JSON and back unchanged; what is no request is refused in one sentence."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from painter.ai.request import (
    STYLE_CODE_LENGTH,
    ModelRef,
    RecipeError,
    SourceRef,
    StyleChoice,
    StyleRequest,
    display_name,
    request_from_json,
    request_to_json,
    with_source,
)

numbers = st.floats(-1e6, 1e6, allow_nan=False)
codes = st.none() | st.lists(numbers, min_size=STYLE_CODE_LENGTH, max_size=STYLE_CODE_LENGTH).map(tuple)
choices = st.builds(
    StyleChoice,
    kind=st.sampled_from(("fixed", "picture")),
    name=st.text(max_size=200),
    weight=st.floats(1e-6, 1e6),
    sha256=st.text(max_size=64),
    code=codes,
)
refs = st.builds(ModelRef, name=st.text(), sha256=st.text(), licence=st.text())
requests = st.builds(
    StyleRequest,
    styles=st.lists(choices, min_size=1, max_size=4).map(tuple),
    strength=st.floats(0, 1),
    stroke_scale=st.floats(0.25, 4),
    keep_colors=st.booleans(),
    seed=st.integers(0, 2**31),
    source=st.none() | st.builds(SourceRef, layer_id=st.text(max_size=64), digest=st.text(max_size=64)),
    models=st.lists(st.builds(ModelRef, name=st.text(), sha256=st.text(), licence=st.text()), max_size=3).map(
        tuple
    ),
    program=st.text(max_size=64),
)


@given(requests)
def test_a_request_comes_back_from_json_unchanged(request: StyleRequest) -> None:
    assert request_from_json(json.loads(json.dumps(request_to_json(request)))) == request


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.dictionaries(
        st.sampled_from(tuple(field.name for field in fields(StyleRequest))),
        json_values,
    )
)
def test_whatever_a_file_holds_is_a_request_or_refused(data: dict[str, Any]) -> None:
    try:
        request = request_from_json({"method": "style", **data})
    except RecipeError as error:
        assert str(error).endswith(".")
    else:
        assert 0 <= request.strength <= 1


@pytest.mark.parametrize(
    "values",
    [
        None,
        [],
        {"method": "diffusion", "styles": []},
        {"method": "style"},
        {"method": "style", "styles": [{"kind": "fixed", "name": "woven"}] * 65},
        {"method": "style", "styles": [{"kind": "rubens", "name": "woven"}]},
        {"method": "style", "styles": [{"kind": "picture", "name": "a", "code": [0.0] * 99}]},
        {"method": "style", "styles": [{"kind": "picture", "name": "a", "code": [float("nan")] * 100}]},
        {"method": "style", "styles": [{"kind": "fixed", "name": "woven"}], "strength": "much"},
        {"method": "style", "styles": [{"kind": "fixed", "name": "woven"}], "strength": True},
        {"method": "style", "styles": [{"kind": "fixed", "name": "woven"}], "strength": float("nan")},
    ],
)
def test_what_is_no_request_is_refused(values: Any) -> None:
    with pytest.raises(RecipeError):
        request_from_json(values)


@pytest.mark.parametrize(
    "wrong",
    [
        {"styles": ()},
        {"strength": -0.01},
        {"strength": 1.01},
        {"stroke_scale": 0.2},
        {"stroke_scale": 5.0},
        {"stroke_scale": float("nan")},
    ],
)
def test_a_request_out_of_range_cannot_be_made(wrong: dict[str, Any]) -> None:
    with pytest.raises(RecipeError):
        StyleRequest(**{"styles": (StyleChoice(kind="fixed", name="woven"),), **wrong})


@pytest.mark.parametrize("weight", [0.0, -1.0, float("nan"), float("inf")])
def test_a_share_of_a_blend_is_more_than_nothing(weight: float) -> None:
    with pytest.raises(RecipeError):
        StyleChoice(kind="fixed", name="woven", weight=weight)


def test_shares_sum_to_one_and_the_label_begins_with_the_strongest() -> None:
    request = StyleRequest(
        styles=(
            StyleChoice(kind="fixed", name="starry_night", weight=1),
            StyleChoice(kind="picture", name="rain.png", weight=3),
        )
    )
    assert request.weights() == (0.25, 0.75)
    assert request.label == "rain.png + Starry night"
    assert display_name(request.styles[0]) == "Starry night"


def test_render_again_keeps_everything_but_the_source() -> None:
    request = StyleRequest(
        styles=(StyleChoice(kind="fixed", name="woven"),), seed=4, source=SourceRef(layer_id="a")
    )
    again = with_source(request, SourceRef(layer_id="b", digest="cd"))
    assert again.source == SourceRef(layer_id="b", digest="cd")
    assert with_source(again, SourceRef(layer_id="a")) == request
