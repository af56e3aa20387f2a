"""Which rows the benchmark has: each work with its cases, and the servers that it compares."""

from collections.abc import Sequence
from functools import partial

from tests.bench.loops import Pace
from tests.bench.plan import Plan
from tests.bench.proc import most_descriptors
from tests.bench.series import Case, Measure, Results, by_turns, calibration
from tests.bench.servers import ASYNCIO, CHAT, CHAT_PLAIN, RELAY, Kind
from tests.bench.stream import TAG_BYTES
from tests.bench.waiting import MANY
from tests.bench.works import Works

BOTH = (CHAT, ASYNCIO)
SPARE_DESCRIPTORS = 100
"""What a process has open beside its connections, generously."""


class Suite:
    """All works.

    Args:
        plan: how much of each.
        works: measure it.

    Attributes:
        results: what came of them up to now.
        left_out: what was not measured, and why.
    """

    def __init__(self, plan: Plan, works: Works) -> None:
        self._plan = plan
        self._works = works
        self.results = Results()
        self.left_out: list[str] = []

    def throughput(self) -> None:
        """With each number of clients; with the most of them our plain dialect, too."""
        plan = self._plan
        for clients in plan.clients:
            most = clients == max(plan.clients)
            kinds = (CHAT, CHAT_PLAIN, ASYNCIO) if most else BOTH
            self._throughput({"clients": clients, "text_bytes": plan.text_bytes}, kinds)

    def latency(self) -> None:
        """At each pace; once with the bare relay: how long the measuring itself takes."""
        for clients, rate in self._plan.paces:
            pace = Pace(self._plan.text_bytes, rate, self._plan.latency_s)
            self._latency("latency", clients, pace)

    def stalled(self) -> None:
        """Some of the clients do not read."""
        plan = self._plan
        case = {
            "clients": plan.stalled_clients,
            "stalled": plan.stalled_held,
            "text_bytes": plan.stalled_text_bytes,
            "total_bytes": plan.stalled_total_bytes,
            "messages_per_s": plan.stalled_rate,
        }
        self._row("stalled", case, BOTH, self._works.stalled)

    def connections(self) -> None:
        """The most clients come, and then say nothing."""
        case = {"clients": max(self._plan.clients)}
        self._row("connections", case, BOTH, self._works.connections)

    def grow(self) -> None:
        """Throughput, and latency at as many deliveries a second, as clients or texts grow."""
        plan = self._plan
        by_clients = [(clients, plan.text_bytes) for clients in plan.growing_clients]
        by_text = [(plan.growing_text_clients, size) for size in plan.growing_texts]
        for clients, size in dict.fromkeys(by_clients + by_text):
            if clients + SPARE_DESCRIPTORS > most_descriptors():
                self.left_out.append(
                    f"{clients:,} clients: a process may have {most_descriptors():,} open files "
                    "here at most (ulimit -Hn)."
                )
                continue
            self._throughput({"clients": clients, "text_bytes": size}, BOTH)
            rate = plan.growing_deliveries_per_s / clients
            seconds = max(plan.latency_s, plan.growing_messages / rate)
            self._latency("growing latency", clients, Pace(size, rate, seconds))

    def _throughput(self, case: Case, kinds: Sequence[Kind]) -> None:
        """Measure throughput, and what the measuring itself can take.

        That is shown by the bare relay, whose lines are as long as ours then, for each of our
        dialects; it is left out where a relay cannot have so many clients.
        """
        clients = case["clients"]
        measure = partial(self._works.throughput, clients, case["text_bytes"])
        self._row("throughput", case, kinds, measure)
        if clients > MANY:
            return
        for kind in kinds:
            line = self.results.median("throughput", case, kind, "line_bytes")
            if kind != ASYNCIO and line:
                text_bytes = max(TAG_BYTES, round(line) - 1)  # a line of the relay is text and end
                measure = partial(self._works.throughput, clients, text_bytes)
                runs = self._plan.calibrations
                self._row("calibration", calibration(case, kind), (RELAY,), measure, runs)

    def _latency(self, work: str, clients: int, pace: Pace) -> None:
        case = {
            "clients": clients,
            "messages_per_s": pace.rate,
            "text_bytes": pace.size,
            "seconds": pace.seconds,
        }
        measure = partial(self._works.latency, clients, pace)
        self._row(work, case, BOTH, measure)
        if clients <= MANY:
            self._row(work, case, (RELAY,), measure, runs=1)

    def _row(
        self, work: str, case: Case, kinds: Sequence[Kind], measure: Measure, runs: int = 0
    ) -> None:
        by_turns(self.results, work, case, kinds, runs or self._plan.runs, measure)
