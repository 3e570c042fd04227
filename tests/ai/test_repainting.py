"""Large pictures: no seams, the same whatever the pieces, and less memory where there is less."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor

from painter.ai import repainting, style_method
from painter.ai.device import CPU
from painter.ai.models.styled_conv import Styling
from painter.ai.repainting import Look, Pass, Repainting, Source, Tone
from painter.ai.request import StyleRequest
from painter.ai.room import NO_MEMORY, Room
from painter.ai.runner import JobCancelled
from painter.ai.strokes import with_strokes_joined
from painter.ai.tensors import cell_means, spread_colors
from painter.errors import PainterError
from tests.ai.fakes import Recorder, drawn_layer, fixed

Pixels = NDArray[np.uint8]

LAYER = drawn_layer(240, 300)
HOLED = drawn_layer(240, 300, transparent=True)
WHOLE_PX = 10_000_000


@pytest.fixture(autouse=True)
def no_gradients() -> Iterator[None]:
    with torch.inference_mode():
        yield


def painted(asked: StyleRequest, source: Pixels, window_px: int, *, recorder: Recorder | None = None) -> Pixels:
    room = Room(CPU, window_px=window_px, least_px=1)
    result = style_method.repainted_layer(asked, {"source": source}, recorder or Recorder(), room)
    return np.asarray(result.arrays["image"])


CONTROLS: list[dict[str, Any]] = [
    {},
    {"stroke_scale": 0.8},
    {"stroke_scale": 1.3},
    {"keep_colors": True, "strength": 0.8},
]


@pytest.mark.parametrize(
    ("controls", "source"),
    [*((controls, LAYER) for controls in CONTROLS), ({}, HOLED), ({"stroke_scale": 1.3}, HOLED)],
)
def test_the_size_of_the_pieces_leaves_no_trace(controls: dict[str, Any], source: Pixels) -> None:
    asked = replace(fixed("starry_night"), **controls)
    pieces = [painted(asked, source, window_px) for window_px in (40_000, 36_000)]
    assert (pieces[0] == pieces[1]).all()


@pytest.mark.parametrize("controls", CONTROLS, ids=str)
def test_pieces_come_out_as_they_are_within_the_whole(
    monkeypatch: pytest.MonkeyPatch, controls: dict[str, Any]
) -> None:
    asked = replace(fixed("starry_night"), **controls)
    whole = painted(asked, LAYER, WHOLE_PX)
    looked_at = Repainting._seen

    def seen_whole(self: Repainting, source: Source) -> Look:
        window_px, self._room.window_px = self._room.window_px, WHOLE_PX
        look = looked_at(self, source)
        self._room.window_px = window_px
        return replace(look, whole=None)

    monkeypatch.setattr(Repainting, "_seen", seen_whole)
    pieces = painted(asked, LAYER, 40_000)
    assert np.abs(pieces.astype(int) - whole).max() <= 1


def test_samples_stand_for_the_whole() -> None:
    large = drawn_layer(480, 640)
    whole, pieces = (painted(fixed("golden_hour"), large, window_px) for window_px in (WHOLE_PX, 300_000))
    assert np.abs(whole.mean((0, 1)) - pieces.mean((0, 1))).max() < 6
    assert np.abs(whole.astype(int) - pieces).mean() < 10


def test_a_dab_in_an_empty_layer_is_found_and_painted() -> None:
    source = np.zeros((900, 1100, 4), np.uint8)
    dab = drawn_layer(60, 60)
    source[700:760, 1000:1060] = dab
    result = painted(fixed("cubist"), source, 70_000)
    assert (result[..., 3] == source[..., 3]).all()
    assert np.abs(result[700:760, 1000:1060].astype(int) - dab).mean() > 10


def test_pieces_without_paint_or_under_the_mask_cost_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    windows: list[Tensor] = []
    through = Repainting._through
    monkeypatch.setattr(
        Repainting, "_through", lambda self, colors, look: [windows.append(colors), through(self, colors, look)][1]
    )
    source = drawn_layer(400, 600).copy()
    source[:, :300] = 0
    mask = np.zeros((400, 600), np.uint8)
    mask[:100] = 255
    room = Room(CPU, window_px=70_000, least_px=1)
    inputs = {"source": source, "mask": mask}
    style_method.repainted_layer(fixed("cubist"), inputs, Recorder(), room)
    pieces = len(list(Source(source, None, repainting.Frame(400, 600)).frame.tiles(70_000)))
    assert 0 < len(windows) <= pieces // 4


class Crowded:
    """A network that paints only so many pixels at once."""

    def __init__(self, most: int, error: Exception) -> None:
        self.most, self.error = most, error
        self.sizes: list[int] = []

    def __call__(self, picture: Tensor, styled: Styling) -> Tensor:
        self.sizes.append(picture.shape[0] * picture.shape[2] * picture.shape[3])
        if self.sizes[-1] > self.most:
            raise self.error
        return 1 - picture


@pytest.mark.parametrize("error", [MemoryError(), RuntimeError("DefaultCPUAllocator: can't allocate memory")])
def test_with_less_memory_it_is_painted_in_smaller_pieces(error: Exception) -> None:
    network = Crowded(70_000, error)
    room = Room(CPU, window_px=WHOLE_PX, least_px=1)
    result = repainted_by(network, room)
    assert max(network.sizes) == 240 * 300 > 70_000
    assert (result[..., :3] == 255 - LAYER[..., :3]).all()
    assert (result[..., 3] == 255).all()


def test_memory_that_runs_out_halfway_keeps_what_is_painted() -> None:
    network = Crowded(WHOLE_PX, MemoryError())
    recorder = Recorder()
    count = 0

    def shrinking(picture: Tensor, styled: Styling) -> Tensor:
        nonlocal count
        count += 1
        if count == 4:
            network.most = 30_000
        return network(picture, styled)

    result = repainted_by(shrinking, Room(CPU, window_px=50_000, least_px=1), recorder)
    assert (result[..., :3] == 255 - LAYER[..., :3]).all()
    assert recorder.fractions == sorted(recorder.fractions)


def test_without_enough_memory_one_sentence_says_so() -> None:
    with pytest.raises(PainterError) as caught:
        repainted_by(Crowded(10, MemoryError()), Room(CPU, window_px=WHOLE_PX, least_px=30_000))
    assert str(caught.value) == NO_MEMORY


def repainted_by(network: Any, room: Room, recorder: Recorder | None = None) -> Pixels:
    one = Pass(network, {}, 1.0, 100.0)
    return Repainting(LAYER, None, lambda _: (one,), room, recorder or Recorder()).painted()


def test_large_pictures_are_shown_while_they_are_painted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repainting, "SKETCH_FROM_PX", 70_000)
    monkeypatch.setattr(repainting, "SKETCH_PX", 100)
    recorder = Recorder()
    result = painted(fixed("golden_hour"), HOLED, 50_000, recorder=recorder)
    assert len(recorder.previews) > 3
    assert recorder.previews[0].shape == (80, 100, 4)
    assert recorder.previews[0].dtype == np.uint8
    small = cell_means(result, 3)[0].permute(1, 2, 0).numpy() * 255
    assert np.abs(recorder.previews[-1] - small).max() <= 1
    assert 0.5 < np.abs(recorder.previews[0].astype(float) - small).mean() < 20  # painted, but not yet as finely
    assert recorder.fractions == sorted(recorder.fractions)


@pytest.mark.parametrize("after", [3, 60, 200])
def test_cancelling_stops_a_large_picture_halfway(after: int) -> None:
    recorder = Recorder(cancel_after=after)
    with pytest.raises(JobCancelled):
        painted(fixed("cubist"), LAYER, 36_000, recorder=recorder)
    assert len(recorder.fractions) == after


def test_tones_are_pressed_together_softly_and_never_turned_round() -> None:
    steps = torch.linspace(-0.5, 1.5, 400)[None, None, None]
    fitted = Tone(1.2, -0.1)(steps)
    assert bool((fitted.diff() > 0).all())
    assert float(fitted.min()) > 0
    assert float(fitted.max()) < 1
    middle = (steps * 1.2 - 0.1 > 0.25) & (steps * 1.2 - 0.1 < 0.75)
    torch.testing.assert_close(fitted[middle], (steps * 1.2 - 0.1)[middle])


def test_joined_strokes_keep_edges_and_calm_what_lies_between() -> None:
    torch.manual_seed(0)
    x = torch.where(torch.arange(300)[:, None] < 150, 0.2, 0.8).expand(1, 3, 300, 80).clone()
    noisy = (x + 0.03 * torch.randn(1, 1, 300, 80)).clamp(0, 1)
    joined = with_strokes_joined(noisy, 3.0, 1.0)
    assert float((joined - x)[:, :, 20:130].std()) < 0.5 * float((noisy - x)[:, :, 20:130].std())
    assert float((joined[:, :, 152] - joined[:, :, 147]).mean()) > 0.5
    assert with_strokes_joined(noisy, 3.0, 0.0) is noisy
    torch.testing.assert_close(with_strokes_joined(x, 3.0, 1.0)[:, :, :140], x[:, :, :140])


def test_spread_colours_are_the_layers_own() -> None:
    layer = np.zeros((64, 64, 4), np.uint8)
    layer[:, :20] = (200, 30, 10, 255)
    spread = spread_colors(layer)
    assert spread is not None
    own = torch.tensor([200, 30, 10])[:, None, None] / 255
    assert (spread.colors[0] - own).abs().max() < 0.02
    assert spread_colors(LAYER) is None
