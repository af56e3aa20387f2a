"""A process that has a part of the clients, and only receives: it never says anything in the room.

    python -m tests.bench.receivers PORT

It is led through a channel that it opens to this port. Commands are objects with `do`; each is
answered with one object. While it counts, it also tells unasked, as a bare number, how many bytes
the client has that is furthest behind; where an answer has `lowest`, it is that number from there
on. It ends when the other side of the channel does.
"""

import contextlib
import gc
import signal
import socket
import sys
from typing import Any

from tests.bench.channel import Channel
from tests.bench.crowd import Crowd
from tests.bench.hearing import Hearing
from tests.bench.listeners import Schedule
from tests.bench.problem import Deadline, Problem
from tests.bench.stream import Texts
from tests.bench.waiting import Many
from tests.bench.wires import WIRES

CONNECT_LIMIT_S = 10.0
LIFE_LIMIT_S = 3600.0
"""Longer than any measurement: whoever leads it keeps the time."""

Fields = dict[str, Any]


class Receivers:
    """The clients of this process, and what is done with what they hear.

    Args:
        channel: to whoever leads.
    """

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._waiter = Many()
        self._waiter.add(channel.fileno())
        self._deadline = Deadline(LIFE_LIMIT_S)
        self._crowd: Crowd | None = None
        self._told = 0
        self._expecting = False
        self._hearing: Hearing | None = None

    def run(self) -> None:
        """Do as told, until nobody tells any more."""
        control = self._channel.fileno()
        while True:
            ready = self._waiter.wait(1.0)
            if control in ready:
                ready.remove(control)
                for command in self._channel.receive():
                    self._do(command)
            if self._crowd:
                self._crowd.read(ready)
                self._tell(self._crowd)

    def _tell(self, crowd: Crowd) -> None:
        if self._expecting and not crowd.missing:
            self._expecting = False
            self._channel.send({"seen": len(crowd)})
        if self._hearing and (lowest := crowd.lowest()) > self._told:
            self._told = lowest
            self._channel.send(lowest)

    def _do(self, command: Fields) -> None:
        match command.pop("do"):
            case "connect":
                self._channel.send(self._connect(**command))
            case "expect":
                self._members.expect(command["token"].encode())
                self._expecting = True
            case "count":
                self._start().count()
                self._channel.send({"lowest": 0})
            case "time":
                schedule = Schedule(command["start_ns"], command["step_ns"], command["senders"])
                self._start().time(Texts(command["size"]), schedule)
                self._channel.send({"lowest": 0})
            case "hold":
                count, texts = command["count"], Texts(command["size"])
                self._heard.hold(count, texts, command["senders"])
                self._channel.send({})
            case "release":
                self._members.release()
                self._told = self._members.lowest()
                self._channel.send({"lowest": self._told})
            case "report":
                self._channel.send(self._heard.report())

    @property
    def _heard(self) -> Hearing:
        if self._hearing is None:
            raise Problem("Nothing was counted yet.")
        return self._hearing

    @property
    def _members(self) -> Crowd:
        if self._crowd is None:
            raise Problem("There are no clients yet.")
        return self._crowd

    def _connect(self, port: int, wire: str, first: int, count: int) -> Fields:
        """Let `count` clients, numbered from `first`, come into the room."""
        self._crowd = Crowd(self._waiter, WIRES[wire])
        seconds = self._crowd.connect(port, range(first, first + count), self._deadline)
        gc.freeze()
        return {"seconds": seconds}

    def _start(self) -> Hearing:
        self._told = 0
        self._hearing = Hearing(self._members)
        return self._hearing


def main() -> int:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the process that leads
    gc.disable()  # nothing here refers to itself in a circle
    sock = socket.create_connection(("127.0.0.1", int(sys.argv[1])), CONNECT_LIMIT_S)
    sock.settimeout(None)
    channel = Channel(sock)
    try:
        with contextlib.suppress(EOFError, ConnectionError):
            Receivers(channel).run()
    except Problem as problem:
        with contextlib.suppress(OSError):
            channel.send({"problem": str(problem)})
        return 1
    finally:
        channel.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
