"""What is to be shown, as styled text. Knows no terminal library.

Everything that came from a server is cleaned here once more, since the client trusts no server.
Only here does it become lines: further rows of a message are set in under its first, and lines
of the system begin with `--`, where people's lines have a time, or a name in brackets: so none can
be forged.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from zlib import crc32

from app.client.commands.intents import TimeStyle
from app.client.items import Item, Note
from app.client.notifying import Concern
from app.client.symbols import cut, symbols
from app.protocol.entries import Joined, Left, Renamed, Said
from app.protocol.limits import TEXT_LIMIT_CHARS, TEXT_LIMIT_LINES
from app.protocol.replies import Whispered
from app.protocol.requests import Say, Whisper
from app.styled import Line, Pieces, plain_text
from app.text import clean, clean_line, fold, listing, width

DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTHS = (
    "January February March April May June July August September October November December"
).split()
NAME_COLORS = 12
INDENT_LIMIT_COLUMNS = 20
SYSTEM_INDENT_COLUMNS = 3
PENDING_LIMIT_LINES = 3
NAME_LIMIT_CHARS = 200


@dataclass(frozen=True, slots=True)
class Look:
    """How whoever reads wants items to look.

    Attributes:
        times: how times are told.
        concern: how an item concerns whoever reads.
    """

    times: TimeStyle = "short"
    concern: Callable[[Item], Concern] = lambda _: ""


USUAL = Look()


def render(item: Item, look: Look = USUAL, *, dated: bool = False) -> Line:
    """One item as a line; `dated` if its time is to have its date as well."""
    match item:
        case Said() | Whispered():
            return _spoken(item, look, dated=dated)
        case Joined():
            return _system(f"{listing(item.names, item.count)} joined", "presence")
        case Left():
            went = f"went to {_one_line(item.to)}" if item.to else "left"
            return _system(f"{listing(item.names, item.count)} {went}", "presence")
        case Renamed():
            return _system(f"{item.name} is now {item.to}", "presence")
        case Note(kind="day"):
            line = 2 * symbols().rule
            return Line([("day", f"{line} {_one_line(item.text)} {line}")], SYSTEM_INDENT_COLUMNS)
        case Note(kind="help"):
            indent = " " * SYSTEM_INDENT_COLUMNS
            pieces = [("info", indent + _bounded(item.text))]
            return Line(pieces, SYSTEM_INDENT_COLUMNS, listed=True)
        case Note():
            return _system(item.text, item.kind)


def render_pending(messages: list[Say | Whisper]) -> list[Pieces]:
    """What is said and not acknowledged yet, as a few lines with a mark."""
    lines: list[Pieces] = [
        [("pending", f"{symbols().more} {cut(_to(message) + _one_line(message.text), 60)}")]
        for message in messages[:PENDING_LIMIT_LINES]
    ]
    more = len(messages) - PENDING_LIMIT_LINES
    return [*lines, [("pending", f"{symbols().more} and {more} more")]] if more > 0 else lines


def day(at: int) -> str:
    """On which day something was, here: "Sunday, 22 November 2026".

    Args:
        at: when, in ms since 1970.

    Returns:
        The same words in every language; "" for a time that no calendar has.
    """
    when = _local(at)
    if when is None:
        return ""
    return f"{DAYS[when.tm_wday]}, {when.tm_mday} {MONTHS[when.tm_mon - 1]} {when.tm_year}"


def name_style(name: str) -> str:
    """The style of a name: always the same for one name, whatever its case."""
    name = cut(name, NAME_LIMIT_CHARS)
    return f"name{crc32(fold(name).encode('utf-8', 'replace')) % NAME_COLORS}"


def _spoken(item: Said | Whispered, look: Look, *, dated: bool) -> Line:
    """A message: its time, who says it to whom, and its text."""
    concern = look.concern(item)
    mark: list[tuple[str, str]] = []
    if concern == "mention":
        mark.append(("mention", f"{symbols().mark} "))
    at = _at(item.at, look.times, dated=dated)
    # Without a time brackets are what no other line begins with.
    opened, closed = ("", ": ") if at else ("<", "> ")
    style = "mention" if mark else "time"
    start = [(style, part) for part in at] + mark
    name = (style, _one_line(item.name)) if mark else _name(item.name)
    match item:
        case Whispered():
            to = "you" if concern == "whisper" else _one_line(item.to)
            by = ("you", "you") if concern == "own" else name
            arrow = ("whisper", f" -> {to}{closed}")
            return _message([*start, ("", opened), by, arrow], item.text, "whisper")
        case Said(kind="action"):
            return _message([*start, ("", "* "), name, ("", " ")], item.text)
        case Said():
            return _message([*start, ("", opened), name, ("", closed)], item.text)


def _at(at: int, style: TimeStyle, *, dated: bool) -> list[str]:
    """The time in brackets; nothing if it is not to be told."""
    when = _local(at)
    clock = f"{when.tm_hour:02}:{when.tm_min:02}" if when else "--:--"
    if style in ("seconds", "long"):
        clock += f":{when.tm_sec:02}" if when else ":--"
    if dated or style == "long":
        date = f"{when.tm_year:04}-{when.tm_mon:02}-{when.tm_mday:02}" if when else "----------"
        clock = f"{date} {clock}"
    return [f"[{clock}] "] if dated or style != "off" else []


def _local(at: int) -> time.struct_time | None:
    try:
        return time.localtime(at / 1000)
    except (OverflowError, OSError, ValueError):  # a time that no calendar has
        return None


def _to(message: Say | Whisper) -> str:
    """To whom a whisper goes, as it stands before one that has arrived."""
    return f"you -> {_one_line(message.to)}: " if isinstance(message, Whisper) else ""


def _name(name: str) -> tuple[str, str]:
    return name_style(name), _one_line(name)


def _one_line(text: str) -> str:
    return clean_line(cut(text, NAME_LIMIT_CHARS))


def _message(start: Pieces, text: str, style: str = "") -> Line:
    hang = min(width(plain_text(start)), INDENT_LIMIT_COLUMNS)
    return Line([*start, (style, _bounded(text))], hang)


def _system(text: str, style: str) -> Line:
    mark = "!! " if style == "error" else "-- "
    listed = "\n" in text
    return Line([(style, mark + _bounded(text))], SYSTEM_INDENT_COLUMNS, listed=listed)


def _bounded(text: str) -> str:
    """`text`, cleaned, and no more of it than a well-meaning server sends."""
    lines = cut(text, 2 * TEXT_LIMIT_CHARS).split("\n", TEXT_LIMIT_LINES)
    return clean("\n".join(lines[:TEXT_LIMIT_LINES]), newlines=True)
