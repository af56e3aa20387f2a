"""The one sanitiser: the only way from outside text to a terminal, a log or a window title.

It knows Unicode and nothing else: no message, no terminal, no styling. What comes out of
`clean` holds printable characters and plain spaces only (and `\\n` where it was asked for), so
that nothing in it can move a cursor, colour or hide text, or turn its direction around:

- C0 controls become their visible pictures (ESC is shown as ␛), a tab becomes four spaces;
- every other character that is not printable is shown as its escape (`\\x9b`, `\\u202e`);
- hints that have no look of their own (soft hyphen, zero-width space, marks of direction) go;
- joiners stay where they have a meaning: within an emoji, and in scripts that need them;
- at most COMBINING_LIMIT_MARKS marks stand on one character, so that no tower of them covers
  the lines above, and no long row of them takes long to normalise.

Cleaning twice changes nothing. No text is gone through here character by character: that takes
long, anybody may send any text, and all others wait meanwhile.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from itertools import chain

COMBINING_LIMIT_MARKS = 8
"""How many combining marks one character may carry; real scripts need at most five."""

TAB = "    "

# Hints without a look; they do not end a row of marks.
_HINTS = "\u00ad\u200b\u200e\u200f\u061c\u2060\u2061\u2062\u2063\u2064\ufeff"
# Marks, and yet nothing is to be seen of them.
_UNSEEN_MARKS = "\u034f\u17b4\u17b5"
# Letters by their category, yet nothing is to be seen of them: good for nothing but fooling.
_FILLERS = "\u115f\u1160\u3164\uffa0"
_C0 = {chr(number): chr(0x2400 + number) for number in range(32)} | {"\t": TAB, "\x7f": "\u2421"}
# Letters by their category, too, but normalised they are marks.
_HALF_WIDTH_MARKS = "\uff9e\uff9f"
_ZWNJ, _ZWJ = "\u200c", "\u200d"
_TAGS = "".join(map(chr, range(0xE0020, 0xE0080)))
_SYMBOLS = ("So", "Sm")
_MEANT_TO_GO_ON = _ZWNJ + _ZWJ + _TAGS
_LOOKLESS = frozenset(f"\n{_MEANT_TO_GO_ON}")  # and yet each is kept where it may stand
_TAG = re.compile("[\U000e0020-\U000e007f]")
# The tags that make a flag of the black one (UTS #51, ED-14a).
_FLAG = re.compile("(\U0001f3f4[\U000e0020-\U000e007e]{1,8}\U000e007f)")


def clean(text: str, *, newlines: bool = False) -> str:
    """Make `text` safe to show, to store and to log.

    Args:
        text: anything, from anywhere.
        newlines: keep `\\n` (a `\\r\\n` becomes one); otherwise a newline is shown as ␊.
    """
    if text.isascii() and text.isprintable():
        return text
    text = text.replace("\r\n", "\n") if newlines else text.replace("\n", _C0["\n"])
    if _is_clean(text):
        return text
    return _cleaned(text)


def clean_line(text: str) -> str:
    """Make `text` safe and one line: line ends become a space. For names, reasons and titles."""
    return clean(" ".join(text.splitlines()))


def width(text: str) -> int:
    """How many columns a *name* takes: letters, digits and marks, wide ones counted as two.

    Good for aligning lines, not for drawing them: emoji sequences are the terminal's affair.
    """
    if text.isascii():
        return len(text)
    return sum(
        0 if _is_mark(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )


def fold(text: str) -> str:
    """The form in which two texts that differ only in case or width are equal.

    NFKC and casefold, twice over, as Unicode's toNFKC_Casefold has it (UAX #31, section 5).
    """
    for _ in range(2):
        text = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFKC", text)


def cut(text: str, limit: int) -> str:
    """At most `limit` characters of `text`, with an ellipsis where something went.

    What is clean stays clean: no joiner and no half of a flag's tags is left before the ellipsis.
    """
    if len(text) <= limit:
        return text
    return text[: max(0, limit - 1)].rstrip(_MEANT_TO_GO_ON) + "…"


def brief(text: str, limit: int) -> str:
    """The beginning of `text`, safe and one line: at most `limit` characters.

    However long the text is, no more of it is looked at than that may take.
    """
    return cut(clean_line(text[: 4 * limit]), limit)


def _is_clean(text: str) -> bool:
    """Whether a text is surely clean; of one with tags or new emoji that is not told here."""
    line = text.replace("\n", "")
    bare = line.replace(_ZWNJ, "").replace(_ZWJ, "")
    if not bare.isprintable() or any(char in bare for char in _FILLERS + _UNSEEN_MARKS):
        return False
    if bare.isascii() and len(bare) == len(line):
        return True
    rules = _rules()
    return not (
        rules.tower.search(text) or (len(bare) < len(line) and rules.joins_nothing.search(text))
    )


def _cleaned(text: str) -> str:
    """Apply each rule to the whole text, in an order in which none misleads the next."""
    if not text.isascii():
        rules = _rules()
        if _TAG.search(text):
            pieces = _FLAG.split(text)
            pieces[::2] = [_each(_untagged, piece) for piece in pieces[::2]]
            text = "".join(pieces)
        text = rules.tower.sub(r"\1", text)
        text = rules.leads_nowhere.sub("", text)  # before what comes next is changed
        text = rules.unseen.sub("", text)
        text = rules.joins_nothing.sub("", text)  # behind what is left
    return _each(_shown, text)


def _each(shown: Callable[[str], str], text: str) -> str:
    """`text` with each character as it is shown; each that there is is asked for once."""
    return text.translate({ord(char): shown(char) for char in set(text)})


@dataclass(frozen=True, slots=True)
class _Rules:
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
def _rules() -> _Rules:
    """Made of this Python's tables, which takes some milliseconds: once, and only if it has to."""
    joiner = _ZWNJ + _ZWJ
    # Arabic to Khmer and Mongolian: the scripts that use joiners.
    letter = _class(c for c in map(chr, range(0x600, 0x18B0)) if _is_joining_letter(c))
    symbols = (c for c in map(chr, range(0x2190, 0x2C00)) if unicodedata.category(c) in _SYMBOLS)
    # The pictures of controls are symbols.
    emoji = _class(chain(_C0.keys() - {"\t", "\n"}, symbols)) + "\U0001f000-\U0001faff"
    low = _marks(range(0x300, 0x3100), range(0xA600, 0xAC00), range(0xFB00, 0x10000))
    high = _marks(range(0x10000, 0x1F000), range(0xE0100, 0xE01F0))
    # The first plane's are looked up; others are compared one by one, so as few as can be.
    high_planes = "\U00010000-\U0001efff\U000e0100-\U000e01ef"
    mark = f"(?:[{low}]|(?=[{high_planes}])(?!\\w)[{high}])"
    first = f"[{low}{high_planes}](?<={mark})(?<![{low}].)"
    between = f"[{joiner}{_HINTS}]"
    more = f"(?:{between}*+{mark}){{{COMBINING_LIMIT_MARKS - 1}}}"
    tower = f"({first}{more})(?:{between}|{mark})++"
    # A skin tone or a variation selector may stand between the emoji and its joiner.
    joined = f"(?<=[{letter}].)[{letter}]|(?<=[{emoji}\ufe0f]{_ZWJ})[{emoji}]"
    joins_nothing = f"[{joiner}](?!{joined})"
    return _Rules(
        tower=re.compile(tower),
        leads_nowhere=re.compile(f"[{joiner}](?![{letter}{emoji}])"),
        unseen=re.compile(f"[{_UNSEEN_MARKS}]"),
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


def _untagged(char: str) -> str:
    return _escape(char) if _TAG.match(char) else char


def _shown(char: str) -> str:
    """What is shown for one character, where it may stand."""
    if char.isprintable():
        return _escape(char) if char in _FILLERS else char
    if char in _LOOKLESS or _is_new_emoji(char):
        return char
    if char in _HINTS:
        return ""
    if unicodedata.category(char) == "Zs":
        return "  " if char == "\u3000" else " "
    return _C0.get(char) or _escape(char)


def _escape(char: str) -> str:
    return char.encode("ascii", "backslashreplace").decode("ascii")


def _is_mark(char: str) -> bool:
    return unicodedata.category(char) in ("Mn", "Me")


def _combines(char: str) -> bool:
    """Whether it is a mark, or what Unicode's normalisation sorts among marks.

    Sorting takes the square of how many stand in a row. Vowel signs that take a place of their own
    are not among them.
    """
    category = unicodedata.category(char)
    if category[0] == "M":
        return category != "Mc" or unicodedata.combining(char) != 0
    return char in _HALF_WIDTH_MARKS


def _is_new_emoji(char: str) -> bool:
    """Reserved for emoji (UTS #51), so that those newer than this Python's tables are shown."""
    return "\U0001f000" <= char <= "\U0001faff" and unicodedata.category(char) == "Cn"


def _is_joining_letter(char: str) -> bool:
    return unicodedata.category(char)[0] in "LM" and char not in _FILLERS + _UNSEEN_MARKS


def encodable(text: str) -> str:
    """`text` without lone surrogates, which no encoding has; each becomes `?`.

    Python makes them of bytes from a terminal or a command line that are not UTF-8.
    """
    return text.encode("utf-8", "replace").decode("utf-8")


def listing(names: list[str], count: int, last: str = "and") -> str:
    """Tell of `count` people, some of them by name: "ana and bo", "ana, bo and 11 others".

    Args:
        names: those that are named.
        count: how many there are in all.
        last: the word before the last part.
    """
    more = count - len(names)
    parts = [*names, f"{more} other{'s' if more > 1 else ''}"] if more > 0 else names
    return f" {last} ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))
