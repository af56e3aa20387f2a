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
from app.journal.schema import connect
from app.journal.wal import Wal
from app.journal.words import UNTANGLED, Words
from app.protocol.messages import Said

CANDIDATES_LIMIT_ENTRIES = 200
"""How many entries that might be wanted a search takes from the database at a time."""

_NOT_ASCII = """
    (length(text) < length(CAST(text AS BLOB)) OR length(name) < length(CAST(name AS BLOB)))
"""
_TANGLED = f"({_NOT_ASCII} AND name || text GLOB '*[^{UNTANGLED}]*')"

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
        busy_limit_s: how long to wait for another program's lock.

    Raises:
        JournalError: it cannot be opened.
    """

    def __init__(self, path: Path, wal: Wal, busy_limit_s: float) -> None:
        """Open it."""
        self._path = path
        self._wal = wal
        with explained(path):
            self._connection = connect(path, busy_limit_s)
            self._connection.execute("PRAGMA query_only = ON")

    def between(self, room: str, first: int, last: int, limit: int, limit_chars: int) -> list[Said]:
        """Stored entries of a room from seq `first` to `last`, oldest first."""
        which = "WHERE room = ? AND seq BETWEEN ? AND ? ORDER BY seq LIMIT ?"
        entries = self._read(which, self._id(room), first, last, max(0, limit))
        return up_to(entries, limit_chars)

    def search(
        self, room: str, words: Sequence[str], first: int, last: int, limit: int
    ) -> list[Said]:
        """Those of them that have each of the words in their text or name; the newest first.

        SQLite finds those that may have them, much faster than Python could look at all of them.
        """
        wanted = Words(words)
        which = f"""
            WHERE room = ? AND seq BETWEEN ? AND ? AND ({_may_have(wanted)})
            ORDER BY seq DESC LIMIT {CANDIDATES_LIMIT_ENTRIES}
        """
        id = self._id(room)
        found: list[Said] = []
        while len(found) < limit:
            candidates = self._read(which, id, first, last, *wanted.patterns)
            found += filter(wanted.are_in, candidates)
            if len(candidates) < CANDIDATES_LIMIT_ENTRIES:
                break
            last = candidates[-1].seq - 1
        return found[: max(0, limit)]

    def settle(self) -> None:
        """Move what is in the WAL into the database; takes as long as the disk does."""
        with explained(self._path):
            self._wal.settle(self._connection)

    def close(self) -> None:
        """Let go of the connection."""
        with explained(self._path):
            self._connection.close()

    def _id(self, room: str) -> int:
        """The room's number in the tables; -1 if there is no such room."""
        with explained(self._path):
            rows = self._connection.execute("SELECT id FROM rooms WHERE name = ?", (room,))
            return next((int(id) for (id,) in rows.fetchall()), -1)

    def _read(self, which: str, *values: object) -> list[Said]:
        return read(self._connection, self._path, which, *values)


def _may_have(words: Words) -> str:
    """A condition, with a question mark a word, that every entry meets which has the words."""
    each = " AND ".join("name || ' ' || text LIKE ? ESCAPE '\\'" for _ in words.patterns)
    if not words.ascii:
        return f"{_NOT_ASCII} AND {each or 'TRUE'} OR {_TANGLED}"
    return f"{each or 'TRUE'} OR {_TANGLED}"
