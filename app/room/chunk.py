"""A chunk of a room's log: some entries in a row, encoded. Knows bytes and seqs; no entries."""

from enum import IntEnum

CHUNK_OVERHEAD_BYTES = 512
"""What a chunk costs besides its text; counted, so that many small ones are bounded too."""


class Stream(IntEnum):
    """Which of a chunk's encodings a cursor reads."""

    JSON = 0
    PLAIN = 1
    REPLAY = 2
    """JSON without presence: what a client that comes back reads up to where it came in."""


class Chunk:
    """Some entries in a row. Immutable but for `next`.

    Attributes:
        streams: the encoded entries, by `Stream`; each ends at the end of a line.
        first: the seq of the first stored entry in it, or that which the next one will have.
        last: the seq of the last stored entry in it or before it.
        number: chunks are numbered without holes.
        next: the chunk after it; None at the tail, `FORGOTTEN` when the log let go of this one.
    """

    __slots__ = ("first", "last", "next", "number", "size", "streams")

    def __init__(self, number: int, streams: tuple[bytes, bytes, bytes], first: int, last: int):
        """Make a chunk that nothing follows yet."""
        self.number = number
        self.streams = streams
        self.first = first
        self.last = last
        self.next: Chunk | None = None
        json, plain, replay = streams
        shared = 0 if replay is json else len(replay)
        self.size = len(json) + len(plain) + shared + CHUNK_OVERHEAD_BYTES


FORGOTTEN = Chunk(-1, (b"", b"", b""), 0, 0)
"""Follows every chunk that a log has forgotten."""
