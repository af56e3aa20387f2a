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

from app.protocol.entries import Entry, Said
from app.protocol.json_lines import encode_json_lines
from app.protocol.plain_lines import Stamp, encode_plain
from app.protocol.replies import Gap
from app.room.chunk import FORGOTTEN, Chunk, Stream
from app.room.cursor import Cursor

LOG_LIMIT_BYTES = 8 * 1024 * 1024
"""How much one room's log keeps, unless it is told otherwise."""
CHUNK_LIMIT_BYTES = 64 * 1024
"""A chunk is closed when its JSON has reached this; one entry may carry it over."""


class Log:
    """The entries of one room that memory still holds.

    Args:
        stamp: how a time is shown in the plain dialect.
        seq: the seq of the last stored entry before this log begins.
        limit: how many bytes it keeps, all encodings and overhead counted.
        id: that of the room's stored history, by which what is forgotten is found there.
    """

    def __init__(
        self, stamp: Stamp, seq: int = 0, limit: int = LOG_LIMIT_BYTES, id: str = ""
    ) -> None:
        """Start empty."""
        self.id = id
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

    def at_tail(self, stream: Stream) -> Cursor:
        """A cursor that reads what comes from now on."""
        return Cursor(self, self.tail, len(self.tail.streams[stream]), stream)

    def after(self, seq: int) -> Cursor:
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
