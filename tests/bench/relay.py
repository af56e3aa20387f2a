"""The least that a broadcast server can do: what the measuring itself can take is measured with it.

    python -m tests.bench.relay

It takes whole lines from everybody, and sends what has come, all at once, to everybody: it knows
no names, checks nothing, stores nothing and numbers nothing. A chat cannot be quicker in this
measurement; where one comes near it, the measurement has come to its own end.
"""

import contextlib
import socket

from tests.bench.waiting import Many

BACKLOG = 1024
PIECE_BYTES = 64 * 1024
PAUSE_S = 0.001
"""While a client has not taken everything, how long to wait before it is tried again."""


class Relay:
    """A server on a free port of 127.0.0.1."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=BACKLOG)
        self._listener.setblocking(False)
        self._waiter = Many()
        self._waiter.add(self._listener.fileno())
        self._clients: dict[int, socket.socket] = {}
        self._rest: dict[int, bytes] = {}
        self._behind: dict[int, bytearray] = {}

    @property
    def port(self) -> int:
        port: int = self._listener.getsockname()[1]
        return port

    def serve(self) -> None:
        """Serve until somebody ends the process."""
        listening = self._listener.fileno()
        while True:
            came = bytearray()
            for descriptor in self._waiter.wait(PAUSE_S if self._behind else 1.0):
                if descriptor == listening:
                    self._accept()
                else:
                    came += self._read(descriptor)
            for descriptor, waiting in list(self._behind.items()):
                del self._behind[descriptor]
                self._send(descriptor, waiting)
            if came:
                for descriptor in list(self._clients):
                    self._send(descriptor, came)

    def _accept(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while True:
                client, _ = self._listener.accept()
                client.setblocking(False)
                client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                client.send(b"Welcome.\n")
                self._clients[client.fileno()] = client
                self._rest[client.fileno()] = b""
                self._waiter.add(client.fileno())

    def _read(self, descriptor: int) -> bytes:
        """The whole lines that have come from one client."""
        try:
            piece = self._clients[descriptor].recv(PIECE_BYTES)
        except OSError:
            piece = b""
        if not piece:
            self._drop(descriptor)
            return b""
        data = self._rest[descriptor] + piece
        end = data.rfind(b"\n") + 1
        self._rest[descriptor] = data[end:]
        return data[:end]

    def _send(self, descriptor: int, data: bytearray) -> None:
        if descriptor in self._behind:
            self._behind[descriptor] += data
            return
        try:
            sent = self._clients[descriptor].send(data)
        except BlockingIOError:
            sent = 0
        except OSError:
            self._drop(descriptor)
            return
        if sent < len(data):
            self._behind[descriptor] = data[sent:]

    def _drop(self, descriptor: int) -> None:
        if client := self._clients.pop(descriptor, None):
            self._waiter.remove(descriptor)
            self._behind.pop(descriptor, None)
            client.close()


def main() -> None:
    relay = Relay()
    print(f"Listening on 127.0.0.1:{relay.port}", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        relay.serve()


if __name__ == "__main__":
    main()
