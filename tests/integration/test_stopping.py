"""Stopping: everybody is told, nothing that was acknowledged is lost, nothing is left."""

import contextlib
import json
import signal
import sys
import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field

import pytest

from tests.support.given import Connect, ConnectPlain, StartClient, StartServer
from tests.support.peers import BANNER, JsonPeer, Peer
from tests.support.processes import ServerProgram, scale

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")

STOP_S = 2.0
UNDER_WAY = 200
"""How much a flood has under way that is not acknowledged yet."""


@dataclass
class Heard:
    """What somebody heard up to the server's end."""

    own: list[int] = field(default_factory=list)
    all: list[int] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


def listen(peer: JsonPeer) -> Heard:
    """Read up to the end."""
    heard = Heard()
    with contextlib.suppress(EOFError, ConnectionResetError):
        while True:
            take(heard, peer)
    return heard


def flood(peer: JsonPeer) -> Heard:
    """Talk without a pause, with some messages under way at a time, up to the end."""
    heard = Heard()
    said = 0
    with contextlib.suppress(EOFError, OSError):
        while True:
            while said - len(heard.own) < UNDER_WAY:
                peer.say("x" * 200)
                said += 1
            take(heard, peer)
    with contextlib.suppress(EOFError, OSError):
        while True:
            take(heard, peer)
    return heard


def take(heard: Heard, peer: JsonPeer) -> None:
    message = peer.next()
    if message["type"] == "said":
        heard.all.append(message["seq"])
        if message["from"] == peer.hash:
            heard.own.append(message["seq"])
    elif message["type"] == "notice":
        heard.notices.append(message["code"])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda n: n.name)
def test_under_load(server: ServerProgram, connect: Connect, number: signal.Signals) -> None:
    """With floods, a reader that never reads and one who says nothing the server still stops in
    time, with status 0; what was acknowledged to its sender has reached everybody who reads."""
    connect(server.port, "deaf", receive_bytes=4096)
    silent = Peer(server.port)
    quiet = [connect(server.port, f"quiet{n}") for n in range(2)]
    floods = [connect(server.port, f"flood{n}") for n in range(4)]
    with silent, ThreadPoolExecutor(6) as pool:
        hearing: list[Future[Heard]] = [pool.submit(listen, peer) for peer in quiet]
        talking = [pool.submit(flood, peer) for peer in floods]
        watch = connect(server.port, "watch")
        watch.said(2000)  # by now all are at it
        server.signal(number)
        started = time.monotonic()
        assert server.wait() == 0
        assert time.monotonic() - started < scale(STOP_S + 1)
        listeners = [future.result() for future in hearing]
        talkers = [future.result() for future in talking]
        assert silent.line().startswith(BANNER)
        with contextlib.suppress(ConnectionResetError):
            silent.rest()
    for heard in listeners:
        assert heard.notices == ["stopping"]
        assert heard.all == list(range(1, len(heard.all) + 1))
        for talker in talkers:
            assert set(talker.own) <= set(heard.all)
            assert talker.own == sorted(talker.own)
    log = server.log.rest()
    assert log[-2].endswith(f"stopping: {number.name}")
    assert log[-1].endswith("stopped")


def test_everybody_is_told(
    server: ServerProgram, connect: Connect, connect_plain: ConnectPlain
) -> None:
    """People in the room, and those who only listen, read that it stops, and then the end."""
    ana = connect(server.port, "ana")
    nc, listener = connect_plain(server.port), connect_plain(server.port)
    nc.say("hi")
    nc.until(": hi")
    while listener.hears_nothing():
        ana.say("anybody?")
        ana.until("said")
    server.signal(signal.SIGINT)
    assert ana.until("notice")["code"] == "stopping"
    for peer in (ana, nc, listener):
        rest = peer.rest().decode()
        assert peer is ana or rest.endswith("-- The server is stopping. Goodbye.\n")
        peer.close()
    assert server.wait() == 0


def test_stops_at_once_when_all_read(server: ServerProgram, connect: Connect) -> None:
    """Nobody who reads and closes holds the server up; no deadline has to pass."""
    peers = [connect(server.port, f"p{number}") for number in range(50)]
    server.signal(signal.SIGINT)
    started = time.monotonic()
    for peer in peers:
        peer.until("notice")
        peer.rest()
        peer.close()
    assert server.wait() == 0
    assert time.monotonic() - started < scale(1.0)


def test_twice_is_as_once(server: ServerProgram, connect: Connect) -> None:
    """An impatient second Ctrl+C changes nothing."""
    connect(server.port, "deaf", receive_bytes=4096)
    server.signal(signal.SIGINT)
    server.log.until("stopping: SIGINT")
    with contextlib.suppress(ProcessLookupError):
        server.signal(signal.SIGINT)
    assert server.wait() == 0
    assert server.log.rest()[-1].endswith("stopped")


def test_right_after_the_start(start_server: StartServer) -> None:
    """A server can be stopped as soon as it says where it listens."""
    for _ in range(5):
        server = start_server()
        server.signal(signal.SIGTERM)
        assert server.wait() == 0
        assert server.log.rest()[-1].endswith("stopped")


def test_nothing_is_left(server: ServerProgram, connect: Connect, cleanup: ExitStack) -> None:
    """After the stop nothing answers on the port, and no process holds the output open."""
    connect(server.port, "ana")
    server.signal(signal.SIGINT)
    assert server.wait() == 0
    server.out.join()
    server.err.join()
    with pytest.raises(ConnectionRefusedError):
        cleanup.enter_context(Peer(server.port))


def test_a_pipe_says_that_the_server_stops(
    server: ServerProgram, start_client: StartClient
) -> None:
    """Programs get the notice; people at a following pipe read that the connection is gone."""
    ana = start_client(server.port, "--name", "ana", "--json", "--follow")
    bo = start_client(server.port, "--name", "bo", "--follow")
    ana.out.until("welcome")
    server.log.until("bo joined")
    server.signal(signal.SIGINT)
    assert json.loads(ana.out.until("notice"))["code"] == "stopping"
    assert "The connection is gone" in bo.err.next()
    assert server.wait() == 0
    ana.err.until("There is no server")
    bo.err.until("There is no server")
