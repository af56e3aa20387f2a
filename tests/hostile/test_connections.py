"""Connections that mean harm: too many, too short, silent, half open, broken."""

import contextlib
import json
import sys
import time
from contextlib import ExitStack

import pytest

from app.server.listener import CHURN_BURST
from app.server.places import GOODBYE_PLACES, OTHER_DESCRIPTORS
from tests.support.given import Connect, StartServer
from tests.support.peers import BANNER, JsonPeer, Peer, PlainPeer, close_all
from tests.support.processes import ServerProgram
from tests.support.small_server import DESCRIPTORS
from tests.support.watch import Watch

HELLO = b'{"type":"hello","v":1,"name":"eve"}\n'
FITS = DESCRIPTORS - GOODBYE_PLACES - OTHER_DESCRIPTORS
TAKEN_LIMIT_BYTES = 32 * 1024 * 1024
"""More than any system keeps between two who are connected."""
PAUSE_S = 0.002
SAY = b'{"type":"say","text":"cut"}\n'


def test_endless_line(server: ServerProgram, watch: Watch, cleanup: ExitStack) -> None:
    """A line that never ends is thrown away as it comes, and comes slowly."""
    eve = cleanup.enter_context(JsonPeer(server.port, "eve"))
    eve.sock.settimeout(0.05)
    sent = 0

    def attack() -> None:
        nonlocal sent
        with contextlib.suppress(TimeoutError):
            eve.send(b"x" * 100_000)
            sent += 100_000

    watch.undisturbed(attack)
    assert sent < TAKEN_LIMIT_BYTES
    assert eve.refusal() == "line-too-long"
    server.log.until("line-too-long")
    server.log.until("held back")


def test_a_long_line_that_ends_at_last(server: ServerProgram, connect: Connect) -> None:
    """Whoever comes to an end with it is heard again."""
    eve, ana = connect(server.port, "eve"), connect(server.port, "ana")
    eve.send(b"x" * 300_000 + b"\n" + SAY)
    assert eve.refusal() == "line-too-long"
    ana.until("said", text="cut")


def test_endless_first_line(server: ServerProgram, watch: Watch) -> None:
    """Of a stranger it ends the connection."""

    def attack() -> None:
        with Peer(server.port) as eve, contextlib.suppress(ConnectionError):
            for _ in range(100):
                eve.send(b"x" * 100_000)

    watch.undisturbed(attack)
    server.log.until("too long a first line")


def test_a_thousand_who_say_nothing(
    server: ServerProgram, watch: Watch, cleanup: ExitStack
) -> None:
    """They may: they listen, and whoever talks has it first."""
    for _ in range(1000):
        cleanup.enter_context(Peer(server.port))
    watch.calm()
    server.log.until("connection 1021 from")


def test_connect_and_vanish(server: ServerProgram, watch: Watch) -> None:
    """Ten thousand who come and go at once, in the middle of this or that."""
    seen = 0

    def attack() -> None:
        nonlocal seen
        for _ in range(50):
            with contextlib.suppress(ConnectionError):
                peer = Peer(server.port)
                seen += 1
                if seen % 3 == 0:
                    peer.send(HELLO[: seen % len(HELLO)])
                if seen % 2:
                    peer.reset()
                peer.close()

    watch.undisturbed(attack)
    while seen < 10_000:
        attack()
    watch.calm()
    server.log.until("many come and go")


@pytest.mark.parametrize(
    ("said", "logged"),
    [
        ('{"type":"hello","v":1,"name":"eve%d","room":"room%d"}\n', "eve1 left"),
        (":nick eve%d\n:me is in room %d\n", "eve1 left"),
        ("POST /%d/%d HTTP/1.1\r\nHost: localhost\r\n\r\nspam", "closed: "),
        ("\x16\x03\x01%d %d\n", "closed: "),
    ],
    ids=["rooms", "bare", "browser", "tls"],
)
def test_come_and_go(server: ServerProgram, watch: Watch, said: str, logged: str) -> None:
    """The same with those who say something first, and read the answer."""
    seen = 0

    def attack() -> None:
        nonlocal seen
        seen += 1
        with contextlib.suppress(ConnectionError), Peer(server.port) as eve:
            eve.send((said % (seen, seen)).encode())
            eve.end_sending()
            eve.rest()

    watch.undisturbed(attack)
    server.log.until(logged)


def test_a_new_burst_each_time(server: ServerProgram, watch: Watch) -> None:
    """To come again does not help against flood control."""
    flood = HELLO + SAY * 100

    def attack() -> None:
        with contextlib.suppress(ConnectionError), Peer(server.port) as eve:
            eve.send(flood)
            eve.end_sending()
            eve.sock.settimeout(0.1)
            with contextlib.suppress(TimeoutError):
                eve.rest()

    watch.undisturbed(attack)
    server.log.until("eve joined")


def test_no_burst_while_many_come_and_go(server: ServerProgram, connect: Connect) -> None:
    """Who comes then may say what may be said in a second; the rest is late, and whole."""
    ana = connect(server.port, "ana")
    for _ in range(CHURN_BURST + 100):
        with Peer(server.port) as peer:
            peer.line()
    server.log.until("many come and go")
    eve = connect(server.port, "eve")
    eve.send(b"".join(b'{"type":"say","text":"spam %d"}\n' % number for number in range(60)))
    ana.until("said", text="spam 0")
    ana.say("now")
    ana.until("said", text="now")
    assert "spam 59" not in ana.texts
    ana.until("said", text="spam 59")


def test_reset_in_the_middle_of_a_line(
    server: ServerProgram, watch: Watch, connect: Connect
) -> None:
    """Whatever was cut is not said."""
    ana = connect(server.port, "ana")

    def attack() -> None:
        for cut in range(1, len(SAY)):
            with contextlib.suppress(ConnectionError), Peer(server.port) as eve:
                eve.line()
                eve.send(HELLO + SAY[:cut])
                eve.line()
                eve.reset()

    watch.undisturbed(attack)
    ana.say("the end")
    ana.until("said", text="the end")
    assert "cut" not in ana.texts
    server.log.until("eve left")


def test_half_closed(server: ServerProgram, watch: Watch, cleanup: ExitStack) -> None:
    """Who says hello and closes one's half is let go, heard or not."""

    def attack() -> None:
        for _ in range(20):
            with Peer(server.port) as eve:
                eve.send(HELLO)
                eve.end_sending()
                assert eve.rest().startswith(BANNER)

    watch.undisturbed(attack)
    server.log.until("closed the connection")


@pytest.mark.parametrize("piece", [HELLO[:1], b"{", b" "], ids=["hello", "brace", "blank"])
def test_bytes_on_and_on(
    server: ServerProgram, watch: Watch, cleanup: ExitStack, piece: bytes
) -> None:
    """Many who never come to an end with a hello, and send it a byte at a time.

    Not faster than PAUSE_S lets them: tens of thousands of packets a second keep the machine itself
    from its work, whoever they are sent to.
    """
    peers = [cleanup.enter_context(Peer(server.port)) for _ in range(20)]
    for peer in peers:
        peer.sock.settimeout(0.05)
    sent = 0

    def attack() -> None:
        nonlocal sent
        with contextlib.suppress(TimeoutError, ConnectionError):
            peers[sent % len(peers)].send(piece)
        sent += 1
        if sent % len(peers) == 0:
            time.sleep(PAUSE_S)  # their pace: nothing waits for it

    watch.undisturbed(attack)
    server.log.until("held back")


@pytest.fixture
def small(start_server: StartServer) -> ServerProgram:
    """A server that may open 256 files and sockets."""
    if sys.platform == "win32":
        pytest.skip("there is no such limit on Windows")
    return start_server("--rate", "0", module=("tests.support.small_server",))


def test_no_descriptors(small: ServerProgram, connect: Connect, cleanup: ExitStack) -> None:
    """The server says so, keeps who is in, prefers who talks to who says nothing, and recovers."""
    ana, bo = connect(small.port, "ana"), connect(small.port, "bo")
    silent = [cleanup.enter_context(Peer(small.port)) for _ in range(400)]
    small.log.until("gave way, since the server is full")
    # Whoever comes now and says hello is in: one who says nothing has to go.
    late = connect(small.port, "late")
    late.say("let me in")
    for peer in (ana, bo):
        peer.until("said", text="let me in")
    told = silent[0].rest()
    assert b"The server is full" in told
    close_all(silent)
    again = [connect(small.port, f"again{n}") for n in range(50)]
    again[-1].say("room again")
    ana.until("said", text="room again")


def test_no_descriptor_after_all(
    server: ServerProgram, connect: Connect, cleanup: ExitStack
) -> None:
    """Where the system gives none, the server says so once, keeps who is in, and recovers."""
    if sys.platform != "linux":
        pytest.skip("only Linux lets this be changed from outside")
    import resource

    ana, bo = connect(server.port, "ana"), connect(server.port, "bo")
    pid, what = server.process.pid, resource.RLIMIT_NOFILE
    soft, hard = resource.prlimit(pid, what)
    resource.prlimit(pid, what, (1, hard))
    late = cleanup.enter_context(Peer(server.port))
    server.log.until("nobody can come in right now: Too many open files")
    ana.say("we stay")
    bo.until("said", text="we stay")
    resource.prlimit(pid, what, (soft, hard))
    assert late.line().startswith(BANNER)
    server.log.until("people can come in again")
    told = [line for line in server.log.so_far() if "nobody can come in" in line]
    assert len(told) == 1


def test_full_of_people(small: ServerProgram, connect: Connect, cleanup: ExitStack) -> None:
    """Where everybody has said hello, who comes is told to come back later, and nobody goes."""
    people = [connect(small.port, f"p{number}") for number in range(FITS)]
    with Peer(small.port) as late:
        banner, answer = late.rest().splitlines()
    assert banner.startswith(BANNER)
    assert json.loads(answer)["code"] == "try-later"
    people[0].say("still here")
    for peer in people:
        peer.until("said", text="still here")
    people.pop().close()
    small.log.until("closed the connection")
    connect(small.port, "now")


def test_a_listener_who_gives_way_is_told_in_plain_words(
    small: ServerProgram, cleanup: ExitStack, connect: Connect
) -> None:
    """A person with `nc` reads a sentence."""
    listener = cleanup.enter_context(PlainPeer(small.port))
    ana = connect(small.port, "ana")
    ana.say("do you hear me")
    listener.until("do you hear me")
    for _ in range(200):
        cleanup.enter_context(Peer(small.port))
    assert "!!" in listener.until("The server is full")
