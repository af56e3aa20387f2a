"""A room under any order of commands, against what its members would see.

Each member keeps a list of who is here, from its welcome and what it was told since: it is right
after every batch. What was said has numbers without holes; nothing is said twice; every message
is answered.
"""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from app.protocol.entries import Entry, Joined, Left, Renamed, Said
from app.protocol.replies import Error, Pong, Whispered
from app.protocol.requests import Bye, Nick, Ping, Resume, Say, Whisper
from app.room.batch import Batch, Opening, Parting
from app.room.name_rules import check, key
from tests.unit.room.hall import Hall

IDS = range(6)
ids = st.sampled_from(IDS)
names = st.sampled_from(["ana", "Ana", "bo", "ana-2", "guest-1", "", "system"])
numbers = st.one_of(st.none(), st.integers(0, 4))


class RoomMachine(RuleBasedStateMachine):
    """A hall, and what its members believe."""

    def __init__(self) -> None:
        super().__init__()
        self.hall = Hall()
        self.beliefs: dict[int, set[str]] = {}
        """By connection: who is here, as far as it was told."""
        self.asked: list[tuple[int, int]] = []
        """The connection and the id of each message of this batch that wants an answer."""
        self.whispers: list[tuple[int, int]] = []
        """Who whispered to whom in this batch."""
        self.pings: list[int] = []

    def member(self, id: int) -> bool:
        """Whether this connection is in the room."""
        return self.hall.house.name_of(id) is not None

    # --- what people do ---------------------------------------------------------------------

    @rule(id=ids, name=names, session=st.sampled_from(["", "", "a", "b"]), again=st.booleans())
    def enter(self, id: int, name: str, session: str, again: bool) -> None:
        """Somebody comes, perhaps back."""
        resume = Resume(log="log-1", seq=self.hall.journal.seq, at=0) if again else None
        self.hall.enter(id, name, session=session, resume=resume)

    @rule(id=ids)
    def leave(self, id: int) -> None:
        """A connection breaks."""
        self.hall.leave(id)
        self.asked = [(asker, number) for asker, number in self.asked if asker != id]

    @rule(id=ids, number=numbers, text=st.sampled_from(["hello", "you\x1b", "", "\u200b"]))
    def say(self, id: int, number: int | None, text: str) -> None:
        """Somebody says something, for the first time or again."""
        self.hall.do(id, Say(text=text, id=number))
        if number is not None and self.member(id):
            self.asked.append((id, number))

    @rule(id=ids, other=ids)
    def whisper(self, id: int, other: int) -> None:
        """Somebody whispers to somebody, or to nobody."""
        name = self.hall.house.name_of(other)
        self.hall.do(id, Whisper(to=name.upper() if name else "nobody", text="psst"))
        if name and self.member(id):
            self.whispers.append((id, other))

    @rule(id=ids, name=names)
    def rename(self, id: int, name: str) -> None:
        """Somebody wants another name."""
        self.hall.do(id, Nick(name=name))

    @rule(id=ids)
    def ping(self, id: int) -> None:
        """Somebody asks for a sign of life."""
        self.hall.do(id, Ping(id=99))
        if self.member(id):
            self.pings.append(id)

    @rule(id=ids)
    def say_goodbye(self, id: int) -> None:
        """Somebody goes."""
        self.hall.do(id, Bye())

    # --- what comes of it -------------------------------------------------------------------

    @rule(stored=st.sampled_from([True, True, True, False]))
    def commit(self, stored: bool) -> None:
        """What happened is stored, or cannot be stored; then all are told."""
        head = self.hall.journal.seq
        batch = self.hall.store() if stored else self.hall.fail()
        said = batch.said()
        assert stored or not said
        assert [entry.seq for entry in said] == list(range(head + 1, head + 1 + len(said)))
        assert self.hall.room.seq == self.hall.journal.seq == head + len(said)
        self._hear(batch)
        self._check_answers(batch)
        self.asked.clear()
        self.whispers.clear()
        self.pings.clear()

    @rule()
    def restart(self) -> None:
        """The server is killed: what is not stored yet has not happened."""
        self.hall.restarted()
        self.beliefs.clear()
        self.asked.clear()
        self.whispers.clear()
        self.pings.clear()

    def _hear(self, batch: Batch) -> None:
        """Let everybody hear what happened, in order, from where they came in."""
        for event in batch.events:
            if isinstance(event, Opening):
                assert event.welcome
                assert event.welcome.count == len(event.welcome.names)
                assert event.welcome.name in event.welcome.names
                assert event.welcome.seq <= self.hall.journal.seq
                assert event.after in (None, event.welcome.after)
                self.beliefs[event.id] = set(event.welcome.names)
            elif not isinstance(event, Parting):  # nobody moves here
                for id in self.beliefs:
                    self._learn(id, event)
        here = {name for id in IDS if (name := self.hall.house.name_of(id))}
        self.beliefs = {id: belief for id, belief in self.beliefs.items() if self.member(id)}
        assert len(self.beliefs) == len(self.hall.room) == len(here)
        for belief in self.beliefs.values():
            assert belief == here

    def _learn(self, id: int, entry: Entry) -> None:
        belief = self.beliefs[id]
        match entry:
            case Joined():
                assert len(entry.names) == entry.count
                assert belief.isdisjoint(entry.names), "joined twice"
                belief.update(entry.names)
            case Left():
                assert len(entry.names) == entry.count
                assert belief.issuperset(entry.names), "left without being here"
                belief.difference_update(entry.names)
            case Renamed():
                assert entry.name in belief
                belief.remove(entry.name)
                belief.add(entry.to)
            case Said():
                assert entry.name in belief, "said by somebody who is not here"
                assert entry.text in ("hello", "you␛")

    def _check_answers(self, batch: Batch) -> None:
        """Each message is said, answered or refused, and private things stay private."""
        said = {entry.id for entry in batch.said()}
        for id, number in self.asked:
            answers = [
                reply
                for to, reply in batch.replies
                if to == id and isinstance(reply, Said | Error) and reply.id == number
            ]
            assert answers or number in said or not self.member(id), (id, number)
        heard = [to for to, reply in batch.replies if isinstance(reply, Whispered)]
        assert heard == [
            to for id, other in self.whispers for to in ([other, id] if other != id else [id])
        ]
        assert [to for to, reply in batch.replies if isinstance(reply, Pong)] == self.pings

    @invariant()
    def nothing_is_said_twice(self) -> None:
        """A session's id stands under one entry only, and every entry can be found under it."""
        entries = self.hall.journal.after(0, 10_000)
        with_id = [(entry.from_, entry.id) for entry in entries if entry.id is not None]
        assert len(set(with_id)) == len(with_id)

    @invariant()
    def names_are_unique(self) -> None:
        """No two members have names that fold to the same; all names are valid, and owned."""
        present = {id: name for id in IDS if (name := self.hall.house.name_of(id))}
        assert len({key(name) for name in present.values()}) == len(present)
        assert all(check(name) == name for name in present.values())
        assert {id: self.hall.names.owner(name) for id, name in present.items()} == {
            id: id for id in present
        }


TestRoom = RoomMachine.TestCase
TestRoom.settings = settings(max_examples=120, stateful_step_count=50)
