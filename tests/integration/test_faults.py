"""Faults in the server itself: loud and whole, never a zombie that listens."""

from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

import pytest

from tests.support.given import Connect, StartClient
from tests.support.peers import Peer
from tests.support.processes import ServerProgram


class StartFaulty(Protocol):
    """Starts a server of which one part breaks at a word."""

    def __call__(self, part: str, *options: str, debug: bool = True) -> ServerProgram: ...


@pytest.fixture
def start_faulty(cleanup: ExitStack, tmp_path: Path) -> StartFaulty:
    def start(part: str, *options: str, debug: bool = True) -> ServerProgram:
        module = ["tests.support.faulty_server", part]
        server = ServerProgram(
            "--rate", "0", *options, home=tmp_path, module=module, may_fail=True, debug=debug
        )
        cleanup.callback(server.close)
        return server.listening()

    return start


@pytest.mark.parametrize("part", ["hub", "worker"])
def test_a_fault_ends_the_process(
    start_faulty: StartFaulty, connect: Connect, cleanup: ExitStack, part: str
) -> None:
    """An exception that nobody expects ends the server with status 1; the reason stands in the
    log, if one asks for it, and on stderr; everybody's connection ends, so that they know."""
    server = start_faulty(part)
    ana, bo = connect(server.port, "ana"), connect(server.port, "bo")
    ana.say("fine")
    bo.until("said", text="fine")
    ana.say(part)
    for peer in (ana, bo):
        try:
            rest = peer.rest()
        except ConnectionResetError:
            rest = b""
        assert b"by a test" not in rest
        peer.close()
    assert server.wait() == 1
    assert part not in [text for peer in (ana, bo) for text in peer.texts]
    err = server.err.rest()
    assert any(line.endswith(f"RuntimeError: the {part} was broken by a test") for line in err)
    assert any("CRITICAL" in line for line in err)
    assert_told(err[-2:], part)
    with pytest.raises(ConnectionRefusedError):
        cleanup.enter_context(Peer(server.port))


def assert_told(lines: list[str], part: str) -> None:
    """A person is told in two lines what it was and what to do."""
    told = "server: this is a mistake in the program: RuntimeError: the {} was broken by a test ("
    assert len(lines) == 2
    assert lines[0].startswith(told.format(part))
    assert lines[1].startswith("Please report it.")


def test_a_traceback_is_for_who_asks(start_faulty: StartFaulty, connect: Connect) -> None:
    """Without CHAT_DEBUG and a log file there are the two lines for people, and no more."""
    server = start_faulty("hub", "--log-level", "warning", debug=False)
    connect(server.port, "ana").say("hub")
    assert server.wait() == 1
    assert_told(server.err.rest(), "hub")


def test_a_traceback_in_a_log_file(
    start_faulty: StartFaulty, connect: Connect, tmp_path: Path
) -> None:
    """There it is in full; people still have their two lines."""
    path = tmp_path / "chat.log"
    server = start_faulty("hub", "--log-file", str(path), debug=False)
    connect(server.port, "ana").say("hub")
    assert server.wait() == 1
    assert_told(server.err.rest(), "hub")
    log = path.read_text("utf-8").splitlines()
    assert any(line.endswith("CRITICAL Traceback (most recent call last):") for line in log)
    assert "    RuntimeError: the hub was broken by a test" in log
    assert any("faulty_server.py" in line for line in log)


def test_a_fault_during_a_flood(start_faulty: StartFaulty, connect: Connect) -> None:
    """Under load, too, nothing hangs when the hub has ended."""
    server = start_faulty("hub")
    flood, deaf = connect(server.port, "flood"), connect(server.port, "deaf", receive_bytes=4096)
    flood.say(*["x" * 500] * 1000, "hub", *["y" * 500] * 1000)
    assert server.wait() == 1
    flood.close()
    deaf.close()


def test_a_message_that_could_not_be_stored(start_faulty: StartFaulty, connect: Connect) -> None:
    """It is refused to its sender, nobody sees it, and its number goes to the next one."""
    server = start_faulty("journal")
    ana, bo = connect(server.port, "ana"), connect(server.port, "bo")
    ana.tell("say", text="stored", id=1)
    assert ana.until("said")["seq"] == 1
    ana.tell("say", text="journal", id=2)
    error = ana.until("error")
    assert (error["code"], error["id"]) == ("not-stored", 2)
    ana.tell("say", text="stored again", id=3)
    assert ana.until("said")["seq"] == 2
    assert [(said["seq"], said["text"]) for said in bo.said(2)] == [
        (1, "stored"),
        (2, "stored again"),
    ]
    server.log.until("the disk is full, says a test")


def test_the_whole_batch_is_refused(start_faulty: StartFaulty, connect: Connect) -> None:
    """Everything that came in one batch is refused to each sender, or stored: nothing is lost
    without a word, and no number is left out."""
    server = start_faulty("journal")
    ana, bo = connect(server.port, "ana"), connect(server.port, "bo")
    lines = [f"line {number}" for number in range(300)]
    lines[150] = "journal"
    for number, text in enumerate(lines):
        ana.tell("say", text=text, id=number)
    stored: dict[int, int] = {}
    refused: set[int] = set()
    while len(stored) + len(refused) < 300:
        message = ana.next()
        if message["type"] == "said":
            stored[message["id"]] = message["seq"]
        elif message["type"] == "error":
            assert message["code"] == "not-stored"
            refused.add(message["id"])
    assert 150 in refused
    assert not refused & stored.keys()
    assert sorted(stored.values()) == list(range(1, len(stored) + 1))
    ana.say("after")
    heard = bo.said(len(stored) + 1)
    assert [said["seq"] for said in heard] == list(range(1, len(stored) + 2))
    assert heard[-1]["text"] == "after"


def test_people_in_a_pipe_learn_that_it_was_not_stored(
    start_faulty: StartFaulty, start_client: StartClient
) -> None:
    """A pipe says which of its lines the server could not store, and ends with status 4."""
    server = start_faulty("journal")
    ana = start_client(server.port, "--name", "ana", "--send", "journal")
    assert ana.wait() == 4
    assert "could not store that message" in ana.err.next()
    assert ana.out.rest() == []


def test_who_comes_with_what_is_not_stored(start_faulty: StartFaulty, connect: Connect) -> None:
    """Comings and goings in a refused batch happen all the same; nobody has a wrong seq."""
    server = start_faulty("journal")
    ana = connect(server.port, "ana")
    with Peer(server.port) as peer:
        peer.line()
        hello = b'{"type":"hello","v":1,"name":"bo"}\n'
        peer.send(hello + b'{"type":"say","text":"journal"}\n{"type":"say","text":"next"}\n')
        peer.end_sending()
        told = peer.rest()
    assert ana.until("joined")["names"] == ["bo"]
    assert ana.until("left")["names"] == ["bo"]
    assert b'"code":"not-stored"' in told
    ana.say("first")
    assert ana.until("said", text="first")["seq"] in (1, 2)
    carla = connect(server.port, "carla")
    ana.say("second")
    assert carla.until("said")["seq"] == carla.welcome["seq"] + 1
