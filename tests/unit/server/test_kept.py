"""What is kept of what connections have sent, all together."""

from app.server.connection import Connection
from app.server.kept import Kept
from tests.unit.server.wire import Desk, Wire, connected


def having(id: int, data: bytes) -> Connection:
    """One that has sent this, of which nothing was carried out yet."""
    wire = Wire()
    wire.arrived += data
    connection = connected(id, wire, Desk())
    while wire.arrived:
        connection.receive()
    return connection


def test_the_one_of_whom_most_is_kept_goes() -> None:
    """Who pastes some hundred lines and has come first stays, whoever fills the rest."""
    kept = Kept(limit=300_000)
    paster = having(1, b"a line of what is pasted\n" * 600)
    assert not kept.note(paster)
    eves = [having(id, b"ab\n" * 20_000) for id in range(2, 5)]
    gone: list[Connection] = []
    for eve in eves:
        if kept.note(eve):
            gone += kept.over()
    assert gone == eves


def test_what_was_carried_out_counts_no_more() -> None:
    """Nor what is forgotten; then there is room for others."""
    kept = Kept(limit=100_000)
    for id in range(100):
        one = having(id, b"x" * 10_000)
        assert not kept.note(one)
        one.depart()
        if id % 2:
            assert not kept.note(one)
        else:
            kept.remove(one)


def test_empty_lines_are_not_kept() -> None:
    """They say nothing, and thousands of them fit into one packet."""
    blank = having(1, b"\n" * 60_000 + b"\r\n" * 1_000)
    assert blank.kept_bytes == 0
    assert not blank.has_lines
    assert blank.charge(62_000, 0.0) == 0.0  # from the burst
    assert blank.charge(600_000, 0.0) > 1.0
