"""Files of settings, the environment and the command line, with whole programs."""

import os
import signal
import subprocess
import sys
import tomllib
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.given import Connect, StartClient, StartServer
from tests.support.processes import ROOT, ClientProgram, Program, ServerProgram


@pytest.fixture
def client_file(tmp_path: Path) -> Path:
    """The client's file of settings, where it looks for it."""
    return _file(tmp_path, "client.toml")


@pytest.fixture
def server_file(tmp_path: Path) -> Path:
    """The server's."""
    return _file(tmp_path, "server.toml")


def _file(home: Path, name: str) -> Path:
    """Asked of the program, since each system has its own place."""
    folder = Path(
        subprocess.run(
            [sys.executable, "-c", "from app.system.folders import *; print(config_folder())"],
            cwd=ROOT,
            env=os.environ
            | {"HOME": str(home), "XDG_CONFIG_HOME": str(home / "config")}
            | {"USERPROFILE": str(home), "APPDATA": str(home / "appdata")},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
    )
    folder.mkdir(parents=True, exist_ok=True)
    return folder / name


def test_a_client_s_file(
    server: ServerProgram, start_client: StartClient, client_file: Path, connect: Connect
) -> None:
    """Name and address are from the file; the command line stands above it."""
    connect(server.port, "bo")
    client_file.write_text(f'name = "filed"\naddress = "127.0.0.1:{server.port}"\n')
    ana = start_client(server.port, "--send", "hello")
    assert ana.wait() == 0
    assert ana.out.next().endswith("] filed: hello")
    bo = start_client(server.port, "--name", "typed", "--send", "hello")
    assert bo.out.next().endswith("] typed: hello")
    assert bo.wait() == 0
    cem = start_client(server.port, "--no-config", "--send", "hello")
    assert "] filed" not in cem.out.next()
    assert cem.wait() == 0


def test_the_address_in_the_file(
    server: ServerProgram, client_file: Path, cleanup: ExitStack, tmp_path: Path
) -> None:
    client_file.write_text(f'address = "127.0.0.1:{server.port}"\n')
    ana = Program(["-m", "app.client", "--send", "hello"], tmp_path)
    cleanup.callback(ana.close)
    assert ana.wait() == 0


def test_a_pipe_begins_with_what_is_said_from_now_on(
    server: ServerProgram, start_client: StartClient, client_file: Path, connect: Connect
) -> None:
    """Whatever the file says: a script must not print other things since somebody likes history."""
    bo = connect(server.port, "bo")
    bo.say("before")
    bo.said(1)
    client_file.write_text("history = 10\n")
    ana = start_client(server.port, "--name", "ana")
    assert ana.finish("now\n") == 0
    assert [line.partition("] ")[2] for line in ana.out.rest()] == ["ana: now"]


BROKEN = {
    "value": (b'history = "many"\n', ["line 1", "history", "0 to 1,000"]),
    "key": (b"nmae = 'x'\n", ["line 1", "nmae", "Did you mean name?"]),
    "TOML": (b"name = \n", ["line 1", "no TOML"]),
    "encoding": (b"name = '\xe9'\n", ["line 1", "UTF-8"]),
    "size": (b"#" * 70_000, ["64 KiB"]),
    "address": (b"address = 'x:y:z'\n", ["x:y:z", "HOST:PORT"]),
    "room": (b"room = 'a b'\n", ["a b", "no spaces"]),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_client_with_a_broken_file_starts(
    server: ServerProgram, start_client: StartClient, client_file: Path, kind: str
) -> None:
    """One clear line, and what was to be said is said."""
    data, parts = BROKEN[kind]
    client_file.write_bytes(data)
    ana = start_client(server.port, "--name", "ana", "--send", "hello")
    assert ana.wait() == 0
    err = ana.err.rest()
    assert len(err) == 1
    assert err[0].startswith("client: ")
    assert all(part in err[0] for part in [*parts, str(client_file)]), err


def test_a_room(server: ServerProgram, start_client: StartClient) -> None:
    """`--room` is asked for; a server that has one room only says which it is."""
    ana = start_client(server.port, "--name", "ana", "--room", "lobby", "--send", "hello")
    assert ana.wait() == 0


def test_a_server_s_file(
    start_server: StartServer, server_file: Path, connect: Connect, tmp_path: Path
) -> None:
    """It is read and told in the log; a folder that it names is meant from where it is."""
    server_file.write_text('data = "kept"\nlog-level = "info"\nrate = 0\n')
    server = start_server()
    assert server.log.next().endswith(f"settings are from {server_file}")
    with connect(server.port, "ana") as ana:
        ana.say("hello")
        ana.said(1)
    assert (server_file.parent / "kept" / "chat.db").is_file()


def test_a_server_with_a_broken_file_starts(start_server: StartServer, server_file: Path) -> None:
    """The other lines count; what is wrong stands on stderr, and in a log that is elsewhere."""
    server_file.write_text('prot = 5\nlog-file = "x.log"\n')
    server = start_server()
    told = server.err.next()
    assert told.startswith(f"server: {server_file}, line 1: ")
    assert "Did you mean port?" in told
    server.kill()
    assert "Did you mean port?" in (server_file.parent / "x.log").read_text("utf-8")


def test_write_config(cleanup: ExitStack, tmp_path: Path, server_file: Path) -> None:
    """It is written where it is read, once."""

    def run(*options: str) -> Program:
        program = Program(["-m", "app.server", *options], tmp_path)
        cleanup.callback(program.close)
        return program

    first, again = run("--write-config"), None
    assert first.wait() == 0
    assert str(server_file) in first.out.next()
    assert tomllib.loads(server_file.read_text("utf-8")) == {}
    server_file.write_text("rate = 5\n")
    again = run("--write-config")
    assert again.wait() == 2
    assert "left as it is" in again.err.next()
    assert server_file.read_text() == "rate = 5\n"


def test_logs_are_kept(start_server: StartServer, connect: Connect, tmp_path: Path) -> None:
    """A log that is full is begun anew, and the ones before are kept."""
    path = tmp_path / "chat.log"
    path.write_text("x" * (1024 * 1024 - 10) + "\n")
    server = start_server("--log-file", str(path), "--log-size", "1", "--log-keep", "2")
    connect(server.port, "ana").close()
    server.signal(signal.SIGTERM)
    assert server.wait() == 0
    assert (tmp_path / "chat.log.1").read_text().startswith("xxx")
    assert "ana joined" in path.read_text()


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell's pipes")
@pytest.mark.parametrize("module", ["app.client", "app.server"])
def test_help_into_head(module: str) -> None:
    """Nobody reads it to its end, and nobody is told about it."""
    command = f"{sys.executable} -W error -m {module} --help | head -1"
    done = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, text=True, timeout=30)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == 1


def test_the_environment(
    server: ServerProgram,
    cleanup: ExitStack,
    tmp_path: Path,
    client_file: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It stands above the file, for both programs."""
    client_file.write_text('name = "filed"\n')
    monkeypatch.setenv("CHAT_NAME", "environed")
    ana = ClientProgram(server.port, "--send", "hello", home=tmp_path)
    cleanup.callback(ana.close)
    assert ana.out.next().endswith("] environed: hello")
    assert ana.wait() == 0
