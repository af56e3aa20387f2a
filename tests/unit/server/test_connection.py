"""What a connection costs: one that says nothing, of ten thousand, and one that never ends."""

import tracemalloc

from app.protocol.replies import Pong
from app.protocol.requests import Ping
from app.server.config import Config
from app.server.connection import DRAIN_LIMIT_BYTES, RECEIVE_BYTES, Connection
from app.server.intake import take_in
from app.server.waits import Turn
from tests.unit.room.reading import stamp
from tests.unit.server.wire import Desk, Wire, connected

CONNECTIONS = 200
LIMIT_BYTES = 1024


def settled(id: int, wire: Wire, desk: Desk) -> Connection:
    """A connection that has said something, has its answer, and is silent now."""
    connection = connected(id, wire, desk)
    wire.arrived += b'{"type":"ping"}\n'
    assert connection.receive()
    assert take_in(connection, 0.0).commands == [Ping()]
    desk.deliver(connection, connection.encode(Pong(id=None), stamp), 0)
    assert not connection.out.send({})
    assert wire.read() == b'{"type":"pong"}\n'
    return connection


def test_an_idle_connection_is_small() -> None:
    """Less than a KiB, the socket and the room's part not counted."""
    desk = Desk()
    wires = [Wire() for _ in range(CONNECTIONS)]
    settled(0, Wire(), desk)  # what is made once is made now
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        connections = [settled(id, wire, desk) for id, wire in enumerate(wires)]
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (after - before) / len(connections) < LIMIT_BYTES


def read_on(connection: Connection) -> tuple[int, float]:
    """How much can be read at once until it has to wait, in bytes, and for how many seconds."""
    read, delay = 0, 0.0
    while not delay and (size := connection.receive()):
        read += size
        delay = connection.charge(size, 0.0)
        take_in(connection, 0.0)
    return read, delay


def test_a_line_without_end_is_read_slowly() -> None:
    """Once a burst is used up, it comes at the rate of flood control; its end sets it free."""
    desk, wire = Desk(), Wire()
    connection = settled(0, wire, desk)
    config = Config()
    wire.arrived += b"x" * 2 * config.rate_bytes_burst
    read, delay = read_on(connection)
    assert read <= config.rate_bytes_burst + 2 * RECEIVE_BYTES
    size = connection.receive()
    assert connection.charge(size, delay) > size / config.rate_bytes_per_s * 0.9
    wire.arrived[:] = b'\n{"type":"ping"}\n'
    assert connection.charge(connection.receive(), delay) == 0.0
    assert take_in(connection, 2 * delay + 10).commands == [Ping()]


def test_a_line_in_tiny_pieces_is_read_slowly() -> None:
    """Pieces cost, however small they are: else a few who send bytes singly take all the time."""
    desk, wire = Desk(), Wire()
    connection = settled(0, wire, desk)
    reads = 0
    delay = 0.0
    while not delay:
        wire.arrived += b"x"
        assert connection.receive() == 1
        reads += 1
        delay = connection.charge(1, 0.0)
    assert reads < 100
    wire.arrived += b"x" * 30_000 + b"\n"
    assert connection.receive() == 30_001  # what came meanwhile comes in one piece, and is whole
    assert connection.charge(30_001, delay) == 0.0
    assert connection.has_lines


def test_who_is_let_go_is_read_only_so_far() -> None:
    """Far enough for it to read why; whoever sends on and on then waits for the end."""
    wire = Wire()
    connection = settled(0, wire, Desk())
    connection.depart()
    wire.arrived += b"x" * 100 * RECEIVE_BYTES
    read = 0
    while connection.waits_for is Turn.NOTHING:
        read += connection.discard()
    assert connection.waits_for is Turn.END
    assert DRAIN_LIMIT_BYTES < read <= DRAIN_LIMIT_BYTES + RECEIVE_BYTES
