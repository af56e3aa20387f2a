"""The real server, that dies at one point of a message's way when somebody says a certain word.

    python -m tests.support.dying_server POINT [server's options]

It ends as a crash ends it, with status DIED and nothing tidied up. POINT is one of POINTS, or
`full`: then nobody dies, but nothing can be stored as long as the home folder has a file FULL.
"""

import os
import sqlite3
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from app.errors import JournalError
from app.journal.sqlite_room import SqliteRoomJournal
from app.protocol.entries import Entry, Said
from app.room.batch import Batch
from app.room.log import Log
from app.server.cli import main
from app.server.delivery import Delivery
from app.server.outgoing import Outgoing

WORD = "now"
DIED = 9
FULL = "the-disk-is-full"

NOT_STORED = ("before it is stored", "while it is stored")
STORED = ("when it is stored", "when it is in the log", "before it is sent")
POINTS = (*NOT_STORED, *STORED)

append = SqliteRoomJournal.append
append_to_log = Log.append
publish = Delivery.publish
send = Outgoing.send


def die(*_: object) -> NoReturn:
    """End at once; nothing is closed and nothing is written any more."""
    os._exit(DIED)


class Mortal(sqlite3.Connection):
    """A connection to the database that can die in the middle of storing."""

    dies = False

    def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
        if Mortal.dies and sql.lstrip().startswith("INSERT"):
            self.set_progress_handler(die, 10)
        return super().execute(sql, *values)


class Life:
    """The server's parts as they are here.

    Args:
        point: where it ends.
    """

    def __init__(self, point: str) -> None:
        self._point = point
        self._full = Path.home() / FULL
        self._is_last = False

    def append(self, journal: SqliteRoomJournal, entries: Sequence[Said]) -> None:
        """In place of the journal's `append`."""
        if self._point == "full" and self._full.exists():
            raise JournalError("the disk is full, says a test")
        if is_time(entries) and self._point == "before it is stored":
            die()
        Mortal.dies = is_time(entries) and self._point == "while it is stored"
        append(journal, entries)
        if is_time(entries) and self._point == "when it is stored":
            die()

    def append_to_log(self, log: Log, entries: Sequence[Entry], *, plain: bool) -> None:
        """In place of the log's `append`."""
        append_to_log(log, entries, plain=plain)
        if is_time(entries) and self._point == "when it is in the log":
            die()

    def publish(self, delivery: Delivery, segments: Sequence[tuple[str, Batch]]) -> None:
        """In place of `Delivery.publish`."""
        said = [entry for _, batch in segments for entry in batch.said()]
        self._is_last = is_time(said) and self._point == "before it is sent"
        publish(delivery, segments)

    def send(self, outgoing: Outgoing, *rest: Any) -> bool:
        """In place of what sends to a connection."""
        if self._is_last:
            die()
        return send(outgoing, *rest)


def is_time(entries: Sequence[Entry]) -> bool:
    """Whether somebody has said the word."""
    return any(isinstance(entry, Said) and entry.text == WORD for entry in entries)


def live(life: Life) -> None:
    """Let the server be mortal."""
    sqlite3.connect = partial(sqlite3.connect, factory=Mortal)  # type: ignore[assignment]
    for owner, name in [
        (SqliteRoomJournal, "append"),
        (Log, "append"),
        (Delivery, "publish"),
        (Outgoing, "send"),
    ]:
        mine = getattr(life, "append_to_log" if owner is Log else name)
        setattr(owner, name, lambda *rest, mine=mine, **options: mine(*rest, **options))


if __name__ == "__main__":
    live(Life(sys.argv[1]))
    sys.exit(main(sys.argv[2:]))
