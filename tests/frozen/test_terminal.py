"""The frozen client in a terminal."""

import contextlib
import os
import re
import signal
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

import pytest

from tests.support.frozen import NEVER_SHOWN, RUNNER, FrozenProgram, Programs
from tests.support.peers import JsonPeer
from tests.support.terminal import Terminal
from tests.terminal.room import Client

pytestmark = pytest.mark.skipif(bool(RUNNER), reason="a runner has terminals of its own")

# The colours of SGR: 30 to 49 and 90 to 107; bold (1) and the like are no colours.
COLOUR = re.compile(rb"\x1b\[(?:[\d;:]*;)?(?:[34]\d|9\d|10[0-7])(?:;[\d;:]*)?m")


class StartAna(Protocol):
    """Starts a client called `ana`; these variables are all that is in its environment."""

    def __call__(self, *options: str, **env: str) -> Client: ...


@pytest.fixture
def start_ana(programs: Programs, server: FrozenProgram) -> Iterator[StartAna]:
    with ExitStack() as cleanup:

        def start(*options: str, **env: str) -> Client:
            address = f"127.0.0.1:{server.port}"
            command = [programs.path("client"), address, "--name", "ana", *options]
            ana = cleanup.enter_context(Client(Terminal(command, env), "ana"))
            ana.wait_for("-- Connected. You are ana")
            ana.wait_input("")
            started.append(ana)
            return ana

        started: list[Client] = []
        yield start
    for ana in started:
        shown = ana.terminal.written.decode(errors="replace")
        assert not [mark for mark in NEVER_SHOWN if mark in shown], shown


@pytest.fixture
def bo(server: FrozenProgram) -> Iterator[JsonPeer]:
    """Somebody else in the room."""
    with JsonPeer(server.port, "bo") as peer:
        yield peer


def test_a_line_is_typed_while_others_talk(
    programs: Programs, start_ana: StartAna, bo: JsonPeer
) -> None:
    """What is typed is never torn, all is read, and the terminal is given back as it was."""
    ana = start_ana(**programs.env, TERM="xterm-256color")
    texts = [f"message {number}: 你好 👩‍👩‍👧" for number in range(50)]
    for number, text in enumerate(texts):
        bo.say(text)
        ana.terminal.type("half"[number : number + 1])
        ana.wait_heard(text)
    ana.wait_input("half")
    ana.assert_said(*texts)
    ana.enter(" a line 🎉")
    assert bo.until("said", name="ana")["text"] == "half a line 🎉"
    ana.wait_heard("half a line 🎉")
    ana.enter(":quit")
    assert ana.end() == 0
    assert ana.terminal.modes == ana.terminal.modes_before
    assert ana.terminal.cursor_shown
    assert bo.until("left")["names"] == ["ana"]


def test_colours(programs: Programs, start_ana: StartAna, bo: JsonPeer) -> None:
    """There are some, unless NO_COLOR is in the environment."""
    plain = start_ana(**programs.env, TERM="xterm", NO_COLOR="1")
    bo.say("hello")
    plain.wait_heard("hello")
    plain.enter(":quit")
    assert plain.end() == 0
    coloured = start_ana(**programs.env, TERM="xterm")
    bo.say("hello again")
    coloured.wait_heard("hello again")
    assert COLOUR.search(coloured.terminal.written)
    assert not COLOUR.search(plain.terminal.written)


def test_hardly_anything_in_the_environment(start_ana: StartAna, bo: JsonPeer, home: Path) -> None:
    """No locale and no kind of terminal: it still draws its line, and emoji."""
    ana = start_ana(HOME=str(home))
    ana.terminal.type("Grüße 👩‍👩‍👧")
    ana.wait_input("Grüße 👩👩👧")  # while it is edited, a family is its people
    bo.say("你好")
    ana.wait_heard("你好")
    ana.enter()
    assert bo.until("said", name="ana")["text"] == "Grüße 👩‍👩‍👧"


def test_a_client_starts_the_server_beside_it(programs: Programs, home: Path) -> None:
    """It asks first; the server goes on without it, and ends as it was told."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    command = [programs.path("client"), f"127.0.0.1:{port}", "--name", "ana"]
    with Client(Terminal(command, dict(programs.env)), "ana") as ana:
        ana.wait_for("Start one here? [Y/n]")
        ana.enter()
        ana.wait_for("-- Connected. You are ana")
        [started] = [line for line in ana.terminal.lines if line.startswith("Started a server")]
        pid = int(started.rpartition(" ")[2])
        try:
            ana.enter(":quit")
            assert ana.end() == 0
            with JsonPeer(port, "bo") as bo:
                os.kill(pid, signal.SIGTERM)
                assert bo.until("notice")["code"] == "stopping"
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
