"""A server that means harm. It greets a client, and then sends what it is told to."""

import json
import socket
from typing import Any

from tests.support.processes import WAIT_S, scale

LIMITS = {"line_bytes": 65536, "text_chars": 4000, "text_lines": 100}
BANNER = b"* realtime-chat/1 harm\x1b[2J\n"
SEQ = 1_000_000
"""The seq before which `answer` answers."""
PAGE_ENTRIES = 8
"""So few that a page of the longest attacks is still a line that a client reads."""


class HostileServer:
    """One listener, and the one client that came to it."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(scale(WAIT_S))
        self.port: int = self._listener.getsockname()[1]
        self._connection: socket.socket | None = None
        self._unread = b""
        self._seq = 0

    def welcome(self, *, banner: bytes = BANNER, **fields: Any) -> None:
        """Wait for the client, and let it in."""
        self.greet(banner)
        self._line()
        self.welcome_again(**fields)

    def greet(self, banner: bytes) -> None:
        """Wait for the client, and send it the first bytes."""
        self._connection, _ = self._listener.accept()
        self._connection.settimeout(scale(WAIT_S))
        self._connection.sendall(banner)

    def welcome_again(self, **fields: Any) -> None:
        """Let the client in once more; nothing keeps a server from that."""
        welcome = {"v": 1, "name": "ana", "from": "0" * 16, "room": "lobby", "log": "log", "seq": 0}
        welcome |= {"count": 2, "names": ["ana", "bot"], "limits": LIMITS, "after": 0}
        self.send("welcome", **(welcome | fields))

    def send(self, type: str, **fields: Any) -> None:
        """Send one message."""
        self.write(json.dumps({"type": type, **fields}).encode() + b"\n")

    def write(self, data: bytes) -> None:
        """Send bytes as they are."""
        assert self._connection
        self._connection.sendall(data)

    def said(self, **fields: Any) -> None:
        """Let somebody have said something."""
        self._seq += 1
        self.send("said", **(said(self._seq) | fields))

    def every_message(self, harm: str) -> None:
        """Send each kind of message, with harm in each of its texts."""
        self.welcome_again(name=harm, room=harm, names=["ana", harm], log=harm, count=3)
        self._seq = 0
        self.said(text=harm)
        self.said(name=harm)
        self.said(name=harm, text=harm, kind="action", at=2**53)
        whispered = {"from": harm, "name": harm, "to": harm, "text": harm}
        self.send("whispered", at=2**52, **whispered)
        self.send("whispered", at=0, **(whispered | {"name": "bot", "to": "ana"}))
        self.send("joined", at=0, count=2**53, names=[harm] * 3)
        self.send("left", at=0, count=2, names=[harm, harm])
        self.send("renamed", at=0, **{"from": harm}, name=harm, to=harm)
        self.send("members", count=2, names=[harm, harm], more=True)
        self.send("notice", code=harm, text=harm)
        self.send("error", code=harm, text=harm)
        self.send("gap", first=2**53, last=0)
        self.send("caught_up", seq=0)
        self.send(harm, text=harm)
        self.welcome_again(log=harm)

    def answer(self, asked: str, texts: list[str]) -> None:
        """Wait for questions of this type, and answer with these texts, also as names.

        The client has to have been let in with SEQ last, and to ask until it has that many.
        """
        entries = [{"text": text} for text in texts] + [{"name": text} for text in texts]
        whole = [said(seq) | entry for seq, entry in enumerate(entries, SEQ - len(entries))]
        while whole:
            page, whole = whole[-PAGE_ENTRIES:], whole[:-PAGE_ENTRIES]
            while (question := json.loads(self._line()))["type"] != asked:
                pass
            type = {"search": "found"}.get(asked, asked)
            self.send(type, entries=page, more=bool(whole), id=question["id"])

    def close(self) -> None:
        """Go away."""
        if self._connection:
            self._connection.close()
        self._listener.close()

    def _line(self) -> bytes:
        assert self._connection
        while b"\n" not in self._unread:
            data = self._connection.recv(65536)
            assert data, "the client went away"
            self._unread += data
        line, _, self._unread = self._unread.partition(b"\n")
        return line


def said(seq: int) -> dict[str, Any]:
    """What somebody harmless has said."""
    return {"seq": seq, "at": 0, "from": "b" * 16, "name": "bot", "text": "hello"}
