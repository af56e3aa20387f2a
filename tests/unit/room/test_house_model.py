"""A house under any order of commands, against what those would see who are in its rooms.

Each keeps the room it reads and a list of who is there, from its welcome and what it was told
since: both are right after every batch. In each room what was said has numbers without holes, and
nothing is said twice; every message is answered, wherever its sender is by then.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import count

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from app.protocol.entries import Entry, Joined, Left, Renamed, Said
from app.protocol.replies import Error, Pong, Welcome, Whispered
from app.protocol.requests import Nick, Ping, Whisper
from app.room.batch import Opening, Parting
from app.room.segments import Segment
from tests.unit.room.hall import Hall

IDS = range(5)
ids = st.sampled_from(IDS)
rooms = st.sampled_from(["lobby", "build", "cats", "#Build", "a b"])
sessions = st.sampled_from(["", "a", "b"])
numbers = st.one_of(st.none(), st.integers(0, 4))


class HouseMachine(RuleBasedStateMachine):
    """A hall, and what those who are in it believe."""

    def __init__(self) -> None:
        super().__init__()
        self.hall = Hall()
        self.reads: dict[int, str] = {}
        """By connection: the room that it reads."""
        self.beliefs: dict[int, set[str]] = {}
        """By connection: who is there, as far as it was told."""
        self.welcomed: set[int] = set()
        self.asked: list[tuple[int, int]] = []
        self.pings: list[tuple[int, int]] = []
        self.left: set[int] = set()
        """Whose connection broke in this batch, or was replaced: what is still told to it nobody
        reads, and its number is not given again before the next one."""
        self.number = count()

    def member(self, id: int) -> bool:
        """Whether this connection is in a room."""
        return self.hall.house.name_of(id) is not None

    # --- what people do ---------------------------------------------------------------------

    @rule(id=ids, session=sessions, room=rooms)
    def enter(self, id: int, session: str, room: str) -> None:
        """Somebody comes, perhaps back."""
        if id in self.left:
            return
        before = [other for other in IDS if self.member(other)]
        self.hall.enter(id, f"n{id}", session=session, room=room)
        self.left.update(other for other in before if not self.member(other))  # the ghost

    @rule(id=ids)
    def leave(self, id: int) -> None:
        """A connection breaks."""
        self.hall.leave(id)
        self.left.add(id)
        self.asked = [(asker, number) for asker, number in self.asked if asker != id]

    @rule(id=ids, room=rooms, ping=st.booleans())
    def join(self, id: int, room: str, ping: bool) -> None:
        """Somebody goes to another room."""
        self.hall.now += 60
        self.hall.join(id, room)
        if ping:
            self.ping(id)

    @rule(id=ids, number=numbers, room=st.just("") | rooms, text=st.sampled_from(["hello", ""]))
    def say(self, id: int, number: int | None, room: str, text: str) -> None:
        """Somebody says something, for the first time or again, here or elsewhere."""
        self.hall.now += 60
        self.hall.say(id, text, number, room=room)
        if number is not None and self.member(id):
            self.asked.append((id, number))

    @rule(id=ids, other=ids)
    def whisper(self, id: int, other: int) -> None:
        """Somebody whispers to somebody, wherever they are."""
        if name := self.hall.house.name_of(other):
            self.hall.do(id, Whisper(to=name, text="psst"))

    @rule(id=ids, name=st.sampled_from(["ana", "bo"]))
    def rename(self, id: int, name: str) -> None:
        """Somebody wants another name."""
        self.hall.do(id, Nick(name=name))

    @rule(id=ids)
    def ping(self, id: int) -> None:
        """Somebody asks for a sign of life."""
        if self.member(id):
            self.pings.append((id, next(self.number)))
            self.hall.do(id, Ping(id=self.pings[-1][1]))

    # --- what comes of it -------------------------------------------------------------------

    @rule(stored=st.sampled_from([True, True, True, False]))
    def commit(self, stored: bool) -> None:
        """What happened is stored, or cannot be stored; then all are told."""
        heads = {name: journal.seq for name, journal in self.hall.shelf.journals.items()}
        segments = self.hall.store_all() if stored else self.hall.fail_all()
        for room, batch in segments:
            for said in batch.said():
                assert stored
                heads[room.name] = heads.get(room.name, 0) + 1
                assert said.seq == heads[room.name]
                assert said.room == ""
        self._hear(segments)
        self._check_answers(segments)
        self.forget()

    def forget(self) -> None:
        """Another batch begins."""
        self.asked.clear()
        self.pings.clear()
        self.left.clear()

    @rule()
    def restart(self) -> None:
        """The server is killed: what is not stored yet has not happened."""
        self.hall.restarted()
        self.reads.clear()
        self.beliefs.clear()
        self.forget()

    def _hear(self, segments: list[Segment]) -> None:
        """Let everybody hear what happened where it reads, in order."""
        for room, batch in segments:
            told = 0
            for event in batch.events:
                if isinstance(event, Opening | Parting):
                    self._tell(batch.replies[told : event.told])
                    told = event.told
                if isinstance(event, Opening):
                    self._open(room.name, event)
                elif isinstance(event, Parting):
                    assert self.reads.pop(event.id) == room.name
                    del self.beliefs[event.id]
                else:
                    for id in [id for id, name in self.reads.items() if name == room.name]:
                        self._learn(id, event)
            self._tell(batch.replies[told:])
            for id, _ in batch.closing:
                self.reads.pop(id, None)
                self.beliefs.pop(id, None)
        here: dict[str, set[str]] = {}
        self.reads = {id: room for id, room in self.reads.items() if self.member(id)}
        self.beliefs = {id: self.beliefs[id] for id in self.reads}
        self.welcomed &= self.reads.keys()
        for id in IDS:
            if room_of := self.hall.house.room_of(id):
                assert self.reads[id] == room_of.name
                here.setdefault(room_of.name, set()).add(self.hall.house.name_of(id) or "")
        for id, belief in self.beliefs.items():
            assert belief == here[self.reads[id]]

    def _open(self, room: str, opening: Opening) -> None:
        assert opening.id not in self.reads or opening.id in self.left, (
            "it has not left where it was"
        )
        assert opening.welcome
        assert opening.welcome.room == room
        assert opening.welcome.seq <= self.hall.shelf.room(room).seq
        self.reads[opening.id] = room
        self.beliefs[opening.id] = set(opening.welcome.names)
        self.welcomed.add(opening.id)

    def _tell(self, replies: Sequence[tuple[int, object]]) -> None:
        for id, reply in replies:
            assert not isinstance(reply, Welcome)
            if id in self.left:
                continue
            if isinstance(reply, Whispered | Pong):
                assert id in self.welcomed, "before its welcome"
            if isinstance(reply, Pong):
                first = next(number for asker, number in self.pings if asker == id)
                assert first == reply.id, "answers are out of order"
                self.pings.remove((id, first))

    def _learn(self, id: int, entry: Entry) -> None:
        belief = self.beliefs[id]
        match entry:
            case Joined():
                assert belief.isdisjoint(entry.names), "joined twice"
                belief.update(entry.names)
            case Left():
                assert belief.issuperset(entry.names), "left without being here"
                belief.difference_update(entry.names)
            case Renamed():
                belief.remove(entry.name)
                belief.add(entry.to)

    def _check_answers(self, segments: list[Segment]) -> None:
        """Each message is said, answered or refused."""
        said = {entry.id for _, batch in segments for entry in batch.said()}
        answers = {
            (to, reply.id)
            for _, batch in segments
            for to, reply in batch.replies
            if isinstance(reply, Said | Error)
        }
        for id, number in self.asked:
            assert (id, number) in answers or number in said or not self.member(id)
        assert all(id in self.left or not self.member(id) for id, _ in self.pings)

    # --- what must be -----------------------------------------------------------------------

    @invariant()
    def nothing_is_stored_twice(self) -> None:
        """In each room, under one session and one id."""
        for journal in self.hall.shelf.journals.values():
            entries = journal.after(0, 10_000)
            twice = Counter((entry.from_, entry.id) for entry in entries if entry.id is not None)
            assert all(times == 1 for times in twice.values())

    @invariant()
    def names_are_unique(self) -> None:
        """On the whole server."""
        names = [name for id in IDS if (name := self.hall.house.name_of(id))]
        assert len(set(names)) == len(names)


TestHouse = HouseMachine.TestCase
TestHouse.settings = settings(max_examples=300, stateful_step_count=40)
