"""There is always a whole file: whatever fails on the way, the old one stays as it was."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from painter.errors import PainterError
from painter.files import atomic
from painter.files.atomic import write_atomically
from painter.files.flat import write_flat
from painter.files.opening import open_document, save_document
from tests.files.documents import example_document

OLD = b"the old picture"


def fine(path: Path) -> None:
    assert path.exists()


def writing(data: bytes = b"new") -> object:
    return lambda path: path.write_bytes(data)


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Path]:
    """A file with something in it, that must be alone in its folder and unchanged afterwards."""
    path = tmp_path / "picture.ora"
    path.write_bytes(OLD)
    yield path
    assert path.read_bytes() == OLD
    assert list(tmp_path.iterdir()) == [path]


def test_a_new_file_has_the_usual_rights(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_atomically(tmp_path / "new", lambda path: None, fine)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o640


def test_a_replaced_file_keeps_its_rights(tmp_path: Path) -> None:
    path = tmp_path / "shared"
    path.write_bytes(OLD)
    path.chmod(0o664)
    write_atomically(path, lambda part: [part.write_bytes(b"new"), None][1], fine)
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o664
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    target, link = tmp_path / "real" / "a.ora", tmp_path / "b.ora"
    target.write_bytes(OLD)
    link.symlink_to(target)
    save_document(example_document(), link)
    assert link.is_symlink()
    assert open_document(target).document.width_px == 300


def test_a_link_to_a_file_not_made_yet_makes_it(tmp_path: Path) -> None:
    (tmp_path / "b.ora").symlink_to(tmp_path / "a.ora")
    save_document(example_document(), tmp_path / "b.ora")
    assert open_document(tmp_path / "a.ora").document.width_px == 300


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EDQUOT, "share of the disk"),
        (errno.EROFS, "read-only"),
        (errno.EIO, "write error"),
    ],
)
def test_a_failing_write_keeps_the_old_file(old: Path, number: int, reason: str) -> None:
    def write(path: Path) -> None:
        path.write_bytes(b"half")
        raise OSError(number, os.strerror(number))

    with pytest.raises(PainterError, match=reason):
        write_atomically(old, write, fine)


@pytest.mark.parametrize("step", ["_to_disk", "_take_over_rights"])
def test_a_failure_after_writing_keeps_the_old_file(old: Path, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object) -> None:
        raise OSError(errno.EIO, "no")

    monkeypatch.setattr(atomic, step, fail)
    with pytest.raises(PainterError, match="could not be saved"):
        write_atomically(old, lambda path: None, fine)


def test_what_does_not_read_back_is_not_put_in_place(old: Path, expected_logs: pytest.LogCaptureFixture) -> None:
    def check(path: Path) -> None:
        raise PainterError("It is damaged.")

    with pytest.raises(PainterError, match="not the picture"):
        write_atomically(old, lambda path: None, check)


def test_mistakes_of_our_own_end_in_a_sentence_too(old: Path, expected_logs: pytest.LogCaptureFixture) -> None:
    def write(path: Path) -> None:
        raise ZeroDivisionError

    with pytest.raises(PainterError, match="mistake in painter"):
        write_atomically(old, write, fine)
    assert "ZeroDivisionError" in expected_logs.text


def test_an_interruption_leaves_nothing_behind(old: Path) -> None:
    def write(path: Path) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_atomically(old, write, fine)


def test_layers_lost_on_the_way_are_noticed(
    old: Path, monkeypatch: pytest.MonkeyPatch, expected_logs: pytest.LogCaptureFixture
) -> None:
    """A disk that swallows bytes: the file is written in full and arrives with a hole."""
    to_disk = atomic._to_disk

    def swallow(path: Path) -> None:
        data = bytearray(path.read_bytes())
        place = len(data) // 3
        data[place : place + 512] = bytes(512)
        path.write_bytes(data)
        to_disk(path)

    monkeypatch.setattr(atomic, "_to_disk", swallow)
    with pytest.raises(PainterError, match="not the picture"):
        save_document(example_document(), old)


def test_other_pixels_in_a_flat_picture_are_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expected_logs: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "a.png"
    pixels = np.full((20, 20, 4), 255, np.uint8)
    write_flat(pixels, path)
    whole = path.read_bytes()
    monkeypatch.setattr(atomic, "_to_disk", lambda part: part.write_bytes(whole))
    pixels[3, 3] = (0, 0, 0, 255)
    with pytest.raises(PainterError, match="not the picture"):
        write_flat(pixels, path)
    assert path.read_bytes() == whole


FILL = """
import resource, sys
from pathlib import Path
from painter.errors import PainterError
from painter.files.opening import save_document
from tests.files.documents import example_document
limit = int(sys.argv[2])
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    save_document(example_document(600, 400), Path(sys.argv[1]))
except PainterError as error:
    print(error)
    sys.exit(2)
"""


def save_elsewhere(path: Path, *, limit_bytes: int = 0) -> str:
    """Save in a process of its own and return what it says; it must fail."""
    done = subprocess.run(
        [sys.executable, "-c", FILL, str(path), str(limit_bytes)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2, done.stderr
    return done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="this system has no such limit")
def test_a_file_larger_than_allowed_keeps_the_old_one(old: Path) -> None:
    assert "larger than allowed" in save_elsewhere(old, limit_bytes=4000)


def test_a_full_disk_keeps_the_old_file(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=40k", "tmpfs", str(disk)]
    if not sys.platform.startswith("linux") or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting a small disk is not permitted here")
    try:
        path = disk / "picture.ora"
        path.write_bytes(OLD)
        assert "the disk is full" in save_elsewhere(path)
        assert path.read_bytes() == OLD
        assert list(disk.iterdir()) == [path]
    finally:
        subprocess.run(["umount", str(disk)], check=True)
