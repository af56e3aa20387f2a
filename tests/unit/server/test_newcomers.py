"""Those who have not said hello: whose turn it is to be listened to."""

from itertools import count

import pytest

from app.server import newcomers
from app.server.connection import Connection
from app.server.newcomers import TURN_S, Newcomers
from app.server.timers import Timers
from tests.unit.server.wire import Desk, Wire, connected


@pytest.fixture
def strangers() -> list[Connection]:
    """Ten of them."""
    return [connected(id, Wire(), Desk()) for id in range(1, 11)]


def listener(monkeypatch: pytest.MonkeyPatch, turn_parts: int) -> Newcomers:
    """One for whom so many looks at the clock are a whole turn."""
    clock = count()
    monkeypatch.setattr(newcomers, "monotonic", lambda: next(clock) * TURN_S / turn_parts)
    return Newcomers(30.0, Timers(), lambda connection: None)


def test_all_are_listened_to_where_they_are_quick(
    monkeypatch: pytest.MonkeyPatch, strangers: list[Connection]
) -> None:
    """In the order in which they came, whatever the system says."""
    listening = listener(monkeypatch, 1000)
    assert list(listening.turn(reversed(strangers))) == strangers


def test_nobody_waits_for_ever(
    monkeypatch: pytest.MonkeyPatch, strangers: list[Connection]
) -> None:
    """Where their time is over before all had a turn, the others come first the next time."""
    listening = listener(monkeypatch, 3)
    heard: list[Connection] = []
    for _ in range(3):
        turn = list(listening.turn(strangers))
        assert len(turn) < len(strangers)
        heard += turn
    assert heard[: len(strangers)] == strangers
