"""A client that finds no server asks whether to start one."""

import contextlib
import os
import re
import select
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.system.folders import log_folder
from tests.support.processes import ROOT
from tests.support.terminal import DEADLINE_S, Terminal
from tests.terminal.room import Client, Peer, Server, StartClient, environment

QUESTION = "Start one here? [Y/n]"
STARTED = re.compile(r"Started a server \(process (\d+)\)\. To stop it: kill \1")
LOGGED = re.compile(r"Started the server at (\S+) \(process (\d+)\)")


@pytest.fixture
def port() -> int:
    """Where no server listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def pids(clients: list[Client]) -> list[int]:
    """The servers that these clients say they have started."""
    lines = [line for client in clients for line in client.terminal.lines]
    return [int(found[1]) for line in lines if (found := STARTED.fullmatch(line))]


def logs(home: Path) -> list[Path]:
    """What servers have left, in whatever folder this system has for it."""
    return sorted(home.rglob("server-*.log*"))


def logged(home: Path) -> list[tuple[str, int]]:
    """The address and the process of each server that was started, as the logs tell."""
    text = "".join(log.read_text("utf-8") for log in logs(home))
    return [(address, int(pid)) for address, pid in LOGGED.findall(text)]


def kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


@pytest.fixture
def no_servers_left(tmp_path: Path) -> Iterator[None]:
    """The servers that clients start are gone after the test."""
    yield
    for _, pid in logged(tmp_path):
        kill(pid)


@pytest.fixture
def alone(
    no_servers_left: None, start_client: StartClient, port: int
) -> "Iterator[Callable[..., Client]]":
    """Starts clients that have no server."""
    clients: list[Client] = []

    def start(name: str = "ana", *options: str, **terminal: object) -> Client:
        clients.append(start_client(name, *options, port=port, **terminal))
        return clients[-1]

    yield start
    for client in clients:
        client.terminal.pump()
    for pid in pids(clients):  # these are not in a log if that is what does not work
        kill(pid)


@pytest.fixture
def installed(no_servers_left: None, tmp_path: Path) -> "Iterator[Callable[..., Client]]":
    """Starts an installed client beside a server of the test's own, a script of a shell."""
    with contextlib.ExitStack() as clients:

        def start(port: int, server: str, before: str = "") -> Client:
            program = f"import sys\n{before}\nfrom app.client.cli import main\nsys.exit(main())\n"
            (tmp_path / "chat-client").write_text(program)
            (tmp_path / "chat-server").write_text(f"#!/bin/sh\n{server}\n")
            (tmp_path / "chat-server").chmod(0o700)
            command = [sys.executable, str(tmp_path / "chat-client"), f"127.0.0.1:{port}"]
            variables = environment(tmp_path, PYTHONPATH=str(ROOT))
            return clients.enter_context(Client(Terminal(command, variables), "tester"))

        yield start


class Silent:
    """A server that never listens, and tells whether it still runs.

    Attributes:
        script: what it does.
    """

    def __init__(self, fifo: Path) -> None:
        os.mkfifo(fifo)
        self._end = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
        self.script = f"exec 9>'{fifo}'; echo $$ >&9; exec sleep 1000"
        self._pid = 0

    def wait_runs(self) -> None:
        self._pid = int(self._next())

    def wait_gone(self) -> None:
        assert self._next() == b""

    def _next(self) -> bytes:
        assert select.select([self._end], [], [], DEADLINE_S)[0]
        return os.read(self._end, 100)

    def close(self) -> None:
        os.close(self._end)
        if self._pid:
            kill(self._pid)


@pytest.fixture
def silent(tmp_path: Path) -> Iterator[Silent]:
    server = Silent(tmp_path / "runs")
    yield server
    server.close()


@pytest.mark.parametrize(
    ("answer", "options"), [("y", ()), ("", ()), ("YES", ("--plain",))], ids=["y", "Enter", "plain"]
)
def test_yes(
    alone: Callable[..., Client], port: int, tmp_path: Path, answer: str, options: tuple[str]
) -> None:
    """A server is started; it goes on when the client and its terminal are gone, until it is
    ended as it was told. Its log says which it is, and has nothing else to say."""
    ana = alone("ana", *options)
    ana.wait_for(f"There is no server at 127.0.0.1:{port}. {QUESTION}")
    ana.enter(answer)
    ana.wait_for("Starting a server …")
    ana.wait_for("-- Connected. You are ana")
    [pid] = pids([ana])
    assert logged(tmp_path) == [(f"127.0.0.1:{port}", pid)]
    assert len(logs(tmp_path)[0].read_text("utf-8").splitlines()) == 1
    with Peer(port) as bot:
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


def test_an_ipv6_address(no_servers_left: None, tmp_path: Path) -> None:
    """It is asked about, and listened at, as it was typed."""
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6) as listener:
            address = f"[::1]:{listener.getsockname()[1]}"
    except OSError:
        pytest.skip("this machine has no IPv6")
    command = [sys.executable, "-W", "error", "-m", "app.client", address, "--name", "ana"]
    with Client(Terminal(command, environment(tmp_path), columns=120), "ana") as ana:
        ana.wait_for(f"There is no server at {address}. {QUESTION}")
        ana.enter("y")
        ana.wait_for("-- Connected. You are ana")
        assert ana.terminal.title == "lobby – Realtime Chat"
        assert [at for at, _ in logged(tmp_path)] == [address]


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


def test_somebody_was_sooner(
    installed: Callable[..., Client], server: Server, tmp_path: Path
) -> None:
    """If there is a server by the time of the answer, none is started, not even to end at once."""
    server.kill()
    not_looking = "import app.system.asking\napp.system.asking.LOOK_PAUSE_S = 1000.0"
    ana = installed(server.port, f"touch '{tmp_path}/was-started'", not_looking)
    ana.wait_for(QUESTION)
    server.start()
    ana.enter("y")
    ana.wait_for("-- Connected. You are tester")
    assert not (tmp_path / "was-started").exists()
    assert logs(tmp_path) == []


@pytest.mark.parametrize("options", [(), ("--plain",)], ids=["screen", "plain"])
def test_a_server_comes_during_the_question(
    start_client: StartClient, server: Server, options: tuple[str]
) -> None:
    """Nobody has to answer any more; half an answer is not said to anybody."""
    server.kill()
    ana = start_client("ana", *options, port=server.port)
    ana.wait_for(QUESTION)
    ana.terminal.type("ye")
    ana.wait_for(f"{QUESTION} ye")
    server.start()
    ana.wait_for("A server is there now.")
    ana.wait_for("-- Connected. You are ana")
    with Peer(server.port) as bot:
        ana.enter("hello")
        assert bot.next("said")["text"] == "hello"
    assert pids([ana]) == []


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


def test_a_server_that_does_not_start(installed: Callable[..., Client], port: int) -> None:
    """It is told why, as the server said it; the client goes on and waits."""
    ana = installed(port, "printf 'no luck \\033[2J\\n' >&2; exit 1")
    ana.answer("y")
    ana.wait_for("The server did not start. It said:")
    ana.wait_for("   no luck ␛[2J")
    ana.wait_for("Start one with: chat-server --port")
    ana.wait_input("")
    assert "Started the server" not in "".join(ana.terminal.lines)


def test_what_the_last_server_said_is_kept(
    installed: Callable[..., Client], port: int, tmp_path: Path
) -> None:
    """Also when the next one was started."""
    for said in ("first", "second"):
        ana = installed(port, f"echo {said} >&2; exit 1")
        ana.answer("y")
        ana.wait_for(f"   {said}")
        ana.wait_for("Start one with: chat-server --port")
    new, old = logs(tmp_path)
    assert (new.name, old.name) == (f"server-127.0.0.1-{port}.log", f"{new.name}.old")
    assert ("second" in new.read_text(), "first" in old.read_text()) == (True, True)


def test_ctrl_c_while_a_server_is_started(
    installed: Callable[..., Client], port: int, silent: Silent
) -> None:
    """It is not left behind."""
    ana = installed(port, silent.script)
    ana.answer("y")
    ana.wait_for("Starting a server …")
    silent.wait_runs()
    ana.terminal.type("\x03")
    assert ana.end() == 130
    silent.wait_gone()


def test_a_server_that_never_listens(
    installed: Callable[..., Client], port: int, silent: Silent
) -> None:
    """It is ended; the client says so, and goes on."""
    limits = "from app.client import starting as s\ns.START_LIMIT_S, s.END_LIMIT_S = 2.0, 0.1"
    ana = installed(port, silent.script, limits)
    ana.answer("y")
    silent.wait_runs()
    silent.wait_gone()
    ana.wait_for("The server did not start. To see why, start it by hand: chat-server --port")
    ana.wait_for("-- There is no server")
    ana.wait_input("")


def test_a_log_that_cannot_be_written(
    alone: Callable[..., Client], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The client says so, and goes on."""
    for name, value in environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    parent = log_folder().parent
    assert parent.is_relative_to(tmp_path)
    parent.parent.mkdir(parents=True, exist_ok=True)
    parent.touch()
    ana = alone()
    ana.answer("y")
    ana.wait_for("A server could not be started (Not a directory).")
    ana.wait_for("-- There is no server")
    ana.wait_input("")
