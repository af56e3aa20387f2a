"""Whoever is removed is told of once."""

import pytest

from app.client.removals import REMOVED_LIMIT, Removals
from app.protocol.entries import Left, Notice


def left(*names: str, count: int = 0, to: str = "") -> Left:
    return Left(at=1, count=count or len(names), names=list(names), to=to)


def ordered(text: str, code: str = "order") -> Removals:
    removals = Removals()
    removals.take(Notice(code=code, text=text))
    return removals


@pytest.mark.parametrize(
    "text",
    ["bo was removed by ana.", "The host banned bo for 2 h.", "ana banned Bo for 10 minutes: so."],
)
def test_who_was_removed_did_not_leave_besides(text: str) -> None:
    removals = ordered(text)
    assert removals.without(left("bo")) is None
    assert removals.without(left("bo")) == left("bo")


def test_others_who_left_are_told() -> None:
    assert ordered("bo was removed by ana.").without(left("cem", "bo", count=9)) == left(
        "cem", count=8
    )
    assert ordered("bo was removed by ana.").without(left("bo", to="build")) == left(
        "bo", to="build"
    )


def test_who_is_back_may_leave() -> None:
    removals = ordered("bo was removed by ana.")
    removals.came(["bo"])
    assert removals.without(left("bo")) == left("bo")


@pytest.mark.parametrize(
    ("text", "code"),
    [("bo was removed by ana.", "host"), ("bo was muted by ana.", "order"), ("", "order")],
)
def test_other_notices_hide_nothing(text: str, code: str) -> None:
    """What the host says may be worded like an order."""
    assert ordered(text, code).without(left("bo")) == left("bo")


def test_a_server_that_goes_on_removing() -> None:
    """No more is kept than needed."""
    removals = Removals()
    for number in range(REMOVED_LIMIT + 1):
        removals.take(Notice(code="order", text=f"n{number} was removed by x."))
    assert removals.without(left("n0")) == left("n0")
    assert removals.without(left(f"n{REMOVED_LIMIT}")) is None
