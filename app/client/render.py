"""What is to be shown, as styled text: lines of (style, text). Knows no terminal library.

Everything that came from a server is cleaned here once more, since the client trusts no server.
Only here does it become lines: further lines of a message are set in under its first, and lines
of the system begin with `--`, where people's lines have a time and a name: so none can be forged.
"""

import time
from collections.abc import Iterable
from zlib import crc32

from app.client.conversation import Item, Note
from app.protocol.messages import Joined, Left, Renamed, Said, Say, Whisper, Whispered
from app.text import clean, clean_line, cut, fold, listing, width

Line = list[tuple[str, str]]
"""One line: pieces of text, each with the name of its style."""

NAME_COLORS = 12
INDENT_LIMIT_COLUMNS = 20
PENDING_LIMIT_LINES = 3
NAME_LIMIT_CHARS = 200


def render(item: Item) -> list[Line]:
    """One item as lines."""
    match item:
        case Said(kind="action"):
            start = [*_at(item.at), ("", "* "), _name(item.name), ("", " ")]
            return _message(start, item.text)
        case Said():
            return _message([*_at(item.at), _name(item.name), ("", ": ")], item.text)
        case Whispered():
            arrow = ("whisper", f" -> {_one_line(item.to)}: ")
            return _message([*_at(item.at), _name(item.name), arrow], item.text, "whisper")
        case Joined():
            return _system(f"{listing(item.names, item.count)} joined", "presence")
        case Left():
            return _system(f"{listing(item.names, item.count)} left", "presence")
        case Renamed():
            return _system(f"{item.name} is now {item.to}", "presence")
        case Note():
            return _system(item.text, item.kind)


def render_help(lines: Iterable[str]) -> list[Line]:
    """The lines of a help text."""
    return [[("info", f"   {line}")] for line in lines]


def render_pending(messages: list[Say | Whisper]) -> list[Line]:
    """What is said and not acknowledged yet, as a few lines with a mark."""
    lines: list[Line] = [
        [("pending", f"… {cut(_one_line(message.text), 60)}")]
        for message in messages[:PENDING_LIMIT_LINES]
    ]
    more = len(messages) - PENDING_LIMIT_LINES
    return [*lines, [("pending", f"… and {more} more")]] if more > 0 else lines


def plain_text(line: Line) -> str:
    """A line without its styles."""
    return "".join(text for _, text in line)


def name_style(name: str) -> str:
    """The style of a name: always the same for one name, whatever its case."""
    name = cut(name, NAME_LIMIT_CHARS)
    return f"name{crc32(fold(name).encode('utf-8', 'replace')) % NAME_COLORS}"


def _at(at: int) -> Line:
    try:
        clock = time.strftime("%H:%M", time.localtime(at / 1000))
    except (OverflowError, OSError, ValueError):  # a time that no calendar has
        clock = "--:--"
    return [("time", f"[{clock}] ")]


def _name(name: str) -> tuple[str, str]:
    return name_style(name), _one_line(name)


def _one_line(text: str) -> str:
    return clean_line(cut(text, NAME_LIMIT_CHARS))


def _message(start: Line, text: str, style: str = "") -> list[Line]:
    first, *more = clean(text, newlines=True).split("\n")
    indent = " " * min(width(plain_text(start)), INDENT_LIMIT_COLUMNS)
    return [[*start, (style, first)], *([(style, indent + line)] for line in more)]


def _system(text: str, style: str) -> list[Line]:
    first, *more = clean(text, newlines=True).split("\n")
    mark = "!! " if style == "error" else "-- "
    return [[(style, mark + first)], *([(style, "   " + line)] for line in more)]
