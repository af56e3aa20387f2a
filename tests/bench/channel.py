"""Values from one process of a measurement to the other, as lines of JSON through a socket."""

import json
import socket
from typing import Any

PIECE_BYTES = 64 * 1024


class Channel:
    """One end of it.

    Args:
        sock: connected; owned from here on.
    """

    def __init__(self, sock: socket.socket) -> None:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock = sock
        self._rest = b""

    def fileno(self) -> int:
        return self.sock.fileno()

    def send(self, value: object) -> None:
        """Send one value. Waits while the other side does not take it."""
        self.sock.sendall(json.dumps(value).encode() + b"\n")

    def receive(self) -> list[Any]:
        """What has come, after waiting for a piece of it; there may be no whole value in it.

        Raises:
            EOFError: the other side has ended.
        """
        piece = self.sock.recv(PIECE_BYTES)
        if not piece:
            raise EOFError
        *lines, self._rest = (self._rest + piece).split(b"\n")
        return [json.loads(line) for line in lines]

    def close(self) -> None:
        self.sock.close()
