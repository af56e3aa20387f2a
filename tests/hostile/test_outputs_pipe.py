"""Every attack, in whatever a hostile server sends, at a client in a pipe."""

import json
import re
from collections.abc import Iterator

import pytest

from tests.support.attacks import (
    ATTACKS,
    HARMLESS,
    assert_harmless,
    assert_nothing_forged,
    assert_whole,
)
from tests.support.given import StartClient
from tests.support.hostile_server import BANNER, HostileServer
from tests.support.processes import ClientProgram


@pytest.fixture
def hostile() -> Iterator[HostileServer]:
    """A server that means harm."""
    server = HostileServer()
    yield server
    server.close()


def attack(server: HostileServer) -> None:
    """Send every attack in every message, and the harmless texts, to a client that is there."""
    for text in ATTACKS.values():
        server.every_message(text)
    server.welcome_again(log="last")
    for seq, text in enumerate(HARMLESS.values(), 1):
        server.said(seq=seq, text=text)
    server.send("error", code="end", text="the end")


def check(client: ClientProgram) -> list[str]:
    """Check what the client has written up to "the end"; give its lines on stdout."""
    client.end_input()
    client.err.until("the end")
    client.kill()
    lines, errors = client.out.rest(), client.err.so_far()
    for some in (lines, errors):
        assert_harmless("\n".join(some))
        assert_nothing_forged(some)
    return lines


def test_text(hostile: HostileServer, start_client: StartClient) -> None:
    """What goes to a file can be shown later, and each message begins with its date."""
    client = start_client(hostile.port, "--name", "ana", "--follow")
    hostile.welcome(banner=BANNER)
    attack(hostile)
    lines = check(client)
    assert_whole("\n".join(lines))
    begins = re.compile(r"\[(\d{4,}|-{4})-(\d\d|--)-(\d\d|--) [\d-]{2}:[\d-]{2}\] |   ")
    assert not [line for line in lines if line and not begins.match(line)]


def test_json(hostile: HostileServer, start_client: StartClient) -> None:
    """JSON is ASCII, a message a line, and has every text as it came."""
    client = start_client(hostile.port, "--name", "ana", "--follow", "--json")
    hostile.welcome(banner=BANNER)
    attack(hostile)
    client.out.until('"the end"')
    client.end_input()
    client.kill()
    lines = client.out.so_far()
    assert "".join(lines).isascii()
    assert_harmless("\n".join(lines + client.err.so_far()))
    texts = [message.get("text") for message in map(json.loads, lines)]
    assert set(HARMLESS.values()) <= set(texts)


def test_bare_lines(hostile: HostileServer, start_client: StartClient) -> None:
    """A server of bare lines, such as the original one, can do no more."""
    client = start_client(hostile.port, "--name", "ana", "--follow")
    hostile.greet(b"hello\n")
    for text in (*ATTACKS.values(), *HARMLESS.values()):
        for line in (
            text,
            f"📢 Broadcast: Client {text}: {text}",
            f"Broadcast: Client bot: {text}",
        ):
            hostile.write(line.encode("utf-8", "replace") + b"\n\n")
    hostile.write(bytes(range(0x80, 0x100)) + b"\nthe last line\n")
    client.out.until("the last line")
    client.end_input()
    client.kill()
    lines = client.out.so_far()
    assert_harmless("\n".join(lines + client.err.so_far()))
    assert_nothing_forged(lines)
    assert_whole("\n".join(lines))
