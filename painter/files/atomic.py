"""Replacing a file so that there is always a whole one: the old or the new, never half of either.

The new file is written beside the old, forced to the disk, opened again and checked, and only then takes the
old one's place. What is written, and what counts as right, is the caller's business.
"""

from __future__ import annotations

import contextlib
import logging
import os
import secrets
import stat
from collections.abc import Callable
from pathlib import Path

from painter.errors import PainterError
from painter.files.reasons import cannot_write, quoted

log = logging.getLogger(__name__)


def write_atomically(path: Path, write: Callable[[Path], None], check: Callable[[Path], None]) -> None:
    """Write a file and put it in the place of `path`, keeping that one's permissions.

    A link is followed: what it leads to is replaced. Whatever goes wrong, the old file is untouched and the
    unfinished one removed.

    Args:
        write: Writes the whole file to the path it is given.
        check: Reads the file at the path it is given and raises where it is not what should have been written.

    Raises:
        PainterError: Nothing was saved.
    """
    target = _replaceable(path)
    temporary: Path | None = None
    try:
        temporary = _beside(target)
        write(temporary)
        _to_disk(temporary)
        _checked(path, temporary, check)
        _take_over_rights(target, temporary)
        temporary.replace(target)
        temporary = None
        _folder_to_disk(target.parent)
    except PainterError:
        raise
    except OSError as error:
        raise cannot_write(path, error) from error
    except MemoryError as error:
        raise PainterError(
            f"{quoted(path)} could not be saved: too little memory is free. The old file is unchanged."
        ) from error
    except Exception as error:
        log.exception("saving %s failed", path)
        raise PainterError(
            f"{quoted(path)} could not be saved because of a mistake in painter. The old file is unchanged."
        ) from error
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                temporary.unlink()


def _replaceable(path: Path) -> Path:
    """Return the ordinary file, there or not, that writing to `path` means."""
    try:
        target = Path(os.path.realpath(path))
        status = target.stat()
    except FileNotFoundError:
        return target
    except OSError as error:
        raise cannot_write(path, error) from error
    except ValueError as error:  # a null character in the name
        raise PainterError(f"{quoted(path)} could not be saved: that is no file name.") from error
    if stat.S_ISDIR(status.st_mode):
        raise PainterError(f"{quoted(path)} could not be saved: there is a folder of that name.")
    if not stat.S_ISREG(status.st_mode):
        raise PainterError(f"{quoted(path)} could not be saved: that is not an ordinary file.")
    if not os.access(target, os.W_OK):
        raise PainterError(f"{quoted(path)} could not be saved: that file is read-only. Choose another name.")
    return target


def _beside(target: Path) -> Path:
    """Make an empty file in the target's folder, with the rights a new file gets there."""
    stem = target.name.encode("utf-8", "surrogateescape")[:100].decode("utf-8", "ignore")
    temporary = target.with_name(f".{stem}.{secrets.token_hex(6)}.part")
    os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
    return temporary


def _to_disk(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _checked(path: Path, temporary: Path, check: Callable[[Path], None]) -> None:
    try:
        check(temporary)
    except (PainterError, OSError) as error:
        log.error("what was written for %s does not read back: %s", path, error)
        raise PainterError(
            f"{quoted(path)} was not saved: what arrived on the disk is not the picture. "
            "The old file is unchanged; save to another place."
        ) from error


def _take_over_rights(target: Path, temporary: Path) -> None:
    try:
        status = target.stat()
    except FileNotFoundError:
        return
    temporary.chmod(stat.S_IMODE(status.st_mode))
    if hasattr(os, "chown"):
        with contextlib.suppress(OSError):  # only the owner or root may, and it does not matter to the picture
            os.chown(temporary, status.st_uid, status.st_gid)


def _folder_to_disk(folder: Path) -> None:
    """Force the renaming to the disk, where the system can."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    with contextlib.suppress(OSError):  # the picture is already in its place
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
