"""The house: who is in which room, and how people come, go and move between rooms.

Which rooms there are is known at the doors (`doors.py`), and what people want but to say something
is carried out in `wishes.py`; what happens inside a room is the room's (`room.py`). Connections are
numbers here; no sockets, threads or clocks.
"""

from collections.abc import Iterator, Sequence
from itertools import chain

from app.errors import Refused
from app.protocol.base import VERSION
from app.protocol.defaults import LOBBY
from app.protocol.entries import Notice
from app.protocol.plain_lines import Help
from app.protocol.replies import Error, Reply
from app.protocol.requests import Bye, ClientMessage, Hello, Say
from app.room.doors import ROOMS_LIMIT, Doors, Shelf
from app.room.members import Member, public_hash
from app.room.moderation import Moderation
from app.room.room import Room
from app.room.segments import Segment, Segments, said_in
from app.room.whereabouts import Place, Whereabouts
from app.room.wishes import Wishes


class House:
    """All rooms. The lobby is always there.

    Args:
        shelf: the stored histories.
        limit: how many rooms there may be.
        moderation: who may talk, whisper, and be called what; everybody without it.

    Attributes:
        lobby: the room for all who say nothing else.
        names: who is called what, in all rooms.
        doors: which rooms there are.

    Raises:
        JournalError: what is stored cannot be read.
    """

    def __init__(
        self, shelf: Shelf, limit: int = ROOMS_LIMIT, moderation: Moderation | None = None
    ) -> None:
        """Begin with the lobby, empty; others are known, and come to life with who comes in."""
        self._where = Whereabouts()
        self.names = self._where.names
        self._moderation = moderation or Moderation()
        self.doors = Doors(shelf, limit, self._moderation)
        self.lobby = self.doors.lobby
        self._segments = Segments()
        self._touched = self._segments.touched
        self._wishes = Wishes(self._where, self.doors, self._segments, self._moderation)
        self._places = self._where.by_id
        self._listening: set[int] = set()
        """Who hears the lobby without being there."""

    def name_of(self, id: int) -> str | None:
        """What the member on connection `id` is called; None if there is none."""
        place = self._places.get(id)
        return place[1].name if place else None

    def room_of(self, id: int) -> Room | None:
        """Where the member on connection `id` is; None if there is none."""
        place = self._places.get(id)
        return place[0] if place else None

    def place_of(self, id: int) -> tuple[Member, Room] | None:
        """The member on connection `id`, and where it is; None if there is none."""
        place = self._places.get(id)
        return (place[1], place[0]) if place else None

    def people(self) -> Iterator[tuple[Member, Room]]:
        """All members, and where each is."""
        return self._where.people()

    def rooms(self) -> list[Room]:
        """All rooms in memory."""
        return list(self.doors.rooms.values())

    # --- what came of it --------------------------------------------------------------------

    def take(self) -> list[Segment]:
        """What has come of everything since the last call, in the order in which it is told."""
        return self._segments.take()

    def settle(self) -> None:
        """What was taken is stored, or undone: its numbers hold."""
        self._segments.settle()

    def undo(self, segments: Sequence[Segment], text: str) -> None:
        """What was taken could not be stored: give the numbers back, and tell the senders."""
        for said in chain.from_iterable(said_in(segments).values()):
            self._moderation.unsaid(said.from_)
        self._segments.undo(segments, self.room_of, text)

    def sweep(self) -> list[Room]:
        """Let those rooms go where nobody is any more, once everybody was told; which these are.

        What is stored stays; a room of which nothing is stored was never there.
        """
        return self.doors.sweep(self._segments.taken)

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
            id: its number; who connects later has a higher one.
            hello: what it said of itself; in the plain dialect, only the name and the room count.
            from_: its public hash if it names no session: random.
            at: ms since 1970.
            now: monotonic seconds.
            plain: whether it speaks the plain dialect.

        Raises:
            JournalError: what is stored cannot be read; nothing has happened.
        """
        if id in self._places:
            self._refuse(id, Refused("already-here", "You have said hello already."))
            return
        if hello.v != VERSION:
            self._refuse(id, Refused("bad-version", f"This server speaks version {VERSION} only."))
            self.lobby.close(id, "speaks another version")
            return
        if hello.session:
            from_ = public_hash(hello.session)
        ghost = self._where.of_session(from_)
        if ghost and ghost[1].id > id:
            # Its session has gone on meanwhile: what was refused there must not be said here.
            self._refuse(id, Refused("already-here", "You are here on a newer connection."))
            return
        wanted = self._moderation.name_for(hello.name, from_, at)
        room, refusal = self._room_for(id, hello, wanted, from_, ghost, at, now)
        here = ghost[1] if ghost and ghost[0] is room else None
        # Nobody has said anything yet under a random hash.
        last_id = here.last_id if here else room.last_id(from_) if hello.session else -1
        hears = plain and room is self.lobby and id in self._listening
        if room is not self.lobby and id in self._listening:
            self._segments.step_out(self.lobby, id)
        self._listening.discard(id)
        if ghost:
            self._replace(*ghost, id, at, to="" if here else room.name)
        allowed = self._moderation.allows(at)
        name = ghost[1].name if ghost else self.names.assign(wanted, id, allowed)
        member = Member(id, name, from_, last_id, plain)
        self._where.put(id, room, member)
        room.admit(member, hello, at, hears=hears, ghost=here)
        if refusal:
            self._refuse(id, refusal)

    def leave(self, id: int, at: int) -> None:
        """Let connection `id` go; nothing happens if it is in no room."""
        self.doors.forget(id)
        self._listening.discard(id)
        if place := self._where.remove(id):
            room, member = place
            self._segments.touch(room).release(member, at)

    def announce(self, notice: Notice, where: str = "") -> None:
        """Tell everybody in a room, or in all of them, something in the server's name."""
        for name, room in self.doors.rooms.items():
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
        place = self._places.get(id)
        try:
            if place:
                room, member = place
                self._touched[room] = None
                if isinstance(command, Say) and command.room in ("", room.name):
                    room.say(member, command, at)  # nearly all of them
                else:
                    self._wishes.do(room, member, command, at, now)
            elif isinstance(command, Bye):
                self._segments.touch(self.lobby).close(id, "said goodbye")
            else:
                raise Refused("no-hello", "Say hello first.")
        except Refused as refusal:
            self._refuse(id, refusal, getattr(command, "id", None))

    def _refuse(self, id: int, refusal: Refused, number: int | None = None) -> None:
        self.answer(id, Error(code=refusal.code, text=refusal.text, id=number))

    # --- rooms ------------------------------------------------------------------------------

    def remove(self, name: str) -> tuple[str, int]:
        """Let go of a room where nobody is, and of all that was said there.

        Args:
            name: what somebody calls it.

        Returns:
            What it was called, and how many messages went.

        Raises:
            Refused: there is no such room, or it is not to go.
            JournalError: it is still there.
        """
        return self.doors.remove(name)

    def _room_for(
        self,
        id: int,
        hello: Hello,
        name: str,
        from_: str,
        ghost: Place | None,
        at: int,
        now: float,
    ) -> tuple[Room, Refused | None]:
        """The room for somebody who comes, and why it is not the one that was asked for.

        Who is here on another connection goes to another room as by a `join`.
        """
        rules = self._moderation

        def begins() -> None:
            # A name that another has is not the one that is given.
            rules.check_voice(ghost[1].name if ghost else self.names.as_asked(name), from_, at)

        try:
            asked = hello.room or LOBBY
            moves = ghost is not None and self.doors.find(asked) != ghost[0].name
            if moves:
                rules.check_move(from_, at)
            way = self.doors.way_to(asked, id, now, begins)
            room = self._segments.touch(self.doors.open(way))
            if moves:
                rules.moved(from_, at)
            return room, None
        except Refused as refusal:
            return self._segments.touch(ghost[0] if ghost else self.lobby), refusal

    def _replace(self, room: Room, ghost: Member, id: int, at: int, *, to: str) -> None:
        """Give the name of a session to its new connection, and have the old one closed.

        Where the new one is in another room, that is told as a move `to` there.
        """
        self._where.hand_over(ghost, id)
        self._segments.touch(room).close(ghost.id, "came back on another connection")
        if to:
            room.release(ghost, at, to)
