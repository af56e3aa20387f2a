"""The window around a conversation: its title, what it can show, and the server's own."""

import os
import re
import sys
from pathlib import Path

import pytest

from tests.support.terminal import Terminal
from tests.terminal.room import Peer, Server, StartClient, environment


def test_the_clients_title(server: Server, start_client: StartClient) -> None:
    """It says where one is, and is as before in the end."""
    ana = start_client()
    ana.wait_input("")
    assert ana.terminal.title == "lobby – Realtime Chat"
    ana.terminal.type("\x04")
    assert ana.end() == 0
    assert ana.terminal.title == ""
    assert ana.terminal.written.endswith(b"\x1b[23;0t")


@pytest.mark.parametrize("term", ["vt100", "linux"])
def test_a_terminal_without_a_title(start_client: StartClient, term: str) -> None:
    """It is not sent what it would show."""
    ana = start_client(env={"TERM": term})
    ana.wait_input("")
    ana.terminal.type("\x04")
    assert ana.end() == 0
    assert b"\x1b]" not in ana.terminal.written
    assert not re.search(rb"\x1b\[[\d;]*t", ana.terminal.written)


@pytest.mark.parametrize("term", ["xterm-256color", "dumb"])
def test_the_servers_window(tmp_path: Path, term: str) -> None:
    """It says where it listens, how others join, what it keeps, and how it is stopped."""
    command = [sys.executable, "-W", "error", "-m", "app.server", "--port", "0"]
    with Terminal(command, environment(tmp_path, TERM=term), columns=300) as window:
        window.wait_for("host>" if term != "dumb" else "No orders can be typed here: TERM is dumb.")
        listening, join, kept, stop = window.lines[:4]
        address = listening.removeprefix("Listening on ")
        assert re.fullmatch(r"127\.0\.0\.1:\d+", address)
        assert join.startswith("Others on this computer join by starting: ")
        assert join.endswith(f" -m app.client {address}")
        folder = Path(kept.removeprefix("What is said is kept in ").removesuffix("."))
        assert (folder / "chat.db").is_file()
        assert folder.is_relative_to(tmp_path)
        orders = "Type :help for orders. Ctrl+C, Ctrl+D or closing this window stops the server."
        assert stop == (
            orders if term != "dumb" else "Ctrl+C, or closing this window, stops the server."
        )
        if term != "dumb":
            assert sum(str(folder) in line for line in window.lines) == 1
        assert window.title == ("" if term == "dumb" else f"Realtime Chat server – {address}")
        window.type("\x03")
        assert window.wait_end() == 0
        assert window.title == ""
        assert (b"\x1b" in window.written) == (term != "dumb")


@pytest.mark.parametrize("options", [(), ("--plain",)], ids=["screen", "plain"])
def test_a_terminal_that_cannot_show_everything(
    start_client: StartClient, peer: Peer, options: tuple[str, ...]
) -> None:
    """A terminal of another encoding gets no mixed-up bytes; what it has no sign for is a `?`."""
    ana = start_client("ana", *options, env={"PYTHONIOENCODING": "latin-1", "TERM": "vt100"})
    peer.say("wörld 🙂", "the end")
    ana.wait_for("the end")
    assert "wörld ?" in ana.terminal.written.decode("latin-1")
    os.write(ana.terminal.fileno(), "café\r".encode("latin-1"))
    assert peer.next("said", name="ana")["text"] == "café"
