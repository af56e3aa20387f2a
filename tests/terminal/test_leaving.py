"""Leaving, in every way, gives the terminal back as it was."""

import contextlib
import re
import signal
import sys
from pathlib import Path

import pytest

from tests.support.proxy import Proxy
from tests.support.terminal import Terminal
from tests.terminal.room import Client, Peer, Server, StartClient, environment

CTRL_C, CTRL_D = "\x03", "\x04"
LEAVE = "Press Ctrl+C again, or type :quit, to leave."
ALTERNATE_SCREEN = re.compile(rb"\x1b\[\?(47|1047|1049)[hl]")


def assert_given_back(client: Client) -> None:
    """The terminal is as it was, the cursor below the conversation, nothing half-typed left."""
    terminal = client.terminal
    assert terminal.modes == terminal.modes_before
    assert terminal.title == ""
    assert terminal.cursor_shown
    assert terminal.cursor == (0, len(terminal.rows))
    assert not [line for line in terminal.lines if line.startswith(f"{client.name}>")]
    assert not ALTERNATE_SCREEN.search(terminal.written)
    for mode in (b"?2004", b"?1000", b"?1003", b"?1006"):
        on, off = terminal.written.rfind(mode + b"h"), terminal.written.rfind(mode + b"l")
        assert on <= off, mode
    assert terminal.written.rfind(b"\x1b[?7h") > terminal.written.rfind(b"\x1b[?7l")


def test_ctrl_c_clears_a_half_line_and_then_leaves(ana: Client, peer: Peer) -> None:
    """Ctrl+C throws the half line away; on an empty line it asks, and the next one leaves."""
    ana.type("half a line")
    ana.terminal.type(CTRL_C)
    ana.wait_input("")
    assert LEAVE not in "".join(ana.terminal.rows)
    ana.terminal.type(CTRL_C)
    ana.wait_for(LEAVE)
    ana.type("another")
    ana.terminal.wait_until(lambda: LEAVE not in "".join(ana.terminal.rows), "the usual row")
    ana.terminal.type(CTRL_C)
    ana.wait_input("")
    ana.terminal.type(CTRL_C)
    ana.wait_for(LEAVE)
    ana.terminal.type(CTRL_C)
    assert ana.end() == 0
    assert_given_back(ana)
    assert peer.next("left")["names"] == ["ana"]


@pytest.mark.parametrize("keys", [CTRL_D, CTRL_D * 3, ":quit\r", "/quit\r" + CTRL_D])
def test_leaving(ana: Client, peer: Peer, keys: str) -> None:
    """Ctrl+D and `:quit` leave, with status 0; what was to be seen stays to be seen."""
    peer.say("first", "second")
    ana.wait_heard("second")
    ana.terminal.type(keys)
    assert ana.end() == 0
    assert_given_back(ana)
    assert ana.said() == ["first", "second"]
    assert peer.next("left")["names"] == ["ana"]


@pytest.mark.parametrize("in_time", [True, False])
def test_quit_in_plain_lines_waits_for_the_acknowledgement(
    server: Server, peer: Peer, start_client: StartClient, in_time: bool
) -> None:
    """What was said last is not called lost while it is on its way; but that has a limit."""
    with contextlib.closing(Proxy(server.port)) as proxy:
        ana = start_client("ana", "--plain", port=proxy.port)
        ana.wait_for("-- Connected. You are ana")
        proxy.hold_answers()
        ana.enter("last words")
        ana.enter(":quit")
        assert peer.next("said")["text"] == "last words"
        if in_time:
            proxy.release()
        assert ana.end() == (0 if in_time else 3)
        assert ("Giving up" in "".join(ana.terminal.lines)) is not in_time
        proxy.release()
        assert peer.next("left")["names"] == ["ana"]


def test_ctrl_d_on_a_half_line_does_not_leave(ana: Client, peer: Peer) -> None:
    """Ctrl+D leaves on an empty line only."""
    ana.type("half a line")
    ana.terminal.type(CTRL_D)
    peer.say("marker")
    ana.wait_heard("marker")
    ana.wait_input("half a line")


def test_leaving_right_after_speaking(ana: Client, peer: Peer) -> None:
    """What was said is still delivered, and shown, when one leaves at once."""
    ana.terminal.type("goodbye\r" + CTRL_D)
    assert ana.end() == 0
    assert peer.next("said", name="ana")["text"] == "goodbye"
    assert ana.said() == ["goodbye"]
    assert_given_back(ana)


def test_leaving_while_messages_pour_in(ana: Client, peer: Peer) -> None:
    """A busy room keeps nobody; what is left to be seen is in order and without holes."""
    messages = [f"message {n}" for n in range(5000)]
    peer.say(*messages)
    ana.wait_scrolled(100)
    ana.terminal.type(CTRL_D)
    assert ana.end() == 0
    seen = ana.said()
    assert seen == messages[: len(seen)]
    assert_given_back(ana)


def test_leaving_with_an_unsent_message_says_so(
    server: Server, start_client: StartClient, tmp_path: Path
) -> None:
    """What no server has acknowledged is told on the way out, with status 3."""
    errors = tmp_path / "stderr"
    ana = start_client(stderr=errors)
    ana.wait_input("")
    server.pause()
    ana.enter("does anybody hear this?")
    ana.wait_for("… does anybody")
    ana.terminal.type(CTRL_D)
    assert ana.end() == 3
    assert errors.read_text("utf-8").splitlines() == [
        "Not acknowledged by a server, so perhaps not sent:",
        "   does anybody hear this?",
    ]
    assert_given_back(ana)


def test_leaving_without_a_server(server: Server, start_client: StartClient) -> None:
    """Without a server one can leave as well; what was typed for it is told, with status 3."""
    server.kill()
    ana = start_client(port=server.port)
    ana.answer("n")
    ana.wait_for("-- There is no server")
    ana.enter("hello?")
    ana.wait_for("… hello?")
    ana.terminal.type(CTRL_D)
    assert ana.end() == 3
    assert ana.terminal.rows[-2:] == [
        "Not acknowledged by a server, so perhaps not sent:",
        "   hello?",
    ]
    assert_given_back(ana)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_being_ended(ana: Client, number: signal.Signals) -> None:
    """A signal ends the program as leaving does: the terminal is given back."""
    ana.type("half a line")
    ana.terminal.signal(number)
    assert ana.end() == (130 if number == signal.SIGINT else 0)
    assert_given_back(ana)


def test_closing_the_window(start_client: StartClient, peer: Peer, tmp_path: Path) -> None:
    """When its window is closed, the program ends as if one had left, without a traceback."""
    errors = tmp_path / "stderr"
    ana = start_client(stderr=errors)
    ana.type("half a line")
    ana.terminal.close_window()
    assert peer.next("left")["names"] == ["ana"]
    ana.terminal.process.wait(10)
    assert "Traceback" not in errors.read_text("utf-8")


def test_nothing_is_said_on_stderr(start_client: StartClient, tmp_path: Path) -> None:
    """A conversation without trouble writes nothing to stderr."""
    errors = tmp_path / "stderr"
    ana = start_client(stderr=errors)
    ana.enter("hello")
    ana.wait_heard("hello")
    ana.terminal.resize(60, 20)
    ana.wait_input("")
    ana.terminal.type(CTRL_D)
    assert ana.end() == 0
    assert errors.read_bytes() == b""


def test_a_bug_gives_the_terminal_back(tmp_path: Path) -> None:
    """What is raised while a line is carried out ends the program; nobody has to press Enter."""
    program = (
        "from app.terminal import Terminal\n"
        "terminal = Terminal(lambda: [('', 'ana> ')], list, int, lambda: None, {})\n"
        "terminal.run(lambda: None)\n"
    )
    with Terminal([sys.executable, "-c", program], environment(tmp_path)) as terminal:
        ana = Client(terminal, "ana")
        ana.wait_input("")
        ana.enter("no number")
        assert ana.end() == 1
        assert "ValueError" in terminal.rows[-1]
        assert terminal.modes == terminal.modes_before
