"""When the write-ahead log (WAL) is moved into the database. Knows no entries.

What is stored goes into the WAL first, which is quick, and now and then from there into the
database, which is not. That is the archive's to do (`settle`), beside the hub that goes on
storing. The WAL begins anew when all of it has been moved, which never happens while more and
more is stored; so once it is too long, the hub moves the little that is left itself (`restart`).

Each number is written by one thread only, the hub's or the archive's.
"""

import logging
import sqlite3
from pathlib import Path

from app.text import clean_line

CHECKPOINT_BYTES = 4 * 1024 * 1024
"""After about so much in the WAL it is time to settle."""
WAL_LIMIT_BYTES = 64 * 1024 * 1024
"""A WAL that is longer is made to begin anew."""
PAGE_BYTES = 4096

log = logging.getLogger(__name__)


class Wal:
    """One database's WAL.

    Args:
        path: the database's file.
        in_use: whether it has a WAL at all.
        checkpoint_bytes: after about so much it is time to settle.
        limit_bytes: when it is made to begin anew.
    """

    def __init__(
        self,
        path: Path,
        in_use: bool,
        checkpoint_bytes: int = CHECKPOINT_BYTES,
        limit_bytes: int = WAL_LIMIT_BYTES,
    ) -> None:
        """As long as nothing is written nothing is to be settled."""
        self._path = path
        self.in_use = in_use
        self._checkpoint_bytes = checkpoint_bytes
        self._limit_bytes = limit_bytes
        self._written_bytes = 0  # the hub's
        self._settled_bytes = 0  # the archive's: how much was written when it settled
        self._restarts_wanted = 0  # the archive's
        self._restarts = 0  # the hub's
        self._warned = False  # the hub's

    @property
    def unsettled(self) -> bool:
        """Whether it is time to settle."""
        return self._written_bytes - self._settled_bytes > self._checkpoint_bytes

    def wrote(self, size_bytes: int, sessions: int) -> None:
        """Count what the hub has stored or removed in one transaction, roughly.

        Args:
            size_bytes: of the entries.
            sessions: of how many they are; each has a place of its own among the spans, for which
                a page is counted. That is a guess: several may have theirs on the same page.
        """
        if self.in_use:
            self._written_bytes += size_bytes + (2 + sessions) * PAGE_BYTES

    def settle(self, connection: sqlite3.Connection) -> None:
        """Move what is in the WAL into the database, in the archive's thread.

        While another connection is at it nothing is done, and it is still time to settle.

        Raises:
            sqlite3.Error: it was not done.
        """
        if not self.in_use:
            return
        written = self._written_bytes
        is_busy, pages, _ = _checkpoint(connection)
        if is_busy:
            return
        self._settled_bytes = written
        if pages * PAGE_BYTES > self._limit_bytes:
            self._restarts_wanted += 1

    def restart(self, connection: sqlite3.Connection) -> None:
        """Move the rest in the hub's thread, if the WAL is too long, so that it begins anew.

        Raises:
            sqlite3.Error: it was not done.
        """
        wanted = self._restarts_wanted
        if self._restarts == wanted:
            return
        is_busy, pages, moved = _checkpoint(connection)
        if is_busy:
            return  # the archive is at it just now; next time
        self._restarts = wanted
        if moved < pages and not self._warned:
            self._warned = True
            name = clean_line(f"{self._path}-wal")
            log.warning("%s grows: another program has been reading the history for long", name)


def _checkpoint(connection: sqlite3.Connection) -> tuple[bool, int, int]:
    """Move what can be moved without waiting.

    Returns:
        Whether another connection is at it, how many pages the WAL has, and how many of them are
        moved. Both numbers are -1 while another one is at it.
    """
    [(is_busy, pages, moved)] = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
    return bool(is_busy), pages, moved
