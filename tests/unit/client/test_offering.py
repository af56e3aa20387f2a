"""Whether to offer a server, and what was answered."""

import socket
import subprocess
import sys

import pytest

from app.client import offering
from app.client.cli import server_options
from app.client.offering import is_missing, is_yes


@pytest.mark.parametrize("answer", ["\n", "y\n", "Y\r\n", " yes \n", "YES"])
def test_yes(answer: str) -> None:
    """Enter alone is one."""
    assert is_yes(answer)


@pytest.mark.parametrize("answer", ["n\n", "No\n", "hello\n", "yellow\n"])
def test_no(answer: str) -> None:
    """Whatever else is typed starts nothing."""
    assert not is_yes(answer)


@pytest.mark.parametrize(
    ("address", "options"),
    [
        (("127.0.0.1", 6000), []),
        (("localhost", 6000), []),
        (("127.0.0.1", 7000), ["--port", "7000"]),
        (("::1", 6001), ["--host", "::1", "--port", "6001"]),
    ],
)
def test_the_options_of_a_server(address: tuple[str, int], options: list[str]) -> None:
    """Only those that make a difference."""
    assert server_options(*address) == options


def test_a_server_is_there_or_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is there also where its address could be taken beside it; else nobody notices the look."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        port = listener.getsockname()[1]
        assert not is_missing("127.0.0.1", port)
        with pytest.raises(BlockingIOError):
            listener.accept()
        monkeypatch.setattr(offering, "is_free", lambda host, port: True)
        assert not is_missing("127.0.0.1", port)
        listener.accept()[0].close()
    assert is_missing("127.0.0.1", port)


def test_what_starts_a_program_is_imported_only_for_that() -> None:
    """Asking is quick."""
    program = (
        "import sys, app.client.cli, app.client.offering; from app.system.programs import "
        "this_origin; this_origin().how_to_start('server'); this_origin().command('server'); "
        "print('subprocess' in sys.modules, 'app.client.starting' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], stdout=subprocess.PIPE, check=True)
    assert done.stdout.split() == [b"False", b"False"]
