"""One connection: bytes in to lines. What goes out is in `out`. No threads, no selector.

It belongs to one worker, which alone touches its socket. The hub and the archive read `id`,
`address`, `worker`, `dialect`, `blocked` and `closed`, and call `encode`.
"""

import socket
from typing import Protocol

from app.protocol.dialects import Dialect
from app.protocol.entries import Entry
from app.protocol.framing import LineReader, LineTooLong
from app.protocol.json_lines import encode_json
from app.protocol.plain_lines import Stamp, encode_plain
from app.protocol.replies import Reply
from app.room.flood import Flood, is_simple, weight
from app.server.config import Config
from app.server.outgoing import Outgoing
from app.server.private import Page, Private, Promise
from app.server.waits import Turn

RECEIVE_BYTES = 64 * 1024
LINE_OVERHEAD_BYTES = 48
"""What a line takes beside its text."""
PIECE_BYTES = 8 * 1024
"""What a piece of a line counts that is read before the line's end, however short it is."""
DRAIN_LIMIT_BYTES = 256 * 1024
"""So much more is read of who is let go: to close with unread input would take from it what it was
told. What comes then waits, and so does who sends it, until it is closed."""


class Owner(Protocol):
    """Whose a connection is: its worker, as other threads may call it."""

    def deliver(self, connection: "Connection", item: Private, after: int) -> None:
        """Send something private, after chunk `after` of the log it reads."""

    def fulfil(self, connection: "Connection", promise: Promise, data: bytes) -> None:
        """Here is the answer that was promised."""

    def supply(self, connection: "Connection", page: Page) -> None:
        """Here is the page that it needs."""

    def break_off(self, connection: "Connection", data: bytes, reason: str) -> None:
        """There is no page for it: tell it so, and close it."""

    def close(self, connection: "Connection", reason: str) -> None:
        """Close it once everything is sent."""


class Connection:
    """A connected socket and all that is known of it.

    Attributes:
        id: its number, for this run of the server.
        address: the peer's, for the log.
        worker: whose it is.
        dialect: None until the first line.
        introduced: in bare lines, whether its first line was taken for a hello.
        counted_as: the address that it takes one of the places of; "" for none.
        departed: nothing more of what it sends is carried out.
        ending: why it is being closed; "" while it is open.
        said_goodbye: everything was sent, and nothing will be any more.
        half_closed: the peer will send no more.
        waits_for: what its lines wait for; while they wait nothing is read.
        was_held: flood control has held it back before.
        was_read: something has come from it.
        blocked: the socket takes no more for now.
        interest: what the worker's selector watches for.
        apart: whether the one for strangers does.
        closed: its socket is closed.
        out: what it is sent.
    """

    # There may be ten thousand, nearly all of them idle: an empty one has to be small. A deque
    # takes as much as all of it, even with nothing in it.
    __slots__ = (
        "_drained",
        "_flood",
        "_lines",
        "_reader",
        "_received",
        "_taken",
        "address",
        "apart",
        "blocked",
        "closed",
        "counted_as",
        "departed",
        "dialect",
        "ending",
        "half_closed",
        "id",
        "interest",
        "introduced",
        "out",
        "said_goodbye",
        "sock",
        "waits_for",
        "was_held",
        "was_read",
        "worker",
    )

    def __init__(
        self, id: int, sock: socket.socket, address: str, worker: Owner, config: Config
    ) -> None:
        """Take over a connected, non-blocking socket."""
        self.id = id
        self.sock = sock
        self.address = address
        self.worker = worker
        self.dialect: Dialect | None = None
        self.counted_as = ""
        self.departed = False
        self.ending = ""
        self.half_closed = False
        self.waits_for = Turn.NOTHING
        self.was_held = False
        self.was_read = False
        self.blocked = False
        self.interest = 0
        self.apart = False
        self.closed = False
        self.out = Outgoing(sock)
        self.said_goodbye = False
        self.introduced = False
        self._reader = LineReader(config.line_limit_bytes, config.first_line_limit_bytes)
        self._flood = Flood(
            config.rate_messages_per_s,
            config.rate_messages_burst,
            config.rate_bytes_per_s,
            config.rate_bytes_burst,
        )
        self._lines: list[bytes | LineTooLong] = []
        self._taken = 0  # lines: none is moved when one is taken
        self._received = 0  # bytes, from which the lines that wait have come
        self._drained = 0

    @property
    def has_lines(self) -> bool:
        """Whether lines that were received wait for their turn."""
        return bool(self._lines)

    @property
    def is_unfinished(self) -> bool:
        """Whether it has begun to say something that is no hello yet."""
        return self.dialect is Dialect.JSON or not self._reader.is_empty

    @property
    def kept_bytes(self) -> int:
        """About how much memory that takes which was received and not carried out yet."""
        lines = len(self._lines)
        waiting = self._received + LINE_OVERHEAD_BYTES * lines if lines else 0
        return self._reader.unfinished_bytes + waiting

    # --- in ---------------------------------------------------------------------------------

    def receive(self) -> int:
        """Read what has come.

        Returns:
            How many bytes; 0 at the peer's end.

        Raises:
            OSError: the connection is broken, or (BlockingIOError) nothing has come.
        """
        data = self.sock.recv(RECEIVE_BYTES)
        if data:
            self.was_read = True
            self._received = len(data) + self._reader.unfinished_bytes
            lines = self._reader.feed(data)
            self._lines.extend([line for line in lines if line] if b"" in lines else lines)
            return len(data)
        rest = self._reader.finish()
        if rest and self.dialect is not Dialect.JSON:
            # `printf 'built' | nc`: the last line may lack its end. Half a JSON line is nothing.
            self._lines.append(rest)
        return 0

    def drain(self, now: float) -> None:
        """Let it have no burst: it comes while many come and go, each for another burst."""
        self._flood.drain(now)

    def charge(self, size: int, now: float) -> float:
        """Have `size` bytes that were read paid for, if no line has come of them.

        So neither a line without end, nor one that comes a byte at a time, takes more of the
        server's time than lines that are whole.

        Returns:
            The seconds until more may be read; 0.0 for now.
        """
        if self._lines:
            return 0.0
        # A line that ends is paid for then.
        lost = size if self._reader.is_skipping or self._reader.is_empty else 0
        return self._flood.spill(max(lost, PIECE_BYTES), now)

    def take_lines(self, now: float, limit: int) -> tuple[list[bytes | LineTooLong], int, float]:
        """Received lines that flood control lets through, in order, at most `limit`.

        Returns:
            The lines, what they count in bytes, and the seconds until the next one may come; 0.0
            if it may come now.
        """
        end = self._taken + self._flood.pieces(limit, now)
        lines = self._lines[self._taken : end]
        whole = b"".join(line for line in lines if isinstance(line, bytes))
        measure = len if is_simple(whole) else weight  # mostly simple: quicker told together
        sizes = [measure(line) if isinstance(line, bytes) else RECEIVE_BYTES for line in lines]
        delay = 0.0
        if not self._flood.admit_all(len(lines), sum(sizes), now):
            for count, size in enumerate(sizes):
                delay = self._flood.admit(size, now)
                if delay:
                    del lines[count:], sizes[count:]
                    break
        self._taken += len(lines)
        if self._taken == len(self._lines):
            self._forget_lines()
        return lines, sum(sizes), delay

    def depart(self) -> None:
        """Carry out nothing more; what is to be sent may still be sent."""
        self.departed = True
        self._forget_lines()
        self._reader.finish()

    def _forget_lines(self) -> None:
        self._lines.clear()
        self._taken = 0

    def discard(self) -> int:
        """Read and throw away, up to a limit.

        Returns:
            How many bytes; 0 at the peer's end.

        Raises:
            OSError: as `receive`.
        """
        size = len(self.sock.recv(RECEIVE_BYTES))
        self._drained += size
        if self._drained > DRAIN_LIMIT_BYTES:
            self.waits_for = Turn.END
        return size

    # --- out --------------------------------------------------------------------------------

    def encode(self, message: Entry | Reply, stamp: Stamp) -> bytes:
        """`message` in this connection's dialect."""
        if self.dialect is Dialect.JSON:
            return encode_json(message)
        return encode_plain(message, stamp)
