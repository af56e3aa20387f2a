"""The clients of a measurement: those that talk, in this process, and the others, in processes of
their own that only receive (`receivers.py`).

It lets them come, waits until everybody hears everybody, and afterwards says whether each of them
has received the same as the one client whose stream is taken apart.
"""

import gc
import os
import time
from contextlib import ExitStack
from typing import Self

from tests.bench.crowd import Crowd
from tests.bench.hearing import Hearing
from tests.bench.helper import Fields, Helper
from tests.bench.problem import Deadline, Problem
from tests.bench.stream import SENDERS_LIMIT
from tests.bench.waiting import MANY, Few
from tests.bench.wires import Wire

PROCESSES_LIMIT = 4
CLIENTS_PER_PROCESS = MANY - 50
TURN_LIMIT_S = 0.5
"""After so long it is looked again whether there is time left."""
REPLY_LIMIT_S = 60.0
SEND_LIMIT_S = 10.0
"""For so long a server may not read from one who talks."""
SEND_PAUSE_S = 0.001
"""How long to receive, at most, before sending is tried again."""


class Generator:
    """All clients of one measurement.

    Args:
        port: the server's.
        wire: what they speak.
        clients: how many there are; the first of them, SENDERS_LIMIT at most, talk.
        deadline: for everything.

    Attributes:
        own: those that talk.
        helpers: processes with the others.
        senders: how many talk.
    """

    def __init__(self, port: int, wire: Wire, clients: int, deadline: Deadline) -> None:
        self._port = port
        self._deadline = deadline
        self._cleanup = ExitStack()
        self._waiter = Few()
        self._probes = 0
        self._talking: list[int] = []  # descriptors
        self._ids: list[int] = []
        self.wire = wire
        self.clients = clients
        self.senders = min(clients, SENDERS_LIMIT)
        self.own = Crowd(self._waiter, wire)
        self.helpers: list[Helper] = []

    def __enter__(self) -> Self:
        gc.disable()
        return self

    def __exit__(self, *_: object) -> None:
        self._cleanup.close()
        gc.enable()
        gc.collect()

    def connect(self) -> float:
        """Let everybody come.

        Returns:
            how many seconds it took from the first connection to the last one's welcome.
        """
        others = self.clients - self.senders
        for _ in range(how_many_processes(others)):
            helper = Helper(self._deadline)
            self._cleanup.callback(helper.close)
            self.helpers.append(helper)
        self._cleanup.callback(self.own.close)
        started = time.perf_counter()
        self.own.connect(self._port, range(self.senders), self._deadline)
        self._talking, self._ids = self.own.descriptors, [0] * self.senders
        first = self.senders
        for index, helper in enumerate(self.helpers):
            self._waiter.add(helper.channel.fileno())
            count = others // len(self.helpers) + (index < others % len(self.helpers))
            fields = {"port": self._port, "wire": self.wire.name, "first": first, "count": count}
            helper.channel.send({"do": "connect", **fields})
            first += count
        self._replies(self.helpers)
        return time.perf_counter() - started

    def get_ready(self) -> None:
        """Say something, and wait until everybody has heard it: nothing is under way then.

        Raises:
            Problem: somebody does not hear it.
        """
        self._probes += 1
        probe = f"probe {self._probes:06}."
        self.own.expect(probe.encode())
        for helper in self.helpers:
            helper.channel.send({"do": "expect", "token": probe})
        self.say(0, [probe.encode()])
        self._replies(self.helpers)
        until = time.monotonic() + REPLY_LIMIT_S
        while self.own.missing:
            self.turn(1.0)
            if time.monotonic() > until:
                raise Problem(f"Not everybody has heard a message within {REPLY_LIMIT_S:g} s.")

    def ask(self, do: str, **fields: object) -> list[Fields]:
        """Let all helpers do something; give their answers."""
        for helper in self.helpers:
            helper.channel.send({"do": do, **fields})
        return self._replies(self.helpers)

    def start(self, do: str, **fields: object) -> Hearing:
        """Let the helpers hear from here on; give the hearing of those that talk.

        Everybody must be ready.
        """
        self.ask(do, **fields)
        return Hearing(self.own)

    def hold(self, count: int, **fields: object) -> None:
        """Let so many, those that came last, receive nothing until `release`."""
        self.helpers[-1].channel.send({"do": "hold", "count": count, **fields})
        self._replies(self.helpers[-1:])

    def release(self) -> None:
        """Let those receive again that were held."""
        self.helpers[-1].channel.send({"do": "release"})
        self._replies(self.helpers[-1:])

    def lowest(self) -> int:
        """How many bytes everybody has received since the count started."""
        lowest = self.own.lowest()
        for helper in self.helpers:
            lowest = min(lowest, helper.lowest)
        return lowest

    def got_by_first(self) -> int:
        """How many bytes the first of those that talk has received since then."""
        return self.own.got[self.own.descriptors[0]]

    def turn(self, seconds: float) -> None:
        """Receive what there is, waiting for something at most so long, and TURN_LIMIT_S."""
        ready = self._waiter.wait(self._deadline.left(min(seconds, TURN_LIMIT_S)))
        for helper in self.helpers:
            if helper.channel.fileno() in ready:
                ready.remove(helper.channel.fileno())
                helper.take()
        self.own.read(ready)

    def say(self, sender: int, texts: list[bytes]) -> None:
        """Let one of those that talk say this.

        Raises:
            Problem: the server reads nothing from it for SEND_LIMIT_S.
        """
        first = self._ids[sender] + 1
        self._ids[sender] += len(texts)
        say = self.wire.say
        rest = memoryview(b"".join([say(id, text) for id, text in enumerate(texts, first)]))
        until = time.monotonic() + SEND_LIMIT_S
        while rest := rest[self.own.send(self._talking[sender], rest) :]:
            self.turn(SEND_PAUSE_S)
            if time.monotonic() > until:
                raise Problem(f"The server reads nothing for {SEND_LIMIT_S:g} s; it is overloaded.")

    def _replies(self, helpers: list[Helper]) -> list[Fields]:
        """One answer of each of these."""
        until = time.monotonic() + REPLY_LIMIT_S
        while not all(helper.replies for helper in helpers):
            self.turn(1.0)
            if time.monotonic() > until:
                raise Problem(f"A process that receives does not answer for {REPLY_LIMIT_S:g} s.")
        return [helper.replies.pop(0) for helper in helpers]


def how_many_processes(clients: int) -> int:
    """How many processes receive: one leaves a core to the server and one to those that talk."""
    if not clients:
        return 0
    spare = max(1, min(PROCESSES_LIMIT, (os.cpu_count() or 1) - 2))
    return max(min(spare, clients), -(-clients // CLIENTS_PER_PROCESS))
