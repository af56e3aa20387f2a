"""Whose turn it is to be sent what is new. For one worker's thread; knows no sockets.

To send to ten thousand takes a tenth of a second, in which nobody could come in or say anything. So
a round goes through them in steps, and whoever gets something of its own goes first. Who has said
nothing yet and only listens has rounds of its own, in smaller steps: a thousand of them hold nobody
up who talks.
"""

from collections.abc import Callable

from app.server.connection import Connection

STEP_LIMIT_CONNECTIONS = 1000
LISTENERS_LIMIT_CONNECTIONS = 32

Crowd = Callable[[], list[Connection]]
"""Gives all connections of a kind that there are."""


class Round:
    """Through one crowd, again and again while there is something new.

    Args:
        crowd: who is to be told.
        limit: how many have their turn at once.
    """

    def __init__(self, crowd: Crowd, limit: int) -> None:
        """Nothing is new."""
        self._crowd = crowd
        self._limit = limit
        self._due = False
        self._rest: list[Connection] = []
        """Who is still to come in this round; the next one is the last."""

    @property
    def goes_on(self) -> bool:
        """Whether somebody's turn is still to come."""
        return bool(self._due or self._rest)

    def begin(self) -> None:
        """There is something new; a round that goes on is ended first."""
        self._due = True

    def step(self) -> list[Connection]:
        """Whose turn it is now."""
        if self._due and not self._rest:
            self._due = False
            self._rest = self._crowd()[::-1]
        turn = self._rest[: -self._limit - 1 : -1]
        del self._rest[-self._limit :]
        return turn


class Rounds:
    """Rounds through a worker's connections.

    Args:
        talkers: those who have said something.
        listeners: all others.
    """

    def __init__(self, talkers: Crowd, listeners: Crowd) -> None:
        """Nothing is new."""
        self._talkers = Round(talkers, STEP_LIMIT_CONNECTIONS)
        self._listeners = Round(listeners, LISTENERS_LIMIT_CONNECTIONS)
        self._addressed: dict[int, Connection] = {}

    def begin(self) -> None:
        """There is something new for everybody."""
        self._talkers.begin()
        self._listeners.begin()

    def address(self, connection: Connection) -> None:
        """There is something for this one alone."""
        self._addressed[connection.id] = connection

    @property
    def go_on(self) -> bool:
        """Whether somebody's turn is still to come."""
        return self._talkers.goes_on or self._listeners.goes_on or bool(self._addressed)

    def step(self) -> list[Connection]:
        """Whose turn it is now: with something of their own, and the next of the others."""
        turn = [*self._addressed.values(), *self._talkers.step(), *self._listeners.step()]
        self._addressed = {}
        return turn
