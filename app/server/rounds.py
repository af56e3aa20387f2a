"""Whose turn it is to be sent what is new. For one worker's thread; knows no sockets.

To send to ten thousand takes a tenth of a second, in which nobody could come in or say anything. So
a round goes through them in steps, and whoever gets something of its own goes first. Each log has
rounds of its own, through those who read it: what is new in one room costs the others nothing, and
the rooms share each step. Who has said nothing yet and only listens has rounds apart, in smaller
steps: a thousand of them hold nobody up who talks.
"""

from collections.abc import Iterator

from app.room.log import Log
from app.server.connection import Connection

STEP_LIMIT_CONNECTIONS = 1000
"""How many of those who talk have their turn in one step."""
LISTENERS_LIMIT_CONNECTIONS = 32
"""And how many of those who only listen."""


class Round:
    """Through those who read one log, again and again while there is something new in it."""

    def __init__(self) -> None:
        """Nothing is new, and nobody is here."""
        self._crowd: dict[int, Connection] = {}
        self._due = False
        self._due_since = self._since = 0.0
        self._rest: list[Connection] = []
        """Who is still to come in this round; the next one is the last."""

    def __bool__(self) -> bool:
        """Whether anybody is here."""
        return bool(self._crowd)

    @property
    def goes_on(self) -> bool:
        """Whether somebody's turn is still to come."""
        return bool(self._due or self._rest)

    def add(self, connection: Connection) -> None:
        """One more; it is told of by itself what is new already."""
        self._crowd[connection.id] = connection

    def remove(self, connection: Connection) -> None:
        """One less."""
        del self._crowd[connection.id]

    def begin(self, since: float = 0.0) -> None:
        """There is something new; a round that goes on is ended first.

        Args:
            since: since when, in monotonic seconds; 0.0 if that does not matter.
        """
        if not self._due:
            self._due_since = since
        self._due = True

    def ended(self) -> float:
        """After a step: since when there was what all were sent now; 0.0 if that goes on."""
        if self._rest:
            return 0.0
        since, self._since = self._since, 0.0
        return since

    def step(self, limit: int) -> list[Connection]:
        """Whose turn it is now, at most `limit`."""
        if self._due and not self._rest:
            self._due = False
            self._since = self._due_since
            self._rest = list(self._crowd.values())[::-1]
        turn = self._rest[: -limit - 1 : -1]
        del self._rest[-limit:]
        return turn


class Crowd:
    """Rounds through connections of one kind, by the log that they read.

    Args:
        limit: how many have their turn at once.

    Attributes:
        ended: since when there was what the rounds have told that the last step has ended.
    """

    def __init__(self, limit: int) -> None:
        """Nobody is here."""
        self.ended: list[float] = []
        self._limit = limit
        self._rounds: dict[Log, Round] = {}
        self._going: dict[Log, Round] = {}
        """Where somebody's turn is still to come, in the order in which the logs have theirs."""

    @property
    def goes_on(self) -> bool:
        """Whether somebody's turn is still to come."""
        return bool(self._going)

    def add(self, connection: Connection, log: Log) -> None:
        """This one reads this log."""
        self._rounds.setdefault(log, Round()).add(connection)

    def remove(self, connection: Connection, log: Log) -> None:
        """And now it does not."""
        self._rounds[log].remove(connection)
        if not self._rounds[log]:
            del self._rounds[log]
            self._going.pop(log, None)

    def begin(self, log: Log, since: float = 0.0) -> None:
        """There is something new in this log; see `Round.begin`."""
        if log in self._rounds:
            self._rounds[log].begin(since)
            self._going.setdefault(log, self._rounds[log])

    def step(self) -> Iterator[Connection]:
        """Whose turn it is now: of each log where something is new, as many."""
        logs = list(self._going)[: self._limit]
        share = self._limit // max(1, len(logs))
        self.ended = []
        for log in logs:
            of_this = self._going.pop(log)
            yield from of_this.step(share)
            if since := of_this.ended():
                self.ended.append(since)
            if of_this.goes_on:
                self._going[log] = of_this  # behind the others


class Rounds:
    """Rounds through a worker's connections."""

    def __init__(self) -> None:
        """Nothing is new."""
        self._talkers = Crowd(STEP_LIMIT_CONNECTIONS)
        self._listeners = Crowd(LISTENERS_LIMIT_CONNECTIONS)
        self._places: dict[int, tuple[Crowd, Log]] = {}  # by connection
        self._addressed: dict[int, Connection] = {}

    def place(self, connection: Connection, log: Log, *, listens: bool) -> None:
        """This one reads this log from now on, and no other.

        Args:
            connection: which.
            log: what it reads.
            listens: whether it has said nothing yet.
        """
        self.remove(connection)
        crowd = self._listeners if listens else self._talkers
        crowd.add(connection, log)
        self._places[connection.id] = crowd, log

    def introduce(self, connection: Connection) -> None:
        """This one has said something, and listens no more."""
        if place := self._places.get(connection.id):
            self.place(connection, place[1], listens=False)

    def remove(self, connection: Connection) -> None:
        """This one reads no log any more; nothing happens if it did not."""
        if place := self._places.pop(connection.id, None):
            crowd, log = place
            crowd.remove(connection, log)

    def begin(self, log: Log, since: float = 0.0) -> None:
        """There is something new in a log; see `Round.begin`."""
        self._talkers.begin(log, since)
        self._listeners.begin(log)

    def ended(self) -> list[float]:
        """Of the rounds through those who talk that the last step has ended: see `Round.ended`."""
        return self._talkers.ended

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
