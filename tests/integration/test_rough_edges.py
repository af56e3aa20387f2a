"""Streams that are closed, goodbyes that come early, signals that are ignored, servers gone mad."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from app.system.run import DEBUG, tell_bug
from app.system.sockets import tune_connection
from tests.support.attacks import FORGED, assert_harmless
from tests.support.given import Connect, StartClient, StartServer
from tests.support.peers import JsonPeer
from tests.support.processes import ROOT, WAIT_S, Program, ServerProgram, scale

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="uses a POSIX shell")


@pytest.fixture
def dead_port(start_server: StartServer) -> int:
    """Where no server listens."""
    server = start_server()
    server.kill()
    return server.port


def in_shell(line: str, home: Path) -> tuple[int, str]:
    """Run a line of shell with `client` and `server` in it; its status and its stderr."""
    python = f"{sys.executable} -W error -m app"
    line = line.replace("client", f"{python}.client").replace("server", f"{python}.server")
    done = subprocess.run(
        ["sh", "-c", line],
        cwd=ROOT,
        env=os.environ | {"XDG_CONFIG_HOME": str(home), "HOME": str(home)},
        capture_output=True,
        timeout=scale(WAIT_S),
        check=False,
    )
    return done.returncode, done.stderr.decode()


@posix_only
@pytest.mark.parametrize(
    ("ending", "status"),
    [
        ("<&-", 0),
        ("--send x >&-", 0),
        ("--send x >&- 2>&-", 0),
        ("--send x >/dev/full", 1),
        ("--send x | true", 0),
    ],
)
def test_closed_streams(server: ServerProgram, tmp_path: Path, ending: str, status: int) -> None:
    """Whatever is closed or full, there is a sentence at most, and never a traceback."""
    got, told = in_shell(f"client :{server.port} {ending}", tmp_path)
    assert got == status
    assert "Traceback" not in told
    assert "Exception ignored" not in told
    assert len(told.splitlines()) <= 1


@posix_only
@pytest.mark.parametrize("line", ["client a..b", "server --host a..b"])
def test_what_is_not_even_a_name(line: str, tmp_path: Path) -> None:
    """An address with a mistake in its form is told as one that does not exist."""
    status, told = in_shell(line, tmp_path)
    assert status in (1, 2)
    assert "There is no address called a..b" in told
    assert "Traceback" not in told


def test_a_goodbye_does_not_lose_what_was_said_before(
    dead_port: int, start_hasty_client: StartClient
) -> None:
    """`bye` ends the input of a program; without a server its messages are not done."""
    ana = start_hasty_client(dead_port, "--json")
    assert ana.finish('{"type":"say","text":"x"}\n{"type":"bye"}\n') == 3


def test_a_goodbye_after_a_message(
    server: ServerProgram, start_client: StartClient, connect: Connect
) -> None:
    """What stands before it is said, what stands behind it is not."""
    bo = connect(server.port, "bo")
    ana = start_client(server.port, "--json", "--name", "ana")
    lines = [{"type": "say", "text": "x"}, {"type": "bye"}, {"type": "say", "text": "y"}]
    assert ana.finish("".join(json.dumps(line) + "\n" for line in lines)) == 0
    bo.until("left", names=["ana"])
    assert bo.texts == ["x"]


def test_programs_are_answered_in_order(server: ServerProgram, start_client: StartClient) -> None:
    """What is asked keeps its place among what is said, also before there is a connection."""
    ana = start_client(server.port, "--json", "--name", "ana")
    lines = [
        {"type": "say", "text": "one"},
        {"type": "nick", "name": "anna"},
        {"type": "say", "text": "two"},
        {"type": "who"},
    ]
    assert ana.finish("".join(json.dumps(line) + "\n" for line in lines)) == 0
    answers = [json.loads(line) for line in ana.out.rest()]
    assert [answer["type"] for answer in answers] == [
        "welcome",
        "said",
        "renamed",
        "said",
        "members",
    ]
    assert [answer["name"] for answer in answers if answer["type"] == "said"] == ["ana", "anna"]


def test_a_program_whose_wish_is_refused(
    server: ServerProgram, start_client: StartClient, connect: Connect
) -> None:
    """Also a name that cannot be had is something that was refused."""
    connect(server.port, "bo")
    ana = start_client(server.port, "--json", "--name", "ana")
    assert ana.finish('{"type":"nick","name":"bo"}\n') == 4
    assert "name-taken" in ana.out.until("error")


def test_a_connection_is_never_ended_for_not_being_read() -> None:
    """On Linux TCP_USER_TIMEOUT would also end one whose peer is well and only holds its screen."""
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        socket.create_connection(listener.getsockname()) as sock,
    ):
        tune_connection(sock)
        assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        assert sock.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 0


def test_a_pipe_is_asked_nothing(dead_port: int, start_hasty_client: StartClient) -> None:
    """Without a server a pipe waits and gives up: nothing it reads is taken for an answer."""
    ana = start_hasty_client(dead_port, "--name", "ana")
    assert ana.finish("y\n") == 3
    assert ana.out.rest() == []
    told = ana.err.rest()
    assert "There is no server" in told[0]
    assert "1 message was not acknowledged" in told[-1]
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", dead_port), WAIT_S)


@pytest.mark.parametrize("program", ["client", "server"])
@pytest.mark.parametrize("debug", ["", "1"])
def test_a_mistake_in_the_program(
    cleanup: ExitStack, tmp_path: Path, program: str, debug: str
) -> None:
    """An exception that nobody expected is two lines with its place; who wants, sees it all."""
    broken = "app.client.config.load_name" if program == "client" else "app.server.server.Server"
    module, _, name = broken.rpartition(".")
    text = f"""
import os, sys
import {module} as module, app.{program}.cli as cli
from app.system.run import run
os.environ["CHAT_DEBUG"] = "{debug}"
module.{name} = lambda *_: [][7]
sys.argv = ["x", *({["--port", "0"]} if "{program}" == "server" else [])]
sys.exit(run(cli.main))
"""
    failing = Program(["-c", text], tmp_path, may_fail=True)
    cleanup.callback(failing.close)
    failing.end_input()
    assert failing.wait() == 1
    told = failing.err.rest()
    assert told[-2].startswith(f"{program}: this is a mistake in the program: IndexError: list")
    assert f"(app/{program}/cli.py:" in told[-2]
    assert "Please report it." in told[-1]
    assert (len(told) == 2) is not bool(debug)
    assert ("Traceback" in told[0]) is bool(debug)


@pytest.mark.parametrize("text", [FORGED, "\x1b[2J\x9b2J\u202e\r\n-- ana left"])
def test_a_traceback_forges_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    """It may quote what came from outside: only its first line begins at the left edge."""
    monkeypatch.setenv(DEBUG, "1")
    with pytest.raises(RuntimeError) as raised:
        raise RuntimeError(text)
    assert tell_bug("client", raised.value) == 1
    written = capsys.readouterr().err
    assert_harmless(written)
    first, *trace, what, report = written.splitlines()
    assert (first, report[:7]) == ("Traceback (most recent call last):", "Please ")
    assert what.startswith("client: this is a mistake")
    assert len(trace) > 3
    assert all(line.startswith("   ") for line in trace)


@posix_only
def test_an_ignored_signal_stays_ignored(cleanup: ExitStack, tmp_path: Path) -> None:
    """A server under `nohup` outlives its terminal."""
    process = subprocess.Popen(
        ["sh", "-c", f"trap '' HUP; exec {sys.executable} -m app.server --port 0"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    cleanup.enter_context(process)
    cleanup.callback(process.kill)
    assert process.stdout
    port = int(process.stdout.readline().rpartition(b":")[2])
    process.send_signal(signal.SIGHUP)
    with JsonPeer(port, "ana") as ana:
        ana.say("still here")
        ana.until("said", text="still here")
    process.send_signal(signal.SIGTERM)
    assert process.wait(scale(WAIT_S)) == 0


def test_floods_do_not_hold_up_a_stop(start_server: StartServer, connect: Connect) -> None:
    """However much waits for the server to deal with it, a stop waits for none of it."""
    server = start_server("--rate", "0")
    peers = [connect(server.port, f"p{n}") for n in range(8)]
    line = b'{"type":"say","text":"a"}\n' * 2000
    with ThreadPoolExecutor(len(peers)) as pool:
        floods = [pool.submit(_flood, peer, line) for peer in peers]
        peers[0].until("said")
        server.signal(signal.SIGINT)
        assert server.wait() == 0
        for flood in floods:
            flood.result()
    lines = [line for line in server.log.rest() if "stop" in line]
    assert lines[-1].endswith("stopped")


def _flood(peer: JsonPeer, line: bytes) -> None:
    """Send as much as the server takes, without reading, until it is gone."""
    try:
        for _ in range(2000):
            peer.send(line)
    except OSError:
        return


@pytest.fixture
def mad_server() -> Iterator[socket.socket]:
    """Listens, and does nothing else by itself."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(scale(WAIT_S))
        yield listener


def test_leaving_a_server_that_talks_and_does_not_listen(
    mad_server: socket.socket, start_client: StartClient
) -> None:
    """A client leaves in time whatever its server does."""
    ana = start_client(mad_server.getsockname()[1], "--json", "--follow")
    connection, _ = mad_server.accept()
    with connection, ThreadPoolExecutor(1) as pool:
        connection.sendall(b"* realtime-chat/1 hello\n")
        chatter = b'{"type":"notice","code":"x","text":"' + b"x" * 1000 + b'"}\n'
        talk = pool.submit(_talk, connection, chatter)
        ana.out.next()
        ana.signal(signal.SIGINT)
        assert ana.wait() == 130
        talk.result()


def _talk(connection: socket.socket, line: bytes) -> None:
    try:
        for _ in range(200_000):
            connection.sendall(line)
    except OSError:
        return


def test_a_server_that_only_hangs_up_is_told_once(
    mad_server: socket.socket, start_client: StartClient
) -> None:
    """A line for each try would fill the screen."""
    ana = start_client(mad_server.getsockname()[1], "--follow")
    for _ in range(4):
        connection, _ = mad_server.accept()
        connection.close()
    ana.err.next()
    ana.signal(signal.SIGINT)
    ana.wait()
    assert ana.err.rest() == []
