"""Many clients in one process, whose bytes are received and counted as cheaply as Python can.

All of them receive into the same buffer, and it is not looked into, but for those that have a
listener. That is enough: everybody in the room hears the same bytes, so whoever has as many of them
as the others has lost nothing. What they are is looked at with those that have a listener.
"""

import socket
import struct
import time
from collections.abc import Iterable

from tests.bench.listeners import Expecting, Listener
from tests.bench.problem import Deadline, Problem
from tests.bench.waiting import Waiter
from tests.bench.wires import Wire

BUFFER_BYTES = 256 * 1024
COMING_LIMIT = 64
"""How many connections are on their way into the room at once."""
CONNECT_LIMIT_S = 30.0
RESET = struct.pack("ii", 1, 0)
"""As SO_LINGER: nothing of a closed connection is left, and its port is free."""


class Crowd:
    """Clients of a server.

    Args:
        waiter: says which of them can be read.
        wire: what they speak.

    Attributes:
        got: how many bytes each has received since `count`, by its descriptor.
        reads: how often any of them has received something since then.
        listeners: what is done with the bytes of some of them, by descriptor.
        missing: those that have not received yet what is expected.
        held: those that receive nothing for a while.
    """

    def __init__(self, waiter: Waiter, wire: Wire) -> None:
        self._waiter = waiter
        self._wire = wire
        self._buffer = bytearray(BUFFER_BYTES)
        self._view = memoryview(self._buffer)
        self._sockets: dict[int, socket.socket] = {}
        self._slowest = -1
        self._slowest_got = -1
        self.got: dict[int, int] = {}
        self.reads = 0
        self.listeners: dict[int, Listener] = {}
        self.missing: set[int] = set()
        self.held: list[int] = []

    def __len__(self) -> int:
        return len(self._sockets)

    @property
    def descriptors(self) -> list[int]:
        """All of them, in the order in which they came."""
        return list(self._sockets)

    def send(self, descriptor: int, data: memoryview) -> int:
        """Send something for one of them; give how many bytes were taken, 0 if it has to wait."""
        try:
            return self._sockets[descriptor].send(data)
        except (BlockingIOError, InterruptedError):
            return 0
        except OSError as error:
            raise Problem(f"A client's connection broke: {error}.") from None

    def connect(self, port: int, numbers: Iterable[int], deadline: Deadline) -> float:
        """Let clients with these numbers come in, and wait until they are all in the room.

        Returns:
            how many seconds that took.
        """
        started = time.perf_counter()
        for number in numbers:
            sock = socket.socket()
            try:
                sock.settimeout(deadline.left(CONNECT_LIMIT_S))
                sock.connect(("127.0.0.1", port))
            except OSError as error:
                sock.close()
                raise Problem(f"Client number {number} could not connect: {error}.") from None
            descriptor = sock.fileno()
            self._sockets[descriptor] = sock
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            sock.sendall(self._wire.come(number))
            sock.setblocking(False)
            self.got[descriptor] = 0
            self._await(descriptor, self._wire.welcome)
            self._waiter.add(descriptor)
            self._wait_for_missing(COMING_LIMIT - 1, deadline)
        self._wait_for_missing(0, deadline)
        return time.perf_counter() - started

    def expect(self, token: bytes) -> None:
        """From here on those are `missing` that have not received these bytes."""
        for descriptor in self._sockets:
            self._await(descriptor, token)

    def count(self) -> None:
        """Count bytes from here on. Nothing may be under way."""
        self.got = dict.fromkeys(self._sockets, 0)
        self.reads = 0
        self._slowest, self._slowest_got = next(iter(self._sockets)), 0
        self.listeners.clear()

    def read(self, descriptors: list[int]) -> None:
        """Receive what there is for these."""
        buffer, view, sockets = self._buffer, self._view, self._sockets
        got, listeners = self.got, self.listeners
        for descriptor in descriptors:
            try:
                taken = sockets[descriptor].recv_into(buffer)
            except (BlockingIOError, InterruptedError):
                continue
            except OSError as error:
                raise Problem(f"A client's connection broke: {error}.") from None
            if not taken:
                raise Problem("The server closed a client's connection.")
            got[descriptor] += taken
            if descriptor in listeners:
                listeners[descriptor](view[:taken])
        self.reads += len(descriptors)

    def lowest(self) -> int:
        """How many bytes the one has that is furthest behind; those held do not count."""
        got = self.got
        if got.get(self._slowest) != self._slowest_got:
            self._slowest = min((d for d in got if d not in self.held), key=got.__getitem__)
            self._slowest_got = got[self._slowest]
        return self._slowest_got

    def hold(self, count: int) -> list[int]:
        """Let so many, those that came last, receive nothing any more; give their descriptors."""
        self.held = self.descriptors[len(self) - count :]
        for descriptor in self.held:
            self._waiter.remove(descriptor)
        if self._slowest in self.held:
            self._slowest = self.descriptors[0]
        return self.held

    def release(self) -> None:
        """Let them receive again."""
        for descriptor in self.held:
            self._waiter.add(descriptor)
        self.held = []
        self._slowest = min(self.got, key=self.got.__getitem__)
        self._slowest_got = self.got[self._slowest]

    def close(self) -> None:
        """Close all connections."""
        for sock in self._sockets.values():
            sock.close()
        self._sockets.clear()

    def _await(self, descriptor: int, token: bytes) -> None:
        self.missing.add(descriptor)
        seen = self.missing.discard
        self.listeners[descriptor] = Expecting(token, lambda: seen(descriptor))

    def _wait_for_missing(self, most: int, deadline: Deadline) -> None:
        until = time.monotonic() + CONNECT_LIMIT_S
        while len(self.missing) > most:
            if time.monotonic() > until:
                raise Problem(
                    f"The server has not welcomed {len(self.missing)} clients "
                    f"within {CONNECT_LIMIT_S:g} s."
                )
            ready = self._waiter.wait(deadline.left(1.0))
            if not self._sockets.keys() >= set(ready):
                raise Problem("The measurement was broken off.")  # by the process that leads it
            self.read(ready)
