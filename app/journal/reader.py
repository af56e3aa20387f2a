"""Reading entries from the database. Knows nothing of storing them.

Entries are read as one row of JSON: a row each would let another thread take the interpreter
between any two of them, which takes milliseconds where that thread is busy.
"""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

import msgspec

from app.errors import JournalError
from app.journal.faults import explained, unusable
from app.journal.pages import up_to
from app.journal.schema import connect, set_up
from app.journal.wal import Wal
from app.journal.words import sought
from app.protocol.entries import Said

_decoder = msgspec.json.Decoder(list[Said])


def read(connection: sqlite3.Connection, path: Path, which: str, *values: object) -> list[Said]:
    """Entries.

    Args:
        connection: where from.
        path: its file, for errors.
        which: what of the table: `WHERE … ORDER BY … LIMIT …`.
        values: what the question marks in it stand for.

    Raises:
        JournalError: they cannot be read.
    """
    with explained(path):
        [(data,)] = connection.execute(
            f"""
            SELECT json_group_array(json_object('type', 'said', 'seq', seq, 'at', at,
                'from', "from", 'id', id, 'name', name, 'kind', kind, 'text', text))
            FROM (SELECT * FROM entries {which})
            """,
            values,
        ).fetchall()
    try:
        return _decoder.decode(data)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise JournalError(unusable(path, "an entry in it makes no sense.")) from error


class SqliteReader:
    """Reads beside the thread that stores, through a connection of its own.

    Args:
        path: the database's file.
        wal: its WAL.
        durable: whether what is moved out of the WAL survives a power cut.
        busy_limit_s: how long to wait for another program's lock.

    Raises:
        JournalError: it cannot be opened.
    """

    def __init__(self, path: Path, wal: Wal, *, durable: bool, busy_limit_s: float) -> None:
        """Open it."""
        self._path = path
        self._wal = wal
        with explained(path):
            self._connection = connect(path, busy_limit_s)
            try:
                set_up(self._connection, durable=durable, has_wal=wal.in_use)
                self._connection.execute("PRAGMA query_only = ON")
            except BaseException:
                self._connection.close()
                raise

    def between(self, log: str, first: int, last: int, limit: int, limit_chars: int) -> list[Said]:
        """Stored entries of a history from seq `first` to `last`, oldest first."""
        which = "WHERE room = ? AND seq BETWEEN ? AND ? ORDER BY seq LIMIT ?"
        entries = self._read(which, self._id(log), first, last, max(0, limit))
        return up_to(entries, limit_chars)

    def search(
        self, log: str, words: Sequence[str], first: int, last: int, limit: int
    ) -> list[Said]:
        """Those of them that have each of the words in their text or name; the newest first.

        SQLite compares: a million usual entries take it about half a second. The longest there are
        take it up to a few milliseconds each, where very many words are sought.
        """
        has = " AND instr(coalesce(folded, lower(name || ' ' || text)), ?)" * len(words)
        which = f"WHERE room = ? AND seq BETWEEN ? AND ?{has} ORDER BY seq DESC LIMIT ?"
        return self._read(which, self._id(log), first, last, *map(sought, words), max(0, limit))

    def settle(self) -> None:
        """Move what is in the WAL into the database; takes as long as the disk does."""
        with explained(self._path):
            self._wal.settle(self._connection)

    def close(self) -> None:
        """Let go of the connection."""
        with explained(self._path):
            self._connection.close()

    def _id(self, log: str) -> int:
        """The number of the room with this history; -1 if it is not stored (any more)."""
        with explained(self._path):
            rows = self._connection.execute("SELECT id FROM rooms WHERE log = ?", (log,))
            return next((int(id) for (id,) in rows.fetchall()), -1)

    def _read(self, which: str, *values: object) -> list[Said]:
        return read(self._connection, self._path, which, *values)
