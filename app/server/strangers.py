"""Listening to those who have not said hello, a little at a time. In the worker's thread.

They have a selector of their own where the system lets one watch another: else thousands of them
who have something to say would be told of at each turn, though few can have theirs.
"""

import selectors
from collections import deque
from collections.abc import Iterator
from itertools import count
from time import monotonic

from app.server.connection import Connection

TURN_S, TURN_LIMIT_S = 0.0005, 0.01
"""For how long they are listened to at a time at least, and at most: else as long as the others
had. So a full room lets thousands in nearly as quickly as an empty one, and nobody notices it."""

Ready = tuple[Connection, int]
"""Somebody, and what the selector says that can be done."""


class Strangers:
    """Whose turn it is among them.

    Args:
        others: the selector for everybody else.

    Attributes:
        selector: where they are registered, with themselves as data.
    """

    def __init__(self, others: selectors.BaseSelector) -> None:
        """Nobody is there. The selector for the others tells of this one, as data, if it can."""
        own: selectors.BaseSelector = selectors.DefaultSelector()
        if hasattr(own, "fileno"):
            others.register(own.fileno(), selectors.EVENT_READ, self)
        else:
            own.close()
            own = others
        self.selector = own
        # Who has said nothing yet, and who has begun: they take turns, so that no crowd of the one
        # kind, or of the other, keeps somebody out.
        self._silent: deque[Ready] = deque()
        self._begun: deque[Ready] = deque()
        self._queued: set[int] = set()

    @property
    def go_on(self) -> bool:
        """Whether somebody's turn is still to come."""
        return bool(self._queued)

    def look(self) -> None:
        """Somebody is ready: see who, once all who were have had their turn."""
        if not self._queued:
            for key, mask in self.selector.select(0):
                self.put(key.data, mask)

    def put(self, connection: Connection, mask: int) -> None:
        """This one is ready; nothing happens if it is known already."""
        if connection.id not in self._queued:
            self._queued.add(connection.id)
            (self._begun if connection.was_read else self._silent).append((connection, mask))

    def turn(self, seconds: float) -> Iterator[Ready]:
        """Whose turn it is now, until the time is over.

        Args:
            seconds: how long the others had.
        """
        until = monotonic() + min(max(seconds, TURN_S), TURN_LIMIT_S)
        for number in count():
            queue = (self._silent, self._begun)[number % 2] or self._silent or self._begun
            if not queue:
                break
            connection, mask = queue.popleft()
            self._queued.discard(connection.id)
            yield connection, mask
            if monotonic() > until:
                break

    def close(self) -> None:
        """Close the selector, if it is their own; closing that of the others is harmless."""
        self.selector.close()
