"""What is encoded, and for whom."""

from typing import cast

from app.journal.memory import MemoryJournal
from app.protocol.dialects import Dialect
from app.protocol.entries import Entry, Joined, Left, Notice, Said
from app.protocol.framing import LINE_LIMIT_BYTES
from app.protocol.json_lines import decode_server_json
from app.protocol.replies import Error, Pong
from app.room.batch import Batch, Opening, Parting
from app.room.chunk import Stream
from app.room.cursor import Cursor
from app.room.log import LOG_LIMIT_BYTES
from app.server.archive import Archive
from app.server.clocks import Clocks
from app.server.config import Config
from app.server.connection import Connection
from app.server.delivery import Delivery
from app.server.halls import Halls
from app.server.inbox import Inbox
from app.server.private import Departure, Private
from tests.unit.server.wire import Desk, Wire, connected


class Mailbox(Desk):
    """Keeps the places in the log that connections are sent to."""

    def __init__(self) -> None:
        """Nothing has come."""
        self.cursors: list[Cursor] = []
        self.departures: list[int] = []
        """Behind which chunks of a log it is left."""
        self.told: list[bytes] = []

    def deliver(self, connection: Connection, item: Private, after: int) -> None:
        """Something private."""
        if isinstance(item, Cursor):
            self.cursors.append(item)
        elif isinstance(item, Departure):
            self.departures.append(after)
        elif isinstance(item, bytes):
            self.told.append(item)


def test_bare_lines_are_made_only_while_somebody_reads_them() -> None:
    """Not before, not after, and not for one whose hello came late."""
    mailbox = Mailbox()
    connections = {id: connected(id, Wire(), mailbox) for id in (1, 2)}
    delivery = Delivery(
        Config(),
        Halls(MemoryJournal(lambda: "log"), Clocks(), LOG_LIMIT_BYTES),
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
        delivery.publish([("lobby", Batch(events=[Opening(1, plain=False, told=0), said]))])
        chunk = mailbox.cursors[-1].chunk.next
        assert chunk
        assert chunk.streams[Stream.JSON]
        return bool(chunk.streams[Stream.PLAIN])

    def comes(*, plain: bool) -> None:
        delivery.publish([("lobby", Batch(events=[Opening(2, plain=plain, told=0)]))])

    assert not makes_them()
    comes(plain=True)
    assert makes_them()
    comes(plain=False)  # it said hello after all
    assert not makes_them()
    comes(plain=True)
    assert makes_them()
    delivery.forget(2)
    assert not makes_them()


def test_who_goes_to_another_room_is_sent_to_its_log() -> None:
    """Behind what it was told before; answers then wait for what is said there, and only logs that
    have grown are news."""
    mailbox = Mailbox()
    connections = {1: connected(1, Wire(), mailbox)}
    halls = Halls(MemoryJournal(lambda: "log"), Clocks(), LOG_LIMIT_BYTES)
    halls.open("build")
    delivery = Delivery(
        Config(), halls, connections, lambda id: None, Inbox(1, 1), cast(Archive, None), Clocks()
    )
    lobby, build = halls.get("lobby"), halls.get("build")
    assert lobby
    assert build
    said = Said(seq=1, at=1, from_="f", name="ana", text="hello")
    delivery.publish([("lobby", Batch(events=[Opening(1, plain=True, told=0), said]))])
    assert delivery.take_news() == [lobby.log]
    assert lobby.hear_plain == {1}
    delivery.publish(
        [
            ("lobby", Batch(events=[Parting(1, told=0)])),
            ("lobby", Batch(events=[said])),
            ("build", Batch(events=[Opening(1, plain=True, told=0)])),
            ("gone", Batch(events=[said])),
        ]
    )
    assert delivery.take_news() == [lobby.log]
    assert (lobby.hear_plain, build.hear_plain) == (set(), {1})
    assert [cursor.log for cursor in mailbox.cursors] == [lobby.log, build.log]
    assert mailbox.departures == [1]
    delivery.publish([("build", Batch(events=[said], replies=[(1, Pong())]))])
    assert delivery.take_news() == [build.log]
    delivery.forget(1)
    assert build.hear_plain == set()


def test_who_is_let_go_is_not_told_that_it_left() -> None:
    """It is sent what was there before, and what is its alone."""
    wire = Wire()
    connections = {1: connected(1, wire, Desk())}
    connections[1].dialect = Dialect.JSON
    halls = Halls(MemoryJournal(lambda: "log"), Clocks(), LOG_LIMIT_BYTES)
    delivery = Delivery(
        Config(), halls, connections, lambda id: None, Inbox(1, 1), cast(Archive, None), Clocks()
    )
    joined = Joined(at=1, count=1, names=["bo"])
    kicked = Error(code="kicked", text="Go.")
    events: list[Entry | Opening | Parting] = [Opening(1, plain=False, told=0), joined]
    delivery.publish([("lobby", Batch(events=events, replies=[(1, kicked)]))])
    delivery.forget(1)
    delivery.publish([("lobby", Batch(events=[Left(at=2, count=1, names=["ana"])]))])
    connections[1].out.send({})
    assert [decode_server_json(line) for line in wire.read().splitlines()] == [joined, kicked]
    assert not connections[1].out.is_waiting


def test_an_answer_that_no_line_holds_is_left_out() -> None:
    """Whoever asked is told so, and the hub goes on."""
    mailbox = Mailbox()
    connections = {1: connected(1, Wire(), mailbox)}
    connections[1].dialect = Dialect.JSON
    halls = Halls(MemoryJournal(lambda: "log"), Clocks(), LOG_LIMIT_BYTES)
    delivery = Delivery(
        Config(), halls, connections, lambda id: None, Inbox(1, 1), cast(Archive, None), Clocks()
    )
    long = Notice(code="order", text="x" * LINE_LIMIT_BYTES)
    delivery.publish([("lobby", Batch(replies=[(1, long), (1, Pong())]))])
    refused, pong = mailbox.told
    assert b'"error"' in refused
    assert b"ask for less" in refused
    assert b'"pong"' in pong
