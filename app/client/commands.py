"""What a typed line means; the table that also makes `:help`. Pure.

`/` works as `:`. A line that begins with `::` or `//` is a text that begins with one of them. A
smiley (`:D`, `:-)`) or a path (`/etc/hosts`) is a text as well: a command is a word of at least
two letters. Two commands that are stuck together are none, nor a text: who typed a whisper must not
say it to everybody.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from app.protocol.messages import (
    HISTORY_LIMIT_ENTRIES,
    Bye,
    History,
    Nick,
    Say,
    Search,
    Whisper,
    Who,
)
from app.text import encodable


@dataclass(frozen=True, slots=True)
class ShowHelp:
    """Show what commands there are."""


@dataclass(frozen=True, slots=True)
class Set:
    """Show or change settings; `rest` is what was typed after the command."""

    rest: str


@dataclass(frozen=True, slots=True)
class Wrong:
    """A line that cannot be carried out; `text` says why, and what to type instead."""

    text: str


Intent = Say | Whisper | Nick | Who | History | Search | Bye | ShowHelp | Set | Wrong
"""What is to be done: a message to the server, or something for this program."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command.

    Attributes:
        name: what is typed behind the colon.
        needs: what comes after it, as `:help` shows it.
        help: what it does, in a few words.
        make: the intent of what was typed after the name; None if that is not complete.
    """

    name: str
    needs: str
    help: str
    make: Callable[[str], Intent | None]


def _message(rest: str) -> Intent | None:
    to, _, text = rest.partition(" ")
    return Whisper(to=to, text=text.strip()) if text.strip() else None


def _history(rest: str) -> Intent | None:
    if not rest:
        return History()
    number = re.fullmatch(r"0*([1-9][0-9]{0,3})", rest)
    if number is None or (count := int(number[1])) > HISTORY_LIMIT_ENTRIES:
        return Wrong(f"How many? :history takes a number from 1 to {HISTORY_LIMIT_ENTRIES:,}.")
    return History(limit=count)


COMMANDS = (
    Command("help", "", "this list", lambda _: ShowHelp()),
    Command("nick", "NAME", "take another name", lambda rest: Nick(name=rest) if rest else None),
    Command("who", "", "who is here", lambda rest: Who(after=rest)),
    Command(
        "me",
        "TEXT",
        "say what you do",
        lambda rest: Say(text=rest, kind="action") if rest else None,
    ),
    Command("msg", "NAME TEXT", "whisper to one person", _message),
    Command("history", "[N]", "show earlier messages: 50, or N", _history),
    Command(
        "search",
        "WORDS",
        "find messages, names too; without WORDS, earlier ones",
        lambda rest: Search(text=" ".join(rest.split())),
    ),
    Command("set", "[NAME [VALUE]]", "see settings, and change them", Set),
    Command("quit", "", "leave (Ctrl+D does too)", lambda _: Bye()),
)
_BY_NAME = {command.name: command for command in COMMANDS}
_COMMAND = re.compile(r"[:/]([a-z]{2,})(?:\s+(.*))?", re.DOTALL)
_STUCK_TOGETHER = re.compile(r":([a-z]{2,})[:/]\S|/([a-z]{2,})[:/]([a-z]{2,})(?!\S)")


def parse(line: str) -> Intent | None:
    """What a line that somebody typed means; None for an empty one."""
    text = encodable(line).rstrip()
    if not text.strip():
        return None
    if text.startswith(("::", "//")):
        return Say(text=text[1:])
    escaped = text[0] + text.split()[0]
    several = _STUCK_TOGETHER.match(text)
    if several and all(name is None or name in _BY_NAME for name in several.groups()):
        return Wrong(f"That looks like two commands; {escaped} says it as a text.")
    typed = _COMMAND.fullmatch(text)
    if typed is None:
        return Say(text=text)
    name, rest = typed[1], (typed[2] or "").strip()
    command = _BY_NAME.get(name)
    if command is None:
        return Wrong(f"There is no command :{name}. :help lists all; {escaped} says it as a text.")
    return command.make(rest) or Wrong(f"Not complete: type :{command.name} {command.needs}")


def help_lines() -> list[str]:
    """The lines of `:help`."""
    rows = [(f":{command.name} {command.needs}".rstrip(), command.help) for command in COMMANDS]
    widest = max(len(left) for left, _ in rows)
    return [
        *(f"{left:<{widest}}   {right}" for left, right in rows),
        "Everything else is said to everybody. :: at the beginning says a text that begins with :",
    ]
