"""A client that finds no server asks whether to start one."""

import contextlib
import os
import re
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.processes import ROOT
from tests.support.terminal import Terminal
from tests.terminal.room import Client, Peer, Server, StartClient, environment

QUESTION = "Start one here? [Y/n]"
STARTED = re.compile(r"Started a server \(process (\d+)\)\. To stop it: kill \1")


@pytest.fixture
def port() -> int:
    """Where no server listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def pids(clients: list[Client]) -> list[int]:
    """The servers that these clients say they have started."""
    lines = [line for client in clients for line in client.terminal.lines]
    return [int(found[1]) for line in lines if (found := STARTED.fullmatch(line))]


@pytest.fixture
def alone(start_client: StartClient, port: int) -> "Iterator[Callable[..., Client]]":
    """Starts clients that have no server; the servers that they start are gone after the test."""
    clients: list[Client] = []

    def start(name: str = "ana", *options: str, **terminal: object) -> Client:
        clients.append(start_client(name, *options, port=port, **terminal))
        return clients[-1]

    yield start
    for client in clients:
        client.terminal.pump()
    for pid in pids(clients):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize(
    ("answer", "options"), [("y", ()), ("", ()), ("YES", ("--plain",))], ids=["y", "Enter", "plain"]
)
def test_yes(alone: Callable[..., Client], port: int, answer: str, options: tuple[str]) -> None:
    """A server is started; it goes on when the client and its terminal are gone, until it is
    ended as it was told."""
    ana = alone("ana", *options)
    ana.wait_for(f"There is no server at 127.0.0.1:{port}. {QUESTION}")
    ana.enter(answer)
    ana.wait_for("-- Connected. You are ana")
    [pid] = pids([ana])
    bot = Peer(port)
    ana.enter("hello")
    assert bot.next("said")["text"] == "hello"
    ana.enter(":quit")
    assert ana.end() == 0
    ana.terminal.close_window()
    assert bot.next("left")["names"] == ["ana"]
    bot.say("still here")
    assert bot.next("said", name="bot")["text"] == "still here"
    os.kill(pid, signal.SIGTERM)
    assert bot.next("notice")["code"] == "stopping"
    bot.close()


def test_no(start_client: StartClient, server: Server) -> None:
    """Nothing is started; the client waits, and joins a server that comes."""
    server.kill()
    ana = start_client(port=server.port)
    ana.answer("n")
    ana.wait_for("-- There is no server")
    server.start()
    ana.wait_for("-- Connected. You are ana")
    assert pids([ana]) == []


def test_two_at_once(alone: Callable[..., Client]) -> None:
    """Two who both say yes in the same moment are in one room, with one server."""
    ana, bo = alone("ana"), alone("bo")
    for client in (ana, bo):
        client.wait_for(QUESTION)
    for client in (ana, bo):
        client.enter("y")
    for client in (ana, bo):
        client.wait_for("-- Connected. You are")
    assert len(pids([ana, bo])) == 1
    ana.enter("one room")
    bo.wait_heard("one room")
    for client in (ana, bo):
        assert "taken" not in "".join(client.terminal.lines)


def test_somebody_was_sooner(alone: Callable[..., Client], server: Server) -> None:
    """If there is a server by the time of the answer, none is started."""
    ana = alone()
    ana.wait_for(QUESTION)
    bo = alone("bo")
    bo.answer("y")
    bo.wait_for("-- Connected.")
    ana.enter("y")
    ana.wait_for("-- Connected. You are ana, in lobby with bo")
    assert len(pids([ana, bo])) == 1
    assert "The server" not in "".join(ana.terminal.lines)


@pytest.mark.parametrize(("keys", "status"), [("\x03", 130), ("\x04", 0)])
def test_leaving_at_the_question(alone: Callable[..., Client], keys: str, status: int) -> None:
    """Ctrl+C and the end of the input leave; nothing was started, no half line is left."""
    ana = alone()
    ana.wait_for(QUESTION)
    ana.terminal.type(keys)
    assert ana.end() == status
    assert ana.terminal.cursor == (0, 1)
    assert len(ana.terminal.rows) == 1


@pytest.mark.parametrize("options", [("--send", "x"), ("--follow",), ("--json",)], ids=" ".join)
def test_scripts_are_not_asked(alone: Callable[..., Client], options: tuple[str]) -> None:
    """Also in a terminal."""
    ana = alone("ana", *options)
    ana.wait_for("There is no server")
    ana.terminal.type("\x03")
    ana.end()
    assert QUESTION not in "".join(ana.terminal.lines)


def test_a_server_that_does_not_start(tmp_path: Path, port: int) -> None:
    """It is told why, as the server said it; the client goes on and waits."""
    (tmp_path / "chat-client").write_text("from app.client.cli import main; main()")
    (tmp_path / "chat-server").write_text("#!/bin/sh\nprintf 'no luck \\033[2J\\n' >&2; exit 1")
    (tmp_path / "chat-server").chmod(0o700)
    command = [sys.executable, str(tmp_path / "chat-client"), f"127.0.0.1:{port}"]
    variables = environment(tmp_path, PYTHONPATH=str(ROOT))
    with Client(Terminal(command, variables), "tester") as ana:
        ana.answer("y")
        ana.wait_for("The server did not start. It said:")
        ana.wait_for("   no luck ␛[2J")
        ana.wait_for("Start one with: chat-server --port")
        ana.wait_input("")


def test_a_log_that_cannot_be_written(alone: Callable[..., Client], tmp_path: Path) -> None:
    """The client says so, and goes on."""
    (tmp_path / "file").touch()
    ana = alone(env={"XDG_STATE_HOME": str(tmp_path / "file")})
    ana.answer("y")
    ana.wait_for("A server could not be started (Not a directory).")
    ana.wait_for("-- There is no server")
    ana.wait_input("")
