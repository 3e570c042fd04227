"""Device choice, and what happens when memory runs out; with fakes, for there is no graphics card here."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch

from painter.ai import device as devices
from painter.ai import room as rooms
from painter.ai.device import CPU, Device, bound_threads, chosen_device, is_out_of_memory
from painter.ai.room import CARD_FAILED, NO_MEMORY, PROCESSOR_INSTEAD, SMALLER_PIECES, Room
from painter.errors import PainterError

CUDA = Device("cuda", half=True)


@pytest.fixture
def there(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Pretend that these kinds of graphics cards are there, and no others."""

    def pretend(kinds: str) -> None:
        monkeypatch.setattr(torch.cuda, "is_available", lambda: "cuda" in kinds)
        monkeypatch.setattr(torch.backends.mps, "is_available", lambda: "mps" in kinds)

    return pretend


@pytest.mark.parametrize(
    ("kinds", "wanted", "expected", "told"),
    [
        ("cuda mps", "auto", CUDA, False),
        ("mps", "auto", Device("mps"), False),
        ("", "auto", CPU, False),
        ("cuda mps", "mps", Device("mps"), False),
        ("cuda mps", "cpu", CPU, False),
        ("mps", "cuda", CPU, True),
        ("cuda", "mps", CPU, True),
    ],
)
def test_the_device_is_the_best_there_is_or_the_one_wanted(
    there: Callable[[str], None], kinds: str, wanted: str, expected: Device, told: bool
) -> None:
    there(kinds)
    device, note = chosen_device(wanted)
    assert device == expected
    assert bool(note) == told


def test_half_precision_only_on_cuda() -> None:
    assert CUDA.dtype == torch.float16
    assert Device("mps").dtype == CPU.dtype == torch.float32
    sent = CPU.sent(torch.zeros(1, 3, 8, 8))
    assert sent.is_contiguous(memory_format=torch.channels_last)


def test_threads_leave_a_core_to_the_pen(monkeypatch: pytest.MonkeyPatch) -> None:
    before = torch.get_num_threads()
    try:
        for cores, wanted, expected in ((8, 0, 7), (1, 0, 1), (4, 2, 2), (4, 16, 4)):
            monkeypatch.setattr(devices, "usable_cores", lambda cores=cores: cores)
            assert bound_threads(wanted) == expected == torch.get_num_threads()
    finally:
        torch.set_num_threads(before)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB"), True),
        (MemoryError(), True),
        (RuntimeError("[enforce fail at alloc_cpu.cpp] DefaultCPUAllocator: can't allocate memory"), True),
        (RuntimeError("MPS backend out of memory"), True),
        (RuntimeError("shapes do not fit"), False),
        (ValueError("out of memory"), False),
    ],
)
def test_memory_errors_are_known(error: BaseException, expected: bool) -> None:
    assert is_out_of_memory(error) == expected


class Work:
    """A piece of work that fits into so many pixels on each device, and notes every try."""

    def __init__(self, room: Room, fits: dict[str, int], error: type[Exception] = torch.OutOfMemoryError) -> None:
        self.room, self.fits, self.error = room, fits, error
        self.tries: list[tuple[str, int]] = []

    def __call__(self) -> str:
        kind, window = self.room.device.kind, self.room.window_px
        self.tries.append((kind, window))
        if window > self.fits[kind]:
            raise self.error("out of memory")
        return kind


@pytest.fixture
def released(monkeypatch: pytest.MonkeyPatch) -> list[Device]:
    """Devices whose cached memory was given back."""
    given: list[Device] = []
    monkeypatch.setattr(rooms, "release_memory", given.append)
    return given


def test_with_enough_memory_nothing_shrinks(released: list[Device]) -> None:
    room = Room(CUDA, window_px=1600, least_px=100)
    assert room.within(Work(room, {"cuda": 1600})) == "cuda"
    assert (room.window_px, room.note, released) == (1600, "", [])


def test_too_little_graphics_memory_means_smaller_pieces(released: list[Device]) -> None:
    room = Room(CUDA, window_px=1600, least_px=100)
    work = Work(room, {"cuda": 100})
    assert room.within(work) == "cuda"
    assert work.tries == [("cuda", 1600), ("cuda", 400), ("cuda", 100)]
    assert room.note == SMALLER_PIECES
    assert released == [CUDA, CUDA]


def test_far_too_little_graphics_memory_means_the_processor(released: list[Device]) -> None:
    room = Room(CUDA, window_px=1600, least_px=100)
    work = Work(room, {"cuda": 0, "cpu": 1600})
    assert room.within(work) == "cpu"
    assert work.tries[-1] == ("cpu", 1600)
    assert room.note == PROCESSOR_INSTEAD
    assert room.within(work) == "cpu"  # and it stays there


def test_a_graphics_card_that_fails_means_the_processor(released: list[Device]) -> None:
    room = Room(CUDA, window_px=1600, least_px=100)

    def work() -> str:
        if room.device.kind == "cuda":
            raise RuntimeError("no kernel image is available for execution on the device")
        return room.device.kind

    assert room.within(work) == "cpu"
    assert room.note == CARD_FAILED


def test_too_little_memory_altogether_is_told_in_one_sentence(released: list[Device]) -> None:
    room = Room(CPU, window_px=1600, least_px=100)
    work = Work(room, {"cpu": 50}, MemoryError)
    with pytest.raises(PainterError) as caught:
        room.within(work)
    assert str(caught.value) == NO_MEMORY
    assert [window for _, window in work.tries] == [1600, 400, 100]
    assert room.note == ""


def test_mistakes_on_the_processor_are_no_matter_of_room() -> None:
    room = Room(CPU, window_px=1600, least_px=100)

    def work() -> None:
        raise RuntimeError("shapes do not fit")

    with pytest.raises(RuntimeError, match="shapes do not fit"):
        room.within(work)
