"""Messages on their way into a socket, in the dialect of the server. No socket, no thread.

Each message belongs to the connection it was meant for: what comes too late for it is dropped,
and sent again from the outbox by those who want it sent.
"""

import contextlib
from collections import deque
from collections.abc import Callable

from app.client.original import encode_bare
from app.protocol.json_lines import encode_json
from app.protocol.requests import ClientMessage

PART_BYTES = 64 * 1024
"""About so much is encoded ahead of what the socket takes."""


class Sending:
    """What is to be sent. `put` is for any thread, everything else for the link's."""

    def __init__(self) -> None:
        """Start without a connection."""
        self._messages: deque[tuple[int, ClientMessage]] = deque()
        self._connection = 0
        self._bare: bool | None = None
        self._bytes = bytearray()
        self._bare_sizes: deque[tuple[int, ClientMessage]] = deque()
        self.said_bare = False
        """Whether anything was said in bare lines, which settles how a connection talks."""

    def __len__(self) -> int:
        """How many messages wait to be encoded."""
        return len(self._messages)

    def put(self, message: ClientMessage, connection: int) -> None:
        """Send a message on the connection with this number, if it is still that one."""
        self._messages.append((connection, message))

    def begin(self, connection: int) -> None:
        """There is a new connection; it is not known yet how its server talks."""
        self._connection = connection
        self._bare = None
        self._bytes.clear()
        self._bare_sizes.clear()
        self.said_bare = False

    def opened(self, *, bare: bool) -> None:
        """It is known now how the server talks."""
        self._bare = bare

    def is_empty(self) -> bool:
        """Whether there is nothing that could be sent now."""
        return not self._bytes and (self._bare is None or not self._messages)

    def write(self, send: Callable[[bytearray], int]) -> list[ClientMessage]:
        """Send what the socket takes; give the messages of bare lines that it has taken whole.

        Args:
            send: the socket's.

        Raises:
            OSError: the connection is broken.
        """
        self._encode()
        if self._bytes:
            with contextlib.suppress(BlockingIOError, InterruptedError):
                del self._bytes[: send(self._bytes)]
        waiting = sum(size for size, _ in self._bare_sizes)
        written: list[ClientMessage] = []
        while self._bare_sizes and waiting - self._bare_sizes[0][0] >= len(self._bytes):
            size, message = self._bare_sizes.popleft()
            waiting -= size
            written.append(message)
        return written

    def _encode(self) -> None:
        while self._messages and self._bare is not None and len(self._bytes) < PART_BYTES:
            connection, message = self._messages.popleft()
            if connection != self._connection:
                continue
            line = encode_bare(message) if self._bare else encode_json(message)
            self._bytes += line
            if self._bare:
                self.said_bare = True
                self._bare_sizes.append((len(line), message))
