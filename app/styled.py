"""Lines of styled text, and how they are broken into rows that a terminal leaves as they are.

A terminal breaks what is too wide for its window itself, and begins the next row at its edge, where
the client's own lines begin: who guesses the width could write a row there that looks like another
person's. So lines are broken here, at spaces, and all rows but the first are set in.

The one thing that the terminal may break, so that it can still be clicked and copied, is what looks
like part of a link: letters and signs of ASCII, no spaces, no brackets. It has its rows for itself.

Text is expected to be clean; see `app.text`.
"""

import re
import string
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, groupby
from unicodedata import category

from app.text import width

Pieces = Sequence[tuple[str, str]]
"""Pieces of text, each with the name of its style."""

LINK_CHARS = frozenset(string.ascii_letters + string.digits + "-._~:/?#@!$&'()*+,;=%")
"""Those of RFC 3986 without the brackets, which no link needs and every line's time has."""
HANG_LEAST_COLUMNS = 2
"""However narrow the window is: at its edge another line would begin."""
LISTED_LEAST_COLUMNS = 16
"""So much room is left for what stands in a list."""
BELOW_COLUMNS = 2
MARKS_OF_LINES = ("--", "!!")
"""With what the client's own lines begin; no row that a terminal makes of a link may."""

# As wide as two columns in some terminals and Pythons, as one in others: symbols, emoji to come.
_PERHAPS_WIDE = (("\u2600", "\u27bf"), ("\u4dc0", "\u4dff"), ("\U0001d300", "\U0001d37f"))
_EMOJI = ("\U0001f000", "\U0001faff")
_SPACE = (" ", 1)
_LINK = re.compile(r"https?://(?:\[[0-9A-Fa-f:.]+\])?[^\[\]<>\"“”]*")
_WORD = re.compile(r"( *)([^ ]+)")
_ZWNJ, _ZWJ, _WIDENING = "\u200c", "\u200d", "\ufe0f"
# What belongs to the character before it, besides what Unicode calls marks: skin tones, the tags of
# a flag; vowels and voice marks of Thai, Lao and Japanese, vowels and ends of Hangul.
_ATTACHED = (
    *(("\U0001f3fb", "\U0001f3ff"), ("\U000e0020", "\U000e007f")),
    *(("\u0e33", "\u0e33"), ("\u0eb3", "\u0eb3"), ("\uff9e", "\uff9f")),
    *(("\u1160", "\u11ff"), ("\ud7b0", "\ud7ff")),
)
_HALF_FLAG = ("\U0001f1e6", "\U0001f1ff")
_Word = list[tuple[str, int]]
"""Characters and their widths."""


@dataclass(frozen=True, slots=True)
class Line:
    """Something to be shown that begins in a row of its own.

    Args:
        pieces: its text; a `\\n` in it begins another row.
        hang: by how many columns all rows but the first are set in; in a narrow window by a
            third of it at most.
        listed: whether what is between two `\\n` goes on below where it begins, or below its second
            column, behind two spaces.
    """

    pieces: Pieces
    hang: int = 0
    listed: bool = False


@dataclass(slots=True)
class _Row:
    """A part of a line's text, and by how many columns it is set in."""

    start: int
    end: int
    indent: int


def rows(line: Line, columns: int | None = None) -> list[Pieces]:
    """Break a line into rows.

    A row that is wider than `columns` holds a part of a link, and nothing else. A link that fits
    into a row is never broken.

    Args:
        line: what to break.
        columns: how wide the window is; None if there is none, so that only a `\\n` ends a row.
    """
    text = plain_text(line.pieces)
    if "\n" not in text and (columns is None or most_columns(text) <= columns):
        return [line.pieces]
    hang = line.hang if columns is None else min(line.hang, max(HANG_LEAST_COLUMNS, columns // 3))
    found: list[_Row] = []
    start = 0
    for part in text.split("\n"):
        indent = hang if found else 0
        if columns is None:
            found.append(_Row(start, start + len(part), indent))
        else:
            deeper = max(hang, _begins(part, indent, columns)) if line.listed else hang
            found += _break(part, start, indent, columns, deeper)
        start += len(part) + 1
    return [_cut_out(line.pieces, row) for row in found]


def plain_text(pieces: Pieces) -> str:
    """The text without its styles."""
    return "".join(text for _, text in pieces)


def most_columns(text: str) -> int:
    """As many columns as a terminal gives to `text`, or more: terminals do not agree."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def graphemes(text: str, limit: int) -> Iterator[tuple[str, int]]:
    """The characters as people see them, each with what belongs to it, and its width.

    Args:
        text: what to take apart.
        limit: at how many columns a chain of joined ones is taken apart; marks are not.
    """
    if text.isascii():
        yield from ((char, 1) for char in text)
        return
    whole, used = "", 0
    for char in text:
        wide, clings, may_belong = _traits(char)
        # Most characters stand alone, so what is quick to know is asked first.
        belongs = clings or (
            (may_belong or whole.endswith(_ZWJ)) and used + wide <= limit and _belongs(whole, char)
        )
        if whole and belongs:
            whole, used = whole + char, used + wide
        else:
            if whole:
                yield whole, used
            whole, used = char, wide
    if whole:
        yield whole, used


def _begins(part: str, indent: int, columns: int) -> int:
    """Where a part's text begins, or its second column; 0 where too little room is behind it.

    Without room for a second column that stands below the first one, and further in.
    """
    text = part.lstrip(" ")
    first = indent + len(part) - len(text)
    left, gap, behind = text.partition("  ")
    second = first + most_columns(left + gap) + len(behind) - len(behind.lstrip(" "))
    wanted = [second, first + BELOW_COLUMNS, first] if behind.strip(" ") else [first]
    most = min(columns // 2, columns - LISTED_LEAST_COLUMNS)
    return next((at for at in wanted if at <= most), 0)


def _break(text: str, start: int, indent: int, columns: int, hang: int) -> list[_Row]:
    """The rows of a text without line ends that begins at `start`, the first one set in so far."""
    room = columns - hang
    row = _Row(start, start, indent)
    found = [row]
    used = indent
    at = start
    for gap, chars, wide in _units(text, columns, room):
        at += gap
        if used + gap + wide > columns:
            # The spaces at the break are dropped.
            if row.end > row.start:
                row = _Row(at, at, hang)
                found.append(row)
            row.start, row.indent = at, hang if wide <= room else 0
            used = row.indent + wide
            if wide > room:
                used = columns + 1  # nothing stands beside it
        else:
            used += gap + wide
        at += chars
        row.end = at
    return found


def _units(text: str, columns: int, room: int) -> Iterator[tuple[int, int, int]]:
    """What stays in one row: how many spaces are before it, its length and its columns."""
    if text.isascii() and max(map(len, text.split(" "))) <= room:
        # The usual case, made quick: each word stays whole, and is as wide as it is long.
        for match in _WORD.finditer(text):
            yield len(match[1]), len(match[2]), len(match[2])
        return
    gap = 0
    for is_space, group in groupby(graphemes(text, room), key=_SPACE.__eq__):
        word = list(group)
        if is_space:
            gap = len(word)
            continue
        for chars, wide in _parts(word, columns, room):
            yield gap, chars, wide
            gap = 0


def _parts(word: _Word, columns: int, room: int) -> Iterator[tuple[int, int]]:
    """A word, or what a word that is too long for a row is taken apart to: length and columns."""
    total = sum(wide for _, wide in word)
    if total <= room:
        yield sum(len(char) for char, _ in word), total
        return
    before, link, after = _link_apart(word)
    if link and sum(wide for _, wide in link) <= columns:
        # Whatever it has in it, its row begins as no other line does.
        yield from _parts(before, columns, room) if before else ()
        yield sum(len(char) for char, _ in link), sum(wide for _, wide in link)
        yield from _parts(after, columns, room) if after else ()
        return
    for is_link, group in groupby(word, key=lambda part: part[0] in LINK_CHARS):
        part = list(group)
        chars = "".join(char for char, _ in part)
        if is_link and (len(chars) <= room or not _forges(chars, columns)):
            yield len(chars), len(chars)
        else:
            yield from ((len(char), min(wide, room)) for char, wide in part)


def _link_apart(word: _Word) -> tuple[_Word, _Word, _Word]:
    """What is before a link in a word, the link, and what is behind it."""
    found = _LINK.search("".join(char for char, _ in word))
    if not found:
        return word, [], []
    starts = list(accumulate((len(char) for char, _ in word), initial=0))
    start, end = bisect_left(starts, found.start()), bisect_left(starts, found.end())
    return word[:start], word[start:end], word[end:]


def _forges(link: str, columns: int) -> bool:
    """Whether a row that the terminal makes of it begins as the client's own lines do."""
    return any(link.startswith(MARKS_OF_LINES, at) for at in range(0, len(link), columns))


def _cut_out(pieces: Pieces, row: _Row) -> Pieces:
    out = [("", " " * row.indent)] if row.indent else []
    at = 0
    for style, text in pieces:
        if part := text[max(0, row.start - at) : max(0, row.end - at)]:
            out.append((style, part))
        at += len(text)
    return out


@lru_cache(maxsize=4096)
def _columns(char: str) -> int:
    if _is_within(char, _EMOJI, *_PERHAPS_WIDE):
        return 2
    # This mark stands on a symbol of one column, which then may take two.
    return 1 if char == _WIDENING else width(char)


@lru_cache(maxsize=4096)
def _traits(char: str) -> tuple[int, bool, bool]:
    """Its columns, whether it always belongs to what is before it, and whether it may."""
    clings = category(char) in ("Mn", "Me") or char in (_ZWNJ, _ZWJ)
    may_belong = category(char) == "Mc" or _is_within(char, _HALF_FLAG, *_ATTACHED)
    return _columns(char), clings, may_belong


def _belongs(whole: str, char: str) -> bool:
    """Whether `char` is a part of the same grapheme as what is before it; after UAX #29."""
    if whole.endswith(_ZWJ) or category(char) == "Mc" or _is_within(char, *_ATTACHED):
        return True
    return len(whole) == 1 and _is_within(whole, _HALF_FLAG) and _is_within(char, _HALF_FLAG)


def _is_within(char: str, *ranges: tuple[str, str]) -> bool:
    return any(first <= char <= last for first, last in ranges)
