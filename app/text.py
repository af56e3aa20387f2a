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

Cleaning twice changes nothing.
"""

import unicodedata

COMBINING_LIMIT_MARKS = 8
"""How many combining marks one character may carry; real scripts need at most five."""

TAB = "    "

_DROPPED = frozenset("\u00ad\u200b\u200e\u200f\u061c\u2060\u2061\u2062\u2063\u2064\ufeff\u034f")
# Letters by their category, yet nothing is to be seen of them: good for nothing but fooling.
_FILLERS = frozenset("\u115f\u1160\u17b4\u17b5\u3164\uffa0")
_C0 = {number: 0x2400 + number for number in range(32)} | {ord("\t"): TAB, 0x7F: "\u2421"}
# Letters by their category, too, but normalised they are marks.
_HALF_WIDTH_MARKS = "\uff9e\uff9f"
_ZWNJ, _ZWJ = "\u200c", "\u200d"
_FLAG, _TAG_FIRST, _TAG_LAST, _TAG_END = "\U0001f3f4", "\U000e0020", "\U000e007e", "\U000e007f"
_TAG_LIMIT = 8
_MEANT_TO_GO_ON = _ZWNJ + _ZWJ + "".join(map(chr, range(ord(_TAG_FIRST), ord(_TAG_END) + 1)))


def clean(text: str, *, newlines: bool = False) -> str:
    """Make `text` safe to show, to store and to log.

    Args:
        text: anything, from anywhere.
        newlines: keep `\\n` (a `\\r\\n` becomes one); otherwise a newline is shown as ␊.
    """
    if text.isascii() and text.isprintable():
        return text
    if newlines:
        return "\n".join(_clean_line(line) for line in text.replace("\r\n", "\n").split("\n"))
    return _clean_line(text)


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


def _clean_line(text: str) -> str:
    text = text.translate(_C0)
    if all(map(_is_simple, set(text))):
        return text
    out: list[str] = []
    marks = 0
    tags = 0
    for index, char in enumerate(text):
        if char in (_ZWJ, _ZWNJ):
            # After the most marks a next one goes, and its joiner would be left behind.
            if marks < COMBINING_LIMIT_MARKS and _joins(out, char, text[index + 1 : index + 2]):
                out.append(char)
            continue
        if tags:
            tags -= 1
            out.append(char)
            continue
        if char == _FLAG:
            tags = _tags_after(text, index + 1)
        if _combines(char):
            marks += 1
            if marks > COMBINING_LIMIT_MARKS or char in _DROPPED or char in _FILLERS:
                continue
        elif char not in _DROPPED:
            marks = 0
        out.append(_shown(char))
    return "".join(out)


def _is_simple(char: str) -> bool:
    """Whether a character is shown as it is, whatever stands beside it."""
    if char.isascii():
        return char.isprintable()
    return char.isprintable() and not _combines(char) and char not in _FILLERS and char != _FLAG


def _shown(char: str) -> str:
    """What is shown for one character that stands on its own."""
    if char in _DROPPED:
        return ""
    if char in _FILLERS:
        return _escape(char)
    if char.isprintable() or _is_new_emoji(char):
        return char
    if unicodedata.category(char) == "Zs":
        return "  " if char == "\u3000" else " "
    return _escape(char)


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


def _joins(out: list[str], joiner: str, following: str) -> bool:
    """Whether a joiner between what is shown so far and the next character means anything."""
    if not out or not following:
        return False
    before = out[-1]
    if joiner == _ZWJ and _is_emoji(following):
        # A skin tone or a variation selector may stand between the emoji and its joiner.
        return _is_emoji(before) or before == "\ufe0f"
    return _is_joining_letter(before) and _is_joining_letter(following)


def _is_emoji(char: str) -> bool:
    return "\U0001f000" <= char <= "\U0001faff" or (
        "\u2190" <= char <= "\u2bff" and unicodedata.category(char) in ("So", "Sm")
    )


def _is_joining_letter(char: str) -> bool:
    """A letter or mark of the scripts, Arabic to Khmer and Mongolian, that use joiners."""
    if char in _FILLERS or not "\u0600" <= char <= "\u18af":
        return False
    return unicodedata.category(char)[0] in "LM"


def _tags_after(text: str, start: int) -> int:
    """How many tag characters make a flag of the black flag before `start` (UTS #51, ED-14a)."""
    end = start
    while end < len(text) and end - start < _TAG_LIMIT and _TAG_FIRST <= text[end] <= _TAG_LAST:
        end += 1
    closed = end > start and text[end : end + 1] == _TAG_END
    return end + 1 - start if closed else 0


def encodable(text: str) -> str:
    """`text` without lone surrogates, which no encoding has; each becomes `?`.

    Python makes them of bytes from a terminal or a command line that are not UTF-8.
    """
    return text.encode("utf-8", "replace").decode("utf-8")


def listing(names: list[str], count: int) -> str:
    """Tell of `count` people, some of them by name: "ana and bo", "ana, bo and 11 others"."""
    more = count - len(names)
    parts = [*names, f"{more} other{'s' if more > 1 else ''}"] if more > 0 else names
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))
