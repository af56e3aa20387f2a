"""Who may be called what. Knows names and who has them taken; nothing of rooms or sockets."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import count

from app.errors import Refused
from app.text import clean, cut, fold, width

ASKED_LIMIT_CHARS = 200
"""What is looked at of a name that somebody asks for; a valid one, however it is written, has
fewer characters. Unicode's normal forms of a long tangle of marks take a second."""
NAME_LIMIT_COLUMNS = 24
NAME_LIMIT_MARKS = 3
"""Combining marks in a row; Thai and Vietnamese need two."""

SUFFIX_TRIES = 16
KNOWN_LIMIT_CHARS = 1024
"""Of how many characters it is kept what they are: a crowd's names are made of few."""

RESERVED = frozenset(
    "server system host admin administrator moderator operator everyone everybody all here "
    "nobody somebody you me notice error".split()
)

_LETTERS = frozenset(("Lu", "Ll", "Lt", "Lo", "Lm", "Nd"))
_MARKS = frozenset(("Mn", "Mc"))
# Variation selectors are marks, yet nothing is to be seen of them.
_SELECTORS = frozenset(
    map(chr, (*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))
)
# Scripts that are written together (UTS #39, "highly restrictive"), by the first word of their
# characters' Unicode names, since Python's standard library does not have the Script property.
_TOGETHER = (
    frozenset(("LATIN", "CJK", "HIRAGANA", "KATAKANA")),
    frozenset(("LATIN", "CJK", "HANGUL")),
    frozenset(("LATIN", "CJK", "BOPOMOFO")),
)


def check(name: str) -> str:
    """The valid form (NFKC) of a name that somebody asked for.

    Raises:
        Refused: `bad-name`, with what is wrong; `name-reserved`.
    """
    name = unicodedata.normalize("NFKC", cut(name.strip(), ASKED_LIMIT_CHARS))
    fault = _fault(name)
    if fault:
        raise Refused("bad-name", f"A name {fault}.")
    if key(name) in RESERVED:
        raise Refused("name-reserved", f"The name {name} is not for people; take another.")
    return name


def suggest(text: str) -> str:
    """A valid name made of any text, such as a system's user name (`DOMAIN\\Ana Müller`)."""
    text = unicodedata.normalize("NFKC", text.strip()[:ASKED_LIMIT_CHARS])[:ASKED_LIMIT_CHARS]
    text = text.rpartition("\\")[2]
    text = text.partition("@")[0] or text
    text = re.sub(r"\s+", "-", text.strip())
    for wanted in (text, text.encode("ascii", "ignore").decode("ascii")):
        kept = "".join(c for c in wanted if _is_letter(c) or _is_mark(c) or c in "-_.")
        name = unicodedata.normalize("NFKC", kept.lstrip("-_."))
        short = _shorten(name, NAME_LIMIT_COLUMNS).rstrip("-_.")
        if not _fault(short):
            return short
    return "guest"


def key(name: str) -> str:
    """What two names must not share. Confusable letters will be folded here too."""
    return fold(name[:ASKED_LIMIT_CHARS])


class Names:
    """The names in use, each with the id of the one who has it. Not for several threads."""

    def __init__(self) -> None:
        """Start with all names free."""
        self._taken: dict[str, int] = {}
        self._guests = count(1)
        self._suffixes = count(SUFFIX_TRIES + 2)

    def take(self, name: str, owner: int) -> None:
        """Give `name`, a checked one, to `owner`.

        Raises:
            Refused: `name-taken`, if another has it.
        """
        if self._taken.setdefault(key(name), owner) != owner:
            raise Refused("name-taken", f"The name {name} is taken; take another.")

    def assign(self, wanted: str, owner: int) -> str:
        """Give `owner` the name it wants or, if that cannot be, the next free one like it.

        Without a wish it becomes `guest-7` or so. Never fails.
        """
        if not wanted.strip():
            return self._first_free((f"guest-{n}" for n in self._guests), owner)
        base = suggest(wanted)
        if key(base) not in RESERVED and self._try(base, owner):
            return base
        return self._first_free((_with_suffix(base, n) for n in self._numbers()), owner)

    def owner(self, name: str) -> int | None:
        """Who has `name`, in whatever case; None if nobody has."""
        return self._taken.get(key(name))

    def free(self, name: str, owner: int) -> None:
        """Give `name` back, if it is `owner`'s."""
        if self._taken.get(key(name)) == owner:
            del self._taken[key(name)]

    def hand_over(self, name: str, owner: int) -> None:
        """Let `owner` have `name`, whoever had it: the same session on a new connection."""
        self._taken[key(name)] = owner

    def _try(self, name: str, owner: int) -> bool:
        return self._taken.setdefault(key(name), owner) == owner

    def _first_free(self, names: Iterator[str], owner: int) -> str:
        return next(name for name in names if self._try(name, owner))

    def _numbers(self) -> Iterator[int]:
        """Small numbers first, then ever new ones.

        So a thousand of one name do not each try all numbers again.
        """
        yield from range(2, SUFFIX_TRIES + 2)
        yield from self._suffixes


def _fault(name: str) -> str:
    """What is wrong with a name, as the rest of a sentence that begins with "A name"."""
    if not name:
        return "needs at least one letter or digit"
    if width(name) > NAME_LIMIT_COLUMNS:
        return f"has at most {NAME_LIMIT_COLUMNS} letters (wide ones count as two)"
    marks = 0
    scripts: set[str] = set()
    for char in name:
        marks = marks + 1 if _is_mark(char) else 0
        if _is_letter(char):
            if not char.isascii() or char.isalpha():
                scripts.add(_script(char))
        elif not marks and char not in "-_.":
            return "has letters, digits and - _ . only"
        if marks > NAME_LIMIT_MARKS:
            return f"has at most {NAME_LIMIT_MARKS} marks on a letter"
    if not _is_letter(name[0]):
        return "begins with a letter or a digit"
    if len(scripts) > 1 and not any(scripts <= together for together in _TOGETHER):
        return "has letters of one script only"
    return ""


@lru_cache(KNOWN_LIMIT_CHARS)
def _is_letter(char: str) -> bool:
    """A letter or a digit, and one that is seen."""
    return unicodedata.category(char) in _LETTERS and clean(char) == char


@lru_cache(KNOWN_LIMIT_CHARS)
def _is_mark(char: str) -> bool:
    """A mark, and one that is seen."""
    shown = clean(char) == char and char not in _SELECTORS
    return unicodedata.category(char) in _MARKS and shown


@lru_cache(KNOWN_LIMIT_CHARS)
def _script(char: str) -> str:
    word = re.split(r"[ -]", unicodedata.name(char, "?"), maxsplit=1)[0]
    return "CJK" if word == "IDEOGRAPHIC" else word


def _shorten(name: str, columns: int) -> str:
    while width(name) > columns:
        name = name[:-1]
    return name


def _with_suffix(base: str, number: int) -> str:
    suffix = f"-{number}"
    return _shorten(base, NAME_LIMIT_COLUMNS - len(suffix)) + suffix
