"""Compatible for good: the original system's client and server, imitated byte for byte."""

import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from tests.support.given import Connect, StartClient
from tests.support.original import PREFIX, LateServer, OriginalClient, OriginalServer, is_silent
from tests.support.peers import BANNER
from tests.support.processes import ServerProgram, scale

SAID = re.compile(r"\[\d{4}-\d\d-\d\d \d\d:\d\d\] 127\.0\.0\.1:\d+: (.*)")


@pytest.fixture
def original_client(server: ServerProgram, cleanup: ExitStack) -> OriginalClient:
    client = OriginalClient(server.port)
    cleanup.callback(client.close)
    return client


@pytest.fixture
def original_server(cleanup: ExitStack) -> OriginalServer:
    server = OriginalServer()
    cleanup.callback(server.close)
    return server


# --- its client at our server ---------------------------------------------------------------


def test_its_client_talks_at_once(
    server: ServerProgram, original_client: OriginalClient, connect: Connect
) -> None:
    """Its first line is heard by everybody and comes back to it; later ones as well."""
    ana = connect(server.port, "ana")
    original_client.type("  hello from long ago 🎈 ")
    assert ana.until("joined")["names"] == ["guest-1"]
    assert ana.until("said")["text"] == "hello from long ago 🎈"
    assert original_client.shows("] guest-1: hello from long ago 🎈\n")
    ana.say("welcome")
    assert original_client.shows("] ana: welcome\n")
    original_client.type("thanks")
    assert ana.until("said", name="guest-1")["text"] == "thanks"


def test_its_client_hears_after_a_silence(
    server: ServerProgram, original_client: OriginalClient, connect: Connect
) -> None:
    """Saying nothing for a second lets it hear, unseen; it joins at its first line.

    What was said before it could hear comes first, with its date.
    """
    ana = connect(server.port, "ana")
    ana.say("too early")
    number = 0
    while not original_client.shows("] ana: say ", within=0.1):
        number += 1
        assert number < 200, "it never hears anything"
        ana.say(f"say {number}")
    number += 1
    ana.say(f"say {number}")
    assert original_client.shows(f"] ana: say {number}\n")
    ana.tell("who")
    assert ana.until("members")["names"] == ["ana"]
    original_client.type("so late")
    assert ana.until("joined")["names"] == ["guest-1"]
    assert ana.until("said", name="guest-1")["text"] == "so late"
    assert original_client.shows("] guest-1: so late\n")
    heard = re.findall(r"\[[\d: -]+\] ana: (.*)", original_client.printed)
    everything = ["too early", *(f"say {n}" for n in range(1, number + 1))]
    assert heard == everything[-len(heard) :]
    assert len(heard) > min(number, 15)
    live = re.search(r"\[\d\d:\d\d\] ana: say (\d+)", original_client.printed)
    dated = re.findall(r"\[\d{4}-\d\d-\d\d \d\d:\d\d\] ana:", original_client.printed)
    assert live
    assert len(dated) == len(heard) - (number - int(live[1]) + 1)


def test_its_client_sends_empty_lines(
    server: ServerProgram, original_client: OriginalClient, connect: Connect
) -> None:
    """Enter on an empty line says nothing and lets nobody in."""
    ana = connect(server.port, "ana")
    for line in ("", "   ", "", "words", "", "more"):
        original_client.type(line)
    assert ana.until("joined")["names"] == ["guest-1"]
    assert [said["text"] for said in ana.said(2)] == ["words", "more"]


def test_its_client_sees_no_control_characters(
    server: ServerProgram, original_client: OriginalClient, connect: Connect
) -> None:
    """It prints whatever comes, so nothing may come that moves its cursor or forges a line."""
    ana = connect(server.port, "ana")
    original_client.type("hi")
    ana.until("said")
    ana.say("a\x1b[2Jb\rc\n[00:00] guest-1: forged", "end")
    assert original_client.shows("] ana: end\n")
    assert not re.search(r"[^\n -~␀-␡…📢]", original_client.printed)
    assert not re.search(r"^\[00:00\] guest-1: forged", original_client.printed, re.MULTILINE)


def test_two_of_its_clients_talk(
    server: ServerProgram, original_client: OriginalClient, cleanup: ExitStack
) -> None:
    """People who all have the old client only can talk here."""
    other = OriginalClient(server.port)
    cleanup.callback(other.close)
    original_client.type("one")
    assert original_client.shows(": one\n")
    other.type("two")
    assert original_client.shows(": two\n")
    original_client.type("three")
    assert other.shows(": three\n")


# --- our client at its server ---------------------------------------------------------------


def test_our_client_talks_at_its_server(
    original_server: OriginalServer, start_client: StartClient
) -> None:
    """What is said there is shown readably, one's own echo too, without colour codes."""
    ana = start_client(original_server.port, "--name", "ana", "--plain", "--follow")
    assert original_server.has_clients(1)
    ana.write("grüß euch 🎈\n")
    assert SAID.fullmatch(ana.out.next())[1] == "grüß euch 🎈"  # type: ignore[index]
    original_server.broadcast("hello\n")
    assert ana.out.next().endswith("] 127.0.0.1:53122: hello")
    assert b"".join(original_server.received) == "grüß euch 🎈\n".encode()
    ana.write("bye\n")
    ana.out.until("bye")
    assert not any("\x1b" in line or not line for line in ana.out.so_far())


def test_two_of_our_clients_at_its_server(
    original_server: OriginalServer, start_client: StartClient
) -> None:
    """Two clients of ours hear each other there."""
    ana = start_client(original_server.port, "--plain", "--follow")
    bo = start_client(original_server.port, "--json", "--follow")
    assert original_server.has_clients(2)
    ana.write("from ana\n")
    heard = json.loads(bo.out.next())
    assert (heard["type"], heard["text"]) == ("said", "from ana")
    assert heard["name"].startswith("127.0.0.1:")
    bo.write('{"type":"say","text":"from bo"}\n')
    assert SAID.fullmatch(ana.out.until("from bo"))


def test_two_lines_in_one_broadcast(
    original_server: OriginalServer, start_client: StartClient
) -> None:
    """Lines that it has read at once are all shown, the later ones as of unknown origin."""
    ana = start_client(original_server.port, "--plain", "--follow")
    bo = start_client(original_server.port, "--json", "--follow")
    assert original_server.has_clients(2)
    original_server.broadcast("first\nsecond\n")
    original_server.broadcast("third\n")
    shown = [line.partition("] ")[2] for line in ana.out.take(3)]
    assert shown == ["127.0.0.1:53122: first", "?: second", "127.0.0.1:53122: third"]
    assert [json.loads(line)["text"] for line in bo.out.take(3)] == ["first", "second", "third"]


def test_long_lines_are_split_there(
    original_server: OriginalServer, start_client: StartClient
) -> None:
    """A line of 2,500 bytes comes back in pieces, all of them shown."""
    ana = start_client(original_server.port, "--plain", "--follow")
    text = "".join(f"{number:05}" for number in range(500))
    ana.write(text + "\n")
    assert original_server.has_read(text.encode() + b"\n")
    shown = ""
    while len(shown) < len(text):
        shown += SAID.fullmatch(ana.out.next())[1]  # type: ignore[index]
    assert shown == text


@pytest.mark.parametrize("count", [1, 5000])
def test_a_pipe_into_its_server(
    original_server: OriginalServer, start_client: StartClient, count: int
) -> None:
    """At the end of the input everything is with the server before the client leaves."""
    text = "".join(f"line {number} of some length, as logs have them\n" for number in range(count))
    ana = start_client(original_server.port, "--name", "ana")
    ana.write(text)
    assert ana.finish() == 0
    assert original_server.has_clients(0)
    assert b"".join(original_server.received) == text.encode()


def test_a_pipe_into_a_slow_server_of_bare_lines(
    start_client: StartClient, cleanup: ExitStack
) -> None:
    """However long such a server takes to read, the client stays until all lines are on their
    way, also after the end of its input."""
    server = late_server(cleanup)
    text = "".join(f"{number:07}{'x' * 992}\n" for number in range(8000))
    ana = start_client(server.port, "--name", "ana")
    with ThreadPoolExecutor(1) as pool:
        status = pool.submit(ana.finish, text)
        sock = server.accept()
        with sock.makefile("rb") as lines:
            received = [lines.readline()]
            with pytest.raises(TimeoutError):
                status.result(scale(2))  # longer than it lingers over anything else
            received += lines
            assert b"".join(received) == text.encode()
        sock.close()
        assert status.result() == 0


# --- a server whose banner comes late -------------------------------------------------------


def late_server(cleanup: ExitStack) -> LateServer:
    server = LateServer()
    cleanup.callback(server.close)
    return server


def answered(read: Callable[[], bytes]) -> bytes:
    """The welcome to the hello that `read` gives."""
    hello = json.loads(read())
    assert (hello["type"], hello["name"]) == ("hello", "ana")
    limits = {"line_bytes": 65536, "text_chars": 4000, "text_lines": 100}
    welcome = {"type": "welcome", "v": 1, "name": "ana", "from": "f" * 16, "room": "lobby"}
    welcome |= {"log": "1", "seq": 0, "count": 1, "names": ["ana"], "limits": limits, "after": 0}
    return json.dumps(welcome).encode() + b"\n"


def test_a_banner_that_comes_late(start_client: StartClient, cleanup: ExitStack) -> None:
    """A server that needs more than a second to say what it is gets JSON all the same."""
    server = late_server(cleanup)
    ana = start_client(server.port, "--name", "ana", "--json")
    sock = server.accept()
    assert is_silent(sock, 1.2)
    with sock.makefile("rb") as lines:
        sock.sendall(BANNER + b"and so on\n")
        sock.sendall(answered(lines.readline))
        assert json.loads(ana.out.next())["type"] == "welcome"
        ana.write('{"type":"say","text":"hello"}\n')
        assert json.loads(lines.readline()) == {"type": "say", "text": "hello", "id": 1}


def test_a_banner_after_the_first_bare_line(start_client: StartClient, cleanup: ExitStack) -> None:
    """The first line decides how a connection talks: after a bare one the client comes back on
    another connection, and never says hello, and so its secret, where it would be read out."""
    server = late_server(cleanup)
    ana = start_client(server.port, "--name", "ana", "--follow")
    ana.write("hello\n")
    with server.accept() as sock, sock.makefile("rb") as lines:
        assert lines.readline() == b"hello\n"
        sock.sendall(BANNER + b"and so on\n")
        assert lines.read() == b""
    sock = server.accept()
    with sock.makefile("rb") as lines:
        sock.sendall(BANNER + b"and so on\n")
        sock.sendall(answered(lines.readline))
        ana.write("again\n")
        assert json.loads(lines.readline()) == {"type": "say", "text": "again", "id": 2}


def test_prefix_is_the_originals() -> None:
    """The imitation sends the bytes that the original sends."""
    assert PREFIX.encode() == b"\x1b[33m\xf0\x9f\x93\xa2 Broadcast:\x1b[0m Client "
