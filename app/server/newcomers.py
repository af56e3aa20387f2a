"""Those of a worker's connections that have not said hello. In the worker's thread.

There may be many who only listen, and they may: a person with `nc` says nothing for hours. But
they are the first to give way when there is no more room, the one who is here longest first. And
who has begun to say something has to come to an end with it: half a hello does not last for ever.
"""

from collections.abc import Callable, Sequence

from app.server.connection import Connection
from app.server.timers import Timers


class Newcomers:
    """Knows who has not said hello, and for how long they have been at it.

    Args:
        hello_s: how long somebody who has begun to say something may take over a hello.
        timers: the worker's.
        dismiss: lets one of them go, for being late.
    """

    def __init__(
        self, hello_s: float, timers: Timers, dismiss: Callable[[Connection], None]
    ) -> None:
        """Nobody is here."""
        self._hello_s = hello_s
        self._timers = timers
        self._dismiss = dismiss
        self._all: dict[int, Connection] = {}
        self._begun: dict[int, Connection] = {}
        """Who has begun, in this order since the last look; they are looked at twice before they
        are late."""
        self._waiting: dict[int, Connection] = {}
        """Who had begun at the last look already."""
        self._looks = False

    def __len__(self) -> int:
        """How many there are."""
        return len(self._all)

    def __contains__(self, connection: Connection) -> bool:
        """Whether it is one of them."""
        return connection.id in self._all

    def add(self, connections: Sequence[Connection]) -> None:
        """These have come."""
        for connection in connections:
            self._all[connection.id] = connection

    def remove(self, connection: Connection) -> None:
        """This one has said hello, or is gone; nothing happens if it is none of them."""
        if self._all.pop(connection.id, None):
            self._begun.pop(connection.id, None)
            self._waiting.pop(connection.id, None)

    def longest(self, count: int) -> list[Connection]:
        """At most `count` of them, those who are here longest."""
        return [connection for connection, _ in zip(self._all.values(), range(count), strict=False)]

    def heard(self, connection: Connection) -> None:
        """Something came from one of them, and it was no hello."""
        if connection.is_unfinished and connection.id not in self._waiting:
            self._begun[connection.id] = connection
            self._look_later()

    def _look_later(self) -> None:
        if not self._looks:
            self._looks = True
            self._timers.later(self._hello_s, self._look)

    def _look(self) -> None:
        """Let those go who had begun at the last look, and have still not come to an end."""
        self._looks = False
        late = [connection for connection in self._waiting.values() if connection.is_unfinished]
        self._waiting, self._begun = self._begun, {}
        if self._waiting:
            self._look_later()
        for connection in late:
            self._dismiss(connection)
