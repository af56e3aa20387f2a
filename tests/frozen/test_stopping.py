"""How frozen programs end: signals reach them, and the others are told."""

import signal
import time

import pytest

from tests.support.frozen import SIGNALS, FrozenProgram, Programs
from tests.support.peers import JsonPeer, PlainPeer
from tests.support.processes import scale

STOP_S = 3.0
"""A server takes 1.2 s at most, and its process some time to end."""


@pytest.mark.skipif(not SIGNALS, reason="signals as POSIX has them")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda n: n.name)
def test_stopping_a_server(
    programs: Programs, server: FrozenProgram, number: signal.Signals
) -> None:
    """The server ends with 0 and in time; programs, bare sockets and clients are told."""
    ana = programs.client(server, "ana", "--follow")
    with JsonPeer(server.port, "bo") as bo, PlainPeer(server.port) as nc:
        nc.say("hi")
        nc.until(": hi")
        started = time.monotonic()
        server.signal(number)
        assert bo.until("notice")["code"] == "stopping"
        assert nc.rest().endswith(b"-- The server is stopping. Goodbye.\n")
    assert server.wait() == 0
    assert time.monotonic() - started < scale(STOP_S)
    assert server.err.rest()[-1].endswith("stopped")
    assert "The connection is gone" in ana.err.next()


def test_a_client_that_leaves(programs: Programs, server: FrozenProgram) -> None:
    """At the end of its input a client leaves, and the others are told."""
    with JsonPeer(server.port, "bo") as bo:
        assert programs.client(server, "ana").finish() == 0
        assert bo.until("left")["names"] == ["ana"]


def test_a_client_that_is_killed(programs: Programs, server: FrozenProgram) -> None:
    """A client that vanishes has left: the server logs it, and the others are told."""
    with JsonPeer(server.port, "bo") as bo:
        programs.client(server, "ana").kill()
        assert bo.until("left")["names"] == ["ana"]
        server.err.until("ana left")


def test_a_server_that_is_killed(programs: Programs, server: FrozenProgram) -> None:
    """A following client says that the connection is gone, and comes back to the next server."""
    ana = programs.client(server, "ana", "--follow")
    ana.write("before\n")
    assert ana.out.next().endswith("] ana: before")  # so it knows, too, that it is in the room
    server.kill()
    assert "The connection is gone" in ana.err.next()
    again = programs.start("server", "--port", str(server.port)).listening()
    again.err.until("ana joined")
    ana.write("back\n")
    assert ana.out.next().endswith("] ana: back")
