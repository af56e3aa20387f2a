"""What is measured, and how. Each measurement has a server of its own, which has just started."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.bench.generator import Generator
from tests.bench.loops import Pace, closed_loop, open_loop
from tests.bench.outcome import Outcome
from tests.bench.plan import Plan
from tests.bench.problem import Deadline
from tests.bench.proc import Usage, usage
from tests.bench.servers import Kind, Running, running

KIB = 1024

Figures = dict[str, Any]


class Works:
    """All measurements.

    Each of them raises a `Problem` if it cannot be made. What the system does not tell of a
    process is left out.

    Args:
        plan: how long they take, and everything else that is the same for all cases.
        deadline: for all of them.
    """

    def __init__(self, plan: Plan, deadline: Deadline) -> None:
        self._plan = plan
        self._deadline = deadline

    def throughput(self, clients: int, text_bytes: int, kind: Kind) -> Outcome:
        """How many deliveries a second: messages times clients, in a closed loop."""
        with self._everybody(clients, kind) as (server, generator):
            before = usage(server.pid)
            outcome = closed_loop(generator, text_bytes, self._plan.window, self._plan.throughput_s)
            spent = _spent(before, usage(server.pid))
        if spent:
            delivered = outcome.figures["messages"] * clients
            outcome.figures["server_us_per_delivery"] = spent["cpu_s"] * 1e6 / delivered
        return outcome

    def latency(self, clients: int, pace: Pace, kind: Kind) -> Outcome:
        """How long a message takes to a client, in an open loop."""
        with self._everybody(clients, kind) as (_, generator):
            return open_loop(generator, pace)

    def stalled(self, kind: Kind) -> Outcome:
        """What the others, and the server's memory, notice of some that do not read.

        First everybody reads; then some stop, until so many bytes of text have passed. At the end
        they read again.
        """
        plan = self._plan
        size, rate = plan.stalled_text_bytes, plan.stalled_rate
        seconds = plan.stalled_total_bytes / size / rate
        with self._everybody(plan.stalled_clients, kind) as (server, generator):

            def resident() -> Figures:
                now = usage(server.pid)
                return {"resident_bytes": now.resident_bytes} if now else {}

            quiet = open_loop(generator, Pace(size, rate, plan.stalled_quiet_s))
            before = resident()
            loud = open_loop(generator, Pace(size, rate, seconds), plan.stalled_held, resident)
        figures = {f"quiet_{name}": value for name, value in quiet.figures.items()}
        figures |= loud.figures
        if before:
            figures["grown_bytes"] = figures["resident_bytes"] - before["resident_bytes"]
        return Outcome(figures, quiet.faults + loud.faults)

    def connections(self, kind: Kind) -> Outcome:
        """How quickly many come, what memory each of them costs, and what it costs to have them."""
        clients = max(self._plan.clients)
        with (
            running(kind) as server,
            Generator(server.port, kind.wire, clients, self._deadline) as generator,
        ):
            empty = usage(server.pid)
            seconds = generator.connect()
            figures: Figures = {"connect_s": seconds, "connections_per_s": clients / seconds}
            generator.get_ready()
            full = usage(server.pid)
            if empty and full:
                grown = full.resident_bytes - empty.resident_bytes
                figures["kib_per_connection"] = grown / KIB / clients
                _let_pass(generator, self._plan.settle_s)
                before, started = usage(server.pid), time.perf_counter()
                _let_pass(generator, self._plan.idle_s)
                elapsed = time.perf_counter() - started
                spent = _spent(before, usage(server.pid))
                figures["idle_ms_per_s"] = spent["cpu_s"] * 1000 / elapsed
                figures["idle_switches_per_s"] = spent["switches"] / elapsed
        return Outcome(figures)

    @contextmanager
    def _everybody(self, clients: int, kind: Kind) -> Iterator[tuple[Running, Generator]]:
        """A server with so many clients, who all hear each other."""
        with (
            running(kind) as server,
            Generator(server.port, kind.wire, clients, self._deadline) as generator,
        ):
            generator.connect()
            generator.get_ready()
            yield server, generator


def _let_pass(generator: Generator, seconds: float) -> None:
    """Say nothing for so long; receive what comes all the same."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        generator.turn(left)


def _spent(before: Usage | None, after: Usage | None) -> dict[str, float]:
    """What was used between the two; empty where the system does not tell."""
    if before is None or after is None:
        return {}
    return {"cpu_s": after.cpu_s - before.cpu_s, "switches": after.switches - before.switches}
