"""A socket that is none, and a worker that is no thread: what a connection talks with in tests."""

import socket
from typing import cast

from app.server.config import Config
from app.server.connection import Connection, Owner
from app.server.private import Page, Private, Promise

ALL = 10**9


class Wire:
    """The server's end of a connection, as its socket.

    Attributes:
        arrived: what the peer sent and the server has not read yet.
        sent: what the server sent and the peer has not read yet.
        takes: how many bytes it still takes until it is blocked.
        ended: whether the peer will send no more.
        sends: how often the server has sent something.
    """

    def __init__(self) -> None:
        """Start with nothing under way."""
        self.arrived = bytearray()
        self.sent = bytearray()
        self.takes = ALL
        self.ended = False
        self.sends = 0

    def recv(self, size: int) -> bytes:
        """What has arrived."""
        if not self.arrived and not self.ended:
            raise BlockingIOError
        data = bytes(self.arrived[:size])
        del self.arrived[:size]
        return data

    def send(self, data: bytes | memoryview) -> int:
        """Take some bytes, and say how many."""
        if data and not self.takes:
            raise BlockingIOError
        self.sends += 1
        taken = bytes(data[: self.takes])
        self.takes -= len(taken)
        self.sent += taken
        return len(taken)

    def read(self, size: int = ALL) -> bytes:
        """What the peer gets."""
        data = bytes(self.sent[:size])
        del self.sent[:size]
        return data

    def socket(self) -> socket.socket:
        """The same, as what it stands for."""
        return cast(socket.socket, self)


class Desk:
    """Does at once what a worker does when it finds its mail."""

    def deliver(self, connection: Connection, item: Private, after: int) -> None:
        """Send something private."""
        connection.out.queue(item, after)

    def fulfil(self, connection: Connection, promise: Promise, data: bytes) -> None:
        """Here is the answer that was promised."""
        connection.out.fulfil(promise, data)

    def supply(self, connection: Connection, page: Page) -> None:
        """Here is a page that was asked for."""
        connection.out.take_page(page)

    def break_off(self, connection: Connection, data: bytes, reason: str) -> None:
        """There is no page for it: tell it so, and close it."""
        connection.out.break_off(data)
        self.close(connection, reason)

    def close(self, connection: Connection, reason: str) -> None:
        """Close it once everything is sent."""
        connection.depart()
        connection.ending = reason


def connected(id: int, wire: Wire, worker: Owner, config: Config | None = None) -> Connection:
    """A connection at the other end of this wire."""
    return Connection(id, wire.socket(), "nowhere", worker, config or Config())
