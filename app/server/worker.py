"""A worker: the thread that owns a share of the connections, with a selector of its own.

It gives each of them its turn: they are read from, what they want is handed to the hub, and what
the rooms' logs, the hub and the archive have for them is sent (`connections.py`). It never waits
for them and never blocks on a socket. Other threads speak to it through `adopt`, `deliver`,
`fulfil`, `supply`, `break_off`, `close`, `stop` and `wake` only.
"""

import selectors
import time
from collections import deque
from collections.abc import Callable, Sequence
from threading import Thread

from app.room.cursor import Shared
from app.room.log import Log
from app.server.archive import Archive
from app.server.bundle import Bundle
from app.server.config import Config
from app.server.connection import Connection
from app.server.connections import Connections
from app.server.inbox import Inbox
from app.server.liveness import Liveness
from app.server.places import Places
from app.server.private import Page, Private, Promise
from app.server.stats import Counts, Fanout
from app.server.strangers import Strangers
from app.server.timers import Timers
from app.waker import Waker

JOINED_LIMIT_PIECES = 4
"""How many joined pieces of the log, 256 KiB each at most, are kept to be shared."""

Mail = Callable[[], None]
"""Something that another thread wants done, carried out by the worker."""


class Worker:
    """One thread with its connections.

    Args:
        name: the thread's.
        config: limits and deadlines.
        inbox: the hub's.
        archive: has what the logs do not hold any more.
        places: is told who is gone.
        on_fault: is called, in the worker's thread, with an exception that ended it.
        counts: the hub's.

    Attributes:
        fanout: how long it took to send a batch to all.
    """

    def __init__(
        self,
        name: str,
        config: Config,
        inbox: Inbox,
        archive: Archive,
        places: Places,
        on_fault: Callable[[BaseException], None],
        counts: Counts,
    ) -> None:
        """Make a worker that has not started yet."""
        self.fanout = Fanout(counts)
        self._wants = Bundle(inbox)
        self._on_fault = on_fault
        self._waker = Waker()
        self._woken = False
        self._news: deque[Log] = deque()
        self._selector = selectors.DefaultSelector()
        self._given = 0  # connections, counted by the listener; those that are gone, by the worker
        self._mail: deque[Mail] = deque()
        self._timers = Timers()
        self._connections = Connections(
            config, self._selector, self._wants, self._timers, archive, places, self._post
        )
        everybody, lose = self._connections.everybody, self._connections.lose
        self._liveness = Liveness(config.check_after_s, self._timers, everybody, lose)
        self._others_s = 0.0  # how long the last turn of those took who are no strangers
        self._stop_by: float | None = None
        self._thread = Thread(target=self._run, name=name)

    # --- for other threads ------------------------------------------------------------------

    @property
    def load(self) -> int:
        """How many connections it has, those on their way to it included. For the listener."""
        return self._given - self._connections.gone

    @property
    def gone(self) -> int:
        """How many connections it has closed, ever."""
        return self._connections.gone

    @property
    def stalled(self) -> int:
        """How many of its connections take nothing right now."""
        return len(self._connections.stalled)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def wake(self, news: Sequence[Log] = ()) -> None:
        """There is something new, be it in these logs or in the mail, or room in the inbox."""
        self._news.extend(news)
        self._woken = True
        self._waker.wake()

    def adopt(self, connections: Sequence[Connection], room: int) -> None:
        """Take over connections. For the listener.

        Args:
            connections: who has come.
            room: how many this worker may have; who has said nothing gives way to others.
        """
        self._given += len(connections)
        self._post(lambda: self._connections.adopt(connections, room))

    def deliver(self, connection: Connection, item: Private, after: int) -> None:
        """Send something private, after chunk `after` of its log. `wake` must follow."""
        self._mail.append(lambda: self._connections.deliver(connection, item, after))

    def fulfil(self, connection: Connection, promise: Promise, data: bytes) -> None:
        """Here is the answer that was promised. For the archive."""
        self._post(lambda: self._connections.fulfil(connection, promise, data))

    def supply(self, connection: Connection, page: Page) -> None:
        """Here is the page that it asked for. For the archive."""
        self._post(lambda: self._connections.supply(connection, page))

    def break_off(self, connection: Connection, data: bytes, reason: str) -> None:
        """There is no page for it: tell it so, and close it. For the archive."""
        self._post(lambda: self._connections.break_off(connection, data, reason))

    def close(self, connection: Connection, reason: str) -> None:
        """Close a connection once everything is sent that was appended or delivered before."""
        self._post(lambda: self._connections.end(connection, reason))

    def stop(self, seconds: float) -> None:
        """Send what is there, close all connections, and end, within about `seconds`."""
        deadline = time.monotonic() + seconds
        self._post(lambda: self._stop(deadline))

    def join(self) -> None:
        """Wait for the thread's end."""
        if self._thread.is_alive():
            self._thread.join()

    # --- the loop ---------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            self._selector.register(self._waker.reader, selectors.EVENT_READ)
            while self._stop_by is None or (self._connections and time.monotonic() < self._stop_by):
                self._turn()
        except BaseException as error:  # noqa: BLE001 - whatever it is, it must not stay here
            self._on_fault(error)
        finally:
            self._connections.close()
            self._selector.close()
            self._waker.close()

    def _turn(self) -> None:
        connections = self._connections
        serve, flush = connections.serve, connections.flush
        newcomers, strangers, rounds = (
            connections.newcomers,
            connections.strangers,
            connections.rounds,
        )
        joined: Shared = {}
        ready = self._selector.select(self._pause())
        began = time.monotonic()
        for key, mask in ready:
            who: Connection | Strangers | None = key.data
            if who is None:
                self._waker.drain()
            elif isinstance(who, Strangers):
                who.look()
            elif who in newcomers:
                strangers.put(who, mask)
            else:
                serve(who, mask, joined)
        self._wants.hand_over()
        before = time.monotonic()
        for connection, mask in strangers.turn(self._others_s):
            serve(connection, mask, joined)
        began += time.monotonic() - before
        self._wants.hand_over()
        self._timers.run()
        woken = self._woken
        if woken:
            self._woken = False  # before looking: what comes from here on is looked at again
        # Mail that belongs to news was there before them: so first these, and then that.
        news = {self._news.popleft(): None for _ in range(len(self._news))}
        while self._mail:
            self._mail.popleft()()
        if woken:
            connections.reading.resume_held()
            self._liveness.sent()
        since = self.fanout.since() if news else 0.0
        for one in news:
            rounds.begin(one, since)
        self._wants.hand_over()
        joined.clear()
        for connection in rounds.step():
            if not connection.blocked:
                flush(connection, joined)
            if len(joined) > JOINED_LIMIT_PIECES:
                joined.clear()
        for since in rounds.ended():
            self.fanout.ended(since)
        self._wants.hand_over()
        self._others_s = time.monotonic() - began

    def _pause(self) -> float | None:
        """Seconds until the next deadline; None to sleep until something happens."""
        if self._connections.rounds.go_on or self._connections.strangers.go_on:
            return 0.0
        due = [at for at in (self._timers.next_at(), self._stop_by) if at is not None]
        return max(0.0, min(due) - time.monotonic()) if due else None

    def _post(self, mail: Mail) -> None:
        self._mail.append(mail)
        self._waker.wake()

    def _stop(self, deadline: float) -> None:
        self._stop_by = deadline
        for connection in self._connections.everybody():
            self._connections.end(connection, "the server stopped")
