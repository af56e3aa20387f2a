"""Those who have not said hello: whose turn it is to be listened to."""

import selectors
import socket
from collections.abc import Iterator
from itertools import count

import pytest

from app.server import strangers
from app.server.connection import Connection
from app.server.strangers import TURN_LIMIT_S, TURN_S, Strangers
from tests.unit.server.wire import Desk, Wire, connected

READ = selectors.EVENT_READ


@pytest.fixture
def main() -> Iterator[selectors.BaseSelector]:
    """The selector for everybody else."""
    with selectors.DefaultSelector() as selector:
        yield selector


@pytest.fixture
def crowd() -> list[Connection]:
    """Ten who have said nothing."""
    return [connected(id, Wire(), Desk()) for id in range(1, 11)]


def begin(connection: Connection, wire: Wire) -> Connection:
    """Let it have sent something, if only an empty line."""
    wire.arrived += b"\n"
    assert connection.receive()
    return connection


def patient(monkeypatch: pytest.MonkeyPatch, main: selectors.BaseSelector, looks: int) -> Strangers:
    """One for whom so many looks at the clock are a whole turn."""
    clock = count()
    monkeypatch.setattr(strangers, "monotonic", lambda: next(clock) * TURN_S / looks)
    return Strangers(main)


def turn(them: Strangers) -> list[Connection]:
    """Whose turn it is now."""
    return [connection for connection, _ in them.turn(0.0)]


def test_all_are_listened_to_where_they_are_quick(
    monkeypatch: pytest.MonkeyPatch, main: selectors.BaseSelector, crowd: list[Connection]
) -> None:
    """In the order in which they were ready, and each once."""
    them = patient(monkeypatch, main, 1000)
    for connection in [*crowd, *crowd]:
        them.put(connection, READ)
    assert turn(them) == crowd
    assert not them.go_on
    them.selector.close()


def test_nobody_waits_for_ever(
    monkeypatch: pytest.MonkeyPatch, main: selectors.BaseSelector, crowd: list[Connection]
) -> None:
    """Where their time is over before all had a turn, the others come first the next time."""
    them = patient(monkeypatch, main, 3)
    heard: list[Connection] = []
    while len(heard) < len(crowd):
        for connection in crowd:
            them.put(connection, READ)
        now = turn(them)
        assert 0 < len(now) < len(crowd)
        assert them.go_on
        heard += now
    assert heard[: len(crowd)] == crowd
    them.selector.close()


@pytest.mark.parametrize(
    ("others_s", "least_s"), [(0.0, TURN_S), (2 * TURN_S, 2 * TURN_S), (3600.0, TURN_LIMIT_S)]
)
def test_they_have_as_long_as_the_others_had(
    monkeypatch: pytest.MonkeyPatch, main: selectors.BaseSelector, others_s: float, least_s: float
) -> None:
    """Else a full room would let people in one by one; but nobody waits for long."""
    them = patient(monkeypatch, main, 5)
    looks = int(5 * least_s / TURN_S)
    for id in range(2 * looks):
        them.put(connected(id, Wire(), Desk()), READ)
    assert looks <= len(list(them.turn(others_s))) <= looks + 1
    them.selector.close()


def test_a_crowd_that_has_begun_keeps_nobody_out(
    monkeypatch: pytest.MonkeyPatch, main: selectors.BaseSelector
) -> None:
    """Who says the first thing is next, however many send bytes on and on; and the other way."""
    them = patient(monkeypatch, main, 1000)
    wires = [Wire() for _ in range(11)]
    begun = [begin(connected(id, wire, Desk()), wire) for id, wire in enumerate(wires[:10])]
    fresh = connected(10, wires[10], Desk())
    for connection in [*begun, fresh]:
        them.put(connection, READ)
    assert fresh in turn(them)[:2]
    them.selector.close()


def test_thousands_are_one_event(main: selectors.BaseSelector) -> None:
    """The selector for the others tells of them once, where the system can do that."""
    them = Strangers(main)
    if them.selector is main:
        pytest.skip("here one selector has to do for all")
    pairs = [socket.socketpair() for _ in range(10)]
    try:
        for id, (ours, theirs) in enumerate(pairs):
            theirs.sendall(b"x")
            them.selector.register(ours, READ, connected(id, Wire(), Desk()))
        assert [key.data for key, _ in main.select(0)] == [them]
        them.look()
        assert len(turn(them)) == len(pairs)
    finally:
        them.close()
        for pair in pairs:
            for end in pair:
                end.close()
