"""Which rooms there are to go into, and how many may be begun. Knows rooms; nothing of people.

In memory are those where somebody is. A room of which something is stored comes back when somebody
goes into it; one of which nothing is stored is gone with the last one who was there.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Protocol

from app.errors import JournalError, Refused
from app.protocol.defaults import LOBBY
from app.protocol.replies import RoomList
from app.room.directory import Directory, check_room
from app.room.flood import Bucket
from app.room.history import Stored
from app.room.listing import Listing
from app.room.meant import meant
from app.room.moderation import Moderation
from app.room.room import Room
from app.room.saying import Remembered
from app.text import brief

ROOMS_LIMIT = 200
"""How many rooms there may be, those where nobody is but something is stored included."""
OPENING_RATE, OPENING_BURST = 0.1, 5.0
"""How many rooms one connection may begin in a second, and at once."""
ALL_OPENINGS_RATE = 0.1
"""And how many all together, once half of those there may be were begun at once: who comes again
and again has more than one connection."""
WAKING_PRICE = 0.1
"""What it counts, of a room begun, to go into one that is stored and where nobody is: reading the
end of its history takes the hub a millisecond or so."""


class Kept(Stored, Protocol):
    """A room's stored history."""

    @property
    def log(self) -> str:
        """Its random id."""

    @property
    def seq(self) -> int:
        """The seq of the last stored entry; 0 if there was none."""

    def begin(self) -> None:
        """Store that there is this history."""


class Shelf(Protocol):
    """The stored histories of all rooms; each of these may raise `JournalError`."""

    def rooms(self) -> Sequence[str]:
        """The names of all that are stored, also of those without an entry."""

    def room(self, name: str) -> Kept:
        """That of one room, a new one if none is stored."""

    def forget(self, name: str) -> None:
        """Let go of one, with all that is left of it."""


class Doors:
    """All rooms. The lobby is always open.

    Args:
        shelf: the stored histories.
        limit: how many rooms there may be.
        moderation: who may talk.

    Attributes:
        lobby: the room for all who say nothing else.
        rooms: those in memory, by name.

    Raises:
        JournalError: what is stored cannot be read.
    """

    def __init__(self, shelf: Shelf, limit: int, moderation: Moderation) -> None:
        """Find what is stored."""
        self._moderation = moderation
        self._shelf = shelf
        self._limit = limit
        self._directory = Directory()
        self._remembered = Remembered()
        self._all_openings = Bucket(ALL_OPENINGS_RATE, max(OPENING_BURST, limit / 2))
        self._openings: dict[int, Bucket] = {}
        """How many rooms each connection may begin; only of those who have begun some."""
        self.rooms: dict[str, Room] = {}
        self._listing = Listing(self._directory, self.rooms)
        shelf.room(LOBBY).begin()
        self.lobby = self.open(LOBBY)
        for name in shelf.rooms():
            self._directory.add(name)
        self._forget_bare()

    def find(self, asked: str) -> str | None:
        """The name of the room that is meant, if there is one; it costs nobody anything.

        Raises:
            Refused: `bad-room`.
        """
        return asked if asked in self.rooms else self._directory.find(check_room(asked))

    def counts(self) -> list[tuple[str, int]]:
        """All rooms, also those where nobody is, and how many are in each, by the alphabet."""
        rooms = self.rooms
        names = self._directory.after("")
        return [(name, len(rooms[name]) if name in rooms else 0) for name in names]

    @property
    def changes(self) -> int:
        """How often there was a room more, or less."""
        return self._directory.changes

    def way_to(
        self, asked: str, id: int, now: float, begins: Callable[[], None] = lambda: None
    ) -> str:
        """The name of the room that is meant; it may still have to be opened.

        Args:
            asked: what somebody calls it.
            id: whose connection it is.
            now: monotonic seconds.
            begins: is asked before there is one room more, and may raise `Refused`.

        Raises:
            Refused: `bad-room`; `too-many-rooms` or `too-fast` if it may not be opened.
            JournalError: what is stored cannot be read.
        """
        if asked in self.rooms:
            return asked
        wanted = check_room(asked)
        name = self._directory.find(wanted)
        if name in self.rooms:
            return name
        if name is None:
            begins()
        if name is None and len(self._directory) >= self._limit:
            self._forget_bare()
            if len(self._directory) >= self._limit:
                raise Refused(
                    "too-many-rooms", "There are as many rooms as there may be; :rooms lists them."
                )
        bucket = self._openings.setdefault(id, Bucket(OPENING_RATE, OPENING_BURST))
        wait = max(bucket.delay(now), 0.0 if name else self._all_openings.delay(now))
        if wait:
            raise Refused("too-fast", f"Too many rooms at once; try again in {wait:.0f} seconds.")
        bucket.take(WAKING_PRICE if name else 1)
        if not name:
            self._all_openings.take(1)
        return name or wanted

    def open(self, name: str) -> Room:
        """A room, brought into memory if it is not there. Its name is one that `way_to` gave.

        Raises:
            JournalError: what is stored cannot be read.
        """
        room = self.rooms.get(name)
        if room is None:
            kept = self._shelf.room(name)
            room = Room(name, kept.log, kept.seq, kept, self._remembered, self._moderation)
            self.rooms[name] = room
            self._directory.add(name)
        return room

    def sweep(self, rooms: Sequence[Room]) -> list[Room]:
        """Let those rooms go where nobody is, once everybody was told; which these are."""
        empty = [room for room in rooms if not len(room) and room is not self.lobby]
        for room in empty:
            del self.rooms[room.name]
            self._listing.leave_out(room)
            if room.is_bare:
                self._forget(room.name)
        return empty

    def remove(self, asked: str) -> tuple[str, int]:
        """Let go of a room where nobody is, and of all that was said there.

        Args:
            asked: what somebody calls it.

        Returns:
            What it was called, and how many messages went.

        Raises:
            Refused: `bad-room`, `no-such-room` or `room-in-use`.
            JournalError: it is still there.
        """
        name = self._directory.find(check_room(asked))
        if name is None:
            shown = asked.removeprefix("#")
            hint = meant(shown, self._directory.after(""), ":rooms lists them.")
            raise Refused("no-such-room", f"No room is called {brief(shown, 40)}; {hint}")
        if name == LOBBY:
            raise Refused("room-in-use", f"The {LOBBY} is always there.")
        if (room := self.rooms.get(name)) is not None:  # one where nobody is counts as nothing
            there = f"{len(room)} here" if len(room) else "just used"
            raise Refused("room-in-use", f"{name} is in use ({there}), and stays until all go.")
        kept = self._shelf.room(name)
        count = kept.seq - kept.first + 1
        self._shelf.forget(name)
        self._directory.remove(name)
        return name, count

    def forget(self, id: int) -> None:
        """A connection is gone."""
        self._openings.pop(id, None)

    def page(self, after: str, id: int | None) -> RoomList:
        """Rooms in the order of the alphabet, with who is there, as many as one line holds.

        Args:
            after: only those behind this name.
            id: the question's.
        """
        return self._listing.page(after, id)

    def _forget_bare(self) -> None:
        """Let those rooms go of which nothing is stored any more, and where nobody is."""
        for name in self._directory.after(""):
            if name not in self.rooms:
                kept = self._shelf.room(name)
                if kept.first > kept.seq:
                    self._forget(name)

    def _forget(self, name: str) -> None:
        self._directory.remove(name)
        with suppress(JournalError):  # it is tried again at the next start
            self._shelf.forget(name)
