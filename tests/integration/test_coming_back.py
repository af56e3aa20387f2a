"""Connections that break, clients and servers that are killed: nothing lost, nothing twice."""

import signal
import sys
from contextlib import ExitStack

import pytest

from tests.support.given import Connect, StartClient, StartServer
from tests.support.peers import JsonPeer
from tests.support.processes import ClientProgram, ServerProgram
from tests.support.proxy import Proxy

SESSION = "a secret of sixteen and more"
NOWHERE = {"log": "none", "seq": 0, "at": 0}
"""A place in another history: who comes from there is told the last entries of this one."""


@pytest.fixture
def proxy(server: ServerProgram, cleanup: ExitStack) -> Proxy:
    proxy = Proxy(server.port)
    cleanup.callback(proxy.close)
    return proxy


def printed(client: ClientProgram, last: str) -> list[str]:
    """The texts that a client printed, up to one that ends so."""
    client.out.until(last)
    return [line.partition("] ")[2] for line in client.out.so_far()]


# --- clients that go ------------------------------------------------------------------------


def test_a_client_that_is_killed(
    server: ServerProgram, start_client: StartClient, connect: Connect
) -> None:
    """Everybody is told that it left; the others talk on; its name is free."""
    ana, bo = connect(server.port, "ana"), connect(server.port, "bo")
    client = start_client(server.port, "--name", "carla", "--follow")
    assert ana.until("joined", names=["carla"])
    client.kill()
    assert ana.until("left")["names"] == ["carla"]
    ana.say("who was that?")
    assert bo.until("said")["text"] == "who was that?"
    assert connect(server.port, "carla").name == "carla"


def test_a_client_that_resets(server: ServerProgram, connect: Connect) -> None:
    """A connection that breaks off in the middle of a line ends that one connection."""
    ana, eve = connect(server.port, "ana"), connect(server.port, "eve")
    ana.until("joined")
    eve.send(b'{"type":"say","text":"half')
    eve.reset()
    assert ana.next()["type"] == "left"
    ana.say("well")
    assert ana.next()["text"] == "well"


@pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")
def test_a_client_that_is_interrupted(
    server: ServerProgram, start_client: StartClient, connect: Connect
) -> None:
    """SIGTERM and Ctrl+C end a pipe as they end any program; the room is told."""
    ana = connect(server.port, "ana")
    numbers = [signal.SIGTERM, signal.SIGINT]
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        numbers.remove(signal.SIGINT)  # run in the background, and so are the programs it starts
    for number in numbers:
        client = start_client(server.port, "--name", "carla", "--follow")
        ana.until("joined")
        client.signal(number)
        assert client.wait() != 0
        ana.until("left", names=["carla"])


# --- the same session -----------------------------------------------------------------------


def test_same_session_replaces_its_ghost(server: ServerProgram, connect: Connect) -> None:
    """It keeps its name and its hash, the old connection is closed, and nobody is told."""
    ana = connect(server.port, "ana")
    ghost = connect(server.port, "carla", session=SESSION)
    ana.until("joined")
    back = connect(server.port, "another", session=SESSION)
    assert (back.name, back.hash) == ("carla", ghost.hash)
    ghost.rest()
    back.say("back")
    assert ana.next()["text"] == "back"
    ana.tell("who")
    assert ana.next()["names"] == ["ana", "carla"]


def test_commands_of_a_ghost_are_ignored(server: ServerProgram, connect: Connect) -> None:
    """What still arrives on the old connection is not carried out."""
    ana = connect(server.port, "ana")
    ghost = connect(server.port, "carla", session=SESSION)
    back = connect(server.port, "carla", session=SESSION)
    ghost.say("from the grave")
    ghost.tell("nick", name="zombie")
    ghost.end_sending()
    ghost.rest()
    back.say("alive")
    assert ana.until("said")["text"] == "alive"
    assert back.until("said")["name"] == "carla"


def test_what_is_sent_twice_is_said_once(server: ServerProgram, connect: Connect) -> None:
    """A session that repeats an id is answered with what is stored, on any connection."""
    ana = connect(server.port, "ana")
    first = connect(server.port, "carla", session=SESSION)
    first.tell("say", text="once", id=1)
    original = first.until("said")
    first.tell("say", text="once", id=1)
    assert first.until("said") == original
    first.reset()
    again = connect(server.port, "carla", session=SESSION)
    again.tell("say", text="once", id=1)
    assert again.until("said") == original
    again.tell("say", text="twice", id=2)
    assert [said["text"] for said in ana.said(2)] == ["once", "twice"]


def test_resume_goes_on_behind_the_last_entry(server: ServerProgram, connect: Connect) -> None:
    """Who comes back with its place gets what it missed, once and in order, and then live."""
    ana = connect(server.port, "ana")
    carla = connect(server.port, "carla", session=SESSION)
    ana.say("1", "2")
    last = carla.said(2)[-1]
    carla.reset()
    ana.until("left")
    ana.say("3", "4")
    ana.until("said", text="4")
    place = {"log": carla.welcome["log"], "seq": last["seq"], "at": last["at"]}
    back = connect(server.port, "carla", session=SESSION, resume=place)
    assert back.welcome["after"] == last["seq"]
    assert [said["text"] for said in back.said(2)] == ["3", "4"]
    assert back.until("caught_up")["seq"] == 4
    ana.say("5")
    assert back.until("said")["seq"] == 5


@pytest.mark.parametrize("change", [{"log": "other"}, {"seq": 99}, {"at": 12345}], ids=str)
def test_resume_in_another_history(
    server: ServerProgram, connect: Connect, change: dict[str, object]
) -> None:
    """A place that is none of this history is not believed: the last entries come instead."""
    ana = connect(server.port, "ana")
    ana.say("1", "2", "3")
    last = ana.said(3)[-1]
    place = {"log": ana.welcome["log"], "seq": 3, "at": last["at"]} | change
    back = connect(server.port, "carla", resume=place)
    assert back.welcome["after"] == 0
    assert [said["text"] for said in back.said(3)] == ["1", "2", "3"]


# --- our client -----------------------------------------------------------------------------


def test_every_message_once_over_broken_connections(
    server: ServerProgram, proxy: Proxy, start_client: StartClient, connect: Connect
) -> None:
    """However often its connection is cut, a client prints every message once, in order; what it
    says itself is said once."""
    bo = connect(server.port, "bo")
    ana = start_client(proxy.port, "--name", "ana", "--follow")
    ana.write("ready\n")
    bo.until("said", text="ready")
    expected = ["ready"]
    for cut in range(4):
        texts = [f"{cut}-{number}" for number in range(200)]
        bo.say(*texts[:100])
        ana.write(f"ana {cut}\n")
        if cut % 2:
            bo.until("said", text=f"ana {cut}")
        proxy.cut()
        bo.say(*texts[100:])
        expected += texts
        assert proxy.has_accepted(cut + 2)
    ana.write("end\n")
    bo.until("said", text="end")
    shown = [text.partition(": ")[2] for text in printed(ana, ": end")]
    assert shown == bo.texts
    assert [text for text in shown if "-" in text] == expected[1:]
    assert [text for text in shown if text.startswith("ana")] == [f"ana {cut}" for cut in range(4)]
    # A connection that is cut before one is in the room is none that one could lose.
    assert 1 <= sum("The connection is gone" in line for line in ana.err.so_far()) <= 4


def test_lost_acknowledgements(
    server: ServerProgram, proxy: Proxy, start_client: StartClient, connect: Connect
) -> None:
    """What the server has taken and could not acknowledge is sent again, and not said again."""
    bo = connect(server.port, "bo")
    ana = start_client(proxy.port, "--name", "ana")
    ana.write("first\n")
    ana.out.until("first")
    proxy.hold_answers()
    ana.write("".join(f"line {number}\n" for number in range(20)))
    bo.until("said", text="line 19")
    proxy.cut()
    proxy.release()
    ana.write("last\n")
    assert ana.finish() == 0
    bo.until("said", text="last")
    lines = [f"line {number}" for number in range(20)]
    assert bo.texts == ["first", *lines, "last"]
    assert [line.partition("ana: ")[2] for line in ana.out.so_far()] == bo.texts


@pytest.mark.skipif(sys.platform == "win32", reason="ports are freed later there")
def test_a_server_that_is_killed_and_started_again(
    start_server: StartServer, start_client: StartClient, connect: Connect
) -> None:
    """A following pipe says that the server is gone, waits, comes back by itself, and says what
    was piped in meanwhile exactly once."""
    server = start_server()
    ana = start_client(server.port, "--name", "ana", "--follow")
    ana.write("one\n")
    ana.out.until("one")
    server.kill()
    assert "The connection is gone" in ana.err.next()
    ana.write("two\nthree 🙂\n")
    ana.err.until("There is no server")
    again = start_server(port=server.port)
    again.log.until("ana joined")
    ana.write("four\n")
    texts = [text.partition(": ")[2] for text in printed(ana, "four")]
    assert texts == ["one", "two", "three 🙂", "four"]
    late: JsonPeer = connect(again.port, "late", resume=NOWHERE)
    assert [said["text"] for said in late.said(4)] == ["one", "two", "three 🙂", "four"]


def test_a_client_that_starts_before_its_server(
    start_server: StartServer, start_client: StartClient
) -> None:
    """A following pipe without a server waits for one, and then says what it was given."""
    gone = start_server()
    gone.kill()
    ana = start_client(gone.port, "--name", "ana", "--follow")
    ana.write("early\n")
    assert " -m app.server" in ana.err.until("There is no server")
    start_server(port=gone.port)
    ana.out.until("ana: early")
