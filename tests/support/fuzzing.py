"""What has to hold whatever bytes come from outside: one target for each place that reads them.

A target takes any bytes and asserts its properties; whatever else it raises is a defect of `app`.
It starts no thread, waits for nothing and keeps nothing, so that both hypothesis and a fuzzer that
is guided by coverage (tests/fuzz.py) can call it as often as they like. The first byte of most says
how the others are used: in pieces of which size, in which mode, for which width.
"""

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout, suppress
from itertools import pairwise
from typing import TypeVar

from wcwidth import wcwidth

from app.client.config import Config as ClientConfig
from app.client.conversation import Conversation
from app.client.events import Event, Heard, Lost, Received, Written
from app.client.link import EVENT_LIMIT_LINES
from app.client.outbox import Outbox
from app.client.plain import Plain
from app.client.render import render, render_pending
from app.errors import Refused, RemoteProtocolError
from app.protocol.dialects import Dialect, is_banner
from app.protocol.entries import Joined, Notice, Said
from app.protocol.framing import LINE_LIMIT_BYTES, LineReader, LineTooLong
from app.protocol.greetings import dialect_of
from app.protocol.json_lines import (
    decode_json,
    decode_json_lines,
    decode_server_json,
    encode_json,
    encode_json_lines,
)
from app.protocol.limits import TEXT_LIMIT_CHARS
from app.protocol.plain_lines import Help, decode_plain, encode_plain
from app.protocol.replies import Error, ServerMessage, Whispered
from app.protocol.requests import Bye, ClientMessage, History, Say, Whisper
from app.room import addresses
from app.room.bans import Ban, Bans
from app.room.name_rules import NAME_LIMIT_COLUMNS, check, key, suggest
from app.room.names import Names
from app.room.orders import (
    REASON_LIMIT_CHARS,
    TARGET_LIMIT_CHARS,
    complete,
    is_order,
    parse,
)
from app.server.config import Config as ServerConfig
from app.server.intake import take_in
from app.styled import LINK_CHARS, Line, plain_text, rows
from app.text import clean, clean_line, cut, encodable, fold, width
from tests.unit.outside import unsafe
from tests.unit.server.wire import Desk, Wire, connected

Target = Callable[[bytes], None]
T = TypeVar("T")

JSON_CODES = {"bad-encoding", "bad-json", "bad-field", "unknown-type"}
SHOWN_PER_BYTE = 64
"""At most so many characters are shown for a byte received: a line end sets in a whole row."""
WIDENING = "\ufe0f"


def split(data: bytes) -> tuple[int, bytes]:
    """The first byte, and the others."""
    return (data[0], data[1:]) if data else (0, b"")


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    """`data` in pieces: of one size for an even `size`, of growing ones for an odd one."""
    at, step = 0, size // 2 + 1
    while at < len(data):
        yield data[at : at + step]
        at += step
        step += step * (size % 2)


def text_of(data: bytes) -> str:
    """Any text; what is not UTF-8 becomes lone surrogates."""
    return data.decode("utf-8", "surrogateescape")


# --- lines and messages ---------------------------------------------------------------------


def framing(data: bytes) -> None:
    """However bytes are cut, the same lines come out, none over the limit."""
    size, whole = split(data)
    for limit in (size % 11, LINE_LIMIT_BYTES):
        expected = _lines_at_once(whole, limit)
        assert _lines_read([whole], limit) == expected
        assert _lines_read(list(pieces(whole, size)), limit) == expected


def _lines_at_once(whole: bytes, limit: int) -> tuple[list[bytes | None], bytes]:
    """The lines, None for one that is too long, and the rest; as plainly as can be."""
    *parts, rest = whole.split(b"\n")
    ended = [part[:-1] if part.endswith(b"\r") else part for part in parts]
    lines = [line if len(line) <= limit else None for line in ended]
    if len(rest.removesuffix(b"\r")) > limit:
        return [*lines, None], b""
    return lines, rest


def _lines_read(chunks: list[bytes], limit: int) -> tuple[list[bytes | None], bytes]:
    reader = LineReader(limit)
    lines = [
        None if isinstance(line, LineTooLong) else line
        for chunk in chunks
        for line in reader.feed(chunk)
    ]
    return lines, reader.finish()


def json(data: bytes) -> None:
    """A line is a message or the peer's fault; a message is the same after a journey."""
    lines = data.split(b"\n")
    asked = [ask for line in lines if (ask := _decoded(decode_json, line))]
    told = [tell for line in lines if (tell := _decoded(decode_server_json, line))]
    assert decode_json_lines(lines) == (asked if len(asked) == len(lines) else None)
    for line in lines:
        assert isinstance(dialect_of(line), Dialect)
        is_banner(line)
    for request in asked:
        assert decode_json(_one_line(encode_json(request))) == request
        assert dialect_of(encode_json(request)) is Dialect.JSON
    for answer in told:
        assert decode_server_json(_one_line(encode_json(answer))) == answer
    assert encode_json_lines(told) == b"".join(map(encode_json, told))


def _decoded(decode: Callable[[bytes], T], line: bytes) -> T | None:
    """The message in a line; None if it was refused in words that can be shown."""
    try:
        return decode(line)
    except RemoteProtocolError as error:
        _check_refusal(error, JSON_CODES)
        return None


def _check_refusal(error: RemoteProtocolError | Refused, codes: set[str]) -> None:
    assert error.code in codes
    assert not unsafe(error.text)
    assert len(error.text) < 300
    number = getattr(error, "id", None)
    assert number is None or 0 <= number <= 2**53


def _one_line(encoded: bytes) -> bytes:
    line = encoded.removesuffix(b"\n")
    assert len(line) + 1 == len(encoded)
    assert b"\n" not in line
    return line


def plain(data: bytes) -> None:
    """A bare line is a command or the peer's fault; what readers of bare lines get is clean."""
    for line in data.split(b"\n"):
        try:
            command = decode_plain(line)
        except RemoteProtocolError as error:
            _check_refusal(error, {"bad-command", "already-here"})
            continue
        if isinstance(command, Say):
            assert command.text.strip()
        if command is not None and not isinstance(command, Help) and len(line) <= TEXT_LIMIT_CHARS:
            assert decode_json(encode_json(command)) == command
    text = text_of(data)
    name, other = suggest(text), suggest(text[::-1])
    for message in (
        Said(seq=1, at=0, from_="", name=name, text=text),
        Said(seq=1, at=0, from_="", name=name, text=text, kind="action"),
        Whispered(at=0, from_="", name=name, to=other, text=text),
        Joined(at=0, count=3, names=[name, other]),
        Notice(code="help", text=text),
        Error(code="bad-json", text=text),
    ):
        _check_record(encode_plain(message, lambda at: "14:03"))


def _check_record(encoded: bytes) -> None:
    """One record: UTF-8, nothing that controls, all lines but the first set in."""
    shown = encoded.decode("utf-8")
    assert shown.endswith("\n")
    first, *more = shown[:-1].split("\n")
    assert first.startswith(("[14:03] ", "-- ", "!! "))
    for line in (first, *more):
        assert not unsafe(line)
    assert all(line.startswith("   ") for line in more)


# --- text -----------------------------------------------------------------------------------


def text(data: bytes) -> None:
    """What is cleaned is safe, and stays as it is; the other functions keep their words."""
    whole = text_of(data)
    for newlines in (False, True):
        shown = clean(whole, newlines=newlines)
        assert not unsafe(shown, newlines=newlines)
        assert clean(shown, newlines=newlines) == shown
        assert encodable(shown) == shown
        assert len(shown) <= 10 * len(whole)  # a character becomes `\U0010ffff` at most
    line = clean_line(whole)
    assert len(line.splitlines()) <= 1
    assert not unsafe(line)
    assert 0 <= width(whole) <= 2 * len(whole)
    assert fold(fold(whole)) == fold(whole)
    assert len(encodable(whole)) == len(whole)
    encodable(whole).encode()
    for limit in (1, 2, 40):
        assert len(cut(whole, limit)) <= limit
        assert cut(whole, limit) == whole or cut(whole, limit).endswith("…")
        assert not unsafe(cut(clean(whole), limit))


def styled(data: bytes) -> None:
    """No row is wider than the window, all but the first are set in, and nothing is lost."""
    size, rest = split(data)
    columns, hang = 8 + size % 32, size % 14
    said = clean(text_of(rest), newlines=True)
    start = "[14:03] " if size < 128 else ""
    found = [plain_text(row) for row in rows(Line([("time", start), ("", said)], hang), columns)]
    indent = " " * min(hang, max(2, columns // 3))
    for number, row in enumerate(found):
        assert "\n" not in row
        if LINK_CHARS.issuperset(row) and len(row) > columns - len(indent):
            parts = [row[at : at + columns] for at in range(0, len(row), columns)]
            assert number == 0 or not [part for part in parts if part.startswith(("--", "!!"))]
        else:
            assert _columns(row) <= columns
            # A link that fits is whole, whatever it has in it.
            assert number == 0 or row.startswith((indent, "http://", "https://"))
    # Line ends and the spaces at a break go.
    kept = "".join(found).replace(" ", "")
    assert kept == (start + said).replace(" ", "").replace("\n", "")
    assert "\n".join(_without_window(said, hang)) == said


def _columns(row: str) -> int:
    """What a terminal that joins nothing gives to a row; the widening mark takes effect."""
    wider = sum(mark == WIDENING and wcwidth(char) == 1 for char, mark in pairwise(row))
    return sum(max(0, wcwidth(char)) for char in row) + wider


def _without_window(said: str, hang: int) -> list[str]:
    first, *more = (plain_text(row) for row in rows(Line([("", said)], hang)))
    assert all(row.startswith(" " * hang) for row in more)
    return [first, *(row[hang:] for row in more)]


def names(data: bytes) -> None:
    """Whatever somebody wants to be called, it is a valid name or refused."""
    wanted = text_of(data)
    suggested = suggest(wanted)
    _check_name(suggested)
    assert suggest(suggested) == suggested
    try:
        checked = check(wanted)
    except Refused as refused:
        _check_refusal(refused, {"bad-name", "name-reserved"})
    else:
        _check_name(checked)
        assert check(checked) == checked
    taken = Names()
    given = [taken.assign(wanted, owner) for owner in range(3)]
    assert len({key(name) for name in given}) == 3
    for owner, name in enumerate(given):
        _check_name(name)
        assert taken.owner(name) == owner


def _check_name(name: str) -> None:
    assert name
    assert width(name) <= NAME_LIMIT_COLUMNS
    assert clean(name) == name
    assert not set(" :,@\\/\t\n") & set(name)
    encodable(name).encode("utf-8")
    assert encodable(name) == name


def orders(data: bytes) -> None:
    """An order is read or refused in words that can be shown; an address has one form."""
    size, rest = split(data)
    line = text_of(rest)
    assert is_order(line) in (True, False)
    for word in complete(line, ["ana", line]):
        assert word
    try:
        order = parse(line)
    except Refused as refused:
        _check_refusal(refused, {"bad-order", "unknown-order"})
    else:
        assert len(order.what) <= TARGET_LIMIT_CHARS
        assert order.lasts_ms is None or order.lasts_ms >= 0
        if not order.kind.needs.startswith("TEXT"):
            assert not unsafe(order.text)
            assert len(order.text) <= REASON_LIMIT_CHARS
    for word in (line, line[size:]):
        _check_address(word)


def _check_address(word: str) -> None:
    bans = Bans()
    bans.load([Ban(address=word)], 0)
    bans.find(0, address=word)
    form = addresses.canonical(word)
    assert addresses.canonical(form) == form
    try:
        read = addresses.read(word)
    except Refused as refused:
        _check_refusal(refused, {"bad-order"})
        return
    assert read == form == addresses.read(form)
    assert not unsafe(read)
    address = read.partition("/")[0]
    assert addresses.covers(read, address)
    bans.add(Ban(address=read), 0)
    assert bans.find(0, address=address)
    assert bans.remove(address=read)


# --- a whole client, a whole connection -----------------------------------------------------


def client(data: bytes) -> None:
    """Whatever a server sends, on two connections: clean text is shown, nothing grows."""
    mode, stream = split(data)
    conversation = Conversation("ana", "s" * 16, Outbox())
    client = Plain(
        conversation,
        ClientConfig(),
        random=lambda: 0.5,
        now=lambda: 1_700_000_000_000,
        start_hint="chat-server",
        follow=False,
        as_json=mode % 4 == 1,
        typed=mode % 4 == 2,
        history=50 if mode % 8 > 3 else 0,
    )
    try:
        with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as problems:
            conversation.say(Say(text="hi"))
            conversation.say(Whisper(to="bo", text="psst"))
            for number in (1, 2):
                _connect(client, conversation, list(pieces(stream, 255 - mode)), number)
    finally:
        client._link._waker.close()
    for shown in (out.getvalue(), problems.getvalue()):
        assert shown == "" or shown.endswith("\n")
        assert not unsafe(shown, newlines=True)
        assert len(shown) <= 2 * SHOWN_PER_BYTE * len(data) + 1_000
    assert len(conversation.outbox) <= 2
    assert conversation.unfinished <= 5
    assert conversation.count >= 0


def _connect(
    client: Plain, conversation: Conversation, chunks: Sequence[bytes], number: int
) -> None:
    """One connection, as the link's thread and the main one have it between them."""
    link, reader = client._link, LineReader()
    link._number += 1
    link._bare = None
    link._sending.begin(link._number)
    link._emit_event = lambda event: _take_event(client, event)
    with suppress(ConnectionAbortedError):  # raised where it turns out to speak JSON: begin anew
        for chunk in chunks:
            link._take(reader.feed(chunk))
            if written := link._sending.write(_take_line):
                link._emit(Written(written))
            waits = conversation.bare or conversation._place.looking.is_waiting
            if conversation.welcomed and not waits and number == 1:
                conversation.look(History(limit=300))
    link._emit(Lost("it is over"))


def _take_line(data: bytearray) -> int:
    """A socket that takes everything, if no line of it is too long for a server."""
    lines = bytes(data).split(b"\n")
    assert max(map(len, lines)) <= LINE_LIMIT_BYTES
    return len(data)


def _take_event(client: Plain, event: Event) -> None:
    if isinstance(event, Received):
        assert 0 < len(event.messages) <= EVENT_LIMIT_LINES
        for message in event.messages:
            _render(message)
    elif isinstance(event, Heard):
        assert 0 < len(event.lines) <= EVENT_LIMIT_LINES
    client._take(event)


def _render(message: ServerMessage) -> None:
    """What a terminal gets of it, in a conversation of its own."""
    conversation = Conversation("ana", "s" * 16, Outbox())
    for item in conversation.receive(message):
        line = render(item, dated=True)
        assert not unsafe(plain_text(line.pieces), newlines=True)
        # A row may end at a joiner: as a whole, what is joined may be wider than a row.
        assert not [row for row in rows(line, 80) if "\n" in plain_text(row)]
    if isinstance(message, Said):
        for pending in render_pending([Say(text=message.text)] * 9):
            assert not unsafe(plain_text(pending))


def server(data: bytes) -> None:
    """A connection gets the same commands however its bytes are cut, and nothing breaks it."""
    size, stream = split(data)
    whole = _commands([stream])
    assert _commands(list(pieces(stream, size))) == whole
    for command in whole:
        if isinstance(command, Error):
            assert not unsafe(command.text)
            encode_json(command)
            encode_plain(command, lambda at: "14:03")
    kinds = [type(command) for command in whole if not isinstance(command, str)]
    assert Bye not in kinds[:-1]


def _commands(chunks: Sequence[bytes]) -> list[ClientMessage | Help | Error | str]:
    """What the hub gets, and at last why the connection is let go, if it is."""
    wire = Wire()
    config = ServerConfig(rate_messages_per_s=0, rate_bytes_per_s=0)
    connection = connected(1, wire, Desk(), config)
    commands: list[ClientMessage | Help | Error | str] = []
    for chunk in (*chunks, b""):
        wire.arrived += chunk
        wire.ended = not chunk
        while wire.arrived or not chunk:
            alive = connection.receive()
            while connection.has_lines:
                intake = take_in(connection, 0.0)
                assert intake.delay == 0.0
                assert intake.size > 0 or intake.commands == []
                commands += intake.commands
                if intake.reason:
                    return [*commands, intake.reason]
                if Bye() in intake.commands:
                    return commands
            if not alive:
                break
    return commands


TARGETS: dict[str, Target] = {
    "framing": framing,
    "json": json,
    "plain": plain,
    "text": text,
    "styled": styled,
    "names": names,
    "orders": orders,
    "client": client,
    "server": server,
}
