"""How one program is started by somebody who started the other."""

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


def test_a_frozen_program_stands_beside_the_other(tmp_path: Path) -> None:
    """Only if it is there it can be started."""
    for windows, name in ((False, "server"), (True, "server.exe")):
        python = str(tmp_path / "client")
        origin = Origin(frozen=True, windows=windows, python=python, script="client")
        assert origin.command("server") == []
        (tmp_path / name).touch()
        assert origin.command("server") == [str(tmp_path / name)]


def test_the_command_otherwise(tmp_path: Path) -> None:
    """Python runs it; without a Python there is none."""
    assert SOURCE.command("server") == ["python", "-m", "app.server"]
    assert INSTALLED.command("server") == ["/v/bin/python", "-m", "app.server"]
    assert Origin(frozen=False, windows=False, python="", script="x").command("server") == []


def test_this_program() -> None:
    """The tests are run by Python, from source."""
    assert this_origin().command("client") == [sys.executable, "-m", "app.client"]
