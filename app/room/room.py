"""One room: who is in it, what they may do, and what then happens.

A command goes in; what everybody is told (`Batch.events`, in one order) and what one connection
is told (`Batch.replies`) comes out. Connections are numbers here: the room knows no sockets, no
threads and no clock. Texts are cleaned here, once, before anybody stores or sees them.

Numbers (`seq`) are given provisionally: the room's owner stores a batch and then `settle`s it, or
`undo`es it, which gives the numbers back.
"""

from app.errors import Refused
from app.protocol.dialects import HELP, Help
from app.protocol.messages import (
    VERSION,
    Bye,
    ClientMessage,
    Error,
    Hello,
    History,
    Joined,
    Left,
    Nick,
    Notice,
    Ping,
    Pong,
    Renamed,
    Reply,
    Say,
    Search,
    Welcome,
    Whisper,
    Whispered,
    Who,
)
from app.room.batch import Batch, Lookup, Opening
from app.room.history import Stored, look_back, look_for, replay_after
from app.room.members import Member, Newcomer, Roster, Run, public_hash
from app.room.names import ASKED_LIMIT_CHARS, Names, check
from app.room.saying import Saying
from app.room.texts import LIMITS, checked_text
from app.text import brief


class Room:
    """A room and its members.

    Args:
        name: what it is called.
        log: the id of its stored history.
        seq: the seq of its last stored entry.
        names: who is called what, in all rooms.
        stored: looks up what was stored already.
    """

    def __init__(self, name: str, log: str, seq: int, names: Names, stored: Stored) -> None:
        """Start empty."""
        self.name = name
        self.log = log
        self._names = names
        self._stored = stored
        self._members = Roster()
        self._batch = Batch()
        self._run: Run | None = None
        self._saying = Saying(seq, stored)

    def __len__(self) -> int:
        """How many are in the room."""
        return len(self._members)

    @property
    def seq(self) -> int:
        """The seq of the last thing said, stored or not."""
        return self._saying.seq

    def name_of(self, id: int) -> str | None:
        """What the member on connection `id` is called; None if there is none."""
        member = self._members.get(id)
        return member.name if member else None

    def take(self) -> Batch:
        """What has come of the commands since the last call."""
        self._end_run()
        batch, self._batch = self._batch, Batch()
        return batch

    def settle(self) -> None:
        """What was taken is stored: its numbers hold."""
        self._saying.stored()

    def undo(self, batch: Batch, text: str) -> None:
        """What was taken could not be stored: give the numbers back, and tell the senders.

        Presence and readers coming in stay in `batch`; what was said goes.
        """
        lost = batch.said()
        batch.forget_said(self._saying.stored_seq, self._stored.first)
        for said in lost:
            # Only on the connection that said it: a client that has come back says it again.
            speaker = self._members.get(self._saying.speaker(said))
            if speaker:
                batch.replies.append((speaker.id, Error(code="not-stored", text=text, id=said.id)))
        self._saying.forgotten()

    def listen(self, id: int) -> None:
        """Let connection `id` hear the room in plain text without being in it."""
        self._end_run()
        self._batch.events.append(Opening(id, plain=True, told=len(self._batch.replies)))

    def enter(
        self,
        id: int,
        hello: Hello,
        from_: str,
        at: int,
        *,
        plain: bool = False,
        hears: bool = False,
    ) -> None:
        """Let connection `id` in.

        Args:
            id: its number.
            hello: what it said of itself; in the plain dialect, only the name counts.
            from_: its public hash if it names no session: random.
            at: ms since 1970.
            plain: whether it speaks the plain dialect.
            hears: whether it hears the room already, in the same dialect.
        """
        if self._members.get(id):
            self._end_run()
            self._refuse(id, Refused("already-here", "You have said hello already."))
            return
        if hello.v != VERSION:
            self._end_run()
            self._refuse(id, Refused("bad-version", f"This server speaks version {VERSION} only."))
            self._batch.closing.append((id, "speaks another version"))
            return
        run = self._run_of(Joined, at)
        ghost = None
        last_id = -1
        if hello.session:
            from_ = public_hash(hello.session)
            ghost = self._members.of_session(from_)
            last_id = ghost.last_id if ghost else self._saying.last_id(from_)
        if ghost:
            self._members.remove(ghost)
            self._names.hand_over(ghost.name, id)
            self._batch.closing.append((ghost.id, "came back on another connection"))
        name = ghost.name if ghost else self._names.assign(hello.name, id)
        member = Member(id, name, from_, last_id)
        self._members.add(member)
        run.newcomers.append(Newcomer(member, hello, plain, hears))
        if not ghost:
            run.add(name)

    def leave(self, id: int, at: int) -> None:
        """Let connection `id` go; nothing happens if it is not in the room."""
        member = self._members.get(id)
        if member:
            run = self._run_of(Left, at)
            self._members.remove(member)
            self._names.free(member.name, id)
            run.add(member.name)

    def announce(self, notice: Notice) -> None:
        """Tell everybody something in the server's name."""
        self._end_run()
        self._batch.events.append(notice)

    def answer(self, id: int, reply: Reply) -> None:
        """Tell connection `id` something in its turn, whether it is in the room or not."""
        self._end_run()
        self._batch.replies.append((id, reply))

    def apply(self, id: int, command: ClientMessage | Help, at: int) -> None:
        """Carry out what connection `id` wants.

        Args:
            id: its number.
            command: any message but `hello`, which is `enter`'s.
            at: ms since 1970.
        """
        if self._run:
            self._end_run()
        member = self._members.get(id)
        try:
            if isinstance(command, Say) and member:  # first: nearly all of them are
                said, is_new = self._saying.say(member, command, at)
                if is_new:
                    self._batch.events.append(said)
                else:
                    self._reply(member, said)
            elif isinstance(command, Bye):
                self._batch.closing.append((id, "said goodbye"))
            elif member is None:
                raise Refused("no-hello", "Say hello first.")
            else:
                self._do(member, command, at)
        except Refused as refusal:
            self._refuse(id, refusal, getattr(command, "id", None))

    def _do(self, member: Member, command: ClientMessage | Help, at: int) -> None:
        """Carry out what is neither a `say` nor a `bye`."""
        match command:
            case Whisper():
                self._whisper(member, command, at)
            case Nick():
                self._rename(member, command, at)
            case Who():
                self._reply(member, self._members.page(command.after[:ASKED_LIMIT_CHARS]))
            case History():
                self._reply(member, look_back(command, self._stored.first, self.seq))
            case Search():
                self._reply(member, look_for(command, self._stored.first, self.seq))
            case Ping():
                self._reply(member, Pong(id=command.id))
            case Help():
                self._reply(member, Notice(code="help", text=HELP))
            case Hello():
                raise Refused("already-here", "You have said hello already.")

    def _whisper(self, member: Member, whisper: Whisper, at: int) -> None:
        to = self._members.get(self._names.owner(whisper.to))
        if to is None:
            name = brief(whisper.to, 40)
            raise Refused("no-such-name", f"Nobody here is called {name}; :who tells who is here.")
        whispered = Whispered(
            at=at,
            from_=member.from_,
            name=member.name,
            to=to.name,
            text=checked_text(whisper.text),
            id=whisper.id,
        )
        if to is not member:
            self._reply(to, whispered)
        self._reply(member, whispered)

    def _rename(self, member: Member, nick: Nick, at: int) -> None:
        name = check(nick.name)
        before = member.name
        if name == before:
            raise Refused("name-taken", f"You are called {name} already.")
        self._names.take(name, member.id)
        self._members.rename(member, name)
        self._batch.events.append(Renamed(at=at, from_=member.from_, name=before, to=name))

    def _run_of(self, kind: type[Joined | Left], at: int) -> Run:
        """The run of comings or goings that goes on, or a new one."""
        if self._run is None or self._run.kind is not kind:
            self._end_run()
            self._run = Run(kind, at)
        return self._run

    def _end_run(self) -> None:
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
            after = replay_after(
                new.hello, self._stored, self.log, self.seq, self._saying.stored_seq
            )
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
            id = new.member.id
            if new.hears:
                self._batch.replies.append((id, welcome))
            else:
                replays = new.hello.resume or new.hello.history is not None
                resumes = new.hello.resume is not None and after == new.hello.resume.seq
                self._batch.events.append(
                    Opening(
                        id,
                        plain=new.plain,
                        told=len(self._batch.replies),
                        welcome=welcome,
                        resumes=resumes,
                        after=after if replays else None,
                    )
                )

    def _reply(self, member: Member, reply: Reply | Lookup) -> None:
        self._batch.replies.append((member.id, reply))

    def _refuse(self, id: int, refusal: Refused, number: int | None = None) -> None:
        error = Error(code=refusal.code, text=refusal.text, id=number)
        self._batch.replies.append((id, error))
