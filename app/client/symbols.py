"""The signs beyond ASCII that the client itself writes, and what stands for them in ASCII. Pure.

Here alone it is decided which it is: whoever writes one asks `symbols()` for it when it is needed.
What other people say stays as it is.
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
