"""One connection of a soak: bytes out when the socket takes them, lines in. Never blocks."""

import contextlib
import socket
import struct

from tests.soak.bare import BareSession
from tests.soak.history import Fault
from tests.soak.session import Session
from tests.support.processes import WAIT_S, scale

RECEIVE_BYTES = 64 * 1024
SMALL_BYTES = 32 * 1024
"""A small receive buffer. In a much smaller one hundreds of short segments find no room, and the
system then sends them again so slowly that one who reads on is behind for half a minute."""
RESET = struct.pack("ii", 1, 0)


class Caller:
    """A connection, and whose it is.

    Args:
        port: on 127.0.0.1.
        session: hears what comes; None for one who only connects.
        small: whether its receive buffer is small.

    Attributes:
        is_stalled: whether it reads nothing for now.
        is_leaving: whether it sends nothing any more, and waits for the server's end.
        is_replaced: whether its session has gone on to another connection, and nobody listens.
    """

    def __init__(
        self, port: int, session: Session | BareSession | None, *, small: bool = False
    ) -> None:
        self.session = session
        self.is_stalled = self.is_leaving = self.is_replaced = False
        self._unsent = bytearray()
        self._unread = b""
        self._half_closes = False
        self.sock = socket.socket()
        try:
            if small:
                self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BYTES)
            self.sock.settimeout(scale(WAIT_S))
            self.sock.connect(("127.0.0.1", port))
            self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.sock.setblocking(False)
        except OSError as error:
            self.sock.close()
            raise Fault(f"could not connect: {error}") from None

    @property
    def has_unsent(self) -> bool:
        """Whether the socket has to take more."""
        return bool(self._unsent)

    def send(self, data: bytes) -> None:
        """Send this as soon as the socket takes it."""
        self._unsent += data
        self.flush()

    def flush(self) -> None:
        """Send what the socket takes now.

        Raises:
            Fault: the connection is broken, and nobody has broken it.
        """
        try:
            while self._unsent:
                del self._unsent[: self.sock.send(self._unsent)]
        except (BlockingIOError, InterruptedError):
            return
        except OSError as error:
            self._unsent.clear()
            self._broken(error)
        if self._half_closes:
            self._half_closes = False
            with contextlib.suppress(OSError):  # the server was quicker
                self.sock.shutdown(socket.SHUT_WR)

    def half_close(self) -> None:
        """Close one's own half when all is sent."""
        self._half_closes = True
        self.flush()

    def receive(self) -> bool:
        """Hear what has come. False at the end, for which nothing but `close` is left.

        Raises:
            Fault: what has come is not what the protocol promises.
        """
        try:
            data = self.sock.recv(RECEIVE_BYTES)
        except (BlockingIOError, InterruptedError):
            return True
        except OSError as error:
            self._broken(error)
            return False
        session = self.session
        if self.is_replaced or session is None:
            return bool(data)
        try:
            if not data:
                session.ended()
                return False
            lines = (self._unread + data).split(b"\n")
            self._unread = lines.pop()
            for line in lines:
                session.hear(line)
        except Fault as fault:
            raise Fault(f"client {session.slot} ({session.name or 'new'}): {fault}") from None
        return True

    def close(self) -> None:
        """Close it as it is."""
        self.sock.close()

    def reset(self) -> None:
        """Break it."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self.sock.close()

    def _broken(self, error: OSError) -> None:
        if self.session and not self.is_replaced:
            raise Fault(f"client {self.session.slot}: the connection broke: {error}") from None
