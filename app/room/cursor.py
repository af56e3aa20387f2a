"""How far one reader has come in a room's log, and what it is to be sent next.

Knows chunks and their order; nothing of who reads, of members, sockets or threads. For one thread;
that it may not be the appending one is the log's promise (`log.py`).
"""

from typing import TYPE_CHECKING, NamedTuple

from app.protocol.replies import CaughtUp, Gap
from app.room.chunk import FORGOTTEN, Chunk, Stream

if TYPE_CHECKING:
    from app.room.log import Log


class Piece(NamedTuple):
    """Bytes to send now, and the chunks they are made of."""

    data: bytes | memoryview
    chunks: tuple[Chunk, ...]


Shared = dict[tuple[Chunk, Stream], Piece]
"""What was joined for readers at the same place, in whatever log: by the first chunk."""


class Cursor:
    """A place in a log: a chunk, and a byte offset in it.

    Attributes:
        log: what it reads.
        gap: the entries between what is read and what the log still holds, if there are any: they
            have to be had from elsewhere, or done without. `skip` then ends the gap.
    """

    __slots__ = ("_until", "chunk", "gap", "log", "offset", "stream")

    def __init__(self, log: "Log", chunk: Chunk, offset: int, stream: Stream, until: int = -1):
        """Stand at `offset` in `chunk`; with `Stream.REPLAY`, replay up to chunk `until`."""
        self.log = log
        self._until = until
        self.chunk = chunk
        self.offset = offset
        self.stream = stream
        self.gap: Gap | None = None

    def has_passed(self, number: int) -> bool:
        """Whether it stands between entries, and everything up to chunk `number` is read."""
        at_end = self.offset == len(self.chunk.streams[self.stream])
        return (
            self.gap is None
            and self.chunk.number >= number + (not at_end)
            and (at_end or self.offset == 0)
        )

    def skip(self, seq: int) -> None:
        """Everything up to `seq` was had from elsewhere: go on with what comes then.

        `gap` is what lies between that and what the log holds now, or None.
        """
        oldest = self.log.oldest  # only once: the log goes on forgetting meanwhile
        self.chunk, self.offset = oldest, 0
        self.gap = Gap(first=seq + 1, last=oldest.first - 1) if oldest.first > seq + 1 else None

    def settle(self) -> CaughtUp | None:
        """Step over what is read already; None at the next bytes, at the head and at a `gap`.

        What is returned must be told before reading on: call again until it is None.
        """
        while self.gap is None and (
            self.offset == len(self.chunk.streams[self.stream])
            or self.chunk.number > self._until >= 0
        ):
            if self.stream is Stream.REPLAY and self.chunk.number >= self._until:
                return self._go_live()
            following = self.chunk.next
            if following is None:
                return None
            if following is FORGOTTEN:
                self.skip(self.chunk.last)
            else:
                self.chunk, self.offset = following, 0
        return None

    def peek(self, limit: int, joined: Shared, until: int = -1) -> Piece | None:
        """What to send next, at most about `limit` bytes; None at the head and at a `gap`.

        To be asked after `settle`. It goes no further than chunk `until`, if one is given.
        Readers at the same place share the same bytes: they are kept in `joined`, which is the
        caller's to clear, and whose key is the chunk and the stream.
        """
        chunk, stream = self.chunk, self.stream
        data = chunk.streams[stream]
        if self.gap or self.offset == len(data):
            return None
        if self.offset:
            return Piece(memoryview(data)[self.offset :], (chunk,))
        place = (chunk, stream)
        piece = joined.get(place)
        end = until if self._until < 0 else self._until
        # Another's replay may go further than this one's.
        if piece is None or piece.chunks[-1].number > end >= 0:
            piece = joined[place] = self._join(limit, end)
        return piece

    def advance(self, piece: Piece, sent: int) -> None:
        """Move on by `sent` bytes of the piece that `peek` gave."""
        at = self.offset + sent
        for chunk in piece.chunks:
            size = len(chunk.streams[self.stream])
            if at <= size:
                break
            at -= size
        self.chunk, self.offset = chunk, at

    def _go_live(self) -> CaughtUp:
        done = self.chunk.number == self._until
        self.stream = Stream.JSON
        # Beyond the end of the replay (there was a gap) nothing of this chunk has been read.
        self.offset = len(self.chunk.streams[Stream.JSON]) if done else 0
        self._until = -1
        return CaughtUp(seq=self.chunk.last if done else self.chunk.first - 1)

    def _join(self, limit: int, end: int) -> Piece:
        chunk = self.chunk
        chunks = [chunk]
        size = len(chunk.streams[self.stream])
        while chunk.number != end:
            following = chunk.next
            if following is None or following is FORGOTTEN:
                break
            size += len(following.streams[self.stream])
            if size > limit:
                break
            chunk = following
            chunks.append(chunk)
        if len(chunks) == 1:
            return Piece(chunk.streams[self.stream], (chunk,))
        return Piece(b"".join(c.streams[self.stream] for c in chunks), tuple(chunks))
