"""A worker's reading side: bytes to commands for the hub, and when a connection has to wait.

In the worker's thread. A connection is not read from while lines of it wait: for flood control, for
the hub's inbox, or until the peer takes in its answers. TCP then slows the sender down.
"""

import logging
import time
from typing import Protocol

from app.protocol.requests import Bye, Hello
from app.server.bundle import Bundle
from app.server.config import Config
from app.server.connection import Connection
from app.server.inbox import Wanted
from app.server.intake import take_in
from app.server.kept import Kept
from app.server.newcomers import Newcomers
from app.server.timers import Timers
from app.server.waits import Turn

TOO_MUCH = "too much is kept of what was sent, and most of this one"

log = logging.getLogger(__name__)


class Sender(Protocol):
    """The rest of the worker."""

    def flush(self, connection: Connection) -> None:
        """Send what is there, and watch for what can be done next."""

    def watch(self, connection: Connection) -> None:
        """Watch for what can be done next."""

    def introduce(self, connection: Connection) -> None:
        """This one has said hello."""

    def depart(self, connection: Connection, reason: str) -> None:
        """Nothing more comes from this one."""

    def lose(self, connection: Connection, reason: str) -> None:
        """Close this one now."""


class Reading:
    """Reads connections, and lets them wait.

    Args:
        config: limits.
        wants: what the worker has for the hub.
        timers: the worker's.
        newcomers: those who have not said hello.
        sender: the rest of the worker.
    """

    def __init__(
        self,
        config: Config,
        wants: Bundle,
        timers: Timers,
        newcomers: Newcomers,
        sender: Sender,
    ) -> None:
        """Nobody waits yet."""
        self._config = config
        self._wants = wants
        self._timers = timers
        self._newcomers = newcomers
        self._sender = sender
        self._kept = Kept()
        self._held: list[Connection] = []

    def read(self, connection: Connection) -> None:
        """Something has come, or the peer's end."""
        try:
            size = connection.discard() if connection.departed else connection.receive()
        except (BlockingIOError, InterruptedError):
            return
        except OSError as error:
            self._sender.lose(connection, error.strerror or "the connection broke")
            return
        connection.half_closed = not size
        if not connection.departed:
            delay = connection.charge(size, time.monotonic()) if size else 0.0
            self._carry_on(connection)
            if delay and connection.waits_for is Turn.NOTHING and not connection.departed:
                self._wait(connection, delay)
                self._sender.watch(connection)
        elif size or not connection.ending:
            self._sender.watch(connection)
        else:
            self._sender.lose(connection, connection.ending)

    def forget(self, connection: Connection) -> None:
        """Nothing more comes from this one."""
        self._kept.remove(connection)

    def resume(self, connection: Connection, turn: Turn) -> None:
        """Carry on with a connection, if that is what it waits for."""
        if connection.waits_for is turn:
            self._carry_on(connection)

    def resume_held(self) -> None:
        """Carry on with those who wait for the hub, if it has room again."""
        if self._held and not self._wants.is_full():
            held, self._held = self._held, []
            for connection in held:
                self.resume(connection, Turn.HUB)

    def _carry_on(self, connection: Connection) -> None:
        """Carry out lines that were received, as far as they may be now."""
        if connection.closed:
            return
        connection.waits_for = Turn.NOTHING
        while connection.has_lines and not self._must_wait(connection):
            intake = take_in(connection, time.monotonic())
            if intake.commands:
                self._wants.put(Wanted(connection, intake.commands, intake.size))
                if connection in self._newcomers and Hello in map(type, intake.commands):
                    self._sender.introduce(connection)
                if isinstance(intake.commands[-1], Bye):
                    connection.depart()  # the hub closes it when it got so far
                    self._newcomers.remove(connection)
            if intake.delay:
                self._wait(connection, intake.delay)
            if intake.reason:
                connection.out.tell(intake.farewell)
                self._sender.depart(connection, intake.reason)
        if connection.half_closed and not connection.has_lines:
            self._sender.depart(connection, "closed the connection")
        if connection.departed:
            self._kept.remove(connection)
        elif self._kept.note(connection):
            for longest in self._kept.over():
                self._sender.lose(longest, TOO_MUCH)
        if connection in self._newcomers and not connection.departed:
            self._newcomers.heard(connection)
        self._sender.flush(connection)

    def _wait(self, connection: Connection, seconds: float) -> None:
        """Let flood control hold it for so long."""
        if not connection.was_held:
            connection.was_held = True
            log.info("connection %d is held back: it sends too much", connection.id)
        connection.waits_for = Turn.TOKENS
        self._timers.later(seconds, lambda: self.resume(connection, Turn.TOKENS))

    def _must_wait(self, connection: Connection) -> bool:
        """Whether the hub, or the peer, has to take something in first."""
        if connection.waits_for is Turn.TOKENS:
            return True
        if self._wants.is_full():
            connection.waits_for = Turn.HUB
            self._held.append(connection)
        elif connection.out.waiting_bytes > self._config.private_high_bytes:
            connection.waits_for = Turn.PEER  # `flush` goes on when the answers are gone
        return connection.waits_for is not Turn.NOTHING
