"""What people in the rooms want, but what they say: whispers, names, and going from room to room.

Asks who may do it, and lets the rooms tell of it. Connections are numbers here.
"""

from app.errors import Refused
from app.protocol.plain_lines import Help
from app.protocol.replies import Whispered
from app.protocol.requests import Bye, ClientMessage, Hello, Join, Nick, Rooms, Say, Whisper
from app.room.doors import Doors
from app.room.members import Member
from app.room.moderation import Moderation
from app.room.name_rules import check
from app.room.room import Room
from app.room.segments import Segments
from app.room.texts import checked_text
from app.room.whereabouts import Whereabouts
from app.text import brief


class Wishes:
    """Carries out what one member wants.

    Args:
        where: who is where.
        doors: which rooms there are.
        segments: what comes of it.
        moderation: who may talk, whisper, and be called what.
    """

    def __init__(
        self, where: Whereabouts, doors: Doors, segments: Segments, moderation: Moderation
    ) -> None:
        """Nobody wants anything."""
        self._where = where
        self._doors = doors
        self._segments = segments
        self._moderation = moderation

    def do(
        self, room: Room, member: Member, command: ClientMessage | Help, at: int, now: float
    ) -> None:
        """Carry out what is not said in the room that one is in.

        Args:
            room: where the member is.
            member: who wants it.
            command: what.
            at: ms since 1970.
            now: monotonic seconds.

        Raises:
            Refused: it may not be.
            JournalError: what is stored cannot be read.
        """
        match command:
            case Say():
                self._say_there(room, member, command, at, now)
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

    def _way_to(self, asked: str, member: Member, at: int, now: float) -> str:
        """The name of the room that is meant, which only those may begin who may be heard."""
        return self._doors.way_to(
            asked,
            member.id,
            now,
            lambda: self._moderation.check_voice(member.name, member.from_, at),
        )

    def _say_there(self, room: Room, member: Member, say: Say, at: int, now: float) -> None:
        """Say something in the room in which it was written."""
        name = self._way_to(say.room, member, at, now)
        if name == room.name:
            room.say(member, say, at)
            return
        there = self._segments.touch(self._doors.open(name))
        last_id = there.last_id(member.from_)
        visitor = Member(member.id, member.name, member.from_, last_id)
        room.answer(member.id, there.say_from_elsewhere(visitor, say, at))

    def _join(self, room: Room, member: Member, join: Join, at: int, now: float) -> None:
        if self._doors.find(join.room) != room.name:
            self._moderation.check_move(member.from_, at)
        name = self._way_to(join.room, member, at, now)
        if name == room.name:
            raise Refused("already-here", f"You are in {name} already.")
        to = self._segments.touch(self._doors.open(name))
        last_id = to.last_id(member.from_)
        self._moderation.moved(member.from_, at)
        moved = Member(member.id, member.name, member.from_, last_id, member.plain)
        room.release(member, at, to.name)
        self._segments.step_out(room, member.id)
        self._where.put(member.id, to, moved)
        to.admit(moved, join, at)

    def _whisper(self, room: Room, member: Member, whisper: Whisper, at: int) -> None:
        self._moderation.check_voice(member.name, member.from_, at)
        place = self._where.called(whisper.to)
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
        self._moderation.check_say(member.name, member.from_, at)
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
        self._where.names.take(name, member.id)
        self._moderation.renamed(member.from_, name, at)
        room.rename(member, name, at)
