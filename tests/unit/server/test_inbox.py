"""The hub's inbox."""

from typing import cast

from app.protocol.requests import Say
from app.server.connection import Connection
from app.server.inbox import COMMAND_OVERHEAD_BYTES, Command, Inbox, Stop, Wanted, Went

NOBODY = cast(Connection, None)


def wanted(size: int) -> Wanted:
    return Wanted(NOBODY, [Say(text="x")], size)


def went() -> Went:
    return Went(NOBODY, "closed the connection")


def test_commands_are_taken_in_order_and_in_parts() -> None:
    """A part ends with the command that reaches the limit."""
    inbox = Inbox(high=10_000, low=1_000)
    commands: list[Command] = [wanted(100), wanted(5_000), went(), wanted(1)]
    for command in commands:
        inbox.put(command)
    assert inbox.take(limit=3_000) == commands[:2]
    assert inbox.take(limit=3_000) == commands[2:]


def test_it_is_full_above_the_high_mark_until_below_the_low_one() -> None:
    """So that workers do not stop and go for every command."""
    inbox = Inbox(high=3_000, low=1_000)
    for _ in range(3):
        assert not inbox.is_full()
        inbox.put(wanted(1_000))
    states = [inbox.is_full()]
    for _ in range(3):
        inbox.take(limit=1)
        states.append(inbox.is_full())
        assert inbox.made_room is not inbox.is_full()
    assert states == [True, True, True, False]
    inbox.put(wanted(1))
    inbox.take(limit=1)
    assert not inbox.made_room  # it was not full


def test_departures_are_taken_even_when_it_is_full() -> None:
    """Nobody is left in the room because others flood it."""
    inbox = Inbox(high=1, low=1)
    inbox.put(wanted(10))
    assert inbox.is_full()
    inbox.put(went())
    assert inbox.take(limit=10**6)[-1] == went()


def test_a_stop_waits_for_nothing() -> None:
    """However much is waiting, the server stops in time."""
    inbox = Inbox(high=10**6, low=1)
    inbox.put(wanted(10))
    inbox.put(Stop())
    assert inbox.take(limit=1) == [Stop()]


def test_small_commands_count_too() -> None:
    """So that many of them are bounded as well."""
    inbox = Inbox(high=10 * COMMAND_OVERHEAD_BYTES, low=1)
    for _ in range(11):
        inbox.put(wanted(0))
    assert inbox.is_full()


def test_many_commands_in_little_text_count_each() -> None:
    """A line of one letter costs the hub as much as a long one."""
    inbox = Inbox(high=10 * COMMAND_OVERHEAD_BYTES, low=1)
    inbox.put(Wanted(NOBODY, [Say(text="x")] * 11, 11))
    assert inbox.is_full()
