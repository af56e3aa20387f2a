"""Coming back to a server that was started again, with its history, an older one or another."""

import json
import shutil
import sys
from pathlib import Path

import pytest

from tests.support.database import entry, stored
from tests.support.given import Connect, StartClient, StartServer
from tests.support.peers import Fields, JsonPeer
from tests.support.processes import ClientProgram, ServerProgram

if sys.platform == "win32":
    pytest.skip("ports are freed later there", allow_module_level=True)

ANA = "the secret of ana's session"
BO = "the secret of bo's session"


def place_of(peer: JsonPeer, last: Fields) -> Fields:
    """Where somebody goes on who has shown `last` last."""
    return {"log": peer.welcome["log"], "seq": last["seq"], "at": last["at"]}


def texts(entries: list[Fields]) -> list[str]:
    return [entry["text"] for entry in entries]


def stop(server: ServerProgram) -> None:
    """End a server in good order, so that its folder may be copied."""
    server.process.terminate()
    assert server.wait() == 0


# --- the same history -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "after"),
    [({}, 2), ({"at": 0}, 2), ({"log": "other"}, 0), ({"seq": 99}, 0), ({"at": 12345}, 0)],
    ids=str,
)
def test_going_on_after_a_restart(
    start_server: StartServer, connect: Connect, change: Fields, after: int
) -> None:
    """A server that was killed goes on behind the entry that one has shown last, if it is one of
    its own: its log, its number and its time have to be right."""
    server = start_server()
    ana = connect(server.port, "ana", session=ANA)
    ana.say("1", "2", "3")
    said = ana.said(3)
    server.kill()
    again = start_server(port=server.port)
    place = place_of(ana, said[1]) | change
    back = connect(again.port, "ana", session=ANA, resume=place)
    assert (back.welcome["after"], back.welcome["seq"]) == (after, 3)
    assert back.said(3 - after) == said[after:]
    assert back.next() == {"type": "caught_up", "seq": 3}
    back.say("4")
    assert back.until("said")["seq"] == 4


def test_one_person_with_two_sessions(start_server: StartServer, connect: Connect) -> None:
    """Each goes on at its own place and is answered with what it has said itself, whichever comes
    back first and whatever it is called then."""
    server = start_server()
    first = connect(server.port, "ana", session=ANA)
    second = connect(server.port, "ana", session=BO)
    assert (first.name, second.name) == ("ana", "ana-2")
    first.tell("say", text="by the first", id=1)
    [one] = first.said(1)
    second.tell("say", text="by the second", id=1)
    two = second.said(2)[1]
    server.kill()
    again = start_server(port=server.port)
    second_back = connect(again.port, "ana", session=BO, resume=place_of(second, one))
    first_back = connect(again.port, "ana", session=ANA, resume=place_of(first, two))
    assert (second_back.name, first_back.name) == ("ana", "ana-2")
    assert (second_back.hash, first_back.hash) == (second.hash, first.hash)
    assert second_back.said(1) == [two]
    for back, was in ((first_back, one), (second_back, two)):
        back.tell("say", text="again", id=1)
        assert back.until("said") == was
    first_back.say("last")
    assert [back.until("said")["seq"] for back in (first_back, second_back)] == [3, 3]


def test_a_session_that_comes_twice(start_server: StartServer, connect: Connect) -> None:
    """After a restart, too, the second connection of a session replaces the first."""
    server = start_server()
    connect(server.port, "ana", session=ANA).say("1")
    server.kill()
    again = start_server(port=server.port)
    ghost = connect(again.port, "ana", session=ANA)
    back = connect(again.port, "ana", session=ANA)
    ghost.rest()
    assert (back.name, back.welcome["count"]) == ("ana", 1)


def test_sent_again_after_a_restart(
    start_server: StartServer, connect: Connect, tmp_path: Path
) -> None:
    """What a session sends again under its id is answered with what is stored, however often and
    whatever the text; under another session's hand the same id is another message."""
    server = start_server()
    ana = connect(server.port, "ana", session=ANA)
    for id in (1, 5):
        ana.tell("say", text=f"ana {id}", id=id)
    said = ana.said(2)
    server.kill()
    again = start_server(port=server.port)
    back, bo = connect(again.port, "ana", session=ANA), connect(again.port, "bo", session=BO)
    for was in (*said, *said):
        back.tell("say", text="something else", id=was["id"])
        assert back.until("said") == was
    bo.tell("say", text="bo 5", id=5)
    back.tell("say", text="ana 6", id=6)
    heard = bo.said(2)
    assert sorted(texts(heard)) == ["ana 6", "bo 5"]
    assert [m["seq"] for m in heard] == [3, 4]
    assert stored(tmp_path) == [entry(m) for m in [*said, *heard]]


def test_a_name_that_changed_hands(start_server: StartServer, connect: Connect) -> None:
    """Who takes the name of somebody who is not back yet is not taken for them."""
    server = start_server()
    ana = connect(server.port, "ana", session=ANA)
    ana.tell("say", text="by ana", id=1)
    [said] = ana.said(1)
    server.kill()
    again = start_server(port=server.port)
    other = connect(again.port, "ana", session=BO)
    other.tell("say", text="by another", id=1)
    [others] = other.said(1)
    assert (others["seq"], others["name"], others["from"]) == (2, "ana", other.hash)
    back = connect(again.port, "ana", session=ANA)
    assert (back.name, back.hash) == ("ana-2", ana.hash)
    back.tell("say", text="by ana", id=1)
    assert back.until("said") == said
    assert other.next()["type"] == "joined"
    assert other.hears_nothing()


# --- another history ------------------------------------------------------------------------


def printed(client: ClientProgram, type: str) -> list[Fields]:
    """All messages of a type that a client of JSON has printed."""
    messages = [json.loads(line) for line in client.out.so_far()]
    return [message for message in messages if message["type"] == type]


@pytest.mark.parametrize("restored", [True, False], ids=["older copy", "deleted folder"])
def test_a_client_that_knows_more_than_its_server(
    start_server: StartServer,
    start_client: StartClient,
    connect: Connect,
    tmp_path: Path,
    restored: bool,
) -> None:
    """Where an older copy of the history was put back, or it was deleted, a client begins afresh
    with what is there now, and what it says then is said once."""
    data, copy = tmp_path / "room", tmp_path / "copy"
    server = start_server("--data", str(data))
    ana = start_client(server.port, "--name", "ana", "--json")
    ana.write('{"type":"say","text":"ana 1"}\n{"type":"say","text":"ana 2"}\n')
    ana.out.until("ana 2")
    stop(server)
    if restored:
        shutil.copytree(data, copy)
    server = start_server("--data", str(data), port=server.port)
    ana.write('{"type":"say","text":"ana 3"}\n')
    ana.out.until("ana 3")
    connect(server.port, "bo").say("bo 4")
    ana.out.until("bo 4")
    stop(server)
    shutil.rmtree(data)
    if restored:
        copy.rename(data)
    again = start_server("--data", str(data), port=server.port)
    bo = connect(again.port, "bo")
    expected = ["ana 1", "ana 2"] if restored else []
    assert bo.welcome["seq"] == len(expected)
    ana.out.until('"welcome"')
    ana.write('{"type":"say","text":"ana again"}\n')
    ana.out.until("ana again")
    bo.say("bo again")
    assert ana.finish('{"type":"say","text":"ana last"}\n') == 0
    now = [*expected, "ana again", *texts(bo.said(3))[1:]]
    assert texts(printed(ana, "said")) == ["ana 1", "ana 2", "ana 3", "bo 4", *now]
    logs = [welcome["log"] for welcome in printed(ana, "welcome")]
    assert (logs[0] == logs[1], logs[0] == logs[2]) == (True, restored)
    assert printed(ana, "welcome")[2]["after"] == 0
    history = connect(again.port, "late", history=100)
    assert texts(history.said(len(now))) == now


def test_a_restored_history_that_was_talked_on_in(
    start_server: StartServer, connect: Connect, tmp_path: Path
) -> None:
    """By the time of an entry a server knows that its number means another one by now."""
    data, copy = tmp_path / "room", tmp_path / "copy"
    server = start_server("--data", str(data))
    ana = connect(server.port, "ana", session=ANA)
    ana.say("1", "2")
    ana.said(2)
    stop(server)
    shutil.copytree(data, copy)
    server = start_server("--data", str(data), port=server.port)
    ana = connect(server.port, "ana", session=ANA)
    ana.say("3", "4")
    lost = ana.said(2)[-1]
    stop(server)
    shutil.rmtree(data)
    copy.rename(data)
    again = start_server("--data", str(data), port=server.port)
    bo = connect(again.port, "bo")
    bo.say("other 3", "other 4", "other 5")
    bo.said(3)
    back = connect(again.port, "ana", session=ANA, resume=place_of(ana, lost))
    assert back.welcome["after"] == 0
    assert texts(back.said(5)) == ["1", "2", "other 3", "other 4", "other 5"]
