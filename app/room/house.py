"""The house: who is in which room, and how people come, go and move between rooms.

Owns the names, which are unique in all rooms, and the sessions. Which rooms there are is known at
the doors (`doors.py`); what happens inside a room is the room's (`room.py`). Connections are
numbers here; no sockets, threads or clocks.
"""

from collections.abc import Iterator, Sequence

from app.errors import Refused
from app.protocol.base import VERSION
from app.protocol.defaults import LOBBY
from app.protocol.entries import Notice
from app.protocol.plain_lines import Help
from app.protocol.replies import Error, Reply, Whispered
from app.protocol.requests import Bye, ClientMessage, Hello, Join, Nick, Rooms, Say, Whisper
from app.room.doors import ROOMS_LIMIT, Doors, Shelf
from app.room.members import Member, public_hash
from app.room.moderation import Moderation
from app.room.name_rules import check
from app.room.names import Names
from app.room.room import Room
from app.room.segments import Segment, Segments
from app.room.texts import checked_text
from app.text import brief


class House:
    """All rooms. The lobby is always there.

    Args:
        shelf: the stored histories.
        limit: how many rooms there may be.
        moderation: who may talk, whisper, and be called what; everybody without it.

    Attributes:
        lobby: the room for all who say nothing else.
        names: who is called what, in all rooms.

    Raises:
        JournalError: what is stored cannot be read.
    """

    def __init__(
        self, shelf: Shelf, limit: int = ROOMS_LIMIT, moderation: Moderation | None = None
    ) -> None:
        """Begin with the lobby, empty; others are known, and come to life with who comes in."""
        self.names = Names()
        self._moderation = moderation or Moderation()
        self._doors = Doors(shelf, limit, self._moderation)
        self.lobby = self._doors.lobby
        self._segments = Segments()
        self._touched = self._segments.touched
        self._where: dict[int, tuple[Room, Member]] = {}
        self._sessions: dict[str, int] = {}
        """The connection of each member, by public hash."""
        self._listening: set[int] = set()
        """Who hears the lobby without being there."""

    def name_of(self, id: int) -> str | None:
        """What the member on connection `id` is called; None if there is none."""
        place = self._where.get(id)
        return place[1].name if place else None

    def room_of(self, id: int) -> Room | None:
        """Where the member on connection `id` is; None if there is none."""
        place = self._where.get(id)
        return place[0] if place else None

    def place_of(self, id: int) -> tuple[Member, Room] | None:
        """The member on connection `id`, and where it is; None if there is none."""
        place = self._where.get(id)
        return (place[1], place[0]) if place else None

    def people(self) -> Iterator[tuple[Member, Room]]:
        """All members, and where each is."""
        for room, member in self._where.values():
            yield member, room

    def rooms(self) -> list[Room]:
        """All rooms in memory."""
        return list(self._doors.rooms.values())

    # --- what came of it --------------------------------------------------------------------

    def take(self) -> list[Segment]:
        """What has come of everything since the last call, in the order in which it is told."""
        return self._segments.take()

    def settle(self) -> None:
        """What was taken is stored, or undone: its numbers hold."""
        self._segments.settle()

    def undo(self, segments: Sequence[Segment], text: str) -> None:
        """What was taken could not be stored: give the numbers back, and tell the senders."""
        self._segments.undo(segments, self.room_of, text)

    def sweep(self) -> list[Room]:
        """Let those rooms go where nobody is any more, once everybody was told; which these are.

        What is stored stays; a room of which nothing is stored was never there.
        """
        return self._doors.sweep(self._segments.taken)

    # --- coming, going ----------------------------------------------------------------------

    def listen(self, id: int) -> None:
        """Let connection `id` hear the lobby in plain text without being in it."""
        self._listening.add(id)
        self._segments.touch(self.lobby).listen(id)

    def enter(
        self, id: int, hello: Hello, from_: str, at: int, now: float = 0.0, *, plain: bool = False
    ) -> None:
        """Let connection `id` in.

        Args:
            id: its number.
            hello: what it said of itself; in the plain dialect, only the name and the room count.
            from_: its public hash if it names no session: random.
            at: ms since 1970.
            now: monotonic seconds.
            plain: whether it speaks the plain dialect.

        Raises:
            JournalError: what is stored cannot be read; nothing has happened.
        """
        if id in self._where:
            self._refuse(id, Refused("already-here", "You have said hello already."))
            return
        if hello.v != VERSION:
            self._refuse(id, Refused("bad-version", f"This server speaks version {VERSION} only."))
            self.lobby.close(id, "speaks another version")
            return
        room, refusal = self._room_for(id, hello, now)
        if hello.session:
            from_ = public_hash(hello.session)
        ghost = self._where.get(self._sessions.get(from_, -1))
        here = ghost[1] if ghost and ghost[0] is room else None
        # Nobody has said anything yet under a random hash.
        last_id = here.last_id if here else room.last_id(from_) if hello.session else -1
        hears = plain and room is self.lobby and id in self._listening
        if room is not self.lobby and id in self._listening:
            self._step_out(self.lobby, id)
        self._listening.discard(id)
        if ghost:
            self._replace(*ghost, id, at, to="" if here else room.name)
        allowed = self._moderation.allows(at)
        name = ghost[1].name if ghost else self.names.assign(hello.name, id, allowed)
        member = Member(id, name, from_, last_id, plain)
        self._where[id] = room, member
        self._sessions[from_] = id
        room.admit(member, hello, at, hears=hears, ghost=here)
        if refusal:
            self._refuse(id, refusal)

    def leave(self, id: int, at: int) -> None:
        """Let connection `id` go; nothing happens if it is in no room."""
        self._doors.forget(id)
        self._listening.discard(id)
        place = self._where.pop(id, None)
        if place:
            room, member = place
            self._segments.touch(room).release(member, at)
            self.names.free(member.name, id)
            del self._sessions[member.from_]

    def announce(self, notice: Notice, where: str = "") -> None:
        """Tell everybody in a room, or in all of them, something in the server's name."""
        for name, room in self._doors.rooms.items():
            if where in ("", name):
                self._segments.touch(room).announce(notice)

    def answer(self, id: int, reply: Reply) -> None:
        """Tell connection `id` something in its turn, whether it is in a room or not."""
        self._segments.touch(self.room_of(id) or self.lobby).answer(id, reply)

    # --- what people want -------------------------------------------------------------------

    def apply(self, id: int, command: ClientMessage | Help, at: int, now: float = 0.0) -> None:
        """Carry out what connection `id` wants.

        Args:
            id: its number.
            command: any message but `hello`, which is `enter`'s.
            at: ms since 1970.
            now: monotonic seconds.

        Raises:
            JournalError: what is stored cannot be read.
        """
        place = self._where.get(id)
        try:
            if place:
                room, member = place
                self._touched[room] = None
                if not isinstance(command, Say):
                    self._do(room, member, command, at, now)
                elif command.room and command.room != room.name:
                    self._say_there(room, member, command, at, now)
                else:  # nearly all of them
                    room.say(member, command, at)
            elif isinstance(command, Bye):
                self._segments.touch(self.lobby).close(id, "said goodbye")
            else:
                raise Refused("no-hello", "Say hello first.")
        except Refused as refusal:
            self._refuse(id, refusal, getattr(command, "id", None))

    def _do(
        self, room: Room, member: Member, command: ClientMessage | Help, at: int, now: float
    ) -> None:
        """Carry out what is not a `say`."""
        match command:
            case Whisper():
                self._whisper(room, member, command, at)
            case Nick():
                self._rename(room, member, command, at)
            case Join():
                self._join(room, member, command, at, now)
            case Rooms():
                room.answer(member.id, self._doors.page(command.after, command.id))
            case Bye():
                room.close(member.id, "said goodbye")
            case Hello():
                raise Refused("already-here", "You have said hello already.")
            case _:
                room.ask(member, command)

    def _say_there(self, room: Room, member: Member, say: Say, at: int, now: float) -> None:
        """Say something in the room in which it was written."""
        name = self._doors.way_to(say.room, member.id, now)
        if name == room.name:
            room.say(member, say, at)
            return
        there = self._segments.touch(self._doors.open(name))
        last_id = there.last_id(member.from_)
        visitor = Member(member.id, member.name, member.from_, last_id)
        room.answer(member.id, there.say_from_elsewhere(visitor, say, at))

    def _join(self, room: Room, member: Member, join: Join, at: int, now: float) -> None:
        name = self._doors.way_to(join.room, member.id, now)
        if name == room.name:
            raise Refused("already-here", f"You are in {name} already.")
        to = self._segments.touch(self._doors.open(name))
        last_id = to.last_id(member.from_)
        moved = Member(member.id, member.name, member.from_, last_id, member.plain)
        room.release(member, at, to.name)
        self._step_out(room, member.id)
        self._where[member.id] = to, moved
        to.admit(moved, join, at)

    def _whisper(self, room: Room, member: Member, whisper: Whisper, at: int) -> None:
        self._moderation.check_whisper(member.name, member.from_, at)
        owner = self.names.owner(whisper.to)
        place = None if owner is None else self._where.get(owner)
        if place is None:
            name = brief(whisper.to, 40)
            raise Refused("no-such-name", f"Nobody here is called {name}; :who tells who is here.")
        there, to = place
        whispered = Whispered(
            at=at,
            from_=member.from_,
            name=member.name,
            to=to.name,
            text=checked_text(whisper.text),
            id=whisper.id,
        )
        if to is not member:
            if there is not room:
                there.end_run()  # what it was told before comes first, above all its welcome
                self._segments.cut(there)
            room.answer(to.id, whispered)
        room.answer(member.id, whispered)

    def _rename(self, room: Room, member: Member, nick: Nick, at: int) -> None:
        name = check(nick.name)
        if name == member.name:
            raise Refused("name-taken", f"You are called {name} already.")
        self._moderation.check_name(name, member.from_, "", at)
        self.names.take(name, member.id)
        self._moderation.renamed(member.from_, name)
        room.rename(member, name, at)

    def _refuse(self, id: int, refusal: Refused, number: int | None = None) -> None:
        self.answer(id, Error(code=refusal.code, text=refusal.text, id=number))

    # --- rooms ------------------------------------------------------------------------------

    def _room_for(self, id: int, hello: Hello, now: float) -> tuple[Room, Refused | None]:
        """The room for somebody who comes, and why it is not the one that was asked for."""
        try:
            name = self._doors.way_to(hello.room, id, now) if hello.room else LOBBY
            return self._segments.touch(self._doors.open(name)), None
        except Refused as refusal:
            return self._segments.touch(self.lobby), refusal

    def _step_out(self, room: Room, id: int) -> None:
        """Let a connection hear no more of a room; the next one is opened to it after that."""
        self._segments.touch(room).step_out(id)
        self._segments.cut(room)

    def _replace(self, room: Room, ghost: Member, id: int, at: int, *, to: str) -> None:
        """Give the name of a session to its new connection, and have the old one closed.

        Where the new one is in another room, that is told as a move `to` there.
        """
        del self._where[ghost.id]
        self.names.hand_over(ghost.name, id)
        self._segments.touch(room).close(ghost.id, "came back on another connection")
        if to:
            room.release(ghost, at, to)
