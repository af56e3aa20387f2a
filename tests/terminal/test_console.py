"""The host's console: the log above, the half-typed order below, and what orders do."""

import os
import re
import shlex
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.processes import scale
from tests.support.terminal import DEADLINE_S, Terminal
from tests.terminal.room import Peer, environment

PROMPT = "host> "
COMMAND = [sys.executable, "-W", "error", "-m", "app.server", "--port", "0", "--rate", "0"]


class Console:
    """A server in a terminal, and its host."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        terminal.wait_for("Listening on")
        self.port = int(terminal.lines[0].rpartition(":")[2])
        self.wait_input("")

    def shows_input(self, text: str) -> bool:
        """Whether the last row is the prompt and `text`, the cursor behind it."""
        row = f"{PROMPT}{text}"
        at = (len(row), len(self.terminal.rows) - 1)
        return self.terminal.rows[-1:] == [row.rstrip()] and self.terminal.cursor == at

    def wait_input(self, text: str) -> None:
        self.terminal.wait_until(lambda: self.shows_input(text), f"the input {text!r}")

    def order(self, line: str, answer: str) -> None:
        """Type an order, and wait for an answer with this in it."""
        self.terminal.type(f"{line}\r")
        self.terminal.wait_for(answer)
        self.wait_input("")


@pytest.fixture
def console(tmp_path: Path) -> Iterator[Console]:
    with Terminal(COMMAND, environment(tmp_path), columns=120, rows=40) as terminal:
        yield Console(terminal)
        assert b"Traceback" not in terminal.written


def end(terminal: Terminal) -> None:
    """Check that it has ended well, and that the terminal is as it was."""
    assert terminal.wait_end() == 0
    assert terminal.modes == terminal.modes_before
    assert terminal.title == ""
    assert not [row for row in terminal.rows if row.startswith(PROMPT.rstrip()) and row == PROMPT]


def test_a_half_typed_order_stays_whole_while_the_log_runs(console: Console) -> None:
    """And each line of the log is a row of its own, with the time."""
    console.terminal.type(":say dinner is")
    console.wait_input(":say dinner is")
    for number in range(30):
        with Peer(console.port, f"guest-{number}"):
            pass
    console.terminal.wait_for("guest-29 left")
    console.wait_input(":say dinner is")
    rows = [line for line in console.terminal.lines if " joined (connection " in line]
    assert len(rows) == 30
    for row in rows:
        assert re.fullmatch(r"\d\d:\d\d:\d\d guest-\d+ joined \(connection \d+, json\)", row)
    with Peer(console.port) as bot:
        console.terminal.type(" ready\r")
        assert bot.next("notice")["text"] == "host: dinner is ready"


def test_orders(console: Console) -> None:
    """What is ordered stands above, and then its answer, set in."""
    with Peer(console.port) as bot:
        console.order(":help", "  :kick NAME [REASON]  ")
        console.order("/who", "  bot in lobby, connection 1, 127.0.0.1:")
        console.order(":stats", "  1 person in 1 room")
        console.order(":kcik bot", "did you mean :kick?")
        console.terminal.type(":k")
        console.wait_input(":k")  # what was wrong is not suggested
        console.terminal.type("\x15:b\t")
        console.terminal.wait_for(" :ban    keep somebody out")
        console.terminal.type("\x15")
        console.order(":kick bot shouting", "  The host removed bot: shouting.")
        assert bot.next("error")["code"] == "kicked"
    console.terminal.wait_for("bot left (connection 1): was kicked by the host")
    assert "host> :kick bot shouting" in console.terminal.lines
    assert not [line for line in console.terminal.lines if " the host removed" in line]


def test_what_is_no_order_is_said_to_nobody(console: Console) -> None:
    with Peer(console.port) as bot:
        console.order("hello", "Nobody was told. Type :say TEXT to say something")
        console.order("kick bot", "Did you mean :kick bot ?")
        console.order(":say the end", "Everybody was told.")
        assert bot.next("notice")["text"] == "host: the end"


def test_warnings_are_marked_without_colours(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "bans.json").write_text("{")
    command = [*COMMAND, "--data", str(folder)]
    with Terminal(command, environment(tmp_path, NO_COLOR="1"), columns=300) as terminal:
        console = Console(terminal)
        assert [row for row in terminal.lines if re.match(r"[\d:]{8} !! NOBODY IS BANNED", row)]
        console.order(
            ":ban ana", "It holds until the server stops, since bans.json cannot be read."
        )
        assert (folder / "bans.json").read_text() == "{"
        assert not re.search(rb"\x1b\[[\d;]*3\dm", terminal.written)


@pytest.mark.parametrize("keys", [":stop\r", "/STOP\r", "\x03", "\x04"])
def test_the_server_is_stopped(console: Console, keys: str) -> None:
    """By an order or a key; everybody is told."""
    with Peer(console.port) as bot:
        console.terminal.type(keys)
        assert bot.next("notice")["code"] == "stopping"
    end(console.terminal)
    assert any(line.endswith(" stopped") for line in console.terminal.lines)


def test_the_log_file_has_all_of_it(tmp_path: Path) -> None:
    """And the console has it in short."""
    file = tmp_path / "chat.log"
    command = [*COMMAND, "--log-file", str(file)]
    with Terminal(command, environment(tmp_path), columns=120) as terminal:
        console = Console(terminal)
        with Peer(console.port):
            terminal.wait_for("bot joined (connection 1, json)")
        console.order(":ban bot forever rude", "The host banned bot for ever: rude.")
        terminal.type("\x03")
        end(terminal)
    log = file.read_text("utf-8")
    assert re.search(
        r"^\d{4}-\d\d-\d\d [\d:,]+ INFO bot joined \(connection 1, json\)$", log, re.MULTILINE
    )
    assert re.search(r"INFO the host banned bot .*for ever: rude$", log, re.MULTILINE)


def test_a_window_that_nobody_reads_holds_nobody(console: Console) -> None:
    """As a click into a window does it: the chat goes on, and the end comes as it should."""
    written = len(console.terminal.written)
    with Peer(console.port, "ana") as ana:
        for number in range(700):  # more than a terminal holds
            with Peer(console.port, f"guest-{number}-{'x' * 10}"):
                pass
        ana.say("still here")
        assert ana.next("said")["text"] == "still here"
    assert len(console.terminal.written) == written, "somebody has read"
    began = time.monotonic()
    console.terminal.signal(signal.SIGTERM)
    assert console.terminal.process.wait(scale(DEADLINE_S)) == 0
    assert time.monotonic() - began < scale(8)
    assert console.terminal.modes == console.terminal.modes_before


@pytest.mark.parametrize(
    ("options", "more"), [(["--no-console"], {}), ([], {"TERM": "dumb"})], ids=["asked", "dumb"]
)
def test_no_console(tmp_path: Path, options: list[str], more: dict[str, str]) -> None:
    """A plain log as ever, and no prompt."""
    with Terminal([*COMMAND, *options], environment(tmp_path, **more), columns=200) as terminal:
        terminal.wait_for(" INFO realtime-chat ")
        terminal.type("\x03")
        assert terminal.wait_end() == 0
        assert b"\x1b" not in terminal.written
        assert b"host>" not in terminal.written


def test_a_job_in_the_background_serves(tmp_path: Path) -> None:
    """`server &`: who reads from the terminal then is stopped by the system, so it does not."""
    job = ["/bin/sh", "-c", f"set -m; {shlex.join(COMMAND)} & echo job $!; wait"]
    with Terminal(job, environment(tmp_path), columns=200) as terminal:
        terminal.wait_for(" INFO realtime-chat ")
        port = terminal_line(terminal, "Listening on 127.0.0.1:")
        with Peer(port):
            terminal.wait_for("bot joined")
        os.kill(terminal_line(terminal, "job "), signal.SIGTERM)
        terminal.wait_for(" INFO stopped")
        assert terminal.wait_end() == 0


def terminal_line(terminal: Terminal, before: str) -> int:
    """The number behind this in a line."""
    (line,) = [line for line in terminal.lines if line.startswith(before)]
    return int(line.removeprefix(before))
