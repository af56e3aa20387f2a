"""A room's log in memory: entries, encoded once per dialect, read by cursors.

Knows bytes and entries; nothing of members, sockets or threads. Yet it is made so that one
thread may append while others read without a lock: chunks never change but for their `next`,
which is set last of all, and the tail only grows.

Encoding was the dearest step on a message's way. A batch is therefore encoded in one call, and in
bare lines only while somebody reads them: measured, a twentieth of what each entry by itself in
both dialects took, and a quarter where somebody does.

The log keeps at most `limit` bytes: what is older is forgotten. A cursor holds one chunk only, so
a reader that stands still costs one chunk and not all that came after it.
"""

from bisect import bisect_left
from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple

from app.protocol.defaults import LOBBY
from app.protocol.entries import Entry, Said
from app.protocol.json_lines import encode_json_lines
from app.protocol.plain_lines import Stamp, encode_plain
from app.protocol.replies import CaughtUp, Gap

LOG_LIMIT_BYTES = 8 * 1024 * 1024
CHUNK_LIMIT_BYTES = 64 * 1024
"""A chunk is closed when its JSON has reached this; one entry may carry it over."""
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


class Log:
    """The entries of one room that memory still holds.

    Args:
        stamp: how a time is shown in the plain dialect.
        seq: the seq of the last stored entry before this log begins.
        limit: how many bytes it keeps, all encodings and overhead counted.
        room: the name of the room whose log it is.
    """

    def __init__(
        self, stamp: Stamp, seq: int = 0, limit: int = LOG_LIMIT_BYTES, room: str = LOBBY
    ) -> None:
        """Start empty."""
        self.room = room
        self._stamp = stamp
        self._limit = limit
        first = Chunk(0, (b"", b"", b""), seq + 1, seq)
        self._chunks = [first]
        self._forgotten = 0
        self.oldest = first
        self.tail = first
        self.size = first.size

    def append(self, entries: Sequence[Entry], *, plain: bool = True) -> None:
        """Add entries, encoded once for all readers, and forget the oldest beyond the limit.

        Args:
            entries: what happened.
            plain: whether anybody reads in bare lines, or may still come to read this so.
        """
        json = encode_json_lines(entries)
        start = done = 0
        while start < len(json):
            end = json.find(b"\n", start + CHUNK_LIMIT_BYTES - 1) + 1 or len(json)
            part = json[start:end]
            count = part.count(b"\n")
            self._close(part, entries[done : done + count], plain)
            start, done = end, done + count
        self.shrink(self._limit)

    def shrink(self, limit: int) -> None:
        """Forget the oldest beyond `limit` bytes; the newest chunk stays."""
        while self.size > limit and self.oldest is not self.tail:
            old = self.oldest
            self._chunks[self._forgotten] = FORGOTTEN
            self._forgotten += 1
            self.size -= old.size
            # In this order, so that a reader that finds FORGOTTEN finds a living oldest chunk.
            self.oldest = self._chunks[self._forgotten]
            old.next = FORGOTTEN
        if self._forgotten * 2 > len(self._chunks):
            del self._chunks[: self._forgotten]
            self._forgotten = 0

    def at_tail(self, stream: Stream) -> "Cursor":
        """A cursor that reads what comes from now on."""
        return Cursor(self, self.tail, len(self.tail.streams[stream]), stream)

    def after(self, seq: int) -> "Cursor":
        """A cursor that replays the stored entries after `seq` and then goes on live, in JSON."""
        at = min(
            bisect_left(self._chunks, seq + 1, lo=self._forgotten, key=lambda chunk: chunk.last),
            len(self._chunks) - 1,
        )
        chunk = self._chunks[at]
        lines = max(0, seq + 1 - chunk.first)
        offset = sum(
            len(part) + 1 for part in chunk.streams[Stream.REPLAY].split(b"\n", lines)[:lines]
        )
        offset = min(offset, len(chunk.streams[Stream.REPLAY]))
        cursor = Cursor(self, chunk, offset, Stream.REPLAY, until=self.tail.number)
        if seq + 1 < chunk.first:
            cursor.gap = Gap(first=seq + 1, last=chunk.first - 1)
        return cursor

    def _close(self, json: bytes, entries: Sequence[Entry], plain: bool) -> None:
        said = [entry for entry in entries if isinstance(entry, Said)]
        replay = json if len(said) == len(entries) else encode_json_lines(said)
        bare = b"".join([encode_plain(entry, self._stamp) for entry in entries]) if plain else b""
        tail = self.tail
        last = said[-1].seq if said else tail.last
        chunk = Chunk(tail.number + 1, (json, bare, replay), tail.last + 1, last)
        self.size += chunk.size
        self._chunks.append(chunk)
        self.tail = chunk
        tail.next = chunk  # last: from here on readers see it


class Piece(NamedTuple):
    """Bytes to send now, and the chunks they are made of."""

    data: bytes | memoryview
    chunks: tuple[Chunk, ...]


Shared = dict[tuple[Chunk, Stream], Piece]
"""What was joined for readers at the same place, in whatever log: by the first chunk."""


class Cursor:
    """How far one reader has come in a log: a chunk and a byte offset in it.

    For one thread; that it may not be the appending one is the log's promise.

    Attributes:
        log: what it reads.
        gap: the entries between what is read and what the log still holds, if there are any: they
            have to be had from elsewhere, or done without. `skip` then ends the gap.
    """

    __slots__ = ("_until", "chunk", "gap", "log", "offset", "stream")

    def __init__(self, log: Log, chunk: Chunk, offset: int, stream: Stream, until: int = -1):
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
