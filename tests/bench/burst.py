"""How smoothly one types while very many messages arrive at once.

    python tests/bench/burst.py [MESSAGES]

A server says so many messages as fast as the client takes them, which has a terminal of its own;
meanwhile keys are pressed, and the time is taken from each key until the client has written it
back. The terminal is read as a real one reads: all there is, at once. The floor is the same client
in a quiet room. Checked too: every message is written once, in order, and what the client needs.
In the end nobody reads the terminal, and the server is to be held back. Linux and macOS; memory and
CPU times on Linux only.

Other programs on the machine disturb the times, but hardly `max CPU`: the most that the client has
computed between a key and its echo, and so the longest wait on a machine that does nothing else.
"""

import os
import random
import re
import select
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.support.terminal import Terminal
from tests.terminal.burst import BurstServer
from tests.terminal.room import environment

MESSAGES = 10_000
UNREAD_MESSAGES = 10_000
"""More than the buffers of any kernel take; these are long ones."""
QUIET_KEYS = 200
LIMIT_S = 300
"""For everything together; then it ends by SIGALRM."""
ECHO_LIMIT_S = 10.0
GOAL_S = 0.05
"""No key is to wait for so long."""
READ_BYTES = 64 * 1024
PAUSE_S = (0.005, 0.03)
"""Between an echo and the next key, at random, so that keys come at any moment."""
KEYS = [chr(code) for code in range(0x100, 0x180) if chr(code) not in "ŉſ"]
"""So many that each is a new one in its line; no message has any of them."""
LINE_KEYS = 40
CLEAR_LINE = "\x15"
STAND_STILL_S = 2.0
"""When a server could send nothing for so long, it is held back."""

TEXTS: dict[str, tuple[int, str]] = {
    "plain": (100, "the quick brown fox jumps over the lazy dog "),
    "wide": (100, "漢字とかな 👩\u200d🚀🎉 é ❤\ufe0f ü "),
    "short": (8, ""),
    "long": (4000, "漢字とかな 👩\u200d🚀🎉 é and so on "),
}
"""Kinds of messages: how many characters each has, and of which."""


def main() -> None:
    """Measure, and print a table."""
    signal.alarm(LIMIT_S)
    messages = int(sys.argv[1]) if len(sys.argv) > 1 else MESSAGES
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with client(home) as (typist, _):
            typist.type_until(lambda: len(typist.times) >= QUIET_KEYS)
            quiet = statistics.median(typist.times)
        print(f"from key to echo in ms; no key is to wait for {GOAL_S * 1000:.0f}")
        print(
            f"{'':8}{'keys':>6}{'median':>8}{'p99':>8}{'max':>8}{'max CPU':>9}{'ratio':>7}", end=""
        )
        print(f"{'messages':>10}{'/s':>8}{'CPU us each':>13}{'grown MB':>10}")
        show("quiet", typist, quiet)
        print()
        for kind in TEXTS:
            count = messages if kind != "long" else messages // 20
            burst(home, kind, count, quiet)
        hold_back(home)


def burst(home: Path, kind: str, count: int, quiet: float) -> None:
    """Type while a burst arrives, and print how that was."""
    length, text = TEXTS[kind]
    with client(home) as (typist, server):
        typist.type_until(lambda: len(typist.times) >= LINE_KEYS)
        typist.forget()
        memory, cpu, started = typist.peak_bytes(), typist.cpu_s(), time.perf_counter()
        server.pour(f"{n:07} {text * length}"[:length] for n in range(count))
        last = f"{count - 1:07} "[:length].encode()
        typist.type_until(lambda: last in typist.written[-READ_BYTES:])
        took = time.perf_counter() - started
        shown = [int(number) for number in re.findall(rb": (?:\x1b\[0m)?(\d{7}) ", typist.written)]
        assert shown == list(range(count)), f"{len(shown)} messages of {count}"
        show(kind, typist, quiet)
        each = (typist.cpu_s() - cpu) / count * 1e6
        grown = (typist.peak_bytes() - memory) / 1e6
        print(f"{count:>10,}{count / took:>8,.0f}{each:>13.0f}{grown:>10.1f}")


def hold_back(home: Path) -> None:
    """Let nobody read the terminal, and print how much the client has taken nevertheless."""
    length, text = TEXTS["long"]
    with client(home) as (typist, server):
        memory = typist.peak_bytes()
        server.pour((text * length)[:length] for _ in range(UNREAD_MESSAGES))
        while not server.stands_still(STAND_STILL_S):
            pass
        grown = (typist.peak_bytes() - memory) / 1e6
        print(
            f"A terminal that nobody reads: of {server.poured / 1e6:.1f} MB the client and the "
            f"kernel's buffers took {server.taken / 1e6:.1f}; the client has grown by {grown:.1f}."
        )


class Typist:
    """Somebody who types into a client, and reads what it writes.

    Attributes:
        times: from each key to its echo, in seconds.
        work: how long the client has computed from each key to its echo, in seconds.
        written: what the client has written.
    """

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._keys = 0
        self.times: list[float] = []
        self.work: list[float] = []
        self.written = bytearray()

    def forget(self) -> None:
        """Begin anew."""
        self.times.clear()
        self.work.clear()
        self.written.clear()

    def type_until(self, over: Callable[[], bool]) -> None:
        """Press keys until it is over, each when the one before was echoed."""
        while not over():
            self._type(KEYS[self._keys % len(KEYS)].encode())
            self._keys += 1
            if self._keys % LINE_KEYS == 0:
                os.write(self._terminal.fileno(), CLEAR_LINE.encode())
            until = time.perf_counter() + random.uniform(*PAUSE_S)
            while (left := until - time.perf_counter()) > 0:
                self._read(left)

    def cpu_s(self) -> float:
        """How long the client has computed, in seconds; 0 where it is not known."""
        try:
            threads = Path(f"/proc/{self._terminal.process.pid}/task").iterdir()
            return sum(int((one / "schedstat").read_text().split()[0]) for one in threads) / 1e9
        except OSError:
            return 0.0

    def peak_bytes(self) -> int:
        """The most memory that the client has had; 0 where it is not known."""
        try:
            status = Path(f"/proc/{self._terminal.process.pid}/status").read_text()
        except OSError:
            return 0
        peak = re.search(r"VmHWM:\s*(\d+) kB", status)
        return int(peak[1]) * 1024 if peak else 0

    def _type(self, key: bytes) -> None:
        before = len(self.written)
        cpu = self.cpu_s()
        started = time.perf_counter()
        os.write(self._terminal.fileno(), key)
        while key not in self.written[before:]:
            if time.perf_counter() - started > ECHO_LIMIT_S:
                raise TimeoutError(f"{key!r} was not echoed")
            self._read(1)
        self.times.append(time.perf_counter() - started)
        self.work.append(self.cpu_s() - cpu)

    def _read(self, seconds: float) -> None:
        if select.select([self._terminal.fileno()], [], [], seconds)[0]:
            self.written += os.read(self._terminal.fileno(), READ_BYTES)


@contextmanager
def client(home: Path) -> Iterator[tuple[Typist, BurstServer]]:
    """A client in a terminal, and its server."""
    with BurstServer() as server:
        command = [sys.executable, "-m", "app.client", f"127.0.0.1:{server.port}", "--name", "ana"]
        with Terminal(command, environment(home)) as terminal:
            server.welcome()
            terminal.wait_for("Connected. You are")
            yield Typist(terminal), server


def show(name: str, typist: Typist, quiet: float) -> None:
    """Print the beginning of a row of the table."""
    shares = statistics.quantiles(typist.times, n=100, method="inclusive")
    median = statistics.median(typist.times)
    figures = (median, shares[98], max(typist.times))
    print(f"{name:8}{len(typist.times):>6}", end="")
    print("".join(f"{figure * 1000:8.1f}" for figure in figures), end="")
    print(f"{max(typist.work) * 1000:>9.1f}{median / quiet:>7.1f}", end="")


if __name__ == "__main__":
    main()
