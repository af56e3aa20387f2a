"""What is counted, without waiting for it."""

from types import SimpleNamespace

import pytest

from app.server import stats
from app.server.rounds import Round
from app.server.stats import ROUNDS_LIMIT, Counts, Fanout, p99_ms


class Clock:
    """Stands in for `monotonic`."""

    def __init__(self) -> None:
        self.now = 1000.5

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(stats, "monotonic", clock)
    return clock


def test_messages_a_second(clock: Clock) -> None:
    counts = Counts()
    assert counts.per_second() == (0.0, 0.0)
    for _ in range(10):
        counts.stored(6)
        clock.now += 1
    assert counts.per_second() == (6.0, 1.0)
    clock.now += 3
    assert counts.per_second() == (0.0, 1.0)
    clock.now += 100
    assert counts.per_second() == (0.0, 0.0)
    clock.now += 1e6
    counts.stored(1)
    clock.now += 1
    assert counts.per_second() == (1 / 3, 1 / 60)


def test_how_long_a_batch_took_is_asked_once(clock: Clock) -> None:
    counts = Counts()
    fanout = Fanout(counts)
    assert fanout.since() == 0.0
    counts.stored(1)
    since = fanout.since()
    assert since == clock.now
    assert fanout.since() == 0.0, "woken for nothing new"
    clock.now += 0.25
    fanout.ended(since)
    fanout.ended(0.0)
    assert fanout.seconds() == [0.25]
    assert p99_ms(fanout.seconds()) == 250.0


def test_only_the_last_rounds_are_known(clock: Clock) -> None:
    fanout = Fanout(Counts())
    for number in range(ROUNDS_LIMIT + 10):
        fanout.ended(clock.now - number)
    assert len(fanout.seconds()) == ROUNDS_LIMIT
    assert min(fanout.seconds()) == 10


def test_the_99th_of_a_hundred() -> None:
    assert p99_ms([]) == 0.0
    assert p99_ms([0.001]) == 1.0
    assert p99_ms([n / 1000 for n in range(1, 101)]) == 99.0


def test_a_round_has_ended_when_all_were_there() -> None:
    """Since when is that of the batch that began it, though more came meanwhile."""
    round = Round()
    for id in range(3):
        round.add(SimpleNamespace(id=id))  # type: ignore[arg-type]
    assert round.ended() == 0.0
    round.begin(1.0)
    round.begin(2.0)
    round.step(2)
    assert round.ended() == 0.0
    round.begin(3.0)
    round.step(2)
    assert round.ended() == 1.0
    assert round.ended() == 0.0
    round.step(2)
    round.step(2)
    assert round.ended() == 3.0
    round.step(2)
    assert round.ended() == 0.0
