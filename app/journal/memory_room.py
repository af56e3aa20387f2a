"""One room's history in memory: the last entries, by count and by size.

A reader in another thread sees the same entries; a lock holds for no longer than they are counted
or copied.
"""

from collections import deque
from collections.abc import Sequence
from itertools import islice
from threading import Lock

from app.journal.spans import not_above, spans_of
from app.protocol.entries import Said

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
        # For `_entries` and `seq`: held by a reader that reads them, and by the hub, which alone
        # changes them, while it does. All else is the hub's alone.
        self._lock = Lock()

    @property
    def first(self) -> int:
        """The seq of the oldest entry that is kept; `seq + 1` if none is."""
        return self._entries[0].seq if self._entries else self.seq + 1

    @property
    def kept_entries(self) -> int:
        """How many entries are kept."""
        return len(self._entries)

    @property
    def kept_chars(self) -> int:
        """How many characters of text they have."""
        return self._chars

    def begin(self) -> None:
        """Do nothing: its id holds as long as it does."""

    def append(self, entries: Sequence[Said]) -> None:
        """Keep entries; the oldest go when there are too many."""
        self.check(entries)
        self.keep(entries)

    def check(self, entries: Sequence[Said]) -> None:
        """Refuse what cannot be stored.

        Raises:
            JournalError: these cannot.
        """
        for span in spans_of(entries, self.seq):
            if span.low <= self.last_id(span.from_):
                raise not_above(span.first)

    def keep(self, entries: Sequence[Said]) -> None:
        """Keep entries that were checked."""
        with self._lock:
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
        return self.kept(seq + 1, self.seq, limit)

    def find(self, from_: str, id: int) -> Said | None:
        """What a session has said under this id, if it is still kept."""
        return self._by_id.get(from_, {}).get(id)

    def last_id(self, from_: str) -> int:
        """The highest id of a session's kept entries; -1 if none."""
        return next(reversed(self._by_id.get(from_, {})), -1)  # they ascend

    def at(self, seq: int) -> int | None:
        """When the entry with this seq was said, if it is still kept."""
        index = seq - self.first
        return self._entries[index].at if 0 <= index < len(self._entries) else None

    def tidy(self, now: int) -> bool:  # noqa: ARG002 - other journals need it
        """Do nothing: `append` keeps the limits."""
        return False

    def kept(self, first: int, last: int, limit: int) -> list[Said]:
        """At most `limit` kept entries from seq `first` to `last`, oldest first; in any thread."""
        with self._lock:
            start = max(0, first - self.first)
            stop = min(start + limit, last + 1 - self.first)
            return list(islice(self._entries, start, max(start, stop)))

    def let_go(self, count: int) -> None:
        """Keep the `count` oldest entries no longer."""
        with self._lock:
            for _ in range(min(count, len(self._entries))):
                self._drop_oldest()

    def _drop_oldest(self) -> None:
        old = self._entries.popleft()
        self._chars -= len(old.text)
        if old.id is not None:
            session = self._by_id[old.from_]
            del session[old.id]
            if not session:
                del self._by_id[old.from_]
