"""What is encoded, and for whom."""

from typing import cast

from app.journal.memory import MemoryJournal
from app.protocol.messages import Said
from app.room.batch import Batch, Opening
from app.room.log import Cursor, Stream
from app.server.archive import Archive
from app.server.clocks import Clocks
from app.server.config import Config
from app.server.connection import Connection
from app.server.delivery import Delivery
from app.server.inbox import Inbox
from app.server.outgoing import Private
from tests.unit.server.wire import Desk, Wire, connected


class Mailbox(Desk):
    """Keeps the places in the log that connections are sent to."""

    def __init__(self) -> None:
        """Nothing has come."""
        self.cursors: list[Cursor] = []

    def deliver(self, connection: Connection, item: Private, after: int) -> None:
        """Something private."""
        if isinstance(item, Cursor):
            self.cursors.append(item)


def test_bare_lines_are_made_only_while_somebody_reads_them() -> None:
    """Not before, not after, and not for one whose hello came late."""
    mailbox = Mailbox()
    connections = {id: connected(id, Wire(), mailbox) for id in (1, 2)}
    delivery = Delivery(
        Config(),
        MemoryJournal(lambda: "log").room("lobby"),
        connections,
        lambda id: None,
        Inbox(1, 1),
        cast(Archive, None),
        Clocks(),
    )
    seq = 0

    def makes_them() -> bool:
        nonlocal seq
        seq += 1
        said = Said(seq=seq, at=1, from_="f", name="ana", text="hello")
        delivery.publish(Batch(events=[Opening(1, plain=False, told=0), said]))
        chunk = mailbox.cursors[-1].chunk.next
        assert chunk
        assert chunk.streams[Stream.JSON]
        return bool(chunk.streams[Stream.PLAIN])

    def comes(*, plain: bool) -> None:
        delivery.publish(Batch(events=[Opening(2, plain=plain, told=0)]))

    assert not makes_them()
    comes(plain=True)
    assert makes_them()
    comes(plain=False)  # it said hello after all
    assert not makes_them()
    comes(plain=True)
    assert makes_them()
    delivery.forget(2)
    assert not makes_them()
