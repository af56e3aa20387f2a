"""A worker's connections: how they come in, what they are sent, and how they go.

In the worker's thread. What comes in at each is read by `reading.py`, whose turn it is to be sent
something is known to `rounds.py`. Knows nothing of what the bytes say.
"""

import selectors
import socket
from collections.abc import Callable, Sequence

from app.room.cursor import Cursor, Shared
from app.server.archive import Archive
from app.server.bundle import Bundle
from app.server.config import Config
from app.server.connection import Connection
from app.server.entrance import Entrance
from app.server.inbox import Went
from app.server.places import Places
from app.server.private import Departure, Page, Private, Promise
from app.server.reading import Reading
from app.server.rounds import Rounds
from app.server.stalled import Stalled
from app.server.strangers import Strangers
from app.server.timers import Timers
from app.server.waits import Turn
from app.server.watching import READ, WRITE, Watching


class Connections:
    """All connections of one worker.

    Args:
        config: limits and deadlines.
        selector: the worker's.
        wants: what the worker has for the hub.
        timers: the worker's.
        archive: has what the logs do not hold any more.
        places: is told who is gone.
        later: has something done in this thread, once what is under way is done.

    Attributes:
        reading: reads them.
        rounds: whose turn it is to be sent something.
        strangers: whose turn it is of those who have not said hello.
        newcomers: who those are.
        stalled: who takes nothing right now.
        watch: has the selector watch for what a connection can do next.
        gone: how many were closed, ever.
    """

    def __init__(
        self,
        config: Config,
        selector: selectors.BaseSelector,
        wants: Bundle,
        timers: Timers,
        archive: Archive,
        places: Places,
        later: Callable[[Callable[[], None]], None],
    ) -> None:
        """Nobody is here."""
        self._config = config
        self._wants = wants
        self._timers = timers
        self._archive = archive
        self._places = places
        self._later = later
        self._open: dict[int, Connection] = {}
        self.gone = 0
        self.rounds = Rounds()
        self.stalled = Stalled(config.stalled_s)
        self.strangers = Strangers(selector)
        self._entrance = Entrance(config, self._open, self.stalled, wants, timers, places, self)
        self.newcomers = self._entrance.newcomers
        self.reading = Reading(config, wants, timers, self.newcomers, self)
        self._watching = Watching(selector, self.strangers, self.newcomers, self._open)
        self.watch = self._watching.watch

    def __len__(self) -> int:
        """How many are not closed yet."""
        return len(self._open)

    def everybody(self) -> list[Connection]:
        """All of them, as they are now."""
        return list(self._open.values())

    # --- coming -----------------------------------------------------------------------------

    def adopt(self, connections: Sequence[Connection], room: int) -> None:
        """Take these over.

        Args:
            connections: who has come.
            room: how many there may be; who has said nothing gives way to others.
        """
        self._open |= {connection.id: connection for connection in connections}
        self._entrance.greet(connections, room)

    def introduce(self, connection: Connection) -> None:
        """This one has said hello; `flush` must follow."""
        self.newcomers.remove(connection)
        self.rounds.introduce(connection)

    # --- reading and sending ----------------------------------------------------------------

    def serve(self, connection: Connection, mask: int, joined: Shared) -> None:
        """Do what the selector says that can be done, if it is wanted still."""
        if mask & connection.interest & WRITE:
            joined.clear()  # those who come here are at places of their own
            self.stalled.remove(connection)
            self.flush(connection, joined)
        if mask & connection.interest & READ:
            self.reading.read(connection)

    def flush(self, connection: Connection, joined: Shared | None = None) -> None:
        """Send what can be sent now, and watch for what can be done next.

        Args:
            connection: one of them.
            joined: pieces of the log that were joined for others at the same place.
        """
        if connection.id not in self._open or connection.said_goodbye:
            return
        was_blocked = connection.blocked
        try:
            connection.blocked = connection.out.send({} if joined is None else joined)
            if connection.blocked:
                self.stalled.add(connection)
            elif was_blocked:
                self.stalled.remove(connection)
            if not connection.blocked and (gap := connection.out.page_to_ask()):
                plain = connection.out.is_plain
                log = connection.out.log
                self._archive.read(connection, log, gap.first, gap.last, plain=plain)
            if connection.ending and not connection.blocked and not connection.out.is_waiting:
                self._say_goodbye(connection)
        except OSError as error:
            self.lose(connection, error.strerror or "the connection broke")
            return
        taken_in = connection.out.waiting_bytes <= self._config.private_high_bytes
        if connection.waits_for is Turn.PEER and taken_in:
            self._later(lambda: self.reading.resume(connection, Turn.PEER))
        self.watch(connection)

    def deliver(self, connection: Connection, item: Private, after: int) -> None:
        """Send something private, after chunk `after` of its log, when its turn comes."""
        connection.out.queue(item, after)
        if connection.id in self._open:
            if isinstance(item, Cursor):
                listens = connection in self.newcomers
                self.rounds.place(connection, item.log, listens=listens)
            elif isinstance(item, Departure):
                self.rounds.remove(connection)
            self.rounds.address(connection)

    def fulfil(self, connection: Connection, promise: Promise, data: bytes) -> None:
        """Here is the answer that was promised."""
        connection.out.fulfil(promise, data)
        self.flush(connection)

    def supply(self, connection: Connection, page: Page) -> None:
        """Here is the page that it asked for."""
        connection.out.take_page(page)
        self.flush(connection)

    def break_off(self, connection: Connection, data: bytes, reason: str) -> None:
        """There is no page for it: tell it so, and let it go."""
        connection.out.break_off(data)
        self.depart(connection, reason)  # the hub closes it
        self.flush(connection)

    # --- going ------------------------------------------------------------------------------

    def depart(self, connection: Connection, reason: str) -> None:
        """Tell the hub that nothing more comes; it has it closed when it got so far."""
        if not connection.departed:
            connection.depart()
            self.newcomers.remove(connection)
            self.reading.forget(connection)
            self._wants.put(Went(connection, reason))

    def end(self, connection: Connection, reason: str) -> None:
        """Close it when everything is sent, or when it takes too long."""
        if connection.id not in self._open or connection.ending:
            return
        connection.depart()
        self.reading.forget(connection)
        connection.ending = reason
        connection.waits_for = Turn.NOTHING
        self._timers.later(self._config.close_s, lambda: self.lose(connection, reason))
        if not connection.blocked:
            self.flush(connection)
        self.watch(connection)

    def _say_goodbye(self, connection: Connection) -> None:
        """Everything is sent; close when the peer has closed too.

        Closing with unread input would reset the connection, and so take from the peer what it
        has not read yet.
        """
        if connection.half_closed:
            self.lose(connection, connection.ending)
        else:
            connection.said_goodbye = True
            connection.sock.shutdown(socket.SHUT_WR)

    def lose(self, connection: Connection, reason: str) -> None:
        """Close it now; nothing happens if it is closed."""
        if self._open.pop(connection.id, None) is None:
            return
        self.rounds.remove(connection)
        self.gone += 1
        if connection.counted_as:
            self._places.give_back(connection.counted_as)
        self.newcomers.remove(connection)
        self.stalled.remove(connection)
        self.reading.forget(connection)
        self._watching.unwatch(connection)
        connection.closed = True
        connection.sock.close()
        self.depart(connection, reason)

    def close(self) -> None:
        """Close all sockets as they are, at the end of the thread."""
        for connection in self._open.values():
            connection.sock.close()
        self._open.clear()
        self.strangers.close()
