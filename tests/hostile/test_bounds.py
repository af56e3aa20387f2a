"""Bounds that take a server of its own to try: deadlines and numbers made small."""

import contextlib
import json
import secrets
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import pytest

from app.journal.memory import MemoryJournal
from app.protocol.framing import LINE_LIMIT_BYTES
from app.server.config import Config
from app.server.kept import KEPT_LIMIT_BYTES
from app.server.places import GOODBYE_PLACES
from app.server.server import Server
from tests.support.given import Connect
from tests.support.peers import BANNER, JsonPeer, Peer, PlainPeer

TAKEN_LIMIT_BYTES = 32 * 1024 * 1024
"""More than any system keeps between two who are connected."""

Serve = Callable[..., int]


def fill(*talking: JsonPeer) -> None:
    """Let them say and hear more than any system keeps for one who reads nothing: 2,000 texts."""
    for _ in range(20):
        talking[0].say(*["x" * 3900] * 100)
        for peer in talking:
            peer.said(100)


@pytest.fixture
def serve(cleanup: ExitStack) -> Serve:
    """Starts a server in this process with a config of one's own; gives its port."""

    def start(**config: Any) -> int:
        faults: list[BaseException] = []
        settings = replace(Config(port=0, rate_messages_per_s=0), **config)
        server = Server(
            settings, lambda _: MemoryJournal(lambda: secrets.token_hex(8)), faults.append
        )
        cleanup.callback(server.stop)
        server.start()
        return server.address[1]

    return start


@pytest.mark.parametrize("begun", [b"x", b'{"type":"hel', b'{"type":"who"}\n'])
def test_half_a_hello_ends(serve: Serve, begun: bytes, connect: Connect) -> None:
    """Who begins and does not come to an end with it is told so, and let go."""
    port = serve(hello_s=0.1)
    ana = connect(port, "ana")
    with Peer(port) as slow:
        slow.send(begun)
        assert b"not said hello for too long" in slow.rest()
    ana.say("undisturbed")
    ana.until("said", text="undisturbed")


def test_who_only_listens_may_stay(serve: Serve, connect: Connect) -> None:
    """Silence, and empty lines, are no hello that was begun."""
    port = serve(hello_s=0.1, listen_after_s=0.05)
    ana = connect(port, "ana")
    with PlainPeer(port) as listener, Peer(port) as slow:
        listener.send(b"\n\n")
        slow.send(b"half")
        assert b"not said hello" in slow.rest()  # more than the deadline is over
        ana.say("do you hear me")
        assert "do you hear me" in listener.until("do you hear me")


def test_who_has_said_hello_may_take_their_time(serve: Serve, connect: Connect) -> None:
    """The deadline is for strangers: half a line of somebody in the room stays half a line."""
    port = serve(hello_s=0.1)
    ana = connect(port, "ana")
    ana.send(b'{"type":"say",')
    with Peer(port) as slow:
        slow.send(b"half")
        slow.rest()
    ana.send(b'"text":"late"}\n')
    ana.until("said", text="late")


def test_newcomers_are_bounded(serve: Serve, connect: Connect, cleanup: ExitStack) -> None:
    """With more who have not said hello than there may be, the first of them gives way."""
    port = serve(newcomers_limit=5)
    ana = connect(port, "ana")
    peers = [cleanup.enter_context(Peer(port)) for _ in range(6)]
    assert b"full" in peers[0].rest()
    for peer in peers[1:]:
        assert peer.line().startswith(BANNER)
        assert peer.hears_nothing()
    ana.say("x")
    ana.until("said")


def test_newcomers_have_half_of_the_places(
    serve: Serve, connect: Connect, cleanup: ExitStack
) -> None:
    """However many there may be: the others are for people who have said hello."""
    port = serve(connections_limit=6)
    ana = connect(port, "ana")
    peers = [cleanup.enter_context(Peer(port)) for _ in range(4)]
    assert b"full" in peers[0].rest()
    ana.say("x")
    ana.until("said")


def test_who_has_just_stalled_stays(serve: Serve, connect: Connect, cleanup: ExitStack) -> None:
    """Slow ones are no reason to let anybody go: who comes is told that the server is full."""
    port = serve(connections_limit=3)
    stalled = connect(port, "stalled", receive_bytes=4096)
    ana, bo = connect(port, "ana"), connect(port, "bo")
    fill(ana, bo)
    assert b"The server is full" in cleanup.enter_context(Peer(port)).rest()
    stalled.said(2000)


def test_who_is_let_go_is_read_no_further(serve: Serve) -> None:
    """What such a one sends on and on waits in its own machine, until it is closed."""
    port = serve(close_s=1.0)
    with Peer(port) as eve, contextlib.suppress(ConnectionError):
        sent = 0
        while True:
            eve.send(b"x" * 100_000)
            sent += 100_000
            assert sent < TAKEN_LIMIT_BYTES


def test_connections_of_one_address_are_bounded(
    serve: Serve, connect: Connect, cleanup: ExitStack
) -> None:
    """One more than the limit is told so; when one has gone another may come."""
    port = serve(address_limit=3, counts_loopback=True)
    people = [connect(port, f"p{number}") for number in range(3)]
    with Peer(port) as late:
        banner, answer = late.rest().splitlines()
    assert banner.startswith(BANNER)
    assert json.loads(answer)["text"] == "There are too many connections from your address."
    people.pop().close()
    people[0].until("left")
    connect(port, "late").say("in")
    people[0].until("said", text="in")


def test_this_machine_may_have_many(serve: Serve, connect: Connect) -> None:
    """Connections of this machine's own are not counted."""
    port = serve(address_limit=3)
    people = [connect(port, f"p{number}") for number in range(10)]
    people[-1].say("in")
    people[0].until("said", text="in")


def test_who_takes_nothing_gives_way(serve: Serve, connect: Connect) -> None:
    """Where there is no more room, somebody who has stalled for long is the first to go."""
    port = serve(connections_limit=3, stalled_s=0.0)
    stalled = connect(port, "stalled", receive_bytes=4096)
    ana, bo = connect(port, "ana"), connect(port, "bo")
    fill(ana, bo)
    late = connect(port, "late")
    late.say("let me in")
    for peer in (ana, bo):
        peer.until("said", text="let me in")
    with contextlib.suppress(ConnectionError):
        stalled.rest()  # or it does not end


def test_half_lines_are_bounded_together(
    serve: Serve, connect: Connect, cleanup: ExitStack
) -> None:
    """Of thousands who begin a line and stand there, some have to go; who talks stays."""
    port = serve()
    ana = connect(port, "ana")
    ana.send(b'{"type":"say",')
    many = KEPT_LIMIT_BYTES // LINE_LIMIT_BYTES + 10
    eves = [connect(port, f"eve{number}") for number in range(many)]
    ana.send(b'"text":"still here"}\n')
    ana.until("said", text="still here")
    for eve in eves:
        eve.send(b"x" * (LINE_LIMIT_BYTES - 1))
    with contextlib.suppress(ConnectionError):
        eves[0].rest()  # or it does not end
    eves[-1].send(b"\n")
    assert eves[-1].refusal() == "bad-json"
    ana.say("undisturbed")
    ana.until("said", text="undisturbed")


def test_who_is_let_go_makes_room_at_once(
    serve: Serve, connect: Connect, cleanup: ExitStack
) -> None:
    """Where many are, and close nothing, nobody waits until each has had its goodbye."""
    port = serve(connections_limit=4, close_s=3600.0)
    for _ in range(4 + 3 * GOODBYE_PLACES):
        cleanup.enter_context(Peer(port))
    ana, bo = connect(port, "ana"), connect(port, "bo")
    ana.say("we are in")
    bo.until("said", text="we are in")


def test_who_takes_nothing_cannot_talk_itself_out_of_it(serve: Serve, connect: Connect) -> None:
    """To send something is not to take anything."""
    port = serve(connections_limit=3, stalled_s=0.5)
    stalled = connect(port, "stalled", receive_bytes=4096)
    ana, bo = connect(port, "ana"), connect(port, "bo")
    fill(ana, bo)
    started = time.monotonic()
    while time.monotonic() - started < 1.0:
        stalled.send(b"\n")
        ana.tell("ping")
        ana.until("pong")
    connect(port, "late")
