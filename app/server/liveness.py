"""Finding peers that are gone without a word while something is sent to them. In a worker's thread.

Keep-alive finds those to whom nothing is sent. Nothing is looked at while nothing is sent, so that
an idle server sleeps.
"""

from collections.abc import Callable, Sequence

from app.server.connection import Connection
from app.server.timers import Timers
from app.system.sockets import DEAD_RETRANSMISSIONS, retransmissions

STEP_CONNECTIONS = 500
STEP_PAUSE_S = 0.02
"""So many connections are looked at at a time, and so long is waited after each time."""


class Liveness:
    """Looks for those who do not answer any more.

    Args:
        after_s: how long after something was sent to look.
        timers: the worker's.
        connections: all of the worker's.
        lose: closes one of them now, for a reason.
    """

    def __init__(
        self,
        after_s: float,
        timers: Timers,
        connections: Callable[[], Sequence[Connection]],
        lose: Callable[[Connection, str], None],
    ) -> None:
        """Nothing was sent yet."""
        self._after_s = after_s
        self._timers = timers
        self._connections = connections
        self._lose = lose
        self._is_due = False

    def sent(self) -> None:
        """Something was sent: look, some time after it."""
        if not self._is_due:
            self._is_due = True
            self._timers.later(self._after_s, self._begin)

    def _begin(self) -> None:
        """Look; what is sent from here on is another reason to."""
        self._is_due = False
        self._look(self._connections())

    def _look(self, connections: Sequence[Connection]) -> None:
        """Look at some of these, and at the others a little later."""
        now, later = connections[:STEP_CONNECTIONS], connections[STEP_CONNECTIONS:]
        if later:
            self._timers.later(STEP_PAUSE_S, lambda: self._look(later))
        for connection in now:
            if connection.closed:
                continue
            try:
                unanswered = retransmissions(connection.sock)
            except OSError as error:
                self._lose(connection, error.strerror or "the connection broke")
                continue
            if unanswered >= DEAD_RETRANSMISSIONS:
                self._lose(connection, "does not answer any more")
            elif unanswered:
                self.sent()  # look again
