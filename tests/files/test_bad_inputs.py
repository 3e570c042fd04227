"""Every bad input ends in one plain sentence, changes no file and takes no memory to speak of."""

from __future__ import annotations

import re
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from painter.document.document import Document
from painter.errors import PainterError
from painter.files.flat import FLAT_ENDINGS
from painter.files.opening import export_flat, open_document, save_document
from tests.files.bad_inputs import CASES, BadInput, bomb_of_xml, bomb_that_lies, ora, png_of, written
from tests.files.documents import example_document

OPENED = [case for case in CASES if case.command == "open"]
SAVED = [case for case in CASES if case.command == "save"]


def everything_in(folder: Path) -> dict[str, bytes | str]:
    """Return what a folder holds: contents of files, kinds of what else there is."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() and not path.is_symlink() else "other"
        for path in sorted(folder.rglob("*"))
    }


def assert_plain(error: PainterError) -> None:
    """Assert that a message is one or two sentences for a person."""
    message = str(error)
    assert message.endswith(".")
    assert message.isprintable()
    assert 20 < len(message) < 300
    assert len(re.findall(r"[.;] [A-Z]", message)) <= 1
    assert not re.search(r"Error|Exception|Traceback|errno|None|0x|\bb'", message)


@pytest.mark.parametrize("case", OPENED, ids=lambda case: case.name)
def test_opening_fails_with_a_sentence(case: BadInput, tmp_path: Path) -> None:
    path = case.build(tmp_path)
    before = everything_in(tmp_path)
    with pytest.raises(PainterError) as caught:
        open_document(path)
    assert_plain(caught.value)
    assert everything_in(tmp_path) == before


@pytest.mark.parametrize("case", SAVED, ids=lambda case: case.name)
def test_saving_fails_with_a_sentence(case: BadInput, tmp_path: Path) -> None:
    path = case.build(tmp_path)
    before = everything_in(tmp_path)
    with pytest.raises(PainterError) as caught:
        save(example_document(), path)
    assert_plain(caught.value)
    assert everything_in(tmp_path) == before


def save(document: Document, path: Path) -> None:
    """Save or export, as the ending says."""
    if path.suffix in FLAT_ENDINGS:
        export_flat(document, path)
    else:
        save_document(document, path)


def test_there_are_many_cases_and_each_has_its_own_name() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 70


@pytest.mark.parametrize(
    "make",
    [
        bomb_of_xml,
        bomb_that_lies,
        lambda: png_of(60_000, 60_000, b""),
        lambda: ora(layer=png_of(60_000, 60_000, b"")),
    ],
)
def test_bombs_take_little_memory(make: object, tmp_path: Path) -> None:
    path = written("bomb.ora", make)(tmp_path)  # type: ignore[arg-type]
    tracemalloc.start()
    try:
        with pytest.raises(PainterError):
            open_document(path)
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak_bytes < 40e6


def test_noise_anywhere_in_a_layered_file_never_ends_in_anything_but_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "noise.ora"
    save_document(example_document(90, 60), path)
    whole = path.read_bytes()
    rng = np.random.default_rng(11)
    opened = 0
    for _ in range(200):
        changed = bytearray(whole)
        for place in rng.integers(0, len(whole), 3):
            changed[place] = rng.integers(0, 256)
        path.write_bytes(changed)
        try:
            open_document(path)
            opened += 1
        except PainterError as error:
            assert_plain(error)
    assert opened < 100
