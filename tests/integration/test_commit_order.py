"""First it is stored, then it is shown: the server dies at each point of a message's way."""

import json
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

import pytest

from tests.support.database import entry, stored
from tests.support.dying_server import DIED, FULL, NOT_STORED, POINTS, WORD
from tests.support.given import Connect, StartClient, StartServer
from tests.support.peers import Fields, JsonPeer
from tests.support.processes import ServerProgram

ANA = "the secret of ana's session"
BO = "the secret of bo's session"


class StartDying(Protocol):
    """Starts a server that dies at some point of a message's way."""

    def __call__(self, point: str) -> ServerProgram: ...


@pytest.fixture
def start_dying(cleanup: ExitStack, tmp_path: Path) -> StartDying:
    def start(point: str) -> ServerProgram:
        module = ["tests.support.dying_server", point]
        server = ServerProgram("--rate", "0", home=tmp_path, module=module)
        cleanup.callback(server.close)
        return server.listening()

    return start


def texts(entries: Sequence[Fields]) -> list[tuple[int, str]]:
    return [(entry["seq"], entry["text"]) for entry in entries]


def heard_to_the_end(peer: JsonPeer) -> list[Fields]:
    """All that still comes until the server is gone."""
    try:
        lines = peer.rest().splitlines()
    except ConnectionResetError:
        lines = []
    return [m for m in map(json.loads, lines) if m["type"] in ("said", "error")]


@pytest.mark.parametrize("point", POINTS)
def test_whoever_comes_back(
    start_dying: StartDying,
    start_server: StartServer,
    connect: Connect,
    tmp_path: Path,
    point: str,
) -> None:
    """Nobody has seen what was not stored; what was stored is there, seen by nobody or not. Its
    sender sends it again, and it is said once, under one number."""
    server = start_dying(point)
    ana = connect(server.port, "ana", session=ANA)
    bo = connect(server.port, "bo", session=BO)
    ana.tell("say", text="first", id=1)
    [first] = ana.said(1)
    assert bo.said(1) == [first]
    ana.tell("say", text=WORD, id=2)
    assert server.wait() == DIED
    assert heard_to_the_end(ana) == heard_to_the_end(bo) == []

    is_stored = point not in NOT_STORED
    assert texts(stored(tmp_path)) == [(1, "first"), (2, WORD)][: 1 + is_stored]
    start_server(port=server.port)
    place = {"log": ana.welcome["log"], "seq": 1, "at": first["at"]}
    bo = connect(server.port, "bo", session=BO, resume=place)
    assert (bo.welcome["after"], bo.welcome["seq"]) == (1, 1 + is_stored)
    if is_stored:
        assert texts(bo.said(1)) == [(2, WORD)]
    assert bo.until("caught_up")["seq"] == 1 + is_stored

    ana = connect(server.port, "ana", session=ANA, resume=place)
    if is_stored:
        [replayed] = ana.said(1)
    ana.tell("say", text=WORD, id=2)
    [answer] = ana.said(1)
    assert (answer["seq"], answer["id"], answer["from"]) == (2, 2, ana.hash)
    if is_stored:
        assert answer == replayed
    ana.tell("say", text="after", id=3)
    rest = [answer, *ana.said(1)] if not is_stored else ana.said(1)
    assert bo.said(len(rest)) == rest
    assert stored(tmp_path) == [entry(said) for said in (first, answer, rest[-1])]


@pytest.mark.parametrize("point", POINTS)
def test_our_client_says_it_once(
    start_dying: StartDying,
    start_server: StartServer,
    start_client: StartClient,
    tmp_path: Path,
    point: str,
) -> None:
    """It says again by itself what was not acknowledged; what it shows is what is stored."""
    server = start_dying(point)
    ana = start_client(server.port, "--name", "ana")
    ana.write("first\n")
    ana.out.until("first")
    bo = start_client(server.port, "--name", "bo", "--follow")
    bo.write("here\n")
    bo.out.until("here")
    ana.out.until("here")
    ana.write(f"{WORD}\n")
    assert server.wait() == DIED
    start_server(port=server.port)
    ana.out.until(WORD)
    assert ana.finish("after\nlast\n") == 0
    bo.out.until("last")
    lines = ["first", "here", WORD, "after", "last"]
    assert texts(stored(tmp_path)) == list(enumerate(lines, 1))
    assert [line.partition(": ")[2] for line in ana.out.so_far()] == lines
    assert [line.partition(": ")[2] for line in bo.out.so_far()] == lines[1:]


def test_nothing_can_be_stored_for_a_while(
    start_dying: StartDying, connect: Connect, tmp_path: Path
) -> None:
    """Each sender is told of each message, nobody sees one, and no number is left out; what was
    refused can be said again under its id."""
    server = start_dying("full")
    senders = [connect(server.port, f"s{n}", session=f"{n} is a secret session") for n in range(3)]
    bo = connect(server.port, "bo")
    full = tmp_path / FULL
    for sender in senders:
        sender.tell("say", text=f"{sender.name} before", id=1)
    before = bo.said(3)
    full.touch()
    for sender in senders:
        for id in range(2, 22):
            sender.tell("say", text=f"{sender.name} refused {id}", id=id)
    for sender in senders:
        assert [sender.until("error")["id"] for _ in range(20)] == list(range(2, 22))
        assert not [text for text in sender.texts if "refused" in text]
    bo.tell("search", text="refused")
    assert bo.until("found")["entries"] == []
    full.unlink()
    assert texts(stored(tmp_path)) == texts(before)
    for sender in senders:
        sender.tell("say", text=f"{sender.name} again", id=2)
        sender.until("said", id=2, **{"from": sender.hash})
        sender.tell("say", text=f"{sender.name} twice", id=2)
        sender.until("said", id=2, text=f"{sender.name} again", **{"from": sender.hash})
    heard = [*before, *bo.said(3)]
    assert texts(heard)[3:] == [(4 + n, f"s{n} again") for n in range(3)]
    assert stored(tmp_path) == [entry(said) for said in heard]
