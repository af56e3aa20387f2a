"""Peers that are gone: looked for after something was sent, and only then. Without a clock."""

from collections.abc import Callable
from typing import cast

import pytest

from app.server import liveness as module
from app.server.liveness import STEP_CONNECTIONS, Liveness
from app.server.timers import Timers
from tests.unit.server.wire import Desk, Wire, connected


class Alarm:
    """Timers of which the next one rings when a test wants it."""

    def __init__(self) -> None:
        """Nothing is due."""
        self.due: list[tuple[float, Callable[[], None]]] = []

    def later(self, seconds: float, act: Callable[[], None]) -> None:
        """Do this in some seconds."""
        self.due.append((seconds, act))

    def ring(self) -> float:
        """Do what is due first; give after how long."""
        seconds, act = self.due.pop(0)
        act()
        return seconds


class Scene:
    """Some connections, with how often something was sent to them in vain."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *unanswered: int) -> None:
        """They are all open."""
        desk = Desk()
        self.connections = [connected(id, Wire(), desk) for id in range(len(unanswered))]
        self.unanswered = dict(enumerate(unanswered))
        socks = {id(connection.sock): connection.id for connection in self.connections}
        monkeypatch.setattr(
            module, "retransmissions", lambda sock: self.unanswered[socks[id(sock)]]
        )
        self.alarm = Alarm()
        self.lost: list[tuple[int, str]] = []
        self.liveness = Liveness(
            15.0,
            cast(Timers, self.alarm),
            lambda: self.connections,
            lambda connection, reason: self.lost.append((connection.id, reason)),
        )


def test_nothing_is_looked_at_while_nothing_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """And once, however much is sent meanwhile; then it sleeps again."""
    scene = Scene(monkeypatch, 0, 0)
    assert scene.alarm.due == []
    for _ in range(3):
        scene.liveness.sent()
    assert scene.alarm.ring() == 15.0
    assert scene.alarm.due == []
    scene.liveness.sent()
    assert len(scene.alarm.due) == 1


def test_who_does_not_answer_any_more_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has not answered yet is looked at again; who answers is left alone."""
    scene = Scene(monkeypatch, 0, 7, 3, 15)
    scene.liveness.sent()
    scene.alarm.ring()
    assert scene.lost == [(1, "does not answer any more"), (3, "does not answer any more")]
    for id in (1, 3):
        scene.connections[id].closed = True
    scene.unanswered[2] = 0
    scene.alarm.ring()
    assert len(scene.lost) == 2
    assert scene.alarm.due == []


def test_many_are_not_looked_at_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that nobody waits for it; all of them are in the end."""
    scene = Scene(monkeypatch, *[7] * (2 * STEP_CONNECTIONS + 1))
    scene.liveness.sent()
    scene.alarm.ring()
    assert len(scene.lost) == STEP_CONNECTIONS
    assert scene.alarm.ring() < 1
    assert scene.alarm.ring() < 1
    assert [id for id, _ in scene.lost] == list(range(2 * STEP_CONNECTIONS + 1))
    assert scene.alarm.due == []


def test_of_many_too_some_are_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever step they are in, and whatever is sent between two of them."""
    scene = Scene(monkeypatch, 6, *[0] * STEP_CONNECTIONS)
    scene.liveness.sent()
    scene.alarm.ring()
    scene.liveness.sent()
    scene.unanswered[0] = 7
    while scene.alarm.due:
        scene.alarm.ring()
    assert [id for id, _ in scene.lost] == [0]
