"""What a connection costs: one that says nothing, of ten thousand, and one that never ends."""

import tracemalloc

from app.protocol.messages import Ping, Pong
from app.server.config import Config
from app.server.connection import RECEIVE_BYTES, Connection
from app.server.intake import take_in
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


def test_a_line_without_end_is_read_slowly() -> None:
    """Once a burst is used up, it comes at the rate of flood control; its end sets it free."""
    desk, wire = Desk(), Wire()
    connection = settled(0, wire, desk)
    config = Config()
    wire.arrived += b"x" * 2 * int(config.rate_bytes_burst)
    read, delay = 0, 0.0
    while not delay:
        assert connection.receive()
        read += RECEIVE_BYTES
        delay = connection.spill(0.0)
    assert read <= config.rate_bytes_burst + 2 * RECEIVE_BYTES
    assert connection.spill(delay) > RECEIVE_BYTES / config.rate_bytes_per_s * 0.9
    wire.arrived[:] = b"\n"
    assert connection.receive()
    assert connection.spill(0.0) == 0.0
