"""Starting a server for somebody who has none."""

import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from app.client import starting
from app.client.starting import (
    GRACE_S,
    LOG_LIMIT_BYTES,
    START_LIMIT_S,
    TOLD_LIMIT_CHARS,
    TOLD_LIMIT_LINES,
    comes_up,
    end_of,
    last_lines,
    log_name,
)


@pytest.fixture
def port() -> Iterator[int]:
    """Where somebody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield int(listener.getsockname()[1])


class InWindow:
    """A server in a window of its own; it runs until somebody has waited `runs_s` for its end."""

    stdout = None

    def __init__(self, runs_s: float) -> None:
        self._runs_s = runs_s

    def poll(self) -> int | None:
        return 1 if self._runs_s <= 0 else None

    def wait(self, limit_s: float) -> int:
        self._runs_s -= limit_s
        if self._runs_s > 0:
            raise subprocess.TimeoutExpired("a server", limit_s)
        return 1


@pytest.mark.parametrize(("runs_s", "up"), [(GRACE_S / 2, False), (GRACE_S + 1, True)])
def test_whose_server_it_is_that_answers(port: int, runs_s: float, up: bool) -> None:
    """One that ends at once has found the port taken: the window that stays is not its own."""
    child = cast("subprocess.Popen[bytes]", InWindow(runs_s))
    assert comes_up(child, "127.0.0.1", port) is up


def test_a_window_that_ends_before_anybody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is looked at again and again, and not up."""
    looks: list[int] = []

    def answers(host: str, port: int, limit_s: float) -> bool:
        looks.append(port)
        return False

    monkeypatch.setattr(starting, "answers", answers)
    child = cast("subprocess.Popen[bytes]", InWindow(starting.PROBE_PAUSE_S * 2.5))
    assert START_LIMIT_S > starting.PROBE_PAUSE_S * 3
    assert not comes_up(child, "127.0.0.1", 1)
    assert len(looks) == 3


def test_the_name_of_a_log() -> None:
    """One for every address, of characters that every system takes in a name."""
    assert log_name("127.0.0.1", 6000) == "server-127.0.0.1-6000.log"
    assert log_name("::1", 6000) == "server-__1-6000.log"
    assert log_name("../a b%lo", 1) == "server-.._a_b_lo-1.log"
    assert len(log_name("x" * 300, 65535)) < 100


def test_how_much_of_a_log_is_read(tmp_path: Path) -> None:
    """Its end; and nothing if there is none."""
    log = tmp_path / "log"
    assert end_of(log) == b""
    log.write_bytes(b"short")
    assert end_of(log) == b"short"
    log.write_bytes(b"x" * LOG_LIMIT_BYTES + b"the end")
    assert end_of(log) == b"x" * (LOG_LIMIT_BYTES - 7) + b"the end"


def test_the_end_of_a_log() -> None:
    """A few lines, clean and cut."""
    assert last_lines(b"") == ""
    assert last_lines(b"one\r\ntwo\n") == "   one\n   two"
    log = b"gone\n" * 9000 + b"x" * 4000 + b"\n\x1b[2J\xff\n"
    lines = last_lines(log).split("\n")
    assert len(lines) == TOLD_LIMIT_LINES
    assert lines[-1] == "   ␛[2J\ufffd"
    assert max(map(len, lines)) == TOLD_LIMIT_CHARS + 3


@pytest.mark.parametrize("background", [True, False])
def test_how_a_server_is_started(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, background: bool
) -> None:
    """In the background it writes its log itself, since only so the log does not grow for ever."""
    started: list[list[str]] = []

    def start(command: list[str], *_: object) -> None:
        started.append(command)
        raise OSError(2, "No such program")

    name = "start_in_background" if background else "start_in_window"
    monkeypatch.setattr(f"app.system.processes.{name}", start)
    logs = tmp_path if background else None
    told = starting.start_server(["server"], "127.0.0.1", 6001, "./server", logs, None)
    assert told == "A server could not be started (No such program). Try it by hand: ./server"
    log = str(tmp_path / "server-127.0.0.1-6001.log")
    quiet = ["--no-console", "--log-level", "warning", "--log-file", log] if background else []
    assert started == [["server", "--host", "127.0.0.1", "--port", "6001", *quiet]]


class Started:
    """A server in the background; Ctrl+C comes as soon as it runs."""

    pid = 1
    stdout = None
    returncode: int | None = None

    def __init__(self) -> None:
        signal.raise_signal(signal.SIGINT)
        self.killed = False

    def kill(self) -> None:
        self.killed = True

    def poll(self) -> int | None:
        return self.returncode


def test_ctrl_c_just_when_a_server_was_started(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It is known by then, and not left behind; Ctrl+C means again what it meant."""
    children: list[Started] = []

    def start(*_: object) -> Started:
        children.append(Started())
        return children[0]

    monkeypatch.setattr("app.system.processes.start_in_background", start)
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        starting.start_server(["server"], "127.0.0.1", 6001, "./server", tmp_path, None)
    assert [child.killed for child in children] == [True]
    assert signal.getsignal(signal.SIGINT) is before
