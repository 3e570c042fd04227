"""Tiles cover a picture exactly, and every window holds all that could change its tile."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from painter.ai.resample import LANCZOS, axis_bands, cubic, resampled, span
from painter.ai.tiling import ALIGN_PX, CONTEXT_PX, Box, Frame

frames = st.builds(Frame, st.integers(1, 700), st.integers(1, 700), st.just(1.0) | st.floats(0.25, 4))


@given(frames, st.integers(1, 90_000), st.integers(1, 9))
def test_tiles_cover_every_pixel_once(frame: Frame, window_px: int, multiple: int) -> None:
    covered = np.zeros((frame.height_px, frame.width_px), int)
    for tile in frame.tiles(window_px, multiple_px=multiple):
        covered[tile.slices] += 1
        assert tile.rows.start % multiple == tile.columns.start % multiple == 0
    assert (covered == 1).all()


@given(frames, st.data())
def test_pieces_of_a_part_cover_the_part(frame: Frame, data: st.DataObject) -> None:
    top, left = data.draw(st.integers(0, frame.height_px - 1)), data.draw(st.integers(0, frame.width_px - 1))
    part = Box(
        range(top, data.draw(st.integers(top + 1, frame.height_px))),
        range(left, data.draw(st.integers(left + 1, frame.width_px))),
    )
    covered = np.zeros((frame.height_px, frame.width_px), int)
    for piece in frame.tiles(40_000, multiple_px=4, part=part):
        covered[piece.slices] += 1
    assert covered[part.slices].min() == 1
    assert covered.sum() == part.area


@given(frames)
def test_windows_are_aligned_and_hold_the_context(frame: Frame) -> None:
    whole = frame.working
    for tile in frame.tiles(60_000):
        window = frame.window(tile)
        for places, inner, all_places in (
            (window.rows, span(frame.needed(tile)[0]), whole.rows),
            (window.columns, span(frame.needed(tile)[1]), whole.columns),
        ):
            if frame.scale == 1.0:
                inner = tile.rows if places is window.rows else tile.columns
            assert places.start % ALIGN_PX == 0
            assert places.stop % ALIGN_PX == 0
            assert places.start == 0 or inner.start - places.start >= CONTEXT_PX
            assert places.stop == all_places.stop or places.stop - inner.stop >= CONTEXT_PX


@given(frames)
def test_samples_lie_within_the_working_picture(frame: Frame) -> None:
    samples = frame.samples(128, 16)
    assert 1 <= len(samples) <= 32
    assert len({(len(s.rows), len(s.columns)) for s in samples}) == 1
    for sample in samples:
        assert sample.rows.start >= 0
        assert sample.rows.stop <= frame.working.rows.stop
        assert sample.columns.start >= 0
        assert sample.columns.stop <= frame.working.columns.stop


@pytest.mark.parametrize("ratio", [0.4, 1.0, 2.7])
@pytest.mark.parametrize("by", [LANCZOS, cubic(), cubic(1.0)])
def test_a_window_resized_is_the_window_of_the_whole_resized(ratio: float, by: object) -> None:
    torch.manual_seed(0)
    x = torch.rand(1, 3, 200, 200)
    size = int(200 / ratio)
    whole = axis_bands(range(size), ratio, by, (0, 200))  # type: ignore[arg-type]
    part = axis_bands(range(20, 60), ratio, by, (0, 200))  # type: ignore[arg-type]
    inside = span(part)
    window = x[:, :, inside.start : inside.stop, inside.start : inside.stop]
    expected = resampled(x, whole, whole, (0, 0))[:, :, 20:60, 20:60]
    torch.testing.assert_close(resampled(window, part, part, (inside.start,) * 2), expected)


def test_an_even_picture_stays_even_when_resized() -> None:
    for by in (LANCZOS, cubic(), cubic(0.5), cubic(1.0)):
        bands = axis_bands(range(37), 1.7, by, (0, 63))
        out = resampled(torch.full((1, 1, 63, 63), 0.4), bands, bands, (0, 0))
        torch.testing.assert_close(out, torch.full((1, 1, 37, 37), 0.4))
