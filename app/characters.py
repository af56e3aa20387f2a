"""What Unicode says of characters that mislead where they stand: marks, joiners, what is unseen.

Made of this Python's tables. Knows characters and patterns of them; what is done with a text is
`text.py`'s.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import chain

COMBINING_LIMIT_MARKS = 8
"""How many combining marks one character may carry; real scripts need at most five."""

TAB = "    "
"""What a tab becomes."""

# Hints without a look; they do not end a row of marks.
HINTS = "\u00ad\u200b\u200e\u200f\u061c\u2060\u2061\u2062\u2063\u2064\ufeff"
# Marks, and yet nothing is to be seen of them.
UNSEEN_MARKS = "\u034f\u17b4\u17b5"
# Letters by their category, yet nothing is to be seen of them: good for nothing but fooling.
FILLERS = "\u115f\u1160\u3164\uffa0"
_C0 = {chr(number): chr(0x2400 + number) for number in range(32)}
PICTURES = _C0 | {"\t": TAB, "\x7f": "\u2421"}
"""What is shown for a control character."""
# Letters by their category, too, but normalised they are marks.
_HALF_WIDTH_MARKS = "\uff9e\uff9f"
ZWNJ, ZWJ = "\u200c", "\u200d"
_SYMBOLS = ("So", "Sm")


@dataclass(frozen=True, slots=True)
class Patterns:
    """For what depends on where a character stands.

    Attributes:
        tower: as many marks in a row as may be, the group, and those that are too many.
        leads_nowhere: a joiner before what it cannot join.
        unseen: a mark of which nothing is to be seen.
        joins_nothing: a joiner that does not stand between two that it can join.
    """

    tower: re.Pattern[str]
    leads_nowhere: re.Pattern[str]
    unseen: re.Pattern[str]
    joins_nothing: re.Pattern[str]


@cache
def patterns() -> Patterns:
    """The patterns, made once, and only if they have to be: that takes some milliseconds."""
    joiner = ZWNJ + ZWJ
    # Arabic to Khmer and Mongolian: the scripts that use joiners.
    letter = _class(c for c in map(chr, range(0x600, 0x18B0)) if _is_joining_letter(c))
    symbols = (c for c in map(chr, range(0x2190, 0x2C00)) if unicodedata.category(c) in _SYMBOLS)
    # The pictures of controls are symbols.
    emoji = _class(chain(PICTURES.keys() - {"\t", "\n"}, symbols)) + "\U0001f000-\U0001faff"
    low = _marks(range(0x300, 0x3100), range(0xA600, 0xAC00), range(0xFB00, 0x10000))
    high = _marks(range(0x10000, 0x1F000), range(0xE0100, 0xE01F0))
    # The first plane's are looked up; others are compared one by one, so as few as can be.
    high_planes = "\U00010000-\U0001efff\U000e0100-\U000e01ef"
    mark = f"(?:[{low}]|(?=[{high_planes}])(?!\\w)[{high}])"
    first = f"[{low}{high_planes}](?<={mark})(?<![{low}].)"
    between = f"[{joiner}{HINTS}]"
    more = f"(?:{between}*+{mark}){{{COMBINING_LIMIT_MARKS - 1}}}"
    tower = f"({first}{more})(?:{between}|{mark})++"
    # A skin tone or a variation selector may stand between the emoji and its joiner.
    joined = f"(?<=[{letter}].)[{letter}]|(?<=[{emoji}\ufe0f]{ZWJ})[{emoji}]"
    joins_nothing = f"[{joiner}](?!{joined})"
    return Patterns(
        tower=re.compile(tower),
        leads_nowhere=re.compile(f"[{joiner}](?![{letter}{emoji}])"),
        unseen=re.compile(f"[{UNSEEN_MARKS}]"),
        joins_nothing=re.compile(joins_nothing),
    )


def _marks(*places: range) -> str:
    """What combines, of the characters that may."""
    return _class(filter(_combines, map(chr, chain(*places))))


def _class(chars: Iterable[str]) -> str:
    """What stands for these characters between the brackets of a regular expression."""
    rows: list[list[int]] = []
    for code in sorted(map(ord, chars)):
        if rows and code == rows[-1][1] + 1:
            rows[-1][1] = code
        else:
            rows.append([code, code])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in rows)


def _combines(char: str) -> bool:
    """Whether it is a mark, or what Unicode's normalisation sorts among marks.

    Sorting takes the square of how many stand in a row. Vowel signs that take a place of their own
    are not among them.
    """
    category = unicodedata.category(char)
    if category[0] == "M":
        return category != "Mc" or unicodedata.combining(char) != 0
    return char in _HALF_WIDTH_MARKS


def _is_joining_letter(char: str) -> bool:
    return unicodedata.category(char)[0] in "LM" and char not in FILLERS + UNSEEN_MARKS
