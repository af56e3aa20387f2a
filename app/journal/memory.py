"""A journal that forgets when the program ends: `--no-history`, and what tests use.

It keeps the last `limit` entries of each room, by count and by size, for clients that come back
and for what is sent twice. A reader in another thread sees the same entries; a lock holds for no
longer than they are counted or copied. While it searches, nobody else has the interpreter, and all
who talk wait for that at each of their steps; so it rests about as long as it looks.
"""

import time
from collections import deque
from collections.abc import Callable, Sequence
from itertools import islice
from threading import Lock

from app.journal.journal import Reader, RoomJournal
from app.journal.pages import up_to
from app.journal.spans import not_above, spans_of
from app.journal.words import searched, sought
from app.protocol.messages import Said

KEPT_LIMIT_ENTRIES = 10_000
KEPT_LIMIT_CHARS = 4 * 1024 * 1024
KEPT_FOLDED_LIMIT_CHARS = 2 * KEPT_LIMIT_CHARS
"""How much is kept of what searches compare; few letters fold to more than themselves."""
LOOK_S = 0.001
"""About how long a search looks at entries before it rests, and lets others go on."""
REST_LIMIT_S = 0.005
"""How long it rests at most; else for as long as it has looked."""


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

    def append(self, entries: Sequence[Said]) -> None:
        """Keep entries; the oldest go when there are too many."""
        self._check(entries)
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

    def _check(self, entries: Sequence[Said]) -> None:
        """Refuse what cannot be stored."""
        for span in spans_of(entries, self.seq):
            if span.low <= self.last_id(span.from_):
                raise not_above(span.first)

    def _drop_oldest(self) -> None:
        old = self._entries.popleft()
        self._chars -= len(old.text)
        if old.id is not None:
            session = self._by_id[old.from_]
            del session[old.id]
            if not session:
                del self._by_id[old.from_]


class _Folded:
    """What searches compare of a room's entries, as far as it is kept. For one thread."""

    def __init__(self) -> None:
        """Keep nothing yet."""
        self._texts: dict[int, str] = {}  # by seq
        self._first = 0
        self._chars = 0

    def of(self, entry: Said) -> str:
        """An entry's name and text, folded."""
        text = self._texts.get(entry.seq)
        if text is None:
            text = searched(entry)
            if self._chars + len(text) <= KEPT_FOLDED_LIMIT_CHARS:
                self._texts[entry.seq] = text
                self._chars += len(text)
        return text

    def forget_before(self, first: int) -> None:
        """Keep nothing of what has a seq below `first`."""
        few = first - self._first < len(self._texts)
        for seq in range(self._first, first) if few else list(self._texts):
            if seq < first:
                self._chars -= len(self._texts.pop(seq, ""))
        self._first = first


class MemoryReader:
    """Reads what is kept beside the thread that appends.

    Args:
        rooms: the journal's rooms by name.
        clock: tells monotonic seconds.
        rest: waits for so many seconds, without the interpreter.
    """

    def __init__(
        self,
        rooms: dict[str, MemoryRoomJournal],
        clock: Callable[[], float] = time.monotonic,
        rest: Callable[[float], None] = time.sleep,
    ) -> None:
        """Nothing is to be opened."""
        self._rooms = rooms
        self._clock = clock
        self._rest = rest
        self._looked_s = 0.0  # since the last rest, in however many searches
        self._folded: dict[MemoryRoomJournal, _Folded] = {}

    def between(self, room: str, first: int, last: int, limit: int, limit_chars: int) -> list[Said]:
        """Kept entries of a room from seq `first` to `last`, oldest first."""
        return up_to(self._kept(room, first, last, limit), limit_chars)

    def search(
        self, room: str, words: Sequence[str], first: int, last: int, limit: int
    ) -> list[Said]:
        """Those of them that have each of the words in their text or name; the newest first."""
        journal = self._rooms.get(room)
        if journal is None:
            return []
        folded = self._folded.setdefault(journal, _Folded())
        folded.forget_before(journal.first)
        wanted = [sought(word) for word in words]
        found: list[Said] = []
        began = self._clock()
        for entry in reversed(journal.kept(first, last, KEPT_LIMIT_ENTRIES)):
            if len(found) >= limit:
                break
            text = folded.of(entry)
            if all(word in text for word in wanted):
                found.append(entry)
            began = self._rest_after(began)
        self._looked_s += self._clock() - began
        return found

    def settle(self) -> None:
        """Do nothing: nothing is written anywhere."""

    def close(self) -> None:
        """Do nothing: nothing is held."""

    def _rest_after(self, began: float) -> float:
        """Rest if it is time to; give since when is looked without a rest."""
        looked_s = self._looked_s + self._clock() - began
        if looked_s < LOOK_S:
            return began
        self._rest(min(looked_s, REST_LIMIT_S))
        self._looked_s = 0.0
        return self._clock()

    def _kept(self, room: str, first: int, last: int, limit: int) -> list[Said]:
        journal = self._rooms.get(room)
        return journal.kept(first, last, limit) if journal else []


class MemoryJournal:
    """All rooms' histories in memory.

    Args:
        new_id: makes a random log id.
    """

    def __init__(self, new_id: Callable[[], str]) -> None:
        """Start without rooms."""
        self._new_id = new_id
        self._rooms: dict[str, MemoryRoomJournal] = {}

    @property
    def unsettled(self) -> bool:
        """There is never anything to settle."""
        return False

    def room(self, name: str) -> RoomJournal:
        """The history of one room, begun now if there is none."""
        if name not in self._rooms:
            self._rooms[name] = MemoryRoomJournal(self._new_id())
        return self._rooms[name]

    def reader(self) -> Reader:
        """A way to read beside the one that appends."""
        return MemoryReader(self._rooms)

    def close(self) -> None:
        """Forget everything."""
        self._rooms.clear()
