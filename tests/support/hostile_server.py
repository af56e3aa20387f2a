"""A server that means harm. It greets a client, and then sends what it is told to."""

import json
import socket
from collections.abc import Callable
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

    def turn_away(self, text: str) -> None:
        """Wait for the client, and say why it is not let in, as a server does that is full."""
        self.greet(BANNER)
        self.send("error", code="try-later", text=text)
        self.hang_up()

    def hang_up(self) -> None:
        """Close the connection; the client may come again."""
        assert self._connection
        self._connection.close()
        self._unread = b""

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
        self.send("left", at=0, count=2, names=[harm, harm], to=harm)
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
            question = self.question(asked)
            type = {"search": "found"}.get(asked, asked)
            self.send(type, entries=page, more=bool(whole), id=question["id"])

    def question(self, type: str) -> dict[str, Any]:
        """Wait for the client's next message of this type."""
        while True:
            message: dict[str, Any] = json.loads(self._line())
            if message["type"] == type:
                return message

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


WELCOMES: dict[str, dict[str, object]] = {
    "limits of 0": {"limits": dict.fromkeys(LIMITS, 0)},
    "limits of 2^53": {"limits": dict.fromkeys(LIMITS, 2**53), "seq": 2**53, "count": 2**53},
    "nobody at all": {"count": 0, "names": [], "name": "", "room": "", "log": ""},
    "an end before the beginning": {"seq": 0, "after": 2**53},
}
NO_WELCOMES: dict[str, dict[str, object]] = {
    "negative limits": {"limits": dict.fromkeys(LIMITS, -1)},
    "limits of words": {"limits": dict.fromkeys(LIMITS, "x")},
    "no limits": {"limits": None},
    "half a number": {"seq": 0.5},
}
"""Fields that let a client in, however little sense they make; and those that do not."""
GARBAGE = {
    "a redirection": b"HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1/\r\n\r\n",
    "TLS": b"\x16\x03\x03\x00\x02\x02\x28\x15\x03\x01\x00\x02\x02\x46\n",
    "compressed": b"\x1f\x8b\x08\x00" + bytes(range(255, -1, -1)) * 20 + b"\n",
    "half a banner": BANNER[:-1],
}
"""What is no line of ours, and what has no end."""


def _lines(make: Callable[[int], dict[str, object]]) -> Callable[[int], bytes]:
    """A flood of messages."""
    return lambda number: json.dumps(make(number)).encode() + b"\n"


FLOODS: dict[str, Callable[[int], bytes]] = {
    "joined": _lines(lambda n: {"type": "joined", "at": n, "count": 2**53, "names": ["x"]}),
    "gaps": _lines(lambda n: {"type": "gap", "first": 0, "last": 2**53 - n}),
    "lines of nothing": _lines(lambda n: {"type": "notice", "code": "", "text": "\n" * 99}),
    "an endless line": lambda n: b"x" * 100,
    "said": _lines(lambda n: {"type": "said", **said(n + 1)}),
}
"""What comes without an end, by its number."""
