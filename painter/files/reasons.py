"""Why a file could not be read or written, in the artist's words."""

from __future__ import annotations

import errno
import logging
import stat
from pathlib import Path

from painter.errors import PainterError

log = logging.getLogger(__name__)

_READING = {
    errno.ENOENT: "it is not there",
    errno.ENOTDIR: "it is not there",
    errno.EISDIR: "it is a folder",
    errno.EACCES: "you have no permission to read it",
    errno.EPERM: "you have no permission to read it",
    errno.ELOOP: "it is a link that leads nowhere",
    errno.ENAMETOOLONG: "its name is too long",
}
_WRITING = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your share of the disk is full",
    errno.EFBIG: "the file would be larger than allowed here",
    errno.ENOENT: "its folder is not there",
    errno.ENOTDIR: "its folder is not there",
    errno.EISDIR: "there is a folder of that name",
    errno.EACCES: "you have no permission to write there",
    errno.EPERM: "you have no permission to write there",
    errno.EROFS: "that disk is read-only",
    errno.ELOOP: "it is a link that leads nowhere",
    errno.ENAMETOOLONG: "its name is too long",
}


class DamagedFileError(PainterError):
    """A file that is not what it should be, or not whole."""


def named(name: str) -> str:
    """Return a layer's or file's name as it stands in a sentence: in quotes, on one line, not too long."""
    text = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in name)
    return f"“{text if len(text) <= 80 else text[:79] + '…'}”"


def quoted(path: Path) -> str:
    """Return a file's name as it stands in a sentence."""
    return named(path.name or str(path))


def cannot_read(path: Path, error: OSError) -> PainterError:
    """Return the error to raise where the system would not let a file be read."""
    log.info("reading %s failed: %s", path, error)
    reason = _READING.get(error.errno or 0, "the system reports a read error")
    return PainterError(f"{quoted(path)} could not be opened: {reason}.")


def cannot_write(path: Path, error: OSError) -> PainterError:
    """Return the error to raise where the system would not let a file be written."""
    log.info("writing %s failed: %s", path, error)
    reason = _WRITING.get(error.errno or 0, "the system reports a write error")
    return PainterError(f"{quoted(path)} could not be saved: {reason}. Your picture is still open and unchanged.")


def check_readable(path: Path) -> int:
    """Return the size of an ordinary file in bytes, without opening it (a pipe would never answer).

    Raises:
        PainterError: It is not there, not an ordinary file, or empty.
    """
    try:
        status = path.stat()
    except OSError as error:
        raise cannot_read(path, error) from error
    except ValueError as error:  # a null character in the name
        raise PainterError(f"{quoted(path)} could not be opened: that is no file name.") from error
    if stat.S_ISDIR(status.st_mode):
        raise PainterError(f"{quoted(path)} is a folder. Choose a file in it.")
    if not stat.S_ISREG(status.st_mode):
        raise PainterError(f"{quoted(path)} is not an ordinary file, so it was not opened.")
    if status.st_size == 0:
        raise DamagedFileError(f"{quoted(path)} is empty: it holds no picture.")
    return status.st_size
