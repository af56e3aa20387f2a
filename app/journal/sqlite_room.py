"""One room's history in a database: storing, looking up, letting go. Knows no files.

The hub's thread alone comes here. A batch is one statement: between any two of them another thread
may take the interpreter, and keep it for milliseconds.
"""

import sqlite3
from collections.abc import Sequence
from functools import cache

from app.errors import JournalError
from app.journal.faults import explained
from app.journal.place import Place
from app.journal.reader import read
from app.journal.schema import transaction
from app.journal.wal import Wal
from app.journal.words import searched
from app.protocol.messages import Said

INSERT_LIMIT_ENTRIES = 1024
"""How many entries one statement stores at most."""
TIDY_STEP_ENTRIES = 500
"""How many entries are let go at a time."""
ENTRY_BYTES = 150
"""About what an entry takes besides its text, the index counted."""
SESSIONS_LET_GO = 20
"""Of about how many sessions those are that are let go at a time."""

_COLUMNS = 'seq, at, "from", id, name, kind, text, folded'
_NO_ENTRY = (None,) * 8


class SqliteRoomJournal:
    """One room's history in the database.

    `find`, `last_id` and `at` look one row up in an index each: some ten microseconds, and a few
    reads of the disk at worst, so that the hub's thread can afford them.

    Args:
        connection: to write and read.
        place: the database's file.
        wal: is told how much is written.
        id: the room's number in the tables.
        log: the id of this history.
        pruned: the seq of the last entry that was let go.
        keep_entries: how many are kept; 0 for all.
        keep_ms: how long they are kept; 0 for ever.

    Raises:
        JournalError: it cannot be read.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        place: Place,
        wal: Wal,
        id: int,
        log: str,
        pruned: int,
        keep_entries: int,
        keep_ms: int,
    ) -> None:
        """See what is there."""
        self._connection = connection
        self._place = place
        self._path = place.path
        self._wal = wal
        self._id = id
        self.log = log
        self._keep_entries = keep_entries
        self._keep_ms = keep_ms
        first = self._number("SELECT min(seq) FROM entries WHERE room = ?")
        last = self._number("SELECT max(seq) FROM entries WHERE room = ?")
        self._pruned = pruned if first is None else first - 1
        self.seq = pruned if last is None else last
        self._first_at = self.at(self.first)

    @property
    def first(self) -> int:
        """The seq of the oldest entry that is still stored; `seq + 1` if none is."""
        return self._pruned + 1

    def append(self, entries: Sequence[Said]) -> None:
        """Store entries, all or none of them."""
        for number, entry in enumerate(entries, self.seq + 1):
            if entry.seq != number:
                raise JournalError(f"entry {entry.seq} came where {number} was expected")
        if not entries:
            return
        self._place.check()
        with explained(self._path):
            if len(entries) <= INSERT_LIMIT_ENTRIES:
                size_bytes = self._insert(entries)
            else:
                with transaction(self._connection):
                    size_bytes = sum(
                        self._insert(entries[start : start + INSERT_LIMIT_ENTRIES])
                        for start in range(0, len(entries), INSERT_LIMIT_ENTRIES)
                    )
        if self._first_at is None:
            self._first_at = entries[0].at
        self.seq = entries[-1].seq
        self._wal.wrote(size_bytes, len({entry.from_ for entry in entries}))

    def after(self, seq: int, limit: int) -> list[Said]:
        """At most `limit` stored entries after `seq`, oldest first."""
        return self._read("AND seq > ? ORDER BY seq LIMIT ?", seq, limit)

    def find(self, from_: str, id: int) -> Said | None:
        """What a session has said under this id; None if nothing is stored."""
        return next(iter(self._read('AND "from" = ? AND id = ?', from_, id)), None)

    def last_id(self, from_: str) -> int:
        """The highest id under which a session has stored something; -1 if none."""
        select = 'SELECT max(id) FROM entries WHERE room = ? AND "from" = ? AND id >= 0'
        id = self._number(select, from_)
        return -1 if id is None else id

    def at(self, seq: int) -> int | None:
        """When the entry with this seq was said; None if it is not stored (any more)."""
        return self._number("SELECT max(at) FROM entries WHERE room = ? AND seq = ?", seq)

    def tidy(self, now: int) -> bool:
        """Let the oldest entries go that are too many or too old, TIDY_STEP_ENTRIES at most.

        Those that are too old go up to the first one that is not: where a clock was wrong, too
        much is kept rather than too little.
        """
        with explained(self._path):
            self._wal.restart(self._connection)
        if not self._is_due(now):
            return False
        with explained(self._path), transaction(self._connection, waits=False):
            last = min(self._due(now), self._pruned + TIDY_STEP_ENTRIES)
            self._connection.execute(
                "DELETE FROM entries WHERE room = ? AND seq <= ?", (self._id, last)
            )
            self._connection.execute("UPDATE rooms SET pruned = ? WHERE id = ?", (last, self._id))
            first_at = self.at(last + 1)
        self._wal.wrote((last - self._pruned) * 2 * ENTRY_BYTES, SESSIONS_LET_GO)
        self._pruned, self._first_at = last, first_at
        return self._is_due(now)

    def _is_due(self, now: int) -> bool:
        """Whether there is an entry that is one too many or too old."""
        return (0 < self._keep_entries < self.seq - self._pruned) or self._is_too_old(now)

    def _is_too_old(self, now: int) -> bool:
        """Whether the oldest entry is."""
        oldest = now - self._keep_ms
        return self._keep_ms > 0 and self._first_at is not None and self._first_at < oldest

    def _due(self, now: int) -> int:
        """The seq up to which entries may go; of those that are too old at most one step."""
        due = self.seq - self._keep_entries if self._keep_entries else 0
        if self._is_too_old(now):
            select = """
                SELECT min(seq) FROM (SELECT seq, at FROM entries WHERE room = ? ORDER BY seq
                LIMIT ?) WHERE at >= ?
            """
            young = self._number(select, TIDY_STEP_ENTRIES, now - self._keep_ms)
            step = min(self.seq, self._pruned + TIDY_STEP_ENTRIES)
            due = max(due, step if young is None else young - 1)
        return due

    def _insert(self, entries: Sequence[Said]) -> int:
        """Store entries in one statement, which is prepared for the next power of two.

        So there are few different ones, and they stay prepared.

        Returns:
            How many bytes they take, about.
        """
        size = 1 << (len(entries) - 1).bit_length()
        values: list[object] = [self._id]
        size_bytes = len(entries) * ENTRY_BYTES
        for e in entries:
            # In ASCII, SQLite itself knows which letters differ in case only.
            folded = None if e.text.isascii() and e.name.isascii() else searched(e)
            values += (e.seq, e.at, e.from_, e.id, e.name, e.kind, e.text, folded)
            size_bytes += len(e.text) if folded is None else _encoded_bytes(e.text, folded)
        values += _NO_ENTRY * (size - len(entries))
        self._connection.execute(_insert_statement(size), values)
        return size_bytes

    def _read(self, which: str, *values: object) -> list[Said]:
        return read(self._connection, self._path, f"WHERE room = ? {which}", self._id, *values)

    def _number(self, select: str, *values: object) -> int | None:
        """The one number that a `select` in this room gives."""
        with explained(self._path):
            [(number,)] = self._connection.execute(select, (self._id, *values)).fetchall()
        return None if number is None else int(number)


def _encoded_bytes(*texts: str) -> int:
    return sum(len(text.encode()) for text in texts)


@cache
def _insert_statement(size: int) -> str:
    """Stores at most `size` entries in the room that is its first value."""
    rows = ", ".join(["(?, ?, ?, ?, ?, ?, ?, ?)"] * size)
    return (
        f"INSERT INTO entries (room, {_COLUMNS}) "
        f"SELECT ?, * FROM (VALUES {rows}) WHERE column1 IS NOT NULL"
    )
