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
from collections.abc import Callable

from app.characters import FILLERS, HINTS, PICTURES, UNSEEN_MARKS, ZWJ, ZWNJ, patterns

_TAGS = "".join(map(chr, range(0xE0020, 0xE0080)))
_MEANT_TO_GO_ON = ZWNJ + ZWJ + _TAGS
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
    text = text.replace("\r\n", "\n") if newlines else text.replace("\n", PICTURES["\n"])
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
    bare = line.replace(ZWNJ, "").replace(ZWJ, "")
    if not bare.isprintable() or any(char in bare for char in FILLERS + UNSEEN_MARKS):
        return False
    if bare.isascii() and len(bare) == len(line):
        return True
    found = patterns()
    return not (
        found.tower.search(text) or (len(bare) < len(line) and found.joins_nothing.search(text))
    )


def _cleaned(text: str) -> str:
    """Apply each rule to the whole text, in an order in which none misleads the next."""
    if not text.isascii():
        found = patterns()
        if _TAG.search(text):
            pieces = _FLAG.split(text)
            pieces[::2] = [_each(_untagged, piece) for piece in pieces[::2]]
            text = "".join(pieces)
        text = found.tower.sub(r"\1", text)
        text = found.leads_nowhere.sub("", text)  # before what comes next is changed
        text = found.unseen.sub("", text)
        text = found.joins_nothing.sub("", text)  # behind what is left
    return _each(_shown, text)


def _each(shown: Callable[[str], str], text: str) -> str:
    """`text` with each character as it is shown; each that there is is asked for once."""
    return text.translate({ord(char): shown(char) for char in set(text)})


def _untagged(char: str) -> str:
    return _escape(char) if _TAG.match(char) else char


def _shown(char: str) -> str:
    """What is shown for one character, where it may stand."""
    if char.isprintable():
        return _escape(char) if char in FILLERS else char
    if char in _LOOKLESS or _is_new_emoji(char):
        return char
    if char in HINTS:
        return ""
    if unicodedata.category(char) == "Zs":
        return "  " if char == "\u3000" else " "
    return PICTURES.get(char) or _escape(char)


def _escape(char: str) -> str:
    return char.encode("ascii", "backslashreplace").decode("ascii")


def _is_mark(char: str) -> bool:
    return unicodedata.category(char) in ("Mn", "Me")


def _is_new_emoji(char: str) -> bool:
    """Reserved for emoji (UTS #51), so that those newer than this Python's tables are shown."""
    return "\U0001f000" <= char <= "\U0001faff" and unicodedata.category(char) == "Cn"


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
