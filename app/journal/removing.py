"""Rooms whose history is let go of as a whole: at once as far as anybody sees, then bit by bit.

A long history takes SQLite seconds to delete, for which nobody should wait. So in one transaction
the room loses its name and its history's id, and with them everything that leads to it; what is
left of it is deleted in small steps, also after a restart in between. For the hub's thread.
"""

import sqlite3
from pathlib import Path

from app.journal.faults import explained
from app.journal.schema import transaction
from app.journal.wal import Wal

STEP_ROWS = 500
"""How many entries, and how many spans, are deleted at a time."""
ROW_BYTES = 200
"""About what is written for each."""
MARK = "removed:"
"""What the name of such a room begins with, which stands in the place of its history's id as well;
no room that people go to has a colon in its name."""

_ENTRIES = """
    DELETE FROM entries WHERE room = ?1 AND seq IN
    (SELECT seq FROM entries WHERE room = ?1 ORDER BY seq LIMIT ?2)
"""
_SPANS = """
    DELETE FROM spans WHERE room = ?1 AND ("from", id) IN
    (SELECT "from", id FROM spans WHERE room = ?1 ORDER BY "from", id LIMIT ?2)
"""


class Removing:
    """The rooms that have lost their names, and what is left of them.

    Args:
        connection: to write and read.
        path: the database's file.
        wal: is told how much is written.

    Raises:
        JournalError: it cannot be read which these are.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path, wal: Wal) -> None:
        """Find what is left from before."""
        self._connection = connection
        self._path = path
        self._wal = wal
        with explained(path):
            rows = connection.execute(
                "SELECT id FROM rooms WHERE substr(name, 1, ?) = ?", (len(MARK), MARK)
            ).fetchall()
        self._left = [int(id) for (id,) in rows]

    def remove(self, id: int) -> None:
        """Take its name and its history from a room, in one transaction.

        Raises:
            JournalError: it is still there, and whole.
        """
        with explained(self._path), transaction(self._connection):
            rename = "UPDATE rooms SET name = ?1, log = ?1 WHERE id = ?2"
            self._connection.execute(rename, (f"{MARK}{id}", id))
            is_gone = self._delete_some(id)
        if not is_gone:
            self._left.append(id)

    def step(self) -> bool:
        """Delete some of what is left, in a few milliseconds. True if there is more.

        Raises:
            JournalError: it was not done; it can be tried again later.
        """
        if not self._left:
            return False
        with explained(self._path):
            self._wal.restart(self._connection)
            with transaction(self._connection, waits=False):
                is_gone = self._delete_some(self._left[0])
        if is_gone:
            del self._left[0]
        return bool(self._left)

    def _delete_some(self, id: int) -> bool:
        """Delete the oldest entries of a room, and the room with its last; True if it is gone."""
        counts = [
            self._connection.execute(delete, (id, STEP_ROWS)).rowcount
            for delete in (_ENTRIES, _SPANS)
        ]
        self._wal.wrote(sum(counts) * ROW_BYTES, 1)
        is_gone = max(counts) < STEP_ROWS
        if is_gone:
            self._connection.execute("DELETE FROM rooms WHERE id = ?", (id,))
        return is_gone
