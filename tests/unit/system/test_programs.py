"""How one program is started by somebody who started the other."""

import os
import sys
from pathlib import Path

import pytest

from app.system.programs import Origin, this_origin

FROZEN = Origin(frozen=True, windows=False, python="/opt/chat/client", script="./client")
WINDOWS = Origin(frozen=True, windows=True, python="client.exe", script="client.exe")
INSTALLED = Origin(frozen=False, windows=False, python="/v/bin/python", script="/v/bin/chat-client")
SOURCE = Origin(frozen=False, windows=False, python="python", script="/src/app/client/__main__.py")


@pytest.mark.parametrize(
    ("origin", "told"),
    [
        (FROZEN, "./server"),
        (WINDOWS, "server.exe"),
        (INSTALLED, "chat-server"),
        (SOURCE, "python -m app.server"),
    ],
)
def test_what_to_type(origin: Origin, told: str) -> None:
    """As the other one was started, with the options at the end."""
    assert origin.how_to_start("server") == told
    assert origin.how_to_start("server", ["--port", "7000"]) == f"{told} --port 7000"


def test_a_folder_with_an_odd_name() -> None:
    """What is to be typed goes to terminals; the command itself stays as it is."""
    python = "/tmp/\x1b[2J\u202e/python"
    origin = Origin(frozen=False, windows=False, python=python, script="/src/__main__.py")
    told = origin.how_to_start("server")
    assert "\x1b" not in told
    assert "\u202e" not in told
    assert told.endswith("/python -m app.server")
    assert origin.command("server")[0] == python


def test_a_frozen_program_stands_beside_the_other(tmp_path: Path) -> None:
    """Only if it is there it can be started."""
    for windows, name in ((False, "server"), (True, "server.exe")):
        python = str(tmp_path / "client")
        origin = Origin(frozen=True, windows=windows, python=python, script="client")
        assert origin.command("server") == []
        (tmp_path / name).touch()
        assert origin.command("server") == [str(tmp_path / name)]


@pytest.mark.parametrize(("windows", "name"), [(False, "chat-server"), (True, "chat-server.exe")])
def test_an_installed_program_stands_beside_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, windows: bool, name: str
) -> None:
    """Nowhere else it is looked for, neither in the current folder nor in another Python."""
    here = tmp_path / "here"
    scripts = tmp_path / f"a{os.pathsep}b"
    for folder in (here, scripts):
        folder.mkdir()
    monkeypatch.chdir(here)
    (here / name).touch()
    script = str(scripts / "chat-client")
    origin = Origin(frozen=False, windows=windows, python=sys.executable, script=script)
    assert origin.command("server") == []
    (scripts / name).touch()
    assert origin.command("server") == [str(scripts / name)]


def test_the_command_otherwise(tmp_path: Path) -> None:
    """Python runs it; without a Python there is none."""
    assert SOURCE.command("server") == ["python", "-m", "app.server"]
    assert Origin(frozen=False, windows=False, python="", script="x").command("server") == []


def test_where_the_other_runs() -> None:
    """A frozen one in its own folder, so that it holds no other."""
    assert FROZEN.folder() == Path("/opt/chat")
    assert INSTALLED.folder() is None
    assert SOURCE.folder() is None


@pytest.mark.skipif(sys.platform == "win32", reason="there no folder goes while somebody is in it")
def test_what_to_type_in_a_folder_that_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then the whole path."""
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    origin = Origin(frozen=False, windows=False, python="/usr/bin/python3", script="x")
    assert origin.how_to_start("server") == "/usr/bin/python3 -m app.server"


def test_this_program() -> None:
    """The tests are run by Python, from source."""
    assert this_origin().command("client") == [sys.executable, "-m", "app.client"]
