"""What may be a name, and how one is made of any text.

Knows letters and scripts; nothing of who has which name (`names.py`), of rooms or sockets.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

from app.errors import Refused
from app.room.lookalikes import ENDS, UNSEEN, bare, looks, skeleton
from app.text import clean, cut, fold, width

ASKED_LIMIT_CHARS = 200
"""What is looked at of a name that somebody asks for; a valid one, however it is written, has
fewer characters. Unicode's normal forms of a long tangle of marks take a second."""
NAME_LIMIT_COLUMNS = 24
NAME_LIMIT_MARKS = 3
"""Combining marks in a row; Thai and Vietnamese need two."""

KNOWN_LIMIT_CHARS = 1024
"""Of how many characters it is kept what they are: a crowd's names are made of few."""

RESERVED = frozenset(
    "server system host admin administrator moderator operator everyone everybody all here "
    "nobody somebody you me notice error".split()
)

# Most names: good as they are.
_PLAIN = re.compile(rf"[A-Za-z0-9]([A-Za-z0-9._-]{{,{NAME_LIMIT_COLUMNS - 2}}}[A-Za-z0-9])?")
_LETTERS = frozenset(("Lu", "Ll", "Lt", "Lo", "Lm", "Nd"))
_MARKS = frozenset(("Mn", "Mc"))
# Variation selectors, and Khitan's filler, are marks, and two blanks among the hieroglyphs are
# letters, yet nothing is to be seen of them.
_INVISIBLE = frozenset(
    map(chr, (*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))
) | frozenset("\U00013441\U00013442\U00016fe4")
_NO_BORDER = "-_" + ENDS + "".join(UNSEEN)
"""What is left out at both ends of a name that is made of any text."""
_MARKS_OF_ALL = frozenset(("COMBINING", "VEDIC"))
"""What the Unicode names of those marks begin with that stand on letters of several scripts."""
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
    fault = fault_of(name)
    if fault:
        raise Refused("bad-name", f"A name {fault}.")
    if is_reserved(name):
        raise Refused("name-reserved", f"The name {name} is not for people; take another.")
    return name


def suggest(text: str) -> str:
    """A valid name made of any text, such as a system's user name (`DOMAIN\\Ana Müller`)."""
    if _PLAIN.fullmatch(text):
        return text
    text = unicodedata.normalize("NFKC", text.strip()[:ASKED_LIMIT_CHARS])[:ASKED_LIMIT_CHARS]
    text = text.rpartition("\\")[2]
    text = text.partition("@")[0] or text
    text = re.sub(r"\s+", "-", text.strip())
    for wanted in (text, text.encode("ascii", "ignore").decode("ascii")):
        kept = "".join(c for c in wanted if _is_letter(c) or _is_mark(c) or c in "-_.")
        name = unicodedata.normalize("NFKC", kept.lstrip(_NO_BORDER))
        short = shorten(name, NAME_LIMIT_COLUMNS).rstrip(_NO_BORDER)
        if not fault_of(short):
            return short
    return "guest"


def key(name: str) -> str:
    """What a name is found by: equal for those that differ only in case or width."""
    name = name[:ASKED_LIMIT_CHARS]
    return name.lower() if name.isascii() else fold(name)


def is_reserved(name: str) -> bool:
    """Whether a name looks like a reserved one.

    Among capitals alone, an I looks like an l only in a word as people write it: AII is "All",
    ALI is not.
    """
    name = bare(name)
    if _reserved_looks().isdisjoint(looks(name)):
        return False
    if not name.isupper() or skeleton(name) in _reserved_skeletons():
        return True
    return not _reserved_looks().isdisjoint(looks(key(name)))


@cache
def _reserved_looks() -> frozenset[str]:
    return frozenset(look for name in _reserved_as_written() for look in looks(name))


@cache
def _reserved_skeletons() -> frozenset[str]:
    return frozenset(map(skeleton, _reserved_as_written()))


def _reserved_as_written() -> Iterator[str]:
    for name in RESERVED:
        yield from (name, name.title(), name.upper())


def fault_of(name: str) -> str:
    """What is wrong with a name, as the rest of a sentence that begins with "A name".

    Args:
        name: in NFKC.

    Returns:
        "" if nothing is.
    """
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
    if not (_is_letter(name[0]) and bare(name[0])):
        return "begins with a letter or a digit"
    if len(scripts) > 1 and not any(scripts <= together for together in _TOGETHER):
        return "has letters of one script only"
    if any(_is_mark(char) and _script(char) not in (*scripts, *_MARKS_OF_ALL) for char in name):
        return "has marks of its letters' script only"
    return ""


@lru_cache(KNOWN_LIMIT_CHARS)
def _is_letter(char: str) -> bool:
    """A letter or a digit, and one that is seen."""
    shown = clean(char) == char and char not in _INVISIBLE
    return unicodedata.category(char) in _LETTERS and shown


@lru_cache(KNOWN_LIMIT_CHARS)
def _is_mark(char: str) -> bool:
    """A mark, and one that is seen."""
    shown = clean(char) == char and char not in _INVISIBLE
    return unicodedata.category(char) in _MARKS and shown


@lru_cache(KNOWN_LIMIT_CHARS)
def _script(char: str) -> str:
    word = re.split(r"[ -]", unicodedata.name(char, "?"), maxsplit=1)[0]
    return "CJK" if word == "IDEOGRAPHIC" else word


def shorten(name: str, columns: int) -> str:
    """The beginning of a name, at most `columns` wide."""
    while width(name) > columns:
        name = name[:-1]
    return name
