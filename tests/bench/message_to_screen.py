"""How long it takes from Enter in one terminal until the text can be read in another.

    python tests/bench/message_to_screen.py [ROUNDS]

Starts a server and two clients in terminals of their own, in a quiet room, and takes the time from
writing Enter into the one until the text stands among the bytes that the other has written. The
floor is what the system itself needs for the same way: text into a terminal with `cat` in it, what
comes out through a plain TCP echo, and from there into a second terminal with `cat`.
"""

import os
import selectors
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Thread

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.support.terminal import Terminal
from tests.terminal.room import Client, Server, environment

ROUNDS = 200
WARM_UP = 20
QUIET_S = 0.05  # between two messages, so that each meets an idle room


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with through_chat(home) as once:
            chat = measure(once, rounds)
        with through_nothing(home) as once:
            floor = measure(once, rounds)
    print(f"{rounds} messages from Enter to the other screen, in ms")
    print(f"{'':8}{'min':>8}{'median':>8}{'p90':>8}{'p99':>8}{'max':>8}")
    for name, times in (("chat", chat), ("floor", floor)):
        shares = statistics.quantiles(times, n=100, method="inclusive")
        figures = (min(times), statistics.median(times), shares[89], shares[98], max(times))
        print(f"{name:8}" + "".join(f"{figure * 1000:8.2f}" for figure in figures))
    print(f"chat / floor, medians: {statistics.median(chat) / statistics.median(floor):.1f}")


def measure(once: Callable[[str], float], rounds: int) -> list[float]:
    """The times of some rounds, each with a text of its own, in seconds."""
    times = []
    for number in range(WARM_UP + rounds):
        time.sleep(QUIET_S)  # the room is quiet in between: that is what is measured
        times.append(once(f"message number {number:05}."))
    return times[WARM_UP:]


@contextmanager
def through_chat(home: Path) -> Iterator[Callable[[str], float]]:
    """From one client to the other."""
    server = Server(home)
    with ExitStack() as open_until_end:
        open_until_end.callback(server.kill)
        ana, bob = (
            open_until_end.enter_context(start_client(home, server.port, name))
            for name in ("ana", "bob")
        )

        def once(text: str) -> float:
            ana.type(text)
            bob.terminal.pump()
            started = time.perf_counter()
            os.write(ana.terminal.fileno(), b"\r")
            took = wait_written(bob.terminal, text.encode()) - started
            ana.wait_heard(text)
            ana.wait_input("")
            return took

        yield once


def start_client(home: Path, port: int, name: str) -> Client:
    command = [sys.executable, "-m", "app.client", f"127.0.0.1:{port}", "--name", name]
    client = Client(Terminal(command, environment(home)), name)
    client.wait_for("Connected. You are")
    client.wait_input("")
    return client


@contextmanager
def through_nothing(home: Path) -> Iterator[Callable[[str], float]]:
    """Through two terminals with `cat`, and a plain TCP echo between them."""
    with ExitStack() as open_until_end:
        listener = open_until_end.enter_context(socket.create_server(("127.0.0.1", 0)))
        Thread(target=echo, args=(listener,), daemon=True).start()
        here = open_until_end.enter_context(socket.create_connection(listener.getsockname()))
        here.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        first, second = (
            open_until_end.enter_context(Terminal(["/bin/cat"], environment(home)))
            for _ in range(2)
        )

        def once(text: str) -> float:
            line = text.encode()
            os.write(first.fileno(), line)
            first.wait_for(text)  # the terminal's own echo
            second.pump()
            first.pump()
            before = len(first.written)
            started = time.perf_counter()
            os.write(first.fileno(), b"\r")
            wait_written(first, line, before)
            here.sendall(line + b"\r")
            received = b""
            while len(received) <= len(line):
                received += here.recv(4096)
            os.write(second.fileno(), received)
            return wait_written(second, line) - started

        yield once


def echo(listener: socket.socket) -> None:
    connection, _ = listener.accept()
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with connection:
        while data := connection.recv(4096):
            connection.sendall(data)


def wait_written(terminal: Terminal, text: bytes, start: int = 0) -> float:
    """Wait until a terminal's program has written `text`; give the time."""
    with selectors.DefaultSelector() as selector:
        selector.register(terminal.fileno(), selectors.EVENT_READ)
        until = time.monotonic() + 10
        while text not in terminal.written[start:]:
            if time.monotonic() > until:
                raise TimeoutError(f"{text!r} did not come:\n{terminal}")
            selector.select(1)
            terminal.pump()
    return time.perf_counter()


if __name__ == "__main__":
    main()
