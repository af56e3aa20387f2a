"""A whole client, and a whole connection of a server: what a stream of bytes makes them do."""

import io
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout, suppress

from app.client.config import Config as ClientConfig
from app.client.conversation import Conversation
from app.client.events import Event, Heard, Lost, Received, Written
from app.client.link import EVENT_LIMIT_LINES
from app.client.outbox import Outbox
from app.client.plain import Plain
from app.client.render import render, render_pending
from app.protocol.entries import Said
from app.protocol.framing import LINE_LIMIT_BYTES, LineReader
from app.protocol.json_lines import (
    encode_json,
)
from app.protocol.plain_lines import Help, encode_plain
from app.protocol.replies import Error, ServerMessage
from app.protocol.requests import Bye, ClientMessage, History, Say, Whisper
from app.server.config import Config as ServerConfig
from app.server.intake import take_in
from app.styled import plain_text, rows
from tests.support.targets.given import pieces, split
from tests.unit.outside import unsafe
from tests.unit.server.wire import Desk, Wire, connected

SHOWN_PER_BYTE = 64
"""At most so many characters are shown for a byte received: a line end sets in a whole row."""


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
