"""Reading a zip archive from a stranger: by name only, within limits, never onto the disk.

Names in the archive are keys and nothing else, so `../` and absolute ones lead nowhere.
"""

from __future__ import annotations

import logging
import lzma
import struct
import zipfile
import zlib
from types import TracebackType
from typing import IO

from painter.files.limits import MAX_ARCHIVE_BYTES
from painter.files.reasons import DamagedFileError

log = logging.getLogger(__name__)

_CHUNK_BYTES = 1 << 20
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    OverflowError,
)
"""What zipfile raises over damaged, encrypted and unknown contents."""


class Archive:
    """An open zip archive. Use it in a ``with`` statement.

    Raises:
        DamagedFileError: It is no zip archive, or its list of contents is damaged.
    """

    def __init__(self, file: IO[bytes], what: str) -> None:
        self._what = what
        self._bytes_read = 0
        try:
            self._zip = zipfile.ZipFile(file)
        except (*_DAMAGE, OSError) as error:
            log.info("%s: %r", what, error)
            raise DamagedFileError(f"{what} is damaged or cut short: its contents cannot be listed.") from error

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    def __contains__(self, name: str) -> bool:
        return name in self._zip.NameToInfo

    def read(self, name: str, limit_bytes: int) -> bytes:
        """Return the contents of an entry.

        Raises:
            DamagedFileError: There is no such entry, it is damaged, or it unpacks to more than `limit_bytes`
                or takes the archive over its limit, whatever its header claims.
        """
        if name not in self:
            raise DamagedFileError(f"{self._what} is incomplete: a part that it names is not in it.")
        info = self._zip.NameToInfo[name]
        limit = min(limit_bytes, MAX_ARCHIVE_BYTES - self._bytes_read)
        if info.file_size > limit:
            raise self._too_large()
        parts: list[bytes] = []
        size = 0
        try:
            with self._zip.open(info) as entry:
                while part := entry.read(_CHUNK_BYTES):
                    parts.append(part)
                    size += len(part)
                    if size > limit:
                        raise self._too_large()
        except _DAMAGE as error:
            log.info("%s, %s: %r", self._what, name, error)
            raise DamagedFileError(f"{self._what} is damaged: a part of it cannot be unpacked.") from error
        self._bytes_read += size
        return b"".join(parts)

    def _too_large(self) -> DamagedFileError:
        return DamagedFileError(f"{self._what} unpacks to far more than a picture needs, so it was not opened.")
