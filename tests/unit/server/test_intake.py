"""From received lines to commands: what comes together is as what comes line by line."""

import pytest

from app.protocol.replies import Error
from app.protocol.requests import Bye, Ping, Say
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


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        (b"GET / HTTP/1.1\r\nHost: a\r\n\r\n:me waves\n", "sent an HTTP request"),
        (b"\n \r\nSSH-2.0-x\r\nmore\n", "sent an SSH greeting"),
        (b"\x16\x03\x01\x02\nhello\n{}\n", "sent a TLS greeting"),
        (b":msg \0\nhello\n", "sent something that is not text"),
        (b":quit\0", "sent something that is not text"),
        (b"\x16\x03\x01\x02", "sent a TLS greeting"),
        (b"x" * 16_385 + b"\nhello\n", "sent too long a first line"),
        (b"x" * 16_385, "sent too long a first line"),
    ],
)
def test_a_first_line_that_is_no_chat_ends_it(sent: bytes, reason: str) -> None:
    """The hub gets nothing of it, nor of what follows; nor where the peer closes instead."""
    wire = Wire()
    connection = connected(1, wire, Desk())
    wire.arrived += sent
    wire.ended = True
    while connection.receive():
        pass
    intake = take_in(connection, 0.0)
    while not intake.reason:
        assert not intake.commands
        intake = take_in(connection, 0.0)
    assert (intake.reason, intake.commands) == (reason, [])
    assert intake.farewell.decode().isascii()
    assert intake.farewell.endswith(b".\n")


@pytest.mark.parametrize(
    ("first", "later"),
    [(b"hello\n", Say(text="waves", kind="action")), (b'{"type":"ping"}\n', Ping())],
)
def test_the_lines_behind_the_first_may_be_longer(first: bytes, later: object) -> None:
    """Also those that come together with it."""
    wire = Wire()
    connection = connected(1, wire, Desk())
    line = b":me%swaves\n" if isinstance(later, Say) else b'{"type":%s"ping"}\n'
    wire.arrived += first + line % (b" " * 60_000)
    connection.receive()
    commands: list[object] = []
    while connection.has_lines:
        intake = take_in(connection, 0.0)
        assert not intake.reason
        commands += intake.commands
    assert commands[-1] == later


def test_what_is_dear_to_clean_comes_later_and_in_smaller_batches() -> None:
    """A text of marks fills the bucket of bytes, and the hub's batch, as a longer one does."""

    def taken(text: str) -> tuple[int, int]:
        wire = Wire()
        connection = connected(1, wire, Desk(), Config())
        line = f'{{"type":"say","text":"{text}"}}\n'.encode()
        wire.arrived += line * 30
        while wire.arrived:
            connection.receive()
        intake = take_in(connection, 0.0)
        while not intake.delay and connection.has_lines:
            more = take_in(connection, 0.0)
            more.commands[:0], more.size = intake.commands, more.size + intake.size
            intake = more
        return len(intake.commands), intake.size

    plain, plain_bytes = taken("a" * 6_000)
    dear, dear_bytes = taken("a\u0301" * 2_000)
    assert plain == 30
    assert dear <= 8
    assert dear_bytes / dear > 5 * plain_bytes / plain
