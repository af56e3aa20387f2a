"""Whether a server and those who talk on it are undisturbed while somebody attacks it."""

import json
import os
import statistics
import sys
from collections.abc import Callable
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
        self._stop = Event()

    def __enter__(self) -> Self:
        assert self._pair.out.next() == "ready"
        self._windows(1)  # nobody's first messages are quick
        self._quiet_ms = self._windows()
        self._memory = self._resident()
        return self

    def __exit__(self, *_: object) -> None:
        self._pair.close()

    def undisturbed(self, attack: Callable[[], None]) -> None:
        """Attack again and again while the pair talks; fail if they notice, or the server grows."""
        self._stop.clear()
        failures: list[BaseException] = []

        def keep_on() -> None:
            # Who attacks may take what is left of the machine, but not the machine from the pair:
            # that would be no server's fault.
            if sys.platform == "linux":
                os.setpriority(os.PRIO_PROCESS, get_native_id(), 19)
            try:
                while not self._stop.is_set():
                    attack()
            except BaseException as error:  # noqa: BLE001 - told by the test's own thread
                failures.append(error)

        thread = Thread(target=keep_on, name="test-attack")
        thread.start()
        try:
            self.calm()
        finally:
            self._stop.set()
            thread.join()
        if failures:
            raise failures[0]

    def calm(self) -> None:
        """Fail if those who talk wait longer than when all was quiet, or the server has grown.

        One good measurement of TRIES will do: the others were held up by something else on this
        machine, since the server is attacked in each.
        """
        for _ in range(TRIES):
            loud_ms = self._windows()
            slower = loud_ms / self._quiet_ms
            grown = self.small()
            times = f"p99 {self._quiet_ms:.2f} -> {loud_ms:.2f} ms, x {slower:.1f}"
            print(f"{times}; {grown / 1e6:+.1f} MB")  # shown with -s, and when it fails
            if slower <= SLOWER_LIMIT:
                return
        raise AssertionError(f"{times}; over {SLOWER_LIMIT} in all of {TRIES} measurements")

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
