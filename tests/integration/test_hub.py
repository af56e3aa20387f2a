"""The hub and those who wait for it."""

from threading import Event
from typing import cast

from app.journal.memory import MemoryJournal
from app.server.archive import Archive
from app.server.clocks import Clocks
from app.server.config import Config
from app.server.connection import Connection
from app.server.hub import Hub
from app.server.inbox import COMMAND_OVERHEAD_BYTES, Came, Inbox
from app.server.worker import Worker
from tests.support.processes import WAIT_S, scale
from tests.unit.server.wire import Desk, Wire, connected


class Waiting(Desk):
    """A worker that reads nothing until it is woken."""

    def __init__(self) -> None:
        """It sleeps."""
        self.woken = Event()

    def wake(self, news: object = ()) -> None:
        """There may be room again."""
        self.woken.set()


def test_those_who_wait_for_a_full_inbox_are_woken_whoever_has_filled_it() -> None:
    """Also where it was full of people who came, of whom nobody has to be told anything."""
    inbox = Inbox(high=2 * COMMAND_OVERHEAD_BYTES - 1, low=COMMAND_OVERHEAD_BYTES)
    worker = Waiting()
    faults: list[BaseException] = []
    hub = Hub(
        Config(),
        MemoryJournal(lambda: "log"),
        inbox,
        lambda: [cast(Worker, worker)],
        cast(Archive, None),
        Clocks(),
        lambda: "token",
        faults.append,
    )
    for connection in came(worker):
        inbox.put(Came(connection))
    assert inbox.is_full()
    hub.start()
    try:
        assert worker.woken.wait(scale(WAIT_S))
    finally:
        hub.stop()
        hub.join()
    assert not faults


def came(worker: Waiting) -> list[Connection]:
    """Two connections."""
    return [connected(id, Wire(), worker) for id in (1, 2)]
