"""One room's history in a database: storing, looking up, letting go. Knows no files.

The hub's thread alone comes here. A batch is some statements, up to some twenty for a thousand
entries, and a single entry is one: between any two of them another thread may take the interpreter,
and keep it for milliseconds.

What a session has said is looked up by its spans, of which it has one a batch. With an index of
every entry in their place, storing a batch of 320 entries of ten sessions takes 1.7 times as long
and writes 1.8 times as much; storing a single entry takes about a tenth less.
"""

import sqlite3
from collections.abc import Sequence

from app.journal.faults import explained
from app.journal.place import Place
from app.journal.reader import read
from app.journal.rows import ENTRY_BYTES, insert_entries, insert_spans
from app.journal.schema import transaction
from app.journal.spans import Span, spans_of
from app.journal.wal import Wal
from app.protocol.entries import Said

TIDY_STEP_ENTRIES = 500
"""How many entries are let go at a time."""
SESSIONS_LET_GO = 20
"""Of about how many sessions those are that are let go at a time."""

_SPAN_AROUND = """
    (SELECT * FROM spans WHERE room = ?1 AND "from" = ?2 AND id >= ?3 ORDER BY id LIMIT 1)
    WHERE id - id_span <= ?3
"""
"""The one span of a session that an id may be in."""
_FIND = f"""
    AND "from" = ?2 AND id = ?3 AND seq BETWEEN
    (SELECT seq - seq_span FROM {_SPAN_AROUND}) AND (SELECT seq FROM {_SPAN_AROUND}) LIMIT 1
"""
_LET_SPANS_GO = """
    DELETE FROM spans WHERE room = ?1 AND ("from", id) IN
    (SELECT "from", id FROM entries WHERE room = ?1 AND seq <= ?2)
"""
"""A span goes with its last entry, which has its id: each is looked up, and none is sought."""


class SqliteRoomJournal:
    """One room's history in the database.

    `last_id` and `at` look one row up each, and `find` reads what came together with the entry
    besides: some ten microseconds, a hundred in the largest batch, and a few reads of the disk at
    worst, so that the hub's thread can afford them.

    Args:
        connection: to write and read.
        place: the database's file.
        wal: is told how much is written.
        name: the room's name.
        id: the room's number in the tables; None if it is in none yet.
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
        name: str,
        id: int | None,
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
        self._name = name
        self._row = id
        self._begun = id is not None
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

    @property
    def id(self) -> int | None:
        """The room's number; None, which is no room's, until it is stored that it has one."""
        return self._row if self._begun else None

    def begin(self) -> None:
        """Store that there is this history."""
        if not self._begun:
            with explained(self._path):
                self._insert_room()
            self._begun = True

    def append(self, entries: Sequence[Said]) -> None:
        """Store entries, all or none of them."""
        spans = self.spans_of(entries)
        if not entries:
            return
        self._place.check()
        with explained(self._path):
            if len(entries) == 1 and self._begun:
                table = "single_entries" if spans else "entries"
                size_bytes = insert_entries(self._connection, self._row, entries, table)
            else:
                with transaction(self._connection):
                    size_bytes = self.insert(entries, spans)
        self.inserted(entries, spans, size_bytes)

    def spans_of(self, entries: Sequence[Said]) -> list[Span]:
        """What each session has of entries that come next.

        Raises:
            JournalError: they cannot come next.
        """
        return spans_of(entries, self.seq)

    def insert(self, entries: Sequence[Said], spans: Sequence[Span]) -> int:
        """Store entries within a transaction; give about how many bytes they take.

        Raises:
            sqlite3.Error: the transaction has to be given up.
        """
        if not self._begun:
            self._insert_room()
        size_bytes = insert_entries(self._connection, self._row, entries)
        insert_spans(self._connection, self._row, spans)
        return size_bytes

    def inserted(self, entries: Sequence[Said], spans: Sequence[Span], size_bytes: int) -> None:
        """The transaction in which entries were written has ended, and they are stored."""
        self._begun = True
        if self._first_at is None:
            self._first_at = entries[0].at
        self.seq = entries[-1].seq
        self._wal.wrote(size_bytes, len(spans))

    def after(self, seq: int, limit: int) -> list[Said]:
        """At most `limit` stored entries after `seq`, oldest first."""
        return self._read("AND seq > ? ORDER BY seq LIMIT ?", seq, limit)

    def find(self, from_: str, id: int) -> Said | None:
        """What a session has said under this id; None if nothing is stored."""
        return next(iter(self._read(_FIND, from_, id)), None)

    def last_id(self, from_: str) -> int:
        """The highest id under which a session has stored something; -1 if none."""
        select = 'SELECT max(id) FROM spans WHERE room = ? AND "from" = ?'
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
            self._connection.execute(_LET_SPANS_GO, (self.id, last))
            self._connection.execute(
                "DELETE FROM entries WHERE room = ? AND seq <= ?", (self.id, last)
            )
            self._connection.execute("UPDATE rooms SET pruned = ? WHERE id = ?", (last, self.id))
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

    def _insert_room(self) -> None:
        """Store the room itself."""
        insert = "INSERT INTO rooms (name, log) VALUES (?, ?)"
        self._row = self._connection.execute(insert, (self._name, self.log)).lastrowid

    def _read(self, which: str, *values: object) -> list[Said]:
        return read(self._connection, self._path, f"WHERE room = ? {which}", self.id, *values)

    def _number(self, select: str, *values: object) -> int | None:
        """The one number that a `select` in this room gives."""
        with explained(self._path):
            [(number,)] = self._connection.execute(select, (self.id, *values)).fetchall()
        return None if number is None else int(number)
