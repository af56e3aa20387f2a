"""The server's command line: what it says, and the status it ends with."""

import re
import signal
import socket
from contextlib import ExitStack
from pathlib import Path

import pytest

from app import __version__
from tests.support.given import Connect, StartServer
from tests.support.processes import Program, ServerProgram


@pytest.fixture
def run(cleanup: ExitStack, tmp_path: Path) -> "Run":
    return Run(cleanup, tmp_path)


class Run:
    """Starts programs that should end by themselves."""

    def __init__(self, cleanup: ExitStack, home: Path) -> None:
        self._cleanup = cleanup
        self._home = home

    def __call__(self, *arguments: str) -> tuple[int, list[str], list[str]]:
        """The status of `python -m …`, and what it says on stdout and stderr."""
        program = Program(["-m", *arguments], self._home)
        self._cleanup.callback(program.close)
        return program.wait(), program.out.rest(), program.err.rest()


def test_version(run: Run) -> None:
    """--version of both programs says the one version."""
    for module in ("app.server", "app.client"):
        assert run(module, "--version") == (0, [f"realtime-chat {__version__}"], [])


def test_help(run: Run) -> None:
    """--help of both programs names every option there is."""
    for module, options in {
        "app.server": "--host --port --data --no-history --durable --keep --keep-days --no-console "
        "--rate --log-file --log-level --log-size --log-keep --config --no-config --write-config "
        "--status --version",
        "app.client": "--name --room --history --plain --json --send --follow --color --no-color "
        "--ascii --time --config --no-config --version",
    }.items():
        status, out, err = run(module, "--help")
        assert (status, err) == (0, [])
        assert all(option in "\n".join(out) for option in options.split())


@pytest.mark.parametrize(
    "options",
    [
        ["--nonsense"],
        ["extra"],
        ["--port", "70000"],
        ["--port", "-1"],
        ["--port", "x"],
        ["--rate", "-1"],
        ["--rate", "fast"],
        ["--rate", "nan"],
        ["--log-level", "loud"],
        ["--log-file", "/does/not/exist/chat.log"],
        ["--port"],
        ["--keep", "10"],
        ["--keep", "many"],
        ["--keep-days", "-1"],
        ["--keep-days", "nan"],
        ["--data", "somewhere", "--no-history"],
        ["--data", ""],
        ["--durable", "--no-history"],
        ["--log-keep", "-1"],
        ["--log-size", "0"],
        ["--config", "/does/not/exist/server.toml"],
        ["--config", "x", "--no-config"],
    ],
    ids=" ".join,
)
def test_wrong_options(run: Run, options: list[str]) -> None:
    """A command line that makes no sense ends with status 2 and says what is wrong."""
    status, out, err = run("app.server", *options)
    assert (status, out) == (2, [])
    assert err
    assert err[-1].startswith("server: ")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1"])
def test_no_door_to_other_machines(run: Run, host: str) -> None:
    """Without encryption the server refuses to listen where others could reach it, and says why."""
    status, out, err = run("app.server", "--port", "0", "--host", host)
    assert (status, out) == (1, [])
    assert len(err) == 1
    assert host in err[0]
    assert "not encrypted" in err[0]


def test_no_such_host(run: Run) -> None:
    """A host that does not exist is told in a sentence."""
    status, out, err = run("app.server", "--port", "0", "--host", "no.such.host.invalid")
    assert (status, out) == (1, [])
    assert err == ["server: There is no address called no.such.host.invalid. Leave out --host."]


def test_port_taken(server: ServerProgram, run: Run, connect: Connect) -> None:
    """A second server on a port says what holds it, and what to do; the first goes on."""
    status, out, err = run("app.server", "--port", str(server.port))
    assert (status, out) == (1, [])
    assert len(err) == 1
    assert err[0].startswith(f"server: Port {server.port} is taken")
    assert f"--port {server.port + 1}" in err[0]
    connect(server.port, "ana").say("still here")


def test_first_line_and_log(start_server: StartServer, connect: Connect) -> None:
    """stdout has the address only; the start, arrivals, errors and departures are logged."""
    server = start_server()
    at = f"realtime-chat {__version__} at 127.0.0.1:{server.port} keeps what is said in "
    assert at in server.log.next()
    with connect(server.port, "ana") as ana:
        assert re.search(r"connection 1 from 127\.0\.0\.1:\d+$", server.log.next())
        assert server.log.next().endswith("ana joined (connection 1, json)")
        ana.send(b"nonsense\n")
        assert server.log.next().endswith("connection 1: bad-json")
        assert ana.refusal() == "bad-json"
        ana.tell("nick", name="anna", id=1)
        assert server.log.next().endswith("ana is now anna (connection 1)")
        ana.tell("nick", name="host", id=2)
        assert ana.refusal(id=2) == "name-reserved"
        ana.tell("join", room="build")
        assert ana.until("welcome", room="build")
        assert server.log.next().endswith("anna went to build (connection 1)")
    assert server.log.next().endswith("anna left (connection 1): closed the connection")
    server.signal(signal.SIGINT)
    assert server.wait() == 0
    assert [line.rpartition("INFO ")[2] for line in server.log.rest()] == [
        "stopping: SIGINT",
        "stopped",
    ]
    assert server.out.rest() == []


def test_an_ipv6_address(cleanup: ExitStack, tmp_path: Path) -> None:
    """It stands in brackets, as it is typed."""
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no IPv6")
    server = ServerProgram("--host", "::1", home=tmp_path)
    cleanup.callback(server.close)
    line = server.out.next()
    assert re.fullmatch(r"Listening on \[::1\]:\d+", line)
    with socket.create_connection(("::1", int(line.rpartition(":")[2]))):
        assert re.search(r" at \[::1\]:\d+ keeps ", server.log.next())
        assert re.search(r"connection 1 from \[::1\]:\d+$", server.log.next())


def test_a_window_that_closes_at_once(
    server: ServerProgram, cleanup: ExitStack, tmp_path: Path
) -> None:
    """A server that a client started may vanish with its window only until it listens."""
    program = (
        "import os; os.environ['CHAT_CLOSES_AT_ONCE'] = '1'; from app.server.cli import main; "
        "main(['--no-console', '--port', '{}']); print('CHAT_CLOSES_AT_ONCE' in os.environ)"
    )
    taken = Program(["-c", program.format(server.port)], tmp_path)
    cleanup.callback(taken.close)
    assert taken.out.rest() == ["True"]
    up = Program(["-c", program.format(0)], tmp_path)
    cleanup.callback(up.close)
    up.out.until("Listening on ")
    up.signal(signal.SIGINT)
    assert up.out.rest() == ["False"]


def test_log_file(start_server: StartServer, connect: Connect, tmp_path: Path) -> None:
    """--log-file takes the log from stderr, and adds to what is there already."""
    path = tmp_path / "chat.log"
    path.write_text("before\n")
    server = start_server("--log-file", str(path))
    connect(server.port, "ana").close()
    server.signal(signal.SIGTERM)
    assert server.wait() == 0
    assert server.err.rest() == []
    lines = path.read_text().splitlines()
    assert lines[0] == "before"
    assert any("ana joined" in line for line in lines)
    assert lines[-1].endswith("stopped")


def test_log_level(start_server: StartServer, connect: Connect) -> None:
    """With --log-level warning an ordinary day leaves no trace."""
    server = start_server("--log-level", "warning")
    connect(server.port, "ana").close()
    server.signal(signal.SIGINT)
    assert server.wait() == 0
    assert server.err.rest() == []
