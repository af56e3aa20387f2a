"""What waits to be written comes in order, whole and once, and never too much of it at a time."""

from collections.abc import Callable, Iterator

import pytest

from app.backlog import PART_LIMIT_ROWS, PART_LIMIT_S, Backlog
from app.styled import Line, plain_text

COLUMNS = 40


def backlog(clock: Callable[[], float] = lambda: 0.0) -> Backlog:
    return Backlog(clock)


def lines(*texts: str) -> list[Line]:
    return [Line([("", text)]) for text in texts]


def nothing() -> None:
    """What is called when something is written that nobody waits for."""


def taken(backlog: Backlog) -> list[str]:
    """What is to be written next; those who wait for it are told."""
    part, done = backlog.take(COLUMNS)
    for act in done:
        act()
    return [plain_text(row) for row in part]


def test_everything_comes_once_in_order() -> None:
    """However many came together."""
    waiting = backlog()
    waiting.add(lines("a", "b"), nothing)
    waiting.add(lines("c"), nothing)
    assert waiting
    assert taken(waiting) == ["a", "b", "c"]
    assert not waiting
    waiting.add(lines("d"), nothing)
    assert taken(waiting) == ["d"]


def test_no_more_rows_than_a_slow_terminal_takes() -> None:
    """The rest stays, and goes on in the middle of what came together."""
    waiting = backlog()
    texts = [str(number) for number in range(PART_LIMIT_ROWS + 10)]
    waiting.add(lines(*texts), nothing)
    waiting.add(lines("last"), nothing)
    assert taken(waiting) == texts[:PART_LIMIT_ROWS]
    assert waiting
    assert taken(waiting) == [*texts[PART_LIMIT_ROWS:], "last"]


def test_no_more_lines_than_can_be_made_in_time() -> None:
    """Each is made when its turn has come; on the slowest machine one by one."""
    now = 0.0

    def slow_lines() -> Iterator[Line]:
        nonlocal now
        for line in lines("a", "b", "c"):
            now += PART_LIMIT_S * 0.6
            yield line

    waiting = backlog(lambda: now)
    waiting.add(slow_lines(), nothing)
    assert now == 0.0
    assert taken(waiting) == ["a", "b"]
    assert now == pytest.approx(PART_LIMIT_S * 1.2)
    assert taken(waiting) == ["c"]


def test_a_line_is_never_taken_apart() -> None:
    """Even one with more rows than are written at once."""
    waiting = backlog()
    story = [f"row {number}" for number in range(PART_LIMIT_ROWS * 2)]
    waiting.add(lines("\n".join(story), "after"), nothing)
    assert taken(waiting) == story
    assert taken(waiting) == ["after"]


def test_who_waits_is_told_after_the_last_line() -> None:
    """Not before it is written; and also when nothing was to be written at all."""
    told: list[str] = []
    waiting = backlog()
    waiting.add(lines(*["x"] * (PART_LIMIT_ROWS + 1)), lambda: told.append("many"))
    waiting.add([], lambda: told.append("none"))
    waiting.add(lines("y"), lambda: told.append("one"))
    taken(waiting)
    assert told == []
    taken(waiting)
    assert told == ["many", "none", "one"]
    assert not waiting
