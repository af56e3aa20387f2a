"""A reader of a log, as a connection is one, and what it has read."""

from app.protocol.entries import Entry, Joined, Left, Notice, Renamed, Said
from app.protocol.json_lines import encode_json
from app.protocol.plain_lines import encode_plain
from app.protocol.replies import CaughtUp, Gap
from app.room.chunk import Chunk
from app.room.cursor import Cursor, Shared
from app.room.log import Log

AT = 1_700_000_000_000
JOIN_LIMIT = 1_500

Item = bytes | Gap | CaughtUp
"""A line, or what is told between lines."""


def stamp(at: int) -> str:
    """A clock without hands."""
    return "12:00"


def said(seq: int, text: str = "hello") -> Said:
    """Somebody said something; the text makes it different from all others."""
    return Said(seq=seq, at=AT + seq, from_="f", name="ana", text=f"{text} {seq}")


def presence(number: int) -> Entry:
    """Something that is not stored, different for each number."""
    name = f"guest-{number}"
    kinds: list[Entry] = [
        Joined(at=number, count=1, names=[name]),
        Left(at=number, count=1, names=[name]),
        Renamed(at=number, from_="f", name=name, to="bo"),
        Notice(code="x", text=name),
    ]
    return kinds[number % len(kinds)]


def json(entry: Entry) -> bytes:
    """What a JSON reader is sent."""
    return encode_json(entry)


def plain(entry: Entry) -> bytes:
    """What a reader of bare lines is sent."""
    return encode_plain(entry, stamp)


def chunks(log: Log) -> list[Chunk]:
    """What the log still holds, found the way a reader finds it."""
    found = [log.oldest]
    while found[-1].next is not None:
        found.append(found[-1].next)
    return found


class Reader:
    """Reads with a cursor as a connection does, through a socket that takes some bytes at a time.

    Attributes:
        items: what came, in order: whole lines, and what was told between them.
    """

    def __init__(self, cursor: Cursor) -> None:
        """Start with nothing read."""
        self.cursor = cursor
        self.items: list[Item] = []
        self._half = b""

    def read(
        self,
        budget: int = 10**9,
        joined: Shared | None = None,
        bridges: int = 10**9,
    ) -> None:
        """Read until nothing is left, or so many bytes are read, or so many gaps bridged."""
        joined = {} if joined is None else joined
        while True:
            told = self.cursor.settle()
            if told:
                assert not self._half, f"{told} came in the middle of a line"
                self.items.append(told)
                continue
            if self.cursor.gap:
                assert self.cursor.peek(JOIN_LIMIT, joined) is None
                assert not self.cursor.has_passed(0)
                if not bridges:
                    return
                bridges -= 1
                self.bridge(self.cursor.gap)
                continue
            piece = self.cursor.peek(JOIN_LIMIT, joined)
            if piece is None or not budget:
                return
            sent = min(budget, len(piece.data))
            budget -= sent
            self.take(bytes(piece.data[:sent]))
            self.cursor.advance(piece, sent)

    def bridge(self, gap: Gap) -> None:
        """Nothing has what the log has forgotten: it is told, and passed over."""
        assert not self._half, f"{gap} came in the middle of a line"
        self.items.append(gap)
        self.cursor.skip(gap.last)

    def take(self, data: bytes) -> None:
        """Some bytes have come."""
        *lines, self._half = (self._half + data).split(b"\n")
        self.items.extend(line + b"\n" for line in lines)
