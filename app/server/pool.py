"""All workers: one, and more where the system's selector takes few connections each.

The listener alone starts them, and asks which one is next; any thread may ask who there is.
"""

from collections.abc import Callable, Sequence

from app.server.archive import Archive
from app.server.config import Config
from app.server.inbox import Inbox
from app.server.places import Places
from app.server.stats import Counts
from app.server.worker import Worker


class Pool:
    """Starts workers as they are needed.

    Args:
        per_worker: how many connections one worker may have.
        config: limits and deadlines.
        inbox: the hub's.
        archive: has what the logs do not hold any more.
        places: is told who is gone.
        on_fault: is called, in a worker's thread, with an exception that ended it.
        counts: the hub's.
    """

    def __init__(
        self,
        per_worker: int,
        config: Config,
        inbox: Inbox,
        archive: Archive,
        places: Places,
        on_fault: Callable[[BaseException], None],
        counts: Counts,
    ) -> None:
        """Start without workers."""
        self._counts = counts
        self._per_worker = per_worker
        self._config = config
        self._inbox = inbox
        self._archive = archive
        self._places = places
        self._on_fault = on_fault
        self._workers: tuple[Worker, ...] = ()

    def workers(self) -> Sequence[Worker]:
        """Those there are now."""
        return self._workers

    @property
    def load(self) -> int:
        """How many connections there are."""
        return sum(worker.load for worker in self._workers)

    def load_beside(self, worker: Worker) -> int:
        """How many connections the other workers have."""
        return sum(other.load for other in self._workers if other is not worker)

    @property
    def gone(self) -> int:
        """How many connections were closed, ever."""
        return sum(worker.gone for worker in self._workers)

    def is_busy(self) -> bool:
        """Whether the hub has so much to do that nobody else should come in now."""
        return self._inbox.is_full()

    def place(self) -> tuple[Worker, int]:
        """The least loaded worker, and for how many it has room; a new one if it has none."""
        worker = min(self._workers, key=lambda worker: worker.load, default=None)
        if worker is None or worker.load >= self._per_worker:
            name = f"chat-worker-{len(self._workers) + 1}"
            worker = Worker(
                name,
                self._config,
                self._inbox,
                self._archive,
                self._places,
                self._on_fault,
                self._counts,
            )
            worker.start()
            self._workers = (*self._workers, worker)
        return worker, self._per_worker - worker.load

    def stop(self, seconds: float) -> None:
        """Let all workers send what is there, close their connections and end."""
        for worker in self._workers:
            worker.stop(seconds)
        for worker in self._workers:
            worker.join()
