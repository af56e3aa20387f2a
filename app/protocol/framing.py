"""Bytes to lines, with a limit. Knows nothing of what a line means.

A line ends in `\\n`; a `\\r` before it is part of the ending. However the bytes are cut into
pieces, the same lines come out, and each byte is looked at once.
"""

from app.errors import RemoteProtocolError

LINE_LIMIT_BYTES = 64 * 1024
"""The longest line accepted, without its ending (4,000 emoji as \\u escapes take 48,000)."""
FIRST_LINE_LIMIT_BYTES = 16 * 1024
"""The longest first line that a server accepts (4,000 emoji in a bare line take 16,000)."""


class LineTooLong(RemoteProtocolError):
    """A line went over the limit; it was thrown away up to its end, and reading goes on.

    Attributes:
        limit: in bytes.
    """

    def __init__(self, limit: int) -> None:
        """Say the limit, in bytes."""
        self.limit = limit
        super().__init__("line-too-long", f"That line is longer than {limit:,} bytes; not sent.")


class LineReader:
    """Collects received bytes and hands out whole lines.

    It holds at most `limit` + 1 bytes (a `\\r` whose `\\n` has not come yet).

    Args:
        limit: the longest line accepted, in bytes, without its ending.
        first_limit: the same up to the end of the first line that is not blank; None for `limit`.
    """

    __slots__ = ("_begun", "_later_limit", "_limit", "_rest", "_skipping")

    def __init__(self, limit: int = LINE_LIMIT_BYTES, first_limit: int | None = None) -> None:
        """Start with nothing received."""
        self._limit = limit if first_limit is None else first_limit
        self._later_limit = None if first_limit is None else limit
        self._begun = False
        self._rest = bytearray()
        self._skipping = False

    @property
    def is_empty(self) -> bool:
        """Whether no line has been begun."""
        return not self._rest and not self._skipping

    @property
    def unfinished_bytes(self) -> int:
        """How much is kept of a line that has been begun."""
        return len(self._rest)

    @property
    def is_skipping(self) -> bool:
        """Whether what comes is thrown away, up to the end of a line that is too long."""
        return self._skipping

    def feed(self, data: bytes) -> list[bytes | LineTooLong]:
        """Take what was received; give the lines that are whole now, without their endings.

        A line over the limit gives a `LineTooLong` in its place, once, as soon as it is seen.
        Never raises.
        """
        if self._later_limit is None:
            return self._split(data)
        return self._feed_first(data, self._later_limit)

    def finish(self) -> bytes:
        """What was received after the last line's end; the reader is empty afterwards."""
        rest = bytes(self._rest)
        self._rest.clear()
        return rest

    def _feed_first(self, data: bytes, later_limit: int) -> list[bytes | LineTooLong]:
        """The same while no line has ended that is not blank; behind it the other limit holds."""
        start = 0 if self._begun else len(data) - len(data.lstrip())
        self._begun = start < len(data)
        end = data.find(b"\n", start) + 1
        if not end:
            return self._split(data)
        lines = self._split(data[:end])
        self._limit, self._later_limit = later_limit, None
        return lines + self._split(data[end:])

    def _split(self, data: bytes) -> list[bytes | LineTooLong]:
        head, *tail = data.split(b"\n")
        if not tail:
            return self._keep(head)
        lines: list[bytes | LineTooLong] = []
        if self._skipping:
            self._skipping = False
        elif self._rest:
            self._rest += head
            lines.append(self._checked(bytes(self._rest)))
        else:
            lines.append(self._checked(head))
        self._rest.clear()
        last = tail.pop()
        if len(data) <= self._limit and b"\r" not in data:
            lines += tail  # nothing is too long, and nothing is to be taken off
        else:
            lines.extend(self._checked(line) for line in tail)
        lines.extend(self._keep(last))
        return lines

    def _keep(self, part: bytes) -> list[bytes | LineTooLong]:
        """Add the beginning of an unfinished line."""
        if self._skipping:
            return []
        self._rest += part
        over = len(self._rest) - self._limit
        if over > 1 or (over == 1 and self._rest[-1] != 0x0D):
            self._rest.clear()
            self._skipping = True
            return [LineTooLong(self._limit)]
        return []

    def _checked(self, line: bytes) -> bytes | LineTooLong:
        if line.endswith(b"\r"):
            line = line[:-1]
        return line if len(line) <= self._limit else LineTooLong(self._limit)
