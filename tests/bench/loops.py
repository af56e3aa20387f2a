"""The two ways to talk: as much as the server delivers, and on a schedule.

In a closed loop each of those that talk has at most so many messages that have not reached
everybody yet; what is measured is how many messages reach everybody. In an open loop messages are
sent on a schedule, whatever the server does; what is measured is how long each one takes to each
client, from when it was due.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tests.bench.figures import latency_ms
from tests.bench.generator import TURN_LIMIT_S, Generator
from tests.bench.hearing import Hearing
from tests.bench.listeners import Reference, Schedule
from tests.bench.outcome import Outcome, Report, faults_of
from tests.bench.problem import Problem
from tests.bench.stream import Texts
from tests.bench.window import Window

SILENCE_LIMIT_S = 15.0
"""What has not arrived after so long a silence is lost."""
LEAD_NS = 100_000_000
"""From saying when an open loop starts to its start."""


def closed_loop(generator: Generator, size: int, window_size: int, seconds: float) -> Outcome:
    """Talk as much as the server delivers.

    Args:
        generator: everybody is ready.
        size: of a text, in bytes.
        window_size: messages of each sender that may be under way.
        seconds: how long; then what is under way is waited for.
    """
    texts, window = Texts(size), Window(generator.senders, window_size)
    hearing = generator.start("count")
    hearing.count()
    hearing.refer_to_first(Reference(texts, generator.senders, window.heard))
    sent = [0] * generator.senders
    start = last = now = time.perf_counter()
    delivered = 0
    while now < start + seconds or delivered < sum(sent):
        if now < start + seconds:
            for sender, count in window.take_free():
                first, sent[sender] = sent[sender], sent[sender] + count
                generator.say(sender, [texts.text(sender, n) for n in range(first, sent[sender])])
        generator.turn(TURN_LIMIT_S)
        window.reached(generator.lowest())
        now = time.perf_counter()
        if window.delivered > delivered:
            delivered, last = window.delivered, now
        elif now - last > SILENCE_LIMIT_S:
            raise Problem(
                f"Lost: {sum(sent) - delivered} messages have not reached everybody "
                f"{SILENCE_LIMIT_S:g} s after the last one that has."
            )
    elapsed = last - start
    reports = [hearing.report(), *generator.ask("report")]
    generator.get_ready()  # one more message, for everybody, is the end of what they hear
    figures: dict[str, Any] = {
        "deliveries_per_s": delivered * generator.clients / elapsed,
        "messages": delivered,
        "seconds": elapsed,
        "line_bytes": reports[0]["bytes"][0] / max(delivered, 1),
        **_effort(reports, elapsed),
    }
    return Outcome(figures, faults_of(reports, sent))


@dataclass(frozen=True, slots=True)
class Pace:
    """How an open loop goes.

    Attributes:
        size: of a text, in bytes.
        rate: messages a second, by all senders together.
        seconds: for how long.
    """

    size: int
    rate: float
    seconds: float


def open_loop(
    generator: Generator,
    pace: Pace,
    held: int = 0,
    look: Callable[[], dict[str, Any]] = dict,
) -> Outcome:
    """Talk on a schedule.

    Args:
        generator: everybody is ready.
        pace: the schedule.
        held: so many of those that came last receive nothing until all is said and the others have
            heard it; then they do, and have to hear everything, too. No time is taken of them.
        look: gives more figures, just before they receive again.
    """
    senders, turns = generator.senders, max(1, round(pace.rate * pace.seconds))
    texts = Texts(pace.size)
    schedule = Schedule(time.perf_counter_ns() + LEAD_NS, 1e9 / pace.rate, senders)
    told = {"start_ns": schedule.start_ns, "step_ns": schedule.step_ns, "senders": senders}
    hearing = generator.start("time", size=pace.size, **told)
    hearing.time(texts, schedule)
    if held:
        generator.hold(held, size=pace.size, senders=senders)
    late_ns = turn = 0
    while turn < turns:
        now, due = time.perf_counter_ns(), schedule.turn_due_ns(turn)
        if due > now:
            generator.turn((due - now) / 1e9)
            continue
        late_ns = max(late_ns, now - due)
        generator.say(turn % senders, [texts.text(turn % senders, turn // senders)])
        turn += 1
        generator.turn(0)  # also if the next one is late already
    _hear_all(generator, hearing, turns)
    elapsed = (time.perf_counter_ns() - schedule.start_ns) / 1e9
    reports = [hearing.report(), *generator.ask("report")]
    figures: dict[str, Any] = latency_ms(ns for report in reports for ns in report["took_ns"])
    figures |= {"messages": turns, "sent_late_ms": late_ns / 1e6, **_effort(reports, elapsed)}
    if held:
        figures |= look()
        started = time.perf_counter()
        generator.release()
        _hear_all(generator, hearing, turns)
        figures["heard_the_rest_s"] = time.perf_counter() - started
        reports = [hearing.report(), *generator.ask("report")]
    generator.get_ready()
    sent = [turns // senders + (sender < turns % senders) for sender in range(senders)]
    return Outcome(figures, faults_of(reports, sent))


def _hear_all(generator: Generator, hearing: Hearing, messages: int) -> None:
    """Wait until everybody who receives has heard so many messages."""
    last, changed = (-1, -1), time.monotonic()
    while True:
        heard, lowest = hearing.heard_by_first(), generator.lowest()
        if heard == messages and lowest >= generator.got_by_first():
            return
        if (heard, lowest) != last:
            last, changed = (heard, lowest), time.monotonic()
        elif time.monotonic() - changed > SILENCE_LIMIT_S:
            raise Problem(
                f"Lost: {messages - heard} messages have not reached anybody, or some of them not "
                f"everybody, {SILENCE_LIMIT_S:g} s after the last one."
            )
        generator.turn(TURN_LIMIT_S)


def _effort(reports: Sequence[Report], elapsed: float) -> dict[str, float]:
    """How much of a core the measuring itself has used."""
    used = [report["cpu_s"] / elapsed for report in reports]
    reads = sum(report["reads"] for report in reports)
    return {
        "generator_cores": sum(used),
        "busiest_generator_process": max(used),
        "generator_processes": len(used),
        "reads": reads,
    }
