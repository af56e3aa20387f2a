"""Floods: valid and invalid messages, names, comings, questions; and what JSON may be made of."""

import contextlib
import json
import time

import pytest

from tests.support.given import Connect, ConnectPlain
from tests.support.peers import JsonPeer, Peer
from tests.support.processes import ServerProgram
from tests.support.watch import Watch

NETWORK_BYTES_PER_S = 125e6
"""A gigabit."""
NESTED = b'{"type":"say","text":' + b"[" * 10_000 + b"]" * 10_000 + b"}"
BOMBS = {
    "nested": (NESTED, "bad"),
    "nested-in-unknown": (b'{"type":"say","text":"x","y":' + b"[" * 20_000, "bad"),
    "objects": (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "bad"),
    "huge-number": (b'{"type":"say","text":"x","id":' + b"9" * 30_000 + b"}", "bad"),
    "huge-exponent": (b'{"type":"say","text":"x","id":1e999999999}', "bad"),
    "negative-zero": (b'{"type":"history","limit":-0.0}', "bad"),
    "not-a-number": (b'{"type":"say","text":NaN}', "bad"),
    "duplicate-keys": (b'{"type":"say","text":"a","text":"b"}', ""),
    "duplicate-types": (b'{"type":"say","type":"bye","text":"b"}', "bad"),
    "lone-surrogate": (b'{"type":"say","text":"\\ud800"}', "bad"),
    "nul": (b'{"type":"say","text":"a\\u0000b"}', ""),
    "raw-nul": (b'{"type":"say","text":"a\x00b"}', "bad"),
    "bom": (b'\xef\xbb\xbf{"type":"say","text":"x"}', "bad"),
    "overlong": (b'{"type":"say","text":"\xc0\xaf"}', "bad"),
    "utf-16": ('{"type":"say","text":"x"}'.encode("utf-16-le"), "bad"),
}


@pytest.mark.parametrize(("line", "code"), BOMBS.values(), ids=BOMBS)
def test_json_bombs(server: ServerProgram, connect: Connect, line: bytes, code: str) -> None:
    """Whatever JSON may be made of is taken as it is, or refused with a stable code."""
    eve, ana = connect(server.port, "eve"), connect(server.port, "ana")
    eve.send(line + b"\n")
    eve.tell("ping")
    kinds = []
    while "pong" not in kinds and "bye" not in kinds:
        try:
            message = eve.next()
        except EOFError:
            break
        kinds.append(message["type"])
        if message["type"] == "error":
            assert message["code"].startswith(code or "?")
    assert not code or "error" in kinds
    ana.say("undisturbed")
    ana.until("said", text="undisturbed")


@pytest.mark.parametrize("cut", range(1, 41, 3))
def test_a_line_cut_at_every_byte(server: ServerProgram, connect: Connect, cut: int) -> None:
    """A valid line in two packets, wherever it is cut, is said once."""
    line = json.dumps({"type": "say", "text": "grüße 🙂 x"}, ensure_ascii=False).encode() + b"\n"
    ana = connect(server.port, "ana")
    for at in range(cut, min(cut + 3, len(line))):
        ana.send(line[:at])
        ana.send(line[at:])
        assert ana.until("said")["text"] == "grüße 🙂 x"


def lines(number: int) -> dict[str, bytes]:
    """What to flood with, 500 lines of each kind."""
    many = range(500)
    return {
        "said": b"".join(b'{"type":"say","text":"spam %d"}\n' % n for n in many),
        "invalid": b'{"type":"say",\nnonsense\n{}\n' * 160,
        "nicks": b"".join(b'{"type":"nick","name":"e%d-%d"}\n' % (number, n) for n in many),
        "joins": b"".join(b'{"type":"join","room":"r%d-%d"}\n' % (number, n) for n in many),
        "to-oneself": b'{"type":"whisper","to":"eve","text":"hello"}\n' * 500,
        "history": b'{"type":"history","limit":100}\n' * 500,
        "search": b'{"type":"search","text":"spam x"}\n' * 500,
        "who": b'{"type":"who"}\n' * 500,
        "moves-rooms-orders": b"".join(
            b'{"type":"join","room":"%s"}\n{"type":"rooms"}\n{"type":"order","text":"kick dan"}\n'
            % (b"lobby" if n % 2 else b"build")
            for n in range(170)
        ),
        "bombs": b"".join(line + b"\n" for line, _ in BOMBS.values()) * 10,
        "dear": (b'{"type":"say","text":"' + "a\u0301".encode() * 2000 + b'"}\n') * 40,
        "large": (b'{"type":"say","text":"' + b"x" * 3900 + b'"}\n') * 100,
    }


@pytest.mark.parametrize("kind", lines(0))
def test_flood(server: ServerProgram, watch: Watch, kind: str) -> None:
    """As fast as the socket takes it, without reading an answer: flood control holds it back."""
    number = 0
    with JsonPeer(server.port, "eve", receive_bytes=4096) as eve:
        eve.sock.settimeout(0.05)

        def attack() -> None:
            nonlocal number
            number += 1
            with contextlib.suppress(TimeoutError, ConnectionError):  # it is not read from, or gone
                eve.send(lines(number)[kind])

        watch.undisturbed(attack)
    server.log.until("held back")


@pytest.fixture
def filled(server: ServerProgram) -> ServerProgram:
    """One with as much said as is shown to those who come in, and more than is sent at once."""
    for number in range(14):
        with JsonPeer(server.port, f"filler-{number}") as filler:
            filler.say(*["x" * 3000] * 80)
            filler.said(80)
    return server


def test_asking_for_everything_and_not_reading(filled: ServerProgram, watch: Watch) -> None:
    """A zero window after asking for all of history, again and again."""

    def attack() -> None:
        with contextlib.suppress(ConnectionError), Peer(filled.port, receive_bytes=4096) as eve:
            eve.send(b'{"type":"hello","v":1,"name":"eve","history":10000}\n')
            eve.line()

    watch.undisturbed(attack)
    filled.log.until("eve left")


def test_asking_for_everything_in_a_loop(filled: ServerProgram, watch: Watch) -> None:
    """The same, and all of it is read, about as fast as a gigabit network brings it.

    On this machine alone it would be 0.9 GB a second, with which whoever reads it, and the system,
    hold up others as much when it comes from another server.
    """

    def attack() -> None:
        size = 0
        with Peer(filled.port) as eve:
            eve.send(b'{"type":"hello","v":1,"name":"eve","history":10000}\n')
            while b'"caught_up"' not in (line := eve.line()):
                size += len(line)
        time.sleep(size / NETWORK_BYTES_PER_S)  # its pace: nothing waits for it

    watch.undisturbed(attack)
    filled.log.until("eve left")


def test_many_with_dear_texts(
    server: ServerProgram, watch: Watch, connect: Connect, connect_plain: ConnectPlain
) -> None:
    """Texts that take long to clean, said by many at once, and shown in bare lines too."""
    connect_plain(server.port)
    eves = [connect(server.port, f"eve{number}") for number in range(5)]
    for eve in eves:
        eve.sock.settimeout(0.01)

    def attack() -> None:
        for eve in eves:
            with contextlib.suppress(TimeoutError, ConnectionError):
                eve.send(lines(0)["dear"])

    watch.undisturbed(attack)
    server.log.until("held back")


def test_newcomers_after_dear_texts(server: ServerProgram, watch: Watch, connect: Connect) -> None:
    """Who comes is told what was said last, which is not prepared anew for each."""
    connect(server.port, "eve").say(*["a\u0301" * 2000] * 20)

    def attack() -> None:
        with contextlib.suppress(ConnectionError), Peer(server.port) as one:
            one.send(b":who\n")
            one.line()

    watch.undisturbed(attack)
    server.log.until("guest-2 joined")
