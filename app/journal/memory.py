"""A journal that forgets when the program ends: `--no-history`, and what tests use.

It keeps the last entries of each room, and so much of all rooms together, for clients that come
back and for what is sent twice.
"""

from collections.abc import Callable, Mapping, Sequence

from app.journal.journal import Reader, RoomJournal
from app.journal.memory_reader import MemoryReader
from app.journal.memory_room import KEPT_LIMIT_CHARS, KEPT_LIMIT_ENTRIES, MemoryRoomJournal
from app.protocol.entries import Said

KEPT_ALL_LIMIT_ENTRIES = 4 * KEPT_LIMIT_ENTRIES
KEPT_ALL_LIMIT_CHARS = 4 * KEPT_LIMIT_CHARS
"""How much is kept of all rooms together: beyond it, the fullest ones let their oldest go."""


class MemoryJournal:
    """All rooms' histories in memory.

    Args:
        new_id: makes a random log id.
        limit: how many entries are kept of all rooms together.
        limit_chars: how many characters of text.
    """

    def __init__(
        self,
        new_id: Callable[[], str],
        limit: int = KEPT_ALL_LIMIT_ENTRIES,
        limit_chars: int = KEPT_ALL_LIMIT_CHARS,
    ) -> None:
        """Start without rooms."""
        self._new_id = new_id
        self._limit = limit
        self._limit_chars = limit_chars
        self._rooms: dict[str, MemoryRoomJournal] = {}
        self._histories: dict[str, MemoryRoomJournal] = {}
        """The same rooms, by their logs' ids."""

    @property
    def unsettled(self) -> bool:
        """There is never anything to settle."""
        return False

    def rooms(self) -> Sequence[str]:
        """The names of all rooms."""
        return list(self._rooms)

    def room(self, name: str) -> RoomJournal:
        """The history of one room, begun now if there is none."""
        return self._room(name)

    def append(self, entries: Mapping[str, Sequence[Said]]) -> None:
        """Keep entries; the oldest of the fullest rooms go when there are too many."""
        for name, said in entries.items():
            self._room(name).check(said)
        for name, said in entries.items():
            self._room(name).keep(said)
        self._keep_limits()

    def forget(self, name: str) -> None:
        """Let go of a room's history."""
        if room := self._rooms.pop(name, None):
            self._histories.pop(room.log, None)

    def tidy(self, now: int) -> bool:  # noqa: ARG002 - other journals need it
        """Do nothing: `append` keeps the limits."""
        return False

    def reader(self) -> Reader:
        """A way to read beside the one that appends."""
        return MemoryReader(self._histories)

    def close(self) -> None:
        """Forget everything."""
        self._rooms.clear()
        self._histories.clear()

    def _room(self, name: str) -> MemoryRoomJournal:
        if name not in self._rooms:
            room = self._rooms[name] = MemoryRoomJournal(self._new_id())
            self._histories[room.log] = room
        return self._rooms[name]

    def _keep_limits(self) -> None:
        rooms = self._rooms.values()
        while (over := sum(room.kept_entries for room in rooms) - self._limit) > 0:
            max(rooms, key=lambda room: room.kept_entries).let_go(over)
        while sum(room.kept_chars for room in rooms) > self._limit_chars:
            max(rooms, key=lambda room: room.kept_chars).let_go(1)
