"""`server --status`, and who may ask: whoever may read the server's own file."""

import json
import os
import signal
import socket
import stat
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from app import __version__
from app.server import status
from tests.support.given import Connect, ConnectPlain, StartServer
from tests.support.peers import BANNER, Peer
from tests.support.processes import Program, ServerProgram

FIGURES = set(
    "version pid port started uptime_s people connections stalled rooms messages_per_s "
    "messages_per_s_minute fanout_p99_ms log_bytes journal_bytes lost_log_lines".split()
)


class Status:
    """Runs `server --status`."""

    def __init__(self, cleanup: ExitStack, home: Path) -> None:
        self._cleanup = cleanup
        self._home = home

    def __call__(self, *options: str) -> tuple[int, str, str]:
        program = Program(["-m", "app.server", "--status", *options], self._home)
        self._cleanup.callback(program.close)
        code = program.wait()
        return code, "\n".join(program.out.rest()), "\n".join(program.err.rest())


@pytest.fixture
def ask(cleanup: ExitStack, tmp_path: Path) -> Status:
    return Status(cleanup, tmp_path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "kept"


@pytest.fixture
def kept(start_server: StartServer, folder: Path) -> ServerProgram:
    """A server with a folder that is known."""
    return start_server("--data", str(folder))


def answer(port: int, line: bytes) -> bytes:
    """All that comes for one first line, up to the close."""
    with Peer(port) as peer:
        assert peer.line().startswith(BANNER)
        peer.send(line + b"\n")
        return peer.rest()


def test_a_server_that_runs(kept: ServerProgram, folder: Path, ask: Status) -> None:
    """One JSON object; with --data alone the port is known from the file."""
    for options in (("--data", str(folder)), ("--data", str(folder), "--port", str(kept.port))):
        code, out, err = ask(*options)
        assert (code, err) == (0, "")
        figures = json.loads(out)
        assert set(figures) == FIGURES
        assert figures["version"] == __version__
        assert figures["pid"] == kept.process.pid
        assert figures["port"] == kept.port
        assert figures["people"] == 0
        assert figures["journal_bytes"] > 0


@pytest.mark.parametrize("options", [(), ("--no-history",)], ids=["history", "no history"])
def test_the_user_s_own_folders(
    start_server: StartServer, ask: Status, connect: Connect, options: tuple[str, ...]
) -> None:
    """With --port, and with --no-history if the server has that."""
    server = start_server(*options)
    ana = connect(server.port, "ana")
    ana.say("one", "two")
    ana.said(2)
    code, out, _ = ask("--port", str(server.port), *options)
    assert code == 0
    figures = json.loads(out)
    assert figures["people"] == 1
    assert figures["fanout_p99_ms"] > 0
    assert (figures["journal_bytes"] > 0) == (not options)


def test_the_file_goes_with_the_server(kept: ServerProgram, folder: Path, ask: Status) -> None:
    token = folder / "status-token"
    assert token.is_file()
    if sys.platform != "win32":
        assert stat.S_IMODE(token.stat().st_mode) == 0o600
        kept.signal(signal.SIGTERM)
        assert kept.wait() == 0
        assert not token.exists()
    else:
        kept.kill()
    code, out, err = ask("--data", str(folder), "--port", str(kept.port))
    assert (code, out) == (3, "")
    assert f"No server listens at 127.0.0.1:{kept.port}" in err
    assert str(folder) in err


def test_a_server_that_was_killed(kept: ServerProgram, folder: Path, ask: Status) -> None:
    kept.kill()
    assert (folder / "status-token").exists()
    code, _, err = ask("--data", str(folder))
    assert code == 3
    assert "No server answers at 127.0.0.1:" in err


def test_a_token_of_another_start(kept: ServerProgram, folder: Path, ask: Status) -> None:
    path = folder / "status-token"
    path.write_text(path.read_text().replace('"token":"', '"token":"not '))
    code, out, err = ask("--data", str(folder))
    assert (code, out) == (4, "")
    assert "refuses: That is not this server's token." in err


@pytest.mark.parametrize("data", ["", "{}", '{"token":7}', "x" * 5000])
def test_a_file_that_is_none(folder: Path, ask: Status, data: str) -> None:
    folder.mkdir()
    (folder / "status-token").write_text(data)
    code, _, err = ask("--data", str(folder))
    assert code == 4
    assert "is not a server's" in err


def test_somebody_else_s_server(kept: ServerProgram, tmp_path: Path, ask: Status) -> None:
    """It listens there, and its token is not for us."""
    code, _, err = ask("--data", str(tmp_path / "other"), "--port", str(kept.port))
    assert code == 4
    assert "somebody else's" in err


def test_what_makes_no_sense(ask: Status) -> None:
    assert ask("--port", "0")[0] == 2
    assert ask("--port", "x")[0] == 2


def test_something_that_does_not_answer(
    folder: Path, cleanup: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not waited for without an end."""
    monkeypatch.setattr(status, "ASK_LIMIT_S", 0.1)
    silent = cleanup.enter_context(socket.create_server(("127.0.0.1", 0)))
    folder.mkdir()
    kept = {"token": "x", "host": "127.0.0.1", "port": silent.getsockname()[1]}
    (folder / "status-token").write_text(json.dumps(kept))
    with pytest.raises(status.NoStatus, match="does not answer within") as none:
        status.ask_status(folder, ("127.0.0.1", 6000))
    assert none.value.status == status.ABSENT


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="whoever runs this may read everything"
)
def test_a_file_that_one_may_not_read(kept: ServerProgram, folder: Path, ask: Status) -> None:
    (folder / "status-token").chmod(0)
    code, _, err = ask("--data", str(folder))
    assert code == 4
    assert "only who started the server may ask" in err


@pytest.mark.parametrize("token", ["", "x", "\\u0000", "é" * 100])
def test_a_wrong_token_is_told_and_let_go(server: ServerProgram, token: str) -> None:
    rest = answer(server.port, f'{{"type":"status","token":"{token}"}}'.encode())
    assert json.loads(rest) == {
        "type": "error",
        "code": "not-allowed",
        "text": "That is not this server's token.",
    }


def test_who_is_in_the_room_does_not_ask(
    kept: ServerProgram, folder: Path, connect: Connect, connect_plain: ConnectPlain
) -> None:
    """It has to be the first line; the connection stays."""
    token = json.loads((folder / "status-token").read_text())["token"]
    ana = connect(kept.port, "ana")
    ana.tell("status", token=token)
    assert ana.refusal() == "already-here"
    ana.say("still here")
    ana.until("said")
