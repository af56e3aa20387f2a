"""What a worker has for the hub: handed over together, in order, and before it is too much."""

from app.protocol.requests import Ping
from app.server.bundle import BUNDLE_LIMIT_BYTES, Bundle
from app.server.inbox import Came, Command, Inbox, Wanted, Went
from tests.unit.server.wire import Desk, Wire, connected


def test_all_of_a_turn_comes_as_one_batch() -> None:
    """In order; nothing of it is there before, and nothing twice."""
    inbox = Inbox(1_000_000, 1_000)
    bundle = Bundle(inbox)
    one, two = (connected(id, Wire(), Desk()) for id in range(2))
    commands: list[Command] = [Came(one), Came(two), Went(one, "closed"), Wanted(two, [Ping()], 10)]
    for command in commands:
        bundle.put(command)
    assert inbox.take(1_000_000, wait=False) == []
    bundle.hand_over()
    bundle.hand_over()
    assert inbox.take(1_000_000, wait=False) == commands


def test_much_is_handed_over_at_once() -> None:
    """So that the hub begins, and that an inbox that is full is seen to be."""
    inbox = Inbox(BUNDLE_LIMIT_BYTES, 1_000)
    bundle = Bundle(inbox)
    connection = connected(0, Wire(), Desk())
    bundle.put(Wanted(connection, [Ping()], BUNDLE_LIMIT_BYTES - 1_000))
    assert not bundle.is_full()
    bundle.put(Wanted(connection, [Ping()], 1_000))
    assert bundle.is_full()
    assert len(inbox.take(1_000_000, wait=False)) == 2
    assert not bundle.is_full()
