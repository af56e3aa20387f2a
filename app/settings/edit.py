"""Changing one setting in the text of a file, and leaving the rest as it stands. Pure.

Comments, order, blank lines and line ends stay. What comes out is read again and compared with what
was meant, so that whatever somebody has written there, nothing else changes.
"""

import re
import tomllib
from collections.abc import Iterator
from itertools import islice

from app.errors import UsageError
from app.settings.mending import line_in, mended, without_quotes
from app.text import brief

BYTE_ORDER_MARK = "\ufeff"
"""Some editors on Windows write it before everything else."""
STATEMENT_LIMIT_LINES = 200
"""How many lines one setting may take."""
SHOWN_LIMIT_CHARS = 60
"""How much of a line is told."""
HASH_LIMIT = 50
"""How many `#` in it are looked at to find the one that begins a comment."""


def changed(text: str, name: str, value: str | None, comment: str) -> str:
    """The text with another value for a setting.

    Args:
        text: what is in the file.
        name: the setting.
        value: as TOML writes it; None to take the setting out.
        comment: what to write above it if it was not there.

    Raises:
        UsageError: the text is no TOML, or written in a way that cannot be changed safely.
    """
    try:
        after = _changed(mended(text), name, value, comment)
    except RecursionError:  # so deep that it could just be read, and not from everywhere
        after = None
    if after is None:
        raise UsageError(f"it cannot be changed safely: write {name} into it by hand")
    return after


def _changed(text: str, name: str, value: str | None, comment: str) -> str | None:
    """As `changed`; None if what came out is not what was meant."""
    before = _loaded(text)
    mark, text = text[: text.startswith(BYTE_ORDER_MARK)], text.removeprefix(BYTE_ORDER_MARK)
    # str.splitlines would break at signs that TOML takes for a part of a line.
    lines = re.findall(r"[^\n]*\n|[^\n]+$", text)
    end = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += end
    first, last, is_there = _place(lines, name)
    told = f"# {comment}{end}"
    if value is not None:
        start = [] if is_there else [told]
        lines[first:last] = [*start, _written("".join(lines[first:last]), name, value, end)]
    elif is_there:
        first -= bool(first and lines[first - 1] == told)  # what was written with it
        del lines[first:last]
    after = "".join(lines)
    meant = {key: said for key, said in before.items() if key != name}
    if value is not None:
        meant |= tomllib.loads(f"{name} = {value}")
    return mark + after if _loaded(after) == meant else None


def _loaded(text: str) -> dict[str, object]:
    try:
        return tomllib.loads(text.removeprefix(BYTE_ORDER_MARK))
    except (ValueError, RecursionError) as error:
        at = line_in(error)
        lines = text.split("\n")
        bare = without_quotes(lines[at - 1]) if 0 < at <= len(lines) else None
        if bare:
            told = brief(bare.quoted, SHOWN_LIMIT_CHARS)
            raise UsageError(f"line {at} needs quotes: {told}") from None
        raise UsageError(f"it is no TOML: {error}") from None


def _place(lines: list[str], name: str) -> tuple[int, int, bool]:
    """The lines from and up to which a setting stands, or may; and whether it is there."""
    for first, last in _statements(lines):
        if lines[first].lstrip().startswith("["):
            return first, first, False
        if name in tomllib.loads("".join(lines[first:last])):
            return first, last, True
    return len(lines), len(lines), False


def _statements(lines: list[str]) -> Iterator[tuple[int, int]]:
    """The first line of each statement, and the one behind its last; a table's head is the last."""
    first = 0
    while first < len(lines):
        if lines[first].lstrip().startswith("["):
            yield first, first + 1
            return
        for last in range(first + 1, min(len(lines), first + STATEMENT_LIMIT_LINES) + 1):
            try:
                tomllib.loads("".join(lines[first:last]))
            except ValueError:
                continue
            yield first, last
            first = last
            break
        else:
            raise UsageError(f"line {first + 1} is too long to be changed: do it by hand")


def _written(statement: str, name: str, value: str, end: str) -> str:
    """A statement with another value, and the comment that is behind it; a new one for ""."""
    if not statement:
        return f"{name} = {value}{end}"
    said = tomllib.loads(statement)
    start = re.match(r"\s*[^=]*=\s*", statement)
    assert start is not None
    comment = ""
    for hash_mark in islice(re.finditer(r"[ \t]*#", statement), HASH_LIMIT):
        try:
            if tomllib.loads(statement[: hash_mark.start()]) == said:
                comment = statement[hash_mark.start() :].rstrip("\r\n")
                break
        except ValueError:
            continue
    return f"{start[0]}{value}{comment}{end}"
