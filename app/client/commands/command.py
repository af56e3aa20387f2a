"""What a command is, and what it makes of what was typed after it. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from app.client.commands.intents import (
    BELLS,
    TIMES,
    Find,
    Ignore,
    Intent,
    Quiet,
    Ring,
    ShowHelp,
    Times,
    Unignore,
    Wrong,
)
from app.protocol.limits import HISTORY_LIMIT_ENTRIES
from app.protocol.requests import History, Join, Nick, Order, Rooms, Whisper, Who
from app.text import listing

ADDRESS_LEAST_COLONS = 2
Group = Literal["talk", "people", "rooms", "look back", "window", "operators"]


@dataclass(frozen=True, slots=True)
class Command:
    """One command.

    Attributes:
        name: what is typed behind the colon.
        needs: what comes after it, as `:help` shows it: `NAME`, `ROOM`, `[N]` …
        help: what it does, in a few words.
        make: the intent of what was typed after the name; None if that is not complete.
        more: a longer text for `:help NAME`, with an example.
        group: where it stands among the others.
        short: shorter names.
        takes_lines: whether what it needs may have several lines.
        private: whether nobody but the one it is for may see what it was typed with, so that it is
            kept nowhere.
        alone: whether nothing may stand behind it.
        instead: what to type for what words behind one that stands alone may mean.
    """

    name: str
    needs: str
    help: str
    make: Callable[[str], Intent | None]
    more: str = ""
    group: Group = "window"
    short: tuple[str, ...] = ()
    takes_lines: bool = False
    private: bool = False
    alone: bool = False
    instead: str = ""


def about(rest: str) -> Intent | None:
    """Of which command to say more."""
    if len(rest.split()) > 1:
        return Wrong("One command at a time: type :help COMMAND.")
    return ShowHelp(rest.lstrip(":/").lower())


def message(rest: str) -> Intent | None:
    """A whisper."""
    to, text = [*rest.split(maxsplit=1), "", ""][:2]
    return Whisper(to=_name(to), text=text) if text else None


def ignore(rest: str) -> Intent | None:
    """Whom not to read; nobody."""
    if len(rest.split()) > 1:
        return Wrong("One name at a time: type :ignore NAME.")
    return Ignore(_name(rest))


def unignore(rest: str) -> Intent | None:
    """Whom to read again."""
    if len(rest.split()) > 1:
        return Wrong("One name at a time: type :unignore NAME.")
    return Unignore(_name(rest)) if rest else None


def nick(rest: str) -> Intent | None:
    """Another name."""
    if len(rest.split()) > 1:
        return Wrong("A name has no spaces: type :nick NAME.")
    return Nick(name=_name(rest)) if rest else None


def join(rest: str) -> Intent | None:
    """Another room."""
    if len(rest.split()) > 1:
        return Wrong("The name of a room has no spaces: type :join ROOM.")
    return Join(room=rest) if rest else None


def who(rest: str) -> Intent | None:
    """Who is here, or where one person is; of many, those behind a name."""
    match rest.split():
        case []:
            return Who()
        case [name]:
            return Find(_name(name))
        case ["after", name]:
            return Who(after=_name(name))
    return Wrong("One name at a time: type :who NAME, or :who alone.")


def rooms(rest: str) -> Intent | None:
    """Which rooms there are; of many, those behind one."""
    if len(rest.split()) > 1:
        return Wrong("Type :rooms alone, or :rooms ROOM for those behind it in the alphabet.")
    return Rooms(after=rest)


def _name(typed: str) -> str:
    """Names are often written with signs that none begins or ends with: "@bo", "bo:"."""
    name = typed.removeprefix("@")
    return name[:-1] or name if name.endswith((":", ",")) else name


def history(rest: str) -> Intent | None:
    """How much of what was said before."""
    if not rest:
        return History()
    number = re.fullmatch(r"0*([1-9][0-9]{0,3})", rest)
    if number is None or (count := int(number[1])) > HISTORY_LIMIT_ENTRIES:
        return Wrong(f"How many? :history takes a number from 1 to {HISTORY_LIMIT_ENTRIES:,}.")
    return History(limit=count)


def quiet(rest: str) -> Intent | None:
    """Whether who comes and goes is shown."""
    switches = {"": None, "on": True, "off": False}
    word = rest.lower()
    return Quiet(switches[word]) if word in switches else Wrong("Type :quiet on or :quiet off.")


def ring(rest: str) -> Intent | None:
    """What rings."""
    for what in BELLS:
        if rest.lower() == what:
            return Ring(what)
    return (
        Wrong(f"Type :bell with one of {listing(list(BELLS), len(BELLS), 'or')}.")
        if rest
        else Ring()
    )


def times(rest: str) -> Intent | None:
    """How times are told."""
    for style in TIMES:
        if rest.lower() == style:
            return Times(style)
    return (
        Wrong(f"Type :time with one of {listing(list(TIMES), len(TIMES), 'or')}.")
        if rest
        else Times()
    )


def order(name: str, *, needs: bool, of_somebody: bool = False) -> Callable[[str], Intent | None]:
    """An order of this name; `needs` if nothing behind it is too little.

    With `of_somebody` a name stands behind it, or an address.
    """

    def make(rest: str) -> Intent | None:
        return Order(text=f"{name} {rest}".rstrip()) if rest or not needs else None

    def about_somebody(rest: str) -> Intent | None:
        who, found, more = rest.partition(" ")
        if who.count(":") < ADDRESS_LEAST_COLONS:  # an address of IPv6 may end with them
            who = who[:-1] if who[1:] and who.endswith((":", ",")) else who
        return make(f"{who}{found}{more}")

    return about_somebody if of_somebody else make
