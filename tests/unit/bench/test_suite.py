"""Which measurements are made, in which order, and what becomes of those that fail."""

from typing import Any

import pytest

from tests.bench import suite as suites
from tests.bench.loops import Pace
from tests.bench.outcome import Outcome
from tests.bench.plan import FULL, Plan
from tests.bench.problem import Deadline, OutOfTime, Problem
from tests.bench.servers import Kind
from tests.bench.suite import Suite
from tests.bench.works import Works

PLAN = Plan(runs=2, clients=(10, 100), calibrations=1)


class Noted(Works):
    """Measures nothing, and notes what it was asked for."""

    def __init__(self, problem: Problem | None = None) -> None:
        super().__init__(PLAN, Deadline(60))
        self.asked: list[tuple[Any, ...]] = []
        self._problem = problem

    def throughput(self, clients: int, text_bytes: int, kind: Kind) -> Outcome:
        if self._problem and kind.key == "asyncio":
            raise self._problem
        self.asked.append((clients, text_bytes, kind.key, kind.wire.name))
        return Outcome({"deliveries_per_s": 1.0, "line_bytes": 204.6})

    def latency(self, clients: int, pace: Pace, kind: Kind) -> Outcome:
        self.asked.append((clients, pace.size, round(pace.rate * clients), pace.seconds, kind.key))
        return Outcome({"p99_ms": 1.0})


def test_servers_take_turns(capsys: pytest.CaptureFixture[str]) -> None:
    """And then the measuring is measured, with lines as long as ours were."""
    works = Noted()
    Suite(PLAN, works).throughput()
    both = [("chat", "json"), ("asyncio", "bare")]
    three = [("chat", "json"), ("chat", "plain"), ("asyncio", "bare")]
    assert works.asked == [
        *((10, 100, *kind) for kind in both * 2),
        (10, 204, "relay", "bare"),
        *((100, 100, *kind) for kind in three * 2),
        *[(100, 204, "relay", "bare")] * 2,
    ]
    assert "throughput, 10 clients, 100 text bytes: Realtime Chat (json), 2 of 2" in (
        capsys.readouterr().err
    )


def test_a_failure_is_a_result() -> None:
    """And the others are measured all the same."""
    suite = Suite(PLAN, Noted(Problem("It is gone.")))
    suite.throughput()
    assert len(suite.results.faults) == 4
    assert suite.results.faults[0].endswith("asyncio (bare): It is gone.")
    assert len(suite.results.runs) == 13


def test_the_end_of_the_time_is_the_end() -> None:
    suite = Suite(PLAN, Noted(OutOfTime("It is late.")))
    with pytest.raises(OutOfTime):
        suite.throughput()
    assert [run.server for run in suite.results.runs] == ["chat"]


def test_growing_keeps_the_deliveries_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suites, "most_descriptors", lambda: 20_000)
    works = Noted()
    Suite(FULL, works).grow()
    latencies = [asked for asked in works.asked if len(asked) == 5]
    assert {asked[2] for asked in latencies} == {20_000}
    assert {asked[0] * 1_000_000 + asked[1] for asked in latencies} == {
        clients * 1_000_000 + size
        for clients, size in (
            *((clients, 100) for clients in (10, 100, 1000, 10_000)),
            *((100, size) for size in (10, 1000, 4000)),
        )
    }
    assert {asked[3] for asked in latencies if asked[0] == 10_000} == {15.0}


def test_more_than_a_process_may_open_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suites, "most_descriptors", lambda: 4096)
    works = Noted()
    suite = Suite(FULL, works)
    suite.grow()
    assert max(asked[0] for asked in works.asked) == 1000
    (told,) = suite.left_out
    assert told.startswith("10,000 clients: a process may have 4,096 open files")
