"""From received lines to commands: what comes together is as what comes line by line."""

from app.protocol.messages import Bye, Error, Ping, Say
from app.server.config import Config
from app.server.intake import take_in
from tests.unit.server.wire import Desk, Wire, connected

PING = b'{"type":"ping"}\n'
BYE = b'{"type":"bye"}\n'


def received(*reads: bytes, burst: int = 100) -> list[object]:
    """What the hub gets of these reads by a connection that talks JSON."""
    wire = Wire()
    connection = connected(1, wire, Desk(), Config(rate_messages_burst=burst))
    commands: list[object] = []
    for read in reads:
        wire.arrived += read
        connection.receive()
        while connection.has_lines:
            intake = take_in(connection, 0.0)
            commands += intake.commands
            if intake.delay or Bye() in intake.commands:
                return [*commands, intake.delay]
    return commands


def test_a_line_that_makes_no_sense_is_answered_in_its_turn() -> None:
    """The others around it are carried out."""
    first, wrong, last = received(PING, b'{"type":"say","text":"a"}\nnonsense\n\n' + PING)[1:]
    assert first == Say(text="a")
    assert isinstance(wrong, Error)
    assert last == Ping()


def test_nothing_after_a_goodbye_counts() -> None:
    """Nor does it wait for anything: whoever has left is not held back."""
    assert received(PING, PING + BYE + PING, burst=3) == [Ping(), Ping(), Bye(), 0.0]


def test_who_is_too_quick_is_let_in_as_far_as_may_be() -> None:
    """The rest waits, and is not lost."""
    *let_in, delay = received(PING, PING * 9, burst=4)
    assert let_in == [Ping()] * 4
    assert isinstance(delay, float)
    assert delay > 0
