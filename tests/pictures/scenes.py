"""What the pictures show: people who talk, and a host who keeps order, in real programs."""

import re
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from tests.pictures.svg import Cell, draw
from tests.support.terminal import Terminal
from tests.terminal.room import Client, Peer, Server, environment

STEADY = {
    r"\b\d\d:\d\d:\d\d\b": "14:03:27",
    r"\b\d\d:\d\d\b": "14:03",
    r"(?<=127\.0\.0\.1:)\d{5}\b": "52014",
}
"""What is another one each time, and what stands for it, as wide."""
COLOURS = {"COLORTERM": "truecolor"}


def room(home: Path) -> str:
    """Three people in a room; one of them has half typed an answer."""
    with ExitStack() as end:
        server = Server(home)
        end.callback(server.kill)
        bo = end.enter_context(Peer(server.port, "bo"))
        cem = end.enter_context(Peer(server.port, "cem"))
        ana = _client(end, home, server, "ana", 76, 17)
        bo.say("the build is green 🎉")
        ana.wait_heard("the build is green 🎉")
        cem.send(type="say", text="dances", kind="action")
        cem.say(
            "ana, can you look at this when you have a minute?\n"
            "    if retries > LIMIT:\n        raise TooMany(retries)"
        )
        ana.wait_for("raise TooMany")
        bo.send(type="whisper", to="ana", text="coffee at three?")
        ana.wait_for("coffee at three?")
        ana.enter(":reply with pleasure")
        ana.wait_for("with pleasure")
        with Peer(server.port, "dora"), Peer(server.port, "emil"):
            ana.wait_for("dora and emil joined")
            bo.say("日本語も大丈夫 — see https://example.org/notes/2026/11/release-plan")
            ana.wait_for("release-plan")
            ana.type("and your half-typed line stays whol")
            return _picture(ana.terminal)


def paste(home: Path) -> str:
    """Several lines were pasted, in a narrow window."""
    with ExitStack() as end:
        server = Server(home)
        end.callback(server.kill)
        ana = _client(end, home, server, "ana", 46, 10)
        ana.enter("here is what it says:")
        ana.wait_heard("here is what it says:")
        ana.terminal.type("\x1b[200~one\ntwo\nthree\n\x1b[201~")
        ana.wait_for("Send 3 lines")
        end_of_it = ["ana>", " lobby · 1 here · connected"]
        ana.terminal.wait_until(lambda: ana.terminal.rows[-2:] == end_of_it, "all of it")
        return _picture(ana.terminal)


def console(home: Path) -> str:
    """The host's window."""
    command = [sys.executable, "-m", "app.server", "--port", "0", "--no-history"]
    with ExitStack() as end:
        terminal = end.enter_context(
            Terminal(command, environment(home, **COLOURS), columns=86, rows=15)
        )
        terminal.wait_for("Listening on")
        port = int(terminal.lines[0].rpartition(":")[2])
        for name in ("ana", "bo", "cem"):
            end.enter_context(Peer(port, name))
            terminal.wait_for(f"{name} joined")
        for order, answer in (
            (":mute cem 10m shouting", "The host muted cem"),
            (":slow 5", "Slow mode"),
            (":say Lunch is at noon.", "Everybody was told"),
            (":op ana", "The host made ana an operator"),
            (":rooms", "lobby"),
        ):
            terminal.type(f"{order}\r")
            terminal.wait_for(f"  {answer}")
        terminal.type(":ki")
        terminal.wait_until(lambda: terminal.rows[-1].endswith(":ki"))
        return _picture(terminal)


SCENES: dict[str, Callable[[Path], str]] = {"room": room, "paste": paste, "console": console}
"""By the names of their files in docs/."""


def _client(
    end: ExitStack, home: Path, server: Server, name: str, columns: int, rows: int
) -> Client:
    """A client that is in the room."""
    command = [sys.executable, "-m", "app.client", f"127.0.0.1:{server.port}", "--name", name]
    terminal = Terminal(command, environment(home, **COLOURS), columns=columns, rows=rows)
    client = end.enter_context(Client(terminal, name))
    client.wait_for("Connected.")
    client.wait_input("")
    return client


def _picture(terminal: Terminal) -> str:
    cells = [
        [Cell(c.data, c.fg, c.bg, c.bold, c.italics, c.underscore, c.reverse) for c in row]
        for row in terminal.cells
    ]
    used = max(number for number, row in enumerate(cells) if "".join(c.text for c in row).strip())
    cursor = terminal.cursor if terminal.cursor_shown else None
    return draw([_steady(row) for row in cells[: used + 1]], title=_title(terminal), cursor=cursor)


def _title(terminal: Terminal) -> str:
    return re.sub(r"(?<=127\.0\.0\.1:)\d+", "6000", terminal.title)


def _steady(row: Sequence[Cell]) -> list[Cell]:
    """The same row with the time that it always has in pictures."""
    steady = list(row)
    text = "".join(cell.text or "\0" for cell in row)  # a wide character has two columns here, too
    if len(text) != len(row):
        return steady
    for pattern, instead in STEADY.items():
        for found in re.finditer(pattern, text):
            for at, char in enumerate(instead, found.start()):
                look = steady[at]
                steady[at] = Cell(char, *(getattr(look, name) for name in look.__slots__[1:]))
    return steady
