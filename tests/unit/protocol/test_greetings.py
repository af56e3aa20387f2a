"""Telling from the first line who speaks what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.protocol.dialects import Dialect
from app.protocol.framing import LineTooLong
from app.protocol.greetings import dialect_of, foreign_of
from app.protocol.json_lines import encode_json
from app.protocol.requests import ClientMessage
from tests.unit.outside import unsafe
from tests.unit.protocol.wire import client_messages


@pytest.mark.parametrize(
    ("line", "dialect"),
    [
        (b'{"type":"hello","v":1,"name":"ana"}', Dialect.JSON),
        (b' \t{"v": 1, "type": "hello"}', Dialect.JSON),
        (b'{"type":"helo","session":"secret"', Dialect.JSON),
        (b'{"type"', Dialect.JSON),
        (b'{"type":"say"\xff}', Dialect.JSON),
        (b'{"type":"say","text":"\0\x16\x03"}', Dialect.JSON),
        (b"{}", Dialect.PLAIN),
        (b"{ look: a brace }", Dialect.PLAIN),
        (b'he wrote {"type":"hello"}', Dialect.PLAIN),
        (b"GET / HTTP/1.1", Dialect.FOREIGN),
        (b"hello", Dialect.PLAIN),
        (b"", Dialect.PLAIN),
        (b"\xff\xfe\0", Dialect.FOREIGN),
    ],
)
def test_the_first_line_tells_the_dialect(line: bytes, dialect: Dialect) -> None:
    """A broken `hello` is still no message to the room, and a web page cannot post into it."""
    assert dialect_of(line) is dialect


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"GET / HTTP/1.1", "sent an HTTP request"),
        (b"POST /x?y HTTP/1.0 ", "sent an HTTP request"),
        (b"PRI * HTTP/2", "sent an HTTP request"),
        (b"OPTIONS http://127.0.0.1:6000/ HTTP/1.1", "sent an HTTP request"),
        (b"M-SEARCH * HTTP/1.1", "sent an HTTP request"),
        (b"DESCRIBE rtsp://127.0.0.1:6000/a RTSP/1.0", "sent a request in RTSP"),
        (b"REGISTER sip:127.0.0.1 SIP/2.0\r", "sent a request in SIP"),
        (b"SSH-2.0-OpenSSH_9.6", "sent an SSH greeting"),
        (b"SSH-1.99-x", "sent an SSH greeting"),
        (b"CAP LS", "sent an IRC greeting"),
        (b"CAP LS 302 ", "sent an IRC greeting"),
        (b"EHLO mail.example.com", "sent an SMTP greeting"),
        (b"HELO [127.0.0.1]", "sent an SMTP greeting"),
        (b"PROXY TCP4 10.0.0.1 10.0.0.2 50000 6000", "sent a PROXY header"),
        (b"PROXY UNKNOWN", "sent a PROXY header"),
        (b"*1", "sent a Redis command"),
        (b"\x16\x03\x01\x02", "sent a TLS greeting"),
        (b"\x16\x02", "sent something that is not text"),
        (b"\0\0\0\x08\x04\xd2\x16/", "sent something that is not text"),
        (b"\x10", "sent something that is not text"),
        ("ana: hi".encode("utf-16"), "sent something that is not text"),
        (b"\xff\xfb\x1fhi\x1f", "sent something that is not text"),
    ],
)
def test_who_came_to_the_wrong_door(line: bytes, reason: str) -> None:
    """It is told where it is, in one readable line, and the log says what it was."""
    foreign = foreign_of(line)
    assert foreign is not None
    assert foreign.reason == reason
    assert foreign.answer.startswith(b"This is a chat server, ")
    assert foreign.answer.endswith(b": use its client, or nc.\n")


@pytest.mark.parametrize(
    "line",
    [
        b"GET it from HTTP/1.1",
        b"I prefer HTTP/1.1",
        b"get / HTTP/1.1",
        b"SEE you AT/7",
        b"SSH-keys are where?",
        b"CAP LS is what irssi says",
        b"ehlo you",
        b"HELO my friends",
        b"PROXY TCP is odd",
        b"*1 typo",
        b"* waves",
        "grüße".encode("latin-1"),
        b"\xff\xfe",
        b"tab\tbell\x07 back\x08 form\x0c delete\x7f",
        b"\x1b[A\x1b[31mred\x1b(B\x1b[m\x0f",
        b"\xff\xfb\x1f\xff\xfd\x03\xff\xfd\x01typed into PuTTY",
        b"\xff\xf4\xff\xfd\x06after Ctrl+C in telnet",
    ],
)
def test_what_people_type_is_chat(line: bytes) -> None:
    """Words about protocols, odd encodings, keys that a bare terminal sends as they are."""
    assert foreign_of(line) is None
    assert dialect_of(line) is Dialect.PLAIN


def test_a_first_line_that_is_too_long_is_no_chat() -> None:
    """Whatever it was; the limit is told that was broken."""
    line = LineTooLong(16_384)
    assert dialect_of(line) is Dialect.FOREIGN
    foreign = foreign_of(line)
    assert foreign is not None
    assert b"16,384 bytes" in foreign.answer
    assert foreign.answer.count(b"\n") == 1


@given(st.binary(max_size=60) | st.from_regex(rb"[A-Z]{2,9} \S+ [A-Z]{2,9}/\d\.\d", fullmatch=True))
def test_any_line_is_one_or_the_other(line: bytes) -> None:
    """Nothing raises, and nothing that was sent can move a cursor in the log or the answer."""
    foreign = foreign_of(line)
    if foreign is None:
        assert dialect_of(line) in (Dialect.PLAIN, Dialect.JSON)
    else:
        assert not unsafe(foreign.reason)
        assert not unsafe(foreign.answer.decode().removesuffix("\n"))


@given(client_messages)
def test_every_message_of_a_client_is_json(message: ClientMessage) -> None:
    """Whichever comes first, it is never said to the room as text."""
    assert dialect_of(encode_json(message)) is Dialect.JSON
