"""What a worker's selectors watch for: who may be read from, and who has something to be sent.

In the worker's thread. Knows connections and selectors; sends and reads nothing.
"""

import selectors
from collections.abc import Container

from app.server.connection import Connection
from app.server.newcomers import Newcomers
from app.server.strangers import Strangers
from app.server.waits import Turn

READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE


class Watching:
    """Keeps the selectors at what each connection can do.

    Args:
        selector: for those who have said hello.
        strangers: has one for those who have not.
        newcomers: who those are.
        open_ids: of the connections that are not closed yet.
    """

    def __init__(
        self,
        selector: selectors.BaseSelector,
        strangers: Strangers,
        newcomers: Newcomers,
        open_ids: Container[int],
    ) -> None:
        """Nobody is watched."""
        self._selector = selector
        self._strangers = strangers
        self._newcomers = newcomers
        self._open_ids = open_ids

    def watch(self, connection: Connection) -> None:
        """Let the selector watch for what this connection can do now."""
        if connection.id not in self._open_ids:
            return
        silent = connection.half_closed or (connection.departed and not connection.ending)
        reading = not silent and connection.waits_for is Turn.NOTHING
        wanted = (READ if reading else 0) | (WRITE if connection.blocked else 0)
        apart = connection in self._newcomers
        if connection.interest and (not wanted or connection.apart != apart):
            self.unwatch(connection)
        selector = self._strangers.selector if apart else self._selector
        if wanted and not connection.interest:
            selector.register(connection.sock, wanted, connection)
        elif wanted != connection.interest:
            selector.modify(connection.sock, wanted, connection)
        connection.apart, connection.interest = apart, wanted

    def unwatch(self, connection: Connection) -> None:
        """Watch for nothing of it any more; nothing happens if that is so."""
        if connection.interest:
            selector = self._strangers.selector if connection.apart else self._selector
            selector.unregister(connection.sock)
            connection.interest = 0
