"""Bytes to lines, with a limit. Knows nothing of what a line means.

A line ends in `\\n`; a `\\r` before it is part of the ending. However the bytes are cut into
pieces, the same lines come out, and each byte is looked at once.
"""

from app.errors import RemoteProtocolError

LINE_LIMIT_BYTES = 64 * 1024
"""The longest line accepted, without its ending (4,000 emoji as \\u escapes take 48,000)."""


class LineTooLong(RemoteProtocolError):
    """A line went over the limit; it was thrown away up to its end, and reading goes on."""

    def __init__(self, limit: int) -> None:
        """Say the limit, in bytes."""
        super().__init__("line-too-long", f"That line is longer than {limit:,} bytes; not sent.")


class LineReader:
    """Collects received bytes and hands out whole lines.

    It holds at most `limit` + 1 bytes (a `\\r` whose `\\n` has not come yet).

    Args:
        limit: the longest line accepted, in bytes, without its ending.
    """

    __slots__ = ("_limit", "_rest", "_skipping")

    def __init__(self, limit: int = LINE_LIMIT_BYTES) -> None:
        """Start with nothing received."""
        self._limit = limit
        self._rest = bytearray()
        self._skipping = False

    def feed(self, data: bytes) -> list[bytes | LineTooLong]:
        """Take what was received; give the lines that are whole now, without their endings.

        A line over the limit gives a `LineTooLong` in its place, once, as soon as it is seen.
        Never raises.
        """
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

    def finish(self) -> bytes:
        """What was received after the last line's end; the reader is empty afterwards."""
        rest = bytes(self._rest)
        self._rest.clear()
        return rest

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
