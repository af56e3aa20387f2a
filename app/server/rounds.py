"""Whose turn it is to be sent what is new. For one worker's thread; knows no sockets.

To send to ten thousand takes a tenth of a second, in which nobody could come in or say anything. So
a round goes through them in steps, and whoever gets something of its own goes first.
"""

from collections.abc import Callable

from app.server.connection import Connection

STEP_LIMIT_CONNECTIONS = 1000


class Rounds:
    """Rounds through a worker's connections.

    Args:
        everybody: gives all connections there are.
    """

    def __init__(self, everybody: Callable[[], list[Connection]]) -> None:
        """Nothing is new."""
        self._everybody = everybody
        self._due = False
        self._rest: list[Connection] = []
        """Who is still to come in this round; the next one is the last."""
        self._addressed: dict[int, Connection] = {}

    def begin(self) -> None:
        """There is something new for everybody; a round that goes on is ended first."""
        self._due = True

    def address(self, connection: Connection) -> None:
        """There is something for this one alone."""
        self._addressed[connection.id] = connection

    @property
    def go_on(self) -> bool:
        """Whether somebody's turn is still to come."""
        return bool(self._due or self._rest or self._addressed)

    def step(self) -> list[Connection]:
        """Whose turn it is now: those with something of their own, and the next of the others."""
        if self._due and not self._rest:
            self._due = False
            self._rest = self._everybody()[::-1]
        turn = [*self._addressed.values(), *self._rest[: -STEP_LIMIT_CONNECTIONS - 1 : -1]]
        self._addressed = {}
        del self._rest[-STEP_LIMIT_CONNECTIONS:]
        return turn
