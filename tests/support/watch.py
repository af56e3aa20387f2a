"""Whether a server and those who talk on it are undisturbed while somebody attacks it."""

import json
import os
import statistics
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread, get_native_id
from typing import Self

from tests.bench.proc import usage
from tests.support.processes import Program, ServerProgram

WINDOWS = 3
WINDOW_MESSAGES = 100
SLOWER_LIMIT = 3.0
"""How many times as long as when all is quiet a message may take, the 99th of a hundred."""
TRIES = 3
GROWTH_LIMIT_BYTES = 24 * 1024 * 1024
"""By how much a server may grow whatever is done to it: its log (8 MiB), what SQLite keeps (4),
what waits for the hub (4), and answers and lines of connections that are just going."""


class Watch:
    """A server with a pair who talk with each other. A context manager.

    Args:
        server: as it comes.
        home: a folder for the pair's process.
    """

    def __init__(self, server: ServerProgram, home: Path) -> None:
        self._server = server
        self._pair = Program(["-m", "tests.support.pair", str(server.port)], home)

    def __enter__(self) -> Self:
        assert self._pair.out.next() == "ready"
        self._windows(1)  # nobody's first messages are quick
        self._quiet_ms = self._windows()
        self._memory = self._resident()
        return self

    def __exit__(self, *_: object) -> None:
        self._pair.close()

    def undisturbed(self, attack: Callable[[], None]) -> None:
        """Attack again and again while the pair talks; fail if they notice, or the server grows.

        A measurement that fails is repeated, and with it that of how long a message takes when all
        is quiet: what else runs on this machine changes the one as the other.
        """
        for _ in range(TRIES):
            with self._attacked(attack):
                calm, times = self._is_calm()
            if calm:
                return
            self._quiet_ms = self._windows()
        raise AssertionError(times)

    def calm(self) -> None:
        """Fail if those who talk wait longer than when all was quiet, or the server has grown.

        One good measurement of TRIES will do: the others were held up by something else on this
        machine, since what was done to the server lasts.
        """
        for _ in range(TRIES):
            calm, times = self._is_calm()
            if calm:
                return
        raise AssertionError(times)

    @contextmanager
    def _attacked(self, attack: Callable[[], None]) -> Iterator[None]:
        """While this lasts the attack goes on. What it raises is raised at the end."""
        stop = Event()
        failures: list[BaseException] = []

        def keep_on() -> None:
            # Who attacks may take what is left of the machine, but not the machine from the pair:
            # that would be no server's fault.
            if sys.platform == "linux":
                os.setpriority(os.PRIO_PROCESS, get_native_id(), 19)
            try:
                while not stop.is_set():
                    attack()
            except BaseException as error:  # noqa: BLE001 - told by the test's own thread
                failures.append(error)

        thread = Thread(target=keep_on, name="test-attack")
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()
        if failures:
            raise failures[0]

    def _is_calm(self) -> tuple[bool, str]:
        """Measure once: whether nobody notices anything, and the figures."""
        loud_ms = self._windows()
        slower = loud_ms / self._quiet_ms
        grown = self.small()
        times = (
            f"p99 {self._quiet_ms:.2f} -> {loud_ms:.2f} ms, x {slower:.1f}; {grown / 1e6:+.1f} MB"
        )
        print(times)  # shown with -s, and when it fails
        return slower <= SLOWER_LIMIT, times

    def small(self) -> int:
        """By how many bytes the server has grown; fail if that is too much."""
        grown = self._resident() - self._memory
        assert grown <= GROWTH_LIMIT_BYTES, f"the server has grown by {grown:,} bytes"
        return grown

    def _windows(self, windows: int = WINDOWS) -> float:
        """How long a message takes, in ms: the 99th of a hundred in the middle one of some windows.

        The middle one: where something else holds up the whole machine for a moment, one or two
        windows tell of that, and none of the server.
        """
        slowest: list[float] = []
        for _ in range(windows):
            self._pair.write(f"{WINDOW_MESSAGES}\n")
            times = sorted(json.loads(self._pair.out.next()))
            slowest.append(times[98])
        print("windows, p99 in ms:", *(f"{ms:.2f}" for ms in slowest))
        return statistics.median(slowest)

    def _resident(self) -> int:
        used = usage(self._server.process.pid)
        return used.resident_bytes if used else 0
