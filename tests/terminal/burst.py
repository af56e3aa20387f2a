"""A server that says very much at once, as fast as its client takes it; what is seen of that."""

import contextlib
import json
import socket
from collections.abc import Iterable, Iterator
from threading import Condition, Thread
from typing import Any, Self

from tests.support.emulator import Emulator, Stream
from tests.support.processes import WAIT_S, scale

LIMITS = {"line_bytes": 65536, "text_chars": 4000, "text_lines": 100}
SEND_BYTES = 64 * 1024
DRAWN = b"\x1b[?25h"
"""The cursor is shown again: so ends each drawing of the input line."""


class BurstServer:
    """Lets one client in, and says to it what it is told to. A context manager.

    A thread of its own sends, since the client may take its time.

    Attributes:
        poured: how many bytes it was told to send.
        taken: how many of them the client, or the kernel for it, has taken.
    """

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(scale(WAIT_S))
        self.port: int = self._listener.getsockname()[1]
        self._connection: socket.socket | None = None
        self._sender: Thread | None = None
        self._moved = Condition()
        self._seq = 0
        self.poured = 0
        self.taken = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()
        if self._connection:
            with contextlib.suppress(OSError):  # the client is gone already
                self._connection.shutdown(socket.SHUT_RDWR)  # a send that waits gives up
        if self._sender:
            self._sender.join(scale(WAIT_S))
            assert not self._sender.is_alive()
        if self._connection:
            self._connection.close()

    def welcome(self) -> None:
        """Wait for the client, and let it in."""
        self._connection, _ = self._listener.accept()
        self._connection.settimeout(scale(WAIT_S))
        self._connection.sendall(b"* realtime-chat/1\n")
        while not self._connection.recv(65536).endswith(b"\n"):
            pass
        who = {"name": "ana", "from": "0" * 16, "count": 2, "names": ["ana", "bot"]}
        place = {"v": 1, "room": "lobby", "log": "log", "seq": 0, "after": 0, "limits": LIMITS}
        self._connection.sendall(_line("welcome", **who, **place))
        self._connection.settimeout(None)

    def pour(self, texts: Iterable[str]) -> None:
        """Let `bot` have said all this, one right after the other; returns at once."""
        lines = []
        for text in texts:
            self._seq += 1
            fields = {"seq": self._seq, "at": 0, "from": "b" * 16, "name": "bot", "text": text}
            lines.append(_line("said", **fields))
        data = b"".join(lines)
        self.poured = len(data)
        self._sender = Thread(target=self._send, args=(data,), name="test-burst")
        self._sender.start()

    def stands_still(self, seconds: float) -> bool:
        """Wait at most so long for the client to take more; whether it does not."""
        with self._moved:
            before = self.taken
            return not self._moved.wait_for(lambda: self.taken > before, seconds)

    def _send(self, data: bytes) -> None:
        assert self._connection
        for start in range(0, len(data), SEND_BYTES):
            part = data[start : start + SEND_BYTES]
            try:
                self._connection.sendall(part)
            except OSError:  # the client is gone, or the test is over
                return
            with self._moved:
                self.taken += len(part)
                self._moved.notify_all()


def input_lines(written: bytes, columns: int = 80, rows: int = 24) -> Iterator[tuple[str, int]]:
    """What stands in the cursor's row, and from there on, each time that the input line was drawn.

    Without the row that tells how things stand.

    Args:
        written: everything that the client has written to its terminal.
        columns: the terminal's width.
        rows: its height.

    Yields:
        Those rows, and how many rows have scrolled off by then.
    """
    screen = Emulator(columns, rows, lambda _: None, reflows=False)
    stream = Stream(screen)
    for part in written.split(DRAWN)[:-1]:
        stream.feed(part + DRAWN)
        shown = [row.text.rstrip(" ") for row in screen.rows()[screen.cursor.y :]]
        if len(shown) > 1 and shown[1].startswith((" lobby ·", " connecting …")):
            del shown[1]
        yield "\n".join(shown).rstrip("\n"), screen.scrolled


def _line(type: str, **fields: Any) -> bytes:
    return json.dumps({"type": type, **fields}, ensure_ascii=False).encode() + b"\n"
