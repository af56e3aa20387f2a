"""What people hear of each room: its log in memory, and who reads it in bare lines.

A hall is there while somebody is in its room; then its log is let go. For the hub's thread. Knows
entries and logs; nothing of connections and rules.
"""

import logging
from collections.abc import Sequence

from app.errors import JournalError
from app.journal.journal import Journal, RoomJournal
from app.protocol.defaults import LOBBY
from app.protocol.entries import Entry
from app.room.chunk import Stream
from app.room.cursor import Cursor
from app.room.log import Log
from app.server.clocks import Clocks
from app.server.recent import Recent

LOGS_LIMIT_BYTES = 64 * 1024 * 1024
"""How much all logs in memory have together: beyond it, the longest ones forget their oldest."""
TAIL_LIMIT_ENTRIES = 10_000
"""How much of the end of the lobby's history is loaded into its log at the start."""
ROOM_TAIL_LIMIT_ENTRIES = 50
"""How much of another room's, when somebody comes in: others wait meanwhile. What is before that
comes from the archive, to those who want it."""
TAIL_PAGE_ENTRIES = 500

log = logging.getLogger(__name__)


class Hall:
    """One room, as it is heard.

    Args:
        journal: what is stored of it; its end is served from memory.
        clocks: how a time is shown.
        log_limit_bytes: how long its log may be.
        tail: how many entries of the end are loaded.

    Attributes:
        log: its log.
        hear_plain: who reads it in bare lines: while nobody does, nothing has to be encoded so.

    Raises:
        JournalError: the history cannot be read.
    """

    def __init__(
        self, journal: RoomJournal, clocks: Clocks, log_limit_bytes: int, tail: int
    ) -> None:
        """Begin with the end of what is stored in the log."""
        self._journal = journal
        self._recent = Recent(clocks.old_stamp)
        self.hear_plain: set[int] = set()
        seq = max(journal.first - 1, journal.seq - tail)
        self.log = Log(clocks.stamp, seq, log_limit_bytes, journal.log)
        while tail and (page := journal.after(seq, min(tail, TAIL_PAGE_ENTRIES))):
            self.append(page)
            seq = page[-1].seq

    def append(self, entries: Sequence[Entry]) -> None:
        """This has happened."""
        self.log.append(entries, plain=bool(self.hear_plain))
        self._recent.add(entries)

    def recent(self) -> bytes:
        """What was said last, for somebody who begins to read in bare lines."""
        return self._recent.lines(self._journal.first)

    def cursor(self, *, plain: bool, after: int | None) -> Cursor:
        """Where somebody begins to read.

        Args:
            plain: whether in bare lines.
            after: the seq after which the replay begins; None for what comes from here on.
        """
        if after is not None:
            return self.log.after(after)
        return self.log.at_tail(Stream.PLAIN if plain else Stream.JSON)


class Halls:
    """All halls, by their rooms' names. The lobby's is always there.

    Args:
        store: what is stored of all rooms.
        clocks: how a time is shown.
        log_limit_bytes: how long the log of one may be.
        limit_bytes: how long all logs may be together.

    Raises:
        JournalError: the lobby's history cannot be read.
    """

    def __init__(
        self,
        store: Journal,
        clocks: Clocks,
        log_limit_bytes: int,
        limit_bytes: int = LOGS_LIMIT_BYTES,
    ) -> None:
        """Open the lobby."""
        self._store = store
        self._clocks = clocks
        self._log_limit_bytes = log_limit_bytes
        self._limit_bytes = limit_bytes
        lobby = Hall(store.room(LOBBY), clocks, log_limit_bytes, TAIL_LIMIT_ENTRIES)
        self._halls = {LOBBY: lobby}
        self._size = lobby.log.size

    @property
    def size(self) -> int:
        """How long all logs are together, in bytes."""
        return self._size

    def get(self, name: str) -> Hall | None:
        """A hall, if it is open."""
        return self._halls.get(name)

    def open(self, name: str) -> None:
        """Open a hall, before anything new is stored of its room; nothing happens if it is open.

        What cannot be read has no place in its log; whoever wants it is told so by the archive.
        """
        if name in self._halls:
            return
        journal = self._store.room(name)
        limit = self._log_limit_bytes
        try:
            hall = Hall(journal, self._clocks, limit, ROOM_TAIL_LIMIT_ENTRIES)
        except JournalError as error:
            log.error("the end of what was said in %s cannot be read: %s", name, error)
            hall = Hall(journal, self._clocks, limit, 0)
        self._halls[name] = hall
        self._grow(hall.log.size)

    def append(self, hall: Hall, entries: Sequence[Entry]) -> None:
        """This has happened there."""
        before = hall.log.size
        hall.append(entries)
        self._grow(hall.log.size - before)

    def close(self, name: str) -> None:
        """Nobody is there any more: let its log go, also from those who have not read all of it."""
        hall = self._halls.pop(name, None)
        if hall:
            self._size -= hall.log.size
            hall.log.shrink(0)

    def _grow(self, size: int) -> None:
        self._size += size
        while self._size > self._limit_bytes:
            longest = max(self._halls.values(), key=lambda hall: hall.log.size).log
            before = longest.size
            longest.shrink(before - (self._size - self._limit_bytes))
            self._size -= before - longest.size
            if longest.size == before:
                break  # it is one chunk, and the others are no longer than that
