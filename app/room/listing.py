"""The answers to `rooms`: pages of all rooms, each made once while nothing in it changes."""

from collections.abc import Mapping

from msgspec.structs import replace

from app.protocol.replies import RoomInfo, RoomList
from app.room.directory import Directory
from app.room.room import Room

ROOMS_PAGE_LIMIT = 50
"""How many rooms one answer to `rooms` has at most."""
ROOM_NAMES_LIMIT = 20
"""Of how many who are in a room it has the names."""
ROOMS_PAGE_BYTES = 32 * 1024
"""It has no more rooms once it is about so long; one room may carry it over, by 8 KiB at most."""
INFO_BYTES = 48
"""What a room takes in it besides the names."""
KEPT_LIMIT_PAGES = 8
"""So many are kept: whoever asks for the rooms behind any name makes a page of their own."""


class Listing:
    """Pages of rooms. Not for several threads.

    Args:
        directory: the names of all.
        rooms: those in memory, by name.
    """

    def __init__(self, directory: Directory, rooms: Mapping[str, Room]) -> None:
        """Nothing was asked."""
        self._directory = directory
        self._rooms = rooms
        self._past = 0
        """How often something has changed in rooms that are out of memory."""
        self._as_of = (-1, -1)
        self._pages: dict[str, RoomList] = {}
        """As they are at the moment, by what they are behind."""

    def page(self, after: str, id: int | None) -> RoomList:
        """Rooms in the order of the alphabet, with who is there, as many as one line holds.

        Args:
            after: only those behind this name.
            id: the question's.
        """
        changes = sum(room.changes for room in self._rooms.values())
        now = (self._directory.changes, self._past + changes)  # neither ever goes down
        if now != self._as_of or len(self._pages) >= KEPT_LIMIT_PAGES:
            self._pages.clear()
            self._as_of = now
        page = self._pages.get(after)
        if page is None:
            page = self._pages[after] = self._made(after)
        return page if id is None else replace(page, id=id)

    def leave_out(self, room: Room) -> None:
        """A room goes out of memory; if it comes back, it begins to count anew."""
        self._past += room.changes

    def _made(self, after: str) -> RoomList:
        names = self._directory.after(after)
        page: list[RoomInfo] = []
        size = 0
        for name in names[:ROOMS_PAGE_LIMIT]:
            room = self._rooms.get(name)
            people = room.some_names(ROOM_NAMES_LIMIT) if room else []
            page.append(RoomInfo(name=name, count=len(room) if room else 0, names=people))
            size += INFO_BYTES + sum(len(text.encode()) + 3 for text in (name, *people))
            if size > ROOMS_PAGE_BYTES:
                break
        return RoomList(rooms=page, more=len(page) < len(names))
