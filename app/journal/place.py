"""Whether a database is still where it was opened. Knows files; no tables."""

import os
from pathlib import Path

from app.errors import JournalError
from app.journal.faults import unusable

GONE = (
    "it was removed or replaced while it was open. Stop the server, delete the -wal and the -shm "
    "beside it, and start it again."
)


class Place:
    """The file that was opened under a path.

    What is written to a file that has been removed is lost with the program, and SQLite does not
    mind. Windows removes no open files.

    Args:
        path: the file, which is open.

    Raises:
        OSError: it is not there.
    """

    def __init__(self, path: Path) -> None:
        """Remember which file it is."""
        self.path = path
        self._file = _identity(path)

    def check(self) -> None:
        """See that the path still leads to it; takes a microsecond or two.

        Raises:
            JournalError: it does not.
        """
        try:
            file = _identity(self.path)
        except OSError:
            file = None
        if file != self._file:
            raise JournalError(unusable(self.path, GONE))


def _identity(path: Path) -> tuple[int, int]:
    status = os.stat(path)  # noqa: PTH116 - asked for each batch, and twice as quick
    return status.st_dev, status.st_ino
