"""Who is where, and called what: members by their connections. Knows no rules and tells nobody."""

from collections.abc import Iterator

from app.room.members import Member
from app.room.names import Names
from app.room.room import Room

Place = tuple[Room, Member]


class Whereabouts:
    """All members of all rooms.

    Attributes:
        names: who is called what; unique in all rooms.
        by_id: where each connection's member is.
    """

    def __init__(self) -> None:
        """Nobody is here."""
        self.names = Names()
        self.by_id: dict[int, Place] = {}
        self._sessions: dict[str, int] = {}
        """The connection of each member, by public hash."""

    def put(self, id: int, room: Room, member: Member) -> None:
        """The member on this connection is here from now on."""
        self.by_id[id] = room, member
        self._sessions[member.from_] = id

    def remove(self, id: int) -> Place | None:
        """A connection is gone, and with it its name; where it was."""
        place = self.by_id.pop(id, None)
        if place:
            self.names.free(place[1].name, id)
            del self._sessions[place[1].from_]
        return place

    def hand_over(self, ghost: Member, id: int) -> None:
        """Give the name of a member to its session's new connection, which is `put` next."""
        del self.by_id[ghost.id]
        self.names.hand_over(ghost.name, id)

    def of_session(self, from_: str) -> Place | None:
        """Where a session is; None if it is nowhere."""
        return self.by_id.get(self._sessions.get(from_, -1))

    def called(self, name: str) -> Place | None:
        """Where somebody is who has this name, in whatever case; None if nobody has."""
        owner = self.names.owner(name)
        return None if owner is None else self.by_id.get(owner)

    def people(self) -> Iterator[tuple[Member, Room]]:
        """All members, and where each is."""
        for room, member in self.by_id.values():
            yield member, room
