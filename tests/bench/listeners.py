"""What is done with the bytes that one client has received, beside counting them.

Each listener is called with the pieces of one stream. Times are in nanoseconds of
`time.perf_counter_ns`, which all processes of a machine have in common.
"""

import time
from array import array
from collections.abc import Callable
from dataclasses import dataclass
from zlib import crc32

from tests.bench.stream import NUMBERS, Heard, Sequences, Texts

Listener = Callable[[memoryview], None]


class Expecting:
    """Waits until some bytes have come.

    Args:
        token: the bytes.
        seen: is called once they have.
    """

    def __init__(self, token: bytes, seen: Callable[[], None]) -> None:
        self._token = token
        self._seen = seen
        self._rest = b""

    def __call__(self, piece: memoryview) -> None:
        data = self._rest + piece
        if self._token and self._token in data:
            self._token = b""
            self._seen()
        self._rest = data[-len(self._token) :] if self._token else b""


class Digest:
    """A checksum of the stream."""

    def __init__(self) -> None:
        self.value = 0

    def __call__(self, piece: memoryview) -> None:
        self.value = crc32(piece, self.value)


class Checked:
    """Takes the stream apart, and sees whether each sender's messages come completely.

    Args:
        texts: what is said.
        senders: how many say it.
    """

    def __init__(self, texts: Texts, senders: int) -> None:
        self._heard = Heard(texts)
        self.sequences = Sequences(senders)

    def __call__(self, piece: memoryview) -> None:
        for key, _ in self._heard.feed(piece):
            self.sequences.take(key)

    @property
    def faults(self) -> int:
        """How many messages were not the ones that had to come."""
        return self.sequences.faults + self._heard.garbled


class Reference(Checked):
    """The one client that says where in everybody's stream each message ends.

    Args:
        texts: what is said.
        senders: how many say it.
        heard: is called with each message's sender and end.
    """

    def __init__(self, texts: Texts, senders: int, heard: Callable[[int, int], None]) -> None:
        super().__init__(texts, senders)
        self._tell = heard

    def __call__(self, piece: memoryview) -> None:
        take, tell = self.sequences.take, self._tell
        for key, end in self._heard.feed(piece):
            tell(take(key), end)


@dataclass(frozen=True, slots=True)
class Schedule:
    """When each message is due in an open loop. The senders take turns, of one message each.

    Attributes:
        start_ns: when the first one is.
        step_ns: from one to the next, whoever says it.
        senders: how many take turns.
    """

    start_ns: int
    step_ns: float
    senders: int

    def turn_due_ns(self, turn: int) -> int:
        """When the message of this turn, from 0, is due."""
        return self.start_ns + int(turn * self.step_ns)

    def due_ns(self, key: int) -> int:
        """When the message with this key is due."""
        sender, number = divmod(key, NUMBERS)
        return self.turn_due_ns(number * self.senders + sender)


class Timed(Checked):
    """Takes the time of each message, from when it was due until it is here, and checks it.

    Args:
        texts: what is said.
        schedule: when.
        took_ns: gets the times.
    """

    def __init__(self, texts: Texts, schedule: Schedule, took_ns: "array[int]") -> None:
        super().__init__(texts, schedule.senders)
        self._schedule = schedule
        self._took_ns = took_ns

    def __call__(self, piece: memoryview) -> None:
        now = time.perf_counter_ns()
        for key, _ in self._heard.feed(piece):
            self.sequences.take(key)
            self._took_ns.append(now - self._schedule.due_ns(key))
