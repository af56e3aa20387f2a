"""The two ways to talk, encoded and decoded. Knows no sockets and no rooms.

`json`: one JSON object a line, for our client and for programs. `plain`: bare lines, for `nc`,
telnet and every program that sends text and prints what comes.

The first line that a client sends decides (`greetings.dialect_of`). What a dialect cannot decode is
a `RemoteProtocolError` and nothing else, whatever the bytes.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from typing import Any

import msgspec

from app.errors import LocalProtocolError, RemoteProtocolError
from app.protocol.framing import LINE_LIMIT_BYTES
from app.protocol.messages import (
    VERSION,
    Bye,
    CaughtUp,
    ClientMessage,
    Earlier,
    Entry,
    Error,
    Found,
    Gap,
    Join,
    Joined,
    Left,
    Members,
    Nick,
    Notice,
    Order,
    Pong,
    Renamed,
    Reply,
    RoomList,
    Rooms,
    Said,
    Say,
    ServerMessage,
    Welcome,
    Whisper,
    Whispered,
    Who,
)
from app.protocol.status import StatusReport
from app.text import brief, clean, listing, width

BANNER = f"* realtime-chat/{VERSION} - type a line and press Enter to talk, :help for more"
"""The first line that a server sends: for people to read and for programs to recognise."""

_BANNER = re.compile(rb"\* realtime-chat/\d")
_COMMAND = re.compile(
    r"[:/](nick|who|me|msg|m|whisper|w|reply|r|join|rooms|help|quit)(?:\s+(.*))?", re.DOTALL
)
# What our client calls it as well: a whisper by such a name must not be said to everybody.
_WHISPERS = ("m", "w", "whisper")
_REPLIES = ("r", "reply")

Stamp = Callable[[int], str]
"""Milliseconds since 1970 to what a clock on the wall shows; the time zone is handed in."""


class Dialect(Enum):
    """How a connection talks."""

    JSON = "json"
    PLAIN = "plain"
    FOREIGN = "foreign"
    """Something else, such as a browser's: it is told so, and let go."""


class Help(msgspec.Struct, frozen=True):
    """What `:help` asks in the plain dialect; never on the JSON wire."""


HELP = """\
:nick NAME        take another name
:who              who is here
:me waves         say what you do
:msg NAME TEXT    whisper to one person, in whatever room
:join ROOM        go to another room, or begin one
:rooms            which rooms there are
:quit             leave
Everything else is said to everybody in the room."""
ONLY_MSG = "Only :msg NAME TEXT whispers here; nothing was said."


def is_meant_as_json(line: bytes) -> bool:
    """Whether a line is JSON, or would be without a mistake."""
    return line.lstrip()[:1] == b"{" and b'"type"' in line


def is_banner(line: bytes) -> bool:
    """Whether a server's line is the banner of a server that speaks JSON."""
    return _BANNER.match(line) is not None


# --- json -----------------------------------------------------------------------------------

_encoder = msgspec.json.Encoder()
_client_decoder: msgspec.json.Decoder[ClientMessage] = msgspec.json.Decoder(ClientMessage)
_server_decoder: msgspec.json.Decoder[ServerMessage] = msgspec.json.Decoder(ServerMessage)


class _Envelope(msgspec.Struct):
    """What can still be told of a message that is not as it should be."""

    type: Any = None
    id: Any = None


_envelope_decoder = msgspec.json.Decoder(_Envelope)
_CLIENT_TYPES = {str(kind.__struct_config__.tag) for kind in ClientMessage.__args__}


def encode_json(message: ClientMessage | ServerMessage) -> bytes:
    """One message as a line, its end included.

    Raises:
        LocalProtocolError: the line would be longer than a peer accepts.
    """
    line = _encoder.encode(message)
    _check_length(len(line))
    return line + b"\n"


def encode_json_lines(messages: Sequence[ServerMessage]) -> bytes:
    """Messages as lines, their ends included.

    Raises:
        LocalProtocolError: as `encode_json`.
    """
    lines = _encoder.encode_lines(messages)
    if len(lines) > LINE_LIMIT_BYTES:  # else none of them can be
        _check_length(max(map(len, lines.split(b"\n"))))
    return lines


def _check_length(size: int) -> None:
    if size > LINE_LIMIT_BYTES:
        raise LocalProtocolError(f"a {size:,} byte line would be over the wire's limit")


def decode_json(line: bytes) -> ClientMessage:
    """What a client's line says.

    Raises:
        RemoteProtocolError: `bad-encoding`, `bad-json`, `unknown-type` or `bad-field`.
    """
    try:
        return _client_decoder.decode(line)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise _broken(line, error, _CLIENT_TYPES) from None


def decode_json_lines(lines: Iterable[bytes]) -> list[ClientMessage] | None:
    """What a client's lines say; None if one makes no sense, which `decode_json` then tells."""
    try:
        return list(map(_client_decoder.decode, lines))
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None


def decode_server_json(line: bytes) -> ServerMessage:
    """What a server's line says.

    Raises:
        RemoteProtocolError: as `decode_json`. A newer server may say `unknown-type`: ignore it.
    """
    try:
        return _server_decoder.decode(line)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise _broken(line, error, _SERVER_TYPES) from None


_SERVER_TYPES = {str(kind.__struct_config__.tag) for kind in ServerMessage.__args__}


def _broken(line: bytes, error: Exception, types: set[str]) -> RemoteProtocolError:
    """The best that can be said of a line that could not be decoded."""
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return RemoteProtocolError("bad-encoding", "That line is not UTF-8; not sent.")
    try:
        envelope = _envelope_decoder.decode(line)
    except (msgspec.DecodeError, RecursionError):
        return RemoteProtocolError("bad-json", "That line is not a JSON object; not sent.")
    number = envelope.id if type(envelope.id) is int and 0 <= envelope.id <= 2**53 else None
    if isinstance(envelope.type, str) and envelope.type not in types:
        kind = brief(envelope.type, 40)
        return RemoteProtocolError("unknown-type", f"No message has the type “{kind}”.", number)
    reason = brief(str(error), 200)
    return RemoteProtocolError("bad-field", f"A field is wrong: {reason}.", number)


# --- plain ----------------------------------------------------------------------------------


def decode_plain(
    line: bytes, is_order: Callable[[str], bool] = lambda _: False
) -> ClientMessage | Help | None:
    """What a bare line says; None for an empty one. What is not UTF-8 is replaced and shown.

    Args:
        line: without its end.
        is_order: whether a word is an order for keeping order.

    Raises:
        RemoteProtocolError: `bad-command`, a command without what it needs, or a reply, which
            only our client can address; `already-here`, a JSON `hello`, which has to be the first
            line: its secret is nothing for the room.
    """
    if is_meant_as_json(line) and b'"hello"' in line:
        raise RemoteProtocolError("already-here", "A hello has to be the first line; not said.")
    text = line.decode("utf-8", "replace").rstrip()
    if not text:
        return None
    command = _COMMAND.fullmatch(text) if text[0] in ":/" else None
    if command is None:
        if text[0] in ":/" and is_order(_word(text[1:])):
            return Order(text=text[1:])
        is_one = text.startswith(("::", "//")) and (_is_command(text) or is_order(_word(text[2:])))
        return Say(text=text[1:] if is_one else text)
    word, rest = command[1], (command[2] or "").strip()
    if word in _REPLIES:
        raise RemoteProtocolError("bad-command", ONLY_MSG)
    if word in _WHISPERS:
        word = "msg"
    match word:
        case "quit":
            return Bye()
        case "help":
            return Order(text=text[1:]) if is_order(rest) else Help()
        case "who":
            return Who(after=rest)
        case "rooms":
            return Rooms(after=rest)
        case "join" if rest:
            return Join(room=rest)
        case "nick" if rest:
            return Nick(name=rest)
        case "me" if rest:
            return Say(text=rest, kind="action")
        case "msg" if len(parts := rest.split(maxsplit=1)) == 2:
            return Whisper(to=parts[0], text=parts[1])
    row = next(row for row in HELP.splitlines() if row.startswith(f":{word} "))
    usage = row.partition("  ")[0]
    raise RemoteProtocolError("bad-command", f"Not complete; it goes like this: {usage}")


def _word(text: str) -> str:
    return text[:40].partition(" ")[0]


def _is_command(text: str) -> bool:
    return _COMMAND.fullmatch(text[1:]) is not None


def encode_plain(message: Entry | Reply, stamp: Stamp) -> bytes:
    """One message as lines of text; b"" for what has no meaning in bare lines."""
    text = _plain_text(message, stamp)
    return text.encode("utf-8", "replace") + b"\n" if text else b""


def _plain_text(message: Entry | Reply, stamp: Stamp) -> str:
    match message:
        case Said(kind="action"):
            return _indented(f"[{stamp(message.at)}] * {message.name} ", message.text)
        case Said():
            return _indented(f"[{stamp(message.at)}] {message.name}: ", message.text)
        case Whispered():
            return _indented(
                f"[{stamp(message.at)}] {message.name} -> {message.to}: ", message.text
            )
        case Joined():
            return f"-- {listing(message.names, message.count)} joined"
        case Left():
            went = f"went to {message.to}" if message.to else "left"
            return f"-- {listing(message.names, message.count)} {went}"
        case Renamed():
            return f"-- {message.name} is now {message.to}"
        case Welcome():
            others = listing([n for n in message.names if n != message.name], message.count - 1)
            here = f" with {others}" if others else ""
            return f"-- You are {message.name}, in {message.room}{here}."
        case Members():
            more = f" … :who {message.names[-1]} shows more" if message.more else ""
            return f"-- {message.count} here: {', '.join(message.names)}{more}"
        case RoomList():
            rooms = ", ".join(f"{room.name} ({room.count})" for room in message.rooms)
            more = f" … :rooms {message.rooms[-1].name} shows more" if message.more else ""
            return f"-- Rooms: {rooms}{more}"
        case Gap():
            return f"-- {message.last - message.first + 1:,} messages are missing here"
        case Notice():
            return _indented("-- ", message.text)
        case Error():
            return _indented("!! ", message.text)
        case Pong() | CaughtUp() | Earlier() | Found() | StatusReport():
            return ""


def _indented(prefix: str, text: str) -> str:
    """`text` behind `prefix`, further lines set in, so that none looks like another message."""
    text = clean(text, newlines=True)
    if "\n" in text:
        text = text.replace("\n", "\n" + " " * width(prefix))
    return prefix + text
