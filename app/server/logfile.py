"""A log's file that does not grow for ever. Knows nothing of what is written."""

import io
import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import Any


class LogFile(io.RawIOBase):
    """Adds to a file; when that would grow beyond its limit it is kept as `….1`, and begun anew.

    The one before is `….2` then, and so on. So all together take at most so many times the limit as
    there are files, and the last of what was written is there. One write is never split, and may be
    longer than the limit. What is no file, such as a pipe that has a name, has no limit.

    Args:
        path: the file; what is there stays.
        limit_bytes: how long it may become.
        kept: how many before it are kept.

    Raises:
        OSError: it cannot be written.
    """

    def __init__(self, path: Path, limit_bytes: int, kept: int) -> None:
        """Open it."""
        super().__init__()
        self._path = path.resolve()  # /dev/stderr must not be the one that is renamed
        self._limit = limit_bytes
        self._kept = kept
        self._file = io.FileIO(self._path, "ab")
        status = os.fstat(self._file.fileno())
        self._bounded = stat.S_ISREG(status.st_mode)
        self._size = status.st_size

    def writable(self) -> bool:
        """It is for writing only."""
        return True

    def write(self, data: Any, /) -> int:
        """Write as much as the system takes at once; give how much that was."""
        length = memoryview(data).nbytes
        if self._bounded and self._size and self._size + length > self._limit:
            self._begin_anew()
        written = self._file.write(data) or 0
        self._size += written
        return written

    def close(self) -> None:
        """Close it."""
        if hasattr(self, "_file"):  # Python closes it also if it could not be opened
            self._file.close()
        super().close()

    def _begin_anew(self) -> None:
        self._file.close()
        mode = "ab" if self._keep() else "wb"
        self._file = io.FileIO(self._path, mode)
        self._size = 0

    def _keep(self) -> bool:
        """Move the file aside, and those before it up to the first place that is free."""
        places = [self._path.with_name(f"{self._path.name}.{n + 1}") for n in range(self._kept)]
        if not places:
            return False
        free = next((n for n, place in enumerate(places) if not place.exists()), len(places) - 1)
        for number in range(free, 0, -1):
            with suppress(OSError):
                places[number - 1].replace(places[number])
        try:
            self._path.replace(places[0])
        except OSError:  # on Windows, while somebody reads it: then it is lost, but not too long
            return False
        return True
