"""Lines that wait to be written above an input line, and how many are written at once. Pure.

However much waits, a part of it must not take long: in between keys have their turn. The time is
handed in. Knows no terminal.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator

from app.styled import Line, Pieces, rows

PART_LIMIT_S = 0.005
PART_LIMIT_ROWS = 200
"""A part ends with the line that reaches one of them. The time is for a slow machine, the rows are
for a terminal that takes slowly what is written."""


class Backlog:
    """Lines that wait, in order.

    It has no limit itself: who adds many lines waits for those before to be written.

    Args:
        clock: the time in seconds, from whatever start.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        """Nothing waits."""
        self._clock = clock
        self._waiting: deque[tuple[Iterator[Line], Callable[[], None]]] = deque()

    def __bool__(self) -> bool:
        """Whether anything waits."""
        return bool(self._waiting)

    def add(self, lines: Iterable[Line], done: Callable[[], None]) -> None:
        """Let lines wait behind all others.

        Args:
            lines: each is taken when its turn has come, so that what takes time can be made then.
            done: what to call when they are written.
        """
        self._waiting.append((iter(lines), done))

    def take(self, columns: int) -> tuple[list[Pieces], list[Callable[[], None]]]:
        """What to write next, at least one line if there is one.

        Args:
            columns: how wide the window is.

        Returns:
            Rows, and what to call when they are written.
        """
        part: list[Pieces] = []
        done: list[Callable[[], None]] = []
        until = self._clock() + PART_LIMIT_S
        while self._waiting:
            lines, act = self._waiting[0]
            for line in lines:
                part += rows(line, columns)
                if len(part) >= PART_LIMIT_ROWS or self._clock() >= until:
                    return part, done
            self._waiting.popleft()
            done.append(act)
        return part, done
