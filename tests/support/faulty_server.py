"""The real server with one part that breaks when somebody says a certain word.

    python -m tests.support.faulty_server PART [server's options]

`hub` and `worker` end by an exception that nobody expects; with `journal`, storing fails as a full
disk makes it fail. The word is the part's name.
"""

import sys
from collections.abc import Sequence

from app.errors import JournalError
from app.journal.sqlite_room import SqliteRoomJournal
from app.protocol.entries import Said
from app.protocol.framing import LineTooLong
from app.server.cli import main
from app.server.connection import Connection

append = SqliteRoomJournal.append
take_lines = Connection.take_lines


def append_or_fail(self: SqliteRoomJournal, entries: Sequence[Said]) -> None:
    """In place of the journal's `append`."""
    texts = [entry.text for entry in entries]
    if part == "hub" and "hub" in texts:
        raise RuntimeError("the hub was broken by a test")
    if part == "journal" and "journal" in texts:
        raise JournalError("the disk is full, says a test")
    append(self, entries)


def take_lines_or_fail(
    self: Connection, now: float, limit: int
) -> tuple[list[bytes | LineTooLong], int, float]:
    """In place of a connection's `take_lines`."""
    lines, size, delay = take_lines(self, now, limit)
    if part == "worker" and any(isinstance(line, bytes) and b"worker" in line for line in lines):
        raise RuntimeError("the worker was broken by a test")
    return lines, size, delay


if __name__ == "__main__":
    part = sys.argv[1]
    SqliteRoomJournal.append = append_or_fail  # type: ignore[method-assign]
    Connection.take_lines = take_lines_or_fail  # type: ignore[method-assign]
    sys.exit(main(sys.argv[2:]))
