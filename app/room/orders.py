"""Orders: what keeps order in the chat, as the host and operators write it. One table of them all.

Knows how an order is written, and who may give it; what it does is `keeper.py`'s.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from app.errors import Refused
from app.nearest import nearest
from app.room.durations import FORMS, duration_ms, is_duration
from app.text import brief, clean, cut

REASON_LIMIT_CHARS = 200
TARGET_LIMIT_CHARS = 100
SLOW_LIMIT_S = 3600
BAN_MS = 60 * 60 * 1000
"""How long a ban is if it says nothing of it."""
MUTE_MS = 10 * 60 * 1000
"""The same for a mute."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One row of the table.

    Attributes:
        name: the order's word.
        needs: what follows it: WHAT, TIME, REASON, TEXT, SECONDS, in [] what may be left out.
        help: what it does.
        host_only: whether operators may not give it.
        lasts_ms: how long it holds if nothing is said of it.
    """

    name: str
    needs: str
    help: str
    host_only: bool = False
    lasts_ms: int | None = None


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


KINDS = {
    kind.name: kind
    for kind in (
        Kind("kick", "NAME [REASON]", "let somebody go, who may come back in half a minute"),
        Kind("ban", "NAME|ADDRESS [TIME] [REASON]", "keep somebody out, for 1h", lasts_ms=BAN_MS),
        Kind("unban", "NAME|ADDRESS", "end a ban"),
        Kind("bans", "", "who is kept out"),
        Kind("mute", "NAME [TIME] [REASON]", "let somebody only listen, for 10m", lasts_ms=MUTE_MS),
        Kind("unmute", "NAME", "let somebody talk again"),
        Kind("slow", "SECONDS|off", "one message each so many seconds for everybody"),
        Kind("lock", "[REASON]", "let nobody new come in"),
        Kind("unlock", "", "let people come in again"),
        Kind("say", "TEXT", "tell everybody something, as the host", host_only=True),
        Kind("announce", "TEXT", "tell everybody something, as an operator"),
        Kind("who", "[NAME]", "who is here, in all rooms"),
        Kind("rooms", "", "which rooms there are"),
        Kind("stats", "", "how the server does"),
        Kind("op", "NAME", "make somebody an operator", host_only=True),
        Kind("deop", "NAME", "make somebody no operator any more", host_only=True),
        Kind("ops", "", "who is an operator"),
        Kind("stop", "", "stop the server", host_only=True),
        Kind("orders", "", "all of these"),
        Kind("help", "[ORDER]", "the same, or what one of them does"),
    )
}
"""All orders there are, in the order of the help."""

_FOR_ALL = ("who", "rooms", "help", "say")
"""Words that mean something else where they are typed by others than the host."""
_MEANT = {"quit": "stop", "exit": "stop", "remove": "kick", "unop": "deop", "list": "who"}


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
    kind = KINDS.get(word.lower())
    if kind is None:
        raise Refused("unknown-order", _unknown(word))
    if not kind.needs:
        return Order(kind)
    if not rest and not kind.needs.startswith("["):
        raise Refused("bad-order", f"Not complete; it goes like this: {usage(kind)}")
    match kind.needs.partition(" ")[0]:
        case "TEXT":
            return Order(kind, text=rest)
        case "[REASON]":
            return Order(kind, text=_reason(rest))
        case "SECONDS|off":
            return Order(kind, lasts_ms=_slow_ms(kind, rest))
    what, rest = _split(rest)
    if len(what) > TARGET_LIMIT_CHARS:
        raise Refused("bad-order", f"Nobody is called that; it goes like this: {usage(kind)}")
    lasts_ms = kind.lasts_ms
    if "[TIME]" in kind.needs:
        word, after = _split(rest)
        if is_duration(word):
            lasts_ms, rest = duration_ms(word), after
        elif word[:1].isdecimal() and word[:-1].isdecimal():
            raise Refused("bad-order", f"{brief(word, 20)} is no time; times are {FORMS}.")
    return Order(kind, what, lasts_ms, _reason(rest))


def usage(kind: Kind) -> str:
    """How an order is written."""
    return f":{kind.name} {kind.needs}".rstrip()


def help_text(word: str = "", *, host: bool) -> str:
    """What one order does, or all of those that somebody may give.

    Raises:
        Refused: `unknown-order`.
    """
    if word:
        kind = KINDS.get(word.lower().lstrip(":/"))
        if kind is None:
            raise Refused("unknown-order", _unknown(word))
        return f"{usage(kind)}: {kind.help}"
    unfit = {"announce"} if host else {kind.name for kind in KINDS.values() if kind.host_only}
    unfit |= set() if host else set(_FOR_ALL)
    kinds = [kind for kind in KINDS.values() if kind.name not in unfit]
    column = max(len(usage(kind)) for kind in kinds) + 2
    return "\n".join(f"{usage(kind):{column}}{kind.help}" for kind in kinds)


def complete(line: str, names: Iterable[str]) -> list[str]:
    """What the last word of a half-typed order may become, whole words.

    Args:
        line: up to the cursor, with its colon or slash.
        names: of all who are here.
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
    if "NAME" not in kind.needs:
        return ["off"] if kind.name == "slow" and "off".startswith(rest) else []
    return sorted(name for name in names if name.lower().startswith(rest.lower()))


def _unknown(word: str) -> str:
    if not word:
        return "Nothing is ordered; :help tells what can be."
    meant = _MEANT.get(word.lower())
    likely = [meant] if meant else nearest(word.lower(), KINDS)
    hint = f"did you mean :{likely[0]}?" if likely else ":help tells what there is."
    return f"There is no order “{brief(word, 40)}”; {hint}"


def _split(text: str) -> tuple[str, str]:
    """The first word, and the rest."""
    word, *rest = text.split(maxsplit=1) or [""]
    return word, rest[0].strip() if rest else ""


def _reason(text: str) -> str:
    return cut(clean(" ".join(text[: 4 * REASON_LIMIT_CHARS].split())), REASON_LIMIT_CHARS)


def _slow_ms(kind: Kind, text: str) -> int:
    """The pause between two messages; 0 for off."""
    text = text.lower().removesuffix("s")
    if text == "off":
        return 0
    if text.isascii() and text.isdecimal() and len(text) < 6 and int(text) <= SLOW_LIMIT_S:
        return int(text) * 1000
    raise Refused("bad-order", f"It goes like this: {usage(kind)}, up to {SLOW_LIMIT_S}.")
