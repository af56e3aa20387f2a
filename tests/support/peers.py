"""Peers on raw sockets: they know the wire and nothing of the code under test.

Every wait is for bytes, with a deadline.
"""

import json
import socket
import struct
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Self

from tests.support.processes import WAIT_S, scale

Fields = dict[str, Any]
BANNER = b"* realtime-chat/1 "


class Peer:
    """A connection to a server: bytes out, lines in.

    Args:
        port: on 127.0.0.1.
        receive_bytes: a small receive buffer, for one that will not read.
    """

    def __init__(self, port: int, *, receive_bytes: int = 0) -> None:
        self.sock = socket.socket()
        if receive_bytes:
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
        self.sock.settimeout(scale(WAIT_S))
        try:
            self.sock.connect(("127.0.0.1", port))
        except OSError:
            self.sock.close()
            raise
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._unread = bytearray()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def send(self, data: bytes) -> None:
        """Send bytes as they are."""
        self.sock.sendall(data)

    def line(self) -> bytes:
        """The next line, without its end.

        Raises:
            EOFError: the other side has closed; `OSError` if it has broken the connection.
        """
        while (end := self._unread.find(b"\n")) < 0:
            self._receive()
        line = bytes(self._unread[:end])
        del self._unread[: end + 1]
        return line

    def rest(self) -> bytes:
        """Everything up to the other side's close."""
        try:
            while True:
                self._receive()
        except EOFError:
            rest = bytes(self._unread)
            self._unread.clear()
            return rest

    def hears_nothing(self) -> bool:
        """Whether nothing is there to be read right now."""
        self.sock.setblocking(False)
        try:
            self._receive()
        except BlockingIOError:
            pass
        finally:
            self.sock.settimeout(scale(WAIT_S))
        return not self._unread

    def end_sending(self) -> None:
        """Close one's own half."""
        self.sock.shutdown(socket.SHUT_WR)

    def reset(self) -> None:
        """Break the connection."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()

    def close(self) -> None:
        """Close the connection."""
        self.sock.close()

    def _receive(self) -> None:
        data = self.sock.recv(64 * 1024)
        if not data:
            raise EOFError
        self._unread += data


class JsonPeer(Peer):
    """A peer that speaks JSON, and has said hello.

    Attributes:
        welcome: the server's answer.
        texts: all that was said, as far as this peer has read.
    """

    def __init__(self, port: int, name: str, *, receive_bytes: int = 0, **hello: object) -> None:
        super().__init__(port, receive_bytes=receive_bytes)
        self.texts: list[str] = []
        try:
            assert self.line().startswith(BANNER)
            self.tell("hello", v=1, name=name, **hello)
            self.welcome = self.until("welcome")
        except BaseException:
            self.close()  # nobody else can: there is no peer yet
            raise
        self.name: str = self.welcome["name"]
        self.hash: str = self.welcome["from"]

    def tell(self, type: str, **fields: object) -> None:
        """Send one message."""
        self.send(json.dumps({"type": type, **fields}).encode() + b"\n")

    def say(self, *texts: str) -> None:
        """Say texts to everybody."""
        for text in texts:
            self.tell("say", text=text)

    def next(self) -> Fields:
        """The next message."""
        message: Fields = json.loads(self.line())
        if message["type"] == "said":
            self.texts.append(message["text"])
        return message

    def until(self, type: str, **fields: object) -> Fields:
        """The next message of a type and with these fields; others are passed over."""
        deadline = time.monotonic() + scale(WAIT_S)
        while time.monotonic() < deadline:
            message = self.next()
            if message["type"] == type and fields.items() <= message.items():
                return message
        raise AssertionError(f"no {type} with {fields}, but other messages on and on")

    def refusal(self, **fields: object) -> str:
        """The code of the next error."""
        code: str = self.until("error", **fields)["code"]
        return code

    def said(self, count: int) -> list[Fields]:
        """The next `count` things that were said, whoever said them."""
        return [self.until("said") for _ in range(count)]


class PlainPeer(Peer):
    """A peer that speaks bare lines, such as nc: it has read the banner and said nothing yet.

    Args:
        ending: what it sends at the end of each line.
        receive_bytes: a small receive buffer, for one that will not read.
    """

    def __init__(self, port: int, *, ending: str = "\n", receive_bytes: int = 0) -> None:
        super().__init__(port, receive_bytes=receive_bytes)
        self._ending = ending
        try:
            assert self.line().startswith(BANNER)
        except BaseException:
            self.close()
            raise

    def say(self, *lines: str) -> None:
        """Send lines."""
        self.send("".join(line + self._ending for line in lines).encode())

    def until(self, part: str) -> str:
        """The next line with `part` in it; others are passed over."""
        deadline = time.monotonic() + scale(WAIT_S)
        while time.monotonic() < deadline:
            line = self.line().decode()
            if part in line:
                return line
        raise AssertionError(f"no {part!r}, but other lines on and on")


def all_said(peers: Sequence[JsonPeer], count: int, threads: int = 4) -> list[list[Fields]]:
    """What each of many peers hears, `count` messages each."""
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(lambda peer: peer.said(count), peers))


def close_all(peers: Iterable[Peer]) -> None:
    """Close them all."""
    for peer in peers:
        peer.close()
