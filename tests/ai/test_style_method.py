"""Style requests run with the shipped weights: what each control does, and what it must leave alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from painter import __version__
from painter.ai import catalog, style_method
from painter.ai.device import CPU, Device
from painter.ai.models.multistyle import MultiStyle
from painter.ai.repainting import LEAST_WINDOW_PX, WINDOW_PX
from painter.ai.request import ModelRef, StyleChoice, StyleRequest, request_from_json, request_to_json
from painter.ai.room import PROCESSOR_INSTEAD, Room
from painter.ai.runner import JobCancelled, Result
from painter.ai.tensors import luminance, planes
from painter.errors import PainterError
from painter.jobs.client import run_job
from painter.jobs.job import Job, Progress
from painter.jobs.process import ModelProcess
from tests.ai.fakes import Recorder, drawn_layer, fixed, picture_style, style_picture

Pixels = NDArray[np.uint8]

OPAQUE = drawn_layer(72, 100)
LAYER = drawn_layer(72, 100, transparent=True)
PICTURE = style_picture()

PICTURED = StyleRequest(styles=(picture_style(),))
BLENDED = StyleRequest(styles=(picture_style(), StyleChoice(kind="fixed", name="starry_night", weight=2)))
EVERY_KIND = pytest.mark.parametrize(
    "asked", [fixed("cubist"), PICTURED, BLENDED], ids=["fixed", "picture", "both"]
)


def ran(asked: StyleRequest, source: Pixels, *, device: Device = CPU, **inputs: Any) -> Result:
    room = Room(device, window_px=WINDOW_PX, least_px=LEAST_WINDOW_PX)
    return style_method.repainted_layer(asked, {"source": source, **inputs}, Recorder(), room)


def image(asked: StyleRequest, source: Pixels, **inputs: Any) -> Pixels:
    """Return the repainted layer, having checked what holds for every one."""
    result: Pixels = np.asarray(ran(asked, source, **inputs).arrays["image"])
    assert result.shape == source.shape
    assert result.dtype == np.uint8
    assert (result[..., 3] == source[..., 3]).all()
    assert (result[..., :3] <= result[..., 3:]).all()  # still premultiplied
    return result


def apart(a: Pixels, b: Pixels) -> float:
    """Return the mean difference, in levels."""
    return float(np.abs(a.astype(int) - b.astype(int)).mean())


# Strength


@EVERY_KIND
@pytest.mark.parametrize("source", [OPAQUE, LAYER], ids=["opaque", "transparent"])
def test_no_strength_is_the_picture_itself(asked: StyleRequest, source: Pixels) -> None:
    none = replace(asked, strength=0.0, keep_colors=True, stroke_scale=2.0)
    result = ran(none, source, style0=PICTURE)
    assert (result.arrays["image"] == source).all()
    assert result.request.models


@EVERY_KIND
def test_more_strength_goes_further_from_the_picture(asked: StyleRequest) -> None:
    distances = [
        apart(image(replace(asked, strength=strength), OPAQUE, style0=PICTURE), OPAQUE)
        for strength in (0.0, 0.02, 0.3, 0.6, 1.0)
    ]
    assert distances == sorted(distances)
    assert 0 < distances[1] < 0.2 * distances[-1]


# Alpha and mask


@EVERY_KIND
@pytest.mark.parametrize("stroke_scale", [0.5, 1.0, 3.0])
def test_alpha_stays_and_nothing_shows_where_there_was_nothing(asked: StyleRequest, stroke_scale: float) -> None:
    result = image(replace(asked, stroke_scale=stroke_scale), LAYER, style0=PICTURE)
    assert (result[LAYER[..., 3] == 0] == 0).all()
    assert apart(result, LAYER) > 5


def test_a_hole_in_a_layer_does_not_darken_what_is_around_it() -> None:
    light = drawn_layer(128, 160) // 3 + 170
    holed = light.copy()
    holed[40:88, 50:110] = 0
    rim = np.zeros(light.shape[:2], bool)
    rim[36:92, 46:114] = True
    rim[40:88, 50:110] = False
    whole, beside = (image(fixed("golden_hour"), picture)[rim].mean(axis=0) for picture in (light, holed))
    assert np.abs(whole - beside).max() < 20


def test_the_mask_keeps_pixels_exactly_and_lets_through_by_degrees() -> None:
    mask = np.zeros(OPAQUE.shape[:2], np.uint8)
    mask[:, 40:70] = 128
    mask[:, 70:] = 255
    free, masked = image(fixed("cubist"), OPAQUE), image(fixed("cubist"), OPAQUE, mask=mask)
    assert (masked[:, :40] == OPAQUE[:, :40]).all()
    assert (masked[:, 70:] == free[:, 70:]).all()
    half = OPAQUE[:, 40:70] + (free[:, 40:70].astype(float) - OPAQUE[:, 40:70]) * (128 / 255)
    assert np.abs(masked[:, 40:70] - half).max() <= 1


@pytest.mark.parametrize("inputs", [{"mask": np.zeros(OPAQUE.shape[:2], np.uint8)}, {"source": 0 * OPAQUE}])
def test_with_nothing_to_paint_nothing_changes(inputs: dict[str, Pixels]) -> None:
    source = inputs.pop("source", OPAQUE)
    for scale in (0.5, 2.0):
        result = image(replace(BLENDED, strength=0.5, stroke_scale=scale), source, style0=PICTURE, **inputs)
        assert (result == source).all()


# Colours


@EVERY_KIND
def test_kept_colours_keep_their_hue_and_the_overall_light(asked: StyleRequest) -> None:
    free, kept = (image(replace(asked, keep_colors=k), OPAQUE, style0=PICTURE) for k in (False, True))
    source, tints = tinted(OPAQUE), (tinted(free), tinted(kept))
    agreement = [float((source * tint).sum() / (source.norm() * tint.norm())) for tint in tints]
    assert agreement[1] > 0.97
    assert agreement[1] > agreement[0]
    light = [float(luminance(planes(picture[..., :3])).mean()) for picture in (OPAQUE, kept)]
    assert light[1] == pytest.approx(light[0], abs=0.05)
    assert apart(kept, OPAQUE) > 5


def tinted(picture: Pixels) -> torch.Tensor:
    colors = planes(picture[..., :3])
    return colors - luminance(colors)


# Blends


def test_a_blend_of_fixed_styles_lies_between_them() -> None:
    one, other, both = (image(fixed(*names), OPAQUE) for names in (("cubist",), ("woven",), ("cubist", "woven")))
    assert 0 < apart(both, one) < apart(one, other)
    assert 0 < apart(both, other) < apart(one, other)


def test_a_style_blended_with_itself_is_itself() -> None:
    assert (image(fixed("cubist", "cubist"), OPAQUE) == image(fixed("cubist"), OPAQUE)).all()
    twice = StyleRequest(styles=(picture_style("a"), picture_style("b")))
    assert (
        apart(image(twice, OPAQUE, style0=PICTURE, style1=PICTURE), image(PICTURED, OPAQUE, style0=PICTURE)) < 0.01
    )


def test_a_blend_of_both_kinds_mixes_what_both_paint_by_their_shares() -> None:
    blended = image(BLENDED, OPAQUE, style0=PICTURE)
    picture, fixed_one = image(PICTURED, OPAQUE, style0=PICTURE), image(fixed("starry_night"), OPAQUE)
    expected = picture / 3 + fixed_one * (2 / 3)
    assert np.abs(blended - expected).max() <= 1.5


def test_other_pictures_give_other_styles() -> None:
    one, other = (image(PICTURED, OPAQUE, style0=style_picture(seed)) for seed in (1, 2))
    assert apart(one, other) > 2


# Strokes


def test_larger_strokes_have_less_detail() -> None:
    def detail(scale: float) -> float:
        picture = image(replace(fixed("woodblock"), stroke_scale=scale), drawn_layer(160, 200)).astype(float)
        return float(np.abs(np.diff(picture, axis=0)).mean() + np.abs(np.diff(picture, axis=1)).mean())

    details = [detail(scale) for scale in (1.0, 2.0, 4.0)]
    assert details == sorted(details, reverse=True)


# The recipe


def test_the_result_holds_the_whole_recipe() -> None:
    done = ran(replace(BLENDED, seed=3, program="0.0.1"), OPAQUE, style0=PICTURE).request
    assert [ref.name for ref in done.models] == ["multistyle26", "arbitrary_predict", "arbitrary_transform"]
    assert all(isinstance(ref, ModelRef) and len(ref.sha256) == 64 and ref.licence for ref in done.models)
    assert len(done.styles[0].code) == 100
    assert done.styles[1].code is None
    assert (done.seed, done.program) == (3, "0.0.1")
    assert [replace(style, code=None) for style in done.styles] == list(BLENDED.styles)
    assert ran(fixed("cubist"), OPAQUE).request.program == __version__


def test_rendered_again_from_its_recipe_it_is_the_same_without_the_picture() -> None:
    first = ran(replace(BLENDED, strength=0.7), OPAQUE, style0=PICTURE)
    again = ran(request_from_json(request_to_json(first.request)), OPAQUE)
    assert (first.arrays["image"] == again.arrays["image"]).all()
    assert again.request == first.request


def test_a_style_is_read_alike_at_every_size_and_shape() -> None:
    small = style_picture(3, 256, 256)
    large = np.kron(small, np.ones((3, 3, 1), np.uint8))
    near, same = (torch.tensor(code_of(picture)) for picture in (large, small))
    far = torch.tensor(code_of(drawn_layer(256, 256)[..., :3]))
    assert (near - same).norm() < 0.2 * (far - same).norm()
    for height, width in ((1, 1), (3, 900), (700, 2)):
        assert len(code_of(style_picture(5, height, width))) == 100


def code_of(picture: Pixels) -> tuple[float, ...]:
    with torch.inference_mode():
        done = style_method.with_codes(PICTURED, {"style0": picture})
    assert done.styles[0].code is not None
    return done.styles[0].code


@settings(max_examples=15)
@given(
    st.integers(1, 9),
    st.integers(1, 70),
    st.integers(0, 255),
    st.sampled_from((0.25, 0.9, 1.0, 1.3, 4.0)),
    st.booleans(),
    st.sampled_from((0.4, 1.0)),
)
def test_small_pictures_work(
    height: int, width: int, alpha: int, scale: float, keep_colors: bool, strength: float
) -> None:
    source = np.full((height, width, 4), (alpha // 3, alpha // 2, alpha, alpha), np.uint8)
    asked = replace(PICTURED, stroke_scale=scale, keep_colors=keep_colors, strength=strength)
    image(asked, source, style0=style_picture(1, 2, 3))


# What cannot be


def test_a_style_that_is_not_known_is_named() -> None:
    with pytest.raises(PainterError, match="no style called “rubens”"):
        ran(fixed("cubist", "rubens"), OPAQUE)


def test_a_picture_that_is_not_there_is_named() -> None:
    with pytest.raises(PainterError, match=r"The picture “rain\.png” is no longer there"):
        ran(PICTURED, OPAQUE)


def test_a_request_of_another_kind_is_refused() -> None:
    with pytest.raises(PainterError, match="cannot run that yet"):
        catalog.run(object(), {}, Recorder())


# Devices and processes


def test_a_graphics_card_too_small_for_the_network_leaves_it_to_the_processor(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = style_method.multistyle
    cuda = Device("cuda", half=True)

    def crowded(device: Device) -> tuple[MultiStyle, ModelRef]:
        if device == cuda:
            raise torch.OutOfMemoryError("CUDA out of memory.")
        return real(device)

    monkeypatch.setattr(style_method, "multistyle", crowded)
    monkeypatch.setattr("painter.ai.room.release_memory", lambda device: None)
    result = ran(fixed("cubist"), OPAQUE, device=cuda)
    assert result.note == PROCESSOR_INSTEAD
    monkeypatch.undo()
    assert (result.arrays["image"] == image(fixed("cubist"), OPAQUE)).all()


def test_the_process_is_told_device_and_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAINTER_DEVICE", "cuda")
    monkeypatch.setenv("PAINTER_THREADS", "1")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    before = torch.get_num_threads()
    try:
        result = catalog.run(fixed("cubist"), {"source": OPAQUE}, Recorder())
        assert torch.get_num_threads() == 1
    finally:
        torch.set_num_threads(before)
    assert "No graphics card for “cuda” was found" in result.note


def test_progress_only_ever_grows_and_ends_at_one() -> None:
    recorder = Recorder()
    catalog.run(replace(BLENDED, stroke_scale=1.5), {"source": LAYER, "style0": PICTURE}, recorder)
    assert recorder.fractions == sorted(recorder.fractions)
    assert recorder.fractions[0] == 0.0
    assert recorder.fractions[-1] == 1.0
    assert len(set(recorder.fractions)) > 20


@pytest.mark.parametrize("after", [0, 1, 5, 15])
def test_cancelling_stops_at_the_next_step(after: int) -> None:
    recorder = Recorder(cancel_after=after)
    with pytest.raises(JobCancelled):
        catalog.run(fixed("cubist"), {"source": OPAQUE}, recorder)
    assert len(recorder.fractions) == after


@pytest.mark.slow
def test_the_model_process_repaints_a_layer() -> None:
    events: list[Any] = []
    job = Job(request=BLENDED, inputs={"source": LAYER, "style0": PICTURE})
    with ModelProcess() as process:
        done = run_job(process, job, on_event=events.append)
        again = run_job(process, Job(request=done.request, inputs={"source": LAYER}))
    assert (done.outputs["image"] == again.outputs["image"]).all()
    assert (done.outputs["image"] == image(BLENDED, LAYER, style0=PICTURE)).all()
    assert any(isinstance(event, Progress) for event in events)
    assert done.request.models
