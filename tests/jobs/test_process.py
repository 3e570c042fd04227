"""The model process: exact arrays, plain words for every way to fail, and a fresh process after each death."""

from __future__ import annotations

import logging
import os
import signal
import time
from pathlib import Path

import numpy as np
import psutil
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from painter.errors import PainterError
from painter.jobs import arena as arena_module
from painter.jobs.arena import NO_MEMORY, SMALLEST_BYTES
from painter.jobs.client import run_job
from painter.jobs.job import Arrays, Cancelled, Done, Failed, Job, JobEvent, Preview, Progress
from painter.jobs.process import STOPPED, ModelProcess
from painter.jobs.worker import MODEL_FAILED, OUT_OF_MEMORY, WorkerOptions
from tests.jobs.conftest import segments
from tests.jobs.runners import NAME, Ask


def job(act: str, number: int = 0, **inputs: np.ndarray) -> Job:
    return Job(request=Ask(act=act, number=number), inputs=inputs)


def until_end(models: ModelProcess) -> tuple[JobEvent, list[JobEvent]]:
    """Return a running job's last event and all events."""
    events: list[JobEvent] = []
    while not (events and isinstance(events[-1], Done | Failed | Cancelled)):
        event = models.poll()
        assert event is not None
        events.append(event)
    return events[-1], events


def begin(models: ModelProcess, one: Job) -> None:
    """Send a job and wait for its first word."""
    models.send(one)
    assert isinstance(models.poll(), Progress)


def assert_well(models: ModelProcess) -> None:
    """See that the next job runs, in a process that is alive."""
    picture = np.arange(64, dtype=np.uint8).reshape(4, 4, 4)
    done = run_job(models, job("echo", source=picture))
    np.testing.assert_array_equal(done.outputs["source"], picture)
    assert models.pid is not None and psutil.pid_exists(models.pid)


# Round trips


@settings(max_examples=60)
@given(
    inputs=st.dictionaries(
        st.text(max_size=6),
        hnp.arrays(
            st.sampled_from([np.bool_, np.uint8, np.uint16, np.int64, np.float32, np.float64]),
            hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=9),
        ),
        max_size=4,
    )
)
def test_arrays_come_back_bit_for_bit(models: ModelProcess, inputs: Arrays) -> None:
    done = run_job(models, Job(request=Ask(act="echo"), inputs=inputs))
    assert list(done.outputs) == list(inputs)
    for name, array in inputs.items():
        out = done.outputs[name]
        assert (out.dtype, out.shape, out.tobytes()) == (array.dtype, array.shape, array.tobytes())
        assert not out.flags.writeable
    assert done.request == Ask(act="echo")
    assert done.note == "done well"


def test_outputs_are_the_programs_own(models: ModelProcess) -> None:
    first = run_job(models, job("echo", source=np.full(1000, 1, np.uint8)))
    run_job(models, job("echo", source=np.full(1000, 2, np.uint8)))
    assert (first.outputs["source"] == 1).all()


def test_outputs_much_larger_than_the_inputs_find_room(models: ModelProcess) -> None:
    source = np.random.default_rng(5).integers(0, 256, SMALLEST_BYTES // 4, np.uint8)
    done = run_job(models, job("enlarge", 12, source=source))
    np.testing.assert_array_equal(done.outputs["image"], np.tile(source, 12))
    np.testing.assert_array_equal(done.outputs["first"], source)


def test_inputs_cannot_be_written_to(models: ModelProcess) -> None:
    source = np.ones(10, np.uint8)
    with pytest.raises(PainterError, match=MODEL_FAILED):
        run_job(models, job("scribble", source=source))


def test_a_runner_that_keeps_its_inputs_harms_nobody(models: ModelProcess) -> None:
    run_job(models, job("keep", source=np.ones(100, np.int64)))
    run_job(models, job("echo", source=np.zeros(2 * models._arena.size, np.uint8)))
    done = run_job(models, job("keep", source=np.full(100, 2)))
    assert done.outputs["sums"][-1] == 200
    assert_well(models)


def test_pictures_too_large_to_keep_room_for(own_models: ModelProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arena_module, "KEPT_BYTES", SMALLEST_BYTES)
    source = np.random.default_rng(6).integers(0, 256, SMALLEST_BYTES, np.uint8)
    for _ in range(2):
        done = run_job(own_models, job("echo", source=source))
        np.testing.assert_array_equal(done.outputs["source"], source)
        assert own_models._arena.size == 0
        own_models.kill()


@pytest.mark.slow
def test_the_largest_picture(own_models: ModelProcess) -> None:
    before = segments()
    picture = np.random.default_rng(8).integers(0, 256, (8192, 8192, 4), np.uint8)
    done = run_job(own_models, job("echo", source=picture))
    assert np.array_equal(done.outputs["source"], picture)
    assert segments() == before


# Reports


def test_progress_comes_in_order_and_not_too_often(models: ModelProcess) -> None:
    models.send(job("slow_steps", 6))
    end, events = until_end(models)
    assert isinstance(end, Done)
    assert [(event.fraction, event.note) for event in events if isinstance(event, Progress)] == [
        (step / 6, f"step {step}") for step in range(6)
    ]
    began = time.monotonic()
    models.send(job("steps", 20_000))
    _, events = until_end(models)
    assert len(events) <= 3 + 30 * (time.monotonic() - began)


def test_odd_fractions_are_put_right(models: ModelProcess) -> None:
    models.send(job("odd_steps"))
    _, events = until_end(models)
    assert [event.fraction for event in events if isinstance(event, Progress)] == [0.5, 0.5, 0.5, 0.5, 1.0]


def test_previews_are_small(models: ModelProcess) -> None:
    models.send(job("sketch", source=np.full((700, 2100, 4), 77, np.uint8)))
    _, events = until_end(models)
    (preview,) = [event for event in events if isinstance(event, Preview)]
    assert preview.image.shape == (140, 420, 4)
    assert (preview.image == 77).all()
    assert not preview.image.flags.writeable


def test_what_the_process_is_like(models: ModelProcess) -> None:
    told = run_job(models, job("about", source=np.zeros(3))).request
    assert told["pid"] == models.pid
    assert told["nice"] == 19
    assert told["modules"] == []
    assert told["deaf to Ctrl+C"]
    assert told["blocked"] == []
    assert told["writeable"] == [False]
    assert told["variables"]["PAINTER_DEVICE"] == "auto"
    assert told["variables"]["PAINTER_THREADS"] == told["variables"]["OMP_NUM_THREADS"]
    assert int(told["variables"]["PAINTER_THREADS"]) >= 1


def test_changed_options_bring_a_fresh_process(own_models: ModelProcess, tmp_path: Path) -> None:
    first = run_job(own_models, job("about")).request
    own_models.options = WorkerOptions(runner=NAME, device="cpu", threads=1, log_folder=tmp_path / "logs")
    second = run_job(own_models, job("about")).request
    assert second["pid"] != first["pid"]
    assert second["variables"] == {"PAINTER_DEVICE": "cpu", "PAINTER_THREADS": "1", "OMP_NUM_THREADS": "1"}
    with pytest.raises(PainterError, match="failed"):
        run_job(own_models, job("fail"))
    assert "secret detail" in (tmp_path / "logs" / "models.log").read_text("utf-8")


# Failures told in plain words, by a process that lives on


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        ("explain", "The weights of “ink” are damaged. Install the program again."),
        ("fail", MODEL_FAILED),
        ("leave", MODEL_FAILED),
        ("answer_a_lambda", MODEL_FAILED),
        ("answer_objects", MODEL_FAILED),
        ("answer_nothing", MODEL_FAILED),
        ("no_such_act", MODEL_FAILED),
    ],
)
def test_failures_are_plain_and_cost_no_process(models: ModelProcess, act: str, sentence: str) -> None:
    before = models.pid
    models.send(job(act))
    end, _ = until_end(models)
    assert isinstance(end, Failed)
    assert end.message == sentence
    assert_well(models)
    assert models.pid == before


def test_a_result_that_cannot_be_read_fails_its_own_job_only(
    models: ModelProcess, expected_logs: pytest.LogCaptureFixture
) -> None:
    before = models.pid
    with pytest.raises(PainterError, match=MODEL_FAILED):
        run_job(models, job("answer_unloadable"))
    assert "could not be read" in expected_logs.text
    assert_well(models)
    assert models.pid == before


@pytest.mark.parametrize("way", range(4))
def test_want_of_memory_is_told_and_the_process_replaced(own_models: ModelProcess, way: int) -> None:
    own_models.send(job("run_out", way))
    end, _ = until_end(own_models)
    assert isinstance(end, Failed)
    assert end.message == OUT_OF_MEMORY
    assert own_models.pid is None


def test_no_room_for_the_outputs(
    models: ModelProcess, monkeypatch: pytest.MonkeyPatch, expected_logs: pytest.LogCaptureFixture
) -> None:
    source = np.ones(SMALLEST_BYTES // 2, np.uint8)
    run_job(models, job("echo", source=source))
    monkeypatch.setattr(arena_module, "_available_bytes", lambda: 0)
    with pytest.raises(PainterError, match=NO_MEMORY):
        run_job(models, job("enlarge", 1 + models._arena.size // source.size, source=source))
    assert_well(models)
    assert len(expected_logs.records) >= 1


def test_a_runner_that_is_not_there(tmp_path: Path) -> None:
    with ModelProcess(WorkerOptions(runner="tests.jobs.nowhere:run", log_folder=tmp_path)) as models:
        with pytest.raises(PainterError, match=MODEL_FAILED):
            run_job(models, job("echo"))
        assert "tests.jobs.nowhere" in (tmp_path / "models.log").read_text("utf-8")


def test_a_program_that_cannot_start_processes(
    monkeypatch: pytest.MonkeyPatch, expected_logs: pytest.LogCaptureFixture
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(12, "Cannot allocate memory")

    monkeypatch.setattr("multiprocessing.util.spawnv_passfds", refuse)
    with ModelProcess(WorkerOptions(runner=NAME)) as models:
        with pytest.raises(PainterError, match="could not be started"):
            run_job(models, job("echo"))
        assert models.pid is None
    assert expected_logs.records[-1].levelno == logging.ERROR


# Cancelling


def test_cancelling_stops_within_a_step_and_keeps_the_process(models: ModelProcess) -> None:
    before = models.pid
    one = job("forever")
    begin(models, one)
    models.cancel(-1)
    models.cancel(one.id)
    models.cancel(one.id)
    end, events = until_end(models)
    assert isinstance(end, Cancelled)
    assert end.job_id == one.id
    assert len(events) == 1, "nothing more is told of a job that was cancelled"
    assert_well(models)
    assert models.pid == before


def test_a_result_that_comes_after_the_cancel_is_dropped(models: ModelProcess) -> None:
    one = job("stubborn", source=np.ones(4))
    begin(models, one)
    models.cancel(one.id)
    assert isinstance(until_end(models)[0], Cancelled)


def test_a_job_cancelled_before_it_began(own_models: ModelProcess) -> None:
    one = job("forever")
    own_models.send(one)
    own_models.cancel(one.id)
    loading = own_models.pid
    assert isinstance(until_end(own_models)[0], Cancelled)
    assert own_models.pid == loading, "a process that loads is given time"
    assert_well(own_models)


def test_a_deaf_runner_is_killed_after_the_grace_time(own_models: ModelProcess) -> None:
    one = job("deaf")
    begin(own_models, one)
    deaf = own_models.pid
    own_models.cancel(one.id)
    end, _ = until_end(own_models)
    assert isinstance(end, Cancelled)
    assert own_models.pid is None
    assert not psutil.pid_exists(deaf or 0)
    assert_well(own_models)


# Deaths


def test_a_crash_fails_the_job_and_the_next_one_runs(
    own_models: ModelProcess, expected_logs: pytest.LogCaptureFixture
) -> None:
    own_models.send(job("crash"))
    end, _ = until_end(own_models)
    assert isinstance(end, Failed)
    assert end.message == STOPPED
    assert_well(own_models)
    assert "unexpectedly" in expected_logs.text


def test_killed_twenty_times_in_a_row(own_models: ModelProcess, expected_logs: pytest.LogCaptureFixture) -> None:
    before = segments()
    picture = np.random.default_rng(1).integers(0, 256, (64, 64, 4), np.uint8)
    for _ in range(20):
        begin(own_models, job("deaf", source=picture))
        assert own_models.pid is not None
        os.kill(own_models.pid, signal.SIGKILL)
        end, _ = until_end(own_models)
        assert isinstance(end, Failed)
        assert end.message == STOPPED
    assert_well(own_models)
    own_models.close()
    assert segments() == before


def test_killed_while_idle_costs_no_job(own_models: ModelProcess, expected_logs: pytest.LogCaptureFixture) -> None:
    assert_well(own_models)
    assert own_models.pid is not None
    os.kill(own_models.pid, signal.SIGKILL)
    assert own_models.poll() is None
    assert own_models.pid is None
    assert_well(own_models)


def test_killed_by_the_program_itself(own_models: ModelProcess) -> None:
    begin(own_models, job("deaf"))
    own_models.kill()
    assert own_models.job_id is None
    assert own_models.poll(0) is None
    assert_well(own_models)


def test_a_stopped_process_can_be_closed(own_models: ModelProcess) -> None:
    before = segments()
    begin(own_models, job("forever"))
    assert own_models.pid is not None
    os.kill(own_models.pid, signal.SIGSTOP)
    own_models.close()
    assert own_models.pid is None
    assert segments() == before


def test_one_job_at_a_time(own_models: ModelProcess) -> None:
    begin(own_models, job("forever"))
    with pytest.raises(RuntimeError, match="already"):
        own_models.send(job("echo"))


def test_waiting_has_an_end(models: ModelProcess) -> None:
    assert models.poll(0) is None
    one = job("forever")
    begin(models, one)
    models.cancel(one.id)
    until_end(models)


def test_a_closed_process_can_be_used_again(own_models: ModelProcess) -> None:
    before = segments()
    assert_well(own_models)
    own_models.close()
    assert segments() == before
    assert_well(own_models)
