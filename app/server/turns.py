"""Work of many connections, of which each has its turn. Knows nothing of the work; no threads."""

from collections import deque
from typing import Generic, TypeVar

Work = TypeVar("Work")


class Turns(Generic[Work]):
    """What waits, by connection: whoever was served goes to the end of the row."""

    def __init__(self) -> None:
        """Nobody waits."""
        self._waiting: dict[int, deque[Work]] = {}

    def __bool__(self) -> bool:
        """Whether somebody waits."""
        return bool(self._waiting)

    def count(self, id: int) -> int:
        """How much a connection waits for."""
        return len(self._waiting.get(id, ()))

    def add(self, id: int, work: Work) -> None:
        """A connection wants something, behind what it wants already."""
        self._waiting.setdefault(id, deque()).append(work)

    def put_back(self, id: int, work: Work) -> None:
        """What was taken is not done: it is this connection's next, when it has its turn again."""
        self._waiting.setdefault(id, deque()).appendleft(work)

    def take(self) -> Work:
        """The next piece of work. Somebody must wait."""
        id = next(iter(self._waiting))
        waiting = self._waiting.pop(id)
        work = waiting.popleft()
        if waiting:
            self._waiting[id] = waiting
        return work
