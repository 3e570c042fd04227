"""The model process's inner parts that need no process."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from painter.jobs.worker import SKETCH_EDGE_PX, _keep_output, model_threads, shrunk


@given(height=st.integers(1, 3000), width=st.integers(1, 3000))
def test_previews_shrink_to_a_size_and_keep_their_shape(height: int, width: int) -> None:
    image = np.broadcast_to(np.array([1, 2, 3, 200], np.uint8), (height, width, 4))
    small = shrunk(image)
    assert small.dtype == np.uint8
    assert max(small.shape[:2]) <= SKETCH_EDGE_PX
    assert (small == image[0, 0]).all()
    if max(height, width) > SKETCH_EDGE_PX:
        factor = max(height, width) / max(small.shape[:2])
        assert factor < 2 * max(height, width) / SKETCH_EDGE_PX
        assert abs(min(height, width) / factor - min(small.shape[:2])) <= 1.5
    else:
        np.testing.assert_array_equal(small, image)


def test_previews_average_what_they_merge() -> None:
    image = np.zeros((1024, 1024, 4), np.uint8)
    image[::2] = 200
    assert (shrunk(image) == 100).all()


def test_one_core_is_left_to_the_pen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)), raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 8)
    monkeypatch.setattr("psutil.cpu_count", lambda logical: 6)
    assert [model_threads(wanted) for wanted in (0, 1, 3, 8, 99)] == [5, 1, 3, 8, 8]
    monkeypatch.setattr("psutil.cpu_count", lambda logical: None)
    assert model_threads(0) == 7
    monkeypatch.setattr("psutil.cpu_count", lambda logical: 1)
    assert model_threads(0) == 1


def test_what_libraries_print_is_kept_but_not_for_ever(tmp_path: Path) -> None:
    path = tmp_path / "models-output.log"
    path.write_bytes(b"x" * 10)
    child = os.fork()
    if child == 0:
        _keep_output(tmp_path)
        os.write(2, b"printed")
        os._exit(0)
    os.waitpid(child, 0)
    assert path.read_bytes() == b"x" * 10 + b"printed"
