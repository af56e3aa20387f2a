"""What has to be done at a later time, in one thread. Each connection has a few at most."""

import heapq
import time
from collections.abc import Callable
from itertools import count


class Timers:
    """Acts and their times. For one thread, which sleeps until `next_at` and then calls `run`."""

    def __init__(self) -> None:
        """Start with nothing to do."""
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._numbers = count()

    def later(self, seconds: float, act: Callable[[], None]) -> None:
        """Do this in some seconds."""
        heapq.heappush(self._due, (time.monotonic() + seconds, next(self._numbers), act))

    def next_at(self) -> float | None:
        """When, in monotonic seconds, the next one is due; None if there is none."""
        return self._due[0][0] if self._due else None

    def run(self) -> None:
        """Do all that is due."""
        while self._due and self._due[0][0] <= time.monotonic():
            heapq.heappop(self._due)[2]()
