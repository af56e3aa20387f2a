"""Coming in: a worker's new connections, up to their hello. In the worker's thread.

Where there is no place for everybody those have to go who take nothing of what they are sent, and
then those who have said no hello; of each the one longest at it first.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from typing import Protocol

from app.protocol.dialects import BANNER
from app.protocol.json_lines import encode_json
from app.protocol.plain_lines import encode_plain
from app.protocol.replies import Error
from app.server.bundle import Bundle
from app.server.config import Config
from app.server.connection import Connection
from app.server.inbox import Came, Listened
from app.server.newcomers import Newcomers
from app.server.places import GOODBYE_PLACES, Places
from app.server.stalled import Stalled
from app.server.timers import Timers

FULL = "The server is full: it has as many connections as it may have. Come back later."
GOODBYE_LIMIT = GOODBYE_PLACES // 2
"""So many are let go in peace; of more, the first are closed at once, so that others can come."""
LATE = "You have begun to say something, and not said hello for too long."


class Sender(Protocol):
    """The rest of the worker."""

    def flush(self, connection: Connection) -> None:
        """Send what is there, and watch for what can be done next."""

    def depart(self, connection: Connection, reason: str) -> None:
        """Nothing more comes from this one."""

    def lose(self, connection: Connection, reason: str) -> None:
        """Close this one now."""


class Entrance:
    """Greets, and lets go who cannot stay.

    Args:
        config: limits.
        connections: all that the worker has, by number.
        stalled: those of them who take nothing.
        wants: what the worker has for the hub.
        timers: the worker's.
        places: how many there may be.
        sender: the rest of the worker.

    Attributes:
        newcomers: those who have not said hello.
    """

    def __init__(
        self,
        config: Config,
        connections: Mapping[int, Connection],
        stalled: Stalled,
        wants: Bundle,
        timers: Timers,
        places: Places,
        sender: Sender,
    ) -> None:
        """Nobody is here."""
        self._config = config
        self._connections = connections
        self._stalled = stalled
        self._wants = wants
        self._timers = timers
        self._places = places
        self._sender = sender
        self._going: deque[Connection] = deque()
        self.newcomers = Newcomers(config.hello_s, timers, self._late)

    def greet(self, connections: Sequence[Connection], room: int) -> None:
        """These have come, and are among all connections already.

        Args:
            connections: who has come.
            room: how many connections this worker may have.
        """
        self.newcomers.add(connections)
        for connection in connections:
            self._wants.put(Came(connection))
            connection.out.tell(BANNER.encode() + b"\n")
            self._sender.flush(connection)
        self._timers.later(self._config.listen_after_s, lambda: self._listen(connections))
        over = 0
        if len(self._connections) > room:
            over = sum(not connection.departed for connection in self._connections.values()) - room
        for connection in self._stalled.longest(over):
            self._sender.lose(connection, "gave way, since the server is full and it took nothing")
            over -= 1
        over = max(over, len(self.newcomers) - self._places.newcomers)
        for connection in self.newcomers.longest(over):
            self._dismiss(connection, FULL, "gave way, since the server is full")

    def _listen(self, connections: Sequence[Connection]) -> None:
        """Those who have said nothing for a while are probably people at bare terminals."""
        for connection in connections:
            if connection.dialect is None and not connection.departed:
                self._wants.put(Listened(connection))

    def _late(self, connection: Connection) -> None:
        self._dismiss(connection, LATE, "said no hello in time")

    def _dismiss(self, connection: Connection, text: str, reason: str) -> None:
        """Let somebody go who has said no hello."""
        self.newcomers.remove(connection)
        error = Error(code="try-later", text=text)
        is_bare = connection.out.is_plain
        connection.out.tell(encode_plain(error, str) if is_bare else encode_json(error))
        self._sender.depart(connection, reason)
        self._sender.flush(connection)
        self._going.append(connection)
        if len(self._going) > GOODBYE_LIMIT:
            self._sender.lose(self._going.popleft(), reason)
