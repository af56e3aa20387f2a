"""The server as an object: starting and stopping leaves nothing behind."""

import secrets
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import pytest

from app.errors import CannotListen
from app.journal.memory import MemoryJournal
from app.server.config import Config
from app.server.server import Server
from tests.support.given import Connect, ConnectPlain
from tests.support.peers import BANNER, Peer


class Make:
    """Makes servers that have not started yet, and stops them when the test has ended."""

    def __init__(self, cleanup: ExitStack) -> None:
        self._cleanup = cleanup
        self.faults: list[BaseException] = []

    def __call__(self, **config: Any) -> Server:
        settings = replace(Config(port=0, rate_messages_per_s=0), **config)
        server = Server(
            settings,
            lambda _: MemoryJournal(lambda: secrets.token_hex(8)),
            self.faults.append,
        )
        self._cleanup.callback(server.stop)
        return server


@pytest.fixture
def make(cleanup: ExitStack) -> Iterator[Make]:
    make = Make(cleanup)
    yield make
    assert make.faults == []


def chat_threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("chat-")]


def test_start_and_stop(make: Make, connect: Connect) -> None:
    """After the stop no thread is left, and nothing went wrong."""
    server = make()
    server.start()
    ana = connect(server.address[1], "ana")
    ana.say("hello")
    ana.until("said")
    server.stop()
    assert ana.until("notice")["code"] == "stopping"
    assert ana.rest() == b""
    assert chat_threads() == []


def test_stop_right_after_the_start(make: Make) -> None:
    """A server that nobody has visited stops as well."""
    for _ in range(20):
        server = make()
        server.start()
        server.stop()
        assert chat_threads() == []


def test_stop_without_a_start(make: Make) -> None:
    """What was made and never started gives its port back."""
    server = make()
    server.stop()
    make(port=server.address[1]).stop()


def test_stop_twice(make: Make, connect: Connect) -> None:
    """The second stop does nothing."""
    server = make()
    server.start()
    connect(server.address[1], "ana")
    server.stop()
    server.stop()


def test_stop_while_people_come(make: Make) -> None:
    """Connections that arrive during the stop end like all others; nothing hangs."""
    server = make()
    server.start()
    done = threading.Event()

    def knock() -> None:
        while not done.is_set():
            try:
                with Peer(server.address[1]) as peer:
                    peer.rest()
            except OSError:
                pass

    knockers = [threading.Thread(target=knock) for _ in range(4)]
    for knocker in knockers:
        knocker.start()
    with Peer(server.address[1]) as peer:
        assert peer.line().startswith(BANNER)
    server.stop()
    done.set()
    for knocker in knockers:
        knocker.join()
    assert chat_threads() == []


def test_same_port_again_at_once(make: Make, connect: Connect) -> None:
    """A restart gets its port back at once, though connections of before are in TIME_WAIT."""
    port = 0
    for number in range(3):
        server = make(port=port)
        server.start()
        port = server.address[1]
        ana = connect(port, "ana")
        ana.say(f"run {number}")
        assert ana.until("said")["seq"] == 1
        ana.tell("bye")
        ana.rest()  # the server closes first, so its side waits
        ana.close()
        server.stop()


def test_port_in_use(make: Make) -> None:
    """Two servers never share a port; the one that fails leaves nothing open."""
    server = make()
    with pytest.raises(CannotListen, match=f"Port {server.address[1]} is taken"):
        make(port=server.address[1])
    server.start()
    server.stop()


def test_more_connections_than_one_worker_takes(
    make: Make, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a selector takes few sockets, further workers start; all are one room."""
    monkeypatch.setattr("app.server.server.CONNECTIONS_PER_SELECTOR", 3)
    server = make()
    server.start()
    peers = [connect(server.address[1], f"p{number}") for number in range(10)]
    peers[0].say("hello", "all")
    assert [peer.said(2)[-1]["seq"] for peer in peers] == [2] * 10
    workers = [name for name in chat_threads() if name.startswith("chat-worker")]
    assert len(workers) == 4
    server.stop()
    assert chat_threads() == []


def test_more_at_once_than_one_worker_takes(
    make: Make, cleanup: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of those who wait already when the server begins, no worker gets more than it can watch."""
    monkeypatch.setattr("app.server.server.CONNECTIONS_PER_SELECTOR", 3)
    server = make()
    peers = [cleanup.enter_context(Peer(server.address[1])) for _ in range(10)]
    server.start()
    for peer in peers:
        assert peer.line().startswith(BANNER)
    assert len([name for name in chat_threads() if name.startswith("chat-worker")]) == 4


def test_listening_at_once(make: Make, connect_plain: ConnectPlain) -> None:
    """How long a silence makes somebody a listener is a setting."""
    server = make(listen_after_s=0.0)
    server.start()
    listener, nc = (connect_plain(server.address[1]) for _ in range(2))
    number = 0
    while listener.hears_nothing():
        number += 1
        nc.say(f"say {number}")
        nc.until(f": say {number}")
    listener.until(": say ")
    server.stop()


def test_full_inbox_stops_the_reading(make: Make, connect: Connect) -> None:
    """With a tiny inbox everybody waits for their turn, and everything arrives in order."""
    server = make(inbox_high_bytes=2000, inbox_low_bytes=500, batch_limit_bytes=300)
    server.start()
    ana, bo = connect(server.address[1], "ana"), connect(server.address[1], "bo")
    texts = [f"{number:04} " + "x" * 300 for number in range(1000)]
    ana.say(*texts)
    assert [said["text"] for said in bo.said(1000)] == texts
    assert [said["text"] for said in ana.said(1000)] == texts
    server.stop()


def test_everybody_is_told_where_a_round_takes_many_steps(
    make: Make, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for something else to happen until it is told the end."""
    monkeypatch.setattr("app.server.rounds.STEP_LIMIT_CONNECTIONS", 1)
    server = make()
    server.start()
    peers = [connect(server.address[1], f"p{number}") for number in range(6)]
    for count in range(10):
        for peer in peers:
            peer.say(f"{count}")
        for peer in peers:
            peer.said(len(peers))
    server.stop()
