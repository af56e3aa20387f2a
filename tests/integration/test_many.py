"""Many connections: one order for everybody, in one process with few threads."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from app.journal.memory import MemoryJournal
from app.server.config import Config
from app.server.server import Server
from app.system.sockets import raise_descriptor_limit
from tests.support.given import Connect, StartServer
from tests.support.peers import BANNER, JsonPeer, Peer, all_said, close_all
from tests.support.processes import ServerProgram

PEERS = 200
CROWD = 2000
SENDERS = 8
EACH = 25


def test_two_hundred_see_one_order(server: ServerProgram, connect: Connect) -> None:
    """With several talking at once everybody hears everything, in one order without holes."""
    peers = [connect(server.port, f"p{number}") for number in range(PEERS)]
    senders = peers[:: PEERS // SENDERS]

    def talk(peer: JsonPeer) -> None:
        for number in range(EACH):
            peer.say(f"{peer.name} {number}")

    with ThreadPoolExecutor(SENDERS) as pool:
        list(pool.map(talk, senders))
    heard = all_said(peers, SENDERS * EACH)
    assert [said["seq"] for said in heard[0]] == list(range(1, SENDERS * EACH + 1))
    for sender in senders:
        own = [said["text"] for said in heard[0] if said["name"] == sender.name]
        assert own == [f"{sender.name} {number}" for number in range(EACH)]
    assert all(one == heard[0] for one in heard)


def test_everybody_is_counted(server: ServerProgram, connect: Connect) -> None:
    """Who comes to a full room is told how many are there and at most 100 names; pages have all."""
    peers = [connect(server.port, f"p{number}") for number in range(PEERS)]
    last = peers[-1]
    assert last.welcome["count"] == PEERS
    assert len(last.welcome["names"]) == 100
    names: list[str] = []
    more = True
    while more:
        last.tell("who", after=names[-1] if names else "")
        page = last.until("members")
        names += page["names"]
        more = page.get("more", False)
    assert sorted(names) == sorted(f"p{number}" for number in range(PEERS))


def test_many_come_and_go_at_once(server: ServerProgram, connect: Connect) -> None:
    """However comings and goings are told together, the sum of them is right."""
    ana = connect(server.port, "ana")
    with ThreadPoolExecutor(8) as pool:
        crowd = list(pool.map(lambda n: JsonPeer(server.port, f"p{n}"), range(100)))
        close_all(crowd)
    came, went = 0, 0
    while went < 100:
        message = ana.next()
        came += message["count"] if message["type"] == "joined" else 0
        went += message["count"] if message["type"] == "left" else 0
    assert (came, went) == (100, 100)
    ana.tell("who")
    assert ana.until("members")["names"] == ["ana"]


def test_a_crowd_comes_and_goes_at_once(server: ServerProgram, connect: Connect) -> None:
    """Nobody has to wait for another's answer, and each is told of each of the others."""
    raise_descriptor_limit()
    ana = connect(server.port, "ana")
    with ExitStack() as crowd:
        peers = [crowd.enter_context(Peer(server.port)) for _ in range(CROWD)]
        for number, peer in enumerate(peers):
            peer.send(b'{"type":"hello","v":1,"name":"p%d"}\n' % number)
        assert counted(ana, "joined", CROWD) == CROWD
        for peer in peers:
            assert peer.line().startswith(BANNER)
            welcome = json.loads(peer.line())
            rest = CROWD + 1 - welcome["count"]
            assert counted(peer, "joined", rest) == rest
    assert counted(ana, "left", CROWD) == CROWD
    bo = connect(server.port, "bo")
    assert (bo.welcome["count"], bo.welcome["names"]) == (2, ["ana", "bo"])


def counted(peer: Peer, type: str, least: int) -> int:
    """How many others a peer is told have come or gone, up to the line that makes it so many."""
    count = 0
    while count < least:
        message = json.loads(peer.line())
        assert message["type"] == type
        count += message["count"]
    return count


@pytest.mark.parametrize("stored", [True, False], ids=["stored", "in memory"])
def test_one_that_stops_reading(start_server: StartServer, connect: Connect, stored: bool) -> None:
    """Nobody notices somebody who does not read; later everything comes, in order. Where nothing
    is stored, what memory has lost comes as a gap."""
    server = start_server("--rate", "0", *([] if stored else ["--no-history"]))
    stalled = connect(server.port, "stalled", receive_bytes=4096)
    ana, bo = connect(server.port, "ana"), connect(server.port, "bo")
    text = "x" * 3900
    total = 0
    while total < 6000:
        ana.say(*[text] * 100)
        bo.said(100)
        ana.said(100)
        total += 100
    expected = 1
    gaps = 0
    while expected <= total:
        message = stalled.next()
        if message["type"] == "gap":
            assert message["first"] == expected
            expected = message["last"] + 1
            gaps += 1
        elif message["type"] == "said":
            assert message["seq"] == expected
            expected += 1
    assert (gaps == 0) == stored
    stalled.say("back again")
    assert ana.until("said")["name"] == "stalled"


def test_one_process_with_few_threads(server: ServerProgram, connect: Connect) -> None:
    """200 connections start no further process and no thread of their own."""
    folder = Path(f"/proc/{server.process.pid}/task")
    if not folder.is_dir():
        pytest.skip("this system does not show the threads of a process")
    peers = [connect(server.port, f"p{number}") for number in range(PEERS)]
    peers[0].say("hello")
    all_said(peers, 1)
    tasks = list(folder.iterdir())
    assert len(tasks) <= 6  # main, hub, worker, listener, archive, console
    assert all((task / "children").read_text() == "" for task in tasks)


def test_threads_have_names(connect: Connect, cleanup: ExitStack) -> None:
    """Each of the server's threads says in its name that it is the chat's."""
    before = set(threading.enumerate())
    server = Server(Config(port=0), lambda _: MemoryJournal(lambda: "log"), lambda error: None)
    cleanup.callback(server.stop)
    server.start()
    connect(server.address[1], "ana")
    names = {thread.name for thread in set(threading.enumerate()) - before}
    assert names == {"chat-archive", "chat-hub", "chat-listener", "chat-worker-1"}
