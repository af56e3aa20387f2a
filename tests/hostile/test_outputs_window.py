"""The server in a terminal of its own, and a client with a hostile name for oneself."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.attacks import ATTACKS, HARMLESS, assert_harmless, assert_nothing_forged
from tests.support.given import Connect
from tests.support.processes import ServerProgram
from tests.support.terminal import Terminal
from tests.terminal.room import environment

ADDRESS = re.compile(r"Listening on 127\.0\.0\.1:(\d+)")
# The window's title, from the first to the last, and what draws the input line.
SERVER = re.compile(
    r"\x1b\[22;0t\x1b\]0;Realtime Chat server – 127\.0\.0\.1:\d+\x07|\x1b\]0;\x07\x1b\[23;0t"
    r"|\x1b\[(?:\?(?:1|7|12|25|1004|2004)[hl]|\d*[ABCD]|[JK]|[0-9;]*m)|\x08|\r"
)
CLIENT = re.compile(
    r"\x1b\[(?:\?(?:1|7|12|25|1004|2004)[hl]|\d*[ABCD]|[JK]|[0-9;]*m)|\x08|\r"
    r"|\x1b\[2[23];0t|\x1b\]0;(?:[^\x00-\x1f\x7f-\x9f]* – )?Realtime Chat\x07|\x1b\]0;\x07"
)
NAMES = ["erase", "OSC 52: the clipboard", "C1 as CSI, OSC and DCS", "bidi overrides", "fillers"]
NAMES += ["forged lines", "forged lines after return", "a tower of marks", "separators"]


@pytest.fixture
def window(tmp_path: Path) -> Iterator[Terminal]:
    """A server in a terminal, which keeps what is said in a folder of a hostile name."""
    folder = tmp_path / "\x1b]0;harm\x07\x9b2J\u202e\n-- ana left\r!! Harm"
    command = [sys.executable, "-W", "error", "-m", "app.server", "--port", "0", "--rate", "0"]
    with Terminal([*command, "--data", str(folder)], environment(tmp_path)) as terminal:
        terminal.wait_for("host>")
        yield terminal


def check(terminal: Terminal, own: re.Pattern[str]) -> None:
    """Check all that stands and stood in a terminal."""
    terminal.pump()
    assert_harmless(bytes(terminal.written), own)
    assert_nothing_forged(terminal.lines)


def test_the_server_s_window(window: Terminal, connect: Connect) -> None:
    """Its title, its sentences and its log hold, whoever comes and whatever its folder is."""
    found = ADDRESS.search("\n".join(window.lines))
    assert found
    port = int(found[1])
    for text in (*ATTACKS.values(), *HARMLESS.values()):
        # A hello with a lone surrogate is no JSON, and never answered.
        with connect(port, text.encode("utf-8", "replace").decode()) as peer:
            peer.tell("nick", name=text)
            peer.tell("say", text=text)
            peer.tell(text)
    with connect(port, "last"):
        pass
    window.wait_for("last left")
    check(window, SERVER)
    assert window.title == f"Realtime Chat server – 127.0.0.1:{port}"
    window.type("\x03")
    assert window.wait_end() == 0
    check(window, SERVER)


def test_a_hostile_name_that_was_asked_for(server: ServerProgram, tmp_path: Path) -> None:
    """`--name` may have been pasted: its prompt and what is said of it are harmless."""
    name = "".join(ATTACKS[attack].replace("\0", "")[:20] for attack in NAMES)
    address = f"127.0.0.1:{server.port}"
    command = [sys.executable, "-W", "error", "-m", "app.client", address, "--name", name]
    with Terminal(command, environment(tmp_path)) as terminal:
        terminal.wait_for("Connected. You are")
        terminal.type("hello\r")
        terminal.wait_for(": hello")
        check(terminal, CLIENT)
        terminal.type("\x04")
        assert terminal.wait_end() == 0
