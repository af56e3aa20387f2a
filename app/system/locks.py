"""A lock on a file, which one program at a time can have.

The system frees it whatever way the program ends, so that none is ever left behind.
"""

import errno
import logging
import os
import sys
from pathlib import Path
from types import TracebackType

from app.text import clean_line

log = logging.getLogger(__name__)

_TAKEN = (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK, 0)
"""What systems say of a lock that another one has; Wine says nothing, which is 0."""
_UNKNOWN = (errno.ENOLCK, errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP, errno.ENOTSUP)
"""What file systems say that know no locks."""


class Taken(Exception):
    """Another program has the lock."""


class FileLock:
    """Has a file for itself, from now until `close` or the end of the program.

    Where the file system knows no locks, it goes on without, and says so in the log. The file
    stays when the lock goes: removing it could take it from under the next one.

    Args:
        path: the file; made, for its owner alone, if it is not there.

    Raises:
        Taken: another program has it, or this one already.
        OSError: the file cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        """Take it, without waiting."""
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        self._is_open = True
        try:
            _lock(self._file)
        except OSError as error:
            if error.errno in _UNKNOWN:
                name = clean_line(str(path))
                log.warning("%s cannot be locked: see that no other program uses it.", name)
                return
            self.close()
            if error.errno in _TAKEN:
                raise Taken(path) from error
            raise

    def __enter__(self) -> "FileLock":
        """It was taken already."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let it go."""
        self.close()

    def close(self) -> None:
        """Let it go; once more does nothing."""
        if self._is_open:
            self._is_open = False
            os.close(self._file)


def _lock(file: int) -> None:
    """Lock an open file without waiting."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
