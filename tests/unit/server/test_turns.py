"""Turns: fair between connections, in order within one."""

from app.server.turns import Turns


def test_whoever_was_served_goes_to_the_end_of_the_row() -> None:
    """Who wants much does not hold up who wants little."""
    turns: Turns[str] = Turns()
    for id, work in ((1, "a"), (1, "b"), (1, "c"), (2, "x"), (3, "y"), (2, "z")):
        turns.add(id, work)
    assert [turns.count(id) for id in (1, 2, 3, 4)] == [3, 2, 1, 0]
    assert "".join(turns.take() for _ in range(6)) == "axybzc"
    assert not turns


def test_what_is_put_back_is_next_when_the_turn_comes_again() -> None:
    """Before what the same connection wants besides, and after others."""
    turns: Turns[str] = Turns()
    for id, work in ((1, "a"), (1, "b"), (2, "x")):
        turns.add(id, work)
    turns.put_back(1, turns.take())
    assert "".join(turns.take() for _ in range(3)) == "xab"
