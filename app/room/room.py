"""One room: who is in it, what is said, and what its people may ask about it.

What everybody in it is told (`Batch.events`, in one order) and what one connection is told
(`Batch.replies`) comes out. Connections are numbers here: the room knows no sockets, no threads, no
clock and no other rooms, between which people go in `house.py`. Texts are cleaned here, once,
before anybody stores or sees them.

Numbers (`seq`) are given provisionally: the house's owner stores a batch and then it is `settle`d,
or it is `forgotten`, which gives the numbers back.
"""

from msgspec import structs

from app.protocol.base import VERSION
from app.protocol.entries import Joined, Left, Notice, Renamed, Said
from app.protocol.plain_lines import Help
from app.protocol.replies import Reply, Welcome
from app.protocol.requests import ClientMessage, Hello, Join, Say
from app.room.arrivals import Newcomer, Run, opening
from app.room.batch import Batch, Lookup, Opening, Parting
from app.room.history import Stored, replay_after
from app.room.members import Member, Roster
from app.room.moderation import Moderation
from app.room.questions import answer
from app.room.saying import Remembered, Saying
from app.room.texts import LIMITS


class Room:
    """A room and its members.

    Args:
        name: what it is called.
        log: the id of its stored history.
        seq: the seq of its last stored entry.
        stored: looks up what was stored already.
        remembered: what is known of all rooms, also when it is not kept any more.
        moderation: who may talk, in all rooms.

    Attributes:
        changes: how often somebody has come, gone, or been called something else.
    """

    def __init__(
        self,
        name: str,
        log: str,
        seq: int,
        stored: Stored,
        remembered: Remembered,
        moderation: Moderation,
    ) -> None:
        """Start empty."""
        self.name = name
        self.log = log
        self.changes = 0
        self._stored = stored
        self._members = Roster()
        self._batch = Batch()
        self._run: Run | None = None
        self._saying = Saying(name, seq, stored, remembered, moderation)

    def __len__(self) -> int:
        """How many are in the room."""
        return len(self._members)

    @property
    def seq(self) -> int:
        """The seq of the last thing said, stored or not."""
        return self._saying.seq

    @property
    def stored_seq(self) -> int:
        """The seq of the last thing that is stored."""
        return self._saying.stored_seq

    @property
    def first(self) -> int:
        """The seq of the oldest entry that is stored."""
        return self._stored.first

    @property
    def is_bare(self) -> bool:
        """Whether nothing is stored of it (any more)."""
        return self.first > self.stored_seq

    def last_id(self, from_: str) -> int:
        """The highest id that a session has said something under; -1 if none is known.

        Raises:
            JournalError: what is stored cannot be read.
        """
        return self._saying.last_id(from_)

    def some_names(self, limit: int) -> list[str]:
        """Names of those who have been here longest."""
        return self._members.some_names(limit)

    # --- what came of it --------------------------------------------------------------------

    def members(self) -> list[Member]:
        """All who are in the room."""
        return self._members.everybody()

    def take(self) -> Batch:
        """What has come of everything since the last call."""
        self.end_run()
        return self.cut()

    def cut(self) -> Batch:
        """The same without those who are just coming or going in a row: they are still to come."""
        batch, self._batch = self._batch, Batch()
        return batch

    def settle(self) -> None:
        """What was taken is stored: its numbers hold."""
        self._saying.stored()

    def forgotten(self) -> None:
        """What was taken could not be stored: its numbers are given again."""
        self._saying.forgotten()

    def speaker(self, said: Said) -> int | None:
        """The connection that has to know what becomes of this."""
        return self._saying.speaker(said)

    # --- coming and going -------------------------------------------------------------------

    def listen(self, id: int) -> None:
        """Let connection `id` hear the room in plain text without being in it."""
        self.end_run()
        self._batch.events.append(Opening(id, plain=True, told=len(self._batch.replies)))

    def admit(
        self,
        member: Member,
        hello: Hello | Join,
        at: int,
        *,
        hears: bool = False,
        ghost: Member | None = None,
    ) -> None:
        """Let somebody in.

        Args:
            member: who it is.
            hello: what it said when it came.
            at: ms since 1970.
            hears: whether it hears the room already, in the same dialect.
            ghost: who it was here on another connection: then nobody is told that it came.
        """
        self.changes += 1
        run = self._run_of(Joined, at)
        if ghost:
            self._members.remove(ghost)
        self._members.add(member)
        run.newcomers.append(Newcomer(member, hello, hears))
        if not ghost:
            run.add(member.name)

    def release(self, member: Member, at: int, to: str = "") -> None:
        """Let somebody go, perhaps to another room."""
        self.changes += 1
        run = self._run_of(Left, at, to)
        self._members.remove(member)
        run.add(member.name)

    def step_out(self, id: int) -> None:
        """Connection `id` goes to another room, and hears nothing of this one from here on."""
        self._batch.events.append(Parting(id, told=len(self._batch.replies)))

    def close(self, id: int, reason: str) -> None:
        """Connection `id` is to be closed once it has what is its."""
        self._batch.closing.append((id, reason))

    # --- what people want -------------------------------------------------------------------

    def announce(self, notice: Notice) -> None:
        """Tell everybody something in the server's name."""
        self.end_run()
        self._batch.events.append(notice)

    def answer(self, id: int, reply: Reply | Lookup) -> None:
        """Tell connection `id` something in its turn, whether it is in the room or not."""
        if self._run:
            self.end_run()
        self._batch.replies.append((id, reply))

    def say(self, member: Member, say: Say, at: int) -> None:
        """Let a member say something.

        Raises:
            Refused: it cannot be said.
            JournalError: what is stored cannot be read.
        """
        if self._run:
            self.end_run()
        said, is_new = self._saying.say(member, say, at)
        if is_new:
            self._batch.events.append(said)
        else:
            self._batch.replies.append((member.id, said))

    def say_from_elsewhere(self, member: Member, say: Say, at: int) -> Said:
        """Let somebody say something here who is in another room; the acknowledgement.

        Args:
            member: who it is, with its `last_id` of this room.
            say: what it says.
            at: ms since 1970.

        Raises:
            Refused, JournalError: as `say`.
        """
        self.end_run()
        said, is_new = self._saying.say(member, say, at)
        if is_new:
            self._batch.events.append(said)
        return structs.replace(said, room=self.name)

    def rename(self, member: Member, name: str, at: int) -> None:
        """Call a member something else."""
        self.changes += 1
        self.end_run()
        before = member.name
        self._members.rename(member, name)
        self._batch.events.append(Renamed(at=at, from_=member.from_, name=before, to=name))

    def ask(self, member: Member, question: ClientMessage | Help) -> None:
        """Answer what is asked about this room.

        Raises:
            Refused: it cannot be answered.
        """
        came = answer(question, self._members, self.log, self.first, self.seq)
        if came is not None:
            self.answer(member.id, came)

    # --- comings and goings in a row --------------------------------------------------------

    def end_run(self) -> None:
        """Tell of the comings or goings so far, then let the newcomers in.

        They do not hear of themselves, and their welcome has everybody who came with them.
        """
        run, self._run = self._run, None
        if run is None:
            return
        if run.count:
            self._batch.events.append(run.told())
        names = self._members.some_names()
        for new in run.newcomers:
            self._let_in(new, names)

    def _run_of(self, kind: type[Joined | Left], at: int, to: str = "") -> Run:
        """The run of comings or goings that goes on, or a new one."""
        if self._run is None or (self._run.kind, self._run.to) != (kind, to):
            self.end_run()
            self._run = Run(kind, at, to)
        return self._run

    def _let_in(self, new: Newcomer, names: list[str]) -> None:
        """Welcome somebody, and let them read."""
        after = replay_after(new.hello, self._stored, self.log, self.seq, self.stored_seq)
        welcome = Welcome(
            v=VERSION,
            name=new.member.name,
            from_=new.member.from_,
            room=self.name,
            log=self.log,
            seq=self.seq,
            count=len(self._members),
            names=names,
            limits=LIMITS,
            after=after,
        )
        if new.hears:
            self._batch.replies.append((new.member.id, welcome))
            return
        self._batch.events.append(opening(new, welcome, len(self._batch.replies)))
