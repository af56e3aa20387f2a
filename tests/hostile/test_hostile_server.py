"""Servers that break every rule but that of lines, or that one too: the client stays a client.

What their texts may do is in test_outputs_*.py. Here it is what they do: it is typed on, it is left
at once, nothing grows, and no traceback is seen.
"""

import json
import os
import select
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import count

import pytest

from tests.hostile.test_outputs_terminal import SCREEN, check
from tests.support.given import StartClient as StartPipe
from tests.support.hostile_server import (
    BANNER,
    FLOODS,
    GARBAGE,
    NO_WELCOMES,
    SEQ,
    WELCOMES,
    HostileServer,
    said,
)
from tests.support.processes import scale
from tests.terminal import conftest as terminals
from tests.terminal.flooded import peak_bytes, read_until
from tests.terminal.room import Client, StartClient

# Clients in terminals; what is called `start_client` here starts them in pipes.
start_terminal = terminals.start_client

MINE = {"from": "0" * 16}
"""Whose the client takes for its own."""
GROWTH_LIMIT_BYTES = 16 * 1024 * 1024
DRAWN_BYTES, SENT_BYTES = 100_000, 16_000_000
"""So much of a flood is drawn between two keys, or sent where nothing of it is to be drawn."""
ASKED_LIMIT_BYTES = 32 * 1024 * 1024
"""More than all sockets and pipes between a program and a server hold."""
STILL_S = 0.5
"""A reader of a pipe that takes nothing for so long has stopped."""
KEY_LIMIT_S = 1.0
"""How long a key may take while a flood is on, beside other tests; it takes some milliseconds."""


@pytest.fixture
def hostile() -> Iterator[HostileServer]:
    """A server that means harm."""
    server = HostileServer()
    yield server
    server.close()


def leaves(client: Client, server: HostileServer | None = None) -> None:
    """The client is still one: it is typed, it is cleared, it ends, and nothing was harmed."""
    client.type("half a line")
    client.terminal.type("\x03")
    client.wait_input("")
    client.terminal.type(":quit\r")
    if server:
        server.question("bye")
        server.hang_up()
    assert client.end() == 0
    assert "Traceback" not in check(client, SCREEN)


def end_told(server: HostileServer, client: Client) -> None:
    """Wait until the client has dealt with all that was sent."""
    server.send("error", code="end", text="the end")
    client.wait_for("!! the end")


def test_welcomes(hostile: HostileServer, start_terminal: StartClient) -> None:
    """One that makes no sense lets nobody in, and any number in the others is as good."""
    ana = start_terminal(port=hostile.port)
    hostile.welcome(name="nobody")
    ana.wait_for("You are nobody")
    for name, fields in WELCOMES.items():
        hostile.welcome_again(**fields)
        hostile.send("error", code="then", text=f"then came {name}")
        ana.wait_for(f"!! then came {name}")
    for fields in NO_WELCOMES.values():
        hostile.welcome_again(**fields, name="harm")
    hostile.welcome_again()
    end_told(hostile, ana)
    ana.wait_input("")
    assert not [line for line in ana.terminal.lines if "harm" in line]
    leaves(ana, hostile)


def test_numbers(hostile: HostileServer, start_terminal: StartClient) -> None:
    """Each seq is shown once and in order, whatever its time; what is no number is left out."""
    ana = start_terminal(port=hostile.port, rows=40)
    hostile.welcome()
    ana.wait_input("")
    for seq in (2, 1, 2, 5, 5, 4, 0, 6, 2**53, 7, 2**53):
        hostile.said(seq=seq, text=f"number {seq}")
    hostile.welcome_again(log="other")
    for seq, at in enumerate((0, -1, 2**53, 0.5, float("nan"), 1e300, "now", None), 1):
        hostile.said(seq=seq, at=at, text=f"at {at}")
    hostile.send("said", **(said(1) | {"seq": -1}))
    hostile.send("gap", first=5, last=2**53 + 1)
    end_told(hostile, ana)
    said_ = [text.replace("\n", " ") for text in ana.said()]
    assert said_ == ["number 2", "number 5", "number 6", f"number {2**53}", "at 0", f"at {2**53}"]
    leaves(ana, hostile)


def test_what_nobody_asked_for(hostile: HostileServer, start_terminal: StartClient) -> None:
    """Answers to no question show nothing, and acknowledge only what was said."""
    ana = start_terminal(port=hostile.port)
    hostile.welcome()
    ana.enter("mine")
    ana.wait_for("… mine")
    entries = [said(seq) | {"text": "harm"} for seq in range(100)]
    for id in (None, 0, 1, 2, 3, 2**53):
        hostile.send("history", entries=entries, more=True, id=id)
        hostile.send("found", entries=entries, more=True, id=id)
        hostile.send("pong", id=id)
    for id in (0, 2, 3, 2**53):
        hostile.said(**MINE, id=id, text="not asked")
        hostile.send("whispered", at=0, **MINE, name="ana", to="bot", text="no", id=id)
    hostile.send("caught_up", seq=2**53)
    hostile.send("renamed", at=0, **{"from": "nobody"}, name="ana", to="harm")
    end_told(hostile, ana)
    assert not [line for line in ana.terminal.lines if "bot: harm" in line]
    ana.wait_for("… mine")
    hostile.said(**MINE, id=1, text="another text")
    ana.wait_heard("another text")
    ana.wait_input("")
    leaves(ana, hostile)


def test_answers_that_lead_nowhere(hostile: HostileServer, start_terminal: StartClient) -> None:
    """A search ends where nothing further back comes, however much more is promised."""
    ana = start_terminal(port=hostile.port)
    hostile.welcome(seq=SEQ, after=SEQ)
    ana.wait_for("You are ana")
    ana.wait_input("")
    ana.enter(":history 1000")
    for _ in range(2):
        asked = hostile.question("history")
        hostile.send("history", entries=[said(SEQ - 1)], more=True, id=asked["id"])
    ana.wait_for("-- 1 earlier message")
    leaves(ana, hostile)


def test_garbage(hostile: HostileServer, start_terminal: StartClient) -> None:
    """It is shown as text, or not at all; a server that comes in its place is recognised."""
    ana = start_terminal(port=hostile.port)

    def serve() -> None:
        for data in GARBAGE.values():
            hostile.greet(data)
            hostile.hang_up()
        hostile.greet(b"")
        for byte in BANNER:  # each in a packet of its own
            hostile.write(bytes([byte]))
        hostile.question("hello")
        hostile.welcome_again()

    with ThreadPoolExecutor(1) as pool:
        serving = pool.submit(serve)
        ana.wait_for("You are ana")
        serving.result()
    assert len([line for line in ana.terminal.lines if "Somebody listens there" in line]) == 1
    leaves(ana, hostile)


def test_hanging_up(hostile: HostileServer, start_terminal: StartClient) -> None:
    """Who is hung up on comes again less and less often, and says so once."""
    ana = start_terminal(port=hostile.port)
    came: list[float] = []
    for _ in range(5):
        hostile.greet(BANNER)
        came.append(time.monotonic())
        hostile.hang_up()
    ana.wait_for("!! Somebody listens there, and closes the connection. Trying again.")
    assert came[-1] - came[0] > 1.1  # the shortest that four pauses can be
    assert not [line for line in ana.terminal.lines if "no server" in line]
    leaves(ana)


@pytest.mark.parametrize("flood", FLOODS.values(), ids=FLOODS)
def test_floods(
    hostile: HostileServer, start_terminal: StartClient, flood: Callable[[int], bytes]
) -> None:
    """Keys have their turn, Ctrl+C leaves, and memory stays what it was."""
    ana = start_terminal(port=hostile.port)
    hostile.welcome()
    ana.wait_input("")
    before = peak_bytes(ana)
    numbers, sent = count(), 0

    def attack() -> None:
        nonlocal sent
        with suppress(OSError):
            while True:
                part = b"".join(flood(next(numbers)) for _ in range(100))
                hostile.write(part)
                sent += len(part)

    def press(key: str) -> float:
        wanted = sent + SENT_BYTES
        read_until(ana, lambda drawn: len(drawn) >= DRAWN_BYTES or sent >= wanted)
        pressed = time.monotonic()
        ana.terminal.type(key)
        read_until(ana, lambda drawn: key.encode() in drawn)
        return time.monotonic() - pressed

    with ThreadPoolExecutor(1) as pool:
        attacking = pool.submit(attack)
        assert max(map(press, "ΨΞΔ")) < scale(KEY_LIMIT_S)
        assert peak_bytes(ana) - before < GROWTH_LIMIT_BYTES
        ana.terminal.type("\x03\x04")
        hostile.hang_up()
        assert ana.end() == 0
        attacking.result()
    assert "Traceback" not in ana.terminal.written.decode("utf-8", "replace")


def test_a_server_that_reads_nothing(hostile: HostileServer, start_client: StartPipe) -> None:
    """A program that asks and asks is read no further than the questions go."""
    ana = start_client(hostile.port, "--json", "--name", "ana")
    hostile.welcome()
    ana.out.until("welcome")
    question = json.dumps({"type": "who", "after": "x" * 200}).encode() + b"\n"
    assert ana.process.stdin
    pipe = ana.process.stdin.fileno()
    os.set_blocking(pipe, False)
    asked = 0
    while select.select([], [pipe], [], scale(STILL_S))[1]:
        with suppress(BlockingIOError):
            asked += os.write(pipe, question * 100)
        assert asked < ASKED_LIMIT_BYTES
    os.set_blocking(pipe, True)
    ana.kill()
