"""A worker: the thread that owns a share of the connections, with a selector of its own.

It reads, hands commands to the hub, and sends what the rooms' logs, the hub and the archive have
for its connections. It never waits for them and never blocks on a socket. Other threads speak to it
through `adopt`, `deliver`, `fulfil`, `supply`, `break_off`, `close`, `stop` and `wake` only.
"""

import logging
import selectors
import socket
import time
from collections import deque
from collections.abc import Callable, Sequence
from threading import Thread

from app.room.cursor import Cursor, Shared
from app.room.log import Log
from app.server.archive import Archive
from app.server.bundle import Bundle
from app.server.config import Config
from app.server.connection import Connection, Turn
from app.server.entrance import Entrance
from app.server.inbox import Inbox, Went
from app.server.liveness import Liveness
from app.server.outgoing import Departure, Page, Private, Promise
from app.server.places import Places
from app.server.reading import Reading
from app.server.rounds import Rounds
from app.server.stalled import Stalled
from app.server.stats import Counts, Fanout
from app.server.strangers import Strangers
from app.server.timers import Timers
from app.waker import Waker

JOINED_LIMIT_PIECES = 4
"""How many joined pieces of the log, 256 KiB each at most, are kept to be shared."""

READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE

log = logging.getLogger(__name__)

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
        self._config = config
        self._wants = Bundle(inbox)
        self._archive = archive
        self._places = places
        self._on_fault = on_fault
        self._waker = Waker()
        self._woken = False
        self._news: deque[Log] = deque()
        self._selector = selectors.DefaultSelector()
        self._connections: dict[int, Connection] = {}
        self._given = 0  # connections, counted by the listener
        self._gone = 0  # connections, counted by the worker
        self._mail: deque[Mail] = deque()
        self._timers = Timers()
        self._stalled = Stalled(config.stalled_s)
        self._entrance = Entrance(
            config, self._connections, self._stalled, self._wants, self._timers, places, self
        )
        self._newcomers = self._entrance.newcomers
        self._strangers = Strangers(self._selector)
        self._rounds = Rounds()
        self._reading = Reading(config, self._wants, self._timers, self._newcomers, self)
        self._liveness = Liveness(config.check_after_s, self._timers, self._all, self.lose)
        self._others_s = 0.0  # how long the last turn of those took who are no strangers
        self._stop_by: float | None = None
        self._thread = Thread(target=self._run, name=name)

    # --- for other threads ------------------------------------------------------------------

    @property
    def load(self) -> int:
        """How many connections it has, those on their way to it included. For the listener."""
        return self._given - self._gone

    @property
    def gone(self) -> int:
        """How many connections it has closed, ever."""
        return self._gone

    @property
    def stalled(self) -> int:
        """How many of its connections take nothing right now."""
        return len(self._stalled)

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
        self._post(lambda: self._adopt(connections, room))

    def deliver(self, connection: Connection, item: Private, after: int) -> None:
        """Send something private, after chunk `after` of its log. `wake` must follow."""
        self._mail.append(lambda: self._deliver(connection, item, after))

    def fulfil(self, connection: Connection, promise: Promise, data: bytes) -> None:
        """Here is the answer that was promised. For the archive."""
        self._post(lambda: self._fulfil(connection, promise, data))

    def supply(self, connection: Connection, page: Page) -> None:
        """Here is the page that it asked for. For the archive."""
        self._post(lambda: self._supply(connection, page))

    def break_off(self, connection: Connection, data: bytes, reason: str) -> None:
        """There is no page for it: tell it so, and close it. For the archive."""
        self._post(lambda: self._break_off(connection, data, reason))

    def close(self, connection: Connection, reason: str) -> None:
        """Close a connection once everything is sent that was appended or delivered before."""
        self._post(lambda: self._end(connection, reason))

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
            self._selector.register(self._waker.reader, READ)
            while self._stop_by is None or (self._connections and time.monotonic() < self._stop_by):
                self._turn()
        except BaseException as error:  # noqa: BLE001 - whatever it is, it must not stay here
            self._on_fault(error)
        finally:
            for connection in self._connections.values():
                connection.sock.close()
            self._connections.clear()
            self._strangers.close()
            self._selector.close()
            self._waker.close()

    def _turn(self) -> None:
        joined: Shared = {}
        ready = self._selector.select(self._pause())
        began = time.monotonic()
        for key, mask in ready:
            who: Connection | Strangers | None = key.data
            if who is None:
                self._waker.drain()
            elif isinstance(who, Strangers):
                who.look()
            elif who in self._newcomers:
                self._strangers.put(who, mask)
            else:
                self._serve(who, mask, joined)
        self._wants.hand_over()
        before = time.monotonic()
        for connection, mask in self._strangers.turn(self._others_s):
            self._serve(connection, mask, joined)
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
            self._reading.resume_held()
            self._liveness.sent()
        since = self.fanout.since() if news else 0.0
        for one in news:
            self._rounds.begin(one, since)
        self._wants.hand_over()
        joined.clear()
        for connection in self._rounds.step():
            if not connection.blocked:
                self.flush(connection, joined)
            if len(joined) > JOINED_LIMIT_PIECES:
                joined.clear()
        for since in self._rounds.ended():
            self.fanout.ended(since)
        self._wants.hand_over()
        self._others_s = time.monotonic() - began

    def _serve(self, connection: Connection, mask: int, joined: Shared) -> None:
        """Do what the selector says that can be done, if it is wanted still."""
        if mask & connection.interest & WRITE:
            joined.clear()  # those who come here are at places of their own
            self._stalled.remove(connection)
            self.flush(connection, joined)
        if mask & connection.interest & READ:
            self._reading.read(connection)

    def _adopt(self, connections: Sequence[Connection], room: int) -> None:
        self._connections |= {connection.id: connection for connection in connections}
        self._entrance.greet(connections, room)

    def _pause(self) -> float | None:
        """Seconds until the next deadline; None to sleep until something happens."""
        if self._rounds.go_on or self._strangers.go_on:
            return 0.0
        due = [at for at in (self._timers.next_at(), self._stop_by) if at is not None]
        return max(0.0, min(due) - time.monotonic()) if due else None

    def _post(self, mail: Mail) -> None:
        self._mail.append(mail)
        self._waker.wake()

    # --- sending ----------------------------------------------------------------------------

    def flush(self, connection: Connection, joined: Shared | None = None) -> None:
        """Send what can be sent now. For this thread.

        Args:
            connection: one of its own.
            joined: pieces of the log that were joined for others at the same place.
        """
        if connection.id not in self._connections or connection.said_goodbye:
            return
        was_blocked = connection.blocked
        try:
            connection.blocked = connection.out.send({} if joined is None else joined)
            if connection.blocked:
                self._stalled.add(connection)
            elif was_blocked:
                self._stalled.remove(connection)
            if not connection.blocked and (gap := connection.out.page_to_ask()):
                plain = connection.out.is_plain
                room = connection.out.room
                self._archive.read(connection, room, gap.first, gap.last, plain=plain)
            if connection.ending and not connection.blocked and not connection.out.is_waiting:
                self._say_goodbye(connection)
        except OSError as error:
            self.lose(connection, error.strerror or "the connection broke")
            return
        taken_in = connection.out.waiting_bytes <= self._config.private_high_bytes
        if connection.waits_for is Turn.PEER and taken_in:
            self._post(lambda: self._reading.resume(connection, Turn.PEER))
        self.watch(connection)

    def _deliver(self, connection: Connection, item: Private, after: int) -> None:
        connection.out.queue(item, after)
        if connection.id in self._connections:
            if isinstance(item, Cursor):
                listens = connection in self._newcomers
                self._rounds.place(connection, item.log, listens=listens)
            elif isinstance(item, Departure):
                self._rounds.remove(connection)
            self._rounds.address(connection)

    def _fulfil(self, connection: Connection, promise: Promise, data: bytes) -> None:
        connection.out.fulfil(promise, data)
        self.flush(connection)

    def _supply(self, connection: Connection, page: Page) -> None:
        connection.out.take_page(page)
        self.flush(connection)

    def _break_off(self, connection: Connection, data: bytes, reason: str) -> None:
        connection.out.break_off(data)
        self.depart(connection, reason)  # the hub closes it
        self.flush(connection)

    def watch(self, connection: Connection) -> None:
        """Let the selector watch for what this connection can do now. For this thread."""
        if connection.id not in self._connections:
            return
        silent = connection.half_closed or (connection.departed and not connection.ending)
        reading = not silent and connection.waits_for is Turn.NOTHING
        wanted = (READ if reading else 0) | (WRITE if connection.blocked else 0)
        apart = connection in self._newcomers
        if connection.interest and (not wanted or connection.apart != apart):
            self._unwatch(connection)
        selector = self._strangers.selector if apart else self._selector
        if wanted and not connection.interest:
            selector.register(connection.sock, wanted, connection)
        elif wanted != connection.interest:
            selector.modify(connection.sock, wanted, connection)
        connection.apart, connection.interest = apart, wanted

    def _unwatch(self, connection: Connection) -> None:
        if connection.interest:
            selector = self._strangers.selector if connection.apart else self._selector
            selector.unregister(connection.sock)
            connection.interest = 0

    def introduce(self, connection: Connection) -> None:
        """This one has said hello. For this thread; `flush` must follow."""
        self._newcomers.remove(connection)
        self._rounds.introduce(connection)

    # --- going ------------------------------------------------------------------------------

    def depart(self, connection: Connection, reason: str) -> None:
        """Tell the hub that nothing more comes; it has the connection closed when it got so far.

        For this thread, as `lose`.
        """
        if not connection.departed:
            connection.depart()
            self._newcomers.remove(connection)
            self._reading.forget(connection)
            self._wants.put(Went(connection, reason))

    def _end(self, connection: Connection, reason: str) -> None:
        """Close it when everything is sent, or when it takes too long."""
        if connection.id not in self._connections or connection.ending:
            return
        connection.depart()
        self._reading.forget(connection)
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
        """Close it now."""
        if self._connections.pop(connection.id, None) is None:
            return
        self._rounds.remove(connection)
        self._gone += 1
        if connection.counted_as:
            self._places.give_back(connection.counted_as)
        self._newcomers.remove(connection)
        self._stalled.remove(connection)
        self._reading.forget(connection)
        self._unwatch(connection)
        connection.closed = True
        connection.sock.close()
        self.depart(connection, reason)

    def _stop(self, deadline: float) -> None:
        self._stop_by = deadline
        for connection in self._all():
            self._end(connection, "the server stopped")

    def _all(self) -> list[Connection]:
        return list(self._connections.values())
