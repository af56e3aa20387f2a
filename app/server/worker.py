"""A worker: the thread that owns a share of the connections, with a selector of its own.

It reads, hands commands to the hub, and sends what the rooms' logs and the hub have for its
connections. It never waits for the hub and never blocks on a socket. Other threads speak to it
through `adopt`, `deliver`, `close` and `wake` only.

A connection is not read from while lines of it wait: for flood control, for the hub's inbox, or
until the peer takes in its answers. TCP then slows the sender down.
"""

import logging
import selectors
import socket
import time
from collections import deque
from collections.abc import Callable
from threading import Thread

from app.protocol.dialects import BANNER, Stamp
from app.protocol.messages import Bye
from app.room.log import Cursor, Piece
from app.server.config import Config
from app.server.connection import Connection, Turn
from app.server.inbox import Came, Inbox, Listened, Wanted, Went
from app.server.intake import take_in
from app.server.timers import Timers
from app.waker import Waker

JOINED_LIMIT_PIECES = 16
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
        stamp: how a time is shown in the plain dialect.
        on_fault: is called, in the worker's thread, with an exception that ended it.
    """

    def __init__(
        self,
        name: str,
        config: Config,
        inbox: Inbox,
        stamp: Stamp,
        on_fault: Callable[[BaseException], None],
    ) -> None:
        """Make a worker that has not started yet."""
        self._config = config
        self._inbox = inbox
        self._stamp = stamp
        self._on_fault = on_fault
        self._waker = Waker()
        self._selector = selectors.DefaultSelector()
        self._connections: dict[int, Connection] = {}
        self._given = 0  # connections, counted by the listener
        self._gone = 0  # connections, counted by the worker
        self._mail: deque[Mail] = deque()
        self._held: list[Connection] = []
        self._timers = Timers()
        self._stop_by: float | None = None
        self._thread = Thread(target=self._run, name=name)

    # --- for other threads ------------------------------------------------------------------

    @property
    def load(self) -> int:
        """How many connections it has, those on their way to it included. For the listener."""
        return self._given - self._gone

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def wake(self) -> None:
        """There is something new in a log, or room in the inbox again."""
        self._waker.wake()

    def adopt(self, connection: Connection) -> None:
        """Take over a connection. For the listener."""
        self._given += 1
        self._post(lambda: self._adopt(connection))

    def deliver(self, connection: Connection, item: bytes | Cursor, after: int) -> None:
        """Send private bytes, or go on at another place in the log. `wake` must follow.

        `after` is the number of the log's chunk that has to be sent first.
        """
        self._mail.append(lambda: connection.queue(item, after))

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
            self._selector.close()
            self._waker.close()

    def _turn(self) -> None:
        joined: dict[tuple[int, int], Piece] = {}
        woken = False
        for key, mask in self._selector.select(self._pause()):
            connection: Connection | None = key.data
            if connection is None:
                self._waker.drain()
                woken = True
                continue
            if mask & WRITE:
                joined.clear()  # those who come here are at places of their own
                self._flush(connection, joined)
            if mask & READ and connection.interest & READ:
                self._read(connection)
        self._timers.run()
        if woken:
            joined.clear()
            while self._mail:
                self._mail.popleft()()
            self._resume_held()
            for connection in list(self._connections.values()):
                if not connection.blocked:
                    self._flush(connection, joined)
                if len(joined) > JOINED_LIMIT_PIECES:
                    joined.clear()

    def _pause(self) -> float | None:
        """Seconds until the next deadline; None to sleep until something happens."""
        due = [at for at in (self._timers.next_at(), self._stop_by) if at is not None]
        return max(0.0, min(due) - time.monotonic()) if due else None

    def _post(self, mail: Mail) -> None:
        self._mail.append(mail)
        self._waker.wake()

    # --- coming -----------------------------------------------------------------------------

    def _adopt(self, connection: Connection) -> None:
        self._connections[connection.id] = connection
        self._inbox.put(Came(connection))
        connection.tell(BANNER.encode() + b"\n")
        self._timers.later(self._config.listen_after_s, lambda: self._listen(connection))
        self._flush(connection, {})

    def _listen(self, connection: Connection) -> None:
        """It has said nothing for a while: probably a person at a bare terminal."""
        if connection.dialect is None and not connection.departed:
            self._inbox.put(Listened(connection))

    # --- reading ----------------------------------------------------------------------------

    def _read(self, connection: Connection) -> None:
        try:
            alive = connection.discard() if connection.departed else connection.receive()
        except (BlockingIOError, InterruptedError):
            return
        except OSError as error:
            self._lose(connection, error.strerror or "the connection broke")
            return
        if not alive and connection.ending:
            self._lose(connection, connection.ending)
            return
        connection.half_closed = not alive
        self._carry_on(connection)

    def _carry_on(self, connection: Connection) -> None:
        """Carry out lines that were received, as far as they may be now."""
        if connection.id not in self._connections:
            return
        connection.waits_for = Turn.NOTHING
        while connection.has_lines and not self._must_wait(connection):
            intake = take_in(connection, time.monotonic())
            if intake.commands:
                self._inbox.put(Wanted(connection, intake.commands, intake.size))
                if isinstance(intake.commands[-1], Bye):
                    connection.depart()  # the hub closes it when it got so far
            if intake.delay:
                connection.waits_for = Turn.TOKENS
                self._timers.later(intake.delay, lambda: self._resume(connection, Turn.TOKENS))
            if intake.reason:
                connection.tell(intake.farewell)
                self._depart(connection, intake.reason)
        if connection.half_closed and not connection.has_lines:
            self._depart(connection, "closed the connection")
        self._flush(connection, {})

    def _resume(self, connection: Connection, turn: Turn) -> None:
        """Carry on with a connection, if that is what it waits for."""
        if connection.waits_for is turn:
            self._carry_on(connection)

    def _must_wait(self, connection: Connection) -> bool:
        """Whether the hub, or the peer, has to take something in first."""
        if connection.waits_for is Turn.TOKENS:
            return True
        if self._inbox.is_full():
            connection.waits_for = Turn.HUB
            self._held.append(connection)
        elif connection.waiting_bytes > self._config.private_high_bytes:
            connection.waits_for = Turn.PEER  # `_flush` goes on when the answers are gone
        return connection.waits_for is not Turn.NOTHING

    def _resume_held(self) -> None:
        if self._held and not self._inbox.is_full():
            held, self._held = self._held, []
            for connection in held:
                self._resume(connection, Turn.HUB)

    # --- sending ----------------------------------------------------------------------------

    def _flush(self, connection: Connection, joined: dict[tuple[int, int], Piece]) -> None:
        if connection.id not in self._connections or connection.said_goodbye:
            return
        try:
            connection.blocked = connection.send(joined, self._stamp)
            if connection.ending and not connection.blocked:
                self._say_goodbye(connection)
        except OSError as error:
            self._lose(connection, error.strerror or "the connection broke")
            return
        taken_in = connection.waiting_bytes <= self._config.private_high_bytes
        if connection.waits_for is Turn.PEER and taken_in:
            self._post(lambda: self._resume(connection, Turn.PEER))
        self._watch(connection)

    def _watch(self, connection: Connection) -> None:
        """Let the selector watch for what this connection can do now."""
        if connection.id not in self._connections:
            return
        silent = connection.half_closed or (connection.departed and not connection.ending)
        reading = not silent and connection.waits_for is Turn.NOTHING
        wanted = (READ if reading else 0) | (WRITE if connection.blocked else 0)
        if wanted == connection.interest:
            return
        if not connection.interest:
            self._selector.register(connection.sock, wanted, connection)
        elif not wanted:
            self._selector.unregister(connection.sock)
        else:
            self._selector.modify(connection.sock, wanted, connection)
        connection.interest = wanted

    # --- going ------------------------------------------------------------------------------

    def _depart(self, connection: Connection, reason: str) -> None:
        """Tell the hub that nothing more comes; it has the connection closed when it got so far."""
        if not connection.departed:
            connection.depart()
            self._inbox.put(Went(connection, reason))

    def _end(self, connection: Connection, reason: str) -> None:
        """Close it when everything is sent, or when it takes too long."""
        if connection.id not in self._connections or connection.ending:
            return
        connection.depart()
        connection.ending = reason
        connection.waits_for = Turn.NOTHING
        self._timers.later(self._config.close_s, lambda: self._lose(connection, reason))
        if not connection.blocked:
            self._flush(connection, {})
        self._watch(connection)

    def _say_goodbye(self, connection: Connection) -> None:
        """Everything is sent; close when the peer has closed too.

        Closing with unread input would reset the connection, and so take from the peer what it
        has not read yet.
        """
        if connection.half_closed:
            self._lose(connection, connection.ending)
        else:
            connection.said_goodbye = True
            connection.sock.shutdown(socket.SHUT_WR)

    def _lose(self, connection: Connection, reason: str) -> None:
        """Close it now."""
        if self._connections.pop(connection.id, None) is None:
            return
        self._gone += 1
        if connection.interest:
            self._selector.unregister(connection.sock)
            connection.interest = 0
        connection.sock.close()
        self._depart(connection, reason)

    def _stop(self, deadline: float) -> None:
        self._stop_by = deadline
        for connection in list(self._connections.values()):
            self._end(connection, "the server stopped")
