"""Which figures of the results stand in the table, and what is said of each. Pure."""

from tests.bench.series import Case, Results, calibration
from tests.bench.servers import ASYNCIO, CHAT, CHAT_PLAIN, RELAY, Kind
from tests.bench.table import Row, Section, figure

BOUND_BELOW = 1.3
"""If the measuring can take less than so many times what it has measured, it may be the limit."""
LATE_MS = 5.0
"""A message that is sent so much later than it was due shows that others use the machine."""
MIB = 1024 * 1024


def sections(results: Results) -> list[Section]:
    """The table; what was not measured has no rows."""
    return [_throughput(results), _latency(results), _stalled(results), _connections(results)]


def could_take(results: Results, case: Case, kind: Kind) -> float | None:
    """How many times as much as this server has delivered the measuring could take, at least.

    It has taken so much of the bare relay once: whatever made it less at other times was not its
    own limit.
    """
    most = results.most("calibration", calibration(case, kind), RELAY, "deliveries_per_s")
    measured = results.median("throughput", case, kind, "deliveries_per_s")
    return most / measured if most and measured else None


def _throughput(results: Results) -> Section:
    section = Section(
        "Throughput in deliveries/s, that is messages x clients: more is better",
        "Up to ten clients talk, each with a window of messages that have not reached everybody.\n"
        "Generator: how many times as much as ours the measuring could take at least, and what\n"
        "share of a core it has used for either server.",
    )
    for case in results.cases("throughput"):
        for kind, dialect in ((CHAT, ""), (CHAT_PLAIN, ", plain")):
            if any(results.of("throughput", case, kind)):
                section.rows.append(
                    Row(
                        f"{case['clients']:,} clients, {case['text_bytes']:,} bytes{dialect}",
                        results.median("throughput", case, kind, "deliveries_per_s"),
                        results.median("throughput", case, ASYNCIO, "deliveries_per_s"),
                        _headroom(results, case, kind),
                    )
                )
    return section


def _headroom(results: Results, case: Case, kind: Kind) -> str:
    """How far from its own end the measuring was."""
    notes = []
    if times := could_take(results, case, kind):
        bound = "; generator-bound" if times < BOUND_BELOW else ""
        notes.append(f"generator: {figure(times)} x{bound}")
    busy = [
        results.median("throughput", case, each, "busiest_generator_process")
        for each in (kind, ASYNCIO)
    ]
    if told := " and ".join(f"{share:.0%}" for share in busy if share is not None):
        notes.append(f"its CPU {told}")
    return "; ".join(notes)


def _latency(results: Results) -> Section:
    section = Section(
        "Latency in ms: less is better",
        "From when a message was due, on a schedule, until a client has it. The bare relay shows\n"
        "what the measuring itself takes.",
    )
    for work in ("latency", "growing latency"):
        for case in results.cases(work):
            for name, label in (("p50_ms", "p50"), ("p99_ms", "p99")):
                ours, other, least = (
                    results.median(work, case, kind, name) for kind in (CHAT, ASYNCIO, RELAY)
                )
                what = f"{case['clients']:,} clients, {round(case['messages_per_s'], 1):g}/s"
                what += f", {case['text_bytes']:,} bytes" if work != "latency" else ""
                notes = [f"bare relay {figure(least)}"] if least is not None else []
                if name == "p99_ms":
                    notes += _lateness(results, work, case)
                section.rows.append(Row(f"{what}: {label}", ours, other, "; ".join(notes)))
    return section


def _lateness(results: Results, work: str, case: Case) -> list[str]:
    """Whether the measuring was late itself, which then is a part of the latency."""
    late = max(results.median(work, case, kind, "sent_late_ms") or 0 for kind in (CHAT, ASYNCIO))
    return [f"sent up to {late:.0f} ms late: busy machine"] if late > LATE_MS else []


def _stalled(results: Results) -> Section:
    section = Section(
        "Clients that stop reading: less is better",
        "What the others notice of it, and the server's memory; in the end those that stopped read "
        "again,\nand have to hear everything.",
    )
    for case in results.cases("stalled"):
        held, clients = case["stalled"], case["clients"]
        passed = f"{case['total_bytes'] / 1e6:g} MB"
        for label, name, unit in (
            ("p99 while everybody reads, ms", "quiet_p99_ms", 1),
            (f"p99 while {held} of {clients} do not, ms", "p99_ms", 1),
            (f"memory for {passed} unread, MiB", "grown_bytes", MIB),
            ("hearing it all afterwards, s", "heard_the_rest_s", 1),
        ):
            ours, other = (results.median("stalled", case, kind, name) for kind in (CHAT, ASYNCIO))
            section.rows.append(
                Row(
                    label,
                    ours / unit if ours is not None else None,
                    other / unit if other is not None else None,
                )
            )
    return section


def _connections(results: Results) -> Section:
    section = Section(
        "Clients that come, and then say nothing",
        "More is better in the first row, less in the others.",
    )
    for case in results.cases("connections"):
        clients = f"{case['clients']:,}"
        for label, name in (
            (f"{clients} come: welcomed/s", "connections_per_s"),
            ("memory for each, KiB", "kib_per_connection"),
            (f"{clients} idle: CPU, ms/s", "idle_ms_per_s"),
            (f"{clients} idle: thread switches/s", "idle_switches_per_s"),
        ):
            ours, other = (
                results.median("connections", case, kind, name) for kind in (CHAT, ASYNCIO)
            )
            section.rows.append(Row(label, ours, other))
    return section
