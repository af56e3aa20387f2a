"""What has to be done at a later time, in one thread. Each connection has a few at most."""

import heapq
from collections.abc import Callable
from itertools import count
from time import monotonic

RUN_S = 0.0005
"""For how long at a time what is due is done; the rest comes with the next turn."""


class Timers:
    """Acts and their times. For one thread, which sleeps until `next_at` and then calls `run`."""

    def __init__(self) -> None:
        """Start with nothing to do."""
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._numbers = count()

    def later(self, seconds: float, act: Callable[[], None]) -> None:
        """Do this in some seconds."""
        heapq.heappush(self._due, (monotonic() + seconds, next(self._numbers), act))

    def next_at(self) -> float | None:
        """When, in monotonic seconds, the next one is due; None if there is none."""
        return self._due[0][0] if self._due else None

    def run(self) -> None:
        """Do what is due, or some of it, so that nobody else waits for long."""
        until = (now := monotonic()) + RUN_S
        while self._due and self._due[0][0] <= now < until:
            heapq.heappop(self._due)[2]()
            now = monotonic()
