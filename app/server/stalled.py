"""Those of a worker's connections that take nothing of what they are sent. In the worker's thread.

They cost next to nothing and may stay. But where there is no more room they give way before
anybody else does, the one who has taken nothing for the longest time first.
"""

import time
from itertools import islice

from app.server.connection import Connection


class Stalled:
    """Knows who takes nothing, and since when.

    Args:
        after_s: who has taken nothing for so long has to give way.
    """

    def __init__(self, after_s: float) -> None:
        """Everybody takes what there is."""
        self._after_s = after_s
        self._all: dict[int, tuple[Connection, float]] = {}
        """The one who has taken nothing for the longest time is first."""

    def __len__(self) -> int:
        """How many there are."""
        return len(self._all)

    def add(self, connection: Connection) -> None:
        """This one takes no more for now; since when it does not is known if it was told before."""
        self._all.setdefault(connection.id, (connection, time.monotonic()))

    def remove(self, connection: Connection) -> None:
        """This one takes something again, or is gone; nothing happens if it is none of them."""
        self._all.pop(connection.id, None)

    def longest(self, count: int) -> list[Connection]:
        """At most `count` of those who have to give way."""
        before = time.monotonic() - self._after_s
        those = (connection for connection, since in self._all.values() if since <= before)
        there = (connection for connection in those if not connection.departed)
        return list(islice(there, max(0, count)))
