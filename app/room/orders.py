"""Orders: what keeps order in the chat, as the host and operators write it: read and explained.

Knows how an order is written; the table of them is `kinds.py`, what they do is `keeper.py`'s.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from app.errors import Refused
from app.nearest import nearest
from app.protocol.defaults import LOBBY
from app.room.durations import FORMS, duration_ms, is_duration
from app.room.kinds import KINDS, SLOW_LIMIT_S, Kind
from app.text import brief, clean, cut

REASON_LIMIT_CHARS = 200
TARGET_LIMIT_CHARS = 100
EXAMPLE = "Example: "
"""What stands before the example in an order's `more`."""


@dataclass(frozen=True, slots=True)
class Order:
    """An order, read.

    Attributes:
        kind: its row of the table.
        what: whom or what it is about; "" if it needs none, or it was left out.
        lasts_ms: how long it holds; None for ever.
        text: why, or what is to be said; clean, and "" if it was left out.
    """

    kind: Kind
    what: str = ""
    lasts_ms: int | None = None
    text: str = ""


_FOR_ALL = ("who", "rooms", "help", "say")
"""Words that mean something else where they are typed by others than the host."""
_MEANT = {"quit": "stop", "q": "stop", "exit": "stop"}
_MEANT |= {"unop": "deop", "list": "who"}
_WHISPERS = ("msg", "m", "whisper", "w", "reply", "r")
"""What whispers in a client; the host has no name to be answered by."""


def is_order(word: str) -> bool:
    """Whether a word, without its colon, is an order, and nothing that everybody may ask."""
    word = word.lower()
    return word in KINDS and word not in _FOR_ALL


def parse(line: str) -> Order:
    """Read an order.

    Args:
        line: as it was written, with or without a colon or slash before it.

    Raises:
        Refused: `unknown-order`, with the nearest one; `bad-order`, with how it is written.
    """
    word, rest = _split(line.strip().removeprefix(":").removeprefix("/"))
    kind = kind_called(word)
    if not kind.needs:
        if rest:
            raise Refused("bad-order", f"Nothing was done: {usage(kind)} takes no words behind it.")
        return Order(kind)
    if not rest and not kind.needs.startswith("["):
        raise Refused("bad-order", f"Not complete; it goes like this: {_form(kind)}")
    match kind.needs.partition(" ")[0]:
        case "TEXT":
            return Order(kind, text=rest)
        case "[REASON]":
            return Order(kind, text=_reason(rest))
        case "SECONDS|off":
            return Order(kind, lasts_ms=_slow_ms(kind, rest))
    what, rest = _what(kind, rest)
    if rest and "REASON" not in kind.needs:
        raise Refused("bad-order", f"Only one at a time; it goes like this: {_form(kind)}")
    if len(what) > TARGET_LIMIT_CHARS:
        raise Refused("bad-order", f"{_too_long(kind)}; it goes like this: {usage(kind)}")
    lasts_ms = kind.lasts_ms
    if "[TIME]" in kind.needs:
        word, after = _split(rest)
        if is_duration(word):
            lasts_ms, rest = duration_ms(word), after
        elif word.removeprefix("-")[:1].isdecimal():
            raise Refused("bad-order", f"{brief(word, 20)} is no time; times are {FORMS}.")
    return Order(kind, what, lasts_ms, _reason(rest))


def kind_called(word: str) -> Kind:
    """The order of that name, however large its letters are.

    Raises:
        Refused: `unknown-order`, with the nearest one.
    """
    kind = KINDS.get(word.lower())
    if kind is None:
        raise Refused("unknown-order", _unknown(word))
    return kind


def usage(kind: Kind) -> str:
    """How an order is written."""
    return f":{kind.name} {kind.needs}".rstrip()


def help_text(word: str = "", *, host: bool) -> str:
    """What one order does, or all of those that somebody may give.

    Raises:
        Refused: `unknown-order`.
    """
    if word:
        kind = kind_called(word.lstrip(":/"))
        more = kind.more.replace("\n", "\n  ")
        return f"{usage(kind)}: {kind.help}\n  {more}"
    unfit = {"announce"} if host else {kind.name for kind in KINDS.values() if kind.host_only}
    unfit |= set() if host else set(_FOR_ALL)
    kinds = [kind for kind in KINDS.values() if kind.name not in unfit]
    column = max(len(usage(kind)) for kind in kinds) + 2
    return "\n".join(f"{usage(kind):{column}}{kind.help}" for kind in kinds)


def complete(line: str, names: Iterable[str], rooms: Iterable[str] = ()) -> list[str]:
    """What the last word of a half-typed order may become, whole words.

    Args:
        line: up to the cursor, with its colon or slash.
        names: of all who are here.
        rooms: which there are.
    """
    if line[:1] not in (":", "/"):
        return []
    word, space, rest = line[1:].partition(" ")
    if not space:
        return [line[0] + name for name in KINDS if name.startswith(word.lower())]
    kind = KINDS.get(word.lower())
    if kind is None or " " in rest:
        return []
    if kind.name == "help":
        return [name for name in KINDS if name.startswith(rest.lower())]
    if kind.needs == "ROOM":
        begun = rest.removeprefix("#").lower()
        return [room for room in rooms if room.startswith(begun) and room != LOBBY]
    if "NAME" not in kind.needs:
        return ["off"] if kind.name == "slow" and "off".startswith(rest) else []
    begun = rest.removeprefix("@").lower()
    return sorted(name for name in names if name.lower().startswith(begun))


def _form(kind: Kind) -> str:
    """How an order is written, and an example of it."""
    example = kind.more.partition(EXAMPLE)[2]
    return f"{usage(kind)}, as in {example}" if example else usage(kind)


def _unknown(word: str) -> str:
    if not word:
        return "Nothing is ordered; :help tells what can be."
    meant = _MEANT.get(word.lower())
    likely = [meant] if meant else nearest(word.lower(), KINDS)
    hint = f"did you mean :{likely[0]}?" if likely else ":help tells what there is."
    if word.lower() in _WHISPERS:
        hint = "the host whispers to nobody, and talks to everybody by :say TEXT."
    return f"There is no order “{brief(word, 40)}”; {hint}"


def _too_long(kind: Kind) -> str:
    """What is wrong with more than TARGET_LIMIT_CHARS in place of what an order is about."""
    nothings = {"[ORDER]": "There is no such order", "ROOM": "No room is called that"}
    return nothings.get(kind.needs.partition(" ")[0], "Nobody is called that")


def _split(text: str) -> tuple[str, str]:
    """The first word, and the rest."""
    word, *rest = text.split(maxsplit=1) or [""]
    return word, rest[0].strip() if rest else ""


def _what(kind: Kind, text: str) -> tuple[str, str]:
    """Whom or what an order is about, without the @ that may stand before a name; and the rest.

    Raises:
        Refused: `bad-order`, a time stands where the name belongs; with an @ it is a name.
    """
    what, rest = _split(text)
    if "[TIME]" in kind.needs and is_duration(what):
        way = f"it goes like this: {usage(kind)}; @{what} if somebody is called that"
        raise Refused("bad-order", f"{what} is a time; {way}.")
    if "NAME" in kind.needs:
        what = what.removeprefix("@") or what
    return what, rest


def _reason(text: str) -> str:
    return cut(clean(" ".join(text[: 4 * REASON_LIMIT_CHARS].split())), REASON_LIMIT_CHARS)


def _slow_ms(kind: Kind, text: str) -> int:
    """The pause between two messages; 0 for off."""
    text = text.lower()
    if text == "off":
        return 0
    if is_duration(text):
        ms = duration_ms(text)
        text = "" if ms is None else str(ms // 1000)
    text = text.removesuffix("s")
    if text.isascii() and text.isdecimal() and len(text) < 6 and int(text) <= SLOW_LIMIT_S:
        return int(text) * 1000
    form = f"{usage(kind)}, or 90s or 10m"
    raise Refused("bad-order", f"It goes like this: {form}, up to {SLOW_LIMIT_S} seconds.")
