"""What is said in a room: its numbers, and that what is sent twice is said once. Pure.

Numbers (`seq`) are given provisionally: what was said is then `stored`, or it is `forgotten`, which
gives the numbers back.
"""

from collections.abc import Mapping

from app.errors import Refused
from app.protocol.entries import Said
from app.protocol.requests import Say
from app.room.history import Stored
from app.room.members import Member
from app.room.moderation import Moderation
from app.room.texts import checked_text

SESSIONS_LIMIT = 10_000
"""Of how many sessions it is known what they said last, also when that is not kept any more: of
one in several rooms, for each."""
TOO_LATE = "That message could not be stored, or is not kept any more; it was not said again."


class Remembered:
    """The highest id that each of the last sessions has stored something under, in all rooms."""

    def __init__(self) -> None:
        """Nobody has said anything."""
        self._ids: dict[tuple[str, str], int] = {}  # by room and session

    def id_of(self, room: str, from_: str) -> int:
        """That of a session in a room; -1 if it is not known."""
        return self._ids.get((room, from_), -1)

    def note(self, room: str, ids: Mapping[str, Mapping[int, Said]]) -> None:
        """These were stored in a room, by session and id."""
        for from_, its in ids.items():
            # Whoever has said something last is the last that is forgotten.
            self._ids[room, from_] = max(*its, self._ids.pop((room, from_), -1))
        while len(self._ids) > SESSIONS_LIMIT:
            del self._ids[next(iter(self._ids))]


class Saying:
    """What was said in a room since the last batch was stored, and how far each session has come.

    Args:
        room: its name.
        seq: the seq of the last stored entry.
        stored: looks up what was stored already.
        remembered: what is known of all rooms, also when it is not kept any more.
        moderation: who may say something.

    Attributes:
        seq: that of the last thing said, stored or not.
        stored_seq: that of the last stored entry.
    """

    def __init__(
        self,
        room: str,
        seq: int,
        stored: Stored,
        remembered: Remembered,
        moderation: Moderation,
    ) -> None:
        """Nothing was said since."""
        self._room = room
        self._remembered = remembered
        self._moderation = moderation
        self.seq = seq
        self.stored_seq = seq
        self._stored = stored
        self._by_id: dict[str, dict[int, Said]] = {}
        self._speakers: dict[int, int] = {}

    def say(self, member: Member, say: Say, at: int) -> tuple[Said, bool]:
        """What a message becomes, or has become already; and whether it is new.

        Raises:
            Refused: it cannot be said, or (`too-late`) not in its place any more.
            JournalError: what is stored cannot be read.
        """
        is_known = say.id is not None and say.id <= member.last_id
        if is_known and (before := self._said_before(member, say.id or 0)):
            return before, False
        text = checked_text(say.text)
        # It must not stand behind what its session has said since; where nothing of that could be
        # stored either, it does not.
        if is_known and (say.id or 0) <= self.last_id(member.from_):
            raise Refused("too-late", TOO_LATE)
        self._moderation.check_say(member.name, member.from_, at)  # not for what was said before
        self.seq += 1
        said = Said(
            seq=self.seq,
            at=at,
            from_=member.from_,
            name=member.name,
            text=text,
            kind=say.kind,
            id=say.id,
        )
        self._speakers[said.seq] = member.id
        if say.id is not None:
            member.last_id = max(member.last_id, say.id)
            self._by_id.setdefault(member.from_, {})[say.id] = said
        return said, True

    def last_id(self, from_: str) -> int:
        """The highest id that a session has said something under; -1 if none is known.

        Raises:
            JournalError: what is stored cannot be read.
        """
        known = self._remembered.id_of(self._room, from_)
        return max(*self._by_id.get(from_, ()), known, self._stored.last_id(from_))

    def speaker(self, said: Said) -> int | None:
        """The connection that has to know what becomes of this."""
        return self._speakers.get(said.seq)

    def stored(self) -> None:
        """All of it is stored."""
        if self._by_id:
            self._remembered.note(self._room, self._by_id)
        self.stored_seq = self.seq
        self._by_id.clear()
        self._speakers.clear()

    def forgotten(self) -> None:
        """None of it is stored: its numbers are given again."""
        self.seq = self.stored_seq
        self._by_id.clear()
        self._speakers.clear()

    def _said_before(self, member: Member, id: int) -> Said | None:
        """What this session has said under this id."""
        pending = self._by_id.get(member.from_, {}).get(id)
        if pending:
            self._speakers[pending.seq] = member.id
        return pending or self._stored.find(member.from_, id)
