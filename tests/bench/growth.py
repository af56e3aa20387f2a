"""What is drawn of how the servers grow. Pure."""

from tests.bench.plan import FULL
from tests.bench.plot import Panel, Series
from tests.bench.series import Case, Results
from tests.bench.servers import ASYNCIO, CHAT

TEXT_BYTES = 100
"""Of the texts where the number of clients grows."""
THROUGHPUT = "Deliveries/s: more is better"
LATENCY = f"Latency p99 in ms, at {FULL.growing_deliveries_per_s:,.0f} deliveries/s"


def panels(results: Results) -> list[Panel]:
    """Throughput and latency, over the number of clients and over the length of a text."""
    long_texts = (c for c in results.cases("throughput") if c["text_bytes"] > TEXT_BYTES)
    text_clients = max((case["clients"] for case in long_texts), default=0)

    def panel(title: str, across: str, work: str, figure: str, by: str) -> Panel:
        def belongs(case: Case) -> bool:
            size, clients = case["text_bytes"], case["clients"]
            return bool(size == TEXT_BYTES if by == "clients" else clients == text_clients)

        cases = sorted((c for c in results.cases(work) if belongs(c)), key=lambda case: case[by])
        lines = []
        for kind in (CHAT, ASYNCIO):
            medians = [(case[by], results.median(work, case, kind, figure)) for case in cases]
            points = [(x, y) for x, y in medians if y is not None]
            lines.append(Series(kind.name, points))
        return Panel(title, across, lines)

    clients, size = (
        f"clients, texts of {TEXT_BYTES} bytes",
        f"bytes in a text, {text_clients} clients",
    )
    return [
        panel(THROUGHPUT, clients, "throughput", "deliveries_per_s", "clients"),
        panel(LATENCY, clients, "growing latency", "p99_ms", "clients"),
        panel(THROUGHPUT, size, "throughput", "deliveries_per_s", "text_bytes"),
        panel(LATENCY, size, "growing latency", "p99_ms", "text_bytes"),
    ]
