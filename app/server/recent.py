"""What was said last, for those who talk in bare lines. Knows entries, no connections.

Many may come at once, so no entry is encoded twice.
"""

from collections import deque
from collections.abc import Sequence

from app.protocol.entries import Entry, Said
from app.protocol.plain_lines import Stamp, encode_plain

RECENT_LIMIT_LINES = 20
"""How much of what was said before is told to those who talk in bare lines."""
RECENT_LIMIT_BYTES = 16 * 1024
"""And no more than this: it waits in memory for each of them."""
RECENT_MARK = b"-- Said before you came:\n"


class Recent:
    """The last things that were said.

    Args:
        stamp: how the time of what was said before one came is shown; for the same time it is
            always the same.
    """

    def __init__(self, stamp: Stamp) -> None:
        """Nothing was said."""
        self._stamp = stamp
        self._said: deque[Said] = deque(maxlen=RECENT_LIMIT_LINES)
        self._encoded: dict[int, bytes] = {}
        """By seq; only what was told last, so it is no more than what is kept."""

    def add(self, entries: Sequence[Entry]) -> None:
        """Keep what was said of what happened; nothing is encoded until it is asked for."""
        self._said.extend(entry for entry in entries if isinstance(entry, Said))

    def lines(self, first: int) -> bytes:
        """The last of it, as far as it fits into the limits; b"" if there is none.

        Args:
            first: the seq of the oldest entry that is still stored.
        """
        lines: list[bytes] = []
        encoded: dict[int, bytes] = {}
        count = size = 0
        for said in reversed(self._said):
            if said.seq < first:
                break
            line = self._encoded.get(said.seq) or encode_plain(said, self._stamp)
            encoded[said.seq] = line
            rows = line.count(b"\n")
            if rows > RECENT_LIMIT_LINES or len(line) > RECENT_LIMIT_BYTES:
                continue  # it would hide all that was said before it
            count += rows
            size += len(line)
            if count > RECENT_LIMIT_LINES or size > RECENT_LIMIT_BYTES:
                break
            lines.append(line)
        self._encoded = encoded
        return b"".join([RECENT_MARK, *reversed(lines)]) if lines else b""
