"""What can be set, as a person at a terminal sees it."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.terminal.room import Peer, Server, StartClient

TRUE_COLOR = re.compile(rb"\x1b\[[\d;]*38;2;")
OF_256 = re.compile(rb"\x1b\[[\d;]*38;5;")
OF_16 = re.compile(rb"\x1b\[(?:\d;)*(?:3[0-7]|9[0-7])[;m]")


@pytest.mark.parametrize("options", [(), ("--plain",)], ids=["screen", "plain"])
def test_set(
    start_client: StartClient, server: Server, tmp_path: Path, options: tuple[str, ...]
) -> None:
    """It lists, explains and changes; the file keeps what was changed."""
    file = tmp_path / "mine.toml"
    file.write_text("# mine\nbell = 'all'  # loud\n")
    ana = start_client("ana", *options, "--config", str(file))
    ana.enter(":set")
    ana.wait_for("history    50")
    ana.wait_for("mine.toml")
    assert any(line.split() == ["bell", "all", "file"] for line in ana.terminal.lines)
    ana.enter(":set bell")
    ana.wait_for("it may be off, mention, whisper or all")
    ana.enter(":set bell off")
    ana.wait_for("bell is off now.")
    assert file.read_text() == '# mine\nbell = "off"  # loud\n'
    ana.enter(":set bel")
    ana.wait_for("Did you mean bell?")


def test_ascii_at_once(start_client: StartClient, server: Server, tmp_path: Path) -> None:
    """What others say stays as it is."""
    file = tmp_path / "mine.toml"
    ana = start_client("ana", "--config", str(_empty(file)), "--ascii")
    ana.enter("é…")
    ana.wait_for("ana: é…")
    ana.enter(":search é…")
    ana.wait_for('with "é…"')
    ana.enter(":set ascii off")
    ana.wait_for("ascii is off now")
    ana.enter(":search é…")
    ana.wait_for("with “é…”")
    assert tomllib.loads(file.read_text("utf-8")) == {"ascii": False}


def _empty(file: Path) -> Path:
    file.write_text("")
    return file


@pytest.mark.parametrize(
    ("options", "env", "looks"),
    [
        (("--color", "16"), {}, OF_16),
        (("--color", "256"), {}, OF_256),
        (("--color", "true"), {"TERM": "xterm"}, TRUE_COLOR),
        ((), {}, OF_256),
        ((), {"TERM": "xterm"}, OF_16),
        ((), {"COLORTERM": "truecolor"}, TRUE_COLOR),
        ((), {"CHAT_COLOR": "true", "NO_COLOR": "1"}, TRUE_COLOR),
    ],
)
def test_how_many_colours(
    start_client: StartClient,
    peer: Peer,
    options: tuple[str, ...],
    env: dict[str, str],
    looks: re.Pattern[bytes],
) -> None:
    """As many as are asked for, or as the terminal says it has."""
    ana = start_client("ana", *options, env=env)
    peer.say("hello")
    ana.wait_heard("hello")
    for pattern in (TRUE_COLOR, OF_256, OF_16):
        assert bool(pattern.search(ana.terminal.written)) == (pattern is looks)


def test_the_title_can_be_left_alone(start_client: StartClient, server: Server) -> None:
    ana = start_client("ana", env={"CHAT_TITLE": "off"})
    ana.wait_input("")
    assert ana.terminal.title == ""


def test_plain_from_the_file(start_client: StartClient, peer: Peer, server: Server) -> None:
    """Lines only, whether it is asked for here or once and for all; `--no-plain` takes it back."""
    ana = start_client("ana", env={"CHAT_PLAIN": "on"})
    peer.say("hello")
    ana.wait_heard("hello")
    assert b"\x1b" not in ana.terminal.written
    bo = start_client("bo", "--no-plain", env={"CHAT_PLAIN": "on"})
    bo.wait_input("")
    assert b"\x1b" in bo.terminal.written


def test_what_is_wrong_stands_above(start_client: StartClient, server: Server) -> None:
    ana = start_client("ana", env={"CHAT_BELL": "loud"})
    ana.wait_input("")
    assert ana.terminal.lines[0] == (
        'client: CHAT_BELL="loud" is left out: use off, mention, whisper or all.'
    )


def test_plain_lines_say_how_things_stand(
    start_client: StartClient, peer: Peer, server: Server
) -> None:
    """What others see below the input line comes as lines: what is said meanwhile is sent later."""
    ana = start_client("ana", "--plain")
    server.kill()
    ana.wait_for("!! The connection is gone")
    ana.enter("said meanwhile")
    ana.wait_for("-- Not connected: that is sent as soon as a server is there.")
    server.start()
    ana.wait_for("-- Connected again.")
    ana.wait_for("] ana: said meanwhile")  # sent only now, which is news
    ana.enter("said here")
    ana.enter(":search said here")
    ana.wait_for("] ana: said here")
    assert ana.said() == ["said meanwhile", "said here"]
    assert b"\x1b" not in ana.terminal.written


@pytest.mark.parametrize(("env", "bold"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_help_in_a_terminal(start_client: StartClient, env: dict[str, str], bold: bool) -> None:
    """Headings stand out where that is wanted; in a narrow window nothing is cut."""
    ana = start_client("", "--help", port=1, env=env, columns=40)
    ana.terminal.wait_end()
    assert (b"\x1b[1mExamples\x1b[0m" in ana.terminal.written) == bold
    assert "  --name NAME" in ana.terminal.lines


@pytest.mark.parametrize("options", [(), ("--plain",)], ids=["screen", "plain"])
def test_where_only_ascii_can_be_shown(
    start_client: StartClient, peer: Peer, options: tuple[str, ...]
) -> None:
    """The client writes ASCII by itself; of what others say, what cannot be shown is a `?`."""
    ana = start_client("ana", *options, env={"PYTHONIOENCODING": "ascii"})
    peer.say("wörld")
    ana.wait_heard("w?rld")
    ana.enter(":search none")
    ana.wait_for('Found nothing with "none".')
    assert ana.terminal.written.isascii()
