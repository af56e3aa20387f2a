"""What is counted while the server runs, and what it is told of itself.

Each counter has one thread that writes:

| what | counted by |
|---|---|
| messages a second | the hub, when a batch is stored (`Counts.stored`) |
| when a batch was stored | the hub (`Counts.committed`) |
| how long until everybody was sent it | each worker (`Fanout`), once a round |
| lost log lines | the writers (`Writer.lost`), which `Facts` asks |

Knows nothing of rooms and connections: those are looked at by `figures.py` when somebody asks, and
people are told of them by `figures_told.py`. Nothing here is exact to the last message, and nothing
waits.
"""

from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil
from time import monotonic

from app.server.bans import BansFile

MINUTE_S = 60
NOW_S = 3
"""What "now" means, in whole seconds."""
ROUNDS_LIMIT = 1_000
"""Of so many rounds, the last ones, it is known how long they took."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the server is told of itself.

    Attributes:
        token: what who asks for the status has to know; "" if nobody may ask.
        version: the program's.
        pid: the process's number.
        port: where it listens.
        started: in ms since 1970.
        bans: where bans are kept.
        journal_bytes: how much the stored history takes.
        lost_lines: how many lines of logging were left out.
    """

    token: str = ""
    version: str = ""
    pid: int = 0
    port: int = 0
    started: int = 0
    bans: BansFile = field(default_factory=BansFile)
    journal_bytes: Callable[[], int] = lambda: 0
    lost_lines: Callable[[], int] = lambda: 0


class Counts:
    """What the hub counts.

    Attributes:
        committed: when the last batch was stored, in monotonic seconds; workers read it.
    """

    def __init__(self) -> None:
        """Nothing was said."""
        self.committed = 0.0
        self._second = int(monotonic())
        self._said = [0] * (MINUTE_S + 1)  # by the second; the one that goes on is the last

    def stored(self, messages: int) -> None:
        """A batch was stored, with so many messages."""
        self.committed = monotonic()
        if messages:
            self._go_to(int(self.committed))
            self._said[self._second % len(self._said)] += messages

    def per_second(self) -> tuple[float, float]:
        """Messages a second: in the last NOW_S seconds, and in the last minute. For the hub."""
        self._go_to(int(monotonic()))
        last = [
            self._said[(self._second - ago) % len(self._said)] for ago in range(1, MINUTE_S + 1)
        ]
        return sum(last[:NOW_S]) / NOW_S, sum(last) / MINUTE_S

    def _go_to(self, second: int) -> None:
        for empty in range(max(self._second + 1, second - MINUTE_S), second + 1):
            self._said[empty % len(self._said)] = 0
        self._second = second


class Fanout:
    """How long it took from storing a batch until all were sent it, who could take it. A worker's.

    Args:
        counts: the hub's.
    """

    def __init__(self, counts: Counts) -> None:
        """Nothing was sent."""
        self._counts = counts
        self._seen = 0.0
        self._took_s = array("d")
        self._rounds = 0

    def since(self) -> float:
        """When what is new was stored; 0.0 if nothing was since this was asked last."""
        committed = self._counts.committed
        if committed == self._seen:
            return 0.0
        self._seen = committed
        return committed

    def ended(self, since: float) -> None:
        """All were sent what was stored then; nothing happens for 0.0."""
        if since:
            took = monotonic() - since
            if len(self._took_s) < ROUNDS_LIMIT:
                self._took_s.append(took)
            else:
                self._took_s[self._rounds % ROUNDS_LIMIT] = took
            self._rounds += 1

    def seconds(self) -> list[float]:
        """How long the last rounds took. From any thread."""
        return list(self._took_s)


def p99_ms(seconds: list[float]) -> float:
    """The 99th percentile in ms, to a hundredth; 0.0 if there is nothing to tell of."""
    if not seconds:
        return 0.0
    return round(1000 * sorted(seconds)[ceil(len(seconds) * 0.99) - 1], 2)
