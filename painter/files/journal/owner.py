"""Who writes a journal: a lock that the system itself gives back when its process ends, however it ends."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

log = logging.getLogger(__name__)


class Claim:
    """A lock held on a file; use `claim`."""

    def __init__(self, path: Path, handle: int) -> None:
        self.path = path
        self._handle: int | None = handle

    def give_back(self, *, remove: bool = False) -> None:
        """Let others have it; with `remove` its file goes too. Once is enough."""
        handle, self._handle = self._handle, None
        if handle is None:
            return
        if remove and sys.platform != "win32":
            # Before the lock is given back: nobody else can have claimed this very file.
            with contextlib.suppress(OSError):
                self.path.unlink(missing_ok=True)
        os.close(handle)
        if remove and sys.platform == "win32":
            with contextlib.suppress(OSError):
                self.path.unlink(missing_ok=True)


def claim(path: Path) -> Claim | None:
    """Return the lock on a file, which is made where it is not there; None while a living process holds it.

    Raises:
        OSError: The file cannot be made or opened.
    """
    handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        if not _locked(handle):
            os.close(handle)
            return None
    except OSError as error:
        # A disk that knows no locks: better a journal without one than none.
        log.info("%s cannot be locked: %s", path, error)
    return Claim(path, handle)


def _locked(handle: int) -> bool:
    try:
        if sys.platform == "win32":
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True
