"""The shared memory: exact, bounded, and gone afterwards."""

from __future__ import annotations

import gc
import itertools
import logging
import shutil

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from painter.errors import PainterError
from painter.jobs import arena as arena_module
from painter.jobs.arena import KEPT_BYTES, SMALLEST_BYTES, Arena, ArenaView, lay_out, read_only_views, write
from tests.jobs.conftest import SHARED_MEMORY, segments

DTYPES = st.sampled_from(
    [np.bool_, np.uint8, np.int16, np.uint16, np.float16, np.float32, np.float64, np.complex64]
)
ARRAYS = st.dictionaries(
    st.text(max_size=8),
    hnp.arrays(DTYPES, hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=7)),
    max_size=5,
)


@given(arrays=ARRAYS, start=st.integers(0, 1000))
def test_what_is_written_is_read_back(arrays: dict[str, np.ndarray], start: int) -> None:
    slots, end = lay_out(arrays, start)
    memory = memoryview(bytearray(end))
    write(memory, slots, arrays)
    views = read_only_views(memory, slots)
    assert list(views) == list(arrays)
    for name, array in arrays.items():
        assert views[name].dtype == array.dtype
        assert views[name].shape == array.shape
        assert views[name].tobytes() == array.tobytes()
        assert not views[name].flags.writeable
    spans = sorted((slot.offset, slot.end) for slot in slots)
    assert all(a_end <= b_start for (_, a_end), (b_start, _) in itertools.pairwise(spans))
    assert all(start <= a and b <= end for a, b in spans)


def test_strided_and_foreign_byte_order_arrays_travel() -> None:
    arrays = {
        "mirrored": np.arange(60, dtype=np.uint8).reshape(3, 5, 4)[::-1, ::2],
        "big-endian": np.arange(5, dtype=">u2"),
        "transposed": np.arange(6.0).reshape(2, 3).T,
    }
    arena = Arena()
    taken = arena.take(arena.put(arrays))
    arena.close()
    for name, array in arrays.items():
        np.testing.assert_array_equal(taken[name], array)
        assert taken[name].dtype == array.dtype


def test_objects_are_refused() -> None:
    with pytest.raises(TypeError, match="“thing”"):
        lay_out({"thing": np.array([None])})


def test_one_segment_serves_until_it_is_too_small() -> None:
    arena = Arena()
    arena.put({"a": np.zeros(10, np.uint8)})
    first = arena.segment
    arena.put({"a": np.zeros(SMALLEST_BYTES // 2, np.uint8)})
    assert arena.segment == first
    arena.make_room(SMALLEST_BYTES + 1)
    assert arena.segment != first
    assert arena.size > SMALLEST_BYTES
    assert first not in segments()
    arena.close()
    assert arena.segment == ""


def test_memory_is_given_back() -> None:
    before = segments()
    arena = Arena()
    arena.put({"a": np.zeros(10, np.uint8)})
    if SHARED_MEMORY.is_dir():
        assert arena.segment in segments()
    arena.close()
    arena.close()
    assert segments() == before


def test_a_forgotten_arena_leaves_nothing() -> None:
    before = segments()
    arena = Arena()
    arena.put({"a": np.zeros(10, np.uint8)})
    del arena
    gc.collect()
    assert segments() == before


def test_large_segments_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arena_module, "KEPT_BYTES", SMALLEST_BYTES)
    arena = Arena()
    arena.put({"a": np.zeros(10, np.uint8)})
    arena.trim()
    assert arena.size == SMALLEST_BYTES
    arena.make_room(SMALLEST_BYTES + 1)
    arena.trim()
    assert arena.size == 0
    assert KEPT_BYTES >= 8192 * 4096 * 4 * 2


def test_no_memory_is_one_sentence_and_the_old_segment_stays(
    monkeypatch: pytest.MonkeyPatch, expected_logs: pytest.LogCaptureFixture
) -> None:
    arena = Arena()
    slots = arena.put({"a": np.arange(10)})
    kept = arena.segment
    monkeypatch.setattr(arena_module, "_available_bytes", lambda: 1 << 20)
    with pytest.raises(PainterError, match="not enough memory"):
        arena.make_room(8 << 20)
    assert arena.segment == kept
    np.testing.assert_array_equal(arena.take(slots)["a"], np.arange(10))
    arena.close()
    assert expected_logs.records[-1].levelno == logging.WARNING


@pytest.mark.skipif(not SHARED_MEMORY.is_dir(), reason="only Linux hands out pages it does not have")
def test_a_full_shared_memory_is_one_sentence_not_the_end(
    monkeypatch: pytest.MonkeyPatch, expected_logs: pytest.LogCaptureFixture
) -> None:
    before = segments()
    monkeypatch.setattr(arena_module, "_available_bytes", lambda: 1 << 60)
    too_much = shutil.disk_usage(SHARED_MEMORY).total + (1 << 30)
    with pytest.raises(PainterError, match="not enough memory"):
        Arena().make_room(too_much)
    assert segments() == before


def test_a_view_outlives_its_segment() -> None:
    first, second, view = Arena(), Arena(), ArenaView()
    slots = first.put({"a": np.arange(1000)})
    second.put({})
    second.make_room(1)
    kept = read_only_views(view.open(first.segment), slots)["a"]
    for _ in range(3):
        assert len(view.open(second.segment)) == second.size
        np.testing.assert_array_equal(kept, np.arange(1000))
    first.close()
    np.testing.assert_array_equal(kept, np.arange(1000))
    del kept
    view.open(second.segment)
    view.close()
    second.close()
