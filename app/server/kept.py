"""What is kept of what all of a worker's connections have sent: begun lines, and lines that wait.

Of each connection it is little; thousands of them are bounded together. In the worker's thread.
"""

from collections.abc import Iterator
from operator import itemgetter

from app.server.connection import Connection

KEPT_LIMIT_BYTES = 32 * 1024 * 1024
"""Of so much, those go of whom most is kept: who pastes a few hundred lines stays, and gets them
through as flood control lets them."""


class Kept:
    """Knows of whom something is kept, and how much it is together.

    Args:
        limit: how many bytes there may be.
    """

    def __init__(self, limit: int = KEPT_LIMIT_BYTES) -> None:
        """Nothing is kept."""
        self._limit = limit
        self._all: dict[int, tuple[Connection, int]] = {}
        """The one of whom something is kept for the longest time comes first, and so goes first of
        equals."""
        self._size = 0

    def note(self, connection: Connection) -> bool:
        """Something has come from this one, or was carried out. True if there is too much now."""
        size = connection.kept_bytes
        if size:
            _, before = self._all.get(connection.id, (connection, 0))
            self._size += size - before
            self._all[connection.id] = connection, size
        elif connection.id in self._all:
            self.remove(connection)
        return self._size > self._limit

    def remove(self, connection: Connection) -> None:
        """Nothing is kept of this one any more; nothing happens if nothing was."""
        _, size = self._all.pop(connection.id, (connection, 0))
        self._size -= size

    def over(self) -> Iterator[Connection]:
        """Those who have to go while there is too much; they are removed."""
        while self._size > self._limit:
            connection, _ = max(self._all.values(), key=itemgetter(1))
            self.remove(connection)
            yield connection
