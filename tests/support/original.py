"""The original system's two programs, imitated byte for byte.

Its server sends to everybody, the sender too, what it read from one client, at most 1024 bytes at
a time, behind a coloured prefix and before one more newline. Its client sends each trimmed line
with a newline, and prints whatever comes, at most 1024 bytes at a time. Neither ever says hello.
"""

import contextlib
import socket
import time
from threading import Condition, Lock, Thread

from tests.support.processes import WAIT_S, scale

READ_BYTES = 1024
PREFIX = "\x1b[33m📢 Broadcast:\x1b[0m Client "


class OriginalClient:
    """The original's client; what it prints piles up in `printed`."""

    def __init__(self, port: int) -> None:
        self._sock = socket.create_connection(("127.0.0.1", port), scale(WAIT_S))
        self._changed = Condition()
        self.printed = ""
        self._thread = Thread(target=self._print, name="test-original-client")
        self._thread.start()

    def type(self, line: str) -> None:
        """A person types a line and presses Enter."""
        self._sock.sendall((line.strip() + "\n").encode())

    def shows(self, part: str, *, within: float = WAIT_S) -> bool:
        """Whether `part` is printed within some seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: part in self.printed, scale(within))

    def close(self) -> None:
        """The person closes its window."""
        with contextlib.suppress(OSError):
            self._sock.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._sock.close()

    def _print(self) -> None:
        with contextlib.suppress(OSError):
            while data := self._sock.recv(READ_BYTES):
                with self._changed:
                    self.printed += data.decode("utf-8", "replace")
                    self._changed.notify_all()


class OriginalServer:
    """The original's server, with one thread for each client.

    Attributes:
        port: where it listens.
        received: what it has read, piece by piece.
    """

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.received: list[bytes] = []
        self._changed = Condition()
        self._clients: dict[str, socket.socket] = {}
        self._sending = Lock()
        self._threads = [Thread(target=self._accept, name="test-original-server")]
        self._threads[0].start()

    def has_read(self, data: bytes) -> bool:
        """Whether it reads `data` in the end, however it is cut."""
        deadline = scale(WAIT_S)
        with self._changed:
            return self._changed.wait_for(lambda: data in b"".join(self.received), deadline)

    def has_clients(self, count: int) -> bool:
        """Whether so many clients are connected at last."""
        with self._changed:
            return self._changed.wait_for(lambda: len(self._clients) == count, scale(WAIT_S))

    def broadcast(self, text: str, who: str = "127.0.0.1:53122") -> None:
        """Tell everybody what `who` said."""
        data = f"{PREFIX}{who}: {text}\n".encode()
        with self._sending:
            for client in list(self._clients.values()):
                with contextlib.suppress(OSError):
                    client.sendall(data)

    def close(self) -> None:
        """End it."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for client in list(self._clients.values()):
            with contextlib.suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, address = self._listener.accept()
                who = f"{address[0]}:{address[1]}"
                with self._changed:
                    self._clients[who] = client
                    self._changed.notify_all()
                thread = Thread(target=self._serve, args=(client, who), name="test-original-peer")
                self._threads.append(thread)
                thread.start()

    def _serve(self, client: socket.socket, who: str) -> None:
        with client, contextlib.suppress(OSError):
            while data := client.recv(READ_BYTES):
                with self._changed:
                    self.received.append(data)
                    self._changed.notify_all()
                self.broadcast(data.decode("utf-8", "replace"), who)
        with self._changed:
            del self._clients[who]
            self._changed.notify_all()


class LateServer:
    """A server that accepts one client and leaves the rest to the test, which is its script."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(scale(WAIT_S))
        self.port: int = self._listener.getsockname()[1]
        self._clients: list[socket.socket] = []

    def accept(self) -> socket.socket:
        """Wait for a client."""
        client, _ = self._listener.accept()
        client.settimeout(scale(WAIT_S))
        self._clients.append(client)
        return client

    def close(self) -> None:
        """End it."""
        for sock in (self._listener, *self._clients):
            sock.close()


def is_silent(sock: socket.socket, seconds: float) -> bool:
    """Whether nothing comes for so long: for what must *not* be said yet."""
    deadline = time.monotonic() + seconds
    sock.settimeout(max(0.01, deadline - time.monotonic()))
    try:
        sock.recv(1, socket.MSG_PEEK)
    except TimeoutError:
        return True
    finally:
        sock.settimeout(scale(WAIT_S))
    return False
