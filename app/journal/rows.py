"""Entries and spans into their tables: many rows in few statements, which stay prepared.

Knows the tables of `schema.py`; nothing of rooms, transactions and files.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TypeVar

from app.journal.spans import Span
from app.journal.words import searched
from app.protocol.entries import Said

INSERT_LIMIT_ROWS = 512
"""How many entries, or spans, one statement stores at most."""
ENTRY_BYTES = 100
"""About what an entry takes besides its text."""

Row = TypeVar("Row")

_ENTRY = 'seq, at, "from", id, name, kind, text, folded'
_SPAN = '"from", id, id_span, seq, seq_span'


def insert_entries(
    connection: sqlite3.Connection,
    room: int | None,
    entries: Sequence[Said],
    table: str = "entries",
) -> int:
    """Store entries; give about how many bytes they take.

    Args:
        connection: to write; of several statements the caller makes one transaction.
        room: the room's number.
        entries: at least one.
        table: a table of entries, or a view that takes them.

    Raises:
        sqlite3.Error: they cannot be stored.
    """
    size_bytes = 0
    for part in _parts(entries):
        values: list[object] = [room]
        size_bytes += len(part) * ENTRY_BYTES
        for e in part:
            # In ASCII, SQLite itself knows which letters differ in case only.
            folded = None if e.text.isascii() and e.name.isascii() else searched(e)
            values += (e.seq, e.at, e.from_, e.id, e.name, e.kind, e.text, folded)
            size_bytes += len(e.text) if folded is None else _encoded_bytes(e.text, folded)
        connection.execute(_insert_statement(table, _ENTRY, len(part)), values)
    return size_bytes


def insert_spans(connection: sqlite3.Connection, room: int | None, spans: Sequence[Span]) -> None:
    """Store spans; arguments and errors as of `insert_entries`, but that there may be none."""
    for part in _parts(spans):
        values: list[object] = [room]
        for s in part:
            values += (s.from_, s.high, s.high - s.low, s.last, s.last - s.first)
        connection.execute(_insert_statement("spans", _SPAN, len(part)), values)


def _encoded_bytes(*texts: str) -> int:
    return sum(len(text.encode()) for text in texts)


def _parts(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """Rows in parts whose sizes are powers of two, the largest first.

    So there are few different statements, and they stay prepared.
    """
    start = 0
    while rest := len(rows) - start:
        size = min(1 << (rest.bit_length() - 1), INSERT_LIMIT_ROWS)
        yield rows[start : start + size]
        start += size


@cache
def _insert_statement(table: str, columns: str, size: int) -> str:
    """Stores `size` rows in the room that is its first value."""
    row = "(?1" + ", ?" * (columns.count(",") + 1) + ")"
    return f"INSERT INTO {table} (room, {columns}) VALUES {', '.join([row] * size)}"
