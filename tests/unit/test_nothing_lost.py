"""What is said is said once, to everybody, in one order: whatever breaks, and whenever.

Clients and a server talk over links that lose what is under way, while the server is killed, its
disk is full, and its memory forgets. What everybody has seen is always a part of what is stored,
without a hole; and once everything has arrived, nothing of what was said is missing.
"""

from collections import Counter
from itertools import chain

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from app.protocol.limits import TEXT_LIMIT_CHARS
from app.room.chunk import CHUNK_OVERHEAD_BYTES
from app.room.cursor import Shared
from app.server import archive
from tests.unit.server.wire import ALL
from tests.unit.talkers import Client, Link
from tests.unit.world import ROUNDS, Disk, Fate, Server

ROOMS = ["lobby", "build"]
"""The one has a bot in it; the other one is closed with the last who leaves it."""
numbers = st.integers(0, 2)
links = st.integers(0, 3)
amounts = st.sampled_from([ALL, ALL, 0]) | st.integers(1, 400)
"""Of bytes: often everything, or nothing."""
REFUSED = {"empty": "\u200b", "long": "\x9b" * (TEXT_LIMIT_CHARS // 4 + 1)}
"""What the server alone refuses: there is nothing in the one, and the other grows."""
texts = st.lists(st.sampled_from(["hello", "hello", "hello", *REFUSED]), min_size=1, max_size=3)
rooms = st.sampled_from(ROOMS)
fates = st.sampled_from([Fate.STORED, Fate.STORED, *Fate])


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that what memory has forgotten takes several pages."""
    monkeypatch.setattr(archive, "PAGE_ENTRIES", 2)


class LossyMachine(RuleBasedStateMachine):
    """Some clients, a server, and what goes wrong between them."""

    def __init__(self) -> None:
        super().__init__()
        self.disk = Disk()
        self.clients = [Client(number, self.disk) for number in range(3)]
        self.links: list[Link] = []
        """All that the server knows of, broken ones too."""
        self.opened = 0
        self.limit = ALL
        self.server = Server(self.disk, self.limit)

    @initialize(chunks=st.sampled_from([1, 2, 6, 1_000]), here=st.sets(numbers))
    def begin(self, chunks: int, here: set[int]) -> None:
        """The server remembers about so many batches; these are here already."""
        self.limit = chunks * (CHUNK_OVERHEAD_BYTES + 200)
        self.restart()
        for number in here:
            self.connect(number, None, eager=False)
            self.exchange(number)

    def restart(self) -> None:
        """A new server begins with what is stored."""
        self.server = Server(self.disk, self.limit)
        self.links = []

    # --- people -----------------------------------------------------------------------------

    @rule(number=numbers, history=st.sampled_from([None, None, 0, 3]), eager=st.booleans())
    def connect(self, number: int, history: int | None, eager: bool) -> None:
        """Somebody comes, or comes back."""
        client = self.clients[number]
        if client.link is None:
            self.opened += 1
            link = Link(self.server, self.opened)
            self.links.append(link)
            client.connect(link, history, eager=eager)

    @rule(number=numbers, texts=texts, size=amounts, fate=st.none() | fates, down=amounts)
    def say(self, number: int, texts: list[str], size: int, fate: Fate | None, down: int) -> None:
        """Somebody says something, whether there is a connection or not, and some of it arrives."""
        client = self.clients[number]
        for text in texts:
            client.say(REFUSED.get(text, text))
        if client.link:
            client.link.carry_up(size)
        if fate:
            self.commit(0, fate, down)

    @rule(number=numbers)
    def look_back(self, number: int) -> None:
        """Somebody wants to see what was said before."""
        self.clients[number].look_back()

    @rule(number=numbers, room=rooms, text=st.none() | texts, size=amounts)
    def go(self, number: int, room: str, text: list[str] | None, size: int) -> None:
        """Somebody goes to another room, or asks for it, and perhaps says something on the way."""
        client = self.clients[number]
        client.go(room)
        for said in text or ():
            client.say(REFUSED.get(said, said))
        if client.link:
            client.link.carry_up(size)

    @rule(number=numbers, room=rooms, texts=texts, size=amounts)
    def say_in(self, number: int, room: str, texts: list[str], size: int) -> None:
        """Somebody says something in a room, wherever they are."""
        client = self.clients[number]
        for text in texts:
            client.say(REFUSED.get(text, text), room)
        if client.link:
            client.link.carry_up(size)

    @rule(count=st.integers(1, 8), at_once=st.booleans(), room=rooms)
    def chatter(self, count: int, at_once: bool, room: str) -> None:
        """Somebody else goes on talking: in one batch with what comes next, or in many."""
        for _ in range(count):
            self.server.chatter(room)
            if not at_once:
                self.server.commit(Fate.STORED)

    # --- what is under way ------------------------------------------------------------------

    @rule(number=links, size=amounts)
    def carry_up(self, number: int, size: int) -> None:
        """Something arrives at the server, perhaps from a ghost."""
        if self.links:
            self.links[number % len(self.links)].carry_up(size)

    @rule(size=amounts, fate=fates, down=amounts)
    def commit(self, size: int, fate: Fate, down: int) -> None:
        """What arrived, and what still does, is stored and told, or not."""
        for link in self.links:
            link.carry_up(size)
        self.server.commit(fate)
        if fate in (Fate.KILLED_BEFORE, Fate.KILLED_AFTER):
            self.kill(down)

    @rule(number=numbers, size=amounts, steps=st.integers(0, 3), down=amounts)
    def tell(self, number: int, size: int, steps: int, down: int) -> None:
        """The server sends something to a client, and some of it arrives."""
        client = self.clients[number]
        if client.link:
            client.link.send(size)
            for _ in range(steps):
                self.server.look_up()
                client.link.send(size)
            client.carry_down(down)

    @rule(size=amounts)
    def send_all(self, size: int) -> None:
        """The server sends something on all links."""
        joined: Shared = {}
        for link in self.links:
            link.send(size, joined)

    @rule()
    def look_up(self) -> None:
        """The archive does one thing."""
        self.server.look_up()

    @rule(number=numbers)
    def exchange(self, number: int) -> None:
        """Everything of one client arrives, and the answers to it."""
        client = self.clients[number]
        for _ in range(2):
            if client.link:
                client.link.carry_up(ALL)
                self.server.commit(Fate.STORED)
                client.link.send(ALL)
                client.carry_down(ALL)

    # --- what goes wrong --------------------------------------------------------------------

    @rule(number=numbers, up=amounts, down=amounts, back=st.booleans(), eager=st.booleans())
    def lose(self, number: int, up: int, down: int, back: bool, eager: bool) -> None:
        """A link breaks; what was under way arrives up to some place, perhaps later."""
        self.clients[number].carry_down(down)
        self.clients[number].lose(up)
        if back:
            self.connect(number, None, eager)

    @rule(number=numbers, texts=texts, fate=fates, down=amounts)
    def come_back_at_once(self, number: int, texts: list[str], fate: Fate, down: int) -> None:
        """Somebody speaks on two connections; the server gets all of it in one batch."""
        self.say(number, texts, 0, None, 0)
        self.lose(number, ALL, 0, back=True, eager=True)
        self.commit(ALL, fate, down)

    @rule(number=links)
    def notice(self, number: int) -> None:
        """The server finds that a link is broken."""
        if self.links:
            self.links[number % len(self.links)].notice()

    def kill(self, down: int) -> None:
        """The server is killed; what it has sent arrives up to some place."""
        for client in self.clients:
            client.carry_down(down)
            client.lose(0)
        self.restart()

    # --- what must be -----------------------------------------------------------------------

    @invariant()
    def what_was_acknowledged_is_stored_once(self) -> None:
        """And what was refused is not; nothing is stored twice."""
        entries = chain.from_iterable(self.disk.stored.values())
        stored = Counter((entry.from_, entry.id) for entry in entries if entry.id)
        assert all(count == 1 for count in stored.values()), stored
        for client in self.clients:
            assert all(stored[client.from_, id] for id in client.acknowledged)
            assert not any(stored[client.from_, id] for id in client.refused)

    def teardown(self) -> None:
        """Let everything arrive: then everything has to be there, in each room."""
        for room in ROOMS:
            self.settle()
            for client in self.clients:
                client.go(room)
            self.settle()
            for client in self.clients:
                client.check_end(room)

    def settle(self) -> None:
        """Carry everything on until nothing is under way."""
        for _ in range(ROUNDS):
            if not self.round():
                return
        raise AssertionError("it never ends")

    def round(self) -> bool:
        """Carry everything a step further; False if nothing was under way."""
        moved = False
        for number, client in enumerate(self.clients):
            moved = moved or client.link is None
            self.connect(number, None, eager=False)
        for link in self.links:
            moved = link.carry_up(ALL) or moved
            link.notice()
        self.server.commit(Fate.STORED)
        for link in self.links:
            moved = bool(link.send(ALL)) or moved
        while self.server.look_up():
            moved = True
        for client in self.clients:
            moved = bool(client.carry_down(ALL)) or moved
        return moved


# Without shrinking, which takes minutes here; a run is short enough to be read as it is.
SHORT = settings(max_examples=500, stateful_step_count=30, phases=[Phase.explicit, Phase.generate])

TestNothingIsLost = LossyMachine.TestCase
TestNothingIsLost.settings = SHORT


def begun() -> tuple[LossyMachine, Client]:
    """A server with plenty of memory, and somebody who is welcome there."""
    machine = LossyMachine()
    machine.begin(1_000, {0})
    return machine, machine.clients[0]


def test_what_was_refused_to_a_ghost_is_not_said_after_all() -> None:
    """It was under way on the old connection and could not be stored; the new one sends it again.

    Then its sender must not be told that nobody has seen it, or nobody may see it.
    """
    machine, ana = begun()
    machine.say(0, ["hello"], ALL, None, 0)
    machine.lose(0, ALL, 0, back=True, eager=False)
    machine.commit(ALL, Fate.FAILS, 0)
    assert ana.link
    ana.link.send(ALL)
    ana.carry_down(ana.link.wire.sent.index(b"\n") + 1)  # the welcome: it is sent again
    machine.teardown()
    machine.what_was_acknowledged_is_stored_once()


def test_what_was_refused_is_not_said_by_a_ghost_that_says_hello_late() -> None:
    """The new connection said it, and was told that nobody has seen it; only then the server reads
    the old one, with its hello and the same message."""
    machine = LossyMachine()
    ana = machine.clients[0]
    ana.say("hello")
    machine.connect(0, None, eager=True)
    machine.lose(0, ALL, 0, back=True, eager=True)
    assert ana.link
    ana.link.carry_up(ALL)
    machine.server.commit(Fate.FAILS)
    ana.link.send(ALL)
    ana.carry_down(ALL)
    assert ana.refused
    machine.teardown()


def test_what_could_not_be_stored_is_not_said_behind_what_came_after_it() -> None:
    """Also where the refusal was lost with the connection, so that it is sent again."""
    machine, _ = begun()
    machine.say(0, ["one"], ALL, Fate.FAILS, 0)
    machine.say(0, ["two"], ALL, Fate.STORED, 0)
    machine.lose(0, 0, 0, back=True, eager=False)
    machine.teardown()


def test_what_two_connections_said_in_one_batch_is_acknowledged_on_the_second() -> None:
    """It comes in behind what the first one said, so it hears no echo of that."""
    machine = LossyMachine()
    machine.clients[0].say("hello")
    machine.connect(0, None, eager=True)
    machine.lose(0, ALL, 0, back=True, eager=True)
    machine.commit(ALL, Fate.STORED, 0)
    machine.teardown()
