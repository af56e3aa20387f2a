"""How the server does, looked up when somebody asks. In the hub's thread; see `stats.py`."""

from collections.abc import Callable, Mapping, Sequence

from app.protocol.status import StatusReport
from app.room.house import House
from app.server.connection import Connection
from app.server.halls import Halls
from app.server.stats import Counts, Facts, p99_ms
from app.server.worker import Worker


class Figures:
    """Knows whom to ask for each.

    Args:
        house: the rooms, and who is there.
        halls: what is kept of them in memory.
        connections: all there are.
        workers: all workers there are at the moment.
        counts: what the hub counts.
        now: the time in ms since 1970.

    Attributes:
        facts: what the server was told of itself.
    """

    def __init__(
        self,
        house: House,
        halls: Halls,
        connections: Mapping[int, Connection],
        workers: Callable[[], Sequence[Worker]],
        counts: Counts,
        now: Callable[[], int],
    ) -> None:
        """Nothing is known yet of the server itself."""
        self._house = house
        self._halls = halls
        self._connections = connections
        self._workers = workers
        self._counts = counts
        self._now = now
        self.facts = Facts()

    def report(self) -> StatusReport:
        """All of them, as they are now."""
        facts = self.facts
        workers = self._workers()
        now, minute = self._counts.per_second()
        rooms = self._house.rooms()
        return StatusReport(
            version=facts.version,
            pid=facts.pid,
            port=facts.port,
            started=facts.started,
            uptime_s=max(0, self._now() - facts.started) // 1000,
            people=sum(map(len, rooms)),
            connections=len(self._connections),
            stalled=sum(worker.stalled for worker in workers),
            rooms=len(rooms),
            messages_per_s=round(now, 2),
            messages_per_s_minute=round(minute, 2),
            fanout_p99_ms=p99_ms([s for worker in workers for s in worker.fanout.seconds()]),
            log_bytes=self._halls.size,
            journal_bytes=facts.journal_bytes(),
            lost_log_lines=facts.lost_lines(),
        )
