"""One connection: bytes in to commands, and log and answers out to bytes. No threads, no selector.

It belongs to one worker, which alone touches its socket. The hub reads `id`, `address`, `worker`,
`dialect` and `waiting_bytes`, calls `encode` and `is_overdue`, and writes `queued_bytes`.

What is to be sent are the room's log, from its cursor on, and private answers, which go out
between entries, and not before the entries that were there before them. What the log does not hold
any more comes from the archive, page by page, each when the one before it is sent.
"""

import socket
from collections import deque
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from app.protocol.dialects import (
    Dialect,
    Help,
    Stamp,
    decode_json,
    decode_plain,
    dialect_of,
    encode_json,
    encode_plain,
)
from app.protocol.framing import LineReader, LineTooLong
from app.protocol.messages import VERSION, Bye, ClientMessage, Entry, Gap, Hello, Nick, Reply
from app.room.flood import Flood
from app.room.log import Cursor, Piece
from app.server.config import Config

RECEIVE_BYTES = 64 * 1024
JOIN_LIMIT_BYTES = 256 * 1024
"""At most about this much of the log goes into one `send`."""
HERE = -1
"""In place of a chunk's number: before whatever comes next in the log."""
ROUND_LIMIT_BYTES = 1024 * 1024
"""After so much at once, other connections have their turn."""


class Turn(Enum):
    """What lines that were received wait for."""

    NOTHING = "nothing"
    TOKENS = "tokens"
    """Flood control."""
    HUB = "hub"
    """The hub's inbox is full."""
    PEER = "peer"
    """It has to take in its answers first."""


@dataclass(slots=True)
class Promise:
    """An answer that is not there yet: it keeps its place among the answers.

    Attributes:
        data: the answer; None until it is there. For the worker.
    """

    data: bytes | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Entries that the log does not hold any more, as they are sent.

    Attributes:
        data: their lines; a gap where entries are gone for good.
        last: the seq up to which it goes.
    """

    data: bytes
    last: int


Private = bytes | Cursor | Promise
"""What is for one connection: bytes, another place in the log, or an answer to come."""


class Owner(Protocol):
    """Whose a connection is: its worker, as other threads may call it."""

    def deliver(self, connection: "Connection", item: Private, after: int) -> None:
        """Send something private, after chunk `after` of the log."""

    def fulfil(self, connection: "Connection", promise: Promise, data: bytes) -> None:
        """Here is the answer that was promised."""

    def supply(self, connection: "Connection", page: Page) -> None:
        """Here is the page that it needs."""

    def close(self, connection: "Connection", reason: str) -> None:
        """Close it once everything is sent."""


class Connection:
    """A connected socket and all that is known of it.

    Attributes:
        id: its number, for this run of the server.
        address: the peer's, for the log.
        worker: whose it is.
        dialect: None until the first line.
        departed: nothing more of what it sends is carried out.
        ending: why it is being closed; "" while it is open.
        said_goodbye: everything was sent, and nothing will be any more.
        half_closed: the peer will send no more.
        waits_for: what its lines wait for; while they wait nothing is read.
        blocked: the socket takes no more for now.
        interest: what the worker's selector watches for.
        closed: its socket is closed.
    """

    def __init__(
        self, id: int, sock: socket.socket, address: str, worker: Owner, config: Config
    ) -> None:
        """Take over a connected, non-blocking socket."""
        self.id = id
        self.sock = sock
        self.address = address
        self.worker = worker
        self.dialect: Dialect | None = None
        self.departed = False
        self.ending = ""
        self.half_closed = False
        self.waits_for = Turn.NOTHING
        self.blocked = False
        self.interest = 0
        self.closed = False
        self.queued_bytes = 0
        self._taken_bytes = 0
        self._taken_then = -1
        self.said_goodbye = False
        self._introduced = False
        self._reader = LineReader(config.line_limit_bytes)
        self._flood = Flood(
            config.rate_messages_per_s,
            config.rate_messages_burst,
            config.rate_bytes_per_s,
            config.rate_bytes_burst,
        )
        self._lines: deque[bytes | LineTooLong] = deque()
        self._cursor: Cursor | None = None
        self._page: Page | None = None
        self._page_offset = 0
        self._page_asked = False
        self._private: deque[tuple[int, Private]] = deque()
        self._private_offset = 0

    @property
    def waiting_bytes(self) -> int:
        """How much of what the hub has queued for it privately is not sent yet."""
        return self.queued_bytes - self._taken_bytes

    def is_overdue(self, limit: int) -> bool:
        """Whether more than `limit` bytes wait, and none were taken since this was asked last.

        For the hub.
        """
        before, self._taken_then = self._taken_then, self._taken_bytes
        return self.waiting_bytes > limit and self._taken_bytes == before

    @property
    def is_waiting(self) -> bool:
        """After `send`: whether more is to be sent once the archive has answered."""
        return bool(self._gap or self._private)

    @property
    def _gap(self) -> Gap | None:
        """What is to be sent next, and the log does not hold any more."""
        return self._cursor.gap if self._cursor else None

    @property
    def has_lines(self) -> bool:
        """Whether lines that were received wait for their turn."""
        return bool(self._lines)

    # --- in ---------------------------------------------------------------------------------

    def receive(self) -> bool:
        """Read what has come. False at the peer's end.

        Raises:
            OSError: the connection is broken, or (BlockingIOError) nothing has come.
        """
        data = self.sock.recv(RECEIVE_BYTES)
        if data:
            self._lines.extend(self._reader.feed(data))
            return True
        rest = self._reader.finish()
        if rest and self.dialect is not Dialect.JSON:
            # `printf 'built' | nc`: the last line may lack its end. Half a JSON line is nothing.
            self._lines.append(rest)
        return False

    def next_line(self, now: float) -> bytes | LineTooLong | float:
        """The next received line, or the seconds until flood control lets it through.

        `has_lines` must be true.
        """
        line = self._lines[0]
        size = len(line) if isinstance(line, bytes) else RECEIVE_BYTES
        return self._flood.admit(size, now) or self._lines.popleft()

    def decode(self, line: bytes | LineTooLong) -> list[ClientMessage | Help]:
        """What a line asks for; nothing for an empty one. The first line decides the dialect.

        A plain connection says hello by its first line, whatever that is.

        Raises:
            RemoteProtocolError: it makes no sense; tell the peer, and go on.
        """
        if isinstance(line, LineTooLong):
            raise line
        if not line.strip():
            return []
        if self.dialect is None:
            self.dialect = dialect_of(line)
        if self.dialect is Dialect.JSON:
            return [decode_json(line)]
        command = decode_plain(line)
        if command is None:
            return []
        if self._introduced or isinstance(command, Bye):
            return [command]
        self._introduced = True
        if isinstance(command, Nick):
            return [Hello(v=VERSION, name=command.name)]
        return [Hello(v=VERSION, name=""), command]

    def depart(self) -> None:
        """Carry out nothing more; what is to be sent may still be sent."""
        self.departed = True
        self._lines.clear()

    def discard(self) -> bool:
        """Read and throw away. False at the peer's end.

        Raises:
            OSError: as `receive`.
        """
        return bool(self.sock.recv(RECEIVE_BYTES))

    # --- out --------------------------------------------------------------------------------

    def encode(self, message: Entry | Reply, stamp: Stamp) -> bytes:
        """`message` in this connection's dialect."""
        if self.dialect is Dialect.JSON:
            return encode_json(message)
        return encode_plain(message, stamp)

    def tell(self, data: bytes) -> None:
        """Queue bytes that the worker itself has to say."""
        self._taken_bytes -= len(data)  # `queued_bytes` is the hub's to write
        self.queue(data, 0)

    def fulfil(self, promise: Promise, data: bytes) -> None:
        """The answer that was promised is here."""
        self._taken_bytes -= len(data)
        promise.data = data

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
        """Queue private bytes, an answer to come or, from there on, another place in the log.

        Args:
            item: what to send, or where to go on.
            after: the number of the log's chunk that has to be sent first, so that an answer does
                not overtake what was said before it.
        """
        if item:
            self._private.append((after, item))

    def send(self, joined: dict[tuple[int, int], Piece], stamp: Stamp) -> bool:
        """Send what can be sent now; True if more waits for the socket.

        Args:
            joined: bytes of the log shared with readers at the same place.
            stamp: how a time is shown in the plain dialect.

        Raises:
            OSError: the connection is broken.
        """
        budget = ROUND_LIMIT_BYTES
        while budget > 0:
            if self._cursor and not self._private_offset and (told := self._cursor.settle()):
                data = self.encode(told, stamp)
                self._taken_bytes -= len(data)
                if data:
                    self._private.appendleft((HERE, data))
            elif self._private and self._may_tell(*self._private[0]):
                sent, whole = self._send_private(self._private[0][1])
                if not whole:
                    return True
                budget -= sent
            elif self._gap:
                if self._page is None:
                    return False  # it has to be asked for, or is under way
                sent, whole = self._send_page(self._page)
                if not whole:
                    return True
                budget -= sent
            elif self._cursor and (piece := self._cursor.peek(JOIN_LIMIT_BYTES, joined)):
                sent, whole = self._send(piece.data)
                self._cursor.advance(piece, sent)
                if not whole:
                    return True
                budget -= sent
            else:
                return False
        return True

    def _may_tell(self, after: int, item: Private) -> bool:
        """Whether something private may go out here: between entries, and in its order."""
        if isinstance(item, Promise) and item.data is None:
            return False
        return after == HERE or self._cursor is None or self._cursor.has_passed(after)

    def _send_private(self, item: Private) -> tuple[int, bool]:
        if isinstance(item, Cursor):
            self._cursor = item
            self._private.popleft()
            return 0, True
        data = item.data if isinstance(item, Promise) else item
        sent, whole = self._send(memoryview(data or b"")[self._private_offset :])
        self._private_offset += sent
        self._taken_bytes += sent
        if whole:
            self._private.popleft()
            self._private_offset = 0
        return sent, whole

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
            sent = self.sock.send(data)
        except (BlockingIOError, InterruptedError):
            return 0, False
        return sent, sent == len(data)
