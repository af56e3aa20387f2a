"""What is sent to one connection, and how far that is. No threads, no selector.

The room's log, from a cursor on, and private answers, which go out between entries, and not before
the entries that were there before them. Who goes to another room is sent the rest of the one log,
up to there, and then the other. What the log does not hold any more comes from the archive,
page by page, each when the one before it is sent.

It belongs to the connection's worker. The hub writes `queued_bytes`, and calls `is_overdue`.
"""

import socket
from itertools import islice

from app.protocol.json_lines import encode_json
from app.protocol.replies import Gap
from app.room.chunk import Stream
from app.room.cursor import Cursor, Piece, Shared
from app.server.private import HERE, PLACE_BYTES, Departure, Page, Private, Promise

JOIN_LIMIT_BYTES = 256 * 1024
"""At most about this much of the log goes into one `send`."""
STAGED_LIMIT_BYTES = 16 * 1024
"""What is private goes with what of the log stands between, as one `send`, once it is so much."""
ROUND_LIMIT_BYTES = 256 * 1024
"""After so much at once, other connections have their turn."""


class Outgoing:
    """What one connection is sent.

    Args:
        sock: the connection's, which does not block.

    Attributes:
        queued_bytes: how much the hub has queued privately, ever.
    """

    __slots__ = (
        "_cursor",
        "_departures",
        "_page",
        "_page_asked",
        "_page_offset",
        "_private",
        "_sock",
        "_staged",
        "_taken_bytes",
        "_taken_then",
        "queued_bytes",
    )

    def __init__(self, sock: socket.socket) -> None:
        """Nothing is to be sent."""
        self._sock = sock
        self.queued_bytes = 0
        self._taken_bytes = 0
        self._taken_then = -1
        self._cursor: Cursor | None = None
        self._departures = 0  # among what is private
        self._page: Page | None = None
        self._page_offset = 0
        self._page_asked = False
        # Empty nearly always, short else, and there is one for each connection: not a deque.
        self._private: list[tuple[int, Private]] = []
        self._staged = b""  # what of it, and of the log, is just to be sent

    @property
    def waiting_bytes(self) -> int:
        """How much that is for it alone is not sent yet.

        What the hub has not queued counts as well: it is taken off `_taken_bytes`, which is this
        thread's to write.
        """
        return self.queued_bytes - self._taken_bytes

    def is_overdue(self, limit: int) -> bool:
        """Whether more than `limit` bytes wait, and none were taken since this was asked last.

        For the hub.
        """
        before, self._taken_then = self._taken_then, self._taken_bytes
        return self.waiting_bytes > limit and self._taken_bytes == before

    @property
    def is_waiting(self) -> bool:
        """After a `send` that was not blocked: whether more follows when the archive answers."""
        return bool(self._gap or self._private)

    @property
    def _gap(self) -> Gap | None:
        """What is to be sent next, and the log does not hold any more."""
        return self._cursor.gap if self._cursor else None

    def tell(self, data: bytes) -> None:
        """Queue bytes that the worker itself has to say."""
        self._taken_bytes -= len(data)
        self._private.append((0, data))

    def break_off(self, data: bytes) -> None:
        """Say this instead of the page that was asked for; nothing of the log follows."""
        self._taken_bytes -= len(data)
        self._cursor = None
        self._departures = 0
        self._private.clear()
        self._private.append((HERE, data))

    def fulfil(self, promise: Promise, data: bytes) -> None:
        """The answer that was promised is here."""
        self._taken_bytes -= len(data)
        promise.data = data

    @property
    def log(self) -> str:
        """The id of the history that goes out; "" for none."""
        return self._cursor.log.id if self._cursor else ""

    @property
    def is_plain(self) -> bool:
        """Whether the log goes out in bare lines."""
        return self._cursor is not None and self._cursor.stream is Stream.PLAIN

    def page_to_ask(self) -> Gap | None:
        """What the archive has to be asked for now; a page has to be asked for once."""
        if self._page_asked or self._gap is None:
            return None
        self._page_asked = True
        return self._gap

    def take_page(self, page: Page) -> None:
        """The page that was asked for is here."""
        self._page, self._page_offset = page, 0

    def queue(self, item: Private, after: int) -> None:
        """Queue private bytes, an answer to come or, from there on, another place in a log or none.

        Args:
            item: what to send, or where to go on.
            after: the number of the log's chunk that has to be sent first, so that an answer does
                not overtake what was said before it.
        """
        if item:
            self._departures += isinstance(item, Departure)
            self._private.append((after, item))

    def send(self, joined: Shared) -> bool:
        """Send what can be sent now; True if more waits for the socket.

        Args:
            joined: bytes of the log shared with readers at the same place.

        Raises:
            OSError: the connection is broken.
        """
        budget = ROUND_LIMIT_BYTES
        while budget > 0:
            if not self._staged:
                self._stage(joined)
            if self._staged:
                sent, whole = self._send(self._staged)
                self._taken_bytes += sent
                self._staged = self._staged[sent:]
            elif self._gap:
                if self._page is None:
                    return False  # it has to be asked for, or is under way
                sent, whole = self._send_page(self._page)
            elif self._cursor and (piece := self._peek(joined)):
                sent, whole = self._send(piece.data)
                self._cursor.advance(piece, sent)
            else:
                return False
            if not whole:
                return True
            budget -= sent
        return True

    def _stage(self, joined: Shared) -> None:
        """Put together what is private, and the short pieces of the log before it, in their order.

        Of the log nothing is staged behind which nothing private waits: that is sent as it is.
        """
        parts: list[bytes | memoryview] = []
        size = told = 0  # bytes, and how many of what is private
        while size < STAGED_LIMIT_BYTES:
            data: bytes | memoryview
            if self._cursor and (ended := self._cursor.settle()):
                data = encode_json(ended)  # in bare lines nothing is replayed
                self._taken_bytes -= len(data)
            elif told == len(self._private):
                break
            elif self._may_tell(*self._private[told]):
                data = self._take(self._private[told][1])
                told += 1
            elif (
                self._cursor
                and not self._gap
                and (piece := self._peek(joined, told))
                and len(piece.data) <= STAGED_LIMIT_BYTES
            ):
                data = piece.data
                self._taken_bytes -= len(data)
                self._cursor.advance(piece, len(data))
            else:
                break
            parts.append(data)
            size += len(data)
        if told:
            del self._private[:told]
        if parts:
            self._staged = b"".join(parts)

    def _take(self, item: Private) -> bytes:
        """What is to be sent of something private; a place in a log is gone to, or left."""
        if isinstance(item, Cursor | Departure):
            self._cursor = item if isinstance(item, Cursor) else None
            self._departures -= isinstance(item, Departure)
            self._taken_bytes += PLACE_BYTES
            return b""
        return (item.data if isinstance(item, Promise) else item) or b""

    def _peek(self, joined: Shared, told: int = 0) -> Piece | None:
        """What of the log may be sent next; `told` of what is private was taken already."""
        until = self._until(told)
        return self._cursor.peek(JOIN_LIMIT_BYTES, joined, until) if self._cursor else None

    def _may_tell(self, after: int, item: Private) -> bool:
        """Whether something private may go out here: between entries, and in its order."""
        if isinstance(item, Promise) and item.data is None:
            return False
        return after == HERE or self._cursor is None or self._cursor.has_passed(after)

    def _until(self, told: int) -> int:
        """The chunk behind which nothing of the log is sent any more; -1 if there is none."""
        if not self._departures:
            return -1
        rest = islice(self._private, told, None)
        return next((after for after, item in rest if isinstance(item, Departure)), -1)

    def _send_page(self, page: Page) -> tuple[int, bool]:
        sent, whole = self._send(memoryview(page.data)[self._page_offset :])
        self._page_offset += sent
        if whole and self._cursor:
            self._cursor.skip(page.last)
            self._page, self._page_asked = None, False
        return sent, whole

    def _send(self, data: bytes | memoryview) -> tuple[int, bool]:
        """How much the socket took, and whether that is all."""
        try:
            sent = self._sock.send(data)
        except (BlockingIOError, InterruptedError):
            return 0, False
        return sent, sent == len(data)
