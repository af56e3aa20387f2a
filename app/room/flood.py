"""Token buckets: how fast one connection may talk. Knows no sockets; time is handed in.

Who goes over the rate is not punished: the server stops reading until tokens have returned, so
that a paste arrives late but whole.
"""

import re

DEAR_FACTOR = 6
"""How many times its size a line counts that is not simply ASCII: some ten times the hub's time
goes into cleaning, showing and folding it."""

_SIMPLE = bytes(range(0x20, 0x7F)) + b"\t\r"
_ESCAPE = re.compile(rb"\\u[0-9A-Fa-f]{4}")
_SAVED_BYTES = 4
"""How much shorter a character is in UTF-8 than as JSON's escape, about."""


def weight(line: bytes) -> int:
    """What a line counts, in bytes. Writing it with escapes makes it neither dearer nor cheaper."""
    size = len(line)
    if is_simple(line):
        return size
    if b"\\u" in line:
        size -= _SAVED_BYTES * len(_ESCAPE.findall(line))
    return size * DEAR_FACTOR


def is_simple(lines: bytes) -> bool:
    """Whether there is nothing but ASCII, in which case each line counts its size."""
    return b"\\u" not in lines and not lines.translate(None, _SIMPLE)


class Bucket:
    """Tokens that return at a steady rate, up to a burst. Not for use by several threads.

    Args:
        rate: tokens that return in a second; 0 for no limit at all.
        burst: how many tokens the full bucket holds, at least 1.
    """

    __slots__ = ("_at", "_burst", "_level", "_rate")

    def __init__(self, rate: float, burst: float) -> None:
        """Start full."""
        self._rate = rate
        self._burst = burst
        self._level = burst
        self._at = 0.0

    def delay(self, now: float) -> float:
        """Seconds until something may be taken; 0.0 if it may be now.

        A bucket may be drawn below zero by one large piece, which is paid back by waiting: so a
        piece larger than the burst passes too, and none has to be cut.
        """
        if not self._rate:
            return 0.0
        if now > self._at:
            self._level = min(self._burst, self._level + (now - self._at) * self._rate)
            self._at = now
        return 0.0 if self._level > 0 else (1 - self._level) / self._rate

    def pieces(self, limit: int, now: float) -> int:
        """How many pieces have to be looked at, at most `limit`: more cannot be taken now."""
        if not self._rate:
            return limit
        self.delay(now)
        return min(limit, 1 + max(0, int(self._level)))

    def holds(self, tokens: float, now: float) -> bool:
        """Whether `tokens` are there at once, however many pieces they are taken in."""
        return not self._rate or (self.delay(now) == 0.0 and self._level >= tokens)

    def take(self, tokens: float) -> None:
        """Take `tokens`, after `delay` said 0.0."""
        if self._rate:
            self._level -= tokens

    def drain(self, now: float) -> None:
        """Leave what returns in a second, and no more of the burst."""
        self.delay(now)
        self._level = min(self._level, self._rate)


class Flood:
    """What one connection may send: a bucket for messages and one for bytes.

    Args:
        messages_per_s: 0 switches both off.
        messages_burst: how many messages may come at once.
        bytes_per_s: how many bytes may come in a second.
        bytes_burst: how many bytes may come at once.
    """

    __slots__ = ("_bytes", "_messages")

    def __init__(
        self, messages_per_s: float, messages_burst: float, bytes_per_s: float, bytes_burst: float
    ) -> None:
        """Start with both buckets full."""
        self._messages = Bucket(messages_per_s, messages_burst)
        self._bytes = Bucket(bytes_per_s if messages_per_s else 0, bytes_burst)

    def admit(self, size: int, now: float) -> float:
        """Take one message of `size` bytes; 0.0, or the seconds to wait if it may not come yet."""
        delay = max(self._messages.delay(now), self._bytes.delay(now))
        if not delay:
            self._messages.take(1)
            self._bytes.take(size)
        return delay

    def drain(self, now: float) -> None:
        """Leave no burst, but what may come in a second."""
        self._messages.drain(now)
        self._bytes.drain(now)

    def spill(self, size: int, now: float) -> float:
        """Take `size` bytes that are no message; the seconds until more of them may come."""
        self._bytes.delay(now)
        self._bytes.take(size)
        return self._bytes.delay(now)

    def pieces(self, limit: int, now: float) -> int:
        """How many messages have to be looked at, at most `limit`: more cannot come now."""
        return self._messages.pieces(limit, now)

    def admit_all(self, count: int, size: int, now: float) -> bool:
        """Take `count` messages of `size` bytes together, or none if `admit` has to be asked."""
        holds = self._messages.holds(count, now) and self._bytes.holds(size, now)
        if holds:
            self._messages.take(count)
            self._bytes.take(size)
        return holds
