"""What has to be done later, and how much of it at a time."""

from itertools import count

import pytest

from app.server import timers
from app.server.timers import RUN_S, Timers


def test_in_the_order_of_their_times(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not due waits, and says until when."""
    now = 0.0
    monkeypatch.setattr(timers, "monotonic", lambda: now)
    done: list[str] = []
    later = Timers()
    later.later(2.0, lambda: done.append("second"))
    later.later(1.0, lambda: done.append("first"))
    assert later.next_at() == 1.0
    later.run()
    assert done == []
    now = 2.0
    later.run()
    assert done == ["first", "second"]
    assert later.next_at() is None


def test_thousands_at_once_are_done_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some at a time; the rest is due still, and in order."""
    clock = count()
    monkeypatch.setattr(timers, "monotonic", lambda: next(clock) * RUN_S / 10)
    done: list[int] = []
    later = Timers()
    for number in range(100):
        later.later(0.0, lambda number=number: done.append(number))  # type: ignore[misc]
    later.run()
    assert 0 < len(done) < 20
    while later.next_at() is not None:
        later.run()
    assert done == list(range(100))
