"""Starting: under which name, how soon, and in terminals that can do less."""

import re
import time

import pytest

from tests.terminal.room import Peer, Server, StartClient

# The colours of SGR: 30 to 49 and 90 to 107; bold (1) and the like are no colours.
COLOUR = re.compile(rb"\x1b\[(?:[\d;:]*;)?(?:[34]\d|9\d|10[0-7])(?:;[\d;:]*)?m")
CTRL_D = "\x04"


def test_the_prompt_is_there_soon(start_client: StartClient, server: Server) -> None:
    """One can type within two seconds, on the slowest machine that runs these tests."""
    started = time.monotonic()
    ana = start_client(port=server.port)
    ana.wait_input("")
    assert time.monotonic() - started < 2


def test_keys_typed_before_the_prompt_are_not_lost(
    start_client: StartClient, server: Server
) -> None:
    """What was typed while the program was starting stands in the input line."""
    ana = start_client(port=server.port)
    ana.terminal.type("too early")
    ana.wait_input("too early")


def test_the_name_of_the_option(start_client: StartClient, peer: Peer) -> None:
    """`--name` says what one is called."""
    start_client("zoë").wait_input("")
    assert peer.next("joined")["names"] == ["zoë"]


def test_the_name_used_last(start_client: StartClient) -> None:
    """Without `--name` one is called what one was called last, also after `:nick`."""
    ana = start_client("zoë")
    ana.enter(":nick anaïs")
    ana.wait_for("zoë is now anaïs")
    ana.terminal.type(CTRL_D)
    assert ana.end() == 0
    start_client("", shown="anaïs").wait_input("")


def test_a_name_that_the_server_gave_is_not_kept(start_client: StartClient) -> None:
    """A name that one did not ask for (`ana-2`, since `ana` was taken) is not kept."""
    start_client("ana")
    second = start_client("ana", shown="ana-2")
    second.wait_input("")
    second.terminal.type(CTRL_D)
    assert second.end() == 0
    start_client("", shown="tester").wait_input("")


@pytest.mark.parametrize(
    ("user", "name"),
    [
        ("tester", "tester"),
        ("DOMAIN\\Ana Müller", "Ana-Müller"),
        ("ana@example.org", "ana"),
        ("root", "root"),
        ("漢字", "漢字"),
        ("...", "guest"),
        ("server", "server-2"),
        ("\x1b[31m", "31m"),
    ],
)
def test_the_systems_user_name(start_client: StartClient, user: str, name: str) -> None:
    """At first one is called what the system calls its user, made a valid name."""
    client = start_client("", shown=name, env={"USER": user, "LOGNAME": user})
    client.wait_input("")
    assert client.terminal.lines[0].startswith(f"-- Connected. You are {name}")


@pytest.mark.parametrize(
    ("options", "env"), [((), {"NO_COLOR": "1"}), (("--no-color",), {})], ids=["NO_COLOR", "option"]
)
def test_no_colours(
    start_client: StartClient, peer: Peer, options: tuple[str, ...], env: dict[str, str]
) -> None:
    """NO_COLOR in the environment, or `--no-color`: not a single colour."""
    ana = start_client("ana", *options, env=env)
    peer.say("hello")
    ana.wait_heard("hello")
    ana.enter(":nonsense")
    ana.wait_for("!! ")
    assert not COLOUR.search(ana.terminal.written)


def test_colours(start_client: StartClient, peer: Peer) -> None:
    """Otherwise there are some."""
    ana = start_client()
    peer.say("hello")
    ana.wait_heard("hello")
    assert COLOUR.search(ana.terminal.written)


@pytest.mark.parametrize(
    ("options", "term"), [(("--plain",), "xterm"), ((), "dumb")], ids=["--plain", "TERM=dumb"]
)
def test_plain_lines(
    start_client: StartClient, peer: Peer, options: tuple[str, ...], term: str
) -> None:
    """`--plain`, or a dumb terminal, which is told: lines are appended, and nothing else is done.

    What was typed stands there already, and a screen reader has read it: it is not shown again.
    """
    ana = start_client("ana", *options, env={"TERM": term})
    why = "no full terminal here (TERM is dumb); going on in plain lines"
    assert (f"client: {why}" in ana.terminal.lines) is (term == "dumb")
    peer.say("hello", "wörld 🙂")
    ana.wait_heard("wörld 🙂")
    ana.enter("said in plain lines")
    peer.next("said", text="said in plain lines")
    ana.enter(":me waves")
    peer.next("said", text="waves")
    ana.enter(":who")
    ana.wait_for("2 here: ana, bot")
    ana.enter(":nonsense")
    ana.wait_for("There is no :nonsense")
    ana.enter(":quit")
    assert ana.end() == 0
    assert b"\x1b" not in ana.terminal.written
    assert ana.said() == ["hello", "wörld 🙂"]
    assert ana.terminal.written.count(b"said in plain lines") == 1
    assert b"ana waves" not in ana.terminal.written
    assert ana.terminal.modes == ana.terminal.modes_before


@pytest.mark.parametrize(("keys", "status"), [(CTRL_D, 0), (":quit\r", 0), ("\x03", 130)])
def test_leaving_plain_lines(start_client: StartClient, peer: Peer, keys: str, status: int) -> None:
    """The end of the input and `:quit` leave with status 0, Ctrl+C as everywhere with 130."""
    ana = start_client("ana", "--plain")
    ana.terminal.type(keys)
    assert ana.end() == status
    assert peer.next("left")["names"] == ["ana"]


@pytest.mark.parametrize("term", ["xterm", "vt100", "linux", "screen", "tmux-256color", "nonsense"])
def test_other_terminals(start_client: StartClient, peer: Peer, term: str) -> None:
    """The kind of terminal makes no difference."""
    ana = start_client(env={"TERM": term})
    ana.type("half a line")
    peer.say(*[f"message {n}" for n in range(40)])
    ana.wait_heard("message 39")
    ana.wait_input("half a line")


def test_a_terminal_that_answers_nothing(start_client: StartClient, peer: Peer) -> None:
    """A terminal that does not tell where its cursor is hears no complaint about it."""
    ana = start_client(answers=False)
    ana.type("half a line")
    until = time.monotonic() + 2.5  # prompt_toolkit complains after two seconds
    number = 0
    while time.monotonic() < until:
        number += 1
        peer.say(f"message {number}")
        ana.wait_heard(f"message {number}")
    ana.wait_input("half a line")
    assert b"WARNING" not in ana.terminal.written
    ana.terminal.type("\x03\x04")
    assert ana.end() == 0
