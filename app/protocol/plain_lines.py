"""Bare lines, encoded and decoded: for `nc`, telnet and all that sends text and prints what comes.

Knows the messages, no sockets and no rooms. A line that is no command is chat, whatever the bytes;
what a command lacks is told in a `RemoteProtocolError`, and nothing else is raised.
"""

import re
from collections.abc import Callable

import msgspec

from app.errors import RemoteProtocolError
from app.protocol.dialects import is_meant_as_json
from app.protocol.entries import Entry, Joined, Left, Notice, Renamed, Said
from app.protocol.replies import (
    CaughtUp,
    Earlier,
    Error,
    Found,
    Gap,
    Members,
    Pong,
    Reply,
    RoomList,
    Welcome,
    Whispered,
)
from app.protocol.requests import Bye, ClientMessage, Join, Nick, Order, Rooms, Say, Whisper, Who
from app.protocol.status import StatusReport
from app.text import clean, listing, width

_COMMANDS = "nick who me msg join rooms help quit"
# What our client calls it as well: a whisper by such a name must not be said to everybody.
_SAME = {"m": "msg", "w": "msg", "whisper": "msg", "j": "join"}
_REPLIES = ("r", "reply")
# These leave in our client. Here a line of a text that is sent through a pipe may be one, and the
# rest of it would be lost.
_ENDS = ("q", "exit")
_CLIENTS = "say ignore unignore history search quiet bell time clear connect set"
"""What only our client can do: who types it here wants an answer, and nobody to read it."""
_WORDS = (*_COMMANDS.split(), *_SAME, *_REPLIES, *_ENDS, *_CLIENTS.split())
_COMMAND = re.compile(rf"[:/]({'|'.join(_WORDS)})(?:\s+(.*))?", re.DOTALL)

Stamp = Callable[[int], str]
"""Milliseconds since 1970 to what a clock on the wall shows; the time zone is handed in."""


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
Other texts are said to everybody in the room."""
NO_REPLY = "There is no reply in bare lines: whisper by :msg NAME TEXT. Nothing was said."
ONLY_QUIT = "Only :quit leaves; nothing was said."


def decode_plain(
    line: bytes, is_order: Callable[[str], bool] = lambda _: False
) -> ClientMessage | Help | None:
    """What a bare line says; None for an empty one. What is not UTF-8 is replaced and shown.

    Args:
        line: without its end.
        is_order: whether a word is an order for keeping order.

    Raises:
        RemoteProtocolError: `bad-command`, a command without what it needs, or one that only our
            client has, such as a reply; `already-here`, a JSON `hello`, which has to be the first
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
    word, rest = _SAME.get(command[1], command[1]), (command[2] or "").strip()
    if word in _REPLIES:
        raise RemoteProtocolError("bad-command", NO_REPLY)
    if word in _ENDS:
        raise RemoteProtocolError("bad-command", ONLY_QUIT)
    if word in _CLIENTS.split():
        ways = f":help tells what there is, and {2 * text[0]}{word} … says it"
        problem = f"Bare lines have no {text[0]}{word}; nothing was said. {ways}."
        raise RemoteProtocolError("bad-command", problem)
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
