"""What a program says beside the conversation: usage errors, warnings, welcomes, log lines.

In a window a message is broken at spaces, by columns, since a terminal alone would break it in the
middle of a word; further rows are set in. A pipe or a file is given each message as it is.
"""

import sys
from typing import TextIO

from app.system.streams import columns_of

HANG_COLUMNS = 4
"""By so much further rows are set in, or as far as the line itself is."""


def inform(text: str, stream: TextIO | None = None) -> None:
    """Say a message, without the end of its line, on `stream`; on stderr if none is given.

    Raises:
        OSError: nobody reads it.
    """
    stream = sys.stderr if stream is None else stream
    print(for_stream(text, stream), file=stream, flush=True)


def for_stream(text: str, stream: TextIO) -> str:
    """Clean text as it is to be written to `stream`: broken into rows if that is a window."""
    columns = columns_of(stream)
    return text if columns is None else wrapped(text, columns)


def wrapped(text: str, columns: int) -> str:
    """Text whose every line is broken at spaces into rows of at most so many columns.

    A word that is wider than a row is broken as well, unless it may be a part of a link. What sets
    a terminal's title or colours is left as it is.
    """
    if "\x1b" in text or (text.isascii() and max(map(len, text.split("\n"))) <= columns):
        return text
    return "\n".join(row for line in text.split("\n") for row in _rows(line, columns))


def _rows(line: str, columns: int) -> list[str]:
    from app.styled import Line, plain_text, rows  # with its tables, which short messages spare

    indent = len(line) - len(line.lstrip(" "))
    broken = rows(Line([("", line)], indent or HANG_COLUMNS), columns)
    return [plain_text(row) for row in broken]
