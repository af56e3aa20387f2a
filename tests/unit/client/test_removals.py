"""Whoever is removed is told of once."""

import pytest

from app.client.removals import REMOVED_LIMIT, Removals
from app.protocol.entries import Left, Notice


def left(*names: str, count: int = 0, to: str = "") -> Left:
    return Left(at=1, count=count or len(names), names=list(names), to=to)


def ordered(code: str = "removed", about: str = "bo") -> Removals:
    removals = Removals()
    removals.take(Notice(code=code, text=f"ana did something to {about}.", about=about))
    return removals


def test_who_was_removed_did_not_leave_besides() -> None:
    removals = ordered()
    assert removals.without(left("Bo")) is None
    assert removals.without(left("bo")) == left("bo")


def test_others_who_left_are_told() -> None:
    assert ordered().without(left("cem", "bo", count=9)) == left("cem", count=8)
    assert ordered().without(left("bo", to="build")) == left("bo", to="build")


def test_who_is_back_may_leave() -> None:
    removals = ordered()
    removals.came(["bo"])
    assert removals.without(left("bo")) == left("bo")


def test_elsewhere_another_one_leaves() -> None:
    """Who was removed from a room that one was not in may come to where one is, and leave."""
    removals = ordered()
    removals.moved()
    assert removals.without(left("bo")) == left("bo")


@pytest.mark.parametrize(("code", "about"), [("order", "bo"), ("host", "bo"), ("removed", "")])
def test_other_notices_hide_nothing(code: str, about: str) -> None:
    """Who was only muted may leave, and that is told."""
    assert ordered(code, about).without(left("bo")) == left("bo")


def test_a_server_that_goes_on_removing() -> None:
    """No more is kept than needed."""
    removals = Removals()
    for number in range(REMOVED_LIMIT + 1):
        removals.take(Notice(code="removed", text="", about=f"n{number}"))
    assert removals.without(left("n0")) == left("n0")
    assert removals.without(left(f"n{REMOVED_LIMIT}")) is None
