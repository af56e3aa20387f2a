"""A journal that forgets when the program ends: `--no-history`, and what tests use.

It keeps the last `limit` entries of each room, by count and by size, for clients that come back
and for what is sent twice.
"""

from collections import deque
from collections.abc import Callable, Sequence
from itertools import islice

from app.errors import JournalError
from app.journal.journal import RoomJournal
from app.protocol.messages import Said

KEPT_LIMIT_ENTRIES = 10_000
KEPT_LIMIT_CHARS = 4 * 1024 * 1024


class MemoryRoomJournal:
    """One room's history in memory.

    Args:
        log: the id of this history.
        limit: how many entries are kept.
        limit_chars: how many characters of text are kept.
    """

    def __init__(
        self, log: str, limit: int = KEPT_LIMIT_ENTRIES, limit_chars: int = KEPT_LIMIT_CHARS
    ) -> None:
        """Start empty."""
        self.log = log
        self.seq = 0
        self._limit = limit
        self._limit_chars = limit_chars
        self._chars = 0
        self._entries: deque[Said] = deque()
        self._by_id: dict[str, dict[int, Said]] = {}

    def append(self, entries: Sequence[Said]) -> None:
        """Keep entries; the oldest go when there are too many."""
        for number, entry in enumerate(entries, self.seq + 1):
            if entry.seq != number:
                raise JournalError(f"entry {entry.seq} came where {number} was expected")
        for entry in entries:
            self._entries.append(entry)
            self._chars += len(entry.text)
            if entry.id is not None:
                self._by_id.setdefault(entry.from_, {})[entry.id] = entry
            self.seq = entry.seq
        while len(self._entries) > self._limit or self._chars > self._limit_chars:
            self._drop_oldest()

    def after(self, seq: int, limit: int) -> list[Said]:
        """At most `limit` kept entries after `seq`, oldest first."""
        if not self._entries:
            return []
        start = max(0, seq + 1 - self._entries[0].seq)
        return list(islice(self._entries, start, start + limit))

    def find(self, from_: str, id: int) -> Said | None:
        """What a session has said under this id, if it is still kept."""
        return self._by_id.get(from_, {}).get(id)

    def last_id(self, from_: str) -> int:
        """The highest id of a session's kept entries; -1 if none."""
        return max(self._by_id.get(from_, ()), default=-1)

    def at(self, seq: int) -> int | None:
        """When the entry with this seq was said, if it is still kept."""
        index = seq - self._entries[0].seq if self._entries else -1
        return self._entries[index].at if 0 <= index < len(self._entries) else None

    def _drop_oldest(self) -> None:
        old = self._entries.popleft()
        self._chars -= len(old.text)
        if old.id is not None:
            session = self._by_id[old.from_]
            del session[old.id]
            if not session:
                del self._by_id[old.from_]


class MemoryJournal:
    """All rooms' histories in memory.

    Args:
        new_id: makes a random log id.
    """

    def __init__(self, new_id: Callable[[], str]) -> None:
        """Start without rooms."""
        self._new_id = new_id
        self._rooms: dict[str, MemoryRoomJournal] = {}

    def room(self, name: str) -> RoomJournal:
        """The history of one room, begun now if there is none."""
        if name not in self._rooms:
            self._rooms[name] = MemoryRoomJournal(self._new_id())
        return self._rooms[name]

    def close(self) -> None:
        """Forget everything."""
        self._rooms.clear()
