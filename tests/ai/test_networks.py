"""The networks against what onnxruntime made of the same weights, and their parts against plain torch."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F  # noqa: N812 - its usual name
from torch import Tensor

from painter.ai.models import convolution, styled_conv
from painter.ai.models.arbitrary_style import ArbitraryTransform, StylePredictor
from painter.ai.models.convolution import convolved, convolved_pair, kernel
from painter.ai.models.multistyle import MultiStyle
from painter.ai.models.styled_conv import Frozen, Measuring, Tally
from painter.ai.weights import load_model, model_file

GOLDEN = Path(__file__).parent / "golden" / "style_networks.npz"


@pytest.fixture(autouse=True)
def no_gradients() -> Iterator[None]:
    with torch.inference_mode():
        yield


@pytest.fixture
def golden() -> dict[str, Tensor]:
    with np.load(GOLDEN) as arrays:
        return {name: torch.from_numpy(arrays[name]) for name in arrays}


@pytest.fixture(scope="module")
def multistyle() -> MultiStyle:
    return load_model(MultiStyle(), model_file("multistyle26"))[0]


@pytest.fixture(scope="module")
def transform() -> ArbitraryTransform:
    return load_model(ArbitraryTransform(), model_file("arbitrary_transform"))[0]


def small_picture(height: int, width: int) -> Tensor:
    """The picture `packaging/make_style_weights.py` draws."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    y, x = y / height, x / width
    sky = np.stack([0.35 + 0.5 * y, 0.55 + 0.3 * y, 0.9 - 0.2 * y], axis=-1)
    hill = np.stack([0.2 + 0.3 * x, 0.45 - 0.2 * x, 0.15 + 0.1 * y], axis=-1)
    ridge = (y > 0.6 + 0.12 * np.sin(9 * x))[..., None]
    sun = ((y - 0.3) ** 2 + (x - 0.7) ** 2 < 0.012)[..., None]
    picture = np.where(ridge, hill, np.where(sun, np.float32([1.0, 0.85, 0.4]), sky))
    grain = 0.04 * np.sin(311 * x + 173 * y)[..., None]
    return torch.from_numpy(np.clip(picture + grain, 0, 1).astype(np.float32)).permute(2, 0, 1)[None]


def test_fixed_styles_and_their_mixes_equal_onnxruntime(golden: dict[str, Tensor], multistyle: MultiStyle) -> None:
    for mix, expected in zip(golden["mixes"], golden["styled"], strict=True):
        painted = multistyle(golden["picture"], Measuring(multistyle.code(mix)))
        assert (painted[0] - expected).abs().max() < 2e-4


def test_the_reader_of_pictures_equals_onnxruntime(golden: dict[str, Tensor]) -> None:
    predictor = load_model(StylePredictor(), model_file("arbitrary_predict"))[0]
    code = predictor(small_picture(256, 256))[0]
    assert (code - golden["code"]).abs().max() < 1e-4


def test_painting_by_a_style_code_equals_onnxruntime(
    golden: dict[str, Tensor], transform: ArbitraryTransform
) -> None:
    painted = transform(golden["picture"], Measuring(transform.code(golden["code"])))
    assert (painted - golden["painted"]).abs().max() < 2e-4


@pytest.mark.parametrize("name", ["multistyle", "transform"])
def test_statistics_paint_any_part_as_it_is_within_the_whole(
    name: str, request: pytest.FixtureRequest, golden: dict[str, Tensor]
) -> None:
    network: Any = request.getfixturevalue(name)
    code = network.code(golden["code"] if name == "transform" else golden["mixes"][3])
    picture = small_picture(320, 448)
    measuring = Measuring(code)
    whole = network(picture, measuring)
    frozen = Frozen(code, measuring.statistics)
    part = network(picture[..., 64:288, 96:352], frozen)
    assert (part[..., 64:160, 64:192] - whole[..., 128:224, 160:288]).abs().max() < 1e-4


@pytest.mark.slow
def test_all_styles_survive_half_precision(multistyle: MultiStyle, golden: dict[str, Tensor]) -> None:
    halved = load_model(MultiStyle(), model_file("multistyle26"))[0].half()
    for style in range(26):
        code = multistyle.code(torch.eye(26)[style])
        exact = multistyle(golden["picture"], Measuring(code))
        painted = halved(golden["picture"].half(), Measuring(code)).float()
        assert bool(painted.isfinite().all())
        assert (painted - exact).abs().mean() < 4e-3


@pytest.mark.slow
def test_picture_styles_survive_half_precision(transform: ArbitraryTransform, golden: dict[str, Tensor]) -> None:
    halved = load_model(ArbitraryTransform(), model_file("arbitrary_transform"))[0].half()
    code = transform.code(golden["code"])
    painted = halved(golden["picture"].half(), Measuring(code)).float()
    assert (painted - transform(golden["picture"], Measuring(code))).abs().mean() < 4e-3


@pytest.mark.parametrize("numbers", [500_000, 2_000])
@pytest.mark.parametrize(
    ("inputs", "outputs", "size", "stride", "doubling"),
    [(3, 32, 9, 1, False), (8, 8, 3, 2, False), (8, 8, 3, 1, False), (8, 4, 3, 1, True), (4, 3, 9, 1, False)],
)
def test_every_way_to_convolve_is_the_plain_way(
    monkeypatch: pytest.MonkeyPatch, numbers: int, inputs: int, outputs: int, size: int, stride: int, doubling: bool
) -> None:
    monkeypatch.setattr(convolution, "BAND_NUMBERS", numbers)
    torch.manual_seed(0)
    x, weight, bias = torch.randn(2, inputs, 36, 52), torch.randn(outputs, inputs, size, size), torch.randn(outputs)
    work: list[float] = []
    out = convolved(x, kernel(weight, bias, stride=stride, doubling=doubling), work.append)
    assert (out - plainly(x, weight, bias, stride, doubling)).abs().max() < 1e-4
    assert sum(work) == out.numel() * inputs * size * size
    assert (len(work) > 1) == (numbers < 10_000)


def test_two_layers_at_once_are_the_two_layers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(convolution, "BAND_NUMBERS", 5_000)
    torch.manual_seed(0)
    x, first, second = torch.randn(1, 3, 64, 52), torch.randn(8, 3, 9, 9), torch.randn(8, 8, 3, 3)
    at_once = convolved_pair(x, kernel(first), kernel(second, stride=2))
    plain = plainly(plainly(x, first, None, 1, False).relu(), second, None, 2, False)
    assert (at_once - plain).abs().max() < 1e-3


def plainly(x: Tensor, weight: Tensor, bias: Tensor | None, stride: int, doubling: bool) -> Tensor:
    if doubling:
        x = F.interpolate(x, scale_factor=2, mode="nearest")
    return F.conv2d(F.pad(x, (weight.shape[-1] // 2,) * 4, mode="reflect"), weight, bias, stride)


@pytest.mark.parametrize("weighted", [False, True])
def test_computing_a_layer_twice_measures_and_paints_the_same(
    monkeypatch: pytest.MonkeyPatch, multistyle: MultiStyle, weighted: bool
) -> None:
    monkeypatch.setattr(convolution, "BAND_NUMBERS", 20_000)
    code, picture = multistyle.code(torch.eye(26)[19]), small_picture(96, 128)
    weights = torch.rand(1, 1, 96, 128) if weighted else None
    painted, work = [], []
    for most in (styled_conv.KEPT_NUMBERS, 0):
        monkeypatch.setattr(styled_conv, "KEPT_NUMBERS", most)
        done: list[float] = []
        painted.append(multistyle(picture, Measuring(code, weights=weights, done=done.append)))
        work.append(sum(done))
    assert (painted[1] - painted[0]).abs().max() < 1e-3
    assert work[1] == pytest.approx(work[0], rel=0.03)  # bands overlap a little


def test_pixels_that_do_not_count_leave_no_trace_in_the_statistics() -> None:
    torch.manual_seed(0)
    x, weights = torch.randn(1, 4, 16, 24), torch.zeros(1, 1, 32, 48)
    weights[..., :16, :32] = 1.0
    part, weighted = Tally(), Tally()
    part.add(x[..., :8, :16])
    for rows in (slice(0, 8), slice(8, 16)):  # the second counts nothing
        weighted.add(x[:, :, rows], weights[:, :, 2 * rows.start : 2 * rows.stop])
    torch.testing.assert_close(weighted.moments().mean, part.moments().mean)
    torch.testing.assert_close(weighted.moments().variance, part.moments().variance)


def test_a_tally_of_parts_is_the_moments_of_the_whole() -> None:
    torch.manual_seed(0)
    x = torch.randn(2, 5, 20, 23) * 3 + 100
    tally = Tally()
    tally.add(x[:, :, :7])
    tally.add(x[:, :, 7:])
    variance, mean = torch.var_mean(x.double(), (0, 2, 3), correction=0)
    torch.testing.assert_close(tally.moments().mean, mean.float())
    torch.testing.assert_close(tally.moments().variance, variance.float(), rtol=1e-4, atol=1e-4)


def test_to_measure_nothing_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="nothing was measured"):
        Tally().moments()
