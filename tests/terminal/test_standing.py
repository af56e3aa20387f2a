"""What a client tells around its input line, and what it knows of earlier conversations."""

import re
from pathlib import Path

import pytest

from tests.terminal.room import Client, Peer, Server, StartClient

TAB, UP, RIGHT, CTRL_D = "\t", "\x1b[A", "\x1b[C", "\x04"
LOST, GOT = "\x1b[O", "\x1b[I"


def wait_bottom(client: Client, pattern: str) -> None:
    """Wait until the row at the bottom is this."""
    client.terminal.wait_until(lambda: bool(re.fullmatch(pattern, client.bottom)), pattern)


def test_names_and_commands_are_completed(
    ana: Client, peer: Peer, start_client: StartClient
) -> None:
    """Who spoke last comes first; at the beginning of a line a name is followed by a colon."""
    start_client("boris").enter("hello")
    ana.wait_heard("hello")
    ana.terminal.type("B" + TAB + TAB)
    ana.terminal.wait_until(lambda: "ana> boris:" in ana.terminal.rows, "who spoke last")
    ana.terminal.type(TAB)
    ana.terminal.wait_until(lambda: "ana> bot:" in ana.terminal.rows, "who is here, too")
    ana.terminal.type("\x03:ms" + TAB + "bot" + TAB)
    ana.wait_input(":msg bot ")
    ana.enter("psst")
    assert peer.next("whispered", name="ana")["text"] == "psst"


def test_what_was_typed_before(start_client: StartClient, peer: Peer, tmp_path: Path) -> None:
    """It comes back in the next conversation, but not whispers, what may be one, or was wrong."""
    ana = start_client()
    for line in (
        ":bell never",
        "first",
        ":msg bot secret",
        ":mgs bot secret",
        "two\nlines",
        ":who",
    ):
        ana.enter(line)
    ana.wait_for("2 here: ana, bot")
    ana.terminal.type(UP * 4)  # one of them within the text of two lines
    ana.wait_input(":mgs bot secret")
    ana.terminal.type("\x03" + CTRL_D)
    assert ana.end() == 0
    (file,) = tmp_path.rglob("typed-lines")
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.read_text("utf-8") == "first\ntwo\\nlines\n:who\n"
    again = start_client()
    again.terminal.type(UP * 4)
    again.wait_input("first")
    again.terminal.type("\x03:w")
    again.wait_for("> :who")
    again.terminal.type(RIGHT)
    again.wait_input(":who")


def test_a_folder_that_cannot_be_written(start_client: StartClient, tmp_path: Path) -> None:
    """Nothing is kept, and nothing else happens."""
    (tmp_path / "file").write_text("no folder")
    ana = start_client(env={"XDG_DATA_HOME": str(tmp_path / "file")})
    ana.enter("hello")
    ana.wait_heard("hello")
    ana.wait_input("")


def test_several_lines_are_one_message(ana: Client, peer: Peer) -> None:
    """Whole, with their line ends."""
    ana.terminal.type("one\x0atwo\x0a:who")
    ana.enter()
    assert peer.next("said", name="ana")["text"] == "one\ntwo\n:who"


def test_how_things_stand(ana: Client, peer: Peer, server: Server) -> None:
    """The room, who is here, and how the connection fares; nothing of it stays when one leaves."""
    wait_bottom(ana, "lobby · 2 here · connected")
    peer.close()
    wait_bottom(ana, "lobby · 1 here · connected")
    server.kill()
    wait_bottom(ana, r"lobby · reconnecting in \d s")
    ana.enter("unsent")
    wait_bottom(ana, r"lobby · (reconnecting in \d s|connecting …) · 1 unsent")
    ana.terminal.resize(20, 24)
    wait_bottom(ana, r"reconnecting in \d s|connecting …")
    ana.terminal.resize(80, 24)
    server.start()
    wait_bottom(ana, "lobby · 1 here · connected")
    ana.terminal.type(CTRL_D)
    assert ana.end() == 0
    assert not [line for line in ana.terminal.lines if "lobby ·" in line or "connecting" in line]


def test_waiting_for_a_server(server: Server, start_client: StartClient) -> None:
    """Where none has been yet."""
    server.kill()
    ana = start_client(port=server.port)
    ana.answer("n")
    wait_bottom(ana, "waiting for a server")


@pytest.mark.parametrize("columns", [20, 300])
def test_what_came_while_nobody_looked(peer: Peer, start_client: StartClient, columns: int) -> None:
    """It is counted in the title and at the bottom until somebody looks."""
    ana = start_client(columns=columns)
    ana.terminal.type("x" + LOST)
    ana.wait_input("x")
    peer.say("one", "two")
    ana.wait_heard("two")
    ana.terminal.wait_until(lambda: ana.terminal.title == "(2) lobby – Realtime Chat", "a title")
    ana.terminal.wait_until(lambda: ana.bottom.endswith("2 unread"), "the bottom")
    ana.terminal.type(GOT)
    ana.terminal.wait_until(lambda: ana.terminal.title == "lobby – Realtime Chat", "the title")
    peer.say("three")
    ana.wait_heard("three")
    ana.terminal.wait_until(lambda: "lobby" in ana.bottom and "unread" not in ana.bottom)
    assert ana.terminal.title == "lobby – Realtime Chat"
