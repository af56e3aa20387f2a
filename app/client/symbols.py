"""The signs beyond ASCII that the client itself writes, and what stands for them in ASCII.

Which of both it is belongs to the terminal, of which a process has one: so it is kept here, for the
whole process, and not handed from one to the next. `cli.py` alone says it, before anything is
shown and whenever `:set` changes it; whoever writes a sign asks `symbols()` for it when it is
needed. What other people say stays as it is. Knows no terminal, only what its encoding is called.
"""

from dataclasses import dataclass

from app import text


@dataclass(frozen=True, slots=True)
class Symbols:
    """What is written for each sign."""

    more: str = "…"
    """Something was left out, or is not over."""
    dot: str = "·"
    """Between things in a row."""
    open: str = "“"
    close: str = "”"
    dash: str = "–"
    rule: str = "─"
    """A line is made of it."""
    mark: str = "»"
    """Before what is meant for oneself."""


UNICODE = Symbols()
ASCII = Symbols(more="...", dot="|", open='"', close='"', dash="-", rule="-", mark=">")
_NEEDED = "…·“”–─»"

_current = UNICODE


def symbols() -> Symbols:
    """The signs to write."""
    return _current


def use_ascii(*, on: bool) -> None:
    """Say which signs are to be written from now on."""
    global _current
    _current = ASCII if on else UNICODE


def needs_ascii(encoding: str | None) -> bool:
    """Whether a terminal with this encoding cannot show the signs."""
    try:
        _NEEDED.encode(encoding or "ascii")
    except (UnicodeError, LookupError):
        return True
    return False


def cut(whole: str, limit: int) -> str:
    """At most `limit` characters, as `app.text.cut` does it, with the sign that is in use."""
    more = _current.more
    if len(whole) <= limit or more == UNICODE.more:
        return text.cut(whole, limit)
    return text.cut(whole, max(1, limit - len(more) + 1))[:-1] + more
