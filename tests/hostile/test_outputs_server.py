"""Every attack, in whatever clients send, at what the server writes: its log, and bare lines."""

import re
import signal
import sys
from pathlib import Path

import pytest

from tests.support.attacks import (
    ATTACKS,
    HARMLESS,
    assert_harmless,
    assert_nothing_forged,
    assert_whole,
)
from tests.support.given import Connect, ConnectPlain, StartServer
from tests.support.peers import PlainPeer

RECORD = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} (INFO|WARNING|ERROR|CRITICAL) |    ")
TEXTS = [*ATTACKS.values(), *HARMLESS.values()]


def heard(listener: PlainPeer, last: str) -> str:
    """Check all lines up to one with `last` in it; give them."""
    lines: list[str] = []
    while not lines or last not in lines[-1]:
        lines.append(listener.line().decode("utf-8"))
    assert_harmless("\n".join(lines))
    assert_nothing_forged(lines)
    return "\n".join(lines)


@pytest.mark.parametrize("to_file", [False, True], ids=["stderr", "file"])
def test_the_log(
    start_server: StartServer,
    connect: Connect,
    connect_plain: ConnectPlain,
    tmp_path: Path,
    *,
    to_file: bool,
) -> None:
    """Names, first lines and reasons of all kinds make records of one line each."""
    file = tmp_path / "chat.log"
    server = start_server("--rate", "0", *(["--log-file", str(file)] if to_file else []))
    for text in TEXTS:
        # A hello with a lone surrogate is no JSON, and never answered.
        with connect(server.port, text.encode("utf-8", "replace").decode()) as peer:
            peer.tell("nick", name=text)
            peer.tell("join", room=text)
            peer.tell(text)
            peer.tell("say", text=text, kind=text)
            peer.send(text.encode("utf-8", "replace") + b"\n")
        with connect_plain(server.port) as plain:
            plain.send(
                text.encode("utf-8", "replace") + b"\n:nick " + text.encode("utf-8", "ignore")
            )
            plain.send(b"\n:quit\n")
        with connect_plain(server.port) as plain:
            plain.send(b'{"type":"hello","v":1,"name":' + text.encode("utf-8", "replace") + b"}\n")
    with connect(server.port, "last"):
        pass
    if not to_file:
        server.log.until("last left")
    if sys.platform != "win32":  # there its end would take a console
        server.signal(signal.SIGTERM)
        assert server.wait() == 0
    server.kill()
    log = file.read_text("utf-8") if to_file else "\n".join(server.log.so_far())
    assert log.count(" joined (connection") > len(TEXTS) / 2
    assert_harmless(log)
    lines = log.split("\n")
    assert_nothing_forged(lines)
    assert not [line for line in lines if line and not RECORD.match(line)]


def test_bare_lines(
    start_server: StartServer, connect: Connect, connect_plain: ConnectPlain
) -> None:
    """Whoever listens by nc sees what is said, done, whispered and called, and is safe."""
    server = start_server("--rate", "0")
    listener = connect_plain(server.port)
    listener.say(":nick listener")
    listener.until("-- You are listener")
    bot = connect(server.port, "bot")
    for text in TEXTS:
        bot.tell("say", text=text)
        bot.tell("say", text=text, kind="action")
        bot.tell("whisper", to="listener", text=text)
        bot.tell("nick", name=text)
    bot.tell("nick", name="bot")
    bot.say("the end")
    assert_whole(heard(listener, "the end"))


def test_answers_to_bare_lines(start_server: StartServer, connect_plain: ConnectPlain) -> None:
    """What is refused is told in clean words, and so is who is here, and who one is."""
    server = start_server("--rate", "0")
    for text in TEXTS:
        raw = text.encode("utf-8", "replace").replace(b"\n", b" ")
        with connect_plain(server.port) as guest:
            guest.say("hello")  # a first line that is not text would end it
            guest.send(
                b":nick " + raw + b"\n:nick " + raw + b"\n:msg " + raw + b" harm\n:msg " + raw
            )
            guest.send(b"\n:who " + raw + b"\n:who\n:me " + raw + b'\n{"type":' + raw + b"}\n")
            guest.send(b":" + raw + b"\n" + raw + b"\nthe end\n")
            heard(guest, ": the end")


def test_what_was_said_before(
    start_server: StartServer, connect: Connect, connect_plain: ConnectPlain
) -> None:
    """Who comes later is safe from whatever is shown of what was said before."""
    server = start_server("--rate", "0")
    bot = connect(server.port, "bot")
    bot.say(*TEXTS)
    late = connect_plain(server.port)
    late.say("hello", "the end")
    heard(late, ": the end")
